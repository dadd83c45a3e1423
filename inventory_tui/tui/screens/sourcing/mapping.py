"""The mapping of stocks as it is shown: three panes, and what the stock would see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.source import Source
from inventory_tui.domain.stock import SalesChannel, Stock
from inventory_tui.services import Database
from inventory_tui.services.sourcing import channels, mapping, sourcing
from inventory_tui.tui.commands import bindings
from inventory_tui.tui.dialogs import counted
from inventory_tui.tui.mapping_draft import MappingDraft
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.tui.screens.sourcing.mapping_panes import (
    AT_CHANNELS,
    AT_SOURCES,
    AT_STOCKS,
    MappingPanes,
)
from inventory_tui.tui.screens.sourcing.stock_panes import (
    channel_rows,
    note_of_channel,
    note_of_source,
    source_places,
    stock_rows,
)
from inventory_tui.tui.screens.sourcing.stock_preview import StockPreview
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.filter_bar import JumpBar, WordsBar
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.wording import tr


@dataclass(frozen=True, slots=True)
class Stored:
    """All there is, as it is stored."""

    stocks: tuple[Stock, ...] = ()
    sources: tuple[Source, ...] = ()
    channels: tuple[SalesChannel, ...] = ()


def _stored(database: Database) -> Stored:
    return Stored(
        tuple(mapping.list_stocks(database)),
        tuple(sourcing.list_sources(database)),
        tuple(one.channel for one in channels.list_channels(database)),
    )


class MappingPage(Page):
    """Shows the stocks with an unsaved draft over them, and moves about in them."""

    AUTO_FOCUS = "#stocks-list"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("position", "filter", "mark.all")]

    def __init__(self) -> None:
        super().__init__()
        self.stored = Stored()
        self.draft = MappingDraft()
        """What is not saved."""
        self._jump_from: tuple[int, int | None] = (AT_STOCKS, None)
        self._jump_to = AT_STOCKS
        self.filter = ""
        """Words that narrow the stocks."""
        self._shown = 0
        """The stock whose sources are shown."""

    # -- layout ---------------------------------------------------------------------------

    def compose_top(self) -> ComposeResult:
        """Row 2: how many there are, how much is unsaved."""
        words = tr("Words of the stock's name, its sources or its channels, all of them.")
        yield WordsBar(self.narrow, self._narrowed, help_text=words)
        yield JumpBar(self.jump, self._jumped)
        yield Line(id="heading", classes="title")

    def compose_body(self) -> ComposeResult:
        """The three panes, and what follows from them."""
        yield MappingPanes()
        yield Line(id="note", classes="summary")
        yield StockPreview()

    @property
    def panes(self) -> MappingPanes:
        """The three of them."""
        return self.query_one(MappingPanes)

    @property
    def preview(self) -> StockPreview:
        """What the stock would see."""
        return self.query_one(StockPreview)

    @property
    def stock(self) -> Stock | None:
        """The stock shown."""
        row = self.panes.stocks.cursor_row
        return None if row is None else row.stock

    # -- reading and showing --------------------------------------------------------------

    def begin(self) -> None:
        """Open on the stock of row 23."""
        self._begin()

    @story
    async def _begin(self) -> None:
        await self.load()
        self._go_to_current()
        self.opened()

    def opened(self) -> None:
        """It was read for the first time."""

    def data_changed(self) -> None:
        """Read again; drafts and cursors stay."""
        self._reload()

    @work(exclusive=True, group="reload")
    async def _reload(self) -> None:
        await self.load()

    async def load(self) -> bool:
        """Read everything; False when that was refused."""
        try:
            self.stored = await self.read(_stored)
        except InventoryError as refusal:
            await self.refuse(refusal)
            return False
        for sentence in self.draft.rebase(self.stored.stocks):
            self.say(sentence)
        self.preview.forget()
        self.show()
        return True

    def context_changed(self) -> None:
        """Another stock is current: go to it."""
        super().context_changed()
        self._go_to_current()

    def _go_to_current(self) -> None:
        if self.filter and self.context.stock_id not in self.panes.stocks.loaded():
            self.query_one(WordsBar).clear()
        if self.panes.stocks.move_to_id(self.context.stock_id):
            self._show_stock()

    def show(self) -> None:
        """Show what is stored, with the draft over it."""
        self.panes.stocks.show_all(stock_rows(self.stored.stocks, self.draft, self.filter))
        self._show_stock()

    def _show_stock(self) -> None:
        stock, every, draft, panes = self.stock, self.stored, self.draft, self.panes
        if stock is None:
            self._shown = 0
            panes.sources.show_all({})
            panes.channels.show_all({})
            panes.show_titles((tr("Stocks"), tr("No stock has these words"), ""))
            self._draw_heading()
            return
        panes.sources.show_all(source_places(stock, every.stocks, every.sources, draft))
        if self._shown != stock.id:
            self._shown = stock.id
            panes.sources.put_at(0)
        panes.channels.show_all(channel_rows(stock, every.stocks, every.channels, draft))
        order = tr("source") if stock.is_default else tr("sources by priority")
        panes.show_titles((tr("Stocks"), f"{stock.name} · {order}", tr("Sales channels")))
        sold = [one.code for one in every.channels if draft.owner(one.code) == stock.id]
        self.preview.show_stock(stock, draft.sources(stock.id), sold)
        self._draw_heading()
        self._draw_note()

    def _draw_heading(self) -> None:
        every, count = self.stored, len(self.draft)
        stocks = counted.stocks(len(every.stocks))
        if self.filter:
            found = len(self.panes.stocks.loaded())
            stocks = tr("{found} of {stocks}", found=found, stocks=stocks)
        left = (
            f" {stocks} · {counted.sources(len(every.sources))} · "
            f"{counted.channels(len(every.channels))}"
        )
        marked = len(self.panes.stocks.marks)
        right = tr("{marked:,} marked", marked=marked) + " " if marked else ""
        right += tr("• {count} unsaved ", count=count) if count else ""
        gap = max(self.size.width - len(left) - len(right), 1)
        self.query_one("#heading", Line).show(left + " " * gap + right)

    @on(QueryGrid.MarksChanged, "#stocks-list")
    def _marks_changed(self) -> None:
        self._draw_heading()

    def action_mark_all(self) -> None:
        """``*``: mark the stocks the filter leaves."""
        if self.panes.here == AT_STOCKS:
            self.panes.stocks.action_mark_all()

    def _draw_note(self) -> None:
        self.query_one("#note", Line).show(Text(f" {self._note()}", "dim"))

    def _note(self) -> str:
        """What there is to know of the row under the cursor."""
        stock, panes = self.stock, self.panes
        if stock is None:
            return ""
        channel, place = panes.channels.cursor_row, panes.sources.cursor_row
        if panes.here == AT_CHANNELS and channel is not None:
            owner = self.draft.owner(channel.channel.code)
            named = next((one.name for one in self.stored.stocks if one.id == owner), "")
            return note_of_channel(stock, channel, named)
        if stock.is_default:
            return tr(
                "Takes from the Default Source, from it alone; sells for unclaimed channels"
            )
        if panes.here == AT_SOURCES and place is not None:
            return note_of_source(place)
        return tr("Tab or Enter goes to its sources: the first ships first")

    # -- moving about ---------------------------------------------------------------------

    @on(QueryGrid.CursorMoved)
    def _moved(self, event: QueryGrid.CursorMoved) -> None:
        if event.grid is self.panes.stocks:
            self._show_stock()
        else:
            self._draw_note()

    @on(MappingPanes.Entered)
    def _entered(self) -> None:
        self._draw_note()
        self.show_keys()

    def action_focus_next(self) -> None:
        """Tab: the next pane."""
        self.panes.step(1)

    def action_focus_previous(self) -> None:
        """Shift+Tab: the previous one."""
        self.panes.step(-1)

    def go_top(self) -> bool:
        """``gg``."""
        self.panes.focused.action_top()
        return True

    def step_back(self) -> bool:
        """Esc: out of a range, then the filter."""
        if self.panes.stocks.in_range:
            self.panes.stocks.end_range()
            return True
        if self.filter:
            self.query_one(WordsBar).clear()
            return True
        return False

    def action_filter(self) -> None:
        """``/``: narrow the stocks while typing."""
        self.query_one(WordsBar).open()

    def narrow(self, text: str) -> None:
        """Show the stocks that have these words; the cursor stays on its stock."""
        self.filter = text.strip()
        self.show()

    def _narrowed(self) -> None:
        self.panes.go_to(AT_STOCKS)

    def action_position(self) -> None:
        """``'``: jump in this pane; what is not in it is looked for in the next."""
        self._jump_from = (self.panes.here, self.panes.stocks.cursor_id)
        self._jump_to = self.panes.here
        self.query_one("#jump", JumpBar).open()

    def jump(self, text: str) -> None:
        """Put the cursor on what begins like this, in this pane or the next."""
        start, stock_id = self._jump_from
        stocks = self.panes.stocks
        if stock_id is not None and stocks.cursor_id != stock_id:
            stocks.move_to_id(stock_id)
            self._show_stock()
        found = self.panes.find(text, start) if text else None
        if found is not None:
            self._jump_to, id = found
            self.panes.every[self._jump_to].move_to_id(id)
        elif text:
            self.say(tr("Nothing begins with {text}", text=text))

    def _jumped(self) -> None:
        self.panes.go_to(self._jump_to)
