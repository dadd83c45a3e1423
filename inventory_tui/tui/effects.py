"""What a setting does at the value it has: a sentence under the list of settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inventory_tui.domain.options import Option
from inventory_tui.domain.quantity import ZERO, Quantity


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
        "min_cart_qty": lambda least: f"An order takes at least {least} of one SKU",
        "max_cart_qty": lambda most: f"An order takes at most {most.grouped()} of one SKU",
        "notify_below": lambda level: f"Rows below {level} are in the low-stock list",
        "increment": lambda step: f"Where increments are on, orders take multiples of {step}",
        "min_cart_qty_groups": lambda groups: (
            f"At least: {', '.join(f'{group} {least}' for group, least in groups.rows)}"
            if groups.rows
            else "Every group has the minimum for all"
        ),
        "only_x_left": lambda limit: (
            f"The shop says “Only … left” from {limit} down"
            if limit
            else "The shop never says how many are left"
        ),
        "bulk_batch_size": lambda size: (
            f"Stop and progress are looked at every {size} products"
        ),
        "distance_provider": lambda name: f"Distances are measured by {name}",
        "alert_schedule": lambda word: f"Messages are sent {word}",
        "alert_start": lambda start: f"Messages are due from {start} on",
        "alert_error_recipient": lambda to: (
            f"{to} is told what could not be delivered"
            if to
            else "Nobody is told what could not be delivered"
        ),
        "pickup_radius_km": lambda km: f"Locations within {km} km are found",
        "reasons": lambda words: (
            f"Beside the built-in reasons: {words}" if words else "Only the built-in reasons"
        ),
        "time_zone": lambda zone: f"Dates are shown and typed in {zone}",
    }
    if option.key in says:
        return str(says[option.key](value))
    return _SWITCHES.get((option.key, option.show(value)), "")


def _threshold(units: Quantity) -> str:
    if units > ZERO:
        return f"Keeps {units} back, in each stock"
    if units < ZERO:
        return f"Where backorders are on, {-units} may be sold beyond what is there"
    return "Keeps nothing back"


_SWITCHES = {
    ("manage_stock", "yes"): "Quantities are tracked; salable limits what may be ordered",
    ("manage_stock", "no"): "Untracked: any amount may be sold",
    ("backorders", "no"): "No more may be sold than is there",
    ("backorders", "yes"): "More may be sold than is there, down to the threshold",
    ("backorders", "notify"): "More may be sold than is there; the customer is told",
    ("reserve_on_placement", "yes"): "Placing an order holds its units",
    ("reserve_on_placement", "no"): "Nothing is held until goods ship",
    ("display_availability", "yes"): "The shop says Available or Unavailable",
    ("display_availability", "no"): "The shop does not say whether it is available",
    ("display_quantity", "yes"): "The shop says how many are left",
    ("display_quantity", "no"): "The shop does not say how many are left",
    ("increments_enabled", "yes"): "Orders take only multiples of the increment",
    ("increments_enabled", "no"): "Orders take any amount",
    ("purchasable", "yes"): "Orders may ask for it",
    ("purchasable", "no"): "New orders for it are refused, whatever is there",
    ("decimals", "yes"): "Quantities have up to four decimals",
    ("decimals", "no"): "Quantities are whole units",
    ("reasons_required", "yes"): "A quantity changed by hand needs a reason",
    ("reasons_required", "no"): "A quantity may be changed without a reason",
    ("in_stock_on_cancel", "yes"): "What comes back is In Stock again",
    ("in_stock_on_cancel", "no"): "What comes back leaves the status of its row as it is",
    ("show_out_of_stock", "yes"): "Products out of stock stay listed",
    ("show_out_of_stock", "no"): "Products out of stock are listed once they are back",
    ("show_availability", "yes"): "The shop says In Stock or Out of Stock",
    ("show_availability", "no"): "The shop says nothing about availability",
    ("check_cart_on_load", "yes"): "Checking an order looks at stock too",
    ("check_cart_on_load", "no"): "Checking an order looks at amounts only",
    ("synchronize_with_catalog", "yes"): "A new type takes the rows at sources away",
    ("synchronize_with_catalog", "no"): "A product keeps its type while units lie at sources",
    ("return_to_stock", "yes"): "A refund offers to return goods to stock",
    ("return_to_stock", "no"): "A refund offers to release goods",
    ("bulk_async", "yes"): "Bulk deeds on screen run in the background",
    ("bulk_async", "no"): "Bulk deeds on screen show their progress until they are done",
    ("protect_shared_sources", "yes"): "No unit is promised twice",
    ("protect_shared_sources", "no"): "Each stock sees only its own orders",
    ("ship_only_invoiced", "yes"): "Only what was invoiced may be shipped",
    ("ship_only_invoiced", "no"): "Goods may be shipped before they are invoiced",
    ("orders_need_invoice", "yes"): "An order is complete when shipped and invoiced",
    ("orders_need_invoice", "no"): "An order is complete when it is shipped",
    ("sources_start_disabled", "yes"): "A new source is off until it is enabled",
    ("sources_start_disabled", "no"): "A new source is on at once",
}
