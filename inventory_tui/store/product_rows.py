"""The lines of the list of products, a page of ids at a time, in three grouped queries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from inventory_tui.domain.product import Backorders, ProductType
from inventory_tui.domain.product_list import ItemBrief, ProductRow
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.stock import Coverage
from inventory_tui.store.options import Options
from inventory_tui.store.salable import effective_threshold, is_managed
from inventory_tui.store.tables import product, source, source_item, stock_level


class ProductRows:
    """Lines as they are seen from one source and one stock."""

    def __init__(
        self, connection: Connection, options: Options, *, source_id: int, stock_id: int
    ) -> None:
        self._connection = connection
        self._options = options
        self._source_id = source_id
        self._stock_id = stock_id

    def get(self, ids: Sequence[int]) -> dict[int, ProductRow]:
        """Return the lines of these products; those deleted meanwhile are missing."""
        rows = self._connection.execute(
            select(
                product.c.id,
                product.c.sku,
                product.c.name,
                product.c.type,
                product.c.enabled,
                product.c.price,
                func.coalesce(
                    product.c.notify_below, self._options.value("notify_below").parts
                ).label("notify"),
                is_managed(self._options).label("managed"),
                func.coalesce(
                    product.c.backorders, str(self._options.value("backorders"))
                ).label("backorders"),
                effective_threshold(self._options).label("threshold"),
            ).where(product.c.id.in_(ids), product.c.deleted_by.is_(None))
        )
        items = self._items(ids)
        levels = self._levels(ids)
        return {
            row.id: self._row(row, items.get(row.id, ()), levels.get(row.id)) for row in rows
        }

    def _items(self, ids: Sequence[int]) -> dict[int, list[Any]]:
        rows = self._connection.execute(
            select(
                source_item.c.product_id,
                source_item.c.source_id,
                source_item.c.quantity,
                source_item.c.in_stock,
                source_item.c.notify_below,
                source_item.c.version,
                source.c.code,
                source.c.enabled,
            )
            .join(source, source.c.id == source_item.c.source_id)
            .where(source_item.c.product_id.in_(ids))
            .order_by(source_item.c.quantity.desc(), source.c.code_key)
        )
        found: dict[int, list[Any]] = {}
        for row in rows:
            found.setdefault(row.product_id, []).append(row)
        return found

    def _levels(self, ids: Sequence[int]) -> dict[int, Any]:
        rows = self._connection.execute(
            select(
                stock_level.c.product_id,
                stock_level.c.reserved,
                stock_level.c.salable,
                stock_level.c.coverage,
            ).where(
                stock_level.c.stock_id == self._stock_id,
                stock_level.c.product_id.in_(ids),
            )
        )
        return {row.product_id: row for row in rows}

    def _row(self, row: Any, items: Sequence[Any], level: Any) -> ProductRow:
        here = next((one for one in items if one.source_id == self._source_id), None)
        coverage = Coverage(level.coverage) if level else Coverage.NONE
        number = level.salable if coverage is not Coverage.NONE else None
        return ProductRow(
            id=row.id,
            sku=row.sku,
            name=row.name,
            type=ProductType(row.type),
            enabled=row.enabled,
            price=row.price,
            quantity=Quantity(here.quantity) if here else None,
            item_version=here.version if here else None,
            low=here is not None and _is_low(row, here),
            status_in=here.in_stock if here else None,
            elsewhere=tuple(
                ItemBrief(
                    one.code,
                    Quantity(one.quantity),
                    _is_low(row, one),
                    one.in_stock,
                    one.enabled,
                )
                for one in items
                if one is not here
            ),
            on_hand=Quantity(sum(one.quantity for one in items)),
            reserved=Quantity(level.reserved) if level else ZERO,
            salable=None if number is None else Quantity(number),
            managed=bool(row.managed),
            coverage=coverage,
            infinite=row.backorders != Backorders.NO.value and not row.threshold,
        )


def _is_low(row: Any, item: Any) -> bool:
    """Whether a row is in the low-stock report; `product_filter.is_low` is the same as SQL."""
    notify = row.notify if item.notify_below is None else item.notify_below
    return bool(row.enabled and item.enabled and item.in_stock and 0 < item.quantity < notify)
