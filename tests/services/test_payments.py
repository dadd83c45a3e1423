"""Payments: orders wait for money, and a doubtful payment is accepted or denied."""

from __future__ import annotations

from typing import Any

import pytest

from inventory_tui.domain.errors import ChangedElsewhere, InvalidInput, Kind
from inventory_tui.services.keeping import undoing
from inventory_tui.services.orders import order_page, ordering, payments
from inventory_tui.services.reports import reporting
from tests.services.shopping import CLERK, Shop, refused
from tests.world import World


@pytest.fixture
def shop(world: World) -> Shop:
    with world.at_once():
        world.sources("berlin")
        world.stock("EU stock", "berlin", channels=["eu"])
        world.product("MUG", berlin=10)
        world.product("FILM", type="virtual", berlin=10)
    shop = Shop(world)
    shop.place({"MUG": 4, "FILM": 1}, "1")
    return shop


def pay(shop: Shop, state: str, **given: Any) -> payments.Turned:
    return payments.payment(shop.database, "1", state, cause=CLERK, **given)


def accept(shop: Shop, **given: Any) -> payments.Turned:
    return payments.accept(shop.database, "1", cause=CLERK, **given)


def deny(shop: Shop, **given: Any) -> payments.Turned:
    return payments.deny(shop.database, "1", cause=CLERK, **given)


@pytest.mark.parametrize(
    ("state", "status", "step"),
    [
        ("pending", "pending_payment", "Waits for its payment"),
        ("review", "payment_review", "accept or deny"),
        ("fraud", "fraud", "accept or deny"),
    ],
)
def test_an_order_that_waits_keeps_its_reservations_and_stands_still(
    shop: Shop, state: str, status: str, step: str
) -> None:
    assert pay(shop, state).status == status
    assert shop.reserved("MUG") == "-4"
    assert step in order_page.show(shop.database, "1").next_step
    for deed in (lambda: shop.invoice("1"), lambda: shop.ship("1", "berlin")):
        refusal = refused(deed)
        assert refusal.kind is Kind.ORDER_STATUS
        assert "orders " in str(refusal)
    shop.check()
    assert pay(shop, "received").status == "pending"
    shop.ship("1", "berlin")
    shop.check()


def test_it_goes_on_where_its_lines_stand(shop: Shop) -> None:
    shop.invoice("1", {"MUG": 4})
    assert pay(shop, "fraud").status == "fraud"
    assert accept(shop).status == "processing"
    assert shop.order("1").payment is None
    shop.check()


def test_what_is_so_already_changes_nothing(shop: Shop) -> None:
    before = shop.order("1").version
    done = pay(shop, "received")
    assert (done.receipt.operation, done.status) == (None, "pending")
    assert "already" in done.receipt.message
    assert shop.order("1").version == before


def test_on_hold_it_stays_on_hold(shop: Shop) -> None:
    ordering.hold(shop.database, "1", cause=CLERK)
    assert pay(shop, "fraud").status == "holded"
    shop.check()
    assert ordering.unhold(shop.database, "1", cause=CLERK).status == "fraud"
    ordering.hold(shop.database, "1", cause=CLERK)
    refusal = refused(lambda: deny(shop))
    assert (refusal.kind, "off hold" in str(refusal)) == (Kind.ORDER_STATUS, True)
    assert accept(shop).status == "holded"
    assert ordering.unhold(shop.database, "1", cause=CLERK).status == "pending"
    shop.check()


def test_undo_of_a_hold_lets_it_go_on_where_its_payment_stands(shop: Shop) -> None:
    held = ordering.hold(shop.database, "1", cause=CLERK).receipt.operation
    pay(shop, "review")
    undoing.undo(shop.database, held, cause=CLERK)
    assert shop.status("1") == "payment_review"
    shop.check()


class TestAnswers:
    def test_denied_all_that_is_open_is_cancelled_at_once(self, shop: Shop) -> None:
        pay(shop, "fraud")
        done = deny(shop)
        assert (done.status, shop.reserved("MUG"), shop.reserved("FILM")) == (
            "canceled",
            "0",
            "0",
        )
        assert done.receipt.message == "Order 1 denied: 5 units cancelled."
        told = [row.deed for row in reporting.history(shop.database) if row.after == "canceled"]
        assert told == ["orders deny"]
        shop.check()

    def test_what_was_invoiced_is_refunded_before_the_rest_is_denied(self, shop: Shop) -> None:
        shop.invoice("1", {"MUG": 1})
        pay(shop, "review")
        refusal = refused(lambda: deny(shop))
        assert (refusal.kind, "orders refund" in str(refusal)) == (Kind.ORDER_STATUS, True)
        shop.refund("1")
        assert shop.status("1") == "payment_review"
        assert deny(shop).status == "closed"
        shop.check()

    def test_only_a_doubtful_payment_is_answered(self, shop: Shop) -> None:
        for answer in (accept, deny):
            assert refused(lambda answer=answer: answer(shop)).kind is Kind.ORDER_STATUS
        pay(shop, "pending")
        refusal = refused(lambda: accept(shop))
        assert "`orders payment 1 received`" in str(refusal)
        assert shop.status("1") == "pending_payment"

    def test_a_finished_order_takes_none(self, shop: Shop) -> None:
        shop.cancel("1")
        for deed in (accept, deny, lambda shop: pay(shop, "fraud")):
            refusal = refused(lambda deed=deed: deed(shop))
            assert (refusal.kind, "is canceled" in str(refusal)) == (Kind.ORDER_STATUS, True)
        shop.check()


class TestRefusals:
    def test_a_state_there_is_not(self, shop: Shop) -> None:
        with pytest.raises(InvalidInput) as invalid:
            pay(shop, "reviewed")
        (problem,) = invalid.value.problems
        assert problem.field == "payment"
        assert problem.message.startswith("Payment: one of pending, review, fraud, received")

    def test_an_order_there_is_not(self, shop: Shop) -> None:
        refusal = refused(lambda: payments.accept(shop.database, "9", cause=CLERK))
        assert refusal.kind is Kind.UNKNOWN_ORDER

    def test_an_order_that_someone_else_wrote_to(self, shop: Shop) -> None:
        seen = shop.order("1").version
        pay(shop, "fraud")
        for deed in (accept, deny):
            with pytest.raises(ChangedElsewhere):
                deed(shop, seen_version=seen)

    def test_undo_says_what_to_do_instead(self, shop: Shop) -> None:
        told = []
        for done in (pay(shop, "fraud"), accept(shop), pay(shop, "fraud"), deny(shop)):
            operation = done.receipt.operation
            refusal = refused(
                lambda operation=operation: undoing.undo(shop.database, operation, cause=CLERK)
            )
            assert refusal.kind is Kind.NOT_UNDOABLE
            told.append(str(refusal))
        for sentence, word in zip(
            told, ("orders payment", "orders hold", "orders payment", "new one"), strict=True
        ):
            assert word in sentence
