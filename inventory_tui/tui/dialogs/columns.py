"""Columns of a list: which are shown, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from inventory_tui.tui.commands import Hint, bindings
from inventory_tui.tui.dialogs.dialog import Dialog
from inventory_tui.tui.widgets.columns import Column
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.wording import tr, word

_COLUMNS: tuple[Column[Column[Any]], ...] = (
    Column("title", "", lambda column: column.title.strip() or column.name, 30),
    Column(
        "note",
        "",
        lambda column: (
            tr("from {width} wide", width=column.from_width) if column.from_width else ""
        ),
        16,
    ),
)


class ColumnsDialog(Dialog[list[str]]):
    """Answers the names of the columns to show, in order; an empty list resets them."""

    AUTO_FOCUS = "QueryGrid"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("save", "open", "move.up", "move.down", "reload")
    ]
    HINTS: ClassVar[tuple[Hint, ...]] = (
        ("save", tr("Show these")),
        ("mark", tr("Tick")),
        ("move.up", tr("Up")),
        ("move.down", tr("Down")),
        ("reload", word(tr("columns|Reset"))),
        ("back", "Esc"),
    )

    def __init__(self, columns: Sequence[Column[Any]], shown: Sequence[str]) -> None:
        super().__init__(tr("Columns"))
        by_name = {column.name: column for column in columns}
        kept = [by_name[name] for name in shown if name in by_name]
        self._ordered = [*kept, *(column for column in columns if column not in kept)]
        self._shown = {column.name for column in kept}

    def compose_body(self) -> ComposeResult:
        """Every column; the ticked ones are shown."""
        yield QueryGrid[Column[Any]](_COLUMNS, heading=False)

    @property
    def _grid(self) -> QueryGrid[Column[Any]]:
        return self.query_one(QueryGrid)

    def on_mount(self) -> None:
        """Tick what is shown."""
        super().on_mount()
        self._draw()
        self._grid.marks.keep(
            number for number, column in enumerate(self._ordered) if column.name in self._shown
        )
        self._grid.refresh()

    def _draw(self) -> None:
        self._grid.show_all(dict(enumerate(self._ordered)))

    def _move(self, step: int) -> None:
        at, to = self._grid.cursor, self._grid.cursor + step
        if not 0 <= to < len(self._ordered):
            return
        ticked = {self._ordered[number].name for number in self._grid.marks.ids()}
        self._ordered[at], self._ordered[to] = self._ordered[to], self._ordered[at]
        self._draw()
        self._grid.marks.keep(
            number for number, column in enumerate(self._ordered) if column.name in ticked
        )
        self._grid.move_to(to)
        self._grid.refresh()

    def action_move_up(self) -> None:
        """K: further left."""
        self._move(-1)

    def action_move_down(self) -> None:
        """J: further right."""
        self._move(1)

    def action_reload(self) -> None:
        """F5: as they come."""
        self.dismiss([])

    def action_open(self) -> None:
        """Enter shows them too: nothing is written."""
        self.action_save()

    def action_save(self) -> None:
        """F10: show the ticked ones, in this order."""
        names = [
            column.name
            for number, column in enumerate(self._ordered)
            if number in self._grid.marks
        ]
        if names:
            self.dismiss(names)
        else:
            self.say(tr("Tick at least one column with Space"))
