"""What of an order could be refunded, and what a refund would do, before anyone does it.

Source: spec 2.2, *Credit memo*; R11, R12; C6 for what is pre-ticked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inventory_tui.domain.document import Outcome, RefundLine, RefundWish, Taken
from inventory_tui.domain.order import Order, OrderLine
from inventory_tui.domain.permissions import Permission
from inventory_tui.domain.quantity import Quantity, total
from inventory_tui.services.orders.refund_amounts import paid_for
from inventory_tui.services.orders.refunded_goods import RefundedGoods, default_outcome
from inventory_tui.services.shipping.on_offer import listed
from inventory_tui.store.database import Database


@dataclass(frozen=True, slots=True)
class Refundable:
    """What a refund of an order may be made of."""

    order: Order
    outcome: Outcome
    """What becomes of goods nothing is said about."""
    counted: frozenset[int]
    """Lines whose goods can be returned to a source, or written off there, by id."""
    away: Mapping[int, tuple[tuple[str, Quantity], ...]]
    """Line id → the sources it left, as they are asked, and how much did not come back."""
    at: Mapping[int, tuple[str, ...]]
    """Line id → the sources that have it In Stock, in the order of the stock."""
    has_amounts: bool
    """Whether money is known of the order."""

    @property
    def lines(self) -> tuple[OrderLine, ...]:
        """What something can be refunded of."""
        return tuple(line for line in self.order.lines if line.to_refund)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a refund would do."""

    lines: tuple[RefundLine, ...]
    moved: tuple[Taken, ...]
    """What would come back to which source; below 0 what would be written off there."""

    @property
    def units(self) -> Quantity:
        """How much would be refunded."""
        return total(line.quantity for line in self.lines)


def refundable(database: Database, number: str) -> Refundable:
    """Return what of an order can be refunded.

    Raises:
        Refused: ``unknown_order``.
    """
    with database.read(Permission.ORDER_VIEW) as transaction:
        order = transaction.orders.known(number)
        goods = RefundedGoods(transaction, order, held=False)
        lines = [line for line in order.lines if line.to_refund]
        links = transaction.stocks.get(order.stock_id).sources
        offers = listed(transaction, order, lines, links)
        return Refundable(
            order,
            default_outcome(transaction),
            frozenset(line.id for line in lines if goods.goods.counts(line)),
            {line.id: tuple(goods.ways_back(line)) for line in lines},
            {
                line.id: tuple(
                    offer.source
                    for offer in offers
                    if offer.product_id == line.product_id and offer.available
                )
                for line in lines
            },
            bool(order.shipping_amount or paid_for(order)),
        )


def foresee(database: Database, number: str, wishes: Sequence[RefundWish]) -> Foreseen:
    """Return what a refund would do; nothing is written.

    Raises:
        Refused: As `refunding.refund` for these lines.
    """
    with database.read(Permission.ORDER_VIEW) as transaction:
        goods = RefundedGoods(transaction, transaction.orders.known(number), held=False)
        for wish in wishes:
            goods.take(wish)
        return Foreseen(tuple(goods.lines), tuple(goods.moved))
