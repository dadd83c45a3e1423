"""Stock rows: quantity, safety stock and states of a product at a source (L-030 to L-039)."""

from __future__ import annotations

import pytest

from inventory_tui.domain.bulk import SetMany, Unassign, Verdict
from inventory_tui.domain.checkup import Flaw
from inventory_tui.domain.errors import Kind
from inventory_tui.domain.history import Deed
from inventory_tui.services.keeping import archiving, checking, configuring
from inventory_tui.services.products import product_deletion
from inventory_tui.services.quantities import bulk, explaining, item_lists, setting_aside
from inventory_tui.services.quantities.setting_aside import SafetyEdit
from inventory_tui.services.quantities.stock_changes import QuantityEdit
from inventory_tui.services.reports import reporting
from inventory_tui.services.shipping import shipping
from inventory_tui.store.tables import set_aside
from tests.conftest import Clock
from tests.services.shopping import Shop
from tests.warehouse.shelf import CLERK, Shelf, refused, sentence, units
from tests.world import World


@pytest.fixture
def shelf(world: World) -> Shelf:
    with world.at_once():
        world.sources("berlin", "paris")
        world.stock("EU", "berlin", "paris", channels=["eu"])
        world.product("A", berlin=10, paris=4)
        world.product("B", berlin=5)
        world.product("OIL", berlin=5, decimals=True)
        world.product("C", type="configurable")
    return Shelf(world)


def test_l_030_a_quantity_is_added_and_recorded(shelf: Shelf) -> None:
    receipt = shelf.put("B", "paris", 7)
    assert shelf.world.held("B", "paris") == "7"
    assert receipt.counts["units"] == "7"
    rows = reporting.history(shelf.database, sku="B", source="paris")
    (row,) = [row for row in rows if row.field == "quantity"]
    assert (row.operation, row.deed, row.actor) == (
        receipt.operation,
        Deed.QUANTITIES_SET,
        "clerk",
    )
    assert (row.source, row.before, row.after, row.reason) == ("paris", None, "7", "correction")


def test_a_product_has_one_row_at_a_source(shelf: Shelf) -> None:
    before = len(shelf.world.everything())
    shelf.put("A", "berlin", 11)
    shelf.edit(QuantityEdit("a", "BERLIN", assign=True))
    assert len(shelf.world.everything()) == before
    # two who both saw no row: the second is told, and reads again
    shelf.put("B", "paris", 1, seen_version=0)
    assert refused(lambda: shelf.put("B", "paris", 2, seen_version=0)) == [
        Kind.CHANGED_ELSEWHERE
    ]
    assert shelf.world.held("B", "paris") == "1"


def test_l_032_unknown_products_and_sources_are_refused(shelf: Shelf) -> None:
    assert refused(lambda: shelf.put("nobody", "berlin", 1)) == [Kind.UNKNOWN_PRODUCT]
    assert refused(lambda: shelf.put(" ", "berlin", 1)) == [Kind.UNKNOWN_PRODUCT]
    assert refused(lambda: shelf.safety("nobody", "berlin", 1)) == [Kind.UNKNOWN_PRODUCT]
    assert refused(lambda: shelf.safety("A", "nowhere", 1)) == [Kind.UNKNOWN_SOURCE]
    assert refused(lambda: shelf.state("nobody", "berlin", 1, "for_sale", "damaged")) == [
        Kind.UNKNOWN_PRODUCT
    ]
    assert refused(lambda: shelf.safety("B", "paris", 1)) == [Kind.UNKNOWN_SOURCE_ITEM]
    assert refused(lambda: shelf.safety("C", "berlin", 1)) == [Kind.TYPE_HAS_NO_SOURCE_ITEMS]


def test_l_033_no_negative_quantity_or_safety_stock(shelf: Shelf) -> None:
    minus = -units(1)
    assert refused(lambda: shelf.edit(QuantityEdit("A", "berlin", minus))) == [
        Kind.NOT_ENOUGH_IN_SOURCE
    ]
    assert refused(lambda: shelf.edit(QuantityEdit("A", "berlin", safety=minus))) == [
        Kind.VALIDATION_FAILED
    ]
    # nor by several steps, each of which could be taken alone
    steps = [QuantityEdit("A", "berlin", change=-units(6))] * 2
    assert refused(lambda: shelf.edit(*steps)) == [Kind.NOT_ENOUGH_IN_SOURCE]
    assert (shelf.world.held("A", "berlin"), shelf.aside("A", "berlin")[0]) == ("10", "0")
    assert refused(lambda: shelf.safety("A", "berlin", "1.5")) == [Kind.QTY_DECIMAL]
    shelf.safety("OIL", "berlin", "1.5")
    assert shelf.world.salable("OIL", "EU") == "3.5"


def test_a_stale_edit_of_quantity_or_safety_is_refused(shelf: Shelf) -> None:
    row = shelf.world.row("A", "berlin")
    assert row is not None
    shelf.safety("A", "berlin", 2, seen_version=row.version)
    for late in (
        lambda: shelf.safety("A", "berlin", 3, seen_version=row.version),
        lambda: shelf.put("A", "berlin", 12, seen_version=row.version),
        lambda: shelf.state("A", "berlin", 1, "for_sale", "damaged", seen_version=row.version),
    ):
        assert refused(late) == [Kind.CHANGED_ELSEWHERE]
    assert (shelf.world.held("A", "berlin"), shelf.aside("A", "berlin")[0]) == ("10", "2")


def test_l_036_safety_stock_lowers_available_not_on_hand(shelf: Shelf) -> None:
    receipt = shelf.safety("A", "berlin", 3)
    assert (receipt.deed, receipt.message) == (
        Deed.SAFETY_SET,
        "Safety stock of A at berlin 0 → 3",
    )
    assert shelf.world.held("A", "berlin") == "10"
    level = shelf.world.level("EU", "A")
    assert (str(level.on_hand), str(level.set_aside), str(level.salable)) == ("14", "3", "11")
    (item,) = item_lists.source_items(shelf.database, sku="A", source="berlin")
    assert (str(item.quantity), str(item.aside.safety), str(item.available)) == (
        "10",
        "3",
        "7",
    )
    why = explaining.explain(shelf.database, "A", "EU")
    assert [str(term.value) for term in why.terms if term.term == "safety"] == ["-3"]
    shelf.check()


def test_safety_stock_may_be_more_than_lies_there(shelf: Shelf) -> None:
    shelf.safety("B", "berlin", 8)
    assert shelf.world.salable("B", "EU") == "-3"
    shelf.put("B", "berlin", 20)
    assert shelf.world.salable("B", "EU") == "12"
    shelf.check()


def test_safety_stock_of_many_rows_is_one_deed(shelf: Shelf) -> None:
    edits = [
        SafetyEdit("A", "berlin", units(3)),
        SafetyEdit("A", "paris", units(1)),
        SafetyEdit("B", "berlin", units(2)),
    ]
    receipt = setting_aside.set_safety(shelf.database, edits, cause=CLERK)
    assert (receipt.counts["changed"], receipt.message) == (
        3,
        "Set 3 safety stocks at berlin, paris",
    )
    again = setting_aside.set_safety(shelf.database, edits, cause=CLERK)
    assert again.operation is None
    wrong = [*edits, SafetyEdit("B", "paris", units(1)), SafetyEdit("X", "paris", units(1))]
    assert refused(lambda: setting_aside.set_safety(shelf.database, wrong, cause=CLERK)) == [
        Kind.UNKNOWN_SOURCE_ITEM,
        Kind.UNKNOWN_PRODUCT,
    ]
    shelf.undo(receipt)
    assert shelf.aside("A", "berlin")[0] == shelf.aside("B", "berlin")[0] == "0"
    shelf.check()


def test_quantity_and_safety_are_edited_in_one_deed_and_undone_together(shelf: Shelf) -> None:
    both = QuantityEdit("A", "berlin", units(20), safety=units(5))
    receipt = shelf.edit(both, QuantityEdit("A", "paris", safety=units(1)))
    assert (receipt.deed, receipt.counts["changed"]) == (Deed.QUANTITIES_SET, 2)
    assert shelf.history(sku="A") == [
        ("quantity", "10", "20"),
        ("safety", "0", "5"),
        ("safety", "0", "1"),
    ]
    done = shelf.undo(receipt)
    assert done.counts["rows"] == 2
    assert (shelf.world.held("A", "berlin"), shelf.aside("A", "berlin")[0]) == ("10", "0")
    shelf.undo(done)
    assert (shelf.world.held("A", "berlin"), shelf.aside("A", "berlin")[0]) == ("20", "5")
    assert shelf.aside("A", "paris")[0] == "1"
    shelf.check()


def test_damaged_units_stay_on_hand_and_are_not_for_sale(shelf: Shelf) -> None:
    receipt = shelf.state("A", "berlin", 4, "for_sale", "quality_check")
    assert receipt.message == "4 of A at berlin: for sale → in quality check"
    shelf.state("A", "berlin", 1, "quality_check", "damaged")
    shelf.state("A", "berlin", 2, "quality_check", "for_sale")
    assert shelf.aside("A", "berlin") == ("0", "1", "1")
    assert (shelf.world.held("A", "berlin"), shelf.world.salable("A", "EU")) == ("10", "12")
    assert shelf.history(sku="A") == [
        ("quality_check", "3", "1"),
        ("quality_check", "4", "3"),
        ("damaged", "0", "1"),
        ("quality_check", "0", "4"),
    ]
    why = explaining.explain(shelf.database, "A", "EU")
    assert {term.term for term in why.terms} >= {"damaged", "quality_check"}
    shelf.check()


def test_a_state_is_changed_only_of_units_that_are_in_it(shelf: Shelf) -> None:
    shelf.state("A", "berlin", 4, "for_sale", "damaged")
    assert sentence(lambda: shelf.state("A", "berlin", 7, "for_sale", "damaged")) == (
        "6 of A at berlin are sound, not 7."
    )
    assert sentence(lambda: shelf.state("A", "berlin", 5, "damaged", "for_sale")) == (
        "4 of A at berlin are damaged, not 5."
    )
    for wrong, kind in (
        (("A", "berlin", 1, "damaged", "damaged"), Kind.VALIDATION_FAILED),
        (("A", "berlin", 0, "for_sale", "damaged"), Kind.VALIDATION_FAILED),
        (("A", "berlin", "0.5", "for_sale", "damaged"), Kind.QTY_DECIMAL),
        (("B", "paris", 1, "for_sale", "damaged"), Kind.UNKNOWN_SOURCE_ITEM),
    ):
        assert refused(lambda given=wrong: shelf.state(*given)) == [kind]  # type: ignore[misc]


def test_a_quantity_below_what_is_damaged_is_refused_row_by_row(shelf: Shelf) -> None:
    shelf.state("A", "berlin", 4, "for_sale", "damaged")
    shelf.state("B", "berlin", 1, "for_sale", "quality_check")
    edits = [QuantityEdit("A", "berlin", units(3)), QuantityEdit("B", "berlin", units(0))]
    told = sentence(lambda: shelf.edit(*edits))
    assert told.splitlines() == [
        "A: 4 at berlin are damaged or in quality check, so 3 on hand would be too few. "
        "Say first what became of them: quantities state.",
        "B: 1 at berlin is damaged or in quality check, so 0 on hand would be too few. "
        "Say first what became of it: quantities state.",
    ]
    shelf.put("A", "berlin", 4)
    ids = shelf.ids("A", "B")
    plan = bulk.plan(shelf.database, ids, SetMany("berlin", change=-units(1)))
    assert plan.rows == {Verdict.UNSOUND: 1, Verdict.CHANGE: 1}
    bulk.perform(shelf.database, ids, SetMany("berlin", change=-units(1)), cause=CLERK)
    assert (shelf.world.held("A", "berlin"), shelf.world.held("B", "berlin")) == ("4", "4")
    shelf.check()


def test_unassigning_drops_safety_stock_and_undo_brings_it_back(shelf: Shelf) -> None:
    shelf.safety("A", "berlin", 3)
    one = shelf.edit(QuantityEdit("A", "berlin", unassign=True))
    assert (shelf.world.held("A", "berlin"), shelf.aside("A", "berlin")[0]) == (None, "0")
    assert ("safety", "3", "0") in shelf.history(sku="A")
    shelf.undo(one)
    assert (shelf.world.held("A", "berlin"), shelf.aside("A", "berlin")[0]) == ("10", "3")
    many = bulk.perform(shelf.database, shelf.ids("A", "B"), Unassign(("berlin",)), cause=CLERK)
    assert shelf.aside("A", "berlin")[0] == "0"
    shelf.check()
    shelf.undo(many)
    assert (shelf.world.held("A", "berlin"), shelf.aside("A", "berlin")[0]) == ("10", "3")
    assert shelf.world.salable("A", "EU") == "11"
    shelf.check()


def test_a_dry_run_of_unassigning_counts_what_may_be_promised_less(shelf: Shelf) -> None:
    shelf.safety("A", "berlin", 3)
    plan = bulk.plan(shelf.database, shelf.ids("A"), Unassign(("berlin",)))
    assert [(one.stock, str(one.change)) for one in plan.effects] == [("EU", "-7")]


def test_a_row_with_damaged_units_is_not_unassigned(shelf: Shelf) -> None:
    shelf.state("A", "berlin", 1, "for_sale", "damaged")
    away = QuantityEdit("A", "berlin", unassign=True)
    assert refused(lambda: shelf.edit(away)) == [Kind.NOT_ENOUGH_IN_SOURCE]
    assert refused(lambda: shelf.edit(away, force=True)) == [Kind.NOT_ENOUGH_IN_SOURCE]
    plan = bulk.plan(shelf.database, shelf.ids("A", "B"), Unassign(("berlin",)), force=True)
    assert plan.rows == {Verdict.UNSOUND: 1, Verdict.CHANGE: 1}
    bulk.perform(
        shelf.database, shelf.ids("A", "B"), Unassign(("berlin",)), cause=CLERK, force=True
    )
    assert (shelf.world.held("A", "berlin"), shelf.world.held("B", "berlin")) == ("10", None)
    shelf.check()


def test_undo_leaves_what_was_set_aside_otherwise_since(shelf: Shelf) -> None:
    first = shelf.safety("A", "berlin", 3)
    shelf.safety("A", "berlin", 5)
    told = sentence(lambda: shelf.undo(first))
    assert "A at berlin: Safety stock of A at berlin 3 → 5" in told
    added = shelf.put("B", "paris", 4)
    shelf.state("B", "paris", 2, "for_sale", "damaged")
    assert refused(lambda: shelf.undo(added))[0] is Kind.CHANGED_ELSEWHERE
    assert shelf.undo(added, force=True).counts["left"] == 1
    assert shelf.world.held("B", "paris") == "4"
    kept = shelf.safety("B", "berlin", 1)
    shelf.edit(QuantityEdit("B", "berlin", unassign=True))
    assert refused(lambda: shelf.undo(kept))[0] is Kind.CHANGED_ELSEWHERE
    shelf.check()


def test_a_state_is_taken_back_and_done_again(shelf: Shelf) -> None:
    done = shelf.state("A", "berlin", 4, "for_sale", "damaged")
    back = shelf.undo(done)
    assert (shelf.aside("A", "berlin")[1], shelf.world.salable("A", "EU")) == ("0", "14")
    shelf.undo(back)
    assert (shelf.aside("A", "berlin")[1], shelf.world.salable("A", "EU")) == ("4", "10")
    shelf.check()


def test_history_tells_what_was_set_aside_line_by_line(shelf: Shelf) -> None:
    receipt = shelf.edit(QuantityEdit("A", "berlin", units(9), safety=units(2)))
    assert receipt.operation is not None
    ids = reporting.effect_ids(shelf.database, receipt.operation)
    lines = reporting.effects(shelf.database, receipt.operation, ids)
    assert [
        (one.what, one.where, one.field, one.before, one.after) for one in lines.values()
    ] == [
        ("A", "berlin", "quantity", "10", "9"),
        ("A", "berlin", "safety stock", "0", "2"),
    ]
    only = shelf.safety("A", "paris", 1)
    assert only.operation is not None
    ids = reporting.effect_ids(shelf.database, only.operation)
    (line,) = reporting.effects(shelf.database, only.operation, ids).values()
    assert (line.where, line.field, line.after) == ("paris", "safety stock", "1")
    assert list(reporting.history_ids(shelf.database, "sku:A source:paris")) == [only.operation]


def test_an_archive_holds_what_was_set_aside(
    shelf: Shelf, tmp_path_factory: pytest.TempPathFactory, clock: Clock
) -> None:
    shelf.safety("A", "berlin", 3)
    file = tmp_path_factory.mktemp("archive") / "old.db"
    clock.advance(days=30)
    archiving.archive(shelf.database, "yesterday", str(file), cause=CLERK)
    assert shelf.history(sku="A") == []
    assert shelf.aside("A", "berlin")[0] == "3"
    shelf.check()


def test_a_product_takes_what_is_set_aside_with_it(shelf: Shelf) -> None:
    shelf.safety("A", "berlin", 3)
    shelf.state("A", "paris", 1, "for_sale", "damaged")
    product_deletion.delete(shelf.database, "A", cause=CLERK, force=True)
    with shelf.database.read() as transaction:
        assert not transaction.levels.set_asides.any
    shelf.check()


def test_shipping_by_hand_may_take_safety_stock_but_nothing_damaged(shelf: Shelf) -> None:
    shop = Shop(shelf.world)
    shelf.put("A", "paris", 0)
    number = shop.place({"A": 10}).order
    shelf.safety("A", "berlin", 4)
    shelf.state("A", "berlin", 2, "for_sale", "damaged")
    assert sentence(lambda: shop.ship(number, "berlin", {"A": 9})) == (
        "A: berlin has 10, but 2 stay: damaged; at most 8 can leave."
    )
    shop.ship(number, "berlin", {"A": 8})
    assert shelf.world.held("A", "berlin") == "2"
    shop.check()


def test_a_proposal_leaves_what_is_set_aside(shelf: Shelf) -> None:
    shop = Shop(shelf.world)
    shelf.safety("A", "berlin", 6)
    shelf.state("A", "paris", 1, "for_sale", "quality_check")
    number = shop.place({"A": 7}).order
    plan = shipping.plan(shelf.database, number)
    assert [(one.source, str(one.quantity)) for one in plan.allocations] == [
        ("berlin", "4"),
        ("paris", "3"),
    ]


def test_l_039_rows_changed_since_a_time(shelf: Shelf, clock: Clock) -> None:
    def changed(**given: str) -> list[tuple[str, str]]:
        rows = item_lists.source_items(shelf.database, **given)  # type: ignore[arg-type]
        return [(item.source_code, item.sku) for item in rows]

    shelf.put("A", "berlin", 11)
    then = clock.advance(days=2)
    minute = then.strftime("%Y-%m-%dT%H:%M")
    assert changed(changed_since=minute) == []
    shelf.safety("B", "berlin", 1)
    shelf.put("A", "paris", 5)
    assert changed(changed_since=minute) == [("berlin", "B"), ("paris", "A")]
    assert changed(changed_since=minute, source="paris") == [("paris", "A")]
    assert changed(changed_until="yesterday") == [("berlin", "A")]
    assert refused(lambda: changed(changed_since="soon")) == [Kind.VALIDATION_FAILED]


def test_doctor_finds_what_is_set_aside_behind_its_back(shelf: Shelf) -> None:
    shelf.safety("A", "berlin", 3)
    shelf.state("B", "berlin", 1, "for_sale", "damaged")
    with shelf.database.write() as transaction:
        transaction.connection.execute(
            set_aside.update().where(set_aside.c.kind == "damaged").values(quantity=70_000)
        )
        transaction.connection.execute(set_aside.delete().where(set_aside.c.kind == "safety"))
    flaws = {(found.flaw, found.sku) for found in checking.check(shelf.database).findings}
    assert flaws >= {
        (Flaw.STRAY_ASIDE, "B"),
        (Flaw.UNRECORDED_CHANGE, "A"),
        (Flaw.UNRECORDED_CHANGE, "B"),
        (Flaw.KEPT_SET_ASIDE, "A"),
    }
    with shelf.database.write() as transaction:
        transaction.connection.execute(set_aside.update().values(quantity=10_000))
    checking.check(shelf.database, fix=True, cause=CLERK)
    assert shelf.world.salable("A", "EU") == "14"


def test_stocks_that_share_a_source_promise_nothing_of_its_safety_stock(shelf: Shelf) -> None:
    """What others may have of a shared source is counted without what is set aside there."""
    world = shelf.world
    world.stock("US", "berlin", channels=["us"])
    configuring.set_option(world.database, "protect_shared_sources", "yes", cause=CLERK)
    shelf.safety("A", "berlin", 3)
    shop = Shop(world)
    assert refused(lambda: shop.place({"A": 8}, channel="us")) == [Kind.NOT_ENOUGH_QTY]
    shop.place({"A": 7}, channel="us")
    assert refused(lambda: shop.place({"A": 5})) == [Kind.NOT_ENOUGH_QTY]
    shop.place({"A": 4})
    assert checking.check(world.database).is_clean
