"""A world of any size, made by a handful of statements.

Lines of products and their variants go into two small temporary tables; the database itself
multiplies them into products, and products with the places of a pattern into source items.
So a million products cost what writing them costs.  All arithmetic is on ids and a seed:
the same numbers everywhere, with nothing random left to the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Integer, MetaData, String, Table, text

from inventory_tui.domain.chunks import chunks
from inventory_tui.store.database import Transaction
from inventory_tui.store.inserting import insert_rows

_AT_ONCE = 10_000
_OWN_ITEMS = "('simple', 'virtual', 'downloadable')"

LineRow = tuple[int, str, str, str, str, str, str, str, int, bool]
"""Number, code, name, type, attribute set, price, weight, websites, variants, decimals."""

VariantRow = tuple[int, int, str, str, str]
"""Of which set (a line's ``variants``), number (0: the line itself), end of SKU, of name, and
what tells it from its siblings."""

_line = Table(
    "sample_line",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("code", String),
    Column("name", String),
    Column("type", String),
    Column("attribute_set", String),
    Column("price", String),
    Column("weight", String),
    Column("websites", String),
    Column("variants", Integer),
    Column("decimals", Boolean),
    prefixes=["TEMPORARY"],
)
_variant = Table(
    "sample_variant",
    MetaData(),
    Column("variants", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("sku_end", String),
    Column("name_end", String),
    Column("label", String),
    prefixes=["TEMPORARY"],
    sqlite_with_rowid=False,
)
_place = Table(
    "sample_place",
    MetaData(),
    Column("pattern", BigInteger, primary_key=True),
    Column("source_id", BigInteger, primary_key=True),
    prefixes=["TEMPORARY"],
    sqlite_with_rowid=False,
)

_PRODUCTS = f"""
    insert into product (
        sku, sku_key, name, name_key, type, attribute_set, price, visibility, websites, weight,
        enabled, decimals, manage_stock, backorders, threshold, notify_below, min_cart_qty,
        increments_enabled, increment)
    select
        sku, lower(sku), name, lower(name), type, attribute_set, price, visibility, websites,
        weight, x % 97 <> 5, decimals,
        case when type = 'virtual' then false end,
        case when not own then null when x % 61 = 3 then 'yes'
             when x % 73 = 4 then 'notify' end,
        case when not own then null when x % 61 = 3 then -200000 when x % 29 = 7 then 50000 end,
        case when own and x % 17 = 2 then 80000 end,
        case when own and x % 89 = 1 then 20000 end,
        case when own and x % 53 = 6 then true end,
        case when own and x % 53 = 6 then 60000 end
    from (
        select
            line.code || variant.sku_end as sku,
            line.name || variant.name_end as name,
            case when variant.number = 0 then line.type else 'simple' end as type,
            variant.number > 0 or line.type in {_OWN_ITEMS} as own,
            case when variant.number = 0 then 'Catalog, Search'
                 else 'Not Visible Individually' end as visibility,
            line.attribute_set, line.price, line.websites, line.weight, line.decimals,
            line.number * 31 + variant.number * 7 + :seed as x
        from sample_line as line
        join sample_variant as variant on variant.variants = line.variants
        order by line.number, variant.number
        limit :products
    ) as made
"""

_ITEMS = f"""
    insert into source_item (product_id, source_id, quantity, in_stock, notify_below)
    select
        product_id, source_id,
        units * 10000 + case when decimals and units > 0 then h % 4 * 2500 else 0 end,
        units > 0 and h % 41 <> 0,
        case when h % 37 = 0 then 100000 end
    from (
        select product_id, source_id, decimals, h,
            case when h < 60 then 0 when h < 160 then 1 + h % 5 else 6 + h % 134 end as units
        from (
            select p.id as product_id, place.source_id, p.decimals,
                (p.id * 7919 + place.source_id * 104729 + :seed * 17) % 1000 as h
            from product as p
            cross join sample_place as place
            where p.type in {_OWN_ITEMS}
                and place.pattern = (p.id * 31 + :seed) % :patterns
        ) as placed
    ) as counted
"""

_MOVEMENTS = """
    insert into movement (
        operation_id, product_id, source_id, quantity_after, in_stock_after, notify_after)
    select :operation, product_id, source_id, quantity, in_stock, notify_below from source_item
"""


def add_products(
    transaction: Transaction,
    lines: Sequence[LineRow],
    variants: Sequence[VariantRow],
    products: int,
    seed: int,
) -> None:
    """Add the first ``products`` of all lines with their variants, in this order.

    Codes and names are plain ASCII: their keys are made by the database's ``lower``.
    """
    connection = transaction.connection
    _fill(transaction, _line, lines)
    _fill(transaction, _variant, variants)
    connection.execute(text(_PRODUCTS), {"seed": seed, "products": products})


def add_items(transaction: Transaction, patterns: Sequence[Sequence[int]], seed: int) -> None:
    """Add source items: each product lies at the sources (ids) of one of the patterns."""
    rows = [
        (number, source_id)
        for number, sources in enumerate(patterns)
        for source_id in sorted(sources)
    ]
    _fill(transaction, _place, rows)
    transaction.connection.execute(text(_ITEMS), {"seed": seed, "patterns": len(patterns)})


def record_items(transaction: Transaction, operation: int) -> None:
    """Write every source item into the history, as what one operation put there."""
    transaction.connection.execute(text(_MOVEMENTS), {"operation": operation})


def _fill(transaction: Transaction, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    connection = transaction.connection
    connection.exec_driver_sql(f"drop table if exists {table.name}")
    table.create(connection)
    names = [column.name for column in table.columns]
    for some in chunks(rows, _AT_ONCE):
        insert_rows(connection, table, names, some)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"analyze {table.name}")
