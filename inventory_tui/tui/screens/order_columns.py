"""What an order's page shows: its heading, its lines, what left for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Order, OrderLine
from inventory_tui.domain.quantity import Quantity, total
from inventory_tui.domain.shipment import Shipment
from inventory_tui.services.order_page import OrderShown
from inventory_tui.tui import dates
from inventory_tui.tui.widgets.columns import Cell, Column


def heading(order: Order, placed: str) -> str:
    """Row 2: which order, where it stands, who placed it when."""
    channel = visible(order.channel_name or order.channel)
    return (
        f" Order {visible(order.number)} · {order.status.label} · {channel}"
        f" · placed {placed} by {visible(order.placed_by)}"
    )


def customer(order: Order) -> str:
    """Whom it goes to, and where."""
    to = order.ship_to
    parts = [part for part in (to.name, to.email, to.one_line()) if part]
    return " " + visible(" · ".join(parts) or "No customer and no address were given")


def documents(found: OrderShown) -> str:
    """What left for it, and what it holds."""
    count = len(found.shipments)
    sent = f"{count} shipment{'s' * (count != 1)}" if count else "no shipment"
    held = f"held in {visible(found.order.stock)}: {found.held.in_units()}"
    return f"{sent}   {held if found.held else 'nothing held'}"


def _amount(name: str, title: str, width: int, drop: int = 0) -> Column[OrderLine]:
    return Column(
        name,
        title,
        lambda line: getattr(line, name).grouped(),
        width,
        most=12,
        right=True,
        drop=drop,
    )


LINES: tuple[Column[OrderLine], ...] = (
    Column("sku", "SKU", lambda line: line.sku, 17, most=32),
    Column("name", "Name", lambda line: line.name, 24, least=16, drop=9, from_width=100),
    _amount("ordered", "Ordered", 9),
    _amount("invoiced", "Invoiced", 9, 8),
    _amount("shipped", "Shipped", 8),
    _amount("cancelled", "Cancelled", 10, 6),
    _amount("refunded", "Refunded", 9, 7),
)


def lines_with(found: OrderShown) -> Sequence[Column[OrderLine]]:
    """The columns of the lines, with what the stock can still promise of each."""

    def salable(line: OrderLine) -> str | Cell:
        amount: Quantity | None = found.salable.get(line.product_id)
        if line.product_deleted:
            return Cell("deleted", "dim")
        if amount is None:
            return Cell("any", "dim")
        if amount.parts < 0:
            return Cell(amount.grouped(), "wrong", "!")
        return amount.grouped()

    return (*LINES, Column("salable", "Salable", salable, 9, most=12, right=True))


def shipment_columns(clock: Callable[[], datetime]) -> Sequence[Column[Shipment]]:
    """The columns of what left for an order."""
    return (
        Column("number", "Shipment", lambda one: str(one.id), 9),
        Column("sent", "Sent", lambda one: dates.minute(one.shipped_at, clock()), 16),
        Column("from", "From", lambda one: one.source, 14, most=24),
        Column(
            "units",
            "Units",
            lambda one: total(line.quantity for line in one.lines).grouped(),
            8,
            right=True,
        ),
        Column("tracking", "Tracking", _tracking, 22, least=8, most=60, drop=5),
    )


def _tracking(one: Shipment) -> str | Cell:
    ways = ", ".join(f"{way.title} {way.number}" for way in one.tracking)
    return ways or Cell("–", "dim")
