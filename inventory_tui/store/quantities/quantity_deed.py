"""A quantities file taken: the rows that change something go straight into the history.

The history's rows say before and after; what lies at the sources and the kept sums follow
from them.  So each row of an import is written twice, with no table between.  (A check
tells every row and needs one: `inventory_tui.store.quantities.quantity_rows`.)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    case,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    true,
    tuple_,
)

from inventory_tui.domain.aside import Kept
from inventory_tui.domain.bulk import Verdict
from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.quantity_file import Behaviour, FaultyRow, Mode
from inventory_tui.store.products.bundle_sources import keep_together, kept_together
from inventory_tui.store.products.chosen import choose_query
from inventory_tui.store.quantities.aside_changes import AsideChanges
from inventory_tui.store.quantities.found_rows import FoundRows
from inventory_tui.store.quantities.item_change_table import item_change
from inventory_tui.store.quantities.item_changes import ItemChanges
from inventory_tui.store.quantities.quantity_rows import BAD, faulty, prepared_faults
from inventory_tui.store.quantities.quantity_staging import compared, found, unsound
from inventory_tui.store.quantities.source_items import ITEM_COLUMNS, put_items
from inventory_tui.store.tables import movement, product, source, source_item, stock_level

if TYPE_CHECKING:
    from inventory_tui.store.database import Transaction


_AT_ONCE = 5_000


class QuantityDeed:
    """What one file does, in one transaction."""

    def __init__(
        self,
        transaction: Transaction,
        rows: FoundRows,
        behaviour: Behaviour,
        mode: Mode,
        operation: int,
    ) -> None:
        """Write what changes into the history of ``operation``, and nothing else yet."""
        self._transaction = transaction
        self._connection = transaction.connection
        self._operation = operation
        self._mine = movement.c.operation_id == operation
        self._sources = rows.sources
        self._any_aside = transaction.levels.set_asides.any
        self._comparison = compared(
            behaviour, mode, any_aside=self._any_aside, says_safety=rows.says_safety
        )
        self._asides = AsideChanges(transaction)
        self._behaviour, self._says_references = behaviour, rows.says_references
        self._faults = [*rows.misfits, *self._torn_apart()]
        self._record()
        counted = self._connection.execute(
            select(
                func.count(),
                func.count().filter(movement.c.quantity_before.is_(None)),
                func.count().filter(movement.c.quantity_after.is_(None)),
                func.coalesce(
                    func.sum(
                        func.coalesce(movement.c.quantity_after, 0)
                        - func.coalesce(movement.c.quantity_before, 0)
                    ),
                    0,
                ),
            ).where(self._mine)
        ).one()
        changed, self._created, self._deleted, self._units = map(int, counted)
        self._updated = changed - self._created - self._deleted
        self._unchanged = rows.count() - changed
        if self._unchanged:
            against = list(self._against_what_lies_there())
            self._faults += against
            self._unchanged -= len(against)

    def faults(self) -> Iterator[FaultyRow]:
        """The rows that cannot be taken, in no order."""
        yield from self._faults

    def counts(self) -> dict[str, int]:
        """How many rows are created, updated, unchanged and deleted."""
        return {
            "created": self._created,
            "updated": self._updated,
            "unchanged": self._unchanged,
            "deleted": self._deleted,
        }

    def units(self) -> Quantity:
        """By how much what lies at the sources changes."""
        return Quantity(self._units)

    def name(self) -> int:
        """Give the rows the names the file says; return how many have another one now."""
        if not self._says_references or self._behaviour is Behaviour.DELETE:
            return 0
        for some in chunks([fault.line for fault in self._faults], _AT_ONCE):
            self._connection.execute(delete(found).where(found.c.line.in_(some)))
        return self._transaction.item_references.put_found(self._operation)

    def apply(self) -> None:
        """Write what changes into the source items, and bring the kept sums along."""
        row = movement.c
        if self._deleted:
            gone = select(row.product_id, row.source_id).where(
                self._mine, row.quantity_after.is_(None)
            )
            here = tuple_(source_item.c.product_id, source_item.c.source_id)
            self._connection.execute(delete(source_item).where(here.in_(gone)))
        if self._created:
            created = self._after(row.quantity_before.is_(None))
            self._connection.execute(insert(source_item).from_select(ITEM_COLUMNS, created))
        if self._updated:
            put_items(self._connection, self._after(row.quantity_before.is_not(None)))
        if self._comparison.safety is not None:
            self._asides.put(self._operation, true())
        products = select(row.product_id).where(self._mine).distinct().order_by(row.product_id)
        self._transaction.levels.refresh(
            choose_query(self._connection, products, name="changed"),
            self._transaction.stocks.of_sources(self._sources),
            uncovering=self._deleted > 0,
        )

    def _after(self, which: ColumnElement[bool]) -> Select[Any]:
        """SQL: what some rows are afterwards, as `ITEM_COLUMNS` has it."""
        row = movement.c
        return (
            select(
                row.product_id,
                row.source_id,
                row.quantity_after,
                row.in_stock_after,
                row.notify_after,
            )
            .where(self._mine, which, row.quantity_after.is_not(None))
            .order_by(row.product_id, row.source_id)
        )

    def promised_beyond(self) -> tuple[Quantity, int]:
        """Units promised beyond what is there, and of how many of the changed products."""
        elsewhere = stock_level.c.promised_elsewhere
        for_sale = stock_level.c.on_hand - stock_level.c.set_aside
        short = elsewhere - for_sale - stock_level.c.reserved
        # stocks that share a source lack the same units
        alone = func.coalesce(func.sum(case((elsewhere == 0, short))), 0)
        together = func.coalesce(func.max(case((elsewhere > 0, short))), 0)
        changed = exists(
            select(literal(1)).where(
                self._mine, movement.c.product_id == stock_level.c.product_id
            )
        )
        rows = select((alone + together).label("short")).where(
            stock_level.c.reserved < 0, short > 0, changed
        )
        # few are short: they are sorted, instead of walking all in their order
        beyond = rows.group_by(stock_level.c.product_id + 0).subquery("beyond")
        units, products = self._connection.execute(
            select(func.coalesce(func.sum(beyond.c.short), 0), func.count()).select_from(beyond)
        ).one()
        return Quantity(int(units)), products

    def _torn_apart(self) -> Iterator[FaultyRow]:
        """Take out what would tear a bundle apart; only parts of such bundles are looked at."""
        changes = ItemChanges(self._transaction)
        parts = kept_together()
        if not changes.any_row(parts):
            return
        changes.begin()
        comparison = self._comparison
        every = comparison.select(*comparison.columns.values(), comparison.verdict, true())
        changes.add(every.where(found.c.product_id.in_(parts)))
        keep_together(changes)
        yield from prepared_faults(self._connection, any_aside=self._any_aside)
        wrong = select(item_change.c.product_id, item_change.c.source_id).where(
            item_change.c.verdict.in_(BAD)
        )
        here = tuple_(found.c.product_id, found.c.source_id)
        self._connection.execute(delete(found).where(here.in_(wrong)))

    def _record(self) -> None:
        columns = self._comparison.columns
        changes = self._comparison.verdict == Verdict.CHANGE.value
        self._connection.execute(
            insert(movement).from_select(
                ("operation_id", *columns),
                self._comparison.select(
                    literal(self._operation, Integer), *columns.values()
                ).where(changes),
            )
        )
        self._asides.begin()
        if self._comparison.safety is None:
            return
        before, after = self._comparison.safety
        self._asides.prepare(
            self._comparison.select(
                columns["product_id"],
                columns["source_id"],
                literal(Kept.SAFETY.value),
                before,
                after,
            ).where(changes, before != after)
        )

    def _against_what_lies_there(self) -> Iterator[FaultyRow]:
        """The rows that were not recorded for another reason than being so already."""
        recorded = exists(
            select(literal(1)).where(
                self._mine,
                movement.c.product_id == found.c.product_id,
                movement.c.source_id == found.c.source_id,
            )
        )
        comparison = self._comparison
        rows = self._connection.execute(
            select(
                found.c.line,
                product.c.sku,
                source.c.code,
                found.c.amount,
                comparison.columns["quantity_before"],
                comparison.verdict,
                unsound(any_aside=self._any_aside),
            )
            .select_from(comparison.rows.join(source, source.c.id == found.c.source_id))
            .where(comparison.verdict.in_(BAD), ~recorded)
        )
        for row in rows.all():
            yield faulty(*row)
