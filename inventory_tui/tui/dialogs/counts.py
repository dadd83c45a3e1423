"""How often each value of a column stands in a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from inventory_tui.tui.commands import Hint, bindings
from inventory_tui.tui.dialogs.dialog import Dialog
from inventory_tui.tui.widgets.columns import Column
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.wording import tr


@dataclass(frozen=True, slots=True)
class Count:
    """One value and how many rows have it."""

    value: str
    rows: int
    share: int
    """Out of twenty, for the bar."""


_COLUMNS: tuple[Column[Count], ...] = (
    Column("value", "", lambda count: count.value or tr("(none)"), 24),
    Column("rows", "", lambda count: f"{count.rows:,}", 10, right=True),
    Column("bar", "", lambda count: "█" * count.share, 20, least=4),
)


class CountsDialog(Dialog[str]):
    """Answers the value whose rows should be marked, or None."""

    AUTO_FOCUS = "QueryGrid"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("open")]
    HINTS: ClassVar[tuple[Hint, ...]] = (("open", tr("Mark its rows")), ("back", tr("Close")))

    def __init__(self, title: str, counts: Sequence[tuple[str, int]]) -> None:
        super().__init__(title)
        most = max((rows for _, rows in counts), default=1)
        self._counts = [Count(value, rows, -(-rows * 20 // most)) for value, rows in counts]

    def compose_body(self) -> ComposeResult:
        """The values, the most frequent first."""
        yield QueryGrid[Count](_COLUMNS, heading=False, marking=False)

    def on_mount(self) -> None:
        """Show them."""
        super().on_mount()
        self.query_one(QueryGrid).show_all(dict(enumerate(self._counts)))

    def action_open(self) -> None:
        """Enter: mark the rows with this value."""
        count = self.query_one(QueryGrid).cursor_row
        if count is not None:
            self.dismiss(count.value)
