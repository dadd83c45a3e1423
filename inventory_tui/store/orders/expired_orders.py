"""Orders whose time has run out: found by the index of those that expire at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from inventory_tui.store.driver import Driver
from inventory_tui.store.transaction import Transaction

# the first condition is the index's own, which a database would not conclude by itself
_EXPIRED = "expires_at is not null and expires_at <= ?"
_FOUND = f"select id from sales_order where {_EXPIRED} order by expires_at, id limit ?"
_CLAIMED = f"update sales_order set expires_at = null where id {{these}} and {_EXPIRED}"
_NEXT = "select min(expires_at) from sales_order where expires_at is not null"


def expired(transaction: Transaction, limit: int) -> list[int]:
    """Return the orders that have expired by now, the longest first."""
    driver = Driver(transaction.connection)
    return [id for (id,) in driver.rows(_FOUND, (driver.moment(transaction.now), limit))]


def claim(transaction: Transaction, ids: Sequence[int]) -> list[int]:
    """Take these orders' expiries off; return those that this transaction took off.

    Of several that claim an order, one gets it: the orders are to be held before
    (`Orders.lock`), and what another took off has not expired any more.
    """
    driver = Driver(transaction.connection)
    these, values = driver.among(ids)
    rows = driver.rows(
        f"{_CLAIMED.format(these=these)} returning id",
        (*values, driver.moment(transaction.now)),
    )
    return sorted(id for (id,) in rows)


def next_expiry(transaction: Transaction) -> datetime | None:
    """Return when the next order expires, or should have; None where none does."""
    driver = Driver(transaction.connection)
    ((moment,),) = driver.rows(_NEXT)
    return None if moment is None else driver.read_moment(moment)
