"""How far places are from each other, and where a place is.

Source: spec 2.5, *Distance Priority*; ruling R4: a coordinate of 0 is a coordinate.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from inventory_tui.domain.labels import key_of, storable
from inventory_tui.domain.order import Address
from inventory_tui.domain.source import Source, coordinate, parse_country
from inventory_tui.wording import tr

EARTH_RADIUS_M = 6_371_000
OFFLINE = "offline"
"""The provider that measures great circles between known places, and asks nobody."""


@dataclass(frozen=True, slots=True)
class Position:
    """A point on the earth, in signed decimal degrees."""

    latitude: float
    longitude: float

    def metres_to(self, other: Position) -> float:
        """Return the great-circle distance (haversine)."""
        here, there = math.radians(self.latitude), math.radians(other.latitude)
        east = math.radians(other.longitude - self.longitude)
        half = (
            math.sin((there - here) / 2) ** 2
            + math.cos(here) * math.cos(there) * math.sin(east / 2) ** 2
        )
        return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(half, 1.0)))


def position_of(source: Source) -> Position | None:
    """Return where a source says it is; None where a coordinate is missing (R4)."""
    if source.latitude is None or source.longitude is None:
        return None
    return Position(float(source.latitude), float(source.longitude))


def address_of(source: Source) -> Address:
    """Return the address of a source, to look its place up."""
    return Address(
        street=source.street,
        city=source.city,
        region=source.region,
        postcode=source.postcode,
        country=source.country,
    )


@dataclass(frozen=True, slots=True)
class Place:
    """A row of a geonames postal file: a place and where it is."""

    country: str
    postcode: str
    city: str
    region: str
    region_code: str
    latitude: str
    longitude: str


COLUMNS = 12
_SHOWN = {"latitude": tr("latitude"), "longitude": tr("longitude")}
"""country, postal code, place name, name and code of three levels of regions, latitude,
longitude, accuracy; separated by tabs, without a heading.  The last may be left out."""


def read_place(cells: Sequence[str]) -> Place:
    """Read one row of a geonames postal file.

    Raises:
        ValueError: A sentence that says what is wrong with it.
    """
    if len(cells) not in (COLUMNS, COLUMNS - 1):
        raise ValueError(
            tr(
                "has {cells} cells separated by tabs; {expected} are expected.",
                cells=len(cells),
                expected=COLUMNS,
            )
        )
    country, postcode, city, region, code, *_ = (cell.strip() for cell in cells)
    values = {}
    for label, text, limit in (("latitude", cells[9], 90), ("longitude", cells[10], 180)):
        try:
            values[label] = coordinate(limit)(text.strip())
        except ValueError as problem:
            raise ValueError(f"{_SHOWN[label]} {text.strip()!r}: {problem}") from None
    if not postcode and not city:
        raise ValueError(tr("has neither a postal code nor the name of a place."))
    return Place(
        parse_country(country),
        storable(postcode),
        storable(city),
        storable(region),
        storable(code),
        **values,
    )


def key_of_place(text: str) -> str:
    """Return what two spellings of a postcode, city or region have in common."""
    return key_of(" ".join(text.split()))


class Unit(StrEnum):
    """What a provider measures in."""

    METRES = "m"
    SECONDS = "s"


@dataclass(frozen=True, slots=True)
class Distances:
    """How far each source is from a destination, as one provider measured it."""

    values: Mapping[int, float] = field(default_factory=dict)
    """Source id → metres or seconds; a source whose distance is not known is missing."""
    unit: Unit = Unit.METRES
    notes: tuple[str, ...] = ()
    """Why some are missing, for people."""

    def label(self, source_id: int) -> str:
        """``320 km`` or ``35 min``; empty where it is not known."""
        value = self.values.get(source_id)
        return "" if value is None else self.label_of(value)

    def label_of(self, value: float) -> str:
        """Return a value as people read it."""
        if self.unit is Unit.SECONDS:
            return f"{value / 60:,.0f} min"
        return f"{value / 1000:,.0f} km" if value >= 10_000 else f"{value / 1000:.1f} km"


NOT_MEASURED = Distances()
"""Nobody asked how far anything is."""


@dataclass(frozen=True, slots=True)
class Measuring:
    """What a provider is asked."""

    sources: tuple[Source, ...]
    destination: Address
    key: str = ""
    """The setting ``distance_key``."""
    mode: str = "driving"
    """The setting ``distance_mode``: driving, walking or bicycling."""
    value: str = "distance"
    """The setting ``distance_value``: distance asks for metres, time for seconds."""


@dataclass(frozen=True, slots=True)
class DistanceProvider:
    """Something that knows how far sources are from an address.

    Others than the offline one come from packages, through the entry point group
    ``inventory_tui.distance_providers``; each names an instance of this class.  None is
    loaded, let alone asked, unless the setting ``distance_provider`` names it.
    """

    code: str
    """The name of its entry point."""
    title: str
    description: str
    measure: Callable[[Measuring], Mapping[int, float | None]]
    """Source id → metres (or seconds), None where not known.  It may take its time and
    raise anything: the stock's own order is then taken, with a note."""
