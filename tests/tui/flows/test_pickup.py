"""Flows about orders that customers fetch: made ready, invoiced, and taken back."""

from __future__ import annotations

from typing import Any

import pytest

from inventory_tui.domain.order import Address
from inventory_tui.domain.order_request import OrderRequest, RequestedLine
from inventory_tui.services.orders import ordering
from inventory_tui.services.reports import alert_rounds
from inventory_tui.store.database import Database
from tests.services.shopping import amount
from tests.tui.conftest import Running, lines, press
from tests.tui.flows import case, flow
from tests.tui.flows.office import CLERK, compose, held, plain, product_page, said, salable
from tests.tui.flows.selling import CUSTOM, counts, order_of
from tests.tui.flows.wares import PAGE, counted
from tests.world import World

ADA = Address("Ada Ek", "ada@example.org", "Storgata 5", "Oslo", "", "0155", "NO")


@pytest.fixture
def world(database: Database) -> World:
    """Two shops of one stock where orders are fetched, and goods at both."""
    world = World(database)
    here = {"street": "Street 1", "city": "City", "phone": "1", "pickup": True}
    with world.at_once():
        for code in ("austin", "culver"):
            world.source(code, **here)
        world.stock(CUSTOM, "austin", "culver", channels=["base"])
        world.product("SIMPLE", austin=100, culver=100)
    return world


def bought(world: World, *lines: RequestedLine) -> None:
    """What a shopper does: order 42, fetched in Culver."""
    asked = OrderRequest("base", lines, "000000042", ship_to=ADA, pickup_location="culver")
    ordering.place(world.database, asked, cause=CLERK)


def simple(count: int) -> RequestedLine:
    return RequestedLine("SIMPLE", amount(count))


def told(database: Database) -> list[str]:
    """Whom the next round of messages tells that their order is ready."""
    messages: list[Any] = []
    alert_rounds.run(database, [lambda one: messages.append(dict(one))], cause=CLERK)
    return [one["email"] for one in messages]


@flow("pickup", "admin create shipment with simple product custom stock")
async def test_an_order_that_is_ready_left_where_it_is_fetched(
    running: Running, world: World, database: Database
) -> None:
    bought(world, simple(1))
    async with running() as pilot:
        await press(pilot, *PAGE)
        assert lines(pilot)[2].startswith(" Fetched at culver · Ada Ek")
        assert "Next: d Ready for pickup at culver (1 left, all can ship)" in plain(pilot)
        await press(pilot, "d")
        assert "1 unit leaves culver in a shipment." in plain(pilot)
        assert "ada@example.org is told" in plain(pilot)
        await press(pilot, "f10")
        assert "· Complete ·" in lines(pilot)[1]
        assert lines(pilot)[2].startswith(" Ready at culver since 20 Nov")
        assert counted(pilot, "SIMPLE") == ["1", "0", "1", "0", "0", "199"]
        await press(pilot, "tab", "enter")
        assert "from culver" in lines(pilot)[1]
    assert order_of(database, "42").shipping_method.startswith("In-Store Pickup")
    assert held(database, "SIMPLE") == {"austin": "100", "culver": "99"}
    assert salable(database, "SIMPLE") == {CUSTOM: "199"}
    assert told(database) == ["ada@example.org"]


@flow("pickup", "admin create invoice with simple product custom stock")
async def test_an_invoice_leaves_what_is_fetched_where_it_is(
    running: Running, world: World, database: Database
) -> None:
    bought(world, simple(1))
    async with running() as pilot:
        await press(pilot, *PAGE, "I", "f10")
        assert "· Processing ·" in lines(pilot)[1]
        assert counted(pilot, "SIMPLE") == ["1", "1", "0", "0", "0", "199"]
        assert "Next: d Ready for pickup at culver" in plain(pilot)
    assert held(database, "SIMPLE") == {"austin": "100", "culver": "100"}
    assert salable(database, "SIMPLE") == {CUSTOM: "199"}


@flow("pickup", "admin create invoice and shipment with simple product custom stock")
async def test_invoiced_and_ready_it_is_complete(
    running: Running, world: World, database: Database
) -> None:
    bought(world, simple(1))
    async with running() as pilot:
        await press(pilot, *PAGE, "I", "f10", "d", "f10")
        assert "· Complete ·" in lines(pilot)[1]
        assert "Invoice 1 Shipment 1 no refund nothing held" in plain(pilot)
    assert counts(database, "42") == {
        "SIMPLE": {"ordered": "1", "invoiced": "1", "shipped": "1"}
    }


@flow("pickup", "admin create credit memo with simple product custom stock")
async def test_what_is_taken_back_lies_where_it_was_fetched(
    running: Running, world: World, database: Database
) -> None:
    bought(world, simple(1))
    async with running() as pilot:
        await press(pilot, *PAGE, "I", "f10", "d", "f10")
        await press(pilot, "R", "1", "tab", "space")
        assert "Back at culver: 1 SIMPLE" in plain(pilot)
        await press(pilot, "f10")
        assert "· Closed ·" in lines(pilot)[1]
    assert held(database, "SIMPLE") == {"austin": "100", "culver": "100"}
    assert salable(database, "SIMPLE") == {CUSTOM: "200"}


@pytest.mark.parametrize(
    "kind",
    [
        case("pickup", "admin notify customer for pickup order bundle product", "bundle"),
        case("pickup", "admin notify customer for pickup order grouped product", "grouped"),
    ],
)
async def test_the_customer_is_told_that_all_parts_are_ready(
    running: Running, world: World, database: Database, kind: str
) -> None:
    parts = ("PART-1", "PART-2")
    world.products(*parts, culver=100)
    compose(database, "GOODS", kind, dict.fromkeys(parts, 1))
    if kind == "grouped":
        bought(world, *(RequestedLine(sku, amount(2), chosen_as="GOODS") for sku in parts))
    else:
        bought(world, RequestedLine("GOODS", amount(2)))
    async with running() as pilot:
        await press(pilot, *PAGE, "d")
        assert "4 units leave culver in a shipment." in plain(pilot)
        await press(pilot, "f10")
        assert "· Complete ·" in lines(pilot)[1]
        assert lines(pilot)[2].startswith(" Ready at culver since")
    assert [held(database, sku) for sku in parts] == [{"culver": "98"}] * 2
    assert told(database) == ["ada@example.org"]


@flow("pickup", "admin notify order is ready for pickup twice with simple product custom stock")
async def test_the_customer_is_told_again(
    running: Running, world: World, database: Database
) -> None:
    bought(world, simple(5))
    async with running() as pilot:
        await press(pilot, *PAGE, "d", "f10")
        assert "· Complete ·" in lines(pilot)[1]
        assert lines(pilot)[23].startswith(" d Tell again")
        await press(pilot, "d")
        assert "Order 000000042 is ready at culver: tell again?" in plain(pilot)
        await press(pilot, "f10")
        assert "its customer is told again" in said(pilot)
        assert "· Complete ·" in lines(pilot)[1]
        assert "Shipment 1 no refund nothing held" in plain(pilot)
    assert held(database, "SIMPLE") == {"austin": "100", "culver": "95"}
    assert told(database) == ["ada@example.org"] * 2


@flow(
    "pickup",
    "admin verify notify order is ready for pickup with simple product custom stock",
)
async def test_an_order_is_not_ready_while_its_goods_are_not_there(
    running: Running, world: World, database: Database
) -> None:
    bought(world, simple(5))
    async with running() as pilot:
        await press(pilot, *product_page("SIMPLE"), "home", "down", "e", "<1>", "enter", "f10")
        await press(pilot, "escape", *PAGE)
        assert "Next: waiting for goods: 4 of 5 not at culver yet" in plain(pilot)
        await press(pilot, "d")
        assert "SIMPLE: culver has 1 In Stock, 5 are to be fetched." in plain(pilot)
        await press(pilot, "f10", "escape")
        assert "· Pending ·" in lines(pilot)[1]
        assert "no shipment" in plain(pilot)
    assert counts(database, "42") == {"SIMPLE": {"ordered": "5"}}
    assert held(database, "SIMPLE") == {"austin": "100", "culver": "1"}
    assert told(database) == []
