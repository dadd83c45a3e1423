"""The inventory page: on hand, available, on order and incoming of every SKU.

The list is found and ordered as products are, the units of a SKU beside each other; figures
are added up for the rows that are looked at, so a million SKUs are there at once.

Source: the warehouse half 1.2, *Inventory grid*.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.inventory_list import InventoryQuery, InventoryRow
from inventory_tui.domain.product import WITH_SOURCE_ITEMS
from inventory_tui.domain.product_list import ProductQuery
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.products.id_pieces import Ids, packed
from inventory_tui.store.products.product_list import ProductList
from inventory_tui.store.quantities.inventory_rows import InventoryRows

_PAGE = 1_000


def ids(database: Database, query: InventoryQuery) -> Sequence[int]:
    """Return the products of a query, by SKU, then unit.

    Raises:
        BadFilter: The filter cannot be read; it says where and why.
    """
    with database.read() as transaction:
        found = _ids(transaction, query)
        transaction.forget_pages()
    return packed(found)


def window(database: Database, query: InventoryQuery, limit: int) -> list[InventoryRow]:
    """Return the first rows, without waiting for all of them.

    Raises:
        BadFilter: The filter cannot be read.
    """
    with database.read() as transaction:
        rows = InventoryRows(transaction.connection)
        first = _list(transaction, query).first(limit)
        found = rows.get(first)
        return [found[id] for id in first if id in found]


def rows(database: Database, ids: Sequence[int]) -> Mapping[int, InventoryRow]:
    """Return the rows of these products, by id; those deleted meanwhile are missing."""
    with database.read() as transaction:
        return InventoryRows(transaction.connection).get(ids)


def count(database: Database, query: InventoryQuery) -> int:
    """Return how many rows a query finds.

    Raises:
        BadFilter: The filter cannot be read.
    """
    with database.read() as transaction:
        number = _list(transaction, query).count()
        transaction.forget_pages()
    return number


def report(
    database: Database, query: InventoryQuery, limit: int | None = None
) -> Iterator[InventoryRow]:
    """Walk through the rows of a query, all of one moment, a page at a time.

    Raises:
        BadFilter: The filter cannot be read.
    """
    with database.read() as transaction:
        found = InventoryRows(transaction.connection)
        wanted = _ids(transaction, query)
        for page in chunks(wanted if limit is None else wanted[:limit], _PAGE):
            rows = found.get(page)
            yield from (rows[id] for id in page if id in rows)


def _ids(transaction: Transaction, query: InventoryQuery) -> Ids:
    if query.filter:
        return _list(transaction, query).ids()
    # few are composites: left out of all, which an index has in order
    every = ProductList(
        transaction.connection,
        transaction.options,
        ProductQuery(descending=query.descending),
    )
    return InventoryRows(transaction.connection).at_sources(every.ids())


def _list(transaction: Transaction, query: InventoryQuery) -> ProductList:
    """What lies at sources: products made of others have no quantities of their own."""
    asked = ProductQuery(
        f"{query.filter} type:{_OWN}".lstrip(),
        descending=query.descending,
        marked=query.marked,
        words_are_skus=True,
    )
    return ProductList(transaction.connection, transaction.options, asked)


_OWN = ",".join(kind.value for kind in WITH_SOURCE_ITEMS)
