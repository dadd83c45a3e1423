"""Slips printed from lists and pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.labels import visible
from inventory_tui.services import Database
from inventory_tui.tui.dialogs.question import Question
from inventory_tui.tui.printing import print_text
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.wording import tr

Name = TypeVar("Name", str, int)

_MANY = 50
"""More slips than these are asked about first: paper does not come back."""
_EACH = {
    "order": tr("One sheet or more for each order"),
    "shipment": tr("One sheet or more for each shipment"),
}
_ONE = {
    "order": tr("Slip of order {name} {where}"),
    "shipment": tr("Slip of shipment {name} {where}"),
}


async def print_slips(
    page: Page, what: str, slip: Callable[[Database, Name], str], names: Sequence[Name]
) -> None:
    """Print the slips of some orders or shipments; the message says where they went.

    Args:
        what: What they are: ``order``, ``shipment``.
        slip: The service that writes one.
    """
    if len(names) > _MANY:
        question = Question(
            tr("Print {count:,} slips?", count=len(names)),
            [_EACH[what]],
            [("save", tr("Print {count:,} slips", count=len(names))), ("back", tr("Back"))],
        )
        if await page.ask(question) != "save":
            return
    where: list[str] = []
    try:
        for name in names:
            text = await page.read(slip, name)
            where.append(await print_text(f"{what} {name}", text))
    except InventoryError as refusal:
        await page.refuse(refusal)
        return
    except OSError as error:
        page.say(tr("Not printed: {why}", why=error.strerror or error))
        return
    if len(names) == 1:
        page.say(_ONE[what].format(name=visible(str(names[0])), where=where[0]))
    elif names:
        places = where[0] if len(set(where)) == 1 else f"{where[0]} … {where[-1]}"
        page.say(tr("{count:,} slips {where}", count=len(names), where=places))
