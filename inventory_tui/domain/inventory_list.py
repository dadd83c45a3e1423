"""The inventory page: what there is of each SKU in each of its units, over all sources."""

from __future__ import annotations

from dataclasses import dataclass

from inventory_tui.domain.quantity import Quantity


@dataclass(frozen=True, slots=True)
class InventoryQuery:
    """Which SKUs, in which direction; by SKU, then unit."""

    filter: str = ""
    """In the filter language of products; bare words are looked for inside SKUs."""
    descending: bool = False
    marked: tuple[int, ...] = ()
    """Product ids the filter's ``marked`` stands for."""


@dataclass(frozen=True, slots=True)
class InventoryRow:
    """One line: a SKU in one of its units.

    Source: the warehouse half 1.0 and 1.2.
    """

    product_id: int
    sku: str
    unit: str
    """Its key; empty where the SKU has no units."""
    name: str
    on_hand: Quantity
    """At all sources, whatever their state."""
    on_order: Quantity
    """What orders hold, in all stocks."""
    safety: Quantity
    unsound: Quantity
    """Damaged, or in quality check."""
    incoming: Quantity
    """Expected from suppliers and not here yet; never part of what is available."""
    label: str = ""
    """What it is called wherever a quantity is entered: with its unit, of several."""

    @property
    def available(self) -> Quantity:
        """What is on hand and neither ordered nor set aside; below 0 where that is more."""
        return self.on_hand - self.on_order - self.safety - self.unsound
