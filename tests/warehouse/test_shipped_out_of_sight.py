"""What somebody confined to sources sees of what was sold, and of what left for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from inventory_tui.domain.consignment import Consignment
from inventory_tui.domain.errors import InventoryError, Kind
from inventory_tui.domain.history import Cause, Deed
from inventory_tui.domain.order import Address
from inventory_tui.domain.order_list import OrderQuery, ShipmentQuery
from inventory_tui.domain.shipment import Tracking
from inventory_tui.services.keeping import people, roles
from inventory_tui.services.orders import ledger, order_lists, order_page, refund_planning
from inventory_tui.services.reports import reporting
from inventory_tui.services.shipping import (
    consignment_lists,
    consignment_rows,
    consignment_steps,
    consignments,
    pickup_orders,
    ship_planning,
    shipping,
    tracking,
)
from inventory_tui.services.shipping.consignment_lists import ConsignmentQuery
from inventory_tui.store.database import Database
from tests.services.shopping import Shop, amount
from tests.world import World

pytestmark = pytest.mark.both_databases

ANNA = Cause(actor="anna", login="anna")
BOB = Cause(actor="bob", login="bob")


@dataclass
class Docks:
    """Two sources; Anna sees both, Bob works at Berlin."""

    anna: Database
    bob: Database

    def consign(self, number: str, *sources: str) -> Consignment:
        """A consignment of an order, each row of which leaves one of these sources."""
        one = consignments.add(self.anna, [number], algorithm=None, cause=ANNA).consignment
        for row, source in zip(one.rows, sources, strict=True):
            one = consignment_rows.set_row(
                self.anna, one.id, row.id, source=source, cause=ANNA
            ).consignment
        return one

    def seen(self, filter: str = "") -> list[int]:
        """The consignments Bob finds."""
        return list(consignment_lists.ids(self.bob, ConsignmentQuery(filter)))


@pytest.fixture
def docks(world: World) -> Docks:
    world.sources("berlin", "paris")
    world.stock("EU", "berlin", "paris", channels=["eu"])
    world.product("A", berlin=5, paris=9)
    world.product("B", berlin=5, paris=9)
    shop = Shop(world)
    for number in "12345":
        shop.place({"A": 1, "B": 1}, number)
    anna = world.database.seen_by("anna")
    typed = {"login": "bob", "role": "manager", "sources": "berlin"}
    people.add_person(anna, typed, cause=ANNA)
    world.database = world.database.as_program()
    return Docks(anna, anna.seen_by("bob"))


def ship(docks: Docks, number: str, source: str, sku: str) -> int:
    tracked = [Tracking("dhl", "DHL", f"{source}-{sku}")]
    return (
        shipping.create(
            docks.anna, number, source, {sku: amount(1)}, tracking=tracked, cause=ANNA
        )
        .shipments[0]
        .id
    )


def kind_of(refusal: pytest.ExceptionInfo[InventoryError]) -> Kind:
    return refusal.value.kind


def test_orders_are_everybodys_shipments_those_of_ones_own_sources(docks: Docks) -> None:
    here, there = ship(docks, "1", "berlin", "A"), ship(docks, "1", "paris", "B")
    ship(docks, "2", "paris", "A")

    # orders are the business's: whole, whatever left from where
    assert order_lists.count_orders(docks.bob, OrderQuery()) == 5
    (first,) = order_lists.orders(docks.bob, OrderQuery("number:1"))
    assert (str(first.left), first.sources) == ("0", ("berlin",))
    shown = order_page.show(docks.bob, "1")
    assert [str(line.shipped) for line in shown.order.lines] == ["1", "1"]
    assert [one.id for one in shown.shipments] == [here]
    assert order_lists.count_orders(docks.bob, OrderQuery("source:paris")) == 0

    # what left other sources is hidden and not counted
    assert [one.id for one in order_lists.shipments(docks.bob, ShipmentQuery())] == [here]
    assert order_lists.count_shipments(docks.bob, ShipmentQuery()) == 1
    assert order_lists.count_shipments(docks.bob, ShipmentQuery("paris-B")) == 0
    assert shipping.show(docks.bob, here).lines
    with pytest.raises(InventoryError) as unknown:
        shipping.show(docks.bob, there)
    assert kind_of(unknown) is Kind.UNKNOWN_SHIPMENT
    assert order_lists.count_shipments(docks.anna, ShipmentQuery()) == 3


def test_rows_of_consignments_that_leave_elsewhere_are_hidden_and_not_counted(
    docks: Docks,
) -> None:
    mine = docks.consign("1", "berlin", "berlin")
    mixed = docks.consign("2", "berlin", "paris")
    theirs = docks.consign("3", "paris", "paris")
    nobodys = consignments.add(docks.anna, ["4"], algorithm=None, cause=ANNA).consignment

    assert sorted(docks.seen()) == [mine.id, mixed.id, nobodys.id]
    assert consignment_lists.count(docks.bob, ConsignmentQuery()) == 3
    assert docks.seen("order:3") == docks.seen("source:paris") == []
    rows = consignment_lists.rows(docks.bob, [mixed.id, theirs.id])
    assert list(rows) == [mixed.id]
    of_mixed = rows[mixed.id]
    assert (of_mixed.rows, str(of_mixed.units), of_mixed.sources) == (1, "1", ("berlin",))
    assert [row.source for row in consignments.show(docks.bob, mixed.id).rows] == ["berlin"]
    with pytest.raises(InventoryError) as unknown:
        consignments.show(docks.bob, theirs.id)
    assert kind_of(unknown) is Kind.UNKNOWN_CONSIGNMENT
    # what is outstanding of an order is the order's, whoever looks
    assert order_page.show(docks.bob, "3").next_step == (
        "Goes with a consignment of other sources, which is being built (2 left)."
    )
    consignment_steps.finish(docks.anna, theirs.id, cause=ANNA)
    assert theirs.id not in docks.seen()


def test_the_history_of_what_leaves_elsewhere_is_hidden(docks: Docks) -> None:
    mixed = docks.consign("1", "berlin", "paris")
    theirs = docks.consign("2", "paris", "paris")
    there = ship(docks, "3", "paris", "A")
    tracking.put(docks.anna, there, [Tracking("ups", "UPS", "1")], cause=ANNA)

    told = [
        (row.about, row.after)
        for row in reporting.history(docks.bob)
        if row.about and row.about.startswith(("consignment", "shipment"))
    ]
    assert {about for about, _ in told} == {f"consignment {mixed.id}"}
    assert "berlin" in {after for _, after in told}
    assert "paris" not in {after for _, after in told}
    ids = reporting.history_ids(docks.bob)
    summaries = [one.summary for one in reporting.operations(docks.bob, ids).values()]
    assert not [one for one in summaries if f"onsignment {theirs.id}" in one]
    assert not [one for one in summaries if f"hipment {there}" in one]
    consignment_steps.delete(docks.anna, theirs.id, cause=ANNA)
    consignment_steps.delete(docks.anna, mixed.id, cause=ANNA)
    deleted = [
        row for row in reporting.history(docks.bob) if row.deed is Deed.CONSIGNMENT_DELETED
    ]
    assert {row.about for row in deleted if row.field.startswith("row")} == {
        f"consignment {mixed.id}"
    }
    assert not [row for row in deleted if row.before == "paris"]


def test_what_leaves_elsewhere_is_out_of_reach(docks: Docks) -> None:
    mixed = docks.consign("1", "berlin", "paris")
    theirs = docks.consign("2", "paris", "paris")
    there = ship(docks, "3", "paris", "A")
    (berlin,) = consignments.show(docks.bob, mixed.id).rows
    paris = next(row for row in mixed.rows if row.source == "paris")
    deeds = (
        lambda: consignment_rows.set_row(
            docks.bob, mixed.id, berlin.id, source="paris", cause=BOB
        ),
        lambda: consignment_rows.set_row(
            docks.bob, mixed.id, paris.id, quantity=amount(0), cause=BOB
        ),
        lambda: consignment_rows.remove(docks.bob, mixed.id, [paris.id], cause=BOB),
        lambda: consignment_steps.finish(docks.bob, mixed.id, cause=BOB),
        lambda: consignment_steps.cancel(docks.bob, theirs.id, cause=BOB),
        lambda: consignments.edit(docks.bob, theirs.id, {"carrier": "dhl"}, cause=BOB),
        lambda: tracking.put(docks.bob, there, [], cause=BOB),
    )
    before = len(reporting.history_ids(docks.anna))
    for deed in deeds:
        with pytest.raises(InventoryError, match="at paris, only at berlin") as refusal:
            deed()
        assert kind_of(refusal) is Kind.NOT_ALLOWED
    assert len(reporting.history_ids(docks.anna)) == before
    # one's own row, and what is said of a consignment one has a part in, is not
    consignment_rows.set_row(docks.bob, mixed.id, berlin.id, quantity=amount(0), cause=BOB)
    consignments.edit(docks.bob, mixed.id, {"carrier": "dhl"}, cause=BOB)


def test_only_what_lies_at_ones_own_sources_is_proposed(docks: Docks, world: World) -> None:
    world.product("C", paris=9)
    Shop(world).place({"A": 1, "C": 1}, "6")
    one = consignments.add(docks.bob, ["6"], cause=BOB).consignment
    assert [(row.sku, row.source) for row in one.rows] == [("A", "berlin"), ("C", "")]
    proposed = ship_planning.plan(docks.bob, "1").allocations
    assert {one.source for one in proposed} == {"berlin"}
    shipping.create_by_algorithm(docks.bob, "1", "priority", cause=BOB)
    assert world.held("A", "berlin") == "4"


def test_a_refund_knows_all_an_order_was_sent(docks: Docks) -> None:
    ship(docks, "1", "paris", "A")
    known = refund_planning.refundable(docks.bob, "1")
    assert [known.away[line.id] for line in known.lines] == [(("paris", amount(1)),)]


def test_what_is_fetched_elsewhere_is_not_listed(docks: Docks) -> None:
    for number, source in (("4", "paris"), ("5", "berlin")):
        pickup_orders.move(docks.anna, number, source, cause=ANNA)
    assert {one.order for one in pickup_orders.waiting(docks.bob)} == {"5"}
    assert {one.order for one in pickup_orders.waiting(docks.anna)} == {"4", "5"}


def test_whom_goods_go_to_is_for_those_who_may_see_orders(docks: Docks, world: World) -> None:
    given: dict[str, Any] = {"ship_to": Address("Ada", city="Rome"), "account": "Acme"}
    Shop(world).place({"A": 1}, "6", **given)
    shipment = ship(docks, "6", "berlin", "A")
    Shop(world).place({"A": 1}, "7", **given)
    one = docks.consign("7", "berlin")

    def told() -> tuple[str, str, str, str, set[str]]:
        (row,) = order_lists.shipments(docks.bob, ShipmentQuery("order:6"))
        (line,) = consignment_lists.lines(docks.bob, ConsignmentQuery(f"number:{one.id}"))
        shown = consignments.show(docks.bob, one.id)
        (to,) = shown.addresses
        held = {hold.account for hold in ledger.holds(docks.bob, "A") if hold.order == "7"}
        return row.customer, line.account, shown.account, to.city, held

    assert told() == ("Ada", "Acme", "Acme", "Rome", {"Acme"})
    assert "Ada" in shipping.slip(docks.bob, shipment)
    people.edit_person(docks.anna, "bob", {"role": "viewer", "sources": "berlin"}, cause=ANNA)
    assert told() == ("", "", "", "", {""})
    assert shipping.show(docks.bob, shipment).order == "6"
    with pytest.raises(InventoryError, match=r"order\.view"):
        shipping.slip(docks.bob, shipment)
    with pytest.raises(InventoryError, match=r"order\.view"):
        shipping.slip_of_order(docks.bob, "6")


def test_consignments_are_for_those_who_may_see_shipments(docks: Docks) -> None:
    one = docks.consign("1", "berlin", "berlin")
    roles.add_role(docks.anna, "seller", ["order.view", "order.create"], cause=ANNA)
    people.edit_person(docks.anna, "bob", {"role": "seller", "sources": ""}, cause=ANNA)
    for ask in (docks.seen, lambda: consignments.show(docks.bob, one.id)):
        with pytest.raises(InventoryError, match=r"shipment\.view"):
            ask()
