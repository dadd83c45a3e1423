"""What must hold of the database as a whole: defaults, priorities, references, its file."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Table, func, select, text

from inventory_tui.domain.checkup import Finding, Flaw, Sizes
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.tables import (
    change,
    channel,
    movement,
    operation,
    product,
    reservation,
    sales_order,
    source,
    source_item,
    stock,
    stock_source,
)
from inventory_tui.store.upkeep.settling import LONGEST_LOG, log_size

_MOST = 100


def defaults(transaction: Transaction) -> Iterator[Finding]:
    """What every database has: source ``default``, stock 1 with it, channel 1 (spec 1.5)."""
    execute = transaction.connection.execute
    wanted = (
        ("the Default Source", select(source.c.id).where(source.c.id == 1, source.c.enabled)),
        ("the Default Stock", select(stock.c.id).where(stock.c.id == 1)),
        ("the default channel", select(channel.c.id).where(channel.c.id == 1)),
        (
            "the Default Stock's source",
            select(stock_source.c.stock_id).where(
                stock_source.c.stock_id == 1, stock_source.c.source_id == 1
            ),
        ),
    )
    for what, query in wanted:
        if execute(query).first() is None:
            yield Finding(Flaw.MISSING_DEFAULT, f"There is no {what[4:]}.")


def priorities(transaction: Transaction) -> Iterator[Finding]:
    """Each stock's sources are numbered 1 to n (spec 1.4)."""
    links = (
        select(
            stock.c.name,
            func.count().label("links"),
            func.count(stock_source.c.priority.distinct()).label("different"),
            func.min(stock_source.c.priority).label("first"),
            func.max(stock_source.c.priority).label("last"),
        )
        .join(stock, stock.c.id == stock_source.c.stock_id)
        .group_by(stock.c.id, stock.c.name)
    )
    for name, count, different, first, last in transaction.connection.execute(links):
        if (different, first, last) != (count, 1, count):
            yield Finding(
                Flaw.PRIORITIES,
                f"The {count} sources of stock {name} are not numbered 1 to {count}.",
                stock=name,
            )


def file(database: Database, transaction: Transaction) -> Iterator[Finding]:
    """SQLite's own look at its pages, references between tables, and the log."""
    if database.path is None:
        return
    execute = transaction.connection.exec_driver_sql
    for (said,) in execute(f"pragma integrity_check({_MOST})"):
        if said != "ok":
            yield Finding(Flaw.DAMAGED_FILE, f"{database}: {said}. Restore a backup.")
    for table, row, points_to, _ in execute("pragma foreign_key_check").fetchmany(_MOST):
        yield Finding(
            Flaw.BROKEN_REFERENCE,
            f"Row {row} of {table} points to a row of {points_to} that does not exist.",
        )
    if (size := log_size(database.path)) > LONGEST_LOG:
        yield Finding(
            Flaw.LONG_LOG,
            f"The write-ahead log has {size / 2**20:,.0f} MiB: a program that reads has held "
            "it. It shrinks when that program is closed.",
            kept=str(size),
        )


def sizes(database: Database, transaction: Transaction) -> Sizes:
    """How large the tables that grow have become."""
    connection = transaction.connection

    def rows(table: Table) -> int:
        return int(connection.scalar(select(func.count()).select_from(table)) or 0)

    if database.path is not None:
        size = database.path.stat().st_size
    else:
        query = text("select pg_database_size(current_database())")
        size = int(connection.scalar(query) or 0)
    return Sizes(
        rows(product),
        rows(source_item),
        rows(sales_order),
        rows(reservation),
        rows(operation),
        rows(movement),
        rows(change),
        size,
    )
