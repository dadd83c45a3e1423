"""Cancelled shipments: the goods are back at their source, held, and to be shipped again."""

from __future__ import annotations

from typing import Any

import pytest

from inventory_tui.domain.errors import Kind
from inventory_tui.domain.order_list import OrderQuery, ShipmentQuery
from inventory_tui.domain.shipment import Tracking
from inventory_tui.services.keeping import configuring, undoing
from inventory_tui.services.orders import order_lists, ordering
from inventory_tui.services.products import catalog
from inventory_tui.services.shipping import shipping
from inventory_tui.services.shipping.shipment_cancelling import cancel_shipment
from tests.services.shopping import CLERK, Shop, amount, refused
from tests.world import World


@pytest.fixture
def shop(world: World) -> Shop:
    world.sources("berlin", "paris")
    world.stock("EU stock", "berlin", "paris", channels=["eu"])
    world.product("MUG", berlin=10, paris=10)
    return Shop(world)


def shipped(shop: Shop, quantity: int = 4, **given: Any) -> shipping.Shipped:
    shop.place({"MUG": quantity}, "1")
    return shipping.create(shop.database, "1", "berlin", cause=CLERK, **given)


def test_what_was_in_it_is_to_be_shipped_again(shop: Shop) -> None:
    done = shop.cancel_shipment(shipped(shop))
    assert (done.order, done.order_status, done.lines) == (
        "1",
        "pending",
        (("MUG", amount(4)),),
    )
    assert done.receipt.message == (
        f"Shipment {done.shipment} of order 1 cancelled, 4 units back at berlin."
    )
    assert shop.line("1", "MUG") == {"open": "4", "held": "4"}
    assert shop.world.held("MUG", "berlin") == "10"
    assert shop.reservations("MUG") == ["-4", "4", "-4"]
    assert shop.world.salable("MUG", "EU stock") == "16"
    shop.check()
    assert shop.ship("1", "paris").order_status == "complete"
    shop.check()


def test_one_of_several_leaves_the_others(shop: Shop) -> None:
    shop.place({"MUG": 6}, "1")
    both = shop.ship_from("1", berlin={"MUG": 2}, paris={"MUG": 4})
    assert shop.status("1") == "complete"
    done = cancel_shipment(shop.database, both.shipments[1].id, cause=CLERK)
    assert (done.order_status, shop.line("1", "MUG")["open"]) == ("processing", "4")
    assert (shop.world.held("MUG", "berlin"), shop.world.held("MUG", "paris")) == ("8", "10")
    assert [one.cancelled for one in ordering.show(shop.database, "1").shipments] == [
        False,
        True,
    ]
    shop.check()


def test_what_is_invoiced_stays_invoiced(shop: Shop) -> None:
    shop.place({"MUG": 2}, "1")
    shop.invoice("1")
    done = shop.cancel_shipment(shop.ship("1", "berlin"))
    assert done.order_status == "processing"
    assert shop.line("1", "MUG") == {"invoiced": "2", "open": "2", "held": "2"}
    shop.check()


def test_a_hold_stays(shop: Shop) -> None:
    shop.place({"MUG": 4}, "1")
    first = shop.ship("1", "berlin", {"MUG": 3})
    ordering.hold(shop.database, "1", cause=CLERK)
    assert shop.cancel_shipment(first).order_status == "holded"
    assert ordering.unhold(shop.database, "1", cause=CLERK).status == "pending"
    shop.check()


def test_a_row_that_was_used_up_may_come_in_stock_again(shop: Shop) -> None:
    first = shipped(shop, 10)
    assert shop.world.status("MUG", "berlin") == "out"
    shop.cancel_shipment(first)
    assert shop.world.status("MUG", "berlin") == "in"
    configuring.set_option(shop.database, "in_stock_on_cancel", "no", cause=CLERK)
    shop.cancel_shipment(shop.ship("1", "berlin"))
    assert shop.world.status("MUG", "berlin") == "out"
    shop.check()


def test_what_was_counted_out_is_counted_in_whatever_the_setting_says_now(shop: Shop) -> None:
    first = shipped(shop)
    catalog.edit(shop.database, "MUG", {"manage_stock": "no"}, cause=CLERK)
    shop.cancel_shipment(first)
    assert shop.world.held("MUG", "berlin") == "10"
    assert shop.line("1", "MUG")["held"] == "4"
    shop.check()


def test_of_a_deleted_product_nothing_comes_back(shop: Shop) -> None:
    first = shipped(shop)
    catalog.delete(shop.database, "MUG", force=True, cause=CLERK)
    done = shop.cancel_shipment(first)
    assert "4 came back to no source" in done.receipt.warnings[0]
    assert done.receipt.message.endswith("nothing came back.")
    assert shop.order("1").lines[0].to_ship == amount(4)
    shop.check()


class TestOnItsWay:
    DHL = (Tracking("dhl", "Parcel", "JD01"),)

    def test_a_parcel_a_carrier_has_is_refused_unless_forced(self, shop: Shop) -> None:
        first = shipped(shop, tracking=self.DHL)
        refusal = refused(lambda: shop.cancel_shipment(first))
        assert (refusal.kind, "dhl JD01" in str(refusal)) == (Kind.BLOCKED, True)
        assert shop.world.held("MUG", "berlin") == "6"
        assert shop.cancel_shipment(first, force=True).order_status == "pending"
        shop.check()

    def test_a_parcel_of_no_carrier_is_stopped_in_the_house(self, shop: Shop) -> None:
        first = shipped(shop, tracking=(Tracking("custom", "Van", "7"),))
        assert shop.cancel_shipment(first).order_status == "pending"


class TestAfterARefund:
    def test_units_refunded_after_they_left_keep_their_shipment(self, shop: Shop) -> None:
        first = shipped(shop)
        for outcome, back in (("return", "7"), ("release", "7")):
            shop.refund("1", f"MUG=1:{outcome}")
            refusal = refused(lambda: shop.cancel_shipment(first))
            assert (refusal.kind, "refunded" in str(refusal)) == (Kind.ORDER_STATUS, True)
            assert shop.world.held("MUG", "berlin") == back
        shop.check()

    def test_the_shipment_of_another_source_may_still_be_cancelled(self, shop: Shop) -> None:
        shop.place({"MUG": 6}, "1")
        berlin, paris = shop.ship_from("1", berlin={"MUG": 3}, paris={"MUG": 3}).shipments
        shop.refund("1", "MUG=1:return@berlin")
        refusal = refused(lambda: cancel_shipment(shop.database, berlin.id, cause=CLERK))
        assert refusal.kind is Kind.ORDER_STATUS
        cancel_shipment(shop.database, paris.id, cause=CLERK)
        assert shop.line("1", "MUG") == {
            "shipped": "3",
            "refunded": "1",
            "open": "3",
            "held": "3",
        }
        shop.check()

    def test_units_refunded_before_they_left_do_not_matter(self, shop: Shop) -> None:
        shop.place({"MUG": 4}, "1")
        shop.invoice("1")
        first = shop.ship("1", "berlin", {"MUG": 2})
        shop.refund("1", "MUG=2:release")
        assert shop.status("1") == "complete"
        assert shop.cancel_shipment(first).order_status == "processing"
        assert shop.line("1", "MUG")["held"] == "2"
        shop.check()


class TestWhatIsShown:
    def test_lists_and_slips_say_that_it_is_cancelled(self, shop: Shop) -> None:
        first = shipped(shop)
        id = shop.cancel_shipment(first).shipment
        assert shipping.show(shop.database, id).cancelled
        assert "Cancelled its goods came back" in shipping.slip(shop.database, id)
        (row,) = order_lists.shipments(shop.database, ShipmentQuery())
        assert row.cancelled

    def test_its_source_sent_nothing_of_the_order(self, shop: Shop) -> None:
        first = shipped(shop)
        query = OrderQuery("source:berlin")
        (row,) = order_lists.orders(shop.database, query)
        assert row.sources == ("berlin",)
        shop.cancel_shipment(first)
        assert list(order_lists.orders(shop.database, query)) == []
        (row,) = order_lists.orders(shop.database, OrderQuery())
        assert row.sources == ()


class TestRefusals:
    def test_twice(self, shop: Shop) -> None:
        first = shipped(shop)
        shop.cancel_shipment(first)
        refusal = refused(lambda: shop.cancel_shipment(first))
        assert (refusal.kind, "cancelled already" in str(refusal)) == (Kind.ORDER_STATUS, True)
        assert shop.world.held("MUG", "berlin") == "10"

    @pytest.mark.parametrize("id", [7, 0, -1, 10**30])
    def test_one_there_is_not(self, shop: Shop, id: int) -> None:
        refusal = refused(lambda: cancel_shipment(shop.database, id, cause=CLERK))
        assert refusal.kind is Kind.UNKNOWN_SHIPMENT

    def test_undo_says_to_ship_again(self, shop: Shop) -> None:
        first = shipped(shop)
        for done, words in (
            (first.receipt, "shipments cancel"),
            (shop.cancel_shipment(first).receipt, "Ship the goods again"),
        ):
            refusal = refused(
                lambda done=done: undoing.undo(shop.database, done.operation, cause=CLERK)
            )
            assert (refusal.kind, words in str(refusal)) == (Kind.NOT_UNDOABLE, True)
