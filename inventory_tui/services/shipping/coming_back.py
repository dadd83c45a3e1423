"""Goods of several orders that come back together, before they were on their way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inventory_tui.domain.errors import Problem, Refused
from inventory_tui.domain.order import Order, OrderStatus
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.shipment import Shipment
from inventory_tui.services.shipping.goods import Goods
from inventory_tui.services.shipping.shipment_cancelling import (
    coming_back,
    lost,
    put_back,
    refunded,
)
from inventory_tui.store.database import Transaction


@dataclass(frozen=True, slots=True)
class Back:
    """What came back."""

    units: Quantity = ZERO
    statuses: tuple[tuple[str, OrderStatus], ...] = ()
    """Where the orders stand now, by their numbers."""
    lost: tuple[str, ...] = ()
    """What is said of goods that came back to no source."""


def bring_back(
    transaction: Transaction,
    operation: int,
    orders: Sequence[Order],
    parcels: Mapping[int, Sequence[Shipment]],
) -> Back:
    """Cancel shipments of orders that are held: their goods come back and are to ship again.

    Args:
        parcels: Order id → its shipments.

    Raises:
        Refused: ``order_status``, a problem for each: units were refunded after they left.
    """
    theirs = [(order, parcels.get(order.id, ())) for order in orders]
    problems: list[Problem] = []
    for order, shipments in theirs:
        problems += refunded(transaction, order, shipments)
    if problems:
        raise Refused.because(problems)
    lines = [
        order.by_id()[one.line_id]
        for order, shipments in theirs
        for shipment in shipments
        for one in shipment.lines
    ]
    if not lines:
        return Back(statuses=tuple((order.number, order.status) for order in orders))
    goods = Goods(transaction, lines)
    moves: dict[tuple[int, int], Quantity] = {}
    for order, shipments in theirs:
        for pair, amount in coming_back(order, shipments).items():
            moves[pair] = moves.get(pair, ZERO) + amount
    units = goods.move(operation, moves)
    statuses = tuple(
        (order.number, put_back(transaction, operation, order, shipments))
        for order, shipments in theirs
    )
    said = [
        sentence
        for order, shipments in theirs
        for shipment in shipments
        for sentence in lost(order, shipment)
    ]
    return Back(units, statuses, tuple(said))
