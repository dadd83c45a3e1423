"""Noticing what others write: a cheap number that changes with every deed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.database import Database
from inventory_tui.store.history import watching
from inventory_tui.store.history.watching import Others

__all__ = ["Others", "State", "changed_products", "newest", "state_of"]


def newest(database: Database) -> int:
    """Return the number of the newest deed; 0 before the first.

    Raises:
        StoreError: The database cannot be reached.
    """
    with database.read(by_program=True) as transaction:
        return watching.newest_operation(transaction)


@dataclass(frozen=True, slots=True)
class State:
    """What lies at a source now, and who made it so."""

    quantity: Quantity | None
    version: int
    """0 where there is no row."""
    actor: str = ""
    at: datetime | None = None


def state_of(database: Database, sku: str, source: str) -> State:
    """Return what lies of a product at a source now, and who changed it last.

    Raises:
        Refused: There is no such product or source.
    """
    with database.read() as transaction:
        product = transaction.products.known(sku)
        at = transaction.sources.known(source)
        item = transaction.source_items.of_products([product.id], [at.id]).get(
            (product.id, at.id)
        )
        last = watching.last_change(transaction, product.id, at.id)
    return State(
        None if item is None else item.quantity,
        0 if item is None else item.version,
        "" if last is None else last.actor,
        None if last is None else last.at,
    )


def changed_products(database: Database, since: int, own: frozenset[int]) -> Others:
    """Return what deeds after operation ``since``, other than one's ``own``, touched."""
    with database.read() as transaction:
        return watching.touched_by_others(transaction, since, own)
