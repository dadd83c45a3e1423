"""The program on screen: places, theme, settings, lifetime of the database and its jobs."""

from __future__ import annotations

import asyncio
import gc
import re
import signal
import threading
from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, TypeVar

from rich.text import Text
from textual import work
from textual.app import App
from textual.binding import BindingType
from textual.worker import WorkerFailed

from inventory_tui import defects
from inventory_tui.domain.errors import InvalidInput, Refused, StoreError
from inventory_tui.domain.history import Cause
from inventory_tui.services import Database
from inventory_tui.settings import Settings, language_in_force
from inventory_tui.tui import display, drafts, looks
from inventory_tui.tui.background import Background
from inventory_tui.tui.company import WATCHED_EVERY_S, CompanyApp
from inventory_tui.tui.context import Context
from inventory_tui.tui.jobs import Jobs
from inventory_tui.tui.keymaps import keymap
from inventory_tui.tui.places import Place, existing_places
from inventory_tui.tui.rights import PLACES, why_not
from inventory_tui.tui.stories import STORY
from inventory_tui.wording import tr, trn

if TYPE_CHECKING:
    from inventory_tui.domain.bulk import Request
    from inventory_tui.tui.dialogs.dialog import Dialog
    from inventory_tui.tui.dialogs.progress import Progress
    from inventory_tui.tui.screens.frame.page import Page

T = TypeVar("T")

MESSAGES_KEPT = 50
DEFECT = 70
"""Exit status after a defect of the program."""

STYLES = ("app", "grid", "dialogs", "panes")


class InventoryApp(CompanyApp, inherit_bindings=False):
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
        self._styled_by: dict[str, str] = {}
        self._filters.append(looks.Harmless())
        if self.display_profile.ascii:
            self._filters.append(looks.AsciiSigns())
        self.animation_level = "none"
        self.settings = settings
        self.language = database.language = language_in_force(settings)
        """What the person speaks; things are called so where they have a name in it."""
        self.clock = clock
        self.jobs = Jobs(database)
        self.drafts = drafts.Drafts(str(database), database.login)
        self.begin_typing()
        self.messages: deque[tuple[datetime, str]] = deque(maxlen=MESSAGES_KEPT)
        self.login = database.login
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
        self.begin_watching()
        self.running: tuple[str, Progress] | None = None
        """The long deed under way: its title and how far it is."""
        self.background = Background(self)
        """Bulk deeds that run behind the screens."""

    def refresh_css(self, animate: bool = True) -> None:
        """Style everything anew where the theme changed.

        It is also asked for twice whenever a place is opened first, whose widgets are styled as
        they come; to read every style sheet again takes longer than to draw the place.
        """
        variables = self.get_css_variables()
        if variables != self._styled_by:
            self._styled_by = variables
            super().refresh_css(animate=animate)

    # -- life ---------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Open on the first place."""
        try:
            self.keys_now = keymap(self.settings.keymap, self.settings.keys)
            self.set_keymap(self.keys_now)
            self.prefer_save_key(self.drafts.remembered("save_key"))
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
            await self.read_newest()
        except StoreError as error:
            self.connection_lost(error)
        except Refused as refusal:
            self.exit(1, message=Text(tr("error: {refusal}", refusal=refusal)))
            return
        self.go(next((one for one in self.places if not self.why_not_at(one)), 7))
        self.typing.release(self)
        if self.drafts.remembered("save_key") is None:
            self.say(tr("Press F10. Nothing? Ctrl+S does the same"))
        if self.context.database == "demo":
            self.say(tr("Demo: nothing here is real. ? lists the keys"))
        if not self.is_headless:
            gc.freeze()  # what stands now stays: to look through it would keep a key waiting
            gc.enable()

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

    # -- messages -----------------------------------------------------------------------

    def say(self, message: str) -> None:
        """Show a message in row 23 and keep it among the last fifty."""
        self.messages.append((self.clock(), message))
        page = self.page
        if page is not None and page.is_drawn:
            page.status.say(message)

    async def quit(self) -> None:
        """Ask, then end; a deed that runs finishes or is stopped first."""
        from inventory_tui.tui.dialogs.question import quit_question

        unsaved = [line for page in self.pages() for line in page.unsaved()]
        running = tr("a deed is being saved") if self.jobs.writing else ""
        if self.running is not None:
            title, progress = self.running
            running = tr(
                "{title}: {done:,} of {total:,}",
                title=title,
                done=progress.done,
                total=progress.total,
            )
        running = self.background.summary() or running
        held = (
            trn(
                "{count} unsaved changes are kept as drafts.",
                "{count} unsaved changes are kept as drafts.",
                len(unsaved),
            )
            if unsaved
            else ""
        )
        answer = await self.ask(quit_question(running, held))
        if answer == "discard":
            self.jobs.stopping.set()
        if answer in ("save", "discard"):
            self.say(tr("finishing …"))
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

    def why_not_at(self, number: int) -> str:
        """Why who works here may not open a place; empty: they may."""
        return why_not(self.standing, PLACES.get(number, ()))

    def go(self, number: int) -> bool:
        """Go to the place of that number; False where there is none."""
        place = self.places.get(number)
        if place is None:
            return False
        if why := self.why_not_at(number):
            self.say(f"{place.title} {why}")
            return True
        if place.name != self.current_mode:
            self.switch_mode(place.name)
            if self.page is not None and not self.page.is_drawn:
                self.typing.hold(self.page)
        return True


def _short(database: Database) -> str:
    """A database's name for row 23: a file's stem, or host/name."""
    if isinstance(database.path, Path):
        return database.path.stem
    return re.sub(r"^.*@", "", str(database)).split("?")[0]
