"""Orders of bundles, variants and members of groups."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from inventory_tui.domain.composite import BundleOption, Part
from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.order import Order
from inventory_tui.domain.order_request import OrderRequest, RequestedLine
from inventory_tui.services.keeping import checking
from inventory_tui.services.orders import order_checking, order_import, ordering
from inventory_tui.services.orders.ordering import Placed
from inventory_tui.services.products import composites
from inventory_tui.store.database import Database
from tests.services.shopping import CLERK, Shop, amount, amounts
from tests.world import World


@pytest.fixture
def shop(world: World) -> Shop:
    """A bundle of a ball (one of two, or more) and a mat; a shirt in two sizes; a group."""
    with world.at_once():
        world.sources("berlin")
        world.stock("EU stock", "berlin", channels=["eu"])
        world.product("BALL", berlin=10)
        world.product("BIG", berlin=10)
        world.product("MAT", berlin=6)
        world.product("PUMP", berlin=2)
        world.product("SET", type="bundle")
        for sku in ("SHIRT-S", "SHIRT-M"):
            world.product(sku, berlin=5)
        world.product("SHIRT", type="configurable")
        world.product("GROUP", type="grouped")
    shop = Shop(world)
    options = [
        BundleOption("Ball", (Part("BALL", amount(2), changeable=True), Part("BIG"))),
        BundleOption("Mat", (Part("MAT"),)),
        BundleOption("Pump", (Part("PUMP"),), required=False),
    ]
    composites.set_bundle(world.database, "SET", options, ship_together=False, cause=CLERK)
    composites.set_variations(
        world.database, "SHIRT", [Part("SHIRT-S"), Part("SHIRT-M")], cause=CLERK
    )
    composites.set_members(world.database, "GROUP", [Part("BALL"), Part("MAT")], cause=CLERK)
    return shop


def place(shop: Shop, *lines: Any, number: str | None = None, **given: Any) -> Placed:
    several = tuple(
        (line[0], amount(line[1])) if isinstance(line, tuple) else line for line in lines
    )
    return ordering.place(
        shop.database, OrderRequest("eu", several, number, **given), cause=CLERK
    )


def bundle(
    quantity: int | str, parts: Mapping[str, str | int] | None = None, **given: Any
) -> RequestedLine:
    chosen = None if parts is None else amounts(parts)
    return RequestedLine("SET", amount(quantity), parts=chosen, **given)


def refused(shop: Shop, *lines: Any, **given: Any) -> list[tuple[Kind, str | None]]:
    with pytest.raises(Refused) as refusal:
        place(shop, *lines, **given)
    assert shop.reservations() == []
    return [(problem.kind, problem.sku) for problem in refusal.value.problems]


def order_of(shop: Shop, placed: Placed) -> Order:
    return ordering.show(shop.database, placed.order).order


def lines_of(order: Order) -> list[tuple[str, str, str | None, str]]:
    return [
        (
            line.sku,
            str(line.ordered),
            None if line.per_bundle is None else str(line.per_bundle),
            str(line.held),
        )
        for line in order.lines
    ]


class TestBundles:
    def test_its_parts_are_lines_that_hold_and_the_price_is_the_bundles(
        self, shop: Shop
    ) -> None:
        placed = place(shop, bundle(2, {"ball": 3, "Mat": 1}, price="19.90"))
        order = order_of(shop, placed)
        (held,) = order.bundles
        assert (held.sku, str(held.quantity), held.price, held.together) == (
            "SET",
            "2",
            "19.90",
            False,
        )
        assert lines_of(order) == [("BALL", "6", "3", "6"), ("MAT", "2", "1", "2")]
        assert {line.bundle for line in order.lines} == {held.id}
        assert {line.price for line in order.lines} == {""}
        assert shop.reservations(order=placed.order) == ["-6", "-2"]
        assert shop.world.salable("BALL", "EU stock") == "4"
        assert not checking.check(shop.database).findings

    def test_named_alone_it_holds_the_first_selection_of_each_required_option(
        self, shop: Shop
    ) -> None:
        placed = place(shop, ("set", 1), ("PUMP", 1), prices={"SET": "9"})
        order = order_of(shop, placed)
        assert lines_of(order) == [
            ("BALL", "2", "2", "2"),
            ("MAT", "1", "1", "1"),
            ("PUMP", "1", None, "1"),
        ]
        assert order.bundles[0].price == "9"

    def test_where_nothing_is_required_it_holds_the_first_of_each_option(
        self, shop: Shop
    ) -> None:
        free = [BundleOption("Any", (Part("BIG"), Part("MAT")), required=False)]
        composites.set_bundle(shop.database, "SET", free, cause=CLERK)
        assert lines_of(order_of(shop, place(shop, ("SET", 1)))) == [("BIG", "1", "1", "1")]

    def test_what_is_asked_of_a_sku_is_summed_over_the_order(self, shop: Shop) -> None:
        """4 alone and 3 in each of two bundles fit 10; one more alone does not."""
        chosen = bundle(2, {"BALL": 3, "MAT": 1})
        order = order_of(shop, place(shop, ("BALL", 4), chosen, number="fits"))
        assert lines_of(order) == [
            ("BALL", "4", None, "4"),
            ("BALL", "6", "3", "6"),
            ("MAT", "2", "1", "2"),
        ]
        assert shop.reservations(order="fits") == ["-10", "-2"]
        shop.cancel("fits")
        assert shop.reserved("BALL") == "0"
        with pytest.raises(Refused, match="can promise 10 more, 11 asked") as refusal:
            place(shop, ("BALL", 5), chosen)
        assert [one.sku for one in refusal.value.problems] == ["BALL"]

    def test_a_part_that_is_short_names_its_bundle(self, shop: Shop) -> None:
        with pytest.raises(Refused, match="It is a part of SET"):
            place(shop, bundle(7))
        assert refused(shop, bundle(7)) == [
            (Kind.NOT_ENOUGH_QTY, "BALL"),
            (Kind.NOT_ENOUGH_QTY, "MAT"),
        ]

    def test_a_bundle_none_of_which_can_be_sold_is_not_available(self, shop: Shop) -> None:
        shop.world.item("MAT", "berlin", 0)
        assert refused(shop, bundle(1)) == [(Kind.PRODUCT_NOT_AVAILABLE, "SET")]

    @pytest.mark.parametrize(
        ("parts", "kind", "sku", "said"),
        [
            ({"MAT": 1}, Kind.VALIDATION_FAILED, "SET", "choose for Ball: BALL, BIG"),
            ({"BALL": 1, "MAT": 1, "Hat": 1}, Kind.VALIDATION_FAILED, "Hat", "no selection"),
            ({"BALL": 0, "MAT": 1}, Kind.VALIDATION_FAILED, "BALL", "more than 0"),
            ({"BALL": 1, "MAT": 2}, Kind.VALIDATION_FAILED, "MAT", "holds 1 of it, not 2"),
            ({}, Kind.VALIDATION_FAILED, "SET", "choose for Mat: MAT"),
        ],
    )
    def test_a_choice_that_fits_no_option(
        self, shop: Shop, parts: dict[str, int], kind: Kind, sku: str, said: str
    ) -> None:
        with pytest.raises(Refused, match=said) as refusal:
            place(shop, bundle(1, parts))
        assert refusal.value.problems[0].kind is kind
        assert refusal.value.problems[0].sku == sku

    def test_the_amounts_of_the_bundle_itself(self, shop: Shop) -> None:
        assert refused(shop, bundle("1.5")) == [(Kind.QTY_DECIMAL, "SET")]
        composites_of = {"min_cart_qty": "2", "max_cart_qty": "3"}
        for sku, settings in (("DUO", composites_of), ("OFF", {"enabled": False})):
            shop.world.product(sku, type="bundle", **settings)
            composites.set_bundle(
                shop.database, sku, [BundleOption("Any", (Part("MAT"),))], cause=CLERK
            )
        assert refused(shop, ("DUO", 1), ("OFF", 1)) == [
            (Kind.PRODUCT_DISABLED, "OFF"),
            (Kind.MIN_SALE_QTY, "DUO"),
        ]
        assert refused(shop, ("DUO", 4)) == [(Kind.MAX_SALE_QTY, "DUO")]

    def test_switched_off_by_hand_it_is_not_available(self, shop: Shop) -> None:
        composites.set_in_stock(shop.database, ["SET", "SHIRT"], False, cause=CLERK)
        assert refused(shop, bundle(1)) == [(Kind.PRODUCT_NOT_AVAILABLE, "SET")]
        shirt = RequestedLine("SHIRT-S", amount(1), chosen_as="SHIRT")
        assert refused(shop, shirt) == [(Kind.PRODUCT_NOT_AVAILABLE, "SHIRT")]
        place(shop, ("SHIRT-S", 1))

    def test_only_a_bundle_has_selections(self, shop: Shop) -> None:
        line = RequestedLine("MAT", amount(1), parts={"BALL": amount(1)})
        assert refused(shop, line) == [(Kind.VALIDATION_FAILED, "MAT")]


def test_a_till_that_sells_the_bundle_and_one_that_sells_its_parts(
    shop: Shop, another: Callable[..., Database]
) -> None:
    """Neither waits for the other for ever, and no unit is promised twice."""
    requests = [
        OrderRequest("eu", (("SET", amount(1)), ("BIG", amount(1)))),
        OrderRequest("eu", (("MAT", amount(1)), ("BALL", amount(2)), ("SET", amount(1)))),
        OrderRequest("eu", (("BALL", amount(3)), ("MAT", amount(1)))),
    ] * 3
    databases = [another(patience_s=30) for _ in requests]

    def sell(database: Database, request: OrderRequest) -> bool:
        try:
            ordering.place(database, request, cause=CLERK)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(len(requests)) as tills:
        assert any(tills.map(sell, databases, requests))
    for sku, there in (("BALL", 10), ("MAT", 6), ("BIG", 10)):
        left = int(shop.world.salable(sku, "EU stock") or 0)
        assert left >= 0
        assert left == there + int(shop.reserved(sku))
    assert not checking.check(shop.database).findings


class TestChosenUnderAnother:
    def test_a_variant_keeps_what_it_was_chosen_as(self, shop: Shop) -> None:
        shirt = RequestedLine("shirt-m", amount(2), "12.50", chosen_as="shirt")
        order = order_of(shop, place(shop, shirt, ("SHIRT-M", 1)))
        assert [(line.sku, line.chosen_as, line.price) for line in order.lines] == [
            ("SHIRT-M", "SHIRT", "12.50"),
            ("SHIRT-M", None, ""),
        ]
        assert shop.reservations(order=order.number) == ["-3"]
        assert order.bundles == ()

    def test_the_parents_own_sku_is_refused_with_its_children(self, shop: Shop) -> None:
        for sku, children in (("SHIRT", "SHIRT-S, SHIRT-M"), ("GROUP", "BALL, MAT")):
            with pytest.raises(Refused, match=children) as refusal:
                place(shop, (sku, 1))
            assert refusal.value.kind is Kind.PRODUCT_IS_PARENT

    def test_a_variant_that_is_none_of_it(self, shop: Shop) -> None:
        for sku, parent in (("MAT", "SHIRT"), ("SHIRT-S", "MAT"), ("BIG", "GROUP")):
            line = RequestedLine(sku, amount(1), chosen_as=parent)
            assert refused(shop, line) == [(Kind.VALIDATION_FAILED, sku)]
        gone = RequestedLine("SHIRT-S", amount(1), chosen_as="COAT")
        assert refused(shop, gone) == [(Kind.UNKNOWN_PRODUCT, "COAT")]

    def test_a_variant_alone_is_short_or_all_of_them_are(self, shop: Shop) -> None:
        shirt = RequestedLine("SHIRT-S", amount(6), chosen_as="SHIRT")
        assert refused(shop, shirt) == [(Kind.NOT_ENOUGH_QTY, "SHIRT-S")]
        for sku in ("SHIRT-S", "SHIRT-M"):
            shop.world.item(sku, "berlin", 0)
        assert refused(shop, shirt) == [(Kind.PRODUCT_NOT_AVAILABLE, "SHIRT")]

    def test_a_group_is_ordered_as_its_members_and_never_asked(self, shop: Shop) -> None:
        composites.set_in_stock(shop.database, ["GROUP"], False, cause=CLERK)
        member = RequestedLine("BALL", amount(3), chosen_as="GROUP")
        order = order_of(shop, place(shop, member))
        assert (order.lines[0].chosen_as, str(order.lines[0].held)) == ("GROUP", "3")


class TestSentAgain:
    def test_the_same_composition_is_unchanged(self, shop: Shop) -> None:
        lines = (
            bundle(1, {"BALL": 3, "MAT": 1}),
            RequestedLine("SHIRT-S", amount(1), chosen_as="SHIRT"),
            ("BALL", 1),
        )
        place(shop, *lines, number="N1")
        assert place(shop, *lines, number="N1").unchanged
        others = (
            (bundle(1, {"BALL": 2, "MAT": 1}), *lines[1:]),
            (bundle(1, {"BIG": 1, "MAT": 1}), *lines[1:]),
            (bundle(2, {"BALL": 3, "MAT": 1}), *lines[1:]),
            (lines[0], ("SHIRT-S", 1), ("BALL", 1)),
            (("BALL", 4), ("MAT", 1), ("SHIRT-S", 1)),
            lines[:2],
        )
        for other in others:
            with pytest.raises(Refused) as refusal:
                place(shop, *other, number="N1")
            assert refusal.value.kind is Kind.ORDER_EXISTS

    def test_of_a_bundle_nobody_chose_for_only_the_quantity_counts(self, shop: Shop) -> None:
        place(shop, ("SET", 1), number="N1")
        options = [BundleOption("Other", (Part("BIG"),))]
        composites.set_bundle(shop.database, "SET", options, cause=CLERK)
        assert place(shop, ("SET", 1), number="N1").unchanged
        with pytest.raises(Refused):
            place(shop, ("SET", 2), number="N1")

    def test_a_file_names_bundles_by_their_sku_and_may_be_sent_again(
        self, shop: Shop, tmp_path: Any
    ) -> None:
        file = tmp_path / "orders.csv"
        file.write_text(
            "order,channel,sku,quantity\n1,eu,SET,2\n1,eu,BALL,1\n2,eu,SET,3\n3,eu,SHIRT,1\n"
            "4,eu,SHIRT-S,2\n1,eu,SET,1\n5,eu,SET,1\n5,eu,SET,1\n"
        )
        done = order_import.import_file(shop.database, file, cause=CLERK)
        assert done.receipt.counts == {"placed": 2, "refused": 3, "unchanged": 0}
        assert {one.order: one.problems[0].kind for one in done.refused} == {
            "2": Kind.NOT_ENOUGH_QTY,
            "3": Kind.PRODUCT_IS_PARENT,
            "5": Kind.NOT_ENOUGH_QTY,
        }
        again = order_import.import_file(shop.database, file, cause=CLERK)
        assert again.receipt.counts == {"placed": 0, "refused": 3, "unchanged": 2}
        assert shop.reserved("BALL") == "-7"


class TestAsked:
    def test_a_bundle_is_answered_by_what_it_consists_of(self, shop: Shop) -> None:
        request = OrderRequest("eu", (("SET", amount(1)), bundle(7, {"BIG": 1, "MAT": 1})))
        alone = order_checking.check(shop.database, OrderRequest("eu", request.lines[:1]))
        assert alone.accepted
        assert [(line.sku, str(line.salable)) for line in alone.lines] == [("SET", "5")]
        checked = order_checking.check(shop.database, request)
        assert not checked.accepted
        assert [line.problem for line in checked.lines] == [
            "MAT: EU stock can promise 6 more, 8 asked. It is a part of SET.",
            "MAT: EU stock can promise 6 more, 8 asked. It is a part of SET.",
        ]

    def test_a_variant_says_every_test_it_fails(self, shop: Shop) -> None:
        shirt = RequestedLine("SHIRT-S", amount(9), chosen_as="SHIRT")
        (line,) = order_checking.check(shop.database, OrderRequest("eu", (shirt,))).lines
        assert [problem.kind for problem in line.problems] == [
            Kind.BACKORDERS_DISABLED,
            Kind.MANAGE_STOCK_ENABLED,
            Kind.NOT_ENOUGH_QTY,
        ]
