"""Questions about source items, and about products that are named by a list of SKUs."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.filters import parse_filter
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.source import SourceItem
from inventory_tui.domain.stock import DEFAULT_STOCK_ID
from inventory_tui.domain.vocabularies import QUANTITIES
from inventory_tui.store.database import Database
from inventory_tui.store.quantities.item_list import listed

_NAMED = 20
"""So many unknown SKUs are named before the rest is only counted."""


def source_items(
    database: Database,
    filter: str = "",
    *,
    sku: str | None = None,
    source: str | None = None,
    stock_id: int = DEFAULT_STOCK_ID,
) -> Iterator[SourceItem]:
    """Walk through rows of products at sources, all of one moment, by source, then SKU.

    Args:
        filter: In the filter language, about the row.
        sku: Only of this product.
        source: Only at this source.
        stock_id: The stock ``salable`` and ``reserved`` are those of.

    Raises:
        BadFilter: The filter cannot be read; it says where and why.
        Refused: There is no such product or source.
    """
    with database.read() as transaction:
        yield from listed(
            transaction.connection,
            transaction.options,
            parse_filter(filter, QUANTITIES),
            stock_id=stock_id,
            product_id=None if sku is None else transaction.products.known(sku).id,
            source_id=None if source is None else transaction.sources.known(source).id,
        )


def sources_of(database: Database, ids: Sequence[int]) -> list[str]:
    """Return the codes of the sources at which any of these products has a row.

    Of more than 20,000 products: the sources at which any product has one.
    """
    with database.read() as transaction:
        return transaction.source_items.sources_of(ids)


def product_ids(database: Database, skus: Sequence[str]) -> array[int]:
    """Return the ids of these products, each once, in the order they are named first.

    Raises:
        Refused: Some do not exist; they are named.
    """
    with database.read() as transaction:
        products = transaction.products.by_skus(skus)
        keys = dict.fromkeys(map(key_of, skus))
        missing = [sku for sku in dict.fromkeys(skus) if key_of(sku) not in products]
        if missing:
            near = transaction.products.near
            problems = [
                Problem(
                    Kind.UNKNOWN_PRODUCT,
                    f"There is no product {sku!r}.{near(sku)}",
                    "skus",
                    sku,
                )
                for sku in missing[:_NAMED]
            ]
            if len(missing) > _NAMED:
                more = f"{len(missing) - _NAMED:,} more SKUs are unknown."
                problems.append(Problem(Kind.UNKNOWN_PRODUCT, more, "skus"))
            raise Refused.because(problems)
        return array("q", (products[key].id for key in keys))
