"""Place 8: the settings of the business, and the reader test."""

from __future__ import annotations

import asyncio

import pytest
from textual.pilot import Pilot

from inventory_tui.domain.history import Cause
from inventory_tui.domain.options import CHANNEL, GLOBAL_OPTIONS
from inventory_tui.services.keeping import configuring
from inventory_tui.store.database import Database
from inventory_tui.tui.screens.setup.setup import SetupScreen
from tests.tui.conftest import Running, lines, press, screen_text, settled
from tests.world import World

PRODUCT_STOCK = ("g", "8", "down", "enter")
"""To the section Product Stock Options, cursor on Manage Stock."""
THRESHOLD = (*PRODUCT_STOCK, "down", "down", "down")


def in_force(database: Database, key: str) -> str:
    return configuring.option(database, key).text


def screen(pilot: Pilot[int]) -> SetupScreen:
    assert isinstance(pilot.app.screen, SetupScreen)
    return pilot.app.screen


async def counted(pilot: Pilot[int], *keys: str) -> None:
    """Press keys and wait until the numbers below stand."""
    await press(pilot, *keys)
    for _ in range(500):
        if not screen(pilot).counting:
            await settled(pilot)
            return
        await asyncio.sleep(0.01)
    raise AssertionError("the numbers never stand")


async def test_settings_stand_in_sections_with_a_mark_for_the_built_in(
    running: Running, database: Database, cause: Cause
) -> None:
    configuring.set_option(database, "notify_below", "7", cause=cause)
    async with running() as pilot:
        await press(pilot, "g", "8", "down")
        shown = lines(pilot)
        assert "▸8 Setup" in shown[0]
        assert [line[:26].strip("▸ ") for line in shown[3:18]] == [
            "Stock Options",
            "Product Stock Options",
            "Admin bulk operations",
            "Distance Provider",
            "Online Distance",
            "Product Alerts",
            "Alerts Run Settings",
            "In-Store Delivery",
            "Ready For Pickup",
            "This program",
            "Availability estimates",
            "People",
            "Roles",
            "Reader",
            "Terminal",
        ]
        rows = {line[28:66].strip(): line[66:].strip() for line in shown[3:11]}
        assert rows["Manage Stock"] == "yes*"
        assert rows["Notify for Quantity Below"] == "7"
        assert rows["Maximum Qty Allowed in Shopping Cart"] == "10000*"


async def test_every_setting_stands_here_and_for_each_channel_where_it_may_differ(
    running: Running, world: World
) -> None:
    world.stock("US stock", channels=["us"])
    for_all = [option.key for option in GLOBAL_OPTIONS]
    per_channel = [option.key for option in GLOBAL_OPTIONS if CHANNEL in option.scopes]
    async with running() as pilot:
        await press(pilot, "g", "8")
        rows = screen(pilot).options.option_rows
        assert [row.option.key for row in rows if not row.channel] == for_all
        for channel in ("base", "us"):
            assert [row.option.key for row in rows if row.channel == channel] == per_channel


async def test_a_number_is_edited_as_a_draft_and_saved_with_its_effect(
    running: Running, database: Database, world: World
) -> None:
    async with running() as pilot:
        await counted(pilot, *THRESHOLD, "e", "<5>", "enter")
        assert in_force(database, "threshold") == "0"
        assert any(
            "•Out-of-Stock Threshold" in line and "0 → 5" in line for line in lines(pilot)
        )
        # 100 + 88 + 7 at default, each keeps five back
        assert (
            "Keeps 5 back, in each stock · Default Stock: salable 195 → 180" in lines(pilot)[21]
        )
        await press(pilot, "f10")
        assert in_force(database, "threshold") == "5"
        assert world.salable("MH01-XS-Black") == "95"
        assert "Out-of-Stock Threshold: 5 · z undoes" in lines(pilot)[22]
        await press(pilot, "z", "f10")
        assert in_force(database, "threshold") == "0"


async def test_a_choice_is_picked_by_typing(running: Running, database: Database) -> None:
    async with running() as pilot:
        await counted(pilot, *PRODUCT_STOCK, "down", "enter", "<notify>", "enter")
        await press(pilot, "f10")
        assert in_force(database, "backorders") == "notify"


async def test_a_text_is_edited(running: Running, database: Database) -> None:
    async with running() as pilot:
        await press(pilot, "g", "8", "end", *("up",) * 5, "enter", "end")
        await press(pilot, "e", "<Europe/Berlin>", "enter", "f10")
        assert in_force(database, "time_zone") == "Europe/Berlin"


async def test_a_wrong_value_is_refused_where_it_is_typed(
    running: Running, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, *THRESHOLD, "e", "<1,5>", "enter")
        assert "! " in screen_text(pilot)
        assert not isinstance(pilot.app.screen, SetupScreen)
        await press(pilot, "escape")
        assert not screen(pilot).unsaved()


async def test_several_settings_are_one_run_with_one_undo(
    running: Running, database: Database
) -> None:
    async with running() as pilot:
        await counted(pilot, *THRESHOLD, "e", "<5>", "enter", "down", "e", "<2>", "enter")
        assert "• 2 unsaved" in lines(pilot)[1]
        await press(pilot, "f10")
        assert (in_force(database, "threshold"), in_force(database, "min_cart_qty")) == (
            "5",
            "2",
        )
        await press(pilot, "z", "f10")
        assert (in_force(database, "threshold"), in_force(database, "min_cart_qty")) == (
            "0",
            "1",
        )


async def test_d_takes_a_setting_back_to_the_built_in_value(
    running: Running, database: Database, cause: Cause
) -> None:
    configuring.set_option(database, "threshold", "3", cause=cause)
    async with running() as pilot:
        await counted(pilot, *THRESHOLD, "D")
        assert any("3 → 0*" in line for line in lines(pilot))
        await press(pilot, "f10")
        assert configuring.option(database, "threshold").own is None
        await press(pilot, "D")
        assert "is built-in already" in lines(pilot)[22]


async def test_f1_says_what_a_setting_does(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, *PRODUCT_STOCK, "down", "f1")
        text = screen_text(pilot)
        assert "Allow Qty Below 0 and Notify Customer" in text
        assert "rewrites what every stock can promise" in text


async def test_settings_that_contradict_are_refused_together(
    running: Running, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, *PRODUCT_STOCK, "down", "down", "e", "<2>", "enter")
        await press(pilot, "down", "down", "e", "<3>", "enter", "f10")
        assert "above the most" in screen_text(pilot)
        assert in_force(database, "max_cart_qty") == "10000"


async def test_a_draft_survives_the_end_and_z_brings_a_discarded_one_back(
    running: Running,
) -> None:
    async with running() as pilot:
        await counted(pilot, *THRESHOLD, "e", "<5>", "enter")
    async with running() as pilot:
        await press(pilot, "g", "8")
        assert screen(pilot).unsaved() == ["Out-of-Stock Threshold: 0 → 5"]
        await press(pilot, "f5")
        assert not screen(pilot).unsaved()
        await press(pilot, "z")
        assert screen(pilot).unsaved() == ["Out-of-Stock Threshold: 0 → 5"]


@pytest.mark.parametrize(("answer", "kept"), [(("e", "f10"), "5"), (("D",), "3")])
async def test_a_setting_changed_elsewhere_is_asked_about(
    running: Running,
    database: Database,
    cause: Cause,
    answer: tuple[str, ...],
    kept: str,
) -> None:
    async with running() as pilot:
        await counted(pilot, *THRESHOLD, "e", "<5>", "enter")
        configuring.set_option(database, "threshold", "3", cause=cause)
        await press(pilot, "f10")
        assert "Changed elsewhere: Out-of-Stock Threshold" in screen_text(pilot)
        await press(pilot, *answer)
        assert in_force(database, "threshold") == kept


# -- reader and terminal ------------------------------------------------------------------

# -- values of channels -------------------------------------------------------------------

ONLY_X_LEFT = ("g", "8", "enter", "down", "down", "down")


async def test_a_channel_gets_a_value_of_its_own_and_loses_it_again(
    running: Running, database: Database, world: World
) -> None:
    world.stock("Shops", channels=["eu"])
    async with running() as pilot:
        await press(pilot, *ONLY_X_LEFT)
        assert "n For a channel" in lines(pilot)[23]
        await press(pilot, "n")
        assert "eu" in screen_text(pilot)
        await press(pilot, "<eu>", "enter", "<5>", "enter")
        assert "in eu" in screen_text(pilot)
        assert "0 → 5" in screen_text(pilot)
        await press(pilot, "f10")
        assert configuring.option(database, "only_x_left", "eu").text == "5"
        assert in_force(database, "only_x_left") == "0"
        await press(pilot, "D", "f10")
        assert configuring.option(database, "only_x_left", "eu").text == "0"
        assert "in eu" not in "\n".join(lines(pilot)[3:16])


async def test_a_value_of_a_channel_is_edited_where_it_stands(
    running: Running, database: Database, cause: Cause
) -> None:
    configuring.set_option(database, "only_x_left", "5", "base", cause=cause)
    async with running() as pilot:
        await press(pilot, *ONLY_X_LEFT, "down")
        assert "Only X left Threshold in base" in screen_text(pilot)
        await press(pilot, "e", "<7>", "enter", "f10")
        assert configuring.option(database, "only_x_left", "base").text == "7"
        await press(pilot, "up", "n")
        assert "a value of its own in every channel" in screen_text(pilot)


async def test_a_setting_that_is_the_same_everywhere_has_none_for_a_channel(
    running: Running,
) -> None:
    async with running() as pilot:
        await press(pilot, *PRODUCT_STOCK, "n")
        assert "is the same in all channels" in screen_text(pilot)


async def test_a_setting_without_effect_says_so(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "g", "8", "down", "down", "enter", "down")
        assert "No effect while Run asynchronously is no" in screen_text(pilot)


async def test_settings_that_contradict_each_other_are_refused_together(
    running: Running, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, "g", "8", "down", "down", "enter", "down", "e", "<50>", "enter")
        await press(pilot, "f10")
        assert "set Run asynchronously to yes first" in screen_text(pilot)
        assert in_force(database, "bulk_batch_size") == "100"


READER = ("g", "8", "end", "up", "enter")


async def test_the_reader_test_shows_raw_input_and_what_it_is(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, *READER)
        await press(pilot, "<]E04006381333931>", "enter")
        text = screen_text(pilot)
        assert "]E04006381333931 · 16 signs, ended by Enter" in text
        assert "AIM identifier ]E0: EAN or UPC" in text
        assert "GTIN of 13 digits, check digit right" in text
        assert screen(pilot).reader.box.value == ""  # ready for the next


async def test_the_reader_test_unmasks_a_wrong_keyboard_layout(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, *READER, "<zY+->", "enter")
        assert "A US reader on a German keyboard" in screen_text(pilot)


async def test_a_code_that_tab_ends_is_examined_and_an_empty_tab_goes_back(
    running: Running,
) -> None:
    async with running() as pilot:
        await press(pilot, *READER, "<MH01>", "tab")
        assert "ended by Tab" in screen_text(pilot)
        await press(pilot, "tab")
        assert screen(pilot).at_sections


async def test_the_test_code_is_drawn_to_be_scanned(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, *READER)
        assert sum("█▐ ▌ ▐" in line for line in lines(pilot)) == 3


async def test_terminal_says_how_it_is_drawn(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "g", "8", "G")
        text = screen_text(pilot)
        assert "80×24" in text
        assert "Drawn     plain" in text
