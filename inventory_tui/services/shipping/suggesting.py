"""The one source that would send a whole order the cheapest way: the nearest that can.

What a parcel costs follows from how far it goes; a second one costs more than any way, so
only sources that have all of it are compared.

Source: the warehouse half, 1.1; L-015.
"""

from __future__ import annotations

from dataclasses import dataclass

from inventory_tui.domain.distance import NOT_MEASURED, Distances
from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.selection import Need, Offer
from inventory_tui.services.shipping import selecting
from inventory_tui.services.shipping.ship_planning import drafted
from inventory_tui.store.database import Database
from inventory_tui.wording import tr


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Which source should send all that is left of an order."""

    source: str | None
    """Its code; None where none can be named."""
    distance: str = ""
    """``320 km``; empty where it is not known."""
    metres: float | None = None
    """As measured; None where it is not known, or the provider measures time."""
    able: tuple[str, ...] = ()
    """Codes of all the sources that have the whole of it, the nearest first."""
    why: str = ""
    """Why none is named."""

    @property
    def sentence(self) -> str:
        """One line for people."""
        if self.source is None:
            return self.why
        others = len(self.able) - 1
        away = f" {self.distance}" if self.distance else ""
        if not others:
            return tr(
                "Cheapest: all from {source}{away}, the only one that has it all",
                source=self.source,
                away=away,
            )
        return tr(
            "Cheapest: all from {source}{away}, nearest of {sources} that have it all",
            source=self.source,
            away=away,
            sources=others + 1,
        )


def suggest(database: Database, number: str) -> Suggestion:
    """Name the nearest source that can send all that is left of an order by itself.

    Raises:
        Refused: ``unknown_order``.
    """
    with database.read() as transaction:
        order = transaction.orders.known(number)
        try:
            draft = drafted(transaction, order, selecting.named(selecting.DISTANCE))
            measured = None
        except Refused as refusal:
            if refusal.kind is not Kind.NO_DESTINATION:
                raise
            draft = drafted(transaction, order, selecting.named(selecting.PRIORITY))
            measured = NOT_MEASURED
    request = draft.asked.request
    if not request.needs:
        return Suggestion(None, why=tr("Nothing is left to ship."))
    offers: dict[int, list[Offer]] = {}
    for offer in request.offers:
        offers.setdefault(offer.source_id, []).append(offer)
    able = [one for one in request.sources if _has_all(request.needs, offers.get(one.id, []))]
    if not able:
        return Suggestion(None, why=tr("No source has all of it: it takes several parcels"))
    distances: Distances = draft.asked.measure() if measured is None else measured
    far = distances.values
    ranks = {source.id: rank for rank, source in enumerate(able)}
    able.sort(key=lambda one: (one.id not in far, far.get(one.id, 0.0), ranks[one.id]))
    codes = tuple(one.code for one in able)
    best = able[0]
    if len(able) > 1 and best.id not in far:
        why = (
            tr("the order has no address")
            if measured is NOT_MEASURED
            else tr("how far is not known")
        )
        return Suggestion(
            None,
            able=codes,
            why=tr("{sources} have all of it; {why}", sources=", ".join(codes), why=why),
        )
    metres = far.get(best.id) if distances.unit == "m" else None
    return Suggestion(best.code, distances.label(best.id), metres, codes)


def _has_all(needs: tuple[Need, ...], offers: list[Offer]) -> bool:
    """Whether one source has the whole of what is needed."""
    there: dict[int, Quantity] = {}
    for offer in offers:
        there[offer.product_id] = there.get(offer.product_id, ZERO) + offer.available
    for need in needs:
        if need.product_id not in there:
            return False
        if need.managed:
            there[need.product_id] -= need.quantity
            if there[need.product_id] < ZERO:
                return False
    return True
