"""What one stock holds and can promise of one product, for programs that ask for a number."""

from __future__ import annotations

from dataclasses import dataclass

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.labels import visible
from inventory_tui.domain.quantity import ZERO, Quantity, total
from inventory_tui.domain.stock import Coverage
from inventory_tui.services.products.salability import statuses_of
from inventory_tui.store.database import Database
from inventory_tui.wording import tr


@dataclass(frozen=True, slots=True)
class Holding:
    """What lies of a product for a stock, reservations aside."""

    quantity: Quantity
    """Usable units: In Stock rows at enabled sources; 0 of a composite."""
    is_salable: bool


def salable_quantity(database: Database, sku: str, stock: str) -> Quantity:
    """Return what is left to promise of a product in a stock, by its quantities alone.

    Where its stock is not managed any amount may be sold; the number is what it would be.

    Args:
        stock: Its name or its id.

    Raises:
        Refused: ``unknown_product``; ``unknown_stock``; ``type_has_no_source_items``: a
            composite has no number of its own.

    Source: spec 2.1.
    """
    with database.read(whole=True) as transaction:
        product = transaction.products.known(sku)
        pool = transaction.stocks.known(stock)
        if not product.type.has_source_items:
            raise Refused(
                Kind.TYPE_HAS_NO_SOURCE_ITEMS,
                tr(
                    "{sku} is {type}: what can be sold follows from its parts.",
                    sku=visible(product.sku),
                    type=product.type,
                ),
                field="sku",
            )
        salable = statuses_of(transaction, [product.id], pool.id)[product.id].salable
        if salable is not None:
            return salable
        level = transaction.levels.get(pool.id, [product.id]).get(product.id)
        if level is None or level.coverage is not Coverage.IN_STOCK:
            return ZERO
        rules = transaction.products.rules([product.id])[product.id]
        return level.for_sale + level.reserved - rules.effective_threshold


def holding(database: Database, sku: str, stock: str) -> Holding | None:
    """Return what lies of a product for a stock; None where no enabled source has a row.

    Raises:
        Refused: ``unknown_product``; ``unknown_stock``.
    """
    with database.read(whole=True) as transaction:
        product = transaction.products.known(sku)
        pool = transaction.stocks.known(stock)
        status = statuses_of(transaction, [product.id], pool.id)[product.id]
        if not product.type.has_source_items:
            return Holding(ZERO, status.is_salable)
        serving = [link.source_id for link in pool.sources if link.enabled]
        rows = transaction.source_items.of_products([product.id], serving).values()
        if not rows:
            return None
        return Holding(total(row.quantity for row in rows if row.in_stock), status.is_salable)
