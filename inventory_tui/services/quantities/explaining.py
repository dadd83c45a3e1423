"""Why a stock can promise what it says: the salable number, term by term.

The terms always add up to the number, whatever is in the way: what does not count is
listed with 0 and its reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from inventory_tui.domain.composite import NOTHING
from inventory_tui.domain.product import Backorders, Origin, Product, StockRules
from inventory_tui.domain.quantity import ONE, ZERO, Quantity, total
from inventory_tui.domain.source import SourceItem
from inventory_tui.domain.stock import (
    DEFAULT_STOCK_ID,
    Coverage,
    Stock,
    StockLevel,
    is_salable,
    salable_quantity,
)
from inventory_tui.services.products.showing_parts import PartsShown
from inventory_tui.store.database import Database, Transaction


@dataclass(frozen=True, slots=True)
class WhyTerm:
    """One summand."""

    term: str
    """``on_hand``, ``held``, ``threshold``, ``reserved``, ``promised_elsewhere`` or what keeps
    it from being sold: ``not_in_stock``, ``not_managed``, ``disabled``, ``composite``;
    ``part`` is one of its."""
    value: Quantity
    why: str
    source: str | None = None
    order: str | None = None
    placed_at: datetime | None = None
    counts: bool = True
    """False for a source whose units are there but do not count."""


@dataclass(frozen=True, slots=True)
class Why:
    """What one stock can promise of one product, and what it follows from."""

    sku: str
    stock: str
    salable: Quantity | None
    """None where stock is not managed, and of composites, which have no own number."""
    is_salable: bool
    terms: tuple[WhyTerm, ...]
    """Their values sum to ``salable``."""


def explain(database: Database, product: str | int, stock: str | int | None = None) -> Why:
    """Explain the salable quantity of a product.

    Args:
        product: Its SKU, or its id.
        stock: What people call it (its name, or its id as text), or its id; None: the
            Default Stock.

    Raises:
        Refused: There is no such product or stock.

    Source: spec 2.1.
    """
    with database.read() as transaction:
        found, stocks = transaction.products.named(product), transaction.stocks
        if isinstance(stock, str):
            pool = stocks.known(stock)
        else:
            pool = stocks.get(DEFAULT_STOCK_ID if stock is None else stock)
        return _Explanation(transaction, found, pool).why()


class _Explanation:
    """Collects the terms of one number, all of one moment."""

    def __init__(self, transaction: Transaction, product: Product, stock: Stock) -> None:
        self._transaction = transaction
        self._product = product
        self._stock = stock
        self._rules: StockRules = transaction.products.rules([product.id])[product.id]
        self._items = transaction.source_items.of_product(product.id)
        levels = transaction.levels.get(stock.id, [product.id])
        self._level: StockLevel | None = levels.get(product.id)
        self._zone = ZoneInfo(transaction.options.value("time_zone"))

    def why(self) -> Why:
        """Put the terms together."""
        coverage = self._level.coverage if self._level else Coverage.NONE
        if not self._product.type.has_source_items:
            return self._answer(*self._composite())
        if not self._rules.manage_stock:
            terms = [self._not_managed(), *self._disabled()]
            if coverage is Coverage.NONE:
                terms.append(WhyTerm("not_in_stock", ZERO, self._nothing(coverage)))
            can = self._product.enabled and is_salable(None, self._rules, coverage)
            return self._answer(None, can, terms)
        terms = [*self._on_hand(), *self._held(), self._threshold(), *self._elsewhere()]
        on_hand = self._level.on_hand if self._level else ZERO
        reserved = self._level.reserved if self._level else ZERO
        elsewhere = -total(one.value for one in terms if one.term == "promised_elsewhere")
        salable = salable_quantity(on_hand, reserved, self._rules, coverage, elsewhere)
        if coverage is not Coverage.IN_STOCK:
            rest = ZERO - total(term.value for term in terms)
            terms.append(WhyTerm("not_in_stock", rest, self._nothing(coverage)))
        terms += self._disabled()
        promised = is_salable(salable, self._rules, coverage)
        return self._answer(salable, self._product.enabled and promised, terms)

    def _answer(self, salable: Quantity | None, can: bool, terms: list[WhyTerm]) -> Why:
        return Why(self._product.sku, self._stock.name, salable, can, tuple(terms))

    def _on_hand(self) -> Iterator[WhyTerm]:
        """The sources that count, in the stock's order, then those that do not, and why."""
        by_id = {item.source_id: item for item in self._items}
        linked = [link.source_id for link in self._stock.sources]
        ordered = [by_id.pop(id) for id in linked if id in by_id]
        terms = [self._of_source(item, linked=True) for item in ordered]
        terms += [self._of_source(item, linked=False) for item in by_id.values()]
        yield from (term for term in terms if term.counts)
        yield from (term for term in terms if not term.counts)

    def _of_source(self, item: SourceItem, *, linked: bool) -> WhyTerm:
        code, units = item.source_code, item.quantity
        why = ""
        if not linked:
            why = f"not in {self._stock.name}"
        elif not item.source_enabled:
            why = f"off: its {units} do not count"
        elif not item.in_stock:
            why = f"Out of Stock: its {units} do not count"
        if why:
            return WhyTerm("on_hand", ZERO, why, source=code, counts=False)
        return WhyTerm("on_hand", units, "on hand", source=code)

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
                f"held by order {hold.order}, placed {placed}",
                order=hold.order,
                placed_at=hold.placed_at,
            )
        reserved = self._level.reserved if self._level else ZERO
        if other := reserved + held:
            yield WhyTerm("reserved", other, "reserved, by no open order")

    def _threshold(self) -> WhyTerm:
        effective, typed = self._rules.effective_threshold, self._rules.threshold
        origin = self._origin("threshold")
        if effective > ZERO:
            why = f"kept back (threshold, {origin})"
        elif effective < ZERO:
            why = f"may be sold beyond what is there (threshold {typed}, {origin})"
        elif not typed:
            why = f"kept back (threshold, {origin})"
        else:
            state = "off" if self._rules.backorders is Backorders.NO else "on"
            why = f"threshold {typed} ({origin}) counts as 0 while backorders are {state}"
        return WhyTerm("threshold", -effective, why)

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
            why = f"needed by {name}, which shares sources"
            yield WhyTerm("promised_elsewhere", -Quantity(parts), why)

    def _origin(self, key: str) -> Origin:
        if key in self._product.own:
            return Origin.OWN
        stored = self._transaction.options.stored()
        return Origin.GLOBAL if (key, None) in stored else Origin.DEFAULT

    def _nothing(self, coverage: Coverage) -> str:
        if coverage is Coverage.NONE:
            return f"no row at any source of {self._stock.name}: nothing may be promised"
        return "no row In Stock at a source that is on: nothing may be promised"

    def _not_managed(self) -> WhyTerm:
        origin = self._origin("manage_stock")
        return WhyTerm(
            "not_managed", ZERO, f"stock is not managed ({origin}): any amount may be sold"
        )

    def _disabled(self) -> list[WhyTerm]:
        if self._product.enabled:
            return []
        return [WhyTerm("disabled", ZERO, "the product is disabled: it cannot be ordered")]

    def _composite(self) -> tuple[None, bool, list[WhyTerm]]:
        """A composite has no number: it says what its parts can do, and its own flag."""
        product = self._product
        made_of = self._transaction.parts.of([product.id]).get(product.id, NOTHING)
        shown = PartsShown(self._transaction, product, made_of)
        said = f"{product.type}: what can be sold follows from its parts"
        if not product.parent_in_stock:
            said = f"{product.type}: Out of Stock by its own flag, whatever its parts"
        terms = [WhyTerm("composite", ZERO, said)]
        for one in shown.in_stock(self._stock.id):
            salable = "any" if one.salable is None else str(one.salable)
            state = f"salable {salable}" if one.enabled else "disabled"
            needs = "" if one.part.quantity == ONE else f", takes {one.part.quantity}"
            option = f" ({one.option})" if one.option else ""
            why = f"{one.part.sku}: {state}{needs}{option}"
            terms.append(WhyTerm("part", ZERO, why, counts=one.is_salable))
        return None, shown.can_sell(self._stock.id), [*terms, *self._disabled()]
