"""Questions for the list of consignments (see `Listing` for how a grid asks them)."""

from __future__ import annotations

from inventory_tui.domain.consignment_list import (
    CONSIGNMENT_SORTS,
    ConsignmentLine,
    ConsignmentQuery,
)
from inventory_tui.domain.permissions import Permission
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


def _listed(transaction: Transaction, query: ConsignmentQuery) -> ConsignmentList:
    return ConsignmentList(transaction.connection, transaction.options, transaction.now, query)


_CONSIGNMENTS = Listing(Permission.SHIPMENT_VIEW, _listed, ConsignmentQuery())
ids = _CONSIGNMENTS.ids
window = _CONSIGNMENTS.window
rows = _CONSIGNMENTS.rows
count = _CONSIGNMENTS.count
lines = _CONSIGNMENTS.walk
