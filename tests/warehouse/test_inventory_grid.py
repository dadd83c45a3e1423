"""The inventory page and what is told of one SKU (L-050 to L-058)."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from inventory_tui.domain.inventory_list import InventoryQuery, InventoryRow
from inventory_tui.services.products import units as unit_deeds
from inventory_tui.services.reports import inventory
from inventory_tui.store.tables import incoming
from tests.plans import asked
from tests.services.shopping import Shop
from tests.warehouse.shelf import CLERK, Shelf, units
from tests.world import World


def expect(world: World, sku: str, source: str, quantity: str, **columns: object) -> None:
    """A delivery that is announced."""
    with world.database.write() as transaction:
        erc = f"{sku}-{source}-{quantity}-{len(columns)}"
        transaction.connection.execute(
            insert(incoming).values(
                erc=erc,
                erc_key=erc.lower(),
                product_id=transaction.products.known(sku).id,
                source_id=transaction.sources.known(source).id,
                quantity=units(quantity).parts,
                expected_on="2027-01-15",
                **columns,
            )
        )


def add_unit(world: World, sku: str, key: str) -> None:
    unit_deeds.add(world.database, sku, key, {}, cause=CLERK)


@pytest.fixture
def shelf(world: World) -> Shelf:
    with world.at_once():
        world.sources("berlin", "paris")
        world.source("closed", enabled=False)
        world.stock("EU", "berlin", "paris", channels=["eu"])
        world.product("24-MB01", berlin=10, paris=4, closed=1)
        world.product("24-mb02", berlin=5, paris=(2, "out"))
        world.product("WS12")
        world.product("SET", type="configurable")
    return Shelf(world)


def figures(row: InventoryRow) -> list[str]:
    return [str(one) for one in (row.on_hand, row.available, row.on_order, row.incoming)]


def found(shelf: Shelf, filter: str = "", **given: bool) -> list[InventoryRow]:
    """The rows of a query; the page, the snapshot and the report come to the same."""
    query = InventoryQuery(filter, **given)
    rows = list(inventory.report(shelf.database, query))
    ids = inventory.ids(shelf.database, query)
    seen = inventory.rows(shelf.database, ids)
    assert [seen[id] for id in ids] == rows == inventory.window(shelf.database, query, 100)
    assert inventory.count(shelf.database, query) == len(rows)
    return rows


def test_columns_have_the_right_figures(shelf: Shelf) -> None:
    Shop(shelf.world).place({"24-MB01": 3})
    shelf.safety("24-MB01", "berlin", 2)
    shelf.state("24-MB01", "paris", 1, "for_sale", "damaged")
    expect(shelf.world, "24-MB01", "berlin", "20", received=units(5).parts, short=10_000)
    expect(shelf.world, "24-MB01", "paris", "7")
    expect(shelf.world, "24-MB01", "paris", "9", draft=True)
    rows = {row.sku: row for row in found(shelf)}
    assert list(rows) == ["24-MB01", "24-mb02", "WS12"]
    assert figures(rows["24-MB01"]) == ["15", "9", "3", "21"]
    assert figures(rows["24-mb02"]) == ["7", "7", "0", "0"]
    assert figures(rows["WS12"]) == ["0", "0", "0", "0"]
    assert rows["24-MB01"].unit == ""


def test_l_051_search_finds_inside_skus_whatever_the_letter_case(shelf: Shelf) -> None:
    assert [row.sku for row in found(shelf, "mb0")] == ["24-MB01", "24-mb02"]
    assert [row.sku for row in found(shelf, "MB02")] == ["24-mb02"]
    assert [row.sku for row in found(shelf, "s1")] == ["WS12"]
    assert [row.sku for row in found(shelf, '"-MB01"')] == ["24-MB01"]
    # names are not looked into, unless that is asked for
    assert [row.sku for row in found(shelf, "Product")] == []
    assert [row.sku for row in found(shelf, "name:product mb01")] == ["24-MB01"]


def test_l_052_sorted_by_sku_then_unit_a_page_at_a_time(shelf: Shelf) -> None:
    shelf.world.product("24-MB01-XL")
    for sku, key in [("24-MB01", "piece"), ("24-MB01", "box"), ("24-MB01", "pallet")]:
        add_unit(shelf.world, sku, key)
    add_unit(shelf.world, "WS12", "pair")
    shown = [(row.sku, row.unit) for row in found(shelf)]
    assert shown == [
        ("24-MB01-XL", ""),
        ("24-MB01", "box"),
        ("24-MB01", "pallet"),
        ("24-MB01", "piece"),
        ("24-mb02", ""),
        ("WS12", "pair"),
    ]
    assert next(row.sku for row in found(shelf, descending=True)) == "WS12"
    assert [(row.sku, row.unit) for row in found(shelf, "/pall")] == [("24-MB01", "pallet")]
    many = [shelf.world.product(f"P{number:03}") for number in range(30)]
    query = InventoryQuery("P0")
    first = inventory.window(shelf.database, query, 20)
    assert [row.product_id for row in first] == many[:20]
    assert list(inventory.ids(shelf.database, query)) == many
    assert len(list(inventory.report(shelf.database, query, limit=7))) == 7


def test_l_057_available_is_what_is_neither_ordered_nor_kept_back(shelf: Shelf) -> None:
    Shop(shelf.world).place({"24-mb02": 4})
    shelf.safety("24-mb02", "berlin", 3)
    (row,) = found(shelf, "mb02")
    assert row.available == row.on_hand - row.on_order - row.safety
    assert figures(row) == ["7", "0", "4", "0"]
    shelf.safety("24-mb02", "berlin", 5)
    (row,) = found(shelf, "mb02")
    assert str(row.available) == "-2"


def test_what_is_expected_is_never_available(shelf: Shelf) -> None:
    before = figures(found(shelf, "mb02")[0])
    salable = shelf.world.salable("24-mb02", "EU")
    expect(shelf.world, "24-mb02", "berlin", "100")
    after = figures(found(shelf, "mb02")[0])
    assert after[:3] == before[:3]
    assert after[3] == "100"
    assert shelf.world.salable("24-mb02", "EU") == salable
    shelf.check()


@pytest.mark.sqlite_only
def test_a_page_looks_at_no_more_rows_than_it_shows(shelf: Shelf) -> None:
    add_unit(shelf.world, "24-MB01", "piece")
    with asked(shelf.database) as statements:
        first = inventory.window(shelf.database, InventoryQuery(), 20)
        inventory.rows(shelf.database, [row.product_id for row in first])
    steps = [step for plan in statements.plans("select", "from") for step in plan]
    tables = ("unit", "source_item", "stock_level", "set_aside", "incoming")
    assert not [step for step in steps for table in tables if step.startswith(f"SCAN {table}")]
    assert steps
