"""Why a stock can promise what it says: the salable number, term by term.

The terms always add up to the number, whatever is in the way: what does not count is
listed with 0 and its reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from inventory_tui.domain.aside import Kept
from inventory_tui.domain.composite import NOTHING
from inventory_tui.domain.eligibility import NOBODY
from inventory_tui.domain.product import Origin, Product, StockRules
from inventory_tui.domain.quantity import ZERO, Quantity, total
from inventory_tui.domain.source import SourceItem
from inventory_tui.domain.stock import (
    DEFAULT_STOCK_ID,
    Coverage,
    SalesChannel,
    Stock,
    StockLevel,
    is_salable,
    salable_quantity,
)
from inventory_tui.domain.transfer import label_of
from inventory_tui.domain.why import Why, WhyTerm
from inventory_tui.services.products.channel_levels import barred_from_channel, own_rules
from inventory_tui.services.products.showing_parts import PartsShown
from inventory_tui.services.quantities import explaining_words as words
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.products.fitness import not_for_sale
from inventory_tui.store.products.lives import states
from inventory_tui.wording import tr

__all__ = ["Why", "WhyTerm", "explain", "explain_each"]


def explain(
    database: Database,
    product: str | int,
    stock: str | int | None = None,
    *,
    channel: str | None = None,
) -> Why:
    """Explain the salable quantity of a product.

    Args:
        product: Its SKU, or its id.
        stock: What people call it (its name, or its id as text), or its id; None: the
            Default Stock.
        channel: The code of one, instead of a stock: what its stock can promise to it.

    Raises:
        Refused: There is no such product, stock or channel.

    Source: spec 2.1.
    """
    with database.read() as transaction:
        found, stocks = transaction.products.named(product), transaction.stocks
        seller = None
        if channel is not None:
            seller = transaction.channels.known(channel, "channel")
            pool = stocks.get(seller.stock_id)
        elif isinstance(stock, str):
            pool = stocks.known(stock)
        else:
            pool = stocks.get(DEFAULT_STOCK_ID if stock is None else stock)
        return _Explanation(transaction, found, pool, seller).why()


def explain_each(
    database: Database, product: str | int, stock: str | int | None = None
) -> tuple[Why, ...]:
    """Explain the salable quantity of a product, then what it is for some of the channels.

    These are the stock's channels to which another number is promised: sources do not serve
    them, or they sell the product by rules of their own.

    Args:
        product, stock: As `explain`.

    Raises:
        Refused: There is no such product or stock.
    """
    with database.read() as transaction:
        found, stocks = transaction.products.named(product), transaction.stocks
        if isinstance(stock, str):
            pool = stocks.known(stock)
        else:
            pool = stocks.get(DEFAULT_STOCK_ID if stock is None else stock)
        whole = _Explanation(transaction, found, pool, None)
        whys = [whole.why()]
        for one in transaction.channels.all():
            if one.stock_id == pool.id and whole.may_differ(one):
                why = _Explanation(transaction, found, pool, one).why()
                if (why.salable, why.is_salable) != (whys[0].salable, whys[0].is_salable):
                    whys.append(why)
        return tuple(whys)


class _Explanation:
    """Collects the terms of one number, all of one moment."""

    def __init__(
        self,
        transaction: Transaction,
        product: Product,
        stock: Stock,
        channel: SalesChannel | None,
    ) -> None:
        self._transaction = transaction
        self._channel = channel
        self._is_left = True
        self._product = product
        self._stock = stock
        rules = transaction.products.rules([product.id]) | own_rules(
            transaction, channel, [product]
        )
        self._rules: StockRules = rules[product.id]
        self._items = transaction.source_items.of_product(product.id)
        levels = transaction.levels.get(stock.id, [product.id])
        self._level: StockLevel | None = levels.get(product.id)
        self._zone = ZoneInfo(transaction.options.value("time_zone"))

    def may_differ(self, channel: SalesChannel) -> bool:
        """Whether a channel's number could be another one; few channels are looked into."""
        own = own_rules(self._transaction, channel, [self._product])
        if own.get(self._product.id, self._rules) != self._rules:
            return True
        barred = barred_from_channel(self._transaction, channel)
        return any(item.source_id in barred for item in self._items)

    def why(self) -> Why:
        """Put the terms together."""
        coverage = self._level.coverage if self._level else Coverage.NONE
        if not self._product.type.has_source_items:
            return self._answer(*self._composite())
        kept = list(self._for_others())
        if kept and not self._is_left:
            coverage = min(coverage, Coverage.ASSIGNED)
        if not self._rules.manage_stock:
            terms = [self._not_managed(), *self._disabled()]
            if coverage is Coverage.NONE:
                terms.append(WhyTerm("not_in_stock", ZERO, self._nothing(coverage)))
            can = not self._disabled() and is_salable(None, self._rules, coverage)
            return self._answer(None, can, terms)
        terms = [*self._on_hand(), *self._held(), self._threshold(), *self._elsewhere()]
        on_hand = self._level.on_hand if self._level else ZERO
        reserved = self._level.reserved if self._level else ZERO
        elsewhere = -total(one.value for one in terms if one.term == "promised_elsewhere")
        aside = self._level.set_aside if self._level else ZERO
        salable = salable_quantity(on_hand, reserved, self._rules, coverage, elsewhere, aside)
        if salable is not None and coverage is Coverage.IN_STOCK:
            salable = salable + total(one.value for one in kept)
        terms += kept
        if coverage is not Coverage.IN_STOCK:
            rest = ZERO - total(term.value for term in terms)
            terms.append(WhyTerm("not_in_stock", rest, self._nothing(coverage)))
        terms += [*self._disabled(), *self._not_here_yet()]
        promised = is_salable(salable, self._rules, coverage)
        return self._answer(salable, not self._disabled() and promised, terms)

    def _answer(self, salable: Quantity | None, can: bool, terms: list[WhyTerm]) -> Why:
        channel = self._channel.code if self._channel else ""
        return Why(self._product.sku, self._stock.name, salable, can, tuple(terms), channel)

    def _on_hand(self) -> Iterator[WhyTerm]:
        """The sources that count, in the stock's order, then those that do not, and why."""
        by_id = {item.source_id: item for item in self._items}
        linked = {link.source_id: link.counts for link in self._stock.sources}
        ordered = [by_id.pop(id) for id in linked if id in by_id]
        terms = [self._of_source(item, counts=linked[item.source_id]) for item in ordered]
        terms += [self._of_source(item, counts=None) for item in by_id.values()]
        seen = [term for term in terms if term.counts]
        seen += self._set_aside([term.source for term in terms if term.counts])
        yield from seen
        yield from self._hidden(total(term.value for term in seen))
        yield from (term for term in terms if not term.counts)

    def _hidden(self, seen: Quantity) -> Iterator[WhyTerm]:
        """What lies where the one who asks may not look, in one number."""
        person = self._transaction.guard.person()
        if person is None or not person.is_confined or self._level is None:
            return
        if units := self._level.on_hand - self._level.set_aside - seen:
            yield WhyTerm("other_sources", units, tr("for sale at sources that are not yours"))

    def _of_source(self, item: SourceItem, *, counts: bool | None) -> WhyTerm:
        """``counts``: whether it serves a channel of the stock; None: it is not in it."""
        code, units = item.source_code, item.quantity
        if counts is None:
            why = tr("not in {stock}", stock=self._stock.name)
        else:
            why = words.of_what_does_not_count(item, units, counts=counts)
        if why:
            return WhyTerm("on_hand", ZERO, why, source=code, counts=False)
        return WhyTerm("on_hand", units, tr("on hand"), source=code)

    def _set_aside(self, counting: Sequence[str | None]) -> Iterator[WhyTerm]:
        """Safety stock, and what is not for sale, at the sources that count."""
        set_asides = self._transaction.levels.set_asides.of([self._product.id])
        for item in self._items:
            aside = set_asides.get((item.product_id, item.source_id))
            if aside is None or item.source_code not in counting:
                continue
            for kept in Kept:
                if units := aside.of(kept):
                    yield WhyTerm(kept.value, -units, kept.label, source=item.source_code)

    def _for_others(self) -> Iterator[WhyTerm]:
        """What is for sale at sources of the stock that do not serve the channel."""
        channel, eligibility = self._channel, self._transaction.eligibility
        if channel is None or not channel.some_limited:
            return
        barred = eligibility.barred(self._stock.id, channel.id, NOBODY)
        withheld = eligibility.withheld(self._stock.id, barred, [self._product.id])
        if not barred or self._product.id not in withheld:
            return
        self._is_left = withheld[self._product.id][1]
        counting = {link.source_id for link in self._stock.sources if link.counts}
        asides = self._transaction.levels.set_asides.of([self._product.id])
        for item in self._items:
            at = item.source_id
            if at in barred & counting and item.source_enabled and item.in_stock:
                aside = asides.get((item.product_id, at))
                units = item.quantity - (aside.total if aside else ZERO)
                why = tr("for sale there, but not to {channel}", channel=channel.code)
                yield WhyTerm("not_eligible", -units, why, source=item.source_code)

    def _not_here_yet(self) -> Iterator[WhyTerm]:
        """What is on the road, or expected: it counts once it was received."""
        transaction, ids = self._transaction, [self._product.id]
        for one in transaction.transfers.on_the_road(ids):
            why = tr(
                "{quantity} from {source} ({transfer}), not here yet",
                quantity=one.quantity,
                source=one.origin,
                transfer=label_of(one.transfer_id),
            )
            yield WhyTerm("on_the_road", ZERO, why, source=one.destination, counts=False)
        for line in transaction.incoming.of_product(self._product.id):
            if not line.draft:
                why = tr(
                    "{units} expected on {day}, not here yet",
                    units=line.left,
                    day=line.expected_on,
                )
                yield WhyTerm("incoming", ZERO, why, source=line.source, counts=False)

    def _held(self) -> Iterator[WhyTerm]:
        """What open orders hold, oldest first; then any difference to the ledger."""
        held = ZERO
        holds = self._transaction.reservations.holds(self._product.id, stock_id=self._stock.id)
        for hold in holds:
            placed = hold.placed_at.astimezone(self._zone).date().isoformat()
            held += hold.held
            yield WhyTerm(
                "held",
                -hold.held,
                tr("held by order {order}, placed {placed}", order=hold.order, placed=placed),
                order=hold.order,
                placed_at=hold.placed_at,
            )
        reserved = self._level.reserved if self._level else ZERO
        if other := reserved + held:
            yield WhyTerm("reserved", other, tr("reserved, by no open order"))

    def _threshold(self) -> WhyTerm:
        rules = self._rules
        why = words.of_threshold(rules, words.ORIGINS[self._origin("threshold")])
        return WhyTerm("threshold", -rules.effective_threshold, why)

    def _elsewhere(self) -> Iterator[WhyTerm]:
        """What other stocks must have from sources they share with this one (C17)."""
        shared = self._transaction.levels.shared
        if not shared.protected or self._product.id not in (
            found := shared.pools([self._product.id])
        ):
            return
        names = {stock.id: stock.name for stock in self._transaction.stocks.all()}
        for stock_id, parts in sorted(found[self._product.id].takers(self._stock.id).items()):
            name = names.get(stock_id, str(stock_id))
            why = tr("needed by {stock}, which shares sources", stock=name)
            yield WhyTerm("promised_elsewhere", -Quantity(parts), why)

    def _origin(self, key: str) -> Origin:
        if key in self._product.own:
            return Origin.OWN
        stored = self._transaction.options.stored()
        return Origin.GLOBAL if (key, None) in stored else Origin.DEFAULT

    def _nothing(self, coverage: Coverage) -> str:
        if coverage is Coverage.NONE:
            return tr(
                "no row at any source of {stock}: nothing may be promised",
                stock=self._stock.name,
            )
        return tr("no row In Stock at a source that is on: nothing may be promised")

    def _not_managed(self) -> WhyTerm:
        origin = words.ORIGINS[self._origin("manage_stock")]
        why = tr("stock is not managed ({origin}): any amount may be sold", origin=origin)
        return WhyTerm("not_managed", ZERO, why)

    def _disabled(self) -> list[WhyTerm]:
        if not self._product.enabled:
            why = tr("the product is disabled: it cannot be ordered")
            return [WhyTerm("disabled", ZERO, why)]
        state = states(self._transaction, [self._product]).get(self._product.id)
        if state is not None:
            return [WhyTerm(state.value, ZERO, words.NOT_FOR_SALE[state])]
        unfit = not_for_sale(self._transaction, [self._product])
        return [WhyTerm(one.term, ZERO, one.why) for one in unfit.values()]

    def _composite(self) -> tuple[None, bool, list[WhyTerm]]:
        """A composite has no number: it says what its parts can do, and its own flag."""
        product = self._product
        made_of = self._transaction.parts.of([product.id]).get(product.id, NOTHING)
        shown = PartsShown(self._transaction, product, made_of)
        said = tr("{type}: what can be sold follows from its parts")
        if not product.parent_in_stock:
            said = tr("{type}: Out of Stock by its own flag, whatever its parts")
        said = said.format(type=product.type)
        terms = [WhyTerm("composite", ZERO, said)]
        for one in shown.in_stock(self._stock.id):
            why = words.of_part(one)
            terms.append(WhyTerm("part", ZERO, why, counts=one.is_salable))
        return None, shown.can_sell(self._stock.id), [*terms, *self._disabled()]
