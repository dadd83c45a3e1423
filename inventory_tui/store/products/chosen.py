"""Sets of product ids inside the database, for deeds on many products at once.

A million ids cannot be bound to one statement; they go into a temporary table in chunks,
and every set-based statement of the deed joins it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    MetaData,
    Select,
    Table,
    insert,
    select,
)

_CHUNK = 10_000
_MANY = 1_000

Chosen = Table
"""A temporary table of product ids, as services hand it on without knowing SQL."""


def choose(connection: Connection, ids: Iterable[int], *, name: str = "chosen") -> Table:
    """Fill a temporary table ``name(product_id)`` with ``ids`` (no repeats) and return it."""
    table = _fresh(connection, name)
    rest = iter(ids)
    if connection.dialect.name == "sqlite":
        statement = f"insert into {name} (product_id) values (?)"
        while chunk := list(islice(rest, _CHUNK)):
            connection.exec_driver_sql(statement, list(zip(chunk, strict=True)))
        return table
    rows = 0
    while chunk := list(islice(rest, _CHUNK)):
        connection.exec_driver_sql(
            f"insert into {name} (product_id) select unnest(%s::bigint[])", (chunk,)
        )
        rows += len(chunk)
    _analyse(connection, name, rows)
    return table


def choose_query(connection: Connection, query: Select[tuple[int]], *, name: str) -> Table:
    """Fill the temporary table ``name`` with the product ids ``query`` returns."""
    table = _fresh(connection, name)
    rows = connection.execute(
        insert(table).from_select(["product_id"], query),
        execution_options={"preserve_rowcount": True},
    ).rowcount
    _analyse(connection, name, rows)
    return table


def _fresh(connection: Connection, name: str) -> Table:
    table = Table(
        name,
        MetaData(),
        Column("product_id", BigInteger, primary_key=True, autoincrement=False),
        prefixes=["TEMPORARY"],
    )
    connection.exec_driver_sql(f"drop table if exists {name}")
    kind = "integer" if connection.dialect.name == "sqlite" else "bigint"
    connection.exec_driver_sql(f"create temporary table {name} (product_id {kind} primary key)")
    return table


def _analyse(connection: Connection, name: str, rows: int) -> None:
    """Tell PostgreSQL that there are many, which it would not notice in a temporary table."""
    if rows >= _MANY and connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"analyze {name}")


Scope = Sequence[int] | Table | None
"""Which products a statement concerns: a few ids, a chosen table, or (None) all."""


def within(column: ColumnElement[int], scope: Scope) -> list[ColumnElement[bool]]:
    """Return the conditions that keep ``column`` inside ``scope``."""
    if scope is None:
        return []
    if isinstance(scope, Table):
        return [column.in_(select(scope.c.product_id))]
    return [column.in_(scope)]
