"""The one-line widgets that frame every page: places, status and keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from time import monotonic
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text
from textual.widget import Widget

from inventory_tui.domain.labels import visible
from inventory_tui.tui.context import Context
from inventory_tui.tui.widgets.line_text import (
    context_parts,
    context_text,
    key_words,
    message_text,
    place_words,
)

if TYPE_CHECKING:
    from inventory_tui.tui.places import Place

MESSAGE_STAYS_S = 8.0


class Line(Widget):
    """One line of text that is repainted only when it changes."""

    can_focus = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._text = Text(no_wrap=True, overflow="ellipsis")

    @property
    def plain(self) -> str:
        """The text as it is read."""
        return self._text.plain

    def show(self, text: Text | str) -> None:
        """Show this instead of what was shown."""
        new = Text(text) if isinstance(text, str) else text
        new.no_wrap, new.overflow = True, "ellipsis"
        if new != self._text or new.spans != self._text.spans:
            self._text = new
            self.refresh()

    def render(self) -> Text:
        """Draw the line."""
        return self._text


class PlaceBar(Line):
    """Row 1: the places with their digits, the current one reversed."""

    def show_places(self, places: Iterable[Place], current: int, width: int) -> None:
        """Draw them; below 80 columns only the current one, with the key that leads on."""
        text = Text()
        for sign, label, here in place_words(places, current, width):
            text.append(sign)
            text.append(label, "reverse" if here else "")
        self.show(text)


class StatusLine(Line):
    """Row 23: source · stock · user · database, and on the right the latest message.

    A message stays until the first key after eight seconds; what runs for longer than
    200 ms says so there.
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._parts: tuple[str, str, str, str] | None = None
        self._message = ""
        self._said_at = 0.0
        self._busy: dict[object, str] = {}
        self._lasting = ""

    @property
    def message(self) -> str:
        """The message shown now."""
        return self._lasting or self._message

    def show_context(self, context: Context) -> None:
        """Show another source, stock, user or database."""
        self._parts = context_parts(context)
        self._draw()

    def say(self, message: str) -> None:
        """Show a message."""
        self._message = visible(message.replace("\n", " "))
        self._said_at = monotonic()
        self._draw()

    def keep_saying(self, message: str) -> None:
        """Show a message until it is replaced by an empty one: a lost connection."""
        self._lasting = visible(message)
        self._draw()

    def busy(self, what: object, text: str | None) -> None:
        """Show that something takes long (``text``), or that it ended (None)."""
        if text is None:
            if self._busy.pop(what, None) is None:
                return
        else:
            self._busy[what] = text
        self._draw()

    def key_pressed(self) -> None:
        """Take an old message away."""
        if self._message and monotonic() - self._said_at > MESSAGE_STAYS_S:
            self._message = ""
            self._draw()

    def on_resize(self) -> None:
        """Fit the new width."""
        self._draw()

    def _draw(self) -> None:
        width = self.size.width or 80
        working = next(iter(self._busy.values()), "")
        room = width - 2 - (cell_len(working) + 2 if working else 0)
        message = message_text(self.message, max(room, 1))
        right = "  ".join(part for part in (message, working) if part)
        left = self._left(width - 2 - cell_len(right) if right else width)
        gap = max(width - 1 - cell_len(left) - cell_len(right), 1)
        self.show(Text(left + " " * gap + right if right else left))

    def _left(self, room: int) -> str:
        return "" if self._parts is None else context_text(self._parts, room)


class KeyBar(Line):
    """Row 24: six keys of this screen; the second keys while ``g`` waits."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._hints: Sequence[tuple[str, str]] = ()
        self._waiting = ""

    def show_keys(self, hints: Sequence[tuple[str, str]]) -> None:
        """Show these (key, label) pairs."""
        self._hints = tuple(hints)
        self._draw()

    def wait(self, hints: str) -> None:
        """Show the second keys of a prefix; an empty text ends that."""
        self._waiting = hints
        self._draw()

    def on_resize(self) -> None:
        """Fit the new width."""
        self._draw()

    def _draw(self) -> None:
        if self._waiting:
            self.show(f" {self._waiting}")
            return
        shown, between = key_words(self._hints, self.size.width or 80)
        text = Text(" ")
        for number, (key, label) in enumerate(shown):
            text.append(between if number else "")
            text.append(key, "bold")
            text.append(f" {label}")
        self.show(text)
