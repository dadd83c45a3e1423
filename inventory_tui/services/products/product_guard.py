"""What is looked at before a product changes: who holds it, and what it is a part of."""

from __future__ import annotations

from inventory_tui.domain.composite import named
from inventory_tui.domain.errors import ChangedElsewhere, Kind, Refused
from inventory_tui.domain.labels import visible
from inventory_tui.domain.product import Product, ProductType
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr


def held(transaction: Transaction, sku: str, seen_version: int | None = None) -> Product:
    """Return the product as it is once nobody else can change it, nor its units.

    Raises:
        Refused: There is no such product.
        ChangedElsewhere: It was changed after the version a person saw.
    """
    found = _known(transaction, sku)
    more = transaction.units.rows_of([found.id]).get(found.id, [])
    transaction.lock_products(sorted([found.id, *more]))
    product = _known(transaction, sku)
    if seen_version is not None and product.version != seen_version:
        raise ChangedElsewhere(
            tr("{sku} was changed on another terminal.", sku=visible(product.sku))
        )
    return product


def _known(transaction: Transaction, sku: str) -> Product:
    """The product a SKU names; of one in several units, its first, where none is named."""
    return transaction.products.by_sku(sku) or transaction.products.whole(sku)


def refuse_flag(sku: str, kind: ProductType) -> None:
    """Refuse the own status of a product that has one at each of its sources.

    Raises:
        Refused: ``locked_field``.
    """
    if kind.has_source_items:
        raise Refused(
            Kind.LOCKED_FIELD,
            tr(
                "{sku} is {type}: its status is that of its rows at sources; set it there.",
                sku=sku,
                type=kind,
            ),
            field="status",
        )


def refuse_open(transaction: Transaction, product: Product, not_done: str) -> None:
    """Refuse a deed while orders hold units of the product.

    Args:
        not_done: What is not done: ``MH01 is not deleted``.

    Raises:
        Refused: ``open_reservations``, naming what stays open.
    """
    if stays := what_stays_open(transaction, product):
        raise Refused(
            Kind.OPEN_RESERVATIONS,
            tr(
                "{not_done}: {stays}. Finish or cancel the orders first, or force it; "
                "they stay open then.",
                not_done=not_done,
                stays=stays,
            ),
            field="sku",
        )


def what_stays_open(transaction: Transaction, product: Product) -> str:
    """Name what is reserved of a product, empty where nothing is."""
    names = {stock.id: stock.name for stock in transaction.stocks.all()}
    reserved = [
        tr(
            "{units} held in {stock}",
            units=-level.reserved,
            stock=names.get(level.stock_id, level.stock_id),
        )
        for level in transaction.levels.of_product(product.id)
        if level.reserved
    ]
    orders = [hold.order for hold in transaction.reservations.holds(product.id)]
    road = [
        tr(
            "{quantity} on the road {origin} → {destination}",
            quantity=one.quantity,
            origin=one.origin,
            destination=one.destination,
        )
        for one in transaction.transfers.on_the_road([product.id])
    ]
    if not reserved and not orders:
        return ", ".join(road)
    held = ", ".join(reserved) + (
        tr(" for orders {orders}", orders=named(orders)) if orders else ""
    )
    return ", ".join([held, *road])
