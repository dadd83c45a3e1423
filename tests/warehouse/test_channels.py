"""Channels and what they may sell: L-020 to L-023, each on both databases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from inventory_tui.domain.errors import InventoryError, Kind
from inventory_tui.domain.history import Cause, Deed
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.keeping import checking, undoing
from inventory_tui.services.orders import order_checking, ordering
from inventory_tui.services.products import (
    browsing,
    catalog,
    channel_listing,
    channel_settings,
)
from inventory_tui.services.products.browsing import ProductQuery
from inventory_tui.services.quantities import explaining
from inventory_tui.services.reports import reporting, shop_messages
from inventory_tui.services.sourcing import channels, eligibility, mapping, sourcing
from inventory_tui.store.database import Database
from tests.world import World

pytestmark = pytest.mark.both_databases


def refused(deed: Callable[..., Any], *given: Any, **named: Any) -> InventoryError:
    with pytest.raises(InventoryError) as refusal:
        deed(*given, **named)
    return refusal.value


def channel(database: Database, code: str) -> Any:
    return next(one.channel for one in channels.list_channels(database) if one.code == code)


def can_promise(database: Database, sku: str, code: str) -> str:
    """What a channel may sell, as the order check says it and as Why explains it."""
    (line,) = order_checking.check_quantities(
        database, [(sku, Quantity.parse("1"))], channel=code
    )
    why = explaining.explain(database, sku, channel=code)
    assert line.salable == why.salable
    assert sum(term.value.parts for term in why.terms) == (why.salable or line.salable).parts
    return str(line.salable)


@pytest.fixture
def shop(world: World) -> World:
    world.sources("berlin", "paris", "lyon")
    world.stock("EU", "berlin", "paris", "lyon", channels=["eu", "b2b"])
    world.stock("US", "lyon", channels=["us"])
    world.product("HOOD", berlin=10, paris=4, lyon=1)
    world.product("CAP", paris=7)
    return world


def test_l_020_a_channel_has_a_name_a_currency_a_type_and_a_reference(
    database: Database, cause: Cause
) -> None:
    more = {"currency": "eur", "type": "Marketplace"}
    channels.add_channel(database, "bazaar", "Bazaar", more=more, cause=cause)
    added = channel(database, "bazaar")
    assert (added.name, added.currency, added.type) == ("Bazaar", "EUR", "marketplace")
    assert str(UUID(added.erc)) == added.erc
    receipt = channels.edit_channel(
        database, added.erc, {"erc": "CH-9", "currency": "NOK"}, cause=cause
    )
    assert receipt.deed is Deed.CHANNEL_EDITED
    edited = channel(database, "bazaar")
    assert (edited.name, edited.currency, edited.erc) == ("Bazaar", "NOK", "CH-9")
    assert channels.rename_channel(database, "ch-9", "bazar", cause=cause).deed is (
        Deed.CHANNEL_RENAMED
    )
    undoing.undo(database, receipt.operation, cause=cause)
    assert channel(database, "bazar").currency == "EUR"


@pytest.mark.parametrize(
    ("field", "text"), [("currency", "euro"), ("type", "two words"), ("erc", "x" * 76)]
)
def test_what_is_none_is_refused_at_its_field(
    database: Database, cause: Cause, field: str, text: str
) -> None:
    refusal = refused(channels.edit_channel, database, "base", {field: text}, cause=cause)
    assert [one.field for one in refusal.problems] == [field]


def test_codes_and_references_are_unique(database: Database, cause: Cause) -> None:
    channels.add_channel(database, "eu", "EU", more={"erc": "one"}, cause=cause)
    for typed in ({"erc": "ONE"}, {"erc": "eu"}):
        other = {"more": typed, "cause": cause}
        refusal = refused(channels.add_channel, database, "us", "US", **other)
        assert [(one.kind, one.field) for one in refusal.problems] == [(Kind.NOT_UNIQUE, "erc")]


def test_l_021_only_active_sources_that_serve_a_channel_count_for_it(
    shop: World, cause: Cause
) -> None:
    database = shop.database
    assert can_promise(database, "HOOD", "eu") == "15"
    eligibility.set_eligibility(database, "berlin", ["b2b"], cause=cause)
    assert can_promise(database, "HOOD", "eu") == "5"
    assert can_promise(database, "HOOD", "b2b") == "15"
    sourcing.disable_sources(database, ["paris"], cause=cause)
    assert can_promise(database, "HOOD", "eu") == "1"
    eligibility.set_eligibility(database, "paris", ["b2b"], cause=cause)
    sourcing.enable_sources(database, ["paris"], cause=cause)
    assert can_promise(database, "CAP", "eu") == "0"
    why = explaining.explain(database, "CAP", channel="eu")
    assert not why.is_salable
    assert [(term.term, str(term.value), term.source) for term in why.terms][1:3] == [
        ("threshold", "0", None),
        ("not_eligible", "-7", "paris"),
    ]
    assert checking.check(database).is_clean


def test_why_tells_the_channels_to_which_another_number_is_promised(
    shop: World, cause: Cause
) -> None:
    database = shop.database
    world_of = [explaining.explain_each(database, sku, "EU") for sku in ("HOOD", "CAP")]
    assert [[why.channel for why in whys] for whys in world_of] == [[""], [""]]

    eligibility.set_eligibility(database, "berlin", ["b2b"], cause=cause)
    stock, eu = explaining.explain_each(database, "HOOD", "EU")
    assert (stock.channel, str(stock.salable)) == ("", "15")
    assert (eu.channel, str(eu.salable)) == ("eu", "5")
    assert eu == explaining.explain(database, "HOOD", channel="eu")
    assert len(explaining.explain_each(database, "CAP", "EU")) == 1  # nothing of it at berlin

    # rules of a channel's own: more may be promised there than anywhere lies
    catalog.edit(database, "CAP", {"threshold": "-20"}, cause=cause)
    channel_settings.edit(database, "CAP", "b2b", {"backorders": "notify"}, cause=cause)
    stock, b2b = explaining.explain_each(database, "CAP", "EU")
    assert [(one.channel, str(one.salable)) for one in (stock, b2b)] == [
        ("", "7"),
        ("b2b", "27"),
    ]


def test_reports_messages_and_alerts_of_a_channel_say_the_same(
    shop: World, cause: Cause
) -> None:
    database = shop.database
    eligibility.set_eligibility(database, "berlin", ["b2b"], cause=cause)
    eligibility.set_eligibility(database, "paris", ["b2b"], cause=cause)
    sums = {
        one.channel: str(one.stock.salable) for one in reporting.salable_by_channel(database)
    }
    assert (sums["eu"], sums["b2b"]) == ("1", "22")
    (alone,) = reporting.salable(database, "eu")
    assert str(alone.salable) == "1"
    said = {one.channel: one.said for one in shop_messages.said_of(database, "CAP")}
    assert said["eu"] != said["b2b"]


def test_l_022_a_channel_lists_what_its_shop_shows(shop: World, cause: Cause) -> None:
    database = shop.database
    shop.product("ONLY", websites="eu", berlin=2)
    shop.product("BOTH", websites="us,eu", berlin=2)
    shop.product("OTHER", websites="us", berlin=2)
    shop.product("OFF", enabled=False, berlin=2)
    shop.product("PART", visibility="Not Visible Individually", berlin=2)
    for sku, typed in (
        ("DRAFT", {"draft": "yes"}),
        ("SOON", {"display": "2126-12-01"}),
        ("PAST", {"expires": "2001-01-02"}),
    ):
        shop.product(sku, berlin=2)
        catalog.edit(database, sku, typed, cause=cause)

    def shown(code: str, query: str = "") -> dict[str, str]:
        rows = channel_listing.in_channel(database, code, ProductQuery(query))
        return {row.sku: str(row.salable) for row in rows}

    assert shown("eu") == {"BOTH": "2", "CAP": "7", "HOOD": "15", "ONLY": "2"}
    assert set(shown("us")) == {"BOTH", "CAP", "HOOD", "OTHER"}
    assert shown("EU", "sku:B*,H*") == {"BOTH": "2", "HOOD": "15"}
    eligibility.set_eligibility(database, "berlin", ["b2b"], cause=cause)
    assert shown("eu") == {"BOTH": "0", "CAP": "7", "HOOD": "5", "ONLY": "0"}
    # the list of products on screen has the same filter
    ids = browsing.product_ids(database, ProductQuery("channel:us"))
    skus = browsing.skus(database, ids)
    assert sorted(skus.values()) == ["BOTH", "CAP", "HOOD", "OTHER"]


def test_l_023_specific_without_a_channel_counts_nowhere_and_all_everywhere(
    shop: World, cause: Cause
) -> None:
    database = shop.database

    def everywhere() -> dict[str, str]:
        return {
            stock: str(explaining.explain(database, "HOOD", stock).salable)
            for stock in ("EU", "US")
        }

    assert everywhere() == {"EU": "15", "US": "1"}
    receipt = eligibility.set_eligibility(database, "lyon", ["none"], cause=cause)
    assert everywhere() == {"EU": "14", "US": "0"}
    why = explaining.explain(database, "HOOD", "US")
    assert why.terms[0].why == "for other channels: its 1 do not count"
    eligibility.set_eligibility(database, "lyon", ["us"], cause=cause)
    assert everywhere() == {"EU": "14", "US": "1"}
    undoing.undo(database, cause=cause)
    undoing.undo(database, receipt.operation, cause=cause)
    assert everywhere() == {"EU": "15", "US": "1"}


def test_what_a_stock_sees_follows_its_channels(shop: World, cause: Cause) -> None:
    database = shop.database
    eligibility.set_eligibility(database, "berlin", ["us"], cause=cause)
    assert str(explaining.explain(database, "HOOD", "EU").salable) == "5"
    preview = mapping.preview_mapping(database, "EU", channels=["eu", "us"])
    assert (str(preview.salable_before), str(preview.salable)) == ("12", "22")
    receipt = mapping.set_channels(database, "EU", ["eu", "us"], cause=cause)
    assert str(explaining.explain(database, "HOOD", "EU").salable) == "15"
    assert checking.check(database).is_clean
    undoing.undo(database, receipt.operation, cause=cause)
    assert str(explaining.explain(database, "HOOD", "EU").salable) == "5"
    preview = mapping.preview_mapping(database, "US", assign=["berlin"])
    assert (str(preview.salable_before), str(preview.salable)) == ("1", "11")
    mapping.assign_sources(database, "US", ["berlin"], cause=cause)
    assert str(explaining.explain(database, "HOOD", "US").salable) == "11"
    mapping.prioritise(database, "EU", ["lyon", "paris", "berlin"], cause=cause)
    assert str(explaining.explain(database, "HOOD", "EU").salable) == "5"
    assert checking.check(database).is_clean


def test_deleting_a_channel_takes_its_own_sources_out_of_the_stock(
    shop: World, cause: Cause
) -> None:
    database = shop.database
    eligibility.set_eligibility(database, "berlin", ["b2b"], cause=cause)
    channels.delete_channel(database, "b2b", cause=cause)
    assert str(explaining.explain(database, "HOOD", "EU").salable) == "5"
    assert sourcing.whole_source(database, "berlin").serves.channels == ()
    assert checking.check(database).is_clean


def test_a_channels_own_rules_and_what_is_kept_from_it_hold_together(
    shop: World, cause: Cause
) -> None:
    database = shop.database
    channel_settings.edit(database, "HOOD", "eu", {"min_cart_qty": "3"}, cause=cause)
    channel_settings.edit(database, "CAP", "eu", {"backorders": "yes"}, cause=cause)
    for source in ("berlin", "paris"):
        eligibility.set_eligibility(database, source, ["b2b"], cause=cause)

    def why_not(sku: str, quantity: str, code: str) -> set[Kind]:
        asked = [(sku, Quantity.parse(quantity))]
        (line,) = order_checking.check_quantities(database, asked, channel=code)
        placed = order_checking.check(database, OrderRequest(code, tuple(asked)))
        assert {one.kind for one in placed.lines[0].problems} <= {
            one.kind for one in line.problems
        }
        assert placed.accepted == (not line.problems)
        return {one.kind for one in line.problems}

    assert can_promise(database, "HOOD", "eu") == "1"
    assert Kind.NOT_ENOUGH_QTY in why_not("HOOD", "3", "eu")
    assert Kind.MIN_SALE_QTY in why_not("HOOD", "1", "eu")
    assert why_not("HOOD", "1", "b2b") == set()
    assert why_not("CAP", "7", "b2b") == set()
    assert Kind.NOT_ENOUGH_QTY in why_not("CAP", "8", "b2b")
    assert can_promise(database, "CAP", "eu") == "0"
    # what one channel takes, the other has no more
    ordering.place(
        database, OrderRequest("b2b", (("HOOD", Quantity.parse("12")),)), cause=cause
    )
    assert can_promise(database, "HOOD", "b2b") == "3"
    assert can_promise(database, "HOOD", "eu") == "-11"


def test_a_channels_own_back_orders_decide_what_it_keeps_back(
    shop: World, cause: Cause
) -> None:
    database = shop.database
    catalog.edit(database, "HOOD", {"threshold": "4"}, cause=cause)
    eligibility.set_eligibility(database, "paris", ["b2b"], cause=cause)
    assert (can_promise(database, "HOOD", "eu"), can_promise(database, "HOOD", "b2b")) == (
        "7",
        "11",
    )
    channel_settings.edit(database, "HOOD", "eu", {"backorders": "yes"}, cause=cause)
    assert (can_promise(database, "HOOD", "eu"), can_promise(database, "HOOD", "b2b")) == (
        "11",
        "11",
    )
    (said,) = shop_messages.said_in(database, "eu", ["HOOD"])
    assert said.said.listed
