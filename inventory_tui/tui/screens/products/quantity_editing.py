"""Quantities edited in place in a list: a run of drafts, kept, saved as one deed."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar, Generic, TypeVar

from textual import on
from textual.binding import BindingType

from inventory_tui.domain.errors import InventoryError
from inventory_tui.tui.commands import bindings
from inventory_tui.tui.screens.frame.list_page import ListPage
from inventory_tui.tui.screens.products.quantity_run import kept_draft, read_draft, save_run
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.wording import tr

Row = TypeVar("Row")
Asked = TypeVar("Asked")


class QuantityEditing(ListPage[Row, Asked], Generic[Row, Asked]):
    """A list with a column of quantities; ``e`` edits, F10 saves."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("edit")]
    EDITED: ClassVar[str] = "quantity"
    """The column that is edited."""
    DRAFTS: ClassVar[str] = ""
    """What the drafts of this list are kept under."""

    @abstractmethod
    def source_of(self, key: tuple[int, str]) -> str:
        """Return the code of the source a draft, (row id, column), is about."""

    def begin(self) -> None:
        """Read, and take up the run of edits that was kept."""
        super().begin()
        self._take_up(self.inventory.drafts.get(self.DRAFTS))

    @story
    async def action_edit(self) -> None:
        """``e``: edit the quantity of the row; Enter goes on with the next row."""
        try:
            await self.row_under_cursor()
        except InventoryError as refusal:
            await self.refuse(refusal)
            return
        refusal_sentence = self.grid.begin_edit(self.EDITED)
        if refusal_sentence is not None:
            self.say(refusal_sentence)

    @on(QueryGrid.DraftsChanged, "#list")
    def _drafts_changed(self) -> None:
        run = self.grid.run
        if len(run):
            self.say_unsaved(len(run))
        self.inventory.drafts.keep(self.DRAFTS, [kept_draft(*key, draft) for key, draft in run])

    def unsaved(self) -> list[str]:
        """A line each edit."""
        return [f"{self.source_of(key)}: {draft.label} {draft}" for key, draft in self.grid.run]

    async def save_unsaved(self) -> bool:
        """Save the run as one deed."""
        return await self._save()

    def discard_unsaved(self) -> None:
        """Throw the run away; ``z`` brings it back."""
        self.inventory.drafts.discard(self.DRAFTS)
        self.grid.run.clear()
        self.grid.refresh()

    def bring_back_draft(self) -> bool:
        """Take the discarded run up again."""
        return self._take_up(self.inventory.drafts.discarded.pop(self.DRAFTS, None))

    def _take_up(self, kept: Any) -> bool:
        if not isinstance(kept, list) or not kept:
            return False
        for one in kept:
            id, column, draft = read_draft(one)
            self.grid.run.put(id, column, draft)
        self.grid.refresh()
        self._drafts_changed()
        return True

    @story
    async def action_save(self) -> None:
        """F10: save the run of edits as one deed, with one undo."""
        if not self.grid.end_edit():
            return
        if not len(self.grid.run):
            self.say(tr("Nothing unsaved; e edits a quantity"))
            return
        await self._save()

    async def _save(self) -> bool:
        if not self.grid.end_edit():
            return False
        saved = await save_run(self, self.grid.run, self.source_of)
        if saved:
            self.inventory.drafts.remove(self.DRAFTS)
            self.grid.refresh()
        return saved
