"""Questions for the list of consignments (see `order_lists` for how a grid asks them)."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.consignment_list import (
    CONSIGNMENT_SORTS,
    ConsignmentLine,
    ConsignmentQuery,
)
from inventory_tui.domain.permissions import Permission
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.orders.consignment_list import ConsignmentList

__all__ = [
    "CONSIGNMENT_SORTS",
    "ConsignmentLine",
    "ConsignmentQuery",
    "count",
    "ids",
    "lines",
    "of_order",
    "rows",
    "window",
]

_PAGE = 1_000


def ids(database: Database, query: ConsignmentQuery) -> array[int]:
    """Return the numbers of all consignments of a query, in order (8 bytes each).

    Raises:
        BadFilter: The filter cannot be read; it says where and why.
        Refused: There is no such order of rows.
    """
    with database.read(Permission.SHIPMENT_VIEW) as transaction:
        return _list(transaction, query).ids()


def window(database: Database, query: ConsignmentQuery, limit: int) -> list[ConsignmentLine]:
    """Return the first lines, without waiting for the snapshot.

    Raises:
        BadFilter: The filter cannot be read; it says where and why.
        Refused: There is no such order of rows.
    """
    with database.read(Permission.SHIPMENT_VIEW) as transaction:
        found = _list(transaction, query)
        first = found.ids(limit)
        rows = found.rows(first)
        return [rows[id] for id in first]


def rows(database: Database, ids: Sequence[int]) -> dict[int, ConsignmentLine]:
    """Return the lines of these consignments, by number."""
    with database.read(Permission.SHIPMENT_VIEW) as transaction:
        return _list(transaction, ConsignmentQuery()).rows(ids)


def count(database: Database, query: ConsignmentQuery) -> int:
    """Return how many consignments a query finds.

    Raises:
        BadFilter: The filter cannot be read; it says where and why.
    """
    with database.read(Permission.SHIPMENT_VIEW) as transaction:
        return _list(transaction, query).count()


def lines(
    database: Database, query: ConsignmentQuery, limit: int | None = None
) -> Iterator[ConsignmentLine]:
    """Walk through the lines of a query, all of one moment, a page at a time.

    Raises:
        BadFilter: The filter cannot be read; it says where and why.
        Refused: There is no such order of rows.
    """
    with database.read(Permission.SHIPMENT_VIEW) as transaction:
        found = _list(transaction, query)
        for page in chunks(found.ids(limit), _PAGE):
            rows = found.rows(page)
            yield from (rows[id] for id in page)


def of_order(database: Database, order_id: int) -> list[int]:
    """Return the numbers of the consignments that hold something of an order."""
    with database.read(Permission.SHIPMENT_VIEW) as transaction:
        return transaction.consignments.of_order(order_id)


def _list(transaction: Transaction, query: ConsignmentQuery) -> ConsignmentList:
    return ConsignmentList(transaction.connection, transaction.options, transaction.now, query)
