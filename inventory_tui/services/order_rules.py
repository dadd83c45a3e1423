"""What deeds on an order have in common: when they are refused, and what they leave in it."""

from __future__ import annotations

from inventory_tui.domain.errors import ChangedElsewhere, Kind, Problem, Refused
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Order, OrderLine, OrderStatus
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.store.database import Transaction


def put_status(
    transaction: Transaction, operation: int, order: Order, status: OrderStatus
) -> None:
    """Store the status of an order that a deed wrote to, and record it where it changed."""
    transaction.orders.put_status(order.id, status)
    transaction.journal.changed(
        operation,
        "order",
        order.id,
        order.number,
        {"status": order.status.value},
        {"status": status.value},
    )


def refuse_stale(order: Order, seen_version: int | None) -> None:
    """Refuse when someone wrote to the order after it was seen."""
    if seen_version is not None and seen_version != order.version:
        raise ChangedElsewhere(
            f"Order {visible(order.number)} was changed on another terminal; "
            f"it is now {order.status.label}.",
            field="order",
        )


def refuse_closed(order: Order, done: str) -> None:
    """Refuse what only an order that is open and not on hold admits."""
    shown = visible(order.number)
    if order.status is OrderStatus.HOLDED:
        raise Refused(
            Kind.ORDER_STATUS,
            f"Order {shown} is on hold; take it off hold before it is {done}."
            if done != "put on hold"
            else f"Order {shown} is on hold already.",
            field="order",
        )
    if not order.status.is_open:
        raise Refused(
            Kind.ORDER_STATUS,
            f"Order {shown} is {order.status.label.lower()} and cannot be {done}.",
            field="order",
        )


def no_such_line(order: Order, sku: str) -> Problem:
    """The problem of a SKU that an order does not hold."""
    hint = did_you_mean(sku, [line.sku for line in order.lines])
    return Problem(
        Kind.UNKNOWN_PRODUCT,
        f"Order {visible(order.number)} has no line {sku!r}.{hint}",
        "line",
        sku,
        order.number,
    )


def amount_problem(
    line: OrderLine, amount: Quantity, most: Quantity, word: str, *, decimals: bool
) -> Problem | None:
    """The problem of an amount that a line does not admit, if there is one.

    Args:
        word: What ``most`` units of the line are: ``open``, ``to ship``.
        decimals: Whether its product counts fractions.
    """
    sku = visible(line.sku)
    if amount <= ZERO:
        return Problem(
            Kind.VALIDATION_FAILED, f"{sku}: enter a number above 0.", "line", line.sku
        )
    if amount > most:
        return Problem(
            Kind.MORE_THAN_OUTSTANDING,
            f"{sku}: {most} of {line.ordered} are {word}, not {amount}.",
            "line",
            line.sku,
        )
    if line.ordered.is_whole and not amount.is_whole:
        return Problem(
            Kind.QTY_DECIMAL,
            f"{sku}: whole units only; {amount} is a fraction.",
            "line",
            line.sku,
        )
    return None
