"""How fast the screens answer over a database, beside the same program on an empty one.

::

    inventory-tui demo --products 1000000 --database big.sqlite
    python -m tests.benchmarks.screens big.sqlite

Everything is measured from outside, through a pty at 80×24: from a key to the last byte
that the program writes because of it, or to the first byte of the rows that were asked for.
Starts alternate between the two databases, so that a busy machine slows both alike.
"""

from __future__ import annotations

import argparse
import os
import select
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from inventory_tui.domain.product_list import ProductQuery
from inventory_tui.services.keeping import keeping
from inventory_tui.services.products import browsing
from tests.terminal import Terminal

QUIET_S = 0.25
"""The screen stands when nothing was written for so long."""
LONGEST_S = 60.0

FIRST_PAINT_RATIO = 1.5
ARROW_MS = 10
JUMP_MS = 100


class Stopwatch:
    """A program behind a pty, and the moments at which it wrote."""

    def __init__(self, path: Path) -> None:
        self._began = time.perf_counter()
        self._terminal = Terminal(
            [sys.executable, "-m", "inventory_tui", "--database", str(path)]
        )
        self._line = self._terminal._master

    def __enter__(self) -> Stopwatch:
        return self

    def __exit__(self, *_: object) -> None:
        self._terminal.close()

    def until(self, wanted: str, since: float | None = None, *, times: int = 1) -> float:
        """Milliseconds from ``since`` (default: the start) until a text was written."""
        began, seen = since or self._began, bytearray()
        while seen.count(wanted.encode()) < times:
            if time.perf_counter() - began > LONGEST_S:
                raise SystemExit(f"{wanted!r} never came:\n{self._terminal.text}")
            seen += self._read(0.05)
        return (time.perf_counter() - began) * 1000

    def until_quiet(self) -> float:
        """The moment of the last byte before a quiet time."""
        last = time.perf_counter()
        while time.perf_counter() - last < QUIET_S:
            if self._read(QUIET_S / 5):
                last = time.perf_counter()
        return last

    def press(self, *keys: str) -> float:
        """Press keys and return when the last was sent."""
        self._terminal.press(*keys)
        return time.perf_counter()

    def key(self, name: str) -> tuple[float, int]:
        """Milliseconds from a key to the last byte it caused, and how many bytes."""
        before, pressed = self._written, self.press(name)
        last = pressed
        while time.perf_counter() - last < 0.05:
            if self._read(0.01):
                last = time.perf_counter()
        return (last - pressed) * 1000, self._written - before

    _written = 0

    def _read(self, timeout_s: float) -> bytes:
        if not select.select([self._line], [], [], timeout_s)[0]:
            return b""
        data = os.read(self._line, 1 << 16)
        self._written += len(data)
        return data

    def memory(self) -> tuple[float, float]:
        """MiB the program holds now, and held at most."""
        status = Path(f"/proc/{self._terminal.process.pid}/status").read_text()
        sizes = {
            line.split(":")[0]: int(line.split()[1]) / 1024
            for line in status.splitlines()
            if line.startswith(("VmRSS", "VmHWM"))
        }
        return sizes["VmRSS"], sizes["VmHWM"]


def start(path: Path, wanted: str, *, times: int = 1) -> float:
    """Milliseconds from the start to the first paint that shows a text."""
    with Stopwatch(path) as watch:
        return watch.until(wanted, times=times)


def measure(path: Path, runs: int, say: Callable[[str], None]) -> bool:
    """Measure everything; return whether every goal was reached."""
    database = keeping.open_database(path, create=False)
    by_sku, by_salable = ProductQuery(), ProductQuery(sort="salable", descending=True)
    first = next(browsing.products(database, by_sku, 1)).sku
    scarce = next(browsing.products(database, by_salable, 1)).sku
    ids = browsing.product_ids(database, by_sku)
    last = browsing.product_rows(database, ids[-1:], by_sku)[ids[-1]].sku
    database.close()
    with tempfile.TemporaryDirectory() as directory:
        empty = Path(directory) / "empty.sqlite"
        keeping.open_database(empty).close()
        starts: dict[str, list[float]] = {"empty": [], "full": [], "live": []}
        for _ in range(runs):
            starts["empty"].append(start(empty, "No products yet"))
            starts["full"].append(start(path, first))
            starts["live"].append(start(path, first, times=2))
    on_empty, on_full, live = (statistics.median(one) for one in starts.values())
    ratio = on_full / on_empty
    say(f"{len(ids):,} products, {runs} starts each")
    say(
        f"first paint  {on_full:6.0f} ms, empty {on_empty:.0f} ms: {ratio:.2f}×"
        f" (goal {FIRST_PAINT_RATIO}×)"
    )
    say(f"live rows    {live:6.0f} ms: {live / on_empty:.2f}× (not counting the still picture)")
    with Stopwatch(path) as watch:
        complete = watch.until(f"{len(ids):,} SKUs")
        watch.until_quiet()
        ends, salables, arrows = [], [], []
        for _ in range(runs):
            ends.append(watch.until(last, watch.press("end")))
            watch.until_quiet()
            watch.press("home")
            watch.until_quiet()
        for number in range(60):
            arrows.append(watch.key("down" if number // 15 % 2 == 0 else "up"))
        watch.press(*["right"] * 12)
        watch.until_quiet()
        for _ in range(runs):
            salables.append(watch.until(scarce, watch.press("o")))
            for _ in range(2):
                watch.until(f"{len(ids):,} SKUs")
                watch.until_quiet()
                watch.press("o")
            watch.until(f"{len(ids):,} SKUs")
            watch.until_quiet()
        now, most = watch.memory()
    arrow = statistics.median(took for took, _ in arrows)
    size = statistics.median(size for _, size in arrows)
    end, salable = statistics.median(ends), statistics.median(salables)
    say(f"complete     {complete:6.0f} ms from the start to the exact count and scrollbar")
    say(f"arrow        {arrow:6.1f} ms, {size:.0f} bytes (goal {ARROW_MS} ms)")
    say(f"End          {end:6.0f} ms (goal {JUMP_MS} ms)")
    say(f"by salable   {salable:6.0f} ms to the first rows (goal {JUMP_MS} ms)")
    say(f"memory       {now:6.0f} MiB, at most {most:.0f} MiB")
    return (
        max(ratio, live / on_empty) <= FIRST_PAINT_RATIO
        and arrow <= ARROW_MS
        and end <= JUMP_MS
        and salable <= JUMP_MS
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Measure a database and end with 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path, help="a SQLite database with many products")
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as home:
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{name}_HOME"] = home
        return 0 if measure(given.path, given.runs, print) else 1


if __name__ == "__main__":
    sys.exit(main())
