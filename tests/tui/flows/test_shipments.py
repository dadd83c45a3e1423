"""Flows about goods that leave: whole orders and parts, from the sources one says."""

from __future__ import annotations

import pytest

from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.services.orders import ordering
from inventory_tui.services.products import composites
from inventory_tui.services.products.composites import BundleOption, Part
from inventory_tui.store.database import Database
from inventory_tui.tui.screens.shipments.shipment import ShipmentScreen
from tests.services.shopping import Shop, amount
from tests.tui.conftest import Running, lines, press
from tests.tui.flows import case, flow
from tests.tui.flows.office import (
    CLERK,
    compose,
    held,
    plain,
    product_page,
    said,
    salable,
    save,
    words,
)
from tests.tui.flows.selling import (
    CUSTOM,
    begin_order,
    counts,
    order_of,
    sell_from,
    set_for_all,
)
from tests.tui.flows.wares import PAGE, counted, stocked
from tests.world import World

DEFAULT = "Default Stock"
WHOLE = "admin create shipment for whole order"


@pytest.fixture
def world(database: Database) -> World:
    """Nothing but what every database has."""
    return World(database)


def shipments(database: Database, number: str = "42") -> list[tuple[str, dict[str, str]]]:
    """Source, and SKU → units, of every shipment of an order."""
    shown = ordering.show(database, number.zfill(9))
    return [
        (one.source, {line.sku: str(line.quantity) for line in one.lines})
        for one in shown.shipments
    ]


@pytest.mark.parametrize(
    ("kind", "stock", "there", "ordered"),
    [
        case(
            "shipments",
            "admin create full shipment simple product with custom option default stock",
            *("simple", DEFAULT, 100, 5),
        ),
        case(
            "shipments",
            f"{WHOLE} grouped product custom stock",
            *("grouped", CUSTOM, 100, 10),
        ),
        case(
            "shipments",
            f"{WHOLE} with configurable product from custom source",
            *("configurable", CUSTOM, 100, 10),
        ),
        case(
            "shipments",
            f"{WHOLE} with configurable product from default source",
            *("configurable", DEFAULT, 1000, 10),
        ),
        case(
            "shipments",
            f"{WHOLE} with simple product from custom source",
            *("simple", CUSTOM, 100, 10),
        ),
    ],
)
async def test_a_whole_order_leaves_as_proposed(
    running: Running,
    world: World,
    database: Database,
    kind: str,
    stock: str,
    there: int,
    ordered: int,
) -> None:
    wares = stocked(world, kind, stock, there)
    wares.bought(ordered)
    units = ordered * len(wares.skus)
    async with running() as pilot:
        await press(pilot, *PAGE)
        assert f"Next: d Dispatch ({units} left, all can ship)" in plain(pilot)
        await press(pilot, "d")
        told = f"→ 1 shipment: {wares.source} {units} units. Nothing left to ship."
        assert told in plain(pilot)
        await save(pilot)
        assert "· Complete ·" in lines(pilot)[1]
        left = there - ordered
        for sku in wares.skus:
            shown = [str(ordered), "0", str(ordered), "0", "0", str(left)]
            assert counted(pilot, sku) == shown
        await press(pilot, "tab", "enter")
        assert isinstance(pilot.app.screen, ShipmentScreen)
        assert f"from {wares.source}" in lines(pilot)[1]
        assert words(pilot, f"{wares.skus[0]} ")[-1] == str(ordered)
    for sku in wares.skus:
        assert held(database, sku) == {wares.source: str(left)}
        assert salable(database, sku)[wares.stock] == str(left)
    assert shipments(database) == [(wares.source, dict.fromkeys(wares.skus, str(ordered)))]


@pytest.mark.parametrize(
    ("kind", "ordered", "shipped"),
    [
        case(
            "shipments",
            "admin create partial shipment bundle product custom stock ext. admin create "
            "credit memo total refund bundle product custom stock",
            *("bundle", 10, 5),
        ),
        case(
            "shipments",
            "admin create partial shipment for order with configurable product from custom "
            "source",
            *("configurable", 5, 2),
        ),
        case(
            "shipments",
            "admin create partial shipment grouped product custom stock",
            *("grouped", 2, 1),
        ),
    ],
)
async def test_a_part_of_an_order_leaves_and_the_rest_stays_held(
    running: Running, world: World, database: Database, kind: str, ordered: int, shipped: int
) -> None:
    wares = stocked(world, kind, CUSTOM, 100)
    wares.bought(ordered)
    left = (ordered - shipped) * len(wares.skus)
    async with running() as pilot:
        await press(pilot, *PAGE, "d", "D")
        for _ in wares.skus:
            await press(pilot, f"<{shipped}>", "down")
        assert f"{left} left to ship." in plain(pilot)
        await save(pilot)
        assert "· Processing ·" in lines(pilot)[1]
        salable_now = str(100 - ordered)
        for sku in wares.skus:
            shown = [str(ordered), "0", str(shipped), "0", "0", salable_now]
            assert counted(pilot, sku) == shown
        assert "Shipment 1" in plain(pilot)
        assert f"held in {CUSTOM}: {left} unit" in plain(pilot)
        assert f"Next: d Dispatch ({left} left, all can ship)" in plain(pilot)
    for sku in wares.skus:
        assert held(database, sku) == {"berlin": str(100 - shipped)}
        assert salable(database, sku) == {CUSTOM: salable_now}
    assert shipments(database) == [("berlin", dict.fromkeys(wares.skus, str(shipped)))]


# -- from which source --------------------------------------------------------------------


@flow(
    "shipments",
    "admin user created shipment for whole order with simple product from test source with "
    "numeric source code",
)
async def test_a_source_whose_code_is_a_number_sends_like_any_other(
    running: Running, world: World, database: Database
) -> None:
    world.sources("1000", "2000")
    world.stock(CUSTOM, "1000", "2000", channels=["base"])
    world.product("SIMPLE", **{"2000": 2})
    Shop(world).place({"SIMPLE": 1}, "000000042", "base")
    async with running() as pilot:
        await set_for_all(pilot, "Orders need an invoice", "yes")
        await press(pilot, *PAGE, "d")
        assert lines(pilot)[2].split()[:4] == ["Line", "To", "ship", "2000"]
        assert "[  1] of 2" in lines(pilot)[3]
        await save(pilot)
        assert "shipped 1 unit from 2000" in said(pilot)
        assert "· Processing ·" in lines(pilot)[1]
        await press(pilot, "g", "5")
        assert words(pilot, "000000042")[-2:] == ["1", "2000"]
    assert held(database, "SIMPLE") == {"2000": "1"}
    assert salable(database, "SIMPLE") == {CUSTOM: "1"}


@flow(
    "shipments",
    "admin manual selecting of sources to deduct items in shipment for order with simple "
    "product",
)
async def test_one_says_by_hand_which_source_sends_how_much(
    running: Running, world: World, database: Database
) -> None:
    world.sources("berlin", "paris")
    world.stock(CUSTOM, "berlin", "paris", channels=["base"])
    world.product("SIMPLE", berlin=100, paris=100)
    Shop(world).place({"SIMPLE": 10}, "000000042", "base")
    async with running() as pilot:
        await press(pilot, *PAGE, "d")
        assert "→ 1 shipment: berlin 10 units." in plain(pilot)
        await press(pilot, "4", "tab", "6")
        assert "Your numbers" in lines(pilot)[1]
        assert "→ 2 shipments: berlin 4 units, paris 6 units." in plain(pilot)
        await save(pilot)
        assert "· Complete ·" in lines(pilot)[1]
        assert "2 shipments" in plain(pilot)
    assert shipments(database) == [("berlin", {"SIMPLE": "4"}), ("paris", {"SIMPLE": "6"})]
    assert held(database, "SIMPLE") == {"berlin": "96", "paris": "94"}
    assert salable(database, "SIMPLE") == {CUSTOM: "190"}


@flow("shipments", "qty check shipment for multi product order with multi source")
async def test_every_line_says_what_its_sources_have(
    running: Running, world: World, database: Database
) -> None:
    world.sources("berlin", "paris")
    world.stock(CUSTOM, "berlin", "paris", channels=["base"])
    world.product("ONE", berlin=3, paris=20)
    world.product("TWO", paris=8)
    world.product("THREE", berlin=15, paris=2)
    Shop(world).place({"ONE": 5, "TWO": 4, "THREE": 6}, "000000042", "base")
    async with running() as pilot:
        await press(pilot, *PAGE, "d")
        rows = [" ".join(words(pilot, sku)) for sku in ("ONE", "TWO", "THREE")]
        assert rows == [
            "ONE 5 ▸[ 3] of 3 [ 2] of 20",
            "TWO 4 – [ 4] of 8",
            "THREE 6 [ 6] of 15 [ 0] of 2",
        ]
        await save(pilot)
        assert "· Complete ·" in lines(pilot)[1]
        assert "shipped 9 units from berlin, 6 units from paris" in plain(pilot)
    assert held(database, "ONE") == {"berlin": "0", "paris": "18"}
    assert held(database, "TWO") == {"paris": "4"}
    assert held(database, "THREE") == {"berlin": "9", "paris": "2"}


# -- of what was something else when it was bought ----------------------------------------


@pytest.mark.parametrize(
    "stock",
    [
        case(
            "shipments",
            "admin create shipment with changed simple product into configurable custom stock",
            CUSTOM,
        ),
        case(
            "shipments",
            "admin create shipment with changed simple product into configurable default stock",
            DEFAULT,
        ),
    ],
)
async def test_what_was_simple_when_it_was_bought_still_leaves(
    running: Running, world: World, database: Database, stock: str
) -> None:
    wares = stocked(world, "simple", stock, 100)
    world.product("GOODS-RED", **{wares.source: 100})
    wares.bought(10)
    async with running() as pilot:
        await press(pilot, *product_page("GOODS"), "colon", "<change type>", "enter")
        await press(pilot, "ctrl+u", "<configurable>", "f10")
        assert f"10 held in {stock} for orders 000000042" in plain(pilot)
        await press(pilot, "f10")
        await press(pilot, "a", "<GOODS-RED>", "tab", "<color=red>", "f10")
        assert "[Parts 1]" in lines(pilot)[2]
        await press(pilot, *PAGE, "d")
        assert f"→ 1 shipment: {wares.source} 10 units. Nothing left" in plain(pilot)
        await save(pilot)
        assert "· Complete ·" in lines(pilot)[1]
        assert "nothing held" in plain(pilot)
    assert shipments(database) == [(wares.source, {"GOODS": "10"})]
    assert order_of(database, "42").status == "complete"
    assert world.reserved("GOODS") == "0"
    assert held(database, "GOODS-RED") == {wares.source: "100"}
    assert salable(database, "GOODS-RED") == {wares.stock: "100"}


@flow("shipments", "admin create shipment with deleted simple product custom stock")
async def test_what_was_deleted_since_still_leaves(
    running: Running, world: World, database: Database
) -> None:
    wares = stocked(world, "simple", CUSTOM, 100)
    wares.bought(5)
    async with running() as pilot:
        await press(pilot, *product_page("GOODS"), "colon", "<delete goods>", "enter")
        await press(pilot, "f10")
        assert f"GOODS is not deleted: 5 held in {CUSTOM} for orders 000000042" in plain(pilot)
        await press(pilot, "f10")
        assert "Deleted GOODS, 100 units at 1 source" in said(pilot)
        await press(pilot, "escape", *PAGE)
        assert counted(pilot, "GOODS")[-1] == "deleted"
        await press(pilot, "d")
        assert "→ 1 shipment: berlin 5 units. Nothing left" in plain(pilot)
        await save(pilot)
        assert "· Complete ·" in lines(pilot)[1]
        assert "nothing held" in plain(pilot)
    assert shipments(database) == [("berlin", {"GOODS": "5"})]


# -- bundles ------------------------------------------------------------------------------


@flow("shipments", "admin create shipment with bundle and simple products single stock mode")
async def test_a_bundle_and_its_part_alone_leave_in_one_shipment(
    running: Running, world: World, database: Database
) -> None:
    world.product("SIMPLE", default=1000)
    compose(database, "SET", "bundle", {"SIMPLE": 1})
    pairs = (("SIMPLE", amount(1)), ("SET", amount(1)))
    ordering.place(database, OrderRequest("base", pairs, "000000042"), cause=CLERK)
    async with running() as pilot:
        await press(pilot, *PAGE, "d")
        assert "→ 1 shipment: default 2 units. Nothing left to ship." in plain(pilot)
        await save(pilot)
        assert "· Complete ·" in lines(pilot)[1]
        await press(pilot, "g", "1", "escape")
        assert words(pilot, "Product SIMPLE")[-2:] == ["998", "998"]
    assert held(database, "SIMPLE") == {"default": "998"}
    assert salable(database, "SIMPLE") == {DEFAULT: "998"}


@pytest.mark.parametrize(
    ("second", "told"),
    [
        case(
            "shipments",
            "admin create bundle product ship separately custom stock",
            *("paris", "shipped separately"),
        ),
        case(
            "shipments",
            "admin create bundle product ship together custom stock",
            *("berlin", "shipped together: all selections at one source"),
        ),
    ],
)
async def test_a_bundle_is_put_together_and_can_be_sold(
    running: Running, world: World, database: Database, second: str, told: str
) -> None:
    world.sources("berlin", "paris")
    world.stock(CUSTOM, "berlin", "paris", channels=["base"])
    world.product("BALL", berlin=10)
    world.product("MAT", **{second: 10})
    async with running() as pilot:
        await press(pilot, "n", "<SET>", "tab", "<Our Set>", "tab", "ctrl+u", "<bundle>", "f10")
        await press(pilot, *product_page("SET"))
        if second != "berlin":
            await press(pilot, "colon", "<edit fields>", "enter")
            await press(pilot, "shift+tab", "ctrl+u", "<separately>", "f10")
        for part in ("BALL", "MAT"):
            await press(pilot, "a", f"<{part}>", "tab", "ctrl+u", f"<{part}>", "f10")
        assert "[Parts 2]" in lines(pilot)[2]
        assert told in plain(pilot)
        assert f"Can be sold by {CUSTOM}" in plain(pilot)
        await press(pilot, "tab")
        assert "Shop: base In Stock" in plain(pilot)
    assert composites.statuses(database, ["SET"], CUSTOM)["SET"].is_salable


@flow("shipments", "admin not able create bundle product ship together custom stock")
async def test_parts_that_lie_apart_cannot_ship_together(
    running: Running, world: World, database: Database
) -> None:
    world.sources("berlin", "paris")
    world.stock(CUSTOM, "berlin", "paris", channels=["base"])
    world.product("BALL", berlin=10)
    world.product("MAT", paris=10)
    compose(database, "SET", "bundle", {"BALL": 1})
    async with running() as pilot:
        await press(pilot, *product_page("SET"), "a", "<MAT>", "tab", "ctrl+u", "<MAT>", "f10")
        told = "all its selections must lie at one and the same source only"
        assert told in plain(pilot)
    parts = composites.composition(database, "SET").every_part
    assert [part.sku for part in parts] == ["BALL"]


@flow("shipments", "admin create order with bundle product ship separately custom stock")
async def test_an_order_of_a_bundle_holds_what_was_chosen_in_it(
    running: Running, world: World, database: Database
) -> None:
    sell_from(world, CUSTOM)
    world.products("BALL", "MAT", berlin=100)
    option = BundleOption("One of", (Part("BALL"), Part("MAT")))
    compose(database, "SET", "bundle", {"BALL": 1})
    composites.set_bundle(database, "SET", [option], ship_together=False, cause=CLERK)
    async with running() as pilot:
        await begin_order(pilot, "SET")
        assert "SET: One of" in plain(pilot)
        await press(pilot, "<BALL>", "enter", "f10")
        assert "· Pending ·" in lines(pilot)[1]
        assert counted(pilot, "BALL") == ["1", "0", "0", "0", "0", "99"]
    assert counts(database) == {"BALL": {"ordered": "1"}}
    assert salable(database, "BALL") == {CUSTOM: "99"}
    assert salable(database, "MAT") == {CUSTOM: "100"}
    assert held(database, "BALL") == {"berlin": "100"}
