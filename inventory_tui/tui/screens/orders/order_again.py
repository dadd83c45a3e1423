"""An order's lines once more: the screen of a new order, filled with them."""

from __future__ import annotations

from inventory_tui.tui.dialogs.question import Question
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.tui.screens.orders.new_order import DRAFT, NewOrderScreen
from inventory_tui.wording import tr


async def order_again(page: Page, number: str) -> None:
    """Open a new order with the lines of one; asks where another is kept unsaved."""
    drafts = page.inventory.drafts
    if drafts.get(DRAFT) is not None:
        question = Question(
            tr("A new order is not saved"),
            [tr("It is kept from the last time; both cannot be open")],
            [("save", tr("Open that one")), ("delete", tr("Drop it")), ("back", tr("Back"))],
        )
        answer = await page.ask(question)
        if answer is None:
            return
        if answer == "save":
            page.inventory.open(NewOrderScreen())
            return
        drafts.discard(DRAFT)
    page.inventory.open(NewOrderScreen(again=number))
