"""What crosses the wire at 80×24 in the plain profile, in bytes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from inventory_tui.store.database import Database
from tests.terminal import Terminal
from tests.world import World

ROWS, WIDTH = 19, 80


@pytest.fixture
def terminal(database: Database, world: World, tmp_path: Path) -> Iterator[Terminal]:
    """The list of products, longer than the screen, at rest."""
    with world.at_once():
        for number in range(200):
            world.product(f"WS{number:03}", name=f"Top {number * 7919}", berlin=number)
    command = [sys.executable, "-m", "inventory_tui", "--database", str(database.path)]
    with Terminal(command, env={"HOME": str(tmp_path)}) as terminal:
        terminal.wait_for("205 SKUs")
        terminal.settle(0.5)
        yield terminal


def cost(terminal: Terminal, *keys: str) -> int:
    """The bytes written because of these keys."""
    before = terminal.bytes_written
    for key in keys:
        terminal.press(key)
        terminal.settle(0.3)
    return terminal.bytes_written - before


def test_a_key_costs_what_it_changes(terminal: Terminal) -> None:
    assert terminal.bytes_written <= 15_000, "a start"
    assert cost(terminal) == 0, "nothing while nobody does anything"
    assert cost(terminal, "down", "down", "up", "down") <= 4 * 40
    assert terminal.lines[1].endswith("  3 / 205 SKUs")
    rows = terminal.lines[3:22]
    assert cost(terminal, "pagedown") <= 1.25 * ROWS * WIDTH
    assert not set(rows) & set(terminal.lines[3:22])
    cost(terminal, "home", "/", "T", "o")
    assert cost(terminal, "p") <= 60, "a letter that leaves every row where it is"
    assert "200 of 205 SKUs" in terminal.text


def test_a_screen_that_was_garbled_is_sent_anew(terminal: Terminal) -> None:
    before = terminal.text
    terminal.screen.reset()
    assert not terminal.text.strip()
    cost(terminal, "ctrl+l")
    assert terminal.text == before
