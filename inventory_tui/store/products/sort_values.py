"""What a list of products is sorted by, where that is no column with an index of its own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from inventory_tui.domain.product_list import ProductQuery
from inventory_tui.store.products.product_filter import price, weight
from inventory_tui.store.tables import product, source_item, stock_level


def sort_value(connection: Connection, query: ProductQuery) -> ColumnElement[Any]:
    """SQL: what the list is sorted by, null where a product has none."""
    here = source_item.c.source_id == query.source_id
    quantity = func.sum(source_item.c.quantity)
    of_product = select(quantity).where(source_item.c.product_id == product.c.id)
    match query.sort:
        case "quantity":
            return of_product.where(here).correlate(product).scalar_subquery()
        case "elsewhere":
            return of_product.where(~here).correlate(product).scalar_subquery()
        case "on_hand":
            return of_product.correlate(product).scalar_subquery()
        case "reserved":
            reserved = (
                select(stock_level.c.reserved)
                .where(
                    stock_level.c.product_id == product.c.id,
                    stock_level.c.stock_id == query.stock_id,
                )
                .correlate(product)
                .scalar_subquery()
            )
            return func.coalesce(reserved, 0)
        case "price":
            return price(connection)
        case "weight":
            return weight(connection)
        case "set" | "visibility" | "websites" as name:
            text: ColumnElement[Any] = func.lower(
                product.c["attribute_set" if name == "set" else name]
            )
            if connection.dialect.name == "postgresql":
                text = text.collate("C")
            return func.nullif(text, "")
        case sort:
            return product.c[sort]
