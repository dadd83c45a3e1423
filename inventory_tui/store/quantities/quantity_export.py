"""Source items on their way into a file: by source code, then SKU, as they are asked for."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    String,
    and_,
    func,
    or_,
    select,
)

from inventory_tui.domain.aside import Kept
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.products.chosen import choose, within
from inventory_tui.store.quantities.set_asides import units_aside
from inventory_tui.store.tables import item_reference, product, source, source_item

_AT_ONCE = 500  # what stays in a processor's cache

_PLACES = 2**40
"""More than there are products."""

ExportedRow = Sequence[Any]
"""Source code, SKU, In Stock, ten-thousandths."""


def exported(
    connection: Connection,
    *,
    source_code: str | None = None,
    sku: str | None = None,
    in_stock: bool | None = None,
    at_least: Quantity | None = None,
    at_most: Quantity | None = None,
    product_ids: Sequence[int] | None = None,
    more: bool = False,
) -> Generator[Sequence[ExportedRow], None, None]:
    """Return the source items that match, some hundreds at once.

    Args:
        source_code: Compared whole; ``*`` stands for any characters.
        sku: The same.
        product_ids: Only of these products.
        more: Also the safety stock in ten-thousandths, and the name other systems gave it.
    """
    wanted = []
    if source_code is not None:
        named = _matches(source.c.code_key, source_code)
        if "*" not in source_code:
            named = or_(named, source.c.erc_key == key_of(source_code.strip()))
        wanted.append(named)
    if sku is not None:
        wanted.append(_matches(product.c.sku_key, sku))
    if in_stock is not None:
        wanted.append(source_item.c.in_stock if in_stock else ~source_item.c.in_stock)
    if at_least is not None:
        wanted.append(source_item.c.quantity >= at_least.parts)
    if at_most is not None:
        wanted.append(source_item.c.quantity <= at_most.parts)
    if product_ids is not None:
        scope = choose(connection, product_ids, name="exported")
        wanted += within(source_item.c.product_id, scope)
    products: FromClause = product
    sources: FromClause = source
    order: list[ColumnElement[Any]] = [source.c.code_key, product.c.sku_key]
    if not wanted and connection.dialect.name == "postgresql":
        # millions of rows are put in order by one number in half the time of two texts
        products = _numbered(product.c.sku, product.c.sku_key)
        sources = _numbered(source.c.code, source.c.code_key)
        order = [sources.c.place * _PLACES + products.c.place]
    query = (
        select(sources.c.code, products.c.sku, source_item.c.in_stock, source_item.c.quantity)
        .select_from(source_item)
        .join(products, products.c.id == source_item.c.product_id)
        .join(sources, sources.c.id == source_item.c.source_id)
        .where(*wanted)
        .order_by(*order)
    )
    if more:
        row = item_reference.c
        query = query.add_columns(
            units_aside(any_aside=True, kinds=(Kept.SAFETY,)), row.erc
        ).outerjoin(
            item_reference,
            and_(
                row.product_id == source_item.c.product_id,
                row.source_id == source_item.c.source_id,
            ),
        )
    # as the driver gives them: making SQLAlchemy's rows of them is half of the time
    with _cursor(connection, query) as rows:
        while block := rows.fetchmany(_AT_ONCE):
            yield block


def _numbered(label: Column[Any], key: Column[Any]) -> FromClause:
    """What a table calls its rows, and the place of each in the order of a key."""
    place = func.row_number().over(order_by=key).label("place")
    return select(label.table.c.id, label, place).subquery()


@contextmanager
def _cursor(connection: Connection, query: Select[Any]) -> Iterator[Any]:
    """The driver's own cursor over a query; PostgreSQL keeps the rows on its side."""
    if connection.dialect.name == "sqlite":
        with connection.execute(query) as result:
            yield result.cursor
        return
    compiled = query.compile(dialect=connection.dialect)
    connection.exec_driver_sql("set local cursor_tuple_fraction = 1")  # all will be fetched
    driver: Any = connection.connection.driver_connection
    with driver.cursor("exported", binary=True) as cursor:
        cursor.execute(str(compiled), compiled.params)
        yield cursor


def _matches(column: ColumnElement[str], pattern: str) -> ColumnElement[bool]:
    pattern = key_of(pattern.strip())
    if "*" not in pattern:
        return column == pattern
    parts = [
        part.replace("/", "//").replace("%", "/%").replace("_", "/_")
        for part in pattern.split("*")
    ]
    return column.cast(String).like("%".join(parts), escape="/")
