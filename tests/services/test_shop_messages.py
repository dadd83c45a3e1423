"""What a shop says about the stock of a product (spec 2.13, F-076…F-078, F-194…F-196)."""

from __future__ import annotations

import pytest

from inventory_tui.domain.composite import Part
from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.history import Cause
from inventory_tui.domain.shop_messages import ShopMessages
from inventory_tui.services.keeping import configuring
from inventory_tui.services.products import catalog, composites
from inventory_tui.services.reports import shop_messages
from inventory_tui.store.database import Database
from tests.world import World


@pytest.fixture(autouse=True)
def _shop(world: World) -> None:
    world.source("berlin")
    world.stock("EU", "berlin", channels=["eu"])
    world.product("IN", berlin=9)
    world.product("OUT", berlin=0)
    world.product("FREE", berlin=0, manage_stock=False)


def said(database: Database, sku: str, channel: str = "eu") -> ShopMessages:
    (one,) = shop_messages.said_in(database, channel, [sku])
    return one.said


@pytest.mark.parametrize(
    ("show", "sku", "text"),
    [
        ("yes", "IN", "Availability: In Stock"),
        ("yes", "OUT", "Availability: Out of Stock"),
        ("yes", "FREE", "Availability: In Stock"),
        ("no", "IN", ""),
        ("no", "OUT", ""),
        ("no", "FREE", ""),
    ],
)
def test_the_page_of_a_product_tells_its_availability(
    database: Database, cause: Cause, show: str, sku: str, text: str
) -> None:
    configuring.set_option(database, "show_availability", show, cause=cause)
    assert said(database, sku).availability == text


@pytest.mark.parametrize(
    ("display", "show", "listed", "text"),
    [
        ("yes", "yes", True, "Out of stock"),
        ("yes", "no", True, ""),
        ("no", "yes", False, ""),
        ("no", "no", False, ""),
    ],
)
def test_lists_show_what_is_out_of_stock_as_they_are_told(
    database: Database, cause: Cause, display: str, show: str, listed: bool, text: str
) -> None:
    configuring.set_option(database, "show_out_of_stock", display, cause=cause)
    configuring.set_option(database, "show_availability", show, cause=cause)
    out = said(database, "OUT")
    assert (out.listed, out.in_lists) == (listed, text)
    there = said(database, "IN")
    assert (there.listed, there.in_lists) == (True, "")


def test_only_so_many_left_is_told_from_the_threshold_down(
    database: Database, cause: Cause, world: World
) -> None:
    configuring.set_option(database, "only_x_left", "3", cause=cause)
    for held, text in (
        ("5", ""),
        ("4", ""),
        ("3", "Only 3 left"),
        ("2", "Only 2 left"),
        ("1", "Only 1 left"),
        ("0", ""),
    ):
        world.product(f"LEFT-{held}", berlin=held)
        assert said(database, f"LEFT-{held}").only_left == text
    assert not said(database, "OUT").listed


def test_it_counts_what_the_stock_can_promise_not_what_lies_there(
    database: Database, cause: Cause, world: World
) -> None:
    world.product("SOLD", berlin=25, threshold=-50, backorders="yes")
    world.reserve("EU", "SOLD", "-70")
    configuring.set_option(database, "only_x_left", "5", cause=cause)
    assert said(database, "SOLD").only_left == "Only 5 left"


def test_nothing_is_left_of_what_is_endless(
    database: Database, cause: Cause, world: World
) -> None:
    world.product("ENDLESS", berlin=2, backorders="yes")
    configuring.set_option(database, "only_x_left", "5", cause=cause)
    assert said(database, "ENDLESS").only_left == ""
    assert said(database, "FREE").only_left == ""


def test_zero_switches_it_off(database: Database, world: World) -> None:
    world.product("LAST", berlin=1)
    assert said(database, "LAST").only_left == ""


def test_each_channel_speaks_by_its_own_settings_of_its_own_stock(
    database: Database, cause: Cause, world: World
) -> None:
    world.product("BOTH", berlin=2, default=50)
    configuring.set_option(database, "only_x_left", "3", cause=cause)
    configuring.set_option(database, "show_availability", "no", "eu", cause=cause)
    spoken = {one.channel: one.said for one in shop_messages.said_of(database, "BOTH")}
    assert spoken["base"] == ShopMessages(
        listed=True, availability="Availability: In Stock", in_lists="", only_left=""
    )
    assert spoken["eu"] == ShopMessages(
        listed=True, availability="", in_lists="", only_left="Only 2 left"
    )
    assert spoken["eu"].in_short == "Only 2 left"


def test_a_disabled_product_is_nowhere(database: Database, cause: Cause) -> None:
    catalog.edit(database, "IN", {"enabled": "no"}, cause=cause)
    assert said(database, "IN") == ShopMessages(False, "", "", "")
    assert said(database, "IN").in_short == "not listed"


def test_what_the_stock_does_not_have_is_out_of_stock(database: Database) -> None:
    assert said(database, "IN", "base").availability == "Availability: Out of Stock"


def test_unknown_names_are_refused(database: Database) -> None:
    with pytest.raises(Refused) as refused:
        shop_messages.said_in(database, "eu", ["INN"])
    assert refused.value.kind is Kind.UNKNOWN_PRODUCT
    with pytest.raises(Refused) as refused:
        shop_messages.said_in(database, "mars", ["IN"])
    assert refused.value.kind is Kind.UNKNOWN_WEBSITE


def test_a_product_made_of_others_is_there_while_a_part_is(
    database: Database, cause: Cause, world: World
) -> None:
    world.product("PARENT", type="configurable", manage_stock=False)
    composites.set_variations(database, "PARENT", [Part("IN"), Part("OUT")], cause=cause)
    assert said(database, "PARENT").availability == "Availability: In Stock"
    catalog.edit(database, "IN", {"enabled": "no"}, cause=cause)
    assert said(database, "PARENT").availability == "Availability: Out of Stock"
    assert not said(database, "PARENT").listed
