"""The low-stock report: a row for each product at a source that runs out there.

Nothing of it is kept: a level may be a row's own, its product's or the global one, so it is
read from the rows themselves.  Only those below the highest level anyone set are looked at
together with their product.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.filters import Filter, parse_filter
from inventory_tui.domain.low_stock import SORTS, LowQuery, LowRow, pair_of, row_id
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.stock import DEFAULT_STOCK_ID
from inventory_tui.domain.vocabularies import QUANTITIES
from inventory_tui.store.options import Options
from inventory_tui.store.products.product_filter import has_own_items, is_low, notify_below
from inventory_tui.store.quantities.item_list import ItemTerms
from inventory_tui.store.salability.salable import is_managed
from inventory_tui.store.tables import product, source, source_item, stock_source
from inventory_tui.wording import tr

_AT_ONCE = 5_000


class LowStock:
    """The rows of one query, inside one transaction."""

    def __init__(self, connection: Connection, options: Options, query: LowQuery) -> None:
        """Understand the query.

        Raises:
            BadFilter: Its filter cannot be read, or names what there is not.
            Refused: ``unknown_field``: there is no such order.
        """
        if query.sort not in SORTS:
            raise Refused(
                Kind.UNKNOWN_FIELD,
                tr(
                    "There is no order {sort!r}.{hint}",
                    sort=query.sort,
                    hint=did_you_mean(query.sort, SORTS),
                ),
                field="sort",
            )
        self._connection = connection
        self._options = options
        self._query = query
        filter = parse_filter(query.filter, QUANTITIES)
        terms = ItemTerms(
            connection, options, filter, stock_id=query.stock_id or DEFAULT_STOCK_ID
        )
        self._wanted = [*(terms.condition(term) for term in filter.terms), *self._scope(filter)]

    def _scope(self, filter: Filter) -> Iterator[ColumnElement[bool]]:
        named = filter.keyed("source") or filter.keyed("stock")
        current = None if named else self._query.current_source_id
        for source_id in (self._query.source_id, current):
            if source_id is not None:
                yield source_item.c.source_id == source_id
        if self._query.stock_id is not None:
            yield source_item.c.source_id.in_(
                select(stock_source.c.source_id).where(
                    stock_source.c.stock_id == self._query.stock_id
                )
            )

    def ids(self) -> array[int]:
        """Return the `row_id` of every row, in order."""
        rows = self._connection.execute(self._ordered(None))
        return array("q", (row_id(*pair) for pair in rows))

    def first(self, limit: int) -> list[int]:
        """Return the first of `ids`."""
        return [row_id(*pair) for pair in self._connection.execute(self._ordered(limit))]

    def count(self) -> int:
        """Return how many rows there are."""
        rows = _joined(func.count()).where(*self._low())
        return int(self._connection.execute(rows).scalar_one())

    def at_zero(self) -> int:
        """Return how many rows of the same scope and filter have nothing left."""
        rows = _joined(func.count()).where(
            has_own_items(), source_item.c.quantity == 0, *self._wanted
        )
        return int(self._connection.execute(rows).scalar_one())

    def walk(self) -> Iterator[LowRow]:
        """Yield every row, in order."""
        query = self._rows().where(*self._low()).order_by(*self._order())
        found = self._connection.execute(query, execution_options={"yield_per": _AT_ONCE})
        yield from map(_row, found)

    def rows(self, ids: Sequence[int]) -> Mapping[int, LowRow]:
        """Return these rows, low or not any more; those unassigned meanwhile are missing."""
        pairs = [pair_of(id) for id in ids]
        found = self._connection.execute(
            self._rows().where(
                source_item.c.product_id.in_({product_id for product_id, _ in pairs}),
                source_item.c.source_id.in_({source_id for _, source_id in pairs}),
            )
        )
        wanted = set(ids)
        rows = map(_row, found)
        return {row.id: row for row in rows if row.id in wanted}

    def _ordered(self, limit: int | None) -> Select[Any]:
        pairs = _joined(source_item.c.product_id, source_item.c.source_id)
        return pairs.where(*self._low()).order_by(*self._order()).limit(limit)

    def _low(self) -> list[ColumnElement[bool]]:
        """What keeps a row; the first part needs nothing but the row itself."""
        inherited = func.max(product.c.notify_below)
        highest = self._connection.execute(select(inherited)).scalar()
        ceiling = max(self._options.value("notify_below").parts, highest or 0)
        below = or_(source_item.c.notify_below.is_not(None), source_item.c.quantity < ceiling)
        return [below, is_low(self._options), *self._wanted]

    def _order(self) -> list[ColumnElement[Any]]:
        by: dict[str, ColumnElement[Any]] = {
            "quantity": source_item.c.quantity,
            "sku": product.c.sku_key,
            "name": product.c.name_key,
            "source": source.c.code_key,
            "notify": notify_below(self._options),
        }
        first = by[self._query.sort]
        ties = [by[name] for name in ("sku", "source") if name != self._query.sort]
        return [first.desc() if self._query.descending else first, *ties]

    def _rows(self) -> Select[Any]:
        return _joined(
            source_item,
            product.c.sku,
            product.c.name,
            source.c.code,
            source.c.name.label("source_name"),
            notify_below(self._options).label("level"),
        )


def feed(
    connection: Connection, options: Options, *, source_id: int | None = None
) -> Iterator[LowRow]:
    """Yield the rows a feed of shortages holds, by source code, then SKU.

    Wider than the report: also disabled sources and products, items Out of Stock, and rows at
    zero where they have a level of their own; products whose stock is not managed are none.
    """
    level = notify_below(options)
    low = and_(
        is_managed(options),
        has_own_items(),
        source_item.c.quantity < level,
        or_(source_item.c.notify_below.is_not(None), source_item.c.quantity > 0),
    )
    query = (
        _joined(
            source_item,
            product.c.sku,
            product.c.name,
            source.c.code,
            source.c.name.label("source_name"),
            level.label("level"),
        )
        .where(low)
        .order_by(source.c.code_key, product.c.sku_key)
    )
    if source_id is not None:
        query = query.where(source_item.c.source_id == source_id)
    yield from map(_row, connection.execute(query, execution_options={"yield_per": _AT_ONCE}))


def _joined(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(source_item)
        .join(product, product.c.id == source_item.c.product_id)
        .join(source, source.c.id == source_item.c.source_id)
    )


def _row(row: Row[Any]) -> LowRow:
    return LowRow(
        id=row_id(row.product_id, row.source_id),
        product_id=row.product_id,
        sku=row.sku,
        name=row.name,
        source_id=row.source_id,
        source=row.code,
        source_name=row.source_name,
        quantity=Quantity(row.quantity),
        notify_below=Quantity(row.level),
        inherits=row.notify_below is None,
        version=row.version,
    )
