"""What every stock can promise of a few products, for a column over all stocks."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.tables import stock, stock_level


def salable_in_every_stock(
    connection: Connection, product_ids: Sequence[int]
) -> dict[int, list[tuple[str, Quantity | None]]]:
    """Return (stock, salable) of each product, by stock id; pairs that do not exist are
    missing, None stands where stock is not managed."""
    found: dict[int, list[tuple[str, Quantity | None]]] = {id: [] for id in product_ids}
    rows = connection.execute(
        select(stock_level.c.product_id, stock.c.name, stock_level.c.salable)
        .join(stock, stock.c.id == stock_level.c.stock_id)
        .where(stock_level.c.product_id.in_(product_ids), stock_level.c.coverage > 0)
        .order_by(stock_level.c.stock_id)
    )
    for product_id, name, salable in rows:
        found[product_id].append((name, None if salable is None else Quantity(salable)))
    return found
