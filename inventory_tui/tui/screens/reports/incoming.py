"""Incoming goods: what is expected where, what is overdue; written down and received here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual.binding import BindingType

from inventory_tui.domain import goods_vocabularies
from inventory_tui.domain.filters import quoted
from inventory_tui.domain.incoming import Incoming, IncomingQuery
from inventory_tui.domain.labels import visible
from inventory_tui.domain.row_filter import Described, matching, ordered
from inventory_tui.services import Database
from inventory_tui.services.desk.finding import Found, FoundKind
from inventory_tui.services.goods import incoming
from inventory_tui.tui.commands import Command, Hint, bindings
from inventory_tui.tui.screens.frame.list_page import ListPage
from inventory_tui.tui.screens.reports import incoming_deeds
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.wording import tr, word


@dataclass(frozen=True, slots=True)
class IncomingAsked:
    """What of the expected goods is asked for."""

    filter: str = ""
    sort: str = ""
    descending: bool = False
    marked: frozenset[int] = frozenset()


_SORTS: dict[str, Callable[[Incoming], object]] = {
    "expected": lambda row: row.expected_on.isoformat(),
    "sku": lambda row: row.sku,
    "source": lambda row: row.source,
    "delivery": lambda row: row.delivery,
    "left": lambda row: row.left,
}


class IncomingScreen(ListPage[Incoming, IncomingAsked]):
    """The report, over the list of reports."""

    PLACE = 6
    TOPIC = "Incoming goods"
    NOUN = tr("lines")
    LABEL = "sku"
    VOCABULARY = goods_vocabularies.INCOMING
    FILTER_HELP = tr(
        "Words and rules, all of which must hold: hoodie  sku:MH*  source:berlin  "
        "delivery:4711  left>10  overdue  draft"
    )
    HINTS: ClassVar[tuple[Hint, ...]] = (
        ("open", tr("What came")),
        ("receive", tr("Scan it")),
        "new",
        "edit",
        "delete",
        "filter",
        "keys",
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("new", "edit", "delete", "history")]

    def __init__(self, filter: str = "") -> None:
        """Show all that is expected, or what a filter keeps."""
        super().__init__()
        self.filter = filter
        self._count = 0
        self._today = date.min

    def begin(self) -> None:
        """Read, with the filter it was opened with in its box."""
        if self.filter:
            self.filter_bar.set_text(self.filter)
            self.filter_bar.show(True)
        super().begin()

    def columns(self) -> Sequence[Column[Incoming]]:
        """When, what, where to, by which papers."""
        return (
            Column("expected", tr("Expected"), self._day, 13, sort="expected"),
            Column("sku", "SKU", lambda row: row.sku, 17, least=10, most=40, sort="sku"),
            Column("name", tr("Name"), lambda row: row.name, 17, least=8, most=50, drop=5),
            Column(
                "left",
                tr("Left"),
                _left,
                11,
                least=9,
                most=18,
                right=True,
                sort="left",
            ),
            Column(
                "source", tr("At"), lambda row: row.source, 9, least=8, most=24, sort="source"
            ),
            Column(
                "delivery",
                word(tr("column|Delivery")),
                lambda row: row.delivery,
                10,
                least=8,
                most=24,
                drop=4,
                sort="delivery",
            ),
            Column("note", tr("Note"), lambda row: row.note, 16, most=50, from_width=100),
        )

    def _day(self, row: Incoming) -> Cell:
        day = row.expected_on.isoformat()
        if row.draft:
            return Cell(f"{day} ?", "dim")
        return Cell(f"{day} !", "attention") if row.is_overdue(self._today) else Cell(day)

    def request(self) -> IncomingAsked:
        """What is asked for now."""
        marked = frozenset(self.grid.marks.ids()) if "marked" in self.filter else frozenset()
        return IncomingAsked(self.filter, self.sort, self.descending, marked)

    def find(self, database: Database, asked: IncomingAsked) -> Sequence[int]:
        """What is still to come, the oldest first."""
        today = self._today = incoming.today(database)
        found = {one.id: one for one in incoming.find(database, IncomingQuery())}
        self._count = len(found)

        def described(id: int) -> Described:
            return _described(found[id], today, marked=id in asked.marked)

        ids = matching(list(found), asked.filter, goods_vocabularies.INCOMING, described)
        by = _SORTS.get(asked.sort)
        return ordered(
            ids, None if by is None else lambda id: by(found[id]), descending=asked.descending
        )

    def rows(
        self, database: Database, asked: IncomingAsked, ids: Sequence[int]
    ) -> Mapping[int, Incoming]:
        """They as they are now."""
        return incoming.rows(database, ids)

    def count_all(self, database: Database, asked: IncomingAsked) -> int | None:
        """How many lines are expected."""
        return self._count

    def empty_sentence(self) -> str:
        """How lines come here."""
        if self.filter:
            return super().empty_sentence()
        return tr("Nothing is expected. n writes down what will come")

    def row_label(self, row: Incoming) -> str:
        """The SKU and where to."""
        return f"{row.sku} → {row.source}"

    def history_filter(self) -> str:
        """What touched the SKU."""
        row = self.grid.cursor_row
        return "" if row is None else f"sku:{quoted(row.sku)}"

    def label_of(self, command: Command) -> str:
        """Scanning is of the whole delivery."""
        row = self.grid.cursor_row
        if command.id == "receive" and row is not None and row.delivery:
            return tr("Receive delivery {delivery} by scanning", delivery=visible(row.delivery))
        return super().label_of(command)

    def to_receive(self) -> Found | None:
        """The delivery of the row."""
        row = self.grid.cursor_row
        if row is None or not row.delivery or row.draft:
            return None
        return Found(FoundKind.DELIVERY, row.id, row.delivery)

    # -- commands -------------------------------------------------------------------------

    @story
    async def action_open(self) -> None:
        """Enter: say what came of the row."""
        row = await self.row_under_cursor()
        if row is not None and await incoming_deeds.receive(self, row):
            self.inventory.data_written()

    @story
    async def action_new(self) -> None:
        """n: write down what will come."""
        if await incoming_deeds.add(self):
            self.inventory.data_written()

    @story
    async def action_edit(self) -> None:
        """e: say something of the row otherwise."""
        row = await self.row_under_cursor()
        if row is not None and await incoming_deeds.edit(self, row):
            self.inventory.data_written()

    @story
    async def action_delete(self) -> None:
        """D: expect the row no longer."""
        row = await self.row_under_cursor()
        if row is not None and await incoming_deeds.delete(self, row):
            self.inventory.data_written()


def _left(row: Incoming) -> str:
    left = row.left.grouped()
    if not row.received and not row.short:
        return left
    return tr("{part} of {whole}", part=left, whole=row.ordered.grouped())


def _described(row: Incoming, today: date, *, marked: bool) -> Described:
    flags = {"overdue": row.is_overdue(today), "draft": row.draft, "marked": marked}
    return Described(
        f"{row.sku} {row.name} {row.source} {row.delivery} {row.note}",
        {"sku": row.sku, "source": row.source, "delivery": row.delivery, "note": row.note},
        {"left": row.left},
        frozenset(flag for flag, holds in flags.items() if holds),
    )
