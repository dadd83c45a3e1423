"""Places as imported: where a postcode, a city or a region is (spec 2.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, or_, select

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.distance import Place, Position, key_of_place
from inventory_tui.domain.geocoding import Spot
from inventory_tui.domain.order import Address
from inventory_tui.domain.source import Source
from inventory_tui.store.driver import Driver
from inventory_tui.store.inserting import insert_rows
from inventory_tui.store.tables import place
from inventory_tui.wording import tr

_LAST = "\U0010ffff"
_COLUMNS = (
    "country", "postcode", "postcode_key", "city", "city_key", "region", "region_key",
    "region_code", "latitude", "longitude",
)  # fmt: skip
_AT_ONCE = 5_000


class Places:
    """Which place is where, by country."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def counts(self) -> dict[str, int]:
        """Return how many places each country has, by its two letters."""
        rows = self._connection.execute(
            select(place.c.country, func.count())
            .group_by(place.c.country)
            .order_by(place.c.country)
        )
        return {row[0]: row[1] for row in rows}

    def of(self, country: str) -> Iterable[Place]:
        """Return the places of a country, in the order of their file."""
        rows = self._connection.execute(
            select(*(place.c[name] for name in Place.__dataclass_fields__))
            .where(place.c.country == country)
            .order_by(place.c.id)
        )
        return (Place(*row) for row in rows)

    def replace(self, country: str, places: Iterable[Place]) -> int:
        """Put these in the place of all a country had; return how many they are."""
        self._connection.execute(delete(place).where(place.c.country == country))
        return self.add(places)

    def add(self, places: Iterable[Place]) -> int:
        """Add places to what is there; return how many they are."""
        rows, count = map(_row, places), 0
        for some in chunks(rows, _AT_ONCE):
            insert_rows(self._connection, place, _COLUMNS, some)
            count += len(some)
        return count

    def find(self, addresses: Sequence[Address | Source]) -> list[Position | None]:
        """Return where each address is, as near as it is known; None where it is not.

        Sources are looked up by the address they have.

        By country and postcode, else by country and the beginning of the city, else by
        country and region; of several places the first in the file answers.  At most four
        statements, however many addresses.
        """
        found: dict[int, Position] = {}
        open_: dict[int, Address | Source] = {
            number: address for number, address in enumerate(addresses) if address.country
        }
        for step in (self._by_postcode, self._by_city, self._by_region, self._by_region_code):
            found |= step(open_)
            open_ = {n: address for n, address in open_.items() if n not in found}
        return [found.get(number) for number in range(len(addresses))]

    def spots(self, address: Address, most: int = 20) -> list[Spot]:
        """Return the places an address may be, each once; none where it is not known.

        By country and postcode, narrowed by the city where that tells them apart; else by
        the whole city, or its beginning; else the middle of the region.
        """
        if not address.country:
            return []
        city, country = key_of_place(address.city), place.c.country == address.country.upper()
        if key := key_of_place(address.postcode):
            there = self._there(country, place.c.postcode_key == key, most=most)
            named = [one for one in there if city and key_of_place(one[0]).startswith(city)]
            if there:
                return [spot for _, spot in named or there]
        if city:
            for condition in (
                place.c.city_key == city,
                and_(place.c.city_key >= city, place.c.city_key < city + _LAST),
            ):
                if there := self._there(country, condition, most=most):
                    mine = []
                    if key_of_place(address.region):
                        within = _is_in(address.region)
                        mine = self._there(country, condition, within, most=most)
                    return [spot for _, spot in mine or there]
        return self._middle(country, address.region)

    def _there(self, *conditions: ColumnElement[bool], most: int) -> list[tuple[str, Spot]]:
        """The city and the spot of the places that match; one for each city and region."""
        columns = place.c
        rows = self._connection.execute(
            select(
                columns.city,
                columns.region,
                columns.country,
                func.min(columns.postcode).label("postcode"),
                func.min(columns.id).label("first"),
            )
            .where(*conditions)
            .group_by(columns.city, columns.region, columns.country)
            .order_by(func.min(columns.id))
            .limit(most)
        ).all()
        firsts = {
            row.id: (row.latitude, row.longitude)
            for row in self._connection.execute(
                select(columns.id, columns.latitude, columns.longitude).where(
                    columns.id.in_([row.first for row in rows])
                )
            )
        }
        return [(row.city, Spot(*firsts[row.first], _label(row))) for row in rows]

    def _middle(self, country: ColumnElement[bool], region: str) -> list[Spot]:
        """The middle of a region."""
        if not key_of_place(region):
            return []
        rows = self._connection.execute(
            select(place.c.latitude, place.c.longitude, place.c.region, place.c.country).where(
                country, _is_in(region)
            )
        ).all()
        if not rows:
            return []
        latitude, longitude = (sum(float(row[at]) for row in rows) / len(rows) for at in (0, 1))
        label = tr(
            "middle of {region}, {country}", region=rows[0].region, country=rows[0].country
        )
        return [Spot(f"{latitude:.6f}", f"{longitude:.6f}", label)]

    def _by_postcode(self, wanted: Mapping[int, Address | Source]) -> dict[int, Position]:
        return self._first(
            {n: (one.country, key_of_place(one.postcode)) for n, one in wanted.items()},
            "place.postcode_key = asked.low",
        )

    def _by_city(self, wanted: Mapping[int, Address | Source]) -> dict[int, Position]:
        return self._first(
            {n: (one.country, key_of_place(one.city)) for n, one in wanted.items()},
            "place.city_key >= asked.low and place.city_key < asked.high",
        )

    def _by_region(self, wanted: Mapping[int, Address | Source]) -> dict[int, Position]:
        return self._first(
            {n: (one.country, key_of_place(one.region)) for n, one in wanted.items()},
            "place.region_key = asked.low",
        )

    def _by_region_code(self, wanted: Mapping[int, Address | Source]) -> dict[int, Position]:
        """``TX``: an order of a shop often names the region by its abbreviation."""
        return self._first(
            {n: (one.country, one.region.strip().upper()) for n, one in wanted.items()},
            "place.region_code = asked.low",
        )

    def _first(
        self, wanted: Mapping[int, tuple[str, str]], matches: str
    ) -> dict[int, Position]:
        """Where the first place is that matches each country and key; empty keys match none."""
        values = [
            value
            for number, (country, key) in wanted.items()
            if key
            for value in (number, country.upper(), key, key + _LAST)
        ]
        if not values:
            return {}
        rows = Driver(self._connection).rows(
            _FIRST.format(asked=", ".join([_ASKED] * (len(values) // 4)), matches=matches),
            values,
        )
        return {n: Position(float(lat), float(long)) for n, lat, long in rows}


_ASKED = "(cast(? as integer), ?, ?, ?)"
_FIRST = """
    with asked (number, country, low, high) as (values {asked})
    select asked.number, first.latitude, first.longitude
    from asked
    join place as first on first.id = (
        select min(place.id) from place where place.country = asked.country and {matches}
    )
"""


def _is_in(region: str) -> ColumnElement[bool]:
    """SQL: a place lies in a region, which is said by its name or its code."""
    code = region.strip().upper()
    return or_(place.c.region_key == key_of_place(region), place.c.region_code == code)


def _label(row: Any) -> str:
    """``10115 Berlin, Berlin, DE``."""
    city = f"{row.postcode} {row.city}".strip()
    return ", ".join(filter(None, (city, row.region, row.country)))


def _row(one: Place) -> tuple[str, ...]:
    return (
        one.country,
        one.postcode,
        key_of_place(one.postcode),
        one.city,
        key_of_place(one.city),
        one.region,
        key_of_place(one.region),
        one.region_code.upper(),
        one.latitude,
        one.longitude,
    )
