"""The bulk dialog where something is kept back, and the columns about it in the grid."""

from __future__ import annotations

import pytest

from inventory_tui.domain.history import Cause
from inventory_tui.services.keeping import people
from inventory_tui.store.database import Database
from tests.tui.conftest import Running, lines, press, screen_text
from tests.warehouse.shelf import Shelf
from tests.world import World

SKU = "MH01-XS-Black"
TRANSFER = ("slash", "<xs-black>", "enter", "t")


@pytest.fixture
def shelf(world: World) -> Shelf:
    return Shelf(world)


async def test_nobody_is_asked_about_safety_stock_where_there_is_none(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, *TRANSFER, "tab", "<berlin>", "tab")
        assert "Also safety stock" not in screen_text(pilot)


async def test_a_transfer_says_what_stays_and_takes_it_along_with_a_reason(
    running: Running, shelf: Shelf
) -> None:
    shelf.safety(SKU, "default", 30)
    shelf.state(SKU, "default", 5, "for_sale", "damaged")
    async with running() as pilot:
        await press(pilot, *TRANSFER, "tab", "<berlin>", "tab")
        text = screen_text(pilot)
        assert "1 product move" in text
        assert "35 units stay" in text
        assert "✓ 65, 35 stay: 30" in text
        await press(pilot, "tab", "space")
        assert "✓ 95, 5 stay: damaged" in screen_text(pilot)
        await press(pilot, "f10")
        assert "Safety stock is moved with a reason only" in screen_text(pilot)
        await press(pilot, "<sample>", "f10", "enter")
        assert shelf.world.held(SKU, "default") == "5"
        assert shelf.world.held(SKU, "berlin") == "99"


async def test_who_may_not_let_safety_stock_go_is_told_before_it_is_tried(
    running: Running, shelf: Shelf, database: Database
) -> None:
    shelf.safety(SKU, "default", 30)
    anna = Cause("anna", "anna")
    people.add_person(database, {"login": "bob", "role": "clerk"}, cause=anna)
    async with running(on=database.seen_by("bob")) as pilot:
        await press(pilot, *TRANSFER, "tab", "<berlin>", "tab", "tab")
        assert "Safety stock stays: ask anna" in screen_text(pilot)
        assert "✓ 70, 30 stay" in screen_text(pilot)
        await press(pilot, "escape", "colon", "<transfers on>", "enter", "n")
        row = next(line for line in lines(pilot) if "Also safety stock" in line)
        assert "locked: ask anna" in row


async def test_the_grid_has_columns_for_safety_stock_and_incoming(
    running: Running, shelf: Shelf
) -> None:
    shelf.safety(SKU, "default", 30)
    async with running(size=(140, 24)) as pilot:
        await press(pilot, "w")
        for _ in range(40):
            if any(
                line.strip("│ ").startswith("▸") and "Safety" in line for line in lines(pilot)
            ):
                break
            await press(pilot, "down")
        await press(pilot, "space", "f10")
        assert "Safety" in lines(pilot)[2]
        row = next(line for line in lines(pilot) if SKU in line)
        assert " 30 " in f"{row} "
