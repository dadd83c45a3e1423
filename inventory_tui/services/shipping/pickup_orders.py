"""Orders their customers fetch: where, what they withhold there, and when they are ready.

*Ready* ships what is left of an order from its pickup location and tells the customer, all
of it or nothing.  Said again of an order that waits for its customer, it tells them again.

Source: spec 2.4, *Pickup orders*; F-145, F-147; R13.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from inventory_tui.domain.aside import NOTHING_ASIDE
from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Order, OrderLine, OrderStatus
from inventory_tui.domain.permissions import Permission
from inventory_tui.domain.pickup import (
    READY,
    PickupLine,
    PickupLocation,
    location_of,
    ready_messages,
)
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.shipment import ShipmentRequest
from inventory_tui.domain.source import Source
from inventory_tui.services.orders.order_rules import refuse_stale
from inventory_tui.services.shipping.dispatch import Dispatch
from inventory_tui.services.shipping.goods import is_counted
from inventory_tui.services.shipping.on_offer import to_ship
from inventory_tui.services.shipping.shipping import Shipped
from inventory_tui.store.database import Database, Transaction
from inventory_tui.wording import tr

__all__ = [
    "MadeReady",
    "PickupLine",
    "make_ready",
    "move",
    "problems",
    "waiting",
    "waits_there",
]


@dataclass(frozen=True, slots=True)
class MadeReady:
    """What became of an order that is ready for its customer."""

    shipped: Shipped
    location: PickupLocation
    told: bool
    """Whether a message to the customer was recorded; `alert_rounds` delivers it."""


def waiting(database: Database, source: str | None = None) -> list[PickupLine]:
    """Return what open pickup orders withhold, the oldest order first.

    Who is confined to sources sees what is withheld there.

    Args:
        source: Only at this source.

    Raises:
        Refused: There is no such source.
    """
    with database.read(Permission.ORDER_VIEW) as transaction:
        source_id = None if source is None else transaction.sources.known(source).id
        lines = transaction.pickups.lines(source_id=source_id)
        person = transaction.guard.person()
        return [one for one in lines if person is None or person.reaches(one.source_id)]


def problems(database: Database, number: str) -> tuple[Problem, ...]:
    """Return why an order is not ready for pickup; nothing where it is.

    It is ready when all that is left of it is In Stock, in full, at its enabled location.

    Raises:
        Refused: ``unknown_order``.
    """
    with database.read(Permission.ORDER_VIEW) as transaction:
        order = transaction.orders.known(number)
        return tuple(_problems(transaction, order))


def make_ready(
    database: Database, number: str, *, cause: Cause, seen_version: int | None = None
) -> MadeReady:
    """Ship what is left of an order from its pickup location, and tell its customer.

    The customer is told where the setting says so and the order has an e-mail address.  An
    order that is ready already ships nothing; its customer is told again.

    Raises:
        Refused: ``unknown_order``; ``order_not_ready_for_pickup``, with every reason; or
            what `shipping.ship` refuses.
        ChangedElsewhere: Someone wrote to the order after ``seen_version``.
    """
    with database.write() as transaction:
        order = transaction.orders.known(number, lock=True)
        refuse_stale(order, seen_version)
        if waits_there(order):
            return _remind(transaction, order, cause)
        transaction.lock_products(sorted({line.product_id for line in order.lines}))
        if found := _problems(transaction, order):
            raise Refused.because(found)
        source = transaction.sources.known(order.pickup_source or "")
        may_ship = to_ship(transaction)
        amounts = {line.id: may_ship(line) for line in order.lines if may_ship(line)}
        done = Dispatch(transaction, order).send([ShipmentRequest(source.id, amounts)], cause)
        transaction.pickups.ready(order.id, transaction.now)
        location = location_of(source)
        told = _tell(transaction, order, location)
        shipped = Shipped(order.number, done.status, done.shipments, done.receipt)
        return MadeReady(shipped, location, told)


def move(database: Database, number: str, source: str, *, cause: Cause) -> Receipt:
    """Let an order be fetched at another source; it withholds there what it has not shipped.

    A person may name any source, also one that is not open to all customers: whether the
    order can be made ready there, it says when that is asked.

    Raises:
        Refused: ``unknown_order``, ``unknown_source``; ``order_status``: it is finished.
    """
    with database.write() as transaction:
        order = transaction.orders.known(number, lock=True)
        place = transaction.sources.known(source)
        shown = visible(order.number)
        if not order.status.is_open:
            raise Refused(
                Kind.ORDER_STATUS,
                tr(
                    "Order {number} is {status}; it is not fetched anywhere.",
                    number=shown,
                    status=order.status.label,
                ),
                field="order",
            )
        if order.pickup_source == place.code:
            message = tr(
                "Order {number} is fetched at {source} already.",
                number=shown,
                source=place.code,
            )
            return Receipt(None, Deed.PICKUP_MOVED, {"orders": 0}, message)
        operation = transaction.journal.begin(
            Deed.PICKUP_MOVED, cause, reason="moved", order_id=order.id
        )
        transaction.guard.touches(place.id)  # goods are withheld there from now on
        transaction.pickups.move(order.id, place.id)
        transaction.journal.changed(
            operation,
            "order",
            order.id,
            order.number,
            {"pickup_location": order.pickup_source},
            {"pickup_location": place.code},
        )
        summary = tr("Order {number} is fetched at {source}", number=shown, source=place.code)
        transaction.journal.finish(operation, summary=summary, counts={"orders": 1})
        return Receipt(operation, Deed.PICKUP_MOVED, {"orders": 1}, f"{summary}.")


def waits_there(order: Order) -> bool:
    """Whether all of an order lies ready for its customer."""
    finished = order.status in (OrderStatus.CANCELED, OrderStatus.CLOSED)
    left = any(line.to_ship for line in order.lines)
    return order.ready_at is not None and not left and not finished


def _remind(transaction: Transaction, order: Order, cause: Cause) -> MadeReady:
    """Tell the customer of an order that is ready once more."""
    source = transaction.sources.known(order.pickup_source or "")
    transaction.guard.touches(source.id)
    location = location_of(source)
    told = _tell(transaction, order, location)
    shown, place = visible(order.number), visible(location.code)
    operation, summary = (
        None,
        tr(
            "Order {number} is ready at {source}; there is nobody to tell",
            number=shown,
            source=place,
        ),
    )
    if told:
        summary = tr(
            "Order {number} is ready at {source}; its customer is told again",
            number=shown,
            source=place,
        )
        operation = transaction.journal.begin(
            Deed.PICKUP_TOLD, cause, reason="ready", order_id=order.id
        )
        transaction.journal.finish(operation, summary=summary, counts={"orders": 1})
    receipt = Receipt(operation, Deed.PICKUP_TOLD, {"orders": int(told)}, f"{summary}.")
    return MadeReady(Shipped(order.number, order.status, (), receipt), location, told)


def _problems(transaction: Transaction, order: Order) -> list[Problem]:
    """Why an order cannot be made ready now."""
    shown = visible(order.number)
    may_ship = to_ship(transaction)
    left = [line for line in order.lines if may_ship(line)]
    if order.pickup_source is None:
        return [_not_ready(order, tr("Order {number} is not fetched but sent.", number=shown))]
    if not order.status.is_open or order.status.awaits_money or not left:
        why = (
            tr("nothing of it is left to hand over")
            if order.status.is_open
            else tr("it is finished")
        )
        if order.status.awaits_money:
            why = tr("it is {status}", status=order.status.label)
        return [_not_ready(order, tr("Order {number}: {why}.", number=shown, why=why))]
    if order.status is OrderStatus.HOLDED:
        return [_not_ready(order, tr("Order {number} is on hold.", number=shown))]
    source = transaction.sources.known(order.pickup_source)
    stock = transaction.stocks.get(order.stock_id)
    if not source.enabled:
        sentence = tr(
            "{source}, where order {number} is fetched, is off.",
            source=source.code,
            number=shown,
        )
        return [_not_ready(order, sentence)]
    if source.id not in {link.source_id for link in stock.sources}:
        sentence = tr(
            "{source} is no source of {stock}; ship it there first.",
            source=source.code,
            stock=visible(stock.name),
        )
        return [_not_ready(order, sentence)]
    return list(_short(transaction, order, source, [(line, may_ship(line)) for line in left]))


def _short(
    transaction: Transaction,
    order: Order,
    source: Source,
    left: Sequence[tuple[OrderLine, Quantity]],
) -> list[Problem]:
    """What is not there in full, product by product."""
    managed = transaction.products.managed({line.product_id for line, _ in left})
    wanted: dict[int, Quantity] = {}
    named: dict[int, OrderLine] = {}
    for line, amount in left:
        if is_counted(line, managed):
            named.setdefault(line.product_id, line)
            wanted[line.product_id] = wanted.get(line.product_id, ZERO) + amount
    items = transaction.source_items.of_products(sorted(wanted), [source.id])
    asides = transaction.levels.set_asides.of(sorted(wanted), [source.id])
    found = []
    for id, amount in wanted.items():
        item = items.get((id, source.id))
        aside = asides.get((id, source.id), NOTHING_ASIDE)
        there = aside.sound(item.quantity) if item is not None and item.in_stock else ZERO
        if there < amount:
            sentence = tr(
                "{sku}: {source} has {there} In Stock, {amount} are to be fetched.",
                sku=visible(named[id].sku),
                source=source.code,
                there=there,
                amount=amount,
            )
            found.append(_not_ready(order, sentence, named[id].sku))
    return found


def _not_ready(order: Order, sentence: str, sku: str | None = None) -> Problem:
    return Problem(Kind.ORDER_NOT_READY_FOR_PICKUP, sentence, "order", sku, order.number)


def _tell(transaction: Transaction, order: Order, location: PickupLocation) -> bool:
    """Record what the customer is told; whether anything was."""
    channel = transaction.channels.by_codes([order.channel])
    channel_id = next((one.id for one in channel.values()), None)

    def value(key: str) -> str:
        return str(transaction.options.value(key, channel_id))

    if not order.ship_to.email or not transaction.options.value("pickup_ready", channel_id):
        return False
    guest = not order.customer_group
    key = uuid.uuid4().hex
    messages = ready_messages(
        order.number,
        location,
        order.ship_to,
        key=key,
        at=transaction.now,
        channel=order.channel,
        sender=value("pickup_ready_sender") or value("alert_sender"),
        text=value("pickup_ready_guest_text" if guest else "pickup_ready_text"),
        copies=value("pickup_ready_copy_to").split(),
        separately=value("pickup_ready_copy_method") == "separate",
    )
    transaction.alerts.record((one["id"], None, READY, one) for one in messages)
    return True
