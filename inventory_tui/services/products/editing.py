"""Products edited and renamed: whatever of one is to change, as one deed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.options import APART, OPTIONS
from inventory_tui.domain.product import Product
from inventory_tui.domain.product_form import unset
from inventory_tui.domain.unit import Unit
from inventory_tui.services.products import (
    composing,
    gtins,
    own_options,
    succession,
    unit_following,
)
from inventory_tui.services.products.channel_changes import changes, check_amounts_everywhere
from inventory_tui.services.products.composites import of_product
from inventory_tui.services.products.product_changes import Change, FieldsChange, put
from inventory_tui.services.products.product_dates import in_zone
from inventory_tui.services.products.product_guard import held, refuse_flag
from inventory_tui.services.products.product_wishes import Wishes, read_wishes
from inventory_tui.store.database import Database, Transaction
from inventory_tui.wording import tr


def edit(
    database: Database,
    sku: str,
    typed: Mapping[str, str],
    *,
    in_channels: Mapping[str, Mapping[str, str]] | None = None,
    cause: Cause,
    seen_version: int | None = None,
) -> Receipt:
    """Change fields of a product; ``default`` takes a setting back to the inherited value.

    Args:
        typed: The fields to change, as typed: those of `domain.product_form.PRODUCT`, of a
            composite what it is made of (`domain.composition_text.COMPOSITION`), and that it
            ends (`domain.product_life.SUCCESSION`).
        in_channels: Channel code → settings it shall have in that channel alone, as typed
            (`domain.options.OVERRIDABLE`).
        seen_version: The version the person saw; None does not check.

    Raises:
        InvalidInput: Fields are unknown or wrong; each has its sentence.
        Refused: There is no such product or channel, the new SKU is taken, a field is
            locked, or it cannot be made of the products named.
        ChangedElsewhere: It was changed after the person saw it.
    """
    wished = read_wishes(typed, partial=True)
    if not wished and not in_channels:
        raise Refused(Kind.NOTHING_GIVEN, tr("Name a field: FIELD=VALUE, such as threshold=5."))
    deed = Deed.PRODUCT_EDITED
    return _change(database, sku, wished, in_channels or {}, deed, cause, seen_version)


def rename(
    database: Database, sku: str, new: str, *, cause: Cause, seen_version: int | None = None
) -> Receipt:
    """Give a product another SKU, at once and everywhere.

    Raises:
        InvalidInput: The new SKU cannot be one.
        Refused: There is no such product, or the new SKU is taken.
        ChangedElsewhere: It was changed after the person saw it.
    """
    wished = read_wishes({"sku": new}, partial=True)
    return _change(database, sku, wished, {}, Deed.PRODUCT_RENAMED, cause, seen_version)


def _change(
    database: Database,
    sku: str,
    wished: Wishes,
    in_channels: Mapping[str, Mapping[str, str]],
    deed: Deed,
    cause: Cause,
    seen_version: int | None,
) -> Receipt:
    with database.write() as transaction:
        product = held(transaction, sku, seen_version)
        units = unit_following.units_of(transaction, product)
        fields = _fields(transaction, product, units, wished.fields)
        there = changes(transaction, product, in_channels)
        every: list[Change] = [*([fields] if fields.after else []), *there]
        if wished.end and (end := succession.change(transaction, product, wished.end)):
            every.append(end)
        if wished.parts:
            now = of_product(transaction, product)
            wanted = composing.wished(product, now, wished.parts)
            if parts := composing.change(transaction, product, now, wanted):
                every.append(parts)
        if not every:
            return Receipt(None, deed, {"changed": 0}, tr("Nothing changed."))
        operation = transaction.journal.begin(deed, cause, reason="edited")
        words = put(transaction, operation, product, every)
        keys = (*fields.after, *(key for one in there for key in one.after))
        check_amounts_everywhere(transaction, product, keys)
        unit_following.follow(transaction, operation, product, units, fields.after)
        if any(key in OPTIONS and OPTIONS[key].affects_salable for key in fields.after):
            transaction.levels.refresh([product.id])
        summary = f"{product.sku}: {', '.join(words)}"
        counts: dict[str, int | str] = {"changed": len(words)}
        transaction.journal.finish(operation, summary=summary, counts=counts)
    return Receipt(operation, deed, counts, summary)


def _fields(
    transaction: Transaction, product: Product, units: list[Unit], wished: Mapping[str, Any]
) -> FieldsChange:
    """What changes of a product's own fields, which may: those that are not as wished."""
    values = in_zone(transaction, wished, product)
    values = unit_following.typed_for(product, units, values)
    values = own_options.checked(transaction, values)
    product = _with_options(transaction, product, values)
    before = {key: _value(product, key) for key in values}
    changed = {key: value for key, value in values.items() if value != before[key]}
    gtins.refuse_taken(transaction, changed, product.id)
    _check_change(transaction, product, values, changed)
    unit_following.check_change(transaction, product, units, changed)
    return FieldsChange(before, changed)


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
            tr(
                "Type: {sku} is {type}; `products type` changes what lies where with it.",
                sku=product.sku,
                type=product.type,
            ),
            field="type",
        )
    if "parent_in_stock" in values:
        refuse_flag(product.sku, product.type)
    new = changed.get("sku")
    if new is not None and key_of(new) != key_of(product.sku):
        transaction.products.refuse_taken(new, besides=product.id)


def _with_options(
    transaction: Transaction, product: Product, values: Collection[str]
) -> Product:
    """The product with what it keeps beside its columns, where that is asked for."""
    if APART.isdisjoint(values):
        return product
    stored = transaction.product_options.of([product.id]).get(product.id, {})
    return replace(product, own=product.own | own_options.own_values(stored))


def _value(product: Product, key: str) -> Any:
    """A field of a product; a setting it does not set itself is None."""
    if key not in OPTIONS:
        return getattr(product, key)
    return product.own.get(key, unset(key))
