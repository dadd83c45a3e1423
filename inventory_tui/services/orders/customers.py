"""Whom orders are for: told to those who may see orders, wherever an order is spoken of."""

from __future__ import annotations

from inventory_tui.domain.permissions import Permission
from inventory_tui.store.transaction import Transaction


def are_seen(transaction: Transaction) -> bool:
    """Whether who asks may see what customers are called and where they live.

    Raises:
        Refused: ``not_allowed``: who it is, is not known here or was switched off.
    """
    person = transaction.guard.person()
    return person is None or person.may(Permission.ORDER_VIEW)
