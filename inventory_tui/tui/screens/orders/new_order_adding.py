"""What is typed or scanned into a new order, as lines of it."""

from __future__ import annotations

from contextlib import suppress

from inventory_tui.domain.errors import InventoryError
from inventory_tui.services.desk import finding
from inventory_tui.services.desk.finding import FoundKind
from inventory_tui.tui.dialogs.choices import chosen_lines
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.tui.screens.orders.new_order_lines import NewLine, read_line
from inventory_tui.tui.widgets.add_bar import AddBar
from inventory_tui.tui.widgets.scan_bar import as_sent
from inventory_tui.wording import tr

_ONLY = (FoundKind.PRODUCT,)


async def typed_lines(page: Page, bar: AddBar, text: str, channel: str) -> list[NewLine] | None:
    """Return what ``MH01``, ``MH01=3`` or ``3*4006381333931`` buys; None where it is refused.

    Args:
        bar: Where it was typed; it says what is wrong.
        channel: Whose stock's salable stands beside each choice.

    Raises:
        InventoryError: What it names cannot be read.
    """
    try:
        code, amount = read_line(text)
        found = await page.read(finding.find, code, _ONLY)
    except ValueError as problem:
        bar.refuse(f"{text}: {problem}")
        return None
    if not found.things:
        near = await page.read(finding.suggest, code[:6], 3)
        hint = next((f"; {one.label}?" for one in near if one.kind == "product"), "")
        bar.refuse(tr("{code}: no such product{hint}", code=code, hint=hint))
        return None
    bar.accept()
    return await chosen_lines(page, found.things[0].id, amount, channel)


async def as_typed(page: Page, text: str) -> str:
    """Return a scan as it would be typed; one that cannot be read is told where it is added."""
    with suppress(ValueError, InventoryError):
        return await as_sent(page, text, _ONLY)
    return text
