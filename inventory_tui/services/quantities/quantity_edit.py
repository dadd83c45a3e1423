"""What a person wants of one row at a source."""

from __future__ import annotations

from dataclasses import dataclass

from inventory_tui.domain.quantity import Quantity


@dataclass(frozen=True, slots=True)
class QuantityEdit:
    """What a person wants of one product at one source; None leaves a part as it is."""

    sku: str
    source: str
    quantity: Quantity | None = None
    change: Quantity | None = None
    """A signed difference, instead of ``quantity``."""
    in_stock: bool | None = None
    notify_below: Quantity | None = None
    safety: Quantity | None = None
    """The safety stock of the row."""
    erc: str | None = None
    """The name other systems gave the row."""
    notify_default: bool = False
    """Take the row's own notify level away, so that it inherits again."""
    assign: bool = False
    """Create the row (In Stock, 0) where there is none, even without a quantity."""
    unassign: bool = False
    """Delete the row with its quantity and its safety stock."""
    seen_version: int | None = None
    """The version the person saw (0: they saw no row); None does not check."""

    @property
    def is_about_safety(self) -> bool:
        """Whether it leaves the row itself as it is."""
        others = (self.quantity, self.change, self.in_stock, self.notify_below, self.erc)
        flags = (self.notify_default, self.assign, self.unassign)
        return self.safety is not None and others == (None,) * 5 and not any(flags)
