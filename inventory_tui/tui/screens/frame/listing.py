"""A page that shows a list: filter, grid, marks, order, jump, columns, counts, export.

A screen says where its rows come from (`find`, `first`, `rows`) and what their columns
are; everything of the table "Every list" in the keys follows.
"""

from __future__ import annotations

from array import array
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.vocabularies import Vocabulary
from inventory_tui.services import Database
from inventory_tui.tui.commands import LIST, bindings
from inventory_tui.tui.screens.frame.halving import first_from
from inventory_tui.tui.screens.frame.page import story
from inventory_tui.tui.screens.frame.reading import Reading
from inventory_tui.tui.widgets.columns import Column
from inventory_tui.tui.widgets.completion import Completion, completions
from inventory_tui.tui.widgets.filter_bar import Counts, FilterBar, JumpBar
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.wording import tr

Row = TypeVar("Row")
Asked = TypeVar("Asked")

CHUNK = 1_000
_PAGE = 19  # at 80×24; a larger screen asks for the rest
_MOST_TO_LOOK_THROUGH = 50_000


class Listing(Reading[Row, Asked], Generic[Row, Asked]):
    """One list over the whole body, to filter, jump in, order and mark."""

    VOCABULARY: ClassVar[Vocabulary | None] = None
    """What the filter understands, for completions."""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*LIST)]

    def compose(self) -> ComposeResult:
        """A page, and over the heading what may be written into the filter."""
        yield from super().compose()
        yield Line(id="completions")

    def compose_top(self) -> ComposeResult:
        """Row 2."""
        yield FilterBar(self)
        yield JumpBar(self.jump, self._focus_list)
        yield Counts(id="counts")

    @property
    def filter_bar(self) -> FilterBar:
        """The filter's box."""
        return self.query_one("#filter", FilterBar)

    def filter_help(self) -> str:
        """What F1 says in the filter."""
        if self.VOCABULARY is None:
            return tr("Type part of what you look for.")
        keys = [f"{key.name}:  {key.help}" for key in self.VOCABULARY.keys]
        flags = [f"{flag}  {help}" for flag, help in self.VOCABULARY.flags.items()]
        rules = tr("All that is written must hold; a comma is or, - before it is not.")
        return "\n".join([rules, *keys, *flags])

    @property
    def is_reading(self) -> bool:
        """Whether the list is not shown yet."""
        return not self._complete.is_set()

    def action_filter(self) -> None:
        """``/``: narrow the list while typing."""
        self.filter_bar.open()

    def filter_changed(self, text: str) -> None:
        """Live: show what matches so far."""
        if text.strip() != self.filter:
            self.filter = text.strip()
            self.reload(first=True, typing=True)

    @story
    async def keep_filter(self, text: str) -> None:
        """Enter: read what matches, then go to the list."""
        if text.strip() != self.filter or not self._complete.is_set():
            self.filter = text.strip()
            self.workers.cancel_group(self, "reload")
            await self._read(first=True, then=self._filtered)
        else:
            self._focus_list()

    def _filtered(self) -> None:
        self._focus_list()
        self.release_keys()

    def filter_values(self) -> dict[str, Sequence[str]]:
        """Labels that keys of the filter may take (``source``: every code)."""
        return self.inventory.filter_values

    def completions(self, text: str) -> list[Completion]:
        """How the filter may go on."""
        if self.VOCABULARY is None:
            return []
        return completions(self.VOCABULARY, text, self.filter_values())

    def show_completions(self, text: str) -> None:
        """Show them below the filter's box; an empty text hides them."""
        line = self.query_one("#completions", Line)
        line.show(f"   {text}")
        line.display = bool(text)

    def set_filter(self, text: str) -> None:
        """Show the list filtered by ``text``, as if it had been typed."""
        self.filter_bar.set_text(text)
        self.filter_bar.show(bool(text))
        self.keep_filter(text)

    def _focus_list(self) -> None:
        self.set_focus(self.grid)

    def action_position(self) -> None:
        """``'``: jump to a row while typing."""
        self.query_one("#jump", JumpBar).open()

    @story
    async def jump(self, text: str) -> None:
        """Put the cursor on the first row at or after ``text``."""
        if text:
            await self.until_complete()
            index = await self.locate(text)
            if index is None:
                self.say(tr("Nothing begins with {text}", text=text))
            else:
                self.grid.move_to(index)

    async def locate(self, text: str) -> int | None:
        """Return the index of the row ``'`` jumps to: by halving where the list is ordered
        by its label, else by looking through it."""
        ids = self.grid.ids
        wanted = text.casefold()
        labels = [column for column in self.columns() if column.name == self.LABEL]
        label = labels[0] if labels else self.columns()[0]
        if self.sort == label.sort and not self.descending:
            if not len(ids):
                return None
            index, rows = await self.read(
                self._first_from, self.request(), ids, label, wanted, self.grid.cursor
            )
            self.grid.fill(rows)
            return index
        for start in range(0, min(len(ids), _MOST_TO_LOOK_THROUGH), CHUNK):
            chunk = list(ids[start : start + CHUNK])
            rows = await self.read(self.rows, self.request(), chunk)
            for offset, id in enumerate(chunk):
                if id in rows and self.row_label(rows[id]).casefold().startswith(wanted):
                    return start + offset
        return None

    def _first_from(
        self,
        database: Database,
        asked: Asked,
        ids: Sequence[int],
        label: Column[Row],
        wanted: str,
        cursor: int,
    ) -> tuple[int, Mapping[int, Row]]:
        """The index of the first row at or after a label, and the page seen there (on a
        thread): it ends with that row where the cursor comes from above."""
        found = first_from(ids, wanted, lambda some: self.labels(database, asked, label, some))
        index = min(found, len(ids) - 1)
        first = max(index - _PAGE + 1, 0) if index > cursor else index
        return index, self.rows(database, asked, ids[first : first + _PAGE])

    def labels(
        self, database: Database, asked: Asked, label: Column[Row], ids: Sequence[int]
    ) -> Mapping[int, str]:
        """Return what names these rows (on a thread); override where that alone is faster."""
        rows = self.rows(database, asked, ids)
        return {id: label.cell(row).text for id, row in rows.items()}

    def go_top(self) -> bool:
        """``gg``."""
        self.grid.action_top()
        return True

    def step_back(self) -> bool:
        """Esc: a range, a cell, then the filter."""
        if self.grid.in_range:
            self.grid.end_range()
            return True
        if self.filter:
            self.set_filter("")
            return True
        return False

    # -- order ----------------------------------------------------------------------------

    def action_order(self) -> None:
        """``o``: order by this column; again: reverse; again: default."""
        column = self.grid.cursor_column
        if column is None or not column.sort:
            title = column.title.strip() if column else tr("This")
            self.say(tr("{title} has no order", title=title))
            return
        first = column.descending_first
        if self.sort != column.sort:
            self.order_by(column.sort, first)
        elif self.descending == first:
            self.order_by(column.sort, not first)
        else:
            self.order_by(*self.DEFAULT_SORT)

    @story
    async def order_by(self, sort: str, descending: bool) -> None:
        """Order the list; the cursor goes to its first row."""
        self.sort, self.descending = sort, descending
        self.grid.ordered_by = (sort, descending)
        self.grid.move_to(0)
        self.workers.cancel_group(self, "reload")
        await self._read(first=True, then=self._ordered)

    def _ordered(self) -> None:
        self.grid.move_to(0)
        self.release_keys()

    # -- marks ----------------------------------------------------------------------------

    @on(QueryGrid.MarksChanged, "#list")
    def _marks_changed(self) -> None:
        self._show_counts(found=len(self.grid.ids) if self.grid.complete else None)
        self.show_keys()

    @story
    async def action_mark_all(self) -> None:
        """``*``: mark all of the filter."""
        await self.until_complete()
        self.grid.action_mark_all()

    @story
    async def action_mark_same(self) -> None:
        """``=``: mark the rows with this cell's value."""
        column, row = self.grid.cursor_column, await self.row_under_cursor()
        if column is None or row is None:
            return
        await self.until_complete()
        wanted = column.value(row)
        ids = await self._ids_where(column, wanted)
        self.grid.mark(ids)
        self.say(
            tr(
                "{count:,} {noun} with {title} {wanted} marked",
                count=len(ids),
                noun=self.NOUN,
                title=column.title.strip(),
                wanted=wanted,
            )
        )

    async def _ids_where(self, column: Column[Row], text: str) -> list[int]:
        found = []
        async for id, row in self.every_row():
            if column.value(row) == text:
                found.append(id)
        return found

    async def every_row(
        self, ids: Sequence[int] | None = None
    ) -> AsyncIterator[tuple[int, Row]]:
        """Read the whole list (or these rows), a thousand rows at a time."""
        ids = self.grid.ids if ids is None else ids
        asked = self.request()
        for chunk in chunks(ids, CHUNK):
            rows = await self.read(self.rows, asked, chunk)
            for id in chunk:
                if id in rows:
                    yield id, rows[id]

    def chosen(self) -> array[int]:
        """What verbs act on: the marks, else the row under the cursor."""
        return self.grid.chosen_ids()

    def subject(self) -> str:
        """What verbs would act on, for menus."""
        marked = len(self.grid.marks)
        if marked:
            return tr("{marked:,} marked {noun}", marked=marked, noun=self.NOUN)
        row = self.grid.cursor_row
        return "" if row is None else self.row_label(row)
