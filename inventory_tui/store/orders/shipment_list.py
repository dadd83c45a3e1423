"""The list of shipments: a snapshot of its ids, its first rows at once, pages by id."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.filters import parse_filter
from inventory_tui.domain.order_list import SHIPMENT_SORTS, ShipmentQuery, ShipmentRow
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.vocabularies import SHIPMENTS
from inventory_tui.store.options import Options
from inventory_tui.store.orders.order_filtering import shipment_conditions
from inventory_tui.store.orders.order_list import marked_scope, refuse_unknown_sort
from inventory_tui.store.tables import sales_order, shipment, shipment_line, source, tracking
from inventory_tui.wording import tr

_AT_ONCE = 5_000


class ShipmentList:
    """The shipments of one query, inside one transaction."""

    def __init__(
        self,
        connection: Connection,
        options: Options,
        now: datetime,
        query: ShipmentQuery,
        *,
        by_customer: bool = True,
    ) -> None:
        """Understand the query.

        Args:
            by_customer: Whether words find customers too.

        Raises:
            BadFilter: The filter cannot be read.
            Refused: There is no such order of rows.
        """
        refuse_unknown_sort(tr("Shipments"), query.sort, SHIPMENT_SORTS)
        self._connection = connection
        self._query = query
        filter = parse_filter(query.filter, SHIPMENTS)
        self._conditions = shipment_conditions(
            connection,
            options,
            filter,
            now=now,
            marked=marked_scope(connection, filter, query.marked),
            by_customer=by_customer,
        )

    def count(self) -> int:
        """Return how many there are."""
        query = (
            select(func.count())
            .select_from(shipment)
            .join(sales_order, sales_order.c.id == shipment.c.order_id)
            .where(*self._conditions)
        )
        return int(self._connection.execute(query).scalar_one())

    def ids(self, limit: int | None = None) -> array[int]:
        """Return the ids of all of them (or the first so many), in order."""
        query: Select[tuple[int]] = (
            select(shipment.c.id)
            .join(sales_order, sales_order.c.id == shipment.c.order_id)
            .where(*self._conditions)
        )
        return array("q", self._connection.scalars(self._sorted(query).limit(limit)))

    def _sorted(self, query: Select[tuple[int]]) -> Select[tuple[int]]:
        values: list[ColumnElement[Any]] = []
        match self._query.sort:
            case "order":
                values = [func.length(sales_order.c.number_key), sales_order.c.number_key]
            case "placed":
                values = [sales_order.c.id]
            case "customer":
                values = [sales_order.c.customer_key]
            case "source":
                query = query.join(source, source.c.id == shipment.c.source_id)
                values = [source.c.code_key]
            case "units":
                sums = _units().subquery("sums")
                query = query.outerjoin(sums, sums.c.shipment_id == shipment.c.id)
                values = [func.coalesce(sums.c.units, 0)]
            case "carrier":
                first = (
                    select(func.min(tracking.c.carrier))
                    .where(tracking.c.shipment_id == shipment.c.id)
                    .scalar_subquery()
                )
                values = [func.coalesce(first, "")]
        columns = [*values, shipment.c.id]
        descending = self._query.descending
        return query.order_by(*(column.desc() if descending else column for column in columns))

    def rows(self, ids: Sequence[int]) -> dict[int, ShipmentRow]:
        """Return the lines of these shipments, by id."""
        found: dict[int, ShipmentRow] = {}
        for some in chunks(ids, _AT_ONCE):
            found |= self._rows(some)
        return found

    def _rows(self, ids: list[int]) -> dict[int, ShipmentRow]:
        units = {
            id: int(sum_)
            for id, sum_ in self._connection.execute(
                _units().where(shipment_line.c.shipment_id.in_(ids))
            )
        }
        parcels: dict[int, list[tuple[str, str]]] = {}
        for id, carrier, number in self._connection.execute(
            select(tracking.c.shipment_id, tracking.c.carrier, tracking.c.number)
            .where(tracking.c.shipment_id.in_(ids))
            .order_by(tracking.c.id)
        ):
            parcels.setdefault(id, []).append((carrier, number))
        rows = self._connection.execute(
            select(
                shipment.c.id,
                shipment.c.order_id,
                sales_order.c.number,
                sales_order.c.placed_at,
                sales_order.c.customer_name,
                sales_order.c.customer_email,
                source.c.code,
                source.c.name,
                shipment.c.shipped_at,
                shipment.c.shipped_by,
                shipment.c.cancelled_by,
            )
            .join(sales_order, sales_order.c.id == shipment.c.order_id)
            .join(source, source.c.id == shipment.c.source_id)
            .where(shipment.c.id.in_(ids))
        )
        return {
            row.id: ShipmentRow(
                id=row.id,
                order_id=row.order_id,
                order=row.number,
                placed_at=row.placed_at,
                customer=row.customer_name or row.customer_email,
                source=row.code,
                source_name=row.name,
                shipped_at=row.shipped_at,
                shipped_by=row.shipped_by,
                units=Quantity(units.get(row.id, 0)),
                carriers=tuple(dict.fromkeys(one for one, _ in parcels.get(row.id, ()))),
                tracking=tuple(number for _, number in parcels.get(row.id, ()) if number),
                cancelled=row.cancelled_by is not None,
            )
            for row in rows
        }


def _units() -> Select[Any]:
    return select(
        shipment_line.c.shipment_id, func.sum(shipment_line.c.quantity).label("units")
    ).group_by(shipment_line.c.shipment_id)
