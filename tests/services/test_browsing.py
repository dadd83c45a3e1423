"""What the grid of products asks, and the lines it gets."""

from __future__ import annotations

import pytest

from inventory_tui.domain.filters import BadFilter
from inventory_tui.domain.product import ProductType
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.stock import Coverage
from inventory_tui.services.products import browsing
from inventory_tui.services.products.browsing import ProductQuery
from inventory_tui.store.database import Database
from tests.world import World


def amount(text: str) -> Quantity:
    return Quantity.parse_signed(text)


@pytest.fixture
def shop(world: World) -> World:
    with world.at_once():
        world.sources("berlin", "lyon")
        world.source("paris", enabled=False)
        world.stock("EU", "berlin", "paris")
        world.product("MH01", type="configurable")
        world.product("MH01-XS", price="52", default=100, berlin=4, paris=9, lyon=(88, "out"))
        world.product("BAG", notify_below=5, threshold=3, berlin=4)
        world.product("CARD", manage_stock=False, backorders="yes", berlin=0)
    return world


def line(database: Database, sku: str, **seen: int) -> browsing.ProductRow:
    (row,) = browsing.product_window(database, ProductQuery(f"sku:{sku}", **seen), 9)
    return row


def test_a_line_says_what_lies_where(shop: World, database: Database) -> None:
    row = line(database, "mh01-xs", stock_id=2, source_id=2)
    assert (row.sku, row.type, row.enabled, row.price) == (
        "MH01-XS",
        ProductType.SIMPLE,
        True,
        "52",
    )
    assert (row.quantity, row.status_in, row.item_version, row.low) == (
        amount("4"),
        True,
        1,
        False,
    )
    assert [
        (one.source, str(one.quantity), one.in_stock, one.enabled) for one in row.elsewhere
    ] == [
        ("default", "100", True, True),
        ("lyon", "88", False, True),
        ("paris", "9", True, False),
    ]
    assert row.on_hand == amount("201")
    assert (row.salable, row.reserved, row.coverage) == (
        amount("4"),
        amount("0"),
        Coverage.IN_STOCK,
    )


def test_a_line_is_seen_from_a_source_and_a_stock(shop: World, database: Database) -> None:
    row = line(database, "BAG")
    assert (row.quantity, row.status_in, row.item_version) == (None, None, None)
    assert (row.salable, row.coverage) == (None, Coverage.NONE)
    row = line(database, "BAG", source_id=2, stock_id=2)
    assert (row.quantity, row.low, row.salable) == (amount("4"), True, amount("1"))
    assert row.elsewhere == ()


def test_a_disabled_product_keeps_its_quantities(shop: World, database: Database) -> None:
    shop.product("OFF", enabled=False, berlin=7)
    row = line(database, "off", stock_id=2, source_id=2)
    assert (row.enabled, row.quantity, row.on_hand, row.salable) == (False, *[amount("7")] * 3)


def test_a_line_tells_what_any_amount_means(shop: World, database: Database) -> None:
    row = line(database, "CARD", source_id=2, stock_id=2)
    assert (row.salable, row.managed, row.infinite) == (None, False, True)
    assert not line(database, "BAG").infinite


def test_a_composite_has_no_quantities(shop: World, database: Database) -> None:
    row = line(database, "MH01")
    assert (row.quantity, row.salable, row.elsewhere) == (None, None, ())


def test_window_snapshot_count_and_page_are_of_one_order(
    shop: World, database: Database
) -> None:
    query = ProductQuery("sku:*a*,m*", sort="on_hand", descending=True)
    ids = browsing.product_ids(database, query)
    window = browsing.product_window(database, query, 2)
    assert [row.id for row in window] == list(ids[:2])
    assert browsing.count(database, query) == len(ids) == 4
    rows = browsing.product_rows(database, ids, query)
    assert [rows[id].sku for id in ids] == ["MH01-XS", "BAG", "CARD", "MH01"]
    assert [row.sku for row in browsing.products(database, query)] == [
        rows[id].sku for id in ids
    ]
    assert [row.sku for row in browsing.products(database, query, 1)] == ["MH01-XS"]


def test_a_page_leaves_out_what_is_gone(shop: World, database: Database) -> None:
    assert browsing.product_rows(database, [999], ProductQuery("not a (filter:")) == {}


def test_the_one_source_of_the_filter_is_the_one_seen(shop: World, database: Database) -> None:
    berlin = browsing.seen_from(database, ProductQuery("source:BERLIN low"))
    assert berlin.source_id == 2
    assert browsing.seen_from(database, ProductQuery("low"), 3).source_id == 3


def test_a_filter_that_cannot_be_read_says_where(database: Database) -> None:
    for ask in (browsing.product_ids, browsing.count):
        with pytest.raises(BadFilter, match="place 5"):
            ask(database, ProductQuery("low qtty<5"))


def test_a_snapshot_takes_four_bytes_a_product(shop: World, database: Database) -> None:
    ids = browsing.product_ids(database, ProductQuery())
    assert ids.itemsize == 4
    rows = browsing.product_rows(database, ids, ProductQuery())
    assert [rows[id].sku for id in ids] == ["BAG", "CARD", "MH01", "MH01-XS"]


def test_a_snapshot_takes_eight_where_an_id_needs_them(shop: World, database: Database) -> None:
    large = 2**40
    with database.write() as transaction:
        transaction.connection.exec_driver_sql(
            f"update product set id = {large} where sku = 'MH01'"
        )
    assert large in browsing.product_ids(database, ProductQuery())
