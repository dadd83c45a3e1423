"""The path of the import wizard: what may follow, Tab that completes it, F4 that lists."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType

from inventory_tui.domain.labels import visible
from inventory_tui.tui import paths
from inventory_tui.tui.commands import bindings
from inventory_tui.tui.dialogs.pick import Option, Picker
from inventory_tui.tui.screens.files.import_form import ImportForm
from inventory_tui.tui.screens.frame.list_page import ListPage
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.choice_box import ChoiceBox
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.text_box import TextBox
from inventory_tui.wording import tr

Row = TypeVar("Row")
Asked = TypeVar("Asked")


class FilePage(ListPage[Row, Asked]):
    """A list page with an `ImportForm` above it, whose first box is a path."""

    AUTO_FOCUS = "#file"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("values")]

    def __init__(self) -> None:
        super().__init__()
        self.offered: paths.PathOffer | None = None
        """How the path may go on, as far as it was looked up."""

    def compose(self) -> ComposeResult:
        """A list page, and over it what a path may go on with."""
        yield from super().compose()
        yield Line(id="paths")

    @property
    def form(self) -> ImportForm:
        """The boxes."""
        return self.query_one(ImportForm)

    @abstractmethod
    def path_looked_up(self) -> None:
        """The path was looked up: `offered` says how it may go on."""

    @on(ImportForm.FileTyped)
    def offer_paths(self) -> None:
        self._offer_paths(self.form.file.value)

    @work(exclusive=True, group="rows")
    async def _offer_paths(self, text: str) -> None:
        """Show what a path may go on with, below its box."""
        found = await self.read(paths.offer, text)
        if self.form.file.value == text:
            self._show_paths(found)

    def _show_paths(self, found: paths.PathOffer | None) -> None:
        line = self.query_one("#paths", Line)
        self.offered = found
        self.path_looked_up()
        names = () if found is None or found.is_file else found.names
        here = self.focused is self.form.file
        text, room = "", self.size.width - 26
        for number, name in enumerate(names):
            more = f"{text}{'  ' if text else ''}{visible(name)}"
            if len(more) > room and text:
                text += tr("  … {more} more", more=len(names) - number)
                break
            text = more
        line.show(f"             {text}")
        line.display = bool(text) and here

    def on_descendant_focus(self) -> None:
        """Completions are there while the path is typed."""
        if self.focused is self.form.file:
            self.offer_paths()
        else:
            self._show_paths(None)

    def action_focus_next(self) -> None:
        """Tab: completes the path, else the next field."""
        if self.focused is self.form.file:
            self._complete_path()
        else:
            self.focus_next()

    @on(ImportForm.FileEntered)
    def _file_entered(self) -> None:
        self._enter_path()

    @story
    async def _enter_path(self) -> None:
        """Enter in the path: into a directory, else on to the next field."""
        text = self.form.file.value
        found = await self.read(paths.offer, text)
        if found.is_directory and text and not text.endswith("/"):
            self._type(self.form.file, f"{text}/")
        else:
            self.focus_next()

    @story
    async def _complete_path(self) -> None:
        found = await self.read(paths.offer, self.form.file.value)
        longer = found.longer()
        if found.is_file or longer == found.typed:
            self.focus_next()
        else:
            self._type(self.form.file, longer)

    def _type(self, box: TextBox, text: str) -> None:
        box.value = text
        box.cursor_position = len(text)

    @story
    async def action_values(self) -> None:
        """F4: the files that are there, or the list of a box."""
        box = self.focused
        if isinstance(box, ChoiceBox):
            chosen = await self.ask(Picker(box.label, box.options))
            if chosen:
                self._type(box, chosen[0])
            return
        if box is not self.form.file:
            self.say(tr("No list here"))
            return
        while True:
            found = await self.read(paths.offer, self.form.file.value)
            if not found.names:
                self.say(tr("Nothing there begins like this"))
                return
            chosen = await self.ask(
                Picker(found.head or "./", [Option(name) for name in found.names])
            )
            if not chosen:
                return
            self._type(self.form.file, found.head + chosen[0])
            if not chosen[0].endswith("/"):
                return
