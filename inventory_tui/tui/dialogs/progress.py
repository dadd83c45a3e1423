"""A long deed: how far it is, and one key that stops it with nothing done."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType

from inventory_tui.tui.commands import Hint
from inventory_tui.tui.dialogs.dialog import Dialog
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.wording import tr

R = TypeVar("R")

SHOWN_AFTER_S = 0.3
"""A deed that is done sooner shows no dialog."""
_REDRAWN_EVERY_S = 0.1


class Progress:
    """How far a deed is: written by its thread, read by the screen."""

    def __init__(self, ending: threading.Event) -> None:
        self.done, self.total = 0, 0
        self._stop = threading.Event()
        self._ending = ending

    def report(self, done: int, total: int) -> None:
        """What services call."""
        self.done, self.total = done, total

    def stop(self) -> bool:
        """What services ask: whether the user, or the end of the program, stops them."""
        return self._stop.is_set() or self._ending.is_set()

    def ask_to_stop(self) -> None:
        """Let the deed stop at its next chunk."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop.is_set()

    def bar(self, width: int) -> str:
        """Return ``12,000 of 36,000  ██████░░░``."""
        if not self.total:
            return "…"
        counts = tr("{done:,} of {total:,}", done=self.done, total=self.total)
        room = max(width - len(counts) - 2, 4)
        full = room * min(self.done, self.total) // self.total
        return f"{counts}  {'█' * full}{'░' * (room - full)}"


class ProgressDialog(Dialog[None]):
    """Shows a `Progress` until its deed is over; Esc asks the deed to stop."""

    AUTO_FOCUS = ""
    HINTS: ClassVar[tuple[Hint, ...]] = (("back", tr("Stop")),)
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, title: str, progress: Progress) -> None:
        super().__init__(title)
        self._progress = progress

    def compose_body(self) -> ComposeResult:
        """The bar."""
        yield Line(id="bar", classes="summary")

    def on_mount(self) -> None:
        """Redraw ten times a second at most."""
        super().on_mount()
        self._draw()
        self.set_interval(_REDRAWN_EVERY_S, self._draw)

    def _draw(self) -> None:
        text = self._progress.bar(54)
        self.query_one("#bar", Line).show(tr("stopping …") if self._progress.stopping else text)

    def action_back(self) -> None:
        """Esc: stop; the dialog closes when the deed has."""
        self._progress.ask_to_stop()
        self._draw()


async def with_progress(
    ask: Callable[[Dialog[None]], Awaitable[None]],
    title: str,
    ending: threading.Event,
    begin: Callable[[Progress], Awaitable[R]],
) -> R:
    """Run a deed, with its progress once it takes longer than a moment.

    Raises:
        InventoryError: What the deed refused with; `Stopped` when the user stopped it.
    """
    progress = Progress(ending)
    deed = asyncio.ensure_future(begin(progress))
    await asyncio.wait([deed], timeout=SHOWN_AFTER_S)
    if not deed.done():
        dialog = ProgressDialog(title, progress)

        def over(_: asyncio.Future[R]) -> None:
            if dialog.is_current:
                dialog.dismiss(None)

        deed.add_done_callback(over)
        await ask(dialog)
        while not deed.done():  # another dialog stood over it
            await asyncio.wait([deed])
    return deed.result()
