"""What a shop says about the stock of a product: on its page, and in lists of products.

Source: spec 2.13, and *Only X left* of spec 2.1.
"""

from __future__ import annotations

from dataclasses import dataclass

from inventory_tui.domain.product import StockRules
from inventory_tui.domain.quantity import ZERO, Quantity


@dataclass(frozen=True, slots=True)
class ShopRules:
    """The settings of a channel that decide what it says."""

    show_out_of_stock: bool
    show_availability: bool
    only_x_left: Quantity


@dataclass(frozen=True, slots=True)
class ShopMessages:
    """What one channel says of one product."""

    listed: bool
    """Whether lists of products show it; its page answers regardless."""
    availability: str
    """On its page; empty: nothing is said."""
    in_lists: str
    """Beside it in lists; empty: nothing is said."""
    only_left: str
    """``Only 3 left``, or empty."""

    @property
    def in_short(self) -> str:
        """All of it in a few words: ``In Stock, Only 3 left``, ``not listed``."""
        words = [self.availability.removeprefix("Availability: "), self.only_left]
        if not self.listed:
            words.append("not listed")
        return ", ".join(word for word in words if word) or "listed"


def messages(
    rules: StockRules,
    shop: ShopRules,
    *,
    is_salable: bool,
    salable: Quantity | None,
    enabled: bool = True,
) -> ShopMessages:
    """Return what a channel says of a product.

    Args:
        is_salable: Whether the channel's stock can promise any of it (of a composite: of its
            parts); always so where stock is not managed.
        salable: How many that are; None: nobody counts them.
        enabled: Status of the product; a disabled one is in no list and has no page.
    """
    if not enabled:
        return ShopMessages(listed=False, availability="", in_lists="", only_left="")
    availability = in_lists = ""
    if shop.show_availability:
        availability = f"Availability: {'In Stock' if is_salable else 'Out of Stock'}"
        in_lists = "" if is_salable or not shop.show_out_of_stock else "Out of stock"
    return ShopMessages(
        is_salable or shop.show_out_of_stock,
        availability,
        in_lists,
        only_left(rules, shop.only_x_left, salable),
    )


def only_left(rules: StockRules, limit: Quantity, salable: Quantity | None) -> str:
    """Return ``Only 3 left`` where 0 < salable <= limit; nothing with infinite backorders.

    Source: spec 2.1, E-06, E-12, E-13.
    """
    if salable is None or rules.infinite_backorders or not ZERO < salable <= limit:
        return ""
    return f"Only {salable} left"
