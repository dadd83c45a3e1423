"""What an order's money is said to be, and the answer to a doubtful payment.

An order that waits for money, or for the answer to a doubtful payment, keeps its
reservations and stands still; put on hold it stays on hold.

Source: spec 2.2, *Suspected fraud*; 2.3, *payment and fraud states*.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from inventory_tui.domain.errors import InvalidInput, Kind, Refused
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Event, Order, OrderStatus
from inventory_tui.domain.payment import PaymentState
from inventory_tui.domain.quantity import total
from inventory_tui.services.orders.expiries import take_off
from inventory_tui.services.orders.order_events import keep_event, seen_before, unchanged
from inventory_tui.services.orders.order_rules import (
    on_hold_or,
    put_status,
    record,
    refuse_closed,
    refuse_stale,
    standing,
)
from inventory_tui.store.database import Database, Transaction
from inventory_tui.wording import tr

IN_DOUBT = frozenset({OrderStatus.PAYMENT_REVIEW, OrderStatus.FRAUD})
"""The states that wait for an answer: `accept` or `deny`."""

_SAID = {
    PaymentState.PENDING: tr("waits for its payment"),
    PaymentState.REVIEW: tr("payment under review"),
    PaymentState.FRAUD: tr("fraud suspected"),
    PaymentState.RECEIVED: tr("payment received"),
}


@dataclass(frozen=True, slots=True)
class Turned:
    """Receipt of a deed that moved an order on, or stopped it."""

    order: str
    status: OrderStatus
    receipt: Receipt


def payment(
    database: Database,
    number: str,
    state: str,
    *,
    cause: Cause,
    event: str | None = None,
    seen_version: int | None = None,
) -> Turned:
    """Say how the payment of an order stands.

    Args:
        state: A `PaymentState`; ``received`` lets the order go on where its lines stand.
        event: A key of the shop's own; sent again under it, nothing changes.

    Raises:
        InvalidInput: There is no such state.
        Refused: ``unknown_order``; ``order_status``: it is finished.
        ChangedElsewhere: Someone wrote to the order after ``seen_version``.
    """
    said = _read_state(state)
    now = said.status
    deed = Deed.ORDER_PAYMENT
    with database.write() as transaction:
        order = transaction.orders.known(number, lock=True)
        if seen_before(transaction, order, deed, event) is not None:
            return Turned(order.number, order.status, unchanged(order, deed))
        refuse_stale(order, seen_version)
        _refuse_finished(order)
        if now is order.payment and (now is not None or order.expires_at is None):
            keep_event(transaction, order, deed, event, None)
            message = tr(
                "Order {number}: {said} already.",
                number=visible(order.number),
                said=_SAID[said],
            )
            receipt = Receipt(None, deed, {"orders": 0}, message)
            return Turned(order.number, order.status, receipt)
        return _turned(transaction, order, now, deed, _SAID[said], cause, event)


def accept(
    database: Database,
    number: str,
    *,
    cause: Cause,
    event: str | None = None,
    seen_version: int | None = None,
) -> Turned:
    """Let an order whose payment was in doubt go on where its lines stand.

    Raises:
        Refused: ``unknown_order``; ``order_status``: its payment is not in doubt.
        ChangedElsewhere: Someone wrote to the order after ``seen_version``.
    """
    deed = Deed.ORDER_ACCEPTED
    with database.write() as transaction:
        order = transaction.orders.known(number, lock=True)
        if seen_before(transaction, order, deed, event) is not None:
            return Turned(order.number, order.status, unchanged(order, deed))
        refuse_stale(order, seen_version)
        _refuse_undoubted(order)
        return _turned(transaction, order, None, deed, tr("accepted"), cause, event)


def deny(
    database: Database,
    number: str,
    *,
    cause: Cause,
    event: str | None = None,
    seen_version: int | None = None,
) -> Turned:
    """Cancel all that is open of an order whose payment was in doubt; its units are free.

    Raises:
        Refused: ``unknown_order``; ``order_status``: its payment is not in doubt, it is on
            hold, or parts of it are invoiced or shipped and not refunded.
        ChangedElsewhere: Someone wrote to the order after ``seen_version``.
    """
    deed = Deed.ORDER_DENIED
    with database.write() as transaction:
        order = transaction.orders.known(number, lock=True)
        if seen_before(transaction, order, deed, event) is not None:
            return Turned(order.number, order.status, unchanged(order, deed))
        refuse_stale(order, seen_version)
        _refuse_undoubted(order)
        refuse_closed(order, tr("denied"))
        shown = visible(order.number)
        if any(line.to_refund for line in order.lines):
            raise Refused(
                Kind.ORDER_STATUS,
                tr(
                    "Parts of order {number} are invoiced or shipped; refund them first "
                    "(orders refund), then deny the rest.",
                    number=shown,
                ),
                field="order",
            )
        transaction.lock_products(sorted({line.product_id for line in order.lines}))
        after = [line.cancel(line.to_cancel) for line in order.lines if line.to_cancel]
        before = order.by_id()
        freed = total(before[line.id].held - line.held for line in after)
        amount = total(before[line.id].to_cancel for line in after)
        operation = transaction.journal.begin(deed, cause, reason="denied", order_id=order.id)
        status = record(transaction, operation, order, after, Event.ORDER_CANCELED)
        keep_event(transaction, order, deed, event, operation)
        counts: dict[str, int | str] = {"orders": 1, "units": str(amount)}
        summary = tr("Order {number} denied", number=shown)
        transaction.journal.finish(operation, summary=summary, units=freed, counts=counts)
        message = tr("{summary}: {units} cancelled.", summary=summary, units=amount.in_units())
        return Turned(order.number, status, Receipt(operation, deed, counts, message))


def _read_state(state: str) -> PaymentState:
    try:
        return PaymentState(state.strip().casefold())
    except ValueError:
        words = [one.value for one in PaymentState]
        hint = did_you_mean(state, words)
        sentence = tr(
            "Payment: one of {words}, not {state!r}.{hint}",
            words=", ".join(words),
            state=visible(state),
            hint=hint,
        )
        raise InvalidInput({"payment": sentence}) from None


def _refuse_finished(order: Order) -> None:
    if not order.status.is_open:
        raise Refused(
            Kind.ORDER_STATUS,
            tr(
                "Order {number} is {status}; nothing is to be paid or waited for.",
                number=visible(order.number),
                status=order.status.label.lower(),
            ),
            field="order",
        )


def _refuse_undoubted(order: Order) -> None:
    _refuse_finished(order)
    if order.payment not in IN_DOUBT:
        shown = visible(order.number)
        how = (
            tr("; `orders payment {number} received` lets it go on", number=shown)
            if order.payment is OrderStatus.PENDING_PAYMENT
            else ""
        )
        raise Refused(
            Kind.ORDER_STATUS,
            tr(
                "The payment of order {number} is not in doubt: it is {status}{how}.",
                number=shown,
                status=order.status.label,
                how=how,
            ),
            field="order",
        )


def _turned(
    transaction: Transaction,
    order: Order,
    now: OrderStatus | None,
    deed: Deed,
    done: str,
    cause: Cause,
    event: str | None,
) -> Turned:
    """Put an order in a state of its payment, or out of all of them."""
    reason = "accepted" if deed is Deed.ORDER_ACCEPTED else "payment"
    operation = transaction.journal.begin(deed, cause, reason=reason, order_id=order.id)
    transaction.orders.put_payment(order.id, now)
    transaction.journal.changed(
        operation,
        "order",
        order.id,
        order.number,
        {"payment": order.payment.value if order.payment else None},
        {"payment": now.value if now else None},
    )
    if now is None:
        order = take_off(transaction, operation, order)
    paid = replace(order, payment=now)
    status = on_hold_or(order, standing(transaction, paid, order.lines))
    put_status(transaction, operation, order, status)
    keep_event(transaction, order, deed, event, operation)
    summary = tr("Order {number}: {done}", number=visible(order.number), done=done)
    transaction.journal.finish(operation, summary=summary, counts={"orders": 1})
    return Turned(order.number, status, Receipt(operation, deed, {"orders": 1}, f"{summary}."))
