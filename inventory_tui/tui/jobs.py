"""Services on threads: the only module of the screens that knows about threads.

Services are ordinary functions; after ``await jobs.read(...)`` the code is back on the
event loop and may touch widgets.  Three lanes: questions run beside each other, snapshots
of whole lists one after another so that they leave room for these, deeds one after another
in the order of the keystrokes.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Concatenate, ParamSpec, TypeVar

from inventory_tui.services import Database

P = ParamSpec("P")
R = TypeVar("R")


class Jobs:
    """Runs services off the event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._readers = ThreadPoolExecutor(2, "reader")
        self._collector = ThreadPoolExecutor(1, "collector")
        self._writer = ThreadPoolExecutor(1, "writer")
        self._actions = ThreadPoolExecutor(1, "actions")
        self._writing = 0
        self._closed = False
        self.stopping = threading.Event()
        """Set when the program is told to end: long deeds stop and roll back."""

    @property
    def database(self) -> Database:
        """The database all services work on."""
        return self._database

    @property
    def writing(self) -> bool:
        """Whether a deed is queued or under way."""
        return self._writing > 0

    async def read(
        self, service: Callable[Concatenate[Database, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run a question.  Cancelling the await merely ignores the answer."""
        return await self._run(self._readers, service, args, kwargs)

    async def collect(
        self, service: Callable[Concatenate[Database, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run a question that may take long, such as for all ids of a list."""
        return await self._run(self._collector, service, args, kwargs)

    async def act(
        self, service: Callable[Concatenate[Database, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run what deeds caused, beside them: it may wait for other programs."""
        return await self._run(self._actions, service, args, kwargs)

    async def write(
        self, service: Callable[Concatenate[Database, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run a deed.  Once begun it finishes, whatever becomes of the caller."""
        self._writing += 1
        task = asyncio.ensure_future(self._run(self._writer, service, args, kwargs))
        task.add_done_callback(self._written)
        return await asyncio.shield(task)

    def _written(self, task: asyncio.Future[Any]) -> None:
        self._writing -= 1
        if not task.cancelled():
            task.exception()  # marks it as seen, should its caller be gone

    async def _run(
        self,
        lane: ThreadPoolExecutor,
        service: Callable[..., R],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> R:
        if self._closed:  # somebody was just going to ask as the program ended
            raise asyncio.CancelledError
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            lane, lambda: service(self._database, *args, **kwargs)
        )

    def close(self) -> None:
        """Let a deed in progress finish, then stop; who asks afterwards is cancelled."""
        self.stopping.set()
        self._closed = True
        for lane in (self._readers, self._collector, self._actions):
            lane.shutdown(wait=False, cancel_futures=True)
        self._writer.shutdown()
