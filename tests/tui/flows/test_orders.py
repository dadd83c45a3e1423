"""Flows about orders that staff take down: what of which product, from which stock."""

from __future__ import annotations

import pytest

from inventory_tui.store.database import Database
from inventory_tui.tui.screens.orders.new_order import NewOrderScreen
from inventory_tui.tui.screens.orders.order import OrderScreen
from tests.services.shopping import Shop
from tests.tui.conftest import Running, lines, press, screen_text
from tests.tui.flows import case, flow
from tests.tui.flows.office import (
    ORDERS,
    compose,
    find,
    held,
    plain,
    product_page,
    row,
    salable,
    words,
)
from tests.tui.flows.selling import (
    CUSTOM,
    begin_order,
    counts,
    order_of,
    sell_from,
    take_order,
)
from tests.world import World

DEFAULT = "Default Stock"


@pytest.fixture
def world(database: Database) -> World:
    """Nothing but what every database has."""
    return World(database)


@pytest.mark.parametrize(
    ("kind", "stock", "channel", "there", "ordered"),
    [
        case("orders", title, *values)
        for title, *values in [
            (
                "admin create order with downloadable product default stock",
                *("downloadable", DEFAULT, "base", 100, 1),
            ),
            (
                "admin create order with virtual product default stock",
                *("virtual", DEFAULT, "base", 1000, 1),
            ),
            (
                "admin create order with simple product with all quantity default stock main "
                "website",
                *("simple", DEFAULT, "base", 100, 100),
            ),
            (
                "admin user create order with simple product on test stock from custom website",
                *("simple", CUSTOM, "eu", 100, 5),
            ),
            (
                "admin user created order with virtual product on default stock from custom "
                "website ext. storefront logged in customer create order with simple product "
                "on test stock from custom website",
                *("virtual", DEFAULT, "eu", 15, 5),
            ),
            (
                "admin user created order with virtual product on test stock from custom "
                "website ext. storefront logged in customer create order with simple product "
                "on test stock from custom website",
                *("virtual", CUSTOM, "eu", 15, 5),
            ),
            (
                "order virtual product on default stock custom website",
                *("virtual", DEFAULT, "eu", 100, 1),
            ),
        ]
    ],
)
async def test_an_order_holds_and_takes_nothing_from_its_sources(
    running: Running,
    world: World,
    database: Database,
    kind: str,
    stock: str,
    channel: str,
    there: int,
    ordered: int,
) -> None:
    stock, source = sell_from(world, stock, channel)
    world.product("THING", type=kind, **{source: there})
    async with running() as pilot:
        await begin_order(pilot, f"THING={ordered}", channel=channel)
        assert words(pilot, "THING")[-2:] == [str(ordered), f"{there:,}"]
        assert "✓ F10 places the order" in plain(pilot)
        assert f"from {stock}" in lines(pilot)[1]
        await press(pilot, "f10")
        assert isinstance(pilot.app.screen, OrderScreen)
        assert f"Order 000000001 · Pending · {channel}" in plain(pilot) or channel == "base"
        assert words(pilot, "THING")[1] == str(ordered)
        assert words(pilot, "THING")[-1] == str(there - ordered)
    assert salable(database, "THING")[stock] == str(there - ordered)
    assert held(database, "THING") == {source: str(there)}
    assert counts(database) == {"THING": {"ordered": str(ordered)}}


_CONFIGURABLE = "admin order created {} configurable product with {} attribute via the admin"


@pytest.mark.parametrize(
    ("attribute", "customer", "channel"),
    [
        case("orders", title, *values)
        for title, *values in [
            (_CONFIGURABLE.format("for guest customer with", "drop down"), "drop", "", "base"),
            (
                _CONFIGURABLE.format("for guest customer with", "drop down") + " (2)",
                *("drop", "", "eu"),
            ),
            (_CONFIGURABLE.format("for guest customer with", "swatch"), "swatch", "", "eu"),
            (_CONFIGURABLE.format("for guest customer with", "text"), "text", "", "eu"),
            (_CONFIGURABLE.format("with", "swatch"), "swatch", "john@example.org", "eu"),
            (_CONFIGURABLE.format("with", "text"), "text", "john@example.org", "eu"),
        ]
    ],
)
async def test_a_variant_is_chosen_under_its_configurable_product(
    running: Running,
    world: World,
    database: Database,
    attribute: str,
    customer: str,
    channel: str,
) -> None:
    stock, source = sell_from(world, CUSTOM, channel)
    skus = [f"SHIRT-{attribute}-{number}" for number in (1, 2)]
    world.products(*skus, **{source: 100})
    compose(database, "SHIRT", "configurable", dict.fromkeys(skus, 1))
    async with running() as pilot:
        await begin_order(pilot, channel=channel)
        if channel != "base":
            await press(pilot, "shift+tab", "shift+tab")
        await press(pilot, "<SHIRT=5>", "enter")
        assert "SHIRT: which variant" in plain(pilot)
        assert words(pilot, skus[1])[-1] == "100"
        await press(pilot, f"<{attribute}-2>", "enter")
        assert words(pilot, skus[1])[-2:] == ["5", "100"]
        await press(pilot, "tab", "tab", "tab", "tab", "<John First>", "tab", f"<{customer}>")
        await press(pilot, "f10")
        assert "· Pending ·" in lines(pilot)[1]
        assert "John First" in plain(pilot)
        assert words(pilot, skus[1])[1] == "5"
        assert words(pilot, skus[1])[-1] == "95"
        await press(pilot, "escape")
        assert "John First" in row(pilot, "000000001")
        assert "Pending" in row(pilot, "000000001")
    assert [line.chosen_as for line in order_of(database).lines] == ["SHIRT"]
    assert salable(database, skus[1]) == {stock: "95"}
    assert held(database, skus[1]) == {source: "100"}


@flow("orders", "admin create order with multiple address customer with simple product")
async def test_the_address_typed_is_the_one_of_the_order(
    running: Running, world: World, database: Database
) -> None:
    world.product("SIMPLE", default=10)
    async with running() as pilot:
        for street in ("Storgata 5", "Lilletorget 1"):
            await begin_order(pilot, "SIMPLE")
            await press(pilot, *["tab"] * 4, "<Ada Ek>", "tab", "tab", "ctrl+u", f"<{street}>")
            await press(pilot, "tab", "<Oslo>", "tab", "tab", "<0155>", "tab", "<NO>", "f10")
            assert f"Ada Ek · {street}, 0155 Oslo, NO" in plain(pilot)
            await press(pilot, "escape")
    addresses = [order_of(database, number).ship_to.street for number in ("1", "2")]
    assert addresses == ["Storgata 5", "Lilletorget 1"]


@flow(
    "orders",
    "admin user create order from test website with simple product with inventory on default "
    "and test stock",
)
async def test_an_order_holds_only_in_the_stock_of_its_channel(
    running: Running, world: World, database: Database
) -> None:
    sell_from(world, CUSTOM, "eu")
    world.product("SIMPLE", default=10, berlin=10)
    async with running() as pilot:
        await take_order(pilot, "SIMPLE=5", channel="eu")
        assert "held in Custom: 5 units" in plain(pilot)
        await press(pilot, "g", "1", *product_page("SIMPLE"))
        assert "Default 10" in plain(pilot)
        assert "Custom 5" in plain(pilot)
    assert salable(database, "SIMPLE") == {DEFAULT: "10", CUSTOM: "5"}


@flow(
    "orders",
    "create order with configurable product custom stock custom website by sku from customer "
    "account ext. add configurable product by sku from customer account",
)
async def test_a_variant_is_ordered_by_its_own_sku(
    running: Running, world: World, database: Database
) -> None:
    sell_from(world, CUSTOM, "eu")
    world.products("SHIRT-1", "SHIRT-2", berlin=100)
    compose(database, "SHIRT", "configurable", {"SHIRT-1": 1, "SHIRT-2": 1})
    async with running() as pilot:
        await take_order(pilot, "SHIRT-1", channel="eu")
        assert words(pilot, "SHIRT-1")[-1] == "99"
    assert salable(database, "SHIRT-1") == {CUSTOM: "99"}
    assert salable(database, "SHIRT-2") == {CUSTOM: "100"}
    assert held(database, "SHIRT-1") == {"berlin": "100"}


_LIST = "ext. storefront add product with file to the cart from requisition list"


@flow("orders", f"order with multiple configurable products additional stock {_LIST}")
async def test_variants_of_several_products_stand_in_one_order(
    running: Running, world: World, database: Database
) -> None:
    sell_from(world, CUSTOM, "eu")
    for sku in ("SHIRT", "SKIRT"):
        world.products(f"{sku}-1", f"{sku}-2", berlin=100)
        compose(database, sku, "configurable", {f"{sku}-1": 1, f"{sku}-2": 1})
    async with running() as pilot:
        await begin_order(pilot)
        for sku in ("SHIRT", "SKIRT"):
            await press(pilot, f"<{sku}>", "enter", f"<{sku}-1>", "enter")
        await press(pilot, "tab", "tab", "ctrl+u", "<eu>")
        assert lines(pilot)[1].endswith("from Custom · 2 lines, 2 units")
        await press(pilot, "f10")
    assert counts(database).keys() == {"SHIRT-1", "SKIRT-1"}
    assert salable(database, "SHIRT-1") == salable(database, "SKIRT-1") == {CUSTOM: "99"}
    assert salable(database, "SHIRT-2") == {CUSTOM: "100"}
    assert held(database, "SKIRT-1") == {"berlin": "100"}


@flow("orders", f"order with multiple products additional stock {_LIST}")
async def test_several_products_at_several_sources_stand_in_one_order(
    running: Running, world: World, database: Database
) -> None:
    world.sources("one", "two")
    world.stock("Shops", "one", "two", channels=["eu"])
    world.products("SIMPLE", "FILE", one=100, two=100)
    async with running() as pilot:
        await take_order(pilot, "SIMPLE", "FILE", channel="eu")
        assert words(pilot, "SIMPLE")[-1] == words(pilot, "FILE")[-1] == "199"
    assert held(database, "SIMPLE") == {"one": "100", "two": "100"}
    assert salable(database, "FILE") == {"Shops": "199"}


@flow("orders", "admin add selected product to order")
async def test_what_is_not_there_is_told_at_its_line(
    running: Running, world: World, database: Database
) -> None:
    world.product("SIMPLE", default=10)
    async with running() as pilot:
        await begin_order(pilot, "SIMPLE=11")
        assert "✗ 1 line cannot be had; SIMPLE: Default Stock can promise 10" in plain(pilot)
        await press(pilot, "f10")
        assert isinstance(pilot.app.screen, NewOrderScreen)
    assert salable(database, "SIMPLE") == {DEFAULT: "10"}


@flow("orders", "admin check out of stock bundle product not visible with custom source")
async def test_a_bundle_without_goods_is_not_listed(
    running: Running, world: World, database: Database
) -> None:
    sell_from(world, CUSTOM)
    world.products("BALL", "MAT", berlin=(0, "out"))
    compose(database, "SET", "bundle", {"BALL": 1, "MAT": 1})
    async with running() as pilot:
        await press(pilot, *product_page("SET"), "tab")
        assert "Shop: base Out of Stock, not listed" in plain(pilot)
        await begin_order(pilot, "SET")
        assert "✗" in row(pilot, "SET ")


@flow("orders", "admin change products listing columns order multiple source")
async def test_columns_of_products_are_put_in_another_order(
    running: Running, world: World
) -> None:
    world.source("berlin")
    world.product("SIMPLE", default=10, berlin=5)
    async with running() as pilot:
        before = lines(pilot)[2].split()
        assert before[:3] == ["SKU", "▲", "Name"]
        await press(pilot, "w", "J", "f10")
        assert lines(pilot)[2].split()[:2] == ["Name", "SKU"]
        await press(pilot, "w", "f5")
        assert lines(pilot)[2].split() == before


@flow("orders", "admin orders allocated sources sorting")
async def test_orders_are_sorted_by_the_sources_they_left(
    running: Running, world: World
) -> None:
    world.sources("one", "two")
    world.stock("Shops", "one", "two", channels=["eu"])
    world.product("SIMPLE", one=10, two=10)
    shop = Shop(world)
    for number, source in (("11", "two"), ("12", "one"), ("13", "two")):
        shop.place({"SIMPLE": 1}, number)
        shop.ship(number, source)
    async with running() as pilot:
        await press(pilot, *ORDERS, *["right"] * 6, "o")
        assert [line.split()[-1] for line in lines(pilot)[3:6]] == ["one", "two", "two"]
        await press(pilot, "o")
        assert [line.split()[-1] for line in lines(pilot)[3:6]] == ["two", "two", "one"]
        await press(pilot, *find("source:one"))
        assert "1 of 3 orders" in lines(pilot)[1], screen_text(pilot)
