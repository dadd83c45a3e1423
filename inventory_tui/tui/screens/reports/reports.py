"""Reports: the list of them; Enter opens one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from inventory_tui.services import Database
from inventory_tui.tui.commands import Hint
from inventory_tui.tui.places import REPORTS, Report
from inventory_tui.tui.screens.frame.list_page import ListPage
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.columns import Column
from inventory_tui.wording import tr


@dataclass(frozen=True, slots=True)
class ReportQuery:
    """What of the reports is asked for."""

    filter: str = ""


_COLUMNS: tuple[Column[Report], ...] = (
    Column("title", tr("Report"), lambda report: report.title, 27),
    Column("about", tr("What it tells"), lambda report: report.about, 40, least=20, most=90),
)


class ReportsScreen(ListPage[Report, ReportQuery]):
    """Place 6."""

    PLACE = 6
    TOPIC = "Reports"
    NOUN = tr("reports")
    LABEL = "title"
    FILTER_HELP = tr("Type part of a report's name, or of what it tells.")
    HINTS: ClassVar[tuple[Hint, ...]] = ("open", "filter", "source", "stock", "palette", "keys")

    def columns(self) -> Sequence[Column[Report]]:
        """Its name and what it tells."""
        return _COLUMNS

    def request(self) -> ReportQuery:
        """What is asked for now."""
        return ReportQuery(self.filter)

    def find(self, database: Database, asked: ReportQuery) -> Sequence[int]:
        """Those with the words of the filter in them."""
        words = asked.filter.casefold().split()
        return [
            number
            for number, report in enumerate(REPORTS)
            if report.place == self.PLACE
            and all(word in f"{report.title} {report.about}".casefold() for word in words)
        ]

    def rows(
        self, database: Database, asked: ReportQuery, ids: Sequence[int]
    ) -> Mapping[int, Report]:
        """Reports by their place in the list."""
        return {id: _told(database, REPORTS[id]) for id in ids}

    def count_all(self, database: Database, asked: ReportQuery) -> int | None:
        """How many there are."""
        return sum(report.place == self.PLACE for report in REPORTS)

    @story
    async def action_open(self) -> None:
        """Enter: the report."""
        row = await self.row_under_cursor()
        if row is not None:
            self.inventory.open(row.open())


def _told(database: Database, report: Report) -> Report:
    """A report as the list shows it: the inbox with what nobody has read."""
    if report.name != "inbox":
        return report
    from inventory_tui.services.lowstock import inbox

    unread = inbox.unread(database)
    if not unread:
        return report
    return replace(
        report, about=tr("{count:,} unread: {about}", count=unread, about=report.about)
    )
