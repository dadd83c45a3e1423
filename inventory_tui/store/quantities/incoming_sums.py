"""What is expected from suppliers and not here yet, summed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, and_, case, false, func, select

from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.tables import incoming


def still_coming() -> ColumnElement[int]:
    """SQL: what of an expected row is not here yet."""
    left = incoming.c.quantity - incoming.c.received - incoming.c.short
    return case((left > 0, left), else_=0)


def is_coming() -> ColumnElement[bool]:
    """SQL: whether a row was ordered and not all of it has come."""
    return and_(incoming.c.closed_by.is_(None), incoming.c.draft == false())


def coming(
    connection: Connection, product_ids: Sequence[int]
) -> dict[tuple[int, int], Quantity]:
    """Return what is coming of these products, by (product, source) id; most have nothing."""
    row = incoming.c
    rows = connection.execute(
        select(row.product_id, row.source_id, func.sum(still_coming()))
        .where(row.product_id.in_(product_ids), is_coming())
        .group_by(row.product_id, row.source_id)
    )
    return {(product, source): Quantity(int(units)) for product, source, units in rows if units}
