"""Safety stock, states and incoming on screen: the product page and the inventory page."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert

from inventory_tui.domain.aside import State
from inventory_tui.domain.history import Cause
from inventory_tui.domain.incoming import IncomingQuery
from inventory_tui.services.goods import incoming as goods
from inventory_tui.services.orders import ordering
from inventory_tui.services.products import units as measures
from inventory_tui.services.quantities.stock_changes import QuantityEdit
from inventory_tui.store.database import Database
from inventory_tui.store.tables import incoming
from inventory_tui.tui.screens.products.product import ProductScreen
from inventory_tui.tui.screens.reports.inventory import InventoryScreen
from tests.services.shopping import request
from tests.tui.conftest import Running, lines, press, screen_text
from tests.warehouse.shelf import Shelf, units
from tests.world import World

SKU = "MH01-XS-Black"
OPEN = ("down", "down", "enter")
INVENTORY = ("colon", "<inventory>", "enter")


@pytest.fixture
def shelf(world: World) -> Shelf:
    return Shelf(world)


def row_of(shown: list[str], source: str) -> list[str]:
    return next(line for line in shown if f" {source} " in line).split()


async def test_l_037_the_product_page_edits_the_same_rows(
    running: Running, shelf: Shelf
) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "e", "<90>", "enter", "right", "right", "e", "<2>", "enter")
        assert "2 unsaved · F10 saves" in lines(pilot)[22]
        await press(pilot, "f10")
        assert shelf.world.held(SKU, "default") == "90"
        assert shelf.aside(SKU, "berlin")[0] == "2"
        await press(pilot, "z", "f10")
        assert shelf.world.held(SKU, "default") == "100"
        assert shelf.aside(SKU, "berlin")[0] == "0"
        # the list of products edits the very same row
        await press(pilot, "escape", "e", "<95>", "enter", "f10", "up", "enter")
        assert isinstance(pilot.app.screen, ProductScreen)
        assert "95" in row_of(lines(pilot), "default")
    assert shelf.world.held(SKU, "default") == "95"


async def test_l_034_a_quantity_and_safety_stock_changed_meanwhile_are_asked_about(
    running: Running, shelf: Shelf
) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "e", "<90>", "enter", "up", "right", "right", "e", "<2>")
        await press(pilot, "enter")
        shelf.edit(QuantityEdit(SKU, "default", units(80), safety=units(7)))
        await press(pilot, "f10")
        assert f"Changed elsewhere: {SKU} at default" in screen_text(pilot)
        quantity = next(line for line in lines(pilot) if "(-10)" in line)
        assert quantity.replace("│", "").split() == [
            "Quantity",
            "100",
            "90",
            "(-10)",
            "80",
            "(-20)",
        ]
        await press(pilot, "f10")
        assert "Choose first: e sets yours, D takes theirs" in screen_text(pilot)
        assert shelf.world.held(SKU, "default") == "80"
        # theirs of the quantity is what is read again; mine of the safety stock
        await press(pilot, "D")
        safety = next(line for line in lines(pilot) if "(+2)" in line)
        assert safety.replace("│", "").split() == ["Safety", "0", "2", "(+2)", "7", "(+7)"]
        await press(pilot, "e", "f10")
        assert "80" in row_of(lines(pilot), "default")
    assert shelf.world.held(SKU, "default") == "80"
    assert shelf.aside(SKU, "default")[0] == "2"


async def test_a_row_of_which_something_else_changed_is_saved_all_the_same_when_that_is_meant(
    running: Running, shelf: Shelf
) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "right", "right", "e", "<2>", "enter")
        shelf.put(SKU, "default", 60)
        await press(pilot, "f10")
        assert "safety stock 0 → 2" in screen_text(pilot)
        assert "100 → 60" in screen_text(pilot)
        await press(pilot, "f10")
    assert (shelf.aside(SKU, "default")[0], shelf.world.held(SKU, "default")) == ("2", "60")


async def test_l_053_sources_are_told_one_by_one(
    running: Running, shelf: Shelf, database: Database
) -> None:
    shelf.safety(SKU, "default", 30)
    shelf.state(SKU, "default", 5, "for_sale", "damaged")
    with database.write() as transaction:
        transaction.connection.execute(
            insert(incoming).values(
                erc="x",
                erc_key="x",
                product_id=transaction.products.known(SKU).id,
                source_id=transaction.sources.known("berlin").id,
                quantity=120_000,
                expected_on="2027-01-01",
            )
        )
    async with running() as pilot:
        await press(pilot, *OPEN)
        shown = lines(pilot)
        titles = " ".join(shown[3].split())
        assert titles == "Source Status Quantity Notify below Safety Available Incoming"
        assert row_of(shown, "default")[-5:] == ["100", "1*", "30", "65", "–"]
        assert row_of(shown, "berlin")[-5:] == ["4", "1*", "–", "4", "12"]
        assert "5 damaged at default" in shown[21]
        page = pilot.app.screen
        assert isinstance(page, ProductScreen)
        live = {command.id for command, _, may in page.live() if may}
        assert live >= {"edit", "assign", "transfer"}


async def test_units_change_their_state_in_a_small_dialog(
    running: Running, shelf: Shelf
) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "colon", "<state of units>", "enter")
        assert "State of units of MH01-XS-Black" in screen_text(pilot)
        await press(pilot, "tab", "<200>", "f10")
        assert " not 200." in screen_text(pilot)
        await press(pilot, "ctrl+u", "<3>", "f10")
        assert shelf.aside(SKU, "default") == ("0", "3", "0")
        assert "3 damaged at default" in screen_text(pilot)


async def test_l_054_what_orders_hold_with_account_and_expiry(
    running: Running, database: Database, cause: Cause
) -> None:
    asked = request({SKU: 7}, "77", channel="base", account="ACME", expires="2030-01-02T03:04")
    ordering.place(database, asked, cause=cause)
    async with running() as pilot:
        await press(pilot, *OPEN, "tab", "tab")
        titles = lines(pilot)[3].split()
        assert titles == ["Order", "Account", "Placed", "Stock", "Held", "Expires"]
        row = lines(pilot)[4]
        assert " 77 " in row
        assert "ACME" in row
        assert " 7 " in row
        assert "2 Jan 30 03:04" in row


async def test_l_056_history_newest_first_by_kind_user_and_date(
    running: Running, shelf: Shelf
) -> None:
    shelf.put(SKU, "default", 99)
    shelf.safety(SKU, "default", 3)
    async with running() as pilot:
        await press(pilot, *OPEN, "tab", "tab", "tab", "tab")
        assert "safety at default" in lines(pilot)[4]
        assert "quantity at default" in lines(pilot)[5]
        await press(pilot, "slash", "<quantities set>", "f10")
        assert "quantity at default" in lines(pilot)[4]
        assert "Only quantities set" in screen_text(pilot)
        assert "safety at default" not in screen_text(pilot)
        await press(pilot, "slash", "ctrl+u", "tab", "<nobody>", "f10")
        assert "at default" not in screen_text(pilot)
        await press(pilot, "slash", "tab", "ctrl+u", "<clerk>", "f10")
        assert "Only by clerk" in screen_text(pilot)
        assert "quantity at default" in lines(pilot)[5]
        await press(pilot, "slash", "tab", "tab", "<soon>", "f10")
        assert "! write a date as 2026-11-20" in screen_text(pilot)
        await press(pilot, "ctrl+u", "<today>", "f10")
        assert "quantity at default" in lines(pilot)[5]
        await press(pilot, "slash", "tab", "tab", "ctrl+u", "tab", "<2001-02-03>", "f10")
        assert "Only by clerk, until 2001-02-03" in screen_text(pilot)
        assert "Nothing of its history is like that." in screen_text(pilot)


async def test_l_050_the_inventory_page_has_six_columns_with_the_right_figures(
    running: Running, shelf: Shelf, database: Database, cause: Cause
) -> None:
    typed = {"name": "Piece"}
    measures.add(database, SKU, "piece", typed, cause=cause)
    ordering.place(database, request({SKU: 7}, channel="base"), cause=cause)
    shelf.safety(SKU, "default", 30)
    shelf.state(SKU, "berlin", 1, "for_sale", "damaged")
    expected = {"expected": date(2099, 1, 1), "cause": cause}
    goods.add(database, SKU, "berlin", units(12), **expected)
    goods.add(database, SKU, "berlin", units(9), draft=True, **expected)
    async with running() as pilot:
        await press(pilot, *INVENTORY)
        assert isinstance(pilot.app.screen, InventoryScreen)
        titles = " ".join(lines(pilot)[2].split())
        assert titles == "SKU ▲ Unit On hand Available On order Incoming"
        # available: 104, less 7 on order, 30 safety stock, 1 damaged
        assert row_of(lines(pilot), SKU)[-5:] == ["piece", "104", "66", "7", "12"]
        # inside the SKU, whatever the letter case
        await press(pilot, "slash", "<xs-black>", "enter")
        assert " of " in lines(pilot)[1]
        assert SKU in lines(pilot)[3]
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ProductScreen)
        assert pilot.app.screen.sku == SKU


async def test_l_055_what_is_expected_is_added_edited_received_and_deleted_in_its_tab(
    running: Running, shelf: Shelf, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, *OPEN, "tab", "tab", "tab")
        assert "[Incoming]" in lines(pilot)[2]
        assert "Nothing of it is expected" in screen_text(pilot)
        await press(pilot, "n", "tab", "tab", "<6>", "tab", "<2099-01-01>", "f10")
        titles = lines(pilot)[3].split()
        assert titles == ["Quantity", "Destination", "Expected", "Delivery", "Received", "Note"]
        assert "[Incoming 1]" in lines(pilot)[2]
        row = lines(pilot)[4].split()
        assert [word for word in row if word != "▸"][:3] == ["6", "default", "2099-01-01"]
        await press(pilot, "e", "ctrl+u", "<berlin>", "tab", "ctrl+u", "<8>", "tab", "ctrl+u")
        await press(pilot, "<2099-02-03>", "f10")
        row = lines(pilot)[4].split()
        assert [word for word in row if word != "▸"][:3] == ["8", "berlin", "2099-02-03"]
        await press(pilot, "enter", "ctrl+u", "<5>", "f10")
        assert shelf.world.held(SKU, "berlin") == "9"
        row = lines(pilot)[4].split()
        assert [word for word in row if word != "▸"][:4] == ["3", "berlin", "2099-02-03", "5"]
        await press(pilot, "D")
        assert f"Expect 3 of {SKU} at berlin no longer?" in screen_text(pilot)
        await press(pilot, "f10")
        assert "Nothing of it is expected" in screen_text(pilot)
    assert shelf.world.held(SKU, "berlin") == "9"
    assert goods.find(database, IncomingQuery()) == []


def test_states_are_named_as_people_read_them() -> None:
    assert [state.label for state in State] == ["for sale", "damaged", "in quality check"]
