"""Orders their customers fetch: what they withhold where, and where they are fetched."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select, update

from inventory_tui.domain.order import FINAL
from inventory_tui.domain.pickup import PickupLine
from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.driver import Driver
from inventory_tui.store.orders.order_amounts import (
    OPEN,
    OPEN_TO_SHIP_TEXT,
    SHIPS,
    SHIPS_TEXT,
)
from inventory_tui.store.tables import order_line, product, sales_order, source

_FINAL = sorted(status.value for status in FINAL)
_IS_OPEN = sales_order.c.status.not_in(_FINAL)


class Pickups:
    """Reads and writes them, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def lines(self, *, source_id: int | None = None) -> list[PickupLine]:
        """Return what open pickup orders withhold, the oldest order first.

        Args:
            source_id: Only at this source.
        """
        at: list[ColumnElement[bool]] = []
        if source_id is not None:
            at.append(sales_order.c.pickup_source_id == source_id)
        rows = self._connection.execute(
            select(
                sales_order.c.id.label("order_id"),
                sales_order.c.number,
                sales_order.c.ready_at,
                source.c.id.label("source_id"),
                source.c.code,
                product.c.id.label("product_id"),
                product.c.sku,
                func.sum(OPEN).label("held"),
            )
            .select_from(sales_order)
            .join(source, source.c.id == sales_order.c.pickup_source_id)
            .join(order_line, order_line.c.order_id == sales_order.c.id)
            .join(product, product.c.id == order_line.c.product_id)
            .where(_IS_OPEN, SHIPS, *at)
            .group_by(
                sales_order.c.id,
                sales_order.c.number,
                sales_order.c.ready_at,
                source.c.id,
                source.c.code,
                product.c.id,
                product.c.sku,
            )
            .having(func.sum(OPEN) > 0)
            .order_by(sales_order.c.id, product.c.sku_key)
        )
        return [
            PickupLine(
                row.order_id,
                row.number,
                row.source_id,
                row.code,
                row.product_id,
                row.sku,
                Quantity(int(row.held)),
                row.ready_at,
            )
            for row in rows
        ]

    def withheld(
        self, product_ids: Collection[int], *, besides: int | None = None
    ) -> dict[tuple[int, int], Quantity]:
        """See `withheld`."""
        return withheld(self._connection, product_ids, besides=besides)

    def move(self, order_id: int, source_id: int) -> None:
        """Let an order be fetched at another source; nobody was told so far."""
        self._connection.execute(
            update(sales_order)
            .where(sales_order.c.id == order_id)
            .values(
                pickup_source_id=source_id, ready_at=None, version=sales_order.c.version + 1
            )
        )

    def ready(self, order_id: int, at: datetime | None) -> None:
        """Remember when a customer was told that the order can be fetched; None: it cannot."""
        self._connection.execute(
            update(sales_order).where(sales_order.c.id == order_id).values(ready_at=at)
        )


_WITHHELD = f"""
    select order_line.product_id, sales_order.pickup_source_id, sum({OPEN_TO_SHIP_TEXT})
    from sales_order join order_line on order_line.order_id = sales_order.id
    where sales_order.pickup_source_id is not null
        and sales_order.status not in ({", ".join(map(repr, _FINAL))})
        and {SHIPS_TEXT} and order_line.product_id {{these}} and sales_order.id <> ?
    group by order_line.product_id, sales_order.pickup_source_id
"""


def withheld(
    connection: Connection, product_ids: Collection[int], *, besides: int | None = None
) -> dict[tuple[int, int], Quantity]:
    """Return what open pickup orders withhold: (product id, source id) → units.

    An order withholds what it has not shipped, at the source it is fetched from (R13).

    Args:
        besides: Not this order's own.
    """
    driver = Driver(connection)
    these, ids = driver.among(product_ids)
    rows = driver.rows(_WITHHELD.format(these=these), (*ids, besides or 0))
    return {
        (product_id, source_id): Quantity(int(held))
        for product_id, source_id, held in rows
        if held > 0
    }
