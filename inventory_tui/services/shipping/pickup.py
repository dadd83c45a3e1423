"""Pickup locations: listed, searched around a place, and what they have for a basket.

A location is an enabled source that is open to customers, and one of the channel's stock.

Source: spec 1.11, 2.4; R13, R17.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from inventory_tui.domain.aside import NOTHING_ASIDE
from inventory_tui.domain.errors import InvalidInput, Kind, Refused
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.pickup import (
    DISTANCE,
    FIELDS,
    Compare,
    Condition,
    Found,
    PickupLocation,
    Search,
    SortBy,
    location_of,
    ordered,
    read_near,
)
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.source import Source
from inventory_tui.domain.stock import DEFAULT_CHANNEL_ID
from inventory_tui.services.products.channel_levels import barred_from_channel
from inventory_tui.services.shipping.distances import positions
from inventory_tui.store.database import Database, Transaction
from inventory_tui.wording import tr

__all__ = [
    "Compare",
    "Condition",
    "Found",
    "FoundPage",
    "Offer",
    "PickupLocation",
    "Search",
    "SortBy",
    "available",
    "for_basket",
    "location",
    "locations",
    "offer",
    "read_near",
    "search",
]


@dataclass(frozen=True, slots=True)
class FoundPage:
    """One page of what a search found."""

    total: int
    """How many there are on all pages."""
    rows: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """What a channel asks for an order that is fetched."""

    name: str
    title: str
    price: str
    """A plain decimal."""


def locations(database: Database, channel: str | None = None) -> list[PickupLocation]:
    """Return the pickup locations of a channel, or all there are, by code.

    Raises:
        Refused: There is no such channel.
    """
    with database.read() as transaction:
        if channel is None:
            sources = [one for one in transaction.sources.all() if _is_open(one)]
        else:
            sources = _of_channel(transaction, transaction.channels.known(channel).id)
        return [found.location for found in ordered(_found(sources), ())]


def location(database: Database, code: str, channel: str) -> PickupLocation:
    """Return one pickup location of a channel.

    Raises:
        Refused: There is no such channel; ``unknown_pickup_location``.
    """
    with database.read() as transaction:
        channel_id = transaction.channels.known(channel).id
        source = transaction.sources.known(code, Kind.UNKNOWN_PICKUP_LOCATION, "source")
        if source.id not in {one.id for one in _of_channel(transaction, channel_id)}:
            raise Refused(
                Kind.UNKNOWN_PICKUP_LOCATION,
                tr(
                    "{source} is no pickup location of {channel}.",
                    source=visible(source.code),
                    channel=visible(channel),
                ),
                field="source",
            )
        return location_of(source)


def search(database: Database, wanted: Search, channel: str | None = None) -> FoundPage:
    """Look for pickup locations: those that hold, in order, then one page of them.

    Args:
        channel: Whose; None: the default channel's.

    Raises:
        InvalidInput: The page, the radius or a field is none.
        Refused: There is no such channel; ``unknown_place``: nobody knows where to look.
    """
    _refuse_nonsense(wanted)
    with database.read() as transaction:
        channel_id = (
            DEFAULT_CHANNEL_ID if channel is None else transaction.channels.known(channel).id
        )
        sources = _of_channel(transaction, channel_id)
        if wanted.skus:
            serving = _assigned_all(transaction, wanted.skus, sources)
            sources = [one for one in sources if one.id in serving]
        found = [
            one
            for one in _around(transaction, wanted, sources, channel_id)
            if all(condition.holds(one.location) for condition in wanted.conditions)
        ]
    rows = ordered(found, wanted.order)
    if wanted.page_size is not None:
        first = (wanted.page - 1) * wanted.page_size
        rows = rows[first : first + wanted.page_size]
    return FoundPage(len(found), tuple(rows))


def for_basket(database: Database, channel: str, skus: Sequence[str]) -> list[PickupLocation]:
    """Return the locations of a channel that all these products are assigned to.

    Raises:
        Refused: There is no such channel.
    """
    found = search(database, Search(skus=tuple(skus)), channel)
    return [one.location for one in found.rows]


def offer(database: Database, channel: str, skus: Sequence[str]) -> Offer:
    """Return what fetching these products costs, where a channel lets them be fetched.

    Raises:
        Refused: There is no such channel; ``pickup_not_available``, in the words of the
            setting *Displayed Error Message*.
    """
    with database.read() as transaction:
        channel_id = transaction.channels.known(channel).id
        value = transaction.options.value
        open_to_all = bool(value("pickup_enabled", channel_id))
        refusal = str(value("pickup_error", channel_id))
        made = Offer(
            str(value("pickup_name", channel_id)),
            str(value("pickup_title", channel_id)),
            str(value("pickup_price", channel_id)),
        )
    if not open_to_all or not for_basket(database, channel, skus):
        raise Refused(Kind.PICKUP_NOT_AVAILABLE, refusal, field="pickup_location")
    return made


def available(
    database: Database, sku: str, sources: Sequence[str] | None = None
) -> dict[str, Quantity]:
    """Return what lies of a product at sources, is not set aside there, and no open pickup
    order withholds.

    Args:
        sources: Codes; None: wherever it has a row.

    Returns:
        Source code → units, 0 or more.

    Raises:
        Refused: There is no such product or source.
    """
    with database.read() as transaction:
        product = transaction.products.known(sku)
        rows = transaction.source_items.of_product(product.id)
        aside = transaction.levels.set_asides.of([product.id])
        there = {
            row.source_id: aside.get((product.id, row.source_id), NOTHING_ASIDE).spare(
                row.quantity
            )
            for row in rows
        }
        if sources is None:
            codes = {row.source_id: row.source_code for row in rows}
        else:
            codes = {one.id: one.code for one in transaction.sources.all_known(sources)}
        held = transaction.pickups.withheld([product.id])
        return {
            code: max(there.get(id, ZERO) - held.get((product.id, id), ZERO), ZERO)
            for id, code in codes.items()
        }


def _is_open(source: Source) -> bool:
    return source.enabled and source.pickup


def _of_channel(transaction: Transaction, channel_id: int) -> list[Source]:
    """The pickup locations of the stock a channel sells from."""
    channel = next(one for one in transaction.channels.all() if one.id == channel_id)
    stock = transaction.stocks.get(channel.stock_id)
    barred = barred_from_channel(transaction, channel)
    known = transaction.sources.by_ids([link.source_id for link in stock.sources])
    return [one for one in known.values() if _is_open(one) and one.id not in barred]


def _found(sources: Sequence[Source]) -> list[Found]:
    return [Found(location_of(source)) for source in sources]


def _around(
    transaction: Transaction, wanted: Search, sources: list[Source], channel_id: int
) -> list[Found]:
    """The sources within the radius, with their distance; all of them where none is asked."""
    if wanted.near is None:
        return _found(sources)
    here = transaction.places.find([wanted.near])[0]
    if here is None:
        raise Refused(
            Kind.UNKNOWN_PLACE,
            tr(
                "Nobody knows where {city} is in {country}; import its places: geonames "
                "import.",
                city=visible(wanted.near.city),
                country=visible(wanted.near.country),
            ),
            field="near",
        )
    radius = wanted.radius_km
    if radius is None:
        radius = float(transaction.options.value("pickup_radius_km", channel_id))
    at = positions(transaction, sources)
    measured = [
        Found(location_of(source), at[source.id].metres_to(here))
        for source in sources
        if source.id in at
    ]
    return [one for one in measured if (one.metres or 0) <= radius * 1000]


def _assigned_all(
    transaction: Transaction, skus: Sequence[str], sources: Sequence[Source]
) -> set[int]:
    """The sources every one of these products has a row at, whatever it holds."""
    products = transaction.products.by_skus(skus)
    if {key_of(sku) for sku in skus} - products.keys():
        return set()
    rows = transaction.source_items.of_products(
        [one.id for one in products.values()], [one.id for one in sources]
    )
    return {
        source.id
        for source in sources
        if all((one.id, source.id) in rows for one in products.values())
    }


def _refuse_nonsense(wanted: Search) -> None:
    problems = {}
    if wanted.page < 1:
        problems["page"] = tr("Page: the first one is 1.")
    if wanted.page_size is not None and wanted.page_size < 1:
        problems["page_size"] = tr("A page holds at least 1 location.")
    if wanted.radius_km is not None and not 0 <= wanted.radius_km < inf:  # nan neither
        problems["radius"] = tr("Radius: enter kilometres, 0 or more.")
    names = [one.field for one in wanted.conditions]
    names += [one.field for one in wanted.order if one.field != DISTANCE]
    for name in names:
        if name not in FIELDS:
            problems["field"] = tr(
                "There is no field {name!r}; there are: {fields}.",
                name=name,
                fields=", ".join(FIELDS),
            )
    if wanted.near is None and any(one.field == DISTANCE for one in wanted.order):
        problems["order"] = tr("Name a place to measure the distance from.")
    if problems:
        raise InvalidInput(problems)
