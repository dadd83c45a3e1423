"""One value: a box with its rule, or the list of its choices.  Nothing is written here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from inventory_tui.domain.fields import Field
from inventory_tui.domain.labels import visible
from inventory_tui.tui.commands import Hint, bindings
from inventory_tui.tui.dialogs.dialog import Dialog
from inventory_tui.tui.dialogs.pick import Option, Picker
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.text_box import TextBox
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.tui.screens.frame.page import Page


class ValueDialog(Dialog[str]):
    """Answers the text as the field shows it, once the field accepts it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("open", "save")]
    HINTS: ClassVar[tuple[Hint, ...]] = (("open", tr("Take it")), ("back", tr("Back")))

    def __init__(self, field: Field, text: str) -> None:
        super().__init__(field.label)
        self._field = field
        self._text = text

    def compose_body(self) -> ComposeResult:
        """The box, what is wrong, and what the field is for."""
        with Horizontal(classes="field"):
            yield Line(classes="flag")
            yield TextBox(self._text, help_text=self._field.help)
        yield Static(classes="problem", markup=False)
        yield Static(visible(self._field.help), classes="note", markup=False)

    def on_mount(self) -> None:
        """The first character replaces what stands there."""
        super().on_mount()
        box = self.query_one(TextBox)
        box.cursor_position = len(self._text)
        box.action_select_all()

    @on(Input.Changed)
    def _typed(self) -> None:
        self._show_problem("")

    def _show_problem(self, sentence: str) -> None:
        line = self.query_one(".problem", Static)
        line.update(f"! {visible(sentence)}")
        line.set_class(bool(sentence), "-shown")
        self.query_one(".flag", Line).show("!" if sentence else "")

    def action_open(self) -> None:
        """Enter: take it, or say what is wrong."""
        text = self.query_one(TextBox).value.strip()
        try:
            self.dismiss(self._field.show(self._field.parse(text)))
        except ValueError as problem:
            self._show_problem(str(problem))

    def action_save(self) -> None:
        """F10 takes it too; the page saves it."""
        self.action_open()


async def ask_value(page: Page | Dialog[Any], field: Field, text: str) -> str | None:
    """Ask for one value: from a list where there are choices, else in a box."""
    if not field.choices:
        return await page.ask(ValueDialog(field, text))
    options = [Option(value, label) for value, label in field.choices]
    chosen = await page.ask(Picker(field.label, options))
    return chosen[0] if chosen else None
