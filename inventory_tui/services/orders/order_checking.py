"""Can this be ordered?  The answer line by line, before an order is placed.

With the setting *Enable Inventory Check On Cart Load* off only what concerns the amounts is
told; what is missing is told when the order is placed.

Source: spec 2.1, *Can this quantity be ordered?*
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from inventory_tui.domain.eligibility import NOBODY, Audience
from inventory_tui.domain.errors import Kind, Problem
from inventory_tui.domain.group_minimums import least_to_order
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.order_checks import suggest_amount
from inventory_tui.domain.order_request import OrderRequest, RequestedLine
from inventory_tui.domain.quantity import ONE, ZERO, Quantity
from inventory_tui.domain.stock import SalesChannel, Stock
from inventory_tui.services.orders.baskets import (
    Basket,
    Bundle,
    Item,
    Keys,
    key_of_item,
    settle_units,
    skus_of,
)
from inventory_tui.services.orders.composed_lines import ComposedLines
from inventory_tui.services.orders.ordering import hinted, notice_of
from inventory_tui.services.orders.placement import Placement
from inventory_tui.services.orders.shelf import Shelf
from inventory_tui.services.orders.ware import Ware
from inventory_tui.store.database import Database, Transaction

_OF_THE_STOCK = frozenset(
    {
        Kind.SKU_NOT_ASSIGNED_TO_STOCK,
        Kind.NO_SOURCE_ITEMS_IN_STOCK,
        Kind.BACKORDERS_DISABLED,
        Kind.MANAGE_STOCK_ENABLED,
        Kind.NOT_ENOUGH_QTY,
        Kind.PRODUCT_NOT_AVAILABLE,
    }
)
"""What the amount alone does not tell."""


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """What becomes of one line of an order that is not placed yet."""

    sku: str
    """As the product has it; of an unknown one, as it was given."""
    name: str
    salable: Quantity | None
    """What the stock can promise without this order; None: any amount."""
    problem: str
    """Why it cannot be had, in one sentence; empty where it can."""
    backordered: Quantity = ZERO
    """How much of it would wait for goods."""
    problems: tuple[Problem, ...] = ()
    """Every test it fails, in their order."""
    notice: Problem | None = None
    """What the customer is told of goods that follow later (``backordered``)."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What would become of an order."""

    stock: str
    """The stock its channel sells from; empty where there is no such channel."""
    lines: tuple[CheckedLine, ...]
    """One for each line of the request, in its order."""
    problems: tuple[Problem, ...]
    """What is wrong with the order itself: its channel, its number."""

    @property
    def accepted(self) -> bool:
        """Whether it could be placed."""
        return not self.problems and not any(line.problems for line in self.lines)


def check(database: Database, request: OrderRequest) -> Checked:
    """Say what would become of an order, and of each of its lines; nothing is written."""
    with database.read(whole=True) as transaction:
        placement = Placement(transaction, [request], dry_run=True)
        verdict = placement.assess(request)
        problems = _told(transaction, hinted(transaction, verdict))
        channel = placement.shelf.channels.get(request.channel)
        wares = placement.wares_for(request) if channel else {}
        keys = placement.keys
        basket = Basket(request, keys)
        basket.name_bundles(placement.shelf.bundles)
        lines = ComposedLines(basket, wares, {}) if channel else None
        waiting = {key_of(sku): late for sku, late in (verdict.backordered or {}).items()}
        taken: dict[str, Quantity] = {}
        for ware, _, held, *_ in verdict.lines if verdict.accepted else ():
            key = key_of(ware.product.sku)
            taken[key] = taken.get(key, ZERO) + Quantity(held)
        asking = _Asking(wares, lines, problems, waiting, taken)
        return Checked(
            placement.shelf.stocks[channel.stock_id].name if channel else "",
            tuple(
                asking.line(_item(one, keys, placement.shelf.bundles), basket)
                for one in request.lines
            ),
            tuple(one for one in problems if not asking.concerns_a_line(one)),
        )


def check_quantities(
    database: Database,
    lines: Iterable[tuple[str, Quantity]],
    *,
    channel: str | None = None,
    stock: str | None = None,
    customer_group: str = "",
    account: str = "",
    order_type: str = "",
) -> tuple[CheckedLine, ...]:
    """Say of amounts of products whether a stock can promise them, each SKU for itself.

    A cart that grows is asked for as a whole: amounts of one SKU are summed.

    Args:
        channel: Whose stock is asked; or
        stock: the name or id of one.
        account, order_type: Whom and what for a channel sells; some sources serve some.

    Returns:
        A line for each SKU, in the order in which they first appear.

    Raises:
        Refused: ``unknown_website``, ``unknown_stock``.
    """
    with database.read(whole=True) as transaction:
        asked, seller = _stock(transaction, channel, stock)
        request = OrderRequest(
            "",
            tuple(lines),
            customer_group=customer_group,
            account=account,
            order_type=order_type,
        )
        keys = Keys()
        for sku in skus_of(request):
            keys[sku]
        settle_units(transaction, keys)
        basket = Basket(request, keys)
        wares = _wares(transaction, asked, seller, set(basket.spelled), request.audience)
        groups = transaction.options.value("min_cart_qty_groups")
        checked = []
        for key, parts in basket.loose():
            ware = wares.get(key)
            if ware is None:
                sku = basket.spelled[key]
                missing = transaction.products.missing(sku)
                sentence = str(missing)
                problem = Problem(missing.kind, sentence, "sku", sku)
                checked.append(CheckedLine(sku, "", ZERO, sentence, problems=(problem,)))
                continue
            least = None
            if customer_group and groups.of(customer_group) is not None:
                least = least_to_order(ware.rules, groups, customer_group)
            sku = ware.product.sku
            failures = ware.every_refusal(parts, least)
            problems = _told(transaction, [Problem(*one, "line", sku) for one in failures])
            late = ware.backordered(parts) if ware.may_wait and not failures else ZERO
            checked.append(
                CheckedLine(
                    sku,
                    ware.product.name,
                    ware.salable,
                    _reason(problems),
                    late,
                    tuple(problems),
                    notice_of(ware, parts, late),
                )
            )
        return tuple(checked)


def suggest_quantity(
    database: Database,
    sku: str,
    quantity: Quantity,
    *,
    channel: str | None = None,
    stock: str | None = None,
) -> Quantity:
    """Return the multiple of a product's increment nearest to ``quantity`` that may be had.

    What is no multiple but too few, too many or beyond what a stock can promise is returned as
    it is, as is the quantity of a product without increments.

    Args:
        channel: Whose stock is asked; or
        stock: the name or id of one.

    Raises:
        Refused: ``unknown_product``, ``unknown_website``, ``unknown_stock``.
    """
    with database.read(whole=True) as transaction:
        product = transaction.products.known(sku)
        asked, seller = _stock(transaction, channel, stock)
        key = key_of(product.sku)
        ware = _wares(transaction, asked, seller, {key}, NOBODY)[key]
        return suggest_amount(quantity, ware.rules, ware.salable)


def _stock(
    transaction: Transaction, channel: str | None, stock: str | None
) -> tuple[Stock, SalesChannel | None]:
    """The stock that is asked, and for which channel of it."""
    if stock is not None:
        return transaction.stocks.known(stock), None
    seller = transaction.channels.known(channel or "")
    return transaction.stocks.get(seller.stock_id), seller


def _wares(
    transaction: Transaction,
    stock: Stock,
    channel: SalesChannel | None,
    keys: set[str],
    audience: Audience,
) -> Mapping[str, Ware]:
    """What a stock has of these SKUs, as such orders of a channel may have them."""
    shelf = Shelf()
    if channel is None:
        shelf.read_stock(transaction, stock, keys)
        return shelf.of_stock(stock.id)
    shelf.know(channel, stock)
    shelf.read(transaction, {channel.code: keys}, hold=False)
    return shelf.for_order(transaction, channel.code, audience)


def _reason(problems: Sequence[Problem]) -> str:
    """The sentence that says it best: how much there is, where that is what is short."""
    short = [one for one in problems if one.kind is Kind.NOT_ENOUGH_QTY]
    return (short or [*problems])[0].message if problems else ""


def _told(transaction: Transaction, problems: Iterable[Problem]) -> list[Problem]:
    """Those that the setting lets an order be told before it is placed."""
    if transaction.options.value("check_cart_on_load"):
        return list(problems)
    return [one for one in problems if one.kind not in _OF_THE_STOCK]


def _item(line: tuple[str, Quantity] | RequestedLine, keys: Keys, bundles: set[str]) -> Item:
    """What one line of a request is about."""
    basket = Basket(OrderRequest("", (line,)), keys)
    basket.name_bundles(bundles)
    return next(iter(basket.items))


class _Asking:
    """The answers to one order, asked for line by line."""

    def __init__(
        self,
        wares: Mapping[str, Ware],
        lines: ComposedLines | None,
        problems: list[Problem],
        waiting: Mapping[str, Quantity],
        taken: Mapping[str, Quantity],
    ) -> None:
        self._wares = wares
        self._lines = lines
        self._problems: dict[str, list[Problem]] = {}
        for one in problems:
            if one.sku is not None and one.field == "line":
                self._problems.setdefault(key_of(one.sku.strip()), []).append(one)
        self._waiting = waiting
        self._taken = taken
        totals = lines.totals() if lines else ()
        self._totals = {key_of(ware.product.sku): parts for ware, parts in totals}

    def concerns_a_line(self, problem: Problem) -> bool:
        """Whether a problem was told with a line."""
        return problem.sku is not None and key_of(problem.sku.strip()) in self._problems

    def line(self, item: Item, basket: Basket) -> CheckedLine:
        """Return what becomes of one line."""
        key = key_of_item(item)
        ware = self._wares.get(key)
        problems = self._problems_of(item, ware)
        late = self._waiting.get(key, ZERO)
        return CheckedLine(
            ware.product.sku if ware else basket.spelled[key],
            ware.product.name if ware else "",
            self._salable(item, ware),
            _reason(problems),
            late,
            tuple(problems),
            notice_of(ware, self._totals.get(key, 0), late) if ware else None,
        )

    def _problems_of(self, item: Item, ware: Ware | None) -> list[Problem]:
        key = key_of_item(item)
        named = [key]
        if isinstance(item, Bundle):
            named += [part for part, _ in item.parts or ()]
            if item.parts is None and self._lines is not None:
                named += [key_of(part.product.sku) for part, _ in self._lines.in_one(key)]
        elif not isinstance(item, str):
            named.append(item.parent)
        found = [one for name in dict.fromkeys(named) for one in self._problems.get(name, ())]
        if len(found) != 1 or found[0].kind not in _OF_THE_STOCK or ware is None:
            return found
        if isinstance(item, Bundle) or key not in self._totals:
            return found
        # the tests the first one hides are told too
        rest = [
            replace(found[0], kind=kind, message=sentence)
            for kind, sentence in ware.every_refusal(self._totals[key])
        ]
        kinds = [one.kind for one in rest]
        return rest if found[0].kind in kinds else found

    def _salable(self, item: Item, ware: Ware | None) -> Quantity | None:
        if ware is None:
            return ZERO
        if not isinstance(item, Bundle) or self._lines is None:
            return self._free(ware)
        most: int | None = None
        for part, per in self._lines.in_one(item.key):
            free = self._free(part)
            if free is not None:
                bundles = max(free.parts, 0) // per
                most = bundles if most is None else min(most, bundles)
        return None if most is None else Quantity(most * ONE.parts)

    def _free(self, ware: Ware) -> Quantity | None:
        if ware.salable is None:
            return None
        return ware.salable + self._taken.get(key_of(ware.product.sku), ZERO)
