"""Orders: placed, held, released from hold, cancelled, and looked at.

An order is placed whole or refused whole, with the reason of every line.  How a shop, a
till or a marketplace hands its orders in: `place`, from the command line or from Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from inventory_tui.domain.errors import Kind, Problem, Refused, StoreBusy
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Event, Order, OrderLine, OrderStatus
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.product import Backorders
from inventory_tui.domain.quantity import Quantity, total
from inventory_tui.services.orders.order_events import keep_event, seen_before, unchanged
from inventory_tui.services.orders.order_page import OrderShown, show
from inventory_tui.services.orders.order_rules import (
    LinesNamed,
    chosen_lines,
    put_status,
    record,
    refuse_closed,
    refuse_stale,
    standing,
)
from inventory_tui.services.orders.placement import Placement
from inventory_tui.services.orders.verdict import Verdict
from inventory_tui.services.orders.ware import Ware
from inventory_tui.services.products import succession
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.orders.new_orders import NumberTaken

__all__ = [
    "Cancelled",
    "Held",
    "OrderShown",
    "Placed",
    "cancel",
    "hold",
    "place",
    "show",
    "unhold",
]

_ATTEMPTS = 5
_SHORT = frozenset(
    {Kind.NOT_ENOUGH_QTY, Kind.NO_SOURCE_ITEMS_IN_STOCK, Kind.SKU_NOT_ASSIGNED_TO_STOCK}
)
"""What is not there, and may be had as something else."""


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
            message = f"Order {visible(order.number)} is there already; nothing was changed."
            return Placed(
                order.number,
                order.status,
                order.lines,
                True,
                Receipt(None, Deed.ORDER_PLACED, {"placed": 0, "unchanged": 1}, message),
            )
        placement.give_numbers()
        summary = f"Order {visible(verdict.number)} placed"
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
                tuple(_notices(verdict)),
            ),
            dict(waiting),
        )


def _notices(verdict: Verdict) -> list[str]:
    """What the customer is told where backorders say so (spec 1.9, mode 2)."""
    waiting = verdict.backordered or {}
    asked: dict[str, tuple[Ware, int]] = {}
    for ware, ordered, *_ in verdict.lines:
        sku = ware.product.sku
        asked[sku] = ware, ordered + (asked[sku][1] if sku in asked else 0)
    told = [
        notice_of(ware, ordered, waiting[sku])
        for sku, (ware, ordered) in asked.items()
        if sku in waiting
    ]
    return [one.message for one in told if one is not None]


def notice_of(ware: Ware, parts: int, late: Quantity) -> Problem | None:
    """What the customer is told of a part that follows later; None where nothing is said.

    Args:
        parts: How much is asked for (ten-thousandths).
        late: How much of it waits for goods.
    """
    if not late or ware.rules.backorders is not Backorders.NOTIFY:
        return None
    sku = ware.product.sku
    return Problem(
        Kind.BACKORDERED,
        f"{visible(sku)}: {late} of {Quantity(parts)} will follow later (backordered).",
        "line",
        sku,
    )


def hinted(transaction: Transaction, verdict: Verdict) -> list[Problem]:
    """Return the problems of one order: of unknown SKUs a near one is named, of discontinued
    ones what replaces them."""
    problems = []
    short = {one.sku for one in verdict.problems if one.kind in _SHORT and one.sku}
    instead = succession.hints(transaction, short, verdict.stock_id, verdict.request.channel)
    for problem in verdict.problems:
        if problem.kind is Kind.UNKNOWN_PRODUCT and problem.sku is not None:
            try:
                transaction.products.known(problem.sku)
            except Refused as refusal:
                problem = replace(problem, kind=refusal.kind, message=str(refusal))
        elif hint := instead.get(problem.sku or ""):
            problem = replace(problem, message=problem.message + hint)
        problems.append(problem)
    return problems


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
        refuse_closed(order, "cancelled")
        transaction.lock_products(sorted({line.product_id for line in order.lines}))
        chosen = chosen_lines(transaction, order, lines, lambda line: line.to_cancel, "open")
        if not chosen:
            raise Refused(
                Kind.ORDER_STATUS,
                f"Nothing of order {visible(order.number)} can be cancelled: what is not"
                " shipped is invoiced; refund it instead: orders refund.",
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
        skus = f"{len(chosen)} SKU{'s' * (len(chosen) > 1)}"
        summary = (
            f"Order {shown} cancelled"
            if lines is None
            else f"Order {shown}: {amount.in_units()} of {skus} cancelled"
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
        refuse_closed(order, "put on hold")
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
                f"Order {visible(order.number)} is not on hold but {order.status.label}.",
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
    summary = f"Order {visible(order.number)} {'put on hold' if on else 'off hold'}"
    transaction.journal.finish(operation, summary=summary, counts={"orders": 1})
    return Held(order.number, status, Receipt(operation, deed, {"orders": 1}, f"{summary}."))
