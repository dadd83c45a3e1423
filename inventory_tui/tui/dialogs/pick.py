"""Pickers: type to narrow, Enter takes a whole code or the only one left."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.labels import key_of
from inventory_tui.services.sourcing import mapping, sourcing
from inventory_tui.tui.commands import Hint, bindings
from inventory_tui.tui.dialogs.dialog import Dialog
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.tui.widgets.text_box import TextBox
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.tui.screens.frame.page import Page


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to pick: its code, its name, and a word about its state."""

    code: str
    name: str = ""
    note: str = ""

    def matches(self, text: str) -> bool:
        """Whether every word typed is in its code, name or note."""
        where = key_of(f"{self.code} {self.name} {self.note}")
        return all(word in where for word in key_of(text).split())


_COLUMNS: tuple[Column[Option], ...] = (
    Column("code", "", lambda option: option.code, 16, most=28),
    Column("name", "", lambda option: option.name, 24, least=8, most=40),
    Column("note", "", lambda option: Cell(option.note, "dim"), 10, least=4),
)


_NARROW = 44
"""Characters of a code and a name that a box of the usual width shows."""


class Picker(Dialog[list[str]]):
    """Answers the codes that were chosen: one, or several where that is allowed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("open", "save", "cursor.up", "cursor.down")
    ]
    HINTS: ClassVar[tuple[Hint, ...]] = (("open", tr("Choose")), ("back", tr("Close")))

    def __init__(
        self,
        title: str,
        options: Sequence[Option],
        *,
        several: bool = False,
        text: str = "",
        marked: Collection[str] = (),
    ) -> None:
        super().__init__(title)
        self._options = list(options)
        self.wide = any(len(one.code) + len(one.name) > _NARROW for one in options)
        self._marked = {key_of(code) for code in marked}
        self._several = several
        self._text = text

    def compose_body(self) -> ComposeResult:
        """The box and what it leaves."""
        help_text = tr("Type part of a code or name.") + (
            tr(" Several: berlin,lyon or Space in the list.") if self._several else ""
        )
        yield TextBox(self._text, help_text=help_text)
        yield QueryGrid[Option](_COLUMNS, heading=False, marking=self._several)

    @property
    def _grid(self) -> QueryGrid[Option]:
        return self.query_one(QueryGrid)

    def on_mount(self) -> None:
        """Show everything that fits what is typed already."""
        super().on_mount()
        self._narrow(self._text)
        for number, option in enumerate(self._options):
            if key_of(option.code) in self._marked:
                self._grid.marks.toggle(number)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._narrow(event.value)

    def _narrow(self, text: str) -> None:
        last = text.rpartition(",")[2].strip() if self._several else text
        left = {
            number: option
            for number, option in enumerate(self._options)
            if option.matches(last)
        }
        exact = [number for number in left if key_of(left[number].code) == key_of(last)]
        self._grid.empty = tr("Nothing fits; Ctrl+U empties the box")
        self._grid.show_all(left)
        if exact:
            self._grid.move_to_id(exact[0])
        elif last:
            self._grid.move_to(0)

    def action_cursor_up(self) -> None:
        """↑ in the box moves in the list."""
        self._grid.action_cursor_up()

    def action_cursor_down(self) -> None:
        """↓ in the box moves in the list."""
        self._grid.action_cursor_down()

    def action_save(self) -> None:
        """F10 chooses too."""
        self.action_open()

    def action_open(self) -> None:
        """Enter: choose."""
        box = self.query_one(TextBox)
        marked = [self._options[number].code for number in self._grid.marks.ids()]
        words = [word.strip() for word in box.value.split(",") if word.strip()]
        if self._several and len(words) > 1:
            codes = {key_of(option.code): option.code for option in self._options}
            unknown = [word for word in words if key_of(word) not in codes]
            if unknown:
                self.say(tr("There is no {unknown} here", unknown=unknown[0]))
                return
            self.dismiss([*dict.fromkeys([*marked, *(codes[key_of(word)] for word in words)])])
        elif marked:
            self.dismiss(marked)
        elif self._grid.cursor_row is not None:
            self.dismiss([self._grid.cursor_row.code])
        else:
            self.say(tr("Nothing here is called {text}", text=box.value))


async def pick_source(page: Page) -> None:
    """``s``: pick the current source."""
    try:
        sources = await page.read(sourcing.offered_sources)
    except InventoryError as refusal:
        await page.refuse(refusal)
        return
    options = [
        Option(source.code, source.name, "" if source.enabled else tr("off"))
        for source in sources
    ]
    chosen = await page.ask(Picker(tr("Current source"), options))
    if chosen:
        found = next(source for source in sources if source.code == chosen[0])
        page.inventory.change_context(
            replace(page.context, source_id=found.id, source=found.code)
        )


ALL_STOCKS = "all"


async def pick_stock(page: Page) -> None:
    """``S``: pick the stock whose salable is shown, or ``all``."""
    try:
        stocks = await page.read(mapping.list_stocks)
    except InventoryError as refusal:
        await page.refuse(refusal)
        return
    options = [
        Option(stock.name, ", ".join(link.code for link in stock.sources)) for stock in stocks
    ]
    if len(stocks) > 1:
        options.append(Option(ALL_STOCKS, tr("salable of every stock")))
    chosen = await page.ask(Picker(tr("Stock whose salable is shown"), options))
    if not chosen:
        return
    if chosen[0] == ALL_STOCKS:
        page.inventory.change_context(replace(page.context, all_stocks=True))
        return
    found = next(stock for stock in stocks if stock.name == chosen[0])
    page.inventory.change_context(
        replace(page.context, stock_id=found.id, stock=found.name, all_stocks=False)
    )


async def use_source_and_stock(page: Page, source: str, stock: str) -> None:
    """Make a source and a stock the current ones, by their names; unknown ones stay away."""
    sources = {one.code: one for one in await page.read(sourcing.list_sources)}
    stocks = {one.name: one for one in await page.read(mapping.list_stocks)}
    context = page.context
    if source in sources:
        found = sources[source]
        context = replace(context, source_id=found.id, source=found.code)
    if stock in stocks:
        context = replace(context, stock_id=stocks[stock].id, stock=stock, all_stocks=False)
    page.inventory.change_context(context)
