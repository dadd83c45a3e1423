"""What a setting does at the value it has: a sentence under the list of settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inventory_tui.domain.options import Option
from inventory_tui.domain.quantity import ZERO, Quantity


def effect(option: Option, text: str) -> str:
    """Return what the setting does at this value, as typed; without a full stop."""
    try:
        value = option.parse(text) if text else option.default
    except ValueError:
        return ""
    says: dict[str, Callable[[Any], str]] = {
        "threshold": _threshold,
        "min_cart_qty": lambda least: f"An order takes at least {least} of one SKU",
        "max_cart_qty": lambda most: f"An order takes at most {most.grouped()} of one SKU",
        "notify_below": lambda level: f"Rows below {level} are in the low-stock list",
        "increment": lambda step: f"Where increments are on, orders take multiples of {step}",
        "reasons": lambda words: (
            f"Beside the built-in reasons: {words}" if words else "Only the built-in reasons"
        ),
        "time_zone": lambda zone: f"Dates are shown and typed in {zone}",
    }
    if option.key in says:
        return str(says[option.key](value))
    return _SWITCHES.get((option.key, option.show(value)), option.help)


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
    ("increments_enabled", "yes"): "Orders take only multiples of the increment",
    ("increments_enabled", "no"): "Orders take any amount",
    ("decimals", "yes"): "Quantities have up to four decimals",
    ("decimals", "no"): "Quantities are whole units",
    ("reasons_required", "yes"): "A quantity changed by hand needs a reason",
    ("reasons_required", "no"): "A quantity may be changed without a reason",
}
