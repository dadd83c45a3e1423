"""What crosses the wire: only the cells that differ from what the terminal shows.

Textual sends every line that a repaint touched, from end to end and each look with its
colours; over a slow line that is what one waits for.  Here what the terminal shows is
remembered cell by cell, as curses does, and an update becomes the shortest way from that
to what it should show: cursor motions, changed characters, changes of looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from rich.cells import get_character_cell_size
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

_CLEAR = "\x1b[m\x1b[H\x1b[2J"
_ERASE = "\x1b[K"
_SHORT_GAP = 4
"""Cells that stayed as they were are sent again where skipping them takes as many bytes."""
_PLAIN = ""
"""The looks of a cell without any."""
_ON_BLANK = re.compile(r"4[0-8]|10[0-7]|[4579]")
"""Codes that can be seen on a blank: underline, blink, reverse, strike, a background."""

Piece = tuple[int, int, Iterable[Strip]]
"""(row, first column, what stands there)."""


class Wire:
    """What the terminal shows, and how it comes to show something else."""

    def __init__(self, console: Console) -> None:
        """Nothing is known of the terminal yet; ``console`` says which colours it has."""
        self._console = console
        self._codes: dict[Style, str] = {}
        self._size = (0, 0)
        self.forget()

    def forget(self) -> None:
        """Somebody else wrote to the terminal: it is cleared before it is written to again."""
        self._rows: list[_Row] = []
        self._at: tuple[int, int] | None = None
        """(column, row) of the terminal's cursor, where that is known."""

    def knows(self, width: int, height: int) -> bool:
        """Whether it is known what a terminal of this size shows; else all must be sent."""
        return bool(self._rows) and self._size == (width, height)

    def send(
        self, pieces: Iterable[Piece], size: tuple[int, int], cursor: tuple[int, int] | None
    ) -> str:
        """Return what makes the terminal show these pieces and the rest as it is.

        Args:
            size: Columns and rows of the terminal.
            cursor: (column, row) to leave its cursor at; None: anywhere.
        """
        self._out: list[str] = []
        self._looks = _PLAIN
        if not self.knows(*size):
            self._size = size
            self._rows = [_Row(size[0]) for _ in range(size[1])]
            self._out.append(_CLEAR)
            self._at = (0, 0)
        for y, x, strips in pieces:
            if y < size[1]:
                self._draw(y, x, strips)
        self._look(_PLAIN)
        if cursor is not None:
            self._move(*cursor)
        return "".join(self._out)

    def _draw(self, y: int, x: int, strips: Iterable[Strip]) -> None:
        row = self._rows[y]
        changed = row.put(x, *self._cells(strips))
        if not changed:
            return
        edge = row.edge()
        for first, end in _runs(changed):
            blank_from = max(first, edge)
            if end - blank_from > len(_ERASE):
                self._write(y, row, first, min(end, blank_from))
                self._move(blank_from, y)
                self._look(_PLAIN)
                self._out.append(_ERASE)
                return
            self._write(y, row, first, end)

    def _write(self, y: int, row: _Row, first: int, end: int) -> None:
        """Send these cells of a row."""
        if first == end:
            return
        self._move(first, y)
        for sign, looks in zip(row.signs[first:end], row.looks[first:end], strict=True):
            if looks != self._looks and (sign != " " or looks or _shows(self._looks)):
                self._look(looks)
            self._out.append(sign)
        narrow = all(len(sign) == 1 for sign in row.signs[first:end])
        # where a terminal's cursor is after its last column, or a wide sign, terminals differ
        self._at = (end, y) if narrow and end < len(row.signs) else None

    def _look(self, looks: str) -> None:
        if looks != self._looks:
            if not looks or not self._looks:
                self._out.append(f"\x1b[{looks}m")
            elif looks.startswith(f"{self._looks};"):
                self._out.append(f"\x1b[{looks[len(self._looks) + 1 :]}m")
            else:
                self._out.append(f"\x1b[0;{looks}m")
            self._looks = looks

    def _move(self, x: int, y: int) -> None:
        """Move the terminal's cursor by the shortest way."""
        if self._at == (x, y):
            return
        ways = [f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H"]
        if self._at is not None:
            column, line = self._at
            if line == y:
                ways.append(_sideways(x - column))
                ways.append("\r" + _sideways(x))
            elif line == y - 1:
                ways.append("\r\n" + _sideways(x))
        self._out.append(min(ways, key=len))
        self._at = (x, y)

    def _cells(self, strips: Iterable[Strip]) -> tuple[list[str], list[str]]:
        """The signs and the looks of some cells; the right half of a wide sign is empty."""
        signs: list[str] = []
        looks: list[str] = []
        for strip in strips:
            for segment in strip:
                if segment.control:
                    continue
                here = self._looks_of(segment.style)
                if segment.text.isascii():
                    signs += segment.text
                else:
                    for sign in segment.text:
                        size = get_character_cell_size(sign)
                        if size:
                            signs += (sign, "")[:size]
                        elif signs:
                            at = -1 if signs[-1] else -2
                            signs[at] += sign
                if here and not _shows(here):
                    looks += [_PLAIN if sign == " " else here for sign in signs[len(looks) :]]
                else:
                    looks += [here] * (len(signs) - len(looks))
        return signs, looks

    def _looks_of(self, style: Style | None) -> str:
        """The codes of a style, without those for the terminal's own colours."""
        if style is None:
            return _PLAIN
        codes = self._codes.get(style)
        if codes is None:
            drawn = Strip([Segment("x", _without_default_colours(style))]).render(self._console)
            codes = drawn[2 : drawn.index("m")] if drawn.startswith("\x1b[") else _PLAIN
            self._codes[style] = codes
        return codes


class _Row:
    """A row of cells as the terminal shows it."""

    def __init__(self, width: int) -> None:
        self.signs = [" "] * width
        self.looks = [_PLAIN] * width

    def put(self, x: int, signs: list[str], looks: list[str]) -> list[int]:
        """Take new cells; return the columns of those that look different."""
        end = min(x + len(signs), len(self.signs))
        del signs[end - x :], looks[end - x :]
        shown = zip(self.signs[x:end], self.looks[x:end], strict=True)
        new = zip(signs, looks, strict=True)
        changed = [
            column
            for column, one, other in zip(range(x, end), shown, new, strict=True)
            if one != other
        ]
        self.signs[x:end], self.looks[x:end] = signs, looks
        return changed

    def edge(self) -> int:
        """The column from which on the row is blank."""
        column = len(self.signs)
        while column and self.signs[column - 1] == " " and not self.looks[column - 1]:
            column -= 1
        return column


def _runs(columns: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Columns as (first, after the last), over gaps that are not worth skipping."""
    first = last = columns[0]
    for column in columns[1:]:
        if column - last > _SHORT_GAP:
            yield first, last + 1
            first = column
        last = column
    yield first, last + 1


@cache
def _shows(codes: str) -> bool:
    """Whether looks can be seen on a blank."""
    own_colours = re.compile(r"38;(?:5;\d+|2;\d+;\d+;\d+)")
    return any(_ON_BLANK.fullmatch(code) for code in own_colours.sub("", codes).split(";"))


def _sideways(cells: int) -> str:
    if not cells:
        return ""
    letter = "C" if cells > 0 else "D"
    return f"\x1b[{letter}" if abs(cells) == 1 else f"\x1b[{abs(cells)}{letter}"


def _without_default_colours(style: Style) -> Style:
    own_colour = style.color is not None and not style.color.is_default
    own_ground = style.bgcolor is not None and not style.bgcolor.is_default
    return Style(
        color=style.color if own_colour else None,
        bgcolor=style.bgcolor if own_ground else None,
        bold=style.bold,
        dim=style.dim,
        italic=style.italic,
        underline=style.underline,
        blink=style.blink,
        reverse=style.reverse,
        strike=style.strike,
    )
