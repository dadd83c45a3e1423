"""Flows about invoices: whole orders and parts, of goods that ship and of those that do not."""

from __future__ import annotations

import pytest

from inventory_tui.domain.order import Address
from inventory_tui.services.orders import order_page
from inventory_tui.store.database import Database
from tests.tui.conftest import Running, lines, press
from tests.tui.flows import case
from tests.tui.flows.office import held, plain, said, salable, save
from tests.tui.flows.selling import CUSTOM, counts, take_order
from tests.tui.flows.wares import PAGE, counted, stocked
from tests.world import World

DEFAULT = "Default Stock"


@pytest.fixture
def world(database: Database) -> World:
    """Nothing but what every database has."""
    return World(database)


def invoices(database: Database) -> list[dict[str, str]]:
    """SKU → units, of every invoice of order 42."""
    return [
        {line.sku: str(line.quantity) for line in one.lines}
        for one in order_page.show(database, "000000042").invoices
    ]


_SINGLE = "admin create invoice for virtual product in single stock mode"


@pytest.mark.parametrize(
    ("kind", "stock", "there", "ordered"),
    [
        case("invoices", title, *values)
        for title, *values in [
            (_SINGLE, "virtual", DEFAULT, 1000, 1),
            (f"{_SINGLE} (2)", "virtual", DEFAULT, 1000, 50),
            (
                "admin create full invoice bundle product default stock",
                *("virtual bundle", DEFAULT, 100, 20),
            ),
            (
                "admin create full invoice for order with downloadable product on default "
                "stock ext. admin create full invoice for order with simple product on default "
                "stock",
                *("downloadable", DEFAULT, 100, 1),
            ),
            (
                "admin create full invoice for order with virtual product on one custom stock",
                *("virtual", CUSTOM, 100, 1),
            ),
            (
                "admin create full invoice grouped product custom stock ext. admin create "
                "partial invoice grouped product default stock",
                *("virtual grouped", CUSTOM, 1000, 2),
            ),
        ]
    ],
)
async def test_goods_that_never_ship_leave_by_their_invoice(
    running: Running,
    world: World,
    database: Database,
    kind: str,
    stock: str,
    there: int,
    ordered: int,
) -> None:
    wares = stocked(world, kind, stock, there)
    wares.bought(ordered, ship_to=Address("John Doe", "john@example.org"))
    units, left = ordered * len(wares.skus), str(there - ordered)
    for sku in wares.skus:
        assert held(database, sku) == {wares.source: str(there)}
        assert salable(database, sku)[wares.stock] == left
    async with running() as pilot:
        await press(pilot, *PAGE)
        assert "John Doe" in plain(pilot)
        assert f"Next: I Invoice it ({units} left to go by the invoice)" in plain(pilot)
        assert "Dispatch" not in lines(pilot)[23]
        await press(pilot, "I")
        leaves = ", ".join(f"{ordered} {sku}" for sku in wares.skus)
        assert f"Leaves {wares.source}: {leaves}" in plain(pilot)
        await press(pilot, "f10")
        assert "· Complete ·" in lines(pilot)[1]
        for sku in wares.skus:
            shown = [str(ordered), str(ordered), "0", "0", "0", left]
            assert counted(pilot, sku) == shown
        assert "nothing held" in plain(pilot)
        await press(pilot, "tab", "enter")
        assert "Invoice 1 of order 000000042" in plain(pilot)
        assert f"Left {wares.source}: {ordered} {wares.skus[0]}" in plain(pilot)
    for sku in wares.skus:
        assert held(database, sku) == {wares.source: left}
        assert salable(database, sku)[wares.stock] == left
    assert invoices(database) == [dict.fromkeys(wares.skus, str(ordered))]


@pytest.mark.parametrize(
    ("kind", "stock", "there", "ordered", "invoiced"),
    [
        case("invoices", title, *values)
        for title, *values in [
            (
                "admin create partial invoice bundle product default stock ext. admin create "
                "full invoice bundle product default stock",
                *("virtual bundle", DEFAULT, 100, 20, 10),
            ),
            (
                "admin create partial invoice for order with downloadable product on custom "
                "stock ext. admin create partial invoice for order with downloadable product "
                "on default stock",
                *("downloadable", CUSTOM, 100, 10, 5),
            ),
            (
                "admin create partial invoice for order with downloadable product on default "
                "stock",
                *("downloadable", DEFAULT, 100, 10, 5),
            ),
            (
                "admin create partial invoice grouped product custom stock ext. admin create "
                "partial invoice grouped product default stock",
                *("virtual grouped", CUSTOM, 1000, 2, 1),
            ),
            (
                "admin create partial invoice for order with simple product on custom stock",
                *("simple", CUSTOM, 100, 3, 1),
            ),
        ]
    ],
)
async def test_what_is_not_invoiced_yet_stays_held(
    running: Running,
    world: World,
    database: Database,
    kind: str,
    stock: str,
    there: int,
    ordered: int,
    invoiced: int,
) -> None:
    wares = stocked(world, kind, stock, there)
    wares.bought(ordered)
    ships = kind == "simple"
    left = ordered if ships else (ordered - invoiced) * len(wares.skus)
    async with running() as pilot:
        await press(pilot, *PAGE, "I", "D")
        for _ in wares.skus:
            await press(pilot, f"<{invoiced}>", "down")
        counted_units = invoiced * len(wares.skus)
        assert f"F10 Invoice {counted_units} unit" in plain(pilot)
        await press(pilot, "f10")
        assert f"{counted_units} unit" in said(pilot)
        assert "· Processing ·" in lines(pilot)[1]
        for sku in wares.skus:
            assert counted(pilot, sku)[:3] == [str(ordered), str(invoiced), "0"]
            assert counted(pilot, sku)[-1] == str(there - ordered)
        assert f"held in {wares.stock}: {left} unit" in plain(pilot)
    for sku in wares.skus:
        gone = 0 if ships else invoiced
        assert held(database, sku) == {wares.source: str(there - gone)}
        assert salable(database, sku)[wares.stock] == str(there - ordered)
    assert invoices(database) == [dict.fromkeys(wares.skus, str(invoiced))]


@pytest.mark.parametrize(
    ("kind", "there", "status"),
    [
        case(
            "invoices",
            "admin create full invoice for order with simple product on default stock",
            *("simple", 100, "Processing"),
        ),
        case(
            "invoices",
            "admin create full invoice for virtual product in default stock main website",
            *("virtual", 1000, "Complete"),
        ),
    ],
)
async def test_an_order_taken_by_hand_is_invoiced_in_full(
    running: Running, world: World, database: Database, kind: str, there: int, status: str
) -> None:
    wares = stocked(world, kind, DEFAULT, there)
    async with running() as pilot:
        await take_order(pilot, "GOODS")
        assert "Order 000000001" in said(pilot)
        await press(pilot, "I")
        await save(pilot)
        assert f"· {status} ·" in lines(pilot)[1]
        assert counted(pilot, "GOODS")[:2] == ["1", "1"]
        assert "Invoice 1" in plain(pilot)
        await press(pilot, "I")
        assert "Invoice order" not in plain(pilot)
    assert counts(database) == {"GOODS": {"ordered": "1", "invoiced": "1"}}
    gone = 0 if kind == "simple" else 1
    assert held(database, "GOODS") == {wares.source: str(there - gone)}
    assert salable(database, "GOODS") == {DEFAULT: str(there - 1)}


@pytest.mark.parametrize(
    ("kind", "stock"),
    [
        case(
            "invoices",
            "admin invoice created for whole order with configurable product",
            *("configurable", DEFAULT),
        ),
        case(
            "invoices",
            "admin invoice created for whole order with grouped product with childs product on "
            "non default stock",
            *("grouped", CUSTOM),
        ),
    ],
)
async def test_goods_that_ship_stay_where_they_are(
    running: Running, world: World, database: Database, kind: str, stock: str
) -> None:
    wares = stocked(world, kind, stock, 100)
    wares.bought(2)
    units = 2 * len(wares.skus)
    async with running() as pilot:
        await press(pilot, *PAGE, "I")
        assert "Goods that ship stay where they are, and stay held." in plain(pilot)
        await press(pilot, "f10")
        assert f"{units} units invoiced" in said(pilot)
        assert "· Processing ·" in lines(pilot)[1]
        for sku in wares.skus:
            assert counted(pilot, sku) == ["2", "2", "0", "0", "0", "98"]
        assert f"held in {wares.stock}: {units} units" in plain(pilot)
    for sku in wares.skus:
        assert held(database, sku) == {wares.source: "100"}
        assert salable(database, sku)[wares.stock] == "98"
    assert invoices(database) == [dict.fromkeys(wares.skus, "2")]
