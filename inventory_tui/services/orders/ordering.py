"""Orders: placed, held, released from hold, cancelled, and looked at.

An order is placed whole or refused whole, with the reason of every line.  How a shop, a
till or a marketplace hands its orders in: `place`, from the command line or from Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from inventory_tui.domain.errors import Kind, Refused, StoreBusy
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Event, Order, OrderLine, OrderStatus
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import Quantity, total
from inventory_tui.services.orders.order_events import keep_event, seen_before, unchanged
from inventory_tui.services.orders.order_page import OrderShown, show
from inventory_tui.services.orders.order_rules import (
    ON_HOLD,
    LinesNamed,
    chosen_lines,
    put_status,
    record,
    refuse_closed,
    refuse_stale,
    standing,
)
from inventory_tui.services.orders.placement import Placement
from inventory_tui.services.orders.placing_words import hinted, notice_of, notices
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.orders.new_orders import NumberTaken
from inventory_tui.wording import tr, trn

__all__ = [
    "Cancelled",
    "Held",
    "OrderShown",
    "Placed",
    "cancel",
    "hinted",
    "hold",
    "notice_of",
    "place",
    "show",
    "unhold",
]

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Placed:
    """Receipt of an order."""

    order: str
    status: OrderStatus
    lines: tuple[OrderLine, ...]
    unchanged: bool
    """The same order was there already; nothing was written."""
    receipt: Receipt
    backordered: Mapping[str, Quantity] = field(default_factory=dict)
    """SKU → how much of it waits for goods that are not there yet."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Receipt of a cancellation."""

    order: str
    order_status: OrderStatus
    lines: tuple[tuple[str, Quantity], ...]
    """SKU and how much of it was cancelled."""
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Held:
    """Receipt of a hold, or of its end."""

    order: str
    status: OrderStatus
    receipt: Receipt


def place(database: Database, request: OrderRequest, *, cause: Cause) -> Placed:
    """Place an order whole, or refuse it whole.

    Sent again under its number it changes nothing: the same lines are ``unchanged``, other
    lines are refused.

    Raises:
        Refused: A problem for each line that cannot be had (spec 2.1); ``order_exists``;
            ``unknown_website``.
    """
    for _ in range(_ATTEMPTS):
        try:
            return _place(database, request, cause)
        except NumberTaken:
            continue
    raise StoreBusy()


def _place(database: Database, request: OrderRequest, cause: Cause) -> Placed:
    with database.write() as transaction:
        placement = Placement(transaction, [request])
        verdict = placement.assess(request)
        if verdict.problems:
            raise Refused.because(hinted(transaction, verdict))
        if verdict.unchanged:
            order = transaction.orders.get(verdict.order_id)
            message = tr(
                "Order {number} is there already; nothing was changed.",
                number=visible(order.number),
            )
            return Placed(
                order.number,
                order.status,
                order.lines,
                True,
                Receipt(None, Deed.ORDER_PLACED, {"placed": 0, "unchanged": 1}, message),
            )
        placement.give_numbers()
        summary = tr("Order {number} placed", number=visible(verdict.number))
        counts: dict[str, int | str] = {"placed": 1, "unchanged": 0}
        operation = transaction.journal.begin(
            Deed.ORDER_PLACED,
            cause,
            reason="ordered",
            summary=summary,
            units=Quantity(-sum(held for _, _, held, *_ in verdict.lines)),
            counts=counts,
            order_id=verdict.order_id,
        )
        placement.record(operation, cause.actor)
        lines = placement.lines_of(verdict)
        waiting = verdict.backordered or {}
        return Placed(
            verdict.number,
            request.payment or OrderStatus.PENDING,
            lines,
            False,
            Receipt(
                operation,
                Deed.ORDER_PLACED,
                counts,
                f"{summary}: {total(line.ordered for line in lines).in_units()}.",
                tuple(notices(verdict)),
            ),
            dict(waiting),
        )


def cancel(
    database: Database,
    number: str,
    lines: LinesNamed | None = None,
    *,
    cause: Cause,
    event: str | None = None,
    seen_version: int | None = None,
) -> Cancelled:
    """Cancel what is not shipped of an order, whole or by lines; its units are free again.

    Args:
        lines: SKU → how much of it; None: everything that is still open.
        event: A key of the shop's own; sent again under it, nothing changes.
        seen_version: Refuse when the order changed since it was seen.

    Raises:
        Refused: ``unknown_order``; ``order_status``: nothing is open, or it is on hold;
            ``unknown_product``: no such line; ``more_than_outstanding``.
        ChangedElsewhere: Someone wrote to the order after ``seen_version``.

    Source: spec 2.2, *Cancel*.
    """
    deed = Deed.ORDER_CANCELLED
    with database.write() as transaction:
        order = transaction.orders.known(number, lock=True)
        if seen_before(transaction, order, deed, event) is not None:
            return Cancelled(order.number, order.status, (), unchanged(order, deed))
        refuse_stale(order, seen_version)
        refuse_closed(order, tr("cancelled"))
        transaction.lock_products(sorted({line.product_id for line in order.lines}))
        chosen = chosen_lines(
            transaction, order, lines, lambda line: line.to_cancel, tr("are open")
        )
        if not chosen:
            raise Refused(
                Kind.ORDER_STATUS,
                tr(
                    "Nothing of order {number} can be cancelled: what is not shipped is "
                    "invoiced; refund it instead: orders refund.",
                    number=visible(order.number),
                ),
                field="order",
            )
        after = [line.cancel(amount) for line, amount in chosen]
        units = total(line.held for line, _ in chosen) - total(line.held for line in after)
        operation = transaction.journal.begin(
            deed, cause, reason="cancelled", order_id=order.id
        )
        status = record(transaction, operation, order, after, Event.ORDER_CANCELED)
        keep_event(transaction, order, deed, event, operation)
        amount = total(amount for _, amount in chosen)
        shown = visible(order.number)
        summary = (
            tr("Order {number} cancelled", number=shown)
            if lines is None
            else trn(
                "Order {number}: {units} of {count} SKU cancelled",
                "Order {number}: {units} of {count} SKUs cancelled",
                len(chosen),
                number=shown,
                units=amount.in_units(),
            )
        )
        counts: dict[str, int | str] = {"lines": len(chosen), "units": str(amount)}
        transaction.journal.finish(operation, summary=summary, units=units, counts=counts)
        return Cancelled(
            order.number,
            status,
            tuple((line.sku, amount) for line, amount in chosen),
            Receipt(operation, deed, counts, f"{summary}."),
        )


def hold(
    database: Database,
    number: str,
    *,
    cause: Cause,
    event: str | None = None,
    seen_version: int | None = None,
) -> Held:
    """Put an order on hold: its reservations stay, nothing of it ships.

    Args:
        event: A key of the shop's own; sent again under it, nothing changes.

    Raises:
        Refused: ``unknown_order``; ``order_status``: it is finished, or on hold already.
        ChangedElsewhere: Someone wrote to the order after ``seen_version``.
    """
    deed = Deed.ORDER_HELD
    with database.write() as transaction:
        order = transaction.orders.known(number, lock=True)
        if seen_before(transaction, order, deed, event) is not None:
            return Held(order.number, order.status, unchanged(order, deed))
        refuse_stale(order, seen_version)
        refuse_closed(order, ON_HOLD)
        return _turned(transaction, order, OrderStatus.HOLDED, deed, cause, event)


def unhold(
    database: Database,
    number: str,
    *,
    cause: Cause,
    event: str | None = None,
    seen_version: int | None = None,
) -> Held:
    """Let an order on hold go on where it was.

    Args:
        event: A key of the shop's own; sent again under it, nothing changes.

    Raises:
        Refused: ``unknown_order``; ``order_status``: it is not on hold.
        ChangedElsewhere: Someone wrote to the order after ``seen_version``.
    """
    deed = Deed.ORDER_UNHELD
    with database.write() as transaction:
        order = transaction.orders.known(number, lock=True)
        if seen_before(transaction, order, deed, event) is not None:
            return Held(order.number, order.status, unchanged(order, deed))
        refuse_stale(order, seen_version)
        if order.status is not OrderStatus.HOLDED:
            raise Refused(
                Kind.ORDER_STATUS,
                tr(
                    "Order {number} is not on hold but {status}.",
                    number=visible(order.number),
                    status=order.status.label,
                ),
                field="order",
            )
        status = standing(transaction, order, order.lines)
        return _turned(transaction, order, status, deed, cause, event)


def _turned(
    transaction: Transaction,
    order: Order,
    status: OrderStatus,
    deed: Deed,
    cause: Cause,
    event: str | None,
) -> Held:
    on = deed is Deed.ORDER_HELD
    operation = transaction.journal.begin(
        deed, cause, reason="held" if on else "released", order_id=order.id
    )
    put_status(transaction, operation, order, status)
    keep_event(transaction, order, deed, event, operation)
    number = visible(order.number)
    summary = (
        tr("Order {number} put on hold", number=number)
        if on
        else tr("Order {number} off hold", number=number)
    )
    transaction.journal.finish(operation, summary=summary, counts={"orders": 1})
    return Held(order.number, status, Receipt(operation, deed, {"orders": 1}, f"{summary}."))
