"""The fields of a form: labels, boxes, switches, what is wrong, and what is not saved."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from inventory_tui.domain.fields import Field, yes_no
from inventory_tui.domain.labels import visible
from inventory_tui.domain.scans import without_aim
from inventory_tui.tui.commands import bindings
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.text_box import TextBox

if TYPE_CHECKING:
    from inventory_tui.tui.dialogs.pick import Option

Lists = Mapping[str, Callable[[], Awaitable[list["Option"]]]]
"""Field name → its valid values, asked for when F4 wants them."""


class Switch(Line, can_focus=True):
    """A yes or no: ``[x]``; Space changes it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("mark")]
    can_focus = True

    class Changed(Message):
        """It was switched."""

    def __init__(self, value: str, *, help_text: str = "") -> None:
        super().__init__(classes="value")
        self.help_text = help_text
        self._on = False
        self.set_value(value)

    @property
    def value(self) -> str:
        """``yes`` or ``no``."""
        return "yes" if self._on else "no"

    def set_value(self, value: str) -> None:
        """Switch it as a text says."""
        self._on = value.strip().lower() in ("yes", "y", "on", "true", "1")
        self.show(Text("[x]" if self._on else "[ ]"))

    def action_mark(self) -> None:
        """Space."""
        self.set_value("no" if self._on else "yes")
        self.post_message(self.Changed())


class FieldRow(Vertical):
    """One field of a form."""

    def __init__(self, field: Field, text: str, *, locked: str | None = None) -> None:
        super().__init__(classes="field-row")
        self.field = field
        self.locked = locked
        self.saved = text
        self._text = text
        self._problem = ""
        self._warning = ""
        self._control: TextBox | Switch | None = None

    def compose(self) -> ComposeResult:
        """Label, sign, box; below it what is wrong."""
        help_text = f"{self.field.label}: {self.field.help or 'no further rules'}"
        with Horizontal(classes="field"):
            yield Line(classes="flag")
            yield Static(
                self.field.label + (" *" if self.field.required else ""),
                classes="name",
                markup=False,
            )
            if self.locked is not None:
                yield Line(classes="value locked")
            else:
                self._control = (
                    Switch(self._text, help_text=help_text)
                    if self.is_switch
                    else TextBox(self._text, help_text=help_text)
                )
                yield self._control
        yield Static(classes="problem", markup=False)

    def on_mount(self) -> None:
        """Show what never changes."""
        self._show_locked(self._text)

    def on_resize(self) -> None:
        """Fit the new width."""
        self._show_locked(self.saved)

    def _show_locked(self, text: str) -> None:
        """Show the value, and on the right why it is locked."""
        if self.locked is None:
            return
        line = self.query_one(".locked", Line)
        why = f"locked: {self.locked.split(';')[0]} "
        left = ("[x]" if yes_no(text or "no") else "[ ]") if self.is_switch else visible(text)
        gap = max(line.size.width - cell_len(left) - cell_len(why), 2)
        line.show(Text.assemble(left + " " * gap, (why, "dim")))

    @property
    def is_switch(self) -> bool:
        """Whether it is a yes or no."""
        return self.field.parse is yes_no

    @property
    def control(self) -> TextBox | Switch | None:
        """What takes the focus; None while it is locked."""
        return self._control

    @property
    def value(self) -> str:
        """What is typed."""
        control = self.control
        return self.saved if control is None else control.value

    @property
    def is_changed(self) -> bool:
        """Whether it differs from what is saved."""
        if self.is_switch and self.locked is None:
            return self.value != ("yes" if yes_no(self.saved or "no") else "no")
        return self.value != self.saved

    @property
    def problem(self) -> str:
        """What is wrong with it; empty when nothing is known."""
        return self._problem

    def set_value(self, text: str) -> None:
        """Put another text in."""
        control = self.control
        self._show_locked(text)
        if isinstance(control, Switch):
            control.set_value(text)
        elif control is not None:
            with control.prevent(Input.Changed):
                control.value = text
                control.cursor_position = len(text)
        self.draw()

    def set_problem(self, sentence: str) -> None:
        """Say what is wrong below it; empty: nothing."""
        self._problem = sentence
        self._say_below()

    def set_warning(self, sentence: str) -> None:
        """Say what is unusual below it, and may be saved; empty: nothing."""
        if sentence != self._warning:
            self._warning = sentence
            self._say_below()

    def _say_below(self) -> None:
        line = self.query_one(".problem", Static)
        sign, sentence = ("!", self._problem) if self._problem else ("?", self._warning)
        line.update(f"{sign} {visible(sentence)}")
        line.set_class(bool(sentence), "-shown")
        line.set_class(sign == "?", "-unusual")
        self.draw()

    def draw(self) -> None:
        """Show the sign: wrong, unsaved, nothing."""
        sign = "!" if self._problem else "•" if self.is_changed else " "
        if self._warning and not self._problem:
            sign = "?"
        self.query_one(".flag", Line).show(sign)


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
                app.say(f"No {row.field.label} was saved yet")

    def action_values(self) -> None:
        """F4: the valid values of this field, found by typing."""
        from inventory_tui.tui.dialogs.form import pick_value

        row = self._row_with_focus()
        if row is not None:
            pick_value(self, row, self._lists.get(row.field.name))
