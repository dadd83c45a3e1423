"""Rows of a quantities file with their products, each product and source once.

The rows go into a temporary table (`found_table`).  Those that name no product, or come a
second time, are kept aside.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from operator import le
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.errors import Kind
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.product import too_fine
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.quantity_file import Fault, FaultyRow, Mode
from inventory_tui.store.inserting import insert_rows
from inventory_tui.store.orders.planning import planned
from inventory_tui.store.products.chosen import choose_query
from inventory_tui.store.products.sku_index import SkuIndex
from inventory_tui.store.quantities.file_rows import FileRows
from inventory_tui.store.quantities.found_table import Again, FoundTable
from inventory_tui.store.quantities.quantity_staging import found, found_more, spoken_for
from inventory_tui.store.tables import product, source
from inventory_tui.wording import tr, trn

if TYPE_CHECKING:
    from inventory_tui.store.database import Transaction

_WRITTEN_AT_ONCE = 100_000
_MOST_SUGGESTIONS = 100  # beyond that nobody reads them one by one


class FoundRows:
    """The rows of one file, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection
        self._units = transaction.units
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
        self.says_safety = False
        self.says_references = False
        """Whether the file has columns for safety stock, and for names of rows."""
        self._table = FoundTable(self._connection)
        for table in (found_more, spoken_for):
            self._connection.exec_driver_sql(f"drop table if exists {table.name}")
            table.create(self._connection)

    def add(self, rows: FileRows) -> None:
        """Add rows of the file."""
        ids, rows = self.resolve(rows)
        if rows.safety or rows.ercs:
            self._put_more(rows)
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

    def _put_more(self, rows: FileRows) -> None:
        """Keep what rows say beside the quantity."""
        self.says_safety = self.says_safety or bool(rows.safety)
        self.says_references = self.says_references or bool(rows.ercs)
        nothing = [None] * len(rows.lines)
        said = [None if units < 0 else units for units in rows.safety] or nothing
        ercs = [erc or None for erc in rows.ercs] or nothing
        keys = [None if erc is None else key_of(erc) for erc in ercs]
        insert_rows(
            self._connection,
            found_more,
            ("line", "safety", "erc", "erc_key"),
            list(zip(rows.lines, said, ercs, keys, strict=True)),
        )

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
        self._leave_out_again(self._table.sort_in())
        if self.says_references:
            self._leave_out_second_names()
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

    def unknown(self, sku: str) -> tuple[Kind, str]:
        """Say that a SKU names no product, or not which unit of it is meant."""
        if (unsettled := self._units.unsettled(sku)) is not None:
            return unsettled
        said = tr("There is no product {sku!r}.{hint}", sku=visible(sku), hint=self.near(sku))
        return Kind.UNKNOWN_PRODUCT, said

    def too_fine(self, sku: str, amount: Quantity) -> str:
        """Say that an amount has more decimals than its product is counted with."""
        said = too_fine(visible(sku), amount, self._places(sku))
        return said or tr(
            "{sku} would have more decimals than it is counted with.", sku=visible(sku)
        )

    def safety_too_fine(self, sku: str) -> str:
        """Say that a safety stock has more decimals than its product is counted with."""
        if not (places := self._places(sku)):
            return tr(
                "{sku} is counted in whole units; its safety stock is a fraction.",
                sku=visible(sku),
            )
        few = trn("{count} decimal", "{count} decimals", places)
        return tr(
            "{sku} is counted with {few}; its safety stock has more.", sku=visible(sku), few=few
        )

    def _places(self, sku: str) -> int:
        if not self._units.any:
            return 0
        (id,) = SkuIndex(self._connection).ids([key_of(sku)])
        unit = self._units.of_products([id or 0]).get(id or 0)
        return unit.precision if unit else 0

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

    def _leave_out_second_names(self) -> None:
        """Leave out rows that come under a name that another row of the file has."""
        first = (
            select(func.min(found_more.c.line).label("line"), found_more.c.erc_key)
            .join(found, found.c.line == found_more.c.line)
            .where(found_more.c.erc_key.is_not(None))
            .group_by(found_more.c.erc_key)
            .having(func.count() > 1)
            .subquery()
        )
        again = self._connection.execute(
            select(found.c.line, product.c.sku, found.c.source_id, found.c.amount, first.c.line)
            .select_from(found)
            .join(found_more, found_more.c.line == found.c.line)
            .join(first, first.c.erc_key == found_more.c.erc_key)
            .join(product, product.c.id == found.c.product_id)
            .where(found.c.line != first.c.line)
        ).all()
        for line, sku, source_id, amount, before in again:
            self._leave_out(line, sku, source_id, Fault.REFERENCED_TWICE, amount, before)
        for some in chunks([row[0] for row in again], _WRITTEN_AT_ONCE // 20):
            self._connection.execute(delete(found).where(found.c.line.in_(some)))

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
        if all(map(le, ids, islice(ids, 1, None))):
            self._insert(columns)
        elif len(ids) >= _WRITTEN_AT_ONCE and self._connection.dialect.name == "sqlite":
            self.sources.update(columns[1])
            self._table.put_aside(columns)
        else:  # the order of lines stays within a product
            order = sorted(range(len(ids)), key=ids.__getitem__)
            self._insert([[column[at] for at in order] for column in columns])

    def _insert(self, columns: Sequence[Sequence[Any]]) -> None:
        """Insert rows (see `put`); of a product and source the first one stays."""
        self.sources.update(columns[1])
        self._leave_out_again(self._table.insert(columns))

    def _leave_out_again(self, rows: Iterable[Again]) -> None:
        for line, sku, source_id, amount, first in rows:
            self._leave_out(line, sku, source_id, Fault.REPEATED, amount, first)

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
