"""The bulk dialog: one deed on many products, its dry run beside it, done by F10."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Event
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from inventory_tui.domain.bulk import Assign, BulkPlan, Request, SetMany, Transfer, Unassign
from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.fields import Field
from inventory_tui.domain.history import Receipt
from inventory_tui.domain.source import Source
from inventory_tui.services.quantities import bulk
from inventory_tui.tui.commands import Hint, bindings
from inventory_tui.tui.dialogs import bulk_words as words
from inventory_tui.tui.dialogs.bulk_parameters import Parameters
from inventory_tui.tui.dialogs.bulk_preview import export_verdicts, preview
from inventory_tui.tui.dialogs.dry_run import DryRunDialog, Scope
from inventory_tui.tui.dialogs.form import FormDialog
from inventory_tui.tui.dialogs.pick import Picker
from inventory_tui.tui.dialogs.progress import Progress
from inventory_tui.tui.dialogs.question import Question
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.choice_box import ChoiceBox
from inventory_tui.tui.widgets.field_row import Switch
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.number_edit import UNUSUAL
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.tui.widgets.text_box import TextBox
from inventory_tui.wording import tr

_ROOM_FOR_DEED = 40
"""Longer words of the last line leave no room for a third key."""
_FILES: Mapping[type[Request], str] = {
    Assign: "assign",
    Unassign: "unassign",
    Transfer: "transfer",
    SetMany: "set",
}
"""How files with their verdicts begin."""
_FILE = (Field("file", tr("File"), str, required=True, help=tr("a path; ~ is your home")),)


class BulkDialog(DryRunDialog[Request, words.Preview]):
    """Shows what a deed would do, and does it; answers its receipt."""

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("export", "values", "duplicate")]

    def __init__(
        self,
        deed: type[Request],
        scope: Scope,
        parameters: Parameters,
        sources: Sequence[Source],
    ) -> None:
        super().__init__(words.TITLES[deed], scope)
        self._deed = deed
        self._parameters = parameters
        self._source_ids = {source.code: source.id for source in sources}
        self._forced = False

    def compose_body(self) -> ComposeResult:
        """The boxes, what they come to, the rows, and what stocks may promise then."""
        yield self._parameters
        yield Static(id="counts-line", markup=False)
        with Horizontal(id="also"):
            also = Switch("no", help_text=tr("Also the blocked rows. Space ticks."))
            also.id = "also-these"
            yield also
            yield Line(id="also-line")
        yield QueryGrid[words.Line](marking=False)
        yield Static(id="effects", markup=False)

    # -- its parts ------------------------------------------------------------------------

    @property
    def _grid(self) -> QueryGrid[words.Line]:
        return self.query_one(QueryGrid)

    @property
    def _plan(self) -> BulkPlan | None:
        return None if self.answer is None else self.answer.plan

    def open_boxes(self) -> None:
        """Type into the first box; count what is filled in already."""
        self.set_focus(self._parameters.first())
        self._follow()

    def does(self) -> str:
        """What F10 does, in numbers."""
        plan = self._plan
        return words.does(plan) if plan is not None and plan.written else ""

    def hints(self) -> tuple[Hint, ...]:
        """The last line: what F10 does, in numbers."""
        is_long = len(self.does()) > _ROOM_FOR_DEED
        export: tuple[Hint, ...] = () if is_long else (("focus.next", tr("x Export")),)
        return (*self.save_hint(), *export, ("back", tr("Cancel")))

    # -- the dry run ----------------------------------------------------------------------

    @on(Parameters.Changed)
    def _follow(self) -> None:
        """Another choice: count again, unless it comes to the same."""
        request = self._parameters.request()
        if isinstance(request, str):
            self.ask_for(None)
            self.say_here(self._parameters.hint() or request)
        elif request != self.asked:
            self.ask_for(request)

    @on(Switch.Changed)
    def _force(self) -> None:
        self._forced = self.query_one("#also-these", Switch).value == "yes"
        self.ask_for(self.asked)

    async def dry_run(self, asked: Request, superseded: Event) -> words.Preview:
        """Plan it, and see what lies at the far end."""
        far_id = None
        if isinstance(asked, Transfer):
            far_id = self._source_ids.get(asked.destination)
        return await self.read(preview, self.scope.ids, asked, self._forced, far_id, superseded)

    def show(self) -> None:
        """Show the dry run, or that it is counted."""
        plan = self._plan
        self._show_also(plan)
        if plan is None or self.answer is None:
            self.say_here(f"✗ {self.refused}" if self.refused else tr("counting…"))
            self._grid.show_all({})
            self.say_effects("")
        else:
            self.say_here(words.counts(plan))
            self._grid.show_columns(words.columns_for(plan.request))
            self._grid.show_all(dict(enumerate(words.lines_of(self.answer))))
            self.say_effects(words.effects(plan))
        self.show_keys()

    def _show_also(self, plan: BulkPlan | None) -> None:
        """The tick is there while something is blocked, or is taken along."""
        if plan is None:
            return
        row, tick = self.query_one("#also"), self.query_one("#also-these", Switch)
        can_force = isinstance(plan.request, (Transfer, Unassign))
        row.display = can_force and (plan.blocked > 0 or self._forced)
        if not row.display and self.focused is tick:
            self.set_focus(self._grid)
        text = words.blocked(plan) or tr("✓ those promised to orders are taken along")
        self.query_one("#also-line", Line).show(Text(tr("also these   {text}", text=text)))

    # -- doing it -------------------------------------------------------------------------

    @story
    async def action_save(self) -> None:
        """F10: do what the last line says."""
        self._parameters.complete()
        self._follow()
        request, plan = self.asked, self._plan
        if self.is_counting:
            self.say(tr("counting… {key} again", key=self.save_keys()[0]))
        elif request is None or self.refused:
            sentence = self.refused or self._parameters.request()
            self.say(sentence if isinstance(sentence, str) else "")
        elif plan is None or not plan.written:
            self.say(tr("Nothing to do: no row would change"))
        elif await self._unusual_is_meant(request):
            await self._do(request, plan)

    async def _do(self, request: Request, plan: BulkPlan) -> None:
        async def begin(progress: Progress, batch: int | None) -> Receipt:
            return await self.inventory.jobs.write(
                bulk.perform,
                self.scope.ids,
                request,
                cause=self.inventory.cause(self._parameters.reason, self._parameters.note),
                force=self._forced,
                expected=plan,
                progress=progress.report,
                stop=progress.stop,
                batch=batch,
            )

        await self.carry_out(begin)

    async def tell(self, refusal: InventoryError) -> None:
        """Say why not, at the box it concerns where there is one."""
        field = refusal.problems[0].field
        if field in ("reason", "origin", "destination", "source", "sources"):
            boxes = self.query(f"#{field}")
            if boxes:
                self.set_focus(boxes.first())
        if len(refusal.problems) > 1 or len(str(refusal)) > self.size.width - 4:
            await super().tell(refusal)
        else:
            self.say(str(refusal))

    async def _unusual_is_meant(self, request: Request) -> bool:
        """A number above 9,999 is asked about, naming where it goes."""
        amount = None
        if isinstance(request, SetMany):
            amount = request.quantity or request.change
        if amount is None or amount <= UNUSUAL:
            return True
        lines = [
            tr(
                "{name} at {source}: {amount}",
                name=self.scope.name,
                source=getattr(request, "source", ""),
                amount=amount.grouped(),
            )
        ]
        choices = [("save", tr("It is meant")), ("back", tr("Back"))]
        question = Question(
            tr("More than {unusual}?", unusual=UNUSUAL.grouped()), lines, choices
        )
        return bool(await self.ask(question) == "save")

    def remember(self) -> None:
        """Keep the deed, and what was typed, for Ctrl+D in the same boxes."""
        self.inventory.last_bulk = self.asked
        for box in self.query(TextBox):
            if box.id and box.value:
                self.inventory.last_saved[box.id] = box.value

    # -- other keys -----------------------------------------------------------------------

    def action_open(self) -> None:
        """Enter in the table writes nothing."""
        plan = self._plan
        if plan is None or not plan.written:
            self.say(tr("Enter does not write"))
            return
        first, *others = self.save_keys()
        beside = f" ({others[0]})" if others else ""
        does = words.does(plan)
        self.say(
            tr(
                "Enter does not write. {keys}: {does}",
                keys=f"{first}{beside}",
                does=does[0].lower() + does[1:],
            )
        )

    @story
    async def action_values(self) -> None:
        """F4: the list of what may stand in the box."""
        box = self.focused
        if not isinstance(box, ChoiceBox):
            self.say(tr("No list here"))
            return
        picker = Picker(box.label, box.options, several=box.several)
        chosen = await self.ask(picker)
        if chosen:
            box.value = ",".join(chosen)
            box.cursor_position = len(box.value)

    def action_duplicate(self) -> None:
        """Ctrl+D: what stood in the same box when something was last done."""
        box = self.focused
        if isinstance(box, TextBox) and box.id in self.inventory.last_saved:
            box.value = self.inventory.last_saved[box.id]
            box.cursor_position = len(box.value)

    @story
    async def action_export(self) -> None:
        """x in the table: every verdict to a CSV file."""
        request, plan = self.asked, self._plan
        if request is None or plan is None:
            self.say(
                tr("counting… x again") if self.is_counting else tr("Nothing to export yet")
            )
            return
        name = f"~/{_FILES[self._deed]}"
        file = f"{name}-{self.inventory.clock().astimezone():%Y%m%d-%H%M}.csv"

        async def save(typed: dict[str, str]) -> str:
            written = await self.read(
                export_verdicts, typed["file"], self.scope.ids, request, self._forced
            )
            return tr("{written:,} rows written to {file}", written=written, file=typed["file"])

        title = tr("Export the dry run of {name}", name=self.scope.name)
        form = FormDialog(title, _FILE, {"file": file}, save=save, verb=tr("Write"))
        done = await self.ask(form)
        if done:
            self.say(done)
