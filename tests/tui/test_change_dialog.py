"""Status, settings and attributes of many products, changed by ticks (spec 3.4)."""

from __future__ import annotations

import asyncio

import pytest
from textual.pilot import Pilot

from inventory_tui.domain.errors import Refused
from inventory_tui.domain.history import Cause
from inventory_tui.domain.options import PRODUCT_OPTIONS
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.keeping import configuring
from inventory_tui.services.products import catalog, showing
from inventory_tui.store.database import Database
from inventory_tui.tui.app import InventoryApp
from inventory_tui.tui.dialogs.change import ChangeDialog
from tests.services.shopping import Shop
from tests.tui.conftest import Running, lines, press, screen_text, settled
from tests.world import World

MARK_ALL = ("asterisk", "E")
THRESHOLD = ("down", "down", "down", "down")
"""From the first field, Enabled."""


@pytest.fixture
def shop(world: World) -> World:
    """Beside the usual world: one more hoodie at berlin, which keeps 1 back."""
    world.product("MH02", name="Teton Hoodie", berlin=9, threshold=1)
    return world


def last_line(pilot: Pilot[int]) -> str:
    return next(line for line in lines(pilot) if "╰" in line)


def own(database: Database, sku: str) -> dict[str, object]:
    return showing.show(database, sku).product.own


async def done(pilot: Pilot[int]) -> None:
    """Wait until nothing runs in the background."""
    assert isinstance(pilot.app, InventoryApp)
    for _ in range(500):
        if not pilot.app.background:
            break
        await asyncio.sleep(0.01)
    await settled(pilot)


def said(pilot: Pilot[int]) -> list[str]:
    """Every message of row 23."""
    assert isinstance(pilot.app, InventoryApp)
    return [text for _, text in pilot.app.messages]


async def test_space_ticks_a_field_and_asks_for_its_value(
    running: Running, shop: World, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, *MARK_ALL)
        assert "Space ticks what shall change" in screen_text(pilot)
        assert "F10" not in last_line(pilot)
        await press(pilot, *THRESHOLD, "space", "<2>", "enter")
        assert "[x]   Out-of-Stock Threshold" in screen_text(pilot)
        assert "F10 Change" in last_line(pilot)
        await press(pilot, "f10")
        assert "z undoes" in screen_text(pilot)
    assert str(own(database, "MH02")["threshold"]) == "2"
    assert own(database, "MH02").keys() == {"threshold"}


async def test_every_setting_and_the_attributes_may_be_ticked(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, *MARK_ALL)
        dialog = pilot.app.screen
        assert isinstance(dialog, ChangeDialog)
        names = {row.field.name for row in dialog._rows.values()}
        assert names >= {option.key for option in PRODUCT_OPTIONS} - {"gtin"}
        assert "gtin" not in names  # one code names one product
        assert names >= {"enabled", "set", "price", "visibility", "websites", "weight"}


async def test_a_wrong_value_stays_in_its_box_and_nothing_is_ticked(
    running: Running, shop: World, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, *MARK_ALL, *THRESHOLD, "space", "<1,5>", "f10")
        assert "write 1.5" in screen_text(pilot)
        await press(pilot, "escape")
        assert "[x]" not in screen_text(pilot)
        await press(pilot, "f10", "escape")
        assert own(database, "MH02") == {"threshold": Quantity.parse("1")}


async def test_what_stands_now_and_what_changes_is_shown_before(
    running: Running, shop: World, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, "slash", "<sku:MH02>", "enter", "E", *THRESHOLD)
        await settled(pilot)
        assert "Now: 1 have 1" in screen_text(pilot)
        await press(pilot, "e", "<3>", "enter")
        assert "1 product changes" in screen_text(pilot)
        assert "EU stock -2" in screen_text(pilot)
        await press(pilot, "tab")
        assert "1 → 3" in screen_text(pilot)
        await press(pilot, "tab", "D")
        assert "inherited" in screen_text(pilot)
        assert "EU stock +1" in screen_text(pilot)
        await press(pilot, "escape")
    assert str(own(database, "MH02")["threshold"]) == "1"


async def test_a_tick_taken_off_changes_nothing(
    running: Running, shop: World, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, *MARK_ALL, "e", "down", "enter")
        assert "[x]   Enabled" in screen_text(pilot)
        await press(pilot, "space", "f10")
        assert "Nothing is ticked" in screen_text(pilot)
        assert isinstance(pilot.app.screen, ChangeDialog)
    assert showing.show(database, "MH02").product.enabled


async def test_many_are_disabled_by_few_keys_and_one_undo_brings_them_back(
    running: Running, shop: World, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, *MARK_ALL, "space", "down", "enter")
        await press(pilot, "f10")
        assert not showing.show(database, "MH02").product.enabled
        await press(pilot, "z", "f10")
        assert showing.show(database, "MH02").product.enabled


async def test_what_others_changed_meanwhile_is_counted_again(
    running: Running, shop: World, database: Database, cause: Cause
) -> None:
    async with running() as pilot:
        await press(pilot, *MARK_ALL, *THRESHOLD, "space", "<2>", "enter")
        catalog.edit(database, "MH02", {"threshold": "2"}, cause=cause)
        await press(pilot, "f10")
        assert "Someone changed these products meanwhile" in screen_text(pilot)
        assert isinstance(pilot.app.screen, ChangeDialog)
        await press(pilot, "f10")
        assert not isinstance(pilot.app.screen, ChangeDialog)


async def test_a_product_that_would_be_contradicted_is_named(
    running: Running, shop: World, database: Database, cause: Cause
) -> None:
    catalog.edit(database, "MH02", {"min_cart_qty": "5"}, cause=cause)
    async with running() as pilot:
        await press(pilot, *MARK_ALL, "down", "down", "down", "space", "<4>", "enter")
        assert "1 left out: fewest above most" in screen_text(pilot)
        await press(pilot, "tab")
        assert "min above" in screen_text(pilot)


async def test_with_run_asynchronously_bulk_deeds_are_queued(
    running: Running, shop: World, database: Database, cause: Cause
) -> None:
    configuring.set_option(database, "bulk_async", "yes", cause=cause)
    async with running() as pilot:
        await press(pilot, *MARK_ALL, *THRESHOLD, "space", "<2>", "enter")
        await press(pilot, "f10")
        await done(pilot)
        assert any(text.startswith("Queued: Change ") for text in said(pilot))
        assert any(text.startswith("Done: Set threshold 2") for text in said(pilot))
        assert str(own(database, "MH02")["threshold"]) == "2"


async def test_a_transfer_is_queued_too(
    running: Running, shop: World, database: Database, cause: Cause
) -> None:
    configuring.set_option(database, "bulk_async", "yes", cause=cause)
    async with running() as pilot:
        await press(pilot, "s", "<berlin>", "enter", "asterisk", "t", "tab", "<paris>")
        await press(pilot, "tab")
        await press(pilot, "f10")
        await done(pilot)
        assert any(text.startswith("Done: Moved") for text in said(pilot))
    assert shop.held("MH02", "paris") == "9"


# -- deleting the marked products ---------------------------------------------------------


async def test_marked_products_are_deleted_after_a_question_with_numbers(
    running: Running, shop: World, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, "slash", "<hoodie>", "enter", "asterisk", "minus", "space", "space")
        await press(pilot, "D")
        assert "2 products with" in screen_text(pilot)
        assert "no undo brings them back" in screen_text(pilot).replace("\n", " ")
        await press(pilot, "escape")
        assert "2 marked" in screen_text(pilot)
        await press(pilot, "D", "f10")
        assert "Deleted 2 SKUs" in screen_text(pilot)
    with pytest.raises(Refused):
        showing.show(database, "MH01-XS-Black")


async def test_products_that_orders_hold_are_taken_along_only_when_told_so(
    running: Running, shop: World, database: Database
) -> None:
    shop.stock("Shop", "berlin", channels=["eu"])
    Shop(shop).place({"MH02": 2})
    async with running() as pilot:
        await press(pilot, "asterisk", "D")
        assert "Left out, because orders hold units of them: MH02" in screen_text(pilot)
        await press(pilot, "D")
        assert "these orders stay open" in screen_text(pilot).replace("\n", " ")
        await press(pilot, "escape")
    assert showing.show(database, "MH02").product.sku == "MH02"
