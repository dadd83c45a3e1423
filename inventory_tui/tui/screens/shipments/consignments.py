"""Consignments: what goes to one account together; the second list of place 5."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType

from inventory_tui.domain import vocabularies
from inventory_tui.domain.consignment import ConsignmentStatus
from inventory_tui.domain.consignment_list import ConsignmentLine, ConsignmentQuery
from inventory_tui.services import Database
from inventory_tui.services.shipping import consignment_lists
from inventory_tui.tui import dates
from inventory_tui.tui.commands import bindings
from inventory_tui.tui.screens.frame.list_page import ListPage
from inventory_tui.tui.screens.frame.page import Hint, story
from inventory_tui.tui.screens.shipments.consignment import ConsignmentScreen
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.wording import tr

_HERE = (ConsignmentStatus.PROCESSING, ConsignmentStatus.READY)
"""States in which it has not left."""


class ConsignmentsScreen(ListPage[ConsignmentLine, ConsignmentQuery]):
    """Over the list of shipments; Tab goes back to it."""

    PLACE = 5
    TOPIC = "Consignments"
    NOUN = tr("consignments")
    LABEL = "number"
    DEFAULT_SORT = ("number", True)
    VOCABULARY = vocabularies.CONSIGNMENTS
    FILTER_HELP = tr(
        "Words and rules, all of which must hold: status:ready  account:acme  "
        "order:42  sku:MH01  source:berlin  carrier:dhl  since:7d  open"
    )
    HINTS: ClassVar[tuple[Hint, ...]] = (
        "open",
        ("focus.next", tr("Shipments")),
        "filter",
        "order",
        "history",
        "export",
        "keys",
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("history")]

    def columns(self) -> Sequence[Column[ConsignmentLine]]:
        """What it is, whose, where it stands; dates that passed say so."""
        today = self.inventory.clock().date().isoformat()
        return (
            Column("number", tr("Number"), lambda row: str(row.id), 7, most=12, sort="number"),
            Column("status", tr("State"), _status, 13, sort="status"),
            Column(
                "account",
                tr("Account"),
                lambda row: row.account or Cell("–", "dim"),
                18,
                least=8,
                most=36,
                drop=5,
                sort="account",
            ),
            Column("orders", tr("Orders"), _orders, 15, least=12, most=40, drop=6),
            Column(
                "units",
                tr("Units"),
                lambda row: row.units.grouped(),
                7,
                most=12,
                right=True,
                sort="units",
                descending_first=True,
            ),
            Column(
                "from",
                tr("From"),
                lambda row: ", ".join(row.sources) or Cell("–", "dim"),
                11,
                least=6,
                most=30,
                drop=8,
                from_width=92,
            ),
            Column(
                "ships",
                tr("Ships on"),
                lambda row: _ships(row, today),
                11,
                drop=7,
                sort="ships",
            ),
            Column(
                "carrier",
                tr("Carrier"),
                lambda row: row.carrier or Cell("–", "dim"),
                10,
                most=20,
                drop=9,
                from_width=100,
                sort="carrier",
            ),
            Column(
                "tracking",
                tr("Tracking"),
                lambda row: row.tracking_number or Cell("–", "dim"),
                14,
                most=36,
                drop=10,
                from_width=112,
            ),
            Column(
                "arrives",
                tr("Arrives on"),
                lambda row: row.deliver_on or Cell("–", "dim"),
                11,
                drop=11,
                from_width=124,
                sort="arrives",
            ),
        )

    def request(self) -> ConsignmentQuery:
        """What is asked for now."""
        marked = tuple(self.grid.marks.ids()) if "marked" in self.filter else ()
        return ConsignmentQuery(self.filter, self.sort, self.descending, marked)

    def find(self, database: Database, asked: ConsignmentQuery) -> Sequence[int]:
        """The snapshot."""
        return consignment_lists.ids(database, asked)

    def first(
        self, database: Database, asked: ConsignmentQuery, limit: int
    ) -> Mapping[int, ConsignmentLine]:
        """The first rows."""
        found = consignment_lists.window(database, asked, limit)
        return self._in_zone(database, {row.id: row for row in found})

    def rows(
        self, database: Database, asked: ConsignmentQuery, ids: Sequence[int]
    ) -> Mapping[int, ConsignmentLine]:
        """Rows by number."""
        return self._in_zone(database, consignment_lists.rows(database, ids))

    def _in_zone(
        self, database: Database, rows: Mapping[int, ConsignmentLine]
    ) -> dict[int, ConsignmentLine]:
        zone = dates.zone_of(database, self.inventory.settings.time_zone)
        return {
            id: replace(row, opened_at=row.opened_at.astimezone(zone))
            for id, row in rows.items()
        }

    def count_all(self, database: Database, asked: ConsignmentQuery) -> int:
        """How many there are without the filter."""
        return consignment_lists.count(database, ConsignmentQuery())

    def empty_sentence(self) -> str:
        """How consignments come to be, or nothing found."""
        if self.filter:
            return super().empty_sentence()
        return tr("No consignments yet. Mark orders of one account in Orders, then d")

    def subject(self) -> str:
        """The marked consignments, or the one of the row."""
        subject = super().subject()
        if not subject or len(self.grid.marks):
            return subject
        return tr("consignment {number}", number=subject)

    @story
    async def action_open(self) -> None:
        """Enter: the consignment's page."""
        row = await self.row_under_cursor()
        if row is not None:
            self.inventory.open(ConsignmentScreen(row.id))

    def action_focus_next(self) -> None:
        """Tab: back to the list of shipments."""
        if self.grid.has_focus:
            self.dismiss()
        else:
            super().action_focus_next()

    def action_focus_previous(self) -> None:
        """Shift+Tab: likewise."""
        self.action_focus_next()

    def history_filter(self) -> str:
        """What happened to the one of the row."""
        row = self.grid.cursor_row
        return "" if row is None else f"consignment:{row.id}"


def _status(row: ConsignmentLine) -> Cell:
    if row.status is ConsignmentStatus.CANCELLED:
        return Cell(row.status.label, "dim")
    return Cell(row.status.label, "strong" if row.status is ConsignmentStatus.READY else "")


def _orders(row: ConsignmentLine) -> str | Cell:
    if not row.orders:
        return Cell("–", "dim")
    more = f" +{len(row.orders) - 1}" if len(row.orders) > 1 else ""
    return f"{row.orders[0]}{more}"


def _ships(row: ConsignmentLine, today: str) -> Cell:
    late = bool(row.ship_on) and row.ship_on < today and row.status in _HERE
    return Cell(
        row.ship_on or "–", "wrong" if late else "" if row.ship_on else "dim", "!" * late
    )
