"""Source items as a list: the filter language about rows, and the rows it keeps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, or_, select

from inventory_tui.domain.filters import Filter, Keyed
from inventory_tui.domain.source import SourceItem
from inventory_tui.store.filtering import source_ids, stock_ids
from inventory_tui.store.options import Options
from inventory_tui.store.products.product_filter import ProductTerms
from inventory_tui.store.quantities.source_items import item_of, items_query
from inventory_tui.store.tables import product, source, source_item, stock_source

_AT_ONCE = 5_000


class ItemTerms(ProductTerms):
    """Makes a condition of each term of a filter of rows.

    What a filter of products says of *a* row of theirs, this says of the row itself.
    """

    def _keyed(self, test: Keyed) -> ColumnElement[bool]:
        match test.key:
            case "status":
                return or_(*(source_item.c.in_stock == (word == "in") for word in test.choices))
            case "source":
                return source_item.c.source_id.in_(source_ids(self._connection, test.values))
            case "stock":
                ids = stock_ids(self._connection, test.values)
                return source_item.c.source_id.in_(
                    select(stock_source.c.source_id).where(stock_source.c.stock_id.in_(ids))
                )
            case _:
                return super()._keyed(test)

    def _row(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        return condition

    def _quantity(self) -> ColumnElement[int]:
        return source_item.c.quantity


def listed(
    connection: Connection,
    options: Options,
    filter: Filter,
    *,
    stock_id: int,
    product_id: int | None = None,
    source_id: int | None = None,
) -> Iterator[SourceItem]:
    """Walk through the rows a filter keeps, by source code, then SKU.

    Args:
        stock_id: The stock ``salable`` and ``reserved`` are those of.

    Raises:
        BadFilter: A source or stock it names does not exist.
    """
    terms = ItemTerms(connection, options, filter, stock_id=stock_id)
    wanted = [terms.condition(term) for term in filter.terms]
    if product_id is not None:
        wanted.append(source_item.c.product_id == product_id)
    return _walk(connection, _places(connection, source_id), wanted)


def _places(connection: Connection, source_id: int | None) -> Sequence[int]:
    places = select(source.c.id).order_by(source.c.code_key)
    if source_id is not None:
        places = places.where(source.c.id == source_id)
    return connection.scalars(places).all()


def _walk(
    connection: Connection, places: Sequence[int], wanted: Sequence[ColumnElement[bool]]
) -> Iterator[SourceItem]:
    for place in places:
        rows = connection.execute(
            items_query()
            .where(source_item.c.source_id == place, *wanted)
            .order_by(product.c.sku_key)
            .execution_options(yield_per=_AT_ONCE)
        )
        yield from map(item_of, rows)
