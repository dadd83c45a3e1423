"""A product as ``products show`` prints it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from inventory_tui.cli.running import Run
from inventory_tui.domain import forms
from inventory_tui.domain.composition_text import show_shipment
from inventory_tui.domain.options import PARTICULARS
from inventory_tui.domain.options.shop import show_amounts
from inventory_tui.domain.product import NO_MAXIMUM, ProductType
from inventory_tui.domain.quantity import ZERO
from inventory_tui.services.orders import ledger
from inventory_tui.services.products.channel_settings import ChannelSetting
from inventory_tui.services.products.showing import ProductShown
from inventory_tui.services.reports.shop_messages import SaidOf
from inventory_tui.wording import tr

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


_SOURCE_COLUMNS = (
    "source",
    "enabled",
    "status",
    "quantity",
    "safety",
    "available",
    "incoming",
    "notify_below",
)
_SHOP_COLUMNS = (
    "channel",
    "stock",
    "listed",
    "availability",
    "in_lists",
    "only_left",
    "preview",
)


def write(
    run: Run,
    shown: ProductShown,
    said: Sequence[SaidOf] = (),
    previews: Sequence[SaidOf] = (),
    in_channels: Sequence[ChannelSetting] = (),
) -> None:
    """Print all there is to one product.

    Args:
        said: What the shops of channels say of it, as far as that was asked for.
        previews: The line shoppers see, where it displays one.
        in_channels: What it has otherwise in channels.
    """
    product = shown.product
    head: dict[str, Any] = {
        "sku": product.sku,
        "name": product.name,
        "type": product.type,
        "enabled": product.enabled,
        "state": shown.state,
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
    head |= _life(run, shown)
    head |= _particulars(run, shown)
    if shown.parents:
        head["parents"] = [parent.sku for parent in shown.parents]
    parts = _parts(shown)
    sources = [
        {
            "source": row.item.source_code,
            "enabled": row.item.source_enabled,
            "status": forms.show_status(row.item.in_stock),
            "quantity": row.item.quantity,
            "safety": row.item.aside.safety,
            "damaged": row.item.aside.damaged,
            "quality_check": row.item.aside.quality_check,
            "available": row.item.available,
            "incoming": row.incoming,
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
            "preview": one.preview.line,
        }
        for one in said
    ]
    on_order = [
        {
            "account": hold.account,
            "order": hold.order,
            "stock": hold.stock,
            "quantity": hold.held,
            "expires_at": hold.expires_at,
        }
        for hold in ledger.holds(run.database, product.sku)
    ]
    lines = [{"channel": one.channel, "preview": one.preview.line} for one in previews]
    overrides = [
        {"channel": one.channel, "setting": one.option.key, "value": one.text}
        for one in in_channels
    ]
    for why in dict.fromkeys(one.failed for one in (*said, *previews) if one.failed):
        run.out.note(tr("{why} The default engine answered.", why=why))
    if run.given.json:
        settings = {
            one.option.key: {"value": _plain(one.value), "origin": one.origin}
            for one in shown.settings
            if one.option.key not in PARTICULARS
        }
        more: dict[str, Any] = {} if product.type.has_source_items else {"parts": parts}
        if shops:
            more["shop"] = shops[0]
        if lines:
            more["previews"] = lines
        if overrides:
            more["in_channels"] = overrides
        run.out.object(
            {
                **head,
                "settings": settings,
                "sources": sources,
                "stocks": stocks,
                "on_order": on_order,
                **more,
            }
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
            if one.option.key not in PARTICULARS
        ),
        ("setting", "value", "origin"),
    )
    print()
    if overrides:
        run.out.rows(overrides, ("channel", "setting", "value"))
        print()
    if shops:
        run.out.rows(shops, _SHOP_COLUMNS)
        print()
    if lines:
        run.out.rows(lines, ("channel", "preview"))
        print()
    if not product.type.has_source_items:
        run.out.rows(parts, _PART_COLUMNS)
        print()
        run.out.rows(stocks, ("stock", "is_salable"))
        return
    run.out.rows(sources, _SOURCE_COLUMNS)
    print()
    run.out.rows(stocks, ("stock", "on_hand", "reserved", "threshold", "salable", "is_salable"))
    if on_order:
        print()
        run.out.rows(on_order, ("account", "order", "quantity", "expires_at"))


def _life(run: Run, shown: ProductShown) -> dict[str, Any]:
    """Its dates and its end; people are told those it has."""
    ends = shown.succession
    told = {
        "draft": shown.product.life.draft,
        "display": shown.product.display_at,
        "expires": shown.product.expires_at,
        "discontinued": ends.discontinued,
        "discontinued_on": ends.discontinued_on,
        "replacement": ends.replacement,
        "offered": shown.offered,
    }
    return told if run.given.json else {key: value for key, value in told.items() if value}


def _particulars(run: Run, shown: ProductShown) -> dict[str, Any]:
    """Its codes, prices and size; people are told those it has."""
    every = [one for one in shown.settings if one.option.key in PARTICULARS]
    if run.given.json:
        return {one.option.key: one.value for one in every}
    return {one.option.key: one.text for one in every if one.value != one.option.default}


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


def _plain(value: Any) -> Any:
    """A value as JSON has it: 0 where there is no maximum, amounts as their text."""
    if value == NO_MAXIMUM:
        return ZERO
    return show_amounts(value) if isinstance(value, tuple) else value
