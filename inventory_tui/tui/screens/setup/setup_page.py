"""Setup as it is shown: sections on the left, what is in them on the right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rich.text import Text
from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.labels import visible
from inventory_tui.domain.options import CHANNEL, GLOBAL_OPTIONS
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.keeping import configuring
from inventory_tui.services.keeping.configuring import OptionEdit
from inventory_tui.services.sourcing import channels
from inventory_tui.tui.effects import effect
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.tui.screens.setup.listed import Listed, listed_sections
from inventory_tui.tui.screens.setup.option_rows import SETUP, OptionRow, rows_of_setup
from inventory_tui.tui.screens.setup.options_pane import OptionsPane
from inventory_tui.tui.screens.setup.setup_reader import ReaderTest
from inventory_tui.tui.screens.setup.setup_terminal import terminal_facts
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.wording import tr

READER, TERMINAL = tr("Reader"), tr("Terminal")
_PAUSE_S = 0.12


@dataclass(frozen=True, slots=True)
class _Section:
    """A section in the left pane."""

    name: str
    unsaved: bool = False


_SECTIONS: tuple[Column[_Section], ...] = (
    Column(
        "name",
        "",
        lambda one: Cell(f"•{one.name}", "strong") if one.unsaved else f" {one.name}",
        23,
    ),
)


class SetupPage(Page):
    """Shows sections, what is in them, and what the wishes would do."""

    AUTO_FOCUS = "#section-list"

    def __init__(self) -> None:
        super().__init__()
        self._lists = {one.NAME: one for one in listed_sections()}
        self._names = [
            *dict.fromkeys(option.section for option in GLOBAL_OPTIONS),
            *self._lists,
            READER,
            TERMINAL,
        ]
        self._salable: tuple[Quantity, Quantity] | None = None
        self._counted: object = None
        """The wishes the numbers stand for."""

    # -- layout ---------------------------------------------------------------------------

    def compose_top(self) -> ComposeResult:
        """Row 2: where one is, what is unsaved."""
        yield Line(id="heading", classes="title")

    def compose_body(self) -> ComposeResult:
        """Sections on the left, what is in them on the right, what it does below."""
        with Horizontal(classes="panes"):
            with Vertical(classes="part -here", id="section-part"):
                yield Line(classes="head", id="section-head")
                yield QueryGrid[_Section](
                    _SECTIONS, id="section-list", heading=False, marking=False
                )
            with Vertical(classes="part", id="setup-part"):
                yield OptionsPane(SETUP, id="options")
                yield from self._lists.values()
                yield ReaderTest(id="reader")
                yield Static(id="terminal", markup=False)
        yield Line(id="about", classes="summary")
        yield Static(id="note", classes="note", markup=False)
        yield Line(id="effect", classes="summary")

    @property
    def sections(self) -> QueryGrid[_Section]:
        """On the left."""
        return self.query_one("#section-list", QueryGrid)

    @property
    def options(self) -> OptionsPane:
        """The settings of the section."""
        return self.query_one("#options", OptionsPane)

    @property
    def reader(self) -> ReaderTest:
        """The reader's test."""
        return self.query_one(ReaderTest)

    @property
    def section(self) -> str:
        """The section shown."""
        return self._names[self.sections.cursor]

    @property
    def listed(self) -> Listed[Any] | None:
        """The list of the section shown, where it is one."""
        return self._lists.get(self.section)

    @property
    def at_list(self) -> bool:
        """Whether the list of the section has the focus."""
        return self.listed is not None and self.focused is self.listed

    @property
    def at_sections(self) -> bool:
        """Whether the left pane has the focus."""
        return self.focused is self.sections

    # -- reading and showing --------------------------------------------------------------

    def begin(self) -> None:
        """Read, section by section."""
        self._show_sections()
        self._show_section()
        self._begin()

    @story
    async def _begin(self) -> None:
        if await self.load():
            self.opened()

    def opened(self) -> None:
        """It was read for the first time."""

    def data_changed(self) -> None:
        """Read again; what is unsaved stays."""
        self._reload()

    @work(exclusive=True, group="reload")
    async def _reload(self) -> None:
        await self.load()

    async def load(self) -> bool:
        """Read the settings; False when that was refused."""
        try:
            shown = await self.read(configuring.options)
            codes = [one.code for one in await self.read(channels.list_channels)]
            for one in self._lists.values():
                await one.load(self)
        except InventoryError as refusal:
            await self.refuse(refusal)
            return False
        self.options.show_options(rows_of_setup(shown, codes))
        self._counted = None
        self.draw()
        return True

    def context_changed(self) -> None:
        """Another stock: its numbers."""
        super().context_changed()
        self._counted = None
        self.draw()

    def _show_sections(self) -> None:
        unsaved = {row.option.section for row in self.options.wished}
        self.sections.show_all(
            {number: _Section(name, name in unsaved) for number, name in enumerate(self._names)}
        )

    def _show_section(self) -> None:
        name = self.section
        self.options.display = name not in (READER, TERMINAL, *self._lists)
        for one in self._lists.values():
            one.display = name == one.NAME
        self.reader.display = name == READER
        terminal = self.query_one("#terminal", Static)
        terminal.display = name == TERMINAL
        if name == TERMINAL:
            terminal.update(Text("\n".join(terminal_facts(self))))
        elif name != READER and name not in self._lists:
            self.options.show_section(name)

    def draw(self) -> None:
        """Draw what follows the cursor and the wishes."""
        self._show_sections()
        title = tr("[Sections]") if self.at_sections else tr(" Sections")
        self.query_one("#section-head", Line).show(Text(f" {title}", "bold"))
        count = len(self.options.wished)
        left, right = (
            tr(" Setup · {section}", section=self.section),
            tr("• {count} unsaved ", count=count) if count else "",
        )
        gap = max(self.size.width - len(left) - len(right), 1)
        self.query_one("#heading", Line).show(left + " " * gap + right)
        row = self.options.cursor_row if self.options.display else None
        for line in ("#about", "#note", "#effect"):
            self.query_one(line).display = self.options.display
        self._draw_about(row)
        if (listed := self.listed) is not None:
            self.query_one("#note").display = True
            self.query_one("#note", Static).update(Text(visible(listed.about()), "dim"))
        self._draw_effect(row)
        self.show_keys()

    def _draw_about(self, row: OptionRow | None) -> None:
        """The setting under the cursor, in full."""
        label = key = note = ""
        if row is not None:
            label, key, note = f" {row.label}", f"{row.option.key} ", row.option.help
        gap = max(self.size.width - len(label) - len(key), 2)
        about = Text.assemble((label, "bold"), " " * gap, (key, "dim"))
        self.query_one("#about", Line).show(about)
        self.query_one("#note", Static).update(Text(note, "dim"))

    def _draw_effect(self, row: OptionRow | None) -> None:
        words = []
        if row is not None:
            words = [row.idle or effect(row.option, row.wished)]
            if not any(words) and not row.option.choices and row.wished:
                words = [f"“{visible(row.wished)}”"]
            if CHANNEL in row.option.scopes and not row.channel:
                words.append(tr("n sets it for one channel"))
            words = [word for word in words if word]
        if row is not None and self.matters:
            if self.counting:
                words.append(tr("counting…"))
                self._count()
            elif self._salable is not None:
                before, after = (one.grouped() for one in self._salable)
                words.append(
                    tr(
                        "{stock}: salable {before} → {after}",
                        stock=self.context.stock,
                        before=before,
                        after=after,
                    )
                )
        self.query_one("#effect", Line).show(f" {' · '.join(words)}")

    # -- what it would change -------------------------------------------------------------

    @property
    def matters(self) -> bool:
        """Whether anything wished changes what stocks can promise."""
        return any(row.option.affects_salable for row in self.options.wished)

    @property
    def counting(self) -> bool:
        """Whether the numbers do not stand yet."""
        return self.matters and self._counted != self.edits()

    @work(exclusive=True, group="preview")
    async def _count(self) -> None:
        await self.pause(_PAUSE_S)
        edits = self.edits()
        stock = str(self.context.stock_id)
        try:
            self._salable = await self.read(configuring.preview_options, edits, stock)
        except InventoryError:
            self._salable = None
        self._counted = edits
        if edits == self.edits():
            self.draw()

    def edits(self) -> list[OptionEdit]:
        """What is wished, as the service takes it."""
        return [
            OptionEdit(
                row.option.key,
                None if row.wish is None else row.wish.text,
                row.channel or None,
                seen=row.own,
                check_seen=True,
            )
            for row in self.options.wished
        ]

    # -- moving about ---------------------------------------------------------------------

    @on(QueryGrid.CursorMoved, "#section-list")
    def _section_moved(self) -> None:
        self._show_section()
        self.draw()

    @on(QueryGrid.CursorMoved, "Listed")
    @on(QueryGrid.CursorMoved, "#options")
    def _option_moved(self) -> None:
        self.draw()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Where room is short, the pane with the focus is shown."""
        parts = (self.query_one("#section-part"), self.query_one("#setup-part"))
        for part in parts:
            part.set_class(event.widget in part.query("*"), "-here")
        self.draw()

    def action_focus_next(self) -> None:
        """Tab: the other pane."""
        if not self.at_sections:
            self._focus_sections()
        elif self.section == READER:
            self.query_one("#setup-part").add_class("-here")
            self.set_focus(self.reader.box)
        elif self.section != TERMINAL:
            self.query_one("#setup-part").add_class("-here")
            self.set_focus(self.listed or self.options)

    def action_focus_previous(self) -> None:
        """Shift+Tab: the same, for there are two."""
        self.action_focus_next()

    def _focus_sections(self) -> None:
        self.query_one("#section-part").add_class("-here")
        self.set_focus(self.sections)

    def go_top(self) -> bool:
        """``gg``."""
        (self.sections if self.at_sections else self.listed or self.options).action_top()
        return True

    def step_back(self) -> bool:
        """Esc: back to the sections."""
        if self.at_sections:
            return False
        self._focus_sections()
        return True
