"""Many orders at once: one deed, those that do not admit it left out and counted."""

from __future__ import annotations

import pytest

from inventory_tui.domain.errors import Kind, Refused, Stopped
from inventory_tui.domain.history import Deed
from inventory_tui.services.keeping import undoing
from inventory_tui.services.orders import order_batches, order_lists, payments
from inventory_tui.services.reports import reporting
from tests.services.shopping import CLERK, Shop
from tests.world import World


@pytest.fixture
def shop(world: World) -> Shop:
    """Orders 1 to 4: open, half shipped, on hold, complete."""
    with world.at_once():
        world.sources("berlin")
        world.stock("EU stock", "berlin", channels=["eu"])
        world.product("BAG", berlin=50)
        world.product("HAT", berlin=50)
    shop = Shop(world)
    for number in ("1", "2", "3", "4"):
        shop.place({"BAG": 2, "HAT": 1}, number)
    shop.ship("2", "berlin", {"BAG": 1})
    order_batches.hold(shop.database, [ids(shop)["3"]], cause=CLERK)
    shop.ship("4", "berlin")
    return shop


def ids(shop: Shop) -> dict[str, int]:
    return {row.number: row.id for row in order_lists.orders(shop.database, _every())}


def _every() -> order_lists.OrderQuery:
    return order_lists.OrderQuery(sort="number", descending=False)


def statuses(shop: Shop) -> list[str]:
    return [row.status.value for row in order_lists.orders(shop.database, _every())]


def test_the_plan_tells_what_would_be_done_and_what_is_left_out(shop: Shop) -> None:
    every = list(ids(shop).values())
    plan = order_batches.plan(shop.database, Deed.ORDER_CANCELLED, every)
    assert (plan.orders, plan.lines, str(plan.units), str(plan.held)) == (2, 4, "5", "5")
    assert plan.skipped == {"On Hold": 1, "Complete": 1}
    released = order_batches.plan(shop.database, Deed.ORDER_UNHELD, every)
    assert (released.orders, released.number) == (1, "3")


def test_cancelling_frees_what_is_open_in_one_deed(shop: Shop) -> None:
    receipt = order_batches.cancel(shop.database, list(ids(shop).values()), cause=CLERK)
    assert statuses(shop) == ["canceled", "complete", "holded", "complete"]
    assert dict(receipt.counts) == {"orders": 2, "skipped": 2, "units": "5"}
    assert receipt.message == "2 orders cancelled, 5 units are free again, 2 left out."
    assert shop.reserved("BAG") == "-2"  # what order 3 still holds
    assert shop.world.salable("BAG", "EU stock") == "45"
    assert sum(map(int, shop.reservations(order="1"))) == 0


def test_its_history_is_found_through_each_of_its_orders(shop: Shop) -> None:
    every = list(ids(shop).values())
    receipt = order_batches.cancel(shop.database, every, cause=CLERK)
    for number in ("1", "2"):
        assert receipt.operation in reporting.history_ids(shop.database, f"order:{number}")
    assert receipt.operation not in reporting.history_ids(shop.database, "order:4")
    assert receipt.operation is not None
    rows = reporting.history(shop.database)
    held = [row for row in rows if row.operation == receipt.operation]
    assert [row.after for row in held if row.field == "reserved"] == ["2", "1", "1", "1"]


def test_a_hold_of_many_is_undone_as_one(shop: Shop) -> None:
    some = [ids(shop)["1"], ids(shop)["2"]]
    receipt = order_batches.hold(shop.database, some, cause=CLERK)
    assert statuses(shop) == ["holded", "holded", "holded", "complete"]
    undoing.undo(shop.database, receipt.operation, cause=CLERK)
    assert statuses(shop) == ["pending", "processing", "holded", "complete"]


def test_released_orders_go_on_where_they_were(shop: Shop) -> None:
    order_batches.hold(shop.database, [ids(shop)["2"]], cause=CLERK)
    order_batches.unhold(shop.database, list(ids(shop).values()), cause=CLERK)
    assert statuses(shop) == ["pending", "processing", "pending", "complete"]


def test_nothing_to_do_is_refused_and_leaves_no_trace(shop: Shop) -> None:
    before = reporting.history_ids(shop.database)
    with pytest.raises(Refused) as refusal:
        order_batches.cancel(shop.database, [ids(shop)["4"]], cause=CLERK)
    assert refusal.value.kind is Kind.ORDER_STATUS
    assert reporting.history_ids(shop.database) == before


def test_stopping_keeps_nothing(shop: Shop) -> None:
    every = list(ids(shop).values())
    with pytest.raises(Stopped):
        order_batches.cancel(shop.database, every, cause=CLERK, stop=lambda: True)
    assert statuses(shop) == ["pending", "processing", "holded", "complete"]


def test_progress_is_told(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order_batches, "CHUNK", 2)
    told: list[tuple[int, int]] = []

    def progress(done: int, of: int) -> None:
        told.append((done, of))

    every = list(ids(shop).values())
    order_batches.cancel(shop.database, every, cause=CLERK, progress=progress)
    assert told == [(2, 4), (4, 4)]


def test_payments_in_doubt_and_what_is_invoiced_are_left_out(world: World) -> None:
    world.source("berlin")
    world.stock("EU", "berlin", channels=["eu"])
    world.product("BAG", berlin=50)
    shop = Shop(world)
    for number, waits in (("1", "pending"), ("2", "review"), ("3", "fraud")):
        shop.place({"BAG": 1}, number)
        payments.payment(shop.database, number, waits, cause=CLERK)
    shop.place({"BAG": 1}, "4")
    shop.invoice("4")
    shop.place({"BAG": 3}, "5")
    shop.invoice("5", {"BAG": 1})
    every = list(ids(shop).values())
    plan = order_batches.plan(shop.database, Deed.ORDER_CANCELLED, every)
    assert (plan.orders, str(plan.units), str(plan.held)) == (2, "3", "3")
    assert plan.skipped == {"Payment Review": 1, "Suspected Fraud": 1, "Invoiced": 1}
    held = order_batches.plan(shop.database, Deed.ORDER_HELD, every)
    assert (held.orders, held.skipped) == (3, {"Payment Review": 1, "Suspected Fraud": 1})
    order_batches.cancel(shop.database, every, cause=CLERK)
    assert statuses(shop) == [
        "canceled",
        "payment_review",
        "fraud",
        "processing",
        "processing",
    ]
    shop.check()
