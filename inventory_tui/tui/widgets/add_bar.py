"""A box that takes one thing after another: typed or scanned, ended by Enter."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Input

from inventory_tui.domain.labels import visible
from inventory_tui.tui.commands import bindings
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.text_box import TextBox


class AddBar(Horizontal):
    """Hands each text to ``add``, which answers with `accept` or `refuse`."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("open", "cursor.down")]

    def __init__(self, add: Callable[[str], object], label: str, help_text: str) -> None:
        super().__init__(classes="add-bar")
        self._add = add
        self._label = label
        self._help_text = help_text

    def compose(self) -> ComposeResult:
        """The label, the box, and what was wrong with the last text."""
        label = Line(classes="sign")
        label.show(f" {self._label} >")
        yield label
        yield TextBox(placeholder=self._help_text, help_text=self._help_text)
        yield Line(classes="note")

    @property
    def box(self) -> TextBox:
        """The box."""
        return self.query_one(TextBox)

    def accept(self) -> None:
        """It was taken: the box is empty for the next."""
        self.box.value = ""
        self._note("")

    def refuse(self, sentence: str) -> None:
        """It was not taken: say why, ring twice; what was typed stays to be corrected."""
        self._note(f"! {sentence}")
        self.app.bell()
        self.app.bell()

    def _note(self, sentence: str) -> None:
        note = self.query_one(".note", Line)
        note.show(visible(sentence))
        note.display = bool(sentence)

    def on_mount(self) -> None:
        """No problem yet."""
        self._note("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        """What was wrong is being corrected."""
        event.stop()
        self._note("")

    def action_open(self) -> None:
        """Enter: hand it on; an empty box goes to the lines."""
        text = self.box.value.strip()
        if text:
            self._add(text)
        else:
            self.action_cursor_down()

    def action_cursor_down(self) -> None:
        """↓: to what follows."""
        self.screen.focus_next()
