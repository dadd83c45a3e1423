"""Many source items changed by one deed, as sets.

A deed on many products first writes what it is about to do into a temporary table of the
shape of ``movement`` (one row a source item, before and after, with a verdict).  Dry runs
count that table; the deed applies it.  So what was shown is what happens, one statement a
step whatever the number of rows, and every bulk deed, import and undo is recorded alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Integer,
    Select,
    Table,
    and_,
    case,
    delete,
    distinct,
    func,
    insert,
    literal,
    or_,
    select,
)

from inventory_tui.domain.bulk import RowPlan, Verdict
from inventory_tui.domain.quantity import Quantity
from inventory_tui.store import tables
from inventory_tui.store.inserting import insert_rows
from inventory_tui.store.quantities.aside_changes import AsideChanges
from inventory_tui.store.quantities.bulk_rows import just
from inventory_tui.store.quantities.item_change_table import COLUMNS, item_change
from inventory_tui.store.quantities.item_effects import ItemEffects
from inventory_tui.store.quantities.set_asides import aside_columns, aside_of
from inventory_tui.store.quantities.source_items import put_items

if TYPE_CHECKING:
    from inventory_tui.store.database import Transaction


@dataclass(slots=True)
class Tally:
    """What a prepared set of changes comes to; chunks add up."""

    rows: dict[Verdict, int]
    units: int
    products: int
    effects: dict[int, int]
    """Stock id → change of what it may promise, in ten-thousandths."""
    written: int = 0
    """Rows the deed writes, also those that do not count."""
    left: int = 0
    """Units that lie, after it, at the rows that count and go or would go."""

    def add(self, other: Tally) -> None:
        """Add the next chunk."""
        for verdict, count in other.rows.items():
            self.rows[verdict] = self.rows.get(verdict, 0) + count
        self.units += other.units
        self.products += other.products
        self.written += other.written
        self.left += other.left
        for stock_id, change in other.effects.items():
            self.effects[stock_id] = self.effects.get(stock_id, 0) + change


class ItemChanges:
    """The prepared changes of one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection
        self._effects = ItemEffects(transaction)
        self.asides = AsideChanges(transaction)
        """What becomes of safety stock and states."""

    @property
    def any_units(self) -> bool:
        """Whether anything is counted in a unit of measure."""
        return self._transaction.units.any

    def begin(self) -> None:
        """Start with an empty table."""
        self._connection.exec_driver_sql("drop table if exists item_change")
        item_change.create(self._connection)
        self.asides.begin()

    def add(self, query: Select[Any]) -> None:
        """Add rows; ``query`` selects `COLUMNS` in their order."""
        self._connection.execute(insert(item_change).from_select(COLUMNS, query))

    def add_rows(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Add rows that were worked out elsewhere, their values in the order of `COLUMNS`."""
        insert_rows(self._connection, item_change, COLUMNS, rows)

    def run(self, statement: Executable) -> None:
        """Refine verdicts by a statement over `item_change`."""
        self._connection.execute(statement)

    def any_row(self, query: Select[Any]) -> bool:
        """Whether a query finds anything."""
        return self._connection.execute(query.limit(1)).first() is not None

    def tally(self, *, effects: bool = True) -> Tally:
        """Count what applying would do.

        Args:
            effects: Also by how much stocks may promise more or less.
        """
        row = item_change.c
        before, after = (
            func.coalesce(row.quantity_before, 0),
            func.coalesce(row.quantity_after, 0),
        )
        counted: dict[Verdict, int] = {}
        written = units = left = 0
        for name, counts, gone, rows, change, there in self._connection.execute(
            select(
                row.verdict,
                row.counts,
                row.quantity_after.is_(None),
                func.count(),
                func.sum(after - before),
                func.sum(before),
            ).group_by(row.verdict, row.counts, row.quantity_after.is_(None))
        ):
            verdict, changes = Verdict(name), name == Verdict.CHANGE.value
            if counts and changes:
                left += int(there + change)
            elif verdict is Verdict.SET_ASIDE:
                left += int(there)
            if counts:
                counted[verdict] = counted.get(verdict, 0) + rows
            elif changes and gone:
                counted[Verdict.NOTHING_THERE] = counted.get(Verdict.NOTHING_THERE, 0) + rows
            if changes:
                written += rows
                units += int(change) if counts else 0
        products = self._connection.execute(
            select(func.count(distinct(row.product_id))).where(
                row.verdict == Verdict.CHANGE.value, row.counts
            )
        ).scalar_one()
        of_stocks = self._effects.of_changes() if effects else {}
        return Tally(counted, units, products, of_stocks, written, left)

    def taken_elsewhere(self, scope: Table, after: Select[Any]) -> ColumnElement[int]:
        """SQL: what other stocks would take (see `ItemEffects.taken_elsewhere`)."""
        return self._effects.taken_elsewhere(scope, after)

    def sample(self, limit: int | None) -> Iterator[RowPlan]:
        """The first rows (None: all) by verdict, those that need a look first, then by SKU."""
        order = case(
            (item_change.c.verdict == Verdict.BLOCKED.value, 0),
            (item_change.c.verdict == Verdict.SET_ASIDE.value, 0),
            (item_change.c.verdict == Verdict.UNIT_DIFFERS.value, 0),
            (item_change.c.verdict == Verdict.SHIPS_TOGETHER.value, 1),
            (item_change.c.verdict == Verdict.TOUCHED.value, 0),
            (item_change.c.verdict == Verdict.CHANGE.value, 2),
            (item_change.c.verdict == Verdict.ALREADY.value, 4),
            (item_change.c.verdict == Verdict.COMPOSITE.value, 4),
            (item_change.c.verdict == Verdict.NOT_THERE.value, 3),
            (item_change.c.verdict == Verdict.NOTHING_THERE.value, 3),
            else_=1,
        )
        kept = aside_columns(any_aside=self.asides.any, of=item_change)
        rows = self._connection.execute(
            select(item_change, tables.product.c.sku, tables.source.c.code, *kept)
            .join(tables.product, tables.product.c.id == item_change.c.product_id)
            .join(tables.source, tables.source.c.id == item_change.c.source_id)
            .order_by(order, tables.product.c.sku_key, item_change.c.counts.desc())
            .limit(limit)
        )
        for row in rows:
            yield RowPlan(
                row.product_id,
                row.sku,
                row.code,
                None if row.quantity_before is None else Quantity(row.quantity_before),
                None if row.quantity_after is None else Quantity(row.quantity_after),
                row.in_stock_before,
                row.in_stock_after,
                Verdict(row.verdict),
                aside_of(row),
            )

    def products_with(self, verdict: Verdict) -> set[int]:
        """Return the products that have a row of this verdict."""
        return set(
            self._connection.scalars(
                select(item_change.c.product_id).where(item_change.c.verdict == verdict.value)
            )
        )

    def force(self, *verdicts: Verdict) -> None:
        """Take in rows that were left out for these reasons."""
        self._connection.execute(
            item_change.update()
            .where(item_change.c.verdict.in_([verdict.value for verdict in verdicts]))
            .values(verdict=Verdict.CHANGE.value)
        )

    def apply(self, operation: int) -> None:
        """Record and write every row whose verdict is *change*, and bring the sums along."""
        row = item_change.c
        wanted = and_(
            row.verdict == Verdict.CHANGE.value,
            # the emptied end of a transfer may be as it was
            or_(
                row.quantity_before.is_distinct_from(row.quantity_after),
                row.in_stock_before.is_distinct_from(row.in_stock_after),
                row.notify_before.is_distinct_from(row.notify_after),
            ),
        )
        columns = COLUMNS[:-2]
        self._connection.execute(
            insert(tables.movement).from_select(
                ("operation_id", *columns),
                select(
                    literal(operation, Integer), *(item_change.c[name] for name in columns)
                ).where(wanted),
            )
        )
        self.asides.drop_with_rows(wanted)
        removed = self._remove(wanted)
        put_items(
            self._connection,
            select(
                row.product_id,
                row.source_id,
                row.quantity_after,
                row.in_stock_after,
                row.notify_after,
            )
            .where(wanted, row.quantity_after.is_not(None))
            .order_by(row.product_id, row.source_id),
        )
        also = self.asides.concerned()
        self.asides.write(operation)
        self._effects.carry_over(wanted, removed, also)

    def _remove(self, written: ColumnElement[bool]) -> Sequence[int]:
        """Delete the rows that are to go; return the sources they lay at.

        Source by source, for of a list of pairs SQLite would look up only the products.
        """
        row, item = item_change.c, tables.source_item.c
        gone = and_(row.quantity_after.is_(None), written)
        sources = self._connection.scalars(select(row.source_id).where(gone).distinct()).all()
        for source_id in sources:
            here = select(row.product_id).where(gone, row.source_id == source_id)
            self._connection.execute(
                delete(tables.source_item).where(
                    item.product_id.in_(here), item.source_id == just(source_id)
                )
            )
        return sources
