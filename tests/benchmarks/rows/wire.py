"""Row 5: bytes that cross the wire at 80×24 in the plain profile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from tests.benchmarks import peers
from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Figure, Goal, Of
from tests.benchmarks.peers import OURS, TABLE, VISIDATA
from tests.benchmarks.terminal_watch import Stopwatch, inventory

ROW = 5
WIDTH = 80
LIST = range(3, 22)
ARROWS, PAGES, LETTERS, STARTS = 24, 9, 4, 3
IDLE_S = 3.0
TYPED, LETTER = "24", "-"
"""What every SKU on the page has, so that the letter changes no row."""


def measure(bench: Bench) -> Iterator[Figure]:
    """Count what the program, VisiData and Textual as it comes write for the same deed."""
    commands = {OURS: inventory(bench.worlds.sqlite(bench.largest))}
    commands[TABLE] = peers.data_table(bench)
    visidata = peers.visidata(bench)
    if visidata is not None:
        commands[VISIDATA] = visidata
    yield from _starts(bench, commands)
    with ExitStack() as stack:
        watches = {
            name: stack.enter_context(_started(bench, name, argv))
            for name, argv in commands.items()
        }
        yield _idle(watches[OURS])
        arrows = {
            name: [
                watch.key(peers.key(name, key))[1]
                for key in ("down", "up")
                for _ in range(ARROWS // 2)
            ]
            for name, watch in watches.items()
        }
        yield from _figures("arrow", arrows, Goal(40, Of.MEDIAN))
        yield from _pages(watches)
        letters = {name: _letters(watches[name], name) for name in watches if name != VISIDATA}
        yield from _figures(
            "letter typed into a filter, outside the rows", letters, Goal(60, Of.MEDIAN)
        )


def _figures(what: str, written: dict[str, list[int]], goal: Goal) -> Iterator[Figure]:
    """What we write, beside each of the others."""
    ours = [float(one) for one in written[OURS]]
    for beside, peer in written.items():
        if beside != OURS:
            yield Figure(ROW, f"{what}, beside {beside}", "B", ours, beside, peer, (goal,))


def _started(bench: Bench, name: str, argv: Sequence[str]) -> Stopwatch:
    watch = Stopwatch(argv)
    watch.until(f"{bench.largest:,} SKUs" if name == OURS else peers.READY)
    watch.settle(0.5)
    return watch


def _starts(bench: Bench, commands: dict[str, list[str]]) -> Iterator[Figure]:
    bench.say("bytes of a start")
    written: dict[str, list[int]] = {name: [] for name in commands}
    for _ in range(1 if bench.quick else STARTS):
        for name, argv in commands.items():
            with _started(bench, name, argv) as watch:
                written[name].append(watch.written)
    yield from _figures("start", written, Goal(15_000, Of.WORST))


def _idle(watch: Stopwatch) -> Figure:
    before = watch.written
    watch.read_for(IDLE_S)
    idle = [float(watch.written - before)]
    return Figure(ROW, f"{IDLE_S:g} s without a key", "B", idle, goals=(Goal(0, Of.WORST),))


def _pages(watches: dict[str, Stopwatch]) -> Iterator[Figure]:
    """Pages that were never seen before, and how much of the screen each changes."""
    written: dict[str, list[int]] = {name: [] for name in watches}
    per_cell: list[float] = []
    per_sign: list[float] = []
    for _ in range(PAGES):
        for name, watch in watches.items():
            before = watch.screen.text.splitlines()
            count = watch.key(peers.key(name, "pagedown"), quiet_s=0.1)[1]
            written[name].append(count)
            if name == OURS:
                after = watch.screen.text.splitlines()
                rows = sum(before[y] != after[y] for y in LIST)
                assert rows == len(LIST), watch.screen.text
                per_cell.append(count / (rows * WIDTH))
                per_sign.append(count / sum(_differing(before[y], after[y]) for y in LIST))
    yield from _figures("PgDn", written, Goal(1.25 * len(LIST) * WIDTH, Of.MEDIAN))
    yield Figure(
        ROW, "PgDn, a cell of the rows that changed", "B", per_cell,
        goals=(Goal(1.25, Of.MEDIAN),),
        note="cells that are blank before and after cost nothing",
    )  # fmt: skip
    yield Figure(ROW, "PgDn, a cell whose sign changed", "B", per_sign)


def _differing(before: str, after: str) -> int:
    return sum(a != b for a, b in zip(before.ljust(WIDTH), after.ljust(WIDTH), strict=True))


def _letters(watch: Stopwatch, name: str) -> list[int]:
    if name != OURS:
        watch.press("tab")
        watch.settle()
        return [watch.key(LETTER)[1] for _ in range(LETTERS)]
    watch.press("home")
    watch.settle()
    watch.press("/", *TYPED)
    watch.settle(0.5)
    rows = _rows(watch)
    written = []
    for _ in range(LETTERS):
        before = watch.written
        watch.press(LETTER)
        watch.settle(0.4)
        written.append(watch.written - before)
        assert _rows(watch) == rows, watch.screen.text
        watch.press("backspace")
        watch.settle(0.4)
    return written


def _rows(watch: Stopwatch) -> list[str]:
    """The rows of the list, without the scrollbar."""
    lines = watch.screen.lines
    return [lines[y][: WIDTH - 1].rstrip() for y in LIST]
