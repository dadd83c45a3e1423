"""Every setting: its key, its scopes, and what may be written into it (spec 1.9)."""

from __future__ import annotations

import pytest

from inventory_tui.domain.group_minimums import GroupMinimums, least_to_order
from inventory_tui.domain.options import CHANNEL, GLOBAL, OPTIONS, PRODUCT
from inventory_tui.domain.options.agreement import contradictions
from inventory_tui.domain.product import StockRules
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.templates import fill

PRODUCTS_OWN = [
    "manage_stock",
    "threshold",
    "backorders",
    "min_cart_qty",
    "max_cart_qty",
    "decimals",
    "multiple_boxes",
    "increments_enabled",
    "increment",
    "notify_below",
]
FOR_ALL = [
    "reserve_on_placement",
    "in_stock_on_cancel",
    "show_out_of_stock",
    "check_cart_on_load",
    "synchronize_with_catalog",
    "return_to_stock",
    "bulk_async",
    "bulk_batch_size",
    "distance_provider",
    "distance_key",
    "distance_mode",
    "distance_value",
    "min_cart_qty_groups",
    "alert_error_recipient",
    "alert_error_sender",
    "alert_error_text",
    "protect_shared_sources",
    "ship_only_invoiced",
    "orders_need_invoice",
    "reasons_required",
    "reasons",
    "sources_start_disabled",
    "countries",
    "geocoder",
    "geocoder_key",
    "status_check_minutes",
]
OF_SHOPS = [
    "allowed_quantities",
    "display_availability",
    "display_quantity",
    "estimate",
    "inventory_engine",
    "low_stock_action",
]
OF_GOODS = [
    "cost",
    "depth",
    "gtin",
    "height",
    "mpn",
    "promo_price",
    "purchasable",
    "unspsc",
    "width",
]
PER_CHANNEL = [
    "only_x_left",
    "show_availability",
    "alert_price",
    "alert_price_text",
    "alert_stock",
    "alert_stock_text",
    "alert_sender",
    "alert_schedule",
    "alert_start",
    "pickup_enabled",
    "pickup_name",
    "pickup_title",
    "pickup_price",
    "pickup_radius_km",
    "pickup_error",
    "pickup_ready",
    "pickup_ready_sender",
    "pickup_ready_text",
    "pickup_ready_guest_text",
    "pickup_ready_copy_to",
    "pickup_ready_copy_method",
    "time_zone",
    "booking_minutes",
]


def test_every_setting_of_the_manual_is_there_in_its_scopes() -> None:
    for key in PRODUCTS_OWN:
        assert PRODUCT in OPTIONS[key].scopes, key
    for key in FOR_ALL:
        assert OPTIONS[key].scopes == {GLOBAL}, key
    for key in PER_CHANNEL:
        assert OPTIONS[key].scopes == {GLOBAL, CHANNEL}, key
    for key in OF_GOODS:
        assert OPTIONS[key].scopes == {PRODUCT}, key
    every = PRODUCTS_OWN + FOR_ALL + PER_CHANNEL + OF_SHOPS + OF_GOODS
    assert sorted(OPTIONS) == sorted(every)
    for key in PRODUCTS_OWN:
        has_no_default = key in ("decimals", "multiple_boxes")
        assert (GLOBAL in OPTIONS[key].scopes) is not has_no_default, key


@pytest.mark.parametrize("option", OPTIONS.values(), ids=lambda option: str(option.key))
def test_what_is_built_in_can_be_shown_and_read_back(option) -> None:  # type: ignore[no-untyped-def]
    assert option.read(option.show(option.default)) == option.default
    assert option.help.endswith(".")


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("only_x_left", "-1", "without a sign"),
        ("bulk_batch_size", "0", "from 1 to"),
        ("bulk_batch_size", "12.5", "from 1 to"),
        ("distance_provider", "gogle", "choose one of offline"),
        ("distance_mode", "flying", "driving, walking, bicycling"),
        ("alert_start", "24:00", "06:30"),
        ("alert_schedule", "hourly", "daily, weekly, monthly"),
        ("alert_error_recipient", "nobody", "stock@example.org"),
        ("alert_stock_text", "{product} costs {prise}", "{customer}, {product}, {sku}"),
        ("alert_stock_text", " ", "write what"),
        ("pickup_name", "a\nb", "one line"),
        ("pickup_price", "1,5", "write 1.5"),
        ("pickup_radius_km", "-3", "whole kilometres"),
        ("pickup_ready_copy_to", "a@b.example, nobody", "stock@example.org"),
        ("min_cart_qty_groups", "wholesale", "group=amount"),
        ("min_cart_qty_groups", "wholesale=0", "more than 0"),
        ("min_cart_qty_groups", "retail=1 Retail=2", "twice"),
        ("min_cart_qty_groups", '"not logged=2', "close the quotes"),
        ("min_cart_qty_groups", "retail=1e3", "a number such as"),
    ],
)
def test_a_wrong_value_is_answered_with_a_sentence(key: str, text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        OPTIONS[key].read(text)


@pytest.mark.parametrize(
    ("key", "text", "shown"),
    [
        ("alert_start", "6:30", "06:30:00"),
        ("alert_error_recipient", "", ""),
        ("pickup_ready_copy_to", "a@x.org,b@x.org a@x.org", "a@x.org b@x.org"),
        (
            "min_cart_qty_groups",
            ' "Not Logged In"=2,wholesale=12 ',
            '"Not Logged In"=2 wholesale=12',
        ),
        ("min_cart_qty_groups", "", ""),
    ],
)
def test_values_are_kept_in_one_way_of_writing(key: str, text: str, shown: str) -> None:
    option = OPTIONS[key]
    assert option.show(option.read(text)) == shown
    assert option.show(option.read(shown)) == shown


# -- the least to order -------------------------------------------------------------------


def test_the_products_own_minimum_beats_the_groups_and_that_the_one_for_all() -> None:
    groups = GroupMinimums.parse("wholesale=12 retail=2")
    inherited = StockRules(min_cart_qty=Quantity.parse("5"))
    own = StockRules(min_cart_qty=Quantity.parse("3"), owns_min_cart_qty=True)
    assert str(least_to_order(inherited, groups, "Wholesale")) == "12"
    assert str(least_to_order(inherited, groups, "retail")) == "2"
    assert str(least_to_order(inherited, groups, "guest")) == "5"
    assert str(least_to_order(inherited, groups, "")) == "5"
    assert str(least_to_order(own, groups, "wholesale")) == "3"


# -- settings beside each other -----------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"min_cart_qty": "9", "max_cart_qty": "5"}, "min_cart_qty", "above the most"),
        (
            {"min_cart_qty_groups": "wholesale=12", "max_cart_qty": "5"},
            "max_cart_qty",
            "The fewest for wholesale",
        ),
        ({"bulk_batch_size": "50"}, "bulk_batch_size", "Run asynchronously"),
    ],
)
def test_settings_that_contradict_each_other_are_named(
    values: dict[str, str], field: str, said: str
) -> None:
    def value(key: str) -> object:
        option = OPTIONS[key]
        return option.read(values[key]) if key in values else option.default

    problems = contradictions(values.keys(), value)
    assert list(problems) == [field]
    assert said in problems[field]


def test_places_of_a_template_are_filled_in() -> None:
    text = OPTIONS["alert_price_text"].default
    assert fill(text, {"product": "Hoodie", "sku": "MH01", "price": "9.90"}) == (
        "Hoodie (MH01) now costs 9.90."
    )
    assert fill("{customer}: {product}", {"product": "Hoodie {sku}"}) == ": Hoodie {sku}"
