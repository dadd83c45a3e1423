"""A form over the whole body, in sections: the source editor and its like."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.fields import Field
from inventory_tui.tui.commands import bindings
from inventory_tui.tui.dialogs.form import show_refusal
from inventory_tui.tui.screens.frame.page import Hint, Page, story
from inventory_tui.tui.widgets.form_body import FormBody, Lists
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.wording import tr, trn


class FormScreen(Page):
    """Loads texts, lets them be edited, stores what changed.

    A screen says its fields (`fields`, their ``section`` makes the sections), where their
    texts come from (`load`) and how they are stored (`store`).
    """

    AUTO_FOCUS = "TextBox, Switch"
    HINTS: ClassVar[tuple[Hint, ...]] = (
        "save",
        ("reload", tr("Reset")),
        "values",
        "duplicate",
        "help",
        "back",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("cursor.page_up", "cursor.page_down", "values", "duplicate")
    ]

    def __init__(self) -> None:
        super().__init__()
        self._section = 0
        self._loaded = False

    # -- what a screen says ---------------------------------------------------------------

    @abstractmethod
    def fields(self) -> Sequence[Field]:
        """The fields, in order."""

    @abstractmethod
    async def load(self) -> Mapping[str, str]:
        """Read the saved texts by field name (an empty mapping for a new record)."""

    @abstractmethod
    async def store(self, typed: dict[str, str]) -> bool:
        """Do the deed with what changed (all fields of a new record); True when it was done.

        Raises:
            InventoryError: Shown at the fields its problems name.
        """

    def heading(self) -> str:
        """What is edited: ``Source paris``."""
        return ""

    def state(self) -> str:
        """On the right of the heading: ``on · custom``."""
        return ""

    def locked(self) -> Mapping[str, str]:
        """Field name → why it never changes."""
        return {}

    def lists(self) -> Lists:
        """Field name → what F4 offers."""
        return {}

    def draft_name(self) -> str:
        """The name its draft is kept under; empty keeps none."""
        return ""

    # -- layout ---------------------------------------------------------------------------

    def compose_top(self) -> ComposeResult:
        """Row 2: what is edited, whether it is saved, its state."""
        yield Line(id="heading", classes="title")

    def compose_body(self) -> ComposeResult:
        """Sections on the left, fields on the right, a summary below."""
        with Horizontal(classes="pane"):
            yield Line(id="sections")
            yield FormBody(self.fields(), {}, locked=self.locked(), lists=self.lists())
        yield Line(id="about", classes="summary")
        yield Line(id="summary", classes="summary")

    @property
    def form(self) -> FormBody:
        """The fields."""
        return self.query_one(FormBody)

    @property
    def sections(self) -> list[str]:
        """The sections, in order."""
        return list(dict.fromkeys(field.section for field in self.fields()))

    def begin(self) -> None:
        """Read what is saved, and take up a draft that was kept."""
        self.form.display = False
        self._begin()

    @story
    async def _begin(self) -> None:
        try:
            self.form.saved(await self.load())
        except InventoryError as refusal:
            await self.refuse(refusal)
            self.dismiss()
            return
        self._loaded = True
        self.form.display = True
        draft = self.inventory.drafts.get(self.draft_name()) if self.draft_name() else None
        if draft:
            self.form.put(draft)
            self.say(tr("Your unsaved changes are back · F5 drops them"))
        self._show_section(0)

    def _show_section(self, number: int) -> None:
        self._section = max(0, min(number, len(self.sections) - 1))
        self.form.show_section(self.sections[self._section] if self.sections else None)
        self.form.focus_first()
        self._draw()

    def _draw(self) -> None:
        changed = set(self.form.changed())
        wrong = {row.field.name for row in self.form.field_rows if row.problem}
        lines = []
        for number, section in enumerate(self.sections):
            names = {field.name for field in self.fields() if field.section == section}
            signs = ("•" if names & changed else " ") + ("!" if names & wrong else " ")
            here = "▸" if number == self._section else " "
            lines.append(f"{here}{section:<10}{signs}")
        self.query_one("#sections", Line).show(Text("\n".join(lines)))
        unsaved = tr(" • unsaved") if changed else ""
        here = ""
        if self.size.width < 80 and self.sections:
            here = f" · {self.sections[self._section]}"
        left, right = f" {self.heading()}{here}{unsaved}", f"{self.state()} "
        gap = max(self.size.width - len(left) - len(right), 1)
        self.query_one("#heading", Line).show(left + " " * gap + right)
        parts = []
        if wrong:
            parts.append(trn("{count} problem", "{count} problems", len(wrong)))
        if changed:
            parts.append(trn("{count} change", "{count} changes", len(changed)))
        last = tr("PgDn Next section") if len(self.sections) > 1 else ""
        left = f" {', '.join(parts)}"
        gap = max(self.size.width - len(left) - len(last) - 1, 1)
        self.query_one("#summary", Line).show(left + " " * gap + last)

    # -- typing ---------------------------------------------------------------------------

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Say below the form what the field is for."""
        rows = (row for row in self.form.field_rows if row.control is event.widget)
        self.query_one("#about", Line).show(
            next((Text(f" {row.field.help}", "dim") for row in rows), Text())
        )

    @on(FormBody.Changed)
    def _changed(self) -> None:
        self._draw()
        if self.draft_name() and self._loaded:
            self.inventory.drafts.keep(self.draft_name(), self.form.changed())

    @on(FormBody.ProblemAt)
    def _show_problem(self, event: FormBody.ProblemAt) -> None:
        self._show_section(self.sections.index(event.row.field.section))
        self.set_focus(event.row.control)

    def action_page_down(self) -> None:
        """PgDn: the next section."""
        self._show_section(self._section + 1)

    def action_page_up(self) -> None:
        """PgUp: the previous section."""
        self._show_section(self._section - 1)

    # -- saving ---------------------------------------------------------------------------

    def is_new(self) -> bool:
        """Whether it is a new record, of which every field is stored."""
        return False

    def unsaved(self) -> list[str]:
        """What was typed and not saved."""
        return [
            f"{row.field.label}: {row.saved} → {row.value}"
            for row in self.form.field_rows
            if row.is_changed
        ]

    async def save_unsaved(self) -> bool:
        """Save; False when it was refused, with the reasons at the fields."""
        self.form.complete()
        typed = self.form.typed() if self.is_new() else self.form.changed()
        try:
            done = await self.store(typed)
        except InventoryError as refusal:
            await show_refusal(self, self.form, refusal)
            self._draw()
            return False
        if done:
            self.inventory.last_saved.update(typed)
            self.inventory.drafts.remove(self.draft_name())
            self.form.saved(self.form.typed() | dict(self._saved_locked()))
            self._draw()
        return done

    def _saved_locked(self) -> Mapping[str, str]:
        return {row.field.name: row.saved for row in self.form.field_rows if row.locked}

    def discard_unsaved(self) -> None:
        """Throw away what was typed; ``z`` brings it back while the program runs."""
        if self.draft_name():
            self.inventory.drafts.discard(self.draft_name())

    @story
    async def action_save(self) -> None:
        """F10: save; on a form with nothing unsaved: close it."""
        if (not self.form.changed() and not self.is_new()) or (
            await self.save_unsaved() and len(self.app.screen_stack) > 1
        ):
            self.dismiss()

    @story
    async def action_reload(self) -> None:
        """F5: reset to what is saved."""
        try:
            self.form.saved(await self.load())
        except InventoryError as refusal:
            await self.refuse(refusal)
            return
        self.inventory.drafts.remove(self.draft_name())
        self._draw()
