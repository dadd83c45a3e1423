"""Shipments: proposed by source priority, sent from the sources chosen, never beyond them."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import pytest

from inventory_tui.domain.errors import ChangedElsewhere, InvalidInput, Kind, Refused, StoreBusy
from inventory_tui.domain.order import Address
from inventory_tui.domain.shipment import ShipmentRequest, Tracking
from inventory_tui.services.orders import ordering
from inventory_tui.services.products import catalog
from inventory_tui.services.reports import reporting
from inventory_tui.services.shipping import shipping
from inventory_tui.services.sourcing import sourcing
from inventory_tui.store.database import Database
from tests.services.shopping import CLERK, Shop, amount, amounts
from tests.world import World


def refused(deed: Callable[[], Any]) -> list[tuple[Kind, str | None]]:
    with pytest.raises(Refused) as refusal:
        deed()
    return [(problem.kind, problem.sku) for problem in refusal.value.problems]


class TestProposals:
    """E-20 to E-23: uk_drop_shipper 240, uk_warehouse 230, de_warehouse 1000, uk_store 150."""

    @pytest.fixture
    def shop(self, world: World) -> Shop:
        codes = ("uk_drop_shipper", "uk_warehouse", "de_warehouse", "uk_store")
        world.sources(*codes)
        world.stock("UK Stock", *codes, channels=["uk"])
        there = dict(zip(codes, (240, 230, 1000, 150), strict=True))
        world.product("LAMP", backorders="yes", **there)
        return Shop(world)

    def proposed(self, shop: Shop, units: int) -> shipping.ShippingPlan:
        number = shop.place({"LAMP": units}, channel="uk").order
        return shipping.plan(shop.database, number)

    def test_in_the_stocks_own_order(self, shop: Shop) -> None:
        for units, taken, short in (
            (3, ["3", "0", "0", "0"], []),  # E-20
            (500, ["240", "230", "30", "0"], []),  # E-21
            (1700, ["240", "230", "1000", "150"], ["80"]),  # E-23
        ):
            plan = self.proposed(shop, units)
            assert [str(one.quantity) for one in plan.allocations] == taken
            assert plan.shippable is (not short)
            assert [str(missing) for missing in plan.proposal.missing.values()] == short

    def test_e22_a_disabled_source_is_not_listed(self, shop: Shop) -> None:
        number = shop.place({"LAMP": 500}, channel="uk").order
        sourcing.disable_sources(shop.database, ["uk_warehouse"], cause=CLERK)
        plan = shipping.plan(shop.database, number)
        assert [(one.source, str(one.quantity)) for one in plan.allocations] == [
            ("uk_drop_shipper", "240"),
            ("de_warehouse", "260"),
            ("uk_store", "0"),
        ]

    def test_e46_a_row_that_is_out_of_stock_is_not_offered(self, shop: Shop) -> None:
        number = shop.place({"LAMP": 500}, channel="uk").order
        shop.world.item("LAMP", "uk_drop_shipper", 240, status="out")
        plan = shipping.plan(shop.database, number)
        assert [str(one.quantity) for one in plan.allocations] == ["230", "270", "0"]
        assert shop.world.held("LAMP", "uk_drop_shipper") == "240"

    def test_what_is_left_is_proposed_and_no_more(self, shop: Shop) -> None:
        number = shop.place({"LAMP": 500}, channel="uk").order
        shop.ship(number, "uk_store", {"LAMP": 100})
        plan = shipping.plan(shop.database, number)
        assert [str(one.quantity) for one in plan.allocations] == ["240", "160", "0", "0"]

    def test_what_the_builder_shows(self, shop: Shop) -> None:
        plan = self.proposed(shop, 300)
        assert [link.code for link in plan.sources] == [
            "uk_drop_shipper",
            "uk_warehouse",
            "de_warehouse",
            "uk_store",
        ]
        (line,) = plan.lines
        assert line.to_ship == amount(300)
        assert [str(there) for there in plan.offers.values()] == ["240", "230", "1000", "150"]
        assert [list(map(str, one.quantities.values())) for one in plan.requests()] == [
            ["240"],
            ["60"],
        ]

    def test_an_unknown_algorithm(self, shop: Shop) -> None:
        number = shop.place({"LAMP": 1}, channel="uk").order
        with pytest.raises(Refused, match="Did you mean 'priority'") as refusal:
            shipping.plan(shop.database, number, "priorty")
        assert refusal.value.kind is Kind.UNKNOWN_ALGORITHM

    def test_one_shipment_for_each_proposed_source(self, shop: Shop) -> None:
        number = shop.place({"LAMP": 500}, channel="uk").order
        shipped = shipping.create_by_algorithm(shop.database, number, cause=CLERK)
        assert [(one.source, str(one.lines[0].quantity)) for one in shipped.shipments] == [
            ("uk_drop_shipper", "240"),
            ("uk_warehouse", "230"),
            ("de_warehouse", "30"),
        ]
        assert shipped.order_status.value == "complete"
        assert shop.world.held("LAMP", "uk_warehouse") == "0"

    def test_short_supply_ships_nothing_and_says_what_is_missing(self, shop: Shop) -> None:
        number = shop.place({"LAMP": 1700}, channel="uk").order
        with pytest.raises(Refused, match="LAMP: 80 of 1700 to ship") as refusal:
            shipping.create_by_algorithm(shop.database, number, cause=CLERK)
        assert refusal.value.kind is Kind.NOT_SHIPPABLE
        assert shop.world.held("LAMP", "uk_store") == "150"


@pytest.fixture
def shop(world: World) -> Shop:
    with world.at_once():
        world.sources("berlin", "paris", "oslo")
        world.stock("EU stock", "berlin", "paris", channels=["eu"])
        world.product("MH01", berlin=100, paris=4, oslo=9)
        world.product("WS03", berlin=(0, "out"), paris=9)
        world.product("WIRE", decimals=True, berlin="2.5", min_cart_qty="0.1")
    return Shop(world)


class TestShipping:
    def test_e24_a_part_ships_and_the_rest_stays_reserved(self, world: World) -> None:
        world.source("london_wh")
        world.stock("UK", "london_wh", channels=["eu"])
        world.product("MH01", london_wh=1000)
        shop = Shop(world)
        number = shop.place({"MH01": 550}).order
        shipped = shop.ship(number, "London_WH", {"mh01": 150})
        assert shipped.order_status.value == "processing"
        assert shop.reservations("MH01") == ["-550", "150"]
        (line,) = ordering.show(shop.database, number).order.lines
        assert (str(line.to_ship), str(line.held)) == ("400", "400")
        assert world.held("MH01", "london_wh") == "850"
        assert world.salable("MH01", "UK") == "450"

    def test_e25_from_two_sources_at_once(self, shop: Shop) -> None:
        shop.world.item("MH01", "paris", 40)
        number = shop.place({"MH01": 20}).order
        shipped = shop.ship_from(number, berlin={"MH01": 10}, paris={"MH01": 10})
        assert [one.source for one in shipped.shipments] == ["berlin", "paris"]
        assert shop.world.held("MH01", "berlin") == "90"
        assert shop.world.held("MH01", "paris") == "30"
        assert shop.reservations("MH01") == ["-20", "10", "10"]
        assert shop.status(number) == "complete"
        (operation, _) = reporting.history_ids(shop.database)
        assert shipped.receipt.operation == operation
        told = reporting.operations(shop.database, [operation])[operation]
        assert told.units == amount("-20")
        assert told.summary == (
            f"Order {number}: shipped 10 units from berlin, 10 units from paris"
        )

    def test_without_lines_all_that_is_left_leaves_the_source(self, shop: Shop) -> None:
        number = shop.place({"MH01": 2, "WS03": 3}).order
        shop.ship(number, "paris")
        assert shop.world.held("MH01", "paris") == "2"
        assert shop.world.held("WS03", "paris") == "6"

    def test_all_or_nothing_with_a_reason_for_each_thing_that_does_not_go(
        self, shop: Shop
    ) -> None:
        shop.world.product("FILM", type="virtual", berlin=5)
        number = shop.place({"MH01": 10, "WS03": 3, "FILM": 1}).order
        wrong = refused(
            lambda: shop.ship_from(
                number,
                paris={"MH01": 5, "WS03": "0.5", "FILM": 1},
                berlin={"MH01": 6, "WS03": 2},
                oslo={"MH01": 1},
            )
        )
        assert wrong == [
            (Kind.NOT_ENOUGH_IN_SOURCE, "MH01"),
            (Kind.QTY_DECIMAL, "WS03"),
            (Kind.NOT_SHIPPABLE, "FILM"),
            (Kind.MORE_THAN_OUTSTANDING, "MH01"),
            (Kind.SOURCE_NOT_LISTED, "WS03"),
            (Kind.SOURCE_NOT_LISTED, None),
        ]
        assert shop.world.held("MH01", "berlin") == "100"
        assert shop.status(number) == "pending"

    def test_what_is_out_of_stock_is_not_offered_but_may_be_sent(self, shop: Shop) -> None:
        shop.world.item("WS03", "berlin", 5, status="out")
        number = shop.place({"WS03": 3}).order
        plan = shipping.plan(shop.database, number)
        assert [one.source for one in plan.allocations] == ["paris"]
        wrong = refused(lambda: shop.ship_from(number, berlin={"WS03": 3}, paris={"WS03": 1}))
        assert wrong == [(Kind.MORE_THAN_OUTSTANDING, "WS03")]
        shop.ship(number, "berlin", {"WS03": 3})
        assert shop.world.held("WS03", "berlin") == "2"
        assert shop.world.status("WS03", "berlin") == "out"

    def test_never_more_than_is_left_to_ship(self, shop: Shop) -> None:
        number = shop.place({"MH01": 10}).order
        shop.ship(number, "berlin", {"MH01": 3})
        shop.cancel(number, {"MH01": 2})
        for quantity in (6, 100_000):
            wrong = refused(
                lambda quantity=quantity: shop.ship(number, "berlin", {"MH01": quantity})
            )
            assert wrong == [(Kind.MORE_THAN_OUTSTANDING, "MH01")]

    def test_what_several_parcels_take_together_counts(self, shop: Shop) -> None:
        number = shop.place({"MH01": 10}).order
        with shop.database.read() as transaction:
            paris = transaction.sources.known("paris").id
            line = transaction.orders.known(number).lines[0].id
        parcels = [ShipmentRequest(paris, {line: amount(3)}) for _ in range(2)]
        with pytest.raises(Refused, match="MH01: paris has 1, not 3") as refusal:
            shipping.ship(shop.database, number, parcels, cause=CLERK)
        assert refusal.value.kind is Kind.NOT_ENOUGH_IN_SOURCE

    def test_nothing_given(self, shop: Shop) -> None:
        number = shop.place({"MH01": 10}).order
        deeds: list[Callable[[], Any]] = [
            lambda: shop.ship(number, "berlin", {}),
            lambda: shop.ship(number, "berlin", {"MH01": 0}),
            lambda: shipping.ship(shop.database, number, [], cause=CLERK),
        ]
        for deed in deeds:
            assert refused(deed) == [(Kind.NOTHING_GIVEN, None)]
        assert refused(lambda: shop.ship(number, "berlin", {"MH01": -1})) == [
            (Kind.VALIDATION_FAILED, "MH01")
        ]

    def test_unknown_things(self, shop: Shop) -> None:
        number = shop.place({"MH01": 1}).order
        assert refused(lambda: shop.ship("9", "berlin")) == [(Kind.UNKNOWN_ORDER, None)]
        assert refused(lambda: shop.ship(number, "berlim")) == [(Kind.UNKNOWN_SOURCE, None)]
        assert refused(lambda: shop.ship(number, "berlin", {"WS03": 1})) == [
            (Kind.UNKNOWN_PRODUCT, "WS03")
        ]

    def test_a_finished_order_ships_no_more(self, shop: Shop) -> None:
        number = shop.place({"MH01": 1}).order
        shop.ship(number, "berlin")
        assert refused(lambda: shop.ship(number, "berlin")) == [(Kind.ORDER_STATUS, None)]

    def test_an_order_someone_else_wrote_to_is_seen_anew_first(self, shop: Shop) -> None:
        number = shop.place({"MH01": 5}).order
        seen = shipping.plan(shop.database, number)
        shop.cancel(number, {"MH01": 1})
        with pytest.raises(ChangedElsewhere):
            shipping.ship(
                shop.database,
                number,
                seen.requests(),
                cause=CLERK,
                seen_version=seen.order.version,
            )

    def test_fractions_where_the_product_counts_them(self, shop: Shop) -> None:
        number = shop.place({"WIRE": "2.5"}).order
        shop.ship(number, "berlin", {"WIRE": "0.75"})
        shop.ship(number, "berlin", {"WIRE": "1.75"})
        assert shop.world.held("WIRE", "berlin") == "0"
        assert shop.status(number) == "complete"


class TestTheStatusOfTheRow:
    def test_used_up_it_is_out_of_stock_and_stored_so(self, shop: Shop) -> None:
        number = shop.place({"MH01": 104}).order
        shop.ship_from(number, berlin={"MH01": 99}, paris={"MH01": 4})
        assert shop.world.status("MH01", "berlin") == "in"
        assert shop.world.status("MH01", "paris") == "out"

    def test_at_or_below_the_threshold_too(self, shop: Shop) -> None:
        shop.world.product("VASE", berlin=10, threshold="3")
        number = shop.place({"VASE": 7}).order
        shop.ship(number, "berlin", {"VASE": 6})
        assert shop.world.status("VASE", "berlin") == "in"
        shop.ship(number, "berlin")
        assert shop.world.status("VASE", "berlin") == "out"
        assert shop.world.held("VASE", "berlin") == "3"
        assert shop.world.salable("VASE", "EU stock") == "0"

    def test_with_backorders_on_it_stays_in_stock(self, shop: Shop) -> None:
        shop.world.product("INK", berlin=2, backorders="yes")
        number = shop.place({"INK": 2}).order
        shop.ship(number, "berlin")
        assert shop.world.status("INK", "berlin") == "in"


class TestOddGoods:
    def test_what_is_not_managed_leaves_without_being_counted(self, shop: Shop) -> None:
        shop.world.product("SAND", berlin=1, manage_stock=False)
        number = shop.place({"SAND": 50}).order
        plan = shipping.plan(shop.database, number)
        assert plan.shippable
        shop.ship(number, "berlin")
        assert shop.world.held("SAND", "berlin") == "1"
        assert shop.reservations("SAND") == []
        assert shop.status(number) == "complete"

    def test_what_is_no_longer_managed_still_lets_go(self, shop: Shop) -> None:
        number = shop.place({"MH01": 5}).order
        shop.world.setting("manage_stock", "no")
        shop.ship(number, "berlin")
        assert shop.reserved("MH01") == "0"
        assert shop.world.held("MH01", "berlin") == "100"

    def test_virtual_goods_wait_for_their_invoice(self, shop: Shop) -> None:
        shop.world.product("FILM", type="virtual", berlin=5)
        number = shop.place({"MH01": 1, "FILM": 1}).order
        shop.ship(number, "berlin", {"MH01": 1})
        assert shop.status(number) == "processing"
        assert refused(
            lambda: shipping.create_by_algorithm(shop.database, number, cause=CLERK)
        ) == [(Kind.NOT_SHIPPABLE, None)]
        shown = ordering.show(shop.database, number)
        assert shown.next_step == "Invoice it (1 left to go by the invoice)."

    def test_a_deleted_product_deducts_nothing_and_clears_its_reservation(
        self, shop: Shop
    ) -> None:
        number = shop.place({"MH01": 5, "WS03": 1}).order
        catalog.delete(shop.database, "MH01", force=True, cause=CLERK)
        (line, _) = ordering.show(shop.database, number).order.lines
        assert (line.sku, line.product_deleted) == ("MH01", True)
        assert shipping.plan(shop.database, number).shippable
        shipping.create_by_algorithm(shop.database, number, cause=CLERK)
        assert shop.status(number) == "complete"
        assert {int(row) for row in shop.reservations(order=number)} == {-5, -1, 5, 1}


class TestPapers:
    def shipped(self, shop: Shop) -> shipping.Shipped:
        to = Address("Åse \x1b[31mK\u202e", "a@example.org", "Storgata 5", "Oslo", "", "0155")
        shop.world.product("S" * 64, berlin=3, name="Ein sehr langer Name " * 6, type="simple")
        number = shop.place({"MH01": 2, "S" * 64: 1}, ship_to=to).order
        return shipping.create(
            shop.database,
            number,
            "berlin",
            cause=CLERK,
            tracking=[shipping.read_tracking("dhl::JD:01")],
            comment="Fragile\nHandle with care",
        )

    def test_what_was_given_with_a_shipment_is_kept(self, shop: Shop) -> None:
        (shipment,) = self.shipped(shop).shipments
        assert shipment.tracking == (Tracking("dhl", "DHL", "JD:01"),)
        assert shipment.comment == "Fragile\nHandle with care"
        assert shipping.show(shop.database, shipment.id) == shipment
        assert shipment.shipped_by == "clerk"

    def test_the_slip_fits_80_columns_and_moves_no_cursor(self, shop: Shop) -> None:
        (shipment,) = self.shipped(shop).shipments
        slip = shipping.slip(shop.database, shipment.id)
        lines = slip.splitlines()
        assert max(map(len, lines)) <= 80
        assert "Åse \\x1b[31mK\\u202e" in slip
        assert lines[0].startswith(f"Packing slip {shipment.id} ")
        assert lines[0].endswith("2026-11-20 10:12 UTC")
        assert any(line.endswith("Berlin (berlin)") for line in lines)
        assert "         2  MH01                        Product MH01" in lines
        assert "         3  units of 2 SKUs" in lines
        assert "Tracking  DHL JD:01" in lines
        assert lines[-2:] == ["Comment   Fragile", "          Handle with care"]

    def test_the_slip_of_an_order_lists_what_is_left(self, shop: Shop) -> None:
        number = shop.place({"MH01": 3}).order
        shop.ship(number, "berlin", {"MH01": 1})
        assert "         2  MH01 " in shipping.slip_of_order(shop.database, number)
        shop.ship(number, "berlin")
        assert "Nothing is left to ship." in shipping.slip_of_order(shop.database, number)

    def test_tracking_that_cannot_be_read(self) -> None:
        for text in ("dhl", "dhl:Parcel", "snail:Mail:1", "dhl:Parcel:"):
            with pytest.raises(InvalidInput):
                shipping.read_tracking(text)

    def test_an_unknown_shipment(self, shop: Shop) -> None:
        assert refused(lambda: shipping.slip(shop.database, 77)) == [
            (Kind.UNKNOWN_SHIPMENT, None)
        ]


def _send(url: str, number: str) -> int:
    """Ship one unit again and again until none is left to ship; return how many went."""
    database = Database(url, patience_s=60)
    sent = 0
    for _ in range(10):
        try:
            shipping.create(database, number, "berlin", amounts({"MH01": 1}), cause=CLERK)
            sent += 1
        except (Refused, StoreBusy):
            continue
    database.close()
    return sent


def test_two_packers_ship_the_same_order_once(shop: Shop, database_url: str) -> None:
    number = shop.place({"MH01": 8}).order
    shop.database.close()
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as processes:
        sent = list(processes.map(_send, [database_url] * 2, [number] * 2))
    assert sum(sent) == 8
    assert shop.world.held("MH01", "berlin") == "92"
    assert shop.reserved("MH01") == "0"
