"""Goods that are expected, and received (L-070 to L-074, L-058)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from inventory_tui.domain.errors import ChangedElsewhere, InventoryError, Kind
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.incoming import Came, Extra, Incoming, IncomingLine, IncomingQuery
from inventory_tui.domain.inventory_list import InventoryQuery
from inventory_tui.services.goods import deliveries, incoming, receiving
from inventory_tui.services.quantities import explaining
from inventory_tui.services.reports import inventory as stock_list
from inventory_tui.services.reports import reporting
from tests.warehouse.shelf import CLERK, Shelf, refused, sentence, units
from tests.world import World

CHRISTMAS = date(2099, 12, 24)
PAST = date(2001, 1, 2)


class Dock(Shelf):
    """A clerk who is told what will come, and takes it in."""

    def expect(
        self, sku: str, quantity: str | int, source: str = "berlin", **given: Any
    ) -> int:
        return int(self.told(sku, quantity, source, **given).counts["id"])

    def told(
        self, sku: str, quantity: str | int, source: str = "berlin", **given: Any
    ) -> Receipt:
        given = {"expected": CHRISTMAS, "cause": CLERK, **given}
        return incoming.add(self.database, sku, source, units(quantity), **given)

    def line(self, id: int) -> Incoming:
        return incoming.show(self.database, id)

    def lines(self, **given: Any) -> list[int]:
        return [one.id for one in incoming.find(self.database, IncomingQuery(**given))]

    def receive(self, id: int, **amounts: str | int) -> deliveries.Received:
        reason = str(amounts.pop("reason", ""))
        given: dict[str, Any] = {name: units(one) for name, one in amounts.items()}
        came = Came(**given, reason=reason)
        line = IncomingLine(id, came, rest="quantity" not in amounts)
        return deliveries.receive(self.database, [line], cause=CLERK)

    def change(self, id: int, **typed: str) -> Receipt:
        return incoming.edit(self.database, id, typed, cause=CLERK)


@pytest.fixture
def dock(world: World) -> Dock:
    with world.at_once():
        world.sources("berlin", "paris")
        world.stock("EU", "berlin", "paris", channels=["eu"])
        world.product("A", berlin=10)
        world.product("B")
        world.product("MEAL", decimals=True, berlin="1.5")
        world.product("SET", type="configurable")
    return Dock(world)


def test_l_058_incoming_never_changes_available(dock: Dock) -> None:
    id = dock.expect("A", 30)
    assert dock.world.salable("A", "EU") == "10"
    assert dock.world.held("A", "berlin") == "10"
    why = explaining.explain(dock.database, "A", "EU")
    assert [(term.value, term.why) for term in why.terms if term.term == "incoming"] == [
        (units(0), "30 expected on 2099-12-24, not here yet")
    ]
    assert str(why.salable) == "10"
    (row,) = stock_list.report(dock.database, InventoryQuery("sku:A"))
    figures = (row.on_hand, row.available, row.incoming)
    assert [str(one) for one in figures] == ["10", "10", "30"]
    dock.receive(id)
    assert dock.world.salable("A", "EU") == "40"
    dock.check()


def test_l_070_a_line_has_a_quantity_a_destination_and_a_day(dock: Dock) -> None:
    id = dock.expect("a", "12", "BERLIN", delivery="D-7", note="ring twice")
    line = dock.line(id)
    assert (line.sku, line.source, str(line.left)) == ("A", "berlin", "12")
    assert (line.expected_on, line.delivery, line.note) == (CHRISTMAS, "D-7", "ring twice")
    assert line.erc
    assert dock.expect("A", 1, erc="po-1") != id
    assert refused(lambda: dock.expect("A", 1, erc="PO-1")) == [Kind.NOT_UNIQUE]
    (row,) = [row for row in reporting.history(dock.database) if row.field == "quantity"][1:]
    assert (row.deed, row.before, row.after, row.actor) == (
        Deed.INCOMING_ADDED,
        None,
        "12",
        "clerk",
    )


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (("A", 0), Kind.VALIDATION_FAILED),
        (("A", "1.5"), Kind.QTY_DECIMAL),
        (("SET", 1), Kind.TYPE_HAS_NO_SOURCE_ITEMS),
        (("NONE", 1), Kind.UNKNOWN_PRODUCT),
        (("A", 1, "rome"), Kind.UNKNOWN_SOURCE),
    ],
)
def test_what_cannot_be_expected(dock: Dock, given: Any, kind: Kind) -> None:
    assert refused(lambda: dock.expect(*given)) == [kind]
    assert dock.lines() == []


def test_fields_are_read_as_a_person_types_them(dock: Dock) -> None:
    typed = {"sku": "A", "source": "berlin", "quantity": "3", "expected": "2099-12-24"}
    assert incoming.add_typed(dock.database, typed, cause=CLERK).warnings == ()
    for field, text in (
        ("expected", "24.12.2099"),
        ("expected", "2099-02-30"),
        ("quantity", "x"),
    ):
        with pytest.raises(InventoryError) as wrong:
            incoming.add_typed(dock.database, {**typed, field: text}, cause=CLERK)
        assert [problem.field for problem in wrong.value.problems] == [field]


def test_l_071_a_past_day_is_warned_about(dock: Dock) -> None:
    receipt = dock.told("A", 5, expected=PAST)
    assert receipt.warnings == ("2001-01-02 is past: it counts as overdue.",)
    assert dock.lines() == [receipt.counts["id"]]
    id = dock.expect("A", 5)
    assert dock.change(id, expected="2001-01-02").warnings == receipt.warnings
    assert dock.change(id, quantity="6").warnings == ()


def test_l_072_a_line_is_edited_and_deleted(dock: Dock) -> None:
    id = dock.expect("A", 5)
    seen = dock.line(id).version
    dock.change(id, quantity="8", source="paris", expected="2099-12-31", delivery="D-8")
    line = dock.line(id)
    assert (str(line.left), line.source, line.delivery) == ("8", "paris", "D-8")
    assert dock.history()[:4] == [
        ("delivery", None, "D-8"),
        ("expected", "2099-12-24", "2099-12-31"),
        ("quantity", "5", "8"),
        ("source", "berlin", "paris"),
    ]
    assert dock.change(id, quantity="8").operation is None
    with pytest.raises(ChangedElsewhere):
        incoming.edit(dock.database, id, {"quantity": "9"}, seen_version=seen, cause=CLERK)
    with pytest.raises(ChangedElsewhere):
        incoming.delete(dock.database, id, seen_version=seen, cause=CLERK)
    assert refused(lambda: dock.change(id, quantity="0")) == [Kind.VALIDATION_FAILED]
    deleted = incoming.delete(dock.database, id, cause=CLERK)
    assert deleted.message == "8 of A at paris are no longer expected"
    assert refused(lambda: dock.line(id)) == [Kind.UNKNOWN_INCOMING]
    assert "incoming add" in sentence(lambda: dock.undo(deleted))


def test_deleting_leaves_what_came(dock: Dock) -> None:
    id = dock.expect("A", 5)
    dock.receive(id, quantity=2)
    incoming.delete(dock.database, id, cause=CLERK)
    line = dock.line(id)
    assert (line.closed, str(line.left), str(line.received)) == (True, "0", "2")
    assert dock.world.held("A", "berlin") == "12"
    assert refused(lambda: dock.change(id, quantity="1")) == [Kind.NOT_EXPECTED]


def test_l_073_received_whole_or_in_part_short_and_damaged(dock: Dock) -> None:
    id = dock.expect("A", 30)
    done = dock.receive(id)
    assert done.receipt.counts == {"received": "30", "short": "0", "damaged": "0", "left": "0"}
    assert done.receipt.message == "Received 30 units: A at berlin"
    assert dock.world.held("A", "berlin") == "40"
    assert dock.lines() == []
    assert dock.lines(closed=True) == [id]
    rows = [
        row
        for row in reporting.history(dock.database)
        if row.operation == done.receipt.operation
    ]
    assert [(row.sku, row.about, row.field, row.before, row.after) for row in rows] == [
        ("A", None, "quantity", "10", "40"),
        ("A", f"incoming {id}: A → berlin", "quantity", "30", "0"),
        ("A", f"incoming {id}: A → berlin", "received", "0", "30"),
    ]
    assert refused(lambda: dock.receive(id)) == [Kind.NOT_EXPECTED]
    assert "quantities adjust" in sentence(lambda: dock.undo(done.receipt))
    # in part
    id = dock.expect("A", 30)
    first = dock.receive(id, quantity=10, damaged=1, reason="damaged").receipt
    assert first.counts == {"received": "10", "short": "0", "damaged": "1", "left": "20"}
    assert dock.aside("A", "berlin") == ("0", "1", "0")
    assert (dock.world.held("A", "berlin"), dock.world.salable("A", "EU")) == ("50", "49")
    second = dock.receive(id, short=2, reason="lost").receipt
    assert second.counts == {"received": "18", "short": "2", "damaged": "0", "left": "0"}
    assert second.message == "Received 18 units, 2 short: A at berlin"
    line = dock.line(id)
    assert [str(one) for one in (line.ordered, line.received, line.damaged, line.short)] == [
        "30",
        "28",
        "1",
        "2",
    ]
    assert ("reason", None, "lost") in dock.history()
    dock.check()


def test_more_than_expected_is_warned_about(dock: Dock) -> None:
    id = dock.expect("A", 5)
    assert dock.receive(id, quantity=7).receipt.warnings == ("2 more of A came than expected.",)
    assert dock.line(id).closed
    assert dock.world.held("A", "berlin") == "17"


@pytest.mark.parametrize(
    ("amounts", "kind"),
    [
        ({"quantity": 1, "damaged": 2}, Kind.VALIDATION_FAILED),
        ({"quantity": 0}, Kind.VALIDATION_FAILED),
        ({"quantity": "1.5"}, Kind.QTY_DECIMAL),
        ({"quantity": 4, "short": 2}, Kind.NOT_EXPECTED),
        ({"quantity": 4, "lost": 1}, Kind.VALIDATION_FAILED),
    ],
)
def test_what_cannot_have_come(dock: Dock, amounts: Any, kind: Kind) -> None:
    id = dock.expect("A", 5)
    assert refused(lambda: dock.receive(id, **amounts)) == [kind]
    assert dock.world.held("A", "berlin") == "10"


def test_missing_goods_need_a_reason_where_reasons_are_required(dock: Dock) -> None:
    id = dock.expect("A", 5)
    dock.world.setting("reasons_required", "yes")
    assert refused(lambda: dock.receive(id, short=1)) == [Kind.REASON_REQUIRED]
    assert dock.receive(id, short=1, reason="lost").receipt.counts["received"] == "4"
    id = dock.expect("A", 5)
    assert refused(lambda: dock.receive(id, short=1, reason="Two words")) == [
        Kind.VALIDATION_FAILED
    ]


def test_a_product_gets_a_row_where_it_arrives(dock: Dock) -> None:
    dock.receive(dock.expect("B", 3, "paris"))
    assert (dock.world.held("B", "paris"), dock.world.status("B", "paris")) == ("3", "in")
    assert dock.world.salable("B", "EU") == "3"
    dock.receive(dock.expect("MEAL", "2.25"))
    assert dock.world.held("MEAL", "berlin") == "3.75"


def test_a_sold_out_row_is_in_stock_again(dock: Dock) -> None:
    dock.world.product("GONE", berlin=(0, "out"))
    dock.receive(dock.expect("GONE", 3))
    assert dock.world.status("GONE", "berlin") == "in"


def test_a_delivery_is_one_deed(dock: Dock) -> None:
    ids = [dock.expect("A", 5, delivery="D-7"), dock.expect("B", 4, delivery="d-7")]
    dock.expect("A", 9, delivery="D-8")
    assert sorted(dock.lines(delivery="D-7")) == ids
    done = deliveries.receive(
        dock.database,
        [IncomingLine(ids[0]), IncomingLine(ids[1], Came(short=units(1)))],
        [Extra("MEAL", Came(units(2)))],
        source="berlin",
        cause=CLERK,
    )
    assert done.receipt.counts == {"received": "10", "short": "1", "damaged": "0", "left": "0"}
    assert [dock.world.held(sku, "berlin") for sku in ("A", "B", "MEAL")] == ["15", "3", "3.5"]
    assert dock.lines(delivery="D-7") == []
    operations = {row.operation for row in reporting.history(dock.database, sku="A")}
    assert done.receipt.operation in operations


def test_of_what_came_beside_a_delivery_nothing_can_be_missing(dock: Dock) -> None:
    line = IncomingLine(dock.expect("A", 5))
    for came in (Came(short=units(1)), Came(units(2), lost=units(1))):
        assert refused(
            lambda came=came: deliveries.receive(
                dock.database, [line], [Extra("B", came)], source="berlin", cause=CLERK
            )
        ) == [Kind.NOT_EXPECTED]


def test_a_delivery_is_received_where_it_is_for(dock: Dock) -> None:
    line = IncomingLine(dock.expect("A", 5))
    assert refused(
        lambda: deliveries.receive(dock.database, [line], source="paris", cause=CLERK)
    ) == [Kind.NOT_EXPECTED]
    assert refused(lambda: deliveries.receive(dock.database, [line, line], cause=CLERK)) == [
        Kind.VALIDATION_FAILED
    ]
    assert refused(lambda: deliveries.receive(dock.database, [], cause=CLERK)) == [
        Kind.NOTHING_GIVEN
    ]


def test_a_draft_is_expected_once_somebody_confirms_it(dock: Dock) -> None:
    id = dock.expect("A", 5, draft=True, expected=PAST)
    assert dock.lines(overdue=True) == []
    assert "draft=no" in sentence(lambda: dock.receive(id))
    dock.change(id, draft="no")
    assert dock.lines(overdue=True) == [id]
    dock.receive(id)


def test_l_074_what_is_overdue_is_listed(dock: Dock) -> None:
    late = dock.expect("A", 5, expected=PAST)
    partly = dock.expect("B", 5, "paris", expected=PAST)
    done = dock.expect("A", 5, expected=PAST)
    soon = dock.expect("A", 5)
    dock.receive(done)
    dock.receive(partly, quantity=2)
    assert dock.lines(overdue=True) == [late, partly]
    assert dock.lines(overdue=True, source="paris") == [partly]
    assert dock.lines(sku="A") == [late, soon]
    today = incoming.today(dock.database)
    assert [dock.line(id).is_overdue(today) for id in (late, soon)] == [True, False]


def test_goods_nobody_expected_are_an_adjustment_that_is_undone(dock: Dock) -> None:
    receipt = receiving.receive(
        dock.database,
        "berlin",
        [Extra("A", Came(units(12), damaged=units(2))), Extra("B", Came(units(1)))],
        cause=CLERK,
    )
    assert receipt.deed is Deed.QUANTITIES_ADJUSTED
    assert receipt.message == "Received 13 units, 2 damaged: 2 SKUs at berlin"
    assert (dock.world.held("A", "berlin"), dock.aside("A", "berlin")[1]) == ("22", "2")
    assert {row.reason for row in reporting.history(dock.database)} == {"received"}
    dock.undo(receipt)
    assert (dock.world.held("A", "berlin"), dock.aside("A", "berlin")[1]) == ("10", "0")
    assert dock.world.held("B", "berlin") is None
    assert refused(
        lambda: receiving.receive(
            dock.database, "berlin", [Extra("A", Came(short=units(1)))], cause=CLERK
        )
    ) == [Kind.NOT_EXPECTED]
    assert refused(
        lambda: receiving.receive(dock.database, "berlin", [], cause=Cause("clerk"))
    ) == [Kind.NOTHING_GIVEN]
