"""The words of an explanation: why a term is there, or is 0."""

from __future__ import annotations

from collections.abc import Mapping

from inventory_tui.domain.product import Backorders, Origin, StockRules
from inventory_tui.domain.product_status import ProductStatus
from inventory_tui.domain.quantity import ONE, ZERO, Quantity
from inventory_tui.domain.source import SourceItem
from inventory_tui.services.products.showing_parts import PartShown
from inventory_tui.wording import tr

ORIGINS: Mapping[Origin, str] = {
    Origin.OWN: tr("own"),
    Origin.CHANNEL: tr("channel"),
    Origin.GLOBAL: tr("global"),
    Origin.DEFAULT: tr("default"),
}
"""Where the value of a setting comes from."""

NOT_FOR_SALE: Mapping[ProductStatus, str] = {
    ProductStatus.SCHEDULED: tr("the product is scheduled: it cannot be ordered"),
    ProductStatus.EXPIRED: tr("the product is expired: it cannot be ordered"),
    ProductStatus.DRAFT: tr("the product is draft: it cannot be ordered"),
}
"""Why nothing of a product that is not approved is sold."""

_STATES: Mapping[ProductStatus, str] = {
    ProductStatus.SCHEDULED: tr("scheduled"),
    ProductStatus.EXPIRED: tr("expired"),
    ProductStatus.DRAFT: tr("draft"),
}


def of_what_does_not_count(item: SourceItem, units: Quantity, *, counts: bool) -> str:
    """Why what lies at a source of the stock does not count; empty where it does.

    Args:
        counts: Whether the source counts for the stock, and for who asks.
    """
    if not item.source_enabled:
        return tr("off: its {units} do not count", units=units)
    if not counts:
        return tr("for other channels: its {units} do not count", units=units)
    if not item.in_stock:
        return tr("Out of Stock: its {units} do not count", units=units)
    return ""


def of_threshold(rules: StockRules, origin: str) -> str:
    """What the threshold does.

    Args:
        origin: Where it comes from, one of `ORIGINS`.
    """
    effective, typed = rules.effective_threshold, rules.threshold
    if effective > ZERO or (effective == ZERO and not typed):
        return tr("kept back (threshold, {origin})", origin=origin)
    if effective < ZERO:
        said = tr("may be sold beyond what is there (threshold {typed}, {origin})")
    elif rules.backorders is Backorders.NO:
        said = tr("threshold {typed} ({origin}) counts as 0 while backorders are off")
    else:
        said = tr("threshold {typed} ({origin}) counts as 0 while backorders are on")
    return said.format(typed=typed, origin=origin)


def of_part(one: PartShown) -> str:
    """What a part of a composite can do."""
    if not one.enabled:
        state = tr("disabled")
    elif one.state is not ProductStatus.APPROVED:
        state = _STATES[one.state]
    elif one.salable is None:
        state = tr("salable any")
    else:
        state = tr("salable {units}", units=one.salable)
    part = one.part
    needs = "" if part.quantity == ONE else tr(", takes {quantity}", quantity=part.quantity)
    option = f" ({one.option})" if one.option else ""
    return f"{part.sku}: {state}{needs}{option}"
