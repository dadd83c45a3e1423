"""The tab Settings of the product page."""

from __future__ import annotations

from textual.pilot import Pilot

from inventory_tui.domain.history import Cause
from inventory_tui.domain.options import PRODUCT_OPTIONS
from inventory_tui.domain.product import Origin
from inventory_tui.services.keeping import configuring
from inventory_tui.services.products import catalog
from inventory_tui.services.products.catalog import SettingShown
from inventory_tui.store.database import Database
from inventory_tui.tui.screens.products.product import ProductScreen
from tests.tui.conftest import Running, lines, press, screen_text
from tests.world import World

OPEN = ("down", "down", "enter", "tab")
"""From the grid to the settings of MH01-XS-Black, cursor on Manage Stock."""
THRESHOLD = (*OPEN, "down", "down", "down")


def setting(database: Database, key: str) -> SettingShown:
    shown = catalog.show(database, "MH01-XS-Black").settings
    return next(one for one in shown if one.option.key == key)


def screen(pilot: Pilot[int]) -> ProductScreen:
    assert isinstance(pilot.app.screen, ProductScreen)
    return pilot.app.screen


def row(pilot: Pilot[int], label: str) -> list[str]:
    """Value, origin and global value of a setting as the screen shows them."""
    line = next(line for line in lines(pilot) if label in line)
    return line.split(label)[1].split()


async def test_every_setting_shows_its_value_where_from_and_the_global_one(
    running: Running, database: Database, world: World, cause: Cause
) -> None:
    configuring.set_option(database, "notify_below", "4", cause=cause)
    catalog.edit(database, "MH01-XS-Black", {"max_cart_qty": "20"}, cause=cause)
    async with running() as pilot:
        await press(pilot, *OPEN)
        assert "[Settings]" in lines(pilot)[2]
        assert row(pilot, "Manage Stock") == ["yes*", "*", "built-in", "yes"]
        assert row(pilot, "Notify for Quantity Below") == ["4*", "*", "global", "4"]
        assert row(pilot, "Maximum Qty Allowed in Shopping Cart")[:2] == ["20", "own"]
        assert "Allow Multiple Boxes for Shipping" in screen_text(pilot)


async def test_every_setting_a_product_may_have_stands_there(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN)
        rows = screen(pilot).settings.option_rows
        assert [row.option.key for row in rows if not row.channel] == [
            option.key for option in PRODUCT_OPTIONS
        ]


async def test_editing_makes_a_value_own_and_says_what_it_does_to_every_stock(
    running: Running, database: Database, world: World
) -> None:
    async with running() as pilot:
        await press(pilot, *THRESHOLD, "e", "<5>", "enter")
        assert row(pilot, "•Out-of-Stock Threshold") == ["0", "→", "5", "own", "0"]
        assert "Keeps 5 back, in each stock: Default salable 100 → 95, EU 4 → -1" in (
            screen_text(pilot)
        )
        assert setting(database, "threshold").origin is Origin.DEFAULT
        await press(pilot, "f10")
        assert setting(database, "threshold").text == "5"
        assert world.salable("MH01-XS-Black") == "95"
        assert row(pilot, "Out-of-Stock Threshold") == ["5", "own", "0"]
        await press(pilot, "z", "f10")
        assert setting(database, "threshold").origin is Origin.DEFAULT


async def test_d_goes_back_to_the_inherited_value(
    running: Running, database: Database, world: World, cause: Cause
) -> None:
    configuring.set_option(database, "threshold", "2", cause=cause)
    catalog.edit(database, "MH01-XS-Black", {"threshold": "9"}, cause=cause)
    async with running() as pilot:
        await press(pilot, *THRESHOLD, "D")
        assert row(pilot, "•Out-of-Stock Threshold")[:4] == ["9", "→", "2*", "*"]
        await press(pilot, "f10")
        assert setting(database, "threshold").origin is Origin.GLOBAL
        assert world.salable("MH01-XS-Black") == "98"
        await press(pilot, "D")
        assert "is inherited already" in lines(pilot)[22]


async def test_several_settings_and_quantities_are_saved_by_one_f10(
    running: Running, database: Database, world: World
) -> None:
    async with running() as pilot:
        await press(pilot, *THRESHOLD, "e", "<5>", "enter", "down", "e", "<2>", "enter")
        await press(pilot, "shift+tab", "e", "<60>", "enter")
        assert len(screen(pilot).unsaved()) == 3
        assert "[Sources •]" in lines(pilot)[2]
        assert "Settings •" in lines(pilot)[2]
        await press(pilot, "f10")
        assert world.held("MH01-XS-Black", "default") == "60"
        assert setting(database, "threshold").text == "5"
        assert setting(database, "min_cart_qty").text == "2"
        assert world.salable("MH01-XS-Black") == "55"


async def test_untracked_stock_promises_any_amount(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "e", "<no>", "enter")
        assert "any amount may be sold: Default salable 100 → any, EU 4 → any" in (
            screen_text(pilot)
        )


async def test_a_setting_changed_elsewhere_is_asked_about(
    running: Running, database: Database, cause: Cause
) -> None:
    async with running() as pilot:
        await press(pilot, *THRESHOLD, "e", "<5>", "enter")
        catalog.edit(database, "MH01-XS-Black", {"threshold": "3"}, cause=cause)
        await press(pilot, "f10")
        assert "Changed elsewhere: Out-of-Stock Threshold" in screen_text(pilot)
        await press(pilot, "e", "f10")
        assert setting(database, "threshold").text == "5"


async def test_a_draft_survives_the_end(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, *THRESHOLD, "e", "<5>", "enter")
    async with running() as pilot:
        await press(pilot, *OPEN)
        assert screen(pilot).unsaved() == ["MH01-XS-Black: Out-of-Stock Threshold: 0 → 5"]


async def test_f1_says_what_the_setting_does(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, *THRESHOLD, "f1")
        assert "units kept back, per stock" in screen_text(pilot)


async def test_what_has_no_effect_says_why(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "e", "down", "enter", "down")
        assert "No effect while Manage Stock is no" in screen_text(pilot)
        await press(pilot, "D")
        assert "is inherited already" in screen_text(pilot)


async def test_what_the_shops_say_stands_below(
    running: Running, database: Database, cause: Cause
) -> None:
    configuring.set_option(database, "only_x_left", "200", cause=cause)
    async with running() as pilot:
        await press(pilot, *OPEN)
        assert "Shop: base In Stock, Only 100 left" in screen_text(pilot)


async def test_codes_prices_and_size_stand_in_a_section_of_their_own_at_the_end(
    running: Running, database: Database
) -> None:
    keys = [option.key for option in PRODUCT_OPTIONS]
    there = keys.index("gtin")
    async with running() as pilot:
        await press(pilot, *OPEN)
        assert "Codes, Prices and Size" not in screen_text(pilot)  # the first screen is as ever
        await press(pilot, *["down"] * there)
        assert "Codes, Prices and Size" in screen_text(pilot)
        await press(pilot, "e", "D", "n", "f10")  # the name of a section is no setting
        assert isinstance(pilot.app.screen, ProductScreen)
        assert screen(pilot).settings.wished == []
        await press(pilot, "down", "e", "<4006381333932>", "enter")
        assert "400638133393 ends in 1, not in 2" in screen_text(pilot)
        await press(pilot, *["backspace"] * 13, "<4006381333931>", "enter")
        assert row(pilot, "•GTIN")[:2] == ["–", "→"]
        await press(pilot, "down", "down", "down", "e", "<no>", "enter", "f10")
        assert "not purchasable" in lines(pilot)[1]
    assert setting(database, "gtin").text == "4006381333931"
    assert setting(database, "purchasable").text == "no"
