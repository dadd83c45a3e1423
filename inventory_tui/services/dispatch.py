"""Goods leaving sources: what may go, and what goes with it.

Source: spec 2.4, *Validation*; 2.2, *Source deduction on shipment*; C15 for the status.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Event, Order, OrderLine, OrderStatus, status_of
from inventory_tui.domain.product import Backorders, StockRules
from inventory_tui.domain.quantity import ZERO, Quantity, total
from inventory_tui.domain.selection import Offer
from inventory_tui.domain.shipment import Shipment, ShipmentRequest
from inventory_tui.domain.source import SourceItem
from inventory_tui.domain.stock import SourceLink
from inventory_tui.services.order_rules import amount_problem, put_status
from inventory_tui.store.database import Transaction
from inventory_tui.store.journal import Movement


@dataclass(frozen=True, slots=True)
class Sent:
    """What left, and where that leaves the order."""

    status: OrderStatus
    shipments: tuple[Shipment, ...]
    receipt: Receipt


def is_counted(line: OrderLine, rules: Mapping[int, StockRules]) -> bool:
    """Whether shipping a line takes from what lies at its source (spec 2.1, R8)."""
    return not line.product_deleted and rules[line.product_id].manage_stock


def listed(
    transaction: Transaction,
    order: Order,
    lines: Sequence[OrderLine],
    links: Sequence[SourceLink],
) -> list[Offer]:
    """Return which sources are listed for these lines, with what is there.

    What is left of a deleted product may leave any enabled source of the stock: nothing of
    it lies anywhere any more, and its reservation must still be cleared.
    """
    alive = [line.product_id for line in lines if not line.product_deleted]
    return transaction.shipments.offers(order.stock_id, alive) + [
        Offer(link.source_id, link.code, link.priority, line.product_id, ZERO)
        for line in lines
        if line.product_deleted
        for link in links
        if link.enabled
    ]


class Dispatch:
    """One order being shipped; its rows and its products are held until all is written."""

    def __init__(self, transaction: Transaction, order: Order) -> None:
        self._transaction = transaction
        self._order = order
        self._lines = {line.product_id: line for line in order.lines}
        lines = [line for line in order.lines if line.to_ship]
        ids = sorted(line.product_id for line in lines)
        transaction.lock_products(ids)
        self._rules = transaction.products.rules(ids)
        self._links = transaction.stocks.get(order.stock_id).sources if lines else ()
        self._codes = {link.source_id: link.code for link in self._links if link.enabled}
        self._there = {
            (offer.product_id, offer.source_id): offer.available
            for offer in listed(transaction, order, lines, self._links)
        }
        self._items = transaction.source_items.of_products(ids, sorted(self._codes))

    def send(self, requests: Sequence[ShipmentRequest], cause: Cause) -> Sent:
        """Check every request, then ship them all.

        Raises:
            Refused: A problem for each thing that cannot go; nothing was written.
        """
        wanted = [
            replace(
                request,
                quantities={id: amount for id, amount in request.quantities.items() if amount},
            )
            for request in requests
        ]
        self._refuse(wanted)
        transaction, order = self._transaction, self._order
        operation = transaction.journal.begin(
            Deed.SHIPPED, cause, reason="shipped", order_id=order.id
        )
        ids = [
            transaction.shipments.add(
                operation,
                order.id,
                request.source_id,
                cause.actor,
                [(self._lines[id].id, id, amount) for id, amount in request.quantities.items()],
                tracked=request.tracking,
                comment=request.comment,
            )
            for request in wanted
        ]
        units = self._deduct(operation, wanted)
        status = self._clear(operation, wanted)
        put_status(transaction, operation, order, status)
        summary = f"Order {visible(order.number)}: {self._told(wanted)}"
        amount = total(_units(request) for request in wanted)
        counts: dict[str, int | str] = {"shipments": len(ids), "units": str(amount)}
        transaction.journal.finish(operation, summary=summary, units=-units, counts=counts)
        written = {one.id: one for one in transaction.shipments.of_order(order.id)}
        return Sent(
            status,
            tuple(written[id] for id in ids),
            Receipt(operation, Deed.SHIPPED, counts, f"{summary}."),
        )

    def _refuse(self, requests: Sequence[ShipmentRequest]) -> None:
        if not any(line.to_ship for line in self._order.lines):
            raise Refused(
                Kind.NOT_SHIPPABLE,
                f"Order {visible(self._order.number)} has nothing left to ship.",
                field="order",
            )
        if not requests or not all(request.quantities for request in requests):
            raise Refused(
                Kind.NOTHING_GIVEN,
                "Enter a number above 0 for at least one line of each shipment.",
                field="line",
            )
        if problems := [
            replace(problem, order=self._order.number) for problem in self._problems(requests)
        ]:
            raise Refused.because(problems)

    def _problems(self, requests: Sequence[ShipmentRequest]) -> Iterator[Problem]:
        asked: dict[int, Quantity] = {}
        left = dict(self._there)
        for request in requests:
            code = self._codes.get(request.source_id)
            if code is None:
                yield self._not_listed(request.source_id)
                continue
            for id, amount in request.quantities.items():
                asked[id] = asked.get(id, ZERO) + amount
                if id not in self._lines:
                    yield Problem(
                        Kind.UNKNOWN_PRODUCT,
                        f"Order {visible(self._order.number)} has no line of product {id}.",
                        "line",
                    )
                    continue
                line = self._lines[id]
                problem = self._line_problem(line, amount, asked[id]) or self._source_problem(
                    line, request.source_id, amount, left
                )
                if problem:
                    yield problem

    def _line_problem(
        self, line: OrderLine, amount: Quantity, asked: Quantity
    ) -> Problem | None:
        sku = visible(line.sku)
        if not line.type.is_shipped:
            return Problem(
                Kind.NOT_SHIPPABLE,
                f"{sku}: {line.type} goods are not shipped.",
                "line",
                line.sku,
            )
        rules = self._rules.get(line.product_id)
        decimals = rules is not None and rules.decimals
        return amount_problem(
            line, amount, line.to_ship - (asked - amount), "to ship", decimals=decimals
        )

    def _source_problem(
        self,
        line: OrderLine,
        source_id: int,
        amount: Quantity,
        left: dict[tuple[int, int], Quantity],
    ) -> Problem | None:
        pair = (line.product_id, source_id)
        sku, code = visible(line.sku), self._codes[source_id]
        if pair not in left:
            return Problem(
                Kind.SOURCE_NOT_LISTED,
                f"{sku}: {code} has it not In Stock.",
                "source",
                line.sku,
            )
        if not is_counted(line, self._rules):
            return None
        if amount > left[pair]:
            return Problem(
                Kind.NOT_ENOUGH_IN_SOURCE,
                f"{sku}: {code} has {left[pair]}, not {amount}.",
                "line",
                line.sku,
            )
        left[pair] -= amount
        return None

    def _not_listed(self, source_id: int) -> Problem:
        found = self._transaction.sources.by_ids([source_id]).get(source_id)
        name = found.code if found else str(source_id)
        mine = ", ".join(self._codes.values()) or "none"
        disabled = any(link.source_id == source_id for link in self._links)
        why = "is disabled" if disabled else f"is no source of {visible(self._order.stock)}"
        return Problem(
            Kind.SOURCE_NOT_LISTED, f"{name} {why}; its enabled sources: {mine}.", "source"
        )

    def _deduct(self, operation: int, requests: Sequence[ShipmentRequest]) -> Quantity:
        """Take the goods from the sources; return the units taken."""
        taken: dict[tuple[int, int], Quantity] = {}
        for request in requests:
            for id, amount in request.quantities.items():
                if is_counted(self._lines[id], self._rules):
                    pair = (id, request.source_id)
                    taken[pair] = taken.get(pair, ZERO) + amount
        changed: list[tuple[SourceItem, Quantity, bool]] = []
        for pair, amount in sorted(taken.items()):
            item = self._items[pair]
            rules = self._rules[item.product_id]
            quantity = item.quantity - amount
            used_up = (
                rules.backorders is Backorders.NO and quantity <= rules.effective_threshold
            )
            changed.append((item, quantity, not used_up))
        transaction = self._transaction
        transaction.source_items.put(
            (item.product_id, item.source_id, quantity, in_stock, item.notify_below)
            for item, quantity, in_stock in changed
        )
        transaction.journal.moved(
            operation,
            [_movement(item, quantity, in_stock) for item, quantity, in_stock in changed],
        )
        if changed:
            transaction.levels.refresh(sorted({item.product_id for item, _, _ in changed}))
        return total(taken.values())

    def _clear(self, operation: int, requests: Sequence[ShipmentRequest]) -> OrderStatus:
        """Let go of what the lines hold, count what was shipped; return the new status."""
        order, after = self._order, dict(self._lines)
        rows = []
        for request in requests:
            for id, amount in request.quantities.items():
                line = after[id]
                let_go = min(amount, line.held)
                after[id] = replace(
                    line, shipped=line.shipped + amount, held=line.held - let_go
                )
                if let_go:
                    rows.append((order.stock_id, id, order.id, let_go.parts))
        self._transaction.orders.count_up(
            (line.id, after[id].shipped - line.shipped, ZERO, line.held - after[id].held)
            for id, line in self._lines.items()
            if after[id] is not line
        )
        self._transaction.reservations.add(operation, Event.SHIPMENT_CREATED, rows)
        return status_of(list(after.values()))

    def _told(self, requests: Sequence[ShipmentRequest]) -> str:
        parts = [
            f"{_units(request).in_units()} from {self._codes[request.source_id]}"
            for request in requests
        ]
        return f"shipped {', '.join(parts)}"


def _units(request: ShipmentRequest) -> Quantity:
    return total(request.quantities.values())


def _movement(item: SourceItem, quantity: Quantity, in_stock: bool) -> Movement:
    notify = None if item.notify_below is None else item.notify_below.parts
    return Movement(
        item.product_id,
        item.source_id,
        item.quantity.parts,
        quantity.parts,
        item.in_stock,
        in_stock,
        notify,
        notify,
    )
