"""What may be sold is the same in every way of asking: an order placed, a file of orders, the
check before it, what a stock or a channel can promise, Why, and what the shop says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from inventory_tui.domain.composite import BundleOption, Part
from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.order_request import OrderRequest, RequestedLine
from inventory_tui.domain.product_list import ProductQuery
from inventory_tui.services.keeping import configuring
from inventory_tui.services.orders import order_checking, order_import, order_verdicts, ordering
from inventory_tui.services.orders.shelf import Shelf
from inventory_tui.services.products import (
    catalog,
    channel_listing,
    channel_settings,
    composites,
    salability,
    succession,
    units,
)
from inventory_tui.services.quantities import explaining
from inventory_tui.services.reports import reporting, shop_messages
from inventory_tui.services.sourcing import eligibility
from inventory_tui.store.database import Database
from tests.plans import asked
from tests.services.shopping import CLERK, Shop, amount, refused, request
from tests.world import World

pytestmark = pytest.mark.both_databases


@pytest.fixture
def shop(world: World) -> Shop:
    with world.at_once():
        world.sources("berlin", "paris")
        world.stock("EU", "berlin", "paris", channels=["eu", "b2b"])
        world.stock("US", "paris", channels=["us"])
        world.product("BAG", berlin=10, paris=4)
        world.product("HAT", berlin=5)
    return Shop(world)


def edit(shop: Shop, sku: str, **fields: str) -> None:
    catalog.edit(shop.database, sku, fields, cause=CLERK)


def in_channel(shop: Shop, sku: str, channel: str, **fields: str) -> None:
    channel_settings.edit(shop.database, sku, channel, fields, cause=CLERK)


def only_for(shop: Shop, source: str, *channels: str) -> None:
    eligibility.set_eligibility(shop.database, source, list(channels), cause=CLERK)


def every_kind(shop: Shop, tmp_path: Path, sku: str, quantity: str = "1") -> set[Kind | None]:
    """Why an order cannot be had, in each way of asking; None where it can."""
    database, order = shop.database, request({sku: quantity}, "N1")
    file = tmp_path / "orders.csv"
    file.write_text(f"order,channel,sku,quantity\nN1,eu,{sku},{quantity}\n")
    read = order_import.read_orders(file, database=database).orders
    tried = order_import.import_orders(database, read, cause=CLERK, dry_run=True)
    (line,) = order_checking.check(database, order).lines
    (alone,) = order_checking.check_quantities(
        database, [(sku, amount(quantity))], channel="eu"
    )
    (of_stock,) = order_checking.check_quantities(
        database, [(sku, amount(quantity))], stock="EU"
    )
    kinds: set[Kind | None] = set()
    for problems in (
        [problem for one in tried.refused for problem in one.problems],
        line.problems,
        alone.problems,
        of_stock.problems,
    ):
        kinds.add(problems[0].kind if problems else None)
    looked = order_verdicts.check_orders(database, file).counts
    assert looked["refused"] == len(tried.refused)
    if kinds != {None}:
        kinds.add(refused(lambda: shop.place({sku: quantity}, "N1")).kind)
    return kinds


def can_promise(shop: Shop, sku: str, channel: str) -> set[str]:
    """What a channel can promise of a product, in each way of asking."""
    database = shop.database
    (line,) = order_checking.check_quantities(database, [(sku, amount("1"))], channel=channel)
    listed = channel_listing.in_channel(database, channel, ProductQuery(f'sku:"{sku}"'))
    found = [line.salable, explaining.explain(database, sku, channel=channel).salable]
    found += [row.salable for row in listed]
    assert len(found) == 3
    return set(map(str, found))


# -- units that are not for sale -----------------------------------------------------------


def test_a_unit_that_is_not_for_sale_is_so_in_every_way_of_asking(
    shop: Shop, tmp_path: Path
) -> None:
    database = shop.database
    units.add(database, "BAG", "box", {}, cause=CLERK)
    assert every_kind(shop, tmp_path, "BAG") == {None}
    for field in ("purchasable", "active"):
        units.edit(database, "BAG", "box", {field: "no"}, cause=CLERK)
        assert every_kind(shop, tmp_path, "BAG") == {Kind.UNIT_NOT_FOR_SALE}
        assert not salability.statuses(database, ["BAG"], "EU")["BAG"].is_salable
        why = explaining.explain(database, "BAG", "EU")
        assert (why.is_salable, why.terms[-1].term) == (False, "unit")
        assert "its unit box is not" in why.terms[-1].why
        (said,) = shop_messages.said_in(database, "eu", ["BAG"])
        assert not said.said.listed
        units.edit(database, "BAG", "box", {field: "yes"}, cause=CLERK)
    assert salability.statuses(database, ["BAG"], "EU")["BAG"].is_salable


def test_what_is_made_of_a_unit_that_is_not_for_sale_cannot_be_sold(shop: Shop) -> None:
    database = shop.database
    shop.world.product("SET", type="grouped")
    composites.set_members(database, "SET", [Part("BAG")], cause=CLERK)
    units.add(database, "BAG", "box", {}, cause=CLERK)
    assert salability.statuses(database, ["SET"], "EU")["SET"].is_salable
    units.edit(database, "BAG", "box", {"purchasable": "no"}, cause=CLERK)
    assert not salability.statuses(database, ["SET"], "EU")["SET"].is_salable
    shown = catalog.show(database, "SET").parts
    assert [part.is_salable for part in shown] == [False]


def test_a_line_under_a_composite_names_the_unit_it_lacks_in_files_too(shop: Shop) -> None:
    shop.world.product("SET", type="grouped")
    composites.set_members(shop.database, "SET", [Part("HAT")], cause=CLERK)
    units.add(shop.database, "BAG", "piece", {}, cause=CLERK)
    units.add(shop.database, "BAG", "box", {}, cause=CLERK)
    lines = (RequestedLine("HAT", amount("1"), chosen_as="SET"), ("BAG", amount("1")))
    asked_for = OrderRequest("eu", lines, "G1")
    done = order_import.import_orders(shop.database, [asked_for], cause=CLERK)
    (problem,) = done.refused[0].problems
    assert (problem.kind, problem.sku) == (Kind.UNIT_REQUIRED, "BAG")
    assert refused(lambda: shop.place({"BAG": 1})).kind is Kind.UNIT_REQUIRED


def test_a_file_that_names_a_unit_but_no_sku_is_told_so(shop: Shop, tmp_path: Path) -> None:
    units.add(shop.database, "BAG", "box", {}, cause=CLERK)
    file = tmp_path / "orders.csv"
    file.write_text("order,channel,sku,unit,quantity\nN1,eu,,box,1\n")
    (wrong,) = order_import.read_orders(file, database=shop.database).refused
    assert wrong.problems[0].message.endswith("enter a SKU.")


# -- dates ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"draft": "yes"}, Kind.PRODUCT_DRAFT),
        ({"display": "2999-01-01"}, Kind.PRODUCT_SCHEDULED),
        ({"enabled": "no"}, Kind.PRODUCT_DISABLED),
    ],
    ids=str,
)
def test_what_is_not_for_sale_is_so_by_a_channels_own_rules_and_sources(
    shop: Shop, tmp_path: Path, fields: dict[str, str], kind: Kind
) -> None:
    in_channel(shop, "BAG", "eu", backorders="yes", display_availability="yes")
    only_for(shop, "paris", "b2b")
    assert every_kind(shop, tmp_path, "BAG") == {None}
    edit(shop, "BAG", **fields)
    assert every_kind(shop, tmp_path, "BAG") == {kind}
    (said,) = shop_messages.said_in(shop.database, "eu", ["BAG"])
    assert (said.said.listed, said.preview.line) == (False, "")


# -- a channel's own rules -----------------------------------------------------------------


def test_a_channels_own_back_orders_count_in_its_list_and_its_sum(shop: Shop) -> None:
    configuring.set_option(shop.database, "threshold", "-3", cause=CLERK)
    in_channel(shop, "BAG", "eu", backorders="yes")
    assert can_promise(shop, "BAG", "eu") == {"17"}
    assert can_promise(shop, "BAG", "b2b") == {"14"}

    def sums() -> dict[str, str]:
        found = reporting.salable_by_channel(shop.database)
        return {one.channel: str(one.stock.salable) for one in found}

    assert (sums()["eu"], sums()["b2b"]) == ("22", "19")
    only_for(shop, "paris", "b2b")
    assert can_promise(shop, "BAG", "eu") == {"13"}
    assert (sums()["eu"], sums()["b2b"]) == ("18", "19")
    only_for(shop, "berlin", "b2b")
    assert can_promise(shop, "BAG", "eu") == {"0"}
    assert (sums()["eu"], sums()["b2b"]) == ("0", "19")


def test_the_preview_does_not_count_a_channels_back_orders_as_left(shop: Shop) -> None:
    configuring.set_option(shop.database, "threshold", "-3", cause=CLERK)
    edit(shop, "BAG", display_quantity="yes")
    in_channel(shop, "BAG", "eu", backorders="yes")
    for channel in ("eu", "b2b"):
        (said,) = shop_messages.said_in(shop.database, channel, ["BAG"])
        assert said.preview.line == "14 left"


def test_one_shelf_keeps_the_rules_of_several_stocks_apart(shop: Shop) -> None:
    edit(shop, "BAG", allowed_quantities="2 4")
    with shop.database.read() as transaction:
        shelf = Shelf()
        for name in ("EU", "US"):
            shelf.read_stock(transaction, transaction.stocks.known(name), {"bag"})
        promised = {
            name: str(shelf.of_stock(transaction.stocks.known(name).id)["bag"].salable)
            for name in ("EU", "US")
        }
        failures = [
            shelf.of_stock(transaction.stocks.known(name).id)["bag"].refusal(30_000)
            for name in ("EU", "US")
        ]
    assert promised == {"EU": "14", "US": "4"}
    assert [one and one[0] for one in failures] == [Kind.QTY_NOT_ALLOWED] * 2


def test_amounts_are_checked_for_an_account_as_its_order_would_be(shop: Shop) -> None:
    database = shop.database
    eligibility.set_eligibility(
        database, "berlin", accounts=["ACME"], order_types={"wholesale": 1}, cause=CLERK
    )
    cart = [("HAT", amount("1"))]
    whom = {"account": "acme", "order_type": "Wholesale"}
    (others,) = order_checking.check_quantities(database, cart, channel="eu")
    (mine,) = order_checking.check_quantities(database, cart, channel="eu", **whom)
    assert (bool(others.problems), bool(mine.problems)) == (True, False)
    assert order_checking.check(database, request({"HAT": 1}, **whom)).accepted


# -- what comes after ----------------------------------------------------------------------


def test_what_replaces_a_product_is_what_the_orders_channel_can_have(shop: Shop) -> None:
    edit(shop, "HAT", discontinued="yes", replacement="BAG")
    only_for(shop, "berlin", "b2b")
    (problem,) = refused(lambda: shop.place({"HAT": 1})).problems
    assert problem.message.endswith("It is discontinued; BAG replaces it.")
    shop.place({"HAT": 1}, channel="b2b")


def test_nothing_is_replaced_by_what_is_not_for_sale(shop: Shop) -> None:
    shop.world.product("CAP")
    edit(shop, "CAP", discontinued="yes", replacement="HAT", backorders="yes")
    edit(shop, "HAT", discontinued="yes", replacement="BAG", backorders="yes", draft="yes")
    assert succession.resolve(shop.database, "HAT", "EU").sku == "BAG"


def test_a_shop_without_settings_beside_columns_is_not_asked_for_them(
    shop: Shop, database: Database
) -> None:
    with asked(database) as statements:
        refused(lambda: shop.place({"BAG": 99}))
        order_checking.check_quantities(database, [("BAG", amount("1"))], channel="eu")
        list(channel_listing.in_channel(database, "eu", ProductQuery("")))
        reporting.salable_by_channel(database)
    assert not [
        sql
        for sql, _ in statements.sent
        if "product_option" in sql.lower() and "low_watch" not in sql.lower()
    ]
    assert not [sql for sql, _ in statements.sent if sql.lower().endswith("from unit")]


# -- one by one, and many at once ----------------------------------------------------------


def _cramped(shop: Shop) -> None:
    """Everything at once: shared and limited sources, own rules, units, dates, back orders."""
    database, world = shop.database, shop.world
    configuring.set_option(database, "protect_shared_sources", "yes", cause=CLERK)
    world.product("CAP", berlin=6, paris=6)
    world.product("TEA", berlin=9, paris=3)
    world.product("SET", type="bundle")
    options = [
        BundleOption("First", (Part("BAG"),)),
        BundleOption("Second", (Part("HAT", quantity=amount("2")),)),
    ]
    composites.set_bundle(database, "SET", options, ship_together=False, cause=CLERK)
    units.add(database, "TEA", "tin", {}, cause=CLERK)
    units.add(database, "TEA", "sack", {"purchasable": "no"}, cause=CLERK)
    edit(shop, "CAP", threshold="1")
    edit(shop, "HAT", allowed_quantities="1 2 3 4")
    in_channel(shop, "CAP", "eu", backorders="yes")
    in_channel(shop, "BAG", "us", min_cart_qty="2")
    only_for(shop, "berlin", "b2b", "eu")
    eligibility.set_eligibility(database, "paris", accounts=["ACME"], cause=CLERK)


@pytest.mark.parametrize("seed", range(3))
def test_orders_come_to_the_same_one_by_one_and_many_at_once(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    _cramped(shop)
    rolled = Random(seed)
    skus = (*("BAG", "bag", "HAT", "CAP", "TEA/tin", "SET") * 3, "TEA/sack", "TEA", "NONE")

    def rolled_order(number: str) -> OrderRequest:
        lines = tuple(
            (rolled.choice(skus), amount(rolled.choice((1, 1, 2, 2, 3, 5))))
            for _ in range(rolled.choice((1, 1, 2, 3)))
        )
        channel, account = rolled.choice(("eu", "EU", "b2b", "us")), rolled.choice(("", "acme"))
        return OrderRequest(channel, lines, number, account=account)

    orders = [rolled_order(f"N{at}") for at in range(20)]
    monkeypatch.setattr(order_import, "_FIRST_LINES", 3)
    monkeypatch.setattr(order_import, "_MOST_LINES", 5)

    def why(refused: Iterable[order_import.RefusedOrder]) -> dict[str, set[Kind]]:
        return {one.order: {problem.kind for problem in one.problems} for one in refused}

    def imported(*, dry_run: bool) -> dict[str, set[Kind]]:
        done = order_import.import_orders(shop.database, orders, cause=CLERK, dry_run=dry_run)
        return why(done.refused)

    tried, done = imported(dry_run=True), imported(dry_run=False)
    assert tried == done
    assert 0 < len(done) < len(orders)
    shop.check()
    for one in orders:
        if one.number not in done:
            shop.cancel(str(one.number))
    alone: dict[str, set[Kind]] = {}
    for one in orders:
        asked_for = replace(one, number=f"{one.number}-again")
        checked = order_checking.check(shop.database, asked_for)
        try:
            ordering.place(shop.database, asked_for, cause=CLERK)
        except Refused as refusal:
            alone[str(one.number)] = {problem.kind for problem in refusal.problems}
        assert checked.accepted == (one.number not in alone)
    assert alone == done
    shop.check()
