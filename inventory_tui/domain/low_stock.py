"""Low stock: the one rule what is low, and the lists that follow from it.

Source: spec 2.12.
"""

from __future__ import annotations

from dataclasses import dataclass

from inventory_tui.domain.quantity import Quantity

SORTS = ("quantity", "sku", "name", "source", "notify")
"""What the report can be ordered by; everything else equal, by SKU, then source."""

_SOURCE_BITS = 20


@dataclass(frozen=True, slots=True)
class LowQuery:
    """Which rows of the low-stock report, in which order."""

    filter: str = ""
    """In the filter language, about the row."""
    source_id: int | None = None
    """Only at this source."""
    stock_id: int | None = None
    """Only at sources of this stock."""
    current_source_id: int | None = None
    """Only at this source, where the filter names neither a source nor a stock."""
    sort: str = "quantity"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class LowRow:
    """One row of a product at a source that is low."""

    id: int
    """See `row_id`."""
    product_id: int
    sku: str
    name: str
    source_id: int
    source: str
    source_name: str
    quantity: Quantity
    notify_below: Quantity
    """The level in force."""
    inherits: bool
    """Whether the level is the product's or the global one."""
    version: int
    """Of the row, for an edit."""


def row_id(product_id: int, source_id: int) -> int:
    """One number for a product at a source, as lists count their rows by."""
    return product_id << _SOURCE_BITS | source_id


def pair_of(id: int) -> tuple[int, int]:
    """The (product id, source id) of a `row_id`."""
    return id >> _SOURCE_BITS, id & (1 << _SOURCE_BITS) - 1


def is_low(quantity: int, notify_below: int, *, counts: bool) -> bool:
    """Whether something is left, and less than the level (both in ten-thousandths).

    Args:
        counts: The product is enabled and its stock managed, its type has rows of its own,
            the source is enabled and the row In Stock.
    """
    return counts and 0 < quantity < notify_below
