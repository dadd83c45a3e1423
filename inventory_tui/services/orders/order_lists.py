"""Questions for the grids of orders and of shipments.

A grid asks for the first rows (``…_window``) and the snapshot of all ids (``…_ids``) at
once, then for the lines of the ids it is about to show (``…_rows``).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.order_list import (
    ORDER_SORTS,
    SHIPMENT_SORTS,
    OrderQuery,
    OrderRow,
    ShipmentQuery,
    ShipmentRow,
)
from inventory_tui.domain.permissions import Permission
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

_PAGE = 1_000


def order_ids(database: Database, query: OrderQuery) -> array[int]:
    """Return the ids of all orders of a query, in order (8 bytes each).

    Raises:
        BadFilter: The filter cannot be read; it says where and why.
        Refused: There is no such order of rows.
    """
    with database.read(Permission.ORDER_VIEW) as transaction:
        return _orders(transaction, query).ids()


def order_window(database: Database, query: OrderQuery, limit: int) -> list[OrderRow]:
    """Return the first lines, without waiting for the snapshot.

    Raises:
        BadFilter: The filter cannot be read; it says where and why.
        Refused: There is no such order of rows.
    """
    with database.read(Permission.ORDER_VIEW) as transaction:
        found = _orders(transaction, query)
        ids = found.ids(limit)
        rows = found.rows(ids)
        return [rows[id] for id in ids]


def order_rows(database: Database, ids: Sequence[int]) -> dict[int, OrderRow]:
    """Return the lines of these orders, by id."""
    with database.read(Permission.ORDER_VIEW) as transaction:
        return _orders(transaction, OrderQuery()).rows(ids)


def count_orders(database: Database, query: OrderQuery) -> int:
    """Return how many orders a query finds.

    Raises:
        BadFilter: The filter cannot be read; it says where and why.
    """
    with database.read(Permission.ORDER_VIEW) as transaction:
        return _orders(transaction, query).count()


def orders(
    database: Database, query: OrderQuery, limit: int | None = None
) -> Iterator[OrderRow]:
    """Walk through the lines of a query, all of one moment, a page at a time.

    Raises:
        BadFilter: The filter cannot be read; it says where and why.
        Refused: There is no such order of rows.
    """
    with database.read(Permission.ORDER_VIEW) as transaction:
        found = _orders(transaction, query)
        for page in chunks(found.ids(limit), _PAGE):
            rows = found.rows(page)
            yield from (rows[id] for id in page)


def order_id(database: Database, number: str) -> int | None:
    """Return the id of the order a typed or scanned number means; None where none is meant."""
    with database.read(Permission.ORDER_VIEW) as transaction:
        return transaction.orders.id_of(number)


def shipment_ids(database: Database, query: ShipmentQuery) -> array[int]:
    """Return the ids of all shipments of a query, in order (8 bytes each).

    Raises:
        BadFilter: The filter cannot be read; it says where and why.
        Refused: There is no such order of rows.
    """
    with database.read(Permission.SHIPMENT_VIEW) as transaction:
        return _shipments(transaction, query).ids()


def shipment_window(database: Database, query: ShipmentQuery, limit: int) -> list[ShipmentRow]:
    """Return the first lines, without waiting for the snapshot.

    Raises:
        BadFilter: The filter cannot be read; it says where and why.
        Refused: There is no such order of rows.
    """
    with database.read(Permission.SHIPMENT_VIEW) as transaction:
        found = _shipments(transaction, query)
        ids = found.ids(limit)
        rows = SourceNames(transaction).of_rows(found.rows(ids))
        return [rows[id] for id in ids]


def shipment_rows(database: Database, ids: Sequence[int]) -> dict[int, ShipmentRow]:
    """Return the lines of these shipments, by id."""
    with database.read(Permission.SHIPMENT_VIEW) as transaction:
        found = _shipments(transaction, ShipmentQuery()).rows(ids)
        return dict(SourceNames(transaction).of_rows(found))


def count_shipments(database: Database, query: ShipmentQuery) -> int:
    """Return how many shipments a query finds.

    Raises:
        BadFilter: The filter cannot be read; it says where and why.
    """
    with database.read(Permission.SHIPMENT_VIEW) as transaction:
        return _shipments(transaction, query).count()


def shipments(
    database: Database, query: ShipmentQuery, limit: int | None = None
) -> Iterator[ShipmentRow]:
    """Walk through the lines of a query, all of one moment, a page at a time.

    Raises:
        BadFilter: The filter cannot be read; it says where and why.
        Refused: There is no such order of rows.
    """
    with database.read(Permission.SHIPMENT_VIEW) as transaction:
        found, names = _shipments(transaction, query), SourceNames(transaction)
        for page in chunks(found.ids(limit), _PAGE):
            rows = names.of_rows(found.rows(page))
            yield from (rows[id] for id in page)


def _orders(transaction: Transaction, query: OrderQuery) -> OrderList:
    return OrderList(transaction.connection, transaction.options, transaction.now, query)


def _shipments(transaction: Transaction, query: ShipmentQuery) -> ShipmentList:
    return ShipmentList(transaction.connection, transaction.options, transaction.now, query)
