"""What the clock does to screens nobody touches."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from inventory_tui.domain.history import Cause
from inventory_tui.services.desk import watching
from inventory_tui.services.keeping import configuring
from inventory_tui.services.products import catalog
from inventory_tui.store.database import Database
from inventory_tui.tui import app, company
from inventory_tui.tui.jobs import Jobs
from tests.conftest import Clock
from tests.services.shopping import Shop
from tests.tui.conftest import Running, press, screen_text


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is looked at more often than people would see."""
    monkeypatch.setattr(app, "WATCHED_EVERY_S", 0.02)
    assert company.WATCHED_EVERY_S == 1.0


async def until(seen: Callable[[], bool]) -> None:
    for _ in range(500):
        if seen():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came")


async def test_a_scheduled_product_goes_live_at_midnight_in_tokyo(
    running: Running, shop: Shop, database: Database, clock: Clock, cause: Cause
) -> None:
    configuring.set_option(database, "time_zone", "Asia/Tokyo", cause=cause)
    shop.world.product("NEWYEAR", name="Fresh", default=3)
    fields = {"display": "2026-12-01T00:00"}
    catalog.edit(database, "NEWYEAR", fields, cause=cause)
    clock.now = datetime(2026, 11, 30, 14, 59, 59, tzinfo=UTC)
    async with running() as pilot:
        await press(pilot, "slash", "<sku:newyear>", "enter")
        assert "scheduled Fresh" in screen_text(pilot)
        clock.advance(seconds=1)
        await until(lambda: "scheduled" not in screen_text(pilot))
        assert "Fresh" in screen_text(pilot)


async def test_its_page_says_so_as_well(
    running: Running, shop: Shop, database: Database, clock: Clock, cause: Cause
) -> None:
    shop.world.product("NEWYEAR", name="Fresh", default=3)
    catalog.edit(database, "NEWYEAR", {"expires": "2026-11-20T11:00"}, cause=cause)
    async with running() as pilot:
        await press(pilot, "slash", "<sku:newyear>", "enter", "enter")
        assert "expired" not in screen_text(pilot)
        clock.advance(hours=1)
        await until(lambda: "· expired" in screen_text(pilot))


async def test_whoever_is_there_lets_go_of_what_expired(
    running: Running, shop: Shop, database: Database, clock: Clock
) -> None:
    shop.world.product("LAST", default=5)
    placed = shop.place({"LAST": 5}, channel="base", expires="30m")
    async with running():
        clock.advance(minutes=30)
        await until(lambda: shop.status(placed.order) == "canceled")
    assert shop.reserved("LAST") == "0"


async def test_when_an_order_expires_is_said_on_its_page(running: Running, shop: Shop) -> None:
    shop.place({"HOOD": 1}, "000000043", expires="2h")
    async with running() as pilot:
        await press(pilot, "g", "4", "slash", "<number:43>", "enter", "enter")
        assert "Expires 20 Nov" in screen_text(pilot)
        await press(pilot, "colon", "<when it expires>", "enter")
        await press(pilot, "ctrl+u", "<yesterday>", "f10")
        assert "write a date as" in screen_text(pilot)
        await press(pilot, "ctrl+u", "<never>", "f10")
        assert "Expires" not in screen_text(pilot)
    assert shop.order("000000043").expires_at is None


async def test_a_look_that_begins_as_the_program_ends_is_given_up(database: Database) -> None:
    jobs = Jobs(database)
    jobs.close()
    with pytest.raises(asyncio.CancelledError):
        await jobs.read(watching.newest)
