"""A business with one enabled source sees the simple screens, whichever way it came there."""

from __future__ import annotations

from textual.pilot import Pilot

from inventory_tui.domain.history import Cause
from inventory_tui.services.sourcing import sourcing
from inventory_tui.store.database import Database
from tests.tui.conftest import Running, lines, press, screen_text
from tests.world import World

CAUSE = Cause("maria", "")
OPEN = ("slash", "<24-WG085>", "enter", "enter")
"""To the page of a product that lies at the Default Source only."""


def one_source(database: Database) -> None:
    sourcing.disable_sources(database, ["berlin", "paris"], cause=CAUSE)


def heading(pilot: Pilot[int]) -> str:
    return lines(pilot)[2]


async def test_the_grid_has_a_quantity_and_names_no_source(
    running: Running, database: Database
) -> None:
    one_source(database)
    async with running() as pilot:
        assert "Quantity" in heading(pilot)
        for word in ("default", "Elsewhere", "berlin"):
            assert word not in heading(pilot)


async def test_the_page_of_a_product_has_its_quantity_and_status(
    running: Running, database: Database, world: World
) -> None:
    one_source(database)
    async with running() as pilot:
        await press(pilot, *OPEN)
        assert "[Quantity]" in screen_text(pilot)
        assert lines(pilot)[3].split() == [
            "Status",
            "Quantity",
            "Notify",
            "below",
            "Safety",
        ]
        await press(pilot, "e", "<12>", "enter", "left", "left", "e", "f10")
        assert world.held("24-WG085", "default") == "12"
        assert world.status("24-WG085", "default") == "out"


async def test_units_that_lie_at_a_source_that_is_off_are_still_shown(
    running: Running, database: Database
) -> None:
    one_source(database)
    async with running() as pilot:
        await press(pilot, "slash", "<mh01-xs-gray>", "enter", "enter")
        assert "Source" in lines(pilot)[3]
        assert lines(pilot)[4].split()[1:4] == ["berlin", "Berlin", "off"]


async def test_a_second_source_brings_the_others_in(
    running: Running, database: Database
) -> None:
    one_source(database)
    async with running() as pilot:
        await press(pilot, *OPEN)
        assert "[Quantity]" in screen_text(pilot)
        await press(pilot, "g", "2", "apostrophe", "<berlin>", "enter", "E", "f10")
        await press(pilot, "g", "1")
        await press(pilot, "escape")
        assert "Elsewhere" in heading(pilot)
        await press(pilot, "enter")
        assert "[Sources]" in screen_text(pilot)


async def test_several_sources_are_given_up_by_keys(running: Running, world: World) -> None:
    """Goods to the Default Source first, then the others off (spec 2.11, *Reduce*)."""
    async with running() as pilot:
        for code in ("berlin", "paris"):
            await press(pilot, "asterisk", "t", f"<{code}>", "tab", "<default>", "tab", "space")
            await press(pilot, "f10")
        await press(pilot, "g", "2", "asterisk", "E", "f10", "g", "1")
        assert "Quantity" in heading(pilot)
        assert world.held("MH01-XS-Orange", "default") == "95"
        assert world.held("MH01-XS-Orange", "paris") is None
