"""Shipments cancelled, asked with numbers; and how their parcels are followed."""

from __future__ import annotations

from inventory_tui.domain.errors import InventoryError, Kind
from inventory_tui.domain.labels import visible
from inventory_tui.domain.quantity import total
from inventory_tui.domain.shipment import Shipment
from inventory_tui.services.shipping import shipment_cancelling, tracking
from inventory_tui.services.shipping.shipment_cancelling import ShipmentCancelled
from inventory_tui.tui.dialogs.parcel import ParcelDialog
from inventory_tui.tui.dialogs.question import Question
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.wording import tr

_NAMED = 4


async def cancel_shipment(page: Page, shipment: Shipment) -> bool:
    """Say what comes back and what is to ship again; F10 cancels the shipment."""
    if shipment.cancelled:
        page.say(tr("Shipment {id} is cancelled already", id=shipment.id))
        return False
    what = tr("shipment {id}", id=shipment.id)
    question = Question(
        tr("Cancel {what}?", what=what),
        _back(shipment),
        [("save", tr("Cancel {what}", what=what)), ("back", tr("Keep"))],
    )
    if await page.ask(question) != "save":
        return False
    done = await _cancelled(page, shipment)
    if done is None:
        return False
    page.say_receipt(done.receipt)
    page.inventory.data_written()
    return True


async def say_tracking(page: Page, shipment: Shipment) -> None:
    """Ask how its parcels are followed, and keep that."""
    title = tr("Parcels of shipment {id}", id=shipment.id)
    parcels = await page.ask(ParcelDialog(title, shipment.tracking))
    if parcels is None:
        return
    try:
        done = await page.written(
            tracking.put,
            shipment.id,
            parcels,
            cause=page.inventory.cause(),
            seen=shipment.tracking,
        )
    except InventoryError as refusal:
        await page.refuse(refusal)
        return
    page.say_receipt(done.receipt)
    page.inventory.data_written()


async def _cancelled(page: Page, shipment: Shipment) -> ShipmentCancelled | None:
    """Cancel it; where a carrier has it, ask whether it is cancelled all the same."""
    cancel, cause = shipment_cancelling.cancel_shipment, page.inventory.cause()
    try:
        return await page.written(cancel, shipment.id, cause=cause)
    except InventoryError as refusal:
        if refusal.kind is not Kind.BLOCKED:
            await page.refuse(refusal)
            return None
    question = Question(
        tr("Shipment {id} is on its way", id=shipment.id),
        [
            *(f"{visible(one.title)} {visible(one.number)}" for one in shipment.tracking),
            tr(
                "A carrier has it. Cancel it only if it was stopped and is here again; "
                "what comes back later is refunded: R on its order."
            ),
        ],
        [("save", tr("Cancel it all the same")), ("back", tr("Keep"))],
    )
    if await page.ask(question) != "save":
        return None
    try:
        return await page.written(cancel, shipment.id, force=True, cause=cause)
    except InventoryError as refusal:
        await page.refuse(refusal)
        return None


def _back(shipment: Shipment) -> list[str]:
    """What comes back where, and what is to ship again."""
    came = [line for line in shipment.lines if line.taken]
    lines = [
        tr(
            "Back at {source}: {quantity} {sku}",
            source=visible(shipment.source),
            quantity=line.taken.grouped(),
            sku=visible(line.sku),
        )
        for line in came[:_NAMED]
    ]
    if len(came) > _NAMED:
        lines.append(tr("and {count} more SKUs", count=len(came) - _NAMED))
    if not came:
        lines.append(tr("Nothing comes back: nothing of it was counted out."))
    again = total(line.quantity for line in shipment.lines).in_units()
    held = total(line.let_go for line in shipment.lines)
    order = visible(shipment.order)
    lines.append(
        tr(
            "{units} of order {order} to ship again; {held} held for it.",
            units=again,
            order=order,
            held=held.grouped(),
        )
    )
    lines.append(tr("A cancelled shipment cannot come back; ship it anew instead"))
    return lines
