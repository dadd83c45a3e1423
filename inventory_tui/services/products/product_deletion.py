"""Deleting a product: its rows, settings and parts go, orders keep naming it (spec 1.6)."""

from __future__ import annotations

from inventory_tui.domain.composite import NOTHING, named
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.quantity import ZERO
from inventory_tui.services.products import composing, unit_following
from inventory_tui.services.products.product_guard import held, refuse_open, what_stays_open
from inventory_tui.services.products.product_rows import remove_rows
from inventory_tui.store.database import Database
from inventory_tui.store.products import tombstones
from inventory_tui.store.products.product_deletion import forget_subscriptions
from inventory_tui.wording import tr, trn


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
        units = unit_following.check_deletion(transaction, product, sku)
        also = transaction.products.by_ids(
            unit.product_id for unit in units if not unit.is_first
        )
        several = [product, *also.values()]
        stays = "; ".join(filter(None, (what_stays_open(transaction, one) for one in several)))
        if not force:
            for one in several:
                refuse_open(transaction, one, tr("{sku} is not deleted", sku=one.sku))
        operation = transaction.journal.begin(Deed.PRODUCT_DELETED, cause, reason="deleted")
        children = transaction.parts.of([product.id]).get(product.id, NOTHING).every_part
        parents: list[str] = []
        rows, gone = 0, ZERO
        unit_following.forget(transaction, units)
        for one in several:
            parents += composing.let_go(transaction, operation, one)
            removed, left = remove_rows(transaction, operation, one)
            rows, gone = rows + removed, gone + left
            tombstones.bury(transaction.connection, one.id, operation)
            transaction.journal.changed(
                operation, "product", one.id, one.sku, {"*": one.sku}, {"*": None}
            )
        ids = [one.id for one in several]
        transaction.product_options.drop(ids)
        forget_subscriptions(transaction.connection, ids)
        transaction.parts.forget(ids)
        summary = tr("Deleted {skus}", skus=tr(" and ").join(one.sku for one in several))
        if rows:
            summary += trn(
                ", {units} units at {count} source",
                ", {units} units at {count} sources",
                rows,
                units=gone,
            )
        counts: dict[str, int | str] = {"deleted": 1, "rows": rows, "units": str(-gone)}
        transaction.journal.finish(operation, summary=summary, units=-gone, counts=counts)
    warnings = []
    if stays:
        warnings.append(tr("Still open: {stays}.", stays=stays))
    if parents:
        warnings.append(tr("It is no longer a part of {parents}.", parents=named(parents)))
    if children:
        skus = dict.fromkeys(part.sku for part in children)
        warnings.append(tr("What it was made of stays: {skus}.", skus=named(skus)))
    return Receipt(operation, Deed.PRODUCT_DELETED, counts, summary, tuple(warnings))
