"""Doctor: what is wrong is found, and what can be computed anew is repaired."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from sqlalchemy import text

from inventory_tui.domain.checkup import Flaw
from inventory_tui.domain.errors import Stopped
from inventory_tui.domain.history import Cause
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.domain.product_list import ProductQuery
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.keeping import checking
from inventory_tui.services.keeping.checking import Checkup
from inventory_tui.services.orders import ordering
from inventory_tui.services.products import browsing
from inventory_tui.services.shipping import shipping
from inventory_tui.store.database import Database
from inventory_tui.store.upkeep import stretches
from tests.plans import asked
from tests.world import World


@pytest.fixture
def shop(world: World, cause: Cause) -> World:
    """Two stocks, four products of every kind of setting, and orders in several states."""
    with world.at_once():
        world.sources("berlin", "paris", "dallas")
        world.source("outlet", enabled=False)
        world.stock("EU", "berlin", "paris", "outlet", channels=["eu"])
        world.stock("US", "dallas", channels=["us"])
        world.product("MH01", berlin=10, paris=(5, "out"), dallas=3, outlet=9)
        world.product("MH02", berlin=10, threshold="2")
        world.product("FREE", berlin=0, manage_stock=False)
        world.product("BACK", berlin=1, backorders="yes", threshold="-5")
        world.product("MH", type="configurable")
    for channel, *lines in (
        ("eu", "MH01", "MH02"),
        ("eu", "BACK", "FREE"),
        ("us", "MH01"),
        ("eu", "MH02"),
    ):
        wanted = tuple((sku, Quantity.parse("2")) for sku in lines)
        ordering.place(world.database, OrderRequest(channel, wanted), cause=cause)
    numbers = sql(world, "select number from sales_order order by id")
    ordering.cancel(world.database, numbers[3][0], cause=cause)
    ordering.hold(world.database, numbers[2][0], cause=cause)
    return world


def sql(world: World, statement: str) -> list[tuple[object, ...]]:
    with world.database.write() as transaction:
        result = transaction.connection.execute(text(statement))
        return [tuple(row) for row in result] if result.returns_rows else []


def flaws(found: Checkup) -> list[str]:
    return sorted(finding.flaw.value for finding in found.findings)


def test_a_world_made_by_deeds_is_clean(shop: World) -> None:
    found = checking.check(shop.database)
    assert found.findings == ()
    assert (found.found, found.fixed, found.is_clean) == (0, 0, True)
    assert found.checked > 10
    assert found.sizes.orders == 4
    assert "4 orders" in found.sizes.sentence()


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (
            "update stock_level set on_hand = on_hand + 10000, salable = salable + 10000"
            " where product_id = 1 and stock_id = 2",
            ["kept_on_hand", "kept_salable"],
        ),
        (
            "update stock_level set reserved = reserved - 10000, salable = salable - 10000"
            " where product_id = 1 and stock_id = 2",
            ["kept_reserved", "kept_salable"],
        ),
        (
            "update stock_level set threshold = 0, salable = salable + 20000"
            " where product_id = 2",
            ["kept_salable", "kept_threshold"],
        ),
        (
            "update stock_level set salable = on_hand + reserved - threshold"
            " where product_id = 3",
            ["kept_salable"],
        ),
        (
            "update stock_level set coverage = 1, salable = 0 where product_id = 4",
            ["kept_coverage", "kept_salable"],
        ),
        ("delete from stock_level where product_id = 1 and stock_id = 3", ["kept_coverage"]),
        (
            "insert into stock_level"
            " (stock_id, product_id, on_hand, reserved, threshold, salable, coverage)"
            " values (1, 5, 0, 0, 0, 0, 1)",
            ["kept_coverage"],
        ),
        ("update order_line set held = 10000 where id = 1", ["kept_held"]),
    ],
)
def test_a_wrong_kept_sum_is_found_and_repaired(
    shop: World, cause: Cause, damage: str, expected: list[str]
) -> None:
    sql(shop, damage)
    assert flaws(checking.check(shop.database)) == expected
    done = checking.check(shop.database, fix=True, cause=cause)
    assert flaws(done) == expected
    assert (done.found, done.fixed, done.is_clean) == (len(expected), len(expected), True)
    assert checking.check(shop.database).found == 0
    ((deed, actor, summary),) = sql(
        shop, "select deed, actor, summary from operation order by id desc limit 1"
    )
    assert (deed, actor) == ("doctor", "maria")
    assert str(summary).startswith(f"Repaired {len(expected)} kept sums: ")


@pytest.mark.sqlite_only
def test_a_product_that_its_labels_do_not_find_is_listed_again(
    shop: World, cause: Cause
) -> None:
    sku = browsing.product_rows(shop.database, [1], ProductQuery())[1].sku
    sql(
        shop,
        "insert into product_text (product_text, rowid, labels)"
        " select 'delete', id, sku_key || '  ' || name_key || '  ' from product where id = 1",
    )
    assert browsing.count(shop.database, ProductQuery(sku)) == 0
    assert flaws(checking.check(shop.database)) == ["kept_labels"]
    assert checking.check(shop.database, fix=True, cause=cause).is_clean
    assert browsing.count(shop.database, ProductQuery(sku)) == 1
    assert checking.check(shop.database).found == 0


@pytest.mark.sqlite_only
def test_kept_rows_and_what_they_follow_from_are_read_in_the_order_they_lie_in(
    shop: World,
) -> None:
    with asked(shop.database) as statements:
        checking.check(shop.database)
    plans = statements.plans("kept_salable")
    assert len(plans) == len({1, 2, 3})  # one a stock
    for plan in plans:
        assert [step for step in plan if "SCAN" in step] == ["SCAN sums"]
        assert not [step for step in plan if "TEMP B-TREE" in step or "MATERIALIZE" in step]
        assert [
            step for step in plan if step.startswith("SEARCH stock_level USING PRIMARY KEY")
        ]
        assert sum("SEARCH reservation" in step for step in plan) == 1  # added up once


@pytest.mark.postgresql_only
def test_each_table_is_added_up_once_for_all_stocks(shop: World) -> None:
    with asked(shop.database) as statements:
        checking.check(shop.database)
    ((added_up, _),) = statements.with_text("kept_salable")
    for table in ("source_item", "reservation", "stock_level", "product"):
        assert len(re.findall(rf"(?:from|join) {table}\b", added_up.lower())) == 1


def test_pairs_without_a_kept_row_are_found(shop: World) -> None:
    sql(shop, "delete from stock_level where stock_id = 2")
    found = checking.check(shop.database).findings
    assert {finding.flaw for finding in found} == {Flaw.KEPT_COVERAGE}
    assert {finding.kept for finding in found} == {"nothing"}


def test_a_check_that_is_stopped_does_not_wait_for_the_file(shop: World) -> None:
    with pytest.raises(Stopped):
        checking.check(shop.database, stop=lambda: True)
    assert checking.check(shop.database).found == 0


def test_a_finding_names_what_is_kept_and_what_it_is(shop: World) -> None:
    sql(
        shop,
        "update stock_level set on_hand = 70000, salable = 50000 where product_id = 1"
        " and stock_id = 2",
    )
    first, second = checking.check(shop.database).findings
    assert first.message == "MH01 in EU: on hand is kept as 7, it is 10."
    assert (first.sku, first.stock, first.kept, first.recomputed) == ("MH01", "EU", "7", "10")
    assert second.message == "MH01 in EU: salable is kept as 5, it is 8."


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        ("update reservation set quantity = -10000 where id = 1", {"reservations"}),
        ("delete from reservation where order_id = 4 and quantity > 0", {"reservations"}),
        ("update reservation set stock_id = 3 where id = 1", {"reserved_elsewhere"}),
        ("update sales_order set status = 'complete' where id = 1", {"order_status"}),
        ("update sales_order set status = 'holded' where id = 4", {"order_status"}),
        ("update order_line set shipped = 10000, held = 0 where id = 1", {"shipped"}),
        (
            "insert into source_item (product_id, source_id, quantity, in_stock)"
            " values (5, 2, 10000, true)",
            {"stray_source_item"},
        ),
        (
            "insert into movement (operation_id, product_id, source_id, quantity_after)"
            " values (1, 1, 2, 999)",
            {"unrecorded_change"},
        ),
        (
            "insert into movement (operation_id, product_id, source_id, quantity_before)"
            " values (1, 1, 2, 999)",
            {"unrecorded_change"},
        ),
        ("update product set sku_key = 'mh-01' where id = 1", {"label_key"}),
        ("update product set name_key = 'Other' where id = 1", {"label_key"}),
        (
            "update stock_source set priority = 3 where stock_id = 2 and source_id = 3",
            {"priorities"},
        ),
        ("delete from stock_source where stock_id = 1", {"missing_default"}),
    ],
)
def test_what_only_a_person_can_decide_is_named_and_left(
    shop: World, cause: Cause, damage: str, expected: set[str]
) -> None:
    sql(shop, damage)
    found = set(flaws(checking.check(shop.database)))
    assert expected <= found
    done = checking.check(shop.database, fix=True, cause=cause)
    assert not done.is_clean
    left = set(flaws(checking.check(shop.database)))
    assert expected <= left
    # what a line holds cannot be more than is open of it, whatever its reservations say
    assert not {flaw for flaw in left if Flaw(flaw).is_kept_sum} - {Flaw.KEPT_HELD}


def test_a_shipped_order_and_a_deleted_line_stay_clean(shop: World, cause: Cause) -> None:
    ((number,),) = sql(shop, "select number from sales_order where id = 1")
    proposal = shipping.plan(shop.database, str(number)).proposal
    assert proposal.shippable
    shipping.create_by_algorithm(shop.database, str(number), "priority", cause=cause)
    assert checking.check(shop.database).findings == ()


def test_the_walk_is_the_same_in_stretches(
    shop: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stretches, "STRETCH", 2)
    seen: list[tuple[int, int]] = []
    assert checking.check(
        shop.database, progress=lambda done, of: seen.append((done, of))
    ).is_clean
    assert seen == [(step, 6) for step in (0, 1, 2, 3, 4, 5, 6)]
    sql(
        shop,
        "update stock_level set on_hand = 70000, salable = 50000 where product_id = 1"
        " and stock_id = 2",
    )
    assert checking.check(shop.database).found == 2


def test_stopping_changes_nothing(shop: World, cause: Cause) -> None:
    sql(shop, "update order_line set held = 10000 where id = 1")
    with pytest.raises(Stopped):
        checking.check(shop.database, fix=True, cause=cause, stop=lambda: True)
    assert checking.check(shop.database).found == 1


def test_a_repair_that_finds_nothing_is_no_deed(shop: World, cause: Cause) -> None:
    before = sql(shop, "select count(*) from operation")
    assert checking.check(shop.database, fix=True, cause=cause).receipt is None
    assert sql(shop, "select count(*) from operation") == before


@pytest.mark.sqlite_only
def test_references_to_nothing_are_found(shop: World) -> None:
    assert shop.database.path is not None
    with closing(sqlite3.connect(shop.database.path)) as other:
        other.execute("delete from sales_order where id = 1")
        other.commit()
    found = checking.check(shop.database)
    assert "broken_reference" in flaws(found)


@pytest.mark.sqlite_only
def test_a_log_that_a_reader_holds_is_said(
    shop: World, another: Callable[..., Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inventory_tui.store.upkeep.file_auditing.LONGEST_LOG", 1000)
    with another().read() as reader:
        reader.connection.execute(text("select * from product")).all()
        shop.product("MH09", berlin=1)
        (finding,) = checking.check(shop.database).findings
    assert finding.flaw is Flaw.LONG_LOG
