"""Places as imported: where a postcode, a city or a region is (spec 2.5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, delete, func, select

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.distance import Place, Position, key_of_place
from inventory_tui.domain.order import Address
from inventory_tui.store.driver import Driver
from inventory_tui.store.inserting import insert_rows
from inventory_tui.store.tables import place

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

    def find(self, addresses: Sequence[Address]) -> list[Position | None]:
        """Return where each address is, as near as it is known; None where it is not.

        By country and postcode, else by country and the beginning of the city, else by
        country and region; of several places the first in the file answers.  At most four
        statements, however many addresses.
        """
        found: dict[int, Position] = {}
        open_: dict[int, Address] = {
            number: address for number, address in enumerate(addresses) if address.country
        }
        for step in (self._by_postcode, self._by_city, self._by_region, self._by_region_code):
            found |= step(open_)
            open_ = {n: address for n, address in open_.items() if n not in found}
        return [found.get(number) for number in range(len(addresses))]

    def _by_postcode(self, wanted: Mapping[int, Address]) -> dict[int, Position]:
        return self._first(
            {n: (one.country, key_of_place(one.postcode)) for n, one in wanted.items()},
            "place.postcode_key = asked.low",
        )

    def _by_city(self, wanted: Mapping[int, Address]) -> dict[int, Position]:
        return self._first(
            {n: (one.country, key_of_place(one.city)) for n, one in wanted.items()},
            "place.city_key >= asked.low and place.city_key < asked.high",
        )

    def _by_region(self, wanted: Mapping[int, Address]) -> dict[int, Position]:
        return self._first(
            {n: (one.country, key_of_place(one.region)) for n, one in wanted.items()},
            "place.region_key = asked.low",
        )

    def _by_region_code(self, wanted: Mapping[int, Address]) -> dict[int, Position]:
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
