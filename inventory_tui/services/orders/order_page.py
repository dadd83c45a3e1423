"""One order as its page shows it, and what is to be done about it next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inventory_tui.domain.document import Invoice, Refund
from inventory_tui.domain.order import Order, OrderStatus
from inventory_tui.domain.permissions import Permission
from inventory_tui.domain.quantity import ZERO, Quantity, total
from inventory_tui.domain.shipment import Shipment
from inventory_tui.services.shipping.on_offer import to_ship
from inventory_tui.store.database import Database, Transaction
from inventory_tui.wording import tr


@dataclass(frozen=True, slots=True)
class OrderShown:
    """An order with everything its page tells."""

    order: Order
    shipments: tuple[Shipment, ...]
    """Those that were cancelled too."""
    invoices: tuple[Invoice, ...]
    refunds: tuple[Refund, ...]
    salable: Mapping[int, Quantity | None]
    """Product id → what the order's stock can still promise; None: any amount."""
    next_step: str
    """The one thing that moves it on, or why none can, as a sentence."""
    next_command: str
    """What does it, ``dispatch`` or ``invoice``; empty: neither."""

    @property
    def held(self) -> Quantity:
        """Units its reservations hold."""
        return total(line.held for line in self.order.lines)


def show(database: Database, number: str) -> OrderShown:
    """Return an order with its documents, what is salable of its lines, and its next step.

    Raises:
        Refused: ``unknown_order``.
    """
    with database.read(Permission.ORDER_VIEW) as transaction:
        return _shown(transaction, transaction.orders.known(number))


def show_by_id(database: Database, id: int) -> OrderShown:
    """Return an order that exists, by its id (see `show`)."""
    with database.read(Permission.ORDER_VIEW) as transaction:
        return _shown(transaction, transaction.orders.get(id))


def _shown(transaction: Transaction, order: Order) -> OrderShown:
    ids = [line.product_id for line in order.lines]
    levels = transaction.levels.get(order.stock_id, ids)
    return OrderShown(
        order,
        tuple(transaction.shipments.of_order(order.id)),
        tuple(transaction.documents.invoices(order.id)),
        tuple(transaction.documents.refunds(order.id)),
        {id: levels[id].salable if id in levels else ZERO for id in ids},
        *_next_step(transaction, order),
    )


_WAITS = {
    OrderStatus.PENDING_PAYMENT: tr(
        "Waits for its payment: nothing is invoiced or ships before."
    ),
    OrderStatus.PAYMENT_REVIEW: tr("Its payment is under review: accept or deny it."),
    OrderStatus.FRAUD: tr("Fraud is suspected: accept or deny it."),
}


_Step = tuple[str, str]
"""A sentence, and the command that does what it says."""


def _next_step(transaction: Transaction, order: Order) -> _Step:
    if order.status is OrderStatus.HOLDED:
        return tr("On hold: nothing ships until it is released."), ""
    if order.status in _WAITS:
        return _WAITS[order.status], ""
    may_ship = to_ship(transaction)
    ready = {line.id: amount for line in order.lines if (amount := may_ship(line))}
    left = total(line.to_ship for line in order.lines)
    if left and not ready:
        said = tr(
            "Not invoiced: invoice it first ({left} left, only what is ships).",
            left=left.grouped(),
        )
        return said, "invoice"
    if not left:
        return _to_invoice(order)
    claimed = transaction.consignments.claimed(ready)
    if claimed and all(claimed.get(id, ZERO) >= amount for id, amount in ready.items()):
        return _in_consignments(transaction, order, left), ""
    return _ready_to_ship(transaction, order, ready, left)


def _in_consignments(transaction: Transaction, order: Order, left: Quantity) -> str:
    ids = ", ".join(map(str, transaction.consignments.of_order(order.id, building=True)))
    which = tr("consignment {ids}", ids=ids) if ids else tr("a consignment of other sources")
    return tr(
        "Goes with {which}, which is being built ({left} left).",
        which=which,
        left=left.grouped(),
    )


def _to_invoice(order: Order) -> _Step:
    """The step of an order of which nothing is left to ship."""
    virtual = total(line.to_invoice for line in order.lines if not line.type.is_shipped)
    if virtual and order.status.is_open:
        left = virtual.grouped()
        return tr("Invoice it ({virtual} left to go by the invoice).", virtual=left), "invoice"
    units = total(line.to_invoice for line in order.lines)
    if units and order.status.is_open:
        shipped = units.grouped()
        said = tr("Invoice it ({units} shipped are not invoiced yet).", units=shipped)
        return said, "invoice"
    return tr("Nothing is left to do."), ""


def _ready_to_ship(
    transaction: Transaction, order: Order, ready: Mapping[int, Quantity], left: Quantity
) -> _Step:
    """The step of an order some of which may ship; what the sources lack is told."""
    there: dict[int, Quantity] = {}
    ids = [line.product_id for line in order.lines]
    links = transaction.stocks.links(order.stock_id)
    for offer in transaction.shipments.offers(links, ids, order_id=order.id):
        if order.pickup_source in (None, offer.source):
            there[offer.product_id] = there.get(offer.product_id, ZERO) + offer.available
    missing = ZERO
    for line in order.lines:
        if not line.managed or line.lies_nowhere or line.id not in ready:
            continue
        found = min(there.get(line.product_id, ZERO), ready[line.id])
        there[line.product_id] = there.get(line.product_id, ZERO) - found
        missing += ready[line.id] - found
    units = total(ready.values())
    waits = (
        ""
        if units == left
        else tr("; {units} more are not invoiced", units=(left - units).grouped())
    )
    wanted, lacks = units.grouped(), missing.grouped()
    if order.pickup_source is not None:
        at = order.pickup_source
        if missing:
            said = tr(
                "Waiting for goods: {missing} of {units} not at {source} yet.",
                missing=lacks,
                units=wanted,
                source=at,
            )
            return said, ""
        said = tr(
            "Ready for pickup at {source} ({units} left, all can ship{waits}).",
            source=at,
            units=wanted,
            waits=waits,
        )
    elif not missing:
        said = tr("Dispatch ({units} left, all can ship{waits}).", units=wanted, waits=waits)
    elif missing == units:
        return tr("Waiting for goods: none of {units} is at a source.", units=wanted), ""
    else:
        said = tr(
            "Dispatch ({units} left, {missing} of them not there yet{waits}).",
            units=wanted,
            missing=lacks,
            waits=waits,
        )
    return said, "dispatch"
