"""Shipments: what left which source for which order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, select, update

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.labels import LARGEST_ID
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.selection import Offer
from inventory_tui.domain.shipment import Shipment, ShipmentLine, Tracking
from inventory_tui.store.driver import Driver
from inventory_tui.store.orders.pickups import withheld
from inventory_tui.store.tables import (
    order_line,
    product,
    sales_order,
    shipment,
    shipment_line,
    source,
    tracking,
)

_ROWS = """
    from source_item as item
    join source on source.id = item.source_id
    join stock_source as link on link.source_id = item.source_id
    where item.product_id {these} and link.stock_id = ?
"""
_OFFERS = f"""
    select source.id, source.code, link.priority, item.product_id, item.quantity {_ROWS}
        and item.in_stock and source.enabled
    order by link.priority, source.code_key, item.product_id
"""
_NOT_LISTED = f"""
    select item.product_id, item.source_id {_ROWS} and not (item.in_stock and source.enabled)
"""


def _without(offer: Offer, held: Mapping[tuple[int, int], Quantity]) -> Offer:
    spoken_for = held.get((offer.product_id, offer.source_id), ZERO)
    return replace(offer, available=max(offer.available - spoken_for, ZERO))


class Shipments:
    """Reads and writes shipments."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._driver = Driver(connection)
        self._now = now

    def add(
        self,
        operation_id: int,
        order_id: int,
        source_id: int,
        shipped_by: str,
        lines: Iterable[ShipmentLine],
        *,
        tracked: Sequence[Tracking] = (),
        comment: str = "",
    ) -> int:
        """Write a shipment and return its number."""
        id = self._connection.execute(
            insert(shipment)
            .values(
                order_id=order_id,
                source_id=source_id,
                operation_id=operation_id,
                shipped_at=self._now,
                shipped_by=shipped_by,
                comment=comment,
            )
            .returning(shipment.c.id)
        ).scalar_one()
        self._connection.execute(
            insert(shipment_line),
            [
                {
                    "shipment_id": id,
                    "order_line_id": line.line_id,
                    "product_id": line.product_id,
                    "quantity": line.quantity.parts,
                    "taken": line.taken.parts,
                    "let_go": line.let_go.parts,
                }
                for line in lines
            ],
        )
        if tracked:
            self._connection.execute(
                insert(tracking),
                [
                    {
                        "shipment_id": id,
                        "carrier": one.carrier,
                        "title": one.title,
                        "number": one.number,
                    }
                    for one in tracked
                ],
            )
        return int(id)

    def known(self, id: int) -> Shipment:
        """Return a shipment by its number.

        Raises:
            Refused: ``unknown_shipment``.
        """
        found = self._where(shipment.c.id == id) if id <= LARGEST_ID else []
        if not found:
            raise Refused(
                Kind.UNKNOWN_SHIPMENT, f"There is no shipment {id}.", field="shipment"
            )
        return found[0]

    def of_order(self, order_id: int) -> list[Shipment]:
        """Return the shipments of an order, the first one first."""
        return self._where(shipment.c.order_id == order_id)

    def of_operation(self, order_id: int, operation_id: int) -> list[Shipment]:
        """Return the shipments of an order that one operation wrote."""
        return self._where(
            (shipment.c.order_id == order_id) & (shipment.c.operation_id == operation_id)
        )

    def put_cancelled(self, id: int, operation_id: int) -> None:
        """Mark a shipment whose goods came back."""
        self._connection.execute(
            update(shipment).where(shipment.c.id == id).values(cancelled_by=operation_id)
        )

    def offers(
        self, stock_id: int, product_ids: Sequence[int], *, order_id: int | None = None
    ) -> list[Offer]:
        """Return which sources of a stock are listed for these products, with what they hold.

        What open pickup orders withhold there is not offered.

        Args:
            order_id: The order that ships; what it withholds itself it may have.

        Source: spec 2.4; R13.
        """
        held = withheld(self._connection, product_ids, besides=order_id)
        these, ids = self._driver.among(product_ids)
        rows = self._driver.rows(_OFFERS.format(these=these), (*ids, stock_id))
        offers = [
            Offer(source_id, code, priority, product_id, Quantity(units))
            for source_id, code, priority, product_id, units in rows
        ]
        return [_without(one, held) for one in offers] if held else offers

    def not_listed(self, stock_id: int, product_ids: Sequence[int]) -> set[tuple[int, int]]:
        """Return (product id, source id) of rows at a stock's sources that `offers` leaves out.

        They are Out of Stock, or at a disabled source.
        """
        these, ids = self._driver.among(product_ids)
        rows = self._driver.rows(_NOT_LISTED.format(these=these), (*ids, stock_id))
        return {(product_id, source_id) for product_id, source_id in rows}

    def _where(self, condition: ColumnElement[bool]) -> list[Shipment]:
        rows = self._connection.execute(
            select(
                shipment,
                sales_order.c.number,
                source.c.code,
                source.c.name.label("source_name"),
            )
            .join(sales_order, sales_order.c.id == shipment.c.order_id)
            .join(source, source.c.id == shipment.c.source_id)
            .where(condition)
            .order_by(shipment.c.id)
        ).all()
        ids = [row.id for row in rows]
        lines = self._lines(ids)
        parcels = self._tracking(ids)
        return [
            Shipment(
                id=row.id,
                order=row.number,
                source_id=row.source_id,
                source=row.code,
                source_name=row.source_name,
                shipped_at=row.shipped_at,
                shipped_by=row.shipped_by,
                lines=tuple(lines.get(row.id, ())),
                tracking=tuple(parcels.get(row.id, ())),
                comment=row.comment,
                cancelled=row.cancelled_by is not None,
            )
            for row in rows
        ]

    def _lines(self, ids: Sequence[int]) -> dict[int, list[ShipmentLine]]:
        rows: Any = self._connection.execute(
            select(
                shipment_line,
                product.c.sku,
                order_line.c.name,
            )
            .join(product, product.c.id == shipment_line.c.product_id)
            .join(order_line, order_line.c.id == shipment_line.c.order_line_id)
            .where(shipment_line.c.shipment_id.in_(ids))
            .order_by(shipment_line.c.shipment_id, order_line.c.position)
        )
        found: dict[int, list[ShipmentLine]] = {}
        for row in rows:
            found.setdefault(row.shipment_id, []).append(
                ShipmentLine(
                    row.order_line_id,
                    row.product_id,
                    row.sku,
                    row.name,
                    Quantity(row.quantity),
                    Quantity(row.taken),
                    Quantity(row.let_go),
                )
            )
        return found

    def _tracking(self, ids: Sequence[int]) -> dict[int, list[Tracking]]:
        rows = self._connection.execute(
            select(tracking).where(tracking.c.shipment_id.in_(ids)).order_by(tracking.c.id)
        )
        found: dict[int, list[Tracking]] = {}
        for row in rows:
            found.setdefault(row.shipment_id, []).append(
                Tracking(row.carrier, row.title, row.number)
            )
        return found
