"""Product status: scheduled, expired, drafts, ends and what comes after them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from inventory_tui.domain.composite import BundleOption, Part
from inventory_tui.domain.errors import InvalidInput, Kind, Refused
from inventory_tui.domain.history import SYSTEM, Operation
from inventory_tui.domain.product_list import ProductQuery
from inventory_tui.services.keeping import configuring, undoing
from inventory_tui.services.keeping.due import statuses_due_after
from inventory_tui.services.orders import order_checking, order_import
from inventory_tui.services.products import (
    browsing,
    bulk_edits,
    catalog,
    channel_listing,
    composites,
    salability,
    succession,
)
from inventory_tui.services.products.status_check import check_statuses
from inventory_tui.services.reports import reporting
from inventory_tui.store.database import Database
from inventory_tui.store.products.lives import next_date
from tests.conftest import Clock
from tests.services.shopping import CLERK, Shop, refused, request
from tests.world import World


@pytest.fixture
def shop(world: World) -> Shop:
    with world.at_once():
        world.sources("berlin")
        world.stock("EU", "berlin", channels=["eu"])
        world.product("BAG", berlin=20)
        world.product("HAT", berlin=20)
        for sku in ("TEE-S", "TEE-M"):
            world.product(sku, berlin=20)
        world.product("TEE", type="configurable")
    variants = [Part("TEE-S", label="size=S"), Part("TEE-M", label="size=M")]
    composites.set_variations(world.database, "TEE", variants, cause=CLERK)
    return Shop(world)


def edit(shop: Shop, sku: str, **fields: str) -> None:
    catalog.edit(shop.database, sku, fields, cause=CLERK)


def state(shop: Shop, sku: str) -> str:
    """Where it stands on its page, which is what the list says and its filter finds."""
    shown = catalog.show(shop.database, sku).state.value
    (row,) = browsing.product_window(shop.database, ProductQuery(f'sku:"{sku}"'), 9)
    assert row.state == shown
    for word in ("approved", "scheduled", "expired", "draft"):
        query = ProductQuery(f'sku:"{sku}" state:{word}')
        assert len(browsing.product_ids(shop.database, query)) == (word == shown)
    return shown


def kinds(shop: Shop, sku: str) -> list[Kind]:
    """Why one of it cannot be ordered."""
    try:
        shop.place({sku: 1})
    except Refused as refusal:
        return [one.kind for one in refusal.problems]
    return []


def kept(shop: Shop, sku: str) -> str:
    with shop.database.read() as transaction:
        return transaction.products.known(sku).status.value


def newest(shop: Shop) -> Operation:
    ids = reporting.history_ids(shop.database)
    return reporting.operations(shop.database, ids[:1])[ids[0]]


# -- the rows of the checklist -----------------------------------------------------------------


def test_l_170_product_expiry_expires_all_its_skus(shop: Shop, clock: Clock) -> None:
    edit(shop, "TEE", expires="2026-11-20T12:00")
    assert [state(shop, sku) for sku in ("TEE", "TEE-S", "TEE-M")] == ["approved"] * 3
    assert kinds(shop, "TEE-S") == []
    clock.advance(hours=2)
    assert [state(shop, sku) for sku in ("TEE", "TEE-S", "TEE-M")] == ["expired"] * 3
    assert kinds(shop, "TEE-S") == [Kind.PRODUCT_EXPIRED]
    assert state(shop, "BAG") == "approved"
    assert kept(shop, "TEE") == "approved", "until it is checked the history says the old"
    assert check_statuses(shop.database).unpublished == 1
    assert kept(shop, "TEE") == "expired"
    stands = salability.statuses(shop.database, ["TEE", "TEE-S", "HAT"], "EU")
    assert [sku for sku, one in stands.items() if one.is_salable] == ["HAT"]
    shown = channel_listing.in_channel(shop.database, "eu", ProductQuery())
    assert [row.sku for row in shown] == ["BAG", "HAT"], "nor are they found in the shop"


def test_l_171_sku_level_expiry(shop: Shop, clock: Clock) -> None:
    edit(shop, "TEE-S", expires="2026-11-20T12:00")
    clock.advance(hours=2)
    assert [state(shop, sku) for sku in ("TEE", "TEE-S", "TEE-M")] == [
        "approved",
        "expired",
        "approved",
    ]
    assert (kinds(shop, "TEE-S"), kinds(shop, "TEE-M")) == ([Kind.PRODUCT_EXPIRED], [])


@pytest.mark.parametrize("minutes", ["0", "-15", "1.5", "often"])
def test_l_172_the_interval_is_above_0_and_15_minutes_by_itself(
    shop: Shop, minutes: str
) -> None:
    assert configuring.value(shop.database, "status_check_minutes") == 15
    with pytest.raises(InvalidInput):
        configuring.set_option(shop.database, "status_check_minutes", minutes, cause=CLERK)
    assert statuses_due_after(shop.database) == timedelta(minutes=15)
    configuring.set_option(shop.database, "status_check_minutes", "5", cause=CLERK)
    assert configuring.value(shop.database, "status_check_minutes") == 5
    assert statuses_due_after(shop.database) == timedelta(minutes=5)


def test_l_173_schedule_future_display_then_scheduled_then_approved(
    shop: Shop, clock: Clock
) -> None:
    edit(shop, "BAG", display="2026-12-01T00:00")
    assert state(shop, "BAG") == "scheduled"
    assert kinds(shop, "BAG") == [Kind.PRODUCT_SCHEDULED]
    assert check_statuses(shop.database).unpublished == 1
    assert kept(shop, "BAG") == "scheduled"
    clock.now = datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC)
    assert state(shop, "BAG") == "scheduled"
    clock.advance(seconds=1)
    assert state(shop, "BAG") == "approved"
    assert kinds(shop, "BAG") == []
    done = check_statuses(shop.database)
    assert (done.published, done.unpublished) == (1, 0)
    told = newest(shop)
    assert (told.actor, told.deed, told.summary) == (
        SYSTEM,
        "products status",
        "BAG: scheduled → approved",
    )
    assert check_statuses(shop.database).receipts == ()


def test_l_174_convert_to_draft_and_unpublish_differ(shop: Shop) -> None:
    edit(shop, "BAG", draft="yes")
    edit(shop, "HAT", enabled="no")
    assert (state(shop, "BAG"), state(shop, "HAT")) == ("draft", "approved")
    bag, hat = (catalog.show(shop.database, sku).product for sku in ("BAG", "HAT"))
    assert (bag.enabled, hat.enabled) == (True, False)
    assert kinds(shop, "BAG") == [Kind.PRODUCT_DRAFT]
    assert kinds(shop, "HAT") == [Kind.PRODUCT_DISABLED]
    assert newest(shop).summary == "HAT: enabled yes → no"
    edit(shop, "BAG", draft="no")
    assert (state(shop, "BAG"), kinds(shop, "BAG")) == ("approved", [])


def test_l_175_revive_by_new_date_and_publish(shop: Shop, clock: Clock) -> None:
    edit(shop, "BAG", expires="2026-11-20T12:00")
    clock.advance(hours=2)
    check_statuses(shop.database)
    edit(shop, "BAG", enabled="no")
    edit(shop, "BAG", expires="2027-01-01")
    assert (state(shop, "BAG"), kinds(shop, "BAG")) == ("approved", [Kind.PRODUCT_DISABLED])
    edit(shop, "BAG", enabled="yes")
    assert kinds(shop, "BAG") == []
    assert check_statuses(shop.database).published == 1
    edit(shop, "BAG", never_expire="yes")
    assert catalog.show(shop.database, "BAG").product.expires_at is None


def test_l_176_a_discontinued_product_is_replaced_once_it_is_out_of_stock(shop: Shop) -> None:
    for sku, units in (("V1", 1), ("V2", 0), ("V3", 0), ("V4", 5)):
        shop.world.product(sku, berlin=units)
    for sku, after in (("V1", "V2"), ("V2", "V3"), ("V3", "V4")):
        edit(shop, sku, discontinued="yes", discontinued_on="2026-11-01", replacement=after)

    def offered(sku: str) -> str:
        return succession.resolve(shop.database, sku, "EU").sku

    assert offered("V1") == "V1", "what is there is still sold"
    shop.place({"V1": 1})
    assert succession.resolve(shop.database, "V1", "EU").chain == ("V1", "V2", "V3", "V4")
    (problem,) = refused(lambda: shop.place({"V1": 1})).problems
    assert problem.message.endswith("It is discontinued; V4 replaces it.")
    edit(shop, "V3", backorders="yes")
    assert offered("V1") == "V3"
    edit(shop, "V2", discontinued="no")
    assert offered("V1") == "V2", "what is not discontinued comes back"
    ends = catalog.show(shop.database, "V1").succession
    assert (ends.discontinued_on, ends.replacement) == ("2026-11-01", "V2")


def test_a_chain_that_leads_back_is_refused(shop: Shop) -> None:
    edit(shop, "BAG", discontinued="yes", replacement="HAT")
    edit(shop, "HAT", discontinued="yes", replacement="TEE-S")
    for sku in ("BAG", "HAT", "TEE-S"):
        refusal = refused(lambda sku=sku: edit(shop, "TEE-S", replacement=sku))
        assert (refusal.kind, refusal.problems[0].field) == (
            Kind.VALIDATION_FAILED,
            "replacement",
        )
    assert refused(lambda: edit(shop, "BAG", replacement="NO")).kind is Kind.UNKNOWN_PRODUCT


def test_l_177_time_zone_setting_applied(shop: Shop, clock: Clock) -> None:
    configuring.set_option(shop.database, "time_zone", "Asia/Tokyo", cause=CLERK)
    edit(shop, "BAG", display="2026-12-01T00:00")
    clock.now = datetime(2026, 11, 30, 14, 59, tzinfo=UTC)
    assert state(shop, "BAG") == "scheduled"
    clock.advance(minutes=1)
    assert state(shop, "BAG") == "approved"


# -- looking, selling --------------------------------------------------------------------------


def test_of_several_that_apply_the_strongest_is_shown(shop: Shop, clock: Clock) -> None:
    edit(shop, "BAG", display="2026-11-20T11:00", expires="2026-11-20T12:00")
    assert state(shop, "BAG") == "scheduled"
    clock.advance(hours=1)
    assert state(shop, "BAG") == "approved"
    clock.advance(hours=1)
    assert state(shop, "BAG") == "expired"
    edit(shop, "BAG", draft="yes")
    assert state(shop, "BAG") == "draft"


def test_nothing_of_a_composite_is_sold_that_is_not_for_sale(shop: Shop, clock: Clock) -> None:
    shop.world.product("SET", type="bundle")
    options = [BundleOption("Bag", (Part("BAG"),)), BundleOption("Hat", (Part("HAT"),))]
    composites.set_bundle(shop.database, "SET", options, cause=CLERK)
    assert kinds(shop, "SET") == []
    edit(shop, "SET", display="2026-12-01")
    assert kinds(shop, "SET") == [Kind.PRODUCT_SCHEDULED]
    edit(shop, "SET", display="")
    edit(shop, "HAT", expires="2026-11-20T12:00")
    clock.advance(hours=2)
    assert kinds(shop, "SET") == [Kind.PRODUCT_NOT_AVAILABLE]
    assert not salability.statuses(shop.database, ["SET"], "EU")["SET"].is_salable
    checked = order_checking.check(shop.database, request({"HAT": 1}))
    assert [one.kind for one in checked.lines[0].problems] == [Kind.PRODUCT_EXPIRED]


def test_a_variant_of_two_products_is_sold_while_one_of_them_is(shop: Shop) -> None:
    shop.world.product("NEW", type="configurable")
    composites.set_variations(shop.database, "NEW", [Part("TEE-S")], cause=CLERK)
    edit(shop, "NEW", display="2026-12-01")
    assert (state(shop, "NEW"), state(shop, "TEE-S")) == ("scheduled", "approved")
    edit(shop, "TEE", draft="yes")
    assert (state(shop, "TEE-S"), state(shop, "TEE-M")) == ("scheduled", "draft")


def test_a_product_in_another_unit_follows_it(shop: Shop) -> None:
    for base, box in (("BAG", "BAG/box"), ("TEE-S", "TEE-S/box")):
        id = catalog.show(shop.database, base).product.id
        shop.world.product(box, berlin=20, unit_of=id)
    edit(shop, "BAG", draft="yes")
    edit(shop, "TEE", display="2026-12-01")
    assert (state(shop, "BAG/box"), state(shop, "TEE-S/box")) == ("draft", "scheduled")
    assert kinds(shop, "BAG/box") == [Kind.PRODUCT_DRAFT]
    assert kinds(shop, "TEE-S/box") == [Kind.PRODUCT_SCHEDULED]


def test_an_import_that_lasts_over_a_date_goes_by_the_clock(shop: Shop, clock: Clock) -> None:
    edit(shop, "BAG", expires="2026-11-20T10:30")
    orders = [request({"BAG": 1}, str(number)) for number in range(2_500)]

    def tick(done: int, total: int) -> None:
        clock.advance(hours=1)

    edit(shop, "BAG", backorders="yes", max_cart_qty="9999")
    done = order_import.import_orders(shop.database, orders, cause=CLERK, progress=tick)
    assert int(done.receipt.counts["placed"]) in range(1, 2_500)
    assert {one.problems[0].kind for one in done.refused} == {Kind.PRODUCT_EXPIRED}


def test_a_shop_without_dates_asks_nothing_about_them(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inventory_tui.store.products import lives

    asked: list[object] = []
    monkeypatch.setattr(lives, "aboves", lambda *given: asked.append(given) or {})
    shop.place({"BAG": 1})
    list(browsing.products(shop.database, ProductQuery("state:approved")))
    assert asked == []
    edit(shop, "HAT", expires="2030-01-01")
    shop.place({"BAG": 1})
    assert asked


# -- typing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"display": "tomorrow"}, "display"),
        ({"display": "2026-13-01"}, "display"),
        ({"expires": "2026-12-01 25:00"}, "expires"),
        ({"display": "2026-12-01", "expires": "2026-11-30"}, "expires"),
        ({"never_expire": "no"}, "never_expire"),
        ({"never_expire": "yes", "expires": "2027-01-01"}, "never_expire"),
        ({"draft": "maybe"}, "draft"),
        ({"discontinued_on": "soon"}, "discontinued_on"),
    ],
)
def test_dates_that_make_no_sense_are_refused(
    shop: Shop, fields: dict[str, str], wrong: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        edit(shop, "BAG", **fields)
    assert refusal.value.problems[0].field == wrong
    with pytest.raises(InvalidInput):
        catalog.add(shop.database, "NEW", fields, cause=CLERK)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/New_York"])
@pytest.mark.parametrize("field", ["display", "expires"])
@pytest.mark.parametrize("far", ["0001-01-01", "0999-12-31T23:59", "9999-12-31T23:59"])
def test_dates_that_no_calendar_of_another_zone_has_are_refused(
    shop: Shop, zone: str, field: str, far: str
) -> None:
    configuring.set_option(shop.database, "time_zone", zone, cause=CLERK)
    with pytest.raises(InvalidInput, match="write a date as 2026-12-01") as refusal:
        edit(shop, "BAG", **{field: far})
    assert refusal.value.problems[0].field == field
    edit(shop, "BAG", expires="9999-12-31")
    assert catalog.show(shop.database, "BAG").product.expires_at is not None


def test_a_product_may_be_added_with_its_dates(shop: Shop) -> None:
    fields = {"display": "2026-12-01", "draft": "yes", "replacement": "HAT"}
    catalog.add(shop.database, "NEW", fields, cause=CLERK)
    shown = catalog.show(shop.database, "NEW")
    assert (shown.state.value, shown.succession.replacement) == ("draft", "HAT")
    assert shown.product.display_at == datetime(2026, 12, 1, tzinfo=UTC)


def test_nothing_changed_is_no_deed(shop: Shop) -> None:
    edit(shop, "BAG", display="2026-12-01", replacement="HAT")
    before = reporting.history_ids(shop.database)
    edit(shop, "BAG", display="2026-12-01T00:00", draft="no", replacement="hat")
    check_statuses(shop.database)
    edit(shop, "BAG", draft="no")
    assert reporting.history_ids(shop.database)[1:] == before, "the check alone"


def test_undo_takes_dates_and_ends_back(shop: Shop) -> None:
    fields = {"draft": "yes", "display": "2026-12-01", "discontinued": "yes"}
    first = catalog.edit(shop.database, "BAG", {**fields, "replacement": "HAT"}, cause=CLERK)
    undoing.undo(shop.database, first.operation, cause=CLERK)
    shown = catalog.show(shop.database, "BAG")
    assert (shown.state.value, shown.product.display_at) == ("approved", None)
    assert (shown.succession.discontinued, shown.succession.replacement) == (False, "")
    redo = reporting.history_ids(shop.database)[0]
    undoing.undo(shop.database, redo, cause=CLERK)
    shown = catalog.show(shop.database, "BAG")
    assert (shown.state.value, shown.succession.replacement) == ("draft", "HAT")
    assert shown.product.display_at == datetime(2026, 12, 1, tzinfo=UTC)


def test_what_ends_and_what_else_changes_with_it_is_one_deed(shop: Shop) -> None:
    before = reporting.history_ids(shop.database)
    edit(shop, "BAG", discontinued="yes", threshold="2")
    edit(shop, "HAT", threshold="2")
    both = reporting.history_ids(shop.database)
    assert len(both) == len(before) + 2
    undoing.undo(shop.database, both[1], cause=CLERK)
    shown = catalog.show(shop.database, "BAG")
    assert (shown.succession.discontinued, shown.product.own) == (False, {})


def test_many_at_once_and_back(shop: Shop, clock: Clock) -> None:
    ids = list(catalog.ids_of(shop.database, ["BAG", "HAT"]).values())
    edit(shop, "HAT", display="2026-11-25")
    check_statuses(shop.database)
    typed = {"expires": "2026-12-01T06:00", "draft": "no"}
    plan = bulk_edits.plan(shop.database, ids, typed)
    assert dict(plan.fields) == {"expires": 2, "draft": 0}
    done = bulk_edits.set_many(shop.database, ids, typed, cause=CLERK, expected=plan)
    assert done.counts["changed"] == 2
    rows = [row for row in reporting.history(shop.database, sku="BAG") if row.before is None]
    assert rows[0].after == "2026-12-01T06:00Z"
    bulk_edits.set_many(shop.database, ids, {"draft": "yes"}, cause=CLERK)
    assert [state(shop, sku) for sku in ("BAG", "HAT")] == ["draft", "draft"]
    undoing.undo(shop.database, None, cause=CLERK)
    assert [state(shop, sku) for sku in ("BAG", "HAT")] == ["approved", "scheduled"]
    undoing.undo(shop.database, done.operation, cause=CLERK)
    assert catalog.show(shop.database, "BAG").product.expires_at is None


# -- the check ---------------------------------------------------------------------------------


def test_the_check_writes_every_turn_once_whoever_comes_first(
    shop: Shop, clock: Clock, another: Callable[..., Database]
) -> None:
    skus = [f"P{number}" for number in range(12)]
    shop.world.products(*skus, berlin=1)
    ids = list(catalog.ids_of(shop.database, skus).values())
    bulk_edits.set_many(shop.database, ids, {"expires": "2026-11-20T11:00"}, cause=CLERK)
    clock.advance(hours=1)
    programs = [another(clock=clock, patience_s=30) for _ in range(3)]
    gate = Barrier(len(programs))

    def check(database: Database) -> int:
        gate.wait()
        return check_statuses(database).unpublished

    with ThreadPoolExecutor(len(programs)) as threads:
        assert sum(threads.map(check, programs)) == 12
    turned = reporting.history(shop.database, sku="P7", filter='deed:"products status"')
    assert [(row.before, row.after) for row in turned] == [("approved", "expired")]


def test_the_next_date_is_known(shop: Shop, clock: Clock) -> None:
    edit(shop, "BAG", display="2026-11-20T11:00", expires="2026-11-20T12:00")
    edit(shop, "HAT", display="2026-11-01", expires="2026-11-25")
    dates = []
    for _ in range(4):
        with shop.database.read() as transaction:
            dates.append(next_date(transaction))
        clock.now = dates[-1] or clock.now
    assert [date and (date.day, date.hour) for date in dates] == [
        (20, 11),
        (20, 12),
        (25, 0),
        None,
    ]
