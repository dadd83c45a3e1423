"""Noticing what others write: a cheap number that changes with every deed."""

from __future__ import annotations

from inventory_tui.store import watching
from inventory_tui.store.database import Database
from inventory_tui.store.watching import LastChange, Others

__all__ = ["LastChange", "Others", "changed_products", "last_change", "newest"]


def newest(database: Database) -> int:
    """Return the number of the newest deed; 0 before the first.

    Raises:
        StoreError: The database cannot be reached.
    """
    with database.read() as transaction:
        return watching.newest_operation(transaction)


def last_change(database: Database, product_id: int, source_id: int) -> LastChange | None:
    """Return who changed a product's row at a source last; None where nobody did."""
    with database.read() as transaction:
        return watching.last_change(transaction, product_id, source_id)


def changed_products(database: Database, since: int, own: frozenset[int]) -> Others:
    """Return what deeds after operation ``since``, other than one's ``own``, touched."""
    with database.read() as transaction:
        return watching.touched_by_others(transaction, since, own)
