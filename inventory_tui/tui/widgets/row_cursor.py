"""The keys that move about in a window of rows: by rows, pages and columns."""

from __future__ import annotations

from typing import ClassVar, Generic, Literal, TypeVar

from textual.binding import BindingType
from textual.geometry import Region

from inventory_tui.tui.commands import CURSOR, bindings
from inventory_tui.tui.painting import paint_at_once
from inventory_tui.tui.widgets.row_window import RowWindow

Row = TypeVar("Row")


class RowCursor(RowWindow[Row], Generic[Row]):
    """Moves the cursor over rows that may still be on their way."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*CURSOR)]

    def action_cursor_up(self) -> None:
        """One row up."""
        self.move_to(self._cursor - 1)

    def action_cursor_down(self) -> None:
        """One row down."""
        self.move_to(self._cursor + 1)

    def action_page_up(self) -> None:
        """One page up."""
        self._page(-1)

    def action_page_down(self) -> None:
        """One page down."""
        self._page(1)

    def _page(self, direction: Literal[-1, 1]) -> None:
        page = self.page
        top = self.scroll_offset.y
        last = max(top + page, self._cursor) + page
        if direction > 0 and last > len(self._ids) and self._waits(self.action_page_down):
            return
        last_top = max(len(self._ids) - page, 0)
        wanted = max(0, min(top + direction * page, last_top))
        if wanted != top:
            self.scroll_to(y=wanted, animate=False, force=True, immediate=True)
        self.move_to(self._cursor + direction * page)
        self._ask_for_seen()
        paint_at_once(self)

    def action_top(self) -> None:
        """The first row."""
        self.move_to(0)

    def action_bottom(self) -> None:
        """The last row; while the snapshot is being read, as soon as it is there."""
        if not self._waits(self.action_bottom):
            self.move_to(len(self._ids) - 1)

    def action_column_left(self) -> None:
        """The column to the left."""
        self._move_column(-1)

    def action_column_right(self) -> None:
        """The column to the right."""
        self._move_column(1)

    def _move_column(self, step: int) -> None:
        if self._column_shown or step > 0:
            self._column = max(0, min(self._column + step, len(self._shown) - 1))
        self._column_shown = True
        self.refresh(Region(0, 0, self.size.width, 1))
