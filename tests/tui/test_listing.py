"""Lists of any length: what can be done while the snapshot of a long one is still read."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

import pytest
from textual.pilot import Pilot

from inventory_tui.domain.product_list import ProductQuery
from inventory_tui.services import Database
from inventory_tui.tui.screens.products.products import ProductsScreen
from tests.tui.conftest import Running, lines, press, screen_text, send, settled
from tests.world import World

MANY = 250


@pytest.fixture
def world(database: Database) -> World:
    """More products than are read at once, with numbers that rise."""
    world = World(database)
    with world.at_once():
        for number in range(MANY):
            world.product(f"A{number:03}", name="Chaz Hoodie", default=number)
    return world


class Slow:
    """Snapshots that come when they are let go."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._go_on = threading.Event()
        self._go_on.set()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let snapshots wait."""
        self._go_on.clear()
        try:
            yield
        finally:
            self._go_on.set()

    def wait(self, sort: str) -> None:
        """Note what is asked for, and wait."""
        self.asked.append(sort)
        assert self._go_on.wait(20)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    """Slows the snapshots of the product grid."""
    slow, find = Slow(), ProductsScreen.find

    def wait_and_find(
        self: ProductsScreen, database: Database, asked: ProductQuery
    ) -> Sequence[int]:
        slow.wait(asked.sort)
        return find(self, database, asked)

    monkeypatch.setattr(ProductsScreen, "find", wait_and_find)
    return slow


async def until(pilot: Pilot[int], holds: Callable[[], bool]) -> None:
    """Wait until something holds on screen."""
    for _ in range(1_000):
        if holds():
            return
        await asyncio.sleep(0.005)
    raise AssertionError(screen_text(pilot))


@asynccontextmanager
async def ordering(running: Running, slow: Slow) -> AsyncIterator[Pilot[int]]:
    """The grid by salable, its first rows there and its snapshot not."""
    async with running() as pilot:
        await press(pilot, *["right"] * 8)
        with slow.held():
            send(pilot, "o")
            await until(pilot, lambda: lines(pilot)[3].startswith("▸  A249"))
            yield pilot


async def test_keys_go_on_as_soon_as_the_first_rows_stand(
    running: Running, world: World, slow: Slow
) -> None:
    async with ordering(running, slow) as pilot:
        send(pilot, "down")
        send(pilot, "down")
        await until(pilot, lambda: lines(pilot)[5].startswith("▸  A247"))
        assert f"… of {MANY} SKUs" in screen_text(pilot)


async def test_what_needs_the_whole_list_waits_for_it(
    running: Running, world: World, slow: Slow
) -> None:
    async with running() as pilot:
        await press(pilot, *["right"] * 8)
        with slow.held():
            send(pilot, "o")
            send(pilot, "end")
            send(pilot, "up")
            await until(pilot, lambda: lines(pilot)[3].startswith("▸  A249"))
        await settled(pilot)
        assert lines(pilot)[20].startswith("▸  A001")
        assert f"{MANY} SKUs" in screen_text(pilot)


async def test_pages_down_beyond_the_first_rows_wait_too(
    running: Running, world: World, slow: Slow
) -> None:
    async with running() as pilot:
        await press(pilot, *["right"] * 8)
        with slow.held():
            send(pilot, "o")
            for _ in range(8):
                send(pilot, "pagedown")
        await settled(pilot)
        assert lines(pilot)[3].startswith(f"▸  A{MANY - 1 - 8 * 19:03}")


async def test_of_orders_asked_for_in_a_row_only_the_last_is_read_whole(
    running: Running, world: World, slow: Slow
) -> None:
    async with ordering(running, slow) as pilot:
        await until(pilot, lambda: "salable" in slow.asked)  # the one that is held
        slow.asked.clear()
        for first in ("A000", "A000", "A249"):  # ascending, by SKU again, descending
            send(pilot, "o")
            await until(pilot, lambda first=first: lines(pilot)[3].startswith(f"▸  {first}"))
        await asyncio.sleep(0.05)
    assert slow.asked in (["salable"], [])
