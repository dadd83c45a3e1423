"""The lines of the list of products, a page of ids at a time, in three grouped queries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from sqlalchemy import BindParameter, Connection, bindparam, select

from inventory_tui.domain.product import Backorders, ProductType, StockRules
from inventory_tui.domain.product_list import ItemBrief, ProductRow
from inventory_tui.domain.quantity import Quantity
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

_Item: TypeAlias = tuple[Any, ...]
"""Source id, quantity, In Stock, its own notify level, version, source code, source on."""


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
        items: dict[int, list[_Item]] = {}
        for product_id, *item in self._connection.execute(_ITEMS, wanted):
            items.setdefault(product_id, []).append(tuple(item))
        levels = {
            product_id: (reserved, salable, coverage)
            for product_id, reserved, salable, coverage in self._connection.execute(
                _LEVELS, wanted
            )
        }
        nothing = (0, None, Coverage.NONE)
        return {
            row.id: self._row(row, items.get(row.id, []), levels.get(row.id, nothing))
            for row in self._connection.execute(_PRODUCTS, wanted)
        }

    def _row(
        self, row: Any, items: Sequence[_Item], level: tuple[int, int | None, int]
    ) -> ProductRow:
        notify = self._notify if row.notify_below is None else row.notify_below
        enabled = bool(row.enabled)
        here: ItemBrief | None = None
        version: int | None = None
        elsewhere: list[ItemBrief] = []
        on_hand = 0
        for source_id, quantity, in_stock, own_notify, item_version, code, is_on in items:
            # in the low-stock report; `product_filter.is_low` is the same as SQL
            level_of_row = notify if own_notify is None else own_notify
            low = enabled and is_on and in_stock and 0 < quantity < level_of_row
            brief = ItemBrief(code, Quantity(quantity), low, in_stock, is_on)
            on_hand += quantity
            if source_id == self._source_id:
                here, version = brief, item_version
            else:
                elsewhere.append(brief)
        reserved, salable, coverage = level
        rules = self._rules(row)
        return ProductRow(
            id=row.id,
            sku=row.sku,
            name=row.name,
            type=ProductType(row.type),
            enabled=enabled,
            price=row.price,
            quantity=here.quantity if here else None,
            item_version=version,
            low=here is not None and here.low,
            status_in=here.in_stock if here else None,
            elsewhere=tuple(elsewhere),
            on_hand=Quantity(on_hand),
            reserved=Quantity(reserved),
            salable=None if salable is None or not coverage else Quantity(salable),
            managed=rules.manage_stock,
            coverage=Coverage(coverage),
            infinite=rules.infinite_backorders,
        )

    def _rules(self, row: Any) -> StockRules:
        """The settings that decide what can be promised, inheritance applied."""
        manage, backorders, threshold = row.manage_stock, row.backorders, row.threshold
        if manage is None and backorders is None and threshold is None:
            return self._inherited
        inherited = self._inherited
        return StockRules(
            manage_stock=inherited.manage_stock if manage is None else manage,
            backorders=Backorders(backorders or inherited.backorders),
            threshold=inherited.threshold if threshold is None else Quantity(threshold),
        )
