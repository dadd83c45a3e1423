"""When the clock asks for something next; what does it, `housekeeping` knows.

Apart from it, because every terminal that is open looks here and few have anything to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from inventory_tui.store.database import Database
from inventory_tui.store.orders.expired_orders import next_expiry
from inventory_tui.store.products.lives import next_date


@dataclass(frozen=True, slots=True)
class Due:
    """What the clock will ask for next."""

    booking: datetime | None
    """When the next booking expires; past: it is still to be let go.  None: never."""
    product: datetime | None
    """When the next product goes on sale or off it by its dates, which are to come."""


def next_due(database: Database) -> Due:
    """Return when there is something to be done, or to be seen."""
    with database.read() as transaction:
        return Due(next_expiry(transaction), next_date(transaction))


def statuses_due_after(database: Database) -> timedelta:
    """Return how long after a check of products' dates the next one is due."""
    with database.read() as transaction:
        return timedelta(minutes=int(transaction.options.value("status_check_minutes")))
