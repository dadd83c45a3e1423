"""The rows of products on which units are counted, as units come, change and go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inventory_tui.domain.errors import InvalidInput, Kind, Refused
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.labels import key_of, parse_sku, visible
from inventory_tui.domain.product import Product
from inventory_tui.domain.product_form import text_of
from inventory_tui.domain.unit import Unit, bare_sku, sku_of
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr

KIND = "unit"
"""Of units in the history, and of their names by language."""
_COPIED = ("type", "attribute_set", "visibility", "enabled", "websites")
_SETTINGS = ("manage_stock", "backorders", "multiple_boxes")


def held(transaction: Transaction, sku: str) -> tuple[Product, list[Unit]]:
    """Return the product behind an SKU with its units, once nobody else can change them."""
    found = transaction.products.whole(sku).id
    transaction.lock_products(
        sorted([found, *transaction.units.rows_of([found]).get(found, ())])
    )
    base = transaction.products.by_ids([found])[found]
    return base, transaction.units.of_base(found)


def known_unit(base: Product, units: list[Unit], key: str, field: str = "key") -> Unit:
    """Return the unit of this key.

    Args:
        field: Where a problem is told.

    Raises:
        Refused: ``unknown_unit``.
    """
    for unit in units:
        if key_of(unit.key) == key_of(key.strip()):
            return unit
    shown = visible(bare_sku(units, base.sku))
    if not units:
        said = tr("{sku} has no units of measure; add one first: units add.", sku=shown)
    else:
        known = [unit.key for unit in units]
        hint = did_you_mean(key, known) or tr(
            " It is counted in {keys}.", keys=", ".join(known)
        )
        said = tr("{sku} has no unit {key!r}.{hint}", sku=shown, key=key, hint=hint)
    raise Refused(Kind.UNKNOWN_UNIT, said, field=field)


def full_sku(bare: str, key: str) -> str:
    """What the row of a unit is called while there are several.

    Raises:
        InvalidInput: It cannot be a SKU: it is too long.
    """
    try:
        return parse_sku(sku_of(bare, key))
    except ValueError as problem:
        raise InvalidInput(
            {"key": tr("Key: {sku} {problem}", sku=sku_of(bare, key), problem=problem)}
        ) from None


def rename(
    transaction: Transaction, operation: int, row: Product, label: str, *, field: str = "sku"
) -> None:
    """Give a row another SKU or ``name``, and record it."""
    transaction.products.update(row.id, {field: label})
    transaction.journal.changed(
        operation, "product", row.id, row.sku, {field: getattr(row, field)}, {field: label}
    )


def new_row(
    transaction: Transaction, base: Product, values: Mapping[str, Any], bare: str
) -> Product:
    """Add the row on which a later unit is counted: published as the product is, empty."""
    row = transaction.products.add(
        {
            "sku": full_sku(bare, values["key"]),
            "name": name_of(base.name, values["name"]),
            **{name: getattr(base, name) for name in _COPIED},
            **{name: base.own[name] for name in _SETTINGS if name in base.own},
        }
    )
    transaction.products.update(row.id, {"unit_of": base.id})
    return row


def name_of(product: str, unit: str) -> str:
    """What the row of a later unit is named."""
    return f"{product} ({unit})"[:255]


def no_longer_primary(transaction: Transaction, operation: int, units: list[Unit]) -> None:
    """Another unit is the primary one; record of which it no longer is."""
    for unit in units:
        if unit.primary:
            transaction.units.put(unit, {"primary": False})
            transaction.journal.changed(
                operation,
                KIND,
                unit.id,
                unit.sku,
                {"primary": "yes"},
                {"primary": "no"},
                of={"primary": unit.base_id},
            )


def mirror(
    transaction: Transaction,
    operation: int,
    row: Product,
    values: Mapping[str, Any],
    *,
    old: Product | None,
) -> None:
    """Write what a unit decides into the row that is counted in it, and record it."""
    wanted: dict[str, Any] = {}
    if "precision" in values:
        wanted |= {"precision": values["precision"], "decimals": values["precision"] > 0}
    if "increment" in values:
        wanted |= {"increments_enabled": True, "increment": values["increment"]}
    if "price" in values:
        wanted["price"] = values["price"]
    if not wanted:
        return
    transaction.products.update(row.id, wanted)
    if old is not None:
        now = transaction.products.by_ids([row.id])[row.id]
        before, after = ({**one.own, "price": one.price} for one in (old, now))
        names = [name for name in wanted if name != "precision"]
        transaction.journal.changed(
            operation,
            "product",
            row.id,
            row.sku,
            {name: text_of(before.get(name)) for name in names},
            {name: text_of(after.get(name)) for name in names},
        )
