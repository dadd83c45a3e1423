"""Reservations that sum to 0 folded away now and then, without holding anybody up.

What `services.orders.inconsistencies.clean` does at once, this does once a day: it looks for
what can be folded first, and writes only there, a stretch of orders a transaction.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from inventory_tui.domain.chunks import Stop, go_on
from inventory_tui.domain.history import Cause, Deed
from inventory_tui.store.database import Database, Transaction
from inventory_tui.wording import tr

_EVERY = timedelta(days=1)
_LAST = "reservations_cleaned"
"""Kept beside the settings: when it was done last."""
_AT_ONCE = 10_000
"""Orders a transaction."""


def clean_when_due(database: Database, *, cause: Cause, stop: Stop | None = None) -> int:
    """Fold what sums to 0, unless that was done within the last day.

    Returns:
        How many rows were deleted.

    Raises:
        Stopped: ``stop`` said so; what was deleted until then stays so.
    """
    with database.read() as transaction:
        if not _is_due(transaction):
            return 0
        newest = transaction.inconsistencies.last_order()
        others = transaction.inconsistencies.has_balanced_others()
    with database.write() as transaction:
        if not _is_due(transaction):
            return 0  # another program came first
        transaction.options.put(_LAST, None, transaction.now.isoformat())
    deleted = _fold(database, cause, None) if others else 0
    for first in range(1, newest + 1, _AT_ONCE):
        go_on(stop)
        stretch = first, first + _AT_ONCE - 1
        with database.read() as transaction:
            found = transaction.inconsistencies.has_balanced(*stretch)
        if found:
            deleted += _fold(database, cause, stretch)
    return deleted


def _is_due(transaction: Transaction) -> bool:
    last = transaction.options.stored().get((_LAST, None))
    return last is None or datetime.fromisoformat(last) + _EVERY <= transaction.now


def _fold(database: Database, cause: Cause, stretch: tuple[int, int] | None) -> int:
    """Fold those of a stretch of orders, or those no order wrote."""
    with database.write() as transaction:
        store = transaction.inconsistencies
        operation = transaction.journal.begin(
            Deed.RESERVATIONS_CLEANED, cause, reason="cleaned"
        )
        deleted = store.fold_others() if stretch is None else store.fold(*stretch)
        if not deleted:
            transaction.journal.withdraw(operation)
            return 0
        summary = tr("{deleted:,} reservations that summed to 0 folded away", deleted=deleted)
        transaction.journal.finish(operation, summary=summary, counts={"deleted": deleted})
        return deleted
