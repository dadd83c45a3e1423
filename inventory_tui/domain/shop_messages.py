"""What a shop says about the stock of a product: on its page, and in lists of products.

Source: spec 2.13, and *Only X left* of spec 2.1.
"""

from __future__ import annotations

from dataclasses import dataclass

from inventory_tui.domain.inventory_engine import Configuration
from inventory_tui.domain.product import StockRules
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.wording import tr


@dataclass(frozen=True, slots=True)
class ShopRules:
    """The settings of a channel that decide what it says."""

    show_out_of_stock: bool
    show_availability: bool
    only_x_left: Quantity


@dataclass(frozen=True, slots=True)
class Preview:
    """The line below a product that a shopper sees, as the product itself asks for it.

    Source: warehouse 1.3 and 1.5.
    """

    availability: str = ""
    """``Available`` or ``Unavailable``; empty: nothing is said."""
    left: Quantity | None = None
    """How many are left; None: nothing is said."""
    estimate: str = ""
    """When there will be some, while it is Unavailable; empty: nothing is said."""

    @property
    def line(self) -> str:
        """All of it: ``Unavailable · 0 left · 3-5 days``."""
        left = "" if self.left is None else tr("{left} left", left=self.left)
        return " · ".join(word for word in (self.availability, left, self.estimate) if word)


NOTHING_SAID = Preview()


def preview(
    settings: Configuration,
    *,
    is_salable: bool,
    salable: Quantity | None,
    rules: StockRules,
    enabled: bool = True,
) -> Preview:
    """Return the line a shopper sees: Available while more is left than the threshold.

    Args:
        settings: What holds for the product in the channel.
        is_salable: Whether the channel's stock can promise any of it.
        salable: How many; None: nobody counts them, then there is no number to compare.
        rules: What ``salable`` was promised by; back orders are none that are left.
        enabled: Status of the product; of a disabled one nothing is said.
    """
    if not enabled:
        return NOTHING_SAID
    left = None
    available = is_salable
    if salable is not None:
        backorders = min(rules.effective_threshold, ZERO)
        left = max(salable + backorders, ZERO)
        available = left > settings.rules.notify_below
    tells = settings.display_availability
    return Preview(
        "" if not tells else tr("Available") if available else tr("Unavailable"),
        left if settings.display_quantity else None,
        settings.estimate if tells and not available else "",
    )


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
        words = [self.availability.rpartition(": ")[2], self.only_left]
        if not self.listed:
            words.append(tr("not listed"))
        return ", ".join(word for word in words if word) or tr("listed")


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
        availability = (
            tr("Availability: In Stock") if is_salable else tr("Availability: Out of Stock")
        )
        in_lists = "" if is_salable or not shop.show_out_of_stock else tr("Out of stock")
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
    return tr("Only {salable} left", salable=salable)
