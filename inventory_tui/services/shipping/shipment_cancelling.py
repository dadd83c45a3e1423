"""Cancelling shipments: the goods come back to the source they left, and are held again.

Source: spec 2.4, *Shipment record can be canceled*; C15 for the status of what comes back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Event, Order, OrderLine, OrderStatus
from inventory_tui.domain.quantity import ZERO, Quantity, total
from inventory_tui.domain.shipment import Shipment
from inventory_tui.services.orders.order_events import keep_event, seen_before, unchanged
from inventory_tui.services.orders.order_rules import record
from inventory_tui.services.shipping.goods import Goods
from inventory_tui.store.database import Database, Transaction
from inventory_tui.wording import tr

NO_CARRIER = "custom"
"""What goods go by that no carrier takes: such parcels can be stopped in the house."""


@dataclass(frozen=True, slots=True)
class ShipmentCancelled:
    """Receipt of a cancelled shipment."""

    shipment: int
    order: str
    order_status: OrderStatus
    lines: tuple[tuple[str, Quantity], ...]
    """SKU and how much of it is to be shipped again."""
    receipt: Receipt


def cancel_shipment(
    database: Database,
    id: int,
    *,
    cause: Cause,
    force: bool = False,
    event: str | None = None,
) -> ShipmentCancelled:
    """Cancel a shipment that is not on its way; what was in it is to be shipped again.

    What was counted out of the source is there again, whatever its settings say now; of a
    product that is gone nothing is counted.  An order on hold stays on hold.

    Args:
        force: Also where a carrier has the parcel.
        event: A key of the shop's own; sent again under it, nothing changes.

    Raises:
        Refused: ``unknown_shipment``; ``order_status``: it is cancelled already, or units of
            it were refunded after they had left; ``blocked``: a carrier has the parcel;
            ``consignment_status``: it is part of a consignment.
    """
    deed = Deed.SHIPMENT_CANCELLED
    with database.write() as transaction:
        number = transaction.shipments.known(id).order
        order = transaction.orders.known(number, lock=True)
        shipment = transaction.shipments.known(id)  # as it is now that the order is held
        if seen_before(transaction, order, deed, event) is not None:
            return ShipmentCancelled(id, order.number, order.status, (), unchanged(order, deed))
        _refuse(transaction, order, shipment, force)
        lines = order.by_id()
        goods = Goods(transaction, [lines[one.line_id] for one in shipment.lines])
        operation = transaction.journal.begin(
            deed, cause, reason="cancelled", order_id=order.id
        )
        units = goods.move(operation, coming_back(order, [shipment]))
        status = put_back(transaction, operation, order, [shipment])
        keep_event(transaction, order, deed, event, operation)
        amount = total(one.quantity for one in shipment.lines)
        shown = visible(order.number)
        summary = tr(
            "Shipment {id} of order {number} cancelled, {back}",
            id=id,
            number=shown,
            back=_back(units, shipment),
        )
        counts: dict[str, int | str] = {"shipment": id, "units": str(amount)}
        transaction.journal.finish(operation, summary=summary, units=units, counts=counts)
        return ShipmentCancelled(
            id,
            order.number,
            status,
            tuple((one.sku, one.quantity) for one in shipment.lines),
            Receipt(operation, deed, counts, f"{summary}.", tuple(lost(order, shipment))),
        )


def coming_back(order: Order, shipments: Iterable[Shipment]) -> dict[tuple[int, int], Quantity]:
    """Return what comes back to which rows of source items; of what is gone, nothing."""
    lines = order.by_id()
    moves: dict[tuple[int, int], Quantity] = {}
    for shipment in shipments:
        for one in shipment.lines:
            if not lines[one.line_id].lies_nowhere:
                pair = (one.product_id, shipment.source_id)
                moves[pair] = moves.get(pair, ZERO) + one.taken
    return moves


def put_back(
    transaction: Transaction, operation: int, order: Order, shipments: Sequence[Shipment]
) -> OrderStatus:
    """Mark shipments of an order whose goods came back; what was in them is to ship again."""
    for shipment in shipments:
        transaction.shipments.put_cancelled(shipment.id, operation)
    status = record(
        transaction, operation, order, _after(order, shipments), Event.SHIPMENT_CANCELED
    )
    if order.ready_at is not None:
        transaction.pickups.ready(order.id, None)
    return status


def _after(order: Order, shipments: Iterable[Shipment]) -> Iterable[OrderLine]:
    """The lines once what was in the shipments is to be shipped again."""
    lines = order.by_id()
    after: dict[int, OrderLine] = {}
    for shipment in shipments:
        for one in shipment.lines:
            line = after.get(one.line_id, lines[one.line_id])
            after[one.line_id] = replace(
                line, shipped=line.shipped - one.quantity, held=line.held + one.let_go
            )
    return after.values()


def _back(units: Quantity, shipment: Shipment) -> str:
    return (
        tr("{units} back at {source}", units=units.in_units(), source=shipment.source)
        if units
        else tr("nothing came back")
    )


def lost(order: Order, shipment: Shipment) -> Iterator[str]:
    """Return what is said of goods that were counted out and cannot be counted in."""
    lines = order.by_id()
    for one in shipment.lines:
        if one.taken and lines[one.line_id].lies_nowhere:
            yield (
                tr(
                    "{sku}: {taken} came back to no source; its product is gone or has "
                    "no quantities of its own any more.",
                    sku=visible(one.sku),
                    taken=one.taken,
                )
            )


def _refuse(transaction: Transaction, order: Order, shipment: Shipment, force: bool) -> None:
    if shipment.cancelled:
        raise Refused(
            Kind.ORDER_STATUS,
            tr("Shipment {id} is cancelled already.", id=shipment.id),
            field="shipment",
        )
    if shipment.consignment_id is not None:
        raise Refused(
            Kind.CONSIGNMENT_STATUS,
            tr(
                "Shipment {id} is part of consignment {consignment}; remove its rows "
                "there (consignments remove) or cancel that (consignments cancel), while "
                "it has not been shipped. What left is refunded: orders refund.",
                id=shipment.id,
                consignment=shipment.consignment_id,
            ),
            field="shipment",
        )
    if problems := list(refunded(transaction, order, [shipment])):
        raise Refused.because(problems)
    carried = [one for one in shipment.tracking if one.carrier != NO_CARRIER]
    if carried and not force:
        parcels = ", ".join(visible(f"{one.carrier} {one.number}".strip()) for one in carried)
        raise Refused(
            Kind.BLOCKED,
            tr(
                "Shipment {id} is on its way ({parcels}). With --force it is cancelled "
                "all the same; else refund what comes back: orders refund.",
                id=shipment.id,
                parcels=parcels,
            ),
            field="shipment",
        )


def refunded(
    transaction: Transaction, order: Order, shipments: Iterable[Shipment]
) -> Iterator[Problem]:
    """Return what was refunded after it left, so that it cannot come back with shipments."""
    away = transaction.documents.away(order.id)
    lines = order.by_id()
    back: dict[int, Quantity] = {}
    back_at: dict[tuple[int, int], Quantity] = {}
    for shipment in shipments:
        for one in shipment.lines:
            line, pair = lines[one.line_id], (one.line_id, shipment.source_id)
            back[one.line_id] = back.get(one.line_id, ZERO) + one.quantity
            back_at[pair] = back_at.get(pair, ZERO) + one.quantity
            after_it_left = line.refunded - line.released
            there = away.get(pair, ZERO)
            if line.shipped - back[one.line_id] < after_it_left or there < back_at[pair]:
                yield Problem(
                    Kind.ORDER_STATUS,
                    tr(
                        "{sku}: {units} of order {number} were refunded after "
                        "they had left, so shipment {id} stays; refund what else comes "
                        "back: orders refund.",
                        sku=visible(one.sku),
                        units=after_it_left,
                        number=visible(order.number),
                        id=shipment.id,
                    ),
                    "shipment",
                    one.sku,
                    order.number,
                )
