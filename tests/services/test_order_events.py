"""Events of a shop: the same event sent twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inventory_tui.domain.document import RefundWish
from inventory_tui.domain.errors import InvalidInput, Kind
from inventory_tui.services.keeping import archiving, checking
from inventory_tui.services.orders import invoicing, ordering, payments, refunding
from inventory_tui.services.reports import reporting
from inventory_tui.services.shipping import shipping
from inventory_tui.services.shipping.shipment_cancelling import cancel_shipment
from tests.conftest import Clock
from tests.services.shopping import CLERK, Shop, amount, refused
from tests.world import World

Deed = Callable[[Shop, str], Any]


@pytest.fixture
def shop(world: World) -> Shop:
    world.sources("berlin")
    world.stock("EU stock", "berlin", channels=["eu"])
    world.product("MUG", berlin=20)
    shop = Shop(world)
    shop.place({"MUG": 8}, "1")
    return shop


def invoice(shop: Shop, event: str) -> Any:
    return invoicing.invoice(shop.database, "1", {"MUG": amount(2)}, event=event, cause=CLERK)


def refund(shop: Shop, event: str) -> Any:
    wishes = [RefundWish("MUG", amount(1))]
    return refunding.refund(shop.database, "1", wishes, event=event, cause=CLERK)


def cancel(shop: Shop, event: str) -> Any:
    return ordering.cancel(shop.database, "1", {"MUG": amount(2)}, event=event, cause=CLERK)


def hold(shop: Shop, event: str) -> Any:
    return ordering.hold(shop.database, "1", event=event, cause=CLERK)


def unhold(shop: Shop, event: str) -> Any:
    return ordering.unhold(shop.database, "1", event=event, cause=CLERK)


def ship(shop: Shop, event: str) -> Any:
    return shipping.create(
        shop.database, "1", "berlin", {"MUG": amount(2)}, event=event, cause=CLERK
    )


def ship_by(shop: Shop, event: str) -> Any:
    return shipping.create_by_algorithm(shop.database, "1", event=event, cause=CLERK)


def cancel_first(shop: Shop, event: str) -> Any:
    (first, *_) = ordering.show(shop.database, "1").shipments
    return cancel_shipment(shop.database, first.id, event=event, cause=CLERK)


def fraud(shop: Shop, event: str) -> Any:
    return payments.payment(shop.database, "1", "fraud", event=event, cause=CLERK)


def accept(shop: Shop, event: str) -> Any:
    return payments.accept(shop.database, "1", event=event, cause=CLERK)


def deny(shop: Shop, event: str) -> Any:
    return payments.deny(shop.database, "1", event=event, cause=CLERK)


@pytest.mark.parametrize(
    ("before", "deed"),
    [
        ([], invoice),
        ([invoice], refund),
        ([], cancel),
        ([], hold),
        ([hold], unhold),
        ([], ship),
        ([], ship_by),
        ([ship], cancel_first),
        ([], fraud),
        ([fraud], accept),
        ([fraud], deny),
    ],
)
def test_the_same_event_twice_changes_nothing(
    shop: Shop, before: list[Deed], deed: Deed
) -> None:
    for number, one in enumerate(before):
        one(shop, f"before-{number}")
    first = deed(shop, "evt_1").receipt
    assert first.operation is not None
    state = shop.order("1"), shop.reservations(), shop.world.everything()
    operations = reporting.history_ids(shop.database, "")
    again = deed(shop, " EVT_1 ").receipt
    assert (again.operation, again.deed, again.counts) == (None, first.deed, {"unchanged": 1})
    assert (shop.order("1"), shop.reservations(), shop.world.everything()) == state
    assert reporting.history_ids(shop.database, "") == operations
    shop.check()


def test_what_it_made_the_first_time_is_told_again(shop: Shop) -> None:
    assert invoice(shop, "a").invoice == invoice(shop, "a").invoice
    assert refund(shop, "b").refund == refund(shop, "b").refund
    assert ship(shop, "c").shipments == ship(shop, "c").shipments


def test_another_event_is_another_deed(shop: Shop) -> None:
    assert invoice(shop, "a").invoice != invoice(shop, "b").invoice
    assert shop.line("1", "MUG")["invoiced"] == "4"


def test_two_orders_may_have_events_of_one_key(shop: Shop) -> None:
    shop.place({"MUG": 2}, "2")
    invoice(shop, "a")
    done = invoicing.invoice(shop.database, "2", event="a", cause=CLERK)
    assert done.receipt.operation is not None


def test_a_key_that_was_given_to_another_deed_is_refused(shop: Shop) -> None:
    invoice(shop, "a")
    for deed in (refund, cancel, hold, ship, ship_by, fraud):
        refusal = refused(lambda deed=deed: deed(shop, "a"))
        assert (refusal.kind, "was orders invoice" in str(refusal)) == (Kind.EVENT_REUSED, True)
    shop.check()


@pytest.mark.parametrize("key", ["", "   ", "x" * 129, "a\0b"])
def test_a_key_that_is_none_gets_a_sentence(shop: Shop, key: str) -> None:
    for deed in (invoice, hold, ship, fraud):
        with pytest.raises(InvalidInput) as invalid:
            deed(shop, key)
        assert [one.field for one in invalid.value.problems] == ["event"]
    assert shop.line("1", "MUG") == {"open": "8", "held": "8"}


def test_an_event_that_was_refused_may_be_sent_again(shop: Shop) -> None:
    hold(shop, "h")
    assert refused(lambda: invoice(shop, "a")).kind is Kind.ORDER_STATUS
    unhold(shop, "u")
    assert invoice(shop, "a").receipt.operation is not None


def test_an_event_that_found_everything_done_does_not_undo_what_came_after(
    shop: Shop,
) -> None:
    def received() -> Any:
        return payments.payment(shop.database, "1", "received", event="paid", cause=CLERK)

    assert received().receipt.operation is None
    fraud(shop, "f")
    assert received().status == "fraud"
    shop.check()


def test_events_and_documents_outlive_the_history_that_made_them(
    shop: Shop, clock: Clock, tmp_path: Path
) -> None:
    invoice(shop, "a")
    refund(shop, "b")
    ship(shop, "c")
    cancel_first(shop, "d")
    clock.advance(days=30)
    archiving.archive(shop.database, "2026-11-30", tmp_path / "old", cause=CLERK)
    assert invoice(shop, "a").receipt.operation is None
    assert cancel_first(shop, "d").receipt.operation is None
    assert checking.check(shop.database).findings == ()
