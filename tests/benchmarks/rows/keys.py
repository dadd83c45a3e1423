"""Row 2: an arrow key, from the key to the last byte of what it changes; keys at the start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

from tests.benchmarks import peers
from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Figure, Goal, Of
from tests.benchmarks.terminal_watch import Stopwatch, inventory

ROW = 2
PRESSED = 500
FILTER = "salable>0"
PAGE = 15
"""Rows to go down before going up again, so that no page scrolls."""
PRESSED_A_PEER_KEY = 5
"""How often ours is pressed before the peers are, whose worst nobody asks for."""
PRESSED_AT_START = 5
AT_START_MS = (0, 100, 200, 300, 400, 500, 600, 800)
"""When keys are pressed, after the command was given."""

_CURSOR = "▸"
_HEAD = 3


def measure(bench: Bench) -> Iterator[Figure]:
    """Press the same arrow in the program, in VisiData and in a DataTable, in turn."""
    commands = {peers.TABLE: peers.data_table(bench)}
    visidata = peers.visidata(bench)
    if visidata is not None:
        commands[peers.VISIDATA] = visidata
    with ExitStack() as stack:
        others = {name: stack.enter_context(Stopwatch(argv)) for name, argv in commands.items()}
        for watch in others.values():
            watch.until(peers.READY)
            watch.settle()
        for products in bench.sizes:
            yield from _arrows(bench, products, others)
    yield _at_start(bench)


def _arrows(bench: Bench, products: int, others: dict[str, Stopwatch]) -> Iterator[Figure]:
    bench.say(f"arrow keys in {products:,} products")
    pressed = bench.runs(PRESSED) // (1 if products == bench.largest else 3)
    took: dict[str, list[float]] = {name: [] for name in (peers.OURS, *others)}
    with Stopwatch(inventory(bench.worlds.sqlite(products))) as ours:
        ours.until(f"{products:,} SKUs")
        ours.settle()
        begin_marked(ours, products)
        for number in range(pressed):
            key = "down" if number // PAGE % 2 == 0 else "up"
            took[peers.OURS].append(ours.key(key)[0])
            if number % PRESSED_A_PEER_KEY == 0:
                for name, watch in others.items():
                    took[name].append(watch.key(peers.key(name, key))[0])
        moved = pressed % PAGE if pressed // PAGE % 2 == 0 else PAGE - pressed % PAGE
        assert cursor_row(ours) == moved
    what = "arrow to repaint, all of a filter marked"
    goals = (Goal(2.5, Of.MEDIAN), Goal(20, Of.WORST), Goal(1))
    beside, peer = peers.VISIDATA, took.get(peers.VISIDATA, ())
    note = "" if peer else f"{beside} is not installed"
    yield Figure(ROW, what, "ms", took[peers.OURS], beside, peer, goals, products, note)
    what, beside = f"the same beside {peers.TABLE} of 10k", peers.TABLE
    yield Figure(ROW, what, "ms", took[peers.OURS], beside, took[beside], (Goal(1),), products)


def begin_marked(watch: Stopwatch, products: int) -> None:
    """Filter the list and mark all that is found."""
    watch.press("/", *FILTER)
    watch.settle()
    watch.press("enter")
    watch.press("*")
    watch.until(" marked · ", f" of {products:,}")
    watch.settle()


def cursor_row(watch: Stopwatch) -> int:
    """Where on the page the cursor stands, from 0."""
    lines = watch.screen.lines
    return next(y for y in range(_HEAD, 22) if lines[y].startswith(_CURSOR)) - _HEAD


def _at_start(bench: Bench) -> Figure:
    """Press arrows while the program starts, and count those that moved no cursor."""
    bench.say("keys pressed while it starts")
    moments = AT_START_MS[:: 3 if bench.quick else 1]
    lost = []
    for moment in moments:
        with Stopwatch(inventory(bench.worlds.sqlite(bench.largest))) as watch:
            watch.read_for(moment / 1000)
            for _ in range(PRESSED_AT_START):
                watch.press("down")
            watch.until(f"{bench.largest:,} SKUs")
            watch.settle()
            lost.append(float(PRESSED_AT_START - cursor_row(watch)))
    what = f"{PRESSED_AT_START} keys pressed while it starts: lost"
    goals = (Goal(0, Of.WORST),)
    return Figure(ROW, what, "keys", lost, goals=goals, products=bench.largest)
