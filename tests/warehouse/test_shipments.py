"""Shipments of several orders of one account: consignments and their life (L-090…L-098)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import update

from inventory_tui.domain.checkup import Finding
from inventory_tui.domain.consignment import Consignment, ConsignmentRow, ConsignmentStatus
from inventory_tui.domain.consignment_list import ConsignmentQuery
from inventory_tui.domain.errors import InvalidInput, InventoryError, Kind, Refused
from inventory_tui.domain.filters import quoted
from inventory_tui.domain.history import Cause, Deed, Operation
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.order import Address
from inventory_tui.domain.shipment import Tracking
from inventory_tui.services.keeping import checking, undoing
from inventory_tui.services.orders import forgetting, order_page, ordering
from inventory_tui.services.reports import reporting
from inventory_tui.services.shipping import (
    consignment_lists,
    consignment_rows,
    consignment_steps,
    consignments,
    shipping,
    tracking,
)
from inventory_tui.services.shipping.consignments import Consigned
from inventory_tui.services.shipping.shipment_cancelling import cancel_shipment
from inventory_tui.store.tables import (
    consignment_line,
    order_bundle,
    order_line,
    sales_order,
    shipment_line,
)
from tests.services.shopping import CLERK, Shop, amount, refused
from tests.world import World

DESK = Cause("desk", login="desk")
S = ConsignmentStatus


class Dock(Shop):
    """A clerk who packs what goes to one account together."""

    def sold(self, number: str, who: str = "ann@x.example", **lines: Any) -> None:
        address = Address("Ann", who, "1 Dock Rd", "Oslo", "", "0155", "NO")
        self.place(lines, number, ship_to=address)

    def add(self, *numbers: str, **given: Any) -> Consignment:
        return consignments.add(self.database, numbers, cause=CLERK, **given).consignment

    def row(self, one: Consignment, at: int = 0, **given: Any) -> Consignment:
        row = self.seen(one).rows[at]
        if "quantity" in given:
            given["quantity"] = amount(given["quantity"])
        done = consignment_rows.set_row(
            self.database, one.id, row.id, **{"cause": CLERK, **given}
        )
        return done.consignment

    def finish(self, one: Consignment) -> Consigned:
        return consignment_steps.finish(self.database, one.id, cause=CLERK)

    def step(self, deed: Callable[..., Consigned], one: Consignment) -> Consigned:
        return deed(self.database, one.id, cause=CLERK)

    def seen(self, one: Consignment) -> Consignment:
        return consignments.show(self.database, one.id)

    def rows(self, one: Consignment) -> list[tuple[str, str, str, str]]:
        """Order, SKU, quantity and source of each row."""
        return [
            (row.order, row.sku, str(row.quantity), row.source) for row in self.seen(one).rows
        ]

    def left(self, one: Consignment) -> list[str]:
        return [str(row.outstanding) for row in self.seen(one).rows]

    def billed(self, number: str, account: str) -> None:
        with self.database.write() as transaction:
            transaction.connection.execute(
                update(sales_order)
                .where(sales_order.c.number == number)
                .values(account=account, account_key=key_of(account))
            )

    def entries(self, filter: str = "") -> list[Operation]:
        ids = reporting.history_ids(self.database, filter)
        return list(reporting.operations(self.database, ids).values())

    def deeds(self) -> int:
        return len(self.entries())

    def findings(self) -> list[Finding]:
        return list(checking.check(self.database).findings)

    def goods(self) -> dict[tuple[str, str], str]:
        return self.world.everything()


def problems(refusal: InventoryError) -> list[tuple[str, str | None]]:
    return [(one.kind.value, one.field) for one in refusal.problems]


@pytest.fixture
def dock(world: World) -> Dock:
    with world.at_once():
        world.sources("berlin", "paris", "oslo")
        world.stock("EU stock", "berlin", "paris", channels=["eu"])
        world.product("MUG", berlin=10, paris=10)
        world.product("CUP", berlin=3, paris=4)
    dock = Dock(world)
    dock.sold("1", MUG=4)
    dock.sold("2", MUG=2, CUP=5)
    return dock


# -- L-090 to L-098 ---------------------------------------------------------------------------


def test_l_090_it_is_built_from_one_or_several_orders_of_the_same_account(dock: Dock) -> None:
    done = consignments.add(dock.database, ["2", "1"], cause=CLERK)
    one = done.consignment
    assert (one.status, one.account, [order.number for order in one.orders]) == (
        S.PROCESSING,
        "ann@x.example",
        ["1", "2"],
    )
    assert dock.rows(one) == [
        ("1", "MUG", "4", "berlin"),
        ("2", "MUG", "2", "berlin"),
        ("2", "CUP", "3", "berlin"),
        ("2", "CUP", "2", "paris"),
    ]
    assert done.receipt.message == f"Consignment {one.id} opened: 2 orders, 11 units."
    assert one.addresses[0].one_line() == "1 Dock Rd, 0155 Oslo, NO"
    dock.sold("3", CUP=1)
    alone = dock.add("3")
    assert [row.order for row in alone.rows] == ["3"]
    # nothing moved and nothing was let go by that
    assert dock.goods()["MUG", "berlin"] == "10"
    assert dock.reserved("MUG") == "-6"
    dock.check()


def test_l_091_orders_of_several_accounts_are_refused(dock: Dock) -> None:
    dock.sold("3", who="bob@x.example", MUG=1)
    before = dock.deeds()
    refusal = refused(lambda: dock.add("1", "3"))
    assert refusal.kind is Kind.MIXED_ACCOUNTS
    assert "ann@x.example: 1; bob@x.example: 3" in str(refusal)
    one = dock.add("1")
    assert refused(lambda: dock.add("3", to=one.id)).kind is Kind.MIXED_ACCOUNTS
    assert dock.deeds() == before + 1
    # an account goes before an e-mail address, whatever its letter case
    dock.billed("2", "ACME")
    dock.billed("3", "acme")
    assert refused(lambda: dock.add("2", to=one.id)).kind is Kind.MIXED_ACCOUNTS
    assert dock.add("2", "3").account == "ACME"


def test_l_092_each_row_takes_a_source_and_a_quantity_and_outstanding_falls(dock: Dock) -> None:
    one = dock.add("2", algorithm=None)
    assert dock.rows(one) == [("2", "MUG", "2", ""), ("2", "CUP", "5", "")]
    assert dock.left(one) == ["0", "0"]
    dock.row(one, 1, quantity=2, source="paris")
    assert (dock.rows(one)[1], dock.left(one)) == (("2", "CUP", "2", "paris"), ["0", "3"])
    # a second row of that line leaves another source
    dock.row(one, 1, another=True, source="berlin")
    assert dock.rows(one)[2] == ("2", "CUP", "3", "berlin")
    assert dock.left(one) == ["0", "0", "0"]
    refusal = refused(lambda: dock.row(one, 1, quantity=3))
    assert refusal.kind is Kind.MORE_THAN_OUTSTANDING
    assert str(refusal) == "CUP: 2 of 5 are outstanding, not 3."
    assert refused(lambda: dock.row(one, 1, source="oslo")).kind is Kind.SOURCE_NOT_LISTED
    assert refused(lambda: dock.row(one, 1, source="berlin")).kind is Kind.NOT_UNIQUE
    assert refused(lambda: dock.row(one, 0, quantity="0.5")).kind is Kind.QTY_DECIMAL
    # what one consignment holds is not outstanding for another
    assert refused(lambda: dock.add("2")).kind is Kind.NOT_SHIPPABLE
    dock.row(one, 2, quantity=1)
    assert dock.rows(dock.add("2", algorithm=None)) == [("2", "CUP", "2", "")]


def test_l_093_it_is_not_finished_with_a_row_without_source_or_quantity(dock: Dock) -> None:
    one = dock.add("1", "2")
    dock.row(one, 0, quantity=0)
    dock.row(one, 1, source="")
    dock.row(one, 2, source="", quantity=0)
    before, deeds = dock.goods(), dock.deeds()
    refusal = refused(lambda: dock.finish(one))
    assert problems(refusal) == [
        ("row_without_quantity", "quantity"),
        ("row_without_source", "source"),
        ("row_without_source", "source"),
        ("row_without_quantity", "quantity"),
    ]
    row = dock.seen(one).rows[1]
    assert str(refusal).splitlines()[1] == (
        f"Row {row.id} (MUG of order 2) has no source; choose where it leaves, or remove it."
    )
    assert (dock.goods(), dock.deeds(), dock.seen(one).status) == (before, deeds, S.PROCESSING)
    dock.row(one, 0, quantity=4)
    dock.row(one, 1, source="paris")
    dock.row(one, 2, source="berlin", quantity=3)
    assert dock.finish(one).consignment.status is S.READY
    dock.check()


def test_l_094_rows_are_removed_while_it_is_ready_and_their_goods_come_back(dock: Dock) -> None:
    one = dock.finish(dock.add("1", "2")).consignment
    assert dock.goods()["MUG", "berlin"] == "4"
    cups = one.rows[2]
    assert (cups.sku, cups.source) == ("CUP", "berlin")
    done = consignment_rows.remove(dock.database, one.id, [cups.id], cause=CLERK)
    assert dict(done.statuses) == {"2": "processing"}
    assert done.receipt.message == (
        f"Consignment {one.id}: 1 row removed, 3 units (3 came back)."
    )
    assert dock.goods()["CUP", "berlin"] == "3"
    assert (dock.line("2", "CUP"), dock.reserved("CUP")) == (
        {"shipped": "2", "open": "3", "held": "3"},
        "-3",
    )
    # the mugs that left with them stay taken, in the shipment they were in
    assert dock.goods()["MUG", "berlin"] == "4"
    first = ordering.show(dock.database, "2").shipments
    assert [(one.cancelled, [line.sku for line in one.lines]) for one in first] == [
        (False, ["MUG"]),
        (False, ["CUP"]),
        (True, ["CUP"]),
    ]
    dock.check()
    dock.step(consignment_steps.ship, one)
    late = refused(
        lambda: consignment_rows.remove(dock.database, one.id, [one.rows[0].id], cause=CLERK)
    )
    assert late.kind is Kind.CONSIGNMENT_STATUS
    assert "refunded: orders refund" in str(late)


def test_l_095_orders_stand_as_what_left_makes_them_and_steps_go_one_by_one(
    dock: Dock,
) -> None:
    one = dock.add("1", "2")
    consignment_rows.remove(dock.database, one.id, [one.rows[3].id], cause=CLERK)
    for early in (consignment_steps.ship, consignment_steps.deliver):
        assert refused(lambda deed=early: dock.step(deed, one)).kind is Kind.CONSIGNMENT_STATUS
    done = dock.finish(one)
    assert dict(done.statuses) == {"1": "complete", "2": "processing"}
    assert [one.source for one in ordering.show(dock.database, "2").shipments] == ["berlin"]
    assert dock.seen(one).rows[0].shipment_id is not None
    assert refused(lambda: dock.finish(one)).kind is Kind.CONSIGNMENT_STATUS
    assert dock.step(consignment_steps.ship, one).consignment.status is S.SHIPPED
    done = dock.step(consignment_steps.deliver, one)
    assert (done.consignment.status, dict(done.statuses)) == (
        S.DELIVERED,
        {"1": "complete", "2": "processing"},
    )
    again = refused(lambda: dock.step(consignment_steps.deliver, one))
    assert str(again) == f"Consignment {one.id} is delivered already."
    rest = dock.finish(dock.add("2"))
    assert dict(rest.statuses) == {"2": "complete"}
    assert dock.reserved("CUP") == "0"
    dock.check()


def test_l_096_carrier_tracking_and_dates_are_editable_in_every_state(dock: Dock) -> None:
    one = dock.add("1")
    other = dock.add("2")

    def nothing(_: Consignment) -> None: ...

    steps: list[tuple[ConsignmentStatus, Consignment, Callable[[Consignment], object]]] = [
        (S.PROCESSING, one, nothing),
        (S.READY, one, dock.finish),
        (S.SHIPPED, one, lambda one: dock.step(consignment_steps.ship, one)),
        (S.DELIVERED, one, lambda one: dock.step(consignment_steps.deliver, one)),
        (S.CANCELLED, other, lambda one: dock.step(consignment_steps.cancel, one)),
    ]
    assert {status for status, *_ in steps} == set(S)
    for day, (status, of, step) in enumerate(steps, start=21):
        step(of)
        typed = {
            "carrier": f"Kurier {day}",
            "tracking_number": f"JD{day}",
            "tracking_url": f"https://dhl.example/JD{day}",
            "ship_on": f"2026-11-{day}",
            "deliver_on": f"2026-11-{day + 2}",
            "comment": f"on day {day}",
        }
        consignments.edit(dock.database, of.id, typed, cause=CLERK)
        now = dock.seen(of)
        assert now.status is status
        assert (now.carrier, now.tracking_number, now.tracking_url, now.comment) == (
            f"Kurier {day}",
            f"JD{day}",
            f"https://dhl.example/JD{day}",
            f"on day {day}",
        )
        assert (str(now.ship_on), str(now.deliver_on)) == (
            typed["ship_on"],
            typed["deliver_on"],
        )
    for wrong in (
        {"ship_on": "soon"},
        {"deliver_on": "2026-11-20"},
        {"tracking_url": "dhl JD01"},
        {"speed": "fast"},
    ):
        with pytest.raises(InvalidInput):
            consignments.edit(dock.database, one.id, wrong, cause=CLERK)
    # a shipment of one order likewise, once it left
    dock.sold("3", MUG=1)
    sent = dock.ship("3", "berlin").shipments[0]
    parcel = Tracking("ups", "Parcel", "1Z", "https://ups.example/1Z")
    done = tracking.put(dock.database, sent.id, [parcel], cause=CLERK)
    assert done.shipment.tracking == (parcel,)
    again = tracking.put(dock.database, sent.id, [parcel], cause=CLERK)
    assert again.receipt.operation is None
    with pytest.raises(InventoryError) as stale:
        tracking.put(dock.database, sent.id, [], seen=[], cause=DESK)
    assert stale.value.kind is Kind.CHANGED_ELSEWHERE


def test_l_097_consignments_and_rows_have_references_that_stand_for_their_numbers(
    dock: Dock,
) -> None:
    one = dock.add("1")
    assert [len(one.erc), len(one.rows[0].erc)] == [36, 36]
    assert consignments.show(dock.database, one.erc.upper()).id == one.id
    named = dock.add("2", erc="WMS-77")
    assert consignments.show(dock.database, "wms-77").id == named.id
    taken = refused(
        lambda: consignments.edit(dock.database, one.id, {"erc": "wms-77"}, cause=CLERK)
    )
    assert taken.kind is Kind.NOT_UNIQUE
    row = named.rows[0]
    consignment_rows.set_row(dock.database, "WMS-77", row.id, erc="L1", cause=CLERK)
    consignment_rows.set_row(dock.database, "WMS-77", "l1", quantity=amount(1), cause=CLERK)
    assert (dock.seen(named).rows[0].erc, str(dock.seen(named).rows[0].quantity)) == ("L1", "1")
    clash = refused(lambda: dock.row(one, 0, erc="L1"))
    assert clash.kind is Kind.NOT_UNIQUE
    with pytest.raises(InvalidInput):
        consignments.edit(dock.database, one.id, {"erc": " "}, cause=CLERK)
    assert refused(lambda: consignments.show(dock.database, "none")).kind is (
        Kind.UNKNOWN_CONSIGNMENT
    )


@pytest.mark.parametrize("end", [consignment_steps.cancel, consignment_steps.delete])
def test_l_098_ending_it_keeps_orders_open_and_brings_goods_back(
    dock: Dock, end: Callable[..., Consigned]
) -> None:
    goods = dock.goods()
    early = dock.add("1")
    dock.step(end, early)
    assert (dock.goods(), dock.status("1"), dock.reserved("MUG")) == (goods, "pending", "-6")
    one = dock.finish(dock.add("1", "2")).consignment
    assert dock.reserved("MUG") == "0"
    done = dock.step(end, one)
    assert dict(done.statuses) == {"1": "pending", "2": "pending"}
    assert (dock.goods(), dock.reserved("MUG"), dock.reserved("CUP")) == (goods, "-6", "-5")
    assert "11 units came back" in done.receipt.message
    dock.check()
    left = dock.finish(dock.add("1", "2")).consignment
    dock.step(consignment_steps.ship, left)
    late = refused(lambda: dock.step(end, left))
    assert late.kind is Kind.CONSIGNMENT_STATUS
    assert "orders refund" in str(late)
    if end is consignment_steps.delete:
        gone = refused(lambda: dock.seen(one))
        assert gone.kind is Kind.UNKNOWN_CONSIGNMENT
        assert left.id > one.id
    else:
        assert dock.seen(one).status is S.CANCELLED
        assert refused(lambda: dock.step(end, one)).kind is Kind.CONSIGNMENT_STATUS
    dock.check()


# -- what goes with it ------------------------------------------------------------------------


def test_finishing_takes_all_or_nothing(dock: Dock) -> None:
    one = dock.add("1", "2")
    for at in (0, 1):
        dock.row(one, at, source="paris")
    dock.world.item("MUG", "paris", 5)  # six were there when they were chosen
    goods, deeds = dock.goods(), dock.deeds()
    refusal = refused(lambda: dock.finish(one))
    assert [(one.kind, one.order) for one in refusal.problems] == [
        (Kind.NOT_ENOUGH_IN_SOURCE, "2")
    ]
    assert str(refusal) == "Order 2, MUG: paris has 1, not 2."
    assert (dock.goods(), dock.deeds(), dock.seen(one).status) == (goods, deeds, S.PROCESSING)
    dock.check()


def test_what_left_otherwise_meanwhile_is_not_sent_twice(dock: Dock) -> None:
    one = dock.add("1")
    dock.ship("1", "paris", {"MUG": 3})
    assert dock.left(one) == ["0"]
    more = refused(lambda: dock.row(one, quantity=2))
    assert str(more) == "MUG: 1 of 4 are outstanding, not 2."
    late = refused(lambda: dock.finish(one))
    assert (late.kind, str(late)) == (
        Kind.MORE_THAN_OUTSTANDING,
        "Order 1, MUG: 1 of 4 are to ship, not 4.",
    )
    dock.row(one, quantity=1)
    assert dict(dock.finish(one).statuses) == {"1": "complete"}
    dock.check()


def test_a_row_warns_where_its_source_holds_less(dock: Dock) -> None:
    one = dock.add("2", algorithm=None)
    row = dock.seen(one).rows[1]
    done = consignment_rows.set_row(dock.database, one.id, row.id, source="berlin", cause=CLERK)
    assert done.receipt.warnings == ("CUP: berlin has 3 now, not 5.",)


def test_what_drafts_hold_is_not_proposed_again(dock: Dock) -> None:
    dock.add("1")
    one = dock.add("2")
    assert dock.rows(one)[0] == ("2", "MUG", "2", "berlin")
    dock.sold("3", MUG=6)
    assert dock.rows(dock.add("3")) == [
        ("3", "MUG", "4", "berlin"),
        ("3", "MUG", "2", "paris"),
    ]


def test_orders_on_hold_closed_or_unknown_are_refused_together(dock: Dock) -> None:
    dock.sold("3", MUG=1)
    ordering.hold(dock.database, "1", cause=CLERK)
    dock.cancel("2")
    refusal = refused(lambda: dock.add("1", "2", "3"))
    assert [one.kind for one in refusal.problems] == [Kind.ORDER_STATUS] * 2
    unknown = refused(lambda: dock.add("77", "78"))
    assert [(one.kind, one.order) for one in unknown.problems] == [
        (Kind.UNKNOWN_ORDER, "77"),
        (Kind.UNKNOWN_ORDER, "78"),
    ]
    assert refused(lambda: dock.add()).kind is Kind.NOTHING_GIVEN


def test_orders_without_account_and_address_go_alone(dock: Dock) -> None:
    for number in ("3", "4"):
        dock.place({"MUG": 1}, number)
    assert refused(lambda: dock.add("3", "4")).kind is Kind.MIXED_ACCOUNTS
    assert dock.add("3").account == ""


def test_a_stale_edit_is_refused(dock: Dock) -> None:
    one = dock.add("1", "2")
    dock.row(one, 0, quantity=1)
    for late in (
        lambda: dock.row(one, 0, quantity=2, seen_version=one.version),
        lambda: consignments.edit(
            dock.database, one.id, {"carrier": "ups"}, cause=DESK, seen_version=one.version
        ),
        lambda: consignment_steps.finish(
            dock.database, one.id, cause=DESK, seen_version=one.version
        ),
    ):
        with pytest.raises(InventoryError) as stale:
            late()
        assert stale.value.kind is Kind.CHANGED_ELSEWHERE


def test_nothing_changed_is_no_deed(dock: Dock) -> None:
    one = dock.add("1")
    before = dock.deeds()
    assert dock.row(one, 0, quantity=4, source="berlin").version == one.version
    done = consignments.edit(dock.database, one.id, {"carrier": ""}, cause=CLERK)
    assert (done.receipt.operation, dock.deeds()) == (None, before)


def test_an_ordinary_shipment_is_as_it_was_and_one_of_these_is_not_cancelled_alone(
    dock: Dock,
) -> None:
    one = dock.finish(dock.add("1")).consignment
    id = one.rows[0].shipment_id
    assert id is not None
    assert shipping.show(dock.database, id).consignment_id == one.id
    refusal = refused(lambda: cancel_shipment(dock.database, id, force=True, cause=CLERK))
    assert refusal.kind is Kind.CONSIGNMENT_STATUS
    assert f"part of consignment {one.id}" in str(refusal)
    alone = dock.ship("2", "berlin", {"MUG": 1})
    assert alone.shipments[0].consignment_id is None
    dock.cancel_shipment(alone)
    dock.check()


def test_what_was_refunded_does_not_come_back_twice(dock: Dock) -> None:
    one = dock.finish(dock.add("1")).consignment
    dock.refund("1", "MUG=1:return@berlin")
    goods = dock.goods()
    for deed in (
        lambda: dock.step(consignment_steps.cancel, one),
        lambda: consignment_rows.remove(dock.database, one.id, [one.rows[0].id], cause=CLERK),
    ):
        assert refused(deed).kind is Kind.ORDER_STATUS
    assert dock.goods() == goods
    dock.check()


def test_parts_that_ship_together_are_not_torn_apart(dock: Dock) -> None:
    with dock.database.write() as transaction:
        order = transaction.orders.known("2")
        set_ = transaction.products.known("CUP").id
        bundle = transaction.connection.execute(
            order_bundle.insert()
            .values(
                order_id=order.id, product_id=set_, name="Set", quantity=10_000, together=True
            )
            .returning(order_bundle.c.id)
        ).scalar_one()
        for line in order.lines:
            transaction.connection.execute(
                update(order_line)
                .where(order_line.c.id == line.id)
                .values(bundle_id=bundle, per_bundle=line.ordered.parts)
            )
    dock.world.item("CUP", "berlin", 5)
    one = dock.finish(dock.add("2")).consignment
    torn = refused(
        lambda: consignment_rows.remove(dock.database, one.id, [one.rows[0].id], cause=CLERK)
    )
    assert "its parts ship together" in str(torn)
    assert len(dock.seen(one).rows) == 2
    dock.check()
    both = [row.id for row in one.rows]
    consignment_rows.remove(dock.database, one.id, both, cause=CLERK)
    empty = refused(lambda: dock.step(consignment_steps.ship, one))
    assert empty.kind is Kind.NOTHING_GIVEN
    dock.check()


def test_the_history_tells_each_deed_before_and_after(dock: Dock) -> None:
    one = dock.add("1")
    dock.row(one, 0, quantity=3)
    consignments.edit(dock.database, one.id, {"carrier": "dhl"}, cause=CLERK)
    dock.finish(one)
    dock.step(consignment_steps.cancel, one)
    told = {
        (row.deed, row.field): (row.before, row.after)
        for row in reporting.history(dock.database)
        if row.about == f"consignment {one.id}"
    }
    row = one.rows[0].id
    assert told[Deed.CONSIGNMENT_ROW_SET, f"row {row} quantity"] == ("4", "3")
    assert told[Deed.CONSIGNMENT_EDITED, "carrier"] == ("", "dhl")
    assert told[Deed.CONSIGNMENT_FINISHED, "status"] == ("processing", "ready")
    assert told[Deed.CONSIGNMENT_CANCELLED, "status"] == ("ready", "cancelled")
    for entry in dock.entries("order:1"):
        if entry.deed.value.startswith("consignments"):
            with pytest.raises(Refused) as never:
                undoing.undo(dock.database, entry.id, cause=CLERK)
            assert never.value.kind is Kind.NOT_UNDOABLE
            assert "consignments" in str(never.value)
    finished = [
        entry for entry in dock.entries("order:1") if entry.deed is Deed.CONSIGNMENT_FINISHED
    ]
    assert [str(entry.units) for entry in finished] == ["-3"]
    ids = reporting.effect_ids(dock.database, finished[0].id)
    effects = reporting.effects(dock.database, finished[0].id, ids).values()
    assert ("MUG", "berlin", "quantity", "10", "7") in [
        (one.what, one.where, one.field, one.before, one.after) for one in effects
    ]


def test_a_deed_on_several_orders_is_in_the_history_of_each(dock: Dock) -> None:
    one = dock.finish(dock.add("1", "2")).consignment
    for number in ("1", "2"):
        assert Deed.CONSIGNMENT_FINISHED in [
            entry.deed for entry in dock.entries(f"order:{number}")
        ]
    finished = dock.entries(f"deed:{quoted('consignments finish')}")[0]
    ids = reporting.effect_ids(dock.database, finished.id)
    told = [
        (each.what, each.where, each.after)
        for each in reporting.effects(dock.database, finished.id, ids).values()
        if each.field == "reserved"
    ]
    assert sorted(told) == [
        ("CUP", "order 2", "2"),
        ("CUP", "order 2", "3"),
        ("MUG", "order 1", "4"),
        ("MUG", "order 2", "2"),
    ]
    assert one.status is S.READY


def test_doctor_names_rows_that_are_not_as_their_shipments(dock: Dock) -> None:
    one = dock.finish(dock.add("1")).consignment
    with dock.database.write() as transaction:
        transaction.connection.execute(update(consignment_line).values(quantity=10_000))
    found = [each.message for each in dock.findings()]
    assert found == [
        f"Consignment {one.id}, MUG of order 1: its row says 1 taken, its shipment holds 4."
    ]
    with dock.database.write() as transaction:
        transaction.connection.execute(consignment_line.delete())
        transaction.connection.execute(shipment_line.select())
    assert "has no row for it" in dock.findings()[0].message


def test_the_list_is_filtered_and_sorted(dock: Dock) -> None:
    first, second = dock.add("1"), dock.add("2")
    dock.row(second, 0, quantity=1)
    dock.finish(first)
    consignments.edit(dock.database, first.id, {"carrier": "DHL"}, cause=CLERK)

    def ids(filter: str = "", **given: Any) -> list[int]:
        return list(consignment_lists.ids(dock.database, ConsignmentQuery(filter, **given)))

    assert ids() == [second.id, first.id]
    assert ids("status:ready") == [first.id]
    assert ids("order:2") == ids("sku:CUP") == ids("source:paris") == [second.id]
    assert ids("account:ann open") == [second.id, first.id]
    assert ids("carrier:dhl since:2026-11-20") == [first.id]
    assert ids(f"reference:{first.erc}") == ids(f"number:{first.id}") == [first.id]
    assert ids(sort="units") == [second.id, first.id]
    line = consignment_lists.window(dock.database, ConsignmentQuery("status:ready"), 5)[0]
    assert (line.orders, line.sources, str(line.units), line.rows) == (
        ("1",),
        ("berlin",),
        "4",
        1,
    )
    assert consignment_lists.count(dock.database, ConsignmentQuery("-status:ready")) == 1


def test_a_forgotten_customer_is_in_no_consignment(dock: Dock) -> None:
    one = dock.finish(dock.add("1")).consignment
    said = {"tracking_number": "JD01", "tracking_url": "https://dhl.example/JD01"}
    consignments.edit(dock.database, one.id, said | {"comment": "ring Ann"}, cause=CLERK)
    id = one.rows[0].shipment_id or 0
    parcel = Tracking("dhl", "DHL", "JD02", "https://dhl.example/JD02")
    tracking.put(dock.database, id, [parcel], cause=CLERK)
    gone = dock.add("2")
    consignments.edit(dock.database, gone.id, said, cause=CLERK)
    dock.step(consignment_steps.delete, gone)
    dock.cancel("2")
    forgetting.forget(dock.database, ["1", "2"], cause=DESK)
    after = dock.seen(one)
    assert (after.account, after.tracking_number, after.tracking_url, after.comment) == (
        "",
    ) * 4
    assert shipping.show(dock.database, id).tracking == (Tracking("dhl", "DHL", ""),)
    texts = " ".join(f"{row.before} {row.after}" for row in reporting.history(dock.database))
    assert [word for word in ("JD0", "ann@") if word in texts] == []


def test_the_page_of_an_order_says_that_it_is_in_a_consignment(dock: Dock) -> None:
    one = dock.add("1")
    shown = order_page.show(dock.database, "1")
    assert shown.next_step == (
        f"Goes with consignment {one.id}, which is being built (4 left)."
    )
    dock.step(consignment_steps.cancel, one)
    assert "Dispatch" in order_page.show(dock.database, "1").next_step


@pytest.mark.parametrize("deed", ["add", "finish"])
def test_of_two_clerks_at_once_one_is_refused(dock: Dock, deed: str) -> None:
    one = dock.add("2")

    def act(_: int) -> Kind | None:
        try:
            dock.add("1") if deed == "add" else dock.finish(one)
        except InventoryError as refusal:
            return refusal.kind
        return None

    with ThreadPoolExecutor(2) as both:
        told = set(both.map(act, range(2)))
    late = Kind.NOT_SHIPPABLE if deed == "add" else Kind.CONSIGNMENT_STATUS
    assert told == {None, late}
    dock.check()


def test_rows_are_found_by_number_or_reference_only() -> None:
    row = ConsignmentRow(7, "Eight", 1, "1", 2, 3, "MUG", "Mug", amount(1), amount(0))
    other = ConsignmentRow(8, "7", 1, "1", 4, 3, "CUP", "Cup", amount(1), amount(0))
    one = Consignment(1, "x", "", "", S.PROCESSING, rows=(row, other))
    assert (one.row("eight"), one.row(7), one.row("7")) == (row, row, other)
    with pytest.raises(Refused) as unknown:
        one.row("MUG")
    assert str(unknown.value) == "Consignment 1 has no row 'MUG'; its rows: 7, 8."
