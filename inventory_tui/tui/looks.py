"""The colours of the rich profile, and the filters between the screens and the terminal."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import Theme

from inventory_tui.domain.labels import visible
from inventory_tui.tui.display import RICH, in_ascii

RICH_THEME = Theme(
    name=RICH,
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


class Harmless(LineFilter):
    """Escapes what no screen escaped itself: nothing from outside steers the terminal."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments without control characters and overrides of direction."""
        return [
            segment
            if segment.control or (segment.text.isascii() and segment.text.isprintable())
            else Segment(visible(segment.text), segment.style)
            for segment in segments
        ]


class AsciiSigns(LineFilter):
    """Replaces our signs on the way to the terminal."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments with every sign of ours in ASCII."""
        return [
            segment
            if segment.text.isascii()
            else Segment(in_ascii(segment.text), segment.style, segment.control)
            for segment in segments
        ]
