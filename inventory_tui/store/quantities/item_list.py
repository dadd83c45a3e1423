"""Source items as a list: the filter language about rows, and the rows it keeps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, tuple_, union

from inventory_tui.domain.aside import NOTHING_ASIDE
from inventory_tui.domain.filters import Filter, Keyed
from inventory_tui.domain.labels import LARGEST_ID
from inventory_tui.domain.source import SourceItem
from inventory_tui.store.filtering import source_ids, stock_ids
from inventory_tui.store.options import Options
from inventory_tui.store.products.product_filter import ProductTerms
from inventory_tui.store.quantities.set_asides import SetAsides, aside_columns, aside_of
from inventory_tui.store.quantities.source_items import item_of, items_query
from inventory_tui.store.tables import (
    aside_movement,
    item_reference,
    movement,
    operation,
    product,
    source,
    source_item,
    stock_source,
)

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
    changed_from: int | None = None,
    changed_to: int | None = None,
) -> Iterator[SourceItem]:
    """Walk through the rows a filter keeps, by source code, then SKU.

    Args:
        changed_from: Only rows that this operation or a later one changed.
        changed_to: Only rows that an operation up to this one changed.
        stock_id: The stock ``salable`` and ``reserved`` are those of.

    Raises:
        BadFilter: A source or stock it names does not exist.
    """
    terms = ItemTerms(connection, options, filter, stock_id=stock_id)
    wanted = [terms.condition(term) for term in filter.terms]
    if product_id is not None:
        wanted.append(source_item.c.product_id == product_id)
    if changed_from is not None or changed_to is not None:
        wanted += _changed(changed_from, changed_to)
    return _walk(connection, _places(connection, source_id), wanted)


def operations_between(
    connection: Connection, since: datetime | None, until: datetime | None
) -> tuple[int | None, int | None]:
    """Return the first and the last operation of a time; a bound not given has none.

    Where there was none, no operation is between the two.
    """
    first = last = None
    if since is not None:
        query = select(func.min(operation.c.id)).where(operation.c.at >= since)
        first = connection.scalar(query) or LARGEST_ID
    if until is not None:
        query = select(func.max(operation.c.id)).where(operation.c.at < until)
        last = connection.scalar(query) or 0
    return first, last


def _changed(first: int | None, last: int | None) -> list[ColumnElement[bool]]:
    """SQL: whether a row, or what is set aside of it, was changed by these operations."""
    rows = []
    for table in (movement, aside_movement):
        query = select(table.c.product_id, table.c.source_id)
        if first is not None:
            query = query.where(table.c.operation_id >= first)
        if last is not None:
            query = query.where(table.c.operation_id <= last)
        rows.append(query)
    pairs = union(*rows).subquery()
    here = tuple_(source_item.c.product_id, source_item.c.source_id)
    return [
        source_item.c.product_id.in_(select(pairs.c.product_id)),
        here.in_(select(pairs.c.product_id, pairs.c.source_id)),
    ]


def _places(connection: Connection, source_id: int | None) -> Sequence[int]:
    places = select(source.c.id).order_by(source.c.code_key)
    if source_id is not None:
        places = places.where(source.c.id == source_id)
    return connection.scalars(places).all()


def _walk(
    connection: Connection, places: Sequence[int], wanted: Sequence[ColumnElement[bool]]
) -> Iterator[SourceItem]:
    asides = aside_columns(any_aside=SetAsides(connection).any)
    named = and_(
        item_reference.c.product_id == source_item.c.product_id,
        item_reference.c.source_id == source_item.c.source_id,
    )
    for place in places:
        rows = connection.execute(
            items_query()
            .add_columns(*asides, item_reference.c.erc)
            .outerjoin(item_reference, named)
            .where(source_item.c.source_id == place, *wanted)
            .order_by(product.c.sku_key)
            .execution_options(yield_per=_AT_ONCE)
        )
        for row in rows:
            item, aside = item_of(row), aside_of(row)
            if aside is not NOTHING_ASIDE or row.erc:
                item = replace(item, aside=aside, erc=row.erc or "")
            yield item
