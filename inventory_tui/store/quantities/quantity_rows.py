"""Rows of a quantities file on their way to the source items, as sets.

The rows of a file go into a temporary table as they are read; one statement finds their
products, one compares them with what lies there (`item_change_table.item_change`).  So a
million rows cost a handful of statements, and what is wrong with a row is found out only for
the rows that are left over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import (
    Table,
    and_,
    case,
    delete,
    func,
    or_,
    select,
)

from inventory_tui.domain.bulk import Verdict
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.quantity_file import Behaviour, Fault, FaultyRow, Mode, TakenRow
from inventory_tui.store.inserting import insert_rows
from inventory_tui.store.orders.planning import planned
from inventory_tui.store.products.bundle_sources import keep_together
from inventory_tui.store.products.chosen import choose_query
from inventory_tui.store.quantities.item_change_table import item_change
from inventory_tui.store.quantities.item_changes import ItemChanges
from inventory_tui.store.quantities.quantity_staging import (
    FILE_COLUMNS,
    compared,
    file_row,
    found,
    has_items,
    spoken_for,
)
from inventory_tui.store.tables import product, source, stock_level
from inventory_tui.store.upserting import upsert

if TYPE_CHECKING:
    from inventory_tui.store.database import Transaction


FileRow = tuple[int, int, str, str, int, bool | None]
"""Line, source id, key of the SKU, SKU, ten-thousandths, In Stock (None: not said)."""

Taken = tuple[int, str, str, int | None, int | None, bool | None, bool | None, bool]
"""Line, SKU, source code, ten-thousandths and In Stock before and after, whether it changes."""

_AT_ONCE = 10_000
_FAULTS = {
    Verdict.FRACTION: Fault.FRACTION,
    Verdict.BELOW_ZERO: Fault.BELOW_ZERO,
    Verdict.TOO_MUCH: Fault.TOO_MUCH,
    Verdict.SHIPS_TOGETHER: Fault.SHIPS_TOGETHER,
}
_MOST_SUGGESTIONS = 100  # beyond that nobody reads them one by one


class QuantityRows:
    """The rows of one file, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection
        self._changes = ItemChanges(transaction)
        self._suggested = 0
        for table in (file_row, found, spoken_for):
            self._connection.exec_driver_sql(f"drop table if exists {table.name}")
            table.create(self._connection)
        self._changes.begin()

    def add(self, rows: Sequence[FileRow]) -> None:
        """Add rows of the file."""
        insert_rows(self._connection, file_row, FILE_COLUMNS, rows)

    def resolve(self, behaviour: Behaviour, mode: Mode, *, locking: bool) -> None:
        """Find the rows' products and compare them with what lies there.

        Args:
            locking: Hold these products' inventory until the transaction ends.
        """
        self._analyse(file_row)
        self._find()
        if locking:
            self._lock()
        if mode is Mode.AVAILABLE:
            self._plan_open_orders()
        self._analyse(found, spoken_for)
        self._changes.add(compared(behaviour, mode))
        keep_together(self._changes)
        self._analyse(item_change)

    def faults(self) -> Iterator[FaultyRow]:
        """The rows that cannot be taken, in no order."""
        connection = self._connection
        added = connection.execute(select(func.count()).select_from(file_row)).scalar_one()
        placed = connection.execute(select(func.count()).select_from(found)).scalar_one()
        if placed < added:
            yield from self._unplaced()
        bad = [verdict.value for verdict in _FAULTS]
        rows = connection.execute(
            select(
                found.c.line,
                product.c.sku,
                source.c.code,
                found.c.amount,
                item_change.c.quantity_before,
                item_change.c.verdict,
            )
            .select_from(item_change)
            .join(
                found,
                and_(
                    found.c.product_id == item_change.c.product_id,
                    found.c.source_id == item_change.c.source_id,
                ),
            )
            .join(product, product.c.id == item_change.c.product_id)
            .join(source, source.c.id == item_change.c.source_id)
            .where(item_change.c.verdict.in_(bad))
        )
        for line, sku, code, amount, before, verdict in rows:
            yield FaultyRow(
                line,
                sku,
                code,
                _FAULTS[Verdict(verdict)],
                Quantity(amount),
                None if before is None else Quantity(before),
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

    def counts(self) -> dict[str, int]:
        """How many rows are created, updated, unchanged and deleted."""
        kind = case(
            (item_change.c.verdict != Verdict.CHANGE.value, "unchanged"),
            (item_change.c.quantity_before.is_(None), "created"),
            (item_change.c.quantity_after.is_(None), "deleted"),
            else_="updated",
        )
        rows = self._connection.execute(
            select(kind, func.count())
            .where(item_change.c.verdict.not_in([verdict.value for verdict in _FAULTS]))
            .group_by(kind)
        )
        counts = dict.fromkeys(("created", "updated", "unchanged", "deleted"), 0)
        return counts | {row[0]: row[1] for row in rows}

    def units(self) -> Quantity:
        """By how much what lies at the sources changes."""
        before, after = item_change.c.quantity_before, item_change.c.quantity_after
        change = func.sum(func.coalesce(after, 0) - func.coalesce(before, 0))
        query = select(func.coalesce(change, 0)).where(
            item_change.c.verdict == Verdict.CHANGE.value
        )
        return Quantity(int(self._connection.execute(query).scalar_one()))

    def taken(self, limit: int) -> Iterator[TakenRow]:
        """The first rows that are taken: those that change something first, then by line."""
        for line, sku, code, before, after, in_before, in_after, changes in self.every(limit):
            yield TakenRow(
                line,
                sku,
                code,
                None if before is None else Quantity(before),
                None if after is None else Quantity(after),
                in_before,
                in_after,
                changes,
            )

    def every(self, limit: int | None = None) -> Iterator[Taken]:
        """Every row that is taken, in the same order."""
        row = item_change.c
        changes = row.verdict == Verdict.CHANGE.value
        found_rows = self._connection.execute(
            select(
                found.c.line,
                product.c.sku,
                source.c.code,
                row.quantity_before,
                row.quantity_after,
                row.in_stock_before,
                row.in_stock_after,
                changes.label("changes"),
            )
            .select_from(item_change)
            .join(
                found,
                and_(found.c.product_id == row.product_id, found.c.source_id == row.source_id),
            )
            .join(product, product.c.id == row.product_id)
            .join(source, source.c.id == row.source_id)
            .where(row.verdict.not_in([verdict.value for verdict in _FAULTS]))
            .order_by(~changes, found.c.line)
            .limit(limit),
            execution_options={"yield_per": _AT_ONCE},
        )
        for some in found_rows.partitions():
            yield from (tuple(one) for one in some)

    def apply(self, operation: int) -> None:
        """Write what changes, record it and bring the kept sums along."""
        self._changes.apply(operation)

    def promised_beyond(self) -> tuple[Quantity, int]:
        """Units promised beyond what is there, and of how many of the changed products."""
        elsewhere = stock_level.c.promised_elsewhere
        short = elsewhere - stock_level.c.on_hand - stock_level.c.reserved
        # stocks that share a source lack the same units
        alone = func.coalesce(func.sum(case((elsewhere == 0, short))), 0)
        together = func.coalesce(func.max(case((elsewhere > 0, short))), 0)
        rows = select(stock_level.c.product_id, (alone + together).label("short")).where(
            stock_level.c.product_id.in_(
                select(item_change.c.product_id).where(
                    item_change.c.verdict == Verdict.CHANGE.value
                )
            ),
            stock_level.c.reserved < 0,
            short > 0,
        )
        beyond = rows.group_by(stock_level.c.product_id).subquery("beyond")
        units, products = self._connection.execute(
            select(func.coalesce(func.sum(beyond.c.short), 0), func.count()).select_from(beyond)
        ).one()
        return Quantity(int(units)), products

    def _find(self) -> None:
        """Name the rows' products; the first row of each product and source is kept."""
        statement = upsert(self._connection, found).from_select(
            ("product_id", "source_id", "line", "amount", "in_stock"),
            select(
                product.c.id,
                file_row.c.source_id,
                file_row.c.line,
                file_row.c.amount,
                file_row.c.in_stock,
            )
            .select_from(file_row)
            .join(product, product.c.sku_key == file_row.c.sku_key)
            .where(product.c.deleted_by.is_(None), has_items())
            .order_by(product.c.id, file_row.c.source_id, file_row.c.line),
        )
        self._connection.execute(statement.on_conflict_do_nothing())

    def _lock(self) -> None:
        if self._connection.dialect.name != "postgresql":
            return
        ids = select(found.c.product_id).distinct()
        self._transaction.lock_products(choose_query(self._connection, ids, name="imported"))
        gone = select(product.c.id).where(product.c.deleted_by.is_not(None))
        self._connection.execute(delete(found).where(found.c.product_id.in_(gone)))

    def _unplaced(self) -> Iterator[FaultyRow]:
        """Rows without a product of their own, and rows that come a second time."""
        rows = self._connection.execute(
            select(
                file_row.c.line,
                file_row.c.sku,
                file_row.c.amount,
                source.c.code,
                product.c.id,
                has_items().label("own_items"),
                found.c.line.label("first_line"),
            )
            .select_from(file_row)
            .join(source, source.c.id == file_row.c.source_id)
            .outerjoin(
                product,
                and_(product.c.sku_key == file_row.c.sku_key, product.c.deleted_by.is_(None)),
            )
            .outerjoin(
                found,
                and_(
                    found.c.product_id == product.c.id,
                    found.c.source_id == file_row.c.source_id,
                ),
            )
            .where(or_(found.c.line.is_(None), found.c.line != file_row.c.line))
        )
        for row in rows:
            if row.id is None:
                fault = Fault.UNKNOWN
            else:
                fault = Fault.REPEATED if row.own_items else Fault.COMPOSITE
            yield FaultyRow(
                row.line,
                row.sku,
                row.code,
                fault,
                Quantity(row.amount),
                first_line=row.first_line,
            )

    def _plan_open_orders(self) -> None:
        """Add up what open orders are going to take: the proposal of each, oldest first."""
        taken = planned(self._connection, select(found.c.product_id).distinct())
        insert_rows(
            self._connection,
            spoken_for,
            ("product_id", "source_id", "amount"),
            [(*at, amount.parts) for at, amount in sorted(taken.items())],
        )

    def _analyse(self, *tables: Table) -> None:
        """Tell PostgreSQL how many rows there are; SQLite plans without knowing."""
        if self._connection.dialect.name == "postgresql":
            for table in tables:
                self._connection.exec_driver_sql(f"analyze {table.name}")
