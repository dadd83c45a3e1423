"""Bulk deeds that run behind the screens: queued, stoppable, told when they are done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.history import Receipt
from inventory_tui.services import Database
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.tui.app import InventoryApp
    from inventory_tui.tui.dialogs.progress import Progress

_SHOWN_EVERY_S = 0.5


def batch_size(database: Database) -> int | None:
    """Return how many products a bulk deed in the background works on at once.

    None where bulk deeds do not run in the background (*Run asynchronously*).
    """
    from inventory_tui.services.keeping import configuring

    if not configuring.value(database, "bulk_async"):
        return None
    return int(configuring.value(database, "bulk_batch_size"))


@dataclass(eq=False, slots=True)
class _Job:
    title: str
    progress: Progress


class Background:
    """The deeds that were queued and are not done yet; the writer does one after another."""

    def __init__(self, app: InventoryApp) -> None:
        self._app = app
        self._jobs: list[_Job] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def __bool__(self) -> bool:
        return bool(self._jobs)

    def start(self, title: str, begin: Callable[[Progress], Awaitable[Receipt]]) -> None:
        """Queue a deed.

        Args:
            begin: Hands the deed to the writer, with how it tells its progress.
        """
        from inventory_tui.tui.dialogs.progress import Progress

        job = _Job(title, Progress(self._app.jobs.stopping))
        self._jobs.append(job)
        task = asyncio.get_running_loop().create_task(self._run(job, begin))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        if len(self._jobs) == 1:
            self._timer = self._app.set_interval(_SHOWN_EVERY_S, self._show)
        self._app.say(tr("Queued: {title}", title=title))

    def stop(self) -> None:
        """Ask all of them to stop; nothing of what is not done is kept."""
        for job in self._jobs:
            job.progress.ask_to_stop()

    def summary(self) -> str:
        """How far the first is, and how many wait behind it."""
        if not self._jobs:
            return ""
        first, *others = self._jobs
        done = first.progress
        count = (
            tr(": {done:,} of {total:,}", done=done.done, total=done.total)
            if done.total
            else ""
        )
        return f"{first.title}{count}" + (
            tr(", {others} more", others=len(others)) if others else ""
        )

    async def _run(self, job: _Job, begin: Callable[[Progress], Awaitable[Receipt]]) -> None:
        app = self._app
        try:
            receipt = await begin(job.progress)
        except InventoryError as refusal:
            said = f"{job.title}: {refusal}"
        else:
            app.note_own(receipt)
            said = tr("Done: {message}", message=receipt.message)
            said += tr(" · z undoes") if receipt.operation is not None else ""
            app.data_written()
        self._jobs.remove(job)
        if not self._jobs:
            self._timer.stop()
        self._show()
        app.say(said)

    def _show(self) -> None:
        """Row 23 of every page says what runs."""
        text = self.summary() or None
        for page in self._app.pages():
            page.status.busy(self, text)
