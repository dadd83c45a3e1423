"""Flows about sources: added, filled in, listed, and assigned to stocks."""

from __future__ import annotations

import pytest

from inventory_tui.services.sourcing import sourcing
from inventory_tui.store.database import Database
from tests.tui.conftest import Running, lines, press
from tests.tui.flows import case, flow
from tests.tui.flows.office import (
    SOURCES,
    find,
    plain,
    row,
    said,
    save,
    sources_of,
    stock_pane,
    words,
)
from tests.world import World


@pytest.fixture
def world(database: Database) -> World:
    """Nothing but what every database has."""
    return World(database)


# -- the editor ---------------------------------------------------------------------------


@flow("sources", "admin create new source")
async def test_a_source_is_added_with_all_its_fields(
    running: Running, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, *SOURCES, "n", "<Test 1>", "tab", "<test_1>")
        await press(pilot, "tab", "tab", "<A shop>", "tab", "<38.7634>", "tab", "<-95.84>")
        await press(pilot, "pagedown", "<Ann>", "tab", "<ann@example.org>", "tab", "<123>")
        await press(pilot, "pagedown", "<US>", "tab", "<California>", "tab", "<Culver>")
        await press(pilot, "tab", "<Street 1>", "tab", "<90230>", "f10")
        await press(pilot, "escape")
        assert words(pilot, "test_1")[:4] == ["test_1", "Test", "1", "on"]
        await press(pilot, "enter")
        assert "Test 1" in row(pilot, "Name")
        await press(pilot, "pagedown", "pagedown")
        assert "90230" in row(pilot, "Postcode")
    source = sourcing.get_source(database, "test_1")
    assert (source.name, source.enabled, source.description) == (
        "Test 1",
        True,
        "A shop",
    )
    assert (source.latitude, source.longitude) == ("38.7634", "-95.84")
    assert (source.contact, source.email, source.phone) == ("Ann", "ann@example.org", "123")
    assert (source.country, source.region, source.city) == ("US", "California", "Culver")
    assert (source.street, source.postcode) == ("Street 1", "90230")


@flow("sources", "admin create new source and check disable source code")
async def test_the_code_of_a_saved_source_is_locked(
    running: Running, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, *SOURCES, "n", "<Test Source>", "tab", "<test_source>")
        await press(pilot, "pagedown", "pagedown", "<DE>", "tab", "tab", "tab", "tab", "<1>")
        await press(pilot, "f10")
        await press(pilot, "pageup", "pageup")
        assert "locked: never changes" in row(pilot, "Code")
        await press(pilot, "tab", "<X>", "f10")  # goes past the code
    assert {one.code for one in sourcing.list_sources(database)} == {"default", "test_source"}


@flow("sources", "admin create source custom region")
async def test_a_region_no_list_knows_is_typed(running: Running, database: Database) -> None:
    async with running() as pilot:
        await press(pilot, *SOURCES, "n", "<Test Source>", "tab", "<africa>")
        await press(pilot, "pagedown", "pagedown", "<BW>", "tab", "<Gaborone>")
        await press(pilot, "tab", "tab", "tab", "<00>", "f10", "escape")
        await press(pilot, "w", *["down"] * 7, "space", "f10")
        assert "Gaborone" in row(pilot, "africa")
    assert sourcing.get_source(database, "africa").region == "Gaborone"


@flow("sources", "admin source code field cannot contain whitespace")
async def test_a_code_with_a_blank_is_refused_at_its_field(
    running: Running, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, *SOURCES, "n", "<Test Source>", "tab", "<test source>")
        await press(pilot, "pagedown", "pagedown", "<DE>", "tab", "tab", "tab", "tab", "<1>")
        await press(pilot, "f10")
        assert "! use letters" in plain(pilot)
        assert "1 problem" in plain(pilot)
    assert len(sourcing.list_sources(database)) == 1


# -- the columns of the list --------------------------------------------------------------


@flow("sources", "admin add remove source columns")
async def test_columns_of_sources_are_shown_and_taken_away(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, *SOURCES)
        assert lines(pilot)[2].split() == ["Code", "Name", "State", "Pickup", "Stocks"]
        # latitude, street and phone in; the stocks out
        await press(pilot, "w", *["down"] * 4, "space", "space", *["down"] * 3, "space")
        await press(pilot, *["down"] * 3, "space", "f10")
        heading = lines(pilot)[2].split()
        assert {"Code", "Latitude", "Street", "Phone"} <= set(heading)
        assert not {"Stocks", "Fax"} & set(heading)
        await press(pilot, "w", "f5")
        assert lines(pilot)[2].split() == ["Code", "Name", "State", "Pickup", "Stocks"]


@flow("pickup", "admin add remove source columns")
async def test_the_column_of_pickup_is_taken_away_and_comes_back(
    running: Running, world: World
) -> None:
    here = {"street": "Street 1", "city": "City", "phone": "1", "pickup": True}
    world.source("shop", **here)
    async with running() as pilot:
        await press(pilot, *SOURCES)
        assert words(pilot, "shop")[3] == "yes"
        await press(pilot, "w", "down", "down", "down", "space", "f10")
        assert lines(pilot)[2].split() == ["Code", "Name", "State", "Stocks"]
        await press(pilot, "w", *["down"] * 4, "space", "f10")
        assert "Pickup" in lines(pilot)[2].split()


@pytest.mark.parametrize(
    ("moved", "heading"),
    [
        case(
            "bulk",
            "admin manage source grid change column order by drag and drop",
            ("w", "J", "J", "f10"),
            ["Name", "State", "Code", "Pickup", "Stocks"],
        ),
        case(
            "pickup",
            "admin manage source grid change column order by drag and drop",
            ("w", "down", "down", "down", "K", "K", "f10"),
            ["Code", "Pickup", "Name", "State", "Stocks"],
        ),
    ],
)
async def test_columns_are_put_in_another_order(
    running: Running, moved: tuple[str, ...], heading: list[str]
) -> None:
    async with running() as pilot:
        await press(pilot, *SOURCES, *moved)
        assert lines(pilot)[2].split() == heading
        await press(pilot, "g", "1", *SOURCES)
        assert lines(pilot)[2].split() == heading  # kept while one is elsewhere
        await press(pilot, "w", "f5")
        assert lines(pilot)[2].split() == ["Code", "Name", "State", "Pickup", "Stocks"]


# -- sources of a stock -------------------------------------------------------------------


@flow("sources", "admin can delete sources assigned to stock")
async def test_sources_are_taken_off_a_stock(
    running: Running, world: World, database: Database
) -> None:
    world.sources("one", "two", "three", "four")
    world.stock("Custom", "one", "two", "three", "four")
    async with running() as pilot:
        await stock_pane(pilot, "Custom")
        await press(pilot, "tab", "space", "space")
        assert sources_of(database, "Custom") == ["one", "two", "three", "four"]
        await save(pilot)
        assert sources_of(database, "Custom") == ["three", "four"]
        assert row(pilot, "── not assigned ──")
        await press(pilot, "home", "space", "space")
        await save(pilot)
    assert sources_of(database, "Custom") == []


@flow("sources", "twenty two sources assigned to the stock by admin user")
async def test_twenty_two_sources_are_assigned_to_a_stock(
    running: Running, world: World, database: Database
) -> None:
    codes = [f"source-{number:02}" for number in range(1, 23)]
    world.sources(*codes)
    world.stock("Custom")
    async with running() as pilot:
        await stock_pane(pilot, "Custom")
        await press(pilot, "tab", "down", *["space"] * 22)
        assert "• 1 unsaved" in lines(pilot)[1]
        await save(pilot)
        assert "z undoes" in said(pilot)
        await press(pilot, *SOURCES, *find('stock:"Custom"'))
        assert "22 of 23 sources" in lines(pilot)[1]
    assert sorted(sources_of(database, "Custom")) == codes
