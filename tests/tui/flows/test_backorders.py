"""Flows about what decides on promises: thresholds, backorders, fractions, Manage Stock."""

from __future__ import annotations

import pytest

from inventory_tui.services.products import catalog
from inventory_tui.store.database import Database
from inventory_tui.tui.screens.orders.new_order import NewOrderScreen
from tests.services.shopping import Shop
from tests.tui.conftest import Running, lines, press
from tests.tui.flows import case, flow
from tests.tui.flows.office import (
    STOCKS,
    compose,
    find,
    held,
    is_salable,
    plain,
    row,
    said,
    said_in_shop,
    salable,
    save,
    words,
)
from tests.tui.flows.selling import (
    CUSTOM,
    begin_order,
    counts,
    look_in_shop,
    order_of,
    sell_from,
    set_for_all,
    set_for_product,
    take_order,
    told_in_shop,
)
from tests.world import World

DEFAULT = "Default Stock"
MANAGE, BACKORDERS, THRESHOLD = "Manage Stock", "Backorders", "Out-of-Stock Threshold"
ONLY_LEFT = "Only X left Threshold"


@pytest.fixture
def world(database: Database) -> World:
    """Nothing but what every database has."""
    return World(database)


# -- Only X left --------------------------------------------------------------------------

_ONLY = "admin user apply only x left threshold for simple product on"
_VIRTUAL = "only x left threshold negative out of stock threshold backorders virtual product"


@pytest.mark.parametrize(
    ("kind", "stock", "own", "there", "sold", "limit", "left"),
    [
        case("backorders", title, *values)
        for title, *values in [
            (
                "admin can set only x left threshold for virtual product with test source",
                *("virtual", CUSTOM, {}, 100, 1, 100, 99),
            ),
            (f"{_ONLY} default source mode", "simple", DEFAULT, {}, 1000, 500, 500, 500),
            (f"{_ONLY} single stock mode", "simple", DEFAULT, {}, 1000, 500, 600, 500),
            (f"{_ONLY} test source", "simple", CUSTOM, {}, 1000, 500, 500, 500),
            (
                "admin apply only x left threshold with negative out of stock threshold simple "
                "product on default source",
                *("simple", DEFAULT, {"backorders": "yes", "threshold": "-5"}, 10, 10, 10, 5),
            ),
            (
                "admin user apply only x left treshhold for simple product on test source in "
                "combination with negative out of stock threshold and backorders",
                *("simple", CUSTOM, {"backorders": "yes", "threshold": "-5"}, 10, 10, 10, 5),
            ),
            (
                f"{_VIRTUAL} default stock",
                *("virtual", DEFAULT, {"backorders": "yes", "threshold": "-5"}, 10, 10, 10, 5),
            ),
            (
                f"{_VIRTUAL} test stock ext. {_VIRTUAL} default stock",
                *("virtual", CUSTOM, {"backorders": "yes", "threshold": "-5"}, 10, 10, 10, 5),
            ),
        ]
    ],
)
async def test_the_shop_says_how_many_are_left(
    running: Running,
    world: World,
    database: Database,
    kind: str,
    stock: str,
    own: dict[str, str],
    there: int,
    sold: int,
    limit: int,
    left: int,
) -> None:
    stock, source = sell_from(world, stock)
    world.product("THING", type=kind, **{source: there})
    Shop(world).place({"THING": sold}, channel="base")
    async with running() as pilot:
        await set_for_all(pilot, ONLY_LEFT, str(limit))
        await set_for_product(pilot, "THING", **own)
        assert told_in_shop(pilot) == f"In Stock, Only {left} left"
    assert salable(database, "THING")[stock] == str(left)


# -- Manage Stock -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "stock", "for_all"),
    [
        case("backorders", title, *values)
        for title, *values in [
            (
                "admin manage stock for virtual product is disabled",
                *("virtual", DEFAULT, False),
            ),
            (
                "admin configurable product disabled manage stock on default stock",
                *("configurable", DEFAULT, True),
            ),
            (
                "admin configurable product disabled manage stock on product page custom stock",
                *("configurable", CUSTOM, False),
            ),
            (
                "admin disable manage stock in configuration grouped product custom stock",
                *("grouped", CUSTOM, True),
            ),
            (
                "admin manage stock in configuration turned off for bundle product",
                *("bundle", DEFAULT, True),
            ),
            (
                "admin manage stock in configuration turned off for downloadable product",
                *("downloadable", DEFAULT, True),
            ),
            (
                "admin manage stock on configuration page turned off for grouped product on "
                "default stock",
                *("grouped", DEFAULT, True),
            ),
            (
                "admin manage stock on configuration page turned off for simple product",
                *("simple", CUSTOM, True),
            ),
            (
                "admin manage stock on product page turned off for downloadable product in",
                *("downloadable", CUSTOM, False),
            ),
            (
                "admin manage stock on product page turned off for simple product",
                *("simple", CUSTOM, False),
            ),
            (
                "admin simple product disabled manage stock in configuration default stock",
                *("simple", DEFAULT, True),
            ),
            (
                "admin simple product disabled manage stock on product page default stock",
                *("simple", DEFAULT, False),
            ),
            (
                "manage stock on product page turned off for bundle product on test stock in "
                "admin",
                *("bundle", CUSTOM, False),
            ),
        ]
    ],
)
async def test_what_is_not_tracked_is_sold_without_goods(
    running: Running,
    world: World,
    database: Database,
    kind: str,
    stock: str,
    for_all: bool,
) -> None:
    stock, source = sell_from(world, stock)
    made = kind in ("configurable", "grouped", "bundle")
    part = "PART" if made else "THING"
    world.product(part, type="simple" if made else kind, **{source: (0, "out")})
    if made:
        compose(database, "THING", kind, {"PART": 1})
    assert said_in_shop(database, "THING") == "Out of Stock, not listed"
    async with running() as pilot:
        if for_all:
            await set_for_all(pilot, MANAGE, "no")
        else:
            await set_for_product(pilot, part, manage_stock="no")
        if for_all or made:
            await look_in_shop(pilot, "THING")
        assert told_in_shop(pilot) == "In Stock"
    assert is_salable(database, "THING", stock)
    assert held(database, part) == {source: "0"}


@pytest.mark.parametrize(
    "channel",
    [
        case(
            "backorders",
            "admin user create order from custom website with simple product with manage stock "
            "no in advanced inventory settings on product page",
            "eu",
        ),
        case(
            "backorders",
            "admin user create order with simple product with manage stock no in advanced "
            "inventory settings from custom website ext. admin assign simple product to "
            "additional stock additional website",
            "uk",
        ),
    ],
)
async def test_more_than_there_is_of_what_is_not_tracked_is_ordered(
    running: Running, world: World, database: Database, channel: str
) -> None:
    sell_from(world, CUSTOM, channel)
    world.product("SIMPLE", berlin=10)
    async with running() as pilot:
        await set_for_product(pilot, "SIMPLE", manage_stock="no")
        await take_order(pilot, "SIMPLE=1001", channel=channel)
        assert "Order 000000001 placed" in said(pilot)
        assert words(pilot, "SIMPLE")[-1] == "any"
    assert counts(database) == {"SIMPLE": {"ordered": "1001"}}
    assert held(database, "SIMPLE") == {"berlin": "10"}


# -- Backorders ---------------------------------------------------------------------------

_ON_THE_PAGE = "backorders enabled on product page and applied to simple product on"
_ZERO = (
    "ext. simple product with zero qty and in stock status on default source is visible on "
    "home page if backorders enabled on configuration page"
)


@pytest.mark.parametrize(
    ("kind", "stock", "for_all", "there", "ordered"),
    [
        case("backorders", title, *values)
        for title, *values in [
            (
                "admin backorders enabled on configuration page and applied to simple product "
                "on test source",
                *("simple", CUSTOM, True, 1000, 1001),
            ),
            (f"{_ON_THE_PAGE} default source", "simple", DEFAULT, False, 1000, 1001),
            (f"{_ON_THE_PAGE} single stock mode", "simple", DEFAULT, False, 1000, 1001),
            (f"{_ON_THE_PAGE} test source", "simple", CUSTOM, False, 1000, 1001),
            (
                "admin create order with simple product from default source with backorders",
                *("simple", DEFAULT, False, 100, 101),
            ),
            (
                "admin create order with simple product from test source with backorders",
                *("simple", CUSTOM, False, 100, 101),
            ),
            (
                "admin create order with virtual product from default source with backorders",
                *("virtual", DEFAULT, True, 100, 101),
            ),
            (
                "admin create order with virtual product in single stock mode with backorders",
                *("virtual", DEFAULT, False, 100, 101),
            ),
        ]
    ],
)
async def test_more_than_there_is_follows_later(
    running: Running,
    world: World,
    database: Database,
    kind: str,
    stock: str,
    for_all: bool,
    there: int,
    ordered: int,
) -> None:
    stock, source = sell_from(world, stock)
    world.product("THING", type=kind, **{source: there})
    async with running() as pilot:
        if for_all:
            await set_for_all(pilot, BACKORDERS, "yes")
        else:
            await set_for_product(pilot, "THING", backorders="yes")
        await begin_order(pilot, f"THING={ordered}")
        assert f"{ordered - there} will follow later" in row(pilot, "THING")
        await press(pilot, "f10")
        assert "Order 000000001 placed" in said(pilot)
        assert words(pilot, "THING")[-1] == f"{there - ordered}!"
        if kind == "simple":
            assert f"{ordered - there} of them not there yet" in plain(pilot)
    assert counts(database) == {"THING": {"ordered": str(ordered)}}
    assert salable(database, "THING")[stock] == str(there - ordered)
    assert held(database, "THING") == {source: str(there)}


@flow(
    "backorders",
    "admin backorders enables on configuration page and applied to grouped product custom "
    "stock",
)
async def test_members_of_a_group_follow_later(
    running: Running, world: World, database: Database
) -> None:
    sell_from(world, CUSTOM)
    world.products("BALL", "MAT", berlin=100)
    compose(database, "GROUP", "grouped", {"BALL": 1, "MAT": 1})
    async with running() as pilot:
        await set_for_all(pilot, BACKORDERS, "yes")
        await begin_order(pilot, "GROUP=101")
        assert "1 will follow later" in row(pilot, "BALL")
        await press(pilot, "f10")
        assert "2 of them not there yet" in plain(pilot)
    assert counts(database) == {"BALL": {"ordered": "101"}, "MAT": {"ordered": "101"}}
    assert order_of(database).status == "pending"
    assert [line.chosen_as for line in order_of(database).lines] == ["GROUP", "GROUP"]


@pytest.mark.parametrize(
    ("stock", "for_all"),
    [
        case(
            "backorders",
            "simple product with zero qty and in stock status on test source is visible on "
            f"home page if backorders enabled on product page {_ZERO}",
            *(CUSTOM, False),
        ),
        case(
            "backorders",
            "simple product with zero qty and in stock status on test source visible on custom "
            f"website if backorders enabled on configuration page {_ZERO}",
            *(CUSTOM, True),
        ),
    ],
)
async def test_what_is_at_zero_but_in_stock_is_listed_while_it_may_follow_later(
    running: Running, world: World, database: Database, stock: str, for_all: bool
) -> None:
    sell_from(world, stock)
    world.product("SIMPLE", berlin=0)
    assert said_in_shop(database, "SIMPLE") == "Out of Stock, not listed"
    async with running() as pilot:
        if for_all:
            await set_for_all(pilot, BACKORDERS, "yes")
            await look_in_shop(pilot, "SIMPLE")
        else:
            await set_for_product(pilot, "SIMPLE", backorders="yes")
        assert told_in_shop(pilot) == "In Stock"
    assert said_in_shop(database, "SIMPLE") == "In Stock"


@flow(
    "backorders",
    "validate after placing an order with zero status as ordered partial and back ordered "
    "accordingly",
)
async def test_an_order_tells_what_is_there_and_what_is_not(
    running: Running, world: World, database: Database
) -> None:
    sell_from(world, CUSTOM)
    world.product("NONE", berlin=0)
    world.product("SOME", berlin=3)
    world.product("ENOUGH", berlin=10)
    async with running() as pilot:
        await set_for_all(pilot, BACKORDERS, "notify")
        await begin_order(pilot, "NONE=5", "SOME=5", "ENOUGH=5")
        assert "5 will follow later" in row(pilot, "NONE")
        assert "2 will follow later" in row(pilot, "SOME")
        assert row(pilot, "ENOUGH").endswith("✓")
        await press(pilot, "f10")
        assert [words(pilot, sku)[-1] for sku in ("NONE", "SOME", "ENOUGH")] == [
            "-5!",
            "-2!",
            "5",
        ]
        assert "Dispatch (15 left, 7 of them not there yet)" in plain(pilot)
        await press(pilot, "d")
        await save(pilot)
        assert "waiting for goods: none of 7 is at a source" in plain(pilot)
    assert counts(database) == {
        "NONE": {"ordered": "5"},
        "SOME": {"ordered": "5", "shipped": "3"},
        "ENOUGH": {"ordered": "5", "shipped": "5"},
    }


# -- Out-of-Stock Threshold ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "stock", "for_all"),
    [
        case("backorders", title, *values)
        for title, *values in [
            (
                "admin downloadable product out of stock threshold configuration custom stock",
                *("downloadable", CUSTOM, True),
            ),
            (
                "admin out of stock threshold applied to simple in advanced inventory on "
                "product page",
                *("simple", DEFAULT, False),
            ),
            ("admin out of stock threshold on configuration page", "simple", DEFAULT, True),
            (
                "admin simple product out of stock threshold additional stock",
                *("simple", CUSTOM, False),
            ),
            (
                "admin virtual product out of stock threshold additional stock configuration "
                "page",
                *("virtual", CUSTOM, True),
            ),
        ]
    ],
)
async def test_what_is_kept_back_is_not_sold(
    running: Running,
    world: World,
    database: Database,
    kind: str,
    stock: str,
    for_all: bool,
) -> None:
    stock, source = sell_from(world, stock)
    world.product("THING", type=kind, **{source: 100})
    async with running() as pilot:
        for kept_back, told in (("100", "Out of Stock, not listed"), ("99", "In Stock")):
            if for_all:
                await set_for_all(pilot, THRESHOLD, kept_back)
                await look_in_shop(pilot, "THING")
            else:
                await set_for_product(pilot, "THING", threshold=kept_back)
            assert told_in_shop(pilot) == told
            assert salable(database, "THING")[stock] == str(100 - int(kept_back))


# -- Qty Uses Decimals --------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind",
    [
        case("backorders", "admin use decimal quantity on simple product", "simple"),
        case("backorders", "admin use decimal quantity on virtual product", "virtual"),
    ],
)
async def test_fractions_lie_at_a_source(
    running: Running, world: World, database: Database, kind: str
) -> None:
    world.product("THING", type=kind, default=10)
    async with running() as pilot:
        await set_for_product(pilot, "THING", decimals="yes")
        await press(pilot, "shift+tab", "e", "<10.5>", "f10")
        assert "10.5" in plain(pilot)
    assert held(database, "THING") == {"default": "10.5"}


@pytest.mark.parametrize(
    ("stock", "channel"),
    [
        case(
            "backorders",
            "admin apply use decimals on product page simple product default stock",
            *(DEFAULT, "base"),
        ),
        case("backorders", "admin decimal qty simple product custom stock", CUSTOM, "base"),
    ],
)
async def test_fractions_are_ordered_only_where_a_product_counts_them(
    running: Running, world: World, database: Database, stock: str, channel: str
) -> None:
    stock, source = sell_from(world, stock)
    world.product("SIMPLE", **{source: 100})
    async with running() as pilot:
        await begin_order(pilot, "SIMPLE=1.5")
        assert "✗" in row(pilot, "SIMPLE")
        await press(pilot, "f10")
        assert isinstance(pilot.app.screen, NewOrderScreen)
        await press(pilot, "escape", "D")
        await set_for_product(pilot, "SIMPLE", decimals="yes")
        await take_order(pilot, "SIMPLE=1.5")
        assert words(pilot, "SIMPLE")[1] == "1.5"
    assert counts(database) == {"SIMPLE": {"ordered": "1.5"}}
    assert salable(database, "SIMPLE")[stock] == "98.5"
    settings = catalog.show(database, "SIMPLE").settings
    assert next(one.text for one in settings if one.option.key == "decimals") == "yes"


# -- the list of stocks -------------------------------------------------------------------


@flow("backorders", "admin manage stocks search by keyword")
async def test_a_stock_is_found_by_a_word(running: Running, world: World) -> None:
    for name in ("Asia", "Benelux", "Nordic"):
        world.stock(name)
    async with running() as pilot:
        await press(pilot, *STOCKS, *find("nordic"))
        assert "1 of 4 stocks" in plain(pilot)
        assert row(pilot, "4 Nordic").startswith("▸")


@flow("backorders", "admin pagination worked in manage stocks grid")
async def test_a_long_list_of_stocks_scrolls(running: Running, world: World) -> None:
    for number in range(2, 23):
        world.stock(f"Stock {number:02}")
    async with running() as pilot:
        await press(pilot, *STOCKS)
        assert "22 stocks" in lines(pilot)[1]
        assert row(pilot, "1 Default").startswith("▸")
        assert "Stock 22" not in plain(pilot)
        await press(pilot, "pagedown", "pagedown")
        assert row(pilot, "22 Stock 22").startswith("▸")
        await press(pilot, "home")
        assert row(pilot, "1 Default").startswith("▸")


@flow("backorders", "admin select deselect manipulations in manage stocks grid")
async def test_stocks_are_marked_and_unmarked(running: Running, world: World) -> None:
    for number in range(2, 19):
        world.stock(f"Stock {number:02}")
    async with running() as pilot:
        await press(pilot, *STOCKS, "down", "space", "down", "space")
        assert "2 marked" in lines(pilot)[1]
        assert row(pilot, "2 Stock 02").startswith(" ✓")
        assert row(pilot, "4 Stock 04").startswith(" ✓")
        await press(pilot, "asterisk")
        assert "18 marked" in lines(pilot)[1]
        await press(pilot, "up", "space")
        assert "17 marked" in lines(pilot)[1]
        await press(pilot, "minus")
        assert "marked" not in lines(pilot)[1]
        await press(pilot, *find("Stock 1"), "asterisk", "escape")
        assert "9 marked" in lines(pilot)[1]
