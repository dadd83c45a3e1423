"""A program to press keys in, and ways to wait for it and to read it."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from textual import events
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot

from inventory_tui.domain.order import Address
from inventory_tui.settings import Settings
from inventory_tui.store.database import Database
from inventory_tui.tui.app import InventoryApp
from inventory_tui.tui.screens.frame.list_page import ListPage
from tests.services.shopping import Shop
from tests.world import World

SSH_SIZE = (80, 24)
Running = Callable[..., AbstractAsyncContextManager[Pilot[int]]]


@pytest.fixture(scope="session", autouse=True)
def styles_are_parsed_once() -> Iterator[None]:
    """Parse each style sheet once for all programs of a run: a tenth of their time.

    Rules are looked for in sets millions of times; by their own ``__hash__`` they are told
    apart by identity, which Python does faster itself.
    """
    parse, parsed = Stylesheet._parse_rules, {}

    def shared(sheet: Stylesheet, *given: Any, **named: Any) -> list[RuleSet]:
        key = (tuple(sheet._variables.items()), given, tuple(named.items()))
        if key not in parsed:
            parsed[key] = parse(sheet, *given, **named)
        return parsed[key]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Stylesheet, "_parse_rules", shared)
        patched.setattr(RuleSet, "__hash__", object.__hash__)
        yield


async def settled(pilot: Pilot[int]) -> None:
    """Wait until no key waits, nothing is being read and the screen stands."""
    app = pilot.app
    assert isinstance(app, InventoryApp)
    quiet = 0
    for _ in range(1_000):
        await asyncio.sleep(0.002)
        quiet = 0 if _is_busy(app) else quiet + 1
        if quiet >= 4:
            await pilot.pause(0)
            # what the pause let through may have begun something
            if not _is_busy(app):
                return
            quiet = 0
    raise AssertionError(
        f"the program does not settle: {app.screen}, keys held by {app.typing.holders()}"
    )


def _is_busy(app: InventoryApp) -> bool:
    return bool(
        app.typing.held
        or app.typing.count
        or app.jobs.writing
        or app.screen._layout_required
        or app.screen._dirty_widgets
        or any(isinstance(page, ListPage) and page.is_reading for page in app.pages())
        or any(
            worker.is_running and worker.group in ("reload", "rows", "default")
            for worker in app.workers
        )
    )


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys faster than any hand, then wait until everything they caused is done.

    A text in angle brackets is typed: ``press(pilot, "slash", "<mh01>", "enter")``.
    """
    for key in keys:
        typed = key[1:-1] if key.startswith("<") and key.endswith(">") and key[1:-1] else None
        for one in [key] if typed is None else map(_character_to_key, typed):
            send(pilot, one)
    await settled(pilot)


def send(pilot: Pilot[int], key: str) -> None:
    """Send one key as the terminal would, without waiting for anything."""
    driver = pilot.app._driver
    assert driver is not None
    try:
        name = _get_unicode_name_from_key(REPLACED_KEYS.get(key, key))
        character: str | None = unicodedata.lookup(name)
    except KeyError:
        character = key if len(key) == 1 else None
    driver.send_message(events.Key(key, character))


def lines(pilot: Pilot[int]) -> list[str]:
    """The screen as it is read: its lines, without any style."""
    screen = pilot.app.screen
    strips = screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


def screen_text(pilot: Pilot[int]) -> str:
    """The screen as it is read, as one text."""
    return "\n".join(lines(pilot))


@pytest.fixture
def world(database: Database) -> World:
    """Three sources, the EU stock of two of them, and some products."""
    world = World(database)
    with world.at_once():
        world.sources("berlin", "paris")
        world.stock("EU stock", "berlin", "paris")
        world.product("MH01-XS-Black", name="Chaz Kangeroo Hoodie", default=100, berlin=4)
        world.product("MH01-XS-Gray", name="Chaz Kangeroo Hoodie", berlin=2)
        world.product(
            "MH01-XS-Orange", name="Chaz Kangeroo Hoodie", berlin=1, default=88, paris=6
        )
        world.product("MH01", name="Chaz Kangeroo Hoodie", type="configurable")
        world.product("24-WG085", name="Sprite Yoga Strap 6'", default=7)
    return world


@pytest.fixture
def running(database: Database, world: World) -> Running:
    """``async with running() as pilot`` runs the program at 80×24 in the plain profile."""

    @asynccontextmanager
    async def run(
        *, size: tuple[int, int] = SSH_SIZE, on: Database | None = None, **settings: object
    ) -> AsyncIterator[Pilot[int]]:
        settings.setdefault("display", "plain")
        app = InventoryApp(on or database, Settings(**settings), label="demo")  # type: ignore[arg-type]
        async with app.run_test(size=size) as pilot:
            await settled(pilot)
            yield pilot

    return run


@pytest.fixture
def shop(world: World) -> Shop:
    """Order 42 of three lines, to be shipped from three sources; two smaller ones beside it."""
    with world.at_once():
        world.source("lyon")
        world.stock("Shop stock", "berlin", "paris", "lyon", channels=["eu"])
        world.product("HOOD", name="Hoodie", berlin=100, paris=4)
        world.product("TOP", name="Tank Top", berlin=(0, "out"), paris=9)
        world.product("DUFFLE", name="Duffle Bag", berlin=1, paris=30, lyon=2)
    shop = Shop(world)
    to = Address("Ada Ek", "ada@example.org", "Storgata 5", "Oslo", "", "0155", "NO")
    shop.place({"HOOD": 1}, "000000040", ship_to=to)
    shop.place({"HOOD": 1, "TOP": 1}, "000000041")
    shop.place({"HOOD": 3, "TOP": 2, "DUFFLE": 2}, "000000042", ship_to=to)
    return shop
