"""SQL: what of an order line is still open, and what of it left the sources.

`domain.order.OrderLine` says the same of one line in Python.

Source: spec 2.2, *Invariant per order, SKU*.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, case

from inventory_tui.domain.product import WITH_SOURCE_ITEMS, ProductType
from inventory_tui.store.tables import order_line

_SHIPPED_TYPES = [type_.value for type_ in ProductType if type_.is_shipped]

SHIPS: ColumnElement[bool] = order_line.c.type.in_(_SHIPPED_TYPES)
"""Whether the line leaves by shipments; other goods leave when they are invoiced."""

GONE: ColumnElement[int] = case((SHIPS, order_line.c.shipped), else_=order_line.c.invoiced)
"""What left the sources."""

OPEN: ColumnElement[int] = (
    order_line.c.ordered - GONE - order_line.c.cancelled - order_line.c.released
)
"""What neither left nor was cancelled or refunded before it could."""

PROMISED: ColumnElement[int] = case(
    (
        and_(
            order_line.c.managed,
            order_line.c.reserves,
            order_line.c.type.in_([type_.value for type_ in WITH_SOURCE_ITEMS]),
        ),
        OPEN,
    ),
    else_=0,
)
"""What its reservations must hold: nothing of a line whose placement reserved nothing."""

SHIPS_TEXT = f"order_line.type in ({', '.join(map(repr, _SHIPPED_TYPES))})"
"""`SHIPS`, as text for the driver."""

OPEN_TO_SHIP_TEXT = (
    "order_line.ordered - order_line.shipped - order_line.cancelled - order_line.released"
)
"""`OPEN` of lines that ship, as text for the driver."""
