"""Short questions about many products by their SKU."""

from __future__ import annotations

from collections.abc import Iterable

from inventory_tui.domain.product import ProductType
from inventory_tui.services.products.salability import all_known
from inventory_tui.store.database import Database


def types_of(database: Database, skus: Iterable[str]) -> dict[str, ProductType]:
    """Return the types of products by SKU as it is stored; unknown ones are missing."""
    with database.read() as transaction:
        found = transaction.products.by_skus(skus)
    return {product.sku: product.type for product in found.values()}


def ids_of(database: Database, skus: Iterable[str]) -> dict[str, int]:
    """Return the ids of products by SKU as it is stored.

    Raises:
        Refused: Some are unknown; each is named.
    """
    with database.read() as transaction:
        found = all_known(transaction, skus)
    return {product.sku: product.id for product in found.values()}
