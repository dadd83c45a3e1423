"""Type-ahead: keys reach what has the focus when their turn comes, in their order.

A terminal may deliver many keys at once (a scanner, a fast hand, a slow line).  Textual
would hand them all to whatever has the focus at that moment.  Here the next key waits
until the one before it was dealt with: by the widget it went to and by every message it
caused, and for as long as somebody *holds* typing (a screen that is opening, a query whose
answer decides where the cursor is).

Keys that must work while something is slow (Esc, Ctrl+C) pass once a hold lasts longer
than `PATIENCE_S`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from time import monotonic

from textual import events

PATIENCE_S = 1.0
_PASSING = ("escape", "f12", "ctrl+c")


class TypeAhead:
    """Queues keys while somebody holds typing."""

    def __init__(
        self,
        deliver: Callable[[events.Event], Awaitable[None]],
        later: Callable[[Callable[[], Awaitable[None]]], object],
    ) -> None:
        """Deliver keys with ``deliver``; resume from a message queue with ``later``."""
        self._deliver = deliver
        self._later = later
        self._waiting: deque[events.Event] = deque()
        self._holders: dict[object, float] = {}
        self._delivering = False

    @property
    def held(self) -> bool:
        """Whether keys wait."""
        return bool(self._holders)

    @property
    def count(self) -> int:
        """How many keys wait."""
        return len(self._waiting)

    def holders(self) -> list[str]:
        """Who holds typing, for reports of defects."""
        return [repr(holder) for holder in self._holders]

    def hold(self, holder: object) -> None:
        """Let keys wait until ``holder`` releases them."""
        self._holders.setdefault(holder, monotonic())

    def release(self, holder: object) -> None:
        """Let waiting keys go on once nobody else holds them."""
        if self._holders.pop(holder, None) is not None and not self._holders:
            self._later(self._resume)

    async def take(self, event: events.Event) -> None:
        """Deliver a key or paste now, or when its turn comes."""
        if self._passes(event):
            self._waiting.clear()
            await self._deliver(event)
            return
        self._waiting.append(event)
        await self._resume()

    def _passes(self, event: events.Event) -> bool:
        if not (isinstance(event, events.Key) and event.key in _PASSING and self._holders):
            return False
        return monotonic() - min(self._holders.values()) > PATIENCE_S

    async def _resume(self) -> None:
        if self._delivering:
            return
        self._delivering = True
        try:
            while self._waiting and not self._holders:
                await self._deliver(self._waiting.popleft())
        finally:
            self._delivering = False
