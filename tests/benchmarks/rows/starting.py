"""Row 1: from the command to the first rows, and to rows that answer keys.

The first page is a still picture (`inventory_tui.tui.starting`): that it stands is one
figure, and that the program has taken over and a key pressed at the picture has moved the
cursor is another.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from tests.benchmarks import peers
from tests.benchmarks.bench import Bench
from tests.benchmarks.empty_app import EMPTY, READY
from tests.benchmarks.figures import Figure, Goal, in_turn
from tests.benchmarks.terminal_watch import Stopwatch, inventory

_OFTEN = 12
_EMPTY, _VISIDATA = Goal(1.25), Goal(0.35)
_SECOND_ROW = 4
"""The line of the screen the second row stands on."""


def measure(bench: Bench) -> Iterator[Figure]:
    """The first paint at the smallest and the largest size, live rows at the largest."""
    runs = bench.runs(_OFTEN)
    empty = _start(EMPTY, READY)
    for products in (bench.sizes[0], bench.largest):
        world = bench.worlds.sqlite(products)
        first = _first_sku(world)
        first_rows = _start(inventory(world), first)
        ours, peer = in_turn(runs, first_rows, empty)
        yield Figure(1, "first rows", "ms", ours, "an empty app", peer, (_EMPTY,), products)
        ours, peer = in_turn(runs, lambda world=world: _live(world), empty)
        yield Figure(
            1, "a key moves the cursor", "ms", ours, "an empty app", peer, (), products
        )
    demo = _start([*inventory(world), "demo"], first)
    ours, peer = in_turn(runs, demo, empty)
    yield Figure(1, "first rows of demo", "ms", ours, "an empty app", peer, (_EMPTY,), products)
    command = peers.visidata(bench, products)
    ours, peer = in_turn(runs, first_rows, command and _start(command, first))
    what, beside = "first rows, beside a CSV", "visidata"
    note = "" if command else "visidata is not installed"
    yield Figure(1, what, "ms", ours, beside, peer, (_VISIDATA,), products, note)


def _start(command: list[str], shown: str) -> Callable[[], float]:
    def run() -> float:
        with Stopwatch(command) as watch:
            return watch.until(shown)

    return run


def _live(world: Path) -> float:
    """Milliseconds from the command until Down, pressed at the picture, moved the cursor."""
    with Stopwatch(inventory(world)) as watch:
        watch.until(_first_sku(world))
        watch.press("down")
        while not watch.screen.lines[_SECOND_ROW].startswith("▸"):
            assert watch.is_running, watch.screen.text
            watch.settle(0.005)
        return (time.perf_counter() - watch.began) * 1000


def _first_sku(world: Path) -> str:
    with closing(sqlite3.connect(world)) as connection:
        (sku,) = connection.execute(
            "select sku from product where deleted_by is null order by sku_key limit 1"
        ).fetchone()
    return str(sku)
