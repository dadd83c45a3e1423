"""Products of a world, their settings, and those for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from inventory_tui.domain.labels import key_of
from inventory_tui.domain.product import ProductType
from inventory_tui.domain.source import DEFAULT_SOURCE_CODE
from inventory_tui.services.keeping import configuring
from inventory_tui.services.keeping.configuring import OptionEdit
from inventory_tui.services.products import catalog, composites
from inventory_tui.services.quantities.stock_changes import QuantityEdit, set_quantities
from tests.conformance.registry import builder
from tests.conformance.shop import Shop, typed

Rows = Sequence[Mapping[str, Any]]

SETTINGS = {
    "manage_stock": ("use_config_manage_stock", "manage_stock"),
    "backorders": ("use_config_backorders", "backorders"),
    "min_qty": ("use_config_min_qty", "threshold"),
    "min_sale_qty": ("use_config_min_sale_qty", "min_cart_qty"),
    "max_sale_qty": ("use_config_max_sale_qty", "max_cart_qty"),
    "notify_stock_qty": ("use_config_notify_stock_qty", "notify_below"),
    "enable_qty_increments": ("use_config_enable_qty_inc", "increments_enabled"),
    "qty_increments": ("use_config_qty_increments", "increment"),
}
"""Setting of a product in the cases: the flag that it is inherited, and our key."""

OPTIONS = {
    **{word: key for word, (_, key) in SETTINGS.items()},
    "can_subtract": "reserve_on_placement",
    "can_back_in_stock": "in_stock_on_cancel",
    "allow_stock_alerts": "alert_stock",
    "instore_active": "pickup_enabled",
    "instore_price": "pickup_price",
    "stock_threshold_qty": "only_x_left",
    "display_product_stock_status": "show_availability",
}
"""Global setting in the cases → our key, where they differ."""

_FLAGS = frozenset(
    {
        "manage_stock",
        "increments_enabled",
        "reserve_on_placement",
        "in_stock_on_cancel",
        "alert_stock",
        "pickup_enabled",
        "show_availability",
        "show_out_of_stock",
        "synchronize_with_catalog",
        "bulk_async",
    }
)

THE_PRODUCT = "the product"
"""SKU of the one product a case asks about without naming it."""


@builder("products")
def _products(shop: Shop, rows: Rows) -> None:
    add_products(shop, rows)


def add_products(shop: Shop, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add products of the cases; a world gives them no row, ours have one at first."""
    added = [row for row in rows if _add(shop, row)]
    edits = [
        QuantityEdit(row["sku"], DEFAULT_SOURCE_CODE, unassign=True)
        for row in added
        if ProductType(row.get("type", "simple")).has_source_items
    ]
    if edits:
        set_quantities(shop.database, edits, cause=shop.cause)


def _add(shop: Shop, row: Mapping[str, Any]) -> bool:
    """Add a product, or edit the one of its SKU; whether it is new."""
    sku = row["sku"]
    fields = {"name": row.get("name") or sku, "type": row.get("type", "simple")}
    if row.get("price") is not None:
        fields["price"] = typed(row["price"])
    if row.get("status"):
        fields["enabled"] = typed(row["status"] == "enabled")
    if row.get("websites"):
        fields["websites"] = ",".join(row["websites"])
    own = dict(row.get("stock_item") or {})
    own.setdefault("is_qty_decimal", shop.memory.decimals)
    shop.memory.settings[sku] = own
    fields |= settings(own)
    if key_of(sku) in {key_of(known) for known in shop.memory.products}:
        catalog.edit(shop.database, sku, fields, cause=shop.cause)
        return False
    catalog.add(shop.database, sku, fields, cause=shop.cause)
    shop.memory.products.append(sku)
    return True


def settings(own: Mapping[str, Any]) -> dict[str, str]:
    """Say a product's own settings as a person types them."""
    said = {}
    for word, (flag, key) in SETTINGS.items():
        value = own.get(word)
        inherited = own.get(flag, True) or value is None
        said[key] = "default" if inherited else setting(key, value)
    said["decimals"] = typed(bool(own.get("is_qty_decimal")))
    return said


def setting(key: str, value: Any) -> str:
    """Say the value of a setting as a person types it."""
    return typed(bool(value)) if key in _FLAGS else typed(value)


def need_products(shop: Shop, skus: Iterable[str]) -> None:
    """Add the products a world uses and never defines."""
    known = {key_of(sku) for sku in shop.memory.products}
    missing = [sku for sku in dict.fromkeys(skus) if key_of(sku) not in known]
    add_products(shop, [{"sku": sku} for sku in missing])


@builder("stock_item_overrides")
def _stock_item_overrides(shop: Shop, overrides: Mapping[str, Mapping[str, Any]]) -> None:
    for sku, override in overrides.items():
        need_products(shop, [sku])
        shop.memory.settings[sku] = {**shop.memory.settings[sku], **override}
        said = settings(shop.memory.settings[sku])
        catalog.edit(shop.database, sku, said, cause=shop.cause)


@builder("stock_item")
def _stock_item(shop: Shop, own: Mapping[str, Any] | None) -> None:
    """The settings of the one product a case asks about without naming it; null: it is gone."""
    add_products(shop, [{"sku": THE_PRODUCT, "stock_item": own}])
    if own is None:
        catalog.delete(shop.database, THE_PRODUCT, cause=shop.cause)


@builder("product_overrides")
def _product_overrides(shop: Shop, rows: Rows) -> None:
    for row in rows:
        if "status" in row:
            fields = {"enabled": typed(row["status"] == "enabled")}
            catalog.edit(shop.database, row["sku"], fields, cause=shop.cause)
        if "is_in_stock" in row:
            flag = bool(row["is_in_stock"])
            composites.set_in_stock(shop.database, [row["sku"]], flag, cause=shop.cause)


@builder("product_websites")
def _product_websites(shop: Shop, given: Mapping[str, Sequence[str]]) -> None:
    for sku in given["skus"]:
        fields = {"websites": ",".join(given["websites"])}
        catalog.edit(shop.database, sku, fields, cause=shop.cause)


@builder("config")
def configure(shop: Shop, config: Mapping[str, Any]) -> None:
    """Set settings for all."""
    edits = []
    for word, value in config.items():
        key = OPTIONS.get(word, word)
        edits.append(OptionEdit(key, setting(key, value)))
    configuring.change_options(shop.database, edits, cause=shop.cause)
