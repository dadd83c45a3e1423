"""Goods leaving sources: what may go, and what goes with it.

Source: spec 2.4, *Validation*; 2.2, *Source deduction on shipment*; C15 for the status.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Event, Order, OrderLine, OrderStatus
from inventory_tui.domain.quantity import ZERO, Quantity, total
from inventory_tui.domain.shipment import Shipment, ShipmentLine, ShipmentRequest
from inventory_tui.services.orders.entitled import barred_from
from inventory_tui.services.orders.order_rules import amount_problem, record
from inventory_tui.services.shipping.goods import Goods
from inventory_tui.services.shipping.on_offer import listed_or_not, to_ship
from inventory_tui.services.shipping.together import torn_bundles
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr


@dataclass(frozen=True, slots=True)
class Sent:
    """What left, and where that leaves the order."""

    status: OrderStatus
    shipments: tuple[Shipment, ...]
    receipt: Receipt


class Dispatch:
    """One order being shipped; its rows and its products are held until all is written."""

    def __init__(
        self,
        transaction: Transaction,
        order: Order,
        goods: Goods | None = None,
        spent: Mapping[tuple[int, int], Quantity] | None = None,
    ) -> None:
        """Hold what ships.

        Args:
            goods: What lies at the sources of all orders, where several ship at once.
            spent: (product id, source id) → what orders that go with it take.
        """
        self._transaction = transaction
        self._order = order
        self._lines = order.by_id()
        self._may_ship = to_ship(transaction)
        lines = [line for line in order.lines if line.to_ship]
        self._goods = goods or Goods(transaction, lines)
        self._spent = spent or {}
        self._links = transaction.stocks.get(order.stock_id).sources if lines else ()
        self._barred = barred_from(transaction, order, self._links)
        self._codes = {
            link.source_id: link.code
            for link in self._links
            if link.enabled and link.source_id not in self._barred
        }
        offers, _ = listed_or_not(transaction, order, lines, self._links, set_aside=True)
        self._there = {(offer.product_id, offer.source_id): offer.available for offer in offers}

    def send(self, requests: Sequence[ShipmentRequest], cause: Cause) -> Sent:
        """Check every request, then ship them all.

        Raises:
            Refused: A problem for each thing that cannot go; nothing was written.
        """
        wanted = self.checked(requests)
        transaction, order = self._transaction, self._order
        operation = transaction.journal.begin(
            Deed.SHIPPED, cause, reason="shipped", order_id=order.id
        )
        units = -self._goods.move(operation, self.taken(wanted))
        status, shipments = self.keep(operation, wanted, cause)
        summary = tr(
            "Order {number}: shipped {units}",
            number=visible(order.number),
            units=self._told(wanted),
        )
        amount = total(_units(request) for request in wanted)
        counts: dict[str, int | str] = {"shipments": len(shipments), "units": str(amount)}
        transaction.journal.finish(operation, summary=summary, units=-units, counts=counts)
        return Sent(status, shipments, Receipt(operation, Deed.SHIPPED, counts, f"{summary}."))

    def checked(self, requests: Sequence[ShipmentRequest]) -> list[ShipmentRequest]:
        """Return requests that can all go, without the lines of which nothing goes.

        Raises:
            Refused: A problem for each thing that cannot go.
        """
        wanted = [
            replace(
                request,
                quantities={id: amount for id, amount in request.quantities.items() if amount},
            )
            for request in requests
        ]
        self._refuse(wanted)
        return wanted

    def keep(
        self,
        operation: int,
        wanted: Sequence[ShipmentRequest],
        cause: Cause,
        *,
        consignment_id: int | None = None,
    ) -> tuple[OrderStatus, tuple[Shipment, ...]]:
        """Write the shipments of goods that were moved, and move the order on."""
        transaction, order = self._transaction, self._order
        parcels = self._parcels(wanted)
        ids = [
            transaction.shipments.add(
                operation,
                order.id,
                request.source_id,
                cause.actor,
                lines,
                tracked=request.tracking,
                comment=request.comment,
                consignment_id=consignment_id,
            )
            for request, lines in zip(wanted, parcels, strict=True)
        ]
        after = dict(self._lines)
        for request in wanted:
            for id, amount in request.quantities.items():
                after[id] = after[id].ship(amount)
        freed = [(line.product_id, line.let_go) for lines in parcels for line in lines]
        status = record(
            transaction, operation, order, after.values(), Event.SHIPMENT_CREATED, freed
        )
        written = {one.id: one for one in transaction.shipments.of_order(order.id)}
        return status, tuple(written[id] for id in ids)

    def _parcels(self, requests: Sequence[ShipmentRequest]) -> list[list[ShipmentLine]]:
        """What is in each shipment, and how much of it is counted out and let go."""
        held = {id: line.held for id, line in self._lines.items()}
        parcels = []
        for request in requests:
            lines = []
            for id, amount in request.quantities.items():
                line = self._lines[id]
                let_go = min(amount, held[id])
                held[id] -= let_go
                taken = amount if self._goods.counts(line) else ZERO
                lines.append(
                    ShipmentLine(
                        id, line.product_id, line.sku, line.name, amount, taken, let_go
                    )
                )
            parcels.append(lines)
        return parcels

    def _refuse(self, requests: Sequence[ShipmentRequest]) -> None:
        order = self._order
        if not any(line.to_ship for line in order.lines):
            raise Refused(
                Kind.NOT_SHIPPABLE,
                tr("Order {number} has nothing left to ship.", number=visible(order.number)),
                field="order",
            )
        if not any(self._may_ship(line) for line in order.lines):
            raise Refused(
                Kind.NOT_INVOICED,
                tr(
                    "Order {number} is not invoiced, and only invoiced lines ship; "
                    "invoice it first: orders invoice.",
                    number=visible(order.number),
                ),
                field="order",
            )
        if not requests or not all(request.quantities for request in requests):
            raise Refused(
                Kind.NOTHING_GIVEN,
                tr("Enter a number above 0 for at least one line of each shipment."),
                field="line",
            )
        if problems := [
            replace(problem, order=order.number) for problem in self._problems(requests)
        ]:
            raise Refused.because(problems)

    def _problems(self, requests: Sequence[ShipmentRequest]) -> Iterator[Problem]:
        asked: dict[int, Quantity] = {}
        left = {
            pair: amount - self._spent.get(pair, ZERO) for pair, amount in self._there.items()
        }
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
                        tr(
                            "Order {number} has no line {id}.",
                            number=visible(self._order.number),
                            id=id,
                        ),
                        "line",
                    )
                    continue
                line = self._lines[id]
                problem = self._line_problem(line, amount, asked[id]) or self._source_problem(
                    line, request.source_id, amount, left
                )
                if problem:
                    yield problem
            yield from torn_bundles(self._order, request.quantities, self._left(request, asked))

    def _line_problem(
        self, line: OrderLine, amount: Quantity, asked: Quantity
    ) -> Problem | None:
        sku = visible(line.sku)
        if not line.type.is_shipped:
            return Problem(
                Kind.NOT_SHIPPABLE,
                tr("{sku}: {type} goods are not shipped.", sku=sku, type=line.type),
                "line",
                line.sku,
            )
        before = asked - amount
        if amount <= line.to_ship - before and amount > self._may_ship(line) - before:
            return Problem(
                Kind.NOT_INVOICED,
                tr(
                    "{sku}: {units} of {ordered} are invoiced and not shipped yet; "
                    "invoice the rest first.",
                    sku=sku,
                    units=self._may_ship(line),
                    ordered=line.ordered,
                ),
                "line",
                line.sku,
            )
        return amount_problem(line, amount, line.to_ship - before, tr("are to ship"))

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
            # a row that is Out of Stock is not offered, but what lies there may be sent
            there = self._goods.there(*pair) - self._spent.get(pair, ZERO)
            if there <= ZERO:
                return Problem(
                    Kind.SOURCE_NOT_LISTED,
                    tr("{sku}: {source} has it not In Stock.", sku=sku, source=code),
                    "source",
                    line.sku,
                )
            left[pair] = there
        if not self._goods.counts(line):
            return None
        if amount > left[pair]:
            return Problem(
                Kind.NOT_ENOUGH_IN_SOURCE,
                tr(
                    "{sku}: {source} has {there}, not {amount}.",
                    sku=sku,
                    source=code,
                    there=left[pair],
                    amount=amount,
                ),
                "line",
                line.sku,
            )
        left[pair] -= amount
        return None

    def _left(
        self, request: ShipmentRequest, asked: Mapping[int, Quantity]
    ) -> dict[int, Quantity]:
        """What of each line there is for a request; ``asked`` is up to it and with it."""
        return {
            id: line.to_ship - (asked.get(id, ZERO) - request.quantities.get(id, ZERO))
            for id, line in self._lines.items()
        }

    def _not_listed(self, source_id: int) -> Problem:
        found = self._transaction.sources.by_ids([source_id]).get(source_id)
        name = found.code if found else str(source_id)
        mine = ", ".join(self._codes.values()) or tr("none")
        disabled = any(link.source_id == source_id for link in self._links)
        if source_id in self._barred:
            return Problem(
                Kind.SOURCE_NOT_ELIGIBLE,
                tr(
                    "{source} does not serve this order: it is for other channels or "
                    "customers. Those that do: {mine}.",
                    source=name,
                    mine=mine,
                ),
                "source",
            )
        why = (
            tr("is disabled")
            if disabled
            else tr("is no source of {stock}", stock=visible(self._order.stock))
        )
        return Problem(
            Kind.SOURCE_NOT_LISTED,
            tr("{source} {why}; its enabled sources: {mine}.", source=name, why=why, mine=mine),
            "source",
        )

    def taken(self, requests: Sequence[ShipmentRequest]) -> dict[tuple[int, int], Quantity]:
        """Return what the requests take out of which rows, below 0."""
        moves: dict[tuple[int, int], Quantity] = {}
        for request in requests:
            for id, amount in request.quantities.items():
                line = self._lines[id]
                if self._goods.counts(line):
                    pair = (line.product_id, request.source_id)
                    moves[pair] = moves.get(pair, ZERO) - amount
        return moves

    def _told(self, requests: Sequence[ShipmentRequest]) -> str:
        parts = [
            tr(
                "{units} from {source}",
                units=_units(request).in_units(),
                source=self._codes[request.source_id],
            )
            for request in requests
        ]
        return ", ".join(parts)


def _units(request: ShipmentRequest) -> Quantity:
    return total(request.quantities.values())
