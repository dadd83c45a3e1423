"""Low stock: what is in the report, what the feed adds, and that the grid agrees."""

from __future__ import annotations

from typing import Any

import pytest

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.low_stock import LowQuery, pair_of, row_id
from inventory_tui.domain.product_list import ProductQuery
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.products import browsing, catalog
from inventory_tui.services.reports import low_stock
from inventory_tui.store.database import Database
from tests.world import World


@pytest.fixture(autouse=True)
def _world(world: World) -> None:
    world.sources("berlin", "paris")
    world.source("off", enabled=False)
    world.stock("EU", "berlin", "paris", channels=["eu"])
    world.setting("notify_below", "3")


def listed(database: Database, **scope: Any) -> list[str]:
    return [f"{row.sku}@{row.source}" for row in low_stock.report(database, **scope)]


def test_a_row_is_low_when_something_is_left_and_less_than_the_level(
    world: World, database: Database
) -> None:
    world.product("AT", berlin=3)
    world.product("BELOW", berlin="2.9999")
    world.product("ZERO", berlin=0)
    world.product("OUT", berlin=(1, "out"))
    world.product("OFF", enabled=False, berlin=1)
    world.product("THERE", off=1)
    world.product("PARENT", type="configurable")
    world.product("ANY", manage_stock=False, berlin=1)
    world.product("E-BOOK", type="virtual", berlin=1)
    assert listed(database) == ["E-BOOK@berlin", "BELOW@berlin"]
    assert low_stock.shortages_at_zero(database) == 1


def test_the_level_is_the_rows_own_else_the_products_else_the_global_one(
    world: World, database: Database
) -> None:
    world.product("OWN", notify_below=1, berlin=4)
    world.item("OWN", "berlin", 4, notify_below=5)
    world.product("PRODUCT", notify_below=9, berlin=8)
    world.product("GLOBAL", berlin=2)
    world.product("LESS", notify_below=1, berlin=2)
    found = {row.sku: row for row in low_stock.report(database)}
    assert {sku: (str(row.notify_below), row.inherits) for sku, row in found.items()} == {
        "GLOBAL": ("3", True),
        "OWN": ("5", False),
        "PRODUCT": ("9", True),
    }


def test_it_begins_with_the_least_and_ties_follow_sku_then_source(
    world: World, database: Database
) -> None:
    world.product("B", berlin=1, paris=2)
    world.product("A", paris=1, berlin=1)
    assert listed(database) == ["A@berlin", "A@paris", "B@berlin", "B@paris"]
    by = LowQuery(sort="source", descending=True)
    assert [pair_of(id) for id in low_stock.ids(database, by)] == [
        pair_of(row.id) for row in low_stock.window(database, by, 9)
    ]
    assert [row.sku for row in low_stock.window(database, by, 2)] == ["A", "B"]


def test_its_scope_is_a_source_a_stock_a_channel_or_a_range_of_quantities(
    world: World, database: Database
) -> None:
    world.source("lyon")
    world.product("A", berlin=1, lyon=2)
    world.product("B", paris=2)
    assert listed(database, source="BERLIN") == ["A@berlin"]
    assert listed(database, stock="eu") == listed(database, channel="eu")
    assert listed(database, stock="eu") == ["A@berlin", "B@paris"]
    two = Quantity.parse("2")
    assert listed(database, at_least=two) == ["A@lyon", "B@paris"]
    assert listed(database, at_most=two, filter="source:lyon,paris") == ["A@lyon", "B@paris"]
    assert listed(database, filter="name:b -qty>2") == ["B@paris"]


@pytest.mark.parametrize(
    "scope",
    [
        {"source": "nowhere"},
        {"stock": "nowhere"},
        {"channel": "nowhere"},
        {"filter": "qtty<5"},
        {"stock": "EU", "channel": "eu"},
    ],
)
def test_an_unknown_scope_is_refused(database: Database, scope: dict[str, str]) -> None:
    with pytest.raises(InventoryError):
        listed(database, **scope)


def test_the_current_source_gives_way_to_one_the_filter_names(
    world: World, database: Database
) -> None:
    berlin = 2
    world.product("A", berlin=1, paris=2)
    world.product("Z", berlin=0, paris=0)
    here = LowQuery(current_source_id=berlin)
    assert low_stock.count(database, here) == 1
    assert low_stock.count(database, LowQuery("source:*", current_source_id=berlin)) == 2
    zero = low_stock.at_zero(database, here)
    assert (zero.rows, zero.filter) == (1, "source:berlin qty<=0")
    assert browsing.count(database, ProductQuery(zero.filter)) == zero.rows
    both = low_stock.at_zero(database, LowQuery("source:berlin,paris"))
    assert (both.rows, both.filter) == (2, "")
    named = low_stock.at_zero(database, LowQuery("source:paris z", current_source_id=berlin))
    assert browsing.count(database, ProductQuery(named.filter)) == named.rows == 1


def test_filter_grid_and_product_page_call_the_same_rows_low(
    world: World, database: Database
) -> None:
    world.product("LOW", berlin=2, paris=7)
    world.product("ANY", manage_stock=False, berlin=2)
    world.product("ZERO", berlin=0)
    world.product("OUT", berlin=(2, "out"))
    world.product("OFF", enabled=False, berlin=2)
    report = {row.sku for row in low_stock.report(database)}
    everything = browsing.products(database, ProductQuery(source_id=2))
    assert report == {"LOW"} == {row.sku for row in everything if row.low}
    assert [row.sku for row in browsing.products(database, ProductQuery("low"))] == ["LOW"]
    for sku in ("LOW", "ANY", "ZERO", "OUT", "OFF"):
        shown = catalog.show(database, sku)
        assert any(item.low for item in shown.items) == (sku == "LOW")


def test_the_feed_holds_every_shortage_of_a_managed_product(
    world: World, database: Database
) -> None:
    world.product("A", berlin=1, off=2)
    world.product("B", paris=(1, "out"), berlin=0)
    world.item("B", "off", 0, notify_below=4)
    world.product("C", manage_stock=False, berlin=1)
    world.product("D", berlin=3)
    rows = [f"{row.sku}@{row.source}" for row in low_stock.feed(database)]
    assert rows == ["A@berlin", "A@off", "B@off", "B@paris"]
    assert [row.sku for row in low_stock.feed(database, source="paris")] == ["B"]
    assert len(list(low_stock.feed(database, stock="EU"))) == 2


def test_one_source_alone_is_reported_too(world: World, database: Database) -> None:
    world.product("ONLY", default=1)
    assert listed(database) == ["ONLY@default"]


def test_a_row_that_was_unassigned_meanwhile_is_missing(
    world: World, database: Database
) -> None:
    product = world.product("A", berlin=1)
    assert list(low_stock.rows(database, LowQuery(), [row_id(product, 2)])) == [
        row_id(product, 2)
    ]
    assert not low_stock.rows(database, LowQuery(), [row_id(product, 3)])
