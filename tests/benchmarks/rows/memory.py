"""Row 6: the memory that the program holds while it shows a world."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks import peers
from tests.benchmarks.bench import Bench
from tests.benchmarks.empty_app import EMPTY, READY
from tests.benchmarks.figures import Figure, Goal
from tests.benchmarks.terminal_watch import Stopwatch, inventory

_OFTEN = 5
_EMPTY, _VISIDATA = Goal(2), Goal(0.2)
_MILLION = 1_000_000
"""From so many rows on visidata is a peer: with few, either holds its libraries."""


def measure(bench: Bench) -> Iterator[Figure]:
    """All rows, beside an empty app at every size and visidata at the largest."""
    runs = bench.runs(_OFTEN)
    for products in bench.sizes:
        shown, at_end, empty = [], [], []
        for _ in range(runs):
            first, last = _ours(bench, products)
            shown.append(first)
            at_end.append(last)
            empty.append(_empty())
        what, peer = "resident, showing all products", "an empty app"
        yield Figure(6, what, "MiB", shown, peer, empty, (_EMPTY,), products)
        what = "the same, after a jump to the last"
        yield Figure(6, what, "MiB", at_end, peer, empty, (), products)
    command = peers.visidata(bench, products)
    loaded = [] if command is None else [_loaded(command) for _ in range(3)]
    note = "" if command else "visidata is not installed"
    goals = (_VISIDATA,) if products >= _MILLION else ()
    what, peer = "resident, beside a CSV loaded", "visidata"
    yield Figure(6, what, "MiB", shown, peer, loaded, goals, products, note)


def _ours(bench: Bench, products: int) -> tuple[float, float]:
    """With the snapshot of all ids; and when End was pressed."""
    with Stopwatch(inventory(bench.worlds.sqlite(products))) as watch:
        watch.until(f"{products:,} SKUs")
        watch.settle()
        shown = watch.memory()[0]
        watch.press("end")
        watch.settle()
        assert watch.screen.lines[21].startswith("▸"), watch.screen.text
        return shown, watch.memory()[0]


def _empty() -> float:
    with Stopwatch(EMPTY) as watch:
        watch.until(READY)
        watch.settle()
        return watch.memory()[0]


def _loaded(command: list[str]) -> float:
    with open(command[-1], "rb") as file:
        rows = sum(1 for _ in file) - 1
    with Stopwatch(command) as watch:
        watch.until(peers.READY)
        watch.settle(1.5)
        assert f" {rows} rows" in watch.screen.text, watch.screen.text
        return watch.memory()[0]
