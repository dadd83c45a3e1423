"""What prepared changes of source items do to what stocks may promise."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    MetaData,
    Select,
    Table,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
)

from inventory_tui.domain.bulk import StockEffect, Verdict
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.stock import Coverage
from inventory_tui.store import tables
from inventory_tui.store.inserting import insert_rows
from inventory_tui.store.products.chosen import choose_query
from inventory_tui.store.quantities.item_change_table import item_change
from inventory_tui.store.quantities.set_asides import units_aside
from inventory_tui.store.salability.salable import is_managed
from inventory_tui.store.salability.sharing import Moved

if TYPE_CHECKING:
    from inventory_tui.store.database import Transaction

_taken = Table(
    "taken_elsewhere",
    MetaData(),
    Column("stock_id", BigInteger, primary_key=True, autoincrement=False),
    Column("product_id", BigInteger, primary_key=True, autoincrement=False),
    Column("units", BigInteger, nullable=False),
    prefixes=["TEMPORARY"],
)

_BEFORE_IN = func.coalesce(item_change.c.in_stock_before, false())
_AFTER_IN = func.coalesce(item_change.c.in_stock_after, false())
_BEFORE = case((_BEFORE_IN, item_change.c.quantity_before), else_=0)
_AFTER = case((_AFTER_IN, item_change.c.quantity_after), else_=0)
"""What counts of a row, where its source is enabled."""


class ItemEffects:
    """Works out promises before the changes of one transaction are applied."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    def _for_sale(self) -> tuple[ColumnElement[int], ColumnElement[int]]:
        """SQL: what counts of a row and is not set aside, before and after.

        What is set aside stays so, unless the row goes.
        """
        set_asides = self._transaction.levels.set_asides
        if not set_asides.any:
            return _BEFORE, _AFTER
        aside = units_aside(any_aside=True, of=item_change)
        return (
            case((_BEFORE_IN, item_change.c.quantity_before - aside), else_=0),
            case((_AFTER_IN, item_change.c.quantity_after - aside), else_=0),
        )

    def of_changes(self) -> dict[int, int]:
        """By how much each stock's promises change, over managed products."""
        before, after_it = self._for_sale()
        managed = exists(
            select(literal(1)).where(
                tables.product.c.id == item_change.c.product_id,
                is_managed(self._transaction.options),
            )
        )
        by_source = (
            select(item_change.c.source_id, func.sum(after_it - before).label("units"))
            .where(item_change.c.verdict == Verdict.CHANGE.value, after_it != before, managed)
            .group_by(item_change.c.source_id)
            .subquery()
        )
        rows = self._connection.execute(
            select(tables.stock_source.c.stock_id, func.sum(by_source.c.units))
            .join(by_source, by_source.c.source_id == tables.stock_source.c.source_id)
            .join(tables.source, tables.source.c.id == by_source.c.source_id)
            .where(tables.source.c.enabled, tables.stock_source.c.counts)
            .group_by(tables.stock_source.c.stock_id)
        )
        effects = {stock_id: int(units) for stock_id, units in rows}
        shared = self._transaction.levels.shared
        if shared.protected:
            after = select(
                item_change.c.product_id,
                item_change.c.source_id,
                case((and_(tables.source.c.enabled, after_it > 0), after_it), else_=0),
            )
            after = after.join(tables.source, tables.source.c.id == item_change.c.source_id)
            after = after.where(item_change.c.verdict == Verdict.CHANGE.value)
            more = shared.what_if(item_change, moved=self._moved(after)).change
            for stock_id, units in more.items():
                effects[stock_id] = effects.get(stock_id, 0) - units
        return {stock_id: units for stock_id, units in sorted(effects.items()) if units}

    def carry_over(
        self,
        written: ColumnElement[bool],
        removed: Collection[int],
        aside: ColumnElement[bool],
    ) -> None:
        """Bring along the levels that changed rows concern, once these are written.

        Only of stocks that take from a source where a row changed, and there only of products
        of which it can matter: an empty row beside one that counts alters nothing.

        Args:
            written: SQL: which rows of `item_change` were written.
            removed: The sources where some of them were removed.
            aside: SQL: of which rows what is set aside changed.
        """
        levels, level = self._transaction.levels, tables.stock_level.c
        written = or_(written, aside)
        for stock_id, sources in self._concerned(written).items():
            covered = exists(
                select(literal(1)).where(
                    level.stock_id == stock_id,
                    level.product_id == item_change.c.product_id,
                    level.coverage == int(Coverage.IN_STOCK),
                )
            )
            query = select(item_change.c.product_id).where(
                written,
                or_(_BEFORE_IN != _AFTER_IN, _BEFORE != _AFTER, ~covered, aside),
                item_change.c.source_id.in_(sources),
            )
            levels.refresh(
                choose_query(self._connection, query.distinct(), name="changed"),
                [stock_id],
                uncovering=not set(sources).isdisjoint(removed),
                keep_shared=False,
            )
        if levels.shared.protected:
            query = select(item_change.c.product_id).where(written).distinct()
            levels.shared.keep(choose_query(self._connection, query, name="changed"))

    def _concerned(self, written: ColumnElement[bool]) -> dict[int, list[int]]:
        """Stock → those of its sources where rows were written."""
        link = tables.stock_source.c
        at = select(item_change.c.source_id).where(written).distinct()
        rows = self._connection.execute(
            select(link.stock_id, link.source_id)
            .where(link.source_id.in_(at))
            .order_by(link.stock_id, link.source_id)
        )
        concerned: dict[int, list[int]] = {}
        for stock_id, source_id in rows:
            concerned.setdefault(stock_id, []).append(source_id)
        return concerned

    def taken_elsewhere(self, scope: Table, after: Select[Any]) -> ColumnElement[int]:
        """SQL: what other stocks would take of a ``stock_level``'s sources; 0 if unprotected.

        Args:
            scope: The products concerned.
            after: Product, source and units that would count there, where they change.
        """
        shared = self._transaction.levels.shared
        if not shared.protected:
            return literal(0, BigInteger)
        self._connection.exec_driver_sql("drop table if exists taken_elsewhere")
        _taken.create(self._connection)
        taken = shared.what_if(scope, moved=self._moved(after)).units
        insert_rows(
            self._connection,
            _taken,
            ("stock_id", "product_id", "units"),
            [(*pair, units) for pair, units in taken.items()],
        )
        return func.coalesce(
            select(_taken.c.units)
            .where(
                _taken.c.stock_id == tables.stock_level.c.stock_id,
                _taken.c.product_id == tables.stock_level.c.product_id,
            )
            .scalar_subquery(),
            0,
        )

    def _moved(self, after: Select[Any]) -> Moved:
        product_id = after.selected_columns[0]

        def moved(ids: Sequence[int]) -> list[tuple[int, int, int]]:
            rows = self._connection.execute(after.where(product_id.in_(ids)))
            return [(row[0], row[1], int(row[2])) for row in rows]

        return moved


def effects_by_name(
    effects: dict[int, int], stocks: Sequence[tuple[int, str]]
) -> tuple[StockEffect, ...]:
    """Name the stocks of a tally's effects, in the order of ``stocks``."""
    return tuple(
        StockEffect(stock_id, name, Quantity(effects[stock_id]))
        for stock_id, name in stocks
        if effects.get(stock_id)
    )
