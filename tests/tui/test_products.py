"""Place 1: the product grid."""

from __future__ import annotations

from tests.tui.conftest import Running, lines, press
from tests.world import World


async def test_the_grid_shows_every_sku_in_order(running: Running) -> None:
    async with running() as pilot:
        shown = lines(pilot)
        assert shown[0].startswith("▸1 Products")
        assert [line[3:20].strip() for line in shown[3:8]] == [
            "24-WG085",
            "MH01",
            "MH01-XS-Black",
            "MH01-XS-Gray",
            "MH01-XS-Orange",
        ]
        assert "5 SKUs" in shown[1]
        assert "configurable" in shown[4]


async def test_a_filter_narrows_while_typing_and_enter_keeps_it(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "slash", "<gray>")
        assert "1 of 5 SKUs" in lines(pilot)[1]
        await press(pilot, "enter", "escape")
        assert "5 SKUs" in lines(pilot)[1]


async def test_keys_typed_at_once_reach_what_they_are_for(
    running: Running, world: World
) -> None:
    async with running() as pilot:
        await press(pilot, "s", "<berlin>", "enter")
        await press(pilot, "slash", "<gray>", "enter", "e", "1", "2", "f10")
        assert world.held("MH01-XS-Gray", "berlin") == "12"
        assert "z undoes" in lines(pilot)[22]


async def test_marks_survive_filter_and_order(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "space", "slash", "<mh01>", "enter", "o")
        assert "1 marked (1 hidden) · 4 of 5 SKUs" in lines(pilot)[1]


async def test_an_unbound_key_names_the_three_that_help(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "k")
        assert "k does nothing here. ? keys  / filter  ' jump" in lines(pilot)[22]
