"""What the terminal is given: profiles, themes and signs.

*rich* is a local terminal with many colours: the cursor row is reversed, panels are
drawn.  *plain* is a line that may be slow (SSH, few colours, NO_COLOR): 16 colours or
none, no mouse, and the cursor is one cell, so an arrow key costs some twenty bytes.  In
both nothing moves or blinks.  The *ASCII* profile is for terminals without UTF-8: every
sign of ours becomes an ASCII one of the same width, right before it is sent.
"""

from __future__ import annotations

import locale
import os
from collections.abc import Mapping
from dataclasses import dataclass

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import Theme


@dataclass(frozen=True, slots=True)
class Display:
    """How to draw on this terminal."""

    plain: bool
    """Few bytes: 16 colours or none, no mouse, the cursor is one cell."""
    ascii: bool
    """No character of ours above 127."""
    colours: bool
    """Whether colours may be used at all (NO_COLOR)."""

    @property
    def theme(self) -> str:
        """The theme to start with."""
        return "ansi-dark" if self.plain else RICH.name


RICH = Theme(
    name="inventory",
    primary="#7aa2f7",
    secondary="#9ece6a",
    warning="#e0af68",
    error="#ff8a98",
    success="#9ece6a",
    accent="#e28ff5",
    foreground="#d5daf0",
    background="#16171f",
    surface="#1d1f2a",
    panel="#2a2d3c",
    dark=True,
)
"""The colours of the rich profile; every pair used is at least 4.5 : 1."""


def display(setting: str, environ: Mapping[str, str] = os.environ) -> Display:
    """Choose how to draw: ``auto``, ``rich``, ``plain`` or ``ascii`` (plain without UTF-8)."""
    no_colour = "NO_COLOR" in environ
    distant = "SSH_CONNECTION" in environ or "COLORTERM" not in environ or no_colour
    return Display(
        plain=setting in ("plain", "ascii") or (setting == "auto" and distant),
        ascii=setting == "ascii" or not _speaks_utf8(environ),
        colours=not no_colour,
    )


def _speaks_utf8(environ: Mapping[str, str]) -> bool:
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        if environ.get(name):
            return "utf" in environ[name].lower()
    return "utf" in locale.getpreferredencoding(False).lower()


SIGNS = {
    "▸": ">",
    "✓": "x",
    "▲": "^",
    "▼": "v",
    "≈": "~",
    "•": "+",
    "✗": "X",
    "–": "-",
    "—": "-",
    "…": ".",
    "·": "|",
    "→": ">",
    "←": "<",
    "↑": "^",
    "↓": "v",
    "×": "x",
    "─": "-",
    "│": "|",
    "┃": "|",
    "█": "#",
    "░": ".",
    "▔": "-",
    "▁": "_",
    "▂": "_",
    "▃": "_",
    "▄": "_",
    "▅": "#",
    "▆": "#",
    "▇": "#",
    "▎": "|",
    "▊": "|",
    "▌": "|",
    "▐": "|",
    "▍": "|",
    "▏": "|",
    "▕": "|",
    "╭": "+",
    "╮": "+",
    "╰": "+",
    "╯": "+",
    "┌": "+",
    "┐": "+",
    "└": "+",
    "┘": "+",
    "├": "+",
    "┤": "+",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
}
"""Our signs, and what stands for each of them in the ASCII profile: one cell for one cell."""

_TABLE = str.maketrans(SIGNS)


class AsciiSigns(LineFilter):
    """Replaces our signs on the way to the terminal."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments with every sign of ours in ASCII."""
        return [
            segment
            if segment.text.isascii()
            else Segment(segment.text.translate(_TABLE), segment.style, segment.control)
            for segment in segments
        ]
