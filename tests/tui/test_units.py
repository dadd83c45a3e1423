"""Units of measure on screen: the tab of the product page, conversion, new orders."""

from __future__ import annotations

import pytest

from inventory_tui.domain.history import Cause
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.products import units
from inventory_tui.services.quantities import stock_changes
from inventory_tui.services.quantities.stock_changes import QuantityEdit
from inventory_tui.store.database import Database
from tests.tui.conftest import Running, lines, press, screen_text
from tests.tui.flows.office import product_page
from tests.world import World


@pytest.fixture
def world(database: Database) -> World:
    """Wine that lies at one source."""
    world = World(database)
    world.sources("berlin")
    world.stock("EU", "berlin", channels=["eu"])
    world.product("WINE", name="Red wine", berlin=30)
    return world


@pytest.fixture
def counted(world: World, database: Database, cause: Cause) -> World:
    """In bottles and cases."""
    units.add(database, "WINE", "bottle", {"name": "Bottle"}, cause=cause)
    units.add(database, "WINE", "case", {"rate": "12", "priority": "2"}, cause=cause)
    edit = QuantityEdit("WINE/case", "berlin", Quantity(50_000))
    stock_changes.set_quantities(database, [edit], cause=cause)
    return world


async def test_a_product_is_counted_in_a_first_and_a_second_unit(
    running: Running, world: World, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, *product_page("WINE"))
        assert "Units" not in lines(pilot)[2]
        await press(pilot, "colon", "<add a unit>", "enter")
        assert "adopts what is there" in screen_text(pilot)
        await press(pilot, "<bottle>", "tab", "<Bottle>", "f10")
        assert "[Units 1]" in lines(pilot)[2]
        await press(pilot, "n", "<case>", "tab", "<Case>", "tab", "<de=Karton>")
        await press(pilot, "tab", "tab", "tab", "<2>", "f10")
        assert "[Units 2]" in lines(pilot)[2]
        assert "WINE/bottle" in lines(pilot)[1]
    found = units.units_of(database, "WINE")
    assert [(one.unit.sku, str(one.unit.rate)) for one in found.units] == [
        ("WINE/bottle", "1"),
        ("WINE/case", "12"),
    ]
    assert found.units[1].words == {("name", "de"): "Karton"}


async def test_units_are_edited_and_deleted_in_their_tab(
    running: Running, counted: World, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, *product_page("WINE/case"), "tab", "tab", "down")
        assert "1 case = 12 bottle · 30 bottle = 2 case" in screen_text(pilot)
        await press(pilot, "e", "tab", "<s>", "f10")
        assert "cases" in screen_text(pilot)
        await press(pilot, "D", "f10")
        assert "5 lie at 1 source" in screen_text(pilot)
        await press(pilot, "home", "enter")
        assert "WINE/bottle" in lines(pilot)[1]
    assert [one.unit.name for one in units.units_of(database, "WINE").units] == [
        "Bottle",
        "cases",
    ]


async def test_a_case_is_broken_into_bottles(
    running: Running, counted: World, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, *product_page("WINE/case"), "colon", "<convert>", "enter", "<2>")
        assert "2 case become 24 bottle at berlin." in screen_text(pilot)
        await press(pilot, "f10")
        assert "WINE at berlin: 2 case → 24 bottle" in screen_text(pilot)
        await press(pilot, "z", "f10")
    assert counted.held("WINE/case", "berlin") == "5"


async def test_a_new_order_takes_the_unit_that_is_offered_first(
    running: Running, counted: World
) -> None:
    async with running() as pilot:
        await press(pilot, "g", "4", "n", "<wine=2>", "enter")
        assert "WINE/case" in screen_text(pilot)
        await press(pilot, "<wine/bottle=3>", "enter")
        assert "WINE/bottle" in screen_text(pilot)


async def test_the_grid_shows_the_unit_of_a_row_where_it_is_asked_for(
    running: Running, counted: World
) -> None:
    async with running(size=(200, 24)) as pilot:
        await press(pilot, "w", "end", *["up"] * 8, "space", "f10")
        assert "Unit" in lines(pilot)[2]
        assert " case " in screen_text(pilot)
