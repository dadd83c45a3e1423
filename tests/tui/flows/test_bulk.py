"""Flows about many rows at once: lists filtered, paged, marked, and deeds on what is marked."""

from __future__ import annotations

import pytest

from inventory_tui.services.sourcing import sourcing
from inventory_tui.store.database import Database
from tests.tui.conftest import Running, lines, press, screen_text
from tests.tui.flows import flow
from tests.tui.flows.office import (
    ORDERS,
    SOURCES,
    compose,
    find,
    held,
    is_enabled,
    is_salable,
    look_at,
    plain,
    row,
    said,
    salable,
    save,
    words,
)
from tests.world import World

OF_THEIR_OWN = ("SIMPLE", "VIRTUAL", "FILE")
"""Products of the types that lie at sources."""


@pytest.fixture
def world(database: Database) -> World:
    """Nothing but what every database has."""
    return World(database)


@pytest.fixture
def every_type(world: World) -> World:
    """A product of each type, 1000 of each at the Default Source; a stock of its own."""
    with world.at_once():
        world.source("custom")
        world.stock("Custom", "custom", channels=["base"])
        for sku, kind in zip(OF_THEIR_OWN, ("simple", "virtual", "downloadable"), strict=True):
            world.product(sku, type=kind, default=1000)
    compose(world.database, "SHIRT", "configurable", {"SIMPLE": 1})
    compose(world.database, "SET", "grouped", {"SIMPLE": 1})
    compose(world.database, "KIT", "bundle", {"SIMPLE": 1}, together=False)
    return world


# -- the list of sources ------------------------------------------------------------------


@flow("bulk", "admin cannot edit existing source code in grid")
async def test_a_code_is_edited_neither_in_the_list_nor_in_the_editor(
    running: Running, world: World, database: Database
) -> None:
    world.source("berlin")
    async with running() as pilot:
        await press(pilot, *SOURCES, "down", "e")  # in the list nothing is edited in place
        assert lines(pilot)[1].startswith(" Source berlin")
        assert "locked: never changes" in row(pilot, "Code")
        await press(pilot, "<X>", "tab", "<no>", "f10")
        assert "z undoes" in said(pilot)
    assert [one.code for one in sourcing.list_sources(database)] == ["default", "berlin"]
    assert sourcing.get_source(database, "berlin").name == "BerlinX"


@flow("bulk", "admin filter sources in grid")
async def test_sources_are_filtered_by_name_and_state(running: Running, world: World) -> None:
    for number in range(1, 5):
        world.source(f"source-{number}", name=f"Place {number}", enabled=number != 4)
    async with running() as pilot:
        await press(pilot, *SOURCES, *find('name:"Place 3"', "enabled:yes"))
        assert "1 of 5 sources" in lines(pilot)[1]
        assert words(pilot, "source-3") == ["source-3", "Place", "3", "on", "–", "–"]
        await press(pilot, *find("enabled:no"))
        assert "1 of 5 sources" in lines(pilot)[1]
        assert words(pilot, "source-4")[3] == "off"
        await press(pilot, "escape")
        assert "5 sources" in lines(pilot)[1]


@flow("bulk", "admin pagination worked in manage sources grid")
async def test_the_list_goes_on_below_the_screen(running: Running, world: World) -> None:
    world.sources(*[f"source-{number:02}" for number in range(1, 22)])
    async with running() as pilot:
        await press(pilot, *SOURCES)
        assert "22 sources" in lines(pilot)[1]
        assert "source-18" in screen_text(pilot)
        assert "source-21" not in screen_text(pilot)
        await press(pilot, "pagedown", "pagedown")
        assert row(pilot, "source-21").startswith("▸")
        assert "default" not in "".join(line[:20] for line in lines(pilot)[3:22])
        await press(pilot, "pageup", "pageup")
        assert row(pilot, "Default Source").startswith("▸")


@flow("bulk", "admin select deselect manipulations in manage source grid")
async def test_rows_are_marked_and_unmarked(running: Running, world: World) -> None:
    world.sources("one", "two", "three")
    async with running() as pilot:
        await press(pilot, *SOURCES, "space")
        assert "✓" in row(pilot, "Default Source")
        assert "1 marked" in lines(pilot)[1]
        await press(pilot, "asterisk")
        assert "4 marked" in lines(pilot)[1]
        assert sum("✓" in line[:3] for line in lines(pilot)[3:22]) == 4
        await press(pilot, "minus")
        assert not any("✓" in line for line in lines(pilot)[3:22])
        await press(pilot, "home", "down", "v", "down", "v")  # a range
        assert "2 marked" in lines(pilot)[1]
        assert "✓" not in row(pilot, "Default Source")
        await press(pilot, "home", "down", "space")
        assert "1 marked" in lines(pilot)[1]


@flow("bulk", "admin mass disable mass enable sources")
async def test_marked_sources_are_disabled_and_enabled(
    running: Running, world: World, database: Database
) -> None:
    world.sources("one", "two")
    async with running() as pilot:
        await press(pilot, *SOURCES, "asterisk", "E", "f10")
        assert "2 disabled, 0 already, Default Source stays" in said(pilot)
        assert words(pilot, "one")[2] == "off"
        assert not is_enabled(database, "one")
        assert not is_enabled(database, "two")
        await press(pilot, "E")
        assert "Enable 3 sources" in plain(pilot)
        await press(pilot, "f10")
        assert words(pilot, "two")[2] == "on"
    assert is_enabled(database, "one")
    assert is_enabled(database, "two")


# -- deeds on many products ---------------------------------------------------------------


@flow("bulk", "admin mass action transfer inventory to source for different type of products")
async def test_products_of_every_type_are_transferred(
    running: Running, every_type: World, database: Database
) -> None:
    async with running() as pilot:
        await look_at(pilot, "Custom")
        await press(pilot, "asterisk", "t", "tab", "<custom>")
        assert "✓ 3 products move 3,000 units – 3 composite, skipped" in plain(pilot)
        await save(pilot)
        assert "Moved 3,000 units of 3 SKUs default → custom · z undoes" in said(pilot)
        assert words(pilot, "SIMPLE")[-1] == "1,000"
        assert is_salable(database, "KIT", "Custom")
    for sku in OF_THEIR_OWN:
        assert held(database, sku) == {"default": "0", "custom": "1000"}
        assert salable(database, sku)["Custom"] == "1000"
    for sku in ("SHIRT", "SET", "KIT"):
        assert is_salable(database, sku, "Custom")


@flow(
    "bulk",
    "admin mass action transfer inventory to source for simple products with out of stock "
    "status on source",
)
async def test_what_is_out_of_stock_is_transferred_and_stays_so(
    running: Running, world: World, database: Database
) -> None:
    world.source("custom")
    world.stock("Custom", "custom", channels=["base"])
    for sku in ("ONE", "TWO"):
        world.product(sku, default=(1000, "out"), custom=(0, "out"))
    async with running() as pilot:
        await look_at(pilot, "Custom")
        await press(pilot, "asterisk", "t", "tab", "<custom>")
        await save(pilot)
        assert "Moved 2,000 units of 2 SKUs" in said(pilot)
        assert words(pilot, "ONE")[-1] == "0"
    for sku in ("ONE", "TWO"):
        assert held(database, sku) == {"default": "0", "custom": "1000"}
        assert salable(database, sku)["Custom"] == "0"
        assert world.status(sku, "custom") == "out"


@flow("bulk", "admin mass action unassign product sources for different types of products")
async def test_sources_are_unassigned_from_products_of_every_type(
    running: Running, every_type: World, database: Database
) -> None:
    every_type.sources("second", "third", "fourth")
    for sku in OF_THEIR_OWN:
        for code in ("custom", "second", "third", "fourth"):
            every_type.item(sku, code)
    async with running() as pilot:
        await press(pilot, "asterisk", "u", "<custom,second,third,fourth>")
        assert "✓ 3 products lose 12 rows" in plain(pilot)
        await save(pilot)
        assert "z undoes" in said(pilot)
        assert words(pilot, "VIRTUAL")[-1] == "1,000"
    for sku in OF_THEIR_OWN:
        assert held(database, sku) == {"default": "1000"}


@flow(
    "bulk",
    "admin user apply to several simple products mass action un assign product sources on "
    "products grid to un assign all assigned sources",
)
async def test_all_sources_are_unassigned_from_several_products(
    running: Running, world: World, database: Database
) -> None:
    world.sources("one", "two")
    world.stock("Custom", "one", "two", channels=["base"])
    for sku in ("A", "B", "C"):
        world.product(sku, default=10, one=20, two=30)
    async with running() as pilot:
        await look_at(pilot, "Custom")
        assert words(pilot, "Product A")[-2:] == ["60", "50"]  # on hand, salable
        await press(pilot, "space", "space", "u", "<default,one,two>")
        assert "120 units" in plain(pilot)
        await save(pilot)
        assert "z undoes" in said(pilot)
        assert words(pilot, "Product A")[-1] == "–"
    assert held(database, "A") == held(database, "B") == {}
    assert held(database, "C") == {"default": "10", "one": "20", "two": "30"}


@flow("bulk", "admin mass update product qty increments")
async def test_increments_of_many_products_are_changed_at_once(
    running: Running, world: World, database: Database
) -> None:
    world.products("ONE", "TWO", default=100)
    async with running() as pilot:
        await press(pilot, "asterisk", "E", *["down"] * 7, "space", "<yes>", "enter")
        await press(pilot, "down", "space", "<5>", "enter")
        assert "[x]   Qty Increments" in screen_text(pilot)
        await save(pilot)
        assert "2" in said(pilot)
        await press(pilot, *ORDERS, "n", "<one=4>", "enter", "<two=10>", "enter")
        assert "✗" in row(pilot, "ONE")
        assert "order it in multiples of 5" in plain(pilot)
        assert "✓" in row(pilot, "TWO")
