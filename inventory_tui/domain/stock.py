"""Stocks: pools of sources that sales channels sell from (spec 1.3–1.5, 2.1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from inventory_tui.domain.product import StockRules
from inventory_tui.domain.quantity import ZERO, Quantity

DEFAULT_STOCK_ID = 1
DEFAULT_CHANNEL_ID = 1


@dataclass(frozen=True, slots=True)
class SalesChannel:
    """What sells; it belongs to exactly one stock."""

    id: int
    code: str
    name: str
    stock_id: int
    type: str = "website"
    version: int = 1
    erc: str = ""
    """What other systems call it."""
    currency: str = ""
    """Three letters of ISO 4217; empty where nobody said."""
    stock_name: str = field(default="", compare=False)
    """Of the stock it sells from, as it was when it was read."""
    some_limited: bool = field(default=False, compare=False)
    """Whether any source serves some channels or customers alone."""

    @property
    def is_default(self) -> bool:
        """Whether it is the channel every database starts with."""
        return self.id == DEFAULT_CHANNEL_ID


@dataclass(frozen=True, slots=True)
class SourceLink:
    """A source a stock takes from; priority 1 comes first."""

    source_id: int
    code: str
    name: str
    enabled: bool
    priority: int
    counts: bool = True
    """Whether it serves any channel of the stock."""
    limited: bool = False
    """Whether there are channels or customers it does not serve."""


@dataclass(frozen=True, slots=True)
class Stock:
    """A named pool: ordered sources, and the channels that sell from them."""

    id: int
    name: str
    channels: tuple[SalesChannel, ...] = ()
    sources: tuple[SourceLink, ...] = ()
    """In priority order."""
    version: int = 1

    @property
    def is_default(self) -> bool:
        """Whether it is the Default Stock, which always exists."""
        return self.id == DEFAULT_STOCK_ID


class Coverage(IntEnum):
    """How far a product is there for a stock."""

    NONE = 0
    """No row at any of the stock's sources: the pair does not exist (spec 2.1)."""
    ASSIGNED = 1
    """Rows, but none In Stock at an enabled source: nothing may be promised."""
    IN_STOCK = 2
    """At least one In Stock row at an enabled source."""


@dataclass(frozen=True, slots=True)
class StockLevel:
    """The kept sums of one product in one stock."""

    stock_id: int
    product_id: int
    on_hand: Quantity
    """Usable units: In Stock rows at enabled sources of the stock."""
    reserved: Quantity
    """Signed sum of the reservations: -7 when 7 are held."""
    threshold: Quantity
    """The effective one, T_eff."""
    salable: Quantity | None
    """None where the stock of the product is not managed."""
    coverage: Coverage
    promised_elsewhere: Quantity = ZERO
    """What other stocks' promises must take from shared sources (C17)."""
    set_aside: Quantity = ZERO
    """Of what is on hand, safety stock and what is damaged or in quality check."""

    @property
    def for_sale(self) -> Quantity:
        """What is on hand and not set aside."""
        return self.on_hand - self.set_aside


def salable_quantity(
    on_hand: Quantity,
    reserved: Quantity,
    rules: StockRules,
    coverage: Coverage,
    promised_elsewhere: Quantity = ZERO,
    set_aside: Quantity = ZERO,
) -> Quantity | None:
    """Return how much of a product a stock may still promise.

    Negative when more was promised than is there; 0 where nothing may be promised at
    all; None where the product's stock is not managed.

    What is set aside at a source lessens what all its stocks may promise; the threshold
    holds back once more, per stock.

    Source: spec 2.1, the warehouse half 1.0.  ``store/salability/salable.py`` is the same
    formula as SQL.
    """
    if not rules.manage_stock:
        return None
    if coverage is not Coverage.IN_STOCK:
        return ZERO
    return on_hand - set_aside + reserved - rules.effective_threshold - promised_elsewhere


def is_salable(salable: Quantity | None, rules: StockRules, coverage: Coverage) -> bool:
    """Return whether a stock may promise any of a product at all (spec 2.1, in its order).

    A product that is at no source of the stock is not there to be sold, managed or not.
    """
    if coverage is Coverage.NONE:
        return False
    if not rules.manage_stock:
        return True
    if coverage is not Coverage.IN_STOCK:
        return False
    if rules.infinite_backorders:
        return True
    return salable is not None and salable > ZERO
