"""How parcels of a shipment are followed, said or corrected once it has left.

Source: the warehouse half 1.2: carrier and tracking stay editable later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inventory_tui.domain.errors import ChangedElsewhere
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.shipment import Shipment, Tracking
from inventory_tui.store.database import Database
from inventory_tui.wording import tr, trn

KIND = "shipment"


@dataclass(frozen=True, slots=True)
class Tracked:
    """A shipment after its parcels were said."""

    shipment: Shipment
    receipt: Receipt


def put(
    database: Database,
    id: int,
    parcels: Sequence[Tracking],
    *,
    cause: Cause,
    seen: Sequence[Tracking] | None = None,
) -> Tracked:
    """Say how the parcels of a shipment are followed, instead of what was said before.

    Args:
        parcels: All of them; none: nothing is known of them any more.
        seen: What was said when the person looked; anything else there now refuses.

    Raises:
        Refused: ``unknown_shipment``.
        ChangedElsewhere: Someone said something else after ``seen``.
    """
    deed = Deed.SHIPMENT_TRACKED
    with database.write() as transaction:
        number = transaction.shipments.known(id).order
        order = transaction.orders.known(number, lock=True)
        before = transaction.shipments.known(id)
        if seen is not None and tuple(seen) != before.tracking:
            raise ChangedElsewhere(
                tr("The tracking of shipment {id} was changed on another terminal.", id=id),
                field="tracking",
            )
        if tuple(parcels) == before.tracking:
            said = tr("Shipment {id} stays as it is.", id=id)
            return Tracked(before, Receipt(None, deed, {"changed": 0}, said))
        operation = transaction.journal.begin(deed, cause, reason="tracking", order_id=order.id)
        transaction.guard.touches(before.source_id)
        transaction.shipments.put_tracking(id, parcels)
        transaction.journal.changed(
            operation,
            KIND,
            id,
            str(id),
            {"tracking": _said(before.tracking)},
            {"tracking": _said(parcels)},
        )
        what = trn("{count} parcel", "{count} parcels", len(parcels))
        what = what if parcels else tr("no parcel")
        summary = tr(
            "Shipment {id} of order {number}: {what} to follow",
            id=id,
            number=visible(order.number),
            what=what,
        )
        counts: dict[str, int | str] = {"shipment": id, "parcels": len(parcels)}
        transaction.journal.finish(operation, summary=summary, counts=counts)
        after = transaction.shipments.known(id)
    return Tracked(after, Receipt(operation, deed, counts, f"{summary}."))


def _said(parcels: Sequence[Tracking]) -> str | None:
    said = (
        " ".join(word for word in (one.carrier, one.title, one.number, one.url) if word)
        for one in parcels
    )
    return "; ".join(said) or None
