"""Refunds: the three outcomes, by line and source, before and after goods left."""

from __future__ import annotations

import pytest

from inventory_tui.domain.composite import BundleOption, Part
from inventory_tui.domain.document import RefundAmounts, RefundWish
from inventory_tui.domain.errors import InvalidInput, Kind, Refused
from inventory_tui.domain.order_request import OrderRequest, RequestedLine
from inventory_tui.services.keeping import configuring, undoing
from inventory_tui.services.orders import order_page, ordering, refunding
from inventory_tui.services.products import catalog, composites
from tests.services.shopping import CLERK, Shop, amount, refused
from tests.world import World


@pytest.fixture
def shop(world: World) -> Shop:
    with world.at_once():
        world.sources("berlin", "paris")
        world.stock("EU stock", "berlin", "paris", channels=["eu"])
        world.product("MUG", berlin=10, paris=10)
        world.product("FILM", type="virtual", berlin=2, paris=5)
    return Shop(world)


def there(shop: Shop, sku: str = "MUG") -> tuple[str | None, str | None]:
    return shop.world.held(sku, "berlin"), shop.world.held(sku, "paris")


def moved(done: refunding.Refunded) -> list[tuple[str, str]]:
    return [(one.source, str(one.quantity)) for one in done.moved]


class TestBeforeItShips:
    """All three outcomes end the hold; only a write-off takes goods away."""

    @pytest.fixture(autouse=True)
    def _invoiced(self, shop: Shop) -> None:
        shop.place({"MUG": 5}, "1")
        shop.invoice("1")

    @pytest.mark.parametrize("outcome", ["return", "release"])
    def test_return_and_release_free_the_units(self, shop: Shop, outcome: str) -> None:
        done = shop.refund("1", f"MUG=2:{outcome}")
        assert (moved(done), there(shop)) == ([], ("10", "10"))
        assert shop.reservations("MUG") == ["-5", "2"]
        assert shop.world.salable("MUG", "EU stock") == "17"
        assert shop.line("1", "MUG") == {
            "invoiced": "5",
            "refunded": "2",
            "released": "2",
            "open": "3",
            "held": "3",
        }
        assert [(str(line.unshipped), line.outcome) for line in done.lines] == [("2", outcome)]
        shop.check()

    def test_a_write_off_takes_them_out_of_the_source_that_would_have_shipped(
        self, shop: Shop
    ) -> None:
        assert moved(shop.refund("1", "MUG=2:write-off")) == [("berlin", "-2")]
        assert there(shop) == ("8", "10")
        assert shop.reservations("MUG") == ["-5", "2"]
        assert shop.world.salable("MUG", "EU stock") == "15"
        shop.check()

    def test_or_out_of_the_source_that_is_named(self, shop: Shop) -> None:
        shop.refund("1", "MUG=2:write-off@paris")
        assert there(shop) == ("10", "8")
        shop.check()

    def test_too_much_to_write_off_is_refused_whole(self, shop: Shop) -> None:
        shop.world.item("MUG", "berlin", 1)
        refusal = refused(lambda: shop.refund("1", "MUG=1:release", "MUG=2:write-off@berlin"))
        assert [(one.kind, one.message) for one in refusal.problems] == [
            (
                Kind.NOT_ENOUGH_IN_SOURCE,
                "MUG: 1 of 2 to write off are not at berlin; release them instead.",
            )
        ]
        assert shop.line("1", "MUG") == {"invoiced": "5", "open": "5", "held": "5"}

    def test_what_is_refunded_no_longer_ships(self, shop: Shop) -> None:
        shop.refund("1", "MUG=2:release")
        kind = refused(lambda: shop.ship("1", "berlin", {"MUG": 4})).kind
        assert kind is Kind.MORE_THAN_OUTSTANDING
        assert shop.ship("1", "berlin").order_status == "complete"
        shop.check()

    def test_all_of_it_closes_the_order(self, shop: Shop) -> None:
        done = shop.refund("1")
        assert (done.order_status, shop.reserved("MUG")) == ("closed", "0")
        shop.check()


class TestAfterItShipped:
    """It left berlin and paris, three each, and comes back to neither more than that (R12)."""

    @pytest.fixture(autouse=True)
    def _shipped(self, shop: Shop) -> None:
        shop.place({"MUG": 6}, "1")
        shop.invoice("1")
        shop.ship_from("1", berlin={"MUG": 3}, paris={"MUG": 3})

    def test_it_fills_source_after_source_in_the_order_of_the_stock(self, shop: Shop) -> None:
        assert moved(shop.refund("1", "MUG=4:return")) == [("berlin", "3"), ("paris", "1")]
        assert there(shop) == ("10", "8")
        shop.check()

    def test_the_next_refund_does_not_credit_the_first_source_again(self, shop: Shop) -> None:
        back = [moved(shop.refund("1", "MUG=2:return")) for _ in range(3)]
        assert back == [
            [("berlin", "2")],
            [("berlin", "1"), ("paris", "1")],
            [("paris", "2")],
        ]
        assert (there(shop), shop.status("1")) == (("10", "10"), "closed")
        shop.check()

    def test_it_comes_back_to_the_source_that_is_named(self, shop: Shop) -> None:
        assert moved(shop.refund("1", "MUG=2:return@paris")) == [("paris", "2")]
        refusal = refused(lambda: shop.refund("1", "MUG=2:return@paris"))
        assert (refusal.kind, str(refusal)) == (
            Kind.NOT_ENOUGH_IN_SOURCE,
            "MUG: 1 of it left paris and did not come back yet, not 2.",
        )
        assert there(shop) == ("7", "9")
        shop.check()

    @pytest.mark.parametrize("outcome", ["release", "write-off"])
    def test_release_and_write_off_leave_the_quantities_alone(
        self, shop: Shop, outcome: str
    ) -> None:
        done = shop.refund("1", f"MUG=6:{outcome}")
        assert (moved(done), there(shop)) == ([], ("7", "7"))
        assert [(one.outcome, str(one.unshipped)) for one in done.lines] == [(outcome, "0")]
        assert done.order_status == "closed"
        shop.check()

    def test_goods_that_come_back_may_switch_a_row_in_stock(self, shop: Shop) -> None:
        shop.world.item("MUG", "berlin", 0, status="out")
        shop.refund("1", "MUG=1:return")
        assert (shop.world.held("MUG", "berlin"), shop.world.status("MUG", "berlin")) == (
            "1",
            "in",
        )
        configuring.set_option(shop.database, "in_stock_on_cancel", "no", cause=CLERK)
        shop.world.item("MUG", "berlin", 0, status="out")
        shop.refund("1", "MUG=1:return")
        assert shop.world.status("MUG", "berlin") == "out"

    def test_they_come_back_where_the_product_was_unassigned_since(self, shop: Shop) -> None:
        with shop.database.write() as transaction:
            product = transaction.products.known("MUG").id
            source = transaction.sources.known("berlin").id
            transaction.source_items.remove([(product, source)])
            transaction.levels.refresh([product])
        shop.refund("1", "MUG=2:return")
        assert shop.world.held("MUG", "berlin") == "2"
        shop.check()


class TestSomeOfItShipped:
    @pytest.fixture(autouse=True)
    def _partly(self, shop: Shop) -> None:
        shop.place({"MUG": 8}, "1")
        shop.invoice("1")
        shop.ship_from("1", berlin={"MUG": 3}, paris={"MUG": 3})

    def test_what_had_not_left_is_credited_first(self, shop: Shop) -> None:
        done = shop.refund("1", "MUG=3:return")
        assert moved(done) == [("berlin", "1")]
        assert shop.line("1", "MUG") == {
            "invoiced": "8",
            "shipped": "6",
            "refunded": "3",
            "released": "2",
        }
        assert (shop.reserved("MUG"), done.order_status) == ("0", "complete")
        shop.check()

    def test_a_named_source_says_that_it_had_left(self, shop: Shop) -> None:
        shop.refund("1", "MUG=2:return@berlin")
        assert shop.line("1", "MUG")["open"] == "2"
        assert there(shop) == ("9", "7")
        shop.check()

    def test_what_the_customer_was_let_keep_does_not_come_back_for_other_units(
        self, shop: Shop
    ) -> None:
        shop.place({"MUG": 5}, "2")
        shop.invoice("2", {"MUG": 3})
        shop.ship("2", "berlin", {"MUG": 3})
        shop.refund("2", "MUG=3:release")
        shop.invoice("2")
        refusal = refused(lambda: shop.refund("2", "MUG=2:return@berlin"))
        assert refusal.kind is Kind.NOT_ENOUGH_IN_SOURCE
        shop.refund("2", "MUG=2:return")
        assert (shop.reservations(order="2"), shop.status("2")) == (["-5", "3", "2"], "closed")
        shop.check()

    def test_what_left_uninvoiced_is_refunded_beside_what_was_invoiced(
        self, shop: Shop
    ) -> None:
        shop.place({"MUG": 5}, "2")
        shop.invoice("2", {"MUG": 3})
        shop.refund("2", "MUG=3:release")
        shop.ship("2", "paris", {"MUG": 2})
        assert moved(shop.refund("2", "MUG=2:return")) == [("paris", "2")]
        assert shop.status("2") == "closed"
        shop.check()

    def test_each_outcome_in_one_refund(self, shop: Shop) -> None:
        done = shop.refund("1", "MUG=2:write-off", "MUG=2:return", "MUG=1:release")
        assert sorted(moved(done)) == [("berlin", "-2"), ("berlin", "2")]
        assert {line.outcome: str(line.quantity) for line in done.lines} == {
            "write-off": "2",
            "return": "2",
            "release": "1",
        }
        assert there(shop) == ("7", "7")
        # two came back to berlin, so one more may
        assert moved(shop.refund("1", "MUG=3:return")) == [("berlin", "1"), ("paris", "2")]
        assert shop.status("1") == "closed"
        shop.check()


class TestWithoutAWord:
    def test_the_setting_decides(self, shop: Shop) -> None:
        shop.place({"MUG": 2}, "1")
        shop.ship("1", "berlin")
        (line,) = shop.refund("1", "MUG=1").lines
        assert (line.outcome, there(shop)) == ("release", ("8", "10"))
        configuring.set_option(shop.database, "return_to_stock", "yes", cause=CLERK)
        (line,) = shop.refund("1", "MUG=1").lines
        assert (line.outcome, there(shop)) == ("return", ("9", "10"))


class TestEveryKindOfGoods:
    def test_virtual_goods_come_back_to_the_sources_they_left_by_invoice(
        self, shop: Shop
    ) -> None:
        shop.place({"FILM": 4}, "1")
        shop.invoice("1")
        assert moved(shop.refund("1", "FILM=3:return")) == [("berlin", "2"), ("paris", "1")]
        assert (there(shop, "FILM"), shop.reserved("FILM")) == (("2", "4"), "0")
        shop.check()

    def test_a_bundle_is_refunded_as_its_parts(self, shop: Shop) -> None:
        shop.world.product("SET", type="bundle")
        options = [
            BundleOption("Mugs", (Part("MUG", amount(2)),)),
            BundleOption("Lid", (Part("LID"),)),
        ]
        shop.world.product("LID", berlin=10)
        composites.set_bundle(shop.database, "SET", options, ship_together=False, cause=CLERK)
        request = OrderRequest(
            "eu", (RequestedLine("SET", amount(3)), ("MUG", amount(1))), number="1"
        )
        ordering.place(shop.database, request, cause=CLERK)
        shop.invoice("1")
        shop.ship("1", "berlin", {"SET": 1})
        assert shop.world.held("MUG", "berlin") == "8"
        done = shop.refund("1", "SET=3:return")
        assert {(line.sku, str(line.quantity), str(line.unshipped)) for line in done.lines} == {
            ("MUG", "6", "4"),
            ("LID", "3", "2"),
        }
        assert (shop.world.held("MUG", "berlin"), shop.world.held("LID", "berlin")) == (
            "10",
            "10",
        )
        (alone,) = [line for line in shop.order("1").lines if line.bundle is None]
        assert (str(alone.open), done.order_status) == ("1", "processing")
        shop.check()

    def test_of_a_configurable_the_variation_comes_back(self, shop: Shop) -> None:
        shop.world.product("SHIRT-S", berlin=5)
        shop.world.product("SHIRT", type="configurable")
        composites.set_variations(shop.database, "SHIRT", [Part("SHIRT-S")], cause=CLERK)
        line = RequestedLine("SHIRT-S", amount(2), chosen_as="SHIRT")
        ordering.place(shop.database, OrderRequest("eu", (line,), number="1"), cause=CLERK)
        shop.ship("1", "berlin")
        shop.refund("1", "SHIRT-S=2:return")
        assert shop.world.held("SHIRT-S", "berlin") == "5"
        shop.check()

    def test_of_a_deleted_product_nothing_comes_back_and_its_hold_ends(
        self, shop: Shop
    ) -> None:
        shop.place({"MUG": 3}, "1")
        shop.invoice("1")
        shop.ship("1", "berlin", {"MUG": 1})
        catalog.delete(shop.database, "MUG", force=True, cause=CLERK)
        done = shop.refund("1", "MUG=3:return")
        assert (moved(done), done.order_status) == ([], "closed")
        assert sum(map(int, shop.reservations(order="1"))) == 0
        shop.check()

    @pytest.mark.parametrize("source", ["", "@berlin"])
    def test_of_what_is_not_counted_nothing_moves(self, shop: Shop, source: str) -> None:
        shop.world.product("SAND", manage_stock=False, berlin=3)
        shop.place({"SAND": 5}, "1")
        shop.invoice("1")
        done = shop.refund("1", f"SAND=3:return{source}", "SAND=1:write-off")
        assert (moved(done), shop.world.held("SAND", "berlin")) == ([], "3")
        assert shop.line("1", "SAND")["open"] == "1"
        shop.ship("1", "berlin")
        assert shop.status("1") == "complete"
        shop.check()


class TestMoney:
    @pytest.fixture(autouse=True)
    def _paid(self, shop: Shop) -> None:
        shop.world.product("CUP", berlin=5, price="10")
        shop.place({"CUP": 2}, "1", shipping_amount="4.50")
        shop.invoice("1")

    def test_what_of_the_shipping_is_given_back_never_passes_it(self, shop: Shop) -> None:
        shop.refund("1", "CUP=1", amounts=RefundAmounts(shipping="4.00", fee="1"))
        with pytest.raises(InvalidInput) as invalid:
            shop.refund("1", "CUP=1", amounts=RefundAmounts(shipping="0.51"))
        assert [(one.field, one.message) for one in invalid.value.problems] == [
            ("shipping", "Shipping: 0.50 of it are left to give back, not 0.51.")
        ]
        (kept,) = order_page.show(shop.database, "1").refunds
        assert (kept.amounts.shipping, kept.amounts.fee, kept.amounts.adjustment) == (
            "4.00",
            "1",
            "",
        )
        shop.check()

    @pytest.mark.parametrize(
        ("field", "text"),
        [
            ("shipping", "1,5"),
            ("adjustment", "-1"),
            ("fee", "lots"),
            ("fee", "NaN"),
            ("adjustment", "1e9999"),
            ("adjustment", "99999"),
        ],
    )
    def test_an_amount_that_is_none_gets_a_sentence(
        self, shop: Shop, field: str, text: str
    ) -> None:
        with pytest.raises(InvalidInput) as invalid:
            shop.refund("1", "CUP=1", amounts=RefundAmounts(**{field: text}))
        assert [one.field for one in invalid.value.problems] == [field]
        assert shop.line("1", "CUP") == {"invoiced": "2", "open": "2", "held": "2"}


class TestRefusals:
    @pytest.fixture(autouse=True)
    def _shipped(self, shop: Shop) -> None:
        shop.place({"MUG": 4}, "1")
        shop.ship("1", "berlin", {"MUG": 2})

    @pytest.mark.parametrize(
        ("wish", "kind"),
        [
            ("MUG=3", Kind.MORE_THAN_OUTSTANDING),
            ("MUG=0", Kind.VALIDATION_FAILED),
            ("MUG=0.5", Kind.QTY_DECIMAL),
            ("CUP=1", Kind.UNKNOWN_PRODUCT),
            ("MUG=1:return@rome", Kind.UNKNOWN_SOURCE),
            ("MUG=1:release@rome", Kind.UNKNOWN_SOURCE),
            ("MUG=1:return@paris", Kind.NOT_ENOUGH_IN_SOURCE),
        ],
    )
    def test_wishes_that_cannot_be(self, shop: Shop, wish: str, kind: Kind) -> None:
        before = shop.line("1", "MUG")
        assert refused(lambda: shop.refund("1", wish)).kind is kind
        assert (shop.line("1", "MUG"), there(shop)) == (before, ("8", "10"))

    def test_several_wishes_never_pass_what_can_be_refunded(self, shop: Shop) -> None:
        kind = refused(lambda: shop.refund("1", "MUG=2:return", "MUG=1:release")).kind
        assert kind is Kind.MORE_THAN_OUTSTANDING

    def test_no_wish_at_all(self, shop: Shop) -> None:
        with pytest.raises(Refused) as refusal:
            refunding.refund(shop.database, "1", [], cause=CLERK)
        assert refusal.value.kind is Kind.NOTHING_GIVEN

    def test_orders_that_hold_nothing_to_refund(self, shop: Shop) -> None:
        shop.place({"MUG": 1}, "2")
        refusal = refused(lambda: shop.refund("2"))
        assert (refusal.kind, "orders cancel" in str(refusal)) == (Kind.ORDER_STATUS, True)
        ordering.hold(shop.database, "1", cause=CLERK)
        refusal = refused(lambda: shop.refund("1"))
        assert (refusal.kind, "off hold" in str(refusal)) == (Kind.ORDER_STATUS, True)

    def test_a_line_may_be_named_by_its_id(self, shop: Shop) -> None:
        (line,) = shop.order("1").lines
        wish = RefundWish(line.id, amount(1))
        done = refunding.refund(shop.database, "1", [wish], cause=CLERK)
        assert [one.sku for one in done.lines] == ["MUG"]

    def test_undo_says_that_nothing_answers_a_refund(self, shop: Shop) -> None:
        operation = shop.refund("1").receipt.operation
        refusal = refused(lambda: undoing.undo(shop.database, operation, cause=CLERK))
        assert (refusal.kind, "place a new order" in str(refusal)) == (Kind.NOT_UNDOABLE, True)
        shop.check()


def test_a_partly_refunded_order_goes_on_until_all_of_it_is_done(shop: Shop) -> None:
    shop.place({"MUG": 4, "FILM": 2}, "1")
    assert shop.status("1") == "pending"
    shop.invoice("1", {"MUG": 4})
    assert shop.refund("1", "MUG=4:release").order_status == "processing"
    assert shop.invoice("1").order_status == "complete"
    assert shop.refund("1").order_status == "closed"
    shop.check()
