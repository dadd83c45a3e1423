"""Product inventory configuration: L-100 to L-109."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inventory_tui.domain.errors import InvalidInput, InventoryError, Kind
from inventory_tui.domain.history import Cause
from inventory_tui.domain.inventory_engine import ENGINES
from inventory_tui.services import Database
from inventory_tui.services.files import product_export, product_import
from inventory_tui.services.keeping import configuring, undoing
from inventory_tui.services.orders import order_checking, order_import
from inventory_tui.services.products import (
    bulk_edits,
    catalog,
    channel_settings,
    configurations,
)
from inventory_tui.services.reports import shop_messages
from inventory_tui.services.sourcing import channels
from tests.services.plugged import Install, install
from tests.services.shopping import CLERK, Shop, amount, refused, request
from tests.world import World

__all__ = ["install"]

pytestmark = pytest.mark.both_databases

ENGINE = """
from inventory_tui.domain.inventory_engine import DefaultEngine
from inventory_tui.domain.product import Backorders
from inventory_tui.domain.quantity import Quantity

class Sale(DefaultEngine):
    key = "acme-sale"
    def label(self, language):
        return "Winter sale"
    def maximum(self, of):
        return Quantity.parse("3")
    def estimate(self, of):
        return f"after the sale in {of.channel}"

class Broken(DefaultEngine):
    key = "acme-broken"
    def minimum(self, of):
        raise RuntimeError("the calendar is empty")
"""


@pytest.fixture(autouse=True)
def _shop(world: World) -> None:
    world.sources("berlin", "paris")
    world.stock("EU", "berlin", "paris", channels=["eu", "uk"])
    world.product("A", berlin=10)
    world.product("B", berlin=2)


@pytest.fixture
def shop(world: World) -> Shop:
    return Shop(world)


@pytest.fixture
def put(database: Database, cause: Cause) -> Callable[..., None]:
    """``put("A", backorders="yes", channel="eu")``."""

    def put(sku: str, channel: str | None = None, **typed: str) -> None:
        if channel is None:
            catalog.edit(database, sku, typed, cause=cause)
        else:
            channel_settings.edit(database, sku, channel, typed, cause=cause)

    return put


Put = Callable[..., None]


def settings_of(database: Database, sku: str) -> dict[str, tuple[str, str]]:
    return {
        one.option.key: (one.text, one.origin.value)
        for one in catalog.show(database, sku).settings
    }


def line(database: Database, sku: str, channel: str = "eu") -> str:
    (one,) = shop_messages.said_in(database, channel, [sku])
    return one.preview.line


def kinds(shop: Shop, sku: str, quantity: str, channel: str = "eu") -> list[str]:
    checked = order_checking.check(shop.database, request({sku: quantity}, channel=channel))
    return [problem.kind.value for problem in checked.lines[0].problems]


ELEVEN = {
    "inventory_engine": "acme-sale",
    "estimate": "3-5 days",
    "display_availability": "yes",
    "display_quantity": "yes",
    "notify_below": "4",
    "low_stock_action": "default",
    "backorders": "notify",
    "min_cart_qty": "2",
    "max_cart_qty": "20",
    "allowed_quantities": "2 4 12",
    "increment": "2",
}


def test_l_100_all_eleven_options_are_editable_and_begin_with_our_defaults(
    database: Database, cause: Cause, install: Install
) -> None:
    assert {key: settings_of(database, "A")[key] for key in ELEVEN} == {
        "inventory_engine": ("default", "default"),
        "estimate": ("", "default"),
        "display_availability": ("no", "default"),
        "display_quantity": ("no", "default"),
        "notify_below": ("1", "default"),
        "low_stock_action": ("", "default"),
        "backorders": ("no", "default"),
        "min_cart_qty": ("1", "default"),
        "max_cart_qty": ("10000", "default"),
        "allowed_quantities": ("", "default"),
        "increment": ("1", "default"),
    }
    install("acme_sale", ENGINE, {ENGINES: {"acme-sale": "Sale"}})
    receipt = catalog.edit(database, "A", ELEVEN, cause=cause)
    assert receipt.counts == {"changed": 11}
    stored = settings_of(database, "A")
    assert {key: stored[key] for key in ELEVEN} == {
        key: (text, "own") for key, text in ELEVEN.items()
    }
    assert catalog.edit(database, "A", ELEVEN, cause=cause).operation is None
    undoing.undo(database, receipt.operation, cause=cause)
    assert all(origin == "default" for _, origin in settings_of(database, "A").values())


def test_a_new_product_takes_the_same_fields(database: Database, cause: Cause) -> None:
    catalog.add(
        database, "NEW", {"display_quantity": "yes", "estimate": "1-2 DAYS"}, cause=cause
    )
    assert settings_of(database, "NEW")["estimate"] == ("1-2 days", "own")
    catalog.duplicate(database, "NEW", "SECOND", cause=cause)
    assert settings_of(database, "SECOND")["display_quantity"] == ("yes", "own")
    catalog.delete(database, "NEW", cause=cause)
    with database.read() as transaction:
        second = transaction.products.known("SECOND").id
        assert set(transaction.product_options.of(range(1, second + 1))) == {second}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"estimate": "3-5 dayz"}, "there is no '3-5 dayz'"),
        ({"low_stock_action": "defualt"}, "Did you mean 'default'?"),
        ({"inventory_engine": "acme"}, "there is no 'acme' here"),
        ({"allowed_quantities": "4 0"}, "must be more than 0"),
        ({"allowed_quantities": "4 8", "min_cart_qty": "9"}, "none reaches the fewest"),
        ({"display_availability": "perhaps"}, "write yes or no"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    database: Database, cause: Cause, typed: dict[str, str], sentence: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        catalog.edit(database, "A", typed, cause=cause)
    assert sentence in str(refusal.value)
    assert refusal.value.problems[0].field in typed
    assert all(origin == "default" for _, origin in settings_of(database, "A").values())


def test_l_101_the_preview_line_shows_availability_and_quantity_as_displayed(
    database: Database, put: Put
) -> None:
    assert line(database, "A") == ""
    put("A", display_availability="yes")
    assert line(database, "A") == "Available"
    put("A", display_quantity="yes")
    assert line(database, "A") == "Available · 10 left"
    put("A", display_availability="no")
    assert line(database, "A") == "10 left"
    put("A", enabled="no")
    assert line(database, "A") == ""
    put("A", enabled="yes", expires="2001-01-02")
    assert line(database, "A") == ""


def test_displaying_may_be_set_for_all_and_for_a_channel(
    database: Database, cause: Cause, put: Put
) -> None:
    configuring.set_option(database, "display_quantity", "yes", cause=cause)
    configuring.set_option(database, "display_availability", "yes", "uk", cause=cause)
    assert (line(database, "A"), line(database, "A", "uk")) == (
        "10 left",
        "Available · 10 left",
    )
    put("A", display_quantity="no")
    assert (line(database, "A"), line(database, "A", "uk")) == ("", "Available")


@pytest.mark.parametrize(
    ("threshold", "text"), [("9", "Available"), ("10", "Unavailable"), ("11", "Unavailable")]
)
def test_l_102_available_means_more_than_the_threshold_is_left(
    database: Database, put: Put, threshold: str, text: str
) -> None:
    put("A", display_availability="yes", notify_below=threshold)
    assert line(database, "A") == text


def test_backorders_are_nothing_that_is_left(database: Database, put: Put) -> None:
    put("A", display_quantity="yes", backorders="yes", threshold="-50")
    assert line(database, "A") == "10 left"


def test_l_103_with_back_orders_more_is_accepted_and_what_waits_is_shown(
    database: Database, shop: Shop, put: Put
) -> None:
    put("B", backorders="notify")
    checked = order_checking.check(database, request({"B": "5"}))
    assert checked.accepted
    assert str(checked.lines[0].backordered) == "3"
    assert checked.lines[0].notice is not None
    placed = shop.place({"B": 5}, "1")
    assert placed.receipt.operation is not None
    assert shop.world.salable("B", "EU") == "-3"


def test_l_104_without_back_orders_no_more_than_is_available(shop: Shop) -> None:
    refusal = refused(lambda: shop.place({"B": 3}))
    assert refusal.kind is Kind.NOT_ENOUGH_QTY
    assert "can promise 2 more, 3 asked" in str(refusal)
    shop.place({"B": 2})


@pytest.mark.parametrize(
    ("quantity", "kind", "words"),
    [
        ("1", "min_sale_qty", "the fewest you may order is 4"),
        ("21", "max_sale_qty", "the most you may order is 20"),
        ("7", "qty_not_allowed", "order one of the amounts 3, 4, 6, 9, 24; 7 is none"),
        ("9", "qty_increment", "multiples of 2"),
        ("6", "", ""),
    ],
)
def test_l_105_minimum_maximum_allowed_and_multiple_in_that_order(
    database: Database, put: Put, quantity: str, kind: str, words: str
) -> None:
    put(
        "A",
        min_cart_qty="4",
        max_cart_qty="20",
        allowed_quantities="6;4 3 9 24",
        increments_enabled="yes",
        increment="2",
    )
    (checked,) = order_checking.check(database, request({"A": quantity})).lines
    assert [one.kind for one in checked.problems[:1]] == ([Kind(kind)] if kind else [])
    assert words in checked.problem


def test_an_amount_near_by_is_one_of_the_list(database: Database, put: Put) -> None:
    put("A", allowed_quantities="3 6 24")
    near = [
        str(order_checking.suggest_quantity(database, "A", amount(text), channel="eu"))
        for text in ("1", "4", "5", "23", "6")
    ]
    assert near == ["3", "3", "6", "6", "6"]


@pytest.mark.parametrize("most", ["0", "-5"])
def test_l_106_a_maximum_of_zero_or_less_means_none(
    database: Database, shop: Shop, world: World, put: Put, most: str
) -> None:
    world.product("MANY", berlin=99_000_000)
    assert kinds(shop, "MANY", "10001") == ["max_sale_qty"]
    put("MANY", max_cart_qty=most)
    assert settings_of(database, "MANY")["max_cart_qty"] == ("0", "own")
    assert kinds(shop, "MANY", "10001") == kinds(shop, "MANY", "98000000") == []
    put("MANY", channel="uk", max_cart_qty="5")
    assert kinds(shop, "MANY", "6", "uk") == ["max_sale_qty"]


def test_l_107_the_allowed_list_compares_decimals_exactly(shop: Shop, put: Put) -> None:
    put("A", decimals="yes", min_cart_qty="0.1", allowed_quantities="0.5 2.50 10.0")
    assert kinds(shop, "A", "2.5") == kinds(shop, "A", "10") == kinds(shop, "A", "0.5") == []
    for near in ("2", "2.4999", "2.5001", "10.5", "0.1"):
        assert kinds(shop, "A", near) == ["qty_not_allowed"]


def test_l_108_an_inventory_engine_of_another_package_is_selectable(
    database: Database, shop: Shop, install: Install, put: Put
) -> None:
    install("acme_sale", ENGINE, {ENGINES: {"acme-sale": "Sale"}})
    labels = {key: one.label("en") for key, one in configurations.engines().items()}
    assert labels == {"default": "Default", "acme-sale": "Winter sale"}
    put("A", inventory_engine="acme-sale", display_availability="yes", notify_below="10")
    assert kinds(shop, "A", "4") == ["max_sale_qty"]
    assert kinds(shop, "B", "2") == kinds(shop, "A", "3") == []
    assert line(database, "A") == "Unavailable · after the sale in eu"
    put("A", inventory_engine="default")
    assert kinds(shop, "A", "4") == []


def test_an_engine_that_fails_is_told_and_the_default_one_answers(
    database: Database, shop: Shop, install: Install, put: Put
) -> None:
    install("acme_sale", ENGINE, {ENGINES: {"acme-broken": "Broken"}})
    put("A", inventory_engine="acme-broken", display_quantity="yes")
    shop.place({"A": 2})
    (one,) = shop_messages.said_in(database, "eu", ["A"])
    assert one.preview.line == "8 left"
    assert "acme-broken failed: RuntimeError: the calendar is empty" in one.failed


def test_an_engine_that_was_taken_away_is_told(
    database: Database, install: Install, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    install("acme_sale", ENGINE, {ENGINES: {"acme-sale": "Sale"}})
    put("A", inventory_engine="acme-sale", display_quantity="yes")
    monkeypatch.setattr(
        "sys.path",
        [one for one in __import__("sys").path if "site-packages" not in one or "venv" in one],
    )
    (one,) = shop_messages.said_in(database, "eu", ["A"])
    assert (one.preview.line, "not installed here" in one.failed) == ("10 left", True)


def test_l_109_a_channel_may_have_its_own_and_falls_back_to_the_products(
    database: Database, shop: Shop, put: Put, cause: Cause
) -> None:
    put("A", min_cart_qty="3", display_quantity="yes")
    put("A", channel="uk", min_cart_qty="5", display_quantity="no")
    assert (kinds(shop, "A", "4", "eu"), kinds(shop, "A", "4", "uk")) == ([], ["min_sale_qty"])
    assert (line(database, "A", "eu"), line(database, "A", "uk")) == ("10 left", "")
    put("A", channel="uk", min_cart_qty="default")
    assert kinds(shop, "A", "4", "uk") == []
    assert kinds(shop, "A", "2", "uk") == ["min_sale_qty"]
    put("A", min_cart_qty="default")
    assert kinds(shop, "A", "2", "uk") == []
    configuring.set_option(database, "display_quantity", "yes", "uk", cause=cause)
    put("A", channel="uk", display_quantity="default")
    put("A", display_quantity="default")
    assert (line(database, "A", "eu"), line(database, "A", "uk")) == ("", "10 left")


def test_back_orders_of_a_channel_decide_which_orders_are_accepted(
    shop: Shop, world: World, put: Put
) -> None:
    put("B", channel="uk", backorders="yes")
    assert kinds(shop, "B", "5", "eu") == [
        "backorders_disabled",
        "manage_stock_enabled",
        "not_enough_qty",
    ]
    shop.place({"B": 5}, "1", "uk")
    assert world.salable("B", "EU") == "-3"
    assert refused(lambda: shop.place({"B": 1}, "2", "eu")).kind is Kind.NOT_ENOUGH_QTY
    shop.place({"B": 1}, "3", "uk")
    shop.check()


def test_a_channel_without_back_orders_sells_what_is_there(
    shop: Shop, world: World, put: Put
) -> None:
    put("B", backorders="yes", threshold="-10")
    put("B", channel="uk", backorders="no")
    assert refused(lambda: shop.place({"B": 3}, "1", "uk")).kind is Kind.NOT_ENOUGH_QTY
    shop.place({"B": 1}, "2", "uk")
    shop.place({"B": 11}, "3", "eu")
    assert refused(lambda: shop.place({"B": 1}, "4", "uk")).kind is Kind.NOT_ENOUGH_QTY
    assert refused(lambda: shop.place({"B": 1}, "5", "eu")).kind is Kind.NOT_ENOUGH_QTY


def test_channels_share_what_the_stock_has_within_one_file_of_orders(
    database: Database, shop: Shop, put: Put
) -> None:
    put("B", channel="uk", max_cart_qty="2")
    several = [
        request({"B": 1}, "1", "uk"),
        request({"B": 1}, "2", "eu"),
        request({"B": 1}, "3", "uk"),
    ]
    order_import.import_orders(database, several, cause=CLERK)
    assert [shop.line(number, "B")["held"] for number in ("1", "2")] == ["1", "1"]
    assert shop.world.salable("B", "EU") == "0"


def test_what_a_channel_has_of_its_own_is_told_undone_and_goes_with_it(
    database: Database, put: Put, cause: Cause, world: World
) -> None:
    receipt = channel_settings.edit(
        database, "A", "uk", {"backorders": "yes", "estimate": "5-7 days"}, cause=cause
    )
    assert (
        receipt.message
        == "A: backorders in uk default → yes, estimate in uk default → 5-7 days"
    )
    own = [
        (one.channel, one.option.key, one.text) for one in channel_settings.shown(database, "A")
    ]
    assert own == [("uk", "backorders", "yes"), ("uk", "estimate", "5-7 days")]
    undoing.undo(database, receipt.operation, cause=cause)
    assert channel_settings.shown(database, "A") == []
    put("A", channel="uk", backorders="yes")
    channels.delete_channel(database, "uk", cause=cause)
    assert channel_settings.shown(database, "A") == []


def test_only_some_settings_may_differ_in_a_channel(database: Database, cause: Cause) -> None:
    for typed, words in (
        ({"threshold": "3"}, "the same in all channels"),
        ({"low_stock_action": "default"}, "the same in all channels"),
        ({"bakorders": "yes"}, "Did you mean 'backorders'?"),
        ({"max_cart_qty": "0.5"}, "is above the most"),
    ):
        with pytest.raises(InventoryError) as refusal:
            channel_settings.edit(database, "A", "uk", typed, cause=cause)
        assert words in str(refusal.value)


def test_many_products_are_set_at_once_at_themselves_or_in_a_channel(
    database: Database, shop: Shop, cause: Cause
) -> None:
    with database.read() as transaction:
        ids = [transaction.products.known(sku).id for sku in ("A", "B")]
    typed = {"low_stock_action": "notify", "allowed_quantities": "2 4"}
    plan = bulk_edits.plan(database, ids, typed)
    assert (plan.changed, dict(plan.fields)) == (
        2,
        {"low_stock_action": 2, "allowed_quantities": 2},
    )
    first = bulk_edits.set_many(database, ids, typed, expected=plan, cause=cause)
    assert kinds(shop, "A", "3") == ["qty_not_allowed"]
    assert bulk_edits.set_many(database, ids, typed, cause=cause).operation is None
    assert bulk_edits.standing(database, ids, "low_stock_action") == [("notify", 2)]
    there = bulk_edits.set_many(
        database, ids, {"min_cart_qty": "2", "backorders": "yes"}, channel="uk", cause=cause
    )
    assert kinds(shop, "B", "4", "uk") == []
    undoing.undo(database, there.operation, cause=cause)
    assert "not_enough_qty" in kinds(shop, "B", "4", "uk")
    undoing.undo(database, first.operation, cause=cause)
    assert kinds(shop, "A", "3") == []
    assert settings_of(database, "A")["low_stock_action"] == ("", "default")


def test_nothing_more_is_asked_where_no_product_has_any_of_it(
    database: Database, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("asked")

    monkeypatch.setattr("inventory_tui.services.products.configurations.answers", never)
    monkeypatch.setattr("inventory_tui.store.quantities.low_watch.LowWatch.cross", never)
    shop.place({"A": 2}, "1")
    shop.ship("1", "berlin", {"A": 2})


def test_product_files_bring_them_in_and_take_them_out(
    database: Database, shop: Shop, cause: Cause, tmp_path: Path
) -> None:
    file = tmp_path / "products.csv"
    file.write_text(
        "sku,estimate,low_stock_action,display_quantity,allowed_quantities,max_cart_qty\n"
        "A,3-5 DAYS,default,yes,2 4,0\n"
        "C,1-2 days,,no,,\n"
    )
    done = product_import.import_products(database, file, cause=cause).receipt
    assert (done.counts["created"], done.counts["updated"]) == (1, 1)
    assert settings_of(database, "A")["estimate"] == ("3-5 days", "own")
    assert settings_of(database, "C")["display_quantity"] == ("no", "own")
    assert kinds(shop, "A", "3") == ["qty_not_allowed"]
    with database.read() as transaction:
        assert transaction.low_watch.watched() == {"default": 1}
    out = tmp_path / "out.csv"
    product_export.export_products(database, out)
    again = product_import.import_products(database, out, cause=cause).receipt
    assert again.operation is None
    file.write_text("sku,estimate,low_stock_action,display_quantity\nA,default,none,default\n")
    taken = product_import.import_products(database, file, cause=cause).receipt
    assert [settings_of(database, "A")[key][1] for key in ("estimate", "low_stock_action")] == [
        "default",
        "default",
    ]
    file.write_text("sku,estimate\nA,never\n")
    (wrong,) = product_import.import_products(database, file, cause=cause).rejected
    assert (wrong.row, "there is no 'never'" in wrong.message) == (2, True)
    undoing.undo(database, taken.operation, cause=cause)
    assert settings_of(database, "A")["estimate"] == ("3-5 days", "own")
    undoing.undo(database, done.operation, cause=cause, force=True)
    assert settings_of(database, "A")["allowed_quantities"] == ("", "default")


def test_files_have_no_more_columns_where_no_product_has_any_of_it(
    database: Database, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    product_export.export_products(database, out)
    assert "low_stock_action" not in out.read_text()
