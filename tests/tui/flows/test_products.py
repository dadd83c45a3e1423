"""Flows about products of every type: added, assigned, made of others."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from inventory_tui.services.products import catalog, composites
from inventory_tui.services.sourcing import channels
from inventory_tui.store.database import Database
from tests.tui.conftest import Running, lines, press
from tests.tui.flows import case
from tests.tui.flows.office import (
    CLERK,
    CUSTOM,
    SINGLE,
    held,
    is_salable,
    look_at,
    plain,
    product_page,
    row,
    said,
    salable,
    with_stock,
    words,
)
from tests.world import World

TYPE = "products"


@pytest.fixture
def world(database: Database) -> World:
    """Nothing but what every database has."""
    return World(database)


# -- added --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "stock"),
    [
        case(TYPE, "admin create virtual product on single stock mode", "virtual", SINGLE),
        case(
            TYPE,
            "admin create downloadable product on single stock mode",
            "downloadable",
            SINGLE,
        ),
        case(
            TYPE,
            "admin create downloadable product with custom stock",
            "downloadable",
            CUSTOM,
        ),
        case(TYPE, "admin add stock to virtual product", "virtual", CUSTOM),
    ],
)
async def test_a_product_is_added_with_its_quantity(
    running: Running, world: World, database: Database, kind: str, stock: str
) -> None:
    source = with_stock(world, stock)
    async with running() as pilot:
        await press(pilot, "n", "<GOODS>", "tab", "<Our Goods>", "tab", "ctrl+u", f"<{kind}>")
        await press(pilot, "tab", "tab", "<100>", "f10")
        await look_at(pilot, stock)
        await press(pilot, *product_page("GOODS"))
        if source != "default":
            await press(pilot, "a", f"<{source}>", "enter")
        await press(pilot, "end", "e", "<100>", "enter", "f10")
        assert f"{kind} · manage stock yes" in lines(pilot)[1]
        await press(pilot, "tab")
        assert "Shop: base In Stock" in plain(pilot)
        await press(pilot, "escape")
        assert words(pilot, "GOODS")[:3] == ["GOODS", "Our", "Goods"]
        assert words(pilot, "GOODS")[-1] == "100"
    product = catalog.show(database, "GOODS").product
    assert (product.type.value, product.price, product.enabled) == (kind, "100", True)
    assert held(database, "GOODS")[source] == "100"
    assert salable(database, "GOODS")[stock] == "100"


@pytest.mark.parametrize(
    "kind",
    [
        case(
            TYPE,
            "admin assign simple product to additional stock additional website",
            "simple",
        ),
        case(
            TYPE,
            "admin assign virtual product to additional stock additional website",
            "virtual",
        ),
    ],
)
async def test_a_product_is_put_into_a_second_stock(
    running: Running, world: World, database: Database, kind: str
) -> None:
    world.source("custom")
    world.stock(CUSTOM, "custom", channels=["web"])
    world.product("GOODS", type=kind, default=10)
    async with running() as pilot:
        await press(pilot, *product_page("GOODS"), "tab")
        assert "web Out of Stock, not listed" in plain(pilot)
        await press(pilot, "shift+tab", "a", "<custom>", "enter", "end", "e", "<20>", "enter")
        await press(pilot, "f10")
        assert "Salable: Default 10, Custom 20" in plain(pilot)
        await press(pilot, "tab")
        assert "Shop: base, web In Stock" in plain(pilot)
    assert salable(database, "GOODS") == {SINGLE: "10", CUSTOM: "20"}


@pytest.mark.parametrize(
    ("sources", "quantities"),
    [
        case(TYPE, "admin assign source to product", ("one",), ("100",)),
        case(TYPE, "admin assign multiple sources to product", ("one", "two"), ("50", "70")),
    ],
)
async def test_sources_are_assigned_to_a_product(
    running: Running,
    world: World,
    database: Database,
    sources: Sequence[str],
    quantities: Sequence[str],
) -> None:
    world.sources("one", "two")
    world.product("GOODS", default=1000)
    async with running() as pilot:
        await press(pilot, *product_page("GOODS"), "a", f"<{','.join(sources)}>", "enter")
        await press(pilot, "home", "down", "e")
        for quantity in quantities:
            await press(pilot, f"<{quantity}>", "enter")
        assert held(database, "GOODS") == {"default": "1000"}
        await press(pilot, "f10")
        assert "z undoes" in said(pilot)
        assert words(pilot, " default ")[-3] == "1,000"
        for code, quantity in zip(sources, quantities, strict=True):
            assert words(pilot, f" {code} ")[-3] == quantity
    wanted = dict(zip(sources, quantities, strict=True))
    assert held(database, "GOODS") == {"default": "1000", **wanted}


@pytest.mark.parametrize(
    ("kind", "stock", "channel"),
    [
        case(
            TYPE,
            "admin create bundle product additional stock additional website",
            *("bundle", CUSTOM, "web"),
        ),
        case(TYPE, "admin creater bundle product default stock", "bundle", SINGLE, "base"),
        case(
            TYPE,
            "admin create configurable product default stock additional website",
            *("configurable", SINGLE, "web"),
        ),
        case(
            TYPE,
            "admin create configurable product text swatch attribute custom stock main website",
            *("configurable", CUSTOM, "base"),
        ),
        case(TYPE, "admin create grouped product custom stock", "grouped", CUSTOM, "base"),
    ],
)
async def test_a_product_is_made_of_others(
    running: Running,
    world: World,
    database: Database,
    kind: str,
    stock: str,
    channel: str,
) -> None:
    source = "custom"
    world.source(source)
    world.stock(CUSTOM, source, channels=[channel] if stock == CUSTOM else ["other"])
    if stock == SINGLE and channel != "base":
        channels.add_channel(database, channel, "Web", cause=CLERK)
    world.products("GOODS-1", "GOODS-2", **{"default" if stock == SINGLE else source: 5})
    async with running() as pilot:
        await press(pilot, "n", "<GOODS>", "tab", "<Our Goods>", "tab", "ctrl+u", f"<{kind}>")
        await press(pilot, "f10")
        await look_at(pilot, stock)
        await press(pilot, *product_page("GOODS"))
        for number in ("1", "2"):
            await press(pilot, "a", f"<GOODS-{number}>", "tab")
            if kind == "configurable":
                await press(pilot, f"<size={number}>")
            elif kind == "bundle":
                await press(pilot, "ctrl+u", f"<Part {number}>")
            await press(pilot, "f10")
        assert "[Parts 2]" in lines(pilot)[2]
        assert words(pilot, "GOODS-1")[-1] == words(pilot, "GOODS-2")[-1] == "yes"
        assert f"Can be sold by {stock.split()[0]}" in plain(pilot)
        await press(pilot, "tab")
        assert f"{channel} In Stock" in row(pilot, "Shop:")
        await press(pilot, "escape")
        assert f"{kind} · 2" in row(pilot, "Our Goods")
    assert len(composites.composition(database, "GOODS")) == 2
    assert is_salable(database, "GOODS", stock)
