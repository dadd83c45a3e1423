"""One of a few words that all are shown: ``(•) Stop  ( ) Skip``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.message import Message

from inventory_tui.tui.commands import bindings
from inventory_tui.tui.widgets.lines import Line


class ChoiceLine(Line, can_focus=True):
    """Space takes the next choice, ← and → the one beside."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("mark", "cursor.left", "cursor.right")]
    can_focus = True

    class Changed(Message):
        """Another one was chosen."""

    def __init__(
        self, choices: Sequence[tuple[str, str]], *, id: str, help_text: str = ""
    ) -> None:
        """Offer ``(value, label)`` pairs, the first of which is chosen."""
        super().__init__(id=id, classes="choice-line")
        self.help_text = help_text
        self._choices = list(choices)
        self._at = 0
        self._draw()

    @property
    def value(self) -> str:
        """What is chosen."""
        return self._choices[self._at][0]

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer something else; what is chosen stays where it is offered too."""
        if list(choices) == self._choices:
            return
        chosen = self.value
        self._choices = list(choices)
        values = [value for value, _ in choices]
        self._at = values.index(chosen) if chosen in values else 0
        self._draw()

    def choose(self, value: str) -> None:
        """Choose this one."""
        self._at = [one for one, _ in self._choices].index(value)
        self._draw()

    def action_mark(self) -> None:
        """Space: the next one, after the last the first."""
        self._choose((self._at + 1) % len(self._choices))

    def action_column_left(self) -> None:
        """←: the one before."""
        self._choose(max(self._at - 1, 0))

    def action_column_right(self) -> None:
        """→: the one after."""
        self._choose(min(self._at + 1, len(self._choices) - 1))

    def _choose(self, at: int) -> None:
        if at != self._at:
            self._at = at
            self._draw()
            self.post_message(self.Changed())

    def on_resize(self) -> None:
        """Fit the new width."""
        self._draw()

    def _draw(self) -> None:
        text = Text()
        for number, (_, label) in enumerate(self._choices):
            chosen = number == self._at
            text.append("  " if number else "")
            text.append("(•) " if chosen else "( ) ")
            text.append(label, "bold" if chosen else "")
        others = len(self._choices) - 1
        if others and 0 < self.size.width < text.cell_len:  # no room for all: the chosen one
            text = Text.assemble("(•) ", (self._choices[self._at][1], "bold"), f"  +{others}")
        self.show(text)
