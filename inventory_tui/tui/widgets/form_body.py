"""The fields of a form: moved about in, asked for, what is wrong shown at each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from inventory_tui.domain.fields import Field
from inventory_tui.domain.scans import without_aim
from inventory_tui.tui.commands import bindings
from inventory_tui.tui.widgets.field_row import FieldRow, Switch
from inventory_tui.tui.widgets.text_box import TextBox
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.tui.dialogs.pick import Option

Lists = Mapping[str, Callable[[], Awaitable[list["Option"]]]]
"""Field name → its valid values, asked for when F4 wants them."""


class FormBody(VerticalScroll, can_focus=False):
    """All fields of a form, in sections of which one is shown."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("open", "cursor.up", "cursor.down", "values", "duplicate")
    ]

    class Changed(Message):
        """Something was typed."""

    def __init__(
        self,
        fields: Sequence[Field],
        typed: Mapping[str, str],
        *,
        locked: Mapping[str, str] | None = None,
        lists: Lists | None = None,
    ) -> None:
        super().__init__(classes="form")
        self._fields = fields
        self._typed = typed
        self._locked = locked or {}
        self._lists = lists or {}
        self.field_rows: list[FieldRow] = []
        """Every field, in order."""

    def compose(self) -> ComposeResult:
        """One row a field."""
        self.field_rows = [
            FieldRow(
                field,
                self._typed.get(field.name, field.default),
                locked=self._locked.get(field.name),
            )
            for field in self._fields
        ]
        yield from self.field_rows

    def row_of(self, name: str) -> FieldRow | None:
        """The row of a field."""
        return next((row for row in self.field_rows if row.field.name == name), None)

    def typed(self) -> dict[str, str]:
        """What stands in every field that is not locked."""
        return {row.field.name: row.value for row in self.field_rows if row.locked is None}

    def changed(self) -> dict[str, str]:
        """What differs from what is saved."""
        return {row.field.name: row.value for row in self.field_rows if row.is_changed}

    def show_section(self, section: str | None) -> None:
        """Show the fields of one section; None: all."""
        for row in self.field_rows:
            row.display = section is None or row.field.section == section

    def put(self, typed: Mapping[str, str]) -> None:
        """Put texts in, as if they had been typed."""
        for row in self.field_rows:
            if row.field.name in typed:
                row.set_value(typed[row.field.name])

    def saved(self, typed: Mapping[str, str]) -> None:
        """Take these texts as what is saved now."""
        for row in self.field_rows:
            row.saved = typed.get(row.field.name, row.field.default)
            row.set_value(row.saved)
            row.set_problem("")

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Show each sentence at its field and go to the first."""
        first = None
        for row in self.field_rows:
            sentence = problems.get(row.field.name, "")
            row.set_problem(sentence.removeprefix(f"{row.field.label}: "))
            if sentence and first is None and row.control is not None:
                first = row
        if first is not None:
            self.post_message(self.ProblemAt(first))

    class ProblemAt(Message):
        """A field with a problem should be seen."""

        def __init__(self, row: FieldRow) -> None:
            super().__init__()
            self.row = row

    class Picked(Message):
        """Values were chosen from the list of a field, and stand in it."""

        def __init__(self, row: FieldRow, chosen: Sequence[str]) -> None:
            super().__init__()
            self.row, self.chosen = row, tuple(chosen)

    @on(Input.Changed)
    @on(Switch.Changed)
    def _typed_into(self, event: Message) -> None:
        event.stop()
        row = self._row_with_focus()
        if row is not None:
            if row.problem:
                row.set_problem("")
            row.draw()
        self.post_message(self.Changed())

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Leaving a choice takes the only one that fits; a reader's identifier goes."""
        row = next((one for one in self.field_rows if one.control is event.widget), None)
        if row is not None and isinstance(event.widget, TextBox):
            self._complete(row, event.widget)

    def _complete(self, row: FieldRow, box: TextBox) -> None:
        text = without_aim(box.value)
        if row.field.choices and text:
            wanted = text.strip().casefold()
            fits = [
                value
                for value, label in row.field.choices
                if value.casefold().startswith(wanted) or label.casefold().startswith(wanted)
            ]
            exact = [value for value in fits if value.casefold() == wanted]
            text = (exact or fits)[0] if len(fits) == 1 or exact else text
        if text != box.value:
            row.set_value(text)

    def complete(self) -> None:
        """Take the only choice that fits in the field that has the focus, before saving."""
        row = self._row_with_focus()
        if row is not None and isinstance(row.control, TextBox):
            self._complete(row, row.control)

    def _row_with_focus(self) -> FieldRow | None:
        focused = self.screen.focused
        return next((row for row in self.field_rows if row.control is focused), None)

    def _step(self, step: int) -> None:
        controls: list[Widget] = [
            row.control for row in self.field_rows if row.display and row.control is not None
        ]
        focused = self.screen.focused
        if not controls:
            return
        at = controls.index(focused) + step if focused in controls else 0
        self.screen.set_focus(controls[max(0, min(at, len(controls) - 1))])

    def focus_first(self) -> None:
        """Go to the first field that can be filled in."""
        for row in self.field_rows:
            if row.display and row.control is not None:
                self.screen.set_focus(row.control)
                return

    def action_open(self) -> None:
        """Enter: the next field."""
        self._step(1)

    def action_cursor_up(self) -> None:
        """↑: the previous field."""
        self._step(-1)

    def action_cursor_down(self) -> None:
        """↓: the next field."""
        self._step(1)

    def action_duplicate(self) -> None:
        """Ctrl+D: the value of the same field that was saved last."""
        from inventory_tui.tui.app import InventoryApp

        row, app = self._row_with_focus(), self.app
        if row is not None and isinstance(app, InventoryApp):
            if row.field.name in app.last_saved:
                row.set_value(app.last_saved[row.field.name])
                self.post_message(self.Changed())
            else:
                app.say(tr("No {label} was saved yet", label=row.field.label))

    def action_values(self) -> None:
        """F4: the valid values of this field, found by typing."""
        from inventory_tui.tui.dialogs.form import pick_value

        row = self._row_with_focus()
        if row is not None:
            pick_value(self, row, self._lists.get(row.field.name))
