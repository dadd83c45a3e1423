"""Products: added, edited, renamed; the other deeds and questions of their life beside it.

Identity is an id: an SKU is a label that can change at any time, and a deleted product
leaves a tombstone that orders and history point to (spec 1.6, R8).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from inventory_tui.domain.composite import NOTHING, Composition, counted
from inventory_tui.domain.composition_text import COMPOSITION, FIELD_OF
from inventory_tui.domain.errors import InvalidInput, Kind, Refused
from inventory_tui.domain.fields import read_form
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.options import OPTIONS
from inventory_tui.domain.product import Product, ProductType
from inventory_tui.domain.product_form import check_amounts, read_product, text_of, unset
from inventory_tui.domain.source import DEFAULT_SOURCE_CODE
from inventory_tui.services.products import composing
from inventory_tui.services.products.browsing import products
from inventory_tui.services.products.composites import of_product, put
from inventory_tui.services.products.duplicating import duplicate
from inventory_tui.services.products.product_deletion import delete
from inventory_tui.services.products.product_guard import held
from inventory_tui.services.products.product_questions import ids_of, types_of
from inventory_tui.services.products.product_rows import add_default_row
from inventory_tui.services.products.product_types import change_type
from inventory_tui.services.products.showing import (
    ItemShown,
    ProductShown,
    SettingShown,
    StockShown,
    show,
)
from inventory_tui.services.products.showing_parts import PartShown
from inventory_tui.services.quantities.explaining import Why, WhyTerm, explain
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.products.products import sku_taken

__all__ = [
    "ItemShown",
    "PartShown",
    "ProductShown",
    "SettingShown",
    "StockShown",
    "Why",
    "WhyTerm",
    "add",
    "change_type",
    "delete",
    "duplicate",
    "edit",
    "explain",
    "ids_of",
    "products",
    "rename",
    "show",
    "types_of",
]

_COMPOSITION = frozenset(field.name for field in COMPOSITION)


def add(database: Database, sku: str, typed: Mapping[str, str], *, cause: Cause) -> Receipt:
    """Add a product; one whose quantities lie at sources gets a row at the Default Source.

    Args:
        typed: Its fields as typed (`domain.product_form.PRODUCT`, and of a composite what it
            is made of, `domain.composition_text.COMPOSITION`); without a name it is named
            after its SKU.

    Raises:
        InvalidInput: Fields are unknown or wrong; each has its sentence.
        Refused: The SKU is taken, or it cannot be made of the products named.
    """
    own, parts = _split(typed)
    values = read_product({"name": sku, **own, "sku": sku}, partial=False)
    if "status" in own:
        _refuse_flag(values["sku"], values["type"])
    wished = _read_parts(parts)
    with database.write() as transaction:
        product = transaction.products.add(values)
        _check_amounts(transaction, product.id)
        operation = transaction.journal.begin(Deed.PRODUCT_ADDED, cause, reason="added")
        transaction.journal.changed(
            operation, "product", product.id, product.sku, {"*": None}, {"*": product.sku}
        )
        what = ""
        if product.type.has_source_items:
            what = f", with a row at {DEFAULT_SOURCE_CODE}"
            add_default_row(transaction, operation, product)
        if wished:
            made_of = _made_of(transaction, product, NOTHING, wished)
            transaction.products.update(product.id, {"ship_together": made_of.ship_together})
            transaction.parts.put({product.id: made_of})
            what = f", {counted(product.type, len(made_of))}"
        summary = f"Added {product.sku}{what}"
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
        typed: The fields to change, as typed (`domain.product_form.PRODUCT`, and of a
            composite what it is made of, `domain.composition_text.COMPOSITION`).
        seen_version: The version the person saw; None does not check.

    Raises:
        InvalidInput: Fields are unknown or wrong; each has its sentence.
        Refused: There is no such product, the new SKU is taken, a field is locked, or it
            cannot be made of the products named.
        ChangedElsewhere: It was changed after the person saw it.
    """
    own, parts = _split(typed)
    values = read_product(own, partial=True)
    wished = _read_parts(parts)
    if not values and not wished:
        raise Refused(Kind.NOTHING_GIVEN, "Name a field: FIELD=VALUE, such as threshold=5.")
    return _change(database, sku, values, wished, Deed.PRODUCT_EDITED, cause, seen_version)


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
    return _change(database, sku, values, {}, Deed.PRODUCT_RENAMED, cause, seen_version)


def _change(
    database: Database,
    sku: str,
    values: Mapping[str, Any],
    wished: Mapping[str, Any],
    deed: Deed,
    cause: Cause,
    seen_version: int | None,
) -> Receipt:
    with database.write() as transaction:
        product = held(transaction, sku, seen_version)
        before = {key: _value(product, key) for key in values}
        changed = {key: value for key, value in values.items() if value != before[key]}
        _check_change(transaction, product, values, changed)
        was = made_of = NOTHING
        if wished:
            was = of_product(transaction, product)
            made_of = _made_of(transaction, product, was, wished)
        if not changed and made_of == was:
            return Receipt(None, deed, {"changed": 0}, "Nothing changed.")
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
        words = [
            f"{key} {_shown(before[key])} → {_shown(value)}" for key, value in changed.items()
        ]
        also = 0
        if made_of != was:
            said, also = put(transaction, operation, product, was, made_of)
            words.append(said.partition(": ")[2])
        summary = f"{product.sku}: {', '.join(words)}"
        counts: dict[str, int | str] = {"changed": len(changed) + also}
        transaction.journal.finish(operation, summary=summary, counts=counts)
    return Receipt(operation, deed, counts, summary)


def _split(typed: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The product's own fields, and those that say what it is made of."""
    own = {name: text for name, text in typed.items() if name not in _COMPOSITION}
    return own, {name: text for name, text in typed.items() if name in _COMPOSITION}


def _read_parts(typed: Mapping[str, str]) -> dict[str, Any]:
    return read_form(COMPOSITION, typed, partial=True)


def _made_of(
    transaction: Transaction, product: Product, now: Composition, wished: Mapping[str, Any]
) -> Composition:
    """What a product would be made of, its parts found and held."""
    field = FIELD_OF.get(product.type)
    for name in wished:
        if name != field and not (name == "ship" and product.type is ProductType.BUNDLE):
            instead = f"name its {field}." if field else "it lies at sources, and has no parts."
            raise InvalidInput(
                {name: f"{product.sku} is {product.type}: {instead}"}, Kind.LOCKED_FIELD
            )
    if field is not None and field in wished:
        parts = wished[field] or ()
        now = (
            replace(now, options=parts)
            if product.type is ProductType.BUNDLE
            else replace(now, parts=parts)
        )
    together = wished.get("ship")
    wanted = now if together is None else replace(now, ship_together=together)
    found = composing.found_in(transaction, product.sku, product.type, wanted)
    transaction.lock_products(sorted(found.child_ids))
    composing.check_together(transaction, product.sku, found)
    return found


def _check_change(
    transaction: Transaction,
    product: Product,
    values: Mapping[str, Any],
    changed: Mapping[str, Any],
) -> None:
    kind = changed.get("type")
    if kind is not None and not (kind.has_source_items and product.type.has_source_items):
        raise Refused(
            Kind.LOCKED_FIELD,
            f"Type: {product.sku} is {product.type}; `products type` changes what lies where "
            "with it.",
            field="type",
        )
    if "parent_in_stock" in values:
        _refuse_flag(product.sku, product.type)
    new = changed.get("sku")
    if new is not None and key_of(new) != key_of(product.sku):
        taken = transaction.products.by_sku(new)
        if taken is not None:
            raise sku_taken(taken.sku)


def _refuse_flag(sku: str, kind: ProductType) -> None:
    if kind.has_source_items:
        raise Refused(
            Kind.LOCKED_FIELD,
            f"{sku} is {kind}: its status is that of its rows at sources; set it there.",
            field="status",
        )


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
