"""The list of orders: a snapshot of its ids, its first rows at once, pages by id.

The newest first is the order of ids, never of times: a clock may go back (promises).
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.filters import Filter, parse_filter
from inventory_tui.domain.order import OrderStatus
from inventory_tui.domain.order_list import ORDER_SORTS, OrderQuery, OrderRow
from inventory_tui.domain.order_vocabularies import ORDERS
from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.options import Options
from inventory_tui.store.orders.order_amounts import OPEN
from inventory_tui.store.orders.order_filtering import order_conditions
from inventory_tui.store.products.chosen import Scope, choose
from inventory_tui.store.tables import channel, order_line, sales_order, shipment, source
from inventory_tui.wording import tr

_FEW = 1_000
_AT_ONCE = 5_000


class OrderList:
    """The orders of one query, inside one transaction."""

    def __init__(
        self, connection: Connection, options: Options, now: datetime, query: OrderQuery
    ) -> None:
        """Understand the query.

        Raises:
            BadFilter: The filter cannot be read.
            Refused: There is no such order of rows.
        """
        refuse_unknown_sort(tr("Orders"), query.sort, ORDER_SORTS)
        self._connection = connection
        self._query = query
        filter = parse_filter(query.filter, ORDERS)
        self._conditions = order_conditions(
            connection,
            options,
            filter,
            now=now,
            marked=marked_scope(connection, filter, query.marked),
        )

    def count(self) -> int:
        """Return how many there are."""
        query = select(func.count()).select_from(sales_order).where(*self._conditions)
        return int(self._connection.execute(query).scalar_one())

    def ids(self, limit: int | None = None) -> array[int]:
        """Return the ids of all of them (or the first so many), in order."""
        query = self._sorted(select(sales_order.c.id).where(*self._conditions)).limit(limit)
        return array("q", self._connection.scalars(query))

    def _sorted(self, query: Select[tuple[int]]) -> Select[tuple[int]]:
        sort, descending = self._query.sort, self._query.descending
        values: list[ColumnElement[Any]] = []
        match sort:
            case "number":
                values = [func.length(sales_order.c.number_key), sales_order.c.number_key]
            case "channel":
                query = query.join(channel, channel.c.id == sales_order.c.channel_id)
                values = [channel.c.code_key]
            case "customer":
                values = [sales_order.c.customer_key]
            case "status":
                values = [sales_order.c.status]
            case "left" | "total":
                sums = _sums().subquery("sums")
                query = query.outerjoin(sums, sums.c.order_id == sales_order.c.id)
                values = [func.coalesce(sums.c[sort], 0)]
            case "from":
                first = (
                    select(func.min(source.c.code_key))
                    .join(shipment, shipment.c.source_id == source.c.id)
                    .where(
                        shipment.c.order_id == sales_order.c.id,
                        shipment.c.cancelled_by.is_(None),
                    )
                    .scalar_subquery()
                )
                values = [func.coalesce(first, "")]
        columns = [*values, sales_order.c.id]
        return query.order_by(*(column.desc() if descending else column for column in columns))

    def rows(self, ids: Sequence[int]) -> dict[int, OrderRow]:
        """Return the lines of these orders, by id."""
        found: dict[int, OrderRow] = {}
        for some in chunks(ids, _AT_ONCE):
            found |= self._rows(some)
        return found

    def _rows(self, ids: list[int]) -> dict[int, OrderRow]:
        sums = {
            order_id: (left, total, lines)
            for order_id, left, total, lines in self._connection.execute(
                _sums().where(order_line.c.order_id.in_(ids))
            )
        }
        places: dict[int, list[str]] = {}
        for order_id, code, _ in self._connection.execute(
            select(shipment.c.order_id, source.c.code, source.c.code_key)
            .join(source, source.c.id == shipment.c.source_id)
            .where(shipment.c.order_id.in_(ids), shipment.c.cancelled_by.is_(None))
            .distinct()
            .order_by(shipment.c.order_id, source.c.code_key)
        ):
            places.setdefault(order_id, []).append(code)
        rows = self._connection.execute(
            select(
                sales_order.c.id,
                sales_order.c.number,
                channel.c.code,
                channel.c.name,
                sales_order.c.customer_name,
                sales_order.c.customer_email,
                sales_order.c.status,
                sales_order.c.placed_at,
                sales_order.c.version,
            )
            .join(channel, channel.c.id == sales_order.c.channel_id)
            .where(sales_order.c.id.in_(ids))
        )
        return {
            row.id: OrderRow(
                id=row.id,
                number=row.number,
                channel=row.code,
                channel_name=row.name,
                customer=row.customer_name or row.customer_email,
                status=OrderStatus(row.status),
                placed_at=row.placed_at,
                left=Quantity(int(sums.get(row.id, (0, 0, 0))[0])),
                total=Quantity(int(sums.get(row.id, (0, 0, 0))[1])),
                lines=sums.get(row.id, (0, 0, 0))[2],
                sources=tuple(places.get(row.id, ())),
                version=row.version,
            )
            for row in rows
        }


def _sums() -> Select[Any]:
    return select(
        order_line.c.order_id,
        func.sum(OPEN).label("left"),
        func.sum(order_line.c.ordered).label("total"),
        func.count().label("lines"),
    ).group_by(order_line.c.order_id)


def refuse_unknown_sort(rows: str, sort: str, known: Sequence[str]) -> None:
    """Refuse an order of rows that a list does not have."""
    if sort not in known:
        hint = did_you_mean(sort, known) or tr(" There are: {known}.", known=", ".join(known))
        raise Refused(
            Kind.UNKNOWN_FIELD,
            tr("{rows} cannot be sorted by {sort!r}.{hint}", rows=rows, sort=sort, hint=hint),
        )


def marked_scope(connection: Connection, filter: Filter, marked: Sequence[int]) -> Scope:
    """Return the marked rows as a condition takes them: many go into a table of their own."""
    if len(marked) > _FEW and filter.flagged("marked"):
        return choose(connection, marked, name="marked")
    return list(marked[:_FEW])
