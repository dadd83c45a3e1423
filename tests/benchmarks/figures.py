"""What was measured, what it should reach, and the table that says both.

A figure is a list of repeated measurements of ours, beside those of a peer that were taken in
turn with them, so that a busy machine slows both alike.  What counts is their ratio.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path


class Of(Enum):
    """What of a figure a goal is about."""

    RATIO = "×"
    """The median of ours through the median of the peer's."""
    MEDIAN = "median"
    P99 = "p99"
    WORST = "worst"


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound, in the unit of its figure unless it is about the ratio."""

    bound: float
    of: Of = Of.RATIO
    at_least: bool = False
    """Whether more is better."""

    def is_met(self, value: float) -> bool:
        """Whether a value keeps the bound."""
        return value >= self.bound if self.at_least else value <= self.bound

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        what = "×" if self.of is Of.RATIO else f" {self.of.value}"
        return f"{sign} {self.bound:g}{what}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured.

    Attributes:
        row: The number of its row in the table of goals.
        what: What was done, in a few words; the same words at every size.
        unit: Of all measurements: ``ms``, ``s``, ``µs``, ``B``, ``MiB`` or ``/s``.
        ours: Repeated measurements, at least one.
        beside: The peer, in a few words; empty where there is none.
        peer: Its measurements, in turn with ours; empty where the peer is not installed.
        products: How many the world had; figures of one ``what`` at several sizes show growth.
        note: What a reader should know, such as why a peer is not there.
    """

    row: int
    what: str
    unit: str
    ours: Sequence[float]
    beside: str = ""
    peer: Sequence[float] = ()
    goals: tuple[Goal, ...] = ()
    products: int | None = None
    note: str = ""

    @property
    def median(self) -> float:
        """Of ours."""
        return statistics.median(self.ours)

    @property
    def worst(self) -> float:
        """Of ours: the largest, or of a rate the smallest."""
        return min(self.ours) if self.unit == "/s" else max(self.ours)

    @property
    def p99(self) -> float:
        """Of ours."""
        ordered = sorted(self.ours)
        return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]

    @property
    def ratio(self) -> float | None:
        """Ours through the peer's; None without a peer."""
        return self.median / statistics.median(self.peer) if self.peer else None

    def of(self, what: Of) -> float | None:
        """The value a goal is about; None where there is no peer to compare with."""
        match what:
            case Of.RATIO:
                return self.ratio
            case Of.MEDIAN:
                return self.median
            case Of.P99:
                return self.p99
            case Of.WORST:
                return self.worst

    def verdicts(self) -> Iterator[tuple[Goal, bool | None]]:
        """Each goal, and whether it was reached; None: its peer is not there."""
        for goal in self.goals:
            value = self.of(goal.of)
            yield goal, None if value is None else goal.is_met(value)


def in_turn(
    runs: int, ours: Callable[[], float], peer: Callable[[], float] | None = None
) -> tuple[list[float], list[float]]:
    """Measure both in turn, after a first time that does not count."""
    mine: list[float] = []
    theirs: list[float] = []
    for run in range(runs + 1):
        for measure, into in ((ours, mine), (peer, theirs)):
            if measure is not None:
                value = measure()
                if run:
                    into.append(value)
    return mine, theirs


def table(figures: Sequence[Figure]) -> str:
    """Every figure a line, as Markdown."""
    lines = [
        "| row | what | products | median | worst | beside | × | goal | |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for one in sorted(figures, key=lambda one: (one.row, one.what, one.products or 0)):
        ratio = "" if one.ratio is None else f"{one.ratio:.2f}"
        peer = f"{one.beside} {number(statistics.median(one.peer))}" if one.peer else one.beside
        goals = ", ".join(str(goal) for goal in one.goals)
        cells = (
            str(one.row), one.what, _size(one.products), f"{number(one.median)} {one.unit}",
            number(one.worst), peer, ratio, goals, f"{_signs(one)} {one.note}".strip(),
        )  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def growth(figures: Iterable[Figure]) -> str:
    """How medians grow from one size to the next, as Markdown; empty with one size alone."""
    by_what: dict[tuple[int, str], dict[int, float]] = {}
    for one in figures:
        if one.products is not None:
            by_what.setdefault((one.row, one.what), {})[one.products] = one.median
    sizes = sorted({size for medians in by_what.values() for size in medians})
    grown = {key: medians for key, medians in by_what.items() if len(medians) > 1}
    if not grown:
        return ""
    lines = [
        "| row | what | " + " | ".join(_size(size) for size in sizes) + " |",
        "|---|---|" + "---|" * len(sizes),
    ]
    for (row, what), medians in sorted(grown.items()):
        first = medians[min(medians)]
        cells = [f"{medians[size] / first:.2f}×" if size in medians else "" for size in sizes]
        lines.append(f"| {row} | {what} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def write_json(figures: Sequence[Figure], to: Path, **about: object) -> None:
    """Write every measurement, so that nobody has to trust a median."""
    rows = [
        {
            "row": one.row,
            "what": one.what,
            "products": one.products,
            "unit": one.unit,
            "ours": list(one.ours),
            "median": one.median,
            "worst": one.worst,
            "beside": one.beside,
            "peer": list(one.peer),
            "ratio": one.ratio,
            "goals": [
                {"goal": str(goal), "reached": reached} for goal, reached in one.verdicts()
            ],
            "note": one.note,
        }
        for one in figures
    ]
    measured = datetime.now(UTC).isoformat(timespec="seconds")
    content = {"measured": measured, **about, "figures": rows}
    to.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def number(value: float) -> str:
    """Three figures that mean something: ``1,240``, ``38.2``, ``0.0412``."""
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.3g}"


def _size(products: int | None) -> str:
    if products is None:
        return ""
    for unit, sign in ((1_000_000, "M"), (1_000, "k")):
        if products >= unit:
            return f"{products / unit:g}{sign}"
    return str(products)


def _signs(figure: Figure) -> str:
    return "".join({True: "✓", False: "✗", None: "–"}[met] for _, met in figure.verdicts())
