"""The low-stock limit in force of a product at a source, also where it has no row."""

from __future__ import annotations

from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.database import Database


def limit(database: Database, sku: str, source: str) -> Quantity:
    """Return below which quantity a row of a product at a source is low.

    The row's own limit, else the product's, else the global one.

    Raises:
        Refused: ``unknown_product``; ``unknown_source``.

    Source: spec 1.9, *Fallback order*.
    """
    with database.read() as transaction:
        product = transaction.products.known(sku)
        place = transaction.sources.known(source)
        items = transaction.source_items.of_products([product.id], [place.id])
        item = items.get((product.id, place.id))
        if item is not None and item.notify_below is not None:
            return item.notify_below
        return transaction.products.rules([product.id])[product.id].notify_below
