"""The list of consignments: a snapshot of its ids, its first rows at once, pages by id."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Select, String, and_, cast, func, or_, select

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.consignment import ConsignmentStatus
from inventory_tui.domain.consignment_list import (
    CONSIGNMENT_SORTS,
    ConsignmentLine,
    ConsignmentQuery,
)
from inventory_tui.domain.filters import Compared, Flag, Keyed, Value, parse_filter
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.vocabularies import CONSIGNMENTS
from inventory_tui.store.filtering import inside, source_ids, whole
from inventory_tui.store.options import Options
from inventory_tui.store.orders.order_filtering import conditions, dated, numbered
from inventory_tui.store.orders.order_list import marked_scope, refuse_unknown_sort
from inventory_tui.store.products.chosen import within
from inventory_tui.store.tables import (
    consignment,
    consignment_line,
    operation,
    order_line,
    product,
    sales_order,
    source,
)
from inventory_tui.wording import tr

_AT_ONCE = 5_000
_OVER = (ConsignmentStatus.DELIVERED.value, ConsignmentStatus.CANCELLED.value)


class ConsignmentList:
    """The consignments of one query, inside one transaction."""

    def __init__(
        self,
        connection: Connection,
        options: Options,
        now: datetime,
        query: ConsignmentQuery,
        *,
        by_account: bool = True,
    ) -> None:
        """Understand the query.

        Args:
            by_account: Whether words find accounts too.

        Raises:
            BadFilter: The filter cannot be read.
            Refused: There is no such order of rows.
        """
        refuse_unknown_sort(tr("Consignments"), query.sort, CONSIGNMENT_SORTS)
        self._connection = connection
        self._query = query
        self._now, self._zone = now, ZoneInfo(options.value("time_zone"))
        self._by_account = by_account
        filter = parse_filter(query.filter, CONSIGNMENTS)
        self.asks_for_accounts = query.sort == "account" or filter.names("account")
        """Whether which are found, or in which order, tells whose they are."""
        self._marked = marked_scope(connection, filter, query.marked)
        self._conditions = conditions(
            filter, self._keyed, self._numbers, self._flagged, self._words
        )

    def count(self) -> int:
        """Return how many there are."""
        query = self._of(select(func.count()).select_from(consignment))
        return int(self._connection.execute(query).scalar_one())

    def ids(self, limit: int | None = None) -> array[int]:
        """Return the ids of all of them (or the first so many), in order."""
        query = self._of(select(consignment.c.id))
        columns = [*self._sorted_by(), consignment.c.id]
        descending = self._query.descending
        query = query.order_by(*(one.desc() if descending else one for one in columns))
        return array("q", self._connection.scalars(query.limit(limit)))

    def rows(self, ids: Sequence[int]) -> dict[int, ConsignmentLine]:
        """Return the lines of these consignments, by id."""
        found: dict[int, ConsignmentLine] = {}
        for some in chunks(ids, _AT_ONCE):
            found |= self._rows(some)
        return found

    def _rows(self, ids: list[int]) -> dict[int, ConsignmentLine]:
        orders: defaultdict[int, dict[str, None]] = defaultdict(dict)
        sources: defaultdict[int, set[str]] = defaultdict(set)
        units: defaultdict[int, int] = defaultdict(int)
        counts: defaultdict[int, int] = defaultdict(int)
        for id, number, code, quantity in self._connection.execute(
            select(
                consignment_line.c.consignment_id,
                sales_order.c.number,
                source.c.code,
                consignment_line.c.quantity,
            )
            .join(order_line, order_line.c.id == consignment_line.c.order_line_id)
            .join(sales_order, sales_order.c.id == order_line.c.order_id)
            .outerjoin(source, source.c.id == consignment_line.c.source_id)
            .where(consignment_line.c.consignment_id.in_(ids))
            .order_by(order_line.c.order_id)
        ):
            orders[id][number] = None
            if code is not None:
                sources[id].add(code)
            units[id] += quantity
            counts[id] += 1
        rows = self._connection.execute(
            select(consignment, operation.c.at, operation.c.actor)
            .join(operation, operation.c.id == consignment.c.operation_id)
            .where(consignment.c.id.in_(ids))
        )
        return {
            row.id: ConsignmentLine(
                id=row.id,
                erc=row.erc,
                status=ConsignmentStatus(row.status),
                account=row.account,
                orders=tuple(orders[row.id]),
                sources=tuple(sorted(sources[row.id])),
                rows=counts[row.id],
                units=Quantity(units[row.id]),
                carrier=row.carrier,
                tracking_number=row.tracking_number,
                ship_on=row.ship_on,
                deliver_on=row.deliver_on,
                opened_at=row.at,
                opened_by=row.actor,
                version=row.version,
            )
            for row in rows
        }

    def _of(self, query: Select[Any]) -> Select[Any]:
        return query.join(operation, operation.c.id == consignment.c.operation_id).where(
            *self._conditions
        )

    def _sorted_by(self) -> list[ColumnElement[Any]]:
        match self._query.sort:
            case "status":
                return [consignment.c.status]
            case "account":
                return [consignment.c.account_key]
            case "units":
                units = (
                    select(func.coalesce(func.sum(consignment_line.c.quantity), 0))
                    .where(consignment_line.c.consignment_id == consignment.c.id)
                    .scalar_subquery()
                )
                return [units]
            case "carrier":
                return [func.lower(consignment.c.carrier)]
            case "ships":
                return [consignment.c.ship_on]
            case "arrives":
                return [consignment.c.deliver_on]
            case _:
                return []

    def _keyed(self, test: Keyed) -> ColumnElement[bool]:
        values = test.values
        match test.key:
            case "number":
                return whole(cast(consignment.c.id, String), values)
            case "reference":
                return whole(consignment.c.erc_key, values)
            case "status":
                return consignment.c.status.in_(test.choices)
            case "account":
                return or_(*(inside([consignment.c.account_key], value) for value in values))
            case "order":
                return _holds(numbered(values))
            case "sku":
                return _holds(whole(product.c.sku_key, values))
            case "source":
                at = consignment_line.c.source_id.in_(source_ids(self._connection, values))
                return _holds(at)
            case "carrier":
                return whole(func.lower(consignment.c.carrier), values)
            case _:
                return dated(operation.c.at, test, self._now, self._zone)

    def _numbers(self, test: Compared) -> ColumnElement[bool]:
        raise ValueError("consignments have no numbers to compare")

    def _flagged(self, test: Flag) -> ColumnElement[bool]:
        if test.name == "open":
            return consignment.c.status.not_in(_OVER)
        return and_(*within(consignment.c.id, self._marked))

    def _words(self, values: Sequence[Value]) -> ColumnElement[bool]:
        columns: list[ColumnElement[str]]
        columns = [consignment.c.erc_key, func.lower(consignment.c.tracking_number)]
        if self._by_account:
            columns.append(consignment.c.account_key)
        number = whole(cast(consignment.c.id, String), values)
        ordered = _holds(or_(*(inside([sales_order.c.number_key], one) for one in values)))
        return or_(number, ordered, *(inside(columns, value) for value in values))


def _holds(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """SQL: a row of the consignment is of an order, a product, a source such as that."""
    return consignment.c.id.in_(
        select(consignment_line.c.consignment_id)
        .join(order_line, order_line.c.id == consignment_line.c.order_line_id)
        .join(sales_order, sales_order.c.id == order_line.c.order_id)
        .join(product, product.c.id == order_line.c.product_id)
        .where(condition)
    )
