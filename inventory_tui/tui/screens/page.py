"""A page: what every screen of the program has in common.

Row 1 the places, row 2 the filter or the scan bar, rows 3–22 the body, row 23 the status,
row 24 six keys.  A screen derives from `Page` (or from `list_page.ListPage`), says its keys
with ``BINDINGS = bindings(...)`` and ``HINTS``, yields its body from ``compose_body`` and
writes its actions as *stories*: one function from the key to the toast.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Mapping
from dataclasses import replace
from functools import wraps
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Concatenate,
    ParamSpec,
    TypeVar,
    cast,
)

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Static
from textual.worker import Worker

from inventory_tui.domain.errors import InventoryError, Kind, StoreBusy, StoreError
from inventory_tui.domain.history import UNDOABLE, Receipt
from inventory_tui.domain.scans import Scan
from inventory_tui.services import Database
from inventory_tui.services.finding import Found, FoundKind
from inventory_tui.tui.commands import COMMANDS, FRAME, Command, bindings, keys_shown, shown
from inventory_tui.tui.context import Context
from inventory_tui.tui.places import page_of
from inventory_tui.tui.widgets.lines import KeyBar, PlaceBar, StatusLine
from inventory_tui.tui.widgets.scan_bar import ScanBar, find_and_open

if TYPE_CHECKING:
    from inventory_tui.tui.app import InventoryApp
    from inventory_tui.tui.dialogs.dialog import Dialog
    from inventory_tui.tui.dialogs.palette import Entry

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
N = TypeVar("N", bound=DOMNode)

Hint = str | tuple[str, str]
"""A command id for row 24, or (id, other label)."""


def story(
    method: Callable[Concatenate[N, P], Coroutine[Any, Any, None]],
) -> Callable[Concatenate[N, P], Worker[None]]:
    """Make a method of a page or dialog a story: an action that may wait.

    It runs as a worker, so it may ``await`` services and dialogs.  Keys typed while it
    waits for the database are held and then reach whatever has the focus; while it waits
    for a dialog they go to the dialog.
    """

    @wraps(method)
    def begin(self: N, *args: P.args, **kwargs: P.kwargs) -> Worker[None]:
        from inventory_tui.tui.app import STORY, InventoryApp

        app = self.app
        assert isinstance(app, InventoryApp)
        holder = object()
        app.typing.hold(holder)

        async def run() -> None:
            STORY.set(holder)
            try:
                await method(self, *args, **kwargs)
            finally:
                app.typing.release(holder)

        return self.run_worker(run(), group="story", name=method.__name__)

    return cast(Callable[Concatenate[N, P], Worker[None]], begin)


class Page(Screen[None], inherit_bindings=False):
    """One page of the program."""

    PLACE: ClassVar[int] = 0
    """The number of the place it belongs to."""
    TOPIC: ClassVar[str] = ""
    """The heading of its section in ``help/guide.md``."""
    HINTS: ClassVar[tuple[Hint, ...]] = ()
    """The six most useful commands, for row 24."""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*FRAME)]

    def compose(self) -> ComposeResult:
        """Lay out the six parts of a page."""
        yield PlaceBar(id="places")
        with Container(id="top"):
            yield ScanBar()
            yield from self.compose_top()
        with Container(id="body"):
            yield from self.compose_body()
        yield StatusLine(id="status")
        yield KeyBar(id="keys")
        yield Static(id="too-small", markup=False)

    def compose_top(self) -> ComposeResult:
        """Row 2; override to show a title, a filter or a summary."""
        yield from ()

    def compose_body(self) -> ComposeResult:
        """Rows 3 to 22; override."""
        yield from ()

    # -- what a page is made of -----------------------------------------------------------

    @property
    def inventory(self) -> InventoryApp:
        """The program."""
        from inventory_tui.tui.app import InventoryApp

        assert isinstance(self.app, InventoryApp)
        return self.app

    @property
    def context(self) -> Context:
        """The current source and stock, who works, where."""
        return self.inventory.context

    @property
    def status(self) -> StatusLine:
        """Row 23."""
        return self.query_one("#status", StatusLine)

    @property
    def key_bar(self) -> KeyBar:
        """Row 24."""
        return self.query_one("#keys", KeyBar)

    # -- services -------------------------------------------------------------------------

    async def read(
        self,
        service: Callable[Concatenate[Database, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Ask a question of a service; says so in row 23 when it takes long.

        Raises:
            InventoryError: What the service refuses; a lost connection is told here already.
        """
        with Busy(self, "…"):
            try:
                answer = await self.inventory.jobs.read(service, *args, **kwargs)
            except StoreError as error:
                self.inventory.connection_lost(error)
                raise
        return answer

    async def deed(
        self, service: Callable[..., R], *args: Any, reason: str | None = None, **kwargs: Any
    ) -> R | None:
        """Do a deed: run the service with a ``cause``, say what was done or why not.

        Returns its receipt, or None when it was refused (the user has been told).
        A busy database is asked about: try again, or let it be.
        """
        kwargs.setdefault("cause", self.inventory.cause(reason))
        try:
            receipt = await self._written(service, args, kwargs)
        except InventoryError as refusal:
            await self.refuse(refusal)
            return None
        if isinstance(receipt, Receipt):
            self.say_receipt(receipt)
        return receipt

    async def long_deed(
        self,
        title: str,
        service: Callable[..., R],
        *args: Any,
        reason: str | None = None,
        **kwargs: Any,
    ) -> R | None:
        """Do a deed that takes ``progress`` and ``stop``, with a bar and Esc to stop it.

        Otherwise like `deed`.
        """
        from inventory_tui.tui.dialogs.progress import Progress, with_progress

        jobs = self.inventory.jobs

        async def begin(progress: Progress) -> R:
            return await jobs.write(
                service, *args, progress=progress.report, stop=progress.stop, **kwargs
            )

        kwargs.setdefault("cause", self.inventory.cause(reason))
        try:
            receipt = await with_progress(self.ask, title, jobs.stopping, begin)
        except InventoryError as refusal:
            await self.refuse(refusal)
            return None
        self.inventory.note_own(receipt)
        if isinstance(receipt, Receipt):
            self.say_receipt(receipt)
        return receipt

    async def _written(
        self, service: Callable[..., R], args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> R:
        from inventory_tui.tui.dialogs.question import Question

        while True:
            try:
                with Busy(self, "saving"):
                    receipt = await self.inventory.jobs.write(service, *args, **kwargs)
                self.inventory.note_own(receipt)
                return receipt
            except StoreBusy as busy:
                question = Question(
                    busy.title,
                    [str(busy)],
                    [("save", "Try again"), ("back", "Let it be")],
                )
                if await self.inventory.ask(question) != "save":
                    raise
            except StoreError as error:
                self.inventory.connection_lost(error)
                raise

    async def refuse(self, refusal: InventoryError) -> None:
        """Tell the user why not: one line in row 23, several in a dialog."""
        from inventory_tui.tui.dialogs.refusal import RefusalDialog

        message = str(refusal)
        if len(refusal.problems) > 1 or len(message) > self.size.width - 4:
            await self.inventory.ask(RefusalDialog(refusal))
        elif refusal.kind is not Kind.STORE_UNREACHABLE:
            self.say(message)

    def say(self, message: str) -> None:
        """Show a message in row 23."""
        self.inventory.say(message)

    def say_receipt(self, receipt: Receipt) -> None:
        """Show what was done and how to take it back."""
        parts = [receipt.message or "Nothing had to be changed", *receipt.warnings]
        if receipt.operation is not None and receipt.deed in UNDOABLE:
            parts.append("z undoes")
        self.say(" · ".join(parts))

    async def ask(self, dialog: Dialog[T]) -> T | None:
        """Open a dialog and wait for its answer; None when the user backs out."""
        return await self.inventory.ask(dialog)

    # -- hooks ----------------------------------------------------------------------------

    def begin(self) -> None:
        """The page is shown for the first time: start reading."""

    def resume(self) -> None:
        """The page is seen again, after another page, place or dialog; by default nothing."""

    def context_changed(self) -> None:
        """Another source or stock is current; by default only row 23 follows."""
        self.status.show_context(self.context)

    def data_changed(self) -> None:
        """Another terminal (or an own deed) wrote something: read again what is shown."""

    def changed_by_others(self, products: frozenset[int] | None) -> None:
        """Another terminal wrote; ``products`` are the ones touched, None: any may be."""
        self.freshen()

    def freshen(self) -> None:
        """Read again now if the page is seen, else when it is seen next."""
        if self.is_current:
            self.data_changed()
        else:
            self._stale = True

    def unsaved(self) -> list[str]:
        """Name what is not saved, a line each (``berlin: MH01 4 → 16``)."""
        return []

    async def save_unsaved(self) -> bool:
        """Save what is not saved; False when that was refused."""
        return True

    def discard_unsaved(self) -> None:
        """Throw away what is not saved (keep it in ``drafts`` for ``z``)."""

    def subject(self) -> str:
        """What verbs would act on: ``36 marked products``, ``MH01-XS-Black``; else empty."""
        return ""

    def palette_entries(self) -> list[Entry]:
        """More lines for the palette of this page."""
        return []

    def bring_back_draft(self) -> bool:
        """Bring the draft back that was thrown away last; False when there is none."""
        return False

    def label_of(self, command: Command) -> str:
        """What a command is called here, for menus: ``Transfer 36 marked products``."""
        return command.label

    # -- keys shown -----------------------------------------------------------------------

    def live(self) -> Iterator[tuple[Command, str, bool]]:
        """Every command of this page with its keys now and whether it can run now."""
        by_id: dict[str, list[str]] = {}
        enabled: dict[str, bool] = {}
        for key, active in self.active_bindings.items():
            id = active.binding.id
            if id is not None and id in COMMANDS:
                by_id.setdefault(id, []).append(key)
                enabled[id] = active.enabled
        for id, command in COMMANDS.items():
            if id in by_id:
                ordered = [key for key in self.keys_of(id).split(",") if key in by_id[id]]
                yield command, "  ".join(keys_shown(",".join(ordered))), enabled[id]

    def keys_of(self, id: str) -> str:
        """The keys of a command as they are now bound, the user's own first."""
        return self.inventory.keys_now.get(id, COMMANDS[id].keys)

    def hints(self) -> tuple[Hint, ...]:
        """The commands row 24 shows; override where they follow what is under the cursor."""
        return self.HINTS

    def key_of_save(self) -> str:
        """The key that saves, as row 23 names it."""
        return shown(self.keys_of("save").split(",")[0])

    def helpful_keys(self) -> list[str]:
        """Three keys to name when another one means nothing."""
        live = {command.id for command, _, _ in self.live()}
        wanted = [
            ("keys", "keys"),
            ("filter", "filter"),
            ("position", "jump"),
            ("back", "back"),
        ]
        named = [(self.keys_of(id).split(",")[0], word) for id, word in wanted if id in live]
        return [f"{shown(key)} {word}" for key, word in named[:3]]

    def show_keys(self) -> None:
        """Draw row 24 again, after what is live has changed."""
        shown_now: list[tuple[str, str]] = []
        for hint in self.hints():
            id, label = hint if isinstance(hint, tuple) else (hint, COMMANDS[hint].label)
            command = COMMANDS[id]
            if self.check_action(command.action, ()) is not False:
                shown_now.append((shown(self.keys_of(id).split(",")[0]), label))
        self.key_bar.show_keys(shown_now)

    # -- life -----------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Draw the frame."""
        self._draw_frame()
        self.show_keys()
        self._begun = False
        self._stale = False

    def on_screen_resume(self) -> None:
        """Start reading, and let the keys typed meanwhile go on."""
        self._draw_frame()
        if not self._begun:
            self._begun = True
            self.begin()
        else:
            self.resume()
            if self._stale:
                self._stale = False
                self.data_changed()
        self.inventory.typing.release(self)

    def on_resize(self, event: events.Resize) -> None:
        """Fit the new size, or say how large the terminal must be."""
        width, height = event.size
        self.query_one("#too-small", Static).update(f"needs 40×12, is {width}×{height}")
        self._draw_frame()

    def _draw_frame(self) -> None:
        app = self.inventory
        self.query_one("#places", PlaceBar).show_places(
            app.places.values(), self.PLACE, self.size.width
        )
        self.status.show_context(app.context)
        if app.messages and (app.clock() - app.messages[-1][0]).total_seconds() < 8:
            self.status.say(app.messages[-1][1])

    # -- actions every page has -----------------------------------------------------------

    def action_focus_next(self) -> None:
        """Tab: the next field, pane or tab."""
        self.focus_next()

    def action_focus_previous(self) -> None:
        """Shift+Tab: the previous one."""
        self.focus_previous()

    def action_repaint(self) -> None:
        """Ctrl+L: send the whole screen again."""
        self.app.refresh(repaint=True, layout=True)

    def action_reload(self) -> object:
        """F5: read again."""
        self.data_changed()
        return None

    def action_go(self) -> None:
        """``g``: wait for the digit of a place, or ``g`` for the first row."""
        app = self.inventory
        places = [f"{place.number} {place.title}" for place in app.places.values()]

        def answer(key: str) -> bool:
            if key == "g":
                return self.go_top()
            if key.isdigit() and int(key) in app.places:
                self.leave_for(int(key))
                return True
            return False

        app.wait_for_second("g: " + "  ".join([*places, "g Top"]), answer)

    def go_top(self) -> bool:
        """``gg``: the first row; False where there is no list."""
        return False

    @story
    async def leave_for(self, number: int) -> None:
        """Go to another place, after asking about what is not saved."""
        if await self.may_leave():
            self.inventory.go(number)

    async def may_leave(self) -> bool:
        """Ask about what is not saved; True when the page may be left."""
        from inventory_tui.tui.dialogs.question import leave_question

        unsaved = self.unsaved()
        if not unsaved:
            return True
        answer = await self.ask(leave_question(unsaved))
        if answer == "save":
            return await self.save_unsaved()
        if answer == "discard":
            self.discard_unsaved()
            return True
        return False

    @story
    async def action_back(self) -> None:
        """Esc: one step back; at a place's list it says how to leave."""
        if self.step_back():
            return
        if len(self.app.screen_stack) > 1:
            if await self.may_leave():
                self.dismiss()
            return
        self.say(f"{shown(self.keys_of('leave').split(',')[-1])} leaves the program")

    def step_back(self) -> bool:
        """Take one step back inside the page (a range, a filter); False when none is left."""
        return False

    @story
    async def action_leave(self) -> None:
        """F3, q: to the place's list; from there: quit, asked."""
        stack = self.app.screen_stack
        if len(stack) > 1:
            if await self.may_leave():
                self.inventory.typing.hold(stack[0])
                while len(self.app.screen_stack) > 1:
                    self.app.pop_screen()
            return
        await self.inventory.quit()

    @story
    async def action_stop(self) -> None:
        """Ctrl+C: ask to stop or quit; never kills."""
        await self.inventory.quit()

    @story
    async def action_palette(self) -> None:
        """``:``: every command and place."""
        from inventory_tui.tui.dialogs.palette import Palette

        chosen = await self.ask(Palette(self))
        await self._run_chosen(chosen)

    @story
    async def action_keys(self) -> None:
        """``?``: every key live here; Enter runs it."""
        from inventory_tui.tui.dialogs.palette import KeyList

        chosen = await self.ask(KeyList(self))
        await self._run_chosen(chosen)

    @story
    async def action_actions(self) -> None:
        """``b``: all actions on the row or the marks, with their letters."""
        from inventory_tui.tui.dialogs.palette import ActionMenu

        chosen = await self.ask(ActionMenu(self))
        await self._run_chosen(chosen)

    async def _run_chosen(self, chosen: Callable[[], object] | None) -> None:
        if chosen is not None:
            result = chosen()
            if isinstance(result, Worker):
                return
            if asyncio.iscoroutine(result):
                await result

    def action_scan(self) -> None:
        """``]``, F7 or a digit: the scan bar, with that digit in it."""
        key = self.inventory.last_key
        self.query_one("#scan", ScanBar).open(key if key.isdigit() else "")

    @story
    async def take_scan(self, text: str) -> None:
        """A code was scanned or typed: open what it names; scan screens do otherwise."""
        await find_and_open(self, text)

    def unknown_code(self, scan: Scan) -> str:
        """What to say about a code that names nothing."""
        if scan.code.isdigit() and len(scan.code) < 8:
            return f"{scan.code} is no code here. e edits the quantity, g goes to a place"
        return f"{scan.code} unknown"

    def open_found(self, thing: Found) -> None:
        """Open what a code or the palette named: its page; a source becomes the current one."""
        if thing.kind is FoundKind.SOURCE:
            self.inventory.change_context(
                replace(self.context, source_id=thing.id, source=thing.label)
            )
            self.say(f"{thing.label} is the current source")
            return
        page = page_of(thing)
        if page is None:
            self.say(f"{thing.kind.capitalize()} {thing.label} {thing.name}".rstrip())
        else:
            self.inventory.open(page)

    @story
    async def show_messages(self) -> None:
        """``:messages``: the last fifty."""
        from inventory_tui.tui.dialogs.text import TextDialog

        lines = [
            f"{at.astimezone():%H:%M:%S}  {message}"
            for at, message in reversed(self.inventory.messages)
        ]
        await self.ask(TextDialog("Messages, newest first", "\n".join(lines) or "None yet"))

    @story
    async def action_help(self) -> None:
        """F1: help on what has the focus."""
        from inventory_tui.tui.dialogs.text import help_on

        await self.ask(help_on(self.TOPIC or type(self).__name__, self))

    @story
    async def action_source(self) -> None:
        """``s``: pick the current source."""
        from inventory_tui.tui.dialogs.pick import pick_source

        await pick_source(self)

    @story
    async def action_stock(self) -> None:
        """``S``: pick the stock whose salable is shown."""
        from inventory_tui.tui.dialogs.pick import pick_stock

        await pick_stock(self)

    @story
    async def action_undo(self) -> None:
        """``z``: undo the last deed; shows what comes back first."""
        from inventory_tui.tui.dialogs.undo import undo_last

        await undo_last(self)

    @story
    async def action_redo(self) -> None:
        """``Z``: undo the undoing."""
        from inventory_tui.tui.dialogs.undo import redo_last

        await redo_last(self)

    def action_save(self) -> object:
        """F10: save; a page without anything to save says so."""
        self.say("Nothing to save here")
        return None


class Busy:
    """Says in row 23 that something takes longer than 200 ms, and for how long."""

    def __init__(self, page: Page, word: str) -> None:
        self._page = page
        self._word = word

    def __enter__(self) -> None:
        self._ticks = 0
        self._timer = self._page.set_interval(0.2, self._tick)

    def _tick(self) -> None:
        self._ticks += 1
        seconds = self._ticks // 5
        if self._ticks == 1 or self._ticks % 5 == 0:
            text = self._word if not seconds else f"{self._word}, {seconds} s"
            self._page.status.busy(self, text)

    def __exit__(self, *_: object) -> None:
        self._timer.stop()
        if self._page.is_mounted:
            self._page.status.busy(self, None)
