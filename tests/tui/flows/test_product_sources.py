"""Flows about the sources of products: what lies there, what ships, how much may be ordered."""

from __future__ import annotations

import pytest

from inventory_tui.services.orders import ordering
from inventory_tui.services.products import catalog, composites
from inventory_tui.store.database import Database
from tests.services.shopping import Shop
from tests.tui.conftest import Running, lines, press, screen_text
from tests.tui.flows import case, flow
from tests.tui.flows.office import (
    ORDERS,
    SOURCES,
    compose,
    find,
    held,
    is_enabled,
    is_salable,
    look_at,
    plain,
    product_page,
    row,
    said,
    salable,
    save,
    sources_of,
    stock_pane,
    words,
)
from tests.world import World

NOTIFY = ("right",)
STATUS = ("left", "left")
"""From the quantity of a row of the product page to the cells beside it: an arrow that is the
first one shows the column, and the next ones move."""


@pytest.fixture
def world(database: Database) -> World:
    """Nothing but what every database has."""
    return World(database)


# -- sources of a product -----------------------------------------------------------------


@flow("sources", "admin each source quantity can be set")
async def test_the_quantity_at_each_source_is_set(
    running: Running, world: World, database: Database
) -> None:
    world.sources("one", "two")
    world.product("SIMPLE", default=0, one=0, two=0)
    async with running() as pilot:
        await press(pilot, *product_page("SIMPLE"))
        await press(pilot, "e", "<150>", "enter", "<50>", "enter", "<100>", "enter", "f10")
        assert words(pilot, "default")[-3] == "150"
        assert words(pilot, "two")[-3] == "100"
    assert held(database, "SIMPLE") == {"default": "150", "one": "50", "two": "100"}


@flow("sources", "admin source for each quantity can be set by admin")
async def test_quantity_and_notify_level_of_each_source_are_set(
    running: Running, world: World, database: Database
) -> None:
    world.sources("one", "two")
    async with running() as pilot:
        await press(pilot, "n", "<SIMPLE>", "tab", "<Simple>", "f10", *product_page("SIMPLE"))
        await press(pilot, "a", "<one,two>", "enter")
        await press(pilot, "home", "e", "<100>", "enter", "<200>", "enter", "<300>", "enter")
        await press(
            pilot, "home", *NOTIFY, "e", "<2>", "enter", "<5>", "enter", "<10>", "enter"
        )
        await press(pilot, "f10")
        assert words(pilot, "default")[-3:-1] == ["100", "2"]
        assert words(pilot, "two")[-3:-1] == ["300", "10"]
    items = catalog.show(database, "SIMPLE").items
    assert [str(one.notify_below) for one in items] == ["2", "5", "10"]
    assert held(database, "SIMPLE") == {"default": "100", "one": "200", "two": "300"}


@flow("sources", "admin remove sources assigned to product")
async def test_sources_are_taken_off_a_product(
    running: Running, world: World, database: Database
) -> None:
    world.sources("one", "two")
    world.product("SIMPLE", default=10, one=20, two=30)
    async with running() as pilot:
        await press(pilot, *product_page("SIMPLE"), "u", "ctrl+u", "<one,two>")
        await save(pilot)
        assert "Unassigned" in said(pilot)
        assert "one" not in [line.split()[0:1] for line in lines(pilot)[4:8]]
        assert words(pilot, "default")[-3] == "10"
        await press(pilot, "z", "f10")
        assert words(pilot, "two")[-3] == "30"
        await press(pilot, "Z", "f10")
    assert held(database, "SIMPLE") == {"default": "10"}


@flow("sources", "admin user set status for each source item")
async def test_the_status_of_each_row_is_set(
    running: Running, world: World, database: Database
) -> None:
    world.source("one")
    world.stock("Custom", "one")
    world.product("SIMPLE", default=10, one=(20, "out"))
    async with running() as pilot:
        await look_at(pilot, "Custom")
        await press(pilot, *product_page("SIMPLE"), "home")
        await press(pilot, *STATUS, "e", "down", "e")
        await press(pilot, "f10")
        assert "Out of Stock" in row(pilot, "default")
        assert "In Stock" in row(pilot, "one")
    items = catalog.show(database, "SIMPLE").items
    assert [one.item.in_stock for one in items] == [False, True]
    assert salable(database, "SIMPLE") == {"Default Stock": "0", "Custom": "20"}


@pytest.mark.parametrize(
    ("variants", "source"),
    [
        case(
            "sources",
            "admin add configurable product with text swatch attribute and default source",
            ("Red", "Blue"),
            "",
        ),
        case(
            "sources",
            "admin add configurable product with drop down attribute and custom source",
            ("Small", "Large"),
            "berlin",
        ),
        case(
            "sources",
            "admin add configurable product with drop down attribute with new source",
            ("Small", "Medium", "Large"),
            "berlin",
        ),
    ],
)
async def test_a_configurable_product_is_added_with_its_variations(
    running: Running,
    world: World,
    database: Database,
    variants: tuple[str, ...],
    source: str,
) -> None:
    if source:
        world.source(source)
        world.stock("Custom", source)
    stock = "Custom" if source else "Default Stock"
    world.products(*(f"SHIRT-{label}" for label in variants), default=0)
    async with running() as pilot:
        await press(pilot, *find("sku:SHIRT-*"), "asterisk")
        if source:
            await press(pilot, "s", f"<{source}>", "enter", "a", f"<{source}>")
            await save(pilot)
            await look_at(pilot, stock)
        await press(pilot, "plus", "<100>", "tab", "<in>")
        await save(pilot)
        await press(pilot, "minus", "escape")
        await press(pilot, "n", "<SHIRT>", "tab", "<Shirt>", "tab", "ctrl+u", "<configurable>")
        await press(pilot, "f10", *product_page("SHIRT"))
        for label in variants:
            await press(pilot, "a", f"<SHIRT-{label}>", "tab", f"<size={label}>", "f10")
        assert f"[Parts {len(variants)}]" in lines(pilot)[2]
        for label in variants:
            assert words(pilot, f"size={label}")[-4:] == ["on", "100", "100", "yes"]
        assert "Can be sold by" in plain(pilot)
    parts = composites.composition(database, "SHIRT").parts
    assert {part.label for part in parts} == {f"size={label}" for label in variants}
    assert is_salable(database, "SHIRT", stock)


@flow("sources", "admin create downloadable product with default source")
async def test_a_downloadable_product_is_added_at_the_default_source(
    running: Running, world: World, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, "n", "<FILE>", "tab", "<Downloadable MSI Product>", "tab", "ctrl+u")
        await press(pilot, "<downloadable>", "tab", "tab", "<100>", "f10")
        await press(pilot, "e", "<100>", "f10")
        assert words(pilot, "FILE")[:3] == ["FILE", "Downloadable", "MSI"]
        assert words(pilot, "FILE")[-1] == "100"
        await press(pilot, "enter", "tab")
        assert "Shop: base In Stock" in plain(pilot)
    product = catalog.show(database, "FILE").product
    assert (product.type.value, product.price) == ("downloadable", "100")
    assert held(database, "FILE") == {"default": "100"}


# -- what ships from where ----------------------------------------------------------------


@flow("sources", "admin source priority selection algorithm simple product custom stock")
async def test_a_shipment_leaves_from_the_source_of_the_highest_priority(
    running: Running, world: World, database: Database
) -> None:
    world.sources("high", "low")
    world.stock("Custom", "high", "low", channels=["base"])
    world.product("SIMPLE", high=1000, low=500)
    Shop(world).place({"SIMPLE": 50}, "000000042", channel="base")
    async with running() as pilot:
        await press(pilot, "4", "2", "enter", "d")
        assert "[ 50] of 1000" in row(pilot, "SIMPLE") or "of 1,000" in row(pilot, "SIMPLE")
        await press(pilot, "f10")
        assert words(pilot, "SIMPLE")[1:4] == ["50", "0", "50"]
        await press(pilot, "escape", *product_page("SIMPLE"))
        assert words(pilot, "high")[-3] == "950"
    order = ordering.show(database, "42").order
    assert str(order.lines[0].shipped) == "50"
    assert held(database, "SIMPLE") == {"high": "950", "low": "500"}


@flow("sources", "admin source selection algorithm source priority with simple msi product")
async def test_priorities_set_by_hand_decide_what_is_proposed(
    running: Running, world: World, database: Database
) -> None:
    world.sources("one", "two", "three", "four")
    world.stock("Custom", "one", "two", "three", "four", channels=["base"])
    world.product("SIMPLE", one=1000, two=100, three=(100, "out"), four=1000)
    Shop(world).place({"SIMPLE": 5}, "000000042", channel="base")
    async with running() as pilot:
        await stock_pane(pilot, "Custom")
        await press(pilot, "apostrophe", "<four>", "enter", "number_sign", "<1>", "enter")
        await save(pilot)
        assert sources_of(database, "Custom") == ["four", "one", "two", "three"]
        await press(pilot, "g", "1", "4", "2", "enter", "d", "A")
        assert row(pilot, "Priority")
        await press(pilot, "escape", "f10")
        assert "four" in plain(pilot)
    assert held(database, "SIMPLE") == {
        "one": "1000",
        "two": "100",
        "three": "100",
        "four": "995",
    }


@flow("sources", "admin stock status changed for mixed product types on test source")
async def test_an_order_of_every_type_is_shipped_and_lowers_what_can_be_sold(
    running: Running, world: World, database: Database
) -> None:
    world.source("test")
    world.stock("Custom", "test", channels=["base"])
    parts = ["SIMPLE", "CHILD", "MEMBER", "PIECE"]
    for sku in parts:
        world.product(sku, test=100)
    compose(database, "SHIRT", "configurable", {"CHILD": 1})
    compose(database, "SET", "grouped", {"MEMBER": 1})
    compose(database, "KIT", "bundle", {"PIECE": 1})
    shop = Shop(world)
    shop.place({"SIMPLE": 6, "CHILD": 6, "MEMBER": 6, "KIT": 6}, "000000042", channel="base")
    async with running() as pilot:
        await look_at(pilot, "Custom")
        await press(pilot, "4", "2", "enter", "d")
        await press(pilot, "f10")
        await press(pilot, "escape", "g", "1", "s", "<test>", "enter")
        for sku in parts:
            assert words(pilot, sku)[-1] == "94"
    for sku in parts:
        assert held(database, sku) == {"test": "94"}
        assert salable(database, sku) == {"Custom": "94"}


# -- how much may be ordered --------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "refused", "why", "taken"),
    [
        case(
            "sources",
            "admin user min max qty for simple product on test source",
            ("Minimum Qty", "<5>"),
            "3",
            "the fewest you may order is 5",
            "5",
        ),
        case(
            "sources",
            "admin user apply min max qty for simple product on test source",
            ("Maximum Qty", "<10>"),
            "11",
            "the most you may order is 10",
            "10",
        ),
        case(
            "sources",
            "admin user enable qty increments for simple product on test source",
            ("Qty Increments", "<3>"),
            "4",
            "multiples of 3",
            "6",
        ),
    ],
)
async def test_an_amount_against_the_rules_is_not_placed(
    running: Running,
    world: World,
    database: Database,
    setting: tuple[str, str],
    refused: str,
    why: str,
    taken: str,
) -> None:
    world.source("test")
    world.stock("Custom", "test", channels=["base"])
    world.product("SIMPLE", test=100)
    label, value = setting
    async with running() as pilot:
        await press(pilot, *product_page("SIMPLE"), "tab")
        if label == "Qty Increments":
            await press(pilot, *["down"] * 6, "e", "<yes>", "enter", "down")
        else:
            await press(pilot, *["down"] * (2 if label.startswith("Max") else 4))
        assert "▸" in row(pilot, f"  {label}")
        await press(pilot, "e", value, "enter", "f10")
        assert "z undoes" in said(pilot)
        await press(pilot, "escape", *ORDERS, "n", f"<simple={refused}>", "enter")
        assert "✗" in row(pilot, "SIMPLE")
        assert why in plain(pilot), screen_text(pilot)
        await press(pilot, "f10")
        assert "New order • unsaved" in lines(pilot)[1]  # nothing was placed
        await press(pilot, "tab", "e", f"<{taken}>", "enter", "f10")
        assert "placed" in screen_text(pilot), screen_text(pilot)
    assert salable(database, "SIMPLE") == {"Custom": str(100 - int(taken))}


# -- what is shown follows at once --------------------------------------------------------


@flow("sources", "cache validation product source status change")
async def test_a_disabled_source_takes_its_products_out_of_the_shop_at_once(
    running: Running, world: World, database: Database
) -> None:
    world.source("test")
    world.stock("Custom", "test", channels=["base"])
    world.product("SIMPLE", test=100)
    async with running() as pilot:
        await look_at(pilot, "Custom")
        await press(pilot, *find("salable>0"))
        assert "1 of 1 SKUs" in lines(pilot)[1] or row(pilot, "SIMPLE")
        await press(pilot, *SOURCES, "down", "E", "f10")
        assert not is_enabled(database, "test")
        await press(pilot, "g", "1")
        assert "0 of 1 SKUs" in lines(pilot)[1]
        assert not is_salable(database, "SIMPLE", "Custom")
        await press(pilot, "escape", *product_page("SIMPLE"), "tab")
        assert "Shop: base Out of Stock, not listed" in plain(pilot)


@flow("sources", "cache validation product source unassigned from stock")
async def test_a_source_taken_off_its_stock_takes_its_products_along(
    running: Running, world: World, database: Database
) -> None:
    world.source("test")
    world.stock("Custom", "test", channels=["base"])
    world.product("SIMPLE", test=100)
    async with running() as pilot:
        await look_at(pilot, "Custom")
        await press(pilot, *find("salable>0"))
        assert words(pilot, "SIMPLE")[-1] == "100"
        await press(pilot, "g", "3", "tab", "space")
        await save(pilot)
        await press(pilot, "g", "1")
        assert "0 of 1 SKUs" in lines(pilot)[1]
        await press(pilot, "escape")
    assert salable(database, "SIMPLE") == {}
    assert not is_salable(database, "SIMPLE", "Custom")
