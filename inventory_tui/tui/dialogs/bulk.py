"""The bulk dialog: one deed on many products, its dry run beside it, done by F10.

The scope is frozen when it opens.  Every choice is followed by a dry run on the side of the
questions; an answer that comes after another choice was made is ignored.  The last line
says with numbers what F10 does, and what it does is compared with that once more inside
the deed's transaction.
"""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from inventory_tui.domain.bulk import BulkPlan, Request, SetMany, Transfer, Unassign
from inventory_tui.domain.errors import ChangedElsewhere, InventoryError, Stopped
from inventory_tui.domain.fields import Field
from inventory_tui.domain.history import Receipt
from inventory_tui.domain.source import Source
from inventory_tui.services import bulk
from inventory_tui.tui.background import batch_size
from inventory_tui.tui.commands import COMMANDS, Hint, bindings, shown
from inventory_tui.tui.dialogs import bulk_words as words
from inventory_tui.tui.dialogs.bulk_parameters import (
    Parameters,
)
from inventory_tui.tui.dialogs.bulk_preview import export_verdicts, preview
from inventory_tui.tui.dialogs.dialog import Dialog
from inventory_tui.tui.dialogs.form import FormDialog
from inventory_tui.tui.dialogs.pick import Picker
from inventory_tui.tui.dialogs.progress import Progress, with_progress
from inventory_tui.tui.dialogs.question import Question
from inventory_tui.tui.dialogs.refusal import RefusalDialog
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.choice_box import ChoiceBox
from inventory_tui.tui.widgets.form_body import Switch
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.number_edit import UNUSUAL
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.tui.widgets.text_box import TextBox

_ROOM_FOR_DEED = 40
"""Longer words of the last line leave no room for a third key."""
PAUSE_S = 0.05
"""A dry run waits so long for the next keystroke."""
_FILE = (Field("file", "File", str, required=True, help="a path; ~ is your home"),)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a bulk deed is about: products, and what they are called together."""

    ids: array[int]
    name: str
    """``36 products``, or one product's SKU."""


class BulkDialog(Dialog[Receipt]):
    """Shows what a deed would do, and does it; answers its receipt."""

    AUTO_FOCUS = ""
    WIDE = True
    TOPIC = "Bulk deeds"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("save", "open", "export", "reload", "values", "duplicate")
    ]

    def __init__(
        self,
        deed: type[Request],
        scope: Scope,
        parameters: Parameters,
        sources: Sequence[Source],
    ) -> None:
        super().__init__(words.TITLES[deed])
        self._deed = deed
        self._scope = scope
        self._parameters = parameters
        self._source_ids = {source.code: source.id for source in sources}
        self._asked: Request | None = None
        self._forced = False
        self._preview: words.Preview | None = None
        self._refused = ""
        self._superseded = Event()

    def compose_body(self) -> ComposeResult:
        """The boxes, what they come to, the rows, and what stocks may promise then."""
        yield self._parameters
        yield Static(id="counts-line", markup=False)
        with Horizontal(id="also"):
            also = Switch("no", help_text="Also the blocked rows. Space ticks.")
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
        return None if self._preview is None else self._preview.plan

    @property
    def is_counting(self) -> bool:
        """Whether the dry run of what is asked for has not been answered yet."""
        return self._asked is not None and self._preview is None and not self._refused

    def on_mount(self) -> None:
        """Type into the first box; count what is filled in already."""
        super().on_mount()
        self.box.add_class("-bulk")
        self._show_scope()
        self.set_focus(self._parameters.first())
        self._follow()

    def on_unmount(self) -> None:
        """Nobody waits for a dry run any more."""
        self._superseded.set()

    def on_resize(self, event: object = None) -> None:
        """Keep the scope at the right end of the title."""
        self.call_after_refresh(self._show_scope)

    def _show_scope(self) -> None:
        left, right = words.TITLES[self._deed], self._scope.name
        gap = self.box.outer_size.width - len(left) - len(right) - 8
        self.show_title(f"{left} {'─' * gap} {right}" if gap > 0 else f"{left} · {right}")

    def hints(self) -> tuple[Hint, ...]:
        """The last line: what F10 does, in numbers."""
        plan = self._plan
        first: tuple[Hint, ...] = ()
        if plan is not None and plan.written:
            first = (("save", words.does(plan)),)
        elif self.is_counting:
            first = (("save", "counting…"),)
        is_long = plan is not None and len(words.does(plan)) > _ROOM_FOR_DEED
        export: tuple[Hint, ...] = () if is_long else (("focus.next", "x Export"),)
        return (*first, *export, ("back", "Cancel"))

    # -- the dry run ----------------------------------------------------------------------

    @on(Parameters.Changed)
    def _follow(self) -> None:
        """Another choice: count again, unless it comes to the same."""
        request = self._parameters.request()
        if isinstance(request, str):
            self._ask_for(None)
            self._say_here(self._parameters.hint() or request)
        elif request != self._asked:
            self._ask_for(request)

    @on(Switch.Changed)
    def _force(self) -> None:
        self._forced = self.query_one("#also-these", Switch).value == "yes"
        self._ask_for(self._asked)

    def _ask_for(self, request: Request | None) -> None:
        """Drop the dry run shown, and begin the one of ``request``."""
        self._superseded.set()
        self._asked, self._preview, self._refused = request, None, ""
        self._show()
        if request is not None:
            self._superseded = Event()
            self._count(request, self._forced, self._superseded)

    @work(exclusive=True)
    async def _count(self, request: Request, forced: bool, superseded: Event) -> None:
        await asyncio.sleep(PAUSE_S)
        far_id = None
        if isinstance(request, Transfer):
            far_id = self._source_ids.get(request.destination)
        try:
            shown = await self.read(
                preview, self._scope.ids, request, forced, far_id, superseded
            )
        except Stopped:
            return
        except InventoryError as refusal:
            if not superseded.is_set():
                self._refused = str(refusal)
                self._show()
            return
        if not superseded.is_set():
            self._preview = shown
            self._show()

    def _show(self) -> None:
        """Show the dry run, or that it is counted."""
        plan = self._plan
        self._show_also(plan)
        if plan is None or self._preview is None:
            self._say_here(f"✗ {self._refused}" if self._refused else "counting…")
            self._grid.show_all({})
            self.query_one("#effects", Static).update("")
        else:
            self._say_here(words.counts(plan))
            self._grid.show_columns(words.columns_for(plan.request))
            self._grid.show_all(dict(enumerate(words.lines_of(self._preview))))
            self.query_one("#effects", Static).update(words.effects(plan))
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
        text = words.blocked(plan) or "✓ those promised to orders are taken along"
        self.query_one("#also-line", Line).show(Text(f"also these   {text}"))

    def _say_here(self, text: str) -> None:
        self.query_one("#counts-line", Static).update(text)

    # -- doing it -------------------------------------------------------------------------

    @story
    async def action_save(self) -> None:
        """F10: do what the last line says."""
        self._parameters.complete()
        self._follow()
        request, plan = self._asked, self._plan
        if self.is_counting:
            self.say(f"counting… {self._save_keys()[0]} again")
        elif request is None or self._refused:
            sentence = self._refused or self._parameters.request()
            self.say(sentence if isinstance(sentence, str) else "")
        elif plan is None or not plan.written:
            self.say("Nothing to do: no row would change")
        elif await self._unusual_is_meant(request):
            await self._do(request, plan)

    async def _do(self, request: Request, plan: BulkPlan) -> None:
        jobs = self.inventory.jobs

        batch = await self.read(batch_size)

        async def begin(progress: Progress) -> Receipt:
            return await jobs.write(
                bulk.perform,
                self._scope.ids,
                request,
                cause=self.inventory.cause(self._parameters.reason, self._parameters.note),
                force=self._forced,
                expected=plan,
                progress=progress.report,
                stop=progress.stop,
                batch=batch,
            )

        if batch is not None:
            self._remember()
            self.inventory.last_bulk = request
            self.dismiss(None)
            self.inventory.background.start(words.does(plan), begin)
            return
        try:
            receipt = await with_progress(self.ask, words.does(plan), jobs.stopping, begin)
        except ChangedElsewhere as changed:
            self._ask_for(request)
            self.say(str(changed))
            return
        except InventoryError as refusal:
            await self._tell(refusal)
            return
        self._remember()
        self.inventory.note_own(receipt)
        self.inventory.last_bulk = request
        self.dismiss(receipt)

    async def _tell(self, refusal: InventoryError) -> None:
        """Say why not, at the box it concerns where there is one."""
        field = refusal.problems[0].field
        if field in ("reason", "origin", "destination", "source", "sources"):
            boxes = self.query(f"#{field}")
            if boxes:
                self.set_focus(boxes.first())
        if len(refusal.problems) > 1 or len(str(refusal)) > self.size.width - 4:
            await self.ask(RefusalDialog(refusal))
        else:
            self.say(str(refusal))

    async def _unusual_is_meant(self, request: Request) -> bool:
        """A number above 9,999 is asked about, naming where it goes."""
        amount = None
        if isinstance(request, SetMany):
            amount = request.quantity or request.change
        if amount is None or amount <= UNUSUAL:
            return True
        lines = [f"{self._scope.name} at {getattr(request, 'source', '')}: {amount.grouped()}"]
        choices = [("save", "It is meant"), ("back", "Back")]
        question = Question(f"More than {UNUSUAL.grouped()}?", lines, choices)
        return bool(await self.ask(question) == "save")

    def _remember(self) -> None:
        """Keep what was typed, for Ctrl+D in the same boxes."""
        for box in self.query(TextBox):
            if box.id and box.value:
                self.inventory.last_saved[box.id] = box.value

    # -- other keys -----------------------------------------------------------------------

    def action_open(self) -> None:
        """Enter in the table writes nothing."""
        plan = self._plan
        if plan is None or not plan.written:
            self.say("Enter does not write")
            return
        first, *others = self._save_keys()
        beside = f" ({others[0]})" if others else ""
        does = words.does(plan)
        self.say(f"Enter does not write. {first}{beside}: {does[0].lower()}{does[1:]}")

    def _save_keys(self) -> list[str]:
        keys = self.inventory.keys_now.get("save", COMMANDS["save"].keys)
        return [shown(key) for key in keys.split(",")]

    def action_reload(self) -> None:
        """F5: count again."""
        self._ask_for(self._asked)

    @story
    async def action_values(self) -> None:
        """F4: the list of what may stand in the box."""
        box = self.focused
        if not isinstance(box, ChoiceBox):
            self.say("No list here")
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
        request, plan = self._asked, self._plan
        if request is None or plan is None:
            self.say("counting… x again" if self.is_counting else "Nothing to export yet")
            return
        name = f"~/{words.TITLES[self._deed].split()[0].lower()}"
        file = f"{name}-{self.inventory.clock().astimezone():%Y%m%d-%H%M}.csv"

        async def save(typed: dict[str, str]) -> str:
            written = await self.read(
                export_verdicts, typed["file"], self._scope.ids, request, self._forced
            )
            return f"{written:,} rows written to {typed['file']}"

        title = f"Export the dry run of {self._scope.name}"
        form = FormDialog(title, _FILE, {"file": file}, save=save, verb="Write")
        done = await self.ask(form)
        if done:
            self.say(done)
