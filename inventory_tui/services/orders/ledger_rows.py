"""Rows put into the ledger for their own sake, and what follows for the orders they name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.order import Event
from inventory_tui.domain.quantity import Quantity, total
from inventory_tui.store.database import Transaction


class LedgerRow(NamedTuple):
    """One row to be written: its stock, product and order are found already."""

    stock_id: int
    product_id: int
    order_id: int | None
    quantity: Quantity
    """Below 0 it holds, above 0 it lets go."""
    event: Event


def put_rows(
    transaction: Transaction,
    deed: Deed,
    rows: Sequence[LedgerRow],
    *,
    cause: Cause,
    reason: str,
    summary: str,
    counts: Mapping[str, int | str],
) -> Receipt:
    """Write rows as one operation; the lines of their orders then hold what the sums say.

    Args:
        rows: At least one.
    """
    orders = {row.order_id for row in rows if row.order_id is not None}
    operation = transaction.journal.begin(
        deed, cause, reason=reason, order_id=min(orders) if len(orders) == 1 else None
    )
    for event in dict.fromkeys(row.event for row in rows):
        transaction.reservations.add(
            operation,
            event,
            [
                (row.stock_id, row.product_id, row.order_id, row.quantity.parts)
                for row in rows
                if row.event is event
            ],
        )
    transaction.inconsistencies.follow(
        (row.order_id, row.product_id) for row in rows if row.order_id is not None
    )
    transaction.inconsistencies.touch(orders)
    units = total(row.quantity for row in rows)
    transaction.journal.finish(operation, summary=summary, units=units, counts=counts)
    return Receipt(operation, deed, dict(counts), f"{summary}.")
