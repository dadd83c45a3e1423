"""A list of any length to look at, mark and edit in place.

What it holds is in `row_window`, how the cursor moves in `row_cursor`, how it is drawn in
`row_painter`; here are marks and edits.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Any, ClassVar, Generic, TypeVar

from textual import events
from textual.binding import BindingType

from inventory_tui.tui.commands import bindings
from inventory_tui.tui.widgets.edit_run import Draft
from inventory_tui.tui.widgets.number_edit import NumberEdit
from inventory_tui.tui.widgets.row_painter import RowPainter
from inventory_tui.tui.widgets.row_window import WINDOW
from inventory_tui.wording import tr

__all__ = ["WINDOW", "QueryGrid"]

Row = TypeVar("Row")

_EDITING_KEYS = frozenset({"enter", "escape", "f12", "tab", "shift+tab", "up", "down"})


class QueryGrid(RowPainter[Row], Generic[Row], can_focus=True):
    """Shows rows by id; asks for those it is about to show (`RowsNeeded`)."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("mark", "mark.range", "mark.none")]

    # -- marks ----------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Marks only where rows can be marked."""
        return self.marking or not action.startswith("mark")

    def action_mark(self) -> None:
        """Mark or unmark the row and go down."""
        id = self.cursor_id
        if id is not None:
            self.marks.toggle(id)
            self._repaint_row()
            self.post_message(self.MarksChanged(self))
            self.action_cursor_down()

    def action_mark_range(self) -> None:
        """Start a range here; the second time: mark it."""
        if self._range_from is None:
            self._range_from = self._cursor
        else:
            first, last = sorted((self._range_from, self._cursor))
            self._range_from = None
            self.marks.add(self._ids[first : last + 1])
            self._marked()
        self.refresh()

    def action_mark_all(self) -> None:
        """Mark all of the filter."""
        self.marks.all_of(self._ids)
        self._marked()

    def action_mark_none(self) -> None:
        """Unmark all."""
        self.marks.clear()
        self._marked()

    def mark(self, ids: Iterable[int]) -> None:
        """Mark these too."""
        self.marks.add(ids)
        self._marked()

    def _marked(self) -> None:
        self.refresh()
        self.post_message(self.MarksChanged(self))

    @property
    def in_range(self) -> bool:
        """Whether a range was started."""
        return self._range_from is not None

    def end_range(self) -> None:
        """Give the started range up."""
        self._range_from = None
        self.refresh()

    def chosen_ids(self) -> array[int]:
        """Return what verbs act on: the marks, else the cursor row."""
        if len(self.marks):
            return self.marks.ids()
        return array("q", [] if self.cursor_id is None else [self.cursor_id])

    # -- editing cells --------------------------------------------------------------------

    def begin_edit(self, column: str | None = None) -> str | None:
        """Open the editor on the cursor row's editable cell; a sentence when it cannot."""
        if column is not None:
            self.select_column(column)
        target = self.cursor_column
        if target is None or target.edit is None:
            target = next((each for each, _ in self._shown if each.edit is not None), None)
            if target is None:
                return tr("Nothing here can be edited in place")
            self.select_column(target.name)
        id, row = self.cursor_id, self.cursor_row
        if id is None or row is None or target.edit is None:
            return tr("There is no row to edit")
        refusal = target.edit.refusal(row)
        if refusal is not None:
            return refusal
        draft = self.run.get(id, target.draft_key)
        current = target.edit.value(row)
        self.editing = NumberEdit(current, target.edit.relative, target.edit.signed)
        if draft is not None and self.editing is not None:
            self.editing.text = "" if draft.change is None else draft.change.signed()
        self._repaint_row()
        return None

    def end_edit(self, *, keep: bool = True) -> bool:
        """Close the editor, keeping what was typed as a draft; False when that is no number."""
        edit, id, column = self.editing, self.cursor_id, self.cursor_column
        if edit is None or id is None or column is None:
            return True
        if keep:
            try:
                after = edit.value()
            except ValueError as problem:
                self._tell(f"{column.title.strip()}: {problem}")
                return False
            if after is not None:
                change = None
                if edit.is_change:
                    change = after - edit.current if edit.current is not None else after
                self.run.put(id, column.draft_key, self._draft(id, edit, after, change))
                self.post_message(self.DraftsChanged(self))
        self.editing = None
        self._repaint_row()
        return True

    def _draft(self, id: int, edit: NumberEdit, after: Any, change: Any) -> Draft:
        row = self._rows[id]
        return Draft(
            edit.current,
            after,
            change,
            getattr(row, "item_version", getattr(row, "version", None)),
            str(getattr(row, "sku", getattr(row, "label", ""))),
        )

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """While a cell is edited its keys are the grid's own."""
        if self.editing is None:
            return False
        # 1e3 is seen and refused, not cut down to what follows the e
        is_exponent = character == "e" and self.editing.touched
        return is_exponent or key in _EDITING_KEYS or NumberEdit.takes(character, key)

    def on_key(self, event: events.Key) -> None:
        """Type into the cell, or leave it for the next one."""
        if self.editing is None or not self.check_consume_key(event.key, event.character):
            return
        event.stop()
        if event.key in ("escape", "f12"):
            if not self.editing.touched and self.cursor_id is not None:
                self._restore_cell()
            self.end_edit(keep=False)
        elif event.key in ("enter", "down", "up"):
            if self.end_edit():
                self._edit_row(-1 if event.key == "up" else 1)
        elif event.key in ("tab", "shift+tab"):
            if self.end_edit():
                self._edit_column(1 if event.key == "tab" else -1)
        else:
            refusal = self.editing.press(event.character, event.key)
            if refusal is not None:
                self._tell(refusal)
            self._repaint_row()

    def _restore_cell(self) -> None:
        column, id = self.cursor_column, self.cursor_id
        if column is not None and id is not None and self.run.get(id, column.draft_key):
            self.run.drop(id, column.draft_key)
            self.post_message(self.DraftsChanged(self))

    def _edit_row(self, step: int) -> None:
        """Go on with the next row whose cell can be edited."""
        column = self.cursor_column
        for index in range(self._cursor + step, len(self._ids) if step > 0 else -1, step):
            row = self._rows.get(self._ids[index])
            if row is None or column is None or column.edit is None:
                self.move_to(index)
                return
            if column.edit.refusal(row) is None:
                self.move_to(index)
                self.begin_edit(column.name)
                return
        if step > 0:
            self._waits(lambda: self._edit_row(step))

    def _edit_column(self, step: int) -> None:
        """Go on with the next editable cell of the row, then with the next row."""
        editable = [column.name for column, _ in self._shown if column.edit is not None]
        column = self.cursor_column
        if column is None or column.name not in editable:
            return
        at = editable.index(column.name) + step
        if 0 <= at < len(editable):
            self.begin_edit(editable[at])
        else:
            self.select_column(editable[0 if step > 0 else -1])
            self._edit_row(step)

    def _tell(self, sentence: str) -> None:
        say = getattr(self.app, "say", None)
        if callable(say):
            say(sentence)
