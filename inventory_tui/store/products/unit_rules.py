"""SQL: what the unit a product is counted in decides."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, literal, select

from inventory_tui.domain.quantity import PLACES, SCALE, step_of
from inventory_tui.store.tables import product, source_item, unit


def lies_in_another_unit(source_id: int) -> ColumnElement[bool]:
    """SQL: whether a product's SKU lies at a source, but only in other units of it."""
    mine, other, there = unit.alias(), unit.alias(), source_item.alias()
    return exists(
        select(literal(1))
        .select_from(mine)
        .join(
            other, and_(other.c.base_id == mine.c.base_id, other.c.product_id != product.c.id)
        )
        .join(there, there.c.product_id == other.c.product_id)
        .where(
            mine.c.product_id == product.c.id,
            there.c.source_id == source_id,
            there.c.quantity > 0,
        )
        .correlate(product)
    )


def step_in(table: Any = product) -> ColumnElement[int]:
    """SQL: the smallest amount above 0 that quantities of a product may have."""
    return case(
        *((table.c.precision == places, step_of(places)) for places in range(PLACES + 1)),
        (table.c.decimals, 1),
        else_=SCALE,
    )


def is_too_fine(amount: ColumnElement[Any]) -> ColumnElement[bool]:
    """SQL: whether an amount has more decimals than its product may have."""
    return and_(amount % SCALE != 0, amount % step_in() != 0)
