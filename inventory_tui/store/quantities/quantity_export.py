"""Source items on their way into a file: by source code, then SKU, as they are asked for."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from sqlalchemy import ColumnElement, Connection, String, select

from inventory_tui.domain.labels import key_of
from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.products.chosen import choose, within
from inventory_tui.store.tables import product, source, source_item

_AT_ONCE = 10_000

ExportedRow = tuple[str, str, bool, int]
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
) -> Generator[ExportedRow, None, None]:
    """Return the source items that match, one source after the other.

    Args:
        source_code: Compared whole; ``*`` stands for any characters.
        sku: The same.
        product_ids: Only of these products.
    """
    sources = select(source.c.id, source.c.code).order_by(source.c.code_key)
    if source_code is not None:
        sources = sources.where(_matches(source.c.code_key, source_code))
    wanted = []
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
    for source_id, code in connection.execute(sources).all():
        with connection.execute(
            select(product.c.sku, source_item.c.in_stock, source_item.c.quantity)
            .select_from(source_item)
            .join(product, product.c.id == source_item.c.product_id)
            .where(source_item.c.source_id == source_id, *wanted)
            .order_by(product.c.sku_key),
            execution_options={"yield_per": _AT_ONCE},
        ) as rows:
            for found, is_in, parts in rows:
                yield code, found, is_in, parts


def _matches(column: ColumnElement[str], pattern: str) -> ColumnElement[bool]:
    pattern = key_of(pattern.strip())
    if "*" not in pattern:
        return column == pattern
    parts = [
        part.replace("/", "//").replace("%", "/%").replace("_", "/_")
        for part in pattern.split("*")
    ]
    return column.cast(String).like("%".join(parts), escape="/")
