"""The inverse of an operation's movements, as prepared item changes.

A row can go back only where it still is as the operation left it, and what was set aside of
it too; any other is *touched*.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    outerjoin,
    select,
    true,
    union,
    update,
)

from inventory_tui.domain.aside import STATES, Kept
from inventory_tui.domain.bulk import Verdict
from inventory_tui.store.quantities.item_change_table import item_change
from inventory_tui.store.quantities.item_changes import ItemChanges
from inventory_tui.store.tables import (
    aside_movement,
    movement,
    product,
    set_aside,
    source_item,
)


def spans(connection: Connection, operation: int, products: int) -> Iterator[tuple[int, int]]:
    """Split an operation's movements into ranges of product ids, ``products`` in each."""
    moved = select(movement.c.product_id).where(movement.c.operation_id == operation)
    aside = select(aside_movement.c.product_id).where(
        aside_movement.c.operation_id == operation
    )
    sets_aside = connection.execute(_of(operation)).first() is not None
    last = 0
    while True:
        ids_here = moved.where(movement.c.product_id > last).distinct()
        if sets_aside:
            also = aside.where(aside_movement.c.product_id > last)
            both = union(ids_here, also).subquery()
            ids_here = select(both.c.product_id)
        ids = ids_here.order_by(ids_here.selected_columns[0]).limit(products).subquery()
        found = connection.scalars(
            select(ids.c.product_id).order_by(ids.c.product_id.desc()).limit(1)
        ).first()
        if found is None:
            return
        yield last + 1, found
        last = found


def rows(connection: Connection, operation: int) -> int:
    """How many source items an operation changed, or what is set aside of them."""
    moved, aside = movement.c, aside_movement.c
    besides = (
        select(aside.product_id, aside.source_id)
        .where(
            aside.operation_id == operation,
            ~exists(
                select(literal(1)).where(
                    moved.operation_id == operation,
                    moved.product_id == aside.product_id,
                    moved.source_id == aside.source_id,
                )
            ),
        )
        .distinct()
        .subquery()
    )
    here = select(func.count()).where(moved.operation_id == operation)
    also = select(func.count()).select_from(besides)
    return sum(int(connection.execute(query).scalar_one()) for query in (here, also))


def _of(operation: int) -> Select[Any]:
    """SQL: a row where an operation changed what is set aside."""
    return select(literal(1)).where(aside_movement.c.operation_id == operation).limit(1)


def invert(
    changes: ItemChanges, operation: int, first: int, last: int, away: Collection[int] = ()
) -> None:
    """Prepare the inverse of what an operation did to the products ``first`` to ``last``.

    Args:
        away: Products the operation deleted that cannot come back: nothing of them is
            prepared; the others come back.
    """
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
        product.c.id == movement.c.product_id,
        or_(product.c.deleted_by.is_(None), product.c.deleted_by == operation),
    )
    staying = [id for id in away if first <= id <= last]
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
            movement.c.product_id.not_in(staying),
        )
    )
    _invert_asides(changes, operation, first, last, staying)


def _invert_asides(
    changes: ItemChanges, operation: int, first: int, last: int, staying: Collection[int]
) -> None:
    """Prepare that what is set aside goes back too, and leave rows where it cannot."""
    changes.asides.look_again()
    if not changes.asides.any and not changes.any_row(_of(operation)):
        return
    was, now = aside_movement.c, source_item
    here = (
        was.operation_id == operation,
        was.product_id.between(first, last),
        was.product_id.not_in(staying),
    )
    pairs = select(was.product_id, was.source_id).where(*here).distinct().subquery("pairs")
    prepared = exists().where(
        item_change.c.product_id == pairs.c.product_id,
        item_change.c.source_id == pairs.c.source_id,
    )
    # a row of which nothing else changed stays as it is, if it is still there
    changes.add(
        select(
            pairs.c.product_id,
            pairs.c.source_id,
            now.c.quantity,
            now.c.quantity,
            now.c.in_stock,
            now.c.in_stock,
            now.c.notify_below,
            now.c.notify_below,
            case(
                (now.c.product_id.is_(None), Verdict.TOUCHED.value), else_=Verdict.CHANGE.value
            ),
            true(),
        )
        .select_from(pairs)
        .outerjoin(
            now,
            and_(now.c.product_id == pairs.c.product_id, now.c.source_id == pairs.c.source_id),
        )
        .where(~prepared)
    )
    units = func.coalesce(set_aside.c.quantity, 0)
    beside = outerjoin(
        aside_movement,
        set_aside,
        and_(
            set_aside.c.product_id == was.product_id,
            set_aside.c.source_id == was.source_id,
            set_aside.c.kind == was.kind,
        ),
    )
    changes.asides.prepare(
        select(was.product_id, was.source_id, was.kind, units, was.before)
        .select_from(beside)
        .where(*here)
    )
    other = exists(
        select(literal(1))
        .select_from(beside)
        .where(
            *here,
            was.product_id == item_change.c.product_id,
            was.source_id == item_change.c.source_id,
            units != was.after,
        )
    )
    kinds = tuple(kept.value for kept in Kept)
    states = tuple(state.value for state in STATES)
    remaining = changes.asides.remaining
    nowhere = and_(item_change.c.quantity_after.is_(None), remaining(kinds) > 0)
    too_few = item_change.c.quantity_after < remaining(states)
    changes.run(
        update(item_change)
        .where(item_change.c.verdict == Verdict.CHANGE.value, or_(other, nowhere, too_few))
        .values(verdict=Verdict.TOUCHED.value)
    )
