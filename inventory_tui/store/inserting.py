"""Many rows into one table, at the speed of the driver.

SQLAlchemy's own many-row insert builds a dictionary and a type conversion for every value;
where a deed adds a hundred thousand rows of numbers and texts that is most of its time.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Dialect, Table

from inventory_tui.domain.chunks import chunks
from inventory_tui.store.driver import Driver

_AT_ONCE = 40  # rows a statement of SQLite's: half the time of one by one


def insert_rows(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    """Insert ``rows``, as `write_rows` does."""
    write_rows(Driver(connection), table, tuple(columns), rows)


def write_rows(
    driver: Driver,
    table: Table,
    columns: tuple[str, ...],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    """Insert ``rows`` (values in the order of ``columns``, as the driver stores them).

    SQLite takes some dozens through one prepared statement, PostgreSQL all as one array a
    column in a single round trip.
    """
    if not rows:
        return
    into = f"insert into {table.name} ({', '.join(columns)})"
    if len(rows) == 1:  # an array for each value would take longer to make than to send
        driver.write(f"{into} {values(len(columns))}", rows[0])
        return
    if not driver.is_sqlite:
        arrays = [list(column) for column in zip(*rows, strict=True)]
        driver.write(f"{into} select * from {unnested(driver.dialect, table, columns)}", arrays)
        return
    whole = len(rows) - len(rows) % _AT_ONCE
    if whole:
        several = [tuple(chain.from_iterable(some)) for some in chunks(rows[:whole], _AT_ONCE)]
        driver.write_each(f"{into} {values(len(columns), _AT_ONCE)}", several)
    if rest := rows[whole:]:
        driver.write_each(f"{into} {values(len(columns))}", rest)


def values(columns: int, rows: int = 1) -> str:
    """SQL: the rows of an insert, their values to be bound (SQLite)."""
    row = f"({', '.join('?' * columns)})"
    return f"values {', '.join([row] * rows)}"


@lru_cache(maxsize=64)
def unnested(dialect: Dialect, table: Table, columns: tuple[str, ...]) -> str:
    """SQL: rows that travel as one array a column, to be bound (PostgreSQL)."""
    kinds = (table.c[name].type.compile(dialect) for name in columns)
    return f"unnest({', '.join(f'?::{_array(kind)}[]' for kind in kinds)})"


def _array(kind: str) -> str:
    """The type an array of values travels as: no length, no collation."""
    return "text" if kind.startswith("VARCHAR") else kind
