"""A product as ``products show`` prints it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from inventory_tui.cli.running import Run
from inventory_tui.domain import forms
from inventory_tui.domain.composition_text import show_shipment
from inventory_tui.domain.product import ProductType
from inventory_tui.services.products.showing import ProductShown
from inventory_tui.services.reports.shop_messages import SaidOf

_PART_COLUMNS = (
    "sku",
    "name",
    "label",
    "option",
    "quantity",
    "enabled",
    "on_hand",
    "salable",
    "is_salable",
)


_SHOP_COLUMNS = ("channel", "stock", "listed", "availability", "in_lists", "only_left")


def write(run: Run, shown: ProductShown, said: Sequence[SaidOf] = ()) -> None:
    """Print all there is to one product.

    Args:
        said: What the shops of channels say of it, as far as that was asked for.
    """
    product = shown.product
    head: dict[str, Any] = {
        "sku": product.sku,
        "name": product.name,
        "type": product.type,
        "enabled": product.enabled,
        "set": product.attribute_set,
        "price": product.price,
        "visibility": product.visibility,
        "websites": product.websites,
        "weight": product.weight,
        "id": product.id,
    }
    if not product.type.has_source_items:
        head["status"] = forms.show_status(product.parent_in_stock)
    if product.type is ProductType.BUNDLE:
        head["ship"] = show_shipment(product.ship_together)
    if shown.parents:
        head["parents"] = [parent.sku for parent in shown.parents]
    parts = _parts(shown)
    sources = [
        {
            "source": row.item.source_code,
            "enabled": row.item.source_enabled,
            "status": forms.show_status(row.item.in_stock),
            "quantity": row.item.quantity,
            "notify_below": row.notify_below,
            "notify_inherited": row.inherits_notify,
        }
        for row in shown.items
    ]
    stocks = [
        {
            "stock": one.stock,
            "id": one.level.stock_id,
            "on_hand": one.level.on_hand,
            "reserved": one.level.reserved,
            "threshold": one.level.threshold,
            "salable": one.level.salable,
            "is_salable": one.is_salable,
        }
        for one in shown.stocks
    ]
    shops = [
        {
            "channel": one.channel,
            "stock": one.stock,
            "listed": one.said.listed,
            "availability": one.said.availability,
            "in_lists": one.said.in_lists,
            "only_left": one.said.only_left,
        }
        for one in said
    ]
    if run.given.json:
        settings = {
            one.option.key: {"value": one.value, "origin": one.origin} for one in shown.settings
        }
        more: dict[str, Any] = {} if product.type.has_source_items else {"parts": parts}
        if shops:
            more["shop"] = shops[0]
        run.out.object(
            {**head, "settings": settings, "sources": sources, "stocks": stocks, **more}
        )
        return
    if shown.parents:
        head["parents"] = ", ".join(head["parents"])
    run.out.one({key: value for key, value in head.items() if value != ""})
    print()
    run.out.rows(
        (
            {"setting": one.option.key, "value": one.text, "origin": one.origin}
            for one in shown.settings
        ),
        ("setting", "value", "origin"),
    )
    print()
    if shops:
        run.out.rows(shops, _SHOP_COLUMNS)
        print()
    if not product.type.has_source_items:
        run.out.rows(parts, _PART_COLUMNS)
        print()
        run.out.rows(stocks, ("stock", "is_salable"))
        return
    run.out.rows(sources, ("source", "enabled", "status", "quantity", "notify_below"))
    print()
    run.out.rows(stocks, ("stock", "on_hand", "reserved", "threshold", "salable", "is_salable"))


def _parts(shown: ProductShown) -> list[dict[str, Any]]:
    """The parts of a composite, as the stock asked for sees them."""
    return [
        {
            "sku": one.part.sku,
            "name": one.name,
            "label": one.part.label,
            "option": one.option,
            "required": one.required,
            "quantity": one.part.quantity,
            "changeable": one.part.changeable,
            "enabled": one.enabled,
            "on_hand": one.on_hand,
            "salable": one.salable,
            "is_salable": one.is_salable,
        }
        for one in shown.parts
    ]
