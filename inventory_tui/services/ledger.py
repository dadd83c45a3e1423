"""Questions about reservations: what orders hold, and every row that says so."""

from __future__ import annotations

from inventory_tui.store.database import Database
from inventory_tui.store.reservations import Hold, Reservation

__all__ = ["Hold", "Reservation", "holds", "reservations"]


def reservations(
    database: Database,
    *,
    sku: str | None = None,
    order: str | None = None,
    newest: int | None = None,
) -> list[Reservation]:
    """Return rows of the ledger, oldest first.

    Args:
        sku: Only those of this product.
        order: Only those of this order.
        newest: Only so many, the latest ones.

    Raises:
        Refused: ``unknown_product``; ``unknown_order``.
    """
    with database.read() as transaction:
        return transaction.reservations.rows(
            product_id=None if sku is None else transaction.products.known(sku).id,
            order_id=None if order is None else transaction.orders.known(order).id,
            newest=newest,
        )


def holds(database: Database, sku: str, *, limit: int | None = None) -> list[Hold]:
    """Return what open orders hold of a product, oldest order first.

    Raises:
        Refused: ``unknown_product``.
    """
    with database.read() as transaction:
        product = transaction.products.known(sku)
        return transaction.reservations.holds(product.id, limit=limit)
