"""Questions for the lists of orders and of shipments (see `Listing` for how a grid asks)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from inventory_tui.domain.order_list import (
    ORDER_SORTS,
    SHIPMENT_SORTS,
    OrderQuery,
    OrderRow,
    ShipmentQuery,
    ShipmentRow,
)
from inventory_tui.domain.permissions import Permission
from inventory_tui.services.orders import customers
from inventory_tui.services.orders.listing import Listing
from inventory_tui.services.sourcing.naming import SourceNames
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.orders.order_list import OrderList
from inventory_tui.store.orders.shipment_list import ShipmentList

__all__ = [
    "ORDER_SORTS",
    "SHIPMENT_SORTS",
    "OrderQuery",
    "OrderRow",
    "ShipmentQuery",
    "ShipmentRow",
    "count_orders",
    "count_shipments",
    "order_id",
    "order_ids",
    "order_rows",
    "order_window",
    "orders",
    "shipment_ids",
    "shipment_rows",
    "shipment_window",
    "shipments",
]


def order_id(database: Database, number: str) -> int | None:
    """Return the id of the order a typed or scanned number means; None where none is meant."""
    with database.read(Permission.ORDER_VIEW) as transaction:
        return transaction.orders.id_of(number)


def _orders(transaction: Transaction, query: OrderQuery) -> OrderList:
    return OrderList(transaction.connection, transaction.options, transaction.now, query)


class _Shipments(ShipmentList):
    """Shipments as whoever looks may see them, their sources called as that person does."""

    def __init__(self, transaction: Transaction, query: ShipmentQuery) -> None:
        self._transaction = transaction
        self._names_customers = customers.are_seen(transaction)
        if query.sort == "customer":
            transaction.guard.require(Permission.ORDER_VIEW)
        super().__init__(
            transaction.connection,
            transaction.options,
            transaction.now,
            query,
            by_customer=self._names_customers,
        )

    @cached_property
    def _names(self) -> SourceNames:
        return SourceNames(self._transaction)

    def rows(self, ids: Sequence[int]) -> dict[int, ShipmentRow]:
        rows = dict(self._names.of_rows(super().rows(ids)))
        if self._names_customers:
            return rows
        return {id: replace(row, customer="") for id, row in rows.items()}


_ORDERS = Listing(Permission.ORDER_VIEW, _orders, OrderQuery())
order_ids = _ORDERS.ids
order_window = _ORDERS.window
order_rows = _ORDERS.rows
count_orders = _ORDERS.count
orders = _ORDERS.walk

_SHIPMENTS = Listing(Permission.SHIPMENT_VIEW, _Shipments, ShipmentQuery())
shipment_ids = _SHIPMENTS.ids
shipment_window = _SHIPMENTS.window
shipment_rows = _SHIPMENTS.rows
count_shipments = _SHIPMENTS.count
shipments = _SHIPMENTS.walk
