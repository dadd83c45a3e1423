"""Many rows into one table, at the speed of the driver.

SQLAlchemy's own many-row insert builds a dictionary and a type conversion for every value;
where a deed adds a hundred thousand rows of numbers and texts that is most of its time.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table

from inventory_tui.store.driver import Driver


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
    *,
    unless: str = "",
) -> int:
    """Insert ``rows`` (values in the order of ``columns``, as the driver stores them).

    SQLite takes them one by one through one prepared statement, PostgreSQL as one array a
    column in a single round trip.

    Args:
        unless: Leave a row out that has the value of another in this unique column.

    Returns:
        How many were written.
    """
    if not rows:
        return 0
    names = ", ".join(columns)
    otherwise = f" on conflict ({unless}) do nothing" if unless else ""
    if driver.is_sqlite:
        marks = ", ".join("?" * len(columns))
        return driver.write_each(
            f"insert into {table.name} ({names}) values ({marks}){otherwise}", rows
        )
    arrays = _arrays(driver.dialect, table, columns)
    return driver.write(
        f"insert into {table.name} ({names}) select * from unnest({arrays}){otherwise}",
        [list(values) for values in zip(*rows, strict=True)],
    )


@lru_cache(maxsize=64)
def _arrays(dialect: Dialect, table: Table, columns: tuple[str, ...]) -> str:
    """The marks of arrays, a column each."""
    types = (table.c[name].type.compile(dialect) for name in columns)
    return ", ".join(f"?::{_array(kind)}[]" for kind in types)


def _array(kind: str) -> str:
    """The type an array of values travels as: no length, no collation."""
    return "text" if kind.startswith("VARCHAR") else kind
