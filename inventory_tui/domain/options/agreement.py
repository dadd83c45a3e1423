"""Which settings contradict each other: rules across several, asked before any is stored."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from inventory_tui.wording import tr

Values = Callable[[str], Any]
"""The value that would be in force, by key."""


def contradictions(changed: Collection[str], value: Values) -> dict[str, str]:
    """Return what is wrong between settings once ``changed`` have these values, by key."""
    problems: dict[str, str] = {}
    for rule in (_amounts, _batches):
        problems |= rule(changed, value)
    return problems


def _amounts(changed: Collection[str], value: Values) -> dict[str, str]:
    """A smallest amount above the largest: nothing could be ordered."""
    asked = [key for key in ("min_cart_qty", "max_cart_qty") if key in changed]
    least, most = value("min_cart_qty"), value("max_cart_qty")
    if asked and least > most:
        return {
            asked[0]: tr(
                "The fewest to order ({least}) is above the most ({most}).",
                least=least,
                most=most,
            )
        }
    if asked or "min_cart_qty_groups" in changed:
        for group, fewest in value("min_cart_qty_groups").rows:
            if fewest > most:
                key = "max_cart_qty" if "max_cart_qty" in changed else "min_cart_qty_groups"
                return {
                    key: tr(
                        "The fewest for {group} ({fewest}) is above the most ({most}).",
                        group=group,
                        fewest=fewest,
                        most=most,
                    )
                }
    return {}


def _batches(changed: Collection[str], value: Values) -> dict[str, str]:
    if "bulk_batch_size" in changed and not value("bulk_async"):
        return {
            "bulk_batch_size": tr(
                "Asynchronous batch size: set Run asynchronously to yes first."
            )
        }
    return {}
