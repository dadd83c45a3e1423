"""What is done to an expected line from a screen: written down, changed, received, deleted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from inventory_tui.domain.fields import read_form, show_yes_no
from inventory_tui.domain.history import Receipt
from inventory_tui.domain.incoming import (
    CHANGEABLE,
    COMING,
    INCOMING,
    Incoming,
    IncomingLine,
    came,
)
from inventory_tui.domain.labels import visible
from inventory_tui.services.goods import deliveries, incoming
from inventory_tui.services.sourcing import sourcing
from inventory_tui.tui.dialogs.form import FormDialog
from inventory_tui.tui.dialogs.pick import Option
from inventory_tui.tui.dialogs.question import Question
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.wording import tr

_RECEIVING = tuple(one for one in COMING if one.name != "lost")


async def add(page: Page, sku: str = "") -> bool:
    """Ask for a new line, the current source and ``sku`` filled in; True when written."""
    typed = {"sku": sku, "source": page.context.source, "draft": "no"}

    async def save(typed: dict[str, str]) -> Receipt:
        return await page.written(incoming.add_typed, typed, cause=page.inventory.cause())

    dialog = FormDialog(
        tr("Expect goods"), INCOMING, typed, save=save, lists={"source": sources_of(page)}
    )
    return told(page, await page.ask(dialog))


async def edit(page: Page, row: Incoming) -> bool:
    """Change a line; True when written."""
    typed = {
        "source": row.source,
        "quantity": str(row.left),
        "expected": row.expected_on.isoformat(),
        "delivery": row.delivery,
        "note": row.note,
        "draft": show_yes_no(row.draft),
    }

    async def save(typed: dict[str, str]) -> Receipt:
        return await page.written(
            incoming.edit,
            row.id,
            typed,
            seen_version=row.version,
            cause=page.inventory.cause(),
        )

    title = tr("{sku}: what is expected", sku=visible(row.sku))
    dialog = FormDialog(title, CHANGEABLE, typed, save=save, lists={"source": sources_of(page)})
    return told(page, await page.ask(dialog))


async def receive(page: Page, row: Incoming) -> bool:
    """Say what came of a line; True when written."""
    if row.draft:
        page.say(tr("{sku} is only proposed; e and Draft: no confirm it", sku=visible(row.sku)))
        return False
    typed = {"quantity": str(row.left)}

    async def save(typed: dict[str, str]) -> Receipt:
        line = IncomingLine(row.id, came(read_form(_RECEIVING, typed)), rest=False)
        done = await page.written(deliveries.receive, [line], cause=page.inventory.cause())
        return done.receipt

    note = tr(
        "{left} are to come to {source}. What is left stays expected.",
        left=row.left.grouped(),
        source=row.source,
    )
    title = tr("{sku}: what came", sku=visible(row.sku))
    dialog = FormDialog(title, _RECEIVING, typed, save=save, verb=tr("Receive"), note=note)
    return told(page, await page.ask(dialog))


async def delete(page: Page, row: Incoming) -> bool:
    """Expect a line no longer, asked; True when written."""
    what = tr(
        "{left} of {sku} at {source}",
        left=row.left.grouped(),
        sku=visible(row.sku),
        source=row.source,
    )
    lines = [
        tr("A line that was deleted does not come back; what came of it stays where it is.")
    ]
    question = Question(
        tr("Expect {what} no longer?", what=what),
        lines,
        [("save", tr("Expect it no longer")), ("back", tr("Keep"))],
    )
    if await page.ask(question) != "save":
        return False
    done = await page.deed(incoming.delete, row.id, seen_version=row.version)
    return done is not None


def told(page: Page, receipt: object) -> bool:
    """Say what a form did; True when it did anything."""
    if isinstance(receipt, Receipt):
        page.say_receipt(receipt)
        return True
    return False


def sources_of(page: Page) -> Callable[[], Awaitable[list[Option]]]:
    """What F4 offers where a source is asked for."""

    async def options() -> list[Option]:
        found = await page.read(sourcing.offered_sources)
        return [Option(one.code, one.name, "" if one.enabled else tr("off")) for one in found]

    return options
