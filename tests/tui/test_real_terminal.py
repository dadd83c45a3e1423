"""The screens in a real terminal: bytes, sizes, signals, and a second terminal beside it."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from inventory_tui.store.database import Database
from tests.terminal import Terminal
from tests.world import World

LEAVES_ALTERNATE_SCREEN = b"\x1b[?1049l"
SHOWS_CURSOR = b"\x1b[?25h"

Start = Callable[..., Terminal]


@pytest.fixture
def shop(database: Database) -> World:
    """A hundred products at berlin."""
    world = World(database)
    with world.at_once():
        world.sources("berlin", "paris")
        world.stock("EU stock", "berlin", "paris")
        for number in range(100):
            world.product(f"WS{number:03}", name="Iris Workout Top", berlin=number)
    return world


@pytest.fixture
def start(shop: World, database_url: str, tmp_path: Path) -> Iterator[Start]:
    """Starts the program at its product grid, berlin current."""
    program = [sys.executable, "-m", "inventory_tui", "--database", database_url]
    with ExitStack() as stack:

        def begin(size: tuple[int, int] = (80, 24), ready: str = "100 SKUs") -> Terminal:
            env = {"HOME": str(tmp_path)}
            terminal = stack.enter_context(Terminal(program, size=size, env=env))
            terminal.wait_for(ready, within_s=30)
            if ready == "100 SKUs":
                terminal.type("sberlin\r")
                terminal.wait_for(" berlin · ")
            return terminal

        yield begin


def test_three_hundred_characters_in_one_write_reach_what_they_are_for(
    start: Start, shop: World
) -> None:
    terminal = start()
    run = "".join(f"{1000 + number}\r" for number in range(58))
    keys = "/WS0\re" + run
    assert len(keys) > 290
    terminal.type(keys)
    terminal.wait_for("58 unsaved", within_s=30)
    terminal.press("f10")
    terminal.wait_for("z undoes", within_s=20)
    assert shop.held("WS000", "berlin") == "1000"
    assert shop.held("WS057", "berlin") == "1057"
    assert shop.held("WS058", "berlin") == "58"


def test_leaving_asks_and_only_f10_leaves(start: Start) -> None:
    terminal = start()
    terminal.press("ctrl+q")
    terminal.wait_for("Leave inventory-tui?")
    terminal.press("enter")
    terminal.settle()
    terminal.press("escape")
    terminal.wait_until_gone("Leave inventory-tui?")
    terminal.press("ctrl+c")
    terminal.wait_for("Leave inventory-tui?")
    terminal.press("f10")
    assert terminal.wait_for_end() == 0
    _is_restored(terminal)


def test_a_window_made_too_small_says_so_and_goes_on(start: Start) -> None:
    terminal = start()
    terminal.type("/WS09\r")
    terminal.wait_for("10 of 100 SKUs")
    terminal.resize(36, 10)
    terminal.wait_for("needs 40×12, is 36×10")
    terminal.resize(40, 12)
    terminal.wait_for("WS090")
    assert "Salable" in terminal.text
    terminal.resize(80, 24)
    terminal.wait_for("10 of 100 SKUs")
    assert terminal.lines[3].startswith("▸  WS090")


def test_a_terminal_of_20_by_5_is_told_and_can_be_left(start: Start) -> None:
    terminal = start((20, 5), "needs 40×12,")
    terminal.press("ctrl+q", "f10")
    assert terminal.wait_for_end(within_s=20) == 0
    _is_restored(terminal)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_the_end_by_a_signal_leaves_the_terminal_as_it_was(
    start: Start, number: signal.Signals
) -> None:
    terminal = start()
    terminal.signal(number)
    assert terminal.wait_for_end() == 0
    _is_restored(terminal)


def test_drafts_are_there_again_after_a_hang_up(start: Start, shop: World) -> None:
    terminal = start()
    terminal.type("e77\r")
    terminal.wait_for("1 unsaved")
    terminal.hang_up()
    terminal.process.wait(timeout=20)
    assert shop.held("WS000", "berlin") == "0"
    again = start()
    again.wait_for("•0 → 77")
    again.press("f10")
    again.wait_for("z undoes")
    assert shop.held("WS000", "berlin") == "77"


def test_two_terminals_see_what_the_other_does(start: Start, shop: World) -> None:
    mine, theirs = start(), start()
    theirs.type("/WS003\re42\r")
    theirs.wait_for("1 unsaved")
    theirs.press("f10")
    theirs.wait_for("z undoes")
    mine.wait_for(lambda terminal: "≈" in terminal.lines[6] and "42" in terminal.lines[6])
    assert "WS003" in mine.lines[6]


def test_what_another_changed_meanwhile_is_asked_about(start: Start, shop: World) -> None:
    mine, theirs = start(), start()
    mine.type("/WS003\re+12\r")
    mine.wait_for("1 unsaved")
    theirs.type("/WS003\re1\r")
    theirs.wait_for("1 unsaved")
    theirs.press("f10")
    theirs.wait_for("z undoes")
    mine.press("f10")
    mine.wait_for("Changed elsewhere: WS003 at berlin")
    mine.wait_for("Add +12 to 1 = 13")
    assert shop.held("WS003", "berlin") == "1"
    mine.press("ctrl+s")
    mine.wait_for("z undoes")
    assert shop.held("WS003", "berlin") == "13"


def _is_restored(terminal: Terminal) -> None:
    """The terminal is as it was before: its line discipline, its screen, its cursor."""
    assert terminal.attributes == terminal.attributes_at_start
    assert LEAVES_ALTERNATE_SCREEN in terminal.output
    assert SHOWS_CURSOR in terminal.output.rpartition(LEAVES_ALTERNATE_SCREEN)[2] or (
        SHOWS_CURSOR in terminal.output[-200:]
    )
