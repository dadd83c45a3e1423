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

Name = TypeVar("Name", str, int)

_MANY = 50
"""More slips than these are asked about first: paper does not come back."""


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
            f"Print {len(names):,} slips?",
            [f"One sheet or more for each {what}"],
            [("save", f"Print {len(names):,} slips"), ("back", "Back")],
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
        page.say(f"Not printed: {error.strerror or error}")
        return
    if len(names) == 1:
        page.say(f"Slip of {what} {visible(str(names[0]))} {where[0]}")
    elif names:
        places = where[0] if len(set(where)) == 1 else f"{where[0]} … {where[-1]}"
        page.say(f"{len(names):,} slips {places}")
