"""A database of the second schema, with orders, papers and promises half-way, goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import inventory_tui
from inventory_tui.domain.history import Cause
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.keeping import checking, keeping
from inventory_tui.services.orders import ordering
from inventory_tui.services.shipping import shipping
from inventory_tui.store.database import Database
from tests.older import Contents, contents, make_older
from tests.world import World

# operation 1 places order A, 2 invoices it, 3 ships a part of it, 4 refunds one of what came
SHOP = """
    insert into operation (at, actor, deed, reason, order_id, units) values
        ('2026-01-02 10:00:00', 'maria', 'orders place', 'placed', 1, 60000),
        ('2026-01-02 11:00:00', 'maria', 'orders invoice', 'invoiced', 1, 0),
        ('2026-01-03 10:00:00', 'maria', 'shipments create', 'shipped', 1, 40000),
        ('2026-01-04 10:00:00', 'maria', 'orders refund', 'refunded', 1, 10000);
    insert into source
        (code, code_key, name, name_key, enabled, country, postcode, latitude, longitude) values
        ('berlin', 'berlin', 'Berlin', 'berlin', true, 'DE', '10115', '52.5', '13.4'),
        ('paris', 'paris', 'Paris', 'paris', true, 'FR', '75001', null, null);
    insert into stock (name, name_key) values ('EU', 'eu'), ('US', 'us');
    insert into stock_source (stock_id, source_id, priority)
        values (2, 2, 1), (2, 3, 2), (3, 3, 1);
    insert into channel (code, code_key, name, stock_id) values
        ('eu', 'eu', 'Europe', 2), ('us', 'us', 'United States', 3);
    insert into setting (key, channel_id, value) values
        ('protect_shared_sources', null, 'yes'), ('only_x_left', 2, '3');
    insert into product
        (sku, sku_key, name, name_key, type, backorders, threshold, decimals) values
        ('MH01', 'mh01', 'Hoodie', 'hoodie', 'simple', null, null, false),
        ('ROPE', 'rope', 'Rope', 'rope', 'simple', 'yes', -50000, true);
    insert into source_item (product_id, source_id, quantity, in_stock, notify_below, version)
        values (1, 2, 70000, true, 20000, 4), (1, 3, 50000, true, null, 1),
        (2, 3, 15000, true, null, 1);
    insert into sales_order
        (number, number_key, channel_id, stock_id, status, placed_at, placed_by, operation_id,
        customer_name, customer_email, customer_key, city) values
        ('A', 'a', 2, 2, 'processing', '2026-01-02 10:00:00', 'maria', 1, 'Ann',
        'ann@example.org', 'ann@example.org', 'Kiel');
    insert into order_line
        (order_id, position, product_id, name, price, managed, ordered, invoiced, shipped,
        refunded, held) values
        (1, 1, 1, 'Hoodie', '29.90', true, 60000, 60000, 40000, 10000, 20000);
    insert into reservation (stock_id, product_id, quantity, event, order_id, operation_id)
        values
        (2, 1, -60000, 'order_placed', 1, 1), (2, 1, 40000, 'shipment_created', 1, 3);
    insert into shipment (order_id, source_id, operation_id, shipped_at, shipped_by)
        values (1, 2, 3, '2026-01-03 10:00:00', 'maria');
    insert into shipment_line
        (shipment_id, order_line_id, product_id, quantity, taken, let_go)
        values (1, 1, 1, 40000, 40000, 40000);
    insert into tracking (shipment_id, carrier, title, number)
        values (1, 'dhl', 'DHL', '00340434161094');
    insert into invoice (order_id, operation_id, invoiced_at, invoiced_by)
        values (1, 2, '2026-01-02 11:00:00', 'maria');
    insert into invoice_line (invoice_id, order_line_id, quantity) values (1, 1, 60000);
    insert into refund (order_id, operation_id, refunded_at, refunded_by, fee)
        values (1, 4, '2026-01-04 10:00:00', 'maria', '2.50');
    insert into refund_line (refund_id, order_line_id, outcome, quantity, unshipped)
        values (1, 1, 'return', 10000, 0);
    insert into refund_moved (refund_id, order_line_id, source_id, quantity)
        values (1, 1, 2, 10000);
    insert into movement
        (operation_id, product_id, source_id, quantity_before, quantity_after,
        in_stock_before, in_stock_after, notify_before, notify_after) values
        (3, 1, 2, 100000, 60000, true, true, 20000, 20000),
        (4, 1, 2, 60000, 70000, true, true, 20000, 20000);
    insert into saved_view (owner, list, name, name_key, definition)
        values ('maria', 'products', 'Low', 'low', '{}');
    insert into stock_level
        (stock_id, product_id, on_hand, reserved, threshold, promised_elsewhere, salable,
        coverage) values
        (2, 1, 120000, -20000, 0, 0, 100000, 2), (3, 1, 50000, 0, 0, 0, 50000, 2),
        (2, 2, 15000, 0, -50000, 0, 65000, 2), (3, 2, 15000, 0, -50000, 0, 65000, 2);
"""


@pytest.fixture
def held(empty_database_url: str, tmp_path: Path) -> Contents:
    """What a database that a program of the second schema left holds."""
    return make_older(empty_database_url, 2, SHOP, tmp_path)


@pytest.fixture
def upgraded(held: Contents, empty_database_url: str) -> Iterator[Database]:
    done = keeping.upgrade(empty_database_url)
    assert (done.before, done.after) == (2, inventory_tui.SCHEMA)
    with closing(Database(empty_database_url)) as database:
        yield database


def test_an_upgrade_keeps_every_row_of_every_table(held: Contents, upgraded: Database) -> None:
    assert contents(upgraded, like=held) == held


def test_the_old_file_stays_beside_the_new_one(held: Contents, upgraded: Database) -> None:
    if upgraded.path is None:
        pytest.skip("PostgreSQL upgrades in one transaction")
    with closing(Database(f"{upgraded.path}.before-2")) as before:
        assert contents(before, like=held) == held


def test_an_upgraded_database_is_clean_and_goes_on(upgraded: Database, cause: Cause) -> None:
    assert checking.check(upgraded).findings == ()
    world = World(upgraded)
    assert (world.salable("MH01", "EU"), world.salable("MH01", "US")) == ("10", "5")
    shipping.create_by_algorithm(upgraded, "A", cause=cause)
    wanted = (("MH01", Quantity.parse("5")), ("ROPE", Quantity.parse("2.5")))
    ordering.place(upgraded, OrderRequest("us", wanted), cause=cause)
    assert (world.held("MH01", "berlin"), world.held("MH01", "paris")) == ("5", "5")
    # what the US stock has promised must come from paris, which both share
    assert (world.salable("MH01", "EU"), world.salable("MH01", "US")) == ("5", "0")
    assert checking.check(upgraded).findings == ()


def test_what_the_new_schema_adds_has_its_beginnings(upgraded: Database) -> None:
    rows = contents(
        upgraded,
        like={
            "role": (("name", "built_in"), []),
            "estimate": (("title", "priority"), []),
            "source": (("code", "eligibility", "archived"), []),
            "stock_source": (("counts",), []),
        },
    )
    assert [name for name, _ in rows["role"][1]] == [
        "admin",
        "clerk",
        "manager",
        "picker",
        "viewer",
    ]
    assert len(rows["estimate"][1]) == 3
    assert {row[1:] for row in rows["source"][1]} == {("all", False)}
    assert {bool(counts) for (counts,) in rows["stock_source"][1]} == {True}
    named = contents(upgraded, like={"source": (("erc",), []), "channel": (("erc",), [])})
    ercs = [erc for _, rows in named.values() for (erc,) in rows]
    assert all(ercs)
    assert len(set(ercs)) == len(ercs)
