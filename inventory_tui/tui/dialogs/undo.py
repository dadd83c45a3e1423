"""Undo: what comes back, in numbers, before it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from inventory_tui.domain.bulk import Verdict
from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.history import Deed
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.keeping import undoing
from inventory_tui.tui.commands import Hint, bindings
from inventory_tui.tui.dialogs.counted import rows
from inventory_tui.tui.dialogs.dialog import Dialog
from inventory_tui.tui.dialogs.question import visible_lines
from inventory_tui.wording import tr, trn

if TYPE_CHECKING:
    from inventory_tui.tui.screens.frame.page import Page


class UndoDialog(Dialog[bool]):
    """Shows an `UndoPlan`; answers True for F10."""

    AUTO_FOCUS = "VerticalScroll"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("save")]

    def __init__(self, plan: undoing.UndoPlan) -> None:
        super().__init__(plan.summary)
        self._plan = plan

    def compose_body(self) -> ComposeResult:
        """What goes back, and what stays."""
        plan = self._plan
        lines = [self._what_goes_back()]
        lines += [f"✗ {sentence}" for sentence in plan.touched]
        if plan.left > len(plan.touched):
            lines.append(tr("✗ and {left:,} more stay", left=plan.left - len(plan.touched)))
        going = [row for row in plan.sample if row.verdict is Verdict.CHANGE]
        lines += [
            tr(
                "{sku} at {source}: {before} → {after}",
                sku=row.sku,
                source=row.source,
                before=_or_none(row.before),
                after=_or_none(row.after),
            )
            for row in going[:6]
        ]
        with VerticalScroll():
            yield Static(visible_lines(lines), markup=False)

    def hints(self) -> tuple[Hint, ...]:
        """The last line names what F10 does."""
        if not self._plan.rows:
            return (("back", tr("Close")),)
        counted = self._counted()
        does = (
            tr("Redo {counted}", counted=counted)
            if self._plan.again
            else tr("Undo {counted}", counted=counted)
        )
        return (("save", does), ("back", tr("Keep")))

    def _counted(self) -> str:
        """What goes back: products, where a deed only moved their quantities."""
        plan = self._plan
        if plan.products and not plan.left:
            return trn("{count:,} SKU", "{count:,} SKUs", plan.products)
        return rows(plan.rows)

    def _what_goes_back(self) -> str:
        plan = self._plan
        units = ""
        if plan.units:
            units = tr(", {signed} units at the sources", signed=plan.units.signed())
        elif plan.operation.deed is Deed.TRANSFERRED and not plan.left:
            units = tr(", {units} units", units=plan.operation.units.grouped())
        if plan.products and not plan.left:
            back = trn("{count:,} SKU goes back", "{count:,} SKUs go back", plan.products)
        else:
            back = trn("{count:,} row goes back", "{count:,} rows go back", plan.rows)
        return back + units

    def action_save(self) -> None:
        """F10: take it back."""
        if self._plan.rows:
            self.dismiss(True)
        else:
            self.say(tr("Everything was changed since; nothing can be taken back"))


def _or_none(quantity: Quantity | None) -> str:
    return "–" if quantity is None else str(quantity)


async def undo_operation(page: Page, operation: int | None) -> bool:
    """Show what undoing an operation would do, and do it; None takes the user's newest."""
    try:
        plan = await page.read(undoing.plan_undo, operation, actor=page.inventory.actor)
    except InventoryError as refusal:
        await page.refuse(refusal)
        return False
    if not await page.ask(UndoDialog(plan)):
        return False
    receipt = await page.deed(undoing.undo, plan.operation.id, force=plan.left > 0)
    if receipt is None:
        return False
    page.inventory.data_written()
    return True


async def undo_last(page: Page) -> None:
    """``z``: a draft thrown away comes back first; else the newest deed is undone."""
    if page.bring_back_draft():
        page.say(tr("Brought the discarded draft back"))
        return
    await undo_operation(page, None)


async def redo_last(page: Page) -> None:
    """``Z``: undo the user's newest undo."""
    try:
        newest = await page.read(undoing.newest_undo, actor=page.inventory.actor)
    except InventoryError as refusal:
        await page.refuse(refusal)
        return
    await undo_operation(page, newest)
