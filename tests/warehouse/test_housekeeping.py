"""Housekeeping: everything the clock asks for, once, whoever runs it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from inventory_tui.domain.errors import StoreBusy
from inventory_tui.domain.history import SYSTEM
from inventory_tui.services.keeping import checking, configuring, housekeeping
from inventory_tui.services.keeping.due import Due, next_due
from inventory_tui.services.keeping.housekeeping import Done, House, keep_house
from inventory_tui.services.products import catalog
from inventory_tui.services.reports import alerts, reporting
from inventory_tui.store.database import Database
from tests.conftest import Clock
from tests.services.shopping import CLERK, Shop
from tests.world import World


@pytest.fixture
def shop(world: World) -> Shop:
    world.sources("berlin")
    world.stock("EU", "berlin", channels=["eu"])
    world.product("BAG", berlin=20)
    world.product("HAT", berlin=0)
    return Shop(world)


@pytest.fixture
def due(shop: Shop, clock: Clock) -> Shop:
    """Everything has come due: a booking, two dates, a message, something to fold."""
    catalog.edit(shop.database, "HAT", {"display": "2026-11-20T11:00"}, cause=CLERK)
    keep_house(shop.database)
    catalog.edit(shop.database, "BAG", {"expires": "2026-11-20T11:30"}, cause=CLERK)
    shop.place({"BAG": 2}, expires="30m")
    shop.ship(shop.place({"BAG": 1}).order, "berlin")
    clock.advance(days=2)
    return shop


def test_it_does_everything_and_says_what(due: Shop) -> None:
    done = keep_house(due.database)
    assert done.counts == {
        "expired": 1,
        "published": 1,
        "unpublished": 1,
        "alerts": 0,
        "cleaned": 4,
    }
    assert done.errors == {}
    assert done.sentence == "Housekeeping: 1 expired, 1 published, 1 unpublished, 4 cleaned."
    assert {row.actor for row in reporting.history(due.database, since="2026-11-22")} == {
        SYSTEM
    }
    again = keep_house(due.database)
    assert set(again.counts.values()) == {0}
    assert again.sentence == "Housekeeping: nothing to do."
    assert checking.check(due.database).findings == ()


def test_messages_that_are_due_are_sent(shop: Shop, clock: Clock) -> None:
    configuring.set_option(shop.database, "show_out_of_stock", "yes", cause=CLERK)
    configuring.set_option(shop.database, "alert_stock", "yes", cause=CLERK)
    typed = {"sku": "HAT", "customer": "Ada", "email": "ada@example.org", "channel": "eu"}
    alerts.add(shop.database, typed, cause=CLERK)
    keep_house(shop.database)
    shop.world.item("HAT", "berlin", 3)
    sent: list[object] = []
    assert keep_house(shop.database, to=[sent.append]).counts["alerts"] == 0, "once a day"
    clock.advance(days=1)
    assert keep_house(shop.database, to=[sent.append]).counts["alerts"] == 1
    assert len(sent) == 1


def test_clean_up_is_done_once_a_day(shop: Shop, clock: Clock) -> None:
    assert keep_house(shop.database).counts["cleaned"] == 0
    shop.ship(shop.place({"BAG": 1}).order, "berlin")
    clock.advance(hours=23)
    assert keep_house(shop.database).counts["cleaned"] == 0
    clock.advance(hours=1)
    assert keep_house(shop.database).counts["cleaned"] == 2
    assert shop.reservations("BAG") == []


def test_an_error_in_one_task_does_not_keep_the_others(
    due: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(house: House, done: Done) -> None:
        raise StoreBusy

    tasks = (("first", fails), *housekeeping.TASKS)
    monkeypatch.setattr(housekeeping, "TASKS", tasks)
    done = keep_house(due.database)
    assert (done.counts["expired"], done.counts["cleaned"]) == (1, 4)
    assert list(done.errors) == ["first"]


def test_several_at_once_do_it_once(
    due: Shop, clock: Clock, another: Callable[..., Database]
) -> None:
    programs = [another(clock=clock, patience_s=30) for _ in range(3)]
    gate = Barrier(len(programs))

    def keep(database: Database) -> Done:
        gate.wait()
        return keep_house(database)

    with ThreadPoolExecutor(len(programs)) as threads:
        every = list(threads.map(keep, programs))
    assert [done.errors for done in every] == [{}, {}, {}]
    sums = {name: sum(done.counts[name] for done in every) for name in every[0].counts}
    assert (sums["expired"], sums["published"], sums["unpublished"]) == (1, 1, 1)
    assert due.reserved("BAG") == "0"
    assert checking.check(due.database).findings == ()


def test_a_rehearsal_writes_nothing(due: Shop) -> None:
    before = list(reporting.history_ids(due.database))
    due.database.rehearses = True
    assert keep_house(due.database).counts["expired"] == 1
    due.database.rehearses = False
    assert list(reporting.history_ids(due.database)) == before
    assert due.reserved("BAG") == "-2"


def test_when_something_is_due_next(shop: Shop, clock: Clock) -> None:
    assert next_due(shop.database) == Due(None, None)
    catalog.edit(shop.database, "HAT", {"display": "2026-11-20T11:00"}, cause=CLERK)
    shop.place({"BAG": 2}, expires="30m")
    booking, product = clock.now.replace(minute=42), clock.now.replace(hour=11, minute=0)
    assert next_due(shop.database) == Due(booking, product)
    clock.advance(hours=2)
    assert next_due(shop.database) == Due(booking, None), "it is still to be let go"
    keep_house(shop.database)
    assert next_due(shop.database) == Due(None, None)
