"""What is done to transfers from a screen: sent, received line by line, taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from inventory_tui.domain.errors import InventoryError, Kind
from inventory_tui.domain.fields import read_form
from inventory_tui.domain.history import Receipt
from inventory_tui.domain.incoming import COMING, came
from inventory_tui.domain.labels import visible
from inventory_tui.domain.permissions import Permission
from inventory_tui.domain.transfer import SENDING, Transfer, TransferLine
from inventory_tui.services import Database
from inventory_tui.services.goods import transfer_arrivals, transfers
from inventory_tui.tui import dates
from inventory_tui.tui.dialogs.form import FormDialog
from inventory_tui.tui.dialogs.question import Question
from inventory_tui.tui.rights import whom_to_ask
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.tui.screens.reports.incoming_deeds import sources_of, told
from inventory_tui.wording import tr

_NAMED = 6


def read_some(
    database: Database, zone: str, ids: Sequence[int] | None = None
) -> dict[int, Transfer]:
    """Return transfers (these, or all) by id, the newest first, times in the zone to show."""
    shown = dates.zone_of(database, zone)
    return {
        one.id: replace(one, sent_at=one.sent_at.astimezone(shown))
        for one in transfers.find(database, ids=ids)
    }


def read_one(database: Database, id: int, zone: str) -> Transfer:
    """Return a transfer, its time in the zone to show.

    Raises:
        Refused: ``unknown_transfer``.
    """
    found = transfers.show(database, str(id))
    return replace(found, sent_at=found.sent_at.astimezone(dates.zone_of(database, zone)))


async def send(page: Page, lines: str = "") -> bool:
    """Ask what is sent where, from the current source; True when it was sent."""
    typed = {"origin": page.context.source, "lines": lines}

    async def save(typed: dict[str, str]) -> Receipt | None:
        cause = page.inventory.cause()
        try:
            done = await page.written(transfers.send_typed, typed, cause=cause)
        except InventoryError as refusal:
            if refusal.kind is not Kind.BLOCKED or not await _forced(page, refusal):
                raise
            done = await page.written(transfers.send_typed, typed, force=True, cause=cause)
        return done.receipt

    options = sources_of(page)
    ask = whom_to_ask(page.inventory.standing, (Permission.STOCK_OVERRIDE_SAFETY,))
    dialog = FormDialog(
        tr("Send goods"),
        SENDING,
        typed,
        save=save,
        verb=tr("Send"),
        lists={"origin": options, "destination": options},
        locked={"reason": ask} if ask else {},
        note=tr("They are on hand nowhere until they were received."),
    )
    return told(page, await page.ask(dialog))


async def _forced(page: Page, refusal: InventoryError) -> bool:
    question = Question(
        tr("Promised to orders"),
        str(refusal).splitlines(),
        [("save", tr("Send it all the same")), ("back", tr("Back"))],
    )
    return await page.ask(question) == "save"


async def receive_line(page: Page, transfer: Transfer, line: TransferLine) -> bool:
    """Say what became of one line; True when it was written."""
    if not line.on_the_road:
        page.say(tr("Nothing of {sku} is on the road", sku=visible(line.sku)))
        return False
    typed = {"quantity": str(line.on_the_road)}

    async def save(typed: dict[str, str]) -> Receipt:
        said = came(read_form(COMING, typed))
        done = await page.written(
            transfer_arrivals.receive,
            transfer.label,
            [(line.sku, said)],
            cause=page.inventory.cause(),
        )
        return done.receipt

    dialog = FormDialog(
        tr("{sku}: what arrived", sku=visible(line.sku)),
        COMING,
        typed,
        save=save,
        verb=tr("Receive"),
        note=tr(
            "{units} are on the road to {destination}.",
            units=line.on_the_road.grouped(),
            destination=transfer.destination,
        ),
    )
    return told(page, await page.ask(dialog))


async def cancel(page: Page, transfer: Transfer) -> bool:
    """Take back what is on the road, asked with numbers; True when it was written."""
    back = [line for line in transfer.lines if line.on_the_road]
    if not back:
        page.say(tr("Nothing of {label} is on the road", label=transfer.label))
        return False
    lines = [
        tr(
            "Back at {source}: {quantity} {sku}",
            source=transfer.origin,
            quantity=line.on_the_road.grouped(),
            sku=visible(line.sku),
        )
        for line in back[:_NAMED]
    ]
    if len(back) > _NAMED:
        lines.append(tr("and {count} more SKUs", count=len(back) - _NAMED))
    units = transfer.on_the_road.in_units()
    question = Question(
        tr("Take {label} back?", label=transfer.label),
        lines,
        [("save", tr("Take {units} back", units=units)), ("back", tr("Keep"))],
    )
    if await page.ask(question) != "save":
        return False
    try:
        done = await page.written(
            transfer_arrivals.cancel, transfer.label, cause=page.inventory.cause()
        )
    except InventoryError as refusal:
        await page.refuse(refusal)
        return False
    return told(page, done.receipt)


def by_product(transfer: Transfer) -> Mapping[int, TransferLine]:
    """Its lines, by product."""
    return {line.product_id: line for line in transfer.lines}
