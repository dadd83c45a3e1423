"""A grid of number boxes: lines down, places across, how many of each line at each place.

The focused box takes digits as they come, the first one replacing what stands there; the
sums follow every key.  A number above what its place or its line holds gets ``!`` at once,
and nothing is refused before somebody asks for it.  Places that do not fit scroll
sideways, the sums in the last row stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from inventory_tui.domain.quantity import ZERO, Quantity, total
from inventory_tui.tui.commands import CURSOR, bindings
from inventory_tui.tui.widgets.boxes import Box, BoxColumn, BoxLine, BoxSheet, Place
from inventory_tui.tui.widgets.columns import fit
from inventory_tui.tui.widgets.number_edit import NumberEdit

_MARGIN = 3
_LABEL = 17
_LONGEST_LABEL = 40
_LIMIT = 8
_GAP = 3
"""Cells before a box; the last of them shows the cursor."""


class BoxGrid(ScrollView, can_focus=True):
    """Shows the boxes; says `Changed` at every key that changes a number."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "boxes--head",
        "boxes--wrong",
        "boxes--dim",
        "boxes--strong",
        "boxes--editing",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(*CURSOR, "open", "focus.next", "focus.previous")
    ]

    class Said(Message):
        """What a grid of boxes says."""

        def __init__(self, boxes: BoxGrid) -> None:
            super().__init__()
            self.boxes = boxes

        @property
        def control(self) -> BoxGrid:
            """The grid, for ``@on(…, "#boxes")``."""
            return self.boxes

    class Changed(Said):
        """A number was changed."""

    class Moved(Said):
        """Another box has the cursor."""

    class Ended(Said):
        """Enter was pressed on the last line: nothing is written by that."""

    def __init__(self, label: str, limit: str, *, id: str | None = None) -> None:
        """``label`` and ``limit`` head the first two columns: ``Line``, ``To ship``."""
        super().__init__(id=id)
        self._label = label
        self._limit = limit
        self.sheet = BoxSheet()
        self._row = 0
        self._wanted: int | None = None
        """The column ↑ and ↓ keep to, where a line has a box there."""
        self._column: int | None = None
        self._first = 0
        self._edit: NumberEdit | None = None
        self._unreadable = ""
        self.empty = ""
        """What to say where no line has a box."""
        self.help_text = "Type how many; the first digit replaces, +2 and -1 change."

    # -- contents -------------------------------------------------------------------------

    def show(
        self,
        lines: Sequence[BoxLine],
        columns: Sequence[BoxColumn],
        boxes: Mapping[Place, Box | str],
        values: Mapping[Place, Quantity],
    ) -> None:
        """Show other lines; the cursor stays on its box where it is still there.

        Args:
            boxes: Of each place its box, or why there is none; nothing where it is bare.
            values: What stands in the boxes; 0 where nothing is said.
        """
        at = self.place
        self.sheet = BoxSheet(lines, columns, boxes, values)
        self._leave()
        self.virtual_size = Size(self.size.width, len(self.sheet.lines) + 2)
        if at is None or not self.move_to(at):
            self._row, self._column, self._wanted = 0, None, None
            first = next(self.sheet.every_box(), None)
            if first is not None:
                self.move_to(first)
        self.refresh(layout=True)

    @property
    def values(self) -> dict[Place, Quantity]:
        """What stands in every box, as far as it can be read."""
        return dict(self.sheet.values)

    def set_values(self, values: Mapping[Place, Quantity]) -> None:
        """Put numbers into boxes, as if they had been typed."""
        self._edit, self._unreadable = None, ""
        for place, value in values.items():
            if place in self.sheet.values:
                self.sheet.values[place] = value
        self.refresh()
        self.post_message(self.Changed(self))

    @property
    def place(self) -> Place | None:
        """The box that has the cursor."""
        if self._column is None or self._row >= len(self.sheet.lines):
            return None
        return self.sheet.lines[self._row].id, self._column

    @property
    def line(self) -> BoxLine | None:
        """The line that has the cursor."""
        return self.sheet.lines[self._row] if self._row < len(self.sheet.lines) else None

    @property
    def unreadable(self) -> str:
        """Why what stands in the focused box is no number; empty where it is one."""
        return self._unreadable

    def is_over(self, place: Place) -> bool:
        """Whether a box holds more than its place or its line has, or no number."""
        if place == self.place and self._unreadable:
            return True
        return self.sheet.is_over(place)

    # -- the cursor -----------------------------------------------------------------------

    def move_to(self, place: Place) -> bool:
        """Put the cursor on a box; False where there is none."""
        row = self.sheet.row_of(place[0])
        if row is None or self.sheet.box(place) is None:
            return False
        self._row, self._column = row, place[1]
        self._wanted = place[1]
        self._keep_in_view()
        self.refresh()
        self.post_message(self.Moved(self))
        return True

    def _go(self, row: int, step: int) -> None:
        """Go to a line, or on to the next that has a box; keep to the column."""
        wanted = self._wanted
        while 0 <= row < len(self.sheet.lines):
            there = self.sheet.boxes_of(row)
            if there:
                self._leave()
                column = wanted if wanted in there else there[0]
                self.move_to((self.sheet.lines[row].id, column))
                self._wanted = wanted if wanted is not None else column
                return
            row += step

    def _leave(self) -> None:
        """Leave the box: what was typed stays; what is no number goes."""
        self._edit, self._unreadable = None, ""

    def action_cursor_up(self) -> None:
        """The line above."""
        self._go(self._row - 1, -1)

    def action_cursor_down(self) -> None:
        """The line below."""
        self._go(self._row + 1, 1)

    def action_page_up(self) -> None:
        """A page up."""
        self._go(max(self._row - self._page, 0), 1)

    def action_page_down(self) -> None:
        """A page down."""
        self._go(min(self._row + self._page, len(self.sheet.lines) - 1), -1)

    def action_top(self) -> None:
        """The first line."""
        self._go(0, 1)

    def action_bottom(self) -> None:
        """The last line."""
        self._go(len(self.sheet.lines) - 1, -1)

    def action_column_left(self) -> None:
        """The box to the left."""
        self._sideways(-1)

    def action_column_right(self) -> None:
        """The box to the right."""
        self._sideways(1)

    def _sideways(self, step: int) -> None:
        if self._column is None:
            return
        there = self.sheet.boxes_of(self._row)
        at = there.index(self._column) + step
        if 0 <= at < len(there):
            self._leave()
            self.move_to((self.sheet.lines[self._row].id, there[at]))

    def action_focus_next(self) -> None:
        """Tab: the next box; after the last one the first."""
        self._walk(1)

    def action_focus_previous(self) -> None:
        """Shift+Tab: the box before."""
        self._walk(-1)

    def _walk(self, step: int) -> None:
        every: list[Place] = list(self.sheet.every_box())
        at = self.place
        if at in every:
            self._leave()
            self.move_to(every[(every.index(at) + step) % len(every)])

    def action_open(self) -> None:
        """Enter: the next line; it never writes."""
        row = self._row
        self._go(row + 1, 1)
        if self._row == row:
            self._leave()
            self.refresh()
            self.post_message(self.Ended(self))

    # -- typing ---------------------------------------------------------------------------

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Digits go into the box, and Esc takes back what was typed into it."""
        if self.place is None:
            return False
        if key in ("escape", "f12"):
            return self._edit is not None
        return NumberEdit.takes(character, key)

    def on_key(self, event: events.Key) -> None:
        """Type into the box."""
        place = self.place
        if place is None or not self.check_consume_key(event.key, event.character):
            return
        event.stop()
        if self._edit is None:
            self._edit = NumberEdit(self.sheet.values[place])
        if event.key in ("escape", "f12"):
            self.sheet.values[place] = self._edit.current or ZERO
            self._leave()
        else:
            refusal = self._edit.press(event.character, event.key)
            if refusal is not None:
                self._tell(refusal)
                return
            self._read(place)
        self.refresh()
        self.post_message(self.Changed(self))

    def _read(self, place: Place) -> None:
        assert self._edit is not None
        try:
            value = self._edit.value()
        except ValueError as problem:
            self._unreadable = str(problem)
            return
        self._unreadable = ""
        self.sheet.values[place] = value or ZERO

    def _tell(self, sentence: str) -> None:
        say = getattr(self.app, "say", None)
        if callable(say):
            say(sentence)

    # -- drawing --------------------------------------------------------------------------

    @property
    def _page(self) -> int:
        """How many lines are seen at once."""
        return max(self.size.height - 2, 1)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many rows as there are lines, with the heading and the sums."""
        return len(self.sheet.lines) + 2

    def on_resize(self) -> None:
        """Show as many places as fit."""
        self.virtual_size = Size(self.size.width, len(self.sheet.lines) + 2)
        self._keep_in_view()

    def notify_style_update(self) -> None:
        """Draw again in another theme."""
        super().notify_style_update()
        self.refresh()

    def _keep_in_view(self) -> None:
        top = self.scroll_offset.y
        wanted = min(max(top, self._row - self._page + 1), self._row)
        if wanted != top:
            self.scroll_to(y=wanted, animate=False, force=True, immediate=True)
        ids = [column.id for column in self.sheet.columns]
        if self._column in ids:
            at = ids.index(self._column)
            self._first = min(self._first, at)
            while at >= self._first + self._fitting:
                self._first += 1

    @property
    def _label_width(self) -> int:
        longest = max((len(line.label) for line in self.sheet.lines), default=0)
        room = self.size.width - _MARGIN - _LIMIT - _GAP - self._column_width
        return max(min(longest, _LONGEST_LABEL, room), min(_LABEL, max(room, 8)))

    @property
    def _box_width(self) -> int:
        """Cells inside the brackets."""
        return max([3, *(len(str(line.limit)) for line in self.sheet.lines)])

    @property
    def _column_width(self) -> int:
        notes = [box.note for box in self.sheet.boxes.values() if isinstance(box, Box)]
        widest = max((len(note) for note in notes), default=0)
        titles = max((len(column.title) for column in self.sheet.columns), default=0)
        return max(self._box_width + 3 + widest, min(titles, 16), 6) + _GAP

    @property
    def _fitting(self) -> int:
        """How many places fit beside each other, at least one."""
        used = _MARGIN + self._label_width + _LIMIT
        free = self.size.width - used - self.scrollbar_size_vertical
        every = free // self._column_width
        if every >= len(self.sheet.columns):
            return max(len(self.sheet.columns), 1)
        return max((free - len("+99 →")) // self._column_width, 1)

    def _seen(self) -> Sequence[BoxColumn]:
        return self.sheet.columns[self._first : self._first + self._fitting]

    def render_line(self, y: int) -> Strip:
        """Draw the heading, a line or the sums."""
        width = self.size.width
        if y == 0:
            return self._drawn([(self._heading(), "head")], width)
        row = self.scroll_offset.y + y - 1
        if y - 1 == min(len(self.sheet.lines), self._page):
            return self._drawn([(self._sums(), "strong")], width)
        if y - 1 < min(len(self.sheet.lines), self._page):
            return self._drawn(self._row_of(row), width)
        if y == len(self.sheet.lines) + 3 and self.empty and self._column is None:
            return self._drawn([(f"   {self.empty}", "")], width)
        return Strip.blank(width, self.rich_style)

    def _heading(self) -> str:
        text = " " * _MARGIN + fit(self._label, self._label_width)
        text += fit(self._limit, _LIMIT, right=True)
        before, seen = self._first, self._seen()
        for number, column in enumerate(seen):
            lead = f"←{before}" if before and not number else ""
            text += fit(lead, _GAP) + fit(column.title, self._column_width - _GAP)
        after = len(self.sheet.columns) - before - len(seen)
        return f"{text} +{after} →" if after else text

    def _row_of(self, row: int) -> list[tuple[str, str]]:
        line = self.sheet.lines[row]
        at_cursor = row == self._row and self.has_focus
        text = "▸  " if at_cursor else "   "
        text += fit(line.label, self._label_width)
        text += fit(line.limit.grouped(), _LIMIT, right=True)
        pieces = [(text, "")]
        for column in self._seen():
            pieces += self._cell((line.id, column.id), at_cursor)
        return pieces

    def _cell(self, place: Place, at_cursor: bool) -> list[tuple[str, str]]:
        room = self._column_width - _GAP
        box = self.sheet.boxes.get(place, "–")
        if not isinstance(box, Box):
            return [(" " * _GAP, ""), (fit(box, room), "dim")]
        focused = at_cursor and place[1] == self._column
        text = str(self.sheet.values[place])
        if focused and self._edit is not None and self._edit.touched:
            text = self._edit.text
        size = self._box_width
        shown = f"[{text[-size:].rjust(size)}]"
        over = self.is_over(place)
        role = "wrong" if over else "editing" if focused else ""
        lead = "▸" if focused else " "
        note = fit(f"{'!' if over else ' '}{box.note}", room - len(shown))
        return [(" " * (_GAP - 1) + lead, ""), (shown, role), (note, "wrong" if over else "")]

    def _sums(self) -> str:
        text = " " * _MARGIN + fit("Total", self._label_width)
        limit = total(line.limit for line in self.sheet.lines)
        text += fit(limit.grouped(), _LIMIT, right=True)
        size = self._box_width + 1
        for column in self._seen():
            amount = fit(self.sheet.sum_of_column(column.id).grouped(), size, right=True)
            text += " " * _GAP + fit(amount, self._column_width - _GAP)
        return text

    def _drawn(self, pieces: Sequence[tuple[str, str]], width: int) -> Strip:
        segments = [Segment(text, self._style(role)) for text, role in pieces if text]
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _style(self, role: str) -> Style:
        return self.get_component_rich_style(f"boxes--{role}") if role else self.rich_style
