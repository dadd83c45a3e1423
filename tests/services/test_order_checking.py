"""Can this be ordered?  Asked before an order is placed, answered line by line."""

from __future__ import annotations

import pytest

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.services.orders import order_checking, ordering
from inventory_tui.services.orders.order_checking import CheckedLine
from inventory_tui.services.reports import reporting
from tests.services.shopping import CLERK, Shop, amount, request
from tests.world import World


@pytest.fixture
def shop(world: World) -> Shop:
    with world.at_once():
        world.sources("berlin")
        world.stock("EU stock", "berlin", channels=["eu"])
        world.product("BAG", berlin=20)
        world.product("HAT", berlin=4)
        world.product("LATER", berlin=1, backorders="notify", threshold="-50")
        world.product("PACK", berlin=40, increments_enabled=True, increment="6")
    return Shop(world)


def test_every_line_has_its_answer_and_nothing_is_written(shop: Shop) -> None:
    before = reporting.history_ids(shop.database)
    asked = request({"bag": 3, "HAT": 5, "NOPE": 1, "PACK": 7})
    checked = order_checking.check(shop.database, asked)
    assert checked.stock == "EU stock"
    assert [(line.sku, str(line.salable)) for line in checked.lines] == [
        ("BAG", "20"),
        ("HAT", "4"),
        ("NOPE", "0"),
        ("PACK", "40"),
    ]
    bag, hat, nope, pack = (line.problem for line in checked.lines)
    assert bag == ""
    assert hat == "HAT: EU stock can promise 4 more, 5 asked."
    assert "NOPE" in nope
    assert "multiples of 6" in pack
    assert reporting.history_ids(shop.database) == before


def test_what_can_be_had_whole_says_so(shop: Shop) -> None:
    checked = order_checking.check(shop.database, request({"BAG": 3, "HAT": 4}))
    assert [str(line.salable) for line in checked.lines] == ["20", "4"]
    assert not any(line.problem for line in checked.lines)


def test_what_would_follow_later_is_told(shop: Shop) -> None:
    checked = order_checking.check(shop.database, request({"LATER": 3}))
    assert str(checked.lines[0].backordered) == "2"


def test_an_unknown_channel_is_a_problem_of_the_order(shop: Shop) -> None:
    checked = order_checking.check(shop.database, request({"BAG": 1}, channel="nowhere"))
    assert checked.stock == ""
    assert checked.problems[0].field == "channel"
    assert checked.lines[0].problem == ""


def kinds(line: CheckedLine) -> list[Kind]:
    return [problem.kind for problem in line.problems]


class TestQuantities:
    def test_of_a_channel_or_of_any_stock(self, shop: Shop) -> None:
        for where in ({"channel": "eu"}, {"stock": "EU stock"}):
            bag, hat = order_checking.check_quantities(
                shop.database, [("bag", amount(20)), ("HAT", amount(5))], **where
            )
            assert (bag.sku, bag.problems, str(bag.salable)) == ("BAG", (), "20")
            assert kinds(hat) == [
                Kind.BACKORDERS_DISABLED,
                Kind.MANAGE_STOCK_ENABLED,
                Kind.NOT_ENOUGH_QTY,
            ]
            assert hat.problem == "HAT: EU stock can promise 4 more, 5 asked."

    def test_a_cart_is_asked_as_a_whole(self, shop: Shop) -> None:
        cart = [("HAT", amount(3)), ("BAG", amount(1)), ("hat", amount(2))]
        hat, bag = order_checking.check_quantities(shop.database, cart, channel="eu")
        assert (hat.sku, len(hat.problems), bag.problems) == ("HAT", 3, ())

    def test_the_notice_of_goods_that_follow_later(self, shop: Shop) -> None:
        shop.world.product("QUIET", berlin=1, backorders="yes")
        asked = [("LATER", amount(3)), ("QUIET", amount(3)), ("BAG", amount(1))]
        later, quiet, bag = order_checking.check_quantities(shop.database, asked, channel="eu")
        assert later.notice is not None
        assert later.notice.kind is Kind.BACKORDERED
        assert later.notice.message == "LATER: 2 of 3 will follow later (backordered)."
        assert (str(quiet.backordered), quiet.notice) == ("2", None)
        assert (str(bag.backordered), bag.notice) == ("0", None)

    def test_what_is_not_there(self, shop: Shop) -> None:
        shop.world.product("LOST", backorders="notify")
        lost, none = order_checking.check_quantities(
            shop.database, [("LOST", amount(1)), ("BAGG", amount(1))], channel="eu"
        )
        assert (kinds(lost), lost.notice) == ([Kind.SKU_NOT_ASSIGNED_TO_STOCK], None)
        assert kinds(none) == [Kind.UNKNOWN_PRODUCT]
        assert "BAG" in none.problem
        with pytest.raises(Refused, match="no stock"):
            order_checking.check_quantities(shop.database, [], stock="Mars")

    def test_the_setting_that_only_amounts_are_looked_at(self, shop: Shop) -> None:
        shop.world.setting("check_cart_on_load", "no")
        asked = [("HAT", amount(5)), ("PACK", amount(7))]
        hat, pack = order_checking.check_quantities(shop.database, asked, channel="eu")
        assert (kinds(hat), kinds(pack)) == ([], [Kind.QTY_INCREMENT])
        order = request({"HAT": 5})
        assert order_checking.check(shop.database, order).accepted
        with pytest.raises(Refused, match="can promise 4 more"):
            ordering.place(shop.database, order, cause=CLERK)

    def test_what_to_order_instead(self, shop: Shop) -> None:
        for asked, suggested in ((7, "6"), (9, "12"), (41, "41"), (12, "12")):
            found = order_checking.suggest_quantity(
                shop.database, "pack", amount(asked), channel="eu"
            )
            assert str(found) == suggested


class TestCustomerGroups:
    @pytest.fixture
    def wholesale(self, shop: Shop) -> Shop:
        """All groups buy at least 2, wholesalers 12 and staff 1; HAT has its own minimum."""
        shop.world.setting("min_cart_qty", "2")
        shop.world.setting("min_cart_qty_groups", "Wholesale=12 staff=1")
        shop.world.product("OWN", berlin=20, min_cart_qty=3)
        return shop

    @pytest.mark.parametrize(
        ("sku", "group", "least"),
        [
            ("BAG", "", 2),
            ("BAG", "visitors", 2),
            ("BAG", "wholesale", 12),
            ("BAG", "Staff", 1),
            ("OWN", "wholesale", 3),
            ("OWN", "staff", 3),
        ],
    )
    def test_the_products_own_minimum_then_the_groups_then_the_one_for_all(
        self, wholesale: Shop, sku: str, group: str, least: int
    ) -> None:
        for asked, fits in ((least - 1, False), (least, True)):
            if not asked:
                continue
            (line,) = order_checking.check_quantities(
                wholesale.database, [(sku, amount(asked))], channel="eu", customer_group=group
            )
            assert kinds(line) == ([] if fits else [Kind.MIN_SALE_QTY])
        lines = ((sku, amount(least)),)
        order = OrderRequest("eu", lines, f"{sku}{group}", customer_group=group)
        placed = ordering.place(wholesale.database, order, cause=CLERK)
        assert ordering.show(wholesale.database, placed.order).order.customer_group == group

    def test_the_same_amount_passes_for_one_group_and_not_for_the_next(
        self, wholesale: Shop
    ) -> None:
        wholesale.place({"BAG": 2}, customer_group="visitors")
        with pytest.raises(Refused, match="the fewest you may order is 12"):
            wholesale.place({"BAG": 2}, customer_group="wholesale")
