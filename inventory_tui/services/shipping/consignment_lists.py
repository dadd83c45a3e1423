"""Questions for the list of consignments (see `Listing` for how a grid asks them)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from inventory_tui.domain.consignment_list import (
    CONSIGNMENT_SORTS,
    ConsignmentLine,
    ConsignmentQuery,
)
from inventory_tui.domain.permissions import Permission
from inventory_tui.services.orders import customers
from inventory_tui.services.orders.listing import Listing
from inventory_tui.store.database import Transaction
from inventory_tui.store.orders.consignment_list import ConsignmentList

__all__ = [
    "CONSIGNMENT_SORTS",
    "ConsignmentLine",
    "ConsignmentQuery",
    "count",
    "ids",
    "lines",
    "rows",
    "window",
]


class _Consignments(ConsignmentList):
    """Consignments as whoever looks may see them."""

    def __init__(self, transaction: Transaction, query: ConsignmentQuery) -> None:
        self._names_customers = customers.are_seen(transaction)
        super().__init__(
            transaction.connection,
            transaction.options,
            transaction.now,
            query,
            by_account=self._names_customers,
        )
        if self.asks_for_accounts:
            transaction.guard.require(Permission.ORDER_VIEW)

    def rows(self, ids: Sequence[int]) -> dict[int, ConsignmentLine]:
        rows = super().rows(ids)
        if self._names_customers:
            return rows
        return {id: replace(row, account="") for id, row in rows.items()}


_CONSIGNMENTS = Listing(Permission.SHIPMENT_VIEW, _Consignments, ConsignmentQuery())
ids = _CONSIGNMENTS.ids
window = _CONSIGNMENTS.window
rows = _CONSIGNMENTS.rows
count = _CONSIGNMENTS.count
lines = _CONSIGNMENTS.walk
