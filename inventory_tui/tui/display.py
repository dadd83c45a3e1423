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

RICH = "inventory"
"""The name of the theme of the rich profile; its colours are in `looks`."""


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
        return "ansi-dark" if self.plain else RICH


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


def in_ascii(text: str) -> str:
    """Return text of ours with every sign in ASCII."""
    return text if text.isascii() else text.translate(_TABLE)
