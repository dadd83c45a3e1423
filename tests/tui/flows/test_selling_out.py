"""Flows about products of every type: found in the shop, sold out, and out of it at once."""

from __future__ import annotations

import pytest

from inventory_tui.domain.order_request import OrderRequest, RequestedLine
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.orders import ordering
from inventory_tui.store.database import Database
from tests.tui.conftest import Running, lines, press
from tests.tui.flows import case, flow
from tests.tui.flows.office import (
    CLERK,
    CUSTOM,
    SINGLE,
    find,
    held,
    is_salable,
    look_at,
    made,
    plain,
    product_page,
    row,
    said_in_shop,
    salable,
    save,
    with_stock,
    words,
)
from tests.world import World

TYPE = "products"


@pytest.fixture
def world(database: Database) -> World:
    """Nothing but what every database has."""
    return World(database)


# -- in and out of the shop ---------------------------------------------------------------


@pytest.mark.parametrize(
    "stock",
    [
        case(
            TYPE, "admin configurable product with disabled children on default stock", SINGLE
        ),
        case(
            TYPE,
            "admin configurable product with disabled children on additional stock",
            CUSTOM,
        ),
    ],
)
async def test_a_configurable_product_whose_children_are_disabled_cannot_be_sold(
    running: Running, world: World, database: Database, stock: str
) -> None:
    made(world, "configurable", with_stock(world, stock), 10)
    assert said_in_shop(database, "GOODS") == "In Stock"
    async with running() as pilot:
        await look_at(pilot, stock)
        await press(pilot, *find("sku:GOODS-*"), "asterisk", "E", "space", "<no>", "enter")
        await save(pilot)
        assert all("off" in row(pilot, f"GOODS-{number}") for number in "12")
        await press(pilot, "minus", "escape", *product_page("GOODS"))
        assert "Can be sold by no stock" in plain(pilot)
        await press(pilot, "tab")
        assert "Shop: base Out of Stock, not listed" in plain(pilot)
    assert not is_salable(database, "GOODS", stock)


@flow(TYPE, "admin grouped product additional stock disable mange stock on product page")
async def test_a_group_whose_members_are_not_managed_can_be_sold(
    running: Running, world: World, database: Database
) -> None:
    made(world, "grouped", with_stock(world, CUSTOM), 0)
    assert not is_salable(database, "GOODS", CUSTOM)
    async with running() as pilot:
        await look_at(pilot, CUSTOM)
        for number in ("1", "2"):
            await press(pilot, *product_page(f"GOODS-{number}"), "tab", "e", "<no>", "enter")
            await press(pilot, "f10")
            assert "manage stock no" in lines(pilot)[1]
            await press(pilot, "escape")
            assert words(pilot, f"GOODS-{number}")[-1] == "any"
        await press(pilot, *product_page("GOODS"))
        assert "Can be sold by Custom" in plain(pilot)
    assert is_salable(database, "GOODS", CUSTOM)


def bought(kind: str, quantity: int) -> OrderRequest:
    """An order of all there is."""
    count = Quantity.parse(str(quantity))
    if kind in ("configurable", "grouped"):
        return OrderRequest(
            "base",
            tuple(RequestedLine(f"GOODS-{one}", count, chosen_as="GOODS") for one in "12"),
            "000000042",
        )
    return OrderRequest("base", (("GOODS", count),), "000000042")


@pytest.mark.parametrize(
    ("kind", "stock"),
    [
        case(
            TYPE,
            "admin cache validation bundle product sold out custom stock",
            "bundle",
            CUSTOM,
        ),
        case(
            TYPE,
            "admin cache validation bundle product sold out single stock mode",
            *("bundle", SINGLE),
        ),
        case(
            TYPE,
            "admin cache validation configurable product sold out custom stocks",
            *("configurable", CUSTOM),
        ),
        case(
            TYPE,
            "admin cache validation when downloadable product is sold out on multiple stock "
            "mode",
            *("downloadable", CUSTOM),
        ),
        case(
            TYPE,
            "admin cache validation when downloadable product is sold out on single stock mode",
            *("downloadable", SINGLE),
        ),
        case(
            TYPE,
            "admin cache validation when grouped product is sold out on single stock mode",
            *("grouped", SINGLE),
        ),
        case(
            TYPE,
            "admin cache validation when simple product is sold out on multiple stock mode",
            *("simple", CUSTOM),
        ),
        case(
            TYPE,
            "admin cache validation when simple product is sold out on single stock mode",
            *("simple", SINGLE),
        ),
        case(
            TYPE,
            "admin cache validation when virtual product is sold out on single stock mode",
            *("virtual", SINGLE),
        ),
    ],
)
async def test_what_is_sold_out_leaves_the_shop_at_once(
    running: Running, world: World, database: Database, kind: str, stock: str
) -> None:
    source = with_stock(world, stock)
    skus = made(world, kind, source, 100)
    is_shipped = kind not in ("virtual", "downloadable")
    async with running() as pilot:
        await look_at(pilot, stock)
        await press(pilot, *product_page("GOODS"), "tab")
        assert "Shop: base In Stock" in plain(pilot)
        ordering.place(database, bought(kind, 100), cause=CLERK)
        await press(pilot, "4", "2", "enter", "I")
        await save(pilot)
        if is_shipped:
            await press(pilot, "d")
            await press(pilot, "f10")
        assert "Order 000000042 · Complete" in lines(pilot)[1]
        await press(pilot, "escape")
        assert "Shop: base Out of Stock, not listed" in plain(pilot)
        await press(pilot, "escape", "escape")  # to the list, and all of it
        for sku in skus:
            assert words(pilot, sku)[-1] == "0"
    for sku in skus:
        assert held(database, sku) == {source: "0"}
        assert salable(database, sku) == {stock: "0"}
    assert not is_salable(database, "GOODS", stock)


@pytest.mark.parametrize(
    ("kind", "stock"),
    [
        case(
            TYPE,
            "admin catalog quick search for bundle product in single stock mode",
            *("bundle", SINGLE),
        ),
        case(
            TYPE,
            "admin catalog quick search for configurable product on test stock",
            *("configurable", CUSTOM),
        ),
        case(
            TYPE,
            "admin catalog quick search for downloadable product in single stock mode",
            *("downloadable", SINGLE),
        ),
        case(
            TYPE,
            "admin catalog quick search for downloadable product on test stock",
            *("downloadable", CUSTOM),
        ),
        case(
            TYPE,
            "admin catalog quick search for grouped product in single stock mode",
            *("grouped", SINGLE),
        ),
        case(
            TYPE,
            "admin catalog quick search for virtual product in single stock mode",
            *("virtual", SINGLE),
        ),
        case(
            TYPE,
            "admin catalog quick search for virtual product on test stock",
            *("virtual", CUSTOM),
        ),
    ],
)
async def test_a_product_is_found_by_words_of_its_name(
    running: Running, world: World, stock: str, kind: str
) -> None:
    made(world, kind, with_stock(world, stock), 100)
    world.product("OTHER", default=1)
    async with running() as pilot:
        await look_at(pilot, stock)
        await press(pilot, "slash", f"<product goods type:{kind}>", "enter")
        assert lines(pilot)[1].endswith("1 of 4 SKUs") or "1 of 2 SKUs" in lines(pilot)[1]
        assert row(pilot, "Product GOODS").startswith("▸")
        await press(pilot, "escape", "colon", "<product goods>")
        assert "Go to product GOODS" in plain(pilot)
        await press(pilot, "escape", *product_page("GOODS"), "tab")
        assert "base In Stock" in row(pilot, "Shop:")


# -- quantities of a business with one source ---------------------------------------------


@pytest.mark.parametrize(
    ("keys", "quantity"),
    [
        case(
            TYPE,
            "admin update simple product quantity in single stock mode via the admin",
            ("e", "<50>", "f10"),
            "50",
        ),
        case(
            TYPE,
            "admin update simple product quantity in single stock mode via the admin (2)",
            ("enter", "e", "<+40>", "enter", "f10", "escape"),
            "50",
        ),
    ],
)
async def test_a_quantity_is_updated(
    running: Running,
    world: World,
    database: Database,
    keys: tuple[str, ...],
    quantity: str,
) -> None:
    world.product("GOODS", name="Our Goods", price="12.50", default=10)
    async with running() as pilot:
        assert lines(pilot)[2].split() == [
            *("SKU", "▲", "Name", "Quantity", "On", "hand", "Salable")
        ]
        await press(pilot, *keys)
        assert words(pilot, "GOODS") == ["GOODS", "Our", "Goods", quantity, quantity, quantity]
        await press(pilot, "enter", "tab")
        assert "Shop: base In Stock" in plain(pilot)
    assert held(database, "GOODS") == {"default": quantity}
