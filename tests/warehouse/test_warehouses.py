"""Sources as warehouses: L-001 to L-015, each on both databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from inventory_tui.domain.distance import Place
from inventory_tui.domain.errors import ChangedElsewhere, InventoryError, Kind
from inventory_tui.domain.geocoding import Locating
from inventory_tui.domain.history import Cause, Deed
from inventory_tui.domain.order import Address
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.regions import region_of, regions_of
from inventory_tui.domain.source_list import SourceQuery
from inventory_tui.services.files import importing
from inventory_tui.services.goods import incoming
from inventory_tui.services.keeping import checking, configuring, undoing
from inventory_tui.services.orders import order_checking, ordering
from inventory_tui.services.quantities import explaining
from inventory_tui.services.shipping import (
    consignment_rows,
    consignments,
    shipping,
    suggesting,
)
from inventory_tui.services.sourcing import (
    eligibility,
    locating,
    mapping,
    source_lists,
    source_removal,
    sourcing,
)
from inventory_tui.store.database import Database
from inventory_tui.store.tables import change, stock_source
from tests.cli.conftest import Answer, inventory, type_in
from tests.services.plugged import Install, install
from tests.world import World

__all__ = ["install", "inventory", "type_in"]
pytestmark = pytest.mark.both_databases

MUNICH = {"name": "München Süd", "country": "DE", "postcode": "81671"}
OSLO = Address("Ada Ek", "ada@example.org", "Storgata 5", "Oslo", "", "0155", "NO")


def refused(deed: Callable[..., Any], *given: Any, **named: Any) -> InventoryError:
    with pytest.raises(InventoryError) as refusal:
        deed(*given, **named)
    return refusal.value


def switch_on(database: Database, key: str, value: str = "yes") -> None:
    configuring.set_option(database, key, value, cause=Cause("maria"))


def salable(database: Database, sku: str, stock: str) -> str:
    why = explaining.explain(database, sku, stock)
    return str(why.salable)


def add_places(database: Database, *places: Place) -> None:
    with database.write() as transaction:
        transaction.places.add(places)


def place(country: str, postcode: str, city: str, latitude: str, longitude: str) -> Place:
    return Place(country, postcode, city, "Bayern", "BY", latitude, longitude)


# L-001 --------------------------------------------------------------------------------


def test_l_001_a_name_alone_makes_an_inactive_source_with_a_reference(
    database: Database, cause: Cause
) -> None:
    switch_on(database, "sources_start_disabled")
    receipt = sourcing.add_source(database, {"name": "München Süd"}, cause=cause)
    assert receipt.counts["source"] == "munchen-sud"
    added = sourcing.get_source(database, "munchen-sud")
    assert (added.name, added.enabled) == ("München Süd", False)
    assert str(UUID(added.erc)) == added.erc


def test_without_the_setting_a_country_and_a_postcode_are_needed(
    database: Database, cause: Cause
) -> None:
    refusal = refused(sourcing.add_source, database, {"name": "Rhône"}, cause=cause)
    assert [one.field for one in refusal.problems] == ["country", "postcode"]
    sourcing.add_source(database, MUNICH, cause=cause)
    assert sourcing.get_source(database, "munchen-sud").enabled


def test_codes_made_from_one_name_differ(database: Database, cause: Cause) -> None:
    switch_on(database, "sources_start_disabled")
    for name in ("Berlin", "berlin!", "Берлин", "東京"):
        sourcing.add_source(database, {"name": name}, cause=cause)
    codes = [one.code for one in sourcing.list_sources(database)]
    assert codes == ["default", "berlin", "berlin-2", "source", "source-2"]


# L-002 --------------------------------------------------------------------------------


def test_l_002_an_empty_name_and_a_taken_reference_are_refused(
    database: Database, cause: Cause
) -> None:
    empty = refused(sourcing.add_source, database, {**MUNICH, "name": " "}, cause=cause)
    assert [(one.rule, one.field) for one in empty.problems] == [
        (Kind.EMPTY, "name"),
        (Kind.EMPTY, "code"),
    ]
    sourcing.add_source(database, {**MUNICH, "erc": "WH-1"}, cause=cause)
    other = {**MUNICH, "name": "Another", "erc": "wh-1"}
    taken = refused(sourcing.add_source, database, other, cause=cause)
    assert [(one.kind, one.field) for one in taken.problems] == [(Kind.NOT_UNIQUE, "erc")]
    named = refused(sourcing.add_source, database, {**MUNICH, "code": "WH-1"}, cause=cause)
    assert (Kind.NOT_UNIQUE, "code") in [(one.kind, one.field) for one in named.problems]
    for typed, kind in (({"name": ""}, Kind.EMPTY), ({"erc": "Wh-1"}, Kind.NOT_UNIQUE)):
        wrong = refused(sourcing.edit_source, database, "default", typed, cause=cause)
        assert [(one.rule or one.kind, one.field) for one in wrong.problems] == [
            (kind, *typed.keys())
        ]


# L-003 --------------------------------------------------------------------------------


def test_l_003_name_and_description_by_language(database: Database, cause: Cause) -> None:
    sourcing.add_source(database, {**MUNICH, "name@en": "Munich South"}, cause=cause)
    typed = {"name@DE": "München-Süd", "description@de": "Am Ostbahnhof", "name@en": ""}
    receipt = sourcing.edit_source(database, "munchen-sud", typed, cause=cause)
    assert receipt.counts["changed"] == 3
    whole = sourcing.whole_source(database, "munchen-sud")
    assert whole.words == {
        ("name", "de"): "München-Süd",
        ("description", "de"): "Am Ostbahnhof",
    }
    id = whole.source.id
    database.language = "de-AT"
    with database.read() as transaction:
        assert transaction.translations.spoken("source", "name") == {id: "München-Süd"}
    undoing.undo(database, receipt.operation, cause=cause)
    assert sourcing.whole_source(database, "munchen-sud").words == {
        ("name", "en"): "Munich South"
    }


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("city@de", Kind.UNKNOWN_FIELD),
        ("name@german!", Kind.VALIDATION_FAILED),
        ("nam@de", Kind.UNKNOWN_FIELD),
    ],
)
def test_what_has_no_texts_by_language_says_so(
    database: Database, cause: Cause, label: str, kind: Kind
) -> None:
    refusal = refused(sourcing.edit_source, database, "default", {label: "x"}, cause=cause)
    assert [(one.kind, one.field) for one in refusal.problems] == [(kind, label)]


# L-004 --------------------------------------------------------------------------------


def test_l_004_three_street_lines_and_regions_that_follow_the_country(
    database: Database, cause: Cause
) -> None:
    switch_on(database, "countries", "de US")
    address = {"street": "Rosenheimer 1", "street2": "Hof 3", "street3": "Tor 2"}
    sourcing.add_source(
        database, {**MUNICH, **address, "city": "München", "region": "BY"}, cause=cause
    )
    added = sourcing.get_source(database, "munchen-sud")
    assert (added.street, added.street2, added.street3) == tuple(address.values())
    assert sourcing.enabled_countries(database) == [
        ("DE", "Germany"),
        ("US", "United States"),
    ]
    assert regions_of("de")["BY"] == "Bayern"
    assert regions_of("US")["TX"] == "Texas"
    assert (region_of("CA", "quebec"), region_of("US", "BY"), region_of("FR", "x")) == (
        "QC",
        None,
        "x",
    )
    elsewhere = refused(
        sourcing.edit_source, database, "munchen-sud", {"country": "FR"}, cause=cause
    )
    assert [(one.field, one.message) for one in elsewhere.problems] == [
        ("country", "Country: France is not enabled; there are DE, US.")
    ]
    region = refused(
        sourcing.edit_source, database, "munchen-sud", {"country": "US"}, cause=cause
    )
    assert [one.field for one in region.problems] == ["region"]
    sourcing.edit_source(
        database, "munchen-sud", {"country": "US", "region": "Texas"}, cause=cause
    )


def test_without_enabled_countries_an_odd_region_is_only_told(
    database: Database, cause: Cause
) -> None:
    receipt = sourcing.add_source(database, {**MUNICH, "region": "Bavaria"}, cause=cause)
    assert receipt.warnings == ("'Bavaria' is no region of Germany",)


# L-005 --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("latitude", "90.1"),
        ("latitude", "-91"),
        ("latitude", "north"),
        ("longitude", "180.5"),
        ("longitude", "-180.0001"),
        ("longitude", "nan"),
    ],
)
def test_l_005_degrees_beyond_the_poles_are_refused(
    database: Database, cause: Cause, field: str, text: str
) -> None:
    refusal = refused(sourcing.edit_source, database, "default", {field: text}, cause=cause)
    assert [one.field for one in refusal.problems] == [field]
    sourcing.edit_source(
        database, "default", {"latitude": "-90", "longitude": "180"}, cause=cause
    )
    sourcing.edit_source(database, "default", {"latitude": "0", "longitude": "0"}, cause=cause)
    assert sourcing.get_source(database, "default").is_located


# L-006 --------------------------------------------------------------------------------


def test_l_006_without_a_location_nothing_is_enabled_and_the_reason_is_told(
    database: Database, cause: Cause
) -> None:
    switch_on(database, "sources_start_disabled")
    sourcing.add_source(database, {"name": "Rhône"}, cause=cause)
    for refusal in (
        refused(sourcing.enable_sources, database, ["rhone"], cause=cause),
        refused(sourcing.edit_source, database, "rhone", {"enabled": "yes"}, cause=cause),
        refused(sourcing.add_source, database, {"name": "X", "enabled": "yes"}, cause=cause),
    ):
        assert [one.kind for one in refusal.problems] == [Kind.NO_LOCATION]
        assert "no latitude and longitude" in str(refusal)
        assert "sources locate" in str(refusal)
    sourcing.edit_source(
        database, "rhone", {"latitude": "0", "longitude": "0", "enabled": "yes"}, cause=cause
    )
    assert sourcing.get_source(database, "rhone").enabled


# L-007 --------------------------------------------------------------------------------


GEOCODER = """
from inventory_tui.domain.geocoding import Geocoder, Spot

def locate(asked):
    if asked.key != "sesame":
        raise PermissionError("the key is wrong")
    return [Spot(45.75, "4.85", asked.address.one_line())]

ACME = Geocoder("acme", "ACME", "Knows Lyon.", locate)
"""


def test_l_007_locate_fills_in_the_coordinates_of_the_address_whoever_knows_them(
    database: Database, cause: Cause, install: Install
) -> None:
    sourcing.add_source(database, {**MUNICH, "city": "München"}, cause=cause)
    unknown = refused(locating.locate, database, "munchen-sud", cause=cause)
    assert unknown.kind is Kind.UNKNOWN_PLACE
    assert "geonames import" in str(unknown)
    add_places(database, place("DE", "81671", "München", "48.1223", "11.6205"))
    receipt = locating.locate(database, "munchen-sud", cause=cause)
    assert receipt.deed is Deed.SOURCES_LOCATED
    found = sourcing.get_source(database, "munchen-sud")
    assert (found.latitude, found.longitude) == ("48.1223", "11.6205")
    undoing.undo(database, receipt.operation, cause=cause)
    assert not sourcing.get_source(database, "munchen-sud").is_located
    # another geocoder, which wants a key
    install("acme_maps", GEOCODER, {"inventory_tui.geocoders": {"acme": "ACME"}})
    switch_on(database, "geocoder", "acme")
    failed = refused(locating.locate, database, "munchen-sud", cause=cause)
    assert failed.kind is Kind.PLUGIN_FAILED
    assert "the key is wrong" in str(failed)
    assert not sourcing.get_source(database, "munchen-sud").is_located
    switch_on(database, "geocoder_key", "sesame")
    locating.locate(database, "munchen-sud", cause=cause)
    assert sourcing.get_source(database, "munchen-sud").latitude == "45.75"


def test_several_places_of_one_address_are_shown_and_chosen_from(
    database: Database, cause: Cause
) -> None:
    add_places(
        database,
        place("DE", "83059", "Kolbermoor", "47.8496", "12.067"),
        place("DE", "83059", "Pullach", "47.86", "12.05"),
    )
    sourcing.add_source(
        database, {"name": "Inn", "country": "DE", "postcode": "83059"}, cause=cause
    )
    tie = refused(locating.locate, database, "inn", cause=cause)
    assert {one.kind for one in tie.problems} == {Kind.AMBIGUOUS_PLACE}
    assert "Pullach" in str(tie)
    locating.locate(database, "inn", choice=2, cause=cause)
    assert sourcing.get_source(database, "inn").latitude == "47.86"
    sourcing.edit_source(database, "inn", {"city": "Kolbermoor"}, cause=cause)
    assert locating.find(database, "inn").is_sure


def test_a_region_alone_is_located_in_its_middle(database: Database, cause: Cause) -> None:
    add_places(database, place("DE", "1", "A", "48", "11"), place("DE", "2", "B", "49", "12"))
    sourcing.edit_source(
        database, "default", {"country": "DE", "postcode": "x", "region": "BY"}, cause=cause
    )
    (spot,) = locating.find(database, "default").spots
    assert (spot.latitude, spot.longitude, spot.label) == (
        "48.5",
        "11.5",
        "middle of Bayern, DE",
    )


def test_a_geocoder_that_was_taken_away_is_named(
    database: Database, cause: Cause, install: Install
) -> None:
    with database.write() as transaction:
        transaction.options.put("geocoder", None, "gone")
    refusal = refused(locating.locate, database, "default", cause=cause)
    assert refusal.kind is Kind.UNKNOWN_GEOCODER
    assert isinstance(Locating, type)


# L-008 --------------------------------------------------------------------------------


@pytest.fixture
def shop(world: World) -> World:
    """Three sources in one stock of two channels."""
    with world.at_once():
        world.source("berlin", latitude="52.5", longitude="13.4")
        world.source("paris", latitude="48.86", longitude="2.33")
        world.source("lyon", latitude="45.74", longitude="4.84")
        world.stock("EU", "berlin", "paris", "lyon", channels=["eu", "b2b"])
        world.product("HOOD", berlin=10, paris=4, lyon=1)
        world.product("CAP", paris=7)
    return world


def test_l_008_what_lies_at_a_source_switched_off_counts_no_longer(
    shop: World, cause: Cause
) -> None:
    assert salable(shop.database, "HOOD", "EU") == "15"
    sourcing.disable_sources(shop.database, ["berlin"], cause=cause)
    assert salable(shop.database, "HOOD", "EU") == "5"
    (line,) = order_checking.check_quantities(
        shop.database, [("HOOD", Quantity.parse("6"))], channel="eu"
    )
    assert Kind.NOT_ENOUGH_QTY in [one.kind for one in line.problems]


# L-009, L-010 -------------------------------------------------------------------------


def test_l_009_all_channels_or_a_list_that_grows_and_shrinks(shop: World, cause: Cause) -> None:
    database = shop.database

    def serves() -> tuple[str, ...] | None:
        return sourcing.whole_source(database, "berlin").serves.channels

    assert serves() is None
    receipt = eligibility.set_eligibility(database, "berlin", ["B2B"], cause=cause)
    assert receipt.deed is Deed.SOURCE_ELIGIBLE
    assert serves() == ("b2b",)
    eligibility.set_eligibility(database, "berlin", add=["eu"], cause=cause)
    assert serves() == ("b2b", "eu")
    eligibility.set_eligibility(database, "berlin", remove=["b2b"], cause=cause)
    assert serves() == ("eu",)
    undoing.undo(database, cause=cause)
    assert serves() == ("b2b", "eu")
    eligibility.set_eligibility(database, "berlin", ["all"], cause=cause)
    assert serves() is None
    unknown = refused(eligibility.set_eligibility, database, "berlin", ["eux"], cause=cause)
    assert unknown.kind is Kind.UNKNOWN_WEBSITE
    assert "did you mean 'eu'" in str(unknown).lower()
    same = eligibility.set_eligibility(database, "berlin", ["all"], cause=cause)
    assert same.operation is None


def test_nobody_loses_a_channel_that_another_terminal_added(
    shop: World, cause: Cause, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = shop.database
    eligibility.set_eligibility(database, "berlin", ["none"], cause=cause)
    edit = sourcing.edit_source

    def after_another(*given: Any, **named: Any) -> Any:
        monkeypatch.setattr(sourcing, "edit_source", edit)
        eligibility.set_eligibility(database, "berlin", add=["b2b"], cause=cause)
        return edit(*given, **named)

    monkeypatch.setattr(sourcing, "edit_source", after_another)
    with pytest.raises(ChangedElsewhere):
        eligibility.set_eligibility(database, "berlin", add=["eu"], cause=cause)
    assert sourcing.whole_source(database, "berlin").serves.channels == ("b2b",)


def test_an_order_type_has_one_rank_whatever_its_letter_case(shop: World, cause: Cause) -> None:
    def typed(ranks: str) -> Any:
        return sourcing.edit_source(
            shop.database, "berlin", {"order_types": ranks}, cause=cause
        )

    typed("Web=1, web =1, wholesale=2")
    serves = sourcing.whole_source(shop.database, "berlin").serves
    assert serves.order_types == {"web": 1, "wholesale": 2}
    refusal = refused(typed, "Web=1, web=2")
    assert (refusal.problems[0].field, str(refusal)) == (
        "order_types",
        "Order types: web is there twice.",
    )


def test_l_010_one_source_for_many_channels_and_many_sources_for_one(
    shop: World, cause: Cause
) -> None:
    database = shop.database
    for code, channels in (("berlin", ["eu", "b2b"]), ("paris", ["eu"]), ("lyon", ["b2b"])):
        eligibility.set_eligibility(database, code, channels, cause=cause)
    can = {
        channel: str(explaining.explain(database, "HOOD", channel=channel).salable)
        for channel in ("eu", "b2b")
    }
    assert can == {"eu": "14", "b2b": "11"}
    assert salable(database, "HOOD", "EU") == "15"


def test_the_default_source_serves_every_channel(database: Database, cause: Cause) -> None:
    refusal = refused(eligibility.set_eligibility, database, "default", ["base"], cause=cause)
    assert refusal.kind is Kind.DEFAULT_SOURCE_PROTECTED


# L-011 --------------------------------------------------------------------------------


def ask_for(sku: str, quantity: int) -> OrderRequest:
    return OrderRequest("eu", ((sku, Quantity.parse(str(quantity))),))


def ask(
    shop: World, quantity: int, *, account: str = "", group: str = "", kind: str = ""
) -> OrderRequest:
    return OrderRequest(
        "eu",
        (("HOOD", Quantity.parse(str(quantity))),),
        ship_to=OSLO,
        account=account,
        customer_group=group,
        order_type=kind,
    )


def test_l_011_a_source_for_some_accounts_groups_and_order_types_serves_no_other_order(
    shop: World, cause: Cause
) -> None:
    database = shop.database
    eligibility.set_eligibility(
        database, "berlin", accounts=["ACME"], groups=["Gold"], cause=cause
    )
    assert not order_checking.check(database, ask(shop, 6)).accepted
    assert order_checking.check(database, ask(shop, 6, account="acme")).accepted
    assert order_checking.check(database, ask(shop, 6, group="GOLD")).accepted
    refusal = refused(ordering.place, database, ask(shop, 6), cause=cause)
    assert refusal.kind is Kind.NOT_ENOUGH_QTY
    others = ordering.place(database, ask(shop, 5), cause=cause).order
    mine = ordering.place(database, ask(shop, 6, account="Acme"), cause=cause).order
    plan = shipping.plan(database, mine)
    assert [(one.source, str(one.quantity)) for one in plan.allocations if one.quantity] == [
        ("berlin", "6")
    ]
    plan = shipping.plan(database, others)
    assert {one.source for one in plan.allocations} == {"paris", "lyon"}
    wrong = refused(shipping.create, database, others, "berlin", None, cause=cause)
    assert wrong.kind is Kind.SOURCE_NOT_ELIGIBLE
    shown = ordering.show(database, mine).order
    assert (shown.account, shown.order_type) == ("Acme", "")
    for number in (others, mine):
        ordering.cancel(database, number, cause=cause)
    # for order types, whose priority comes before that of the stock
    eligibility.set_eligibility(database, "berlin", accounts=[], groups=[], cause=cause)
    eligibility.set_eligibility(database, "lyon", order_types={"express": 1}, cause=cause)
    eligibility.set_eligibility(database, "paris", order_types={"Express": 2}, cause=cause)
    plain = ordering.place(database, ask(shop, 3), cause=cause).order
    number = ordering.place(database, ask(shop, 12, kind="EXPRESS"), cause=cause).order
    taken = [
        (one.source, str(one.quantity))
        for one in shipping.plan(database, number).allocations
        if one.quantity
    ]
    assert taken == [("lyon", "1"), ("paris", "4"), ("berlin", "7")]
    assert {one.source for one in shipping.plan(database, plain).allocations} == {"berlin"}


def test_nobody_is_promised_a_unit_that_is_kept_for_others(shop: World, cause: Cause) -> None:
    database = shop.database
    eligibility.set_eligibility(database, "berlin", ["b2b"], cause=cause)
    b2b = OrderRequest("b2b", (("HOOD", Quantity.parse("15")),))
    requests = [ask(shop, 6), ask(shop, 5), ask(shop, 1), b2b]
    placed = []
    for request in requests:
        try:
            ordering.place(database, request, cause=cause)
            placed.append(True)
        except InventoryError:
            placed.append(False)
    assert placed == [False, True, False, False]
    again = OrderRequest("b2b", (("HOOD", Quantity.parse("10")),))
    assert order_checking.check(database, again).accepted
    assert checking.check(database).is_clean


# L-012 --------------------------------------------------------------------------------


def _expect_goods(database: Database, code: str, cause: Cause) -> None:
    incoming.add(
        database,
        "CAP",
        code,
        Quantity.parse("3"),
        expected=date(2099, 1, 1),
        cause=cause,
    )


def _plan_a_shipment(database: Database, code: str, cause: Cause) -> None:
    mapping.assign_sources(database, "EU", [code], cause=cause)
    order = ordering.place(database, ask_for("CAP", 2), cause=cause).order
    draft = consignments.add(database, [order], algorithm=None, cause=cause).consignment
    row = draft.rows[0].id
    consignment_rows.set_row(database, draft.id, row, source=code, cause=cause)
    mapping.unassign_sources(database, "EU", [code], cause=cause)


def _link_for_a_while(database: Database, code: str, cause: Cause) -> None:
    mapping.assign_sources(database, "EU", [code], cause=cause)
    mapping.unassign_sources(database, "EU", [code], cause=cause)


_NAMED_BY = (
    ("dock", _expect_goods, "1 expected delivery"),
    ("depot", _plan_a_shipment, "1 line of consignments"),
    ("attic", _link_for_a_while, "2 history entries name it"),
)
"""A source, a deed on it, and what keeps it from being deleted afterwards."""


def test_l_012_what_nothing_names_is_deleted_and_anything_else_archived(
    shop: World, cause: Cause
) -> None:
    database = shop.database
    sourcing.add_source(database, MUNICH, cause=cause)
    sourcing.edit_source(database, "munchen-sud", {"city": "München"}, cause=cause)
    eligibility.set_eligibility(database, "munchen-sud", ["eu"], accounts=["A"], cause=cause)
    receipt = source_removal.delete_sources(database, ["munchen-sud"], cause=cause)
    assert receipt.counts == {"deleted": 1}
    assert "munchen-sud" not in [one.code for one in sourcing.list_sources(database)]
    refusal = refused(source_removal.delete_sources, database, ["berlin"], cause=cause)
    assert refusal.kind is Kind.SOURCE_IN_USE
    assert str(refusal) == (
        "berlin not deleted: 1 source item and 1 stock that takes from it name it. "
        "Archive it: sources archive berlin."
    )
    for code, deed, named in _NAMED_BY:
        shop.source(code)
        deed(database, code, cause)
        refusal = refused(source_removal.delete_sources, database, [code], cause=cause)
        assert named in str(refusal)
        assert source_removal.archive_sources(database, [code], cause=cause).operation
    source_removal.archive_sources(database, ["berlin"], cause=cause)
    berlin = sourcing.get_source(database, "berlin")
    assert (berlin.archived, berlin.enabled) == (True, False)
    offered = [one.code for one in sourcing.offered_sources(database)]
    assert offered == ["default", "lyon", "paris"]
    assert salable(database, "HOOD", "EU") == "5"
    archived = refused(sourcing.enable_sources, database, ["berlin"], cause=cause)
    assert archived.kind is Kind.SOURCE_ARCHIVED
    source_removal.restore_sources(database, ["berlin"], cause=cause)
    sourcing.enable_sources(database, ["berlin"], cause=cause)
    assert salable(database, "HOOD", "EU") == "15"


def test_the_default_source_is_neither_deleted_nor_archived(
    database: Database, cause: Cause
) -> None:
    for deed in (source_removal.delete_sources, source_removal.archive_sources):
        assert refused(deed, database, ["default"], cause=cause).kind is (
            Kind.DEFAULT_SOURCE_PROTECTED
        )


def test_a_deleted_source_leaves_neither_its_id_nor_its_texts_to_the_next(
    database: Database, cause: Cause
) -> None:
    sourcing.add_source(database, {**MUNICH, "name@en": "Munich"}, cause=cause)
    first = sourcing.get_source(database, "munchen-sud").id
    source_removal.delete_sources(database, ["munchen-sud"], cause=cause)
    sourcing.add_source(database, MUNICH, cause=cause)
    second = sourcing.whole_source(database, "munchen-sud")
    assert second.source.id != first
    assert not second.words


def test_archiving_is_undone(shop: World, cause: Cause) -> None:
    receipt = source_removal.archive_sources(shop.database, ["berlin"], cause=cause)
    undoing.undo(shop.database, receipt.operation, cause=cause)
    berlin = sourcing.get_source(shop.database, "berlin")
    assert (berlin.archived, berlin.enabled) == (False, True)
    assert salable(shop.database, "HOOD", "EU") == "15"


# L-013 --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "query"),
    [
        ("active", "active:no"),
        ("city", "city:c02"),
        ("country", "country:AD"),
        ("latitude", "latitude:2"),
        ("longitude", "longitude>=2 longitude<10"),
        ("name", 'name:"inland 02"'),
        ("region", "region:R02"),
        ("street", "street:rivoli-02"),
    ],
)
def test_l_013_the_eight_documented_fields_filter_and_sort_both_ways_by_pages(
    world: World, field: str, query: str
) -> None:
    for number in (2, 10, 1):
        world.source(
            f"s{number}",
            name=f"Inland {number:02}",
            city=f"C{number:02}",
            region=f"R{number:02}",
            street=f"Rue de Rivoli-{number:02}",
            country=f"A{'BCDEFGHIJKL'[number]}",
            latitude=str(number),
            longitude=str(number),
            enabled=number != 2,
        )

    def codes(filter: str, limit: int | None = None, **given: Any) -> list[str]:
        rows = source_lists.source_rows(world.database, SourceQuery(filter, **given), limit)
        return [row.source.code for row in rows]

    assert codes(query) == ["s2"]
    up = codes("code:s*", sort=field)
    down = codes("code:s*", sort=field, descending=True)
    if field == "active":
        assert (up[0], down[-1]) == ("s2", "s2")
    else:
        assert (up, down) == (["s1", "s2", "s10"], ["s10", "s2", "s1"])
    assert codes("code:s*", 2, sort=field) == up[:2]


# L-014 --------------------------------------------------------------------------------


def test_l_014_a_reference_stands_wherever_a_code_does_and_what_is_not_sent_stays(
    world: World, cause: Cause, inventory: Callable[..., Answer], tmp_path: Any
) -> None:
    database = world.database
    world.source("berlin", erc="WH-7", erc_key="wh-7", city="Berlin")
    world.stock("EU", channels=["eu"])
    world.product("HOOD")

    def shown(name: str) -> dict[str, Any]:
        return inventory(f"sources show {name} --json").row

    before = shown("berlin")
    assert before == shown("wh-7")
    inventory("sources set wh-7 region=BE")
    after = shown("WH-7")
    assert {key for key in after if after[key] != before[key]} == {"region", "version"}
    for line in (
        "sources disable WH-7",
        "sources enable wh-7",
        "sources eligible WH-7 eu",
        "stocks assign EU WH-7",
        "quantities set HOOD wh-7 2",
        "incoming add HOOD WH-7 4 --expected 2099-01-01",
    ):
        inventory(line)
    assert world.held("HOOD", "berlin") == "2"
    assert shown("berlin")["channels"] == ["eu"]
    file = tmp_path / "quantities.csv"
    file.write_text("source_code,sku,quantity\nWH-7,HOOD,3\n", encoding="utf-8")
    importing.import_quantities(database, file, cause=cause)
    assert salable(database, "HOOD", "EU") == "3"
    twice = refused(mapping.map_stock, database, "EU", sources=["berlin", "WH-7"], cause=cause)
    assert "twice" in str(twice)
    assert inventory("sources archive WH-7 --json").row["changed"] == 1
    assert inventory("sources delete nowhere --json", status=1).row["error"] == "unknown_source"


def test_a_stale_version_is_told(database: Database, cause: Cause) -> None:
    sourcing.add_source(database, MUNICH, cause=cause)
    sourcing.edit_source(database, "munchen-sud", {"city": "M"}, cause=cause)
    with pytest.raises(ChangedElsewhere):
        sourcing.edit_source(
            database, "munchen-sud", {"channels": "base"}, seen_version=1, cause=cause
        )


# L-015 --------------------------------------------------------------------------------


def test_l_015_the_nearest_source_that_has_it_all_is_suggested(
    shop: World, cause: Cause
) -> None:
    database = shop.database
    add_places(database, Place("FR", "69001", "Lyon", "ARA", "84", "45.77", "4.83"))
    lyon = Address(city="Lyon", postcode="69001", country="FR")
    number = ordering.place(
        database,
        OrderRequest("eu", (("HOOD", Quantity.parse("4")),), ship_to=lyon),
        cause=cause,
    ).order
    found = suggesting.suggest(database, number)
    assert (found.source, found.able) == ("paris", ("paris", "berlin"))
    assert found.sentence == "Cheapest: all from paris 392 km, nearest of 2 that have it all"
    sourcing.disable_sources(database, ["paris", "berlin"], cause=cause)
    assert suggesting.suggest(database, number).why.startswith("No source has all of it")


# what follows of all of it ------------------------------------------------------------


def test_doctor_finds_and_mends_a_link_that_counts_wrongly(shop: World, cause: Cause) -> None:
    database = shop.database
    eligibility.set_eligibility(database, "berlin", ["base"], cause=cause)
    with database.write() as transaction:
        transaction.connection.execute(stock_source.update().values(counts=True))
    found = {finding.flaw.value for finding in checking.check(database).findings}
    assert "kept_counts" in found
    assert checking.check(database, fix=True, cause=cause).is_clean
    assert checking.check(database).is_clean
    assert salable(database, "HOOD", "EU") == "5"


def test_the_history_tells_whom_a_source_serves(shop: World, cause: Cause) -> None:
    receipt = eligibility.set_eligibility(
        shop.database, "berlin", ["eu"], order_types={"express": 2}, cause=cause
    )
    with shop.database.read() as transaction:
        rows = transaction.connection.execute(
            select(change.c.field, change.c.before, change.c.after).where(
                change.c.operation_id == receipt.operation
            )
        ).all()
    assert [tuple(row) for row in rows] == [
        ("channels", "all", "eu"),
        ("order_types", None, "express=2"),
    ]
