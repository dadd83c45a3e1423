"""Orders: what was asked for, what of it is still open, and in which state it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from inventory_tui.domain.labels import key_of
from inventory_tui.domain.product import ProductType
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.wording import tr


class OrderStatus(StrEnum):
    """Where an order stands (spec 2.3)."""

    PENDING = "pending"
    PENDING_PAYMENT = "pending_payment"
    PAYMENT_REVIEW = "payment_review"
    FRAUD = "fraud"
    PROCESSING = "processing"
    HOLDED = "holded"
    COMPLETE = "complete"
    CLOSED = "closed"
    CANCELED = "canceled"

    @property
    def label(self) -> str:
        """As screens show it."""
        return _LABELS[self.value]

    @property
    def is_open(self) -> bool:
        """Whether something may still happen to the order."""
        return self not in FINAL

    @property
    def awaits_money(self) -> bool:
        """Whether it waits for a payment, or for the answer to a doubtful one."""
        return self in AWAITING_MONEY


_LABELS = {
    "pending": tr("Pending"),
    "processing": tr("Processing"),
    "complete": tr("Complete"),
    "closed": tr("Closed"),
    "canceled": tr("Canceled"),
    "holded": tr("On Hold"),
    "pending_payment": tr("Pending Payment"),
    "payment_review": tr("Payment Review"),
    "fraud": tr("Suspected Fraud"),
}
FINAL = frozenset({OrderStatus.COMPLETE, OrderStatus.CLOSED, OrderStatus.CANCELED})
AWAITING_MONEY = frozenset(
    {OrderStatus.PENDING_PAYMENT, OrderStatus.PAYMENT_REVIEW, OrderStatus.FRAUD}
)


class Event(StrEnum):
    """Why a reservation row was written (spec 1.8)."""

    ORDER_PLACED = "order_placed"
    ORDER_PLACE_FAILED = "order_place_failed"
    ORDER_CANCELED = "order_canceled"
    BOOKING_EXPIRED = "booking_expired"
    INVOICE_CREATED = "invoice_created"
    SHIPMENT_CREATED = "shipment_created"
    SHIPMENT_CANCELED = "shipment_canceled"
    CREDITMEMO_CREATED = "creditmemo_created"
    MANUAL_COMPENSATION = "manual_compensation"
    HELD_DIRECTLY = "held_directly"
    """By a program that holds goods for something other than an order."""
    MOVED_TO_DEFAULT_STOCK = "moved_to_default_stock"

    @property
    def sign(self) -> int:
        """Of the rows it writes: -1 they hold, 1 they let go, 0 either."""
        return -1 if self in _HOLD else 0 if self in _OF_EITHER_SIGN else 1


_HOLD = frozenset({Event.ORDER_PLACED, Event.SHIPMENT_CANCELED})
_OF_EITHER_SIGN = frozenset(
    {Event.MANUAL_COMPENSATION, Event.HELD_DIRECTLY, Event.MOVED_TO_DEFAULT_STOCK}
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where an order goes."""

    name: str = ""
    email: str = ""
    street: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""

    def customer_key(self) -> str:
        """What a customer is found by: name and e-mail, letter case aside."""
        return key_of(f"{self.name}\n{self.email}") if self.name or self.email else ""

    def one_line(self) -> str:
        """``Storgata 5, 0155 Oslo, NO``."""
        place = " ".join(part for part in (self.postcode, self.city) if part)
        parts = (self.street, place, self.region, self.country)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class OrderBundle:
    """A bundle of an order: it holds nothing itself, its parts are lines of the order."""

    id: int
    product_id: int
    sku: str
    name: str
    quantity: Quantity
    together: bool
    """Whether its parts leave one source, in whole bundles (spec C7)."""
    price: str = ""


@dataclass(slots=True, unsafe_hash=True)  # nobody changes one; frozen takes twice as long
class OrderLine:
    """One SKU of an order, alone or as a part of a bundle.

    What happens to it is counted in units: *gone* is what left the sources, by shipment or,
    for goods that are never shipped, by invoice.
    """

    id: int
    product_id: int
    sku: str
    """Its SKU today; of a deleted product, the one it had."""
    name: str
    type: ProductType
    """As it was when the order was placed."""
    ordered: Quantity
    invoiced: Quantity = ZERO
    shipped: Quantity = ZERO
    cancelled: Quantity = ZERO
    refunded: Quantity = ZERO
    released: Quantity = ZERO
    """What of the refunded had not left a source yet."""
    held: Quantity = ZERO
    """What its reservations still hold, ≥ 0."""
    managed: bool = True
    """Whether its stock was managed when it was placed."""
    price: str = ""
    product_deleted: bool = False
    now_composite: bool = False
    """Whether its product was made a composite since, which lies at no source."""
    bundle: int | None = None
    """Id of the `OrderBundle` it is a part of."""
    per_bundle: Quantity | None = None
    places: int = 0
    """Decimal places its product is counted with."""
    chosen_as: str | None = None
    """SKU of the configurable or grouped product it was chosen under."""

    @property
    def lies_nowhere(self) -> bool:
        """Whether its product has no rows at sources any more, so nothing can be counted."""
        return self.product_deleted or self.now_composite

    def is_too_fine(self, amount: Quantity) -> bool:
        """Whether an amount has more decimals than its product may have, or it has itself."""
        return self.ordered.fits(self.places) and not amount.fits(self.places)

    @property
    def gone(self) -> Quantity:
        """What left the sources."""
        return self.shipped if self.type.is_shipped else self.invoiced

    @property
    def open(self) -> Quantity:
        """What neither left nor was cancelled or refunded before it could."""
        left = self.gone.parts + self.cancelled.parts + self.released.parts
        return Quantity(self.ordered.parts - left)

    @property
    def to_ship(self) -> Quantity:
        """What shipments must still deliver; 0 for goods that are never shipped."""
        return self.open if self.type.is_shipped else ZERO

    @property
    def to_invoice(self) -> Quantity:
        """What may still be invoiced."""
        return max(self.ordered - self.invoiced - self.cancelled, ZERO)

    @property
    def to_cancel(self) -> Quantity:
        """What may be cancelled: it has not left and is not invoiced (that is refunded)."""
        return max(min(self.open, self.to_invoice), ZERO)

    @property
    def kept(self) -> Quantity:
        """What left the sources and was not refunded."""
        return self.gone - (self.refunded - self.released)

    @property
    def to_refund(self) -> Quantity:
        """What may still be refunded: it was invoiced, or left a source."""
        return max(self.invoiced - self.refunded, self.kept, ZERO)

    @property
    def to_release(self) -> Quantity:
        """What of `to_refund` has not left a source; it is refunded first (spec 2.2)."""
        return min(self.to_refund - self.kept, max(self.open, ZERO))

    def cancel(self, amount: Quantity) -> OrderLine:
        """The line once ``amount`` of what is open is cancelled."""
        return replace(self._letting_go(amount), cancelled=self.cancelled + amount)

    def ship(self, amount: Quantity) -> OrderLine:
        """The line once ``amount`` of it left in a shipment."""
        return replace(self._letting_go(amount), shipped=self.shipped + amount)

    def invoice(self, amount: Quantity) -> OrderLine:
        """The line once ``amount`` of it is invoiced; goods that never ship leave by that."""
        line = self if self.type.is_shipped else self._letting_go(amount)
        return replace(line, invoiced=self.invoiced + amount)

    def refund(self, amount: Quantity, unshipped: Quantity) -> OrderLine:
        """The line once ``amount`` is refunded, ``unshipped`` of it before it had left."""
        return replace(
            self._letting_go(unshipped),
            refunded=self.refunded + amount,
            released=self.released + unshipped,
        )

    def _letting_go(self, amount: Quantity) -> OrderLine:
        """A clearing event lets go of at most what the line still holds (spec 2.2)."""
        return replace(self, held=self.held - min(amount, self.held))

    @property
    def to_ship_if_invoiced(self) -> Quantity:
        """What may ship where only invoiced goods do (spec C18)."""
        return max(min(self.to_ship, self.invoiced - self.released - self.shipped), ZERO)


@dataclass(frozen=True, slots=True)
class Order:
    """An order with its lines in the order they were given."""

    id: int
    number: str
    channel: str
    channel_name: str
    stock_id: int
    stock: str
    status: OrderStatus
    placed_at: datetime
    placed_by: str
    ship_to: Address
    lines: tuple[OrderLine, ...]
    version: int = 1
    bundles: tuple[OrderBundle, ...] = ()
    customer_group: str = ""
    shipping_method: str = ""
    payment_method: str = ""
    shipping_amount: str = ""
    """Exact decimal text, empty when none was given."""
    payment: OrderStatus | None = None
    """The state of `AWAITING_MONEY` it is in, also while it is on hold."""
    pickup_source: str | None = None
    """Code of the source its customer fetches it from."""
    ready_at: datetime | None = None
    """When its customer was told that it can be fetched."""
    channel_id: int = 0
    account: str = ""
    order_type: str = ""
    expires_at: datetime | None = None
    """When what is open and not invoiced of it is cancelled; None: never."""

    def lines_of(self, sku_key: str) -> list[OrderLine]:
        """The lines of a SKU (its `key_of`): alone, and as a part of bundles."""
        return [line for line in self.lines if key_of(line.sku) == sku_key]

    def by_id(self) -> dict[int, OrderLine]:
        """The lines by their ids."""
        return {line.id: line for line in self.lines}

    def parts(self, bundle: OrderBundle) -> list[OrderLine]:
        """The lines a bundle consists of."""
        return [line for line in self.lines if line.bundle == bundle.id]

    def bundles_of(self, sku_key: str) -> list[OrderBundle]:
        """The bundles of a SKU (its `key_of`)."""
        return [bundle for bundle in self.bundles if key_of(bundle.sku) == sku_key]

    def standing(self, lines: Sequence[OrderLine], *, needs_invoice: bool) -> OrderStatus:
        """The status it gets once its lines are ``lines``: theirs, unless it awaits money."""
        follows = status_of(lines, needs_invoice=needs_invoice)
        return self.payment if self.payment and follows.is_open else follows


def status_of(lines: Sequence[OrderLine], *, needs_invoice: bool = False) -> OrderStatus:
    """Return the state that follows from what happened to the lines.

    A hold and the states of a payment are not among them: deeds of their own set and lift
    them.

    Args:
        needs_invoice: The setting *Orders need an invoice*.

    Source: spec 2.3.
    """
    if all(line.cancelled == line.ordered for line in lines):
        return OrderStatus.CANCELED
    refunded = any(line.refunded for line in lines)
    if refunded and all(line.cancelled + line.refunded == line.ordered for line in lines):
        return OrderStatus.CLOSED
    begun = any(line.shipped or line.invoiced for line in lines)
    if all(line.open == ZERO for line in lines):
        wanted = needs_invoice or any(line.invoiced for line in lines)
        if not wanted or all(line.to_invoice == ZERO for line in lines):
            return OrderStatus.COMPLETE
    return OrderStatus.PROCESSING if begun else OrderStatus.PENDING
