"""What doctor may find: every rule that must hold of what is stored."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inventory_tui.wording import tr


class Flaw(StrEnum):
    """What is not as it must be; the words scripts rely on."""

    KEPT_ON_HAND = "kept_on_hand"
    KEPT_RESERVED = "kept_reserved"
    KEPT_THRESHOLD = "kept_threshold"
    KEPT_SET_ASIDE = "kept_set_aside"
    KEPT_PROMISED_ELSEWHERE = "kept_promised_elsewhere"
    """What other stocks' promises take from shared sources is kept otherwise."""
    KEPT_SALABLE = "kept_salable"
    KEPT_COVERAGE = "kept_coverage"
    KEPT_HELD = "kept_held"
    """What an order line holds is not what its reservations say."""
    KEPT_COUNTS = "kept_counts"
    """Whether a source counts for a stock is not what its channels say."""
    KEPT_WATCH = "kept_watch"
    """Whether a product is watched for running low is not what its low-stock action says."""
    KEPT_LABELS = "kept_labels"
    """A product is missing in the index that finds words in SKUs and names."""
    RESERVATIONS = "reservations"
    """The reservations of an order line are not what is still open of it (spec 2.2)."""
    RESERVED_ELSEWHERE = "reserved_elsewhere"
    """An order holds units in a stock that is not its own."""
    ORDER_STATUS = "order_status"
    SHIPPED = "shipped"
    """An order line says more or fewer shipped than its shipments."""
    CONSIGNMENT = "consignment"
    """A row of a consignment is not what its shipment holds."""
    INVOICED = "invoiced"
    """An order line says more or fewer invoiced than its invoices."""
    REFUNDED = "refunded"
    """An order line says more or fewer refunded than its refunds."""
    TRANSFER = "transfer"
    """What is on the road is not what was sent less what is known of it."""
    NO_LINES = "no_lines"
    STRAY_SOURCE_ITEM = "stray_source_item"
    """A row of a composite or deleted product."""
    STRAY_ASIDE = "stray_aside"
    """Safety stock where there is no row, or more units in a state than lie there."""
    STRAY_PART = "stray_part"
    """A part of a product that is no composite, or one that is none itself (spec 1.6)."""
    UNIT = "unit"
    """The row of a unit of measure is not named, or does not count, as the unit says."""
    UNRECORDED_CHANGE = "unrecorded_change"
    """A row is not what the history's last word about it says."""
    LABEL_KEY = "label_key"
    """A label would not be found by its own spelling."""
    PRIORITIES = "priorities"
    """A stock's sources are not numbered 1 to n."""
    MISSING_DEFAULT = "missing_default"
    BROKEN_REFERENCE = "broken_reference"
    DAMAGED_FILE = "damaged_file"
    LONG_LOG = "long_log"
    """The write-ahead log was not brought back: a reader holds it."""

    @property
    def is_kept_sum(self) -> bool:
        """Whether it is kept beside what is sure, and can be made anew from that."""
        return self.value.startswith("kept_")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it must be."""

    flaw: Flaw
    message: str
    """A sentence for people."""
    sku: str | None = None
    source: str | None = None
    stock: str | None = None
    order: str | None = None
    kept: str | None = None
    """What is stored."""
    recomputed: str | None = None
    """What it should be."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large what only grows has become."""

    products: int
    source_items: int
    orders: int
    reservations: int
    operations: int
    movements: int
    changes: int
    database_bytes: int

    def sentence(self) -> str:
        """One line for people."""
        return tr(
            "{products:,} products, {source_items:,} source items, {orders:,} "
            "orders, {reservations:,} reservations; history: {operations:,} "
            "operations, {movements:,} movements; {database_bytes:,.1f} MiB",
            products=self.products,
            source_items=self.source_items,
            orders=self.orders,
            reservations=self.reservations,
            operations=self.operations,
            movements=self.movements,
            database_bytes=self.database_bytes / 2**20,
        )
