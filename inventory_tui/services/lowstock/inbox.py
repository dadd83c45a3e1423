"""The inbox of the program: read, marked as read; and what waits for an action."""

from __future__ import annotations

from collections.abc import Sequence

from inventory_tui.domain.permissions import Permission
from inventory_tui.store.database import Database
from inventory_tui.store.notices import Notice
from inventory_tui.store.quantities.low_watch import KeptCrossing

__all__ = ["KeptCrossing", "Notice", "listed", "mark_read", "unanswered", "unread"]


def listed(
    database: Database, *, unread: bool = False, most: int | None = None
) -> list[Notice]:
    """Return the inbox, the newest first.

    Args:
        unread: Only what nobody has read.
        most: Only so many.

    Raises:
        Refused: ``not_allowed``.
    """
    with database.read(Permission.INVENTORY) as transaction:
        return transaction.notices.listed(unread=unread, most=most)


def unread(database: Database) -> int:
    """Count what nobody has read."""
    with database.read() as transaction:
        return transaction.notices.unread()


def mark_read(database: Database, ids: Sequence[int] | None, who: str) -> int:
    """Mark lines as read; return how many were not.  That is in no history.

    Args:
        ids: Which; None: all.
        who: Who read them.

    Raises:
        Refused: ``not_allowed``.
    """
    with database.write() as transaction:
        transaction.guard.require(Permission.INVENTORY)
        return transaction.notices.mark(ids, who)


def unanswered(database: Database) -> list[KeptCrossing]:
    """Return the crossings whose action waits or failed, the oldest first.

    Raises:
        Refused: ``not_allowed``.
    """
    with database.read(Permission.INVENTORY) as transaction:
        return transaction.low_watch.unanswered()
