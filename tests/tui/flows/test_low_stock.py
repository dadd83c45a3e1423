"""Flows about notify levels, and about what the low-stock report says because of them."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from inventory_tui.store.database import Database
from tests.services.shopping import Shop
from tests.tui.conftest import Running, lines, press
from tests.tui.flows import case, flow
from tests.tui.flows.office import find, held, plain, product_page, row, said, save, words
from tests.tui.flows.selling import (
    CUSTOM,
    begin_order,
    counts,
    sell_from,
    set_for_all,
    set_for_product,
)
from tests.world import World

DEFAULT = "Default Stock"
NOTIFY = "Notify for Quantity Below"
LOW = ("colon", "<low>", "enter")


@pytest.fixture
def world(database: Database) -> World:
    """Nothing but what every database has."""
    return World(database)


async def report_at(pilot: Pilot[int], source: str) -> None:
    """Open the low-stock report of a source."""
    if source != "default":
        await press(pilot, "s", f"<{source}>", "enter")
    await press(pilot, *LOW)


# -- levels of a row ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stock", "level", "back"),
    [
        case(
            "low_stock",
            "admin apply notify qty use default downloadable product custom stock ext. admin "
            "create downloadable product with custom stock",
            *(CUSTOM, "95", True),
        ),
        case(
            "low_stock",
            "admin custom notify quantity applied on product page to downloadable product on "
            "default source",
            *(DEFAULT, "10", False),
        ),
        case(
            "low_stock",
            "admin custom notify quantity applied on product page to downloadable product on "
            "test source",
            *(CUSTOM, "10", False),
        ),
    ],
)
async def test_a_row_has_a_notify_level_of_its_own(
    running: Running, world: World, stock: str, level: str, back: bool
) -> None:
    stock, source = sell_from(world, stock)
    world.product("FILE", type="downloadable", **{source: 100})
    async with running() as pilot:
        await press(pilot, *product_page("FILE"), "right", "e", f"<{level}>", "f10")
        assert level in plain(pilot).split()
        assert world.notify_below("FILE", source) == level
        if back:
            await press(pilot, "D", "f10")
            assert "1*" in plain(pilot).split()
            assert world.notify_below("FILE", source) is None


@flow(
    "low_stock",
    "admin notify quantity use default applied to simple product on configuration admin page",
)
async def test_a_row_follows_the_level_for_all(running: Running, world: World) -> None:
    sell_from(world, CUSTOM)
    world.product("SIMPLE", default=10, berlin=10)
    async with running() as pilot:
        await set_for_all(pilot, NOTIFY, "5")
        await press(pilot, "g", "1", *product_page("SIMPLE"))
        assert words(pilot, "berlin")[-2] == "5*"
    assert world.notify_below("SIMPLE", "berlin") is None


# -- the report ---------------------------------------------------------------------------


@flow(
    "low_stock",
    "admin low stock report for simple product with status check and default stock",
)
async def test_only_what_is_in_stock_is_low(running: Running, world: World) -> None:
    world.product("SIMPLE", default=4, notify_below=5)
    world.product("PLENTY", default=5, notify_below=5)
    async with running() as pilot:
        await press(pilot, *LOW)
        assert words(pilot, "SIMPLE")[-3:] == ["default", "4▲", "5*"]
        assert "1 row," in plain(pilot)
        await press(pilot, "enter", "left", "left", "e", "f10", "escape")
        assert "Good: nothing runs low at default" in plain(pilot)
    assert world.status("SIMPLE", "default") == "out"


@flow("low_stock", "admin low stock report simple product two websites")
async def test_the_report_is_narrowed_to_the_stock_of_a_channel(
    running: Running, world: World
) -> None:
    world.sources("one", "two")
    world.stock("First", "one", channels=["eu"])
    world.stock("Second", "two", channels=["uk"])
    world.product("HERE", one=100, notify_below=101)
    world.product("THERE", two=100, notify_below=101)
    async with running() as pilot:
        await press(pilot, *LOW, *find('stock:"First"'))
        assert words(pilot, "HERE")[-3:] == ["one", "100▲", "101*"]
        assert "THERE" not in plain(pilot)
        await press(pilot, "slash", "ctrl+u", '<stock:"Second">', "enter")
        assert words(pilot, "THERE")[-3:] == ["two", "100▲", "101*"]
        assert "HERE " not in plain(pilot).replace("THERE ", "")


_ADDITIONAL = "ext. low stock notification simple product additional stock"
_DEFAULT = "ext. low stock notification simple product default stock"


@pytest.mark.parametrize(
    ("kind", "stock", "for_all", "status"),
    [
        case("low_stock", title, *values)
        for title, *values in [
            (
                "low stock notification applied on configuration page virtual product custom "
                f"stock {_ADDITIONAL}",
                *("virtual", CUSTOM, True, "in"),
            ),
            (
                "low stock notification applied on configuration page virtual product default "
                f"stock {_DEFAULT}",
                *("virtual", DEFAULT, True, "in"),
            ),
            (
                f"low stock notification simple product out of stock default stock {_DEFAULT}",
                *("simple", DEFAULT, False, "out"),
            ),
            (
                f"low stock notification virtual product additional stock {_ADDITIONAL}",
                *("virtual", CUSTOM, False, "in"),
            ),
            (
                f"low stock notification virtual product default stock {_DEFAULT}",
                *("virtual", DEFAULT, False, "in"),
            ),
            (
                "low stock notification virtual product out of stock custom stock "
                f"{_ADDITIONAL}",
                *("virtual", CUSTOM, False, "out"),
            ),
            (
                f"low stock notification virtual product out of stock default stock {_DEFAULT}",
                *("virtual", DEFAULT, False, "out"),
            ),
        ]
    ],
)
async def test_what_falls_below_its_level_is_in_the_report(
    running: Running,
    world: World,
    database: Database,
    kind: str,
    stock: str,
    for_all: bool,
    status: str,
) -> None:
    stock, source = sell_from(world, stock)
    world.product("THING", type=kind, **{source: 10})
    Shop(world).place({"THING": 10 if status == "out" else 5}, "000000042", "base")
    async with running() as pilot:
        if for_all:
            await set_for_all(pilot, NOTIFY, "6")
        else:
            await set_for_product(pilot, "THING", notify_below="6")
        await press(pilot, "g", "4", "enter", "I" if kind == "virtual" else "d")
        await save(pilot)  # the goods leave
        await report_at(pilot, source)
        if status == "in":
            assert words(pilot, "THING")[-3:] == [source, "5▲", "6*"]
        else:
            assert f"Good: nothing runs low at {source}. 1 is at zero" in plain(pilot)
    assert held(database, "THING") == {source: "5" if status == "in" else "0"}


# -- a transfer takes levels along --------------------------------------------------------


@pytest.mark.parametrize(
    "kinds",
    [
        case(
            "low_stock",
            "admin mass action transfer inventory to source transferring notify quantity for "
            "different types of products",
            ("simple", "virtual", "downloadable"),
        ),
        case(
            "low_stock",
            "admin mass action transfer inventory to source transferring notify quantity for "
            "simple products",
            ("simple", "simple", "simple"),
        ),
    ],
)
async def test_a_transfer_takes_notify_levels_along(
    running: Running, world: World, database: Database, kinds: tuple[str, ...]
) -> None:
    world.source("berlin")
    skus = [f"P-{number}" for number, _ in enumerate(kinds)]
    for sku, kind, level in zip(skus, kinds, (None, "5", "10"), strict=True):
        world.product(sku, type=kind)
        world.item(sku, "default", 1000, notify_below=level)
    world.item("P-2", "berlin", 1, notify_below="15")
    async with running() as pilot:
        await press(pilot, "asterisk", "t", "ctrl+u", "<default>", "tab", "<berlin>", "tab")
        await save(pilot)
        assert "z undoes" in said(pilot)
        await press(pilot, "minus", *product_page("P-1"))
        assert words(pilot, "berlin")[-3:-1] == ["1,000", "5"]
        assert words(pilot, "default")[-3] == "0"
    levels = [world.notify_below(sku, "berlin") for sku in skus]
    assert levels == [None, "5", "15"]  # a level that stood there stays
    assert [held(database, sku)["berlin"] for sku in skus] == ["1000", "1000", "1001"]


# -- what the customer is told ------------------------------------------------------------


@flow(
    "low_stock", "backorder notification should not be displayed when manage stock is set to no"
)
async def test_what_is_not_tracked_never_follows_later(
    running: Running, world: World, database: Database
) -> None:
    world.product("SIMPLE", default=100, backorders="notify")
    async with running() as pilot:
        await begin_order(pilot, "SIMPLE=101")
        assert "1 will follow later" in row(pilot, "SIMPLE")
        await press(pilot, "escape", "D")
        await set_for_product(pilot, "SIMPLE", manage_stock="no")
        await begin_order(pilot, "SIMPLE=101")
        assert row(pilot, "SIMPLE").endswith("✓")
        await press(pilot, "f10")
        assert "not there yet" not in plain(pilot)
        assert lines(pilot)[1].startswith(" Order 000000001 · Pending")
    assert counts(database) == {"SIMPLE": {"ordered": "101"}}
