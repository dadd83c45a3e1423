"""Flows about stocks, and about the sales channels that sell from them."""

from __future__ import annotations

import pytest

from inventory_tui.services.keeping import configuring
from inventory_tui.services.sourcing import channels, mapping
from inventory_tui.store.database import Database
from tests.services.shopping import Shop
from tests.tui.conftest import Running, lines, press, screen_text
from tests.tui.flows import case, flow
from tests.tui.flows.office import (
    CLERK,
    STOCKS,
    channels_of,
    plain,
    product_page,
    row,
    said,
    said_in_shop,
    save,
    sources_of,
    stock_pane,
)
from tests.world import World

AT_CHANNELS = ("tab", "tab")
"""From the pane of stocks to that of channels."""


@pytest.fixture
def world(database: Database) -> World:
    """Nothing but what every database has."""
    return World(database)


def stocks(database: Database) -> list[str]:
    return [stock.name for stock in mapping.list_stocks(database)]


# -- stocks added and deleted -------------------------------------------------------------


@flow("stocks", "admin create new stock with no source or sales channel")
async def test_a_stock_is_added_with_nothing_in_it(
    running: Running, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, *STOCKS, "n", "<Basic MSI Stock 1>", "f10")
        assert "Basic MSI Stock 1" in said(pilot)
        assert row(pilot, "2 Basic MSI").startswith("▸")
    assert sources_of(database, "Basic MSI Stock 1") == []
    assert channels_of(database, "Basic MSI Stock 1") == []


@pytest.mark.parametrize(
    "marking",
    [
        case("stocks", "admin stock can be deleted from edit stock page", ()),
        case(
            "bulk",
            "admin stock deleted from grid when no sales channels assigned",
            ("space",),
        ),
    ],
)
async def test_a_stock_no_channel_sells_from_is_deleted(
    running: Running, world: World, database: Database, marking: tuple[str, ...]
) -> None:
    world.source("one")
    world.stock("Custom", "one")
    async with running() as pilot:
        await stock_pane(pilot, "Custom")
        await press(pilot, *marking, "D")
        assert "No channel sells from it and no open order ships from it." in plain(pilot)
        await press(pilot, "enter")
        assert stocks(database) == ["Default Stock", "Custom"]  # Enter never writes
        await press(pilot, "f10")
        assert "Custom" in said(pilot)
        assert "1 stock" in lines(pilot)[1]
    assert stocks(database) == ["Default Stock"]


@flow("stocks", "admin stock cannot be deleted when sales channel is assigned")
async def test_a_stock_channels_sell_from_says_what_becomes_of_them(
    running: Running, world: World, database: Database
) -> None:
    """Here it may go, after the channels that fall to the Default Stock were named."""
    world.source("one")
    world.stock("Custom", "one")
    async with running() as pilot:
        await press(pilot, *STOCKS, *AT_CHANNELS, "n", "<msi>", "tab", "<MSI Website 1>", "f10")
        await stock_pane(pilot, "Custom")
        await press(pilot, *AT_CHANNELS, "end", "space")
        await save(pilot)
        assert channels_of(database, "Custom") == ["msi"]
        await press(pilot, "shift+tab", "shift+tab", "D")
        assert "→ msi then sells from the Default Stock" in plain(pilot)
        await press(pilot, "escape")
        assert stocks(database) == ["Default Stock", "Custom"]
        await press(pilot, "D", "f10")
    assert stocks(database) == ["Default Stock"]
    assert channels_of(database, "Default Stock") == ["base", "msi"]


@flow("products", "admin default stock cannot be deleted")
async def test_the_default_stock_is_never_deleted(running: Running, database: Database) -> None:
    async with running() as pilot:
        await press(pilot, *STOCKS, "D")
        assert "is never deleted" in plain(pilot)
        await press(pilot, "f10", "escape")
        assert row(pilot, "1 Default Stock")
    assert stocks(database) == ["Default Stock"]


@flow("bulk", "admin filter stocks in grid")
async def test_a_stock_is_found_by_typing(running: Running, world: World) -> None:
    world.source("oslo")
    for name in ("Asia", "Benelux", "Nordic", "Baltic"):
        world.stock(name, *(["oslo"] if name == "Nordic" else []))
    async with running() as pilot:
        await press(pilot, *STOCKS, "slash", "<bal>")
        assert "1 of 5 stocks" in lines(pilot)[1]
        assert row(pilot, "5 Baltic").startswith("▸")
        assert "Baltic · sources by priority" in lines(pilot)[2]
        await press(pilot, "ctrl+u", "<oslo>", "enter")  # by one of its sources
        assert "/ oslo" in lines(pilot)[1]
        assert row(pilot, "4 Nordic").startswith("▸")
        await press(pilot, "slash", "ctrl+u", "<nothing>")
        assert "0 of 5 stocks" in lines(pilot)[1]
        assert "No stock has these words" in lines(pilot)[2]
        await press(pilot, "ctrl+u", "<ic>", "enter")
        assert "2 of 5 stocks" in lines(pilot)[1]
        await press(pilot, "escape")
        assert " 5 stocks" in lines(pilot)[1]
        await press(pilot, "apostrophe", "<nor>", "enter")
        assert row(pilot, "4 Nordic").startswith("▸")


@flow("products", "admin assign multiple sources to stock")
async def test_several_sources_are_assigned_to_a_stock(
    running: Running, world: World, database: Database
) -> None:
    world.sources("one", "two", "three", "four")
    world.stock("Custom")
    async with running() as pilot:
        await stock_pane(pilot, "Custom")
        await press(pilot, "tab", "down", *["space"] * 4)
        assert sources_of(database, "Custom") == []
        await save(pilot)
        assert "z undoes" in said(pilot)
        shown = screen_text(pilot)
        assert all(f" {code} " in shown for code in ("one", "two", "three", "four"))
    assert sorted(sources_of(database, "Custom")) == ["four", "one", "three", "two"]


# -- channels -----------------------------------------------------------------------------


@flow("products", "admin create new website with store and store view")
async def test_a_channel_is_added(running: Running, database: Database) -> None:
    async with running() as pilot:
        await press(pilot, *STOCKS, *AT_CHANNELS, "n", "<msi>", "tab", "<MSI Website 1>")
        await press(pilot, "f10")
        assert "[x] msi" in row(pilot, "msi")
    listed = channels.list_channels(database)
    assert [(one.code, one.name) for one in listed][-1] == ("msi", "MSI Website 1")


@flow("products", "admin new website has default stock assigned automatically")
async def test_a_new_channel_sells_from_the_default_stock(
    running: Running, world: World, database: Database
) -> None:
    world.stock("Custom")
    async with running() as pilot:
        await stock_pane(pilot, "Custom")
        await press(pilot, *AT_CHANNELS, "n", "<msi>", "tab", "<MSI Website 1>", "f10")
        assert "[ ] msi" in row(pilot, "msi")
        assert "Default" in row(pilot, "msi")
        await press(pilot, "shift+tab", "shift+tab", "up")
        assert "[x] msi" in row(pilot, "msi")
    assert channels_of(database, "Default Stock") == ["base", "msi"]


@pytest.mark.parametrize(
    ("keys", "code", "name"),
    [
        case(
            "products",
            "admin change code main website",
            ("ctrl+u", "<shop>"),
            "shop",
            "Main Website",
        ),
        case(
            "products",
            "admin rename main website",
            ("tab", "ctrl+u", "<Our Website>"),
            "base",
            "Our Website",
        ),
    ],
)
async def test_the_main_channel_is_renamed_and_goes_on_selling(
    running: Running,
    world: World,
    database: Database,
    keys: tuple[str, ...],
    code: str,
    name: str,
) -> None:
    world.source("one")
    world.stock("Custom", "one", channels=["base"])
    world.product("SIMPLE", one=10)
    Shop(world).place({"SIMPLE": 3}, channel="base")
    async with running() as pilot:
        await stock_pane(pilot, "Custom")
        await press(pilot, *AT_CHANNELS, "e", *keys, "f10")
        assert "z undoes" in said(pilot)
        assert f"[x] {code}" in row(pilot, f"[x] {code}")
    listed = channels.list_channels(database)
    assert [(one.code, one.name) for one in listed] == [(code, name)]
    assert channels_of(database, "Custom") == [code]
    Shop(world).place({"SIMPLE": 7}, channel=code)
    assert world.salable("SIMPLE", "Custom") == "0"


@flow(
    "stocks",
    "verify that message only zero left not appeared on simple product page on frontend "
    "with main website assigned as sales channel ext. verify that message only zero left not "
    "appeared on simple product page on frontend",
)
async def test_the_shop_never_says_that_only_none_are_left(
    running: Running, world: World, database: Database
) -> None:
    world.source("one")
    world.stock("Custom", "one", channels=["base"])
    world.product("SIMPLE", one=2)
    configuring.set_option(database, "only_x_left", "5", cause=CLERK)
    async with running() as pilot:
        await press(pilot, *product_page("SIMPLE"), "tab")
        assert "Shop: base In Stock, Only 2 left" in plain(pilot)
        await press(pilot, "shift+tab", "e", "<0>", "enter", "f10", "tab")
        assert "Only" not in row(pilot, "Shop:")
        assert "Shop: base Out of Stock" in plain(pilot)
    assert said_in_shop(database, "SIMPLE") == "Out of Stock, not listed"
