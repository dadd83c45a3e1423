"""The columns of a product file: Magento's, and those of this program (spec 2.9)."""

from __future__ import annotations

from inventory_tui.domain import composition_text
from inventory_tui.domain.file_form import Headings
from inventory_tui.domain.options import PARTICULARS
from inventory_tui.domain.product import ProductType
from inventory_tui.domain.product_life import LIFE, SUCCESSION

NAMED = {"name": "name", "price": "price", "weight": "weight"}
"""Columns that differ from row to row, and the attribute they are of."""

SHARED = {
    "attribute_set_code": ("attribute_set", "set"),
    "product_type": ("type", "type"),
    "product_websites": ("websites", "websites"),
    "visibility": ("visibility", "visibility"),
    "is_qty_decimal": ("decimals", "decimals"),
    "is_decimal_divided": ("multiple_boxes", "multiple_boxes"),
}
"""Columns many rows agree in: the attribute, and the field that reads it."""

SETTINGS = {
    "out_of_stock_qty": ("use_config_min_qty", "threshold"),
    "allow_backorders": ("use_config_backorders", "backorders"),
    "min_cart_qty": ("use_config_min_sale_qty", "min_cart_qty"),
    "max_cart_qty": ("use_config_max_sale_qty", "max_cart_qty"),
    "notify_on_stock_below": ("use_config_notify_stock_qty", "notify_below"),
    "manage_stock": ("use_config_manage_stock", "manage_stock"),
    "qty_increments": ("use_config_qty_increments", "increment"),
    "enable_qty_increments": ("use_config_enable_qty_inc", "increments_enabled"),
}
"""Value column: the column that says it is inherited, and the setting."""

FLAGS = tuple(flag for flag, _ in SETTINGS.values())

BESIDE = (
    "allowed_quantities",
    "display_availability",
    "display_quantity",
    "estimate",
    "low_stock_action",
    "inventory_engine",
    *PARTICULARS,
)
"""Columns called as their settings; ``default`` inherits, ``none`` is no action."""

UNLIKE = tuple(key for key in PARTICULARS if key not in ("purchasable", "unspsc"))
"""Those of `BESIDE` that differ from row to row."""

ALIKE = tuple(key for key in BESIDE if key not in UNLIKE)
"""Those of `BESIDE` many rows agree in."""

DATED = tuple(field.name for field in LIFE)
"""Columns of a product's life, called as its fields; their dates are in the shop's zone."""

ENDING = tuple(field.name for field in SUCCESSION)
"""Columns of its end, called as its fields."""

COLUMN_OF = {
    composition_text.VARIATIONS: ProductType.CONFIGURABLE,
    composition_text.MEMBERS: ProductType.GROUPED,
    composition_text.SELECTIONS: ProductType.BUNDLE,
    composition_text.SHIPMENT: ProductType.BUNDLE,
}
"""Columns that say what a product is made of, and the type they are of."""

_UNREAD = (
    "configurable_variation_labels",
    "bundle_price_type",
    "bundle_sku_type",
    "bundle_weight_type",
    "bundle_price_view",
)
"""Columns of the same shop that say nothing about stock."""

DEFERRED = ("deferred_stock_update", "use_config_deferred_stock_update")
"""Read by no one: salable is one live answer here (R14), so there is nothing to defer."""

COLUMNS = (
    "sku",
    "store_view_code",
    *NAMED,
    "product_online",
    *SHARED,
    "qty",
    "is_in_stock",
    *SETTINGS,
    *FLAGS,
    *BESIDE,
    *DATED,
    *ENDING,
    *COLUMN_OF,
    *_UNREAD,
    *DEFERRED,
)
HEADINGS = Headings(
    required=("sku",),
    known=COLUMNS,
    aliases={
        "type": "product_type",
        "attribute_set": "attribute_set_code",
        "websites": "product_websites",
        "grouped_skus": composition_text.MEMBERS,
        "shipment_type": composition_text.SHIPMENT,
    },
)
