"""What goes wrong around the screens: a busy or lost database, a defect, a hang-up."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

import pytest
from textual.pilot import Pilot

from inventory_tui import defects
from inventory_tui.domain.errors import Kind, StoreError
from inventory_tui.store.database import Database
from inventory_tui.tui.app import DEFECT, InventoryApp
from inventory_tui.tui.screens.products.products import ProductsScreen
from tests.terminal import Terminal
from tests.tui.conftest import Running, lines, press, screen_text, settled
from tests.world import World


async def test_a_busy_database_says_how_long_it_waits_and_is_tried_again(
    running: Running, database: Database, world: World
) -> None:
    assert database.path is not None
    async with running(on=Database(database.path, patience_s=1.6)) as pilot:
        with database.write():
            await pilot.press("e", "9", "f10")
            await until(pilot, "saving, 1 s")
            await until(pilot, "The database is busy")
        await press(pilot, "f10")
        assert world.held("24-WG085", "default") == "9"


async def until(pilot: Pilot[int], wanted: str) -> None:
    """Wait until the screen shows something."""
    for _ in range(600):
        await asyncio.sleep(0.02)
        if wanted in screen_text(pilot):
            return
    raise AssertionError(f"{wanted!r} never came:\n{screen_text(pilot)}")


async def test_a_lost_connection_leaves_what_is_loaded_readable(
    running: Running, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running() as pilot:
        lost = StoreError(Kind.STORE_UNREACHABLE, "gone")

        def unreachable(*_: object, **__: object) -> object:
            raise lost

        with monkeypatch.context() as broken:
            broken.setattr(Database, "read", unreachable)
            await press(pilot, "f5")
            shown = screen_text(pilot)
            assert "No connection since" in shown
            assert "MH01-XS-Black" in shown
            await press(pilot, "down", "space")
            assert lines(pilot)[4].startswith(" ✓") or "1 marked" in screen_text(pilot)
        await pilot.app._try_again()  # type: ignore[attr-defined]
        await settled(pilot)
        assert "The connection is back" in screen_text(pilot)
        assert "No connection" not in screen_text(pilot)


async def test_a_defect_ends_the_program_with_its_status(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inventory_tui.settings import Settings

    app = InventoryApp(database, Settings(display="plain"))

    def broken(self: ProductsScreen) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr(ProductsScreen, "action_columns", broken)

    async def break_it() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            await press(pilot, "w")

    with pytest.raises(RuntimeError, match="a defect"):
        await break_it()
    assert app.return_code == DEFECT


def test_a_defect_is_told_in_a_sentence() -> None:
    assert "defect of the program" in defects.sentence(Path("x.log"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_cleanly_and_drafts_are_kept(
    database: Database, world: World, number: signal.Signals
) -> None:
    command = [sys.executable, "-m", "inventory_tui", "--database", str(database.path)]
    with Terminal(command) as terminal:
        terminal.wait_for("5 SKUs")
        terminal.press("e", "9", "enter")
        terminal.wait_for("1 unsaved")
        terminal.signal(number)
        assert terminal.wait_for_end() == 0
    with Terminal(command) as terminal:
        terminal.wait_for("1 unsaved")
    assert world.held("24-WG085", "default") == "7"


def test_a_hang_up_of_the_line_keeps_drafts(database: Database, world: World) -> None:
    command = [sys.executable, "-m", "inventory_tui", "--database", str(database.path)]
    with Terminal(command) as terminal:
        terminal.wait_for("5 SKUs")
        terminal.press("e", "9", "enter")
        terminal.wait_for("1 unsaved")
        terminal.hang_up()
        assert terminal.process.wait(10) == 0
    with Terminal(command) as terminal:
        terminal.wait_for("1 unsaved")
