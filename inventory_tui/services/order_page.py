"""One order as its page shows it, and what is to be done about it next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inventory_tui.domain.order import Order, OrderStatus
from inventory_tui.domain.quantity import ZERO, Quantity, total
from inventory_tui.domain.shipment import Shipment
from inventory_tui.store.database import Database, Transaction


@dataclass(frozen=True, slots=True)
class OrderShown:
    """An order with everything its page tells."""

    order: Order
    shipments: tuple[Shipment, ...]
    salable: Mapping[int, Quantity | None]
    """Product id → what the order's stock can still promise; None: any amount."""
    next_step: str
    """The one thing that moves it on, or why none can, as a sentence."""

    @property
    def held(self) -> Quantity:
        """Units its reservations hold."""
        return total(line.held for line in self.order.lines)


def show(database: Database, number: str) -> OrderShown:
    """Return an order with its shipments, what is salable of its lines, and its next step.

    Raises:
        Refused: ``unknown_order``.
    """
    with database.read() as transaction:
        return _shown(transaction, transaction.orders.known(number))


def show_by_id(database: Database, id: int) -> OrderShown:
    """Return an order that exists, by its id (see `show`)."""
    with database.read() as transaction:
        return _shown(transaction, transaction.orders.get(id))


def _shown(transaction: Transaction, order: Order) -> OrderShown:
    ids = [line.product_id for line in order.lines]
    levels = transaction.levels.get(order.stock_id, ids)
    offers = transaction.shipments.offers(order.stock_id, ids, order_id=order.id)
    there: dict[int, Quantity] = {}
    for offer in offers:
        there[offer.product_id] = there.get(offer.product_id, ZERO) + offer.available
    return OrderShown(
        order,
        tuple(transaction.shipments.of_order(order.id)),
        {id: levels[id].salable if id in levels else ZERO for id in ids},
        _next_step(order, there),
    )


def _next_step(order: Order, there: Mapping[int, Quantity]) -> str:
    if order.status is OrderStatus.HOLDED:
        return "On hold: nothing ships until it is released."
    left = [line for line in order.lines if line.to_ship]
    units = total(line.to_ship for line in left)
    if not left:
        if any(line.open for line in order.lines):
            return "Only goods that are not shipped are left."
        return "Nothing is left to do."
    short = [
        line
        for line in left
        if line.managed
        and not line.product_deleted
        and there.get(line.product_id, ZERO) < line.to_ship
    ]
    if not short:
        return f"Dispatch ({units.grouped()} left, all can ship)."
    missing = total(line.to_ship - there.get(line.product_id, ZERO) for line in short)
    if missing == units:
        return f"Waiting for goods: none of {units.grouped()} is at a source."
    return f"Dispatch ({units.grouped()} left, {missing.grouped()} of them not there yet)."
