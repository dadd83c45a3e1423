"""Composites: what they are made of, their own flag, and how a bundle is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from inventory_tui.domain.composite import BundleOption, Part
from inventory_tui.services.products import composites, salability
from tests.conformance import catalogue, worlds
from tests.conformance.registry import Answer, Words, builder, operation
from tests.conformance.shop import Shop, amount


@builder("products")
def compose(shop: Shop, rows: Sequence[Mapping[str, Any]]) -> None:
    """Say what the composites among a world's products are made of, and their own flag."""
    for row in rows:
        sku, kind = row["sku"], row.get("type", "simple")
        children = row.get("children") or ()
        options = row.get("options") or ()
        selections = [one for option in options for one in option["selections"]]
        catalogue.need_products(shop, [*children, *(one["sku"] for one in selections)])
        made_of = [Part(child, label=f"variant={child}") for child in children]
        if kind == "configurable" and children:
            composites.set_variations(shop.database, sku, made_of, cause=shop.cause)
        elif kind == "grouped" and children:
            members = [Part(child) for child in children]
            composites.set_members(shop.database, sku, members, cause=shop.cause)
        elif kind == "bundle" and options:
            composites.set_bundle(
                shop.database,
                sku,
                [_option(number, option) for number, option in enumerate(options, start=1)],
                ship_together=row.get("shipment_type", "together") == "together",
                cause=shop.cause,
            )
        if "is_in_stock" in row:
            set_flag(shop, sku, bool(row["is_in_stock"]))


def _option(number: int, option: Mapping[str, Any]) -> BundleOption:
    return BundleOption(
        option.get("title") or f"option {number}",
        tuple(_selection(one) for one in option["selections"]),
        bool(option.get("required", True)),
    )


def _selection(one: Mapping[str, Any]) -> Part:
    return Part(
        one["sku"],
        amount(one.get("qty", 1)),
        changeable=bool(one.get("can_change_qty", False)),
    )


def set_flag(shop: Shop, sku: str, in_stock: bool) -> None:
    """Set the own flag of a composite."""
    composites.set_in_stock(shop.database, [sku], in_stock, cause=shop.cause)


@operation("set_product_in_stock")
def _set_product_in_stock(shop: Shop, words: Words) -> None:
    set_flag(shop, words["sku"], bool(words["is_in_stock"]))


@operation("add_bundle_selection")
def _add_bundle_selection(shop: Shop, words: Words) -> None:
    part = Part(words["child"], changeable=True)
    composites.add_part(shop.database, words["bundle"], part, cause=shop.cause)


@operation("replace_bundle_selection")
def _replace_bundle_selection(shop: Shop, words: Words) -> Answer:
    made_of = composites.composition(shop.database, words["bundle"])
    first, *rest = made_of.options
    replaced = BundleOption(
        first.title, (Part(words["child"], changeable=True),), first.required
    )
    composites.set_bundle(shop.database, words["bundle"], [replaced, *rest], cause=shop.cause)
    return {}


@builder("option_children")
def _option_children(shop: Shop, world: Mapping[str, Any]) -> None:
    """Make a configurable product of so many children, so many of which have nothing left."""
    names = [f"child {number}" for number in range(int(world["children"]))]
    rows = [
        {
            "sku": name,
            "source_code": "default",
            "quantity": 0 if number < world["not_salable_children"] else 1,
            "status": 1,
        }
        for number, name in enumerate(names)
    ]
    product = {"sku": catalogue.THE_PRODUCT, "type": "configurable", "children": names}
    worlds.build(shop, {"products": [product], "source_items": rows})
    catalogue.configure(shop, {"show_out_of_stock": bool(world["show_out_of_stock"])})


@operation("option_children")
def _offered(shop: Shop, words: Words) -> Answer:
    offered = salability.salable_children(shop.database, catalogue.THE_PRODUCT)
    return {"count": len(offered)}
