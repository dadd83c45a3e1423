"""A deed of history taken back, or what answers one that is not."""

from __future__ import annotations

from inventory_tui.domain.history import UNDOABLE, Deed, Operation
from inventory_tui.tui.dialogs.undo import undo_operation
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.wording import tr

_INSTEAD = {
    Deed.ORDER_PLACED: tr("c on the order cancels it"),
    Deed.ORDERS_IMPORTED: tr("c on its orders cancels them"),
    Deed.ORDER_CANCELLED: tr("n on Orders places a new one"),
    Deed.SHIPPED: tr("goods that left cannot be called back"),
    Deed.SOURCE_ADDED: tr("D on Sources deletes or archives it"),
    Deed.SOURCE_DELETED: tr("a deleted source cannot come back"),
    Deed.PRODUCT_DELETED: tr("a deleted product cannot come back"),
    Deed.STOCK_DELETED: tr("a deleted stock cannot come back"),
    Deed.CHANNEL_DELETED: tr("a deleted channel cannot come back"),
}
"""Deeds that are not undone → the key that answers them."""


async def undo_entry(page: Page, operation: Operation) -> None:
    """Take a deed back, asked with numbers; say what answers one that is not undone."""
    if operation.deed not in UNDOABLE and operation.deed in _INSTEAD:
        page.say(
            tr(
                "{summary}: not undone; {instead}",
                summary=operation.summary,
                instead=_INSTEAD[operation.deed],
            )
        )
        return
    if operation.undone_by is not None:
        page.say(tr("{summary}: undone already; Z does it again", summary=operation.summary))
        return
    await undo_operation(page, operation.id)
