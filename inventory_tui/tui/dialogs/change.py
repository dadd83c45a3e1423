"""The dialog that changes status, settings and attributes of many products at once.

Each field has a Change tick; only ticked fields are written.  Every choice is followed by a
dry run; the last line says with numbers what F10 does, and what it does is compared with
that once more inside the deed's transaction (spec 3.4, *Update Attributes*).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from threading import Event
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.history import Receipt
from inventory_tui.domain.product_edits import EditLine, EditPlan
from inventory_tui.domain.product_form import INHERIT
from inventory_tui.services.products import bulk_edits
from inventory_tui.tui.commands import Hint, bindings
from inventory_tui.tui.dialogs import change_rows as words
from inventory_tui.tui.dialogs.change_rows import FIELDS, LINES, FieldRow
from inventory_tui.tui.dialogs.dry_run import PAUSE_S, DryRunDialog, Scope
from inventory_tui.tui.dialogs.listed_values import with_choices
from inventory_tui.tui.dialogs.progress import Progress
from inventory_tui.tui.dialogs.value import ask_value
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.wording import tr


class ChangeDialog(DryRunDialog[dict[str, str], EditPlan]):
    """Shows what a change would do, and does it; answers its receipt."""

    AUTO_FOCUS = "#fields"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("edit", "mark", "delete")]

    def __init__(self, scope: Scope, typed: Mapping[str, str]) -> None:
        """Offer every field; those of ``typed`` are ticked already."""
        super().__init__(tr("Change products"), scope)
        self._rows = words.field_rows(typed)
        self._standing: dict[str, str] = {}

    def compose_body(self) -> ComposeResult:
        """The fields or the rows of the dry run, and what it comes to."""
        yield QueryGrid[FieldRow](FIELDS, id="fields", marking=False)
        yield QueryGrid[EditLine](LINES, id="lines", marking=False)
        yield Static(id="standing", markup=False)
        yield Static(id="counts-line", markup=False)
        yield Static(id="effects", markup=False)

    # -- its parts ------------------------------------------------------------------------

    @property
    def _fields(self) -> QueryGrid[FieldRow]:
        return self.query_one("#fields", QueryGrid)

    @property
    def _lines(self) -> QueryGrid[EditLine]:
        return self.query_one("#lines", QueryGrid)

    @property
    def at_fields(self) -> bool:
        """Whether the fields are shown, not the rows of the dry run."""
        return bool(self._fields.display)

    def open_boxes(self) -> None:
        """Show the fields; count what is ticked already."""
        self._lines.display = False
        self._fields.show_all(self._rows)
        self._follow()

    def does(self) -> str:
        """What F10 does, in numbers."""
        plan = self.answer
        return words.does(plan) if plan is not None and plan.changed else ""

    def hints(self) -> tuple[Hint, ...]:
        """What F10 does, in numbers, and the keys of the row."""
        first = self.save_hint()
        if not self.at_fields:
            return (*first, ("focus.next", tr("Fields")), ("back", tr("Cancel")))
        keys: tuple[Hint, ...] = (("mark", tr("Change")), ("edit", tr("Value")))
        row = self._fields.cursor_row
        if row is not None and row.can_inherit:
            keys += (("delete", tr("Inherit")),)
        return (*first, *keys, ("focus.next", tr("Rows")), ("back", tr("Cancel")))

    # -- filling it in --------------------------------------------------------------------

    @story
    async def action_mark(self) -> None:
        """Space: tick the field, asking for its value; or take the tick off."""
        row = self._fields.cursor_row
        if row is None or not self.at_fields:
            return
        if row.ticked:
            self._put(row, ticked=False)
        elif row.text is None:
            await self._ask_for_value(row)
        else:
            self._put(row, ticked=True)

    @story
    async def action_edit(self) -> None:
        """e: the value, which ticks the field."""
        row = self._fields.cursor_row
        if row is not None and self.at_fields:
            await self._ask_for_value(row)

    @story
    async def action_open(self) -> None:
        """Enter: as e; it never writes."""
        row = self._fields.cursor_row
        if row is not None and self.at_fields:
            await self._ask_for_value(row)

    async def _ask_for_value(self, row: FieldRow) -> None:
        text = "" if row.inherits else row.text or ""
        typed = await ask_value(self, await with_choices(self, row.field), text)
        if typed is not None:
            self._replace(row.with_text(typed))

    def action_delete(self) -> None:
        """D: back to the inherited value; a text becomes empty."""
        row = self._fields.cursor_row
        if row is None or not self.at_fields:
            return
        if row.can_inherit:
            self._replace(row.with_text(INHERIT))
        elif row.field.choices:
            self.say(
                tr("{label} is not inherited; Space takes the tick off", label=row.field.label)
            )
        else:
            self._replace(row.with_text(""))

    def _put(self, row: FieldRow, *, ticked: bool) -> None:
        self._replace(FieldRow(row.id, row.field, ticked, row.text))

    def _replace(self, row: FieldRow) -> None:
        self._rows[row.id] = row
        self._fields.show_all(self._rows)
        self._follow()

    def action_focus_next(self) -> None:
        """Tab: the rows of the dry run, or back to the fields."""
        shows_lines = self.at_fields
        self._fields.display, self._lines.display = not shows_lines, shows_lines
        self.set_focus(self._lines if shows_lines else self._fields)
        self.show_keys()

    def action_focus_previous(self) -> None:
        """Shift+Tab: the same, for there are two."""
        self.action_focus_next()

    # -- the dry run ----------------------------------------------------------------------

    def _follow(self) -> None:
        """Count again, unless it comes to the same."""
        typed = words.typed_of(self._rows) or None
        if typed != self.asked:
            self.ask_for(typed)
        else:
            self.show()

    async def dry_run(self, asked: dict[str, str], superseded: Event) -> EditPlan:
        """Plan the change of what is ticked."""
        return await self.read(bulk_edits.plan, self.scope.ids, asked, stop=superseded.is_set)

    def show(self) -> None:
        """Show the dry run, or that it is counted."""
        plan = self.answer
        if plan is None:
            said = (
                tr("Space ticks what shall change") if self.asked is None else tr("counting…")
            )
            self.say_here(f"✗ {self.refused}" if self.refused else said)
        else:
            self.say_here(words.counts(plan))
        self.say_effects("" if plan is None else words.effects(plan))
        self._lines.show_all({} if plan is None else dict(enumerate(plan.sample)))
        self.show_keys()

    @on(QueryGrid.CursorMoved, "#fields")
    def _moved(self) -> None:
        row = self._fields.cursor_row
        if row is None:
            return
        line = self.query_one("#standing", Static)
        line.update(self._standing.get(row.field.name, ""))
        if row.field.name not in self._standing:
            self._read_standing(row.field.name)
        self.show_keys()

    @work(exclusive=True, group="rows")
    async def _read_standing(self, field: str) -> None:
        """Which values the products have now, once the cursor rests."""
        await asyncio.sleep(PAUSE_S)
        try:
            values = await self.read(bulk_edits.standing, self.scope.ids, field)
        except InventoryError:
            return  # the dry run tells the same refusal
        self._standing[field] = words.standing(values)
        row = self._fields.cursor_row
        if row is not None and row.field.name == field:
            self.query_one("#standing", Static).update(self._standing[field])

    def action_reload(self) -> None:
        """F5: count again."""
        self._standing.clear()
        super().action_reload()
        self._moved()

    # -- doing it -------------------------------------------------------------------------

    @story
    async def action_save(self) -> None:
        """F10: do what the last line says."""
        plan = self.answer
        if self.asked is None:
            self.say(tr("Nothing is ticked; Space ticks a field"))
        elif self.is_counting:
            self.say(tr("counting… {key} again", key=self.save_keys()[0]))
        elif plan is None:
            self.say(self.refused)
        elif not plan.changed:
            self.say(tr("Nothing to do: no product would change"))
        else:
            await self._do(plan)

    async def _do(self, plan: EditPlan) -> None:
        async def begin(progress: Progress, batch: int | None) -> Receipt:
            return await self.inventory.jobs.write(
                bulk_edits.set_many,
                self.scope.ids,
                plan.typed,
                cause=self.inventory.cause(),
                expected=plan,
                progress=progress.report,
                stop=progress.stop,
                batch=batch,
            )

        await self.carry_out(begin)
