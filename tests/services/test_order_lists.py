"""The lists of orders and of shipments: filtered, sorted, page by page."""

from __future__ import annotations

import pytest

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.filters import BadFilter
from inventory_tui.domain.order import Address
from inventory_tui.services.orders import ordering
from inventory_tui.services.orders.order_lists import (
    ORDER_SORTS,
    SHIPMENT_SORTS,
    OrderQuery,
    ShipmentQuery,
    count_orders,
    count_shipments,
    order_id,
    order_ids,
    order_rows,
    order_window,
    orders,
    shipment_ids,
    shipment_rows,
    shipment_window,
    shipments,
)
from inventory_tui.services.shipping import shipping
from tests.conftest import Clock
from tests.services.shopping import CLERK, Shop
from tests.world import World


@pytest.fixture
def shop(world: World, clock: Clock) -> Shop:
    """Five orders, placed a day apart from 16 November on; the last one today."""
    with world.at_once():
        world.sources("berlin", "paris")
        world.stock("EU", "berlin", "paris", channels=["eu", "shop"])
        world.product("MH01", berlin=100, paris=100)
        world.product("MH02", berlin=100)
        world.product("TEA", berlin=100, decimals=True, min_cart_qty="0.5")
    shop = Shop(world)
    clock.advance(days=-4)
    for number, lines, channel, name in (
        (None, {"MH01": 3}, "eu", "Åse Berg"),
        ("WEB-7", {"MH02": 2, "TEA": "0.5"}, "shop", "Bo Dahl"),
        (None, {"MH01": 5, "MH02": 5}, "eu", "Cy"),
        (None, {"TEA": 1}, "eu", ""),
        ("web-8", {"MH01": 1}, "shop", "Åse Berg"),
    ):
        to = Address(name=name, email=f"{name[:2].lower()}@example.org" if name else "")
        shop.place(lines, number, channel, ship_to=to)
        clock.advance(days=1)
    clock.advance(days=-1)
    shop.ship_from("1", berlin={"MH01": 1}, paris={"MH01": 2})
    shop.ship("3", "berlin", {"MH01": 4})
    shop.cancel("3", {"MH02": 1})
    ordering.hold(shop.database, "web-7", cause=CLERK)
    shop.cancel("4")
    return shop


def numbers(shop: Shop, filter: str = "", **query: object) -> list[str]:
    asked = OrderQuery(filter, **query)  # type: ignore[arg-type]
    found = [row.number.lstrip("0") for row in orders(shop.database, asked)]
    ids = order_ids(shop.database, asked)
    window = order_window(shop.database, asked, 2)
    assert [row.id for row in window] == list(ids[:2])
    assert count_orders(shop.database, asked) == len(ids) == len(found)
    return found


def test_orders_are_filtered(shop: Shop) -> None:
    wanted = {
        "": ["web-8", "4", "3", "WEB-7", "1"],
        "number:1": ["1"],
        "number:000000003": ["3"],
        'number:"3"': [],
        "number:WEB*": ["web-8", "WEB-7"],
        "-number:web*": ["4", "3", "1"],
        "channel:SHOP": ["web-8", "WEB-7"],
        "status:holded,canceled": ["4", "WEB-7"],
        "open": ["web-8", "3", "WEB-7"],
        "-open": ["4", "1"],
        "customer:åse": ["web-8", "1"],
        "customer:ÅSE": ["web-8", "1"],
        "customer:bo@": ["WEB-7"],
        "sku:mh02": ["3", "WEB-7"],
        "sku:MH*": ["web-8", "3", "WEB-7", "1"],
        "source:paris": ["1"],
        "source:berlin,paris": ["3", "1"],
        "left>0": ["web-8", "3", "WEB-7"],
        "left=5": ["3"],
        "left<=0.5": ["4", "1"],
        "total>=2.5 -total>9": ["WEB-7", "1"],
        "since:2026-11-19": ["web-8", "4"],
        "since:yesterday until:yesterday": ["4"],
        "until:2026-11-17": ["WEB-7", "1"],
        "since:2d": ["web-8", "4", "3"],
        "since:today": ["web-8"],
        "berg": ["web-8", "1"],
        "web": ["web-8", "WEB-7"],
        "status:processing source:berlin": ["3"],
    }
    assert {filter: numbers(shop, filter) for filter in wanted} == wanted


def test_orders_are_sorted(shop: Shop) -> None:
    wanted = {
        "placed": ["1", "WEB-7", "3", "4", "web-8"],
        "number": ["WEB-7", "web-8", "1", "3", "4"],
        "channel": ["1", "3", "4", "WEB-7", "web-8"],
        "customer": ["4", "WEB-7", "3", "1", "web-8"],
        "status": ["4", "1", "WEB-7", "web-8", "3"],
        "left": ["1", "4", "web-8", "WEB-7", "3"],
        "total": ["4", "web-8", "WEB-7", "1", "3"],
        "from": ["WEB-7", "4", "web-8", "1", "3"],
    }
    assert tuple(sorted(wanted)) == tuple(sorted(ORDER_SORTS))
    for sort, found in wanted.items():
        assert numbers(shop, sort=sort, descending=False) == found
        assert numbers(shop, sort=sort, descending=True) == found[::-1]


def test_a_line_of_the_list(shop: Shop) -> None:
    (row,) = orders(shop.database, OrderQuery("number:1"))
    assert (row.channel, row.customer, row.status.value) == ("eu", "Åse Berg", "complete")
    assert (str(row.left), str(row.total), row.sources) == ("0", "3", ("berlin", "paris"))
    assert order_rows(shop.database, [row.id]) == {row.id: row}
    assert order_id(shop.database, "1") == row.id
    assert order_id(shop.database, "2") is None


def test_marked_orders(shop: Shop) -> None:
    marked = order_ids(shop.database, OrderQuery("number:1,web*"))
    assert numbers(shop, "marked", marked=marked) == ["web-8", "WEB-7", "1"]
    assert numbers(shop, "marked open", marked=marked) == ["web-8", "WEB-7"]
    assert numbers(shop, "marked") == []
    many = [*marked, *range(1_000, 3_000)]
    assert numbers(shop, "-marked", marked=many) == ["4", "3"]


def test_a_filter_that_cannot_be_read(shop: Shop) -> None:
    for filter in ("source:nowhere", "left:5", "status:lost", "since:soon"):
        with pytest.raises(BadFilter):
            order_ids(shop.database, OrderQuery(filter))


def test_an_order_of_rows_that_is_none(shop: Shop) -> None:
    with pytest.raises(Refused, match=r"by 'lft'\. Did you mean 'left'") as no:
        order_ids(shop.database, OrderQuery(sort="lft"))
    assert no.value.kind is Kind.UNKNOWN_FIELD


def sent(shop: Shop, filter: str = "", **query: object) -> list[int]:
    asked = ShipmentQuery(filter, **query)  # type: ignore[arg-type]
    found = [row.id for row in shipments(shop.database, asked)]
    assert [row.id for row in shipment_window(shop.database, asked, 2)] == found[:2]
    assert list(shipment_ids(shop.database, asked)) == found
    assert count_shipments(shop.database, asked) == len(found)
    return found


@pytest.fixture
def tracked(shop: Shop) -> Shop:
    shipping.create(
        shop.database,
        "web-8",
        "paris",
        cause=CLERK,
        tracking=[shipping.read_tracking("ups:Express:1Z9"), shipping.read_tracking("dhl::J2")],
    )
    return shop


def test_shipments_are_filtered(tracked: Shop) -> None:
    wanted = {
        "": [4, 3, 2, 1],
        "number:2,3": [3, 2],
        "order:1": [2, 1],
        "order:web-8": [4],
        "source:paris": [4, 2],
        "-source:paris": [3, 1],
        "sku:mh0*": [4, 3, 2, 1],
        "sku:TEA": [],
        "carrier:ups": [4],
        "carrier:express": [4],
        "carrier:dhl": [4],
        "carrier:fedex": [],
        "since:today": [4, 3, 2, 1],
        "until:yesterday": [],
        "1z9": [4],
        "åse": [4, 2, 1],
        "berlin": [3, 1],
    }
    assert {filter: sent(tracked, filter) for filter in wanted} == wanted


def test_shipments_are_sorted(tracked: Shop) -> None:
    wanted = {
        "number": [1, 2, 3, 4],
        "order": [4, 1, 2, 3],
        "placed": [1, 2, 3, 4],
        "customer": [3, 1, 2, 4],
        "source": [1, 3, 2, 4],
        "units": [1, 4, 2, 3],
        "carrier": [1, 2, 3, 4],
    }
    assert tuple(sorted(wanted)) == tuple(sorted(SHIPMENT_SORTS))
    for sort, found in wanted.items():
        assert sent(tracked, sort=sort, descending=False) == found
        assert sent(tracked, sort=sort) == found[::-1]


def test_a_line_of_the_list_of_shipments(tracked: Shop) -> None:
    (row,) = shipments(tracked.database, ShipmentQuery("number:4"))
    assert (row.order, row.source, row.source_name) == ("web-8", "paris", "Paris")
    assert (row.customer, str(row.units)) == ("Åse Berg", "1")
    assert (row.carriers, row.tracking) == (("ups", "dhl"), ("1Z9", "J2"))
    assert shipment_rows(tracked.database, [4]) == {4: row}
