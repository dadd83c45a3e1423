"""Views of a list, its columns, and its export: a person's own way to look."""

from __future__ import annotations

import csv
from pathlib import Path

from inventory_tui.store.database import Database
from tests.tui.conftest import Running, lines, press, screen_text
from tests.world import World


async def test_a_view_keeps_filter_order_source_and_columns(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "s", "<berlin>", "enter", "slash", "<xs>", "enter", "right")
        await press(pilot, "right", "o")
        assert "[berlin" in lines(pilot)[2]
        assert "▼" in lines(pilot)[2]
        await press(pilot, "V", "n", "<Berlin first>", "f10")
        assert "Berlin first" in screen_text(pilot)
        await press(pilot, "enter")  # the default one
        assert "5 SKUs" in lines(pilot)[1]
        assert lines(pilot)[2].split()[1] == "▲"
        await press(pilot, "s", "<paris>", "enter")
        await press(pilot, "V", "down", "enter")
        assert "/ xs" in lines(pilot)[1]
        assert "berlin" in lines(pilot)[2]
        assert "▼" in lines(pilot)[2]
        assert lines(pilot)[3][3:16] == "MH01-XS-Black"


async def test_views_are_renamed_and_deleted_and_marks_are_not_kept(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "asterisk", "V", "n", "<All>", "f10")
        await press(pilot, "down", "e", "ctrl+u", "<Everything>", "f10")
        assert "Everything" in screen_text(pilot)
        await press(pilot, "down", "enter", "minus", "V", "down", "enter")
        assert "marked" not in lines(pilot)[1]
        await press(pilot, "V", "down", "D")
        assert "Delete the view Everything?" in screen_text(pilot)
        await press(pilot, "f10")
        assert "Everything" not in screen_text(pilot)
        assert "Default View" in screen_text(pilot)


async def test_views_belong_to_one_list_and_outlive_the_program(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "slash", "<gray>", "enter", "V", "n", "<Grays>", "f10")
    async with running() as pilot:
        await press(pilot, "V", "down", "enter")
        assert "1 of 5 SKUs" in lines(pilot)[1]
        await press(pilot, "g", "7", "V")
        assert "Grays" not in screen_text(pilot)


async def test_columns_are_kept_for_the_next_start(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "w", "down", "space", "f10")
        assert "Name" not in lines(pilot)[2]
    async with running() as pilot:
        assert "Name" not in lines(pilot)[2]
        await press(pilot, "w", "f5")
        assert "Name" in lines(pilot)[2]
    async with running() as pilot:
        assert "Name" in lines(pilot)[2]


async def test_the_list_is_exported_as_it_is_shown(
    running: Running, world: World, tmp_path: Path
) -> None:
    world.product("=1+1", name="@formula", default=1240)
    async with running() as pilot:
        await press(pilot, "x", "ctrl+u", f"<{tmp_path}/list.csv>", "f10")
        assert "6 rows written to" in lines(pilot)[22]
        with open(tmp_path / "list.csv", encoding="utf-8", newline="") as file:
            rows = {row["SKU"]: row for row in csv.DictReader(file)}
        assert rows["MH01-XS-Black"]["default"] == "100"
        assert rows["'=1+1"]["Name"] == "'@formula"
        assert rows["'=1+1"]["default"] == "1240"


async def test_only_marked_rows_are_exported_when_some_are(
    running: Running, tmp_path: Path
) -> None:
    async with running() as pilot:
        await press(pilot, "space", "down", "space", "x")
        assert "Export 2 marked SKUs" in screen_text(pilot)
        await press(pilot, "ctrl+u", f"<{tmp_path}/marked.csv>", "f10")
        with open(tmp_path / "marked.csv", encoding="utf-8", newline="") as file:
            assert [row["SKU"] for row in csv.DictReader(file)] == ["24-WG085", "MH01-XS-Black"]


async def test_messages_are_listed(running: Running, database: Database) -> None:
    async with running() as pilot:
        await press(pilot, "s", "<berlin>", "enter", "colon", "<messages>", "enter")
        assert "Messages, newest first" in screen_text(pilot)
        assert "Demo: nothing here is real" in screen_text(pilot)
