"""Transfers on the road: what left a source and has not arrived; sent from here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual.binding import BindingType

from inventory_tui.domain import goods_vocabularies
from inventory_tui.domain.row_filter import Described, matching, ordered
from inventory_tui.domain.transfer import Transfer, TransferStatus
from inventory_tui.services import Database
from inventory_tui.services.desk.finding import Found, FoundKind
from inventory_tui.services.goods import incoming
from inventory_tui.tui import dates
from inventory_tui.tui.commands import Hint, bindings
from inventory_tui.tui.screens.frame.list_page import ListPage
from inventory_tui.tui.screens.reports import transfer_deeds
from inventory_tui.tui.screens.reports.transfer import TransferScreen
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.wording import tr, word


@dataclass(frozen=True, slots=True)
class TransfersAsked:
    """What of the transfers is asked for."""

    filter: str = ""
    sort: str = ""
    descending: bool = False
    zone: str = ""
    marked: frozenset[int] = frozenset()


_SORTS: dict[str, Callable[[Transfer], object]] = {
    "transfer": lambda row: row.id,
    "sent": lambda row: row.sent_at.isoformat(),
    "from": lambda row: row.origin,
    "to": lambda row: row.destination,
    "left": lambda row: row.on_the_road,
    "expected": lambda row: "" if row.expected_on is None else row.expected_on.isoformat(),
}


class TransfersScreen(ListPage[Transfer, TransfersAsked]):
    """The report, over the list of reports."""

    PLACE = 6
    TOPIC = "Transfers on the road"
    NOUN = tr("transfers")
    LABEL = "transfer"
    VOCABULARY = goods_vocabularies.TRANSFERS
    FILTER_HELP = tr(
        "Words and rules, all of which must hold: from:berlin  to:paris  sku:MH*  "
        "status:sent  left>10  overdue"
    )
    HINTS: ClassVar[tuple[Hint, ...]] = (
        ("open", tr("Lines")),
        ("receive", tr("Receive it")),
        ("new", tr("Send")),
        ("cancel", tr("Take it back")),
        "filter",
        "keys",
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("new", "cancel")]

    def __init__(self) -> None:
        super().__init__()
        self._count = 0
        self._today = date.min

    def columns(self) -> Sequence[Column[Transfer]]:
        """Which, from where to where, how much of it is on the road."""
        now = self.inventory.clock()
        return (
            Column("transfer", tr("Transfer"), lambda row: row.label, 9, sort="transfer"),
            Column(
                "from", tr("From"), lambda row: row.origin, 10, least=6, most=24, sort="from"
            ),
            Column(
                "to",
                word(tr("place|To")),
                lambda row: row.destination,
                10,
                least=6,
                most=24,
                sort="to",
            ),
            Column("status", tr("Status"), lambda row: row.status.label, 12),
            Column(
                "left",
                tr("On the road"),
                _on_the_road,
                14,
                most=20,
                right=True,
                sort="left",
            ),
            Column(
                "sent",
                tr("Sent"),
                lambda row: dates.minute(row.sent_at, now),
                13,
                drop=4,
                sort="sent",
            ),
            Column("expected", tr("Expected"), self._day, 13, drop=3, sort="expected"),
            Column("by", tr("By"), lambda row: row.sent_by, 10, from_width=100),
            Column("note", tr("Note"), lambda row: row.note, 16, most=50, from_width=110),
        )

    def _day(self, row: Transfer) -> Cell:
        if row.expected_on is None:
            return Cell("–", "dim")
        day = row.expected_on.isoformat()
        return Cell(f"{day} !", "attention") if row.is_overdue(self._today) else Cell(day)

    def request(self) -> TransfersAsked:
        """What is asked for now."""
        marked = frozenset(self.grid.marks.ids()) if "marked" in self.filter else frozenset()
        zone = self.inventory.settings.time_zone
        return TransfersAsked(self.filter, self.sort, self.descending, zone, marked)

    def find(self, database: Database, asked: TransfersAsked) -> Sequence[int]:
        """What is on the road first, then the newest."""
        today = self._today = incoming.today(database)
        found = transfer_deeds.read_some(database, asked.zone)
        self._count = len(found)

        def described(id: int) -> Described:
            return _described(found[id], today, marked=id in asked.marked)

        ids = matching(list(found), asked.filter, goods_vocabularies.TRANSFERS, described)
        by = _SORTS.get(asked.sort)
        if by is None:
            return sorted(ids, key=lambda id: found[id].status is not TransferStatus.SENT)
        return ordered(ids, lambda id: by(found[id]), descending=asked.descending)

    def rows(
        self, database: Database, asked: TransfersAsked, ids: Sequence[int]
    ) -> Mapping[int, Transfer]:
        """They as they are now."""
        return transfer_deeds.read_some(database, asked.zone, ids)

    def count_all(self, database: Database, asked: TransfersAsked) -> int | None:
        """How many there are."""
        return self._count

    def empty_sentence(self) -> str:
        """How they come here."""
        if self.filter:
            return super().empty_sentence()
        return tr("Nothing was sent yet. n sends goods to another source")

    def row_label(self, row: Transfer) -> str:
        """Which."""
        return row.label

    def to_receive(self) -> Found | None:
        """The transfer of the row, while something of it is on the road."""
        row = self.grid.cursor_row
        if row is None or not row.on_the_road:
            return None
        return Found(FoundKind.TRANSFER, row.id, row.label)

    # -- commands -------------------------------------------------------------------------

    @story
    async def action_open(self) -> None:
        """Enter: its lines."""
        row = await self.row_under_cursor()
        if row is not None:
            self.inventory.open(TransferScreen(row.id))

    @story
    async def action_new(self) -> None:
        """n: send goods to another source."""
        if await transfer_deeds.send(self):
            self.inventory.data_written()

    @story
    async def action_cancel(self) -> None:
        """c: what is on the road goes back."""
        row = await self.row_under_cursor()
        if row is not None and await transfer_deeds.cancel(self, row):
            self.inventory.data_written()


def _on_the_road(row: Transfer) -> str:
    return tr("{part} of {whole}", part=row.on_the_road.grouped(), whole=row.units.grouped())


def _described(row: Transfer, today: date, *, marked: bool) -> Described:
    flags = {"overdue": row.is_overdue(today), "marked": marked}
    skus = " ".join(line.sku for line in row.lines)
    return Described(
        f"{row.label} {row.origin} {row.destination} {row.note} {skus}",
        {
            "from": row.origin,
            "to": row.destination,
            "note": row.note,
            "status": row.status.value,
            "sku": row.lines[0].sku if len(row.lines) == 1 else skus,
        },
        {"left": row.on_the_road},
        frozenset(flag for flag, holds in flags.items() if holds),
    )
