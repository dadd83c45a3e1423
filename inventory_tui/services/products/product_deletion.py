"""Deleting a product: its rows, settings and parts go, orders keep naming it (spec 1.6)."""

from __future__ import annotations

from inventory_tui.domain.composite import NOTHING, named
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.services.products import composing
from inventory_tui.services.products.product_guard import held, refuse_open, what_stays_open
from inventory_tui.services.products.product_rows import remove_rows
from inventory_tui.store.database import Database
from inventory_tui.store.products.product_deletion import forget_subscriptions


def delete(database: Database, sku: str, *, force: bool = False, cause: Cause) -> Receipt:
    """Delete a product with its source items and settings; orders keep naming it.

    It leaves the products it is a part of, and its own parts stay; the receipt's warnings
    name both.

    Args:
        force: Also where orders still hold units of it; they stay open.

    Raises:
        Refused: There is no such product, or orders hold units of it.
    """
    with database.write() as transaction:
        product = held(transaction, sku)
        stays = what_stays_open(transaction, product)
        if not force:
            refuse_open(transaction, product, f"{product.sku} is not deleted")
        operation = transaction.journal.begin(Deed.PRODUCT_DELETED, cause, reason="deleted")
        children = transaction.parts.of([product.id]).get(product.id, NOTHING).every_part
        parents = composing.let_go(transaction, operation, product)
        rows, gone = remove_rows(transaction, operation, product)
        transaction.products.delete(product.id, operation)
        forget_subscriptions(transaction.connection, [product.id])
        transaction.parts.forget([product.id])
        transaction.journal.changed(
            operation, "product", product.id, product.sku, {"*": product.sku}, {"*": None}
        )
        summary = f"Deleted {product.sku}" + (
            f", {gone} units at {rows} source{'s' * (rows != 1)}" if rows else ""
        )
        counts: dict[str, int | str] = {"deleted": 1, "rows": rows, "units": str(-gone)}
        transaction.journal.finish(operation, summary=summary, units=-gone, counts=counts)
    warnings = []
    if stays:
        warnings.append(f"Still open: {stays}.")
    if parents:
        warnings.append(f"It is no longer a part of {named(parents)}.")
    if children:
        skus = dict.fromkeys(part.sku for part in children)
        warnings.append(f"What it was made of stays: {named(skus)}.")
    return Receipt(operation, Deed.PRODUCT_DELETED, counts, summary, tuple(warnings))
