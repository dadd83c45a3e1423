"""The first page, painted before the program is there."""

from __future__ import annotations

import subprocess
import sys

import pytest

from inventory_tui.settings import Settings
from inventory_tui.store.database import Database
from inventory_tui.tui.starting import picture
from tests.terminal import Terminal
from tests.tui.conftest import Running, lines
from tests.world import World


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (40, 12), (120, 40), (200, 60)])
async def test_the_picture_is_what_the_program_paints(
    running: Running, database: Database, world: World, size: tuple[int, int]
) -> None:
    world.product("ANY-1", name="Any", default=3, manage_stock=False)
    world.product("LOW-1", name="Low", default="0.5")
    world.product("OFF-1", name="Off", default=3, enabled=False)
    world.reserve("Default Stock", "MH01-XS-Black", "-120")
    settings = Settings(database_url=str(database.path), display="plain")
    painted = picture(settings, label="demo", size=size)
    assert painted is not None
    async with running(size=size) as pilot:
        real = [line.rstrip() for line in lines(pilot)]
    body = slice(2, size[1] - 2)
    # the pane beside the grid comes later, and so does the bar at its right
    width = size[0] - 1 if size[0] < 120 else 70
    assert [line[:width].rstrip() for line in painted[body]] == [
        line[:width].rstrip() for line in real[body]
    ]
    assert painted[0].rstrip() == real[0]
    assert painted[-1].rstrip() == real[-1]


def test_there_is_no_picture_of_what_cannot_be_read(database: Database) -> None:
    assert picture(Settings(database_url="/nowhere/at/all.sqlite"), size=(80, 24)) is None
    assert picture(Settings(database_url="postgresql://host/db"), size=(80, 24)) is None
    empty = Settings(database_url=str(database.path))
    assert picture(empty, size=(80, 24)) is None


def test_nothing_slow_is_imported_for_it() -> None:
    code = "import sys, inventory_tui.tui.starting; print(*sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"textual", "sqlalchemy", "alembic"}.intersection(loaded)


def test_keys_typed_at_the_picture_reach_the_program(database: Database, world: World) -> None:
    command = [sys.executable, "-m", "inventory_tui", "--database", str(database.path)]
    with Terminal(command) as terminal:
        terminal.wait_for("24-WG085")
        terminal.press("down", "down", "e", "9", "enter")
        terminal.wait_for("1 unsaved")
        terminal.press("ctrl+s")
        terminal.wait_for("Set MH01-XS-Black")
    assert world.held("MH01-XS-Black", "default") == "9"


def test_the_terminal_is_given_back_when_the_database_is_refused(
    database: Database, world: World
) -> None:
    assert database.path is not None
    command = [sys.executable, "-m", "inventory_tui", "--database", str(database.path)]
    with Terminal(command) as terminal:
        before = terminal.attributes
        terminal.wait_for("24-WG085")
        terminal.press("f10")
        terminal.wait_for("Nothing unsaved")
        terminal.press("q")
        terminal.wait_for("Leave inventory-tui?")
        terminal.press("f10")
        assert terminal.wait_for_end() == 0
        assert terminal.attributes == before
