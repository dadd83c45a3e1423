"""Flows about orders that are cancelled: whole, by line, after parts left or were billed."""

from __future__ import annotations

import pytest

from inventory_tui.domain.order_request import OrderRequest, RequestedLine
from inventory_tui.services.orders import ordering
from inventory_tui.store.database import Database
from inventory_tui.tui.screens.orders.order import OrderScreen
from tests.services.shopping import Shop, amount
from tests.tui.conftest import Running, lines, press
from tests.tui.flows import case, flow
from tests.tui.flows.office import CLERK, compose, held, plain, salable, save, words
from tests.tui.flows.selling import CUSTOM, begin_order, counts, order_of, sell_from
from tests.world import World

DEFAULT = "Default Stock"
PAGE = ("4", "2", "enter")
"""Keys: the page of order 42."""
CANCEL_ALL = ("asterisk", "c", "f10")
"""Keys: on an order's page, all of its lines."""


@pytest.fixture
def world(database: Database) -> World:
    """Nothing but what every database has."""
    return World(database)


def buy(world: World, **lines: int) -> None:
    """What a shopper does: order 42."""
    Shop(world).place({**lines}, "000000042", "base")


@flow(
    "cancellation", "add product to cart after cancel order downloadable product custom stock"
)
async def test_what_was_cancelled_can_be_ordered_again_but_not_more(
    running: Running, world: World, database: Database
) -> None:
    sell_from(world, CUSTOM)
    world.product("FILE", type="downloadable", berlin=100)
    buy(world, FILE=100)
    async with running() as pilot:
        await begin_order(pilot, "FILE=1")
        assert "FILE: Custom has none left to promise" in plain(pilot)
        await press(pilot, "escape", "D", *PAGE, *CANCEL_ALL)
        await begin_order(pilot, "FILE=101")
        assert "FILE: Custom can promise 100" in plain(pilot)
        await press(pilot, "tab", "e", "<100>", "enter", "f10")
        assert isinstance(pilot.app.screen, OrderScreen)
    assert salable(database, "FILE") == {CUSTOM: "0"}


@pytest.mark.parametrize(
    ("kind", "stock", "ordered"),
    [
        case("cancellation", title, *values)
        for title, *values in [
            (
                "admin cancel order configurable product with drop down attribute and custom "
                "source",
                *("configurable", CUSTOM, 10),
            ),
            (
                "admin cancel order downloadable product custom stock ext. admin create "
                "downloadable product with custom stock",
                *("downloadable", CUSTOM, 5),
            ),
            (
                "admin cancel order with bundle product default stock ext. admin create order "
                "with bundle product default stock",
                *("bundle", DEFAULT, 5),
            ),
            (
                "admin cancel order with bundle product ship separately custom stock",
                *("separate", CUSTOM, 10),
            ),
            (
                "admin order with simple product on test stock canceled from admin ext. admin "
                "order with simple product on default stock canceled from admin",
                *("simple", CUSTOM, 5),
            ),
            (
                "admin order with virtual product on test stock canceled from",
                *("virtual", CUSTOM, 10),
            ),
        ]
    ],
)
async def test_a_cancelled_order_gives_everything_free(
    running: Running, world: World, database: Database, kind: str, stock: str, ordered: int
) -> None:
    stock, source = sell_from(world, stock)
    made = kind in ("configurable", "bundle", "separate")
    part = "PART" if made else "THING"
    world.product(part, type="simple" if made else kind, **{source: 100})
    if made:
        compose(database, "THING", kind.replace("separate", "bundle"), {"PART": 1})
    line = (
        RequestedLine("PART", amount(ordered), chosen_as="THING")
        if kind == "configurable"
        else RequestedLine("THING", amount(ordered))
    )
    ordering.place(database, OrderRequest("base", (line,), "000000042"), cause=CLERK)
    assert salable(database, part)[stock] == str(100 - ordered)
    async with running() as pilot:
        await press(pilot, *PAGE, "asterisk", "c")
        assert f"{ordered} units free again in {stock}" in plain(pilot)
        await press(pilot, "f10")
        assert "· Canceled ·" in lines(pilot)[1]
        assert words(pilot, part)[-1] == "100"
    assert counts(database, "42")[part] == {"ordered": str(ordered), "cancelled": str(ordered)}
    assert salable(database, part)[stock] == "100"
    assert held(database, part) == {source: "100"}


@flow(
    "cancellation",
    "admin cancel order with simple product custom stock after partial shipment",
)
async def test_what_did_not_leave_yet_is_cancelled(
    running: Running, world: World, database: Database
) -> None:
    sell_from(world, CUSTOM)
    world.product("SIMPLE", berlin=100)
    buy(world, SIMPLE=5)
    async with running() as pilot:
        await press(pilot, *PAGE, "d", "3")
        await save(pilot)
        await press(pilot, *CANCEL_ALL)
        assert words(pilot, "SIMPLE")[1:] == ["5", "0", "3", "2", "0", "97"]
        assert "· Complete ·" in lines(pilot)[1]
    assert counts(database, "42") == {
        "SIMPLE": {"ordered": "5", "shipped": "3", "cancelled": "2"}
    }
    assert held(database, "SIMPLE") == {"berlin": "97"}
    assert salable(database, "SIMPLE") == {CUSTOM: "97"}


@pytest.mark.parametrize(
    ("kind", "left"),
    [
        case(
            "cancellation",
            "admin cancel order with simple product default source after partial invoice",
            *("simple", "1000"),
        ),
        case(
            "cancellation",
            "admin cancel order with virtual product default source after partial invoice",
            *("virtual", "999"),
        ),
    ],
)
async def test_what_is_not_invoiced_is_cancelled(
    running: Running, world: World, database: Database, kind: str, left: str
) -> None:
    world.product("THING", type=kind, default=1000)
    buy(world, THING=5)
    async with running() as pilot:
        await press(pilot, *PAGE, "I", "1")
        await save(pilot)
        await press(pilot, *CANCEL_ALL)
        assert words(pilot, "THING")[1:] == ["5", "1", "0", "4", "0", "999"]
    assert counts(database, "42") == {
        "THING": {"ordered": "5", "invoiced": "1", "cancelled": "4"}
    }
    assert held(database, "THING") == {"default": left}
    assert salable(database, "THING") == {DEFAULT: "999"}


@flow(
    "cancellation",
    "admin order with simple product on default stock canceled from admin after full shipment "
    "ext. admin order with simple product on default stock canceled from admin",
)
async def test_what_left_cannot_be_cancelled(
    running: Running, world: World, database: Database
) -> None:
    world.product("SIMPLE", default=1000)
    buy(world, SIMPLE=5)
    async with running() as pilot:
        await press(pilot, *PAGE, "d")
        await save(pilot)
        assert "· Complete ·" in lines(pilot)[1]
        assert "Cancel" not in lines(pilot)[23]
        await press(pilot, *CANCEL_ALL)
    assert order_of(database, "42").status == "complete"
    assert held(database, "SIMPLE") == {"default": "995"}
    assert salable(database, "SIMPLE") == {DEFAULT: "995"}


@flow(
    "cancellation",
    "admin order with two simple products on test stock canceled from admin after partial "
    "invoice and partial shipment",
)
async def test_of_two_lines_that_what_neither_left_nor_is_invoiced_is_cancelled(
    running: Running, world: World, database: Database
) -> None:
    sell_from(world, CUSTOM)
    world.products("ONE", "TWO", berlin=100)
    buy(world, ONE=5, TWO=5)
    async with running() as pilot:
        await press(pilot, *PAGE, "I", "2", "down", "3")
        await save(pilot)
        await press(pilot, "d", "2", "down", "3")
        await save(pilot)
        assert "· Processing ·" in lines(pilot)[1]
        await press(pilot, *CANCEL_ALL)
        assert words(pilot, "ONE")[1:] == ["5", "2", "2", "3", "0", "98"]
        assert words(pilot, "TWO")[1:] == ["5", "3", "3", "2", "0", "97"]
    assert salable(database, "ONE") == {CUSTOM: "98"}
    assert salable(database, "TWO") == {CUSTOM: "97"}
    assert held(database, "ONE") == {"berlin": "98"}
    assert held(database, "TWO") == {"berlin": "97"}
