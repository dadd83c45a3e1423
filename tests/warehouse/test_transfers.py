"""Immediate transfers between sources (L-060 to L-066)."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from inventory_tui.domain.bulk import Transfer, Unassign, Verdict, words_of
from inventory_tui.domain.errors import InventoryError, Kind
from inventory_tui.domain.history import Cause, Deed
from inventory_tui.domain.quantity import LARGEST
from inventory_tui.services.goods import transfers
from inventory_tui.services.keeping import people
from inventory_tui.services.quantities import bulk, moving, setting_aside
from inventory_tui.services.quantities.setting_aside import SafetyEdit
from inventory_tui.services.reports import reporting
from inventory_tui.store.database import Database
from tests.warehouse.shelf import CLERK, Shelf, refused, sentence, units
from tests.world import World

OVER = Cause("clerk", reason="sample")


@pytest.fixture
def shelf(world: World) -> Shelf:
    with world.at_once():
        world.sources("berlin", "paris", "oslo")
        world.stock("EU", "berlin", "paris", channels=["eu"])
        world.product("A", berlin=10, paris=4)
        world.product("B", berlin=5)
        world.product("C", berlin=3)
    return Shelf(world)


def test_l_060_units_move_at_once(shelf: Shelf) -> None:
    receipt = shelf.transfer("A", 6)
    assert (shelf.world.held("A", "berlin"), shelf.world.held("A", "paris")) == ("4", "10")
    assert shelf.world.salable("A", "EU") == "14"
    shelf.undo(receipt)
    assert (shelf.world.held("A", "berlin"), shelf.world.held("A", "paris")) == ("10", "4")
    # what cannot arrive does not leave
    shelf.put("B", "paris", str(LARGEST // 10_000))
    assert refused(lambda: shelf.transfer("B", "5")) == [Kind.VALIDATION_FAILED]
    assert shelf.world.held("B", "berlin") == "5"


def test_l_061_no_more_than_the_source_holds(shelf: Shelf) -> None:
    assert refused(lambda: shelf.transfer("A", 11)) == [Kind.NOT_ENOUGH_IN_SOURCE]
    assert shelf.world.held("A", "berlin") == "10"


def test_l_062_not_to_itself_and_more_than_nothing(shelf: Shelf) -> None:
    assert refused(lambda: shelf.transfer("A", 1, "berlin", "BERLIN")) == [
        Kind.TRANSFER_SOURCE_TO_ITSELF
    ]
    for nothing in (units(0), -units(1)):
        assert refused(
            lambda amount=nothing: moving.transfer_some(  # type: ignore[misc]
                shelf.database, "A", amount, origin="berlin", destination="paris", cause=CLERK
            )
        ) == [Kind.VALIDATION_FAILED]


def test_l_063_a_row_at_the_destination_is_made(shelf: Shelf) -> None:
    assert shelf.world.held("B", "oslo") is None
    shelf.transfer("B", 2, "berlin", "oslo")
    assert (shelf.world.held("B", "oslo"), shelf.world.status("B", "oslo")) == ("2", "in")


def test_l_064_safety_stock_is_moved_only_by_who_may_and_with_a_reason(shelf: Shelf) -> None:
    shelf.safety("A", "berlin", 3)
    assert sentence(lambda: shelf.transfer("A", 8)) == (
        "berlin holds 10 of A; 3 stay: safety stock, so at most 7 can be moved. "
        "Override safety stock with a reason to move more."
    )
    assert refused(lambda: shelf.transfer("A", 8)) == [Kind.SAFETY_STOCK]
    assert refused(lambda: shelf.transfer("A", 8, override_safety=True)) == [
        Kind.REASON_REQUIRED
    ]
    shelf.transfer("A", 7)
    shelf.transfer("A", 1, reason="sample", override_safety=True)
    assert shelf.world.held("A", "berlin") == "2"
    assert shelf.aside("A", "berlin")[0] == "3"
    shelf.check()
    # who may transfer may not yet let safety stock go, by any of the ways there are
    admin, bob = Cause("clerk", "clerk"), Cause("bob", "bob", reason="sample")
    database, (product,) = shelf.database.seen_by("clerk"), shelf.ids("A")
    people.add_person(database, {"login": "bob", "role": "clerk"}, cause=admin)
    ends = {"origin": "paris", "destination": "berlin", "override_safety": True, "cause": bob}
    set_aside = SafetyEdit("A", "paris", units(11))
    setting_aside.set_safety(database, [set_aside], cause=admin)
    request = Transfer("paris", "berlin", override_safety=True)
    ways: list[Callable[[], object]] = [
        lambda: moving.transfer_some(database, "A", units(2), **ends),
        lambda: transfers.send(database, [("A", units(2))], **ends),
        lambda: transfers.send_typed(
            database,
            {"origin": "paris", "destination": "berlin", "lines": "A=2", "reason": "sample"},
            cause=bob,
        ),
        lambda: bulk.perform(database, [product], request, cause=bob),
    ]
    for way in ways:
        assert refused(way) == [Kind.NOT_ALLOWED]
        assert "stock.override_safety" in sentence(way)
    moving.transfer_some(database, "A", units(1), **ends)
    people.edit_person(database, "bob", {"role": "manager"}, cause=admin)
    moving.transfer_some(database, "A", units(2), **ends)
    database = database.as_program()
    with database.read() as transaction:
        ids = transaction.sources.known("paris").id
        left = transaction.source_items.of_products([product])[product, ids]
    assert str(left.quantity) == "9"


def test_a_promise_that_only_safety_stock_covers_takes_the_right_too(
    shelf: Shelf,
) -> None:
    shelf.safety("B", "berlin", 2)
    shelf.world.reserve("EU", "B", "-3")
    admin, bob = Cause("clerk", "clerk"), Cause("bob", "bob", reason="sample")
    database = shelf.database.seen_by("clerk")
    people.add_person(database, {"login": "bob", "role": "clerk"}, cause=admin)
    ends = {"origin": "berlin", "destination": "oslo", "override_safety": True, "cause": bob}
    ways: list[Callable[[], object]] = [
        lambda: moving.transfer_some(database, "B", units(1), **ends),
        lambda: transfers.send(database, [("B", units(1))], **ends),
    ]
    for way in ways:
        assert refused(way) == [Kind.NOT_ALLOWED]
    people.edit_person(database, "bob", {"role": "manager"}, cause=admin)
    assert moving.transfer_some(database, "B", units(1), **ends).counts["units"] == "1"


def test_what_is_not_for_sale_stays_whoever_says_so(shelf: Shelf) -> None:
    shelf.state("A", "berlin", 2, "for_sale", "damaged")
    shelf.state("A", "berlin", 1, "for_sale", "quality_check")
    over = {"reason": "sample", "override_safety": True, "force": True}
    assert refused(lambda: shelf.transfer("A", 8, **over)) == [Kind.NOT_FOR_SALE]  # type: ignore[arg-type]
    assert "3 stay: 2 damaged, 1 in quality check. At most 7" in sentence(
        lambda: shelf.transfer("A", 8)
    )
    shelf.transfer("A", 7)
    assert shelf.world.held("A", "berlin") == "3"
    shelf.check()


def test_a_transfer_of_many_moves_what_is_spare_and_says_what_stays(shelf: Shelf) -> None:
    shelf.safety("A", "berlin", 3)
    shelf.state("A", "berlin", 2, "for_sale", "damaged")
    shelf.safety("B", "berlin", 8)
    ids, request = shelf.ids("A", "B", "C"), Transfer("berlin", "oslo")
    plan = bulk.plan(shelf.database, ids, request)
    assert plan.rows == {Verdict.CHANGE: 2, Verdict.SET_ASIDE: 1}
    assert (str(plan.units), str(plan.stay)) == ("8", "10")
    assert [(one.stock, str(one.change)) for one in plan.effects] == [("EU", "-8")]
    origin = [row for row in plan.sample if row.source == "berlin"]
    assert [(row.sku, words_of(request, row)) for row in origin] == [
        ("B", "5 stay: safety stock"),
        ("A", "5 stay: 3 safety stock, 2 damaged"),
        ("C", ""),
    ]
    before = shelf.world.everything()
    receipt = bulk.perform(shelf.database, ids, request, cause=CLERK, expected=plan)
    assert receipt.warnings == ("10 units stay at berlin: safety stock, or not for sale.",)
    after = shelf.world.everything()
    assert (after["A", "berlin"], after["A", "oslo"]) == ("5", "5")
    assert (after["B", "berlin"], after.get(("B", "oslo"))) == ("5", None)
    assert (after["C", "berlin"], after["C", "oslo"]) == ("0", "3")
    assert shelf.world.status("A", "berlin") == "in"
    assert shelf.world.status("C", "berlin") == "out"
    shelf.check()
    shelf.undo(receipt)
    assert shelf.world.everything() == before
    shelf.check()


def test_safety_stock_of_many_goes_along_when_overridden(shelf: Shelf) -> None:
    shelf.safety("A", "berlin", 3)
    shelf.state("A", "berlin", 2, "for_sale", "damaged")
    shelf.safety("B", "berlin", 8)
    ids = shelf.ids("A", "B")
    request = Transfer("berlin", "oslo", override_safety=True)
    assert refused(lambda: bulk.perform(shelf.database, ids, request, cause=CLERK)) == [
        Kind.REASON_REQUIRED
    ]
    plan = bulk.plan(shelf.database, ids, request)
    assert (plan.rows, str(plan.units)) == ({Verdict.CHANGE: 2}, "13")
    # 5 were for sale of A, and B lacked 3
    before = [shelf.world.salable(sku, "EU") for sku in ("A", "B")]
    receipt = bulk.perform(shelf.database, ids, request, cause=OVER, expected=plan)
    after = [shelf.world.salable(sku, "EU") for sku in ("A", "B")]
    changed = sum(
        float(is_now or 0) - float(was or 0) for was, is_now in zip(before, after, strict=True)
    )
    assert [str(one.change) for one in plan.effects] == [f"{changed:g}"]
    assert (shelf.world.held("A", "berlin"), shelf.world.held("B", "berlin")) == ("2", "0")
    shelf.check()
    shelf.undo(receipt)
    assert [shelf.world.salable(sku, "EU") for sku in ("A", "B")] == before
    shelf.check()


def test_a_row_of_which_something_stays_is_not_unassigned(shelf: Shelf) -> None:
    shelf.safety("A", "berlin", 3)
    shelf.safety("B", "berlin", 1)
    shelf.state("B", "berlin", 1, "for_sale", "damaged")
    ids = shelf.ids("A", "B", "C")
    request = Transfer("berlin", "oslo", unassign_origin=True)
    plan = bulk.plan(shelf.database, ids, request)
    assert plan.rows == {Verdict.SET_ASIDE: 2, Verdict.CHANGE: 1}
    over = Transfer("berlin", "oslo", unassign_origin=True, override_safety=True)
    plan = bulk.plan(shelf.database, ids, over)
    assert plan.rows == {Verdict.SET_ASIDE: 1, Verdict.CHANGE: 2}
    receipt = bulk.perform(shelf.database, ids, over, cause=OVER, expected=plan)
    assert (shelf.world.held("A", "berlin"), shelf.aside("A", "berlin")[0]) == (None, "0")
    assert (shelf.world.held("B", "berlin"), shelf.world.held("B", "oslo")) == ("5", None)
    shelf.check()
    shelf.undo(receipt)
    assert (shelf.world.held("A", "berlin"), shelf.aside("A", "berlin")[0]) == ("10", "3")
    shelf.check()


def test_promised_units_count_what_is_set_aside(shelf: Shelf) -> None:
    shelf.safety("B", "berlin", 2)
    shelf.world.reserve("EU", "B", "-3")
    plan = bulk.plan(shelf.database, shelf.ids("B"), Transfer("berlin", "oslo"))
    assert plan.rows == {Verdict.BLOCKED: 1}
    assert refused(lambda: shelf.transfer("B", 1, "berlin", "oslo")) == [Kind.BLOCKED]
    plan = bulk.plan(shelf.database, shelf.ids("B"), Unassign(("berlin",)))
    assert plan.rows == {Verdict.BLOCKED: 1}
    inside = bulk.plan(shelf.database, shelf.ids("B"), Transfer("berlin", "paris"))
    assert (inside.rows, str(inside.units)) == ({Verdict.CHANGE: 1}, "3")


def test_safety_stock_given_up_is_missed_by_nobody_but_orders(shelf: Shelf) -> None:
    shelf.safety("B", "berlin", 4)
    shelf.state("B", "berlin", 1, "for_sale", "damaged")
    over = Transfer("berlin", "oslo", override_safety=True)
    plan = bulk.plan(shelf.database, shelf.ids("B"), over)
    assert (plan.rows, str(plan.units)) == ({Verdict.CHANGE: 1}, "4")
    shelf.transfer("B", 1, "berlin", "oslo", reason="sample", override_safety=True)
    shelf.world.reserve("EU", "B", "-2")
    plan = bulk.plan(shelf.database, shelf.ids("B"), over)
    assert plan.rows == {Verdict.BLOCKED: 1}
    assert refused(
        lambda: shelf.transfer("B", 2, "berlin", "oslo", reason="sample", override_safety=True)
    ) == [Kind.BLOCKED]
    shelf.transfer("B", 1, "berlin", "oslo", reason="sample", override_safety=True)
    assert shelf.world.held("B", "berlin") == "3"


def test_l_065_the_entry_names_both_sources(shelf: Shelf) -> None:
    receipt = shelf.transfer("A", 6)
    with shelf.database.read() as transaction:
        one = transaction.history.get(receipt.operation or 0)
    assert one is not None
    assert (one.deed, one.summary) == (Deed.TRANSFERRED, "Transfer berlin → paris, 6 of A")
    rows = list(reporting.history(shelf.database, sku="A"))
    assert [(row.source, row.before, row.after) for row in rows if row.field == "quantity"] == [
        ("berlin", "10", "4"),
        ("paris", "4", "10"),
    ]
    many = bulk.perform(
        shelf.database, shelf.ids("A", "B"), Transfer("berlin", "paris"), cause=CLERK
    )
    assert many.message == "Moved 9 units of 2 SKUs berlin → paris"


def test_l_066_transfers_at_once_never_make_a_negative(shelf: Shelf, database_url: str) -> None:
    shelf.safety("A", "berlin", 2)
    gate = threading.Barrier(4)
    moved: list[int] = []
    others: list[Kind] = []

    def move() -> None:
        own = Database(database_url, patience_s=60)
        try:
            gate.wait()
            for _ in range(3):
                try:
                    moving.transfer_some(
                        own, "A", units(1), origin="berlin", destination="paris", cause=CLERK
                    )
                    moved.append(1)
                except InventoryError as refusal:
                    others.append(refusal.kind)
        finally:
            own.close()

    workers = [threading.Thread(target=move) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (sum(moved), others) == (8, [Kind.SAFETY_STOCK] * 4)
    assert (shelf.world.held("A", "berlin"), shelf.world.held("A", "paris")) == ("2", "12")
    shelf.check()
