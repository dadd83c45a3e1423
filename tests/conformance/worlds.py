"""Worlds: what a case starts from, built through the public services key by key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inventory_tui.services.keeping import configuring
from inventory_tui.services.keeping.configuring import OptionEdit
from tests.conformance.registry import BUILDERS, builder
from tests.conformance.shop import Shop

ORDER = (
    "sources",
    "source_overrides",
    "websites",
    "stocks",
    "stock_source_links",
    "sales_channels",
    "products",
    "stock_item_overrides",
    "stock_item",
    "product_overrides",
    "product_websites",
    "source_items",
    "source_item_overrides",
    "source_item_configurations",
    "source_item_configuration_overrides",
    "config",
    "geonames",
    "alerts",
    "order_increment_id",
    "order_item",
    "orders",
    "stored_orders",
    "order_overrides",
    "reservations",
    "inconsistency",
    "cart",
    "customer_address",
    "option_children",
    "fulfillable",
)
"""The keys of a world in the order in which they are built."""

_FULFILLABLE = {
    "manage_stock",
    "stock_item_in_stock",
    "source_item_quantity",
    "source_enabled",
}
"""Keys that make one product at one pickup location together."""

_OPTION_CHILDREN = {"show_out_of_stock", "children", "not_salable_children"}
"""Keys that make one configurable product together."""


def prepare(shop: Shop) -> None:
    """Set what every world of the reference has: an order completes when it is invoiced too."""
    configuring.change_options(
        shop.database,
        [OptionEdit("orders_need_invoice", "yes"), OptionEdit("ship_only_invoiced", "no")],
        cause=shop.cause,
    )


def build(shop: Shop, world: Mapping[str, Any]) -> None:
    """Build what a world says, on top of what is there."""
    if world.keys() >= _OPTION_CHILDREN:
        world = {"option_children": world}
    elif world.keys() >= _FULFILLABLE:
        world = {"fulfillable": world}
    for key in ORDER:
        for builds in BUILDERS.get(key, ()) if key in world else ():
            builds(shop, world[key])


@builder("order_item")
def _order_item(shop: Shop, item: Mapping[str, Any]) -> None:
    shop.memory.notes["order_item"] = dict(item)


@builder("order_increment_id")
def _next_order_number(shop: Shop, number: str) -> None:
    shop.memory.order_number = number
