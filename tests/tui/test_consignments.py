"""Consignments on screen: opened from orders, their rows, the steps, the second list."""

from __future__ import annotations

import pytest

from inventory_tui.domain.consignment import Consignment, ConsignmentStatus
from inventory_tui.domain.order import Address
from inventory_tui.services.shipping import consignment_steps, consignments, shipping
from inventory_tui.tui.screens.orders.order import OrderScreen
from inventory_tui.tui.screens.shipments.consignment import ConsignmentScreen
from inventory_tui.tui.screens.shipments.consignments import ConsignmentsScreen
from inventory_tui.tui.screens.shipments.shipment import ShipmentScreen
from inventory_tui.tui.screens.shipments.shipments import ShipmentsScreen
from tests.services.shopping import CLERK, Shop
from tests.tui.conftest import Running, lines, press, screen_text

LIST = ("g", "5", "tab")


@pytest.fixture
def ann(shop: Shop) -> Shop:
    """Two orders of one customer, to one address."""
    address = Address("Ann", "ann@x.example", "1 Dock Rd", "Oslo", "", "0155", "NO")
    shop.place({"HOOD": 2}, "51", ship_to=address)
    shop.place({"TOP": 1}, "52", ship_to=address)
    return shop


def made(shop: Shop) -> Consignment:
    return consignments.add(shop.database, ["51", "52"], cause=CLERK).consignment


def seen(shop: Shop, one: int = 1) -> Consignment:
    return consignments.show(shop.database, str(one))


async def test_marked_orders_become_a_consignment(running: Running, ann: Shop) -> None:
    async with running() as pilot:
        await press(pilot, "g", "4", "slash", "<customer:ann>", "enter", "asterisk", "d")
        assert "Consignment of 2 orders" in screen_text(pilot)
        await press(pilot, "f10")
        assert isinstance(pilot.app.screen, ConsignmentScreen)
        shown = screen_text(pilot)
        assert "Consignment 1 · Processing · 2 orders, 2 rows, 3 units" in shown
        assert "ann@x.example · Ann · 1 Dock Rd, 0155 Oslo, NO · eu" in shown
        assert "Next: F10 Finish – takes" in shown
    assert [row.sku for row in seen(ann).rows] == ["HOOD", "TOP"]


async def test_orders_of_several_accounts_say_so(running: Running, ann: Shop) -> None:
    async with running() as pilot:
        await press(pilot, "g", "4", "asterisk", "d", "f10")
        assert "A consignment holds orders of one account" in screen_text(pilot)


async def test_it_goes_step_by_step_by_f10(running: Running, ann: Shop) -> None:
    made(ann)
    async with running() as pilot:
        await press(pilot, *LIST)
        assert isinstance(pilot.app.screen, ConsignmentsScreen)
        assert "1 consignment" in lines(pilot)[1]
        await press(pilot, "enter", "f10")
        assert "Ready to ship" in lines(pilot)[1]
        assert "Consignment 1 finished" in screen_text(pilot)
        await press(pilot, "f10")
        assert "Ship consignment 1?" in screen_text(pilot)
        await press(pilot, "escape")
        assert seen(ann).status is ConsignmentStatus.READY
        await press(pilot, "f10", "f10")
        assert seen(ann).status is ConsignmentStatus.SHIPPED
        await press(pilot, "f10", "f10")
        assert "It arrived; nothing is left to do" in screen_text(pilot)
    assert seen(ann).status is ConsignmentStatus.DELIVERED


async def test_a_row_takes_source_and_quantity(running: Running, ann: Shop) -> None:
    one = made(ann)
    source = one.rows[0].source
    async with running() as pilot:
        await press(pilot, *LIST, "enter", "e", "ctrl+u", "tab", "ctrl+u", "0", "f10")
        assert "Not yet: " in screen_text(pilot)
        await press(pilot, "f10")
        refusal = screen_text(pilot)
        assert "has no source" in refusal
        assert "has quantity 0" in refusal
        await press(pilot, "escape", "e", f"<{source}>", "tab", "ctrl+u", "9", "f10")
        assert "2 of 2 are outstanding" in screen_text(pilot)
        await press(pilot, "ctrl+u", "1", "f10")
        assert str(seen(ann).rows[0].quantity) == "1"
        await press(pilot, "n", "<paris>", "f10")
    assert [(row.sku, str(row.quantity)) for row in seen(ann).rows] == [
        ("HOOD", "1"),
        ("HOOD", "1"),
        ("TOP", "1"),
    ]


async def test_rows_are_removed_and_it_is_cancelled_and_deleted(
    running: Running, ann: Shop
) -> None:
    one = made(ann)
    consignment_steps.finish(ann.database, one.id, cause=CLERK)
    async with running() as pilot:
        await press(pilot, *LIST, "enter", "D")
        assert "Remove 1 row of consignment 1?" in screen_text(pilot)
        await press(pilot, "f10")
        assert [row.sku for row in seen(ann).rows] == ["TOP"]
        await press(pilot, "c", "f10")
        assert "Cancelled" in lines(pilot)[1]
        await press(pilot, "colon", "<delete consignment>", "enter", "f10")
        assert isinstance(pilot.app.screen, ConsignmentsScreen)
        assert "No consignments yet" in screen_text(pilot)
    assert (ann.status("51"), ann.status("52")) == ("pending", "pending")
    ann.check()


async def test_carrier_and_days_are_said_by_t(running: Running, ann: Shop) -> None:
    made(ann)
    async with running() as pilot:
        await press(pilot, *LIST, "enter", "T", "<dhl>", "tab", "<JD01>", "f10")
        assert "Carrier    dhl · JD01" in screen_text(pilot)
        await press(pilot, "T", "tab", "tab", "<JD>", "f10")
        assert "write an address such as" in screen_text(pilot)


async def test_tab_leads_back_and_enter_to_the_order(running: Running, ann: Shop) -> None:
    made(ann)
    async with running() as pilot:
        await press(pilot, *LIST, "tab")
        assert isinstance(pilot.app.screen, ShipmentsScreen)
        await press(pilot, "colon", "<consignments>", "enter", "enter", "enter")
        assert isinstance(pilot.app.screen, OrderScreen)
        assert "51" in lines(pilot)[1]


async def test_its_reference_opens_it_from_anywhere(running: Running, ann: Shop) -> None:
    consignments.add(ann.database, ["51"], erc="7700-A", cause=CLERK)
    async with running() as pilot:
        await press(pilot, "7", "<700-a>", "enter")
        assert isinstance(pilot.app.screen, ConsignmentScreen)


async def test_one_that_should_have_left_says_so(running: Running, ann: Shop) -> None:
    one = made(ann)
    consignments.edit(ann.database, one.id, {"ship_on": "2020-01-02"}, cause=CLERK)
    async with running() as pilot:
        await press(pilot, *LIST)
        assert "2020-01-02!" in screen_text(pilot)
        await press(pilot, "enter")
        assert "ships 2020-01-02 (late)" in screen_text(pilot)


async def test_a_shipment_takes_its_tracking_later(running: Running, ann: Shop) -> None:
    id = ann.ship("51", "berlin").shipments[0].id
    async with running() as pilot:
        await press(pilot, "g", "5", "enter", "T", "<dhl>", "tab", "tab", "<JD9>", "f10")
        assert isinstance(pilot.app.screen, ShipmentScreen)
        assert "JD9" in screen_text(pilot)
    assert [one.number for one in shipping.show(ann.database, id).tracking] == ["JD9"]
