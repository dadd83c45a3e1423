"""Orders of a file placed by bare statements, in one transaction.

An order is placed whole or not at all, by what its stock can still promise; what is placed
has its lines and reservations, the sums are kept, and one operation stands for all.  Nothing
else is asked: no rules of carts, no types of products, no orders that are there already.
"""

from __future__ import annotations

import csv
import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

SCALE = 10_000
"""Quantities are stored in ten-thousandths."""

_OPERATION = """
    insert into operation (at, actor, deed, reason, summary)
    select max(at), 'benchmark', 'orders import', 'bare', 'bare orders' from operation
    returning id, at
"""
_ORDER = """
    insert into sales_order
        (number, number_key, channel_id, stock_id, status, placed_at, placed_by, operation_id)
    values (?, ?, ?, ?, 'pending', ?, 'benchmark', ?) returning id
"""


class _Statements(Protocol):
    """How one kind of database is asked and told about the lines of one order."""

    def has_all(self, stock: int, products: Sequence[int], parts: Sequence[int]) -> bool:
        """Whether a stock can promise all of these."""

    def place(
        self,
        order: tuple[object, ...],
        stock: int,
        operation: int,
        products: Sequence[int],
        parts: Sequence[int],
    ) -> None:
        """Write one order with its lines, reservations and sums."""


class _OnSqlite:
    """A prepared statement a line."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def has_all(self, stock: int, products: Sequence[int], parts: Sequence[int]) -> bool:
        ask, has = self._connection.execute, True
        for product, wanted in zip(products, parts, strict=True):
            found = ask(
                "select salable from stock_level where stock_id = ? and product_id = ?",
                (stock, product),
            ).fetchone()
            has = has and found is not None and found[0] >= wanted
        return has

    def place(
        self,
        order: tuple[object, ...],
        stock: int,
        operation: int,
        products: Sequence[int],
        parts: Sequence[int],
    ) -> None:
        tell = self._connection.executemany
        (id,) = self._connection.execute(_ORDER, order).fetchone()
        lines = list(enumerate(zip(products, parts, strict=True), start=1))
        tell(
            "insert into order_line"
            " (order_id, position, product_id, name, managed, ordered, held)"
            " select ?, ?, id, name, true, ?, ? from product where id = ?",
            [(id, at, wanted, wanted, product) for at, (product, wanted) in lines],
        )
        tell(
            "insert into reservation"
            " (stock_id, product_id, quantity, event, order_id, operation_id)"
            " values (?, ?, ?, 'order_placed', ?, ?)",
            [(stock, product, -wanted, id, operation) for _, (product, wanted) in lines],
        )
        tell(
            "update stock_level set reserved = reserved - ?, salable = salable - ?"
            " where stock_id = ? and product_id = ?",
            [(wanted, wanted, stock, product) for _, (product, wanted) in lines],
        )


class _OnPostgresql:
    """One statement an order for each table: a round trip a line would be most of the time."""

    _LINES = "unnest(%s::bigint[], %s::bigint[]) as line (product_id, wanted)"

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def has_all(self, stock: int, products: Sequence[int], parts: Sequence[int]) -> bool:
        found = self._connection.execute(
            f"select count(*) from {self._LINES} join stock_level using (product_id)"
            " where stock_id = %s and salable >= wanted",
            (products, parts, stock),
        ).fetchone()
        return bool(found[0] == len(products))

    def place(
        self,
        order: tuple[object, ...],
        stock: int,
        operation: int,
        products: Sequence[int],
        parts: Sequence[int],
    ) -> None:
        tell = self._connection.execute
        (id,) = tell(_ORDER.replace("?", "%s"), order).fetchone()
        tell(
            "insert into order_line"
            " (order_id, position, product_id, name, managed, ordered, held)"
            " select %s, row_number() over (), id, name, true, wanted, wanted"
            f" from {self._LINES} join product on product.id = product_id",
            (id, products, parts),
        )
        tell(
            "insert into reservation"
            " (stock_id, product_id, quantity, event, order_id, operation_id)"
            f" select %s, product_id, -wanted, 'order_placed', %s, %s from {self._LINES}",
            (stock, id, operation, products, parts),
        )
        tell(
            "update stock_level set reserved = reserved - wanted, salable = salable - wanted"
            f" from {self._LINES} where stock_id = %s"
            " and stock_level.product_id = line.product_id",
            (products, parts, stock),
        )


def import_orders(where: str, path: Path) -> tuple[float, int, int]:
    """Place the orders of a file.

    Args:
        where: The path of a SQLite file, or the URL of a PostgreSQL database.

    Returns:
        Seconds, and how many orders were placed and refused.
    """
    connection: Any
    statements: _Statements
    if where.startswith("postgresql"):
        import psycopg

        connection = psycopg.connect(where, autocommit=True)
        statements = _OnPostgresql(connection)
    else:
        connection = sqlite3.connect(where, isolation_level=None)
        for pragma in ("synchronous = full", "foreign_keys = on", "temp_store = memory"):
            connection.execute(f"pragma {pragma}")
        statements = _OnSqlite(connection)
    began = time.perf_counter()
    connection.execute("begin")
    placed, refused = _import(connection, statements, path)
    connection.execute("commit")
    took = time.perf_counter() - began
    connection.close()
    return took, placed, refused


def _import(connection: Any, statements: _Statements, path: Path) -> tuple[int, int]:
    channels = dict(connection.execute("select code, id from channel").fetchall())
    stocks = dict(connection.execute("select id, stock_id from channel").fetchall())
    ids = dict(connection.execute("select sku_key, id from product").fetchall())
    operation, now = connection.execute(_OPERATION).fetchone()
    placed = refused = 0
    for number, (code, lines) in _read(path, ids).items():
        channel = channels[code]
        products, parts = list(lines), list(lines.values())
        if statements.has_all(stocks[channel], products, parts):
            order = (number, number.casefold(), channel, stocks[channel], now, operation)
            statements.place(order, stocks[channel], operation, products, parts)
            placed += 1
        else:
            refused += 1
    return placed, refused


def _read(path: Path, ids: dict[str, int]) -> dict[str, tuple[str, dict[int, int]]]:
    """Number → channel, and product id → ten-thousandths; in the order of the file."""
    orders: dict[str, tuple[str, dict[int, int]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for number, channel, sku, quantity in rows:
            lines = orders.setdefault(number, (channel, {}))[1]
            product = ids[sku.casefold()]
            lines[product] = lines.get(product, 0) + int(quantity) * SCALE
    return orders
