"""Row 15: a command starts about as fast as the libraries it needs can be imported."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence

import inventory_tui
from tests.benchmarks.bench import Bench, python
from tests.benchmarks.figures import Figure, Goal, in_turn

_GOAL = Goal(1.3)
_OFTEN = 30


def measure(bench: Bench) -> Iterator[Figure]:
    """``--version``, ``--help`` and ``sources list``, each beside the import it needs."""
    runs = bench.runs(_OFTEN)
    world = str(bench.worlds.sqlite(bench.largest))
    for words, answer, needed in (
        (["--version"], inventory_tui.__version__, "click"),
        (["--help"], "the places where goods lie", "click"),
        (["sources", "list", "--database", world], "berlin", "sqlalchemy"),
    ):
        command = [sys.executable, "-m", "inventory_tui", *words]
        ours, peer = in_turn(runs, _timed(command, answer), _timed(python(f"import {needed}")))
        what = " ".join(word for word in words if word not in ("--database", world))
        yield Figure(15, what, "ms", ours, f"importing {needed}", peer, (_GOAL,))
    nothing, _ = in_turn(runs, _timed(python("pass")))
    yield Figure(15, "a Python that does nothing", "ms", nothing)


def _timed(command: Sequence[str], answer: str = "") -> Callable[[], float]:
    def run() -> float:
        began = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        took = time.perf_counter() - began
        assert answer in done.stdout, done.stdout
        return took * 1000

    return run
