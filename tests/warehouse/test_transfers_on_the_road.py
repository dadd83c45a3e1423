"""Transfers that are on the road for a while: sent, received in parts, taken back."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from inventory_tui.domain.checkup import Flaw
from inventory_tui.domain.errors import InventoryError, Kind
from inventory_tui.domain.history import Cause, Deed
from inventory_tui.domain.incoming import Came
from inventory_tui.domain.transfer import Transfer, TransferStatus, id_of
from inventory_tui.services.goods import transfer_arrivals, transfers
from inventory_tui.services.keeping import checking
from inventory_tui.services.products import product_deletion
from inventory_tui.services.quantities import explaining
from inventory_tui.services.reports import reporting
from inventory_tui.store.tables import transfer, transfer_line
from tests.warehouse.shelf import CLERK, Shelf, refused, sentence, units
from tests.world import World

OVER = Cause("clerk", reason="sample")


class Road(Shelf):
    """A clerk who loads a lorry at one source, and one who waits for it at another."""

    def send(
        self, origin: str = "berlin", destination: str = "paris", **lines: Any
    ) -> Transfer:
        given = {name: lines.pop(name) for name in list(lines) if name in _GIVEN}
        return transfers.send(
            self.database,
            [(sku, units(quantity)) for sku, quantity in lines.items()],
            origin=origin,
            destination=destination,
            **{"cause": CLERK, **given},
        ).transfer

    def receive(self, sent: Transfer, *lines: tuple[str, dict[str, Any]]) -> Transfer:
        came = [(sku, _came(amounts)) for sku, amounts in lines]
        return transfer_arrivals.receive(self.database, sent.label, came, cause=CLERK).transfer

    def cancel(self, sent: Transfer) -> Transfer:
        return transfer_arrivals.cancel(self.database, sent.label, cause=CLERK).transfer

    def lie(self, sku: str) -> tuple[str | None, str | None]:
        """What lies at both ends."""
        return self.world.held(sku, "berlin"), self.world.held(sku, "paris")

    def ledger(self) -> int:
        """How often the history was written to."""
        return len({row.operation for row in reporting.history(self.database)})


def _came(amounts: dict[str, Any]) -> Came:
    return Came(**{name: units(one) for name, one in amounts.items()})  # type: ignore[arg-type]


_GIVEN = ("cause", "force", "override_safety", "expected", "note")


@pytest.fixture
def road(world: World) -> Road:
    with world.at_once():
        world.sources("berlin", "paris", "oslo")
        world.stock("EU", "berlin", channels=["eu"])
        world.stock("FR", "paris", channels=["fr"])
        world.product("A", berlin=10, paris=4)
        world.product("B", berlin=5)
    return Road(world)


def test_what_is_on_the_road_lies_nowhere(road: Road) -> None:
    sent = road.send(A=6, note="lorry 7", expected=date(2099, 1, 2))
    assert (sent.label, sent.status, str(sent.on_the_road)) == ("T1", TransferStatus.SENT, "6")
    assert road.lie("A") == ("4", "4")
    assert (road.world.salable("A", "EU"), road.world.salable("A", "FR")) == ("4", "4")
    (one,) = transfers.on_the_road(road.database, "A")
    assert (str(one.quantity), one.origin, one.destination) == ("6", "berlin", "paris")
    assert [
        (term.value, term.why)
        for term in explaining.explain(road.database, "A", "FR").terms
        if term.term == "on_the_road"
    ] == [(units(0), "6 from berlin (T1), not here yet")]
    assert road.receive(sent).status is TransferStatus.RECEIVED
    assert road.lie("A") == ("4", "10")
    assert transfers.on_the_road(road.database) == []
    road.check()


def test_sending_and_receiving_are_one_deed_each_with_before_and_after(road: Road) -> None:
    sent = road.send(A=6, B=5)
    rows = [row for row in reporting.history(road.database) if row.deed is Deed.TRANSFER_SENT]
    assert [
        (row.sku, row.source, row.before, row.after) for row in rows if row.field == "quantity"
    ] == [("A", "berlin", "10", "4"), ("B", "berlin", "5", "0")]
    assert {row.reason for row in rows} == {"transferred"}
    assert road.world.status("B", "berlin") == "out"
    road.receive(sent, ("A", {"quantity": 6}))
    rows = [
        row for row in reporting.history(road.database) if row.deed is Deed.TRANSFER_RECEIVED
    ]
    assert [(row.sku, row.source, row.before, row.after) for row in rows if row.source] == [
        ("A", "paris", "4", "10")
    ]
    assert [
        (row.sku, row.about, row.field, row.before, row.after) for row in rows if row.about
    ] == [("A", "transfer T1", "line", "sent 6", "sent 6, received 6")]


def test_received_in_parts_with_short_lost_and_damaged(road: Road) -> None:
    sent = road.send(A=10)
    now = road.receive(sent, ("A", {"quantity": 4}))
    assert (now.status, str(now.on_the_road)) == (TransferStatus.SENT, "6")
    now = road.receive(
        sent, ("A", {"quantity": 2, "damaged": 2}), ("a", {"lost": 1}), ("A", {"short": 1})
    )
    assert (now.status, str(now.on_the_road)) == (TransferStatus.SENT, "2")
    assert road.lie("A") == ("0", "10")
    assert road.aside("A", "paris") == ("0", "2", "0")
    assert road.world.salable("A", "FR") == "8"
    now = road.receive(sent)
    assert now.status is TransferStatus.RECEIVED
    (line,) = now.lines
    amounts = (line.sent, line.received, line.damaged, line.short, line.lost, line.returned)
    assert [str(one) for one in amounts] == ["10", "8", "2", "1", "1", "0"]
    assert refused(lambda: road.receive(sent)) == [Kind.NOT_EXPECTED]
    assert refused(lambda: road.cancel(sent)) == [Kind.NOT_EXPECTED]
    road.check()


def test_a_row_at_the_destination_is_made_with_the_notify_level(road: Road) -> None:
    road.world.product("C", oslo=3)
    road.put("C", "oslo", 3, notify_below=units(2))
    road.receive(road.send("oslo", "paris", C=3))
    assert (road.world.held("C", "paris"), road.world.status("C", "paris")) == ("3", "in")
    assert road.world.notify_below("C", "paris") == "2"


def test_no_more_arrives_than_was_sent(road: Road) -> None:
    sent = road.send(A=6)
    road.receive(sent, ("A", {"quantity": 4}))
    for amounts in ({"quantity": 3}, {"quantity": 2, "lost": 1}, {"short": 3}):
        assert refused(lambda these=amounts: road.receive(sent, ("A", these))) == [  # type: ignore[misc]
            Kind.MORE_THAN_ON_THE_ROAD
        ]
    assert refused(lambda: road.receive(sent, ("B", {"quantity": 1}))) == [Kind.NOT_EXPECTED]
    assert refused(lambda: road.receive(sent, ("A", {"quantity": 1, "damaged": 2}))) == [
        Kind.VALIDATION_FAILED
    ]
    assert refused(
        lambda: transfer_arrivals.receive(road.database, "T1", source="oslo", cause=CLERK)
    ) == [Kind.NOT_EXPECTED]
    for none in ("T2", "x", ""):
        assert refused(lambda id=none: transfers.show(road.database, id)) == [  # type: ignore[misc]
            Kind.UNKNOWN_TRANSFER
        ]
    assert road.lie("A") == ("4", "8")


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"A": 11}, Kind.NOT_ENOUGH_IN_SOURCE),
        ({"A": 0}, Kind.VALIDATION_FAILED),
        ({"A": "0.5"}, Kind.QTY_DECIMAL),
        ({"A": 1, "destination": "BERLIN"}, Kind.TRANSFER_SOURCE_TO_ITSELF),
        ({"A": 1, "origin": "oslo"}, Kind.UNKNOWN_SOURCE_ITEM),
        ({"A": 1, "destination": "rome"}, Kind.UNKNOWN_DESTINATION_SOURCE),
        ({}, Kind.NOTHING_GIVEN),
    ],
)
def test_what_cannot_be_sent(road: Road, given: Any, kind: Kind) -> None:
    assert kind in refused(lambda: road.send(**given))
    assert road.lie("A") == ("10", "4")
    assert road.ledger() == 0


def test_safety_stock_and_what_is_not_for_sale_stay(road: Road) -> None:
    road.safety("A", "berlin", 3)
    road.state("A", "berlin", 2, "for_sale", "damaged")
    assert refused(lambda: road.send(A=6)) == [Kind.SAFETY_STOCK]
    assert refused(lambda: road.send(A=6, override_safety=True)) == [Kind.REASON_REQUIRED]
    assert refused(lambda: road.send(A=9, override_safety=True, cause=OVER)) == [
        Kind.NOT_FOR_SALE
    ]
    road.send(A=8, override_safety=True, cause=OVER)
    assert road.lie("A") == ("2", "4")
    assert road.aside("A", "berlin") == ("3", "2", "0")
    road.check()


def test_what_a_stock_has_promised_is_blocked_unless_forced(road: Road) -> None:
    road.world.reserve("EU", "A", "-8")
    assert "EU has promised 4 more than would be left" in sentence(lambda: road.send(A=6))
    assert road.lie("A") == ("10", "4")
    road.send(A=2)
    road.send(A=4, force=True)
    assert road.lie("A") == ("4", "4")


def test_what_is_still_on_the_road_is_taken_back(road: Road) -> None:
    sent = road.send(A=6, B=5)
    road.receive(sent, ("A", {"quantity": 4}))
    now = road.cancel(sent)
    assert now.status is TransferStatus.CANCELLED
    assert [(line.sku, str(line.returned)) for line in now.lines] == [("A", "2"), ("B", "5")]
    assert (road.lie("A"), road.lie("B")) == (("6", "8"), ("5", None))
    assert road.world.status("B", "berlin") == "in"
    road.check()


def test_undo_says_which_deed_answers_it(road: Road) -> None:
    sent = transfers.send(
        road.database, [("A", units(2))], origin="berlin", destination="paris", cause=CLERK
    )
    assert "transfers cancel" in sentence(lambda: road.undo(sent.receipt))
    done = transfer_arrivals.receive(road.database, "1", cause=CLERK)
    assert "transfers send" in sentence(lambda: road.undo(done.receipt))


def test_a_transfer_that_should_be_there_is_overdue(road: Road) -> None:
    done = transfers.send(
        road.database,
        [("A", units(2))],
        origin="berlin",
        destination="paris",
        expected=date(2001, 1, 1),
        cause=CLERK,
    )
    assert done.receipt.warnings == ("2001-01-01 is past: it counts as overdue.",)
    assert done.transfer.is_overdue(date(2001, 1, 2))
    assert not road.receive(done.transfer).is_overdue(date(2001, 1, 2))


def test_transfers_are_listed_the_newest_first(road: Road) -> None:
    first, second = road.send(A=1), road.send("berlin", "oslo", B=2)
    road.receive(first)
    found = transfers.find(road.database)
    assert [one.label for one in found] == [second.label, first.label]
    for given, ids in (
        ({"on_the_road": True}, [second.id]),
        ({"source": "paris"}, [first.id]),
        ({"sku": "b"}, [second.id]),
    ):
        assert [one.id for one in transfers.find(road.database, **given)] == ids
    assert (id_of("t12"), id_of("12"), id_of("T"), id_of("S1")) == (12, 12, None, None)


def test_a_form_sends_as_well(road: Road) -> None:
    typed = {"origin": "berlin", "destination": "paris", "lines": "A=2 B=1"}
    sent = transfers.send_typed(road.database, typed, cause=CLERK).transfer
    assert str(sent.units) == "3"
    with pytest.raises(InventoryError) as wrong:
        transfers.send_typed(road.database, {**typed, "lines": "A"}, cause=CLERK)
    assert [problem.field for problem in wrong.value.problems] == ["lines"]


def test_two_who_receive_the_same_transfer_do_not_double_it(road: Road) -> None:
    sent = road.send(A=6)
    said: list[object] = []

    def take() -> None:
        try:
            said.append(road.receive(sent).status)
        except InventoryError as refusal:
            said.append(refusal.kind)

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, said)) == ["not_expected", "received"]
    assert road.lie("A") == ("4", "10")
    road.check()


def test_a_product_on_the_road_is_not_deleted(road: Road) -> None:
    road.send(B=5)
    said = sentence(lambda: product_deletion.delete(road.database, "B", cause=CLERK))
    assert "5 on the road berlin → paris" in said


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [(transfer, "status", "received"), (transfer_line, "sent", 70_000)],
)
def test_doctor_adds_up_what_is_on_the_road(
    road: Road, table: Any, column: str, value: object
) -> None:
    road.send(A=6)
    road.check()
    with road.database.write() as transaction:
        transaction.connection.execute(update(table).values({column: value}))
    assert [one.flaw for one in checking.check(road.database).findings] == [Flaw.TRANSFER]
