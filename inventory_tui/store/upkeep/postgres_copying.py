"""A PostgreSQL database written into a SQLite file and read back from one.

A backup is the same thing whatever it was made from: a SQLite file of this program's
schema.  It needs no tool of the server, can be checked before anything is touched, and
moves an inventory from one kind of database to the other.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Table, inspect

from inventory_tui.store.database import WRITES, Database
from inventory_tui.store.tables.whole import metadata
from inventory_tui.store.types import UtcDateTime
from inventory_tui.store.upkeep.copying import opened
from inventory_tui.store.upkeep.upgrading import run_steps, upgrade

_AT_ONCE = 10_000
_LATER = {"operation": "undone_by"}
"""Columns that point forward within their own table, filled in when all rows are there."""


def write_rows(connection: Connection, path: Path) -> None:
    """Write every row that ``connection``'s transaction sees into a new SQLite file."""
    empty = Database(path)
    upgrade(empty)
    empty.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("pragma journal_mode = delete")
        file.execute("pragma synchronous = off")  # synced whole before it gets its name
        file.execute("begin")
        for table in reversed(metadata.sorted_tables):
            file.execute(f"delete from {table.name}")
        for table in metadata.sorted_tables:
            names = ", ".join(column.name for column in table.columns)
            marks = ", ".join("?" * len(table.columns))
            statement = f"insert into {table.name} ({names}) values ({marks})"
            for rows in _rows_of(connection, table):
                file.executemany(statement, rows)
        file.execute("commit")


def _read_rows(connection: Connection, path: Path) -> None:
    """Create the tables and fill them from a SQLite file of this schema."""
    run_steps(connection)
    for table in reversed(metadata.sorted_tables):
        connection.exec_driver_sql(f"delete from {table.name}")
    with closing(opened(path)) as file:
        for table in metadata.sorted_tables:
            _read_table(connection, file, table)
    for table in metadata.sorted_tables:
        if "id" in table.columns:
            connection.exec_driver_sql(
                f"select setval(pg_get_serial_sequence('{table.name}', 'id'),"
                f" greatest(max(id), 1), max(id) is not null) from {table.name}"
            )
        connection.exec_driver_sql(f"analyze {table.name}")


def replace(database: Database, path: Path, *, keep: bool) -> str | None:
    """Put the rows of a SQLite file in the place of what the database holds.

    Args:
        keep: Keep what is there, in a schema of its own.

    Returns:
        The name of that schema.
    """
    with database.translated_errors(), database.engine.begin() as connection:
        connection.exec_driver_sql(f"select pg_advisory_xact_lock({WRITES})")
        kept = None
        if keep:
            kept = _put_aside(connection, database.clock())
        else:
            _drop_tables(connection)
        _read_rows(connection, path)
    return kept


def _put_aside(connection: Connection, now: datetime) -> str:
    """Move our tables out of the way, into a schema of their own; return its name."""
    wanted = schema = f"replaced_{now:%Y%m%d_%H%M%S}"
    taken, attempt = inspect(connection).get_schema_names(), 1
    while schema in taken:
        attempt += 1
        schema = f"{wanted}_{attempt}"
    connection.exec_driver_sql(f"create schema {schema}")
    for name in _our_tables(connection):
        connection.exec_driver_sql(f"alter table {name} set schema {schema}")
    return schema


def _drop_tables(connection: Connection) -> None:
    """Drop our tables; they hold nothing."""
    names = _our_tables(connection)
    if names:
        connection.exec_driver_sql(f"drop table {', '.join(names)}")


def _our_tables(connection: Connection) -> list[str]:
    """The tables of this program that are there."""
    there = set(inspect(connection).get_table_names())
    return sorted(there & {"alembic_version", *metadata.tables})


def _rows_of(connection: Connection, table: Table) -> Iterator[list[tuple[Any, ...]]]:
    columns = ", ".join(_as_sqlite_keeps_it(column) for column in table.columns)
    keys = ", ".join(column.name for column in table.primary_key.columns)
    result = connection.exec_driver_sql(
        f"select {columns} from {table.name} order by {keys}",
        execution_options={"yield_per": _AT_ONCE},
    )
    for rows in result.partitions():
        yield [tuple(row) for row in rows]


def _as_sqlite_keeps_it(column: Column[Any]) -> str:
    if isinstance(column.type, UtcDateTime):
        return f"to_char({column.name}, 'YYYY-MM-DD HH24:MI:SS.US')"
    return column.name


def _read_table(connection: Connection, file: sqlite3.Connection, table: Table) -> None:
    later = _LATER.get(table.name)
    names = [column.name for column in table.columns if column.name != later]
    rows = file.execute(f"select {', '.join(names)} from {table.name}")
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor:
        with cursor.copy(f"copy {table.name} ({', '.join(names)}) from stdin") as copy:
            for row in rows:
                copy.write_row(row)
        if later is not None:
            cursor.executemany(
                f"update {table.name} set {later} = %s where id = %s",
                file.execute(
                    f"select {later}, id from {table.name} where {later} is not null"
                ).fetchall(),
            )
