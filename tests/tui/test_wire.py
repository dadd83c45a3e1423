"""What is sent to the terminal makes it show what it should, in few bytes."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pyte
import pytest
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from inventory_tui.tui.wire import Wire

SIZE = (30, 6)
LOOKS = [
    Style(),
    Style.parse("bold"),
    Style.parse("dim"),
    Style.parse("reverse"),
    Style.parse("underline"),
    Style.parse("red on blue"),
    Style.parse("bold #ff8800"),
    Style.parse("default on default"),
]
WORDS = ["a", "MH01", "24-MB01", "   ", " ", "          ", "…", "–", "箱", "箱x箱", "ü"]


@pytest.fixture
def wire() -> Wire:
    return Wire(Console(color_system="standard", force_terminal=True, width=SIZE[0]))


def screen() -> tuple[pyte.Screen, pyte.Stream]:
    shown = pyte.Screen(*SIZE)
    return shown, pyte.Stream(shown)


def a_line(choose: random.Random) -> Strip:
    segments: list[Segment] = []
    while sum(segment.cell_length for segment in segments) < SIZE[0]:
        segments.append(Segment(choose.choice(WORDS), choose.choice(LOOKS)))
    return Strip(segments).adjust_cell_length(SIZE[0])


def looks(shown: pyte.Screen) -> list[list[object]]:
    """Every cell as it is seen: a blank without a background has no looks."""
    return [
        [
            cell.data
            if cell.data == " "
            and cell.bg == "default"
            and not (cell.reverse or cell.underscore)
            else cell
            for x in range(SIZE[0])
            for cell in [shown.buffer[y][x]]
        ]
        for y in range(SIZE[1])
    ]


def plainly(lines: Sequence[Strip]) -> pyte.Screen:
    """What a terminal shows that is sent everything."""
    shown, stream = screen()
    console = Console(color_system="standard", force_terminal=True)
    for y, line in enumerate(lines, 1):
        stream.feed(f"\x1b[{y};1H{line.render(console)}\x1b[m")
    return shown


@pytest.mark.parametrize("seed", range(40))
def test_the_terminal_shows_what_it_would_show_if_everything_were_sent(
    wire: Wire, seed: int
) -> None:
    choose = random.Random(seed)
    shown, stream = screen()
    stream.feed("what stood there before" * 5)
    lines = [a_line(choose) for _ in range(SIZE[1])]
    stream.feed(wire.send([(y, 0, [line]) for y, line in enumerate(lines)], SIZE, None))
    assert looks(shown) == looks(plainly(lines))
    for _ in range(10):
        changed = choose.sample(range(SIZE[1]), choose.randint(1, SIZE[1]))
        for y in changed:
            lines[y] = choose.choice([a_line(choose), Strip.blank(SIZE[0])])
        cursor = choose.choice([None, (3, 2)])
        stream.feed(wire.send([(y, 0, [lines[y]]) for y in sorted(changed)], SIZE, cursor))
        assert looks(shown) == looks(plainly(lines))
        if cursor:
            assert (shown.cursor.x, shown.cursor.y) == cursor


def test_what_stays_costs_nothing(wire: Wire) -> None:
    line = Strip([Segment("24-MB01  Duffle", Style.parse("bold"))]).adjust_cell_length(30)
    assert wire.send([(0, 0, [line])], SIZE, None)
    assert wire.send([(0, 0, [line])], SIZE, None) == ""
    assert wire.send([(3, 5, [Strip.blank(10)])], SIZE, None) == ""


def test_a_cursor_that_goes_down_costs_a_few_bytes(wire: Wire) -> None:
    rows = [(y, 0, [Strip([Segment("▸" if y == 1 else " ")])]) for y in range(6)]
    wire.send(rows, SIZE, None)
    moved = wire.send(
        [(1, 0, [Strip([Segment(" ")])]), (2, 0, [Strip([Segment("▸")])])], SIZE, None
    )
    assert len(moved.encode()) <= 12


def test_after_others_wrote_everything_is_sent_again(wire: Wire) -> None:
    line = Strip([Segment("24-MB01")])
    wire.send([(0, 0, [line])], SIZE, None)
    wire.forget()
    assert not wire.knows(*SIZE)
    shown, stream = screen()
    stream.feed("garbage" * 10)
    stream.feed(wire.send([(0, 0, [line])], SIZE, None))
    assert [one.rstrip() for one in shown.display] == ["24-MB01", "", "", "", "", ""]
    assert not wire.knows(40, 6), "another size"
