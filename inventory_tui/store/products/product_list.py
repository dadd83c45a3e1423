"""The list of products: a snapshot of its ids, its first rows at once, pages by id.

One order, three ways to it.  Where an index finds few products that the filter can keep
(`product_search`), these are sorted.  Else the first rows come from a walk along an index (by
SKU, name, id or salable); where a filter lets too few of those through, and for the snapshot,
the table is read once in its own order and the ids are sorted afterwards: rows looked up in
the order of an index cost five times as much.  All ways agree on every tie and on what has no
value, on SQLite and on PostgreSQL, because none leaves nulls or ties to the database.

By SKU, name and the computed columns ties follow the SKU; by salable they follow the id, as
the index does.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from contextlib import closing
from functools import cached_property
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    and_,
    func,
    select,
)

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.filters import parse_filter
from inventory_tui.domain.product_list import SORTS, ProductQuery
from inventory_tui.domain.vocabularies import PRODUCTS
from inventory_tui.store.options import Options
from inventory_tui.store.products.chosen import Scope, choose
from inventory_tui.store.products.id_pieces import Ids, only, set_of
from inventory_tui.store.products.id_queries import driver_rows, ids_of, ordered
from inventory_tui.store.products.product_filter import product_conditions
from inventory_tui.store.products.product_search import (
    how_many,
    is_found,
    is_found_by_key,
    is_words,
    searches,
)
from inventory_tui.store.products.salable_order import SalableOrder
from inventory_tui.store.tables import product, stock_level
from inventory_tui.wording import tr

_WALKED = 20_000  # rows an index walk may look at before reading all of the table is quicker
_WALKED_A_ROW_IF_FOUND = 100  # the same for each row wanted, where an index has found some
_WALKED_IF_FOUND = 5_000  # and in all
_OFTEN = 0.3  # of the rows wanted, and a walk that found so many goes on
_FEW_FOUND = 5_000  # found by an index: sorted, rather than walking another for the first rows
_MANY_FOUND = 100_000  # more, and sorting them is no quicker than reading all of the table
_SORTED_BY_LOOKING_UP = 20_000  # more, and all ids in order are read and filtered instead
_FEW = 1_000
_ALIVE = product.c.deleted_by.is_(None)
_READ_ALL = func.coalesce(product.c.deleted_by, 0) == 0
"""SQL: alive, said so that no index of living products is taken for it."""

_INDEXED: dict[str, tuple[ColumnElement[Any], ...]] = {
    "sku": (product.c.sku_key,),
    "name": (product.c.name_key, product.c.sku_key),
    "id": (product.c.id,),
}


class ProductList:
    """The products of one query, inside one transaction."""

    def __init__(self, connection: Connection, options: Options, query: ProductQuery) -> None:
        """Understand the query.

        Raises:
            BadFilter: The filter cannot be read.
            Refused: There is no such order.
        """
        if query.sort not in SORTS:
            hint = did_you_mean(query.sort, SORTS) or tr(
                " There are: {known}.", known=", ".join(SORTS)
            )
            raise Refused(
                Kind.UNKNOWN_FIELD,
                tr("Products cannot be sorted by {sort!r}.{hint}", sort=query.sort, hint=hint),
            )
        self._connection = connection
        self._options = options
        self._query = query
        self._filter = parse_filter(query.filter, PRODUCTS)
        if query.words_are_skus:
            self._filter = self._filter.words_in("sku")
        self._conditions = product_conditions(
            connection,
            options,
            self._filter,
            stock_id=query.stock_id,
            marked=self._marked(),
        )
        self._narrow = not self._conditions or is_found_by_key(self._filter)
        self._searches = list(searches(connection, self._filter, query.stock_id))
        self._search = self._searches[0] if self._searches else None

    @property
    def _salable_order(self) -> SalableOrder:
        return SalableOrder(self._connection, self._query)

    @cached_property
    def _found(self) -> int:
        """How many the best search finds, up to one more than `_MANY_FOUND`."""
        return self._find(_MANY_FOUND)

    @cached_property
    def _finds_few(self) -> bool:
        """Whether a search finds so few that all of them are soon sorted."""
        return self._find(_FEW_FOUND) <= _FEW_FOUND

    def _find(self, at_most: int) -> int:
        """Take the search that finds the fewest; return how many, or one more than a bound."""
        fewest = at_most + 1
        for search in self._searches:
            found = how_many(self._connection, search, fewest)
            if found < fewest:
                fewest, self._search = found, search
        return fewest

    def count(self) -> int:
        """Return how many there are."""
        query = select(func.count()).select_from(product).where(*self._all())
        return int(self._connection.execute(query).scalar_one())

    def ids(self) -> Ids:
        """Return the ids of all of them, in order: eight bytes a product."""
        if self._found <= _MANY_FOUND:
            return self._sorted()
        sort, descending = self._query.sort, self._query.descending
        if sort == "salable":
            matching = ids_of(self._connection, select(product.c.id).where(*self._all()))
            return self._salable_order.of(matching)
        if sort in _INDEXED:
            return self._in_order(_INDEXED[sort], descending)
        by_sku = self._in_order(_INDEXED["sku"], descending=False)
        values = self._values()
        of_value: dict[Any, Ids] = {}
        for id in by_sku:
            of_value.setdefault(values.get(id), array("q")).append(id)
        without = of_value.pop(None, array("q"))
        found = array("q")
        for value in sorted(of_value, reverse=descending):
            found += of_value[value]
        return found + without

    def _values(self) -> dict[int, Any]:
        """What the list is sorted by, by product; those that have nothing may be missing."""
        from inventory_tui.store.products.sort_values import by_product

        query = by_product(self._query)
        if query is None:
            query = select(product.c.id, self._sort_value()).where(*self._conditions, _READ_ALL)
        with closing(self._connection.execute(query)) as result:
            return dict(driver_rows(result))

    def first(self, limit: int) -> Ids:
        """Return the ids of the first of them, as quickly as an index allows."""
        sort = self._query.sort
        has_index = sort == "salable" or sort in _INDEXED
        if not has_index or self._finds_few:
            return self._sorted(limit)
        if sort == "salable":
            found = self._salable_order.first(limit, self._conditions, _WALKED)
        else:
            found = self._first_by_index(_INDEXED[sort], limit)
        if found is not None:
            return found
        return self._first_sorted(limit) if self._found <= _MANY_FOUND else self.ids()[:limit]

    def _marked(self) -> Scope:
        marked = self._query.marked
        if len(marked) > _FEW and self._filter.flagged("marked"):
            return choose(self._connection, marked, name="marked")
        return list(marked[:_FEW])

    def _all(self) -> list[ColumnElement[bool]]:
        alive = _ALIVE if self._narrow and not self._searched() else _READ_ALL
        return [*self._searched(), *self._conditions, alive]

    def _searched(self) -> list[ColumnElement[bool]]:
        if self._search is None or self._found > _MANY_FOUND:
            return []
        return [product.c.id.in_(self._search)]

    def _first_sorted(self, limit: int) -> Ids:
        """The first, sorted by the database.

        Nearly all that an index finds for words has them, so they are asked of the first few.
        """
        if self._search is not None and self._query.sort in _INDEXED and is_words(self._filter):
            found, many = self._search.subquery(), limit * 2
            order = ordered(_INDEXED[self._query.sort], self._query.descending)
            rows = select(product.c.id).join(found, product.c.id == found.c[0])
            some = ids_of(self._connection, rows.order_by(*order).limit(many))
            here = product.c.id.in_(some)
            asked = select(product.c.id).where(here, *self._conditions, _READ_ALL)
            first = only(some, set_of(ids_of(self._connection, asked)))
            if len(first) >= limit or len(some) < many:
                return first[:limit]
        return self._sorted(limit)

    def _sorted(self, limit: int | None = None) -> Ids:
        """All of them, or the first, sorted by the database."""
        rows: FromClause = product
        if self._search is not None and self._found <= _MANY_FOUND:
            # joined, it need not be kept before it is looked up
            found = self._search.subquery()
            rows = found.join(product, product.c.id == found.c[0])
        if self._query.sort == "salable":
            here = stock_level.c.stock_id == self._query.stock_id
            rows = rows.outerjoin(
                stock_level, and_(here, stock_level.c.product_id == product.c.id)
            )
        query = select(product.c.id).select_from(rows).where(*self._conditions, _READ_ALL)
        return ids_of(self._connection, query.order_by(*self._order()).limit(limit))

    def _order(self) -> list[ColumnElement[Any]]:
        sort, descending = self._query.sort, self._query.descending
        if sort in _INDEXED:
            return ordered(_INDEXED[sort], descending)
        if sort == "salable":
            number, of_level = stock_level.c.salable, stock_level.c.product_id
            order = ordered((number.is_(None), number, of_level), descending)
            return [of_level.is_(None), *order, product.c.id]
        value = self._sort_value()
        order_of_values = (value.desc() if descending else value).nulls_last()
        return [order_of_values, product.c.sku_key]

    def _sort_value(self) -> ColumnElement[Any]:
        from inventory_tui.store.products.sort_values import sort_value

        return sort_value(self._connection, self._options, self._query)

    def _in_order(self, columns: Sequence[ColumnElement[Any]], descending: bool) -> Ids:
        """The ids of all of them in the order of an index."""
        if self._narrow:
            query = select(product.c.id).where(*self._all())
            return ids_of(self._connection, query.order_by(*ordered(columns, descending)))
        matching = ids_of(self._connection, select(product.c.id).where(*self._all()))
        if len(matching) > _SORTED_BY_LOOKING_UP:
            every = select(product.c.id).where(_ALIVE)
            in_order = ids_of(self._connection, every.order_by(*ordered(columns, descending)))
            return only(in_order, set_of(matching))
        keys: dict[int, Any] = {}
        for begin in range(0, len(matching), _FEW):
            some = matching[begin : begin + _FEW]
            rows = self._connection.execute(
                select(product.c.id, *columns).where(product.c.id.in_(some))
            )
            keys.update((id, key) for id, *key in rows)
        return array("q", sorted(matching, key=keys.__getitem__, reverse=descending))

    def _first_by_index(
        self, columns: tuple[ColumnElement[Any], ...], limit: int
    ) -> Ids | None:
        """The first along an index; None where it would have to look at too many."""
        stretches = [_WALKED]
        if self._search is not None:
            stretches.insert(0, min(limit * _WALKED_A_ROW_IF_FOUND, _WALKED_IF_FOUND))
        found, end = array("q"), None
        for most in stretches:
            more, end = self._walked(columns, limit - len(found), most, beyond=end)
            found += more
            if end is None or len(found) == limit:
                return found
            if len(found) < limit * _OFTEN:
                break
        if self._search is None or self._found <= _MANY_FOUND:
            return None
        found, _ = self._walked(columns, limit, None, is_found(self._search))
        return found

    def _walked(
        self,
        columns: tuple[ColumnElement[Any], ...],
        limit: int,
        most: int | None,
        *besides: ColumnElement[bool],
        beyond: Any = None,
    ) -> tuple[Ids, Any]:
        """The first along an index, of so many entries beyond a value.

        Returns:
            Their ids, and the value up to which they were looked for; None: to the end.
        """
        column, descending = columns[0], self._query.descending
        order = ordered(columns, descending)
        here = [_ALIVE]
        if beyond is not None:
            here.append(column < beyond if descending else column > beyond)
        end = None
        if most is not None and not self._narrow:
            entries = select(column).where(*here).order_by(*order)
            end = self._connection.execute(entries.offset(most).limit(1)).scalar()
        if end is not None:
            here.append(column >= end if descending else column <= end)
        walk = select(product.c.id).where(*self._conditions, *besides, *here)
        return ids_of(self._connection, walk.order_by(*order).limit(limit)), end
