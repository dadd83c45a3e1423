"""Figures of the inventory page, for the rows that are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, select

from inventory_tui.domain.aside import Kept
from inventory_tui.domain.inventory_list import InventoryRow
from inventory_tui.domain.product import WITH_SOURCE_ITEMS
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.unit import without_unit
from inventory_tui.store.products.id_pieces import Ids, without
from inventory_tui.store.quantities.incoming_sums import is_coming, still_coming
from inventory_tui.store.tables import (
    incoming,
    product,
    set_aside,
    source_item,
    stock_level,
    unit,
)


class InventoryRows:
    """Lines of the inventory page."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, ids: Sequence[int]) -> dict[int, InventoryRow]:
        """Return the lines of these products; those deleted meanwhile are missing."""
        on_hand = self._sums(source_item.c.quantity, source_item.c.product_id, ids)
        reserved = self._sums(stock_level.c.reserved, stock_level.c.product_id, ids)
        safe = set_aside.c.kind == Kept.SAFETY.value
        safety = self._sums(set_aside.c.quantity, set_aside.c.product_id, ids, safe)
        unsound = self._sums(set_aside.c.quantity, set_aside.c.product_id, ids, ~safe)
        coming = self._sums(still_coming(), incoming.c.product_id, ids, is_coming())
        rows = self._connection.execute(
            select(
                product.c.id,
                product.c.sku,
                func.coalesce(unit.c.key, "").label("unit"),
                product.c.name,
            )
            .select_from(product.outerjoin(unit, unit.c.product_id == product.c.id))
            .where(product.c.id.in_(ids), product.c.deleted_by.is_(None))
        )
        return {
            row.id: InventoryRow(
                row.id,
                without_unit(row.sku, row.unit),
                row.unit,
                row.name,
                Quantity(on_hand.get(row.id, 0)),
                Quantity(-reserved.get(row.id, 0)),
                Quantity(safety.get(row.id, 0)),
                Quantity(unsound.get(row.id, 0)),
                Quantity(coming.get(row.id, 0)),
                row.sku,
            )
            for row in rows
        }

    def _sums(
        self, units: Any, product_id: Any, ids: Sequence[int], *conditions: Any
    ) -> dict[int, int]:
        query: Select[Any] = (
            select(product_id, func.sum(units))
            .where(product_id.in_(ids), *conditions)
            .group_by(product_id)
        )
        return {id: int(total) for id, total in self._connection.execute(query)}

    def at_sources(self, ids: Ids) -> Ids:
        """Return those of the products that lie at sources: all but the composites."""
        composites = select(product.c.id).where(
            product.c.type.not_in([kind.value for kind in WITH_SOURCE_ITEMS])
        )
        return without(ids, set(self._connection.scalars(composites)))
