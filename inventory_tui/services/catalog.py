"""Products: added, edited, renamed, deleted, and shown one by one.

Identity is an id: an SKU is a label that can change at any time, and a deleted product
leaves a tombstone that orders and history point to (spec 1.6, R8).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inventory_tui.domain.errors import ChangedElsewhere, Kind, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.options import OPTIONS
from inventory_tui.domain.product import Product
from inventory_tui.domain.product_form import check_amounts, read_product, text_of, unset
from inventory_tui.domain.quantity import ZERO, total
from inventory_tui.domain.source import DEFAULT_SOURCE_CODE, DEFAULT_SOURCE_ID
from inventory_tui.services.browsing import products
from inventory_tui.services.explaining import Why, WhyTerm, explain
from inventory_tui.services.showing import (
    ItemShown,
    ProductShown,
    SettingShown,
    StockShown,
    show,
)
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.journal import Movement
from inventory_tui.store.products import sku_taken

__all__ = [
    "ItemShown",
    "ProductShown",
    "SettingShown",
    "StockShown",
    "Why",
    "WhyTerm",
    "add",
    "delete",
    "edit",
    "explain",
    "products",
    "rename",
    "show",
]


def add(database: Database, sku: str, typed: Mapping[str, str], *, cause: Cause) -> Receipt:
    """Add a product; one whose quantities lie at sources gets a row at the Default Source.

    Args:
        typed: Its fields as typed (`domain.product_form.PRODUCT`); without a name it is
            named after its SKU.

    Raises:
        InvalidInput: Fields are unknown or wrong; each has its sentence.
        Refused: The SKU is taken.
    """
    values = read_product({"name": sku, **typed, "sku": sku}, partial=False)
    with database.write() as transaction:
        product = transaction.products.add(values)
        _check_amounts(transaction, product.id)
        operation = transaction.journal.begin(Deed.PRODUCT_ADDED, cause, reason="added")
        transaction.journal.changed(
            operation, "product", product.id, product.sku, {"*": None}, {"*": product.sku}
        )
        where = ""
        if product.type.has_source_items:
            where = f", with a row at {DEFAULT_SOURCE_CODE}"
            transaction.source_items.add([(product.id, DEFAULT_SOURCE_ID, ZERO, True, None)])
            transaction.journal.moved(
                operation, [Movement(product.id, DEFAULT_SOURCE_ID, None, 0, None, True)]
            )
            transaction.levels.refresh([product.id])
        summary = f"Added {product.sku}{where}"
        counts: dict[str, int | str] = {"created": 1}
        transaction.journal.finish(operation, summary=summary, counts=counts)
    return Receipt(operation, Deed.PRODUCT_ADDED, counts, summary)


def edit(
    database: Database,
    sku: str,
    typed: Mapping[str, str],
    *,
    cause: Cause,
    seen_version: int | None = None,
) -> Receipt:
    """Change fields of a product; ``default`` takes a setting back to the inherited value.

    Args:
        typed: The fields to change, as typed (`domain.product_form.PRODUCT`).
        seen_version: The version the person saw; None does not check.

    Raises:
        InvalidInput: Fields are unknown or wrong; each has its sentence.
        Refused: There is no such product, the new SKU is taken, or a field is locked.
        ChangedElsewhere: It was changed after the person saw it.
    """
    values = read_product(typed, partial=True)
    if not values:
        raise Refused(Kind.NOTHING_GIVEN, "Name a field: FIELD=VALUE, such as threshold=5.")
    return _change(database, sku, values, Deed.PRODUCT_EDITED, cause, seen_version)


def rename(
    database: Database, sku: str, new: str, *, cause: Cause, seen_version: int | None = None
) -> Receipt:
    """Give a product another SKU, at once and everywhere.

    Raises:
        InvalidInput: The new SKU cannot be one.
        Refused: There is no such product, or the new SKU is taken.
        ChangedElsewhere: It was changed after the person saw it.
    """
    values = read_product({"sku": new}, partial=True)
    return _change(database, sku, values, Deed.PRODUCT_RENAMED, cause, seen_version)


def _change(
    database: Database,
    sku: str,
    values: Mapping[str, Any],
    deed: Deed,
    cause: Cause,
    seen_version: int | None,
) -> Receipt:
    with database.write() as transaction:
        product = _held(transaction, sku)
        if seen_version is not None and product.version != seen_version:
            raise ChangedElsewhere(f"{product.sku} was changed on another terminal.")
        before = {key: _value(product, key) for key in values}
        changed = {key: value for key, value in values.items() if value != before[key]}
        if not changed:
            return Receipt(None, deed, {"changed": 0}, "Nothing changed.")
        _check_change(transaction, product, changed)
        transaction.products.update(product.id, changed)
        _check_amounts(transaction, product.id)
        operation = transaction.journal.begin(deed, cause, reason="edited")
        transaction.journal.changed(
            operation,
            "product",
            product.id,
            product.sku,
            {key: text_of(before[key]) for key in changed},
            {key: text_of(value) for key, value in changed.items()},
        )
        if any(key in OPTIONS and OPTIONS[key].affects_salable for key in changed):
            transaction.levels.refresh([product.id])
        summary = f"{product.sku}: " + ", ".join(
            f"{key} {_shown(before[key])} → {_shown(value)}" for key, value in changed.items()
        )
        counts: dict[str, int | str] = {"changed": len(changed)}
        transaction.journal.finish(operation, summary=summary, counts=counts)
    return Receipt(operation, deed, counts, summary)


def delete(database: Database, sku: str, *, force: bool = False, cause: Cause) -> Receipt:
    """Delete a product with its source items and settings; orders keep naming it.

    Args:
        force: Also where orders still hold units of it; they stay open.

    Raises:
        Refused: There is no such product, or orders hold units of it.
    """
    with database.write() as transaction:
        product = _held(transaction, sku)
        stays = _what_stays_open(transaction, product)
        if stays and not force:
            raise Refused(
                Kind.OPEN_RESERVATIONS,
                f"{product.sku} is not deleted: {stays}. Finish or cancel the orders first, "
                "or force it; they stay open then.",
                field="sku",
            )
        operation = transaction.journal.begin(Deed.PRODUCT_DELETED, cause, reason="deleted")
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
        transaction.products.delete(product.id, operation)
        transaction.journal.changed(
            operation, "product", product.id, product.sku, {"*": product.sku}, {"*": None}
        )
        transaction.levels.refresh([product.id])
        gone = total(item.quantity for item in items)
        summary = f"Deleted {product.sku}" + (
            f", {gone} units at {len(items)} source{'s' * (len(items) != 1)}" if items else ""
        )
        counts: dict[str, int | str] = {"deleted": 1, "rows": len(items), "units": str(-gone)}
        transaction.journal.finish(operation, summary=summary, units=-gone, counts=counts)
    warnings = (f"Still open: {stays}.",) if stays else ()
    return Receipt(operation, Deed.PRODUCT_DELETED, counts, summary, warnings)


def _held(transaction: Transaction, sku: str) -> Product:
    """The product as it is once nobody else can change it."""
    transaction.lock_products([transaction.products.known(sku).id])
    return transaction.products.known(sku)


def _what_stays_open(transaction: Transaction, product: Product) -> str:
    """Name what is reserved of a product, empty where nothing is."""
    names = {stock.id: stock.name for stock in transaction.stocks.all()}
    reserved = [
        f"{-level.reserved} held in {names.get(level.stock_id, level.stock_id)}"
        for level in transaction.levels.of_product(product.id)
        if level.reserved
    ]
    orders = [hold.order for hold in transaction.reservations.holds(product.id)]
    if not reserved and not orders:
        return ""
    named = ", ".join(orders[:5]) + (f" and {len(orders) - 5} more" if len(orders) > 5 else "")
    return ", ".join(reserved) + (f" for orders {named}" if orders else "")


def _check_change(
    transaction: Transaction, product: Product, changed: Mapping[str, Any]
) -> None:
    if "type" in changed:
        raise Refused(
            Kind.LOCKED_FIELD,
            f"Type: {product.sku} stays {product.type}; add another product instead.",
            field="type",
        )
    new = changed.get("sku")
    if new is not None and key_of(new) != key_of(product.sku):
        taken = transaction.products.by_sku(new)
        if taken is not None:
            raise sku_taken(taken.sku)


def _check_amounts(transaction: Transaction, product_id: int) -> None:
    rules = transaction.products.rules([product_id])[product_id]
    check_amounts(rules.min_cart_qty, rules.max_cart_qty)


def _value(product: Product, key: str) -> Any:
    """A field of a product; a setting it does not set itself is None."""
    if key not in OPTIONS:
        return getattr(product, key)
    return product.own.get(key, unset(key))


def _shown(value: object) -> str:
    text = text_of(value)
    return "default" if text is None else text or "–"
