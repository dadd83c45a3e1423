"""What stays of deleted products: rows that orders and history point to."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, null, select, update
from sqlalchemy.exc import IntegrityError

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.labels import key_of
from inventory_tui.store.products.product_columns import SETTINGS, SWITCHES
from inventory_tui.store.products.products import sku_taken
from inventory_tui.store.tables import product

_AT_ONCE = 5_000


def bury(connection: Connection, id: int, operation: int) -> None:
    """Leave a tombstone of a product; its settings go, and its SKU is free again."""
    cleared = {key: False if key in SWITCHES else null() for key in SETTINGS}
    connection.execute(
        update(product)
        .where(product.c.id == id)
        .values(deleted_by=operation, version=product.c.version + 1, **cleared)
    )


def among(connection: Connection, ids: Iterable[int]) -> set[int]:
    """Return those of these products that were deleted."""
    found: set[int] = set()
    for some in chunks(ids, _AT_ONCE):
        gone = select(product.c.id).where(
            product.c.id.in_(some), product.c.deleted_by.is_not(None)
        )
        found.update(connection.scalars(gone))
    return found


def revive(connection: Connection, id: int) -> None:
    """Bring a deleted product back, without the settings and quantities it had.

    Raises:
        Refused: Its SKU is another product's meanwhile.
    """
    sku = connection.execute(select(product.c.sku).where(product.c.id == id)).scalar_one()
    try:
        connection.execute(
            update(product)
            .where(product.c.id == id)
            .values(deleted_by=None, version=product.c.version + 1)
        )
    except IntegrityError as error:
        raise sku_taken(sku) from error


def was_deleted(connection: Connection, sku: str) -> bool:
    """Return whether a product of this SKU was deleted at some time."""
    gone = select(product.c.id).where(
        product.c.sku_key == key_of(sku), product.c.deleted_by.is_not(None)
    )
    return connection.execute(gone.limit(1)).first() is not None
