"""History: every deed, newest first; what each did line by line; taking one back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from inventory_tui.domain import vocabularies
from inventory_tui.domain.history import Deed, Effect, Operation
from inventory_tui.domain.labels import visible
from inventory_tui.domain.quantity import ZERO
from inventory_tui.services import Database
from inventory_tui.services.reports import reporting
from inventory_tui.tui import dates
from inventory_tui.tui.commands import Command, Hint, bindings
from inventory_tui.tui.screens.frame.list_page import ListPage
from inventory_tui.tui.screens.reports.undoing import undo_entry
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.wording import tr


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed as the list shows it."""

    operation: Operation
    at: datetime
    """In the zone to show."""
    undone_at: datetime | None = None

    @property
    def label(self) -> str:
        """What names it."""
        return self.operation.summary


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """What the list asks for."""

    filter: str = ""
    zone: str = ""
    """The zone chosen for this start; empty: the shop's."""


class HistoryScreen(ListPage[Entry, HistoryQuery]):
    """Place 7; over another page the history of one thing."""

    PLACE = 7
    TOPIC = "History"
    NOUN = tr("entries")
    LABEL = "deed"
    VOCABULARY = vocabularies.HISTORY
    FILTER_HELP = tr(
        "Words and rules, all of which must hold: berlin  since:today  actor:clerk1  "
        'sku:MH01  source:berlin  order:42  reason:counted  deed:"quantities '
        'transfer"  undone'
    )
    HINTS: ClassVar[tuple[Hint, ...]] = (
        ("undo", tr("Undo this")),
        ("open", tr("Rows before, after")),
        "filter",
        "count",
        "export",
        "keys",
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("redo")]

    def __init__(self, filter: str = "") -> None:
        """Show every deed, or those a filter keeps."""
        super().__init__()
        self.filter = filter
        self._opened_with = filter

    # -- where the rows come from ---------------------------------------------------------

    def columns(self) -> Sequence[Column[Entry]]:
        """As drawn; the login where there is room."""
        now = self.inventory.clock()
        return (
            Column("when", tr("When"), lambda entry: _when(entry.at, now), 12, group=_day),
            Column("who", tr("Who"), lambda entry: entry.operation.actor, 9, least=6),
            Column("deed", tr("Deed"), _deed, 30, least=16, most=70, group=_kind),
            Column("units", tr("Units"), _units, 9, right=True),
            Column("why", tr("Why"), _why, 14, least=8, most=36, drop=2, group=_reason),
            Column(
                "note",
                tr("Note"),
                lambda entry: entry.operation.note or Cell("–", "dim"),
                16,
                most=50,
                drop=4,
                from_width=110,
            ),
            Column(
                "login",
                tr("Login"),
                lambda entry: entry.operation.login,
                10,
                drop=5,
                shown=False,
            ),
            Column(
                "number",
                tr("Number"),
                lambda entry: str(entry.operation.id),
                9,
                right=True,
                drop=6,
                shown=False,
            ),
        )

    def request(self) -> HistoryQuery:
        """What is asked for now."""
        return HistoryQuery(self.filter, self.inventory.settings.time_zone)

    def find(self, database: Database, asked: HistoryQuery) -> Sequence[int]:
        """The snapshot, newest first."""
        return reporting.history_ids(database, asked.filter)

    def rows(
        self, database: Database, asked: HistoryQuery, ids: Sequence[int]
    ) -> Mapping[int, Entry]:
        """Deeds by id, with the moment each was undone."""
        zone = dates.zone_of(database, asked.zone)
        found = reporting.operations(database, ids)
        undoing = {one.undone_by for one in found.values() if one.undone_by is not None}
        undone = reporting.operations(database, sorted(undoing)) if undoing else {}
        entries = {}
        for id, one in found.items():
            by = undone.get(one.undone_by) if one.undone_by is not None else None
            undone_at = None if by is None else by.at.astimezone(zone)
            entries[id] = Entry(one, one.at.astimezone(zone), undone_at)
        return entries

    def empty_sentence(self) -> str:
        """Nothing yet is good news too."""
        if self.filter:
            return super().empty_sentence()
        return tr("Nothing has been done yet; every deed will stand here, and z takes it back.")

    def begin(self) -> None:
        """Read, with the filter it was opened with in its box."""
        if self.filter:
            self.filter_bar.set_text(self.filter)
            self.filter_bar.show(True)
            self._opened_with = self.filter
        super().begin()

    def step_back(self) -> bool:
        """Esc empties the filter, but not the one it was opened with over another page."""
        is_over_another = len(self.app.screen_stack) > 1
        if is_over_another and self.filter == self._opened_with and not self.grid.in_range:
            return False
        return super().step_back()

    def label_of(self, command: Command) -> str:
        """Undo names the deed under the cursor."""
        row = self.grid.cursor_row
        if command.id == "undo" and row is not None:
            return tr("Undo {summary}", summary=row.operation.summary)
        return command.label

    # -- commands -------------------------------------------------------------------------

    @story
    async def action_open(self) -> None:
        """Enter: what the deed did, row by row."""
        row = await self.row_under_cursor()
        if row is not None:
            self.inventory.open(DeedScreen(row))

    @story
    async def action_undo(self) -> None:
        """``z``: take this deed back."""
        row = await self.row_under_cursor()
        if row is not None:
            await undo_entry(self, row.operation)

    def subject(self) -> str:
        """The deed under the cursor."""
        row = self.grid.cursor_row
        return "" if row is None else row.operation.summary


class DeedScreen(ListPage[Effect, int]):
    """What one deed did: each row before and after."""

    PLACE = 7
    TOPIC = "History of one deed"
    NOUN = tr("rows")
    LABEL = "what"
    HINTS: ClassVar[tuple[Hint, ...]] = (
        ("undo", tr("Undo this")),
        ("open", tr("Open the product")),
        "position",
        "count",
        "export",
        ("back", tr("Back")),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("redo")]

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self._entry = entry

    def compose_top(self) -> ComposeResult:
        """Row 2: the deed, beside the list's own boxes."""
        yield Line(id="deed", classes="title")
        yield from super().compose_top()

    def begin(self) -> None:
        """Say which deed it is, and read."""
        one, entry = self._entry.operation, self._entry
        note = f" · {visible(one.note)}" if one.note else ""
        undone = (
            "" if entry.undone_at is None else tr(" · undone {at:%H:%M}", at=entry.undone_at)
        )
        self.query_one("#deed", Line).show(
            f" {_when(entry.at, self.inventory.clock())} {visible(one.actor)} · "
            f"{visible(one.summary)} · {visible(one.reason)}{note}{undone}"
        )
        super().begin()

    # -- where the rows come from ---------------------------------------------------------

    def columns(self) -> Sequence[Column[Effect]]:
        """One line a source item, or a field of something else."""
        return (
            Column("what", tr("What"), lambda row: row.what, 20, least=12, most=40),
            Column(
                "where", tr("Where"), lambda row: row.where or Cell("–", "dim"), 12, least=8
            ),
            Column("field", tr("Field"), lambda row: row.field.replace("_", " "), 10, drop=2),
            Column("before", tr("Before"), lambda row: _shown(row.before), 10, most=30),
            Column("after", tr("After"), lambda row: _shown(row.after), 10, most=30),
            Column("also", tr("Also"), lambda row: row.also, 9, least=6, most=40, drop=3),
        )

    def request(self) -> int:
        """Which deed."""
        return self._entry.operation.id

    def find(self, database: Database, asked: int) -> Sequence[int]:
        """Every line, by SKU."""
        return reporting.effect_ids(database, asked)

    def rows(self, database: Database, asked: int, ids: Sequence[int]) -> Mapping[int, Effect]:
        """Lines by their number."""
        return reporting.effects(database, asked, ids)

    def empty_sentence(self) -> str:
        """Some deeds change nothing that has a before and an after."""
        return tr("This deed changed no rows.")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Its rows are few enough to look through; they have no filter and no views."""
        if action in ("filter", "views"):
            return False
        return super().check_action(action, parameters)

    # -- commands -------------------------------------------------------------------------

    @story
    async def action_open(self) -> None:
        """Enter: the product, order or source of the row."""
        row = await self.row_under_cursor()
        if row is None:
            return
        kind, _, label = row.what.partition(" ")
        self.take_scan(label if kind in ("source", "order") and label else row.what)

    @story
    async def action_undo(self) -> None:
        """``z``: take this deed back."""
        await undo_entry(self, self._entry.operation)


def _when(at: datetime, now: datetime) -> str:
    """``10:41`` today, else the day too."""
    today = now.astimezone(at.tzinfo)
    return f"{at:%H:%M}" if at.date() == today.date() else dates.minute(at, now)


def _day(entry: Entry) -> str:
    return f"{entry.at:%Y-%m-%d}"


def _deed(entry: Entry) -> str | Cell:
    return Cell(entry.label, "dim") if entry.undone_at is not None else entry.label


def _kind(entry: Entry) -> str:
    return entry.operation.deed.value


def _units(entry: Entry) -> str | Cell:
    units = entry.operation.units
    if not units:
        return Cell("–", "dim")
    if entry.operation.deed is Deed.TRANSFERRED:
        return units.grouped()
    return f"+{units.grouped()}" if units > ZERO else units.grouped()


def _why(entry: Entry) -> str | Cell:
    if entry.undone_at is None:
        return entry.operation.reason
    at = entry.undone_at
    same_day = at.date() == entry.at.date()
    when = f"{at:%H:%M}" if same_day else dates.day(at, at)
    return Cell(tr("undone {when}", when=when), "attention")


def _reason(entry: Entry) -> str:
    return entry.operation.reason


def _shown(text: str | None) -> str | Cell:
    return Cell("–", "dim") if text is None else text
