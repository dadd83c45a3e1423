"""What every bulk deed asks of a row: whether it is there, and whether it can be spared.

A row is *blocked* when it would take units a stock has promised: its salable would fall
below 0 (spec 2.8).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Table,
    and_,
    case,
    literal,
    select,
)

from inventory_tui.domain.product import WITH_SOURCE_ITEMS
from inventory_tui.store.tables import (
    product,
    stock_level,
)

OWN_ITEMS = product.c.type.in_([kind.value for kind in WITH_SOURCE_ITEMS])
NO_NUMBER = literal(None, BigInteger)
NO_FLAG = literal(None, Boolean)


def just(source_id: int) -> ColumnElement[int]:
    """SQL: the id of a source, as a value that is not known when the statement is planned.

    Of a source that was added lately PostgreSQL would think that it has next to no rows, and
    compare each product with each of them.
    """
    return select(literal(source_id, BigInteger)).scalar_subquery()


def with_item(items: Any, source_id: int) -> Any:
    """Products, each with its row at a source where it has one; see `is_among`."""
    return product.outerjoin(
        items, and_(items.c.product_id == product.c.id, items.c.source_id == just(source_id))
    )


def is_among(chosen: Table) -> ColumnElement[bool]:
    """SQL: whether a product is chosen and still there.

    Not as a join: SQLite would walk all products and look up each among the chosen.
    """
    return and_(product.c.id.in_(select(chosen.c.product_id)), product.c.deleted_by.is_(None))


def falls_below_zero(
    loss: ColumnElement[int],
    elsewhere: ColumnElement[int],
    *,
    taken: ColumnElement[int] | None = None,
) -> ColumnElement[bool]:
    """SQL: whether a stock's salable of a product falls below 0 by losing ``loss`` units.

    With nothing left on hand a positive threshold keeps nothing back any more; what is
    promised to orders still counts.

    Args:
        elsewhere: What other stocks' promises would take from its sources.
        taken: The units that leave, where safety stock that is given up lessens the loss.
    """
    left = stock_level.c.on_hand - stock_level.c.set_aside - loss
    kept_back = case(
        (left > 0, stock_level.c.threshold),
        (stock_level.c.threshold < 0, stock_level.c.threshold),
        else_=0,
    )
    return and_(
        stock_level.c.salable.is_not(None),
        (loss if taken is None else taken) > 0,
        left + stock_level.c.reserved - kept_back - elsewhere < 0,
    )
