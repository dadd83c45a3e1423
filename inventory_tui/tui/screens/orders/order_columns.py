"""What an order's page shows: its heading and its lines, parts under their bundle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from inventory_tui.domain.labels import visible
from inventory_tui.domain.line_groups import LineShown
from inventory_tui.domain.order import Order, OrderStatus
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.orders.order_page import OrderShown
from inventory_tui.tui import dates
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.wording import tr

_ANY, _BUNDLE, _DELETED = tr("any"), tr("bundle"), tr("deleted")


def heading(order: Order, placed: str) -> str:
    """Row 2: which order, where it stands, who placed it when."""
    channel = visible(order.channel_name or order.channel)
    state = order.status.label
    if order.status is OrderStatus.HOLDED and order.payment is not None:
        state += f" ({order.payment.label})"
    return tr(
        " Order {number} · {state} · {channel} · placed {placed} by {who}",
        number=visible(order.number),
        state=state,
        channel=channel,
        placed=placed,
        who=visible(order.placed_by),
    )


def customer(order: Order, now: datetime) -> str:
    """Whom it goes to, and where; of one that is fetched, where it is and since when."""
    to = order.ship_to
    parts = [part for part in (to.name, to.email, to.one_line()) if part]
    if whom := ", ".join(part for part in (order.account, order.order_type) if part):
        parts.insert(0, whom)
    if order.pickup_source is not None:
        at = order.pickup_source
        where = tr("fetched at {source}", source=at)
        if order.ready_at is not None:
            since = dates.minute(order.ready_at, now)
            where = tr("ready at {source} since {since}", source=at, since=since)
        parts.insert(0, where[:1].upper() + where[1:])
    if order.expires_at is not None and order.status.is_open:
        parts.insert(0, tr("Expires {when}", when=dates.minute(order.expires_at, now)))
    parts += [part for part in (order.shipping_method, order.payment_method) if part]
    return " " + visible(" · ".join(parts) or tr("No customer and no address were given"))


def _amount(name: str, title: str, width: int, drop: int = 0) -> Column[LineShown]:
    def text(row: LineShown) -> str:
        if row.line is not None:
            amount: Quantity = getattr(row.line, name)
            return amount.grouped()
        if name == "ordered" and row.bundle is not None:
            return row.bundle.quantity.grouped()
        return ""

    return Column(name, title, text, width, most=12, right=True, drop=drop)


def _sku(row: LineShown) -> str | Cell:
    return Cell(row.label, "strong") if row.line is None else row.label


LINES: tuple[Column[LineShown], ...] = (
    Column("sku", "SKU", _sku, 17, most=32),
    Column("name", tr("Name"), lambda row: row.name, 24, least=16, drop=9, from_width=100),
    _amount("ordered", tr("Ordered"), 9),
    _amount("invoiced", tr("Invoiced"), 9, 8),
    _amount("shipped", tr("Shipped"), 8),
    _amount("cancelled", tr("Cancelled"), 10, 6),
    _amount("refunded", tr("Refunded"), 9, 7),
)


def lines_with(found: OrderShown) -> Sequence[Column[LineShown]]:
    """The columns of the lines, with what the stock can still promise of each."""

    def salable(row: LineShown) -> str | Cell:
        line = row.line
        if line is None:
            return Cell(_BUNDLE, "dim") if row.bundle else ""
        amount: Quantity | None = found.salable.get(line.product_id)
        if line.product_deleted:
            return Cell(_DELETED, "dim")
        if amount is None:
            return Cell(_ANY, "dim")
        if amount.parts < 0:
            return Cell(amount.grouped(), "wrong", "!")
        return amount.grouped()

    return (*LINES, Column("salable", tr("Salable"), salable, 9, most=12, right=True))
