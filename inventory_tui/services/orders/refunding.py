"""Refunds: what is given back of an order, and what becomes of the goods.

Of each line the units that had not left are credited first: their hold ends.  What had left
comes back to the sources it left, or stays away.

Source: spec 2.2, *Credit memo*, *Refund outcomes*; R11, R12.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inventory_tui.domain.document import RefundAmounts, RefundLine, RefundWish, Taken
from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Event, Order, OrderStatus
from inventory_tui.domain.quantity import ZERO, total
from inventory_tui.services.orders.order_events import keep_event, seen_before, unchanged
from inventory_tui.services.orders.order_rules import (
    comment_text,
    record,
    refuse_stale,
)
from inventory_tui.services.orders.refund_amounts import checked
from inventory_tui.services.orders.refunded_goods import RefundedGoods
from inventory_tui.store.database import Database, Transaction
from inventory_tui.wording import tr


@dataclass(frozen=True, slots=True)
class Refunded:
    """Receipt of a refund."""

    order: str
    order_status: OrderStatus
    refund: int | None
    """Its number; of an event that was known already that of the refund it made then."""
    lines: tuple[RefundLine, ...]
    moved: tuple[Taken, ...]
    """What came back to which source; below 0 what was written off there."""
    receipt: Receipt


def refund(
    database: Database,
    number: str,
    wishes: Sequence[RefundWish] | None = None,
    *,
    cause: Cause,
    amounts: RefundAmounts | None = None,
    comment: str = "",
    event: str | None = None,
    seen_version: int | None = None,
) -> Refunded:
    """Refund an order, whole or by lines, each with what becomes of its goods.

    Args:
        wishes: None: all that can be refunded, without a word about the goods.
        amounts: Money beside the prices of the lines.
        event: A key of the shop's own; sent again under it, nothing changes.

    Raises:
        Refused: ``unknown_order``; ``order_status``: nothing can be refunded, or it is on
            hold; ``unknown_product``; ``more_than_outstanding``; ``unknown_source``;
            ``not_enough_in_source``: a write-off, or a source that is to get back more than
            left it.
        InvalidInput: An amount of money is none, or more than may be given back.
        ChangedElsewhere: Someone wrote to the order after ``seen_version``.
    """
    with database.write() as transaction:
        order = transaction.orders.known(number, lock=True)
        before = seen_before(transaction, order, Deed.REFUNDED, event)
        if before is not None:
            return _known(transaction, order, before)
        refuse_stale(order, seen_version)
        _refuse_unrefundable(order)
        money = checked(transaction, order, amounts or RefundAmounts())
        goods = RefundedGoods(transaction, order)
        for wish in wishes if wishes is not None else goods.everything():
            goods.take(wish)
        return _written(transaction, order, goods, cause, money, comment_text(comment), event)


def _written(
    transaction: Transaction,
    order: Order,
    goods: RefundedGoods,
    cause: Cause,
    money: RefundAmounts,
    comment: str,
    event: str | None,
) -> Refunded:
    """Record a refund and everything that follows from it."""
    lines, moved = goods.lines, goods.moved
    if not lines:
        raise Refused(Kind.NOTHING_GIVEN, tr("Name at least one line."), field="line")
    operation = transaction.journal.begin(
        Deed.REFUNDED, cause, reason="refunded", order_id=order.id
    )
    units = goods.goods.move(operation, goods.moves())
    id = transaction.documents.add_refund(
        operation, order.id, cause.actor, lines, moved, money, comment
    )
    status = record(transaction, operation, order, goods.changed, Event.CREDITMEMO_CREATED)
    keep_event(transaction, order, Deed.REFUNDED, event, operation)
    amount = total(line.quantity for line in lines)
    summary = tr(
        "Order {number}: {units} refunded",
        number=visible(order.number),
        units=amount.in_units(),
    )
    if back := total(one.quantity for one in moved if one.quantity > ZERO):
        summary += tr(", {back} back at {places}", back=back, places=_places(moved))
    counts: dict[str, int | str] = {"lines": len(lines), "units": str(amount)}
    transaction.journal.finish(operation, summary=summary, units=units, counts=counts)
    return Refunded(
        order.number,
        status,
        id,
        tuple(lines),
        tuple(moved),
        Receipt(operation, Deed.REFUNDED, counts, f"{summary}."),
    )


def _known(transaction: Transaction, order: Order, operation: int) -> Refunded:
    """What an event that is sent again did when it came first."""
    made = next(
        (one for one in transaction.documents.refunds(order.id) if one.operation == operation),
        None,
    )
    return Refunded(
        order.number,
        order.status,
        made.id if made else None,
        made.lines if made else (),
        made.moved if made else (),
        unchanged(order, Deed.REFUNDED),
    )


def _refuse_unrefundable(order: Order) -> None:
    shown = visible(order.number)
    if order.status is OrderStatus.HOLDED:
        raise Refused(
            Kind.ORDER_STATUS,
            tr(
                "Order {number} is on hold; take it off hold before it is refunded.",
                number=shown,
            ),
            field="order",
        )
    if not any(line.to_refund for line in order.lines):
        raise Refused(
            Kind.ORDER_STATUS,
            tr(
                "Nothing of order {number} can be refunded: nothing of it is invoiced or "
                "shipped that was not refunded already. What is open is cancelled: "
                "orders cancel.",
                number=shown,
            ),
            field="order",
        )


def _places(moved: Sequence[Taken]) -> str:
    return ", ".join(dict.fromkeys(one.source for one in moved if one.quantity > ZERO))
