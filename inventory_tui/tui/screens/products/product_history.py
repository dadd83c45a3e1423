"""The tab History of the product page: what happened to it, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice

from inventory_tui.domain.history import Row
from inventory_tui.services import Database
from inventory_tui.services.reports import reporting
from inventory_tui.tui import dates
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.tui.widgets.query_grid import QueryGrid

MOST = 500
"""So many rows are shown; all of them are in the place History."""


class ProductHistory(QueryGrid[Row]):
    """When, who, where, before and after, why."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id, marking=False)
        self._now = datetime.now(UTC)
        self.empty = "Nothing has happened to it yet."
        self.show_columns(self._columns_now())

    def _columns_now(self) -> Sequence[Column[Row]]:
        return (
            Column("when", "When", lambda row: dates.minute(row.at, self._now), 13),
            Column("who", "Who", lambda row: row.actor, 8, least=6, most=16),
            Column("what", "What", _what, 20, least=14, most=40),
            Column("change", "Before → after", _change, 20, least=14, most=32),
            Column("deed", "Deed", lambda row: Cell(row.deed.value, "dim"), 18, from_width=96),
            Column("reason", "Why", lambda row: Cell(row.reason, "dim"), 11, drop=1),
        )

    def show_history(self, rows: Sequence[Row], now: datetime) -> None:
        """Show what happened, as of ``now``."""
        self._now = now
        self.show_all(dict(enumerate(rows)))


def read_history(database: Database, sku: str, zone: str = "") -> list[Row]:
    """Return the newest rows of the history about a product, in the zone to show.

    Raises:
        Refused: There is no such product.
    """
    from dataclasses import replace

    shown = dates.zone_of(database, zone)
    rows = reporting.history(database, sku=sku)
    return [replace(row, at=row.at.astimezone(shown)) for row in islice(rows, MOST)]


def _what(row: Row) -> str:
    if row.source is not None:
        return f"{row.field} at {row.source}"
    return "added" if row.field == "*" and row.after is not None else row.field


def _change(row: Row) -> str:
    return f"{row.before or '–'} → {row.after or '–'}"
