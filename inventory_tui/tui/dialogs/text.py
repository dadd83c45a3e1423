"""Text to read: help, a slip, the messages so far."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from importlib.resources import files
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from inventory_tui.domain.labels import visible
from inventory_tui.tui.commands import Hint
from inventory_tui.tui.dialogs.dialog import Dialog
from inventory_tui.tui.topics import title_of
from inventory_tui.wording import ENGLISH, LANGUAGE, tr

if TYPE_CHECKING:
    from textual.screen import Screen

_GUIDE = "guide.md"
_FRAME = 9
"""What of a line the frame of a dialog and its scroll bar take, and the edge of the screen."""


class TextDialog(Dialog[None]):
    """Shows text that scrolls."""

    AUTO_FOCUS = "VerticalScroll"
    WIDE = True
    HINTS: ClassVar[tuple[Hint, ...]] = (("back", tr("Close")),)
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, title: str, text: str) -> None:
        super().__init__(title)
        self._text = text

    def compose_body(self) -> ComposeResult:
        """The text, made safe for a terminal line by line."""
        with VerticalScroll():
            shown = "\n".join(visible(line) for line in self._text.splitlines())
            yield Static(shown, markup=False)


_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


def guide(language: str = ENGLISH) -> str:
    """Return the guide that ships inside the program; in English where a language has none."""
    folder = files("inventory_tui") / "help"
    inside = folder / language / _GUIDE
    file = inside if inside.is_file() else folder / _GUIDE
    return file.read_text(encoding="utf-8")


def section_of(topic: str, language: str = LANGUAGE) -> str:
    """Return the guide's section on a topic in a language, or the whole guide.

    Every guide has the same sections in the same order.

    Args:
        topic: The heading it has in English.
    """
    text = guide(language)
    topics = _HEADING.findall(guide())
    if topic not in topics:
        return text
    return _HEADING.split(text)[2 * topics.index(topic) + 2].strip()


def help_on(topic: str, screen: Screen[Any]) -> TextDialog:
    """Help on a screen, and on the field that has its focus."""
    focused = screen.focused
    about = getattr(focused, "help_text", "") if focused is not None else ""
    body = "\n".join(wrapped(section_of(topic), min(screen.app.size.width, 80) - _FRAME))
    return TextDialog(
        tr("Help · {about}", about=title_of(topic) or tr("the program")),
        f"{about}\n\n{body}".strip(),
    )


def wrapped(text: str, width: int) -> Iterator[str]:
    """Break paragraphs and list items of the guide anew, for so many cells."""
    paragraph: list[str] = []

    def broken() -> list[str]:
        words = " ".join(" ".join(paragraph).split())
        hanging = "  " if words.startswith("- ") else ""
        paragraph.clear()
        return textwrap.wrap(words, width, subsequent_indent=hanging, break_on_hyphens=False)

    for line in text.splitlines():
        is_example = line.startswith("    ") and not paragraph
        if not line.strip() or is_example or line.startswith("- "):
            yield from broken()
        if is_example or not line.strip():
            yield line
        else:
            paragraph.append(line)
    yield from broken()
