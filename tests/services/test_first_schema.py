"""A database of the first schema, with orders half-way, goes on as if nothing had happened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

import inventory_tui
from inventory_tui.domain.history import Cause
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.keeping import checking, keeping
from inventory_tui.services.orders import ordering
from inventory_tui.services.shipping import shipping
from inventory_tui.store.database import Database
from tests.older import make_older
from tests.world import World

# operations 1 and 3 place orders A and B, 2 ships a part of A; the ids are those that come
SHOP = """
    insert into operation (at, actor, deed, reason, order_id, units) values
        ('2026-01-02 10:00:00', 'maria', 'order_placed', 'placed', 1, 60000),
        ('2026-01-03 10:00:00', 'maria', 'shipment_created', 'shipped', 1, 40000),
        ('2026-01-04 10:00:00', 'maria', 'order_placed', 'placed', 2, 20000);
    insert into source (code, code_key, name, name_key, enabled, country, postcode) values
        ('berlin', 'berlin', 'Berlin', 'berlin', true, 'DE', '10115'),
        ('paris', 'paris', 'Paris', 'paris', true, 'FR', '75001');
    insert into stock (name, name_key) values ('EU', 'eu');
    insert into stock_source (stock_id, source_id, priority) values (2, 2, 1), (2, 3, 2);
    insert into channel (code, code_key, name, stock_id) values ('eu', 'eu', 'Europe', 2);
    insert into product
        (sku, sku_key, name, name_key, type, manage_stock, backorders, threshold) values
        ('MH01', 'mh01', 'Hoodie', 'hoodie', 'simple', null, null, null),
        ('FREE', 'free', 'Leaflet', 'leaflet', 'simple', false, null, null),
        ('MH02', 'mh02', 'Jacket', 'jacket', 'simple', null, 'yes', -50000),
        ('BOOK', 'book', 'Book', 'book', 'virtual', false, null, null);
    insert into source_item (product_id, source_id, quantity, in_stock) values
        (1, 2, 60000, true), (1, 3, 50000, true), (2, 2, 0, true), (3, 3, 10000, false);
    insert into sales_order
        (number, number_key, channel_id, stock_id, status, placed_at, placed_by, operation_id,
        customer_name, city) values
        ('A', 'a', 2, 2, 'processing', '2026-01-02 10:00:00', 'maria', 1, 'Ann', 'Kiel'),
        ('B', 'b', 2, 2, 'pending', '2026-01-04 10:00:00', 'maria', 3, '', '');
    insert into order_line
        (order_id, position, product_id, name, price, managed, ordered, shipped, cancelled,
        held) values
        (1, 1, 1, 'Hoodie', '29.90', true, 60000, 40000, 0, 20000),
        (1, 2, 2, 'Leaflet', '', false, 30000, 30000, 0, 0),
        (2, 1, 1, 'Hoodie', '', true, 20000, 0, 0, 20000),
        (2, 2, 4, 'Book', '', false, 10000, 0, 0, 0);
    insert into reservation (stock_id, product_id, quantity, event, order_id, operation_id)
        values
        (2, 1, -60000, 'order_placed', 1, 1),
        (2, 1, 40000, 'shipment_created', 1, 2),
        (2, 1, -20000, 'order_placed', 2, 3);
    insert into shipment (order_id, source_id, operation_id, shipped_at, shipped_by)
        values (1, 2, 2, '2026-01-03 10:00:00', 'maria');
    insert into shipment_line (shipment_id, order_line_id, product_id, quantity) values
        (1, 1, 1, 40000), (1, 2, 2, 30000);
    insert into movement
        (operation_id, product_id, source_id, quantity_before, quantity_after,
        in_stock_before, in_stock_after)
        values (2, 1, 2, 100000, 60000, true, true);
    insert into stock_level
        (stock_id, product_id, on_hand, reserved, threshold, salable, coverage) values
        (2, 1, 110000, -40000, 0, 70000, 2),
        (2, 2, 0, 0, 0, null, 2),
        (2, 3, 0, 0, -50000, 0, 1);
"""


@pytest.fixture
def first_url(empty_database_url: str, tmp_path: Path) -> str:
    """A database that a program of the first schema left."""
    make_older(empty_database_url, 1, SHOP, tmp_path)
    return empty_database_url


@pytest.fixture
def upgraded(first_url: str) -> Iterator[Database]:
    done = keeping.upgrade(first_url)
    assert (done.before, done.after) == (1, inventory_tui.SCHEMA)
    with closing(Database(first_url)) as database:
        yield database


def rows(database: Database, query: str) -> list[tuple[object, ...]]:
    with database.read() as transaction:
        return [tuple(row) for row in transaction.connection.execute(text(query))]


def test_an_upgrade_keeps_what_lay_where_and_what_was_promised(upgraded: Database) -> None:
    world = World(upgraded)
    assert world.everything() == {
        ("MH01", "berlin"): "6",
        ("MH01", "paris"): "5",
        ("FREE", "berlin"): "0",
        ("MH02", "paris"): "1",
    }
    levels = rows(
        upgraded,
        "select product_id, on_hand, reserved, threshold, promised_elsewhere, salable, coverage"
        " from stock_level order by product_id",
    )
    assert levels == [
        (1, 110000, -40000, 0, 0, 70000, 2),
        (2, 0, 0, 0, 0, None, 2),
        (3, 0, 0, -50000, 0, 0, 1),
    ]


def test_an_upgrade_keeps_orders_and_says_what_their_shipments_took(upgraded: Database) -> None:
    with upgraded.read() as transaction:
        order = transaction.orders.known("A")
    assert (order.status, order.ship_to.name, order.ship_to.city) == (
        "processing",
        "Ann",
        "Kiel",
    )
    assert [
        (line.sku, line.type, str(line.ordered), str(line.shipped), str(line.held), line.price)
        for line in order.lines
    ] == [("MH01", "simple", "6", "4", "2", "29.90"), ("FREE", "simple", "3", "3", "0", "")]
    types = rows(upgraded, "select type from order_line order by id")
    assert types == [("simple",), ("simple",), ("simple",), ("virtual",)]
    taken = "select order_line_id, quantity, taken, let_go from shipment_line order by 1"
    assert rows(upgraded, taken) == [(1, 40000, 40000, 40000), (2, 30000, 0, 0)]


def test_an_upgraded_database_is_clean_and_goes_on(upgraded: Database, cause: Cause) -> None:
    assert checking.check(upgraded).findings == ()
    wanted = (("MH01", Quantity.parse("3")), ("FREE", Quantity.parse("1")))
    placed = ordering.place(upgraded, OrderRequest("eu", wanted), cause=cause)
    shipping.create_by_algorithm(upgraded, "A", cause=cause)
    ordering.cancel(upgraded, "B", cause=cause)
    ordering.hold(upgraded, placed.order, cause=cause)
    with upgraded.read() as transaction:
        statuses = [transaction.orders.known(one).status for one in ("A", "B", placed.order)]
    assert statuses == ["complete", "canceled", "holded"]
    world = World(upgraded)
    assert (world.held("MH01", "berlin"), world.salable("MH01", "EU")) == ("4", "6")
    assert checking.check(upgraded).findings == ()
