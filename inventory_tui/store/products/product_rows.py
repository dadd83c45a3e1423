"""The lines of the list of products, a page of ids at a time, in three grouped queries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, func, select

from inventory_tui.domain.product import StockRules
from inventory_tui.domain.product_list import ProductRow
from inventory_tui.store.driver import Driver
from inventory_tui.store.options import Options
from inventory_tui.store.products.product_line import NO_LEVEL, Item, ProductLine
from inventory_tui.store.tables import product, product_part, source, source_item, stock_level

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)

# built once: putting a statement together takes longer than fetching a page by it
_PRODUCTS = select(
    product.c.id,
    product.c.sku,
    product.c.name,
    product.c.type,
    product.c.enabled,
    product.c.price,
    product.c.attribute_set,
    product.c.visibility,
    product.c.websites,
    product.c.weight,
    product.c.manage_stock,
    product.c.backorders,
    product.c.threshold,
    product.c.notify_below,
    select(func.count(product_part.c.child_id.distinct()))
    .where(product_part.c.product_id == product.c.id)
    .scalar_subquery()
    .label("parts"),
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


def skus(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """Return the SKUs of these products."""
    # straight to the driver: a jump in a long list asks a score of times before its page stands
    driver = Driver(connection)
    these, values = driver.among(ids)
    return dict(driver.rows(f"select id, sku from product where id {these}", values))


class ProductRows:
    """Lines as they are seen from one source and one stock."""

    def __init__(
        self, connection: Connection, options: Options, *, source_id: int, stock_id: int
    ) -> None:
        self._connection = connection
        self._stock_id = stock_id
        self._line = ProductLine(
            source_id=source_id,
            notify_below=options.value("notify_below").parts,
            inherited=StockRules(
                manage_stock=options.value("manage_stock"),
                backorders=options.value("backorders"),
                threshold=options.value("threshold"),
            ),
        )

    def get(self, ids: Sequence[int]) -> dict[int, ProductRow]:
        """Return the lines of these products; those deleted meanwhile are missing."""
        wanted = {"ids": list(ids), "stock": self._stock_id}
        items: dict[int, list[Item]] = {}
        for product_id, *item in self._connection.execute(_ITEMS, wanted):
            items.setdefault(product_id, []).append(tuple(item))
        levels = {
            product_id: (reserved, salable, coverage)
            for product_id, reserved, salable, coverage in self._connection.execute(
                _LEVELS, wanted
            )
        }
        return {
            row.id: self._line.row(row, items.get(row.id, []), levels.get(row.id, NO_LEVEL))
            for row in self._connection.execute(_PRODUCTS, wanted)
        }
