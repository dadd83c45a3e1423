"""What must hold of the database as a whole: defaults, priorities, references, its file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, Self

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
from inventory_tui.wording import tr

_MOST = 100
_INTERRUPTED_AGAIN_S = 0.05  # between two statements there is nothing to interrupt


def defaults(transaction: Transaction) -> Iterator[Finding]:
    """What every database has: source ``default``, stock 1 with it, channel 1 (spec 1.5)."""
    execute = transaction.connection.execute
    wanted = (
        (
            tr("Default Source"),
            select(source.c.id).where(source.c.id == 1, source.c.enabled),
        ),
        (tr("Default Stock"), select(stock.c.id).where(stock.c.id == 1)),
        (tr("default channel"), select(channel.c.id).where(channel.c.id == 1)),
        (
            tr("Default Stock's source"),
            select(stock_source.c.stock_id).where(
                stock_source.c.stock_id == 1, stock_source.c.source_id == 1
            ),
        ),
    )
    for what, query in wanted:
        if execute(query).first() is None:
            yield Finding(Flaw.MISSING_DEFAULT, tr("There is no {what}.", what=what))


def counts(transaction: Transaction) -> Iterator[Finding]:
    """Sources that count for a stock none of whose channels they serve, or the reverse."""
    wrong = transaction.eligibility.wrongly_counted()
    if not wrong:
        return
    stocks = {one.id: one for one in transaction.stocks.all()}
    sources = transaction.sources.by_ids({source_id for _, source_id in wrong})
    for (stock_id, source_id), right in sorted(wrong.items()):
        code, name = sources[source_id].code, stocks[stock_id].name
        says = tr("counts") if right else tr("does not count")
        yield Finding(
            Flaw.KEPT_COUNTS,
            tr(
                "{code} in {name}: by its channels it {says}, but it is kept otherwise.",
                code=code,
                name=name,
                says=says,
            ),
            source=code,
            stock=name,
            kept="no" if right else "yes",
            recomputed="yes" if right else "no",
        )


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
                tr(
                    "The {count} sources of stock {name} are not numbered 1 to {count}.",
                    count=count,
                    name=name,
                ),
                stock=name,
            )


class FileCheck:
    """SQLite's own look at its pages, at references between tables, and at the log.

    It takes as long as everything else together and shares nothing with it, so it runs
    beside the walk over the rows, on a connection and a core of its own.  On PostgreSQL
    there is nothing to look at.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._said: Future[tuple[list[str], list[tuple[Any, ...]]]] | None = None

    def __enter__(self) -> Self:
        if self._database.path is not None:
            self._connection = self._database.engine.raw_connection()
            self._lane = ThreadPoolExecutor(1, "file")
            self._said = self._lane.submit(self._look)
        return self

    def __exit__(self, *_: object) -> None:
        if self._said is not None:
            sqlite = self._connection.driver_connection
            assert isinstance(sqlite, sqlite3.Connection)
            while not self._said.done():
                sqlite.interrupt()  # the walk was stopped: nobody waits for it
                wait([self._said], timeout=_INTERRUPTED_AGAIN_S)
            self._lane.shutdown()
            self._connection.close()

    def is_done(self, *, within_s: float) -> bool:
        """Wait a moment; return whether nothing is left to wait for."""
        return self._said is None or bool(wait([self._said], timeout=within_s).done)

    def findings(self) -> Iterator[Finding]:
        """What is wrong with the file."""
        path = self._database.path
        if self._said is None or path is None:
            return
        with self._database.translated_errors():
            pages, references = self._said.result()
        for said in pages:
            yield Finding(
                Flaw.DAMAGED_FILE,
                tr("{database}: {said}. Restore a backup.", database=self._database, said=said),
            )
        for table, row, points_to, _ in references:
            yield Finding(
                Flaw.BROKEN_REFERENCE,
                tr(
                    "Row {row} of {table} points to a row of {points_to} that does not exist.",
                    row=row,
                    table=table,
                    points_to=points_to,
                ),
            )
        if (size := log_size(path)) > LONGEST_LOG:
            yield Finding(
                Flaw.LONG_LOG,
                tr(
                    "The write-ahead log has {size:,.0f} MiB: a program that reads has "
                    "held it. It shrinks when that program is closed.",
                    size=size / 2**20,
                ),
                kept=str(size),
            )

    def _look(self) -> tuple[list[str], list[tuple[Any, ...]]]:
        cursor = self._connection.cursor()
        cursor.execute(f"pragma integrity_check({_MOST})")
        pages = [said for (said,) in cursor.fetchall() if said != "ok"]
        cursor.execute("pragma foreign_key_check")
        return pages, list(cursor.fetchmany(_MOST))


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
