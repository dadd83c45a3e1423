"""Products and settings: added, renamed, deleted, retyped, and what is in force of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inventory_tui.domain.product import Backorders
from inventory_tui.domain.quantity import ZERO
from inventory_tui.services.keeping import configuring
from inventory_tui.services.keeping.configuring import OptionEdit
from inventory_tui.services.orders import order_page, refunding
from inventory_tui.services.products import (
    catalog,
    product_questions,
    product_rules,
    product_types,
)
from inventory_tui.services.quantities.stock_changes import QuantityEdit, set_quantities
from tests.conformance import catalogue, items, parts, worlds
from tests.conformance.registry import Answer, Seen, Words, look, operation
from tests.conformance.shop import Shop, amount, number

_MODES = {Backorders.NO: 0, Backorders.YES: 1, Backorders.NOTIFY: 2}


@operation("create_product")
def _create(shop: Shop, words: Words) -> Answer:
    sku = words.get("sku", catalogue.THE_PRODUCT)
    fields = {"name": sku, "type": words.get("type", "simple")}
    catalog.add(shop.database, sku, fields, cause=shop.cause)
    shop.memory.products.append(sku)
    if words.get("qty") is not None:
        edit = QuantityEdit(sku, items.DEFAULT, quantity=amount(words["qty"]))
        set_quantities(shop.database, [edit], cause=shop.cause)
    return {"is_salable": catalog.explain(shop.database, sku).is_salable}


@operation("save_product")
def _save(shop: Shop, words: Words) -> None:
    name = catalog.show(shop.database, words["sku"]).product.name
    catalog.edit(shop.database, words["sku"], {"name": name}, cause=shop.cause)


@operation("delete_product")
def _delete(shop: Shop, words: Words) -> None:
    catalog.delete(shop.database, words["sku"], force=True, cause=shop.cause)


@operation("rename_product")
def _rename(shop: Shop, words: Words) -> None:
    catalog.rename(shop.database, words["sku"], words["new_sku"], cause=shop.cause)


@operation("change_product_type")
def _change_type(shop: Shop, words: Words) -> None:
    product_types.change_type(
        shop.database, words["sku"], words["type"], force=True, cause=shop.cause
    )


@operation("product_types_by_skus")
def _types(shop: Shop, words: Words) -> Answer:
    found = product_questions.types_of(shop.database, words["skus"])
    return {"types": {sku: kind.value for sku, kind in found.items()}}


@operation("product_ids_by_skus")
def _ids(shop: Shop, words: Words) -> Answer:
    return {"ids": product_questions.ids_of(shop.database, words["skus"])}


@operation("mass_update_inventory")
def _mass_update(shop: Shop, words: Words) -> None:
    in_stock = bool(words["set"]["is_in_stock"])
    kinds = product_questions.types_of(shop.database, words["skus"])
    rows = [
        QuantityEdit(sku, items.DEFAULT, in_stock=in_stock)
        for sku, kind in kinds.items()
        if kind.has_source_items and items.row_of(shop, sku, items.DEFAULT)
    ]
    if rows:
        set_quantities(shop.database, rows, cause=shop.cause)
    for sku, kind in kinds.items():
        if not kind.has_source_items:
            parts.set_flag(shop, sku, in_stock)


# settings


@operation("save_config")
def _save_config(shop: Shop, words: Words) -> Answer:
    key = str(catalogue.OPTIONS.get(words["key"], words["key"]))
    edit = OptionEdit(key, catalogue.setting(key, words["value"]))
    configuring.change_options(shop.database, [edit], cause=shop.cause)
    return {"stored": configuring.option(shop.database, key).own}


@operation("save_stock_item_configuration")
def _save_settings(shop: Shop, words: Words) -> None:
    worlds.build(shop, {"stock_item_overrides": {words["sku"]: words["values"]}})


@operation("effective_stock_item_configuration", "get_stock_item_configuration")
def _effective(shop: Shop, words: Words) -> Answer:
    number = words.get("stock_id")
    sku = words.get("sku", catalogue.THE_PRODUCT)
    return effective(shop, sku, None if number is None else shop.stock(number))


def effective(shop: Shop, sku: str, stock: str | None = None) -> Answer:
    """Say the settings in force of a product as the cases do."""
    rules = product_rules.rules_of(shop.database, sku, stock)
    increment = rules.increment if rules.increments_enabled else ZERO
    return {
        "manage_stock": rules.manage_stock,
        "backorders": _MODES[rules.backorders],
        "min_qty": number(rules.threshold),
        "min_sale_qty": number(rules.min_cart_qty),
        "max_sale_qty": number(rules.max_cart_qty),
        "notify_stock_qty": number(rules.notify_below),
        "enable_qty_increments": rules.increments_enabled,
        "qty_increments": number(increment),
    }


@look("effective_for_stock")
def _effective_for_stock(shop: Shop, expected: Mapping[str, Any], seen: Seen) -> Any:
    sku = next(iter(shop.memory.settings))
    return {one: effective(shop, sku, shop.stock(one)) for one in expected}


@look("is_manage_stock")
def _is_managed(shop: Shop, expected: Any, seen: Seen) -> Any:
    return {sku: product_rules.counts_stock(shop.database, sku) for sku in expected}


@operation("is_manage_stock_for_product")
def _manages(shop: Shop, words: Words) -> Answer:
    number = shop.memory.orders[-1]
    lines = order_page.show(shop.database, number).order.lines
    refunded = refunding.refund(shop.database, number, cause=shop.cause) if lines else None
    return {
        "manage_stock": product_rules.counts_stock(shop.database, words["sku"]),
        "credit_memo_can_be_created": refunded is not None and bool(refunded.lines),
    }
