"""Invoices: in parts, with virtual goods leaving by them, and what they hold up."""

from __future__ import annotations

import pytest

from inventory_tui.domain.errors import ChangedElsewhere, InvalidInput, Kind
from inventory_tui.services.keeping import configuring, undoing
from inventory_tui.services.orders import invoicing, order_page, ordering, payments
from inventory_tui.services.products import catalog
from tests.services.shopping import CLERK, Shop, amount, refused
from tests.world import World


@pytest.fixture
def shop(world: World) -> Shop:
    with world.at_once():
        world.sources("berlin", "paris", "lyon")
        world.stock("EU stock", "berlin", "paris", "lyon", channels=["eu"])
        world.product("MUG", berlin=10)
        world.product("FILM", type="virtual", berlin=2, paris=5, lyon=(9, "out"))
    return Shop(world)


def test_goods_that_ship_stay_where_they_are_and_stay_held(shop: Shop) -> None:
    shop.place({"MUG": 4}, "1")
    done = shop.invoice("1")
    assert (done.lines, done.taken, done.order_status) == (
        (("MUG", amount(4)),),
        (),
        "processing",
    )
    assert shop.line("1", "MUG") == {"invoiced": "4", "open": "4", "held": "4"}
    assert (shop.world.held("MUG", "berlin"), shop.reservations("MUG")) == ("10", ["-4"])
    shop.check()


def test_an_order_is_invoiced_in_parts(shop: Shop) -> None:
    shop.place({"MUG": 4}, "1")
    first = shop.invoice("1", {"MUG": 1}, comment="  deposit ")
    second = shop.invoice("1")
    assert second.lines == (("MUG", amount(3)),)
    shown = order_page.show(shop.database, "1").invoices
    assert [(one.id, one.comment, one.invoiced_by) for one in shown] == [
        (first.invoice, "deposit", "clerk"),
        (second.invoice, "", "clerk"),
    ]
    assert [str(one.lines[0].quantity) for one in shown] == ["1", "3"]
    refusal = refused(lambda: shop.invoice("1"))
    assert (refusal.kind, str(refusal)) == (
        Kind.ORDER_STATUS,
        "Order 1 has nothing left to invoice.",
    )
    shop.check()


class TestVirtualGoods:
    def test_they_leave_the_sources_the_default_selection_proposes(self, shop: Shop) -> None:
        shop.place({"FILM": 4}, "1")
        done = shop.invoice("1")
        assert [(one.source, str(one.quantity)) for one in done.taken] == [
            ("berlin", "2"),
            ("paris", "2"),
        ]
        assert shop.world.everything()["FILM", "paris"] == "3"
        assert shop.reservations("FILM") == ["-4", "4"]
        assert done.order_status == "complete"
        assert shop.world.status("FILM", "berlin") == "out"  # used up (C15)
        shop.check()

    def test_only_what_is_invoiced_leaves(self, shop: Shop) -> None:
        shop.place({"FILM": 4}, "1")
        assert shop.invoice("1", {"FILM": 1}).order_status == "processing"
        assert shop.line("1", "FILM") == {"invoiced": "1", "open": "3", "held": "3"}
        assert shop.world.held("FILM", "berlin") == "1"
        assert shop.invoice("1").order_status == "complete"
        shop.check()

    def test_they_are_never_shipped(self, shop: Shop) -> None:
        shop.place({"FILM": 1}, "1")
        assert refused(lambda: shop.ship("1", "berlin")).kind is Kind.NOT_SHIPPABLE

    def test_too_little_at_the_sources_refuses_the_whole_invoice(self, shop: Shop) -> None:
        shop.place({"FILM": 7, "MUG": 1}, "1")
        shop.world.item("FILM", "paris", 3)
        refusal = refused(lambda: shop.invoice("1"))
        assert [(one.kind, one.sku, one.message) for one in refusal.problems] == [
            (
                Kind.NOT_ENOUGH_IN_SOURCE,
                "FILM",
                "FILM: 2 of 7 to invoice are at no source of EU stock; nothing was invoiced.",
            )
        ]
        assert shop.line("1", "MUG") == {"open": "1", "held": "1"}
        assert shop.world.held("FILM", "berlin") == "2"
        shop.check()

    def test_of_a_deleted_product_nothing_leaves_and_its_hold_ends(self, shop: Shop) -> None:
        shop.place({"FILM": 2}, "1")
        catalog.delete(shop.database, "FILM", force=True, cause=CLERK)
        done = shop.invoice("1")
        assert (done.taken, done.order_status) == ((), "complete")
        assert [str(row) for row in shop.reservations(order="1")] == ["-2", "2"]
        shop.check()

    def test_what_is_not_managed_is_invoiced_without_a_count(self, shop: Shop) -> None:
        shop.world.product("SONG", type="downloadable", manage_stock=False, berlin=0)
        shop.place({"SONG": 3}, "1")
        done = shop.invoice("1")
        assert (done.taken, done.order_status) == ((), "complete")
        assert (shop.world.held("SONG", "berlin"), shop.reservations("SONG")) == ("0", [])
        shop.check()


class TestStatus:
    def test_with_an_invoice_an_order_is_complete_when_all_of_it_is_invoiced(
        self, shop: Shop
    ) -> None:
        shop.place({"MUG": 4}, "1")
        shop.invoice("1", {"MUG": 1})
        assert shop.ship("1", "berlin").order_status == "processing"
        assert order_page.show(shop.database, "1").next_step == (
            "Invoice it (3 shipped are not invoiced yet)."
        )
        assert shop.invoice("1").order_status == "complete"
        shop.check()

    def test_orders_need_an_invoice_where_the_setting_says_so(self, shop: Shop) -> None:
        shop.place({"MUG": 1}, "1")
        shop.place({"MUG": 1}, "2")
        assert shop.ship("1", "berlin").order_status == "complete"
        configuring.set_option(shop.database, "orders_need_invoice", "yes", cause=CLERK)
        assert shop.ship("2", "berlin").order_status == "processing"
        assert shop.invoice("2").order_status == "complete"
        shop.check()

    @pytest.mark.parametrize("then", ["yes", "no"])
    def test_meanwhile_it_may_be_put_on_hold_or_wait_for_money(
        self, shop: Shop, then: str
    ) -> None:
        configuring.set_option(shop.database, "orders_need_invoice", "yes", cause=CLERK)
        for number in ("1", "2"):
            shop.place({"MUG": 1}, number)
            shop.ship(number, "berlin")
        ordering.hold(shop.database, "1", cause=CLERK)
        payments.payment(shop.database, "2", "review", cause=CLERK)
        configuring.set_option(shop.database, "orders_need_invoice", then, cause=CLERK)
        assert (shop.status("1"), shop.status("2")) == ("holded", "payment_review")
        shop.check()

    def test_what_shipped_complete_without_an_invoice_is_invoiced_later(
        self, shop: Shop
    ) -> None:
        shop.place({"MUG": 2}, "1")
        shop.ship("1", "berlin")
        assert shop.invoice("1").order_status == "complete"
        assert shop.line("1", "MUG") == {"invoiced": "2", "shipped": "2"}
        shop.check()

    def test_only_what_is_not_invoiced_is_cancelled(self, shop: Shop) -> None:
        shop.place({"MUG": 5}, "1")
        shop.invoice("1", {"MUG": 2})
        assert shop.cancel("1").lines == (("MUG", amount(3)),)
        assert shop.line("1", "MUG") == {
            "invoiced": "2",
            "cancelled": "3",
            "open": "2",
            "held": "2",
        }
        refusal = refused(lambda: shop.cancel("1"))
        assert refusal.kind is Kind.ORDER_STATUS
        assert "orders refund" in str(refusal)
        assert shop.ship("1", "berlin").order_status == "complete"
        shop.check()


class TestShipOnlyInvoiced:
    @pytest.fixture(autouse=True)
    def _only_invoiced(self, shop: Shop) -> None:
        configuring.set_option(shop.database, "ship_only_invoiced", "yes", cause=CLERK)
        shop.place({"MUG": 4}, "1")

    def test_nothing_ships_that_is_not_invoiced(self, shop: Shop) -> None:
        refusal = refused(lambda: shop.ship("1", "berlin"))
        assert (refusal.kind, "orders invoice" in str(refusal)) == (Kind.NOT_INVOICED, True)
        assert order_page.show(shop.database, "1").next_step == (
            "Not invoiced: invoice it first (4 left, only what is ships)."
        )

    def test_as_much_ships_as_is_invoiced(self, shop: Shop) -> None:
        shop.invoice("1", {"MUG": 3})
        assert order_page.show(shop.database, "1").next_step == (
            "Dispatch (3 left, all can ship; 1 more are not invoiced)."
        )
        refusal = refused(lambda: shop.ship("1", "berlin", {"MUG": 4}))
        assert refusal.problems[0].kind is Kind.NOT_INVOICED
        shop.ship("1", "berlin", {"MUG": 2})
        assert shop.ship("1", "berlin").shipments[0].lines[0].quantity == amount(1)
        assert refused(lambda: shop.ship("1", "berlin")).kind is Kind.NOT_INVOICED
        shop.check()


class TestRefusals:
    @pytest.mark.parametrize(
        ("lines", "kind"),
        [
            ({"MUG": 5}, Kind.MORE_THAN_OUTSTANDING),
            ({"MUG": 0}, Kind.VALIDATION_FAILED),
            ({"MUG": "1.5"}, Kind.QTY_DECIMAL),
            ({"FILM": 1}, Kind.UNKNOWN_PRODUCT),
            ({}, Kind.NOTHING_GIVEN),
        ],
    )
    def test_lines_that_cannot_be(
        self, shop: Shop, lines: dict[str, int | str], kind: Kind
    ) -> None:
        shop.place({"MUG": 4}, "1")
        assert refused(lambda: shop.invoice("1", lines)).kind is kind
        assert shop.line("1", "MUG") == {"open": "4", "held": "4"}

    def test_orders_that_are_held_or_finished(self, shop: Shop) -> None:
        for number in ("1", "2"):
            shop.place({"MUG": 1}, number)
        ordering.hold(shop.database, "1", cause=CLERK)
        shop.cancel("2")
        for number in ("1", "2"):
            assert refused(lambda number=number: shop.invoice(number)).kind is Kind.ORDER_STATUS
        assert refused(lambda: shop.invoice("3")).kind is Kind.UNKNOWN_ORDER

    def test_a_comment_that_is_too_long(self, shop: Shop) -> None:
        shop.place({"FILM": 1}, "1")
        with pytest.raises(InvalidInput) as invalid:
            shop.invoice("1", comment="x" * 10_001)
        assert invalid.value.problems[0].field == "comment"
        assert shop.world.held("FILM", "berlin") == "2"

    def test_an_order_that_someone_else_wrote_to(self, shop: Shop) -> None:
        shop.place({"MUG": 2}, "1")
        seen = shop.order("1").version
        shop.invoice("1", {"MUG": 1})
        with pytest.raises(ChangedElsewhere):
            invoicing.invoice(shop.database, "1", cause=CLERK, seen_version=seen)

    def test_undo_says_what_answers_an_invoice(self, shop: Shop) -> None:
        shop.place({"MUG": 2}, "1")
        operation = shop.invoice("1").receipt.operation
        refusal = refused(lambda: undoing.undo(shop.database, operation, cause=CLERK))
        assert (refusal.kind, "orders refund" in str(refusal)) == (Kind.NOT_UNDOABLE, True)
