"""When an order expires: given when it is placed, set to another date, taken off.

Source: warehouse half 1.2, *Bookings and the shipment life cycle*.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from inventory_tui.domain.bookings import read_expiry
from inventory_tui.domain.errors import InvalidInput, Kind, Problem, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.moments import moment_text
from inventory_tui.domain.order import Event, Order, OrderLine, OrderStatus
from inventory_tui.services.orders.order_events import keep_event, seen_before, unchanged
from inventory_tui.store.database import Database, Transaction
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.services.orders.verdict import Verdict

TAKES_OFF = frozenset({Event.INVOICE_CREATED, Event.SHIPMENT_CREATED})
"""What is charged or sent is wanted: from then on the order waits for the rest."""


@dataclass(frozen=True, slots=True)
class ExpirySet:
    """Receipt of another date."""

    order: str
    expires_at: datetime | None
    receipt: Receipt


def set_expiry(
    database: Database,
    number: str,
    when: str,
    *,
    cause: Cause,
    event: str | None = None,
    seen_version: int | None = None,
) -> ExpirySet:
    """Say when an order expires: what is open and not invoiced of it is cancelled then.

    Args:
        when: A date, how long from now (``30m``, ``2h``, ``3d``), or ``never``.
        event: A key of the shop's own; sent again under it, nothing changes.

    Raises:
        InvalidInput: ``when`` cannot be read, or is past.
        Refused: ``unknown_order``; ``order_status``: nothing of it can be cancelled.
        ChangedElsewhere: Someone wrote to the order after ``seen_version``.
    """
    from inventory_tui.services.orders.order_rules import put_status, refuse_stale

    deed = Deed.ORDER_EXPIRY_SET
    with database.write() as transaction:
        order = transaction.orders.known(number, lock=True)
        if seen_before(transaction, order, deed, event) is not None:
            return ExpirySet(order.number, order.expires_at, unchanged(order, deed))
        refuse_stale(order, seen_version)
        try:
            moment = read(transaction, when)
        except ValueError as why:
            raise InvalidInput({"expires": tr("Expires: {why}", why=why)}) from None
        shown = visible(order.number)
        _refuse_what_stays(order, moment)
        if moment == order.expires_at:
            keep_event(transaction, order, deed, event, None)
            message = tr("Order {number}: nothing changed.", number=shown)
            return ExpirySet(order.number, moment, Receipt(None, deed, {"orders": 0}, message))
        operation = transaction.journal.begin(deed, cause, reason="edited", order_id=order.id)
        put_off(transaction, operation, order, moment)
        put_status(transaction, operation, order, order.status)
        keep_event(transaction, order, deed, event, operation)
        summary = tr(
            "Order {number} expires {when}",
            number=shown,
            when=moment_text(moment) or tr("never"),
        )
        counts: dict[str, int | str] = {"orders": 1}
        transaction.journal.finish(operation, summary=summary, counts=counts)
        return ExpirySet(order.number, moment, Receipt(operation, deed, counts, f"{summary}."))


def _refuse_what_stays(order: Order, moment: datetime | None) -> None:
    if moment is None or can_expire(order.status, order.lines):
        return
    shown = visible(order.number)
    if not order.status.is_open:
        why = tr("is {status}", status=order.status.label.lower())
    elif not any(line.to_cancel for line in order.lines):
        why = tr("has nothing that is open and not invoiced")
    else:
        why = tr("is invoiced or shipped in part, and waits for the rest")
    raise Refused(
        Kind.ORDER_STATUS,
        tr("Order {number} {why}; it does not expire.", number=shown, why=why),
        field="order",
    )


def can_expire(status: OrderStatus, lines: Sequence[OrderLine]) -> bool:
    """Whether an order waits for all of it, and something of it can be cancelled."""
    return (
        status.is_open
        and any(line.to_cancel for line in lines)
        and not any(line.invoiced or line.shipped for line in lines)
    )


def give_expiry(transaction: Transaction, verdict: Verdict) -> Iterator[Problem]:
    """Fill in when an order that is being placed expires; yield what is wrong with it."""
    asked = verdict.request.expires
    if asked:
        try:
            verdict.expires_at = read(transaction, asked)
        except ValueError as why:
            yield Problem(Kind.VALIDATION_FAILED, tr("Expires: {why}", why=why), "expires")
    elif minutes := transaction.options.value("booking_minutes", verdict.channel_id):
        verdict.expires_at = transaction.now + timedelta(minutes=minutes)


def take_off(transaction: Transaction, operation: int, order: Order) -> Order:
    """Let an order wait for ever, where it would have expired."""
    if order.expires_at is None:
        return order
    put_off(transaction, operation, order, None)
    return replace(order, expires_at=None)


def put_off(
    transaction: Transaction, operation: int, order: Order, moment: datetime | None
) -> None:
    """Store when an order expires, and record it."""
    transaction.orders.put_expiry(order.id, moment)
    transaction.journal.changed(
        operation,
        "order",
        order.id,
        order.number,
        {"expires": moment_text(order.expires_at)},
        {"expires": moment_text(moment)},
    )


def read(transaction: Transaction, when: str) -> datetime | None:
    """Read when an order expires, in the shop's time zone; None: never.

    Raises:
        ValueError: A sentence: it cannot be read, is past, or too far away.
    """
    from zoneinfo import ZoneInfo  # it asks how this Python was built

    zone = ZoneInfo(str(transaction.options.value("time_zone")))
    return read_expiry(when, now=transaction.now, zone=zone)
