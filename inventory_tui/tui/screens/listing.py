"""A page that shows a list: filter, grid, marks, order, jump, columns, counts, export.

A screen says where its rows come from (`find`, `first`, `rows`) and what their columns
are; everything of the table "Every list" in the keys follows.
"""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from array import array
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import ClassVar, Generic, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType

from inventory_tui.domain.errors import InventoryError, Kind
from inventory_tui.domain.vocabularies import Vocabulary
from inventory_tui.services import Database
from inventory_tui.tui.commands import LIST, bindings
from inventory_tui.tui.screens.page import Page, story
from inventory_tui.tui.widgets.columns import Column
from inventory_tui.tui.widgets.completion import Completion, completions
from inventory_tui.tui.widgets.filter_bar import Counts, FilterBar, JumpBar
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.query_grid import WINDOW, QueryGrid

Row = TypeVar("Row")
Asked = TypeVar("Asked")
"""What services are asked with: a frozen description of filter, order, source, stock."""

CHUNK = 1_000
_MOST_TO_LOOK_THROUGH = 50_000


class Listing(Page, Generic[Row, Asked]):
    """One list over the whole body."""

    AUTO_FOCUS = "#list"
    NOUN: ClassVar[str] = "rows"
    """What is counted in row 2."""
    VOCABULARY: ClassVar[Vocabulary | None] = None
    """What the filter understands, for completions."""
    DEFAULT_SORT: ClassVar[tuple[str, bool]] = ("", False)
    """(order key, descending) the list opens with."""
    LABEL: ClassVar[str] = ""
    """The column ``'`` jumps by and that names a row; the first when empty."""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*LIST)]

    def __init__(self) -> None:
        super().__init__()
        self.filter = ""
        self.sort, self.descending = self.DEFAULT_SORT
        self.total: int | None = None
        """How many there are without a filter."""
        self._complete = asyncio.Event()
        self._asked: Asked | None = None
        """What is being read, or was read last."""
        self._chosen_columns: list[str] = []

    # -- where the rows come from: on a thread, so no widget may be touched ---------------

    @abstractmethod
    def find(self, database: Database, asked: Asked) -> Sequence[int]:
        """Return the ids of everything that matches, in order."""

    def first(self, database: Database, asked: Asked, limit: int) -> Mapping[int, Row] | None:
        """Return the first rows in order, where that is faster than `find`; else None."""
        return None

    @abstractmethod
    def rows(self, database: Database, asked: Asked, ids: Sequence[int]) -> Mapping[int, Row]:
        """Return these rows; ids deleted meanwhile are missing."""

    def count_all(self, database: Database, asked: Asked) -> int | None:
        """Return how many there are without the filter; None where nobody knows cheaply."""
        return None

    @abstractmethod
    def request(self) -> Asked:
        """Return what to ask for now: filter, order, source, stock, as the services name it."""

    async def prepare(self) -> None:
        """Look up what `request` needs; it may raise `InventoryError`."""

    # -- what it looks like ---------------------------------------------------------------

    @abstractmethod
    def columns(self) -> Sequence[Column[Row]]:
        """Return the columns; they may follow the current source and stock."""

    def compose(self) -> ComposeResult:
        """A page, and over the heading what may be written into the filter."""
        yield from super().compose()
        yield Line(id="completions")

    def compose_top(self) -> ComposeResult:
        """Row 2."""
        yield FilterBar(self)
        yield JumpBar(self.jump, self._focus_list)
        yield Counts(id="counts")

    def compose_body(self) -> ComposeResult:
        """The grid."""
        yield QueryGrid[Row](self.chosen_columns(), id="list")

    @property
    def grid(self) -> QueryGrid[Row]:
        """The list."""
        return self.query_one("#list", QueryGrid)

    @property
    def filter_bar(self) -> FilterBar:
        """The filter's box."""
        return self.query_one("#filter", FilterBar)

    @property
    def counts(self) -> Counts:
        """Row 2, right."""
        return self.query_one("#counts", Counts)

    def chosen_columns(self) -> list[Column[Row]]:
        """The columns that are shown: as they come, or as chosen with ``w``."""
        columns = self.columns()
        if not self._chosen_columns:
            return [column for column in columns if column.shown]
        by_name = {column.name: column for column in columns}
        return [by_name[name] for name in self._chosen_columns if name in by_name]

    def filter_help(self) -> str:
        """What F1 says in the filter."""
        if self.VOCABULARY is None:
            return "Type part of what you look for."
        keys = [f"{key.name}:  {key.help}" for key in self.VOCABULARY.keys]
        flags = [f"{flag}  {help}" for flag, help in self.VOCABULARY.flags.items()]
        rules = "All that is written must hold; a comma is or, - before it is not."
        return "\n".join([rules, *keys, *flags])

    def empty_sentence(self) -> str:
        """What to say when nothing is found; override for an empty database."""
        if self.filter:
            total = "" if self.total is None else f" Esc shows all {self.total:,}."
            return f"No {self.NOUN} match `{self.filter}`.{total}"
        return f"No {self.NOUN} yet."

    def row_label(self, row: Row) -> str:
        """What names a row: the text of its label column."""
        columns = self.columns()
        named = [column for column in columns if column.name == self.LABEL] or [columns[0]]
        return named[0].cell(row).text

    # -- reading --------------------------------------------------------------------------

    def begin(self) -> None:
        """Read for the first time; keys wait for the first rows."""
        self.grid.ordered_by = (self.sort, self.descending)
        self._begin()

    @story
    async def _begin(self) -> None:
        await self._read(first=True, then=self.release_keys)

    def reload(self, *, first: bool = False) -> None:
        """Read the list again in the background; a newer request replaces an older one."""
        self._reload(first)

    @work(exclusive=True, group="reload")
    async def _reload(self, first: bool) -> None:
        await self._read(first=first)

    async def _read(self, *, first: bool, then: Callable[[], None] = lambda: None) -> None:
        """Read the first rows (at once) and the snapshot, and show them.

        ``then`` is done as soon as the first rows stand.
        """
        self._complete.clear()
        window = None
        try:
            await self.prepare()
            asked = self._asked = self.request()
            if first:
                window = await self.read(self.first, asked, WINDOW)
                if window is not None:
                    self.grid.show_window(window)
                    self._show_counts(found=None)
                    then()
            ids = await self.collect(self._find_if_wanted, asked)
            if ids is None:
                return  # a newer request is on its way
            if first and window is None:
                self.grid.fill(await self.read(self.rows, asked, ids[:WINDOW]))
            if self.total is None or not self.filter:
                total = await self.read(self.count_all, asked)
                self.total = total if total is not None or self.filter else len(ids)
        except InventoryError as refusal:
            self._complete.set()
            self.grid.stop_waiting()
            self._filter_refused(refusal)
            if window is None:
                then()
            return
        if asked != self.request():
            return  # a newer request is on its way
        self.grid.empty = "" if len(ids) else self.empty_sentence()
        self.grid.show(ids)
        if window is None:
            then()
        self._complete.set()
        self._show_counts(found=len(ids))

    def _find_if_wanted(self, database: Database, asked: Asked) -> Sequence[int] | None:
        """Find nothing when other rows were asked for since (on a thread)."""
        return self.find(database, asked) if asked == self._asked else None

    def _filter_refused(self, refusal: InventoryError) -> None:
        if refusal.kind is Kind.BAD_FILTER:
            self.counts.show_problem(str(refusal))
        elif refusal.kind is not Kind.STORE_UNREACHABLE:
            self.say(str(refusal))

    def _show_counts(self, *, found: int | None) -> None:
        grid = self.grid
        self.counts.show_counts(
            marked=len(grid.marks),
            hidden=grid.marks.hidden(grid.ids) if grid.complete and len(grid.marks) else 0,
            found=found,
            total=self.total,
            noun=self.NOUN,
        )

    @on(QueryGrid.RowsNeeded, "#list")
    @work
    async def _load(self, needed: QueryGrid.RowsNeeded) -> None:
        try:
            rows = await self.read(self.rows, self.request(), needed.ids)
        except InventoryError as refusal:
            self._filter_refused(refusal)
            return
        self.grid.fill(rows)

    def data_changed(self) -> None:
        """Read ids and visible rows again; the cursor stays on its row."""
        self.refresh_rows()
        self.reload()

    @work(group="rows")
    async def refresh_rows(self, ids: Sequence[int] | None = None) -> None:
        """Read loaded rows again (those on screen, or these)."""
        seen = self.grid.visible_ids() if ids is None else list(ids)
        if not seen:
            return
        try:
            self.grid.fill(await self.read(self.rows, self.request(), seen))
        except InventoryError as refusal:
            self._filter_refused(refusal)

    def context_changed(self) -> None:
        """Another source or stock: other columns, other numbers."""
        super().context_changed()
        self.grid.show_columns(self.chosen_columns())
        self.grid.forget()
        self.reload()

    @property
    def is_reading(self) -> bool:
        """Whether the list, or a filter being typed, is not shown yet."""
        return not self._complete.is_set() or self.filter_bar.is_waiting

    async def until_complete(self) -> None:
        """Wait until the whole snapshot is there."""
        await self._complete.wait()

    async def row_under_cursor(self) -> Row | None:
        """Return the cursor row, waiting for it when it is still being read."""
        id = self.grid.cursor_id
        if id is None:
            return None
        row = self.grid.cursor_row
        if row is None:
            self.grid.fill(await self.read(self.rows, self.request(), [id]))
            row = self.grid.row(id)
        return row

    # -- filter and jump ------------------------------------------------------------------

    def action_filter(self) -> None:
        """``/``: narrow the list while typing."""
        self.filter_bar.open()

    def filter_changed(self, text: str) -> None:
        """Live: show what matches so far."""
        if text.strip() != self.filter:
            self.filter = text.strip()
            self.reload(first=True)

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
                self.say(f"Nothing begins with {text}")
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
            low, high = 0, len(ids)
            while low < high:
                middle = (low + high) // 2
                if (await self._label_at(middle)) < wanted:
                    low = middle + 1
                else:
                    high = middle
            return min(low, len(ids) - 1) if len(ids) else None
        for start in range(0, min(len(ids), _MOST_TO_LOOK_THROUGH), CHUNK):
            chunk = list(ids[start : start + CHUNK])
            rows = await self.read(self.rows, self.request(), chunk)
            for offset, id in enumerate(chunk):
                if id in rows and self.row_label(rows[id]).casefold().startswith(wanted):
                    return start + offset
        return None

    async def _label_at(self, index: int) -> str:
        id = self.grid.ids[index]
        row = self.grid.row(id)
        if row is None:
            row = (await self.read(self.rows, self.request(), [id])).get(id)
        return "" if row is None else self.row_label(row).casefold()

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
            self.say(f"{column.title.strip() if column else 'This'} has no order")
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
        self.say(f"{len(ids):,} {self.NOUN} with {column.title.strip()} {wanted} marked")

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
        for start in range(0, len(ids), CHUNK):
            chunk = list(ids[start : start + CHUNK])
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
            return f"{marked:,} marked {self.NOUN}"
        row = self.grid.cursor_row
        return "" if row is None else self.row_label(row)
