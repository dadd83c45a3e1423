"""Columns of the product table and the values they stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

from inventory_tui.domain.labels import key_of
from inventory_tui.domain.options import OPTIONS, PRODUCT_OPTIONS
from inventory_tui.domain.product import Backorders, Product, ProductType, StockRules
from inventory_tui.domain.product_status import ProductStatus
from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.tables import product

SETTINGS = tuple(option.key for option in PRODUCT_OPTIONS if not option.apart)
"""Those that are columns; the others are rows of their own (`product_options`)."""
AMOUNTS = frozenset({"threshold", "min_cart_qty", "max_cart_qty", "notify_below", "increment"})
TRUTHS = frozenset(key for key in SETTINGS if type(OPTIONS[key].default) is bool)
SWITCHES = frozenset({"decimals", "multiple_boxes"})
"""Settings that are off unless set; nothing is inherited."""
LIFE_KEYS = frozenset({"status", "display_at", "expires_at"})
"""What a product has beside that: most keep what they begin with."""
TYPES = {one.value: one for one in ProductType}
"""By what is stored; many rows a moment are told apart by it."""
_STATES = {one.value: one for one in ProductStatus}
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


_ALL = tuple(product.c.keys())
READ = f"select {', '.join(_ALL)} from product"
"""SQL: products as `product_of` takes them."""


def _columns(*names: str) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    """What takes these columns out of a row of `READ`."""
    return itemgetter(*map(_ALL.index, names))


_FACTS = _columns(
    "id",
    "sku",
    "name",
    "type",
    "enabled",
    *_TEXTS,
    "parent_in_stock",
    "ship_together",
    "version",
    "precision",
    "unit_of",
    "status",
    "display_at",
    "expires_at",
)
_SETTINGS = _columns(*SETTINGS)
_INHERITED = tuple(False if key in SWITCHES else None for key in SETTINGS)
"""The settings of a product that has none of its own."""

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


def without_life(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The values that are among `COLUMNS`."""
    if LIFE_KEYS.isdisjoint(values):
        return values
    return {key: value for key, value in values.items() if key not in LIFE_KEYS}


def begins_otherwise(values: Mapping[str, Any]) -> bool:
    """Whether a new product has dates, or is a draft; most are neither."""
    if LIFE_KEYS.isdisjoint(values):
        return False
    return any(
        value not in (None, ProductStatus.APPROVED) for value in life_of(values).values()
    )


def life_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that are not among `COLUMNS`."""
    return {key: values[key] for key in LIFE_KEYS & values.keys()}


def columns_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that hold these values."""
    row: dict[str, Any] = {}
    for key, value in values.items():
        kind = type(value)
        if kind is Quantity:
            row[key] = value.parts
        elif kind is ProductType or kind is Backorders or kind is ProductStatus:
            row[key] = value.value
        elif value is None and key in SWITCHES:
            row[key] = False
        else:
            row[key] = value
            if key in ("sku", "name"):
                row[f"{key}_key"] = key_of(value)
    return row


@lru_cache(maxsize=1_000)  # a till sells the same things all day
def product_of(row: tuple[Any, ...]) -> Product:
    """A row of the table, all of `READ`, as the domain has it."""
    (
        id, sku, name, type, enabled, attribute_set, price, visibility, websites, weight,
        parent_in_stock, ship_together, version, precision, unit_of,
        status, display_at, expires_at,
    ) = _FACTS(row)  # fmt: skip
    settings = _SETTINGS(row)
    return Product(
        id,
        sku,
        name,
        TYPES[type],
        bool(enabled),
        attribute_set,
        price,
        visibility,
        websites,
        weight,
        bool(parent_in_stock),
        bool(ship_together),
        {} if settings == _INHERITED else own_of(settings),
        version,
        precision,
        unit_of,
        _STATES[status],
        _moment(display_at),
        _moment(expires_at),
    )


def _moment(stored: Any) -> datetime | None:
    """A moment as the driver has it (SQLite: as text)."""
    if stored is None:
        return None
    moment: datetime = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return moment.replace(tzinfo=UTC)


def own_of(settings: tuple[Any, ...]) -> dict[str, object]:
    """The settings of a product that are its own, of all as stored."""
    return {
        key: value_of(key, stored)
        for key, stored in zip(SETTINGS, settings, strict=True)
        if (stored if key in SWITCHES else stored is not None)
    }


@lru_cache(maxsize=256)
def rules_of(
    own: tuple[tuple[str, Any], ...],
    inherited: tuple[Any, ...],
    precision: int | None = None,
) -> StockRules:
    """What holds for a product with settings of its own; most products have none.

    Args:
        inherited: What holds where it has none, in the order of `SETTINGS`.
        precision: Decimal places of the unit it is counted in, if it is.
    """
    settings = dict(zip(SETTINGS, inherited, strict=True)) | dict(own)
    return StockRules(
        **settings, owns_min_cart_qty="min_cart_qty" in dict(own), precision=precision
    )


def value_of(key: str, stored: Any) -> Any:
    """The value of a setting as the domain has it."""
    if key in AMOUNTS:
        return Quantity(stored)
    if key in TRUTHS:
        return bool(stored)
    return Backorders(stored) if key == "backorders" else stored
