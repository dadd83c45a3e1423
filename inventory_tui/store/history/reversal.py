"""The inverse of an operation's movements, as prepared item changes.

A row can go back only where it still is as the operation left it; any other is *touched*.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, and_, case, exists, or_, select, true

from inventory_tui.domain.bulk import Verdict
from inventory_tui.store.quantities.item_changes import ItemChanges
from inventory_tui.store.tables import movement, product, source_item


def spans(connection: Connection, operation: int, products: int) -> Iterator[tuple[int, int]]:
    """Split an operation's movements into ranges of product ids, ``products`` in each."""
    last = 0
    while True:
        ids = (
            select(movement.c.product_id)
            .where(movement.c.operation_id == operation, movement.c.product_id > last)
            .distinct()
            .order_by(movement.c.product_id)
            .limit(products)
            .subquery()
        )
        found = connection.scalars(
            select(ids.c.product_id).order_by(ids.c.product_id.desc()).limit(1)
        ).first()
        if found is None:
            return
        yield last + 1, found
        last = found


def invert(changes: ItemChanges, operation: int, first: int, last: int) -> None:
    """Prepare the inverse of what an operation did to the products ``first`` to ``last``."""
    now = source_item
    as_left = or_(
        and_(now.c.product_id.is_(None), movement.c.quantity_after.is_(None)),
        and_(
            now.c.quantity == movement.c.quantity_after,
            now.c.in_stock == movement.c.in_stock_after,
            now.c.notify_below.is_not_distinct_from(movement.c.notify_after),
        ),
    )
    # a product deleted since keeps nothing at any source
    alive = exists().where(
        product.c.id == movement.c.product_id, product.c.deleted_by.is_(None)
    )
    possible = or_(movement.c.quantity_before.is_(None), alive)
    changes.add(
        select(
            movement.c.product_id,
            movement.c.source_id,
            now.c.quantity,
            movement.c.quantity_before,
            now.c.in_stock,
            movement.c.in_stock_before,
            now.c.notify_below,
            movement.c.notify_before,
            case((and_(as_left, possible), Verdict.CHANGE.value), else_=Verdict.TOUCHED.value),
            true(),
        )
        .select_from(movement)
        .outerjoin(
            now,
            and_(
                now.c.product_id == movement.c.product_id,
                now.c.source_id == movement.c.source_id,
            ),
        )
        .where(
            movement.c.operation_id == operation,
            movement.c.product_id.between(first, last),
        )
    )
