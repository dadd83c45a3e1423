"""Rows of one product at sources that come and go with the product itself."""

from __future__ import annotations

from collections.abc import Iterable

from inventory_tui.domain.product import Product
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.source import DEFAULT_SOURCE_ID, SourceItem
from inventory_tui.store.database import Transaction
from inventory_tui.store.history.journal import Movement


def add_default_row(transaction: Transaction, operation: int, product: Product) -> None:
    """Give a product its row at the Default Source: 0, In Stock (F-044)."""
    transaction.source_items.add([(product.id, DEFAULT_SOURCE_ID, ZERO, True, None)])
    transaction.journal.moved(
        operation, [Movement(product.id, DEFAULT_SOURCE_ID, None, 0, None, True)]
    )
    transaction.levels.refresh([product.id])


def add_empty_rows(
    transaction: Transaction, operation: int, product: Product, like: Iterable[SourceItem]
) -> int:
    """Give a product rows where another one has them: 0, Out of Stock; return how many."""
    rows = [(product.id, item.source_id, ZERO, False, item.notify_below) for item in like]
    transaction.source_items.add(rows)
    transaction.journal.moved(
        operation,
        (
            Movement(id, source, None, 0, None, False, None, None if own is None else own.parts)
            for id, source, _, _, own in rows
        ),
    )
    transaction.levels.refresh([product.id])
    return len(rows)


def remove_rows(
    transaction: Transaction, operation: int, product: Product
) -> tuple[int, Quantity]:
    """Delete a product's rows at all sources; return how many, and the units that lay there."""
    items = transaction.source_items.of_product(product.id)
    transaction.source_items.remove((item.product_id, item.source_id) for item in items)
    transaction.journal.moved(
        operation,
        (
            Movement(
                item.product_id,
                item.source_id,
                item.quantity.parts,
                None,
                item.in_stock,
                None,
                None if item.notify_below is None else item.notify_below.parts,
            )
            for item in items
        ),
    )
    transaction.levels.set_asides.drop(operation, [product.id])
    transaction.levels.refresh([product.id])
    return len(items), Quantity(sum(item.quantity.parts for item in items))
