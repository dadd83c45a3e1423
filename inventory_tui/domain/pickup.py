"""Pickup locations as shoppers see them: what is told of each, and how they are looked for.

Source: spec 1.11, 2.4; F-145 to F-147.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from inventory_tui.domain.labels import key_of
from inventory_tui.domain.order import Address
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.source import Source, parse_country
from inventory_tui.domain.templates import fill
from inventory_tui.wording import tr

READY = "pickup"
"""The kind of the message that an order can be fetched."""

FIELDS = ("code", "name", "country", "region", "city", "street", "postcode")
"""What locations can be looked for and ordered by, beside their distance."""

DISTANCE = "distance"


@dataclass(frozen=True, slots=True)
class PickupLocation:
    """A source where customers fetch their orders, as they see it."""

    source_id: int
    code: str
    name: str
    """Its frontend name; without one, the name of the source."""
    description: str
    """Its frontend description: opening hours, landmarks."""
    contact: str
    email: str
    phone: str
    fax: str
    country: str
    region: str
    city: str
    street: str
    postcode: str
    latitude: str | None
    longitude: str | None

    def address(self, customer: Address) -> Address:
        """Where an order that is fetched here goes: this place, in the customer's name."""
        return Address(
            name=customer.name,
            email=customer.email,
            street=self.street,
            city=self.city,
            region=self.region,
            postcode=self.postcode,
            country=self.country,
        )


def location_of(source: Source) -> PickupLocation:
    """Return what shoppers see of a source."""
    return PickupLocation(
        source.id,
        source.code,
        source.shown_to_shoppers,
        source.frontend_description,
        source.contact,
        source.email,
        source.phone,
        source.fax,
        source.country,
        source.region,
        source.city,
        source.street,
        source.postcode,
        source.latitude,
        source.longitude,
    )


class Compare(StrEnum):
    """How a field is compared; letter case never matters."""

    EQUALS = "eq"
    DIFFERS = "neq"
    ONE_OF = "in"
    """One of several, separated by commas."""
    LIKE = "like"
    """``%`` stands for any characters."""
    CONTAINS = "fulltext"


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of one field of a location."""

    field: str
    """One of `FIELDS`."""
    value: str
    compare: Compare = Compare.EQUALS

    def holds(self, location: PickupLocation) -> bool:
        """Whether a location meets it."""
        own, asked = key_of(getattr(location, self.field)), key_of(self.value)
        match self.compare:
            case Compare.EQUALS:
                return own == asked
            case Compare.DIFFERS:
                return own != asked
            case Compare.ONE_OF:
                return own in {one.strip() for one in asked.split(",")}
            case Compare.LIKE:
                pattern = ".*".join(re.escape(part) for part in asked.split("%"))
                return re.fullmatch(pattern, own, re.DOTALL) is not None
            case Compare.CONTAINS:
                return asked in own


def read_near(text: str) -> Address:
    """Read a place to look around: ``12022:IT`` or ``Rasun Di Sotto:IT``.

    Raises:
        ValueError: It is not a postcode or a city, and the two letters of a country.
    """
    place, _, country = text.rpartition(":")
    if not place.strip() or not country.strip():
        raise ValueError(tr("write a postcode or a city, a colon and a country: 80331:DE."))
    where = place.strip()
    return Address(city=where, postcode=where, country=parse_country(country.strip()))


@dataclass(frozen=True, slots=True)
class SortBy:
    """What found locations are ordered by."""

    field: str = "code"
    """One of `FIELDS`, or `DISTANCE`."""
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """Which locations of a channel are looked for."""

    near: Address | None = None
    """Only around this place; None: anywhere."""
    radius_km: float | None = None
    """How far around it; None: as the setting *Search Radius* says."""
    conditions: tuple[Condition, ...] = ()
    skus: tuple[str, ...] = ()
    """Only where every one of these products is assigned, whatever lies there."""
    order: tuple[SortBy, ...] = ()
    page: int = 1
    page_size: int | None = None
    """None: all on one page."""


@dataclass(frozen=True, slots=True)
class Found:
    """A location that was found."""

    location: PickupLocation
    metres: float | None = None
    """From the place that was looked around; None where none was."""

    @property
    def distance_km(self) -> float | None:
        """The same in kilometres, to a tenth."""
        return None if self.metres is None else round(self.metres / 1000, 1)


def ordered(found: Iterable[Found], orders: Sequence[SortBy]) -> list[Found]:
    """Return locations in order; of equals the code decides (R16).

    Where the distance is asked for it comes first, wherever it is named.
    """
    rows = sorted(found, key=lambda one: key_of(one.location.code))
    by_distance = [order for order in orders if order.field == DISTANCE]
    others = [order for order in orders if order.field != DISTANCE]
    for order in reversed([*by_distance, *others]):
        rows.sort(key=_rank(order.field), reverse=order.descending)
    return rows


def _rank(field: str) -> Callable[[Found], Any]:
    if field == DISTANCE:
        return lambda one: one.metres or 0.0
    return lambda one: key_of(getattr(one.location, field))


@dataclass(frozen=True, slots=True)
class PickupLine:
    """What an open pickup order withholds of one product at its location."""

    order_id: int
    order: str
    source_id: int
    source: str
    product_id: int
    sku: str
    held: Quantity
    """What it has not shipped."""
    ready_at: datetime | None
    """When its customer was told that it can be fetched."""


def ready_messages(
    order_number: str,
    location: PickupLocation,
    customer: Address,
    *,
    key: str,
    at: datetime,
    channel: str,
    sender: str,
    text: str,
    copies: Sequence[str],
    separately: bool,
) -> list[dict[str, Any]]:
    """Return what receivers get when an order can be fetched: one JSON object each.

    Args:
        copies: Addresses that get a copy: hidden in the one message, or in their own.
    """
    places = {
        "customer": customer.name,
        "order": order_number,
        "location": location.name,
        "address": location.address(customer).one_line(),
        "channel": channel,
    }
    told: dict[str, Any] = {
        "id": key,
        "kind": READY,
        "order": order_number,
        "source": location.code,
        "channel": channel,
        "customer": customer.name,
        "email": customer.email,
        "from": sender,
        "text": fill(text, places),
        "at": at.isoformat().replace("+00:00", "Z"),
    }
    if copies and not separately:
        told["bcc"] = list(copies)
    own = [
        {**told, "id": f"{key}-{number}", "email": address}
        for number, address in enumerate(copies, start=1)
        if separately
    ]
    return [told, *own]
