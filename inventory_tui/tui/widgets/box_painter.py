"""How a grid of number boxes is laid out and drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from inventory_tui.domain.quantity import total
from inventory_tui.tui.widgets.boxes import Box, BoxColumn, BoxSheet, Choice, Place
from inventory_tui.tui.widgets.columns import fit
from inventory_tui.tui.widgets.number_edit import NumberEdit
from inventory_tui.wording import tr

_MARGIN = 3
_LABEL = 17
_LONGEST_LABEL = 40
_LIMIT = 8
_LONGEST_WORD = 12
_GAP = 3
"""Cells before a box; the last of them shows the cursor."""


class BoxPainter(ScrollView):
    """Draws the heading, the lines that are seen, and the sums in the last row."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "boxes--head",
        "boxes--wrong",
        "boxes--dim",
        "boxes--strong",
        "boxes--editing",
    }

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

    @property
    def place(self) -> Place | None:
        """The box that has the cursor."""
        if self._column is None or self._row >= len(self.sheet.lines):
            return None
        return self.sheet.lines[self._row].id, self._column

    def is_over(self, place: Place) -> bool:
        """Whether a box holds more than its place or its line has, or no number."""
        if place == self.place and self._unreadable:
            return True
        return self.sheet.is_over(place)

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
        words = [
            len(word)
            for one in self.sheet.boxes.values()
            if isinstance(one, Choice)
            for word in one.words
        ]
        longest = min(max(words, default=0), _LONGEST_WORD)
        return max(self._box_width + 3 + widest, min(titles, 16), longest, 6) + _GAP

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
            lead = f" ←{before}" if before and not number else ""
            text += fit(lead, _GAP) + fit(column.title, self._column_width - _GAP)
        after = len(self.sheet.columns) - before - len(seen)
        return f"{text} +{after} →" if after else text

    def _row_of(self, row: int) -> list[tuple[str, str]]:
        line = self.sheet.lines[row]
        at_cursor = row == self._row and self.has_focus
        text = "▸  " if at_cursor else "   "
        text += fit(line.label, self._label_width)
        if line.heading:
            return [(text, "strong")]
        text += fit(line.limit.grouped(), _LIMIT, right=True)
        pieces = [(text, "")]
        for column in self._seen():
            pieces += self._cell((line.id, column.id), at_cursor)
        return pieces

    def _cell(self, place: Place, at_cursor: bool) -> list[tuple[str, str]]:
        room = self._column_width - _GAP
        box = self.sheet.boxes.get(place, "–")
        if isinstance(box, str):
            return [(" " * _GAP, ""), (fit(box, room), "dim")]
        focused = at_cursor and place[1] == self._column
        if isinstance(box, Choice):
            lead = " " * (_GAP - 1) + ("▸" if focused else " ")
            return [(lead, ""), (fit(self.sheet.word(place), room), "editing" * focused)]
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
        text = " " * _MARGIN + fit(tr("Total"), self._label_width)
        limit = total(line.limit for line in self.sheet.lines)
        text += fit(limit.grouped(), _LIMIT, right=True)
        size = self._box_width + 1
        for column in self._seen():
            if not self.sheet.has_numbers(column.id):
                text += " " * self._column_width
                continue
            amount = fit(self.sheet.sum_of_column(column.id).grouped(), size, right=True)
            text += " " * _GAP + fit(amount, self._column_width - _GAP)
        return text

    def _drawn(self, pieces: Sequence[tuple[str, str]], width: int) -> Strip:
        segments = [Segment(text, self._style(role)) for text, role in pieces if text]
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _style(self, role: str) -> Style:
        return self.get_component_rich_style(f"boxes--{role}") if role else self.rich_style
