"""Orders: what was asked for, what of it is still open, and in which state it stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from inventory_tui.domain.errors import Kind
from inventory_tui.domain.fields import read_form
from inventory_tui.domain.forms import SHIP_TO
from inventory_tui.domain.labels import key_of, storable
from inventory_tui.domain.product import ProductType, StockRules
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.stock import Coverage

_PRICE = re.compile(r"\d{1,12}(\.\d{1,4})?", re.ASCII)


class OrderStatus(StrEnum):
    """Where an order stands (spec 2.3)."""

    PENDING = "pending"
    PROCESSING = "processing"
    HOLDED = "holded"
    COMPLETE = "complete"
    CANCELED = "canceled"

    @property
    def label(self) -> str:
        """As screens show it."""
        return {"holded": "On Hold"}.get(self.value, self.value.capitalize())

    @property
    def is_open(self) -> bool:
        """Whether something may still happen to the order."""
        return self not in (OrderStatus.COMPLETE, OrderStatus.CANCELED)


class Event(StrEnum):
    """Why a reservation row was written (spec 1.8)."""

    ORDER_PLACED = "order_placed"
    ORDER_CANCELED = "order_canceled"
    SHIPMENT_CREATED = "shipment_created"
    MOVED_TO_DEFAULT_STOCK = "moved_to_default_stock"


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


def read_address(typed: Mapping[str, str]) -> Address:
    """Read an address as typed, field by field; what is not given stays empty.

    Raises:
        InvalidInput: A field is unknown or cannot be read.
    """
    values = read_form(SHIP_TO, typed)
    return Address(**{name: value or "" for name, value in values.items()})


def parse_number(text: str) -> str:
    """Read the number of a new order: 1–64 characters, no control characters or outer blanks.

    Raises:
        ValueError: A sentence that says which of these rules is broken.
    """
    if not text.strip():
        raise ValueError("enter 1 to 64 characters.")
    if text != text.strip():
        raise ValueError("take the blanks off its ends.")
    if len(text) > 64:
        raise ValueError(f"has {len(text)} characters; 64 is the most.")
    if any(unicodedata.category(character) == "Cc" for character in text):
        raise ValueError("must not hold control characters.")
    return storable(text)


def parse_line_price(text: str) -> str:
    """Read the price of a line: a plain decimal, kept as it was written."""
    if not _PRICE.fullmatch(text):
        raise ValueError("write a price such as 12 or 12.50 (a decimal point, no currency).")
    return text


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """An order as a shop hands it in; lines of one SKU are summed when it is placed."""

    channel: str
    lines: tuple[tuple[str, Quantity], ...]
    number: str | None = None
    """None: the next free number is given."""
    ship_to: Address = Address()
    row: int | None = None
    """Line of the file it began on."""
    prices: Mapping[str, str] = field(default_factory=dict)
    """SKU, as in ``lines``, → price of one unit, where the shop gives one."""


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One SKU of an order."""

    id: int
    product_id: int
    sku: str
    """Its SKU today; of a deleted product, the one it had."""
    name: str
    type: ProductType
    ordered: Quantity
    invoiced: Quantity = ZERO
    shipped: Quantity = ZERO
    cancelled: Quantity = ZERO
    refunded: Quantity = ZERO
    held: Quantity = ZERO
    """What its reservations still hold, ≥ 0."""
    managed: bool = True
    """Whether its stock was managed when it was placed."""
    price: str = ""
    product_deleted: bool = False

    @property
    def open(self) -> Quantity:
        """Neither shipped nor cancelled yet."""
        return self.ordered - self.shipped - self.cancelled

    @property
    def to_ship(self) -> Quantity:
        """What shipments must still deliver; 0 for goods that are never shipped."""
        return self.open if self.type.is_shipped else ZERO


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

    def line(self, sku_key: str) -> OrderLine | None:
        """The line of a SKU (its `key_of`), if there is one."""
        return next((line for line in self.lines if key_of(line.sku) == sku_key), None)


def status_of(lines: Sequence[OrderLine]) -> OrderStatus:
    """Return the state that follows from what happened to the lines (spec 2.3).

    A hold is not among them: it is set and lifted by its own deeds.
    """
    if all(line.cancelled == line.ordered for line in lines):
        return OrderStatus.CANCELED
    if all(line.open == ZERO for line in lines):
        return OrderStatus.COMPLETE
    if any(line.shipped or line.invoiced for line in lines):
        return OrderStatus.PROCESSING
    return OrderStatus.PENDING


def check_amount(sku: str, amount: Quantity, rules: StockRules) -> tuple[Kind, str] | None:
    """Return why ``amount`` of a product may not be ordered whatever is there, or None.

    Source: spec 2.1, *Can this quantity be ordered?*, tests 1 to 4, first failure wins.
    """
    if amount < rules.min_cart_qty:
        return Kind.MIN_SALE_QTY, f"{sku}: the fewest you may order is {rules.min_cart_qty}."
    if amount > rules.max_cart_qty:
        return Kind.MAX_SALE_QTY, f"{sku}: the most you may order is {rules.max_cart_qty}."
    if rules.increments_enabled and amount.parts % rules.increment.parts:
        return (
            Kind.QTY_INCREMENT,
            f"{sku}: order it in multiples of {rules.increment}; {amount} is none.",
        )
    if not rules.decimals and not amount.is_whole:
        return Kind.QTY_DECIMAL, f"{sku}: whole units only; {amount} is a fraction."
    return None


def check_stock(
    sku: str,
    stock: str,
    amount: Quantity,
    salable: Quantity | None,
    rules: StockRules,
    coverage: Coverage,
) -> tuple[Kind, str] | None:
    """Return why a stock may not promise ``amount`` of a product, or None.

    Source: spec 2.1, *Can this quantity be ordered?*, tests 5 to 7, with what *Manage
    Stock = No* says: any amount, In Stock or not, while the product is assigned.
    """
    if coverage is Coverage.NONE:
        return (
            Kind.SKU_NOT_ASSIGNED_TO_STOCK,
            f"{sku}: it is at no source of {stock}; assign it to one first.",
        )
    if not rules.manage_stock:
        return None
    if coverage is not Coverage.IN_STOCK:
        return (
            Kind.NO_SOURCE_ITEMS_IN_STOCK,
            f"{sku}: no enabled source of {stock} has it In Stock.",
        )
    if rules.infinite_backorders or (salable is not None and salable >= amount):
        return None
    if salable is None or salable <= ZERO:
        return Kind.NOT_ENOUGH_QTY, f"{sku}: {stock} has none left to promise, {amount} asked."
    return (
        Kind.NOT_ENOUGH_QTY,
        f"{sku}: {stock} can promise {salable} more, {amount} asked.",
    )


def backordered(amount: Quantity, salable: Quantity, rules: StockRules) -> Quantity:
    """Return how much of ``amount`` waits for goods that are not there yet.

    Args:
        salable: What could be promised before this order.

    Source: spec 2.1, *Backordered part of a line*.
    """
    there = max((salable + rules.effective_threshold).parts, 0)
    return Quantity(max(amount.parts - there, 0))
