"""Finding the latitude and longitude of sources by their addresses.

Geocoders are asked while no transaction is open, for they may go online and take their time.

Source: the warehouse half, 1.1; L-007.
"""

from __future__ import annotations

from dataclasses import dataclass

from inventory_tui.domain.distance import address_of
from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.geocoding import IN_THE_PLACES, OFFLINE, Geocoder, Locating, Spot
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.options.deeds import GEOCODERS
from inventory_tui.domain.order import Address
from inventory_tui.domain.source import Source
from inventory_tui.services.shipping.plugins import Foreign, found
from inventory_tui.services.sourcing import sourcing
from inventory_tui.store.database import Database
from inventory_tui.wording import tr

_SHOWN = 9


@dataclass(frozen=True, slots=True)
class Located:
    """What a geocoder says of the address of a source."""

    source: Source
    geocoder: str
    spots: tuple[Spot, ...]
    """The best first; at least one."""

    @property
    def is_sure(self) -> bool:
        """Whether there is only one place it can be."""
        return len(self.spots) == 1


def find(database: Database, code: str) -> Located:
    """Return where a source may be by its address; nothing is written.

    Raises:
        Refused: ``unknown_source``; ``unknown_geocoder``: the one the setting names is not
            installed; ``unknown_place``: the address is not known, or there is none;
            ``plugin_failed``.
    """
    with database.read() as transaction:
        source = transaction.sources.known(code)
        name = str(transaction.options.value("geocoder")).strip()
        key = str(transaction.options.value("geocoder_key"))
    geocoder, spots = _asked(database, source.code, address_of(source), name, key)
    return Located(source, geocoder.code, spots)


def search(
    database: Database, address: Address, who: str = tr("The source")
) -> tuple[Spot, ...]:
    """Return where an address may be that no source has yet, the best first.

    Args:
        who: What sentences call it.

    Raises:
        Refused: What `find` refuses.
    """
    with database.read() as transaction:
        name = str(transaction.options.value("geocoder")).strip()
        key = str(transaction.options.value("geocoder_key"))
    return _asked(database, who, address, name, key)[1]


def _asked(
    database: Database, who: str, address: Address, name: str, key: str
) -> tuple[Geocoder, tuple[Spot, ...]]:
    """Ask the geocoder of this name where an address is."""
    if not (address.country or address.city or address.postcode):
        raise Refused(
            Kind.UNKNOWN_PLACE,
            tr(
                "{who} not located: it has no address yet. Give it a country, with a "
                "postcode or a city.",
                who=who,
            ),
            field="country",
        )
    geocoder = _geocoder(name)

    def places(asked: Address) -> list[Spot]:
        with database.read() as transaction:
            return transaction.places.spots(asked)

    asked = Locating(address, key, places)
    with Foreign(
        tr(
            "{who} not located: the geocoder {geocoder}",
            who=who,
            geocoder=visible(geocoder.code),
        )
    ):
        spots = [spot.checked() for spot in geocoder.locate(asked)]
    if not spots:
        raise _nowhere(who, address, geocoder)
    return geocoder, tuple(dict.fromkeys(spots))


def locate(
    database: Database, code: str, *, choice: int | None = None, cause: Cause
) -> Receipt:
    """Give a source the latitude and longitude of its address.

    Args:
        choice: Which of several places it is, 1 the first.

    Raises:
        Refused: What `find` refuses; ``ambiguous_place``: several places have the address
            and none was chosen (a problem for each); there is none of that number.
        ChangedElsewhere: Someone changed the source meanwhile.
    """
    located = find(database, code)
    return put(database, located, _chosen(located, choice), cause=cause)


def put(database: Database, located: Located, spot: Spot, *, cause: Cause) -> Receipt:
    """Give a source the place that was found and chosen.

    Raises:
        ChangedElsewhere: Someone changed the source since it was found.
    """
    return sourcing.edit_source(
        database,
        located.source.code,
        {"latitude": spot.latitude, "longitude": spot.longitude},
        seen_version=located.source.version,
        deed=Deed.SOURCES_LOCATED,
        cause=cause,
    )


def _chosen(located: Located, choice: int | None) -> Spot:
    spots = located.spots
    if choice is not None:
        if not 1 <= choice <= len(spots):
            raise Refused(
                Kind.UNKNOWN_PLACE,
                tr("Choose 1 to {last}, not {choice}.", last=len(spots), choice=choice),
                field="choose",
            )
        return spots[choice - 1]
    if located.is_sure:
        return spots[0]
    code = located.source.code
    problems = [
        Problem(
            Kind.AMBIGUOUS_PLACE,
            tr(
                "{code} not located: {count} places have its address. Say which: "
                "sources locate {code} --choose 1.",
                code=code,
                count=len(spots),
            ),
            "choose",
        )
    ]
    problems += [
        Problem(
            Kind.AMBIGUOUS_PLACE,
            f"{number}  {visible(spot.label)}  {spot.latitude}, {spot.longitude}",
            "choose",
        )
        for number, spot in enumerate(spots[:_SHOWN], start=1)
    ]
    raise Refused.because(problems)


def _geocoder(name: str) -> Geocoder:
    if key_of(name) == OFFLINE:
        return IN_THE_PLACES
    offered = found(GEOCODERS, Geocoder)
    geocoder = offered.things.get(key_of(name))
    if geocoder is not None:
        return geocoder
    known = [OFFLINE, *(one.code for one in offered.things.values())]
    why = offered.broken.get(key_of(name))
    raise Refused(
        Kind.UNKNOWN_GEOCODER,
        why
        or tr(
            "The geocoder {name!r} is not installed; there are {known}.{hint}",
            name=visible(name),
            known=", ".join(known),
            hint=did_you_mean(name, known),
        ),
        field="geocoder",
    )


def _nowhere(who: str, address: Address, geocoder: Geocoder) -> Refused:
    place = visible(address.one_line())
    hint = ""
    if geocoder.code == OFFLINE and address.country:
        hint = tr(
            " Import its country: geonames import … --country {country}.",
            country=visible(address.country),
        )
    return Refused(
        Kind.UNKNOWN_PLACE,
        tr(
            "{who} not located: {place} is no known place.{hint} Or type its latitude "
            "and longitude.",
            who=who,
            place=place,
            hint=hint,
        ),
        field="country",
    )
