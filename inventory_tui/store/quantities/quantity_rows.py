"""What a quantities file would do: every row with its verdict, and nothing written.

One statement compares the rows with what lies there (`item_change_table.item_change`).  So a
million rows cost a handful of statements, and what is wrong with a row is found out only for
the rows that are left over.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import (
    Connection,
    FromClause,
    and_,
    case,
    func,
    null,
    select,
    true,
)

from inventory_tui.domain.bulk import Verdict
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.quantity_file import Behaviour, Fault, FaultyRow, Mode, TakenRow
from inventory_tui.store.products.bundle_sources import keep_together
from inventory_tui.store.quantities.found_rows import FoundRows
from inventory_tui.store.quantities.item_change_table import item_change
from inventory_tui.store.quantities.item_changes import ItemChanges
from inventory_tui.store.quantities.quantity_staging import compared, found, found_more, unsound
from inventory_tui.store.tables import product, source

if TYPE_CHECKING:
    from inventory_tui.store.database import Transaction

Taken = tuple[
    int,
    str,
    str,
    int | None,
    int | None,
    bool | None,
    bool | None,
    bool,
    int | None,
    int | None,
]
"""Line, SKU, source code, ten-thousandths and In Stock before and after, whether it changes;
safety stock before and after, None where the file can change none."""

_FAULTS = {
    Verdict.FRACTION: Fault.FRACTION,
    Verdict.BELOW_ZERO: Fault.BELOW_ZERO,
    Verdict.TOO_MUCH: Fault.TOO_MUCH,
    Verdict.UNSOUND: Fault.UNSOUND,
    Verdict.SAFETY_FRACTION: Fault.SAFETY_FRACTION,
    Verdict.SHIPS_TOGETHER: Fault.SHIPS_TOGETHER,
}
BAD = tuple(verdict.value for verdict in _FAULTS)
_AT_ONCE = 10_000


class QuantityRows:
    """The rows of one file beside what lies there, in one transaction."""

    def __init__(
        self, transaction: Transaction, rows: FoundRows, behaviour: Behaviour, mode: Mode
    ) -> None:
        self._connection = transaction.connection
        self._rows = rows
        changes = ItemChanges(transaction)
        changes.begin()
        self._any_aside = transaction.levels.set_asides.any
        comparison = compared(
            behaviour, mode, any_aside=self._any_aside, says_safety=rows.says_safety
        )
        self._safety = comparison.safety
        self._says_safety = rows.says_safety
        columns = comparison.columns.values()
        changes.add(comparison.select(*columns, comparison.verdict, true()))
        keep_together(changes)
        if transaction.locks_rows:  # SQLite plans without knowing how many there are
            self._connection.exec_driver_sql(f"analyze {item_change.name}")

    def faults(self) -> Iterator[FaultyRow]:
        """The rows that cannot be taken, in no order."""
        yield from self._rows.misfits
        yield from prepared_faults(self._connection, any_aside=self._any_aside)

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

    def taken(self, limit: int) -> Iterator[TakenRow]:
        """The first rows that are taken: those that change something first, then by line."""
        for one in self.every(limit):
            line, sku, code, before, after, in_before, in_after, changes, was, will_be = one
            yield TakenRow(
                line,
                sku,
                code,
                _quantity(before),
                _quantity(after),
                in_before,
                in_after,
                changes,
                _quantity(was),
                _quantity(will_be),
            )

    def every(self, limit: int | None = None) -> Iterator[Taken]:
        """Every row that is taken, in the same order."""
        row = item_change.c
        changes = row.verdict == Verdict.CHANGE.value
        file_row = and_(
            found.c.product_id == row.product_id, found.c.source_id == row.source_id
        )
        rows: FromClause = item_change.join(found, file_row)
        rows = rows.join(product, product.c.id == row.product_id)
        rows = rows.join(source, source.c.id == row.source_id)
        if self._says_safety:
            rows = rows.outerjoin(found_more, found_more.c.line == found.c.line)
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
                *(self._safety or (null(), null())),
            )
            .select_from(rows)
            .where(row.verdict.not_in([verdict.value for verdict in _FAULTS]))
            .order_by(~changes, found.c.line)
            .limit(limit),
            execution_options={"yield_per": _AT_ONCE},
        )
        for some in found_rows.partitions():
            yield from (tuple(one) for one in some)


def _quantity(parts: int | None) -> Quantity | None:
    return None if parts is None else Quantity(int(parts))


def prepared_faults(connection: Connection, *, any_aside: bool) -> Iterator[FaultyRow]:
    """Of the rows in `item_change` those that cannot be taken, in no order."""
    rows = connection.execute(
        select(
            found.c.line,
            product.c.sku,
            source.c.code,
            found.c.amount,
            item_change.c.quantity_before,
            item_change.c.verdict,
            unsound(any_aside=any_aside),
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
        .where(item_change.c.verdict.in_(BAD))
    )
    for row in rows:
        yield faulty(*row)


def faulty(
    line: int,
    sku: str,
    code: str,
    amount: int,
    before: int | None,
    verdict: str,
    unsound_units: int,
) -> FaultyRow:
    """A row that reads well, but goes against what lies there."""
    return FaultyRow(
        line,
        sku,
        code,
        _FAULTS[Verdict(verdict)],
        Quantity(amount),
        None if before is None else Quantity(before),
        unsound=Quantity(int(unsound_units)),
    )
