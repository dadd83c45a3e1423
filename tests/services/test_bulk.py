"""Bulk deeds: what is planned is what happens, and never a promised unit moves away."""

from __future__ import annotations

import pytest

from inventory_tui.domain.bulk import Assign, SetMany, Transfer, Unassign, Verdict
from inventory_tui.domain.errors import ChangedElsewhere, Kind, Refused, Stopped
from inventory_tui.domain.history import Cause
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.quantities import bulk
from inventory_tui.store.database import Database
from tests.world import World


@pytest.fixture
def shop(world: World) -> World:
    """EU takes from berlin and paris, US from dallas; MH01 has promised 3 of its 10."""
    with world.at_once():
        world.sources("berlin", "paris", "dallas")
        world.stock("EU", "berlin", "paris", channels=["eu"])
        world.stock("US", "dallas", channels=["us"])
        world.product("MH01", berlin=10, paris=1)
        world.product("MH02", berlin=4)
        world.product("MH03", paris=7)
        world.product("SET", type="bundle")
    return world


def ids(database: Database, *skus: str) -> list[int]:
    with database.read() as transaction:
        found = transaction.products.by_skus(skus)
        return [product.id for product in found.values()]


ALL = ("MH01", "MH02", "MH03", "SET")


def test_assigning_adds_empty_rows_out_of_stock_and_leaves_others(
    shop: World, database: Database, cause: Cause
) -> None:
    receipt = bulk.perform(
        database, ids(database, *ALL), Assign(("berlin", "dallas")), cause=cause
    )
    assert receipt.counts["assigned"] == 4
    assert receipt.counts["skipped"] == 4  # two rows are there, a bundle has none of its own
    assert shop.held("MH01", "berlin") == "10"
    assert shop.held("MH03", "berlin") == "0"
    assert shop.status("MH03", "berlin") == "out"


def test_unassigning_deletes_the_rows_with_what_they_hold(
    shop: World, database: Database, cause: Cause
) -> None:
    receipt = bulk.perform(database, ids(database, *ALL), Unassign(("paris",)), cause=cause)
    assert receipt.counts["unassigned"] == 2
    assert receipt.counts["units"] == "8"
    assert shop.held("MH03", "paris") is None
    assert shop.level("EU", "MH01").salable == Quantity.parse("10")


def test_promised_units_are_not_unassigned_unless_forced(
    shop: World, database: Database, cause: Cause
) -> None:
    shop.reserve("EU", "MH01", "-3")
    chosen = ids(database, "MH01", "MH02")
    plan = bulk.plan(database, chosen, Unassign(("berlin",)))
    assert (plan.will_change, plan.blocked) == (1, 1)
    assert [row.sku for row in plan.sample if row.verdict is Verdict.BLOCKED] == ["MH01"]
    receipt = bulk.perform(database, chosen, Unassign(("berlin",)), cause=cause, expected=plan)
    assert (receipt.counts["unassigned"], receipt.counts["blocked"]) == (1, 1)
    assert shop.held("MH01", "berlin") == "10"
    bulk.perform(database, chosen, Unassign(("berlin",)), cause=cause, force=True)
    assert shop.held("MH01", "berlin") is None
    assert shop.level("EU", "MH01").salable == Quantity.parse_signed("-2")


def test_a_transfer_moves_everything_and_takes_the_status_along(
    shop: World, database: Database, cause: Cause
) -> None:
    shop.item("MH03", "berlin", 0, status="out")
    receipt = bulk.perform(
        database, ids(database, *ALL), Transfer("berlin", "paris"), cause=cause
    )
    assert receipt.counts["transferred"] == 2
    assert receipt.counts["units"] == "14"
    assert receipt.counts["nothing_there"] == 1
    assert [shop.held("MH01", code) for code in ("berlin", "paris")] == ["0", "11"]
    assert shop.status("MH01", "berlin") == "out"
    assert shop.status("MH02", "paris") == "in"
    assert shop.held("MH03", "paris") == "7"


def test_a_transfer_may_unassign_the_origin(
    shop: World, database: Database, cause: Cause
) -> None:
    bulk.perform(database, ids(database, *ALL), Transfer("berlin", "paris", True), cause=cause)
    assert shop.held("MH01", "berlin") is None
    assert shop.held("MH01", "paris") == "11"


def test_a_product_without_the_origin_is_skipped(
    shop: World, database: Database, cause: Cause
) -> None:
    plan = bulk.plan(database, ids(database, "MH03"), Transfer("berlin", "dallas"))
    assert plan.rows == {Verdict.NOT_THERE: 1}
    receipt = bulk.perform(
        database, ids(database, "MH03"), Transfer("berlin", "dallas"), cause=cause
    )
    assert receipt.operation is None
    assert shop.held("MH03", "dallas") is None


def test_a_transfer_across_stocks_says_by_how_much_each_salable_changes(
    shop: World, database: Database
) -> None:
    plan = bulk.plan(database, ids(database, "MH02"), Transfer("berlin", "dallas"))
    assert {effect.stock: str(effect.change) for effect in plan.effects} == {
        "EU": "-4",
        "US": "4",
    }


def test_a_transfer_across_stocks_leaves_promised_units_where_they_are(
    shop: World, database: Database, cause: Cause
) -> None:
    shop.reserve("EU", "MH02", "-1")
    chosen = ids(database, "MH02")
    receipt = bulk.perform(database, chosen, Transfer("berlin", "dallas"), cause=cause)
    assert receipt.counts["blocked"] == 1
    assert shop.held("MH02", "berlin") == "4"
    bulk.perform(database, chosen, Transfer("berlin", "dallas"), cause=cause, force=True)
    assert shop.held("MH02", "dallas") == "4"


def test_a_transfer_inside_one_stock_is_never_blocked(
    shop: World, database: Database, cause: Cause
) -> None:
    shop.reserve("EU", "MH02", "-4")
    receipt = bulk.perform(
        database, ids(database, "MH02"), Transfer("berlin", "paris"), cause=cause
    )
    assert (receipt.counts["transferred"], receipt.counts["blocked"]) == (1, 0)


def test_the_destination_keeps_its_own_notify_level(
    shop: World, database: Database, cause: Cause
) -> None:
    shop.item("MH01", "berlin", 10, notify_below=5)
    shop.item("MH02", "berlin", 4, notify_below=6)
    shop.item("MH02", "paris", 1, notify_below=2)
    bulk.perform(
        database, ids(database, "MH01", "MH02"), Transfer("berlin", "paris"), cause=cause
    )
    assert shop.notify_below("MH01", "paris") == "5"
    assert shop.notify_below("MH02", "paris") == "2"


def test_moving_a_source_onto_itself_is_refused(shop: World, database: Database) -> None:
    with pytest.raises(Refused) as refusal:
        bulk.plan(database, ids(database, "MH01"), Transfer("berlin", "BERLIN"))
    assert refusal.value.kind is Kind.TRANSFER_SOURCE_TO_ITSELF


def test_every_unknown_source_is_named(shop: World, database: Database) -> None:
    with pytest.raises(Refused) as refusal:
        bulk.plan(database, ids(database, "MH01"), Assign(("berln", "berlin", "nowhere")))
    assert [problem.kind for problem in refusal.value.problems] == [Kind.UNKNOWN_SOURCE] * 2
    assert "berlin" in refusal.value.problems[0].message


def test_what_was_shown_is_what_happens_or_nothing_does(
    shop: World, database: Database, cause: Cause
) -> None:
    chosen = ids(database, "MH01", "MH02")
    plan = bulk.plan(database, chosen, Transfer("berlin", "paris"))
    shop.item("MH02", "berlin", 5)
    with pytest.raises(ChangedElsewhere):
        bulk.perform(database, chosen, Transfer("berlin", "paris"), cause=cause, expected=plan)
    assert shop.held("MH01", "berlin") == "10"


def test_stopping_undoes_the_whole(
    shop: World, database: Database, cause: Cause, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "CHUNK", 1)
    told: list[tuple[int, int]] = []
    with pytest.raises(Stopped):
        bulk.perform(
            database,
            ids(database, "MH01", "MH02"),
            Transfer("berlin", "paris"),
            cause=cause,
            progress=lambda done, of: told.append((done, of)),
            stop=lambda: bool(told),
        )
    assert told == [(1, 2)]
    assert shop.held("MH01", "berlin") == "10"


def test_setting_and_adjusting_many(shop: World, database: Database, cause: Cause) -> None:
    chosen = ids(database, "MH01", "MH02", "MH03")
    bulk.perform(database, chosen, SetMany("berlin", quantity=Quantity.parse("6")), cause=cause)
    assert [shop.held(sku, "berlin") for sku in ("MH01", "MH02", "MH03")] == ["6", "6", "6"]
    plan = bulk.plan(database, chosen, SetMany("paris", change=Quantity.parse_signed("-2")))
    assert plan.rows == {
        Verdict.BELOW_ZERO: 1,
        Verdict.NOT_THERE: 1,
        Verdict.CHANGE: 1,
    }
    fraction = SetMany("berlin", quantity=Quantity.parse("1.5"))
    assert bulk.plan(database, chosen, fraction).rows == {Verdict.FRACTION: 3}


def test_a_round_trip_ends_where_it_began(
    shop: World, database: Database, cause: Cause
) -> None:
    before = shop.everything()
    chosen = ids(database, "MH02")
    bulk.perform(database, chosen, Transfer("berlin", "paris"), cause=cause)
    bulk.perform(database, chosen, Transfer("paris", "berlin"), cause=cause)
    after = shop.everything()
    assert after.pop(("MH02", "paris")) == "0"
    assert after == before


def test_a_required_reason_is_asked_for(shop: World, database: Database) -> None:
    shop.setting("reasons_required", "yes")
    change = SetMany("berlin", quantity=Quantity.parse("6"))
    with pytest.raises(Refused) as refusal:
        bulk.perform(database, ids(database, "MH01"), change, cause=Cause("clerk1"))
    assert refusal.value.kind is Kind.REASON_REQUIRED
    bulk.perform(
        database, ids(database, "MH01"), change, cause=Cause("clerk1", reason="counted")
    )
    assert shop.held("MH01", "berlin") == "6"


def test_the_whole_dry_run_can_be_walked_through(
    shop: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "CHUNK", 2)
    everything = ids(database, *ALL)
    rows = list(bulk.verdicts(database, everything, Transfer("berlin", "paris")))
    plan = bulk.plan(database, everything, Transfer("berlin", "paris"))
    origin = [row for row in rows if row.source == "berlin"]
    assert {row.sku: row.verdict for row in origin} == {
        "MH01": Verdict.CHANGE,
        "MH02": Verdict.CHANGE,
        "MH03": Verdict.NOT_THERE,
        "SET": Verdict.COMPOSITE,
    }
    assert plan.will_change == 2
    assert shop.held("MH01", "berlin") == "10"


def test_blocked_rows_of_later_chunks_come_first_in_the_sample(
    shop: World, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "CHUNK", 1)
    shop.reserve("EU", "MH03", "-5")
    found = bulk.plan(
        database, ids(database, "MH01", "MH03"), Unassign(("paris", "berlin")), sample=2
    )
    assert found.sample[0].sku == "MH03"
    assert found.sample[0].verdict is Verdict.BLOCKED
