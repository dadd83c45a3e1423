"""Sources deleted, archived, located, and kept for some channels, on screen."""

from __future__ import annotations

from inventory_tui.domain.distance import Place
from inventory_tui.domain.history import Cause
from inventory_tui.services.sourcing import source_removal, sourcing
from inventory_tui.store.database import Database
from tests.services.shopping import Shop
from tests.tui.conftest import Running, lines, press, screen_text
from tests.world import World

SERVES = ("pagedown",) * 5


def add_places(database: Database, *cities: str) -> None:
    with database.write() as transaction:
        transaction.places.add(
            Place("DE", "10115", city, "Berlin", "BE", f"52.{at}", "13.4")
            for at, city in enumerate(cities, start=1)
        )


async def test_what_nothing_names_is_deleted(
    running: Running, world: World, database: Database
) -> None:
    world.source("attic")
    async with running() as pilot:
        await press(pilot, "g", "2", "apostrophe", "<attic>", "enter", "D")
        assert "attic: nothing names it" in screen_text(pilot)
        await press(pilot, "f10")
        assert "Source attic deleted" in lines(pilot)[22]
    assert "attic" not in [one.code for one in sourcing.list_sources(database)]


async def test_anything_else_is_archived_shown_as_kept_and_brought_back(
    running: Running, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, "g", "2", "down", "D")
        assert "source item" in screen_text(pilot)
        await press(pilot, "f10")
        assert lines(pilot)[4].split()[3] == "kept"
        await press(pilot, "s")
        assert "Berlin" not in screen_text(pilot).partition("Current source")[2]
        await press(pilot, "escape", "D", "f10")
        assert lines(pilot)[4].split()[3] == "off"
    assert not sourcing.get_source(database, "berlin").archived


async def test_what_is_archived_is_not_offered_to_goods_that_come(
    running: Running, database: Database
) -> None:
    source_removal.archive_sources(database, ["paris"], cause=Cause("clerk"))
    async with running() as pilot:
        await press(pilot, "colon", "<incoming>", "enter", "n", "tab", "ctrl+u", "f4")
        shown = screen_text(pilot)
        assert "berlin" in shown
        assert "paris" not in shown


async def test_the_default_source_neither(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "g", "2", "D")
        assert "never deleted or archived" in lines(pilot)[22]


async def test_f_locates_a_source_and_asks_where_several_places_have_its_address(
    running: Running, database: Database
) -> None:
    add_places(database, "Berlin", "Mitte")
    async with running() as pilot:
        await press(pilot, "g", "2", "down", "f")
        assert "Where is berlin?" in screen_text(pilot)
        await press(pilot, "<Mitte>", "enter")
        assert "Latitude, Longitude" in lines(pilot)[22]
    assert sourcing.get_source(database, "berlin").latitude == "52.2"


async def test_an_unknown_address_is_told(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "g", "2", "down", "f")
        assert "is no known place" in screen_text(pilot)


async def test_the_editor_fills_both_degrees_and_the_region_from_their_lists(
    running: Running, database: Database
) -> None:
    add_places(database, "Berlin")
    async with running() as pilot:
        await press(pilot, "g", "2", "down", "enter", "pagedown", "pagedown", "tab")
        await press(pilot, "f4", "<Bayern>", "enter", "pageup", "pageup", *["tab"] * 3)
        await press(pilot, "f4", "enter", "f10")
    berlin = sourcing.get_source(database, "berlin")
    assert (berlin.latitude, berlin.longitude, berlin.region) == ("52.1", "13.4", "BY")


async def test_channels_are_added_to_a_source_and_taken_out(
    running: Running, world: World, database: Database
) -> None:
    world.stock("Web", channels=["eu"])

    def serves() -> tuple[str, ...] | None:
        return sourcing.whole_source(database, "berlin").serves.channels

    async with running() as pilot:
        await press(pilot, "g", "2", "down", "enter", *SERVES)
        await press(pilot, "f4", "<base,eu>", "enter", "f10")
        assert serves() == ("base", "eu")
        await press(pilot, "f4", "<base>", "enter", "f10")
        assert serves() == ("eu",)
        await press(pilot, "f4", "<all>", "enter", "f10")
        assert serves() is None


async def test_a_source_is_named_in_another_language(
    running: Running, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, "g", "2", "down", "enter", *SERVES, "pagedown")
        await press(pilot, "<de=Lager; fr=Dépôt>", "f10")
        assert sourcing.whole_source(database, "berlin").words == {
            ("name", "de"): "Lager",
            ("name", "fr"): "Dépôt",
        }
        await press(pilot, "ctrl+u", "<de>", "f10")
        assert "write a language" in screen_text(pilot)


async def test_a_new_source_needs_no_code(running: Running, database: Database) -> None:
    async with running() as pilot:
        await press(pilot, "g", "2", "n", "<Lager Süd>", "pagedown", "pagedown")
        await press(pilot, "<DE>", *["tab"] * 4, "<1>", "f10")
    assert sourcing.get_source(database, "lager-sud").country == "DE"


async def test_the_builder_names_the_nearest_source_that_has_it_all(
    running: Running, shop: Shop
) -> None:
    async with running() as pilot:
        await press(pilot, "4", "2", "enter", "d")
        assert "Cheapest: all from paris, the only one" in lines(pilot)[20]
