"""The check and the record of orders: one of them or thousands, by the same rule.

A batch reads the products, rules and sums it concerns once, then takes order after order
against what each stock can still promise, kept in memory; what was accepted is written in
a handful of many-row statements.  All of it stands in one transaction that holds the
products, so no other terminal can promise the same units in between.

Source: spec 2.1, *Can this quantity be ordered?*; 2.2, *Order placed*.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from inventory_tui.domain.errors import Kind, Problem
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.order import (
    Event,
    OrderRequest,
    parse_line_price,
    parse_number,
)
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.stock import SalesChannel
from inventory_tui.services.shelf import Shelf, Ware
from inventory_tui.store.database import Transaction
from inventory_tui.store.orders import KnownOrder, NewOrder


@dataclass(slots=True)
class Verdict:
    """What becomes of one request."""

    request: OrderRequest
    number: str
    """Its own; once written, the one it was given; of an unchanged order, the one it has."""
    problems: tuple[Problem, ...] = ()
    unchanged: bool = False
    """An order of this number with the same lines is there already."""
    order_id: int = 0
    """Of an order that is there, or is being written."""
    channel_id: int = 0
    stock_id: int = 0
    lines: tuple[tuple[Ware, int, int], ...] = ()
    """What it takes: the product, ordered and held (ten-thousandths)."""
    backordered: Mapping[str, Quantity] | None = None
    """SKU → how much of it waits for goods, where some does."""

    @property
    def accepted(self) -> bool:
        """Whether it is a new order that may be written."""
        return not self.problems and not self.unchanged


class Placement:
    """A batch of orders on their way: assess each in turn, then record what was accepted."""

    def __init__(
        self,
        transaction: Transaction,
        requests: Sequence[OrderRequest],
        *,
        shelf: Shelf | None = None,
        dry_run: bool = False,
    ) -> None:
        """Read what the requests concern, and hold it until the transaction ends.

        Args:
            shelf: What the batch before left; taken if it is still true.
            dry_run: Nothing will be recorded, so nothing is held.
        """
        self._transaction = transaction
        self._reserves = bool(transaction.options.value("reserve_on_placement"))
        self._verdicts: list[Verdict] = []
        self._numbers: dict[str, Verdict] = {}
        self._keys = keys = _Keys()
        self.shelf = shelf if shelf is not None and shelf.still_true(transaction) else Shelf()
        wanted: dict[str, set[str]] = {}
        for request in requests:
            skus = wanted.setdefault(request.channel, set())
            skus.update(keys[sku] for sku, _ in request.lines)
        self.shelf.read(transaction, wanted, hold=not dry_run)
        numbers = {key_of(one.number) for one in requests if one.number is not None}
        self._known = transaction.orders.by_numbers(numbers)

    def assess(self, request: OrderRequest) -> Verdict:
        """Say what becomes of the next order, and take what it holds if it is accepted."""
        verdict = self._assessed(request)
        self._verdicts.append(verdict)
        if request.number is not None and not verdict.problems:
            self._numbers.setdefault(key_of(request.number), verdict)
        if verdict.accepted and self._reserves:
            for ware, _, held in verdict.lines:
                if held:
                    ware.take(held)
        return verdict

    def _assessed(self, request: OrderRequest) -> Verdict:
        verdict = Verdict(request, request.number or "")
        problems = list(_problems_of(request))
        channel = self.shelf.channels.get(request.channel)
        if channel is None:
            problems.append(
                Problem(
                    Kind.UNKNOWN_WEBSITE,
                    self.shelf.unknown_channels[request.channel],
                    "channel",
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
        there = (
            request.number is not None
            and not problems
            and channel is not None
            and self._is_there(verdict, key_of(request.number), channel, sums)
        )
        if there:
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
            same = channel.id == earlier.channel_id and sums == {
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
        asked: dict[int, int] = {}
        for key, parts in sums.items():
            product = self.shelf.products.get(key)
            id = product.id if product else None
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
        shelf = self.shelf.wares[channel.stock_id]
        reserves = self._reserves
        verdict.channel_id = channel.id
        verdict.stock_id = channel.stock_id
        lines: list[tuple[Ware, int, int]] = []
        waiting: dict[str, Quantity] = {}
        for key, parts in sums.items():
            ware = shelf.get(key)
            if ware is None:
                sku = spelled[key]
                yield Problem(
                    Kind.UNKNOWN_PRODUCT,
                    f"There is no product {sku!r}.",
                    "line",
                    sku,
                )
                continue
            if failure := ware.refusal(parts):
                yield Problem(*failure, "line", ware.product.sku)
                continue
            lines.append((ware, parts, parts if reserves and ware.rules.manage_stock else 0))
            if ware.may_wait and (late := ware.backordered(parts)):
                waiting[ware.product.sku] = late
        verdict.lines = tuple(lines)
        verdict.backordered = waiting

    def give_numbers(self) -> None:
        """Give every accepted order its id, and a number where it brought none."""
        orders = self._transaction.orders
        new = self._accepted()
        for id, verdict in zip(orders.new_ids(len(new)), new, strict=True):
            verdict.order_id = id
        unnumbered = [verdict for verdict in new if verdict.request.number is None]
        numbers = orders.free_numbers(
            [verdict.order_id for verdict in unnumbered], self._numbers
        )
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
            prices = {key_of(sku): price for sku, price in verdict.request.prices.items()}
            lines = []
            for ware, ordered, holds in verdict.lines:
                product = ware.product
                price = prices.get(key_of(product.sku), "") if prices else ""
                managed = ware.rules.manage_stock
                lines.append((product.id, product.name, price, managed, ordered, holds))
                if holds:
                    reservations.append(
                        (verdict.stock_id, product.id, verdict.order_id, -holds)
                    )
                    held += holds
            rows.append(
                NewOrder(
                    verdict.order_id,
                    verdict.number,
                    verdict.channel_id,
                    verdict.stock_id,
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
