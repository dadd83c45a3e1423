"""Orders that are still open, of a channel or a stock that is about to go.

Apart from these two, which the screens read as they open, when no order is looked at.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, func, select, update

from inventory_tui.domain.order import OrderStatus
from inventory_tui.store.tables import sales_order

OPEN_ORDER = sales_order.c.status.in_([one.value for one in OrderStatus if one.is_open])
"""SQL: an order to which something may still happen."""

Some = tuple[int, list[str]]
"""How many there are, and the numbers of the first few."""


def of_channel(connection: Connection, id: int, at_most: int) -> Some:
    """Return the open orders of a channel."""
    return _some(connection, sales_order.c.channel_id == id, at_most)


def of_stock(connection: Connection, id: int, at_most: int) -> Some:
    """Return the open orders a stock serves."""
    return _some(connection, sales_order.c.stock_id == id, at_most)


def hand_over(connection: Connection, id: int, to: int) -> None:
    """Let another stock serve the open orders of this one."""
    connection.execute(
        update(sales_order)
        .where(OPEN_ORDER, sales_order.c.stock_id == id)
        .values(stock_id=to, version=sales_order.c.version + 1)
    )


def _some(connection: Connection, condition: ColumnElement[bool], at_most: int) -> Some:
    here = (OPEN_ORDER, condition)
    count = connection.scalar(select(func.count()).select_from(sales_order).where(*here)) or 0
    numbers = connection.scalars(
        select(sales_order.c.number).where(*here).order_by(sales_order.c.id).limit(at_most)
    )
    return count, list(numbers)
