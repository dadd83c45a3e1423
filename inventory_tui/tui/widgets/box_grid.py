"""A grid of number boxes: lines down, places across, how many of each line at each place.

The focused box takes digits as they come, the first one replacing what stands there; the
sums follow every key.  A number above what its place or its line holds gets ``!`` at once,
and nothing is refused before somebody asks for it.  Places that do not fit scroll
sideways, the sums in the last row stay.  A place may also be a choice of a few words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message

from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.tui.commands import CURSOR, bindings
from inventory_tui.tui.widgets.box_painter import BoxPainter
from inventory_tui.tui.widgets.boxes import Box, BoxColumn, BoxLine, BoxSheet, Choice, Place
from inventory_tui.tui.widgets.number_edit import NumberEdit
from inventory_tui.wording import tr


class BoxGrid(BoxPainter, can_focus=True):
    """Shows the boxes; says `Changed` at every key that changes a number."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(*CURSOR, "open", "mark", "focus.next", "focus.previous")
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

    def __init__(
        self, label: str, limit: str, *, id: str | None = None, wraps: bool = True
    ) -> None:
        """``label`` and ``limit`` head the first two columns: ``Line``, ``To ship``.

        Args:
            wraps: Whether Tab goes from the last box to the first, not to the next field.
        """
        super().__init__(label, limit, id=id)
        self._wraps = wraps
        self.help_text = tr("Type how many; the first digit replaces, +2 and -1 change.")

    # -- contents -------------------------------------------------------------------------

    def show(
        self,
        lines: Sequence[BoxLine],
        columns: Sequence[BoxColumn],
        boxes: Mapping[Place, Box | Choice | str],
        values: Mapping[Place, Quantity],
        chosen: Mapping[Place, int] | None = None,
    ) -> None:
        """Show other lines; the cursor stays on its box where it is still there.

        Args:
            boxes: Of each place its box or choice, or why there is none; nothing where it
                is bare.
            values: What stands in the boxes; 0 where nothing is said.
            chosen: Which word of each choice is chosen; the first where nothing is said.
        """
        at = self.place
        self.sheet = BoxSheet(lines, columns, boxes, values, chosen)
        self._leave()
        self.virtual_size = Size(self.size.width, len(self.sheet.lines) + 2)
        if at is None or not self.move_to(at):
            self._row, self._column, self._wanted = 0, None, None
            first = next(self.sheet.every_stop(), None)
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
    def line(self) -> BoxLine | None:
        """The line that has the cursor."""
        return self.sheet.lines[self._row] if self._row < len(self.sheet.lines) else None

    @property
    def unreadable(self) -> str:
        """Why what stands in the focused box is no number; empty where it is one."""
        return self._unreadable

    # -- the cursor -----------------------------------------------------------------------

    def move_to(self, place: Place) -> bool:
        """Put the cursor on a box; False where there is none."""
        row = self.sheet.row_of(place[0])
        if row is None or not self.sheet.is_stop(place):
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
            there = self.sheet.stops_of(row)
            if there:
                self._leave()
                column = wanted if wanted in there else there[0]
                self.move_to((self.sheet.lines[row].id, column))
                self._wanted = wanted if wanted is not None else column
                return
            row += step

    def settle(self) -> None:
        """End typing into the focused box: the next digit replaces what stands there."""
        if not self._unreadable:
            self._leave()

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
        there = self.sheet.stops_of(self._row)
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
        every: list[Place] = list(self.sheet.every_stop())
        at = self.place
        if at is None or at not in every:
            return
        self._leave()
        there = every.index(at) + step
        if self._wraps or 0 <= there < len(every):
            self.move_to(every[there % len(every)])
        elif step > 0:
            self.screen.focus_next()
        else:
            self.screen.focus_previous()

    def action_open(self) -> None:
        """Enter: the next line; it never writes."""
        row = self._row
        self._go(row + 1, 1)
        if self._row == row:
            self._leave()
            self.refresh()
            self.post_message(self.Ended(self))

    # -- choosing -------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Space is for lines with a choice alone."""
        if action == "mark":
            return self.sheet.choice_at(self.place) is not None
        return super().check_action(action, parameters)

    def action_mark(self) -> None:
        """Space: the next word, after the last the first."""
        place = self.sheet.choice_at(self.place)
        one = None if place is None else self.sheet.choice(place)
        if place is not None and one is not None:
            self.sheet.chosen[place] = (self.sheet.chosen[place] + 1) % len(one.words)
            self.refresh()
            self.post_message(self.Changed(self))

    # -- typing ---------------------------------------------------------------------------

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Digits go into the box, and Esc takes back what was typed into it."""
        if self.place is None or self.sheet.box(self.place) is None:
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
            self.sheet.values[place] = self._edit.current or ZERO
            return
        self._unreadable = ""
        self.sheet.values[place] = value or ZERO

    def _tell(self, sentence: str) -> None:
        say = getattr(self.app, "say", None)
        if callable(say):
            say(sentence)
