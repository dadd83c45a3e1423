"""The check and the record of orders: one of them or thousands, by the same rule.

A batch reads the products, rules and sums it concerns once, then takes order after order
against what each stock can still promise, kept in memory; what was accepted is written in
a handful of many-row statements.  All of it stands in one transaction that holds the
products, so no other terminal can promise the same units in between.

Source: spec 2.1, *Can this quantity be ordered?*; 2.2, *Order placed*.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.order import (
    Event,
    OrderRequest,
    backordered,
    check_amount,
    check_stock,
    parse_line_price,
    parse_number,
)
from inventory_tui.domain.product import Product, StockRules
from inventory_tui.domain.quantity import LARGEST, ZERO, Quantity
from inventory_tui.domain.stock import Coverage, SalesChannel, Stock
from inventory_tui.store.database import Transaction
from inventory_tui.store.orders import KnownOrder, NewOrder


@dataclass(slots=True)
class Verdict:
    """What becomes of one request."""

    request: OrderRequest
    number: str
    """Its own, or (once written) the one it was given; of an unchanged order, the one it has."""
    problems: tuple[Problem, ...] = ()
    unchanged: bool = False
    """An order of this number with the same lines is there already."""
    order_id: int | None = None
    channel: SalesChannel | None = None
    lines: tuple[tuple[_Ware, int, int], ...] = ()
    """What it takes: the product, ordered and held (ten-thousandths)."""
    backordered: Mapping[str, Quantity] | None = None
    """SKU → how much of it waits for goods, where some does."""

    @property
    def accepted(self) -> bool:
        """Whether it is a new order that may be written."""
        return not self.problems and not self.unchanged


class _Ware:
    """One product in one stock while a batch goes on."""

    __slots__ = ("coverage", "held", "passes", "product", "rules", "salable", "stock")

    def __init__(
        self,
        product: Product,
        rules: StockRules,
        stock: Stock,
        salable: Quantity | None,
        coverage: Coverage,
        passes: set[int],
    ) -> None:
        self.product = product
        self.rules = rules
        self.stock = stock
        self.salable = salable
        self.coverage = coverage
        self.passes = passes
        """Amounts that are known to keep tests 1 to 4; shared by all of the same rules."""
        self.held = 0
        """What this batch took of it."""

    def refusal(self, parts: int) -> tuple[Kind, str] | None:
        """Why ``parts`` of it cannot be ordered, or None."""
        sku = visible(self.product.sku)
        amount = Quantity(parts)
        if parts not in self.passes:
            if not self.product.type.has_source_items:
                return (
                    Kind.PRODUCT_IS_PARENT,
                    f"{sku}: a {self.product.type} product is not ordered itself; "
                    "order the SKU of what it consists of.",
                )
            if not self.product.enabled:
                return Kind.PRODUCT_DISABLED, f"{sku}: it is disabled and not for sale."
            if parts > LARGEST:
                return Kind.MAX_SALE_QTY, f"{sku}: enter at most {Quantity(LARGEST)}."
            if failure := check_amount(sku, amount, self.rules):
                return failure
            self.passes.add(parts)
        return check_stock(
            sku, visible(self.stock.name), amount, self.salable, self.rules, self.coverage
        )


class Placement:
    """A batch of orders on their way: assess each in turn, then record what was accepted."""

    def __init__(
        self,
        transaction: Transaction,
        requests: Sequence[OrderRequest],
        *,
        dry_run: bool = False,
    ) -> None:
        """Read what the requests concern, and hold it until the transaction ends.

        Args:
            dry_run: Nothing will be recorded, so nothing is held.
        """
        self._transaction = transaction
        self._dry_run = dry_run
        self._reserves = bool(transaction.options.value("reserve_on_placement"))
        self._verdicts: list[Verdict] = []
        self._numbers: dict[str, Verdict] = {}
        self._keys = _Keys()
        keys = self._keys
        wanted = {keys[sku] for request in requests for sku, _ in request.lines}
        self._read_channels({request.channel for request in requests})
        self._read_products(wanted)
        numbers = {key_of(one.number) for one in requests if one.number is not None}
        self._known = transaction.orders.by_numbers(numbers)

    def _read_channels(self, codes: Iterable[str]) -> None:
        self._channels: dict[str, SalesChannel] = {}
        self._stocks: dict[int, Stock] = {}
        self._unknown_channels: dict[str, str] = {}
        for code in codes:
            try:
                channel = self._transaction.channels.known(code)
            except Refused as refusal:
                self._unknown_channels[code] = str(refusal)
                continue
            self._channels[code] = channel
            if channel.stock_id not in self._stocks:
                self._stocks[channel.stock_id] = self._transaction.stocks.get(channel.stock_id)

    def _read_products(self, keys: set[str]) -> None:
        transaction = self._transaction
        products = transaction.products.by_skus(keys)
        ids = sorted(product.id for product in products.values())
        while transaction.locks_rows and not self._dry_run:
            transaction.lock_products(ids)
            # what was renamed, deleted or added before we held it
            products = transaction.products.by_skus(keys)
            held, ids = ids, sorted(product.id for product in products.values())
            if ids == held:
                break
        rules = transaction.products.rules(ids)
        passes: dict[tuple[StockRules, bool, bool], set[int]] = {}
        self._shelves: dict[int, dict[str, _Ware]] = {}
        for stock_id, stock in self._stocks.items():
            levels = transaction.levels.get(stock_id, ids)
            shelf = self._shelves[stock_id] = {}
            for key, product in products.items():
                level = levels.get(product.id)
                own = rules[product.id]
                alike = (own, product.enabled, product.type.has_source_items)
                shelf[key] = _Ware(
                    product,
                    own,
                    stock,
                    level.salable if level else ZERO,
                    level.coverage if level else Coverage.NONE,
                    passes.setdefault(alike, set()),
                )

    def assess(self, request: OrderRequest) -> Verdict:
        """Say what becomes of the next order, and take what it holds if it is accepted."""
        verdict = self._assessed(request)
        self._verdicts.append(verdict)
        if request.number is not None and not verdict.problems:
            self._numbers.setdefault(key_of(request.number), verdict)
        if verdict.accepted and self._reserves:
            for ware, _, held in verdict.lines:
                if held:
                    ware.held += held
                    if ware.salable is not None:
                        ware.salable = Quantity(ware.salable.parts - held)
        return verdict

    def _assessed(self, request: OrderRequest) -> Verdict:
        verdict = Verdict(request, request.number or "")
        problems = list(_problems_of(request))
        channel = self._channels.get(request.channel)
        if channel is None:
            problems.append(
                Problem(
                    Kind.UNKNOWN_WEBSITE, self._unknown_channels[request.channel], "channel"
                )
            )
        sums: dict[str, int] = {}
        spelled: dict[str, str] = {}
        keys = self._keys
        for sku, quantity in request.lines:
            key = keys[sku]
            if key in sums:
                sums[key] += quantity.parts
            else:
                sums[key] = quantity.parts
                spelled[key] = sku
        if request.number is not None and not problems and channel is not None:
            if self._is_there(verdict, key_of(request.number), channel, sums):
                return verdict
        if channel is not None:
            problems.extend(self._take(verdict, channel, sums, spelled))
        verdict.problems = tuple(
            Problem(one.kind, one.message, one.field, one.sku, request.number, request.row)
            for one in problems
        )
        return verdict

    def _is_there(
        self, verdict: Verdict, key: str, channel: SalesChannel, sums: Mapping[str, int]
    ) -> bool:
        """Whether an order has this number already; says in ``verdict`` which it is."""
        known, earlier = self._known.get(key), self._numbers.get(key)
        if known is not None:
            same = channel.id == known.channel_id and self._same_lines(known, sums)
            number = known.number
            verdict.order_id = known.id
        elif earlier is not None:
            assert earlier.channel is not None
            same = channel.id == earlier.channel.id and sums == {
                key_of(ware.product.sku): ordered for ware, ordered, _ in earlier.lines
            }
            number = earlier.number
        else:
            return False
        verdict.number = number
        if same:
            verdict.unchanged = True
        else:
            verdict.problems = (
                Problem(
                    Kind.ORDER_EXISTS,
                    f"Order {visible(number)} is there already, with other lines.",
                    "number",
                    order=number,
                    row=verdict.request.row,
                ),
            )
        return True

    def _same_lines(self, known: KnownOrder, sums: Mapping[str, int]) -> bool:
        shelf = next(iter(self._shelves.values()), {})
        asked: dict[int, int] = {}
        for key, parts in sums.items():
            ware = shelf.get(key)
            id = ware.product.id if ware else None
            if id not in known.ordered:
                id = known.sku_keys.get(key)
            if id is None:
                return False
            asked[id] = asked.get(id, 0) + parts
        return asked == known.ordered

    def _take(
        self,
        verdict: Verdict,
        channel: SalesChannel,
        sums: Mapping[str, int],
        spelled: Mapping[str, str],
    ) -> Iterator[Problem]:
        """Fill in the lines of ``verdict``; yield what is wrong with each."""
        shelf = self._shelves[channel.stock_id]
        reserves = self._reserves
        verdict.channel = channel
        lines: list[tuple[_Ware, int, int]] = []
        waiting: dict[str, Quantity] = {}
        for key, parts in sums.items():
            ware = shelf.get(key)
            if ware is None:
                sku = spelled[key]
                yield Problem(
                    Kind.UNKNOWN_PRODUCT,
                    f"There is no product {visible(sku)!r}.",
                    "line",
                    sku,
                )
                continue
            if failure := ware.refusal(parts):
                yield Problem(*failure, "line", ware.product.sku)
                continue
            lines.append((ware, parts, parts if reserves and ware.rules.manage_stock else 0))
            if ware.salable is not None and ware.salable.parts < parts:
                waiting[ware.product.sku] = backordered(
                    Quantity(parts), ware.salable, ware.rules
                )
        verdict.lines = tuple(lines)
        verdict.backordered = waiting

    def give_numbers(self) -> None:
        """Give every accepted order its id, and a number where it brought none."""
        orders = self._transaction.orders
        new = self._accepted()
        for id, verdict in zip(orders.new_ids(len(new)), new, strict=True):
            verdict.order_id = id
        unnumbered = [verdict for verdict in new if verdict.request.number is None]
        ids = [verdict.order_id for verdict in unnumbered if verdict.order_id is not None]
        numbers = orders.free_numbers(ids, self._numbers)
        for verdict, number in zip(unnumbered, numbers, strict=True):
            verdict.number = number

    def record(self, operation_id: int, placed_by: str) -> Quantity:
        """Write the accepted orders, their lines and reservations; return the units held.

        Raises:
            NumberTaken: Another terminal took one of their numbers meanwhile.
        """
        held = 0
        reservations: list[tuple[int, int, int | None, int]] = []
        rows: list[NewOrder] = []
        for verdict in self._accepted():
            assert verdict.channel is not None and verdict.order_id is not None
            stock_id = verdict.channel.stock_id
            prices = {key_of(sku): price for sku, price in verdict.request.prices.items()}
            lines = []
            for ware, ordered, holds in verdict.lines:
                product = ware.product
                price = prices.get(key_of(product.sku), "") if prices else ""
                managed = ware.rules.manage_stock
                lines.append((product.id, product.name, price, managed, ordered, holds))
                if holds:
                    reservations.append((stock_id, product.id, verdict.order_id, -holds))
                    held += holds
            rows.append(
                NewOrder(
                    verdict.order_id,
                    verdict.number,
                    verdict.channel.id,
                    stock_id,
                    verdict.request.ship_to,
                    lines,
                )
            )
        self._transaction.orders.add(operation_id, placed_by, rows)
        self._transaction.reservations.add(operation_id, Event.ORDER_PLACED, reservations)
        return Quantity(held)

    def _accepted(self) -> list[Verdict]:
        return [verdict for verdict in self._verdicts if verdict.accepted]


class _Keys(dict[str, str]):
    """`key_of`, each label folded once."""

    def __missing__(self, label: str) -> str:
        key = self[label] = key_of(label.strip())
        return key


def _problems_of(request: OrderRequest) -> Iterator[Problem]:
    """What is wrong with a request whatever the stock says."""
    if request.number is not None:
        try:
            parse_number(request.number)
        except ValueError as problem:
            yield Problem(Kind.VALIDATION_FAILED, f"Number: {problem}", "number")
    if not request.lines:
        yield Problem(Kind.NOTHING_GIVEN, "An order needs at least one line.", "line")
    if request.prices:
        for sku, price in request.prices.items():
            try:
                parse_line_price(price)
            except ValueError as problem:
                yield Problem(
                    Kind.VALIDATION_FAILED, f"{visible(sku)}: {problem}", "price", sku
                )
