"""How far sources are from an address, as the provider that is set measures it.

The built-in provider draws straight lines between known places and asks nobody.  Another
one, from another package, is asked only when the setting ``distance_provider`` names it,
and never while a transaction is open: it may go online and take its time.  Whatever goes
wrong there is a note; the sources it concerns come last, in the stock's own order.

Source: spec 2.5, *Distance Priority*; lessons 39.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from inventory_tui.domain.distance import (
    OFFLINE,
    DistanceProvider,
    Distances,
    Measuring,
    Position,
    Unit,
    position_of,
)
from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.order import Address
from inventory_tui.domain.source import Source
from inventory_tui.services.shipping.plugins import Foreign, found
from inventory_tui.store.database import Database, Transaction
from inventory_tui.wording import tr

GROUP = "inventory_tui.distance_providers"
"""The entry point group of providers (`inventory_tui.domain.distance.DistanceProvider`)."""


def coordinates(database: Database, address: Address) -> Position:
    """Return where an address is, as near as the imported places tell.

    Raises:
        Refused: ``unknown_place``.
    """
    with database.read() as transaction:
        position = transaction.places.find([address])[0]
    if position is None:
        raise _unknown(address)
    return position


def distance(database: Database, source: str, address: Address) -> float:
    """Return the metres (or, where the settings ask for time, seconds) to an address.

    Raises:
        Refused: ``unknown_source``; ``unknown_place``: it cannot be measured.
    """
    with database.read() as transaction:
        one = transaction.sources.known(source)
        measure = prepared(transaction, [one], address)
    measured = measure()
    if one.id not in measured.values:
        raise Refused(Kind.UNKNOWN_PLACE, " ".join(measured.notes))
    return measured.values[one.id]


def prepared(
    transaction: Transaction, sources: Sequence[Source], destination: Address
) -> Callable[[], Distances]:
    """Read what measuring needs; return what measures, to be called outside transactions."""
    code = str(transaction.options.value("distance_provider")).strip()
    if key_of(code) == OFFLINE:
        measured = _offline(transaction, sources, destination)
        return lambda: measured
    asked = Measuring(
        tuple(sources),
        destination,
        transaction.options.value("distance_key"),
        transaction.options.value("distance_mode"),
        transaction.options.value("distance_value"),
    )
    return lambda: _online(code, asked)


def positions(transaction: Transaction, sources: Sequence[Source]) -> dict[int, Position]:
    """Return where sources are: by their own coordinates, else by their address (R4)."""
    at, _ = _located(transaction, sources)
    return at


def _located(
    transaction: Transaction, sources: Sequence[Source], *others: Address
) -> tuple[dict[int, Position], list[Position | None]]:
    """Return `positions`, and where other addresses are: all looked up at once."""
    own = {source.id: position_of(source) for source in sources}
    unplaced = [source for source in sources if own[source.id] is None]
    found = transaction.places.find([*others, *unplaced])
    looked_up = found[len(others) :]
    own |= {source.id: position for source, position in zip(unplaced, looked_up, strict=True)}
    at = {id: position for id, position in own.items() if position is not None}
    return at, found[: len(others)]


def _offline(
    transaction: Transaction, sources: Sequence[Source], destination: Address
) -> Distances:
    at, (to,) = _located(transaction, sources, destination)
    if to is None:
        return Distances(
            notes=(tr("{why} The stock's order is taken.", why=_unknown(destination)),)
        )
    lost = [source.code for source in sources if source.id not in at]
    return Distances(
        {id: position.metres_to(to) for id, position in at.items()}, notes=_last(lost)
    )


def _online(code: str, asked: Measuring) -> Distances:
    unit = Unit.SECONDS if asked.value == "time" else Unit.METRES
    offered = found(GROUP, DistanceProvider)
    provider = offered.things.get(key_of(code))
    if provider is None:
        why = offered.broken.get(
            key_of(code),
            tr("The distance provider {code} is not installed.", code=visible(code)),
        )
        return Distances(unit=unit, notes=(tr("{why} The stock's order is taken.", why=why),))
    try:
        with Foreign(tr("The distance provider {code}", code=visible(provider.code))):
            values = _usable(asked.sources, provider.measure(asked))
    except Refused as refusal:
        return Distances(
            unit=unit, notes=(tr("{why} The stock's order is taken.", why=refusal),)
        )
    lost = [source.code for source in asked.sources if source.id not in values]
    return Distances(values, unit, _last(lost))


def _usable(sources: Sequence[Source], given: Mapping[int, float | None]) -> dict[int, float]:
    """What a provider said, as far as it is a distance."""
    values = {source.id: given.get(source.id) for source in sources}
    return {
        id: float(value)
        for id, value in values.items()
        if isinstance(value, int | float) and math.isfinite(value) and value >= 0
    }


def _last(codes: Sequence[str]) -> tuple[str, ...]:
    if not codes:
        return ()
    return (tr("No distance is known for {codes}: asked last.", codes=", ".join(codes)),)


def _unknown(address: Address) -> Refused:
    place = visible(address.one_line()) or tr("An empty address")
    hint = tr(
        " Import its country: geonames import … --country {country}.",
        country=visible(address.country),
    )
    return Refused(
        Kind.UNKNOWN_PLACE,
        tr("{place} is no known place.", place=place) + (hint if address.country else ""),
        field="destination",
    )
