"""The program on screen: places, theme, settings, lifetime of the database and its jobs."""

from __future__ import annotations

import asyncio
import getpass
import re
import signal
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar

from rich.text import Text
from textual import events, work
from textual.app import App
from textual.binding import BindingType
from textual.dom import DOMNode
from textual.screen import Screen
from textual.worker import WorkerFailed

from inventory_tui import defects
from inventory_tui.domain.bulk import Request
from inventory_tui.domain.errors import InvalidInput, Kind, StoreError
from inventory_tui.domain.history import Cause
from inventory_tui.services import Database, surroundings, watching
from inventory_tui.tui import display, drafts, looks
from inventory_tui.tui.commands import COMMANDS, shown
from inventory_tui.tui.context import Context
from inventory_tui.tui.dialogs.question import quit_question
from inventory_tui.tui.jobs import Jobs
from inventory_tui.tui.keymaps import keymap
from inventory_tui.tui.places import Place, existing_places
from inventory_tui.tui.stories import STORY
from inventory_tui.tui.type_ahead import TypeAhead

if TYPE_CHECKING:
    from inventory_tui.settings import Settings
    from inventory_tui.tui.dialogs.dialog import Dialog
    from inventory_tui.tui.dialogs.progress import Progress
    from inventory_tui.tui.screens.page import Page

T = TypeVar("T")

MESSAGES_KEPT = 50
WATCHED_EVERY_S = 1.0
"""How often it looks whether others wrote."""
DEFECT = 70
"""Exit status after a defect of the program."""

STYLES = ("app", "grid", "dialogs", "panes")


class InventoryApp(App[int], inherit_bindings=False):
    """All screens over one database.  Its result is the exit status."""

    CSS_PATH = [f"styles/{name}.tcss" for name in STYLES]  # noqa: RUF012
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = "#body QueryGrid, #body TextBox"
    ESCAPE_TO_MINIMIZE = False
    TITLE = "inventory-tui"
    BINDINGS: ClassVar[list[BindingType]] = []
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-too-narrow"),
        (40, "-tiny"),
        (60, "-small"),
        (80, "-normal"),
        (100, "-wide"),
        (120, "-wider"),
        (200, "-widest"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-too-low"),
        (12, "-low"),
        (20, "-high"),
    ]

    def __init__(
        self,
        database: Database,
        settings: Settings,
        *,
        label: str = "",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Prepare the screens over an opened and upgraded database.

        Args:
            label: What row 23 calls the database; its file's name when empty.
            clock: What time it is, for messages.
        """
        self.display_profile = display.display(settings.display)
        # Textual fixes its colour filters while it is made, so the theme comes first
        if self.display_profile.plain:
            self.set_reactive(App.theme, self.display_profile.theme)
        super().__init__(ansi_color=True if self.display_profile.plain else None)
        if not self.display_profile.plain:
            self.register_theme(looks.RICH_THEME)
            self.theme = self.display_profile.theme
        if self.display_profile.ascii:
            self._filters.append(looks.AsciiSigns())
        self.animation_level = "none"
        self.settings = settings
        self.clock = clock
        self.jobs = Jobs(database)
        self.drafts = drafts.Drafts(str(database), getpass.getuser())
        self.typing = TypeAhead(self._deliver, self.call_later)
        self.typing.hold(self)  # until there is a page to type at
        self.messages: deque[tuple[datetime, str]] = deque(maxlen=MESSAGES_KEPT)
        self.login = getpass.getuser()
        self.actor = settings.actor or self.login
        """Who deeds are recorded for."""
        self.context = Context(
            1, "default", 1, "Default Stock", self.actor, label or _short(database)
        )
        self.places: Mapping[int, Place] = {}
        self.last_saved: dict[str, str] = {}
        """Field name → value saved last, for Ctrl+D."""
        self.last_bulk: Request | None = None
        """The deed on many products that was done last, for ``.``."""
        self.filter_values: dict[str, Sequence[str]] = {}
        """Key of a filter → labels it may take."""
        self.keys_now: Mapping[str, str] = {}
        """Command id → keys, for the commands that do not have their default keys."""
        self.running: tuple[str, Progress] | None = None
        """The long deed under way: its title and how far it is."""
        self.last_key = ""
        """The character typed last, for the scan bar."""
        self.last_key_at = 0.0
        """When it was pressed, by the clock of `textual.message.Message.time`."""
        self._lost_since: datetime | None = None
        self._newest: int | None = None
        self._own: set[int] = set()
        self._second: tuple[str, Callable[[str], bool]] | None = None

    # -- life ---------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Open on the first place."""
        try:
            self.keys_now = keymap(self.settings.keymap, self.settings.keys)
            self.set_keymap(self.keys_now)
            self._prefer_save_key(self.drafts.remembered("save_key"))
        except InvalidInput as invalid:
            self.call_later(self.say, str(invalid))
        self.places = {place.number: place for place in existing_places()}
        for place in self.places.values():
            self.add_mode(place.name, place.open)
        self._start()
        self.set_interval(WATCHED_EVERY_S, self._watch)
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGHUP):
                asyncio.get_running_loop().add_signal_handler(number, self.end)

    @work
    async def _start(self) -> None:
        """Open the first place at the source and stock of the last time."""
        try:
            await self.read_surroundings()
            self._newest = await self.jobs.read(watching.newest)
        except StoreError as error:
            self.connection_lost(error)
        self.go(min(self.places))
        self.typing.release(self)
        if self.drafts.remembered("save_key") is None:
            self.say("Press F10. Nothing? Ctrl+S does the same")
        if self.context.database == "demo":
            self.say("Demo: nothing here is real. ? lists the keys")

    async def read_surroundings(self) -> None:
        """Read which source and stock are current, and what filters may name.

        Raises:
            StoreError: The database cannot be reached.
        """
        context = self.context
        source = self.drafts.remembered("source") if self._newest is None else context.source
        stock = self.drafts.remembered("stock") if self._newest is None else context.stock
        found, self.filter_values = await self.jobs.read(surroundings.at_work, source, stock)
        self.change_context(
            replace(
                context,
                source_id=found.source_id,
                source=found.source,
                stock_id=found.stock_id,
                stock=found.stock,
                several_sources=found.several_sources,
            )
        )

    def end(self) -> None:
        """End at once and cleanly: a deed in progress finishes, drafts are kept."""
        self.drafts.flush()
        self.jobs.stopping.set()
        self.exit(0)

    def on_unmount(self) -> None:
        """Wait for a commit that has begun."""
        self.drafts.flush()
        self.jobs.close()

    def _handle_exception(self, error: Exception) -> None:
        """Write a defect down and end with a sentence; tests see the error itself."""
        doing = type(self.screen).__name__ if self.screen_stack else "start"
        if isinstance(error, WorkerFailed) and isinstance(error.error, Exception):
            error = error.error
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
            if not self.is_headless:
                where = defects.record(error, doing)
                self._exit_renderables.append(Text(defects.sentence(where)))
        self.drafts.flush()
        self._return_code = DEFECT
        self._close_messages_no_wait()

    # -- who and where ------------------------------------------------------------------

    def cause(self, reason: str | None = None, note: str = "") -> Cause:
        """Who does a deed and why, for services that write."""
        return Cause(self.actor, self.login, reason, note)

    def change_context(self, context: Context) -> None:
        """Take another source or stock; every page reads again when it is seen next."""
        if context == self.context:
            return
        self.context = context
        self.drafts.remember(source=context.source, stock=context.stock)
        for page in self.pages():
            page.context_changed()

    def pages(self) -> list[Page]:
        """Every page that is open, of every place; dialogs left out."""
        from inventory_tui.tui.screens.page import Page

        return [
            screen
            for stack in self._screen_stacks.values()
            for screen in stack
            if isinstance(screen, Page) and screen.is_drawn
        ]

    @property
    def page(self) -> Page | None:
        """The page on top of the current place, under any dialog."""
        from inventory_tui.tui.screens.page import Page

        for screen in reversed(self.screen_stack):
            if isinstance(screen, Page):
                return screen
        return None

    # -- messages -----------------------------------------------------------------------

    def say(self, message: str) -> None:
        """Show a message in row 23 and keep it among the last fifty."""
        self.messages.append((self.clock(), message))
        page = self.page
        if page is not None and page.is_drawn:
            page.status.say(message)

    def connection_lost(self, error: StoreError) -> None:
        """Say that the database cannot be reached, and try again until it can."""
        if error.kind is not Kind.STORE_UNREACHABLE or self._lost_since is not None:
            return
        self._lost_since = self.clock()
        since = self._lost_since.astimezone().strftime("%H:%M")
        for page in self.pages():
            page.status.keep_saying(
                f"No connection since {since}. "
                "Reading what is loaded; drafts are kept; retrying"
            )
        self._retry = self.set_interval(2.0, self._try_again)

    async def _try_again(self) -> None:
        try:
            await self.jobs.read(watching.newest)
        except StoreError:
            return
        self._retry.stop()
        self._lost_since = None
        for page in self.pages():
            page.status.keep_saying("")
            page.data_changed()
        self.say("The connection is back")

    def data_written(self) -> None:
        """A deed was done here: every open page reads again what it shows."""
        for page in self.pages():
            page.freshen()

    def note_own(self, receipt: object) -> None:
        """Remember a deed of this program, so that it is not taken for another's."""
        operation = getattr(receipt, "operation", None)
        if operation is None:
            operation = getattr(getattr(receipt, "receipt", None), "operation", None)
        if isinstance(operation, int):
            self._own.add(operation)

    @work(exclusive=True, group="watch")
    async def _watch(self) -> None:
        """Look whether others wrote, and let the pages show it."""
        if self.jobs.writing or self._lost_since is not None:
            return
        try:
            newest = await self.jobs.read(watching.newest)
            if self._newest is None or newest <= self._newest:
                self._newest = newest
                return
            others = await self.jobs.read(
                watching.changed_products, self._newest, frozenset(self._own)
            )
        except StoreError as error:
            self.connection_lost(error)
            return
        self._newest = newest
        self._own = {id for id in self._own if id > newest}
        if others.actor is not None:
            await self.read_surroundings()
            for page in self.pages():
                page.changed_by_others(others.products)

    async def quit(self) -> None:
        """Ask, then end; a deed that runs finishes or is stopped first."""
        unsaved = [line for page in self.pages() for line in page.unsaved()]
        running = "a deed is being saved" if self.jobs.writing else ""
        if self.running is not None:
            title, progress = self.running
            running = f"{title}: {progress.done:,} of {progress.total:,}"
        held = f"{len(unsaved)} unsaved changes are kept as drafts." if unsaved else ""
        answer = await self.ask(quit_question(running, held))
        if answer == "discard":
            self.jobs.stopping.set()
        if answer in ("save", "discard"):
            self.say("finishing …")
            while self.jobs.writing:
                await asyncio.sleep(0.05)
            self.exit(0)

    # -- dialogs and pages --------------------------------------------------------------

    async def ask(self, dialog: Dialog[T]) -> T | None:
        """Open a dialog and wait for its answer; None when the user backs out.

        Only in a story: keys typed meanwhile reach the dialog, those typed after its
        answer wait until the story is at its next step.
        """
        holder = STORY.get()
        self.typing.hold(dialog)
        if holder is not None:
            dialog.hold_for = holder
            self.typing.release(holder)
        return await self.push_screen_wait(dialog)

    def open(self, page: Page) -> None:
        """Show a page over the current one; Esc comes back."""
        self.typing.hold(page)
        self.push_screen(page)

    def go(self, number: int) -> bool:
        """Go to the place of that number; False where there is none."""
        place = self.places.get(number)
        if place is None:
            return False
        if place.name != self.current_mode:
            self.switch_mode(place.name)
            if self.page is not None and not self.page.is_drawn:
                self.typing.hold(self.page)
        return True

    # -- keys ---------------------------------------------------------------------------

    def wait_for_second(self, hints: str, answer: Callable[[str], bool]) -> None:
        """Hand the next key to ``answer`` (as its Textual name) and show ``hints`` in row 24.

        ``answer`` returns False for a key that means nothing there.
        """
        self._second = (hints, answer)
        if self.page is not None:
            self.page.key_bar.wait(hints)

    async def on_event(self, event: events.Event) -> None:
        """Let keys and pastes wait for their turn; everything else goes its usual way."""
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            await self.typing.take(event)
        else:
            await super().on_event(event)

    async def _deliver(self, event: events.Event) -> None:
        """Deal with one key, and hold the next until everything it caused is done."""
        target = self.focused or self.screen
        self.typing.hold(event)
        try:
            if isinstance(event, events.Key):
                await self._press(event, target)
            else:
                await super().on_event(event)
        finally:
            self._settle(event, target)

    async def _press(self, event: events.Key, target: DOMNode) -> None:
        page = self.page if self.page is not None and self.page.is_drawn else None
        self.last_key = event.character or ""
        self.last_key_at = event.time
        if event.key in ("f10", "ctrl+s"):
            self._remember_save_key(event.key)
        if page is not None:
            page.status.key_pressed()
        if self._second is not None:
            _, answer = self._second
            self._second = None
            if page is not None:
                page.key_bar.wait("")
            if event.key not in ("escape", "f12") and not answer(event.key):
                self.say(f"g {shown(event.key)} does nothing here")
            return
        if await self._check_bindings(event.key, priority=True):
            return
        consumes = self.focused is not None and self.focused.check_consume_key(
            event.key, event.character
        )
        if not consumes and await self._check_bindings(event.key):
            return
        target._forward_event(event)  # type: ignore[attr-defined]

    def _remember_save_key(self, key: str) -> None:
        """Where F10 never arrives, hints say Ctrl+S from then on."""
        known = self.drafts.remembered("save_key")
        if known == key or known == "f10":
            return
        self.drafts.remember(save_key=key)
        self._prefer_save_key(key)
        if self.page is not None:
            self.page.show_keys()

    def _prefer_save_key(self, key: str | None) -> None:
        keys = self.keys_now.get("save", COMMANDS["save"].keys).split(",")
        if key in keys:
            first = [key, *(other for other in keys if other != key)]
            self.keys_now = {**self.keys_now, "save": ",".join(first)}

    def _settle(self, event: events.Event, target: DOMNode) -> None:
        """Release the next key after one round through every queue above ``target``.

        Messages rise from parent to parent, so a callback that does the same arrives after
        all of them.
        """
        nodes = [node for node in target.ancestors_with_self if node is not self]
        timer = self.set_timer(0.5, lambda: self.typing.release(event))

        def rise() -> None:
            while nodes:
                if nodes[0] not in self.screen_stack and isinstance(nodes[0], Screen):
                    nodes.clear()
                    break
                if nodes.pop(0).call_later(rise):
                    return
            self.call_later(done)

        def done() -> None:
            timer.stop()
            self.typing.release(event)

        rise()

    def on_key(self, event: events.Key) -> None:
        """Say so when a key means nothing here."""
        if self.page is not None and self.screen is self.page and event.key != "escape":
            self.say(
                f"{shown(event.key)} does nothing here. " + "  ".join(self.page.helpful_keys())
            )


def _short(database: Database) -> str:
    """A database's name for row 23: a file's stem, or host/name."""
    if isinstance(database.path, Path):
        return database.path.stem
    return re.sub(r"^.*@", "", str(database)).split("?")[0]
