"""A list of any length: a window over a snapshot of ids.

The grid holds the ids of everything that matches (eight bytes each) and the few rows that
were seen.  So the scrollbar is exact, any jump costs one page, cursor and marks belong to
ids and survive ordering and filtering, a bulk deed acts on exactly what was seen, and rows
that others insert never shift the page.  While the snapshot is still being read, the first
window stands alone (`show_window`).

Textual's DataTable measures every cell and holds every row: ten seconds at 100,000.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from rich.style import Style
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.widget import Widget

from inventory_tui.tui.painting import paint_at_once
from inventory_tui.tui.type_ahead import TypeAhead
from inventory_tui.tui.widgets.columns import Column, layout
from inventory_tui.tui.widgets.edit_run import EditRun
from inventory_tui.tui.widgets.marks import Marks
from inventory_tui.tui.widgets.number_edit import NumberEdit
from inventory_tui.tui.widgets.row_text import MARGIN

Row = TypeVar("Row")

WINDOW = 100  # rows asked for at once


class RowWindow(ScrollView, Generic[Row]):
    """The snapshot of ids, the rows that are loaded, the cursor."""

    marking = var(True)
    """Whether rows can be marked."""

    class Said(Message):
        """What a grid says; ``grid`` is the one that says it."""

        def __init__(self, grid: RowWindow[Any]) -> None:
            super().__init__()
            self.grid = grid

        @property
        def control(self) -> RowWindow[Any]:
            """The grid, for ``@on(…, "#list")``."""
            return self.grid

    class RowsNeeded(Said):
        """These rows are about to be seen; answer with `QueryGrid.fill`."""

        def __init__(self, grid: RowWindow[Any], ids: list[int]) -> None:
            super().__init__(grid)
            self.ids = ids

    class CursorMoved(Said):
        """The cursor is on another row."""

        def can_replace(self, message: Message) -> bool:
            """Only the newest matters."""
            return isinstance(message, RowWindow.CursorMoved) and message.grid is self.grid

    class MarksChanged(Said):
        """Rows were marked or unmarked."""

    class DraftsChanged(Said):
        """A cell was edited or restored."""

    def __init__(
        self,
        columns: Sequence[Column[Row]] = (),
        *,
        id: str | None = None,
        marking: bool = True,
        heading: bool = True,
    ) -> None:
        super().__init__(id=id)
        self.set_reactive(RowWindow.marking, marking)
        self._columns: Sequence[Column[Row]] = columns
        self._shown: list[tuple[Column[Row], int]] = []
        self._head = 1 if heading else 0
        self._ids: Sequence[int] = array("q")
        self._complete = True
        self._rows: dict[int, Row] = {}
        self._asked: set[int] = set()
        self._styles_cached: dict[str, Style] = {}
        self._cursor = self._column = 0
        self._range_from: int | None = None
        self._column_shown = False
        self.marks = Marks()
        self.run = EditRun()
        self.editing: NumberEdit | None = None
        self.changed_elsewhere: set[int] = set()
        """Rows others changed since they were loaded, marked ``≈``."""
        self.ordered_by: tuple[str, bool] = ("", False)
        """(order key, descending), for the sign in the heading."""
        self.empty = self.help_text = ""  # the first: what to say when there are no rows
        self.spanning: Callable[[Row], tuple[str, str] | None] | None = None
        """(column name, text): text that takes the rest of a row from that column on."""
        self.follow: Callable[[], Sequence[Widget]] = tuple  # what is to be drawn with a move
        self._afterwards: Callable[[], None] | None = None
        """What a key asked for that needs the whole snapshot."""
        self._laid_out_for = -1

    # -- contents -------------------------------------------------------------------------

    @property
    def ids(self) -> Sequence[int]:
        """The snapshot: every id of the list, in its order."""
        return self._ids

    @property
    def complete(self) -> bool:
        """Whether the whole snapshot is there, or only the first window."""
        return self._complete

    @property
    def cursor(self) -> int:
        """The index of the cursor row."""
        return self._cursor

    @property
    def cursor_id(self) -> int | None:
        """The id of the cursor row."""
        return self._ids[self._cursor] if self._cursor < len(self._ids) else None

    @property
    def cursor_row(self) -> Row | None:
        """The cursor row, if it is loaded."""
        id = self.cursor_id
        return None if id is None else self._rows.get(id)

    @property
    def cursor_column(self) -> Column[Row] | None:
        """The column under the cursor, for ``o = F e``."""
        if not self._shown:
            return None
        return self._shown[min(self._column, len(self._shown) - 1)][0]

    def row(self, id: int) -> Row | None:
        """Return a loaded row."""
        return self._rows.get(id)

    def loaded(self) -> Mapping[int, Row]:
        """Return every row that is loaded, by id."""
        return self._rows

    def show_columns(self, columns: Sequence[Column[Row]]) -> None:
        """Show other columns."""
        self._columns = columns
        self._lay_out()
        self.refresh()

    def show(self, ids: Sequence[int], *, rows: Mapping[int, Row] | None = None) -> None:
        """Replace the contents by a snapshot, keeping the cursor on its row if it is there.

        Rows that are loaded stay until newer ones come (`forget` drops them).
        """
        self._replace(ids, complete=True)
        if rows is not None:
            self.fill(rows)

    def show_window(self, rows: Mapping[int, Row]) -> None:
        """Show the first rows while the snapshot is still being read."""
        self._rows |= rows
        self._replace(array("q", rows), complete=False)

    def show_all(self, rows: Mapping[int, Row]) -> None:
        """Show a short list that is loaded as a whole."""
        self._rows = dict(rows)
        self._replace(array("q", rows), complete=True)

    def fill(self, rows: Mapping[int, Row]) -> None:
        """Accept loaded rows (or newer versions of held ones) and repaint them."""
        self._rows |= rows
        self._asked.difference_update(rows)
        seen = [
            Region(0, y, self.size.width, 1)
            for y, id in enumerate(self.visible_ids(), self._head)
            if id in rows
        ]
        if seen:
            self.refresh(*seen)
            paint_at_once(self)
            self._ask_for_seen()

    def stop_waiting(self) -> None:
        """What is shown is all there is; keys that waited for more act on it."""
        self._complete = True
        afterwards, self._afterwards = self._afterwards, None
        if afterwards is not None:
            afterwards()
            self._typing_of_app().release(self)

    def _waits(self, then: Callable[[], None]) -> bool:
        """Let keys wait for the snapshot, then do this; False when it is there."""
        if not self._complete:
            self._afterwards = then
            self._typing_of_app().hold(self)
        return not self._complete

    def forget(self) -> None:
        """Drop every loaded row, so that those seen are asked for again."""
        self._rows.clear()
        self._asked.clear()
        self.refresh()

    @property
    def page(self) -> int:
        """How many rows fit on the screen."""
        return max(self.size.height - self._head, 1)

    def visible_ids(self) -> list[int]:
        """Return the ids on screen."""
        first = self.scroll_offset.y
        return list(self._ids[first : first + self.page])

    def _replace(self, ids: Sequence[int], *, complete: bool) -> None:
        kept, at = self.cursor_id, self._cursor
        self._ids, self._complete = ids, complete
        self._range_from = None
        # the scrollbar stays as it is until the length is known
        longest = 0 if complete else self.virtual_size.height
        self.virtual_size = Size(self.size.width, max(len(ids) + self._head, longest))
        if len(self._rows) > 5_000:
            seen = set(self.visible_ids())
            self._rows = {id: row for id, row in self._rows.items() if id in seen}
        self._cursor = self._index_of(kept, at)
        self._keep_in_view()
        self.refresh()
        paint_at_once(self)
        if self.cursor_id != kept:
            self.post_message(self.CursorMoved(self))
        if complete:
            self.stop_waiting()

    def _index_of(self, id: int | None, near: int) -> int:
        """Find where an id stands now: mostly where it stood."""
        if id is None or not len(self._ids):
            return 0
        for start in range(max(near - 50, 0), min(near + 50, len(self._ids))):
            if self._ids[start] == id:
                return start
        try:
            return self._ids.index(id)
        except ValueError:
            return min(near, len(self._ids) - 1) if self._complete else 0

    # -- the cursor -----------------------------------------------------------------------

    def move_to(self, index: int) -> None:
        """Put the cursor on the row with this index (as near as there is one)."""
        if index >= len(self._ids) and self._waits(lambda: self.move_to(index)):
            return
        index = max(0, min(index, len(self._ids) - 1)) if len(self._ids) else 0
        if index == self._cursor:
            return
        old, self._cursor = self._cursor, index
        follow = self.follow()
        if self._keep_in_view():
            self._ask_for_seen()
            paint_at_once(self, *follow)
        elif self._range_from is not None:
            self.refresh()
        else:
            self._repaint_cursor(old, index)
            paint_at_once(self, *follow)
        self.post_message(self.CursorMoved(self))

    def move_to_id(self, id: int) -> bool:
        """Put the cursor on the row with this id; False when it is not in the list."""
        index = self._index_of(id, self._cursor)
        if index < len(self._ids) and self._ids[index] == id:
            self.move_to(index)
            return True
        return False

    def _repaint_cursor(self, *rows: int) -> None:
        """Repaint as few cells as the profile needs: one a row, or whole reversed rows."""
        width = 1 if self._cursor_is_a_cell else self.size.width
        lines = [index - self.scroll_offset.y + self._head for index in rows]
        seen = [y for y in lines if self._head <= y < self.size.height]
        if seen:
            self.refresh(*(Region(0, y, width, 1) for y in seen))

    @property
    def _cursor_is_a_cell(self) -> bool:
        profile = getattr(self.app, "display_profile", None)
        return profile is not None and bool(profile.plain)

    def _keep_in_view(self) -> bool:
        """Scroll just far enough; return whether it scrolled."""
        page, top = self.page, self.scroll_offset.y
        wanted = top
        if self._cursor < top:
            wanted = self._cursor
        elif self._cursor >= top + page:
            wanted = self._cursor - page + 1
        if wanted == top:
            return False
        self.scroll_to(y=wanted, animate=False, force=True, immediate=True)
        return True

    def _typing_of_app(self) -> TypeAhead:
        typing = getattr(self.app, "typing", None)
        assert isinstance(typing, TypeAhead)
        return typing

    def select_column(self, name: str) -> None:
        """Put the column cursor on this column."""
        for index, (column, _) in enumerate(self._shown):
            if column.name == name:
                self._column = index

    def _ask_for_seen(self) -> None:
        """Ask for the rows on screen; once these are there, for those around them."""
        top, page = self.scroll_offset.y, self.page
        if not self._ask_for(top, top + page):
            self._ask_for(top - page, top + 3 * page)

    def _ask_for(self, first: int, end: int) -> bool:
        """Ask for what is not loaded; return whether anything is on its way."""
        missing = [id for id in self._ids[max(first, 0) : end] if id not in self._rows]
        wanted = [id for id in missing if id not in self._asked]
        if wanted:
            self._asked.update(wanted)
            self.post_message(self.RowsNeeded(self, wanted))
        return bool(missing)

    def on_resize(self) -> None:
        """Choose the columns that fit."""
        self._lay_out()
        self.virtual_size = Size(self.size.width, len(self._ids) + self._head)
        self._keep_in_view()

    def _lay_out(self) -> None:
        kept = self.cursor_column
        self._laid_out_for = self.scrollable_content_region.width  # without a scrollbar
        self._shown = layout(self._columns, max(self._laid_out_for - MARGIN, 0))
        if kept is not None:
            self.select_column(kept.name)
        self._column = min(self._column, max(len(self._shown) - 1, 0))
