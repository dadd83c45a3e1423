"""Shipments: what left which source for which order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.labels import LARGEST_ID
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.selection import Offer
from inventory_tui.domain.shipment import Shipment, ShipmentLine, Tracking
from inventory_tui.domain.stock import SourceLink
from inventory_tui.store.driver import Driver
from inventory_tui.store.orders.pickups import withheld
from inventory_tui.store.people.guard import Guard
from inventory_tui.store.quantities.set_asides import SetAsides
from inventory_tui.store.tables import (
    order_line,
    product,
    sales_order,
    shipment,
    shipment_line,
    source,
    tracking,
)
from inventory_tui.wording import tr

_ITEMS = """
    select product_id, source_id, case when in_stock then quantity end
    from source_item where product_id {products} and source_id {sources} order by product_id
"""


class _Amounts(dict[int, Quantity]):
    """Quantities by their ten-thousandths: thousands of rows hold few different ones."""

    def __missing__(self, parts: int) -> Quantity:
        amount = self[parts] = Quantity(parts)
        return amount


def _without(offer: Offer, held: Quantity) -> Offer:
    return replace(offer, available=max(offer.available - held, ZERO))


class Shipments:
    """Reads and writes shipments."""

    def __init__(self, connection: Connection, now: datetime, guard: Guard) -> None:
        self._connection = connection
        self._guard = guard
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
        consignment_id: int | None = None,
    ) -> int:
        """Write a shipment and return its number."""
        self._guard.touches(source_id)
        id = self._connection.execute(
            insert(shipment)
            .values(
                order_id=order_id,
                source_id=source_id,
                operation_id=operation_id,
                shipped_at=self._now,
                shipped_by=shipped_by,
                comment=comment,
                consignment_id=consignment_id,
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
        self._add_tracking(int(id), tracked)
        return int(id)

    def _add_tracking(self, id: int, tracked: Sequence[Tracking]) -> None:
        if not tracked:
            return
        self._connection.execute(
            insert(tracking),
            [
                {
                    "shipment_id": id,
                    "carrier": one.carrier,
                    "title": one.title,
                    "number": one.number,
                    "url": one.url,
                }
                for one in tracked
            ],
        )

    def put_tracking(self, id: int, tracked: Sequence[Tracking]) -> None:
        """Write how the parcels of a shipment can be followed, instead of what was known."""
        self._connection.execute(delete(tracking).where(tracking.c.shipment_id == id))
        self._add_tracking(id, tracked)

    def split(self, id: int, line_ids: Collection[int]) -> int:
        """Put some lines of a shipment into one of their own; return its number.

        It left the same source in the same deed, in the same consignment.
        """
        old = self._connection.execute(select(shipment).where(shipment.c.id == id)).one()
        columns = {
            name: getattr(old, name)
            for name in shipment.c.keys()  # noqa: SIM118
            if name != "id"
        }
        new = self._connection.execute(
            insert(shipment).values(**columns).returning(shipment.c.id)
        ).scalar_one()
        self._connection.execute(
            update(shipment_line)
            .where(
                shipment_line.c.shipment_id == id,
                shipment_line.c.order_line_id.in_(sorted(line_ids)),
            )
            .values(shipment_id=new)
        )
        return int(new)

    def known(self, id: int) -> Shipment:
        """Return a shipment by its number.

        Raises:
            Refused: ``unknown_shipment``.
        """
        found = self._where(shipment.c.id == id) if id <= LARGEST_ID else []
        if not found:
            raise Refused(
                Kind.UNKNOWN_SHIPMENT, tr("There is no shipment {id}.", id=id), field="shipment"
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
        source_id = self._connection.execute(
            update(shipment)
            .where(shipment.c.id == id)
            .values(cancelled_by=operation_id)
            .returning(shipment.c.source_id)
        ).scalar_one()
        self._guard.touches(source_id)

    def offers(
        self,
        links: Sequence[SourceLink],
        product_ids: Sequence[int],
        *,
        order_id: int | None = None,
    ) -> list[Offer]:
        """Return which sources of a stock are listed for these products, with what they hold.

        What open pickup orders withhold there is not offered, nor what is set aside.

        Args:
            links: The sources of the stock.
            order_id: The order that ships; what it withholds itself it may have.

        Source: spec 2.4; R13.
        """
        found, _ = self.listed(links, product_ids, order_id=order_id)
        return found

    def listed(
        self,
        links: Sequence[SourceLink],
        product_ids: Sequence[int],
        *,
        order_id: int | None = None,
        set_aside: bool = False,
    ) -> tuple[list[Offer], set[tuple[int, int]]]:
        """Return `offers`, and (product id, source id) of the other rows at its sources.

        They are Out of Stock, or at a disabled source.

        Args:
            set_aside: Offer what is set aside too: a person may send safety stock.
        """
        products, ids = self._driver.among(product_ids)
        sources, places = self._driver.among([link.source_id for link in links])
        items = _ITEMS.format(products=products, sources=sources)
        rows = self._driver.rows(items, (*ids, *places))
        amounts = _Amounts()
        codes = {link.source_id: link.code for link in links if link.enabled}
        priorities = {link.source_id: link.priority for link in links}
        found: list[Offer] = []
        others: set[tuple[int, int]] = set()
        for product_id, id, units in rows:
            if units is None or id not in codes:
                others.add((product_id, id))
            else:
                found.append(Offer(id, codes[id], priorities[id], product_id, amounts[units]))
        held = withheld(self._connection, product_ids, besides=order_id)
        if not set_aside:
            aside = SetAsides(self._connection).of(product_ids)
            held |= {key: held.get(key, ZERO) + of.total for key, of in aside.items()}
        if held:
            found = [
                one
                if (of_it := held.get((one.product_id, one.source_id))) is None
                else _without(one, of_it)
                for one in found
            ]
        return found, others

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
                consignment_id=row.consignment_id,
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
                Tracking(row.carrier, row.title, row.number, row.url)
            )
        return found
