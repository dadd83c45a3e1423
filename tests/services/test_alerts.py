"""Alerts: subscribed to, recorded once when they come true, delivered at least once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import update

from inventory_tui.domain.alerts import AlertKind
from inventory_tui.domain.errors import InvalidInput, Kind, Refused
from inventory_tui.domain.history import Cause, Deed
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.orders import forgetting
from inventory_tui.services.quantities import stock_changes
from inventory_tui.services.quantities.stock_changes import QuantityEdit
from inventory_tui.services.reports import alert_rounds, alerts, reporting
from inventory_tui.services.reports.alert_targets import NotDelivered
from inventory_tui.store.database import Database
from inventory_tui.store.tables import product
from tests.conftest import Clock
from tests.world import World

ADA = Cause("ada")


class Receiver:
    """Takes messages, or fails when told to."""

    def __init__(self) -> None:
        self.got: list[Any] = []
        self.fails = False

    def __call__(self, message: Any) -> None:
        if self.fails:
            raise NotDelivered("the line is down")
        self.got.append(message)

    def told(self) -> list[tuple[str, str]]:
        return [(message["kind"], message["email"]) for message in self.got]


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture(autouse=True)
def _world(world: World) -> None:
    world.sources("berlin")
    world.stock("EU", "berlin", channels=["eu"])
    world.product("A", name="Aida Top", price="12.50", berlin=0)
    for key in ("alert_stock", "alert_price", "show_out_of_stock"):
        world.setting(key, "yes")


def subscribe(database: Database, email: str = "ada@example.org", **typed: str) -> Any:
    given = {"sku": "A", "customer": "Ada Ek", "email": email, "channel": "eu", **typed}
    return alerts.add(database, given, cause=ADA)


def put(database: Database, quantity: str, source: str = "berlin") -> None:
    edit = QuantityEdit("A", source, quantity=Quantity.parse(quantity))
    stock_changes.set_quantities(database, [edit], cause=ADA)


def price(database: Database, text: str) -> None:
    with database.write() as transaction:
        transaction.connection.execute(update(product).values(price=text))


def run(database: Database, *to: Any, **how: Any) -> tuple[int, int, int]:
    ran = alert_rounds.run(database, to, cause=ADA, **how)
    return ran.sent, ran.waiting, ran.failed


def test_a_subscriber_is_told_once_when_a_product_is_back(
    database: Database, receiver: Receiver, clock: Clock
) -> None:
    subscribed = subscribe(database)
    assert subscribed.receipt.warnings == ()
    assert run(database, receiver) == (0, 0, 0)
    put(database, "3")
    clock.advance(hours=1)
    assert run(database, receiver) == (1, 0, 0)
    (message,) = receiver.got
    assert {key: message[key] for key in ("kind", "sku", "channel", "customer", "email")} == {
        "kind": "stock",
        "sku": "A",
        "channel": "eu",
        "customer": "Ada Ek",
        "email": "ada@example.org",
    }
    assert message["text"] == "Aida Top (A) is back in stock."
    (alert,) = alerts.listed(database)
    assert (alert.sent, alert.last_sent_at) == (1, clock.now)
    assert run(database, receiver) == (0, 0, 0)
    put(database, "0")
    assert run(database, receiver) == (0, 0, 0)
    put(database, "1")
    assert run(database, receiver) == (1, 0, 0)
    assert alerts.listed(database, sku="a")[0].sent == 2


def test_the_stock_of_the_channel_decides(
    world: World, database: Database, receiver: Receiver
) -> None:
    subscribe(database, "eu@x.org")
    subscribe(database, "base@x.org", channel="")
    world.item("A", "default", 5)
    assert run(database, receiver) == (1, 0, 0)
    assert receiver.told() == [("stock", "base@x.org")]


def test_a_composite_is_back_when_its_parts_are(
    world: World, database: Database, receiver: Receiver
) -> None:
    world.product("SET", type="grouped")
    subscribe(database, sku="SET")
    assert run(database, receiver) == (0, 0, 0)


def test_a_lower_price_is_told_and_is_then_the_price_they_know(
    database: Database, receiver: Receiver
) -> None:
    subscribe(database, kind="price")
    for text, sent in (("13", 0), ("12.5", 0), ("9.90", 1), ("9.90", 0), ("11", 0), ("9.8", 1)):
        price(database, text)
        assert run(database, receiver)[0] == sent, text
    first, second = receiver.got
    assert (first["price"], first["price_before"]) == ("9.90", "12.50")
    assert (second["price"], second["price_before"]) == ("9.8", "9.90")
    assert first["text"] == "Aida Top (A) now costs 9.90."


def test_a_price_nobody_knew_is_first_learnt(database: Database, receiver: Receiver) -> None:
    price(database, "")
    subscribe(database, kind="price")
    price(database, "10")
    assert run(database, receiver) == (0, 0, 0)
    price(database, "9")
    assert run(database, receiver) == (1, 0, 0)


def test_who_minds_the_shelf_is_told_when_it_runs_low(
    world: World, database: Database, receiver: Receiver
) -> None:
    put(database, "9")
    subscribe(database, kind="low")
    assert run(database, receiver) == (0, 0, 0)
    world.setting("notify_below", "5")
    put(database, "4")
    assert run(database, receiver) == (1, 0, 0)
    assert receiver.got[0]["sources"] == ["berlin"]
    put(database, "0")
    assert run(database, receiver) == (0, 0, 0)


def test_kinds_that_are_switched_off_are_not_looked_at_and_it_says_so(
    world: World, database: Database, receiver: Receiver
) -> None:
    world.setting("alert_stock", "no")
    world.setting("show_out_of_stock", "no")
    warnings = subscribe(database).receipt.warnings
    assert warnings == alerts.offered(database, "A", channel="eu")
    assert ["alert_stock" in warnings[0], "show_out_of_stock" in warnings[1]] == [True, True]
    put(database, "3")
    assert "now" in alerts.offered(database, "A", AlertKind.STOCK, "eu")[-1]
    ran = alert_rounds.run(database, [receiver], cause=ADA)
    assert (ran.sent, ran.receipt.warnings) == (
        0,
        ("1 stock alert not looked at: the setting alert_stock is no",),
    )
    world.setting("alert_stock", "yes")
    assert run(database, receiver) == (1, 0, 0)


def test_subscribing_again_changes_nothing(database: Database) -> None:
    first = subscribe(database)
    again = subscribe(database, "ADA@example.org", customer="Somebody Else")
    assert (again.unchanged, again.alert, again.receipt.operation) == (True, first.alert, None)
    assert subscribe(database, kind="price").alert.id != first.alert.id


@pytest.mark.parametrize(
    ("typed", "kind", "field"),
    [
        ({"sku": "B"}, Kind.UNKNOWN_PRODUCT, "sku"),
        ({"channel": "moon"}, Kind.UNKNOWN_WEBSITE, "channel"),
        ({"customer": " "}, Kind.VALIDATION_FAILED, "customer"),
        ({"email": ""}, Kind.VALIDATION_FAILED, "email"),
        ({"email": "a\nb"}, Kind.VALIDATION_FAILED, "email"),
        ({"email": "x" * 300}, Kind.VALIDATION_FAILED, "email"),
        ({"kind": "soon"}, Kind.VALIDATION_FAILED, "kind"),
        ({"colour": "red"}, Kind.UNKNOWN_FIELD, "colour"),
    ],
)
def test_a_subscription_that_makes_no_sense_is_refused_at_its_field(
    database: Database, typed: dict[str, str], kind: Kind, field: str
) -> None:
    with pytest.raises((Refused, InvalidInput)) as refusal:
        subscribe(database, **typed)
    assert (refusal.value.kind, refusal.value.problems[0].field) == (kind, field)
    assert alerts.listed(database) == []


def test_an_address_without_an_at_is_taken_with_a_warning(database: Database) -> None:
    assert "has no @" in subscribe(database, "pigeon").receipt.warnings[0]


def test_a_removed_subscription_gets_nothing_more(
    database: Database, receiver: Receiver
) -> None:
    one, two = subscribe(database).alert, subscribe(database, "b@x.org").alert
    put(database, "3")
    receiver.fails = True
    assert run(database, receiver) == (0, 0, 2)
    receipt = alerts.remove(database, [one.id], cause=ADA)
    assert (receipt.deed, receipt.counts) == (Deed.ALERT_REMOVED, {"removed": 1})
    receiver.fails = False
    assert run(database, receiver) == (1, 0, 0)
    assert receiver.told() == [("stock", "b@x.org")]
    for ids, kind in (([one.id], Kind.UNKNOWN_ALERT), ([], Kind.NOTHING_GIVEN)):
        with pytest.raises(Refused) as refusal:
            alerts.remove(database, ids, cause=ADA)
        assert refusal.value.kind is kind
    alerts.remove(database, [two.id], cause=ADA)
    assert alerts.listed(database) == []


def test_what_nobody_takes_waits_and_is_tried_again_under_the_same_id(
    database: Database, receiver: Receiver
) -> None:
    subscribe(database)
    put(database, "3")
    ran = alert_rounds.run(database, [], cause=ADA)
    assert (ran.recorded, ran.sent, ran.waiting) == (1, 0, 1)
    assert "alert_file" in ran.why
    receiver.fails = True
    assert run(database, receiver) == (0, 0, 1)
    assert run(database, receiver) == (0, 0, 1)
    (waits,) = alerts.waiting(database)
    assert (waits.attempts, waits.error) == (2, "the line is down")
    assert waits.alert is not None
    assert waits.alert.sku == "A"
    receiver.fails = False
    assert run(database, receiver) == (1, 0, 0)
    assert receiver.got[0]["id"] == waits.key
    assert alerts.waiting(database) == []


def test_every_target_must_have_taken_a_message(database: Database, receiver: Receiver) -> None:
    other = Receiver()
    other.fails = True
    subscribe(database)
    put(database, "3")
    assert run(database, receiver, other) == (0, 0, 1)
    other.fails = False
    assert run(database, receiver, other) == (1, 0, 0)
    assert [message["id"] for message in receiver.got] == [other.got[0]["id"]] * 2


class PowerCut(BaseException):
    """The program ends here and now."""


def test_killed_between_delivery_and_its_mark_it_comes_again_with_the_same_id(
    database: Database, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(database)
    put(database, "3")

    def cut(self: object, id: int) -> None:
        raise PowerCut

    with monkeypatch.context() as killed:
        killed.setattr("inventory_tui.store.alerts.Alerts.delivered", cut)
        with pytest.raises(PowerCut):
            run(database, receiver)
    assert run(database, receiver) == (1, 0, 0)
    assert run(database, receiver) == (0, 0, 0)
    first, second = receiver.got
    assert first == second
    assert alerts.listed(database)[0].sent == 1


def test_two_terminals_that_run_at_once_record_a_message_once(
    database: Database, another: Any, receiver: Receiver
) -> None:
    for number in range(20):
        subscribe(database, f"{number}@x.org")
    put(database, "3")
    terminals = [another(), another()]
    with ThreadPoolExecutor() as pool:
        ran = list(
            pool.map(lambda one: alert_rounds.run(one, [receiver], cause=ADA), terminals)
        )
    assert sum(one.recorded for one in ran) == 20
    assert {message["email"] for message in receiver.got} == {f"{n}@x.org" for n in range(20)}
    assert len({message["id"] for message in receiver.got}) == 20
    assert [one.sent for one in alerts.listed(database)] == [1] * 20


def test_a_target_that_is_down_is_not_tried_for_every_message(
    database: Database, receiver: Receiver
) -> None:
    for number in range(5):
        subscribe(database, f"{number}@x.org")
    put(database, "3")
    receiver.fails = True
    assert run(database, receiver) == (0, 2, 3)
    receiver.fails = False
    assert run(database, receiver) == (5, 0, 0)


def test_failures_are_told_to_who_is_named_for_them(
    world: World, database: Database, receiver: Receiver
) -> None:
    world.setting("alert_error_recipient", "ops@x.org")
    subscribe(database)
    put(database, "3")
    receiver.fails = True
    run(database, receiver)
    run(database, receiver)
    assert [one.kind for one in alerts.waiting(database)] == ["stock", "error"]
    receiver.fails = False
    assert run(database, receiver) == (2, 0, 0)
    assert receiver.told() == [("stock", "ada@example.org"), ("error", "ops@x.org")]
    assert "the line is down" in receiver.got[1]["text"]


def test_a_round_that_is_not_due_only_delivers_what_waits(
    world: World, database: Database, receiver: Receiver, clock: Clock
) -> None:
    world.setting("alert_start", "06:30:00")
    subscribe(database)
    assert run(database, receiver, due=True) == (0, 0, 0)
    put(database, "3")
    clock.advance(hours=20)
    assert run(database, receiver, due=True) == (0, 0, 0)
    clock.advance(minutes=18)
    assert run(database, receiver, due=True) == (1, 0, 0)
    world.setting("alert_schedule", "monthly")
    put(database, "0")
    clock.advance(days=2)
    run(database, receiver)
    put(database, "2")
    clock.advance(days=7)
    assert run(database, receiver, due=True) == (0, 0, 0)
    clock.advance(days=2)
    assert run(database, receiver, due=True) == (1, 0, 0)


def test_a_round_tried_only_says_what_it_would_record(
    database: Database, another: Any, receiver: Receiver
) -> None:
    subscribe(database)
    put(database, "3")
    rehearsal = another()
    rehearsal.rehearses = True
    ran = alert_rounds.run(rehearsal, [receiver], cause=ADA)
    assert (ran.recorded, ran.sent, receiver.got) == (1, 0, [])
    assert alerts.waiting(database) == []


def test_who_is_forgotten_leaves_nothing_of_themselves(
    database: Database, receiver: Receiver
) -> None:
    subscribe(database)
    subscribe(database, kind="price")
    subscribe(database, "b@x.org", customer="Bo")
    put(database, "3")
    run(database, receiver)
    price(database, "1")
    run(database)
    done = forgetting.forget(database, customer="ADA@example.org", cause=ADA)
    assert (done.orders, done.receipt.counts["alerts"]) == ((), 2)
    assert [one.email for one in alerts.listed(database)] == ["b@x.org"]
    with database.read() as transaction:
        dump = [
            str(row)
            for table in ("alert", "alert_delivery", "operation", "change")
            for row in transaction.connection.exec_driver_sql(f"select * from {table}")
        ]
    assert not [row for row in dump if "ada@" in row.lower() or "Ada Ek" in row]
    assert alerts.waiting(database) == []


def test_the_history_says_what_was_done_and_not_for_whom(
    database: Database, receiver: Receiver
) -> None:
    subscribe(database)
    put(database, "3")
    run(database, receiver)
    told = [
        operation.summary
        for operation in reporting.operations(
            database, reporting.history_ids(database, "deed:alerts*")
        ).values()
    ]
    assert sorted(told) == ["1 alert recorded", "Alert 1 added: A back in stock at eu"]
