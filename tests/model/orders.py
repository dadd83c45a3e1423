"""Orders: what was asked for and what became of it (spec 2.2, 2.3, C18)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

FINAL = ("complete", "closed", "canceled")


@dataclass
class Line:
    """One product of an order, alone or as a part of a bundle."""

    sku: str
    ordered: int
    ships: bool = True
    """As it was placed; what does not ship leaves when it is invoiced."""
    held: int = 0
    bundle: int | None = None
    """Which of the order's bundles it is a part of."""
    per_bundle: int = 1
    invoiced: int = 0
    shipped: int = 0
    cancelled: int = 0
    refunded: int = 0
    released: int = 0
    """Refunded before it had left."""
    away: Counter[str] = field(default_factory=Counter)
    """Source → what left it and did not come back."""
    reserves: bool = field(init=False)
    """Whether placing it held its units."""

    def __post_init__(self) -> None:
        self.reserves = self.held > 0

    @property
    def gone(self) -> int:
        return self.shipped if self.ships else self.invoiced

    @property
    def open(self) -> int:
        return self.ordered - self.gone - self.cancelled - self.released

    @property
    def to_ship(self) -> int:
        return self.open if self.ships else 0

    @property
    def to_invoice(self) -> int:
        return self.ordered - self.invoiced - self.cancelled

    @property
    def to_cancel(self) -> int:
        return max(min(self.open, self.to_invoice), 0)

    @property
    def kept_by_customer(self) -> int:
        """What left and was not refunded."""
        return self.gone - (self.refunded - self.released)

    @property
    def to_refund(self) -> int:
        """What is invoiced, or left a source, and was not refunded."""
        return max(self.invoiced - self.refunded, self.kept_by_customer)

    @property
    def to_release(self) -> int:
        """What of that has not left: it is refunded first."""
        return self.to_refund - self.kept_by_customer

    @property
    def invoiced_to_ship(self) -> int:
        """What may ship where only what is invoiced does (C18)."""
        return max(min(self.to_ship, self.invoiced - self.released - self.shipped), 0)

    def let_go(self, amount: int) -> int:
        """End the hold of so many units, at most of those it still holds; return how many."""
        freed = min(amount, self.held)
        self.held -= freed
        return freed


@dataclass
class Bundle:
    """A bundle of an order; its parts are lines."""

    sku: str
    together: bool


@dataclass
class Parcel:
    """What left one source at once."""

    source: str
    lines: dict[int, int]
    """Which line of the order → how much."""
    taken: dict[int, int]
    """What of it was counted out of the source."""
    let_go: dict[int, int]
    """What of it had been held till then."""
    carried: bool = False
    """Whether a carrier has it."""
    cancelled: bool = False
    consignment: int | None = None
    """Which consignment it is a part of."""


@dataclass
class Order:
    """An order with its lines as they were given."""

    stock: str
    channel: str
    lines: list[Line] = field(default_factory=list)
    bundles: list[Bundle] = field(default_factory=list)
    payment: str | None = None
    """What it awaits of those who pay, also while it is on hold."""
    status: str = "pending"
    account: str = ""
    expires: datetime | None = None
    """When what is open of it is let go."""
    events: dict[str, str] = field(default_factory=dict)
    """Key of an event → the deed it was."""
    parcels: dict[int, Parcel] = field(default_factory=dict)
    """By the numbers they were given."""

    @property
    def is_open(self) -> bool:
        return self.status not in FINAL

    def parts(self, bundle: int) -> Iterator[tuple[int, Line]]:
        """The lines of a bundle, with their places."""
        return ((place, line) for place, line in enumerate(self.lines) if line.bundle == bundle)

    def standing(self, needs_invoice: bool) -> str:
        """The status its lines and its payment make (table of spec 2.3)."""
        lines = self.lines
        if all(line.cancelled == line.ordered for line in lines):
            return "canceled"
        if all(line.cancelled + line.refunded == line.ordered for line in lines):
            return "closed"
        wants_invoice = needs_invoice or any(line.invoiced for line in lines)
        uninvoiced = any(line.to_invoice for line in lines)
        if not any(line.open for line in lines) and not (wants_invoice and uninvoiced):
            return "complete"
        if self.payment:
            return self.payment
        begun = any(line.invoiced or line.shipped for line in lines)
        return "processing" if begun else "pending"
