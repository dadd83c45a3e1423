"""The lines of the list of products, a page of ids at a time, in three grouped queries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, select

from inventory_tui.domain.product import Backorders, ProductType, StockRules
from inventory_tui.domain.product_list import ItemBrief, ProductRow
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.stock import Coverage
from inventory_tui.store.options import Options
from inventory_tui.store.tables import product, source, source_item, stock_level

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)

# built once: putting a statement together takes longer than fetching a page by it
_PRODUCTS = select(
    product.c.id,
    product.c.sku,
    product.c.name,
    product.c.type,
    product.c.enabled,
    product.c.price,
    product.c.manage_stock,
    product.c.backorders,
    product.c.threshold,
    product.c.notify_below,
).where(product.c.id.in_(_IDS), product.c.deleted_by.is_(None))

_ITEMS = (
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
    .where(source_item.c.product_id.in_(_IDS))
    .order_by(source_item.c.quantity.desc(), source.c.code_key)
)

_LEVELS = select(
    stock_level.c.product_id,
    stock_level.c.reserved,
    stock_level.c.salable,
    stock_level.c.coverage,
).where(
    stock_level.c.stock_id == bindparam("stock"),
    stock_level.c.product_id.in_(_IDS),
)


class ProductRows:
    """Lines as they are seen from one source and one stock."""

    def __init__(
        self, connection: Connection, options: Options, *, source_id: int, stock_id: int
    ) -> None:
        self._connection = connection
        self._source_id = source_id
        self._stock_id = stock_id
        self._notify: int = options.value("notify_below").parts
        self._inherited = StockRules(
            manage_stock=options.value("manage_stock"),
            backorders=options.value("backorders"),
            threshold=options.value("threshold"),
        )

    def get(self, ids: Sequence[int]) -> dict[int, ProductRow]:
        """Return the lines of these products; those deleted meanwhile are missing."""
        wanted = {"ids": list(ids), "stock": self._stock_id}
        items: dict[int, list[Any]] = {}
        for item in self._connection.execute(_ITEMS, wanted):
            items.setdefault(item.product_id, []).append(item)
        levels = {row.product_id: row for row in self._connection.execute(_LEVELS, wanted)}
        return {
            row.id: self._row(row, items.get(row.id, ()), levels.get(row.id))
            for row in self._connection.execute(_PRODUCTS, wanted)
        }

    def _row(self, row: Any, items: Sequence[Any], level: Any) -> ProductRow:
        here = next((one for one in items if one.source_id == self._source_id), None)
        coverage = Coverage(level.coverage) if level else Coverage.NONE
        number = level.salable if coverage is not Coverage.NONE else None
        rules = self._rules(row)
        return ProductRow(
            id=row.id,
            sku=row.sku,
            name=row.name,
            type=ProductType(row.type),
            enabled=row.enabled,
            price=row.price,
            quantity=Quantity(here.quantity) if here else None,
            item_version=here.version if here else None,
            low=here is not None and self._is_low(row, here),
            status_in=here.in_stock if here else None,
            elsewhere=tuple(self._brief(row, one) for one in items if one is not here),
            on_hand=Quantity(sum(one.quantity for one in items)),
            reserved=Quantity(level.reserved) if level else ZERO,
            salable=None if number is None else Quantity(number),
            managed=rules.manage_stock,
            coverage=coverage,
            infinite=rules.infinite_backorders,
        )

    def _rules(self, row: Any) -> StockRules:
        """The settings that decide what can be promised, inheritance applied."""
        if row.manage_stock is None and row.backorders is None and row.threshold is None:
            return self._inherited
        return StockRules(
            manage_stock=self._inherited.manage_stock
            if row.manage_stock is None
            else row.manage_stock,
            backorders=Backorders(row.backorders or self._inherited.backorders),
            threshold=self._inherited.threshold
            if row.threshold is None
            else Quantity(row.threshold),
        )

    def _brief(self, row: Any, item: Any) -> ItemBrief:
        return ItemBrief(
            item.code,
            Quantity(item.quantity),
            self._is_low(row, item),
            item.in_stock,
            item.enabled,
        )

    def _is_low(self, row: Any, item: Any) -> bool:
        """Whether a row is in the low-stock report; `product_filter.is_low` is its SQL."""
        own = (item.notify_below, row.notify_below, self._notify)
        notify = next(level for level in own if level is not None)
        return bool(
            row.enabled and item.enabled and item.in_stock and 0 < item.quantity < notify
        )
