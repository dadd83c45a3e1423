"""Products in the order of what a stock can promise of them, along its index.

Ties follow the id, as the index has them; who has no number comes last.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select, tuple_

from inventory_tui.domain.product_list import ProductQuery
from inventory_tui.store.products.id_pieces import Ids, only, pieces, set_of
from inventory_tui.store.products.id_queries import ids_of, ordered
from inventory_tui.store.tables import product, stock_level

_TOMBSTONES = 50  # deleted products whose orders are open, that a walk may meet
_ALIVE = product.c.deleted_by.is_(None)


class SalableOrder:
    """The order of one stock."""

    def __init__(self, connection: Connection, query: ProductQuery) -> None:
        self._connection = connection
        self._query = query

    def first(
        self, limit: int, conditions: Sequence[ColumnElement[bool]], walked: int
    ) -> Ids | None:
        """Return the first products that a filter keeps; None where that takes too long.

        Args:
            walked: Entries of the index that may be looked at.
        """
        found = array("q")
        for numbered in (not self._query.descending, self._query.descending):
            part = self._first_of(numbered, limit - len(found), conditions, walked)
            if part is None:
                return None
            found += part
            if len(found) == limit:
                return found
        return None  # the rest has no number: only reading all of the table finds it

    def _first_of(
        self,
        numbered: bool,
        limit: int,
        conditions: Sequence[ColumnElement[bool]],
        walked: int,
    ) -> Ids | None:
        levels, order = self._in_order(numbered)
        if not conditions:
            some = ids_of(self._connection, levels.order_by(*order).limit(limit + _TOMBSTONES))
            alive = set(
                self._connection.scalars(
                    select(product.c.id).where(product.c.id.in_(some), _ALIVE)
                )
            )
            if len(alive) >= limit or len(some) < limit + _TOMBSTONES:
                return array("q", (id for id in some if id in alive))[:limit]
        walk = (
            levels.join(product, product.c.id == stock_level.c.product_id)
            .where(*conditions, _ALIVE)
            .order_by(*order)
            .limit(limit)
        )
        end = self._connection.execute(
            levels.add_columns(stock_level.c.salable).order_by(*order).offset(walked).limit(1)
        ).one_or_none()
        if end is None:
            return ids_of(self._connection, walk)
        here: Any = stock_level.c.product_id
        last: Any = end.product_id
        if numbered:
            here = tuple_(stock_level.c.salable, stock_level.c.product_id)
            last = tuple_(end.salable, end.product_id)
        found = ids_of(
            self._connection,
            walk.where(here >= last if self._query.descending else here <= last),
        )
        return found if len(found) == limit else None

    def _in_order(self, numbered: bool) -> tuple[Select[tuple[int]], list[ColumnElement[Any]]]:
        """The products of the stock with (or without) a number, and their order."""
        salable = stock_level.c.salable
        query = select(stock_level.c.product_id).where(
            stock_level.c.stock_id == self._query.stock_id,
            salable.is_not(None) if numbered else salable.is_(None),
        )
        columns = (salable, stock_level.c.product_id)
        return query, ordered(columns, self._query.descending)

    def of(self, matching: Ids) -> Ids:
        """Return all of these products in that order, those without a number last by id."""
        descending = self._query.descending
        rest = set_of(matching)
        ordered = array("q")
        for numbered in (not descending, descending):
            query, order = self._in_order(numbered)
            ordered += ids_of(self._connection, query.order_by(*order))
        found = only(ordered, rest)
        for piece in pieces(found):
            rest.difference_update(piece)
        return found + array("q", sorted(rest))
