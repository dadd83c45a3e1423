"""Which product a GTIN names: one at most, however many zeros stand before the number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    func,
    literal_column,
    or_,
    select,
)

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.filters import Value
from inventory_tui.domain.scans import bare_gtin
from inventory_tui.store.filtering import whole
from inventory_tui.store.tables import product, product_option

_AT_ONCE = 5_000

# written out as the index has them: with values that are bound it would not be used
BARE: ColumnElement[str] = func.ltrim(product_option.c.value, literal_column("'0'"))
IS_GTIN: ColumnElement[bool] = product_option.c.key == literal_column("'gtin'")


def named_by(connection: Connection, codes: Iterable[str]) -> dict[str, tuple[int, str, str]]:
    """Return id, SKU and name of the products these GTINs name, by the bare number."""
    found: dict[str, tuple[int, str, str]] = {}
    for some in chunks(sorted({bare_gtin(code) for code in codes}), _AT_ONCE):
        rows = connection.execute(
            select(BARE, product.c.id, product.c.sku, product.c.name)
            .join(product, product.c.id == product_option.c.product_id)
            .where(and_(IS_GTIN, BARE.in_(some)), product.c.deleted_by.is_(None))
        )
        found.update((bare, (id, sku, name)) for bare, id, sku, name in rows)
    return found


def with_gtin(values: Sequence[Value]) -> Select[Any]:
    """SQL: the ids of the products whose GTIN is one of these, wildcards included."""
    plain = [bare_gtin(value.pieces[0]) for value in values if not value.has_wildcard]
    patterns = [value for value in values if value.has_wildcard]
    conditions: list[ColumnElement[bool]] = [BARE.in_(plain)] if plain else []
    conditions += [whole(product_option.c.value, patterns)] if patterns else []
    return select(product_option.c.product_id).where(IS_GTIN, or_(*conditions))
