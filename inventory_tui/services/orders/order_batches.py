"""Many orders at once: cancelled, put on hold or taken off it, as one deed.

Orders that do not admit it are left out and counted; for all others it happens together or
not at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from inventory_tui.domain.chunks import Progress, Stop, chunks, go_on
from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Event, Order, OrderStatus
from inventory_tui.domain.quantity import ONE, ZERO, Quantity
from inventory_tui.services.orders.order_rules import on_hold_or, standing
from inventory_tui.services.orders.payments import IN_DOUBT
from inventory_tui.store.database import Database, Transaction
from inventory_tui.wording import tr

CHUNK = 500
"""Orders worked on at once: progress is told, and stopping heard, between two chunks."""


_REASONS = {
    Deed.ORDER_CANCELLED: "cancelled",
    Deed.ORDER_HELD: "held",
    Deed.ORDER_UNHELD: "released",
    Deed.BOOKINGS_EXPIRED: "expired",
}
_DONE = {
    Deed.ORDER_CANCELLED: tr("cancelled"),
    Deed.ORDER_HELD: tr("put on hold"),
    Deed.ORDER_UNHELD: tr("off hold"),
    Deed.BOOKINGS_EXPIRED: tr("expired"),
}
_EVENTS = {
    Deed.ORDER_CANCELLED: Event.ORDER_CANCELED,
    Deed.BOOKINGS_EXPIRED: Event.BOOKING_EXPIRED,
}
"""Deeds that let go of what is open, and the event that says so in the ledger."""
INVOICED = tr("Invoiced")
"""Why an open order is not cancelled: all of it is invoiced, and so is refunded instead."""


@dataclass(frozen=True, slots=True)
class BatchPlan:
    """What a deed on many orders would do."""

    deed: Deed
    orders: int
    """How many it concerns."""
    number: str
    """The number of the first of them; empty where there is none."""
    lines: int
    """How many of their lines are open; of a cancellation, how many it concerns."""
    units: Quantity
    """What of them is open; of a cancellation, what it cancels."""
    held: Quantity
    """What their reservations hold; of a cancellation, what it lets go."""
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Why some are left out (the status they have, or `INVOICED`) → how many."""


def plan(database: Database, deed: Deed, ids: Sequence[int]) -> BatchPlan:
    """Tell what a deed on these orders would do.

    Args:
        deed: `Deed.ORDER_CANCELLED`, `Deed.ORDER_HELD` or `Deed.ORDER_UNHELD`.
    """
    orders, lines, units, held, number = 0, 0, ZERO, ZERO, ""
    skipped: Counter[str] = Counter()
    with database.read() as transaction:
        for some in chunks(ids, CHUNK):
            for order in transaction.orders.get_many(some):
                if reason := _left_out(order, deed):
                    skipped[reason] += 1
                    continue
                number = number or order.number
                orders += 1
                for line in order.lines:
                    goes = line.to_cancel if deed is Deed.ORDER_CANCELLED else line.open
                    lines += bool(goes)
                    units += goes
                    held += line.held
                    if deed is Deed.ORDER_CANCELLED:
                        held -= line.cancel(goes).held
    return BatchPlan(deed, orders, number, lines, units, held, dict(skipped))


def cancel(
    database: Database,
    ids: Sequence[int],
    *,
    cause: Cause,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Receipt:
    """Cancel what is not shipped of these orders; its units are free again.

    Raises:
        Refused: ``order_status``: none of them is open, or all are on hold.
        Stopped: ``stop`` said so; nothing was changed.

    Source: spec 2.2, *Cancel*; 2.3, *Mass actions*.
    """
    return _run(database, Deed.ORDER_CANCELLED, ids, cause, progress, stop)


def hold(
    database: Database,
    ids: Sequence[int],
    *,
    cause: Cause,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Receipt:
    """Put these orders on hold: their reservations stay, nothing of them ships.

    Raises:
        Refused: ``order_status``: none of them can be held.
        Stopped: ``stop`` said so; nothing was changed.
    """
    return _run(database, Deed.ORDER_HELD, ids, cause, progress, stop)


def unhold(
    database: Database,
    ids: Sequence[int],
    *,
    cause: Cause,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Receipt:
    """Let these orders go on where they were.

    Raises:
        Refused: ``order_status``: none of them is on hold.
        Stopped: ``stop`` said so; nothing was changed.
    """
    return _run(database, Deed.ORDER_UNHELD, ids, cause, progress, stop)


def _left_out(order: Order, deed: Deed) -> str:
    """Why a deed on many leaves an order out: the status it has; empty where it does not.

    A payment in doubt wants an answer of its own, order by order: accept or deny.
    """
    status = order.status
    if deed is Deed.BOOKINGS_EXPIRED:
        if not status.is_open:
            return status.label
        return "" if any(line.to_cancel for line in order.lines) else INVOICED
    if deed is Deed.ORDER_UNHELD:
        return "" if status is OrderStatus.HOLDED else status.label
    if not status.is_open or status is OrderStatus.HOLDED or status in IN_DOUBT:
        return status.label
    if deed is Deed.ORDER_CANCELLED and not any(line.to_cancel for line in order.lines):
        return INVOICED
    return ""


def _run(
    database: Database,
    deed: Deed,
    ids: Sequence[int],
    cause: Cause,
    progress: Progress | None,
    stop: Stop | None,
) -> Receipt:
    with database.write() as transaction:
        transaction.orders.lock(ids)
        if deed is Deed.ORDER_CANCELLED:
            transaction.lock_products(transaction.orders.product_ids(ids))
        run = Batch(transaction, deed, cause, ids)
        for number, some in enumerate(chunks(ids, CHUNK), start=1):
            go_on(stop)
            run.work(transaction.orders.get_many(some))
            if progress is not None:
                progress(min(number * CHUNK, len(ids)), len(ids))
        return run.receipt()


class Batch:
    """One deed on many orders, from its entry in the history to its receipt."""

    def __init__(
        self, transaction: Transaction, deed: Deed, cause: Cause, ids: Sequence[int]
    ) -> None:
        self._transaction = transaction
        self._deed = deed
        self.operation = transaction.journal.begin(
            deed, cause, reason=_REASONS[deed], order_id=ids[0] if len(ids) == 1 else None
        )
        self._done: list[str] = []
        self._count = 0
        self._left_out = 0
        self._cancelled = ZERO
        self._freed = ZERO

    def work(self, orders: Sequence[Order]) -> None:
        """Do it to those of a chunk that admit it."""
        chosen = [order for order in orders if not _left_out(order, self._deed)]
        self._left_out += len(orders) - len(chosen)
        if self._deed in _EVENTS:
            self._let_go(chosen)
        after = {order.id: self._status_after(order) for order in chosen}
        transaction = self._transaction
        transaction.orders.put_statuses(after)
        transaction.journal.changed_many(
            self.operation,
            [
                {
                    "kind": "order",
                    "subject_id": order.id,
                    "subject": order.number,
                    "field": "status",
                    "before": order.status.value,
                    "after": after[order.id].value,
                }
                for order in chosen
            ],
        )
        self._count += len(chosen)
        self._done += [order.number for order in chosen[: 1 - len(self._done)]]

    def withdraw_if_idle(self) -> bool:
        """Take the entry in the history back where nothing was done."""
        if self._count:
            return False
        self._transaction.journal.withdraw(self.operation)
        return True

    def _status_after(self, order: Order) -> OrderStatus:
        if self._deed is Deed.ORDER_HELD:
            return OrderStatus.HOLDED
        if self._deed is Deed.ORDER_UNHELD:
            return standing(self._transaction, order, order.lines)
        after = [line.cancel(line.to_cancel) for line in order.lines]
        return on_hold_or(order, standing(self._transaction, order, after))

    def _let_go(self, orders: Sequence[Order]) -> None:
        freed = [
            (order, line, line.cancel(line.to_cancel))
            for order in orders
            for line in order.lines
            if line.to_cancel
        ]
        self._transaction.orders.put_counts(after for _, _, after in freed)
        self._transaction.reservations.add(
            self.operation,
            _EVENTS[self._deed],
            [
                (order.stock_id, line.product_id, order.id, (line.held - after.held).parts)
                for order, line, after in freed
                if line.held != after.held
            ],
        )
        for _, line, after in freed:
            self._cancelled += line.to_cancel
            self._freed += line.held - after.held

    def receipt(self) -> Receipt:
        """Close the entry in the history and say what was done."""
        done = _DONE[self._deed]
        if not self._count:
            raise Refused(
                Kind.ORDER_STATUS,
                tr("None of these orders can be {done}.", done=done),
                field="order",
            )
        summary = (
            tr("Order {number} {done}", number=visible(self._done[0]), done=done)
            if self._count == 1
            else tr("{orders:,} orders {done}", orders=self._count, done=done)
        )
        counts: dict[str, int | str] = {"orders": self._count, "skipped": self._left_out}
        if self._deed in _EVENTS:
            counts["units"] = str(self._cancelled)
        self._transaction.journal.finish(
            self.operation, summary=summary, units=self._freed, counts=counts
        )
        message = summary
        if self._freed:
            units = self._freed.in_units()
            message += (
                tr(", {units} is free again", units=units)
                if self._freed == ONE
                else tr(", {units} are free again", units=units)
            )
        if self._left_out:
            message += tr(", {orders:,} left out", orders=self._left_out)
        return Receipt(self.operation, self._deed, counts, f"{message}.")
