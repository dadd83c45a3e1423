"""One field of a form: its label, its box or switch, what is wrong, whether it is saved."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Static

from inventory_tui.domain.fields import Field, yes_no
from inventory_tui.domain.labels import visible
from inventory_tui.tui.commands import bindings
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.text_box import TextBox
from inventory_tui.wording import tr

_NO_RULES = tr("no further rules")


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
        help_text = f"{self.field.label}: {self.field.help or _NO_RULES}"
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
        why = tr("locked: {why} ", why=self.locked.split(";")[0])
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
