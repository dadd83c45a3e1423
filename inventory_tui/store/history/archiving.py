"""Older history, moved to a file of its own.

The file is a SQLite database of the same schema, whatever the origin is: the operations with
all their rows, and what these name.  So whatever reads a history can read it.

An operation that orders, shipments, reservations or tombstones point to keeps its line in
the origin; its rows move like all others.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Select,
    Table,
    create_engine,
    delete,
    func,
    insert,
    select,
    union,
    update,
)

from inventory_tui.store.tables import (
    aside_movement,
    change,
    channel,
    consignment,
    invoice,
    low_crossing,
    movement,
    notice,
    operation,
    order_event,
    product,
    refund,
    reservation,
    sales_order,
    setting,
    shipment,
    source,
    stock,
    stock_source,
)
from inventory_tui.store.upkeep.upgrading import run_steps

_AT_ONCE = 10_000


def last_before(connection: Connection, moment: datetime) -> int | None:
    """Return the last operation of the history that ends before ``moment``.

    Every operation up to it is older too: where clocks went back, fewer are taken.
    """
    first_kept = connection.scalar(
        select(func.min(operation.c.id)).where(operation.c.at >= moment)
    )
    older = select(func.max(operation.c.id))
    if first_kept is not None:
        older = older.where(operation.c.id < first_kept)
    last: int | None = connection.scalar(older)
    return last


def count(connection: Connection, last: int) -> int:
    """Return how many operations still have something to move."""
    return int(
        connection.execute(
            select(func.count()).where(
                operation.c.id <= last,
                operation.c.id.not_in(_pointed_to())
                | operation.c.id.in_(select(movement.c.operation_id).distinct())
                | operation.c.id.in_(select(aside_movement.c.operation_id).distinct())
                | operation.c.id.in_(select(change.c.operation_id).distinct()),
            )
        ).scalar_one()
    )


def write(connection: Connection, file: Path, last: int) -> None:
    """Write the history up to operation ``last`` into ``file``, an empty file."""
    engine = create_engine(URL.create("sqlite", database=str(file)))
    try:
        with engine.begin() as archive:
            run_steps(archive)
            for table in (setting, channel, stock_source, stock, source):
                archive.execute(delete(table))
            for table in (source, stock, stock_source, channel):
                _copy(connection, archive, table, select(table), last)
            own = select(setting).where(setting.c.channel_id.is_(None))
            _copy(connection, archive, setting, own, last)
            for table, id in (
                (operation, operation.c.id),
                (movement, movement.c.operation_id),
                (aside_movement, aside_movement.c.operation_id),
                (change, change.c.operation_id),
            ):
                _copy(connection, archive, table, select(table).where(id <= last), last)
            named = union(
                select(movement.c.product_id).where(movement.c.operation_id <= last),
                select(aside_movement.c.product_id).where(
                    aside_movement.c.operation_id <= last
                ),
                select(change.c.subject_id).where(
                    change.c.operation_id <= last, change.c.kind == "product"
                ),
                select(change.c.product_id).where(
                    change.c.operation_id <= last, change.c.product_id.is_not(None)
                ),
            )
            _copy(
                connection,
                archive,
                product,
                select(product).where(product.c.id.in_(named)),
                last,
            )
    finally:
        engine.dispose()


def forget(connection: Connection, last: int) -> None:
    """Take the history up to operation ``last`` out of the origin."""
    for table in (change, aside_movement, movement):
        connection.execute(delete(table).where(table.c.operation_id <= last))
    for column in (operation.c.undoes, operation.c.undone_by):
        connection.execute(update(operation).where(column <= last).values({column.key: None}))
    connection.execute(
        delete(operation).where(operation.c.id <= last, operation.c.id.not_in(_pointed_to()))
    )


def _pointed_to() -> Select[Any]:
    """SQL: the operations that something other than the history names."""
    naming = (
        reservation.c.operation_id,
        sales_order.c.operation_id,
        shipment.c.operation_id,
        shipment.c.cancelled_by,
        consignment.c.operation_id,
        invoice.c.operation_id,
        refund.c.operation_id,
        order_event.c.operation_id,
        low_crossing.c.operation_id,
        notice.c.operation_id,
        product.c.deleted_by,
        stock.c.deleted_by,
        channel.c.deleted_by,
    )
    ids = union(*(select(column.label("id")).where(column.is_not(None)) for column in naming))
    return select(ids.subquery().c.id)


def _copy(
    connection: Connection, archive: Connection, table: Table, rows: Select[Any], last: int
) -> None:
    found = connection.execute(rows.execution_options(yield_per=_AT_ONCE))
    for chunk in found.mappings().partitions(_AT_ONCE):
        archive.execute(insert(table), list(_cut(chunk, last)))


def _cut(rows: Any, last: int) -> Iterator[dict[str, Any]]:
    """Let no row name an operation that is not in the archive."""
    for row in rows:
        cut = dict(row)
        for key in ("undoes", "undone_by"):
            if cut.get(key) is not None and cut[key] > last:
                cut[key] = None
        if cut.get("deleted_by") is not None:
            cut["deleted_by"] = min(cut["deleted_by"], last)
        yield cut
