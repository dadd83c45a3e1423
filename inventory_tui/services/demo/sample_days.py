"""When things happen in the sample shop: so many days before the end."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from inventory_tui.domain.errors import Refused

Event = tuple[datetime, int, Callable[[], object]]
"""When, the how manieth, what."""


class Days:
    """What happens, written down in any order."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        self.events: list[Event] = []

    def at(self, days: float, deed: Callable[[], object]) -> None:
        """Have something done some days before the end."""

        def unless_refused() -> None:
            # a shop of a handful of products does not have all that is asked of it
            with suppress(Refused):
                deed()

        moment = self.until - timedelta(days=days)
        self.events.append((moment, len(self.events), unless_refused))
