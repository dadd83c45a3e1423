"""The temporary table of a file's rows, filled in the order of its key; memory stays flat.

Rows go in as they are read, while the file is in that order, and else after SQLite sorted
them all.  Of a product and source the first row of the file stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection

from inventory_tui.store.driver import Driver
from inventory_tui.store.inserting import unnested, values
from inventory_tui.store.pragmas import pragmas
from inventory_tui.store.quantities.quantity_staging import found, loose

Again = tuple[int, str, int, int, int]
"""A row that came again: line, SKU, source, amount, and the line of the first."""

_Row = tuple[int, int, int, int, bool | None]
"""Product, source, line, amount, In Stock: in the order of `found`."""

_COLUMNS = ("product_id", "source_id", "line", "amount", "in_stock")
_LIST = ", ".join(_COLUMNS)
_INSERTED_AT_ONCE = 100
_SORTING = {
    "cache_size": -2 * 1024,  # KiB sorted at once: what the processor's cache has room for
    "threads": 1,  # beside this one
}


class FoundTable:
    """The table, made anew."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._loose = 0
        for table in (found, loose):
            connection.exec_driver_sql(f"drop table if exists {table.name}")
            table.create(connection)

    def insert(self, columns: Sequence[Sequence[Any]]) -> list[Again]:
        """Insert rows; return those that come again.

        Args:
            columns: Product, source, line, amount, In Stock and SKU, in the order of products
                and within a product in that of lines.
        """
        if self._loose:  # which come before in the file
            self.put_aside(columns)
            return []
        *columns, skus = columns
        again = list(self._insert(columns))
        if not again:
            return []
        by_line = dict(zip(columns[2], skus, strict=True))
        return [
            (line, by_line[line], source_id, amount, first)
            for (_, source_id, line, amount, _), first in again
        ]

    def put_aside(self, columns: Sequence[Sequence[Any]]) -> None:
        """Keep rows in the order of the file, to be sorted when all are there (SQLite)."""
        self._loose += len(columns[0])
        driver: Any = self._connection.connection.cursor()
        for some, rows in _pieces(columns):
            driver.execute(_insert_loose(rows), some)

    def sort_in(self) -> list[Again]:
        """Insert the rows that were put aside; return those that come again."""
        if not self._loose:
            return []
        driver = Driver(self._connection)
        sqlite: Any = self._connection.connection.driver_connection
        with pragmas(sqlite, _SORTING):
            driver.write(_SORT_IN)
        again: list[Any] = driver.rows(_AGAIN)
        self._loose = 0
        self._connection.exec_driver_sql(f"drop table {loose.name}")
        return again

    def _insert(self, columns: Sequence[Sequence[Any]]) -> Iterator[tuple[_Row, int]]:
        """Insert rows; yield those that come again, with the line of the first."""
        if self._connection.dialect.name == "postgresql":
            yield from self._insert_arrays(columns)
            return
        driver: Any = self._connection.connection.cursor()
        for some, rows in _pieces(columns):
            driver.execute(_insert_found(rows), some)
            if driver.rowcount == rows:
                continue
            step = len(columns)
            for row in zip(*(some[place::step] for place in range(step)), strict=True):
                (first,) = driver.execute(_LINE_OF, row[:2]).fetchone()
                if first != row[2]:
                    yield row, first

    def _insert_arrays(self, columns: Sequence[Sequence[Any]]) -> Iterator[tuple[_Row, int]]:
        driver = Driver(self._connection)
        # as text: made at once, where the driver would make one of each value
        arrays = [
            f"{{{str(list(column))[1:-1].replace('None', 'null')}}}" for column in columns
        ]
        given = unnested(driver.dialect, found, _COLUMNS)
        inserted = driver.write(
            f"insert into {found.name} ({_LIST}) select * from {given} on conflict do nothing",
            arrays,
        )
        if inserted == len(columns[0]):
            return
        again = driver.rows(
            f"select row.*, found.line from {given}"
            f" as row(product_id, source_id, line, amount, in_stock) join {found.name} as found"
            " using (product_id, source_id) where found.line <> row.line",
            arrays,
        )
        for *row, first in again:
            yield tuple(row), first


def _pieces(columns: Sequence[Sequence[Any]]) -> Iterator[tuple[list[Any], int]]:
    """Values of some rows, row by row as a statement binds them, with how many rows."""
    rows, step = len(columns[0]), len(columns)
    flat: list[Any] = [None] * (rows * step)
    for place, column in enumerate(columns):
        flat[place::step] = column
    for at in range(0, rows, _INSERTED_AT_ONCE):
        some = min(_INSERTED_AT_ONCE, rows - at)
        yield flat[at * step : (at + some) * step], some


@cache
def _insert_found(rows: int) -> str:
    into = f"insert or ignore into {found.name} ({_LIST})"
    return f"{into} {values(len(_COLUMNS), rows)}"


@cache
def _insert_loose(rows: int) -> str:
    return f"insert into {loose.name} ({_LIST}, sku) {values(len(_COLUMNS) + 1, rows)}"


_LINE_OF = f"select line from {found.name} where product_id = ? and source_id = ?"
_SORT_IN = f"""
    insert into {found.name} ({_LIST})
    select {_LIST} from {loose.name} where true order by product_id, source_id, line
    on conflict (product_id, source_id) do update set repeated = true
"""
_AGAIN = f"""
    with first as materialized (
        select product_id, source_id, line from {found.name} where repeated
    )
    select again.line, again.sku, again.source_id, again.amount, first.line
    from {loose.name} as again
    cross join first using (product_id, source_id) where again.line <> first.line
"""
