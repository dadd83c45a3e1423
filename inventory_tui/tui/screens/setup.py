"""Setup: the settings of the business, the barcode reader, this terminal."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from inventory_tui import __version__
from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.history import Receipt
from inventory_tui.domain.options import GLOBAL_OPTIONS
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services import configuring
from inventory_tui.services.configuring import OptionEdit
from inventory_tui.tui.commands import Hint, bindings
from inventory_tui.tui.effects import effect
from inventory_tui.tui.latest import SETTING_DEEDS, who_set
from inventory_tui.tui.screens.option_rows import SETUP, OptionRow, rows_of_setup
from inventory_tui.tui.screens.options_pane import OptionsPane
from inventory_tui.tui.screens.page import Page
from inventory_tui.tui.screens.setup_reader import ReaderTest
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.query_grid import QueryGrid

DRAFT = "setup"
READER, TERMINAL = "Reader", "Terminal"
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
        22,
    ),
)


class SetupScreen(Page):
    """Place 8."""

    PLACE = 8
    TOPIC = "Setup"
    AUTO_FOCUS = "#section-list"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("open", "edit", "delete")]

    def __init__(self) -> None:
        super().__init__()
        self._names = [
            *dict.fromkeys(option.section for option in GLOBAL_OPTIONS),
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
                yield ReaderTest(id="reader")
                yield Static(id="terminal", markup=False)
        yield Line(id="note", classes="summary")
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
    def at_sections(self) -> bool:
        """Whether the left pane has the focus."""
        return self.focused is self.sections

    # -- reading and showing --------------------------------------------------------------

    def begin(self) -> None:
        """Read, with the draft that was kept."""
        self._show_sections()
        self._show_section()
        self._begin()

    @story
    async def _begin(self) -> None:
        if await self._load() and self.options.take_up(self.inventory.drafts.get(DRAFT)):
            self._wished()

    def data_changed(self) -> None:
        """Read again; what is unsaved stays."""
        self._reload()

    @work(exclusive=True, group="reload")
    async def _reload(self) -> None:
        await self._load()

    async def _load(self) -> bool:
        try:
            shown = await self.read(configuring.options)
        except InventoryError as refusal:
            await self.refuse(refusal)
            return False
        self.options.show_options(rows_of_setup(shown))
        self._counted = None
        self._draw()
        return True

    def context_changed(self) -> None:
        """Another stock: its numbers."""
        super().context_changed()
        self._counted = None
        self._draw()

    def _show_sections(self) -> None:
        unsaved = {row.option.section for row in self.options.wished}
        self.sections.show_all(
            {number: _Section(name, name in unsaved) for number, name in enumerate(self._names)}
        )

    def _show_section(self) -> None:
        name = self.section
        self.options.display = name not in (READER, TERMINAL)
        self.reader.display = name == READER
        terminal = self.query_one("#terminal", Static)
        terminal.display = name == TERMINAL
        if name == TERMINAL:
            terminal.update(Text("\n".join(self._facts())))
        elif name != READER:
            self.options.show_section(name)

    def _facts(self) -> list[str]:
        profile, size = self.inventory.display_profile, self.size
        words = "ascii" if profile.ascii else "plain" if profile.plain else "rich"
        facts = {
            "Size": f"{size.width}×{size.height}",
            "TERM": os.environ.get("TERM", "not set"),
            "Drawn": f"{words}{'' if profile.colours else ', without colours (NO_COLOR)'}",
            "Keys": self.inventory.settings.keymap,
            "Saves": self.key_of_save(),
            "Mouse": "taken" if self.inventory.settings.mouse else "left to the terminal",
            "Database": str(self.inventory.jobs.database),
            "Program": f"inventory-tui {__version__}",
        }
        lines = [f"{name:<10}{fact}" for name, fact in facts.items()]
        return [*lines, "", *_TERMINAL_HELP]

    def _draw(self) -> None:
        self._show_sections()
        title = "[Sections]" if self.at_sections else " Sections"
        self.query_one("#section-head", Line).show(Text(f" {title}", "bold"))
        count = len(self.options.wished)
        left, right = f" Setup · {self.section}", f"• {count} unsaved " if count else ""
        gap = max(self.size.width - len(left) - len(right), 1)
        self.query_one("#heading", Line).show(left + " " * gap + right)
        row = self.options.cursor_row if self.options.display else None
        note = "" if row is None else row.option.help
        self.query_one("#note", Line).show(Text(f" {note}", "dim"))
        self._draw_effect(row)
        self.show_keys()

    def _draw_effect(self, row: OptionRow | None) -> None:
        words = [] if row is None else [effect(row.option, row.wished)]
        if row is not None and self._matters:
            if self.counting:
                words.append("counting…")
                self._count()
            elif self._salable is not None:
                before, after = (one.grouped() for one in self._salable)
                words.append(f"{self.context.stock}: salable {before} → {after}")
        self.query_one("#effect", Line).show(f" {' · '.join(words)}")

    # -- what it would change -------------------------------------------------------------

    @property
    def _matters(self) -> bool:
        """Whether anything wished changes what stocks can promise."""
        return any(row.option.affects_salable for row in self.options.wished)

    @property
    def counting(self) -> bool:
        """Whether the numbers do not stand yet."""
        return self._matters and self._counted != self._edits()

    @work(exclusive=True, group="preview")
    async def _count(self) -> None:
        await asyncio.sleep(_PAUSE_S)
        edits = self._edits()
        stock = str(self.context.stock_id)
        try:
            self._salable = await self.read(configuring.preview_options, edits, stock)
        except InventoryError:
            self._salable = None
        self._counted = edits
        if edits == self._edits():
            self._draw()

    def _edits(self) -> list[OptionEdit]:
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
        self._draw()

    @on(QueryGrid.CursorMoved, "#options")
    def _option_moved(self) -> None:
        self._draw()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Where room is short, the pane with the focus is shown."""
        parts = (self.query_one("#section-part"), self.query_one("#setup-part"))
        for part in parts:
            part.set_class(event.widget in part.query("*"), "-here")
        self._draw()

    def action_focus_next(self) -> None:
        """Tab: the other pane."""
        if not self.at_sections:
            self._focus_sections()
        elif self.section == READER:
            self.query_one("#setup-part").add_class("-here")
            self.set_focus(self.reader.box)
        elif self.section != TERMINAL:
            self.query_one("#setup-part").add_class("-here")
            self.set_focus(self.options)

    def action_focus_previous(self) -> None:
        """Shift+Tab: the same, for there are two."""
        self.action_focus_next()

    def _focus_sections(self) -> None:
        self.query_one("#section-part").add_class("-here")
        self.set_focus(self.sections)

    def go_top(self) -> bool:
        """``gg``."""
        (self.sections if self.at_sections else self.options).action_top()
        return True

    def step_back(self) -> bool:
        """Esc: back to the sections."""
        if self.at_sections:
            return False
        self._focus_sections()
        return True

    # -- changing settings ----------------------------------------------------------------

    @story
    async def action_open(self) -> None:
        """Enter: into the section; edit the setting."""
        if self.at_sections:
            self.action_focus_next()
        else:
            await self.options.edit(self)

    @story
    async def action_edit(self) -> None:
        """e: edit the setting."""
        await self.options.edit(self)

    def action_delete(self) -> None:
        """D: back to the built-in value."""
        self.options.inherit(self, "built-in")

    @on(OptionsPane.Wished)
    def _wished(self) -> None:
        count = len(self.options.wished)
        self.inventory.drafts.keep(DRAFT, self.options.kept())
        self._draw()
        self.say(f"{count} unsaved · {self.key_of_save()} saves" if count else "As it is saved")

    @story
    async def action_help(self) -> None:
        """F1: what the setting does; elsewhere the help of the screen."""
        if self.focused is self.options and self.options.cursor_row is not None:
            await self.options.explain(self)
            return
        from inventory_tui.tui.dialogs.text import help_on

        await self.ask(help_on(self.TOPIC, self))

    def unsaved(self) -> list[str]:
        """A line each."""
        return [row.line() for row in self.options.wished]

    def discard_unsaved(self) -> None:
        """Throw it away; ``z`` brings it back."""
        self.inventory.drafts.discard(DRAFT)
        self.options.forget()
        self._draw()

    def bring_back_draft(self) -> bool:
        """z: what was thrown away last."""
        kept = self.inventory.drafts.discarded.pop(DRAFT, None)
        if kept is None or not self.options.take_up(kept):
            return False
        self._wished()
        return True

    def action_reload(self) -> object:
        """F5: back to what is saved."""
        self.discard_unsaved()
        return super().action_reload()

    @story
    async def action_save(self) -> None:
        """F10: save all of it as one deed."""
        if not self.options.wished:
            self.say("Nothing unsaved; e edits a setting")
        elif self.counting:
            self.say(f"counting… {self.key_of_save()} again")
        else:
            await self.save_unsaved()

    async def save_unsaved(self) -> bool:
        """Save; False when that was refused."""
        if not await self._load() or not await self.options.settle(self, self._who):
            return False
        receipt: Receipt | None
        if self._matters:
            receipt = await self.long_deed(
                "Saving settings", configuring.change_options, self._edits()
            )
        else:
            receipt = await self.deed(configuring.change_options, self._edits())
        if receipt is None:
            return False
        self.options.forget()
        self.inventory.drafts.remove(DRAFT)
        await self._load()
        self.inventory.data_written()
        return True

    async def _who(self, row: OptionRow) -> str:
        return await self.read(who_set, SETTING_DEEDS)

    # -- menus ----------------------------------------------------------------------------

    def hints(self) -> tuple[Hint, ...]:
        """They follow the pane."""
        if self.at_sections:
            return (("open", "Open"), ("focus.next", "Pane"), "save", "palette", "keys")
        if self.focused is self.options:
            return (
                "edit",
                ("delete", "Back to built-in"),
                ("help", "What it does"),
                ("focus.next", "Sections"),
                "save",
            )
        return (("back", "Sections"), ("focus.next", "End of code"), "palette")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Editing only settings."""
        if action in ("edit", "delete") and self.focused is not self.options:
            return False
        return super().check_action(action, parameters)

    def subject(self) -> str:
        """What menus name."""
        row = self.options.cursor_row
        return row.label if row is not None and self.focused is self.options else ""


_TERMINAL_HELP = (
    "Signs     ▸ cursor  ✓ marked  • unsaved  ▲ low",
    "          ! wrong  ≈ changed elsewhere  * inherited",
    "",
    "display, keymap and keys in config.toml decide this,",
    "or INVENTORY_TUI_DISPLAY=rich, plain or ascii.",
    "F-keys eaten? Each has another key: ? lists them.",
)
