"""A form in a dialog: fields as declared, F10 saves, problems stay at their fields."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.fields import Field, yes_no
from inventory_tui.domain.labels import key_of
from inventory_tui.tui.commands import Hint, bindings
from inventory_tui.tui.dialogs.dialog import Dialog
from inventory_tui.tui.dialogs.pick import Option, Picker
from inventory_tui.tui.dialogs.question import leave_question
from inventory_tui.tui.dialogs.refusal import RefusalDialog
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.field_row import FieldRow
from inventory_tui.tui.widgets.form_body import FormBody, Lists
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.tui.app import InventoryApp
    from inventory_tui.tui.screens.frame.page import Page


class FormDialog(Dialog[Any]):
    """Answers what ``save`` returned, or None when the user backs out.

    ``save`` takes the typed texts (every field that is not locked) and does the deed; what
    it refuses with a field's name is shown at the field, and the form stays open.
    """

    AUTO_FOCUS = "TextBox, Switch"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("save", "reload")]

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        typed: Mapping[str, str] | None = None,
        *,
        save: Callable[[dict[str, str]], Awaitable[Any]],
        verb: str = tr("Save"),
        locked: Mapping[str, str] | None = None,
        lists: Lists | None = None,
        note: str = "",
    ) -> None:
        super().__init__(title)
        self._fields = fields
        self._typed = typed or {}
        self._save = save
        self._verb = verb
        self._locked = locked
        self._lists = lists
        self._note = note

    def compose_body(self) -> ComposeResult:
        """The fields, and a sentence about what will happen."""
        yield FormBody(self._fields, self._typed, locked=self._locked, lists=self._lists)
        yield Static(self._note, classes="note", markup=False)

    @property
    def form(self) -> FormBody:
        """The fields."""
        return self.query_one(FormBody)

    def hints(self) -> tuple[Hint, ...]:
        """F10 says what it does."""
        return (
            ("save", self._verb),
            ("values", tr("Values")),
            ("reload", tr("Reset")),
            "help",
            ("back", tr("Back")),
        )

    @on(FormBody.ProblemAt)
    def _show_problem(self, event: FormBody.ProblemAt) -> None:
        self.set_focus(event.row.control)

    def action_reload(self) -> None:
        """F5: as it was opened."""
        self.form.saved({row.field.name: row.saved for row in self.form.field_rows})

    @story
    async def action_save(self) -> None:
        """F10: save, or show what is wrong at its field."""
        self.form.complete()
        typed = self.form.typed()
        try:
            result = await self._save(typed)
        except InventoryError as refusal:
            await show_refusal(self, self.form, refusal)
            return
        if result is not None:
            self.inventory.last_saved.update(typed)
            self.dismiss(result)

    @story
    async def action_back(self) -> None:
        """Esc: back out, asking about what was typed."""
        changed = self.form.changed()
        if changed:
            lines = [
                f"{row.field.label}: {row.value}"
                for row in self.form.field_rows
                if row.field.name in changed
            ]
            answer = await self.ask(leave_question(lines))
            if answer == "save":
                self.action_save()
                return
            if answer != "discard":
                return
        self.dismiss(None)


async def show_refusal(
    screen: Dialog[Any] | Page, form: FormBody, refusal: InventoryError
) -> None:
    """Show each problem at its field; what concerns no field of the form in a dialog."""
    names = {row.field.name for row in form.field_rows}
    at_fields = {
        problem.field: problem.message
        for problem in refusal.problems
        if problem.field is not None and problem.field in names
    }
    form.show_problems(at_fields)
    if not at_fields:
        await screen.ask(RefusalDialog(refusal))


def toggled(text: str, chosen: Sequence[str]) -> str:
    """Return codes with those that were chosen: added where missing, else taken out."""
    there = {key_of(code): code for code in text.replace(",", " ").split()}
    for code in chosen:
        if there.pop(key_of(code), None) is None:
            there[key_of(code)] = code
    return ",".join(there.values())


def pick_value(
    form: FormBody, row: FieldRow, values: Callable[[], Awaitable[list[Option]]] | None
) -> None:
    """F4: open the list of a field's valid values and put the chosen one in."""
    app: InventoryApp = form.app  # type: ignore[assignment]

    @story
    async def choose(_: FormBody) -> None:
        if values is not None:
            options = await values()
        elif row.field.choices:
            options = [Option(value, label) for value, label in row.field.choices]
        elif row.field.parse is yes_no:
            options = [Option("yes"), Option("no")]
        else:
            app.say(
                tr(
                    "{label} takes anything: {help}",
                    label=row.field.label,
                    help=row.field.help or tr("no list"),
                )
            )
            return
        several = row.field.several
        chosen = await app.ask(Picker(row.field.label, options, several=several))
        if chosen:
            row.set_value(toggled(row.value, chosen) if several else chosen[0])
            form.post_message(FormBody.Changed())
            form.post_message(FormBody.Picked(row, chosen))

    choose(form)
