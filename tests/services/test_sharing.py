"""Protected shared sources: two stocks never promise the same unit (C17)."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from inventory_tui.domain.bulk import Assign, Request, SetMany, Transfer, Unassign
from inventory_tui.domain.checkup import Flaw
from inventory_tui.domain.errors import Refused
from inventory_tui.domain.quantity import Quantity, total
from inventory_tui.services.keeping import checking, configuring, undoing
from inventory_tui.services.keeping.configuring import OptionEdit
from inventory_tui.services.orders import order_import, ordering
from inventory_tui.services.products import browsing, bulk_edits, catalog, showing
from inventory_tui.services.quantities import bulk, explaining, moving, stock_changes
from inventory_tui.services.quantities.stock_changes import QuantityEdit
from inventory_tui.services.sourcing import mapping, sourcing, stock_deletion
from inventory_tui.store.database import Database
from tests import brute_force
from tests.plans import asked
from tests.services.shopping import CLERK, Shop, amount, request
from tests.world import World

PROTECT = "protect_shared_sources"


@pytest.fixture
def shop(world: World) -> Shop:
    """EU takes from berlin and paris, US from dallas and paris; the setting is on."""
    world.sources("berlin", "paris", "dallas")
    world.stock("EU", "berlin", "paris", channels=["eu"])
    world.stock("US", "dallas", "paris", channels=["us"])
    world.product("BAG", berlin=2, paris=4, dallas=3)
    configuring.set_option(world.database, PROTECT, "yes", cause=CLERK)
    return Shop(world)


def salable(shop: Shop, sku: str = "BAG") -> tuple[str | None, str | None]:
    """What EU and US can promise."""
    assert checking.check(shop.database).findings == ()
    return shop.world.salable(sku, "EU"), shop.world.salable(sku, "US")


def set_at(shop: Shop, source: str, quantity: int, sku: str = "BAG") -> None:
    edit = QuantityEdit(sku, source, amount(quantity))
    stock_changes.set_quantities(shop.database, [edit], cause=CLERK)


def test_what_a_stock_must_take_of_a_shared_source_is_not_promised_by_others(
    shop: Shop,
) -> None:
    assert salable(shop) == ("6", "7")
    shop.place({"BAG": 3}, "1", channel="us")
    assert salable(shop) == ("6", "4")  # dallas alone can serve it
    shop.place({"BAG": 2}, "2", channel="us")
    assert salable(shop) == ("4", "2")  # two must come from paris
    shop.place({"BAG": 4}, "3")
    assert salable(shop) == ("0", "0")
    for channel in ("eu", "us"):
        with pytest.raises(Refused):
            shop.place({"BAG": 1}, channel=channel)


def test_by_default_each_stock_sees_only_its_own_orders(shop: Shop) -> None:
    configuring.unset_option(shop.database, PROTECT, cause=CLERK)
    shop.place({"BAG": 7}, channel="us")
    assert salable(shop) == ("6", "0")


def test_turning_it_on_and_off_counts_anew_and_can_be_undone(shop: Shop) -> None:
    shop.place({"BAG": 5}, channel="us")
    off = configuring.unset_option(shop.database, PROTECT, cause=CLERK)
    assert salable(shop) == ("6", "2")
    undoing.undo(shop.database, off.operation or 0, cause=CLERK)
    assert salable(shop) == ("4", "2")


def test_cancelling_and_shipping_give_free_what_they_no_longer_need(shop: Shop) -> None:
    shop.place({"BAG": 6}, "1", channel="us")
    assert salable(shop) == ("3", "1")
    shop.cancel("1", {"BAG": 1})
    assert salable(shop) == ("4", "2")
    shop.ship("1", "paris", {"BAG": 4})
    assert salable(shop) == ("2", "2")  # what is left can come from dallas
    shop.cancel("1")
    assert salable(shop) == ("2", "3")


def test_whatever_moves_goods_or_links_counts_for_every_stock(shop: Shop) -> None:
    database = shop.database
    shop.place({"BAG": 5}, "1", channel="us")
    assert salable(shop) == ("4", "2")
    set_at(shop, "dallas", 1)
    assert salable(shop) == ("2", "0")
    set_at(shop, "dallas", 5)
    assert salable(shop) == ("6", "4")
    stock_changes.set_quantities(
        database, [QuantityEdit("BAG", "dallas", in_stock=False)], cause=CLERK
    )
    assert salable(shop) == ("2", "-1")
    stock_changes.set_quantities(
        database, [QuantityEdit("BAG", "dallas", in_stock=True)], cause=CLERK
    )
    off = sourcing.disable_sources(database, ["dallas"], cause=CLERK)
    assert salable(shop) == ("2", "-1")
    undoing.undo(database, off.operation or 0, cause=CLERK)
    assert salable(shop) == ("6", "4")
    mapped = mapping.unassign_sources(database, "US", ["dallas"], cause=CLERK)
    assert salable(shop) == ("2", "-1")
    undoing.undo(database, mapped.operation or 0, cause=CLERK)
    assert salable(shop) == ("6", "4")
    set_at(shop, "dallas", 0)
    assert salable(shop) == ("2", "-1")
    stock_deletion.delete_stocks(database, ["US"], force=True, cause=CLERK)
    assert salable(shop) == ("6", None)


def test_what_a_stock_keeps_back_or_may_oversell_is_part_of_its_promise(shop: Shop) -> None:
    database = shop.database
    catalog.edit(database, "BAG", {"threshold": "4"}, cause=CLERK)
    assert salable(shop) == ("1", "1")  # of nine EU and US keep four back each
    catalog.edit(database, "BAG", {"threshold": "-2", "backorders": "yes"}, cause=CLERK)
    assert salable(shop) == ("8", "9")
    shop.place({"BAG": 7}, channel="us")
    assert salable(shop) == ("6", "2")  # two of the seven may be missing
    shop.place({"BAG": 6})
    assert salable(shop) == ("0", "0")
    configuring.set_option(database, "manage_stock", "no", cause=CLERK)
    assert salable(shop) == (None, None)
    configuring.set_option(database, "manage_stock", "yes", cause=CLERK)
    assert salable(shop) == ("0", "0")


def test_endless_backorders_demand_no_more_than_there_is(shop: Shop) -> None:
    catalog.edit(shop.database, "BAG", {"backorders": "yes"}, cause=CLERK)
    placed = shop.place({"BAG": 50}, channel="us")
    assert placed.backordered == {"BAG": amount(43)}
    assert salable(shop) == ("2", "-43")
    assert shop.place({"BAG": 5}).backordered == {"BAG": amount(3)}
    assert salable(shop) == ("-3", "-46")


def test_units_nobody_can_have_any_more_are_taken_from_no_other_stock(shop: Shop) -> None:
    shop.place({"BAG": 5}, channel="us")
    set_at(shop, "dallas", 0)
    set_at(shop, "paris", 1)
    assert salable(shop) == ("2", "-4")


def test_orders_of_one_batch_see_each_other(shop: Shop) -> None:
    shop.world.product("HAT", paris=3)
    orders = [
        request({"BAG": 5}, "1", "us"),
        request({"BAG": 5}, "2", "eu"),
        request({"BAG": 4, "HAT": 2}, "3", "eu"),
        request({"HAT": 2}, "4", "us"),
        request({"BAG": 1}, "5", "us"),
        request({"HAT": 1}, "6", "us"),
    ]
    tried = order_import.import_orders(shop.database, orders, cause=CLERK, dry_run=True)
    done = order_import.import_orders(shop.database, orders, cause=CLERK)
    for outcome in (tried, done):
        assert [one.order for one in outcome.refused] == ["2", "4", "5"]
    assert (salable(shop), salable(shop, "HAT")) == (("0", "0"), ("0", "0"))


_examples = itertools.count()


@settings(
    max_examples=settings().max_examples // 5,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    there=st.tuples(*[st.integers(0, 4)] * 4),
    wanted=st.lists(
        st.tuples(st.sampled_from(["eu", "us", "uk"]), st.integers(1, 4)), max_size=8
    ),
    together=st.booleans(),
)
def test_no_unit_is_promised_twice_in_whatever_order_the_stocks_sell(
    database: Database,
    there: tuple[int, ...],
    wanted: list[tuple[str, int]],
    together: bool,
) -> None:
    world, tag = World(database), f"x{next(_examples)}-"
    links = {"eu": ["berlin", "paris"], "us": ["dallas", "paris"], "uk": ["leeds", "dallas"]}
    sources = ["berlin", "paris", "dallas", "leeds"]
    with world.at_once():
        world.sources(*(tag + one for one in sources))
        for name, codes in links.items():
            world.stock(tag + name, *(tag + one for one in codes), channels=[tag + name])
    at = {tag + code: units for code, units in zip(sources, there, strict=True)}
    world.product(tag + "BAG", **at)
    configuring.set_option(database, PROTECT, "yes", cause=CLERK)
    on_hand = dict(zip(sources, there, strict=True))
    requests = [request({tag + "BAG": units}, channel=tag + name) for name, units in wanted]
    promised: dict[str, int] = {}
    accepted = []
    for name, units in wanted:  # what an order may have, whatever the program says
        more = {**promised, name: promised.get(name, 0) + units}
        accepted.append(brute_force.all_can_be_served(links, on_hand, more))
        promised = more if accepted[-1] else promised
    if together:
        order_import.import_orders(database, requests, cause=CLERK)
    else:
        for one, fits in zip(requests, accepted, strict=True):
            if fits:
                ordering.place(database, one, cause=CLERK)
                continue
            with pytest.raises(Refused):
                ordering.place(database, one, cause=CLERK)
    for name in links:
        left = brute_force.left_for(name, links, on_hand, promised) - promised.get(name, 0)
        assert world.salable(tag + "BAG", tag + name) in (str(left), None)
    assert checking.check(database).findings == ()


# -- what would break a promise ----------------------------------------------------------


@pytest.fixture
def tight(shop: Shop) -> Shop:
    """Nine bags, all of them promised: EU has berlin and two of paris."""
    shop.place({"BAG": 4})
    shop.place({"BAG": 5}, channel="us")
    shop.world.source("oslo")
    assert salable(shop) == ("0", "0")
    return shop


def in_bulk(shop: Shop, deed: Request) -> bulk.BulkPlan:
    """Plan a deed on all products, do it, and see that it does what was planned."""
    database = shop.database
    ids = browsing.product_ids(database, browsing.ProductQuery())
    plan = bulk.plan(database, ids, deed)
    before = {name: amount(shop.world.salable("BAG", name) or 0) for name in ("EU", "US")}
    bulk.perform(database, ids, deed, cause=CLERK, expected=plan)
    after = {name: amount(shop.world.salable("BAG", name) or 0) for name in ("EU", "US")}
    changes = {
        name: after[name] - before[name] for name in after if after[name] != before[name]
    }
    assert {one.stock: one.change for one in plan.effects} == changes
    salable(shop)
    return plan


@pytest.mark.parametrize("source", ["berlin", "paris", "dallas"])
def test_goods_another_stock_lets_a_stock_promise_are_blocked(tight: Shop, source: str) -> None:
    """Each has more on hand than it promised, but not beside the other."""
    assert in_bulk(tight, Unassign((source,))).blocked == 1
    assert in_bulk(tight, Transfer(source, "oslo")).blocked == 1
    with pytest.raises(Refused, match="has promised 1 more"):
        moving.transfer_some(
            tight.database, "BAG", amount(1), origin=source, destination="oslo", cause=CLERK
        )
    with pytest.raises(Refused, match="has promised"):
        stock_changes.set_quantities(
            tight.database, [QuantityEdit("BAG", source, unassign=True)], cause=CLERK
        )
    assert salable(tight) == ("0", "0")


def test_goods_that_no_promise_needs_may_go(shop: Shop) -> None:
    shop.place({"BAG": 2})
    shop.place({"BAG": 4}, channel="us")
    shop.world.source("oslo")
    assert salable(shop) == ("3", "3")
    moving.transfer_some(
        shop.database, "BAG", amount(3), origin="paris", destination="oslo", cause=CLERK
    )
    assert salable(shop) == ("0", "0")
    assert in_bulk(shop, Transfer("berlin", "paris")).will_change == 1
    assert salable(shop) == ("0", "0")
    assert in_bulk(shop, Transfer("paris", "dallas")).blocked == 1
    undone = undoing.undo(shop.database, browsing_newest(shop), cause=CLERK)
    assert undone.operation
    assert salable(shop) == ("0", "0")


def browsing_newest(shop: Shop) -> int:
    """The newest deed that moved goods."""
    with shop.database.read() as transaction:
        query = text("select max(operation_id) from movement")
        return int(transaction.connection.execute(query).scalar_one())


@pytest.mark.parametrize(
    "deed",
    [
        SetMany("dallas", quantity=Quantity.parse("1")),
        SetMany("dallas", change=Quantity.parse_signed("-2")),
        SetMany("paris", in_stock=False),
        SetMany("paris", quantity=Quantity.parse("9")),
        Transfer("dallas", "paris"),
        Assign(("oslo",)),
    ],
    ids=str,
)
def test_a_dry_run_tells_what_stocks_can_promise_afterwards(shop: Shop, deed: Request) -> None:
    shop.world.source("oslo")
    shop.place({"BAG": 5}, channel="us")
    in_bulk(shop, deed)


def test_previews_of_settings_and_mappings_come_true(shop: Shop) -> None:
    database = shop.database
    shop.place({"BAG": 5}, channel="us")
    shop.world.product("HAT", paris=3, dallas=1)
    shop.place({"HAT": 2}, channel="us")
    assert (salable(shop), salable(shop, "HAT")) == (("4", "2"), ("2", "2"))

    preview = mapping.preview_mapping(database, "EU", unassign=["berlin"])
    assert (str(preview.salable_before), str(preview.salable)) == ("6", "4")
    preview = mapping.preview_mapping(database, "EU", assign=["dallas"])
    assert str(preview.salable) == "6"
    mapping.assign_sources(database, "EU", ["dallas"], cause=CLERK)
    assert (salable(shop), salable(shop, "HAT")) == (("4", "2"), ("2", "2"))
    mapping.unassign_sources(database, "EU", ["dallas"], cause=CLERK)

    def previewed(*edits: OptionEdit) -> list[str]:
        return [str(one) for one in configuring.preview_options(database, edits, "EU")]

    assert previewed(OptionEdit(PROTECT, "no")) == ["6", "9"]
    assert previewed(OptionEdit("threshold", "1")) == ["6", "2"]
    configuring.set_option(database, "threshold", "1", cause=CLERK)
    assert (salable(shop), salable(shop, "HAT")) == (("2", "1"), ("0", "0"))
    configuring.unset_option(database, "threshold", cause=CLERK)
    configuring.set_option(database, PROTECT, "no", cause=CLERK)
    assert previewed(OptionEdit(PROTECT, "yes")) == ["9", "6"]


def test_previews_of_product_settings_come_true(shop: Shop) -> None:
    database = shop.database
    shop.place({"BAG": 5}, channel="us")
    ids = browsing.product_ids(database, browsing.ProductQuery())
    for typed in ({"threshold": "1"}, {"manage_stock": "no"}, {"manage_stock": "default"}):
        before = [amount(one or 0) for one in salable(shop)]
        plan = bulk_edits.plan(database, ids, typed)
        shown = showing.show(database, "BAG")
        bulk_edits.set_many(database, ids, typed, cause=CLERK)
        after = [amount(one or 0) for one in salable(shop)]
        rules = shop.world.database
        with rules.read() as transaction:
            id = transaction.products.known("BAG").id
            expected = shown.salable_under(transaction.products.rules([id])[id])
        changes = {
            name: now - was
            for name, was, now in zip(("EU", "US"), before, after, strict=True)
            if now != was
        }
        assert {one.stock: one.change for one in plan.effects} == changes
        assert [str(one or 0) for one in expected.values()] == [str(one) for one in after]


# -- told and checked --------------------------------------------------------------------


def test_why_names_what_other_stocks_need_and_adds_up(shop: Shop) -> None:
    world = shop.world
    world.stock("UK", "paris", channels=["uk"])
    shop.place({"BAG": 4}, channel="us")
    shop.place({"BAG": 1}, channel="uk")
    shop.place({"BAG": 1}, channel="eu")
    why = explaining.explain(shop.database, "BAG", "EU")
    elsewhere = {
        one.why: str(one.value) for one in why.terms if one.term == "promised_elsewhere"
    }
    assert elsewhere == {
        "needed by US, which shares sources": "-1",
        "needed by UK, which shares sources": "-1",
    }
    assert why.salable == total(one.value for one in why.terms) == amount(3)
    assert world.salable("BAG", "EU") == "3"


def test_why_adds_up_where_nothing_may_be_promised(shop: Shop) -> None:
    shop.place({"BAG": 7}, channel="us")
    sourcing.disable_sources(shop.database, ["paris", "berlin"], cause=CLERK)
    why = explaining.explain(shop.database, "BAG", "EU")
    assert str(why.salable) == str(total(one.value for one in why.terms)) == "0"


@pytest.mark.parametrize(
    "harm",
    [
        "update stock_level set promised_elsewhere = 0, salable = salable + promised_elsewhere",
        "update stock_level set promised_elsewhere = promised_elsewhere + 10000,"
        " salable = salable - 10000",
    ],
)
@pytest.mark.parametrize("protected", [True, False])
def test_doctor_finds_and_repairs_what_is_kept_otherwise(
    shop: Shop, harm: str, protected: bool
) -> None:
    shop.place({"BAG": 5}, channel="us")
    if not protected:
        configuring.set_option(shop.database, PROTECT, "no", cause=CLERK)
    expected = salable(shop)
    with shop.database.write() as transaction:
        transaction.connection.execute(text(harm))
    found = checking.check(shop.database).findings
    if not protected and "promised_elsewhere = 0" in harm:
        assert found == ()
        return
    assert {one.flaw for one in found} == {Flaw.KEPT_PROMISED_ELSEWHERE}
    assert any(one.sku == "BAG" and one.stock == "EU" for one in found)
    checking.check(shop.database, fix=True, cause=CLERK)
    assert salable(shop) == expected


def test_a_change_that_leaves_too_little_beside_other_stocks_is_warned_of(shop: Shop) -> None:
    shop.place({"BAG": 3})
    shop.place({"BAG": 5}, channel="us")
    edit = QuantityEdit("BAG", "dallas", amount(1))
    receipt = stock_changes.set_quantities(shop.database, [edit], cause=CLERK)
    assert receipt.warnings == (
        "EU has promised 1 more of BAG than is there beside what other stocks promised.",
        "US has promised 1 more of BAG than is there beside what other stocks promised.",
    )


def test_nothing_is_asked_about_other_stocks_while_it_is_off(shop: Shop) -> None:
    configuring.set_option(shop.database, PROTECT, "no", cause=CLERK)
    with asked(shop.database) as statements:
        shop.place({"BAG": 2}, "1", channel="us")
        shop.ship("1", "dallas")
        set_at(shop, "dallas", 5)
        sourcing.disable_sources(shop.database, ["dallas"], cause=CLERK)
    assert statements.sent
    assert not statements.with_text("aggregate")
    assert not statements.with_text("string_agg")


def test_terminals_that_sell_at_once_for_both_stocks_never_sell_a_unit_twice(
    shop: Shop, another: Callable[..., Database]
) -> None:
    shop.world.product("LAST", paris=3)
    terminals = [(another(patience_s=30), channel) for channel in ("eu", "us") * 3]
    start = threading.Barrier(len(terminals))

    def sell(terminal: tuple[Database, str]) -> bool:
        database, channel = terminal
        start.wait()
        try:
            ordering.place(database, request({"LAST": 1}, channel=channel), cause=CLERK)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(len(terminals)) as pool:
        assert sum(pool.map(sell, terminals)) == 3
    assert salable(shop, "LAST") == ("0", "0")


@pytest.mark.long
@pytest.mark.parametrize("linked", [20, 200])
def test_an_order_line_costs_milliseconds_at_fifty_stocks_and_two_hundred_sources(
    database: Database, linked: int
) -> None:
    sources, stocks, lines = 200, 50, 20
    with database.write() as transaction:

        def run(statement: str) -> None:
            transaction.connection.execute(text(statement))

        for at in range(sources):
            run(
                "insert into source (code, code_key, name, name_key, enabled, country,"
                f" postcode) values ('s{at}', 's{at}', 's{at}', 's{at}', true, 'DE', '1')"
            )
        for one in range(stocks):
            run(f"insert into stock (name, name_key) values ('k{one}', 'k{one}')")
            run(
                "insert into stock_source (stock_id, source_id, priority)"
                f" select {one} + 2, id, id from source"
                f" where id > 1 and (id * 37 + {one} * 11) % {sources} < {linked}"
            )
            run(
                "insert into channel (code, code_key, name, stock_id)"
                f" values ('c{one}', 'c{one}', 'c{one}', {one} + 2)"
            )
        for number in range(lines):
            run(
                "insert into product (sku, sku_key, name, name_key, type)"
                f" values ('P{number}', 'p{number}', 'P', 'p', 'simple')"
            )
            run(
                "insert into source_item (product_id, source_id, quantity, in_stock)"
                f" select {number} + 1, id, (id * 7919 + {number}) % 40 * 10000, true"
                " from source where id > 1"
            )
        transaction.levels.refresh(None)
    configuring.set_option(database, PROTECT, "yes", cause=CLERK)
    wanted = {f"P{number}": 15 for number in range(lines)}
    for channel in range(stocks):  # a fifth of all there is
        ordering.place(database, request(wanted, channel=f"c{channel}"), cause=CLERK)
    best = 1.0
    for channel in range(10):
        began = time.process_time()
        ordering.place(database, request(wanted, channel=f"c{channel}"), cause=CLERK)
        best = min(best, (time.process_time() - began) / lines)
    assert best < 4 * 0.005
