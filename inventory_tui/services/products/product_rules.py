"""The settings of a product that hold: its own, else those for all (spec 1.9)."""

from __future__ import annotations

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.product import StockRules
from inventory_tui.domain.stock import Coverage
from inventory_tui.store.database import Database
from inventory_tui.store.products.tombstones import was_deleted
from inventory_tui.wording import tr


def rules_of(database: Database, sku: str, stock: str | None = None) -> StockRules:
    """Return the settings of a product that hold; they are the same in every stock.

    A product that left the catalogue counts as managed: its ledger is still to be closed.

    Args:
        stock: The stock they are asked for; the Default Stock takes any product.

    Raises:
        Refused: There is no such product or stock, or the product is at no source of it.
    """
    with database.read() as transaction:
        product = transaction.products.by_sku(sku)
        if product is None and was_deleted(transaction.connection, sku):
            return StockRules()
        product = transaction.products.known(sku)
        if stock is not None:
            pool = transaction.stocks.known(stock)
            level = transaction.levels.get(pool.id, [product.id]).get(product.id)
            there = level is not None and level.coverage is not Coverage.NONE
            if not pool.is_default and product.type.has_source_items and not there:
                raise Refused(
                    Kind.SKU_NOT_ASSIGNED_TO_STOCK,
                    tr("{sku} is at no source of {stock}.", sku=product.sku, stock=pool.name),
                    field="sku",
                )
        return transaction.products.rules([product.id])[product.id]


def counts_stock(database: Database, sku: str) -> bool:
    """Return whether quantities of a product are tracked; not of one that is gone.

    Raises:
        Refused: There never was such a product.
    """
    with database.read() as transaction:
        if transaction.products.by_sku(sku) is None and was_deleted(
            transaction.connection, sku
        ):
            return False
        product = transaction.products.known(sku)
        return transaction.products.rules([product.id])[product.id].manage_stock
