"""Whether a sample inventory is there already; to make one takes a lot more (`demo`)."""

from __future__ import annotations

from inventory_tui.domain.history import Deed
from inventory_tui.store.database import Database
from inventory_tui.store.upkeep.upgrading import was_made_by


def is_made(database: Database) -> bool:
    """Whether this database holds what `demo.make` makes."""
    return was_made_by(database, Deed.DEMO_MADE)
