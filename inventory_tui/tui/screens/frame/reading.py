"""Reading a list: first its first rows, then its snapshot, then what is looked at."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Generic, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.widget import Widget

from inventory_tui.domain.errors import InventoryError, Kind
from inventory_tui.services import Database
from inventory_tui.tui.screens.frame.page import Page, story
from inventory_tui.tui.widgets.columns import Column
from inventory_tui.tui.widgets.filter_bar import Counts
from inventory_tui.tui.widgets.query_grid import WINDOW, QueryGrid
from inventory_tui.wording import tr

_PAUSE_S = 0.25  # without a letter: the person looks at the rows, and wants to know how many

Row = TypeVar("Row")
Asked = TypeVar("Asked")
"""What services are asked with: a frozen description of filter, order, source, stock."""


class Reading(Page, Generic[Row, Asked]):
    """Where the rows of a list come from, and how they come."""

    AUTO_FOCUS = "#list"
    NOUN: ClassVar[str] = tr("rows")
    """What is counted in row 2."""
    DEFAULT_SORT: ClassVar[tuple[str, bool]] = ("", False)
    """(order key, descending) the list opens with."""
    LABEL: ClassVar[str] = ""
    """The column ``'`` jumps by and that names a row; the first when empty."""

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

    def compose_body(self) -> ComposeResult:
        """The grid."""
        yield QueryGrid[Row](self.chosen_columns(), id="list")

    @property
    def grid(self) -> QueryGrid[Row]:
        """The list."""
        return self.query_one("#list", QueryGrid)

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

    def empty_sentence(self) -> str:
        """What to say when nothing is found; override for an empty database."""
        if self.filter:
            total = (
                "" if self.total is None else tr(" Esc shows all {total:,}.", total=self.total)
            )
            return tr(
                "No {noun} match `{filter}`.{total}",
                noun=self.NOUN,
                filter=self.filter,
                total=total,
            )
        return tr("No {noun} yet.", noun=self.NOUN)

    def row_label(self, row: Row) -> str:
        """What names a row: the text of its label column."""
        columns = self.columns()
        named = [column for column in columns if column.name == self.LABEL] or [columns[0]]
        return named[0].cell(row).text

    # -- reading --------------------------------------------------------------------------

    def begin(self) -> None:
        """Read for the first time; keys wait for the first rows."""
        self.grid.ordered_by = (self.sort, self.descending)
        self.grid.follow = self._show_place
        self._begin()

    @story
    async def _begin(self) -> None:
        await self._read(first=True, then=self.release_keys)

    def reload(self, *, first: bool = False, typing: bool = False) -> None:
        """Read the list again in the background; a newer request replaces an older one."""
        self._reload(first, typing)

    @work(exclusive=True, group="reload")
    async def _reload(self, first: bool, typing: bool) -> None:
        await self._read(first=first, typing=typing)

    async def _read(
        self, *, first: bool, typing: bool = False, then: Callable[[], None] = lambda: None
    ) -> None:
        """Read the first rows (at once) and the snapshot, and show them.

        Args:
            typing: Another request is likely to follow: the snapshot waits for a pause.
            then: Done as soon as the first rows stand.
        """
        self._complete.clear()
        window = None
        try:
            await self.prepare()
            asked = self._asked = self.request()
            if first:
                page = self.grid.page + 1  # one more tells whether there is more
                window = await self.read(self._first_if_wanted, asked, page)
                if window is not None:
                    self.grid.show_window(window)
                    self._show_counts(found=None)
                    then()
                    if len(window) == page and not typing:
                        more = await self.read(self._first_if_wanted, asked, WINDOW)
                        self.grid.show_window(more or window)
            if typing:
                await asyncio.sleep(_PAUSE_S)
            ids = await self.collect(self._find_if_wanted, asked)
            if ids is None:
                return  # a newer request is on its way
            if first and window is None:
                self.grid.fill(await self.read(self.rows, asked, ids[:WINDOW]))
            if not self.filter:
                self.total = len(ids)
            elif self.total is None:
                self.total = await self.read(self.count_all, asked)
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

    def _first_if_wanted(
        self, database: Database, asked: Asked, limit: int
    ) -> Mapping[int, Row] | None:
        """Read no first rows when others were asked for since (on a thread)."""
        return self.first(database, asked, limit) if asked == self._asked else None

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
        if found is not None:
            self.counts.show_place(self._place())

    def _place(self) -> int | None:
        """Where the cursor is in the list, from 1 on; None while that is not known."""
        grid = self.grid
        return grid.cursor + 1 if grid.complete and len(grid.ids) else None

    def _show_place(self) -> Sequence[Widget]:
        """Say where the cursor is now; return what says so."""
        if not self._complete.is_set():
            return ()
        counts = self.counts
        counts.show_place(self._place())
        return (counts,)

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
