"""What others wrote: the newest operation, and the products it touched.

A deed writes exactly one row of ``operation``, so its highest id says whether anything was
written, on both databases, from any connection; a look costs microseconds.  (SQLite's
``data_version`` says the same, but only to one connection kept open for it, and also
changes with checkpoints.)
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select

from inventory_tui.store.database import Transaction
from inventory_tui.store.driver import Driver

_MANY = 2_000


@dataclass(frozen=True, slots=True)
class LastChange:
    """Who changed something last, and when."""

    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Others:
    """What others did since one looked last."""

    actor: str | None
    """Who did the newest of it; None: nobody did anything."""
    products: frozenset[int] | None
    """Which products it touched; None: so many that everything should be read again."""


def newest_operation(transaction: Transaction) -> int:
    """Return the highest operation id; 0 before the first."""
    return Driver(transaction.connection).rows("select max(id) from operation")[0][0] or 0


def last_change(transaction: Transaction, product_id: int, source_id: int) -> LastChange | None:
    """Return the newest deed that changed a product's row at a source."""
    from inventory_tui.store.tables import movement, operation

    row = transaction.connection.execute(
        select(operation.c.actor, operation.c.at)
        .join(movement, movement.c.operation_id == operation.c.id)
        .where(movement.c.product_id == product_id, movement.c.source_id == source_id)
        .order_by(movement.c.operation_id.desc())
        .limit(1)
    ).first()
    return None if row is None else LastChange(row.actor, row.at)


def touched_by_others(transaction: Transaction, since: int, own: Collection[int]) -> Others:
    """Return the products that operations after ``since``, but not these, touched."""
    from inventory_tui.store.tables import change, movement, operation, order_line, sales_order

    connection = transaction.connection
    ids = [
        id
        for id in connection.scalars(select(operation.c.id).where(operation.c.id > since))
        if id not in own
    ]
    if not ids:
        return Others(None, frozenset())
    actor = connection.scalar(select(operation.c.actor).where(operation.c.id == ids[-1]))
    if len(ids) > _MANY:
        return Others(actor, None)
    kinds = connection.execute(
        select(change.c.kind, change.c.subject_id)
        .where(change.c.operation_id.in_(ids))
        .limit(_MANY)
    ).all()
    orders = select(operation.c.order_id).where(operation.c.id.in_(ids))
    placed = select(sales_order.c.id).where(sales_order.c.operation_id.in_(ids))
    moved = _some(connection, movement.c.product_id, movement.c.operation_id.in_(ids))
    ordered = _some(
        connection,
        order_line.c.product_id,
        order_line.c.order_id.in_(orders) | order_line.c.order_id.in_(placed),
    )
    wide = any(kind not in ("product", "order") for kind, _ in kinds)
    if wide or _MANY in (len(kinds), len(moved), len(ordered)):
        return Others(actor, None)
    named = (subject for kind, subject in kinds if kind == "product")
    return Others(actor, frozenset({*moved, *ordered, *named}))


def _some(
    connection: Connection, column: ColumnElement[int], where: ColumnElement[bool]
) -> Sequence[int]:
    return connection.scalars(select(column).where(where).distinct().limit(_MANY)).all()
