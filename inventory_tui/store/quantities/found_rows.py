"""Rows of a quantities file with their products, each product and source once.

The rows go into a temporary table in the order of its key, and memory stays flat: as they
are read, while the file is in that order, and else after SQLite sorted them all.  Rows that
name no product, or come a second time, are kept aside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import compress
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select

from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.quantity_file import Fault, FaultyRow, Mode
from inventory_tui.store.driver import Driver
from inventory_tui.store.inserting import insert_rows, unnested, values
from inventory_tui.store.orders.planning import planned
from inventory_tui.store.products.chosen import choose_query
from inventory_tui.store.products.sku_index import SkuIndex
from inventory_tui.store.quantities.quantity_staging import found, loose, spoken_for
from inventory_tui.store.tables import product, source

if TYPE_CHECKING:
    from inventory_tui.store.database import Transaction


@dataclass(slots=True)
class FileRows:
    """Some rows that read well, by column."""

    lines: list[int]
    skus: list[str]
    keys: list[str]
    """Of the SKUs."""
    sources: list[int]
    """Ids."""
    amounts: list[int]
    """Ten-thousandths."""
    in_stock: list[bool | None]
    """None: not said."""

    def extend(self, rows: FileRows) -> None:
        """Add rows, but for their keys."""
        self.lines += rows.lines
        self.skus += rows.skus
        self.sources += rows.sources
        self.amounts += rows.amounts
        self.in_stock += rows.in_stock

    def only(self, wanted: Sequence[object]) -> FileRows:
        """Those whose place in ``wanted`` is true."""
        return FileRows(
            list(compress(self.lines, wanted)),
            list(compress(self.skus, wanted)),
            list(compress(self.keys, wanted)),
            list(compress(self.sources, wanted)),
            list(compress(self.amounts, wanted)),
            list(compress(self.in_stock, wanted)),
        )


_Row = tuple[int, int, int, int, bool | None]
"""Product, source, line, amount, In Stock: in the order of `found`."""

_COLUMNS = ("product_id", "source_id", "line", "amount", "in_stock")
_LIST = ", ".join(_COLUMNS)
_WRITTEN_AT_ONCE = 100_000
_INSERTED_AT_ONCE = 100
_SORTING_KIB = 32 * 1024
_MOST_SUGGESTIONS = 100  # beyond that nobody reads them one by one


class FoundRows:
    """The rows of one file, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection
        self.products = SkuIndex(transaction.connection)
        codes = self._connection.execute(select(source.c.id, source.c.code))
        self._codes = {row.id: row.code for row in codes}
        self._suggested = 0
        self._waiting = FileRows([], [], [], [], [], [])
        self._ids: list[int] = []
        self.sources: set[int] = set()
        """Ids of the sources that rows name."""
        self.misfits: list[FaultyRow] = []
        """Rows without a product of their own, and rows that come a second time."""
        self._loose = 0
        for table in (found, loose, spoken_for):
            self._connection.exec_driver_sql(f"drop table if exists {table.name}")
            table.create(self._connection)

    def add(self, rows: FileRows) -> None:
        """Add rows of the file."""
        ids, rows = self.resolve(rows)
        self._ids += ids
        self._waiting.extend(rows)
        if len(self._ids) >= _WRITTEN_AT_ONCE:
            self._flush()

    def resolve(self, rows: FileRows) -> tuple[list[int], FileRows]:
        """Return the products of rows, and those rows that name one with source items."""
        ids = self.products.ids(rows.keys)
        if not all(ids):
            for at in [at for at, id in enumerate(ids) if not id]:
                fault = Fault.UNKNOWN if ids[at] is None else Fault.COMPOSITE
                line, sku, amount = rows.lines[at], rows.skus[at], rows.amounts[at]
                self._leave_out(line, sku, rows.sources[at], fault, amount)
            rows = rows.only(ids)
        return list(filter(None, ids)), rows

    def put(self, columns: Sequence[Sequence[Any]]) -> None:
        """Add rows whose products are known already.

        Args:
            columns: Product, source, line, amount, In Stock and SKU, in the order of products
                and within a product in that of lines.
        """
        if self._ids:  # they come before in the file
            self._flush()
        self._insert(columns)

    def finish(self, mode: Mode, *, locking: bool) -> None:
        """All rows are there: hold their products, and see what is spoken for of them.

        Args:
            locking: Hold these products' inventory until the transaction ends.
        """
        self._flush()
        self._sort_in()
        self.products = SkuIndex(self._connection)  # a big one takes much memory
        if locking:
            self._lock()
        if mode is Mode.AVAILABLE:
            taken = planned(self._connection, select(found.c.product_id).distinct())
            insert_rows(
                self._connection,
                spoken_for,
                ("product_id", "source_id", "amount"),
                [(*at, amount.parts) for at, amount in sorted(taken.items())],
            )
        if self._connection.dialect.name == "postgresql":  # SQLite plans without knowing
            for table in (found, spoken_for):
                self._connection.exec_driver_sql(f"analyze {table.name}")

    def count(self) -> int:
        """How many rows were found."""
        return int(
            self._connection.execute(select(func.count()).select_from(found)).scalar_one()
        )

    def near(self, sku: str) -> str:
        """`` Did you mean 'x'?`` for a SKU that does not exist, or an empty text."""
        if self._suggested >= _MOST_SUGGESTIONS:
            return ""
        self._suggested += 1
        start = key_of(sku)[: max(1, len(sku) * 2 // 3)]
        near = self._connection.scalars(
            select(product.c.sku)
            .where(
                product.c.deleted_by.is_(None),
                product.c.sku_key >= start,
                product.c.sku_key < start + "\U0010ffff",
            )
            .order_by(product.c.sku_key)
            .limit(500)
        )
        return did_you_mean(sku, near)

    def _leave_out(
        self,
        line: int,
        sku: str,
        source_id: int,
        fault: Fault,
        amount: int,
        first_line: int | None = None,
    ) -> None:
        code = self._codes[source_id]
        self.misfits.append(
            FaultyRow(line, sku, code, fault, Quantity(amount), first_line=first_line)
        )

    def _flush(self) -> None:
        """Put the rows that wait into a table."""
        rows, ids = self._waiting, self._ids
        self._waiting, self._ids = FileRows([], [], [], [], [], []), []
        columns: list[Sequence[Any]]
        columns = [ids, rows.sources, rows.lines, rows.amounts, rows.in_stock, rows.skus]
        if sorted(ids) == ids:
            self._insert(columns)
        elif len(ids) >= _WRITTEN_AT_ONCE and self._connection.dialect.name == "sqlite":
            self._put_aside(columns)
        else:  # the order of lines stays within a product
            order = sorted(range(len(ids)), key=ids.__getitem__)
            self._insert([[column[at] for at in order] for column in columns])

    def _insert(self, columns: Sequence[Sequence[Any]]) -> None:
        """Insert rows (see `put`); of a product and source the first one stays."""
        if self._loose:  # which come before in the file
            self._put_aside(columns)
            return
        *columns, skus = columns
        self.sources.update(columns[1])
        if again := list(self._put(columns)):
            by_line = dict(zip(columns[2], skus, strict=True))
            for (_, source_id, line, amount, _), first in again:
                self._leave_out(line, by_line[line], source_id, Fault.REPEATED, amount, first)

    def _put_aside(self, columns: Sequence[Sequence[Any]]) -> None:
        """Keep rows in the order of the file, to be sorted when all are there (SQLite)."""
        self.sources.update(columns[1])
        self._loose += len(columns[0])
        driver: Any = self._connection.connection.cursor()
        for some, rows in _pieces(columns):
            driver.execute(_insert_loose(rows), some)

    def _sort_in(self) -> None:
        """Insert the rows that were kept aside; of a product and source the first one stays."""
        if not self._loose:
            return
        driver = Driver(self._connection)
        # sorting takes as much memory as the cache may, beside it
        ((cache,),) = driver.rows("pragma cache_size")
        driver.rows(f"pragma cache_size = -{_SORTING_KIB}")
        driver.write(_SORT_IN)
        driver.rows(f"pragma cache_size = {cache}")
        for line, sku, source_id, amount, first in driver.rows(_AGAIN):
            self._leave_out(line, sku, source_id, Fault.REPEATED, amount, first)
        self._loose = 0
        self._connection.exec_driver_sql(f"drop table {loose.name}")

    def _put(self, columns: Sequence[Sequence[Any]]) -> Iterator[tuple[_Row, int]]:
        """Insert rows; yield those that come again, with the line of the first."""
        if self._connection.dialect.name == "postgresql":
            yield from self._put_arrays(columns)
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

    def _put_arrays(self, columns: Sequence[Sequence[Any]]) -> Iterator[tuple[_Row, int]]:
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

    def _lock(self) -> None:
        if self._connection.dialect.name != "postgresql":
            return
        ids = select(found.c.product_id).distinct()
        self._transaction.lock_products(choose_query(self._connection, ids, name="imported"))
        gone = select(product.c.id).where(product.c.deleted_by.is_not(None))
        rows = self._connection.execute(
            delete(found)
            .where(found.c.product_id.in_(gone), product.c.id == found.c.product_id)
            .returning(found.c.line, product.c.sku, found.c.source_id, found.c.amount)
        )
        for line, sku, source_id, amount in rows.all():
            self._leave_out(line, sku, source_id, Fault.UNKNOWN, amount)


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
