"""Products: what is sold, and which of them lie at sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from inventory_tui.domain.product_status import ALWAYS, Life, ProductStatus
from inventory_tui.domain.quantity import LARGEST, ONE, PLACES, ZERO, Quantity
from inventory_tui.wording import tr, trn

MOST_IN_A_CART = Quantity(100_000_000)  # 10,000 units (spec 1.9)
NO_MAXIMUM = Quantity(LARGEST)
"""The most of an order where there is none: no quantity is above it."""


class ProductType(StrEnum):
    """What a product is made of; decides whether it has source items of its own."""

    SIMPLE = "simple"
    VIRTUAL = "virtual"
    DOWNLOADABLE = "downloadable"
    CONFIGURABLE = "configurable"
    GROUPED = "grouped"
    BUNDLE = "bundle"

    @property
    def has_source_items(self) -> bool:
        """Whether quantities of it lie at sources (spec table 1.6)."""
        return self in WITH_SOURCE_ITEMS

    @property
    def is_shipped(self) -> bool:
        """Whether it leaves a source by a shipment (virtual goods leave by invoice)."""
        return self is ProductType.SIMPLE


WITH_SOURCE_ITEMS = (ProductType.SIMPLE, ProductType.VIRTUAL, ProductType.DOWNLOADABLE)
COMPOSITES = (ProductType.CONFIGURABLE, ProductType.GROUPED, ProductType.BUNDLE)


class Backorders(StrEnum):
    """What may be sold beyond what is there (spec 1.9: 0, 1, 2)."""

    NO = "no"
    YES = "yes"
    NOTIFY = "notify"


class Origin(StrEnum):
    """Where the value of a setting comes from."""

    OWN = "own"
    CHANNEL = "channel"
    GLOBAL = "global"
    DEFAULT = "default"


def places_of(*, decimals: bool, precision: int | None) -> int:
    """Return how many decimal places quantities of a product may have.

    The unit of measure says so; of what has none, *Qty Uses Decimals*: 4, or none.
    """
    return precision if precision is not None else PLACES if decimals else 0


def too_fine(sku: str, quantity: Quantity, places: int) -> str | None:
    """Return why ``quantity`` has too many decimals for a product, or None."""
    if quantity.fits(places):
        return None
    if not places:
        return tr(
            "{sku} is counted in whole units; {quantity} is a fraction.",
            sku=sku,
            quantity=quantity,
        )
    return trn(
        "{sku} is counted with {count} decimal; {quantity} has more.",
        "{sku} is counted with {count} decimals; {quantity} has more.",
        places,
        sku=sku,
        quantity=quantity,
    )


def only(quantity: Quantity, places: int) -> str:
    """The end of a sentence about an amount with too many decimals."""
    if not places:
        return tr("whole units only; {quantity} is a fraction", quantity=quantity)
    return trn(
        "{count} decimal at most; {quantity} has more",
        "{count} decimals at most; {quantity} has more",
        places,
        quantity=quantity,
    )


@dataclass(frozen=True, slots=True)
class Product:
    """A product as stored; its settings are in ``own`` only where they are its own."""

    id: int
    sku: str
    name: str
    type: ProductType
    enabled: bool = True
    attribute_set: str = ""
    price: str = ""
    """Exact decimal text, empty when none is known."""
    visibility: str = ""
    websites: str = ""
    weight: str = ""
    parent_in_stock: bool = True
    """Composites only: the stored parent flag (spec 2.14)."""
    ship_together: bool = True
    """Bundles only: all selections leave from one source (spec C7)."""
    own: dict[str, object] = field(default_factory=dict)
    """Option key → value, for the options this product does not inherit."""
    version: int = 1
    precision: int | None = None
    """Decimal places its quantities may have; only of what is counted in a unit of measure."""
    unit_of: int | None = None
    """Of a row that counts a product in another of its units: the id of that product."""
    status: ProductStatus = ProductStatus.APPROVED
    """Draft, or what history last said of its dates: see `life`."""
    display_at: datetime | None = None
    expires_at: datetime | None = None

    @property
    def life(self) -> Life:
        """What decides whether it is for sale as the clock stands."""
        draft = self.status is ProductStatus.DRAFT
        if not draft and self.display_at is None and self.expires_at is None:
            return ALWAYS
        return Life(draft, self.display_at, self.expires_at)


@dataclass(frozen=True, slots=True)
class StockRules:
    """A product's effective settings, inheritance applied."""

    manage_stock: bool = True
    backorders: Backorders = Backorders.NO
    threshold: Quantity = ZERO
    min_cart_qty: Quantity = ONE
    max_cart_qty: Quantity = MOST_IN_A_CART
    increments_enabled: bool = False
    increment: Quantity = ONE
    notify_below: Quantity = ONE
    decimals: bool = False
    multiple_boxes: bool = False
    allowed_quantities: tuple[Quantity, ...] = ()
    """Where there are any, orders hold exactly one of these amounts."""
    owns_min_cart_qty: bool = False
    """Whether ``min_cart_qty`` is the product's own, not the one for all."""
    precision: int | None = None
    """Decimal places of the unit it is counted in; None where it has no units."""

    @property
    def places(self) -> int:
        """Decimal places its quantities may have, everywhere they are entered."""
        return places_of(decimals=self.decimals, precision=self.precision)

    def fraction(self, sku: str, quantity: Quantity) -> str | None:
        """Return why ``quantity`` is no amount of the product, a sentence; None where it is."""
        return too_fine(sku, quantity, self.places)

    @property
    def multiple(self) -> Quantity:
        """Orders hold multiples of this; 0: any amount."""
        return self.increment if self.increments_enabled else ZERO

    @property
    def effective_threshold(self) -> Quantity:
        """Units kept back (positive) or sold beyond what is there (negative).

        ``T_eff = min(T, 0)`` with backorders on, ``max(T, 0)`` without (spec 2.1, C2).
        """
        parts = self.threshold.parts
        if self.backorders is Backorders.NO:
            return Quantity(max(parts, 0))
        return Quantity(min(parts, 0))

    @property
    def infinite_backorders(self) -> bool:
        """Whether any amount may be promised while one source item is In Stock."""
        return self.backorders is not Backorders.NO and self.effective_threshold.parts == 0
