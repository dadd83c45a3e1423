"""What becomes of the rows of a SKU's units when the product itself changes.

The product is its first unit's row; the rows of the later ones are published, named and
deleted with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.product import Product
from inventory_tui.domain.product_form import text_of
from inventory_tui.domain.unit import COMMON_TO_UNITS, MIRRORED, Unit, bare_sku, without_unit
from inventory_tui.services.products.product_rows import add_empty_rows
from inventory_tui.services.products.unit_rows import KIND, full_sku, name_of
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr

FOLLOWED = tuple(sorted(COMMON_TO_UNITS))


def units_of(transaction: Transaction, product: Product) -> list[Unit]:
    """Return all units of the SKU a product's row is counted for."""
    if product.precision is None and product.unit_of is None:
        return []
    return transaction.units.of_base(product.unit_of or product.id)


def check_change(
    transaction: Transaction, product: Product, units: list[Unit], changed: Mapping[str, Any]
) -> None:
    """Refuse a change of what the unit of a row decides, or what is its product's.

    Raises:
        Refused: ``locked_field``, with what to do instead; ``not_unique``: the new SKU of a
            product with several units is another one's.
    """
    if not units:
        return
    for field in MIRRORED:
        if field in changed:
            raise Refused(
                Kind.LOCKED_FIELD,
                tr(
                    "{sku} is counted in a unit of measure, which says its decimals and "
                    "its increment: units set.",
                    sku=visible(product.sku),
                ),
                field=field,
            )
    if product.unit_of is None:
        if "sku" in changed and len(units) > 1:
            first = next(unit for unit in units if unit.is_first)
            bare = without_unit(changed["sku"], first.key)
            transaction.products.refuse_taken(bare, besides=product.id)
        return
    base = transaction.products.by_ids([product.unit_of])[product.unit_of]
    bare = bare_sku(units, base.sku)
    for field in ("sku", "name", "type", *FOLLOWED):
        if field in changed:
            raise Refused(
                Kind.LOCKED_FIELD,
                tr(
                    "{sku} is a unit of {product}: change it there, for all of its units at "
                    "once.",
                    sku=visible(product.sku),
                    product=visible(bare),
                ),
                field=field,
            )


def typed_for(product: Product, units: list[Unit], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a change, the new SKU of a product with several units put with its first.

    Raises:
        InvalidInput: With the key of a unit it is too long.
    """
    if "sku" not in values or len(units) < 2 or product.unit_of is not None:
        return dict(values)
    first = next(unit for unit in units if unit.is_first)
    return {**values, "sku": full_sku(without_unit(values["sku"], first.key), first.key)}


def follow(
    transaction: Transaction,
    operation: int,
    product: Product,
    units: list[Unit],
    changed: Mapping[str, Any],
) -> None:
    """Carry a product's change over to the rows of its later units, and record it."""
    later = [unit for unit in units if not unit.is_first]
    if product.unit_of is not None or not later:
        return
    rows = transaction.products.by_ids([unit.product_id for unit in later])
    for unit in later:
        row = rows[unit.product_id]
        wanted = {name: changed[name] for name in FOLLOWED if name in changed}
        if "type" in changed:
            wanted["type"] = changed["type"]
        if "name" in changed:
            wanted["name"] = name_of(changed["name"], unit.name)
        if "sku" in changed:
            first = next(one for one in units if one.is_first)
            wanted["sku"] = full_sku(without_unit(changed["sku"], first.key), unit.key)
        before = {name: getattr(row, name) for name in wanted}
        new = {name: value for name, value in wanted.items() if value != before[name]}
        if not new:
            continue
        transaction.products.update(row.id, new)
        transaction.journal.changed(
            operation,
            "product",
            row.id,
            row.sku,
            {name: text_of(before[name]) for name in new},
            {name: text_of(value) for name, value in new.items()},
        )


def check_deletion(transaction: Transaction, product: Product, sku: str) -> list[Unit]:
    """Return the units that go with a product.

    Raises:
        Refused: One of several units was named.
    """
    units = units_of(transaction, product)
    if len(units) > 1 and key_of(sku.strip()) == key_of(product.sku):
        base = transaction.products.by_ids([units[0].base_id])[units[0].base_id]
        bare = visible(bare_sku(units, base.sku))
        raise Refused(
            Kind.LOCKED_FIELD,
            tr(
                "{sku} is a unit of {product}: delete the unit (units delete), or {product} "
                "with all of them.",
                sku=visible(product.sku),
                product=bare,
            ),
            field="sku",
        )
    return units


def forget(transaction: Transaction, units: list[Unit]) -> None:
    """The product is deleted: its units are no more."""
    transaction.units.remove([unit.id for unit in units])
    for unit in units:
        transaction.translations.forget(KIND, unit.id)


def duplicate(
    transaction: Transaction, operation: int, second: Product, units: list[Unit]
) -> int:
    """Give a duplicate the units of the first product, with nothing in them.

    Args:
        second: The duplicate, under its SKU alone.

    Returns:
        How many rows at sources it got for later units.
    """
    rows = 0
    words = transaction.translations.of(KIND, [unit.id for unit in units])
    for unit in sorted(units, key=lambda one: not one.is_first):
        row = second
        if unit.is_first and len(units) > 1:
            transaction.products.update(second.id, {"sku": full_sku(second.sku, unit.key)})
        if not unit.is_first:
            old = transaction.products.by_ids([unit.product_id])[unit.product_id]
            row = transaction.products.add(
                {
                    "sku": full_sku(second.sku, unit.key),
                    "name": old.name,
                    "type": old.type,
                    "price": old.price,
                    **{name: getattr(old, name) for name in FOLLOWED},
                    **old.own,
                }
            )
            transaction.product_options.copy(old.id, row.id)
            items = transaction.source_items.of_product(old.id)
            rows += add_empty_rows(transaction, operation, row, items)
        transaction.products.update(
            row.id,
            {
                "precision": unit.precision,
                **({} if unit.is_first else {"unit_of": second.id}),
            },
        )
        id = transaction.units.add(second.id, row.id, unit.values())
        transaction.translations.put(KIND, id, words[unit.id])
    return rows
