"""What a list of products is sorted by, where that is no column with an index of its own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from inventory_tui.domain.aside import Kept
from inventory_tui.domain.product_list import ProductQuery
from inventory_tui.store.options import Options
from inventory_tui.store.products.lives import state_value
from inventory_tui.store.products.product_filter import price, weight
from inventory_tui.store.quantities.incoming_sums import is_coming, still_coming
from inventory_tui.store.tables import incoming, product, set_aside, source_item, stock_level


def sort_value(
    connection: Connection, options: Options, query: ProductQuery
) -> ColumnElement[Any]:
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
        case "safety":
            return _safety().where(set_aside.c.product_id == product.c.id).scalar_subquery()
        case "incoming":
            return _incoming().where(incoming.c.product_id == product.c.id).scalar_subquery()
        case "state":
            return state_value(options)
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


def by_product(query: ProductQuery) -> Select[Any] | None:
    """SQL: (product, what the list is sorted by) of every product that has it, where that is
    a sum over other rows; None where it is not.
    """
    here = source_item.c.source_id == query.source_id
    items = select(source_item.c.product_id, func.sum(source_item.c.quantity))
    items = items.group_by(source_item.c.product_id)
    match query.sort:
        case "on_hand":
            return items
        case "quantity":
            return items.where(here)
        case "elsewhere":
            return items.where(~here)
        case "safety":
            of = set_aside.c.product_id
            return _safety().with_only_columns(of, func.sum(set_aside.c.quantity)).group_by(of)
        case "incoming":
            of = incoming.c.product_id
            return _incoming().with_only_columns(of, func.sum(still_coming())).group_by(of)
    return None


def _safety() -> Select[Any]:
    safety = set_aside.c.kind == Kept.SAFETY.value
    return select(func.sum(set_aside.c.quantity)).where(safety)


def _incoming() -> Select[Any]:
    return select(func.sum(still_coming())).where(is_coming())
