"""Orders as a shop hands them in: what is asked for, and what of it can be read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from inventory_tui.domain.eligibility import Audience
from inventory_tui.domain.fields import read_form
from inventory_tui.domain.forms import SHIP_TO
from inventory_tui.domain.labels import storable
from inventory_tui.domain.order import Address, OrderStatus
from inventory_tui.domain.quantity import Quantity
from inventory_tui.wording import tr

_PRICE = re.compile(r"\d{1,12}(\.\d{1,4})?", re.ASCII)
NOWHERE = Address()


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
        raise ValueError(tr("enter 1 to 64 characters."))
    if text != text.strip():
        raise ValueError(tr("take the blanks off its ends."))
    if len(text) > 64:
        raise ValueError(
            tr("has {length} characters; {longest} is the most.", length=len(text), longest=64)
        )
    if any(unicodedata.category(character) == "Cc" for character in text):
        raise ValueError(tr("must not hold control characters."))
    return storable(text)


def parse_line_price(text: str) -> str:
    """Read the price of a line: a plain decimal, kept as it was written."""
    if not _PRICE.fullmatch(text):
        raise ValueError(
            tr("write a price such as 12 or 12.50 (a decimal point, no currency).")
        )
    return text


@dataclass(frozen=True, slots=True)
class RequestedLine:
    """A line that says more than how many of which SKU."""

    sku: str
    """What is bought: of a configurable or grouped product the SKU of the part."""
    quantity: Quantity
    price: str = ""
    """Of one unit; of a bundle, of one bundle."""
    chosen_as: str = ""
    """SKU of the configurable or grouped product it was chosen under."""
    parts: Mapping[str, Quantity] | None = None
    """Of a bundle: SKU → units in one; None: its default selection."""


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """An order as a shop hands it in; lines of one SKU are summed when it is placed."""

    channel: str
    lines: tuple[tuple[str, Quantity] | RequestedLine, ...]
    """A pair where SKU and quantity say it all; a bundle so named has its default selection."""
    number: str | None = None
    """None: the next free number is given."""
    ship_to: Address = NOWHERE
    row: int | None = None
    """Line of the file it began on."""
    prices: Mapping[str, str] = field(default_factory=dict)
    """SKU, as in ``lines``, → price of one unit, where the shop gives one."""
    customer_group: str = ""
    """May have a minimum of its own (setting *Minimum Qty by customer group*)."""
    shipping_method: str = ""
    payment_method: str = ""
    shipping_amount: str = ""
    """A plain decimal, kept as it was written."""
    pickup_location: str = ""
    """Code of the source its customer fetches it from."""
    payment: OrderStatus | None = None
    """A state of `domain.order.AWAITING_MONEY` it begins in."""
    account: str = ""
    """The business or person it is billed to; sources may be kept for some."""
    order_type: str = ""
    """A word of the shop's, such as ``wholesale``; sources may be kept for some."""
    expires: str = ""
    """When it lets go of what is not paid or sent by then (`domain.bookings.read_expiry`);
    empty: as *Bookings Expire After* says."""

    @property
    def audience(self) -> Audience:
        """Whom it is for."""
        return Audience.of(self.account, self.customer_group, self.order_type)

    @property
    def is_plain(self) -> bool:
        """Whether SKU and quantity say all of every line."""
        return RequestedLine not in map(type, self.lines)
