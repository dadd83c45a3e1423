"""Questions for the grid of products: what is in it, in which order, and its lines.

A grid asks for the first rows (`product_window`) and the snapshot of all ids
(`product_ids`) at once, then for the lines of the ids it is about to show
(`product_rows`).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.filters import parse_filter
from inventory_tui.domain.permissions import Permission
from inventory_tui.domain.product_list import SORTS, ItemBrief, ProductQuery, ProductRow
from inventory_tui.domain.source import DEFAULT_SOURCE_ID
from inventory_tui.domain.vocabularies import PRODUCTS
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.filtering import only_source
from inventory_tui.store.products.id_pieces import packed
from inventory_tui.store.products.product_list import ProductList
from inventory_tui.store.products.product_rows import ProductRows
from inventory_tui.store.products.product_rows import skus as skus_of

__all__ = [
    "SORTS",
    "ItemBrief",
    "ProductQuery",
    "ProductRow",
    "count",
    "product_ids",
    "product_rows",
    "product_window",
    "products",
    "seen_from",
    "skus",
]

_PAGE = 1_000


def product_ids(database: Database, query: ProductQuery) -> array[int]:
    """Return the ids of all products of a query, in order (`id_pieces.packed`).

    Raises:
        BadFilter: The filter cannot be read; it says where and why.
        Refused: There is no such order.
    """
    with database.read(Permission.PRODUCT_VIEW) as transaction:
        ids = _list(transaction, query).ids()
        transaction.forget_pages()
    return packed(ids)


def product_window(database: Database, query: ProductQuery, limit: int) -> list[ProductRow]:
    """Return the first lines, without waiting for the snapshot.

    Raises:
        BadFilter: The filter cannot be read; it says where and why.
        Refused: There is no such order.
    """
    with database.read(Permission.PRODUCT_VIEW) as transaction:
        ids = _list(transaction, query).first(limit)
        rows = _rows(transaction, query).get(ids)
        return [rows[id] for id in ids]


def product_rows(
    database: Database, ids: Sequence[int], query: ProductQuery
) -> dict[int, ProductRow]:
    """Return the lines of these products, by id; those deleted meanwhile are missing.

    Args:
        query: From which source and stock they are seen; its filter and order do not matter.
    """
    with database.read(Permission.PRODUCT_VIEW) as transaction:
        return _rows(transaction, query).get(ids)


def skus(database: Database, ids: Sequence[int]) -> dict[int, str]:
    """Return the SKUs of these products, by id."""
    with database.read(Permission.PRODUCT_VIEW) as transaction:
        return skus_of(transaction.connection, ids)


def count(database: Database, query: ProductQuery) -> int:
    """Return how many products a query finds.

    Raises:
        BadFilter: The filter cannot be read; it says where and why.
    """
    with database.read(Permission.PRODUCT_VIEW) as transaction:
        number = _list(transaction, query).count()
        transaction.forget_pages()
    return number


def products(
    database: Database, query: ProductQuery, limit: int | None = None
) -> Iterator[ProductRow]:
    """Walk through the lines of a query, all of one moment, a page at a time.

    Raises:
        BadFilter: The filter cannot be read; it says where and why.
        Refused: There is no such order.
    """
    with database.read(Permission.PRODUCT_VIEW) as transaction:
        found = _list(transaction, query)
        lines = _rows(transaction, query)
        for page in chunks(found.ids() if limit is None else found.first(limit), _PAGE):
            rows = lines.get(page)
            yield from (rows[id] for id in page)


def seen_from(
    database: Database, query: ProductQuery, source_id: int = DEFAULT_SOURCE_ID
) -> ProductQuery:
    """Return the query as it is seen from the one source its filter names, else ``source_id``.

    Raises:
        BadFilter: The filter cannot be read; it says where and why.
    """
    with database.read(Permission.PRODUCT_VIEW) as transaction:
        named = only_source(transaction.connection, parse_filter(query.filter, PRODUCTS))
    return replace(query, source_id=source_id if named is None else named)


def _list(transaction: Transaction, query: ProductQuery) -> ProductList:
    return ProductList(transaction.connection, transaction.options, query)


def _rows(transaction: Transaction, query: ProductQuery) -> ProductRows:
    return ProductRows(
        transaction.connection,
        transaction.options,
        source_id=query.source_id,
        stock_id=query.stock_id,
    )
