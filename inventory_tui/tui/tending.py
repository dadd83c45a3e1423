"""What the clock asks for while the program is open: it is done by whoever is there.

Dates come true by themselves; what is left to do is to draw what they changed, and to let go
of bookings that expired.  The next moment at which something happens is asked for when
somebody wrote; in between only the clock is looked at.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from inventory_tui.domain.errors import InventoryError, Kind, StoreBusy, StoreError
from inventory_tui.tui.jobs import Jobs

if TYPE_CHECKING:
    from collections.abc import Callable

    from inventory_tui.services.keeping.due import Due

_AT_ONCE = 100
"""Orders a look lets go of: somebody may be waiting to save."""


class Tending:
    """Does at each look what has come due since the last one."""

    def __init__(self, jobs: Jobs, seen: Callable[[], None]) -> None:
        """Begin with everything to be looked at.

        Args:
            seen: Called when what products are by their dates is no longer what is shown.
        """
        self._jobs = jobs
        self._seen = seen
        self._asked: int | None = None
        """The newest deed when the next moment was asked for."""
        self._due: Due | None = None
        self._check_at: datetime | None = None
        self._may_write = True

    async def look(self, newest: int) -> None:
        """Do what has come due.

        Args:
            newest: The number of the newest deed there is.

        Raises:
            StoreError: The database cannot be reached.
        """
        from inventory_tui.services.keeping import due as due_times

        if newest != self._asked:
            self._due = await self._jobs.read(due_times.next_due)
            self._asked = newest
        now, due = self._jobs.database.clock(), self._due
        if due is not None and self._may_write and _is_past(due.booking, now):
            await self._let_go()
            self._due = await self._jobs.read(due_times.next_due)
        if due is not None and _is_past(due.product, now):
            self._due = await self._jobs.read(due_times.next_due)
            self._seen()
        if self._check_at is None or now >= self._check_at:
            await self._check()
            self._check_at = now + await self._jobs.read(due_times.statuses_due_after)

    async def _let_go(self) -> None:
        """Cancel what expired; the deed is seen as anybody else's."""
        from inventory_tui.services.orders.expiring import expire_bookings

        try:
            await self._jobs.write(expire_bookings, limit=_AT_ONCE)
        except InventoryError as error:
            self._refused(error)

    async def _check(self) -> None:
        """Write into the history what dates have turned."""
        from inventory_tui.services.products.status_check import check_statuses

        if self._may_write:
            try:
                await self._jobs.write(check_statuses)
            except InventoryError as error:
                self._refused(error)

    def _refused(self, error: InventoryError) -> None:
        """Leave it to another program for good, unless it may work the next time."""
        if isinstance(error, StoreBusy):
            return
        if isinstance(error, StoreError) and error.kind is Kind.STORE_UNREACHABLE:
            raise error
        self._may_write = False


def _is_past(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now
