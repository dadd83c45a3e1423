"""Bookings that expire: whoever comes first cancels what is open, and nobody a second time.

Any number of programs may look at once.  An order is claimed by taking its expiry off, in
the transaction that cancels it: whoever comes second finds none.

Source: warehouse half 1.2, *Bookings and the shipment life cycle*.
"""

from __future__ import annotations

from dataclasses import dataclass

from inventory_tui.domain.chunks import Stop, go_on
from inventory_tui.domain.history import SYSTEM, Cause, Deed, Receipt
from inventory_tui.domain.moments import moment_text
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.services.orders.order_batches import Batch
from inventory_tui.store.database import Database
from inventory_tui.store.orders.expired_orders import claim, expired

__all__ = ["Expired", "expire_bookings"]

_AT_ONCE = 100
"""Orders a transaction, which so lasts far less than a second."""


@dataclass(frozen=True, slots=True)
class Expired:
    """What became of the orders that had expired."""

    orders: int
    """How many were cancelled as far as they were open."""
    units: Quantity
    """What that let go."""
    receipts: tuple[Receipt, ...]
    """One for each transaction that cancelled something."""


def expire_bookings(
    database: Database,
    *,
    cause: Cause | None = None,
    limit: int | None = None,
    stop: Stop | None = None,
) -> Expired:
    """Cancel what is open and not invoiced of every order that has expired by now.

    What another program cancels meanwhile is left to it.

    Args:
        cause: Who does it; None: the clock.
        limit: At most so many orders.

    Raises:
        Stopped: ``stop`` said so; what was cancelled until then stays so.
    """
    database, cause = database.as_program(), cause or Cause(SYSTEM)
    receipts: list[Receipt] = []
    orders, units, left = 0, ZERO, limit
    while left is None or left > 0:
        go_on(stop)
        with database.read() as transaction:
            found = expired(transaction, min(_AT_ONCE, left or _AT_ONCE))
        if not found:
            break
        receipt = _expire(database, found, cause)
        if receipt is not None:
            receipts.append(receipt)
            orders += int(receipt.counts["orders"])
            units += Quantity.parse(str(receipt.counts["units"]))
        left = None if left is None else left - len(found)
        if database.rehearses:
            break  # what was tried is still there
    return Expired(orders, units, tuple(receipts))


def _expire(database: Database, ids: list[int], cause: Cause) -> Receipt | None:
    """Cancel those of the orders that nobody else claims, in one transaction."""
    with database.write() as transaction:
        transaction.orders.lock(ids)
        orders = {one.id: one for one in transaction.orders.get_many(ids)}
        mine = claim(transaction, ids)
        if not mine:
            return None
        transaction.lock_products(transaction.orders.product_ids(mine))
        batch = Batch(transaction, Deed.BOOKINGS_EXPIRED, cause, mine)
        batch.work([orders[id] for id in mine])
        if batch.withdraw_if_idle():
            return None
        transaction.journal.changed_many(
            batch.operation,
            [
                {
                    "kind": "order",
                    "subject_id": id,
                    "subject": orders[id].number,
                    "field": "expires",
                    "before": moment_text(orders[id].expires_at),
                    "after": None,
                }
                for id in mine
            ],
        )
        return batch.receipt()
