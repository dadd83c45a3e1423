"""Many rows into one table, at the speed of the driver.

SQLAlchemy's own many-row insert builds a dictionary and a type conversion for every value;
where a deed adds a hundred thousand rows of numbers and texts that is most of its time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table


def insert_rows(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
) -> None:
    """Insert ``rows`` (values in the order of ``columns``, as the driver stores them).

    SQLite takes them one by one through one prepared statement, PostgreSQL as one array a
    column in a single round trip.
    """
    if not rows:
        return
    names = ", ".join(columns)
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(
            f"insert into {table.name} ({names}) values ({marks})", list(rows)
        )
        return
    types = [table.c[name].type.compile(connection.dialect) for name in columns]
    arrays = ", ".join(f"%s::{_array(kind)}[]" for kind in types)
    connection.exec_driver_sql(
        f"insert into {table.name} ({names}) select * from unnest({arrays})",
        tuple(list(values) for values in zip(*rows, strict=True)),
    )


def _array(kind: str) -> str:
    """The type an array of values travels as: no length, no collation."""
    return "text" if kind.startswith("VARCHAR") else kind
