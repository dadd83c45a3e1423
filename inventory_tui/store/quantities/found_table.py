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
from inventory_tui.store.quantities.quantity_staging import found, loose

Again = tuple[int, int, int, int, int]
"""A row that came again: line, product, source, amount, and the line of the first."""

_COLUMNS = ("product_id", "source_id", "line", "amount", "in_stock")
_LIST = ", ".join(_COLUMNS)
_INSERTED_AT_ONCE = 100
_SORTING_KIB = 2 * 1024
"""What SQLite sorts at once: what fits into the processor's cache, merged afterwards."""


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
            columns: Product, source, line, amount and In Stock, in the order of products and
                within a product in that of lines.
        """
        if self._loose:  # which come before in the file
            self.put_aside(columns)
            return []
        return list(self._insert(columns))

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
        sorting = {"cache_size": -_SORTING_KIB, "threads": 1}  # beside this one
        before = {name: driver.number(f"pragma {name}") for name in sorting}
        for name, value in sorting.items():
            driver.rows(f"pragma {name} = {value}")
        driver.write(_SORT_IN)
        for name, value in before.items():
            driver.rows(f"pragma {name} = {value}")
        again: list[Any] = driver.rows(_AGAIN)
        self._loose = 0
        self._connection.exec_driver_sql(f"drop table {loose.name}")
        return again

    def _insert(self, columns: Sequence[Sequence[Any]]) -> Iterator[Again]:
        """Insert rows; yield those that come again."""
        if self._connection.dialect.name == "postgresql":
            yield from self._insert_arrays(columns)
            return
        driver: Any = self._connection.connection.cursor()
        for some, rows in _pieces(columns):
            driver.execute(_insert_found(rows), some)
            if driver.rowcount == rows:
                continue
            step = len(columns)
            here = (some[place::step] for place in range(step))
            for product_id, source_id, line, amount, _ in zip(*here, strict=True):
                (first,) = driver.execute(_LINE_OF, (product_id, source_id)).fetchone()
                if first != line:
                    yield line, product_id, source_id, amount, first

    def _insert_arrays(self, columns: Sequence[Sequence[Any]]) -> Iterator[Again]:
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
        again: list[Any] = driver.rows(
            "select row.line, product_id, source_id, row.amount, found.line from"
            f" {given} as row({_LIST}) join {found.name} as found"
            " using (product_id, source_id) where found.line <> row.line",
            arrays,
        )
        yield from again


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
    return f"insert into {loose.name} ({_LIST}) {values(len(_COLUMNS), rows)}"


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
    select again.line, product_id, source_id, again.amount, first.line
    from {loose.name} as again
    cross join first using (product_id, source_id) where again.line <> first.line
"""
