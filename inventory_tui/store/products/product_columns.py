"""Columns of the product table and the values they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from inventory_tui.domain.labels import key_of
from inventory_tui.domain.options import PRODUCT_OPTIONS
from inventory_tui.domain.product import Backorders, Product, ProductType
from inventory_tui.domain.quantity import Quantity

SETTINGS = tuple(option.key for option in PRODUCT_OPTIONS)
AMOUNTS = frozenset({"threshold", "min_cart_qty", "max_cart_qty", "notify_below", "increment"})
SWITCHES = frozenset({"decimals", "multiple_boxes"})
"""Settings that are off unless set; nothing is inherited."""
_TEXTS = ("attribute_set", "price", "visibility", "websites", "weight")

COLUMNS = (
    "sku",
    "sku_key",
    "name",
    "name_key",
    "type",
    *_TEXTS,
    "enabled",
    "parent_in_stock",
    "ship_together",
    *SETTINGS,
)


_UNSET: dict[str, Any] = (
    dict.fromkeys(COLUMNS, None)
    | dict.fromkeys(_TEXTS, "")
    | dict.fromkeys(SWITCHES, False)
    | {"type": ProductType.SIMPLE.value}
    | dict.fromkeys(("enabled", "parent_in_stock", "ship_together"), True)
)


def new_row(values: Mapping[str, Any]) -> dict[str, Any]:
    """All columns of a new product, in the order of `COLUMNS`."""
    return {**_UNSET, **columns_of({"name": values["sku"], **values})}


def columns_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that hold these values."""
    row: dict[str, Any] = {}
    for key, value in values.items():
        kind = type(value)
        if kind is Quantity:
            row[key] = value.parts
        elif kind is ProductType or kind is Backorders:
            row[key] = value.value
        elif value is None and key in SWITCHES:
            row[key] = False
        else:
            row[key] = value
            if key in ("sku", "name"):
                row[f"{key}_key"] = key_of(value)
    return row


def product_of(row: Row[Any]) -> Product:
    """A row of the table as the domain has it."""
    settings = row._mapping
    return Product(
        id=row.id,
        sku=row.sku,
        name=row.name,
        type=ProductType(row.type),
        enabled=row.enabled,
        attribute_set=row.attribute_set,
        price=row.price,
        visibility=row.visibility,
        websites=row.websites,
        weight=row.weight,
        parent_in_stock=row.parent_in_stock,
        ship_together=row.ship_together,
        own={
            key: value_of(key, settings[key])
            for key in SETTINGS
            if (settings[key] if key in SWITCHES else settings[key] is not None)
        },
        version=row.version,
    )


def value_of(key: str, stored: Any) -> Any:
    """The value of a setting as the domain has it."""
    if key in AMOUNTS:
        return Quantity(stored)
    return Backorders(stored) if key == "backorders" else stored
