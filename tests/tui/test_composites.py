"""Products made of others on the screens; products added, renamed, retyped, deleted."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from inventory_tui.domain.history import Cause
from inventory_tui.services.products import catalog, composites
from inventory_tui.services.products.composites import BundleOption, Part
from inventory_tui.store.database import Database
from inventory_tui.tui.screens.products.product import ProductScreen
from inventory_tui.tui.screens.products.products import ProductsScreen
from tests.tui.conftest import Running, lines, press, screen_text
from tests.world import World

OPEN = ("slash", "<sku:mh01>", "enter", "enter")
"""From the grid to the page of MH01."""


@pytest.fixture
def variations(world: World, database: Database, cause: Cause) -> World:
    parts = [
        Part("MH01-XS-Black", label="color=Black"),
        Part("MH01-XS-Gray", label="color=Gray"),
    ]
    composites.set_variations(database, "MH01", parts, cause=cause)
    return world


def said(pilot: Pilot[int]) -> str:
    """What stands on the screen, its frames and line breaks aside."""
    return " ".join(screen_text(pilot).replace("│", "").split())


def skus(database: Database, sku: str) -> list[str]:
    return [part.sku for part in composites.composition(database, sku).every_part]


async def test_the_grid_says_what_a_composite_is(running: Running, variations: World) -> None:
    async with running() as pilot:
        row = next(line for line in lines(pilot) if "   MH01  " in line)
        assert "configurable · 2 variants" in row


async def test_its_page_lists_its_parts_and_enter_opens_one(
    running: Running, variations: World
) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN)
        shown = lines(pilot)
        assert "[Parts 2]  Settings   Reservations   Incoming   History" in shown[2]
        assert "Variation" in shown[3]
        assert shown[4].split()[1:] == [
            "MH01-XS-Black",
            *("Chaz", "Kangeroo…", "color=Black", "on", "104", "100", "yes"),
        ]
        assert shown[5].split()[-4:] == ["on", "2", "0", "no"]
        assert "In Stock by its own flag" in shown[20]
        assert "Can be sold by Default, EU" in shown[21]
        await press(pilot, "S", "<EU>", "enter")
        assert lines(pilot)[5].split()[-4:] == ["on", "2", "2", "yes"]
        await press(pilot, "down", "enter")
        assert lines(pilot)[1].startswith(" MH01-XS-Gray")
        assert "part of MH01" in screen_text(pilot)
        await press(pilot, "escape")
        assert "[Parts 2]" in screen_text(pilot)


async def test_parts_are_added_changed_and_taken_out(
    running: Running, variations: World, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "a", "<MH01-XS-Orange>", "tab", "<color=Orange>", "f10")
        assert "MH01: 3 variants · z undoes" in lines(pilot)[22]
        assert skus(database, "MH01")[-1] == "MH01-XS-Orange"
        await press(pilot, "u")
        assert skus(database, "MH01") == ["MH01-XS-Gray", "MH01-XS-Orange"]
        await press(pilot, "z", "f10")
        assert len(skus(database, "MH01")) == 3
        await press(pilot, "e", "ctrl+u", "<color=Jet>", "f10")
        assert composites.composition(database, "MH01").parts[0].label == "color=Jet"


async def test_all_variants_get_a_quantity_at_once(running: Running, variations: World) -> None:
    async with running() as pilot:
        await press(pilot, "s", "<berlin>", "enter", *OPEN, "plus")
        assert "2 products" in screen_text(pilot)
        await press(pilot, "<12>")
        await press(pilot, "f10")
        assert variations.held("MH01-XS-Black", "berlin") == "12"
        assert variations.held("MH01-XS-Gray", "berlin") == "12"
        await press(pilot, "t", "tab", "<paris>")
        await press(pilot, "f10")
        assert variations.held("MH01-XS-Gray", "paris") == "12"
        await press(pilot, "E")
        assert "1 product" in screen_text(pilot)  # the parent itself


async def test_what_cannot_be_a_part_is_said_in_the_form(
    running: Running, variations: World, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "a", "<MH01-XS-Orang>", "f10")
        assert "There is no product 'MH01-XS-Orang'" in said(pilot)
        await press(pilot, "escape", "escape")
        assert len(skus(database, "MH01")) == 2


async def test_a_selection_of_a_bundle_names_its_option(
    running: Running, world: World, database: Database, cause: Cause
) -> None:
    catalog.add(database, "KIT", {"type": "bundle"}, cause=cause)
    part = Part("24-WG085")
    composites.set_bundle(database, "KIT", [BundleOption("Strap", (part,))], cause=cause)
    async with running() as pilot:
        await press(pilot, "slash", "<sku:kit>", "enter", "enter")
        shown = lines(pilot)
        assert shown[4].split()[-6:] == ["Strap", "1", "on", "7", "7", "yes"]
        assert "shipped together: all selections at one source" in shown[20]
        await press(pilot, "e", "ctrl+u", "<8>", "f10")
        assert "Can be sold by no stock" in screen_text(pilot)


async def test_n_adds_a_product(running: Running, world: World, database: Database) -> None:
    async with running() as pilot:
        await press(pilot, "n", "<NEW-1>", "f10")
        assert "Added NEW-1, with a row at default · z undoes" in lines(pilot)[22]
        assert catalog.show(database, "NEW-1").product.name == "NEW-1"
        await press(pilot, "n", "<mh01>", "f10")
        assert "There is a product 'MH01'" in said(pilot)
        await press(pilot, "escape", "escape")
    assert len(catalog.types_of(database, ["NEW-1", "mh01"])) == 2


async def choose(pilot: Pilot[int], words: str) -> None:
    """Run what the palette finds by these words."""
    await press(pilot, "colon", f"<{words}>", "enter")


async def test_fields_sku_type_and_copies_by_the_palette(
    running: Running, world: World, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, "slash", "<sku:24-wg085>", "enter")
        await choose(pilot, "rename 24")
        await press(pilot, "ctrl+u", "<STRAP>", "f10")
        assert "sku 24-WG085 → STRAP" in screen_text(pilot)
        await press(pilot, "escape", "slash", "<sku:strap>", "enter")
        await choose(pilot, "edit fields")
        await press(pilot, "tab", "ctrl+u", "<A strap>", "f10")
        assert catalog.show(database, "STRAP").product.name == "A strap"
        await choose(pilot, "duplicate strap")
        await press(pilot, "ctrl+u", "<STRAP-2>", "f10")
        assert [one.item.in_stock for one in catalog.show(database, "STRAP-2").items] == [False]


async def test_a_type_that_would_lose_units_asks_first(
    running: Running, world: World, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, "slash", "<sku:24-wg085>", "enter")
        await choose(pilot, "change type")
        await press(pilot, "ctrl+u", "<grouped>", "f10")
        assert "there are 7 at default" in said(pilot)
        await press(pilot, "escape", "escape", "escape")
        assert catalog.types_of(database, ["24-WG085"]) == {"24-WG085": "simple"}
        await choose(pilot, "change type")
        await press(pilot, "ctrl+u", "<grouped>", "f10", "f10")
        assert catalog.types_of(database, ["24-WG085"]) == {"24-WG085": "grouped"}
        await press(pilot, "z", "f10")
        assert world.held("24-WG085", "default") == "7"


async def test_deleting_says_what_goes_and_what_it_leaves(
    running: Running, variations: World, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, "slash", "<sku:mh01-xs-black>", "enter", "D")
        assert "Its 2 rows at sources go, with 104 units." in said(pilot)
        assert "It leaves MH01." in said(pilot)
        await press(pilot, "enter", "escape")
        assert skus(database, "MH01") == ["MH01-XS-Black", "MH01-XS-Gray"]
        await press(pilot, "D", "f10")
        assert skus(database, "MH01") == ["MH01-XS-Gray"]
        await press(pilot, "escape", *OPEN, "b")
        await press(pilot, "end", "enter", "f10")
        assert isinstance(pilot.app.screen, ProductsScreen)
        assert not isinstance(pilot.app.screen, ProductScreen)
        assert catalog.types_of(database, ["MH01"]) == {}
