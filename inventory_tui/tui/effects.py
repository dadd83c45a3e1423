"""What a setting does at the value it has: a sentence under the list of settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inventory_tui.domain.options import Option
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.wording import tr


def effect(option: Option, text: str) -> str:
    """Return what the setting does at this value, as typed; without a full stop.

    Empty where its help says all there is to say.
    """
    try:
        value = option.parse(text)
    except ValueError:
        return ""
    says: dict[str, Callable[[Any], str]] = {
        "threshold": _threshold,
        "min_cart_qty": lambda least: tr(
            "An order takes at least {least} of one SKU", least=least
        ),
        "max_cart_qty": lambda most: tr(
            "An order takes at most {most} of one SKU", most=most.grouped()
        ),
        "notify_below": lambda level: tr(
            "Rows below {level} are in the low-stock list", level=level
        ),
        "increment": lambda step: tr(
            "Where increments are on, orders take multiples of {step}", step=step
        ),
        "min_cart_qty_groups": lambda groups: (
            tr(
                "At least: {names}",
                names=", ".join(f"{group} {least}" for group, least in groups.rows),
            )
            if groups.rows
            else tr("Every group has the minimum for all")
        ),
        "only_x_left": lambda limit: (
            tr("The shop says “Only … left” from {limit} down", limit=limit)
            if limit
            else tr("The shop never says how many are left")
        ),
        "bulk_batch_size": lambda size: tr(
            "Stop and progress are looked at every {size} products", size=size
        ),
        "distance_provider": lambda name: tr("Distances are measured by {name}", name=name),
        "alert_schedule": lambda word: tr("Messages are sent {word}", word=word),
        "alert_start": lambda start: tr("Messages are due from {start} on", start=start),
        "alert_error_recipient": lambda to: (
            tr("{to} is told what could not be delivered", to=to)
            if to
            else tr("Nobody is told what could not be delivered")
        ),
        "pickup_radius_km": lambda km: tr("Locations within {km} km are found", km=km),
        "reasons": lambda words: (
            tr("Beside the built-in reasons: {words}", words=words)
            if words
            else tr("Only the built-in reasons")
        ),
        "time_zone": lambda zone: tr("Dates are shown and typed in {zone}", zone=zone),
    }
    if option.key in says:
        return str(says[option.key](value))
    return _SWITCHES.get((option.key, option.show(value)), "")


def _threshold(units: Quantity) -> str:
    if units > ZERO:
        return tr("Keeps {units} back, in each stock", units=units)
    if units < ZERO:
        return tr(
            "Where backorders are on, {units} may be sold beyond what is there", units=-units
        )
    return tr("Keeps nothing back")


_SWITCHES = {
    ("manage_stock", "yes"): tr("Quantities are tracked; salable limits what may be ordered"),
    ("manage_stock", "no"): tr("Untracked: any amount may be sold"),
    ("backorders", "no"): tr("No more may be sold than is there"),
    ("backorders", "yes"): tr("More may be sold than is there, down to the threshold"),
    ("backorders", "notify"): tr("More may be sold than is there; the customer is told"),
    ("reserve_on_placement", "yes"): tr("Placing an order holds its units"),
    ("reserve_on_placement", "no"): tr("Nothing is held until goods ship"),
    ("display_availability", "yes"): tr("The shop says Available or Unavailable"),
    ("display_availability", "no"): tr("The shop does not say whether it is available"),
    ("display_quantity", "yes"): tr("The shop says how many are left"),
    ("display_quantity", "no"): tr("The shop does not say how many are left"),
    ("increments_enabled", "yes"): tr("Orders take only multiples of the increment"),
    ("increments_enabled", "no"): tr("Orders take any amount"),
    ("purchasable", "yes"): tr("Orders may ask for it"),
    ("purchasable", "no"): tr("New orders for it are refused, whatever is there"),
    ("decimals", "yes"): tr("Quantities have up to four decimals"),
    ("decimals", "no"): tr("Quantities are whole units"),
    ("reasons_required", "yes"): tr("A quantity changed by hand needs a reason"),
    ("reasons_required", "no"): tr("A quantity may be changed without a reason"),
    ("in_stock_on_cancel", "yes"): tr("What comes back is In Stock again"),
    ("in_stock_on_cancel", "no"): tr("What comes back leaves the status of its row as it is"),
    ("show_out_of_stock", "yes"): tr("Products out of stock stay listed"),
    ("show_out_of_stock", "no"): tr("Products out of stock are listed once they are back"),
    ("show_availability", "yes"): tr("The shop says In Stock or Out of Stock"),
    ("show_availability", "no"): tr("The shop says nothing about availability"),
    ("check_cart_on_load", "yes"): tr("Checking an order looks at stock too"),
    ("check_cart_on_load", "no"): tr("Checking an order looks at amounts only"),
    ("synchronize_with_catalog", "yes"): tr("A new type takes the rows at sources away"),
    ("synchronize_with_catalog", "no"): tr(
        "A product keeps its type while units lie at sources"
    ),
    ("return_to_stock", "yes"): tr("A refund offers to return goods to stock"),
    ("return_to_stock", "no"): tr("A refund offers to release goods"),
    ("bulk_async", "yes"): tr("Bulk deeds on screen run in the background"),
    ("bulk_async", "no"): tr("Bulk deeds on screen show their progress until they are done"),
    ("protect_shared_sources", "yes"): tr("No unit is promised twice"),
    ("protect_shared_sources", "no"): tr("Each stock sees only its own orders"),
    ("ship_only_invoiced", "yes"): tr("Only what was invoiced may be shipped"),
    ("ship_only_invoiced", "no"): tr("Goods may be shipped before they are invoiced"),
    ("orders_need_invoice", "yes"): tr("An order is complete when shipped and invoiced"),
    ("orders_need_invoice", "no"): tr("An order is complete when it is shipped"),
    ("sources_start_disabled", "yes"): tr("A new source is off until it is enabled"),
    ("sources_start_disabled", "no"): tr("A new source is on at once"),
}
