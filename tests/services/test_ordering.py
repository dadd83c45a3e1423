"""Orders: placed whole or refused whole, held, cancelled; nothing is promised twice."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from inventory_tui.domain.errors import ChangedElsewhere, Kind, Refused, StoreBusy
from inventory_tui.domain.history import Cause
from inventory_tui.domain.order import Address, OrderStatus
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.orders import ledger, ordering
from inventory_tui.services.products import catalog
from inventory_tui.services.quantities import setting_aside
from inventory_tui.services.quantities.setting_aside import SafetyEdit
from inventory_tui.services.reports import reporting
from inventory_tui.store.database import Database
from tests.plans import asked
from tests.services.shopping import CLERK, Shop, amount, request
from tests.world import World


@pytest.fixture
def shop(world: World) -> Shop:
    with world.at_once():
        world.sources("berlin", "paris")
        world.source("lyon", enabled=False)
        world.stock("EU stock", "berlin", "paris", "lyon", channels=["eu"])
        world.product("BAG", berlin=20)
        world.product("HAT", berlin=4, paris=3)
        world.product("TEA", berlin="2.5", decimals=True, min_cart_qty="0.5")
    return Shop(world)


def refused(deed: Callable[[], Any]) -> list[tuple[Kind, str | None]]:
    with pytest.raises(Refused) as refusal:
        deed()
    return [(problem.kind, problem.sku) for problem in refusal.value.problems]


def test_its_lines_are_returned_as_a_look_at_the_order_shows_them(shop: Shop) -> None:
    shop.world.product("GIFT CARD", type="virtual", manage_stock=False, berlin=1)
    placed = shop.place({"BAG": 5, "TEA": "0.5", "GIFT CARD": 1})
    with shop.database.read() as transaction:
        assert placed.lines == transaction.orders.known(placed.order).lines
    assert len({line.id for line in placed.lines}) == 3


class TestWorkedExamples:
    def test_e01_to_e03_order_cancel_ship(self, shop: Shop) -> None:
        placed = shop.place({"BAG": 5})
        assert shop.reservations("BAG") == ["-5"]
        assert shop.world.held("BAG", "berlin") == "20"
        assert shop.world.salable("BAG", "EU stock") == "15"

        shop.cancel(placed.order, {"BAG": 3})
        assert shop.reservations("BAG") == ["-5", "3"]
        assert shop.world.held("BAG", "berlin") == "20"
        assert shop.world.salable("BAG", "EU stock") == "18"

        shop.ship(placed.order, "berlin", {"BAG": 2})
        assert shop.reservations("BAG") == ["-5", "3", "2"]
        assert shop.reserved("BAG") == "0"
        assert shop.world.held("BAG", "berlin") == "18"
        assert shop.world.salable("BAG", "EU stock") == "18"
        assert shop.status(placed.order) == "complete"

    @pytest.fixture
    def oversold(self, shop: Shop) -> Shop:
        """E-04: 25 on hand, backorders on, threshold -50."""
        shop.world.product("BIKE", berlin=25, backorders="notify", threshold="-50")
        assert shop.world.salable("BIKE", "EU stock") == "75"
        return shop

    def test_e05_one_unit_of_26_is_backordered(self, oversold: Shop) -> None:
        placed = oversold.place({"BIKE": 26})
        assert placed.backordered == {"BIKE": amount(1)}
        assert placed.receipt.warnings == ("BIKE: 1 of 26 will follow later (backordered).",)
        assert oversold.world.salable("BIKE", "EU stock") == "49"

    def test_e06_e07_down_to_the_limit(self, oversold: Shop) -> None:
        oversold.place({"BIKE": 70})
        assert oversold.world.salable("BIKE", "EU stock") == "5"
        oversold.place({"BIKE": 5})
        assert oversold.world.salable("BIKE", "EU stock") == "0"
        assert refused(lambda: oversold.place({"BIKE": 1})) == [(Kind.NOT_ENOUGH_QTY, "BIKE")]

    def test_e08_cancelling_gives_back_to_the_stock_and_to_no_source(
        self, oversold: Shop
    ) -> None:
        placed = oversold.place({"BIKE": 30})
        oversold.cancel(placed.order)
        assert oversold.world.salable("BIKE", "EU stock") == "75"
        assert oversold.world.held("BIKE", "berlin") == "25"

    def test_e14_increments(self, shop: Shop) -> None:
        shop.world.product("EGG", berlin=100, increments_enabled=True, increment=6)
        for quantity in (6, 12, 18):
            shop.place({"EGG": quantity})
        for quantity in (1, 7, 13):
            wrong = refused(lambda quantity=quantity: shop.place({"EGG": quantity}))
            assert wrong == [(Kind.QTY_INCREMENT, "EGG")]

    def test_e26_to_e28_three_orders_on_three_stocks(self, world: World) -> None:
        world.sources("us-wh", "eu-wh", "ca-wh")
        world.stock("US", "us-wh", channels=["us"])
        world.stock("EU", "eu-wh", channels=["eu"])
        world.stock("Canada", "ca-wh", channels=["ca"])
        for sku in ("Bike-24-G", "Bike-23-B", "MtnBike-15-W"):
            world.product(sku, **{"us-wh": 10})
        world.product("MtnBike-17-M", **{"eu-wh": 10})
        world.products("BikeFun-Sm-Red", "BikeLife-Med-Red", **{"ca-wh": 10})
        shop = Shop(world)
        a = shop.place({"Bike-24-G": 2, "Bike-23-B": 1, "MtnBike-15-W": 1}, channel="us").order
        b = shop.place({"MtnBike-17-M": 1}, channel="eu").order
        c = shop.place({"BikeFun-Sm-Red": 3, "BikeLife-Med-Red": 2}, channel="ca").order
        assert shop.reservations(order=a) == ["-2", "-1", "-1"]
        assert shop.reservations(order=b) == ["-1"]
        assert shop.reservations(order=c) == ["-3", "-2"]

        shop.cancel(c, {"BikeFun-Sm-Red": 2})
        assert shop.reservations(order=c) == ["-3", "-2", "2"]
        assert world.held("BikeFun-Sm-Red", "ca-wh") == "10"

        for number, code in ((a, "us-wh"), (b, "eu-wh"), (c, "ca-wh")):
            shop.ship(number, code)
            assert sum(int(row) for row in shop.reservations(order=number)) == 0
        assert world.held("Bike-24-G", "us-wh") == "8"
        assert world.held("Bike-23-B", "us-wh") == "9"
        assert world.held("MtnBike-15-W", "us-wh") == "9"
        assert world.held("MtnBike-17-M", "eu-wh") == "9"
        assert world.held("BikeFun-Sm-Red", "ca-wh") == "9"
        assert world.held("BikeLife-Med-Red", "ca-wh") == "8"

    def test_e31_e32_infinite_backorders(self, shop: Shop) -> None:
        shop.world.product("INK", berlin=10, backorders="yes", threshold="25")
        shop.place({"INK": 9999})
        assert shop.world.salable("INK", "EU stock") == "-9989"
        assert refused(lambda: shop.place({"INK": 10001})) == [(Kind.MAX_SALE_QTY, "INK")]

    def test_e33_units_held_back(self, shop: Shop) -> None:
        shop.world.product("VASE", berlin=25, threshold="5")
        assert refused(lambda: shop.place({"VASE": 21})) == [(Kind.NOT_ENOUGH_QTY, "VASE")]
        shop.place({"VASE": 20})

    def test_e45_goods_that_are_not_managed(self, shop: Shop) -> None:
        shop.world.product("SAND", manage_stock=False, berlin=(0, "out"))
        placed = shop.place({"SAND": 5000})
        assert not placed.lines[0].managed
        assert shop.reservations("SAND") == []


class TestPlacing:
    def test_lines_of_one_sku_are_summed_whatever_their_spelling(self, shop: Shop) -> None:
        placed = ordering.place(
            shop.database,
            OrderRequest("EU", (("bag", amount(2)), ("HAT", amount(1)), ("BAG", amount(3)))),
            cause=CLERK,
        )
        assert [(line.sku, str(line.ordered)) for line in placed.lines] == [
            ("BAG", "5"),
            ("HAT", "1"),
        ]
        assert placed.status.value == "pending"

    def test_the_sum_is_what_is_checked(self, shop: Shop) -> None:
        order = OrderRequest("eu", (("HAT", amount(4)), ("hat", amount(4))))
        wrong = refused(lambda: ordering.place(shop.database, order, cause=CLERK))
        assert wrong == [(Kind.NOT_ENOUGH_QTY, "HAT")]

    def test_refused_whole_with_every_lines_first_reason(self, shop: Shop) -> None:
        world = shop.world
        world.product("FEW", berlin=9, min_cart_qty=3)
        world.product("MANY", berlin=99, max_cart_qty=5)
        world.product("OFF", berlin=9, enabled=False)
        world.product("SET", type="bundle")
        world.product("LOST")
        world.product("OUT", berlin=(9, "out"))
        world.product("FAR", lyon=9)
        lines = {
            "FEW": 2,
            "MANY": 6,
            "BAG": "1.5",
            "OFF": 1,
            "SET": 1,
            "LOST": 1,
            "OUT": 1,
            "FAR": 1,
            "HAT": 8,
            "HUT": 1,
            "TEA": "0.25",
        }
        assert refused(lambda: shop.place(lines)) == [
            (Kind.MIN_SALE_QTY, "FEW"),
            (Kind.MAX_SALE_QTY, "MANY"),
            (Kind.QTY_DECIMAL, "BAG"),
            (Kind.PRODUCT_DISABLED, "OFF"),
            (Kind.PRODUCT_IS_PARENT, "SET"),
            (Kind.SKU_NOT_ASSIGNED_TO_STOCK, "LOST"),
            (Kind.NO_SOURCE_ITEMS_IN_STOCK, "OUT"),
            (Kind.NO_SOURCE_ITEMS_IN_STOCK, "FAR"),
            (Kind.NOT_ENOUGH_QTY, "HAT"),
            (Kind.UNKNOWN_PRODUCT, "HUT"),
            (Kind.MIN_SALE_QTY, "TEA"),
        ]
        assert shop.reservations() == []
        assert list(reporting_deeds(shop.database)) == []

    def test_a_near_sku_is_named(self, shop: Shop) -> None:
        with pytest.raises(Refused, match=r"There is no product 'HATT'. Did you mean 'HAT'\?"):
            shop.place({"HATT": 1})

    def test_an_unknown_channel(self, shop: Shop) -> None:
        with pytest.raises(Refused, match="no sales channel 'eux'") as refusal:
            shop.place({"BAG": 1}, channel="eux")
        assert refusal.value.kind is Kind.UNKNOWN_WEBSITE

    def test_without_lines(self, shop: Shop) -> None:
        assert refused(lambda: shop.place({})) == [(Kind.NOTHING_GIVEN, None)]

    def test_a_bad_number(self, shop: Shop) -> None:
        for number in ("", " 7", "7 ", "a\nb", "x" * 65):
            wrong = refused(lambda number=number: shop.place({"BAG": 1}, number))
            assert wrong == [(Kind.VALIDATION_FAILED, None)]

    def test_nothing_lower_than_one_ten_thousandth_is_lost(self, shop: Shop) -> None:
        shop.place({"TEA": "0.5"})
        shop.place({"TEA": "1.9999"})
        assert shop.world.salable("TEA", "EU stock") == "0.0001"
        assert refused(lambda: shop.place({"TEA": "0.5"})) == [(Kind.NOT_ENOUGH_QTY, "TEA")]

    def test_the_setting_that_nothing_is_held_at_placement(self, shop: Shop) -> None:
        shop.world.setting("reserve_on_placement", "no")
        placed = shop.place({"BAG": 5})
        assert shop.reservations() == []
        assert shop.world.salable("BAG", "EU stock") == "20"
        shop.cancel(placed.order, {"BAG": 1})
        shop.ship(placed.order, "berlin")
        assert shop.reservations() == []
        assert shop.world.held("BAG", "berlin") == "16"
        assert shop.status(placed.order) == "complete"

    def test_what_held_nothing_lets_go_of_nothing_when_settings_change(
        self, shop: Shop
    ) -> None:
        shop.world.setting("reserve_on_placement", "no")
        free = shop.place({"BAG": 5}).order
        shop.world.setting("reserve_on_placement", "yes")
        held = shop.place({"BAG": 5}).order
        shop.cancel(free)
        assert shop.reserved("BAG") == "-5"
        shop.world.setting("reserve_on_placement", "no")
        shop.cancel(held)
        assert shop.reserved("BAG") == "0"

    def test_the_customer_and_the_price_are_kept_as_given(self, shop: Shop) -> None:
        to = Address("Customer 17", "c17@example.org", "Storgata 5", "Oslo", "", "0155", "NO")
        placed = shop.place({"BAG": 1, "HAT": 1}, ship_to=to, prices={"bag": "12.50"})
        order = ordering.show(shop.database, placed.order).order
        assert order.ship_to == to
        assert [line.price for line in order.lines] == ["12.50", ""]

    def test_each_address_of_a_customer_is_an_order_of_its_own(self, shop: Shop) -> None:
        home = Address("Customer 17", "c17@example.org", "Storgata 5", "Oslo", "", "0155", "NO")
        work = replace(home, street="Havnegata 1", city="Bergen", postcode="5003")
        before = shop.reserved("BAG")
        first = shop.place({"BAG": 2}, ship_to=home).order
        second = shop.place({"BAG": 1}, ship_to=work).order
        assert shop.reservations(order=first) == ["-2"]
        assert shop.reservations(order=second) == ["-1"]
        shop.cancel(first)
        assert ordering.show(shop.database, second).order.ship_to == work
        assert Quantity.parse_signed(shop.reserved("BAG")) == (
            Quantity.parse_signed(before) - Quantity.parse("1")
        )

    def test_how_it_goes_is_paid_and_fetched(self, shop: Shop) -> None:
        shop.world.source("kiosk", pickup=True)
        shop.world.stock("City", "kiosk", channels=["city"])
        shop.world.item("BAG", "kiosk", 3)
        placed = shop.place(
            {"BAG": 1},
            channel="city",
            shipping_method="Pick in Store",
            shipping_amount="4.90",
            payment_method="invoice",
            pickup_location="KIOSK",
            payment=OrderStatus.PENDING_PAYMENT,
        )
        order = ordering.show(shop.database, placed.order).order
        assert (order.shipping_method, order.shipping_amount) == ("Pick in Store", "4.90")
        assert (order.payment_method, order.pickup_source) == ("invoice", "kiosk")
        assert placed.status is order.status is order.payment is OrderStatus.PENDING_PAYMENT
        assert shop.reservations(order=placed.order) == ["-1"]

    def test_it_is_fetched_only_at_a_pickup_location_of_its_stock(self, shop: Shop) -> None:
        shop.world.source("kiosk", pickup=True)
        shop.world.source("closed", pickup=True, enabled=False)
        shop.world.stock("City", "closed", "berlin", channels=["city"])
        shop.world.item("BAG", "berlin", 3)
        for code, why in (
            ("kiosk", "kiosk is no source of City"),
            ("closed", "closed is disabled"),
            ("berlin", "berlin is no pickup location"),
            ("mars", "no source 'mars'"),
        ):
            with pytest.raises(Refused, match=why) as refusal:
                shop.place({"BAG": 1}, channel="city", pickup_location=code)
            assert refusal.value.kind is Kind.UNKNOWN_PICKUP_LOCATION
            assert refusal.value.problems[0].field == "pickup_location"

    def test_what_cannot_be_read_is_told_field_by_field(self, shop: Shop) -> None:
        with pytest.raises(Refused) as refusal:
            shop.place(
                {"BAG": 1},
                shipping_amount="4,90",
                shipping_method="x" * 300,
                payment=OrderStatus.COMPLETE,
                prices={"BAG": "much"},
            )
        fields = [problem.field for problem in refusal.value.problems]
        assert fields == ["price", "shipping_amount", "shipping_method", "payment"]
        assert shop.reservations() == []

    def test_the_history_says_so(self, shop: Shop) -> None:
        placed = shop.place({"BAG": 5, "HAT": 1}, "W-1")
        ((summary, units, operation),) = reporting_deeds(shop.database)
        assert (summary, units, operation) == (
            "Order W-1 placed",
            amount("-6"),
            placed.receipt.operation,
        )

    def test_what_open_orders_hold(self, shop: Shop) -> None:
        first = shop.place({"BAG": 5}).order
        second = shop.place({"BAG": 1}).order
        shop.cancel(first, {"BAG": 2})
        holds = ledger.holds(shop.database, "bag")
        assert [(hold.order, str(hold.held), hold.stock) for hold in holds] == [
            (first, "3", "EU stock"),
            (second, "1", "EU stock"),
        ]


def reporting_deeds(database: Database) -> list[tuple[str, Quantity, int]]:
    """What the history holds: summary, units and id of every operation, oldest first."""
    ids = reporting.history_ids(database)
    page = reporting.operations(database, ids)
    return [(page[id].summary, page[id].units, id) for id in sorted(ids)]


class TestNumbers:
    def test_the_next_free_one_is_given(self, shop: Shop) -> None:
        numbers = [shop.place({"BAG": 1}).order for _ in range(3)]
        assert numbers == ["000000001", "000000002", "000000003"]

    def test_whatever_numbers_shops_gave(self, shop: Shop) -> None:
        shop.place({"BAG": 1}, "000000003")
        numbers = [shop.place({"BAG": 1}).order for _ in range(3)]
        assert len({"000000003", *numbers}) == 4

    def test_zeros_it_begins_with_may_be_left_out(self, shop: Shop) -> None:
        assert shop.place({"BAG": 1}).order == "000000001"
        for typed in ("1", "01", "000000001", " 1 "):
            assert ordering.show(shop.database, typed).order.number == "000000001"

    def test_letter_case_is_ignored(self, shop: Shop) -> None:
        shop.place({"BAG": 1}, "Web-ä1")
        assert ordering.show(shop.database, "WEB-Ä1").order.number == "Web-ä1"

    def test_an_unknown_one(self, shop: Shop) -> None:
        with pytest.raises(Refused, match="There is no order '77'") as refusal:
            ordering.show(shop.database, "77")
        assert refusal.value.kind is Kind.UNKNOWN_ORDER


class TestSentAgain:
    def test_the_same_order_is_unchanged(self, shop: Shop) -> None:
        first = shop.place({"BAG": 2, "HAT": 1}, "N1")
        again = shop.place({"hat": 1, "bag": 2}, "n1", channel="EU")
        assert again.unchanged
        assert not first.unchanged
        assert again.order == "N1"
        assert again.receipt.operation is None
        assert shop.reserved("BAG") == "-2"

    def test_also_when_it_has_shipped_or_been_renamed(self, shop: Shop) -> None:
        shop.place({"BAG": 20}, "N1")
        shop.ship("N1", "berlin")
        assert shop.place({"BAG": 20}, "N1").unchanged

    def test_other_lines_are_refused(self, shop: Shop) -> None:
        shop.place({"BAG": 2}, "N1")
        for lines in ({"BAG": 3}, {"BAG": 2, "HAT": 1}, {"HAT": 2}, {"NONE": 2}):
            with pytest.raises(Refused) as refusal:
                shop.place(lines, "N1")
            assert refusal.value.kind is Kind.ORDER_EXISTS
        with pytest.raises(Refused) as refusal:
            shop.place({"BAG": 2}, "N1", channel="base")
        assert refusal.value.kind is Kind.ORDER_EXISTS

    def test_at_the_same_time_it_is_placed_once(
        self, shop: Shop, another: Callable[..., Database]
    ) -> None:
        """A shop that did not wait for the answer, and one that took the same number."""
        orders = [request({"BAG": 1}, "N1")] * 3 + [request({"HAT": 1}, "N1")] * 3
        databases = [another(patience_s=30) for _ in orders]

        def place(database: Database, order: OrderRequest) -> str:
            try:
                placed = ordering.place(database, order, cause=CLERK)
            except Refused as refusal:
                return refusal.kind.value
            return "unchanged" if placed.unchanged else "placed"

        with ThreadPoolExecutor(len(orders)) as tills:
            answers = sorted(tills.map(place, databases, orders))
        assert answers == ["order_exists"] * 3 + ["placed"] + ["unchanged"] * 2
        assert int(shop.reserved("BAG")) + int(shop.reserved("HAT")) == -1


class TestHolding:
    def test_the_reservations_stay(self, shop: Shop) -> None:
        number = shop.place({"BAG": 5}).order
        held = ordering.hold(shop.database, number, cause=CLERK)
        assert held.status.value == shop.status(number) == "holded"
        assert shop.reservations("BAG") == ["-5"]
        released = ordering.unhold(shop.database, number, cause=CLERK)
        assert released.status.value == "pending"

    def test_released_it_stands_where_it_was(self, shop: Shop) -> None:
        number = shop.place({"BAG": 5}).order
        shop.ship(number, "berlin", {"BAG": 1})
        ordering.hold(shop.database, number, cause=CLERK)
        assert ordering.unhold(shop.database, number, cause=CLERK).status.value == "processing"

    def test_nothing_happens_to_an_order_on_hold(self, shop: Shop) -> None:
        number = shop.place({"BAG": 5}).order
        ordering.hold(shop.database, number, cause=CLERK)
        deeds: list[Callable[[], Any]] = [
            lambda: shop.cancel(number),
            lambda: shop.ship(number, "berlin"),
            lambda: ordering.hold(shop.database, number, cause=CLERK),
        ]
        for deed in deeds:
            assert refused(deed) == [(Kind.ORDER_STATUS, None)]

    def test_only_what_is_on_hold_is_released(self, shop: Shop) -> None:
        number = shop.place({"BAG": 5}).order
        assert refused(lambda: ordering.unhold(shop.database, number, cause=CLERK)) == [
            (Kind.ORDER_STATUS, None)
        ]

    def test_what_was_seen_before_someone_else_wrote_is_out_of_date(self, shop: Shop) -> None:
        number = shop.place({"BAG": 5}).order
        seen = ordering.show(shop.database, number).order.version
        shop.cancel(number, {"BAG": 1})
        with pytest.raises(ChangedElsewhere):
            ordering.hold(shop.database, number, cause=CLERK, seen_version=seen)
        with pytest.raises(ChangedElsewhere):
            ordering.cancel(shop.database, number, cause=CLERK, seen_version=seen)


class TestCancelling:
    def test_all_that_is_open(self, shop: Shop) -> None:
        number = shop.place({"BAG": 5, "HAT": 2}).order
        shop.ship(number, "berlin", {"BAG": 2})
        cancelled = shop.cancel(number)
        assert cancelled.lines == (("BAG", amount(3)), ("HAT", amount(2)))
        assert cancelled.order_status.value == "complete"
        assert shop.reserved("BAG") == shop.reserved("HAT") == "0"
        assert shop.world.salable("BAG", "EU stock") == "18"

    def test_an_order_of_which_nothing_shipped_is_cancelled(self, shop: Shop) -> None:
        number = shop.place({"BAG": 5, "HAT": 2}).order
        shop.cancel(number, {"BAG": 5})
        assert shop.status(number) == "pending"
        shop.cancel(number, {"hat": 2})
        assert shop.status(number) == "canceled"

    def test_never_more_than_is_open(self, shop: Shop) -> None:
        number = shop.place({"BAG": 5, "HAT": 2}).order
        wrong = refused(lambda: shop.cancel(number, {"BAG": 6, "HAT": "0.5", "CAP": 1}))
        assert wrong == [
            (Kind.MORE_THAN_OUTSTANDING, "BAG"),
            (Kind.QTY_DECIMAL, "HAT"),
            (Kind.UNKNOWN_PRODUCT, "CAP"),
        ]
        assert refused(lambda: shop.cancel(number, {"BAG": 0})) == [
            (Kind.VALIDATION_FAILED, "BAG")
        ]
        assert shop.reserved("BAG") == "-5"

    def test_not_twice(self, shop: Shop) -> None:
        number = shop.place({"BAG": 5}).order
        shop.cancel(number)
        assert refused(lambda: shop.cancel(number)) == [(Kind.ORDER_STATUS, None)]

    def test_the_stock_that_holds_it_gets_it_back_wherever_the_channel_moved(
        self, shop: Shop
    ) -> None:
        number = shop.place({"BAG": 5}).order
        shop.world.stock("Other", "paris", channels=["eu"])
        shop.cancel(number)
        assert shop.world.salable("BAG", "EU stock") == "20"


class TestThePage:
    def test_the_next_step(self, shop: Shop) -> None:
        shop.world.product("ODD", berlin=1, backorders="yes")
        steps = {}
        for name, lines in {
            "ready": {"BAG": 2},
            "partly": {"BAG": 2, "ODD": 3},
            "done": {"BAG": 1},
            "held": {"BAG": 1},
        }.items():
            shop.place(lines, name)
        shop.ship("done", "berlin")
        ordering.hold(shop.database, "held", cause=CLERK)
        for name in ("ready", "partly", "done", "held"):
            steps[name] = ordering.show(shop.database, name).next_step
        assert steps == {
            "ready": "Dispatch (2 left, all can ship).",
            "partly": "Dispatch (5 left, 2 of them not there yet).",
            "done": "Nothing is left to do.",
            "held": "On hold: nothing ships until it is released.",
        }

    def test_what_the_stock_can_still_promise(self, shop: Shop) -> None:
        shown = ordering.show(shop.database, shop.place({"BAG": 5}).order)
        assert list(shown.salable.values()) == [amount(15)]
        assert shown.held == amount(5)


def _buy(url: str, times: int, till: int) -> int:
    """Order one unit again and again until none is left; return how many were had."""
    database = Database(url, patience_s=60)
    had = 0
    for _ in range(times):
        try:
            ordering.place(
                database, request({"LAST": 1, "OTHER": 1}), cause=Cause(f"till {till}")
            )
            had += 1
        except (Refused, StoreBusy):
            continue
    database.close()
    return had


def test_tills_that_sell_at_once_promise_each_unit_once(
    shop: Shop, database_url: str, long: bool
) -> None:
    """E-47: exactly what is there is promised, whoever else is placing."""
    there, tills = (100, 8) if long else (12, 3)
    shop.world.product("LAST", berlin=there)
    shop.world.product("OTHER", berlin=10_000)
    shop.database.close()
    with ProcessPoolExecutor(tills, multiprocessing.get_context("spawn")) as processes:
        had = list(processes.map(_buy, [database_url] * tills, [there] * tills, range(tills)))
    assert sum(had) == there
    assert shop.reserved("LAST") == f"-{there}"
    assert shop.world.salable("LAST", "EU stock") == "0"
    numbers = {row.order for row in ledger.reservations(shop.database, sku="LAST")}
    assert len(numbers) == there


def test_an_order_of_many_lines_takes_no_more_statements_than_one_of_one(
    world: World, database: Database
) -> None:
    world.sources("berlin")
    world.stock("EU", "berlin", channels=["eu"])
    skus = [f"SKU-{number}" for number in range(30)]
    world.products(*skus, berlin=5)
    with asked(database) as of_one:
        ordering.place(database, request({skus[0]: 1}), cause=Cause("till"))
    with asked(database) as of_many:
        ordering.place(database, request(dict.fromkeys(skus, 1)), cause=Cause("till"))
    assert len(of_many.sent) == len(of_one.sent) <= 19


def test_what_others_are_watched_for_or_set_aside_costs_an_order_no_statement_put_together(
    world: World, database: Database
) -> None:
    world.sources("berlin")
    world.stock("EU", "berlin", channels=["eu"])
    world.products("SOLD", "WATCHED", "CLOSED", berlin=5)
    catalog.edit(database, "WATCHED", {"low_stock_action": "notify"}, cause=Cause("till"))
    catalog.edit(database, "CLOSED", {"purchasable": "no"}, cause=Cause("till"))
    kept = SafetyEdit("WATCHED", "berlin", amount("2"))
    setting_aside.set_safety(database, [kept], cause=Cause("till"))
    put_together: list[str] = []

    def heard(_c: object, _cursor: object, sql: str, *_: object) -> None:
        put_together.append(sql)

    event.listen(database.engine, "before_cursor_execute", heard)
    ordering.place(database, request({"SOLD": 1}), cause=Cause("till"))
    event.remove(database.engine, "before_cursor_execute", heard)
    assert not put_together
