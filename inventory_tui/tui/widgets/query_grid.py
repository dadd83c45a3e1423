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
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Generic, Literal, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import var
from textual.scroll_view import ScrollView
from textual.strip import Strip

from inventory_tui.tui.commands import CURSOR, bindings
from inventory_tui.tui.type_ahead import TypeAhead
from inventory_tui.tui.widgets.columns import Cell, Column, Role, fit, fit_cell, layout
from inventory_tui.tui.widgets.edit_run import Draft, EditRun
from inventory_tui.tui.widgets.marks import Marks
from inventory_tui.tui.widgets.number_edit import NumberEdit

Row = TypeVar("Row")

WINDOW = 100
"""Rows asked for at once."""
_MARGIN = 3
"""Cells before the first column: cursor, mark, blank."""
_EDITING_KEYS = frozenset({"enter", "escape", "f12", "tab", "shift+tab", "up", "down"})


class QueryGrid(ScrollView, Generic[Row], can_focus=True):
    """Shows rows by id; asks for those it is about to show (`RowsNeeded`)."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grid--head",
        "grid--cursor",
        "grid--loading",
        "grid--attention",
        "grid--wrong",
        "grid--others",
        "grid--dim",
        "grid--strong",
        "grid--editing",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(*CURSOR, "mark", "mark.range", "mark.none")
    ]

    marking = var(True)
    """Whether rows can be marked."""

    class Said(Message):
        """What a grid says; ``grid`` is the one that says it."""

        def __init__(self, grid: QueryGrid[Any]) -> None:
            super().__init__()
            self.grid = grid

        @property
        def control(self) -> QueryGrid[Any]:
            """The grid, for ``@on(…, "#list")``."""
            return self.grid

    class RowsNeeded(Said):
        """These rows are about to be seen; answer with `QueryGrid.fill`."""

        def __init__(self, grid: QueryGrid[Any], ids: list[int]) -> None:
            super().__init__(grid)
            self.ids = ids

    class CursorMoved(Said):
        """The cursor is on another row."""

        def can_replace(self, message: Message) -> bool:
            """Only the newest matters."""
            return isinstance(message, QueryGrid.CursorMoved)

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
        self.set_reactive(QueryGrid.marking, marking)
        self._columns: Sequence[Column[Row]] = columns
        self._shown: list[tuple[Column[Row], int]] = []
        self._head = 1 if heading else 0
        self._ids: Sequence[int] = array("q")
        self._complete = True
        self._rows: dict[int, Row] = {}
        self._asked: set[int] = set()
        self._styles_cached: dict[str, Style] = {}
        self._cursor = 0
        self._range_from: int | None = None
        self._column = 0
        self._column_shown = False
        self.marks = Marks()
        self.run = EditRun()
        self.editing: NumberEdit | None = None
        self.changed_elsewhere: set[int] = set()
        """Rows others changed since they were loaded, marked ``≈``."""
        self.ordered_by: tuple[str, bool] = ("", False)
        """(order key, descending), for the sign in the heading."""
        self.empty = ""
        """What to say instead of rows when there are none."""
        self.help_text = ""
        self.spanning: Callable[[Row], tuple[str, str] | None] | None = None
        """(column name, text): text that takes the rest of a row from that column on."""
        self._to_bottom = False

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
        first = self.scroll_offset.y
        for y in range(self._head, self.size.height):
            index = first + y - self._head
            if index < len(self._ids) and self._ids[index] in rows:
                self.refresh(Region(0, y, self.size.width, 1))

    def forget(self) -> None:
        """Drop every loaded row, so that those seen are asked for again."""
        self._rows.clear()
        self._asked.clear()
        self.refresh()

    def visible_ids(self) -> list[int]:
        """Return the ids on screen."""
        first = self.scroll_offset.y
        return list(self._ids[first : first + max(self.size.height - self._head, 1)])

    def _replace(self, ids: Sequence[int], *, complete: bool) -> None:
        kept, at = self.cursor_id, self._cursor
        self._ids, self._complete = ids, complete
        self._range_from = None
        self.virtual_size = Size(self.size.width, len(ids) + self._head)
        if len(self._rows) > 5_000:
            seen = set(self.visible_ids())
            self._rows = {id: row for id, row in self._rows.items() if id in seen}
        self._cursor = self._index_of(kept, at)
        if complete and self._to_bottom:
            self._to_bottom = False
            self._cursor = max(len(ids) - 1, 0)
            self._typing_of_app().release(self)
        self._keep_in_view()
        self.refresh()
        if self.cursor_id != kept:
            self.post_message(self.CursorMoved(self))

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
        index = max(0, min(index, len(self._ids) - 1)) if len(self._ids) else 0
        if index == self._cursor:
            return
        old, self._cursor = self._cursor, index
        scrolled = self._keep_in_view()
        if not scrolled:
            if self._range_from is not None:
                self.refresh()
            else:
                self._repaint_cursor(old)
                self._repaint_cursor(index)
        self.post_message(self.CursorMoved(self))

    def move_to_id(self, id: int) -> bool:
        """Put the cursor on the row with this id; False when it is not in the list."""
        index = self._index_of(id, self._cursor)
        if index < len(self._ids) and self._ids[index] == id:
            self.move_to(index)
            return True
        return False

    def _repaint_cursor(self, index: int) -> None:
        """Repaint as few cells as the profile needs: one, or the whole reversed row."""
        y = index - self.scroll_offset.y + self._head
        if self._head <= y < self.size.height:
            width = 1 if self._cursor_is_a_cell else self.size.width
            self.refresh(Region(0, y, width, 1))

    @property
    def _cursor_is_a_cell(self) -> bool:
        profile = getattr(self.app, "display_profile", None)
        return profile is not None and bool(profile.plain)

    def _keep_in_view(self) -> bool:
        """Scroll just far enough; return whether it scrolled."""
        page = max(self.size.height - self._head, 1)
        top = self.scroll_offset.y
        wanted = top
        if self._cursor < top:
            wanted = self._cursor
        elif self._cursor >= top + page:
            wanted = self._cursor - page + 1
        if wanted == top:
            return False
        self.scroll_to(y=wanted, animate=False, force=True, immediate=True)
        return True

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
        page = max(self.size.height - self._head, 1)
        top = self.scroll_offset.y
        last_top = max(len(self._ids) - page, 0)
        wanted = max(0, min(top + direction * page, last_top))
        if wanted != top:
            self.scroll_to(y=wanted, animate=False, force=True, immediate=True)
        self.move_to(self._cursor + direction * page)

    def action_top(self) -> None:
        """The first row."""
        self.move_to(0)

    def action_bottom(self) -> None:
        """The last row; while the snapshot is being read, as soon as it is there."""
        if self._complete:
            self.move_to(len(self._ids) - 1)
        elif not self._to_bottom:
            self._to_bottom = True
            self._typing_of_app().hold(self)

    def _typing_of_app(self) -> TypeAhead:
        typing = getattr(self.app, "typing", None)
        assert isinstance(typing, TypeAhead)
        return typing

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

    def select_column(self, name: str) -> None:
        """Put the column cursor on this column."""
        for index, (column, _) in enumerate(self._shown):
            if column.name == name:
                self._column = index

    # -- marks ----------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Marks only where rows can be marked."""
        return self.marking or not action.startswith("mark")

    def action_mark(self) -> None:
        """Mark or unmark the row and go down."""
        id = self.cursor_id
        if id is not None:
            self.marks.toggle(id)
            self._marked()
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
                return "Nothing here can be edited in place"
            self.select_column(target.name)
        id, row = self.cursor_id, self.cursor_row
        if id is None or row is None or target.edit is None:
            return "There is no row to edit"
        refusal = target.edit.refusal(row)
        if refusal is not None:
            return refusal
        draft = self.run.get(id, target.name)
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
                self.run.put(id, column.name, self._draft(id, edit, after, change))
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
        return key in _EDITING_KEYS or NumberEdit.takes(character, key)

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
        if column is not None and id is not None and self.run.get(id, column.name):
            self.run.drop(id, column.name)
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

    # -- drawing --------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Choose the columns that fit."""
        self._lay_out()
        self.virtual_size = Size(self.size.width, len(self._ids) + self._head)
        self._keep_in_view()

    def notify_style_update(self) -> None:
        """Forget the styles of another theme."""
        self._styles_cached.clear()
        super().notify_style_update()

    def _lay_out(self) -> None:
        kept = self.cursor_column
        self._shown = layout(self._columns, max(self.size.width - _MARGIN, 0))
        if kept is not None:
            self.select_column(kept.name)
        self._column = min(self._column, max(len(self._shown) - 1, 0))

    def _repaint_row(self) -> None:
        y = self._cursor - self.scroll_offset.y + self._head
        self.refresh(Region(0, y, self.size.width, 1))

    def _style(self, name: str) -> Style:
        if name not in self._styles_cached:
            self._styles_cached[name] = (
                self.get_component_rich_style(f"grid--{name}") if name else self.rich_style
            )
        return self._styles_cached[name]

    def render_line(self, y: int) -> Strip:
        """Draw the heading or one row."""
        width = self.size.width
        if y < self._head:
            return self._heading(width)
        index = self.scroll_offset.y + y - self._head
        if index >= len(self._ids):
            if not self._ids and y == self._head and self.empty:
                return self._line([(f"   {self.empty}", "")], width, "")
            return Strip.blank(width, self._style(""))
        id = self._ids[index]
        at_cursor = index == self._cursor
        pieces = [(self._margin(id, index, at_cursor), "")]
        row = self._rows.get(id)
        if row is None:
            self._ask(index)
            pieces.append(("…", "loading"))
        else:
            pieces += self._cells(id, row, at_cursor)
        reverse = at_cursor and self.has_focus and not self._cursor_is_a_cell
        return self._line(pieces, width, "cursor" if reverse else "")

    def _heading(self, width: int) -> Strip:
        text = " " * _MARGIN
        here = (0, 0)
        for position, (column, size) in enumerate(self._shown):
            title = column.title
            key, descending = self.ordered_by
            if column.sort and column.sort == key:
                title = f"{title} {'▼' if descending else '▲'}"
            room = size - 1 if column.right else size
            if position == self._column:
                here = (len(text), len(text) + size + column.gap)
            text += fit(title, room, right=column.right) + " "
        if self._column_shown and here[1]:
            # the column cursor is read without colours too: [On hand]
            start, end = here
            title = text[start:end].strip()
            first = text.index(title, start)
            last = first + len(title)
            text = f"{text[: first - 1]}[{title}]{text[last + 1 :]}"
        return self._line([(text, "head")], width, "")

    def _margin(self, id: int, index: int, at_cursor: bool) -> str:
        changed = id in self.changed_elsewhere
        first = "▸" if at_cursor else "≈" if changed else " "
        in_range = self._range_from is not None and (
            min(self._range_from, self._cursor) <= index <= max(self._range_from, self._cursor)
        )
        mark = "✓" if id in self.marks else "┃" if in_range else " "
        return first + mark + ("≈" if at_cursor and changed else " ")

    def _cells(self, id: int, row: Row, at_cursor: bool) -> list[tuple[str, str]]:
        pieces: list[tuple[str, str]] = []
        strong = id in self.marks
        editing = self.cursor_column if at_cursor and self.editing is not None else None
        spanning = self.spanning(row) if self.spanning is not None else None
        for column, size in self._shown:
            if spanning is not None and spanning[0] == column.name:
                pieces.append((spanning[1], "dim"))
                break
            if column is editing and self.editing is not None:
                pieces.append((self._editor(size), "editing"))
            else:
                draft = self.run.get(id, column.name) if column.edit is not None else None
                cell = column.cell(row, size) if draft is None else _draft_cell(draft, size)
                role: Role = cell.role or ("strong" if strong else "")
                pieces.append((fit_cell(cell, size, right=column.right), role))
            pieces.append((" " * column.gap, ""))
        return pieces

    def _editor(self, size: int) -> str:
        assert self.editing is not None
        text = self.editing.shown
        if self.editing.is_change:
            try:
                text = f"{text} = {self.editing.value()}"
            except ValueError:
                text = f"{text} !"
        shown = text if len(text) <= size - 2 else text[-(size - 2) :]
        return f"[{shown.rjust(size - 2)}]"

    def _line(self, pieces: Iterable[tuple[str, str]], width: int, under: str) -> Strip:
        """Join pieces, as few segments as there are looks."""
        base = self._style(under) if under else self._style("")
        segments: list[Segment] = []
        text, last = "", ""
        for piece, role in pieces:
            if role == last:
                text += piece
                continue
            if text:
                segments.append(Segment(text, self._mixed(base, last, under)))
            text, last = piece, role
        segments.append(Segment(text, self._mixed(base, last, under)))
        return Strip(segments).adjust_cell_length(width, base)

    def _mixed(self, base: Style, role: str, under: str) -> Style:
        if not role:
            return base
        style = self._style(role)
        return style + Style(reverse=True) if under else style

    def _ask(self, index: int) -> None:
        start = index - index % WINDOW
        window = [id for id in self._ids[start : start + WINDOW] if id not in self._rows]
        if not self._asked.issuperset(window):
            self._asked.update(window)
            self.post_message(self.RowsNeeded(self, window))


def _draft_cell(draft: Draft, size: int) -> Cell:
    long = f"•{draft}"
    return Cell(long if len(long) < size else f"•{draft.after}", "strong")
