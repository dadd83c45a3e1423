"""Every setting of the business, with its label, its scopes and its built-in default.

A value is looked for at the product, then the channel, then globally, then here
(spec 1.9, *Fallback order*); which of them answered is its `Origin`.
"""

from __future__ import annotations

from inventory_tui.domain.options.alerts import OPTIONS_OF_ALERTS
from inventory_tui.domain.options.deeds import OPTIONS_OF_DEEDS
from inventory_tui.domain.options.goods import OPTIONS_OF_GOODS, PARTICULARS
from inventory_tui.domain.options.option import CHANNEL, GLOBAL, PRODUCT, Option
from inventory_tui.domain.options.ours import OUR_OPTIONS, SEEDED_REASONS
from inventory_tui.domain.options.pickup import OPTIONS_OF_PICKUP
from inventory_tui.domain.options.product import STOCK_OPTIONS_OF_PRODUCTS
from inventory_tui.domain.options.shop import OPTIONS_OF_SHOPS, OVERRIDABLE
from inventory_tui.domain.options.stock import STOCK_OPTIONS

__all__ = [
    "APART",
    "CHANNEL",
    "GLOBAL",
    "GLOBAL_OPTIONS",
    "OPTIONS",
    "OVERRIDABLE",
    "PARTICULARS",
    "PRODUCT",
    "PRODUCT_OPTIONS",
    "SEEDED_REASONS",
    "Option",
]

OPTIONS: dict[str, Option] = {
    option.key: option
    for option in (
        *STOCK_OPTIONS,
        *STOCK_OPTIONS_OF_PRODUCTS,
        *OPTIONS_OF_SHOPS,
        *OPTIONS_OF_GOODS,
        *OPTIONS_OF_DEEDS,
        *OPTIONS_OF_ALERTS,
        *OPTIONS_OF_PICKUP,
        *OUR_OPTIONS,
    )
}

PRODUCT_OPTIONS = tuple(option for option in OPTIONS.values() if PRODUCT in option.scopes)
APART = frozenset(option.key for option in PRODUCT_OPTIONS if option.apart)
"""Settings of products that are kept beside their columns."""
GLOBAL_OPTIONS = tuple(option for option in OPTIONS.values() if GLOBAL in option.scopes)
