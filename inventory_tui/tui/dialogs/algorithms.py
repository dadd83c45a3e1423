"""Algorithms side by side: what each would send from where, how far, and why not elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from inventory_tui.domain.distance import Distances
from inventory_tui.services.shipping.comparing import Compared, Comparison, Verdict, Why
from inventory_tui.tui.commands import Hint, bindings
from inventory_tui.tui.dialogs.dialog import Dialog
from inventory_tui.tui.dialogs.question import visible_lines
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.wording import tr

_WORDS = {
    Why.NOT_NEEDED: tr("not needed"),
    Why.OTHER_LINES: tr("other lines"),
    Why.INCOMPLETE: tr("lacks a part"),
    Why.EMPTY: tr("nothing left"),
    Why.OUT: tr("out of stock"),
    Why.OFF: tr("off"),
    Why.NOT_THERE: "–",
}


@dataclass(frozen=True, slots=True)
class Side:
    """One source under every algorithm."""

    source: str
    far: str
    verdicts: tuple[Verdict | None, ...]
    """In the order of the algorithms; None of one that could not answer."""


class AlgorithmsDialog(Dialog[Compared]):
    """Answers the algorithm that is to be taken, with its plan."""

    AUTO_FOCUS = "#algorithms"
    WIDE = True
    TOPIC = "Shipment builder"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("open", "save")]
    HINTS: ClassVar[tuple[Hint, ...]] = (
        ("open", tr("Take it")),
        ("focus.next", tr("Sources")),
        ("back", tr("Keep yours")),
    )

    def __init__(self, comparison: Comparison, current: str) -> None:
        """``current``: the code of the algorithm whose proposal is shown."""
        super().__init__(tr("How sources are proposed"))
        self._comparison = comparison
        self._current = current

    def compose_body(self) -> ComposeResult:
        """Algorithms as rows with their totals; below the sources, an algorithm a column."""
        yield QueryGrid[Compared](_totals(self._comparison), id="algorithms", marking=False)
        yield QueryGrid[Side](_sides(self._comparison.compared), id="sides", marking=False)
        yield Static(id="notes", markup=False)

    @property
    def _algorithms(self) -> QueryGrid[Compared]:
        return self.query_one("#algorithms", QueryGrid)

    def on_mount(self) -> None:
        """Show them, the cursor on the one in use."""
        super().on_mount()
        every = self._comparison.compared
        self._algorithms.show_all(dict(enumerate(every)))
        self.query_one("#sides", QueryGrid).show_all(
            dict(enumerate(_rows(every, self._comparison.distances)))
        )
        codes = [one.algorithm.code for one in every]
        if self._current in codes:
            self._algorithms.move_to_id(codes.index(self._current))
        self._say_notes()

    @on(QueryGrid.CursorMoved, "#algorithms")
    def _say_notes(self) -> None:
        """What there is to know about the algorithm under the cursor."""
        one = self._algorithms.cursor_row
        if one is None:
            return
        lines = [one.refusal or one.algorithm.description]
        if one.plan is not None:
            lines += one.plan.proposal.notes
        lines += self._comparison.broken
        self.query_one("#notes", Static).update(visible_lines(lines))

    def action_open(self) -> None:
        """Enter: take the algorithm under the cursor."""
        one = self._algorithms.cursor_row
        if one is None or one.plan is None:
            self.say(one.refusal if one is not None else tr("There is no algorithm here"))
            return
        self.dismiss(one)

    def action_save(self) -> None:
        """F10 takes it too."""
        self.action_open()


def _totals(comparison: Comparison) -> tuple[Column[Compared], ...]:
    distances = comparison.distances

    def units(one: Compared) -> Cell:
        if one.plan is None:
            return Cell("–", "dim")
        wanted = (one.units + one.missing).grouped()
        short = bool(one.missing)
        text = tr("{units} of {wanted}", units=one.units.grouped(), wanted=wanted)
        return Cell(text, "attention" if short else "", "!" if short else "")

    return (
        Column(
            "algorithm", tr("Algorithm"), lambda one: one.algorithm.title, 24, least=10, most=40
        ),
        Column(
            "shipments",
            tr("Shipments"),
            lambda one: Cell("–", "dim") if one.plan is None else str(one.shipments),
            10,
            right=True,
        ),
        Column("units", tr("Units"), units, 16, right=True),
        Column("way", tr("Way"), lambda one: _way(one, distances), 12, right=True, drop=1),
    )


def _way(one: Compared, distances: Distances) -> str | Cell:
    way = one.way(distances)
    return Cell("–", "dim") if way is None else distances.label_of(way)


def _sides(compared: Sequence[Compared]) -> tuple[Column[Side], ...]:
    def said(at: int) -> Callable[[Side], Cell]:
        return lambda side: _said(side.verdicts[at])

    return (
        Column("source", tr("Source"), lambda side: side.source, 12, least=8, most=14),
        Column("far", "", lambda side: side.far, 9, right=True, drop=99),
        *(
            Column(
                one.algorithm.code,
                one.algorithm.title,
                said(number),
                16,
                least=12,
                most=24,
                drop=number,  # the first stays; of the others the last goes first
            )
            for number, one in enumerate(compared)
        ),
    )


def _said(verdict: Verdict | None) -> Cell:
    if verdict is None:
        return Cell("–", "dim")
    rank = f"{verdict.rank}. " if verdict.rank else ""
    if verdict.why is Why.TAKEN:
        return Cell(f"{rank}{verdict.quantity.in_units()}", "strong")
    return Cell(f"{rank}{_WORDS[verdict.why]}", "dim")


def _rows(compared: Sequence[Compared], distances: Distances) -> list[Side]:
    found = {one.source_id: one.source for each in compared for one in each.sources}
    by_source = [{one.source_id: one for one in each.sources} for each in compared]
    return [
        Side(code, distances.label(id), tuple(each.get(id) for each in by_source))
        for id, code in found.items()
    ]
