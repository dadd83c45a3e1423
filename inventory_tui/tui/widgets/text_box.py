"""A line of text to type into, with the usual line editing and nothing else.

Textual's own `Input` also binds keys that mean something else here (Ctrl+D, Ctrl+F); the
commands of the program come first.
"""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from inventory_tui.domain.scans import SEPARATOR
from inventory_tui.tui.painting import paint_at_once


class TextBox(Input, inherit_bindings=False):
    """One line of text; never blinks, never shows markup.

    Enter, Tab, ↑ and ↓ belong to whoever owns the box.
    """

    virtual_size: Reactive[Size] = Reactive(Size(0, 0))
    """Its text may grow without anything else being laid out anew."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "cursor_left", show=False),
        Binding("right", "cursor_right", show=False),
        Binding("ctrl+left", "cursor_left_word", show=False),
        Binding("ctrl+right", "cursor_right_word", show=False),
        Binding("home", "home", show=False),
        Binding("end,ctrl+e", "end", show=False),
        Binding("backspace", "delete_left", show=False),
        Binding("delete", "delete_right", show=False),
        Binding("ctrl+w", "delete_left_word", show=False),
        Binding("ctrl+u", "delete_left_all", show=False),
        Binding("ctrl+k", "delete_right_all", show=False),
        Binding("ctrl+right_square_bracket", "separate", show=False),
    ]

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        id: str | None = None,
        help_text: str = "",
        password: bool = False,
    ) -> None:
        super().__init__(
            value,
            placeholder=placeholder,
            id=id,
            compact=True,
            select_on_focus=False,
            password=password,
        )
        self.cursor_blink = False
        self.help_text = help_text

    def replace(self, text: str, start: int, end: int) -> None:
        """Put text in the place of other text, and show it before what follows from it."""
        super().replace(text, start, end)
        paint_at_once(self)

    def action_separate(self) -> None:
        """What a reader sends between the elements of a GS1 code; shown, so that it is kept."""
        self.insert_text_at_cursor(SEPARATOR)

    def allow_focus(self) -> bool:
        """Only a box that is shown takes the focus."""
        return super().allow_focus() and all(
            node.styles.display != "none"
            for node in self.ancestors_with_self
            if node.is_attached
        )
