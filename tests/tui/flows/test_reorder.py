"""Flows about an order that is placed once more."""

from __future__ import annotations

import pytest

from inventory_tui.domain.order_request import OrderRequest, RequestedLine
from inventory_tui.services.orders import ordering
from inventory_tui.services.products import catalog
from inventory_tui.store.database import Database
from inventory_tui.tui.screens.orders.new_order import NewOrderScreen
from inventory_tui.tui.screens.orders.order import OrderScreen
from tests.services.shopping import Shop, amount
from tests.tui.conftest import Running, lines, press
from tests.tui.flows import case, flow
from tests.tui.flows.office import CLERK, compose, held, plain, row, salable, words
from tests.tui.flows.selling import CUSTOM, counts, order_of, sell_from
from tests.world import World

DEFAULT = "Default Stock"
AGAIN = ("4", "2", "enter", "n")
"""Keys: a new order of the lines of order 42."""


@pytest.fixture
def world(database: Database) -> World:
    """Nothing but what every database has."""
    return World(database)


@pytest.mark.parametrize(
    ("kind", "stock", "ordered"),
    [
        case("reorder", title, *values)
        for title, *values in [
            (
                "admin reorder of the order with configurable product with drop down attribute "
                "on default stock from admin",
                *("configurable", DEFAULT, 5),
            ),
            ("admin reorder simple product default stock", "simple", DEFAULT, 1),
            ("registered customer reorder grouped product custom stock", "grouped", CUSTOM, 1),
            (
                "registered customer reorder grouped product default stock",
                *("grouped", DEFAULT, 1),
            ),
            (
                "reorder of the order with simple product on test stock from admin",
                *("simple", CUSTOM, 1),
            ),
        ]
    ],
)
async def test_an_order_is_placed_again(
    running: Running, world: World, database: Database, kind: str, stock: str, ordered: int
) -> None:
    stock, source = sell_from(world, stock)
    world.products("PART", "OTHER", **{source: 100})
    under = "" if kind == "simple" else "THING"
    if under:
        compose(database, "THING", kind, {"PART": 1, "OTHER": 1})
    line = RequestedLine("PART", amount(ordered), chosen_as=under)
    ordering.place(database, OrderRequest("base", (line,), "000000042"), cause=CLERK)
    async with running() as pilot:
        await press(pilot, *AGAIN)
        assert isinstance(pilot.app.screen, NewOrderScreen)
        assert "The lines of order 000000042 again" in plain(pilot)
        assert words(pilot, "PART")[-2:] == [str(ordered), str(100 - ordered)]
        await press(pilot, "f10")
        assert isinstance(pilot.app.screen, OrderScreen)
        assert "Order 000000002 · Pending" in lines(pilot)[1]
        assert words(pilot, "PART")[-1] == str(100 - 2 * ordered)
    assert counts(database, "2") == counts(database, "42")
    assert [one.chosen_as or "" for one in order_of(database, "2").lines] == [under]
    assert salable(database, "PART")[stock] == str(100 - 2 * ordered)
    assert held(database, "PART") == {source: "100"}


@pytest.mark.parametrize(
    ("kind", "stock"),
    [
        case("reorder", title, *values)
        for title, *values in [
            (
                "reorder button downlodable product default source",
                *("downloadable", DEFAULT),
            ),
            ("reorder button simple product on default stock", "simple", DEFAULT),
            (
                "reorder button simple product on test stock ext. reorder button simple "
                "product on default stock",
                *("simple", CUSTOM),
            ),
            (
                "reorder button virtual product on custom stock ext. reorder button virtual "
                "product on default stock",
                *("virtual", CUSTOM),
            ),
        ]
    ],
)
async def test_an_order_whose_goods_are_gone_is_not_placed_again(
    running: Running, world: World, database: Database, kind: str, stock: str
) -> None:
    stock, source = sell_from(world, stock)
    world.product("THING", type=kind, **{source: 10})
    Shop(world).place({"THING": 10}, "000000042", "base")
    async with running() as pilot:
        await press(pilot, *AGAIN)
        assert f"THING: {stock} has none left to promise" in plain(pilot)
        await press(pilot, "f10")
        assert isinstance(pilot.app.screen, NewOrderScreen)
    assert salable(database, "THING")[stock] == "0"


@flow("reorder", "reorder button grouped product on test stock")
async def test_a_member_that_is_gone_is_taken_off_the_order_that_is_placed_again(
    running: Running, world: World, database: Database
) -> None:
    sell_from(world, CUSTOM)
    world.products("BALL", "MAT", berlin=10)
    compose(database, "GROUP", "grouped", {"BALL": 1, "MAT": 1})
    lines_of_group = tuple(
        RequestedLine(sku, amount(2), chosen_as="GROUP") for sku in ("BALL", "MAT")
    )
    ordering.place(database, OrderRequest("base", lines_of_group, "000000042"), cause=CLERK)
    catalog.edit(database, "BALL", {"enabled": "no"}, cause=CLERK)
    async with running() as pilot:
        await press(pilot, *AGAIN)
        assert "✗" in row(pilot, "BALL")
        await press(pilot, "f10")
        assert isinstance(pilot.app.screen, NewOrderScreen)
        await press(pilot, "tab", "home", "D", "f10")
        assert isinstance(pilot.app.screen, OrderScreen)
    assert counts(database, "2") == {"MAT": {"ordered": "2"}}
