"""``stock_level.promised_elsewhere`` as it is kept: read, written and taken away.

What a stock may promise is less by it, so ``salable`` is written with it.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, and_, case, select, text, update

from inventory_tui.store.tables import stock_level

_KEPT = stock_level.c.promised_elsewhere


def put(connection: Connection, rows: Iterable[tuple[int, int, int, int]]) -> None:
    """Write figures.

    Args:
        rows: Stock, product, the units that are kept and those that are to be.
    """
    values = [(stock, product, units) for stock, product, _, units in rows]
    if not values:
        return
    names = ("stock", "product", "units")
    if connection.dialect.name == "sqlite":
        several = [dict(zip(names, row, strict=True)) for row in values]
        connection.execute(text(f"{_SET} {_ONE}"), several)
        return
    arrays = {
        name: list(column)
        for name, column in zip(names, zip(*values, strict=True), strict=True)
    }
    connection.execute(text(_SET.replace(":units", "made.units") + _EACH), arrays)


def clear(connection: Connection) -> None:
    """Take all figures away: stocks may promise again what they were less by."""
    counts = and_(stock_level.c.coverage == 2, stock_level.c.salable.is_not(None))
    salable = case((counts, stock_level.c.salable + _KEPT), else_=stock_level.c.salable)
    connection.execute(
        update(stock_level).where(_KEPT != 0).values(promised_elsewhere=0, salable=salable)
    )


def kept(connection: Connection, first: int, last: int) -> dict[tuple[int, int], int]:
    """Return (stock, product) → units, of products of these ids, where they are not 0."""
    rows = connection.execute(
        select(stock_level.c.stock_id, stock_level.c.product_id, _KEPT).where(
            stock_level.c.product_id.between(first, last), _KEPT != 0
        )
    )
    return {(stock, product): units for stock, product, units in rows}


_SET = """
    update stock_level set promised_elsewhere = :units,
        salable = case when coverage = 2 and salable is not null
                       then on_hand - set_aside + reserved - threshold - :units else salable end
"""
_ONE = "where stock_id = :stock and product_id = :product"
_EACH = """
    from (select unnest(cast(:stock as bigint[])) as stock_id,
                 unnest(cast(:product as bigint[])) as product_id,
                 unnest(cast(:units as bigint[])) as units) as made
    where stock_level.stock_id = made.stock_id and stock_level.product_id = made.product_id
"""
