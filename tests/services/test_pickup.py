"""Pickup locations, and orders that customers fetch (spec 1.11, 2.4; F-145…F-147)."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest

from inventory_tui.domain.errors import InvalidInput, Kind, Refused
from inventory_tui.domain.order import Address
from inventory_tui.domain.pickup import (
    DISTANCE,
    Compare,
    Condition,
    Search,
    SortBy,
    read_near,
)
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.orders import order_page
from inventory_tui.services.reports import alert_rounds
from inventory_tui.services.shipping import geonames, pickup, pickup_orders, shipping
from inventory_tui.services.sourcing import sourcing
from inventory_tui.store.database import Database
from tests.services.shopping import CLERK, Shop, amount
from tests.world import World

ADA = Address(name="Ada Ek", email="ada@example.org", city="Oslo", country="NO")


@pytest.fixture
def shop(world: World) -> Shop:
    """Two shops and a warehouse in one stock; the third shop is in no stock of the channel."""
    here: dict[str, Any] = {"street": "Street 1", "city": "City", "phone": "1", "pickup": True}
    with world.at_once():
        world.source("munich", latitude="48.1", longitude="11.6", frontend_name="Isar", **here)
        world.source("paris", latitude="48.9", longitude="2.4", **here)
        world.source("rome", latitude="41.9", longitude="12.5", **here)
        world.source("warehouse")
        world.stock("EU", "warehouse", "munich", "paris", channels=["eu"])
        world.stock("Italy", "rome", channels=["it"])
        world.product("MH01", warehouse=9, munich=5, paris=4, rome=1)
        world.product("WS03", munich=2)
    return Shop(world)


def codes(database: Database, wanted: Search, channel: str = "eu") -> list[str]:
    return [one.location.code for one in pickup.search(database, wanted, channel).rows]


class TestLocations:
    def test_those_of_a_channel_are_open_sources_of_its_stock(
        self, shop: Shop, database: Database
    ) -> None:
        assert [one.code for one in pickup.locations(database, "eu")] == ["munich", "paris"]
        assert [one.name for one in pickup.locations(database, "eu")] == ["Isar", "Paris"]
        sourcing.disable_sources(database, ["paris"], cause=CLERK)
        assert [one.code for one in pickup.locations(database)] == ["munich", "rome"]

    def test_one_that_is_elsewhere_or_closed_is_unknown(
        self, shop: Shop, database: Database
    ) -> None:
        assert pickup.location(database, "MUNICH", "eu").code == "munich"
        for code in ("rome", "warehouse", "nowhere"):
            with pytest.raises(Refused) as refused:
                pickup.location(database, code, "eu")
            assert refused.value.kind is Kind.UNKNOWN_PICKUP_LOCATION

    @pytest.mark.parametrize(
        ("condition", "found"),
        [
            (Condition("code", "PARIS"), ["paris"]),
            (Condition("code", "paris", Compare.DIFFERS), ["munich"]),
            (Condition("code", "rome, munich", Compare.ONE_OF), ["munich"]),
            (Condition("name", "is%", Compare.LIKE), ["munich"]),
            (Condition("name", "i", Compare.CONTAINS), ["munich", "paris"]),
            (Condition("name", "%", Compare.CONTAINS), []),
        ],
    )
    def test_conditions_on_their_fields(
        self, shop: Shop, database: Database, condition: Condition, found: list[str]
    ) -> None:
        assert codes(database, Search(conditions=(condition,))) == found

    def test_only_where_every_product_is_assigned(self, shop: Shop, database: Database) -> None:
        assert codes(database, Search(skus=("MH01",))) == ["munich", "paris"]
        assert codes(database, Search(skus=("mh01", "WS03", "WS03"))) == ["munich"]
        assert codes(database, Search(skus=("MH01", "GONE"))) == []

    def test_pages_are_cut_from_the_ordered_list(self, shop: Shop, database: Database) -> None:
        order = (SortBy("code", descending=True),)
        first = pickup.search(database, Search(order=order, page_size=1), "eu")
        assert (first.total, [one.location.code for one in first.rows]) == (2, ["paris"])
        assert codes(database, Search(order=order, page=2, page_size=1)) == ["munich"]
        assert codes(database, Search(order=order, page=3, page_size=1)) == []

    def test_around_a_place_the_nearest_first(
        self, shop: Shop, database: Database, world: World
    ) -> None:
        _know(database, "DE", "70173", "Stuttgart", "48.78", "9.18")
        nearest = (SortBy(DISTANCE),)
        near = read_near("Stuttgart:de")
        assert codes(database, Search(near, 600, order=nearest)) == ["munich", "paris"]
        assert codes(database, Search(near, 300, order=nearest)) == ["munich"]
        assert codes(database, Search(near)) == ["munich"]  # the setting says 200 km
        (found,) = pickup.search(database, Search(near), "eu").rows
        assert found.distance_km == 193.9
        with pytest.raises(Refused) as refused:
            codes(database, Search(read_near("99999:DE")))
        assert refused.value.kind is Kind.UNKNOWN_PLACE

    @pytest.mark.parametrize("text", ["Munich", "Munich:Germany", ":DE", "Munich:"])
    def test_a_place_has_a_country(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"country|two letters"):
            read_near(text)

    @pytest.mark.parametrize(
        "wanted",
        [
            Search(page=0),
            Search(page_size=0),
            Search(radius_km=-1),
            Search(order=(SortBy(DISTANCE),)),
            Search(conditions=(Condition("colour", "red"),)),
        ],
    )
    def test_nonsense_is_refused(self, shop: Shop, database: Database, wanted: Search) -> None:
        with pytest.raises(InvalidInput):
            codes(database, wanted)

    def test_a_channel_offers_pickup_where_its_settings_and_goods_allow(
        self, shop: Shop, database: Database
    ) -> None:
        with pytest.raises(Refused, match="In-Store Delivery is not available") as refused:
            pickup.offer(database, "eu", ["MH01"])
        assert refused.value.kind is Kind.PICKUP_NOT_AVAILABLE
        shop.world.setting("pickup_enabled", "yes")
        shop.world.setting("pickup_price", "5.95")
        assert pickup.offer(database, "eu", ["MH01"]).price == "5.95"
        with pytest.raises(Refused):
            pickup.offer(database, "it", ["WS03"])


def _know(database: Database, *place: str) -> None:
    country, postcode, city, latitude, longitude = place
    line = f"{country}\t{postcode}\t{city}\t\t\t\t\t\t\t{latitude}\t{longitude}\t\n"
    geonames.import_places(database, "-", country, standard=BytesIO(line.encode()), cause=CLERK)


@pytest.fixture
def fetched(shop: Shop) -> str:
    """Three MH01 and a WS03, to be fetched in Munich."""
    return shop.place({"MH01": 3, "WS03": 1}, "7", pickup_location="munich", ship_to=ADA).order


class TestOrders:
    def test_it_goes_to_the_location_in_the_customers_name(
        self, shop: Shop, fetched: str
    ) -> None:
        order = shop.order(fetched)
        assert (order.pickup_source, order.ship_to.city) == ("munich", "City")
        assert (order.ship_to.name, order.ship_to.email) == ("Ada Ek", "ada@example.org")
        assert order.shipping_method == "In-Store Pickup Delivery - Pick in Store"
        assert order.shipping_amount == "0.00"

    def test_what_it_has_not_shipped_is_withheld_from_others(
        self, shop: Shop, database: Database, fetched: str
    ) -> None:
        assert {
            code: str(there) for code, there in pickup.available(database, "MH01").items()
        } == {"munich": "2", "paris": "4", "rome": "1", "warehouse": "9"}
        (mine, other) = pickup_orders.waiting(database, "munich")
        assert (mine.sku, str(mine.held), other.sku, mine.ready_at) == (
            "MH01",
            "3",
            "WS03",
            None,
        )
        another = shop.place({"MH01": 4}, "8").order
        plan = {one.source: str(one.available) for one in _plan(database, another)}
        assert plan["munich"] == "2"
        with pytest.raises(Refused) as refused:
            shop.ship(another, "munich", {"MH01": 3})
        assert refused.value.kind is Kind.NOT_ENOUGH_IN_SOURCE
        shop.ship(fetched, "munich", {"MH01": 2})
        assert str(pickup.available(database, "MH01", ["munich"])["munich"]) == "2"
        shop.cancel(fetched)
        assert str(pickup.available(database, "MH01", ["munich"])["munich"]) == "3"
        assert pickup_orders.waiting(database) == []

    def test_ready_ships_it_and_tells_the_customer(
        self, shop: Shop, database: Database, fetched: str
    ) -> None:
        assert pickup_orders.problems(database, fetched) == ()
        made = pickup_orders.make_ready(database, fetched, cause=CLERK)
        (shipment,) = made.shipped.shipments
        assert (shipment.source, made.told) == ("munich", True)
        assert shop.status(fetched) == "complete"
        assert (shop.world.held("MH01", "munich"), shop.reserved("MH01")) == ("2", "0")
        assert shop.order(fetched).ready_at is not None
        told: list[Any] = []
        alert_rounds.run(database, [lambda one: told.append(dict(one))], cause=CLERK)
        (message,) = told
        assert message["email"] == "ada@example.org"
        assert message["text"] == (
            "Order 7 is ready for pickup at Isar, Street 1, 10115 City, DE."
        )
        assert json.dumps(message)

    def test_copies_go_along_hidden_or_on_their_own(
        self, shop: Shop, database: Database
    ) -> None:
        shop.world.setting("pickup_ready_copy_to", "a@example.org b@example.org")
        told: list[Any] = []
        for number, method in (("1", "bcc"), ("2", "separate")):
            shop.world.setting("pickup_ready_copy_method", method)
            shop.place({"MH01": 1}, number, pickup_location="munich", ship_to=ADA)
            pickup_orders.make_ready(database, number, cause=CLERK)
        alert_rounds.run(database, [lambda one: told.append(dict(one))], cause=CLERK)
        assert [one["email"].split("@")[0] for one in told] == ["ada", "ada", "a", "b"]
        assert told[0]["bcc"] == ["a@example.org", "b@example.org"]
        assert len({one["id"] for one in told}) == 4

    def test_nobody_is_told_without_an_address_or_against_the_setting(
        self, shop: Shop, database: Database
    ) -> None:
        shop.place({"MH01": 1}, "1", pickup_location="munich")
        assert not pickup_orders.make_ready(database, "1", cause=CLERK).told
        shop.world.setting("pickup_ready", "no")
        shop.place({"MH01": 1}, "2", pickup_location="munich", ship_to=ADA)
        assert not pickup_orders.make_ready(database, "2", cause=CLERK).told

    def test_said_again_it_tells_the_customer_again_and_ships_nothing(
        self, shop: Shop, database: Database, fetched: str
    ) -> None:
        pickup_orders.make_ready(database, fetched, cause=CLERK)
        again = pickup_orders.make_ready(database, fetched, cause=CLERK)
        assert (again.told, again.shipped.shipments) == (True, ())
        assert again.shipped.receipt.message == (
            "Order 7 is ready at munich; its customer is told again."
        )
        assert shop.world.held("MH01", "munich") == "2"
        told: list[Any] = []
        alert_rounds.run(database, [lambda one: told.append(dict(one))], cause=CLERK)
        assert len({one["id"] for one in told}) == len(told) == 2
        shop.world.setting("pickup_ready", "no")
        quiet = pickup_orders.make_ready(database, fetched, cause=CLERK)
        assert (quiet.told, quiet.shipped.receipt.operation) == (False, None)

    def test_it_is_not_ready_while_anything_is_missing(
        self, shop: Shop, database: Database, fetched: str
    ) -> None:
        shop.world.item("MH01", "munich", 2)
        shop.world.item("WS03", "munich", 2, status="out")
        wrong = pickup_orders.problems(database, fetched)
        assert [(one.kind, one.sku) for one in wrong] == [
            (Kind.ORDER_NOT_READY_FOR_PICKUP, "MH01"),
            (Kind.ORDER_NOT_READY_FOR_PICKUP, "WS03"),
        ]
        with pytest.raises(Refused):
            pickup_orders.make_ready(database, fetched, cause=CLERK)
        assert shop.status(fetched) == "pending"
        assert shop.world.held("MH01", "munich") == "2"

    def test_a_closed_location_an_order_on_hold_and_one_that_is_sent_are_not_ready(
        self, shop: Shop, database: Database, fetched: str
    ) -> None:
        sent = shop.place({"MH01": 1}).order
        assert "not fetched but sent" in pickup_orders.problems(database, sent)[0].message
        sourcing.disable_sources(database, ["munich"], cause=CLERK)
        assert "is off" in pickup_orders.problems(database, fetched)[0].message
        pickup_orders.move(database, fetched, "rome", cause=CLERK)
        assert "is no source of EU" in pickup_orders.problems(database, fetched)[0].message

    def test_it_moves_to_another_source_with_what_it_withholds(
        self, shop: Shop, database: Database
    ) -> None:
        number = shop.place({"MH01": 3}, pickup_location="munich").order
        pickup_orders.move(database, number, "PARIS", cause=CLERK)
        there = pickup.available(database, "MH01", ["munich", "paris"])
        assert there == {"munich": amount(5), "paris": amount(1)}
        again = pickup_orders.move(database, number, "paris", cause=CLERK)
        assert again.operation is None
        pickup_orders.make_ready(database, number, cause=CLERK)
        with pytest.raises(Refused) as refused:
            pickup_orders.move(database, number, "munich", cause=CLERK)
        assert refused.value.kind is Kind.ORDER_STATUS

    def test_it_is_placed_at_a_location_of_its_stock_only(self, shop: Shop) -> None:
        for code in ("rome", "warehouse", "nowhere"):
            with pytest.raises(Refused) as refused:
                shop.place({"MH01": 1}, pickup_location=code)
            assert refused.value.kind is Kind.UNKNOWN_PICKUP_LOCATION


def _plan(database: Database, number: str) -> Any:
    return shipping.plan(database, number).allocations


def test_the_page_of_an_order_says_that_it_can_leave_its_own_location(
    shop: Shop, database: Database, fetched: str
) -> None:
    assert "all can ship" in order_page.show(database, fetched).next_step
    assert Quantity(0) == shop.order(fetched).lines[0].shipped


def test_an_order_whose_parcel_is_taken_back_is_not_ready_any_more(
    shop: Shop, database: Database, fetched: str
) -> None:
    made = pickup_orders.make_ready(database, fetched, cause=CLERK)
    assert shop.order(fetched).ready_at is not None
    shop.cancel_shipment(made.shipped)
    assert [one.ready_at for one in pickup_orders.waiting(database)] == [None, None]
    assert "all can ship" in order_page.show(database, fetched).next_step
    shop.check()
    assert pickup_orders.make_ready(database, fetched, cause=CLERK).shipped.shipments


def test_the_page_of_an_order_looks_at_its_own_location(
    shop: Shop, database: Database, fetched: str
) -> None:
    at = shop.order(fetched).pickup_source or ""
    for line in shop.order(fetched).lines:
        shop.world.item(line.sku, at, 0)
    units = sum(line.ordered.parts for line in shop.order(fetched).lines) // 10_000
    step = order_page.show(database, fetched).next_step
    assert step == f"Waiting for goods: {units} of {units} not at {at} yet."
