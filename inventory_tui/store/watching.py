"""What others wrote: the newest operation, and the products it touched.

A deed writes exactly one row of ``operation``, so its highest id says whether anything was
written, on both databases, from any connection; a look costs microseconds.  (SQLite's
``data_version`` says the same, but only to one connection kept open for it, and also
changes with checkpoints.)
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from inventory_tui.store.database import Transaction
from inventory_tui.store.tables import change, movement, operation, order_line, sales_order

_MANY = 2_000


@dataclass(frozen=True, slots=True)
class LastChange:
    """Who changed something last, and when."""

    actor: str
    at: datetime


def newest_operation(transaction: Transaction) -> int:
    """Return the highest operation id; 0 before the first."""
    return transaction.connection.scalar(select(func.max(operation.c.id))) or 0


def last_change(transaction: Transaction, product_id: int, source_id: int) -> LastChange | None:
    """Return the newest deed that changed a product's row at a source."""
    row = transaction.connection.execute(
        select(operation.c.actor, operation.c.at)
        .join(movement, movement.c.operation_id == operation.c.id)
        .where(movement.c.product_id == product_id, movement.c.source_id == source_id)
        .order_by(movement.c.operation_id.desc())
        .limit(1)
    ).first()
    return None if row is None else LastChange(row.actor, row.at)


def products_touched(transaction: Transaction, since: int) -> tuple[frozenset[int] | None, str]:
    """Return the products touched after operation ``since`` and the newest deed's actor."""
    connection = transaction.connection
    actor = connection.scalar(
        select(operation.c.actor).order_by(operation.c.id.desc()).limit(1)
    )
    moved = connection.scalars(
        select(movement.c.product_id)
        .where(movement.c.operation_id > since)
        .distinct()
        .limit(_MANY)
    ).all()
    kinds = connection.execute(
        select(change.c.kind, change.c.subject_id)
        .where(change.c.operation_id > since)
        .limit(_MANY)
    ).all()
    if len(moved) == _MANY or len(kinds) == _MANY:
        return None, actor or ""
    if any(kind not in ("product", "order") for kind, _ in kinds):
        return None, actor or ""
    touched = {*moved, *(subject for kind, subject in kinds if kind == "product")}
    orders = select(operation.c.order_id).where(operation.c.id > since)
    placed = select(sales_order.c.id).where(sales_order.c.operation_id > since)
    lines = connection.scalars(
        select(order_line.c.product_id)
        .where(order_line.c.order_id.in_(orders) | order_line.c.order_id.in_(placed))
        .distinct()
        .limit(_MANY)
    ).all()
    if len(lines) == _MANY:
        return None, actor or ""
    return frozenset(touched.union(lines)), actor or ""
