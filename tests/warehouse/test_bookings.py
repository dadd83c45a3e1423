"""Bookings: made by orders, let go when they expire, used up by shipments; checked."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier

import pytest

from inventory_tui.domain.errors import InvalidInput, Kind, Refused
from inventory_tui.domain.history import SYSTEM, Deed, Operation
from inventory_tui.domain.inventory_list import InventoryQuery
from inventory_tui.domain.order import Event, OrderStatus
from inventory_tui.services.keeping import checking, configuring
from inventory_tui.services.orders import (
    adopting,
    expiries,
    inconsistencies,
    ledger,
    order_import,
    ordering,
    payments,
)
from inventory_tui.services.orders.expiring import expire_bookings
from inventory_tui.services.orders.stored_order_reading import read_stored_orders
from inventory_tui.services.reports import inventory as stock_list
from inventory_tui.services.reports import reporting
from inventory_tui.services.shipping.shipment_cancelling import cancel_shipment
from inventory_tui.store.database import Database
from inventory_tui.store.orders.expired_orders import next_expiry
from tests.cli.conftest import Answer, inventory, type_in
from tests.conftest import Clock
from tests.services.shopping import CLERK, Shop, amount, refused
from tests.world import World

__all__ = ["inventory", "type_in"]


@pytest.fixture
def shop(world: World) -> Shop:
    with world.at_once():
        world.sources("berlin")
        world.stock("EU", "berlin", channels=["eu"])
        world.product("BAG", berlin=20)
        world.product("HAT", berlin=4)
        world.product("BOOK", type="virtual", berlin=9)
    return Shop(world)


def expiry(shop: Shop, number: str) -> datetime | None:
    return ordering.show(shop.database, number).order.expires_at


def events(shop: Shop, sku: str) -> list[str]:
    return [one.event.value for one in ledger.reservations(shop.database, sku=sku)]


def found(shop: Shop, filter: str = "") -> list[Operation]:
    """What the history lists, the newest first."""
    ids = reporting.history_ids(shop.database, filter)
    deeds = reporting.operations(shop.database, ids)
    return [deeds[id] for id in ids]


def consistent(shop: Shop) -> bool:
    report = checking.check(shop.database)
    return not report.findings and not list(inconsistencies.find(shop.database))


# -- the rows of the checklist -----------------------------------------------------------------


def test_l_080_order_placement_books(shop: Shop) -> None:
    placed = shop.place({"BAG": 3})
    (hold,) = ledger.holds(shop.database, "BAG")
    assert (hold.order, str(hold.held), hold.expires_at) == (placed.order, "3", None)
    assert shop.world.held("BAG", "berlin") == "20", "on hand stays"
    assert shop.world.salable("BAG", "EU") == "17"
    (row,) = stock_list.report(shop.database, InventoryQuery("bag"))
    figures = (row.on_hand, row.on_order, row.available)
    assert [str(one) for one in figures] == ["20", "3", "17"]


def test_l_081_booking_expiry_releases_it(shop: Shop, clock: Clock) -> None:
    placed = shop.place({"BAG": 3, "HAT": 1}, expires="30m")
    (hold,) = ledger.holds(shop.database, "BAG")
    assert hold.expires_at == clock.now.replace(minute=42)
    clock.advance(minutes=29)
    assert expire_bookings(shop.database).orders == 0
    assert shop.world.salable("BAG", "EU") == "17"
    clock.advance(minutes=1)
    done = expire_bookings(shop.database)
    assert (done.orders, str(done.units)) == (1, "4")
    assert shop.world.salable("BAG", "EU") == "20"
    assert shop.status(placed.order) == "canceled"
    assert events(shop, "BAG") == ["order_placed", "booking_expired"]
    (receipt,) = done.receipts
    (operation,) = found(shop, 'deed:"bookings expire"')
    assert (operation.id, operation.actor) == (receipt.operation, SYSTEM)
    assert consistent(shop)


def test_l_082_shipping_consumes_booking_and_on_hand_together(shop: Shop) -> None:
    placed = shop.place({"BAG": 5})
    shop.ship(placed.order, "berlin", {"BAG": 2})
    (hold,) = ledger.holds(shop.database, "BAG")
    assert (str(hold.held), shop.world.held("BAG", "berlin")) == ("3", "18")
    assert shop.world.salable("BAG", "EU") == "15"
    assert consistent(shop)


def test_l_083_cancel_shipment_restores_both_once_only(shop: Shop) -> None:
    placed = shop.place({"BAG": 5})
    (parcel,) = shop.ship(placed.order, "berlin").shipments
    assert (shop.reserved("BAG"), shop.world.held("BAG", "berlin")) == ("0", "15")
    cancel_shipment(shop.database, parcel.id, cause=CLERK)
    assert (shop.reserved("BAG"), shop.world.held("BAG", "berlin")) == ("-5", "20")
    again = refused(lambda: cancel_shipment(shop.database, parcel.id, cause=CLERK))
    assert again.problems
    assert (shop.reserved("BAG"), shop.world.held("BAG", "berlin")) == ("-5", "20")
    assert consistent(shop)
    # what was never held is not held by that: no booking is brought back, or falls below 0
    configuring.set_option(shop.database, "reserve_on_placement", "no", cause=CLERK)
    placed = shop.place({"HAT": 3})
    (parcel,) = shop.ship(placed.order, "berlin").shipments
    cancel_shipment(shop.database, parcel.id, cause=CLERK)
    assert (shop.reserved("HAT"), shop.world.held("HAT", "berlin")) == ("0", "4")
    assert ledger.holds(shop.database, "HAT") == []


def test_l_084_cancel_order_removes_booking(shop: Shop) -> None:
    placed = shop.place({"BAG": 5})
    shop.cancel(placed.order)
    assert ledger.holds(shop.database, "BAG") == []
    assert shop.world.salable("BAG", "EU") == "20"


def test_l_085_booking_list_never_negative_and_checked_by_itself(
    shop: Shop, inventory: Callable[..., Answer]
) -> None:
    first, second = shop.place({"BAG": 5}), shop.place({"BAG": 2})
    shop.ship(first.order, "berlin")
    shop.cancel(second.order, {"BAG": 1})
    holds = ledger.holds(shop.database, "BAG")
    assert [(hold.order, str(hold.held)) for hold in holds] == [(second.order, "1")]
    assert all(hold.held > amount(0) for hold in holds)
    assert consistent(shop)
    assert inventory("doctor --json").row["found"] == 0
    # a row that lets go more than was booked is found by the program's own checks, and mended
    row = ledger.NewRow("EU", "BAG", amount(2), order=second.order)
    ledger.append(shop.database, [row], cause=CLERK, always=True)
    assert all(hold.held > amount(0) for hold in ledger.holds(shop.database, "BAG"))
    (found,) = inventory("reservations inconsistencies --json", status=1).rows
    assert (found["order"], found["sku"]) == (second.order, "BAG")
    raw = inventory("reservations inconsistencies -r", status=1).out
    inventory("reservations compensate", *raw.split())
    assert consistent(shop)


# -- what expires, and what does not -----------------------------------------------------------


def test_what_is_invoiced_or_shipped_is_not_cancelled(shop: Shop, clock: Clock) -> None:
    sent, charged = shop.place({"BAG": 5}, expires="1h"), shop.place({"BAG": 4}, expires="1h")
    shop.ship(sent.order, "berlin", {"BAG": 2})
    shop.invoice(charged.order, {"BAG": 1})
    assert (expiry(shop, sent.order), expiry(shop, charged.order)) == (None, None)
    clock.advance(days=1)
    assert expire_bookings(shop.database).orders == 0
    assert shop.reserved("BAG") == "-7"


def test_a_payment_takes_the_expiry_off(shop: Shop, clock: Clock) -> None:
    waiting = shop.place({"BAG": 1}, expires="1h", payment=OrderStatus.PENDING_PAYMENT)
    plain = shop.place({"BAG": 1}, expires="1h")
    late = shop.place({"BAG": 1}, expires="1h", payment=OrderStatus.PENDING_PAYMENT)
    for order in (waiting, plain):
        payments.payment(shop.database, order.order, "received", cause=CLERK)
        assert expiry(shop, order.order) is None
    again = payments.payment(shop.database, plain.order, "received", cause=CLERK)
    assert again.receipt.operation is None
    clock.advance(hours=1)
    assert expire_bookings(shop.database).orders == 1
    assert [shop.status(one.order) for one in (waiting, plain, late)] == [
        "pending",
        "pending",
        "canceled",
    ]


def test_an_order_on_hold_expires_all_the_same(shop: Shop, clock: Clock) -> None:
    placed = shop.place({"BAG": 1}, expires="1h")
    ordering.hold(shop.database, placed.order, cause=CLERK)
    clock.advance(hours=2)
    assert expire_bookings(shop.database).orders == 1
    assert shop.status(placed.order) == "canceled"


def test_an_order_that_is_finished_does_not_expire(shop: Shop, clock: Clock) -> None:
    placed = shop.place({"BAG": 1}, expires="1h")
    shop.cancel(placed.order)
    clock.advance(hours=2)
    before = found(shop)
    assert expire_bookings(shop.database).orders == 0
    assert found(shop) == before
    with shop.database.read() as transaction:
        assert next_expiry(transaction) is None


def test_the_setting_gives_every_order_of_a_channel_an_expiry(shop: Shop, clock: Clock) -> None:
    shop.world.stock("US", "berlin", channels=["us"])
    configuring.set_option(shop.database, "booking_minutes", "90", channel="us", cause=CLERK)
    there = shop.place({"BAG": 1}, channel="us")
    kept = shop.place({"BAG": 1}, channel="us", expires="never")
    here = shop.place({"BAG": 1})
    assert expiry(shop, there.order) == clock.now.replace(hour=11, minute=42)
    assert (expiry(shop, kept.order), expiry(shop, here.order)) == (None, None)
    with pytest.raises(InvalidInput):
        configuring.set_option(shop.database, "booking_minutes", "-1", cause=CLERK)


@pytest.mark.parametrize("text", ["soon", "2026-11-19", "0m", "99999d", "1,5h", "yesterday"])
def test_an_expiry_that_cannot_be_is_refused(shop: Shop, text: str) -> None:
    refusal = refused(lambda: shop.place({"BAG": 1}, expires=text))
    assert [(one.kind, one.field) for one in refusal.problems] == [
        (Kind.VALIDATION_FAILED, "expires")
    ]
    assert shop.reserved("BAG") == "0"


def test_dates_are_typed_in_the_shop_s_zone(shop: Shop) -> None:
    configuring.set_option(shop.database, "time_zone", "Asia/Tokyo", cause=CLERK)
    placed = shop.place({"BAG": 1}, expires="2026-12-01T00:00")
    assert expiry(shop, placed.order) == datetime(2026, 11, 30, 15, tzinfo=UTC)


def test_another_date_for_an_order(shop: Shop, clock: Clock) -> None:
    placed = shop.place({"BAG": 1}, expires="1h")
    done = expiries.set_expiry(shop.database, placed.order, "2d", cause=CLERK)
    assert done.expires_at == expiry(shop, placed.order) == clock.now.replace(day=22)
    again = expiries.set_expiry(shop.database, placed.order, "2d", cause=CLERK)
    assert again.receipt.operation is None
    rows = list(reporting.history(shop.database, filter=f"order:{placed.order} deed:{_EXPIRY}"))
    assert [(row.before, row.after) for row in rows if row.field == "expires"] == [
        ("2026-11-20T11:12Z", "2026-11-22T10:12Z")
    ]
    assert expiries.set_expiry(shop.database, placed.order, "never", cause=CLERK)
    assert expiry(shop, placed.order) is None
    shop.invoice(placed.order)
    refusal = refused(
        lambda: expiries.set_expiry(shop.database, placed.order, "2d", cause=CLERK)
    )
    assert refusal.kind is Kind.ORDER_STATUS


_EXPIRY = f'"{Deed.ORDER_EXPIRY_SET.value}"'


def test_a_file_of_orders_may_say_when_they_expire(shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(
        "order,channel,sku,quantity,expires\n"
        "A,eu,BAG,1,2h\nA,eu,HAT,1,\nB,eu,BAG,1,\nC,eu,BAG,1,1h\nC,eu,HAT,1,3h\nD,eu,BAG,1,x\n"
    )
    done = order_import.import_file(shop.database, file, cause=CLERK)
    assert done.receipt.counts == {"placed": 2, "refused": 2, "unchanged": 0}
    assert expiry(shop, "B") is None
    at = expiry(shop, "A")
    assert at is not None
    assert (at.hour, at.minute) == (12, 12)
    assert {one.order: one.problems[0].field for one in done.refused} == {
        "C": "expires",
        "D": "expires",
    }


def test_orders_taken_over_expire_unless_something_happened_to_them(
    shop: Shop, clock: Clock, tmp_path: Path
) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(
        "order,channel,sku,ordered,invoiced,shipped,status,reserved,expires\n"
        "A,eu,BAG,2,,,,-2,2h\nB,eu,BAG,2,1,,,,2h\nC,eu,BAG,2,,,canceled,,2h\n"
        "D,eu,BAG,1,,,,,2024-01-01\nE,eu,BAG,1,,,,,\nF,eu,BAG,2,2,2,,,2024-01-01\n"
    )
    read = read_stored_orders(file)
    done = adopting.adopt(shop.database, read.orders, cause=CLERK)
    assert done.receipt.counts == {"adopted": 5, "refused": 1, "unchanged": 0}
    (past,) = done.refused
    assert [(past.order, one.field) for one in past.problems] == [("D", "expires")]
    due = {number: expiry(shop, number) for number in "ABCEF"}
    at = due.pop("A")
    assert at is not None
    assert (at.hour, at.minute, set(due.values())) == (12, 12, {None})
    clock.advance(hours=3)
    again = adopting.adopt(shop.database, read.orders, cause=CLERK)
    assert again.receipt.counts == {"adopted": 0, "refused": 1, "unchanged": 5}
    expire_bookings(shop.database)
    assert shop.order("A").status is OrderStatus.CANCELED
    assert shop.world.salable("BAG", "EU") == "20"


# -- exactly once ------------------------------------------------------------------------------


def test_many_programs_at_once_let_go_once(
    shop: Shop, clock: Clock, another: Callable[..., Database]
) -> None:
    for _ in range(19):
        shop.place({"BAG": 1}, expires="1h")
    clock.advance(hours=1)
    programs = [another(clock=clock, patience_s=30) for _ in range(4)]
    gate = Barrier(len(programs))

    def expire(database: Database) -> int:
        gate.wait()
        return expire_bookings(database).orders

    with ThreadPoolExecutor(len(programs)) as threads:
        assert sum(threads.map(expire, programs)) == 19
    assert shop.reserved("BAG") == "0"
    rows = ledger.reservations(shop.database, sku="BAG")
    assert sum(row.event is Event.BOOKING_EXPIRED for row in rows) == 19
    assert consistent(shop)


def test_who_pays_in_time_wins_or_loses_but_never_both(
    shop: Shop, clock: Clock, another: Callable[..., Database]
) -> None:
    orders = [shop.place({"BAG": 1}, expires="1h").order for _ in range(12)]
    clock.advance(hours=1)
    cron, till = another(clock=clock, patience_s=30), another(clock=clock, patience_s=30)
    gate = Barrier(2)

    def pay() -> int:
        gate.wait()
        paid = 0
        for number in orders:
            try:
                payments.payment(till, number, "received", cause=CLERK)
            except Refused:
                continue  # it was cancelled before
            paid += 1
        return paid

    def expire() -> int:
        gate.wait()
        return sum(expire_bookings(cron, limit=3).orders for _ in range(5))

    with ThreadPoolExecutor(2) as threads:
        paying, expiring = threads.submit(pay), threads.submit(expire)
        paid, expired = paying.result(), expiring.result()
    assert paid + expired == len(orders)
    assert shop.reserved("BAG") == (str(-paid) if paid else "0")
    assert consistent(shop)


def test_a_rehearsal_lets_nothing_go(shop: Shop, clock: Clock) -> None:
    shop.place({"BAG": 1}, expires="1h")
    clock.advance(hours=1)
    shop.database.rehearses = True
    assert expire_bookings(shop.database).orders == 1
    shop.database.rehearses = False
    assert shop.reserved("BAG") == "-1"
