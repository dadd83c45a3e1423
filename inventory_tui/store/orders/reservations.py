"""Reservations: the signed ledger of what orders hold.  Rows are only added.

This is the one place that writes them, and each write brings the kept sums along, so no
deed can do the one and forget the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from inventory_tui.domain.order import Event
from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.driver import Driver
from inventory_tui.store.inserting import write_rows
from inventory_tui.store.salability.levels import Levels
from inventory_tui.store.tables import (
    operation,
    order_line,
    product,
    reservation,
    sales_order,
    stock,
)

_COLUMNS = ("stock_id", "product_id", "quantity", "event", "order_id", "operation_id")


@dataclass(frozen=True, slots=True)
class Reservation:
    """One row of the ledger; below 0 it holds, above 0 it lets go."""

    id: int
    order: str
    """Number of the order; empty where none is concerned."""
    product_id: int
    sku: str
    stock_id: int
    stock: str
    quantity: Quantity
    event: Event
    at: datetime


@dataclass(frozen=True, slots=True)
class Hold:
    """What an open order holds of one product."""

    order_id: int
    order: str
    stock_id: int
    stock: str
    held: Quantity
    placed_at: datetime
    account: str = ""
    """Who ordered it: the account, else the customer."""
    expires_at: datetime | None = None
    """When it is let go unless something happens to the order; None: never."""


class Reservations:
    """Writes and lists what orders hold."""

    def __init__(self, connection: Connection, levels: Levels) -> None:
        self._connection = connection
        self._driver = Driver(connection)
        self._levels = levels

    def add(
        self, operation_id: int, event: Event, rows: Iterable[tuple[int, int, int | None, int]]
    ) -> None:
        """Add rows: (stock id, product id, order id, signed ten-thousandths, never 0)."""
        self._levels.keep_shared(self.write(operation_id, event, rows))

    def write(
        self, operation_id: int, event: Event, rows: Iterable[tuple[int, int, int | None, int]]
    ) -> list[int]:
        """`add` for who writes more at once; `Levels.keep_shared` is to follow.

        Returns:
            The products concerned.
        """
        name = event.value
        values = [
            (stock_id, product_id, quantity, name, order_id, operation_id)
            for stock_id, product_id, order_id, quantity in rows
        ]
        sums: defaultdict[tuple[int, int], int] = defaultdict(int)
        for value in values:
            sums[value[0], value[1]] += value[2]
        with self._driver.together():
            write_rows(self._driver, reservation, _COLUMNS, values)
            self._levels.reserve({pair: delta for pair, delta in sorted(sums.items()) if delta})
        return sorted({product_id for _, product_id in sums})

    def rows(
        self,
        *,
        product_id: int | None = None,
        order_id: int | None = None,
        newest: int | None = None,
    ) -> list[Reservation]:
        """Return rows of the ledger, oldest first.

        Args:
            product_id: Of this product only.
            order_id: Of this order only.
            newest: Only so many, the latest ones.
        """
        query = _rows()
        if product_id is not None:
            query = query.where(reservation.c.product_id == product_id)
        if order_id is not None:
            query = query.where(reservation.c.order_id == order_id)
        if newest is not None:
            query = query.order_by(reservation.c.id.desc()).limit(newest)
            return [_reservation(row) for row in self._connection.execute(query)][::-1]
        query = query.order_by(reservation.c.id)
        return [_reservation(row) for row in self._connection.execute(query)]

    def holds(
        self, product_id: int, *, stock_id: int | None = None, limit: int | None = None
    ) -> list[Hold]:
        """Return what open orders hold of a product (in one stock), oldest order first."""
        here = [] if stock_id is None else [sales_order.c.stock_id == stock_id]
        rows = self._connection.execute(
            select(
                sales_order.c.id,
                sales_order.c.number,
                sales_order.c.stock_id,
                stock.c.name,
                order_line.c.held,
                sales_order.c.placed_at,
                func.coalesce(
                    func.nullif(sales_order.c.account, ""),
                    func.nullif(sales_order.c.customer_name, ""),
                    sales_order.c.customer_email,
                ),
                sales_order.c.expires_at,
            )
            .select_from(order_line)
            .join(sales_order, sales_order.c.id == order_line.c.order_id)
            .join(stock, stock.c.id == sales_order.c.stock_id)
            .where(order_line.c.product_id == product_id, order_line.c.held > 0, *here)
            .order_by(sales_order.c.id)
            .limit(limit)
        )
        return [
            Hold(id, number, stock_id, name, Quantity(held), placed_at, account, expires_at)
            for id, number, stock_id, name, held, placed_at, account, expires_at in rows
        ]

    def of_order(self, order_id: int) -> dict[tuple[int, int], Quantity]:
        """Return the sum of an order's rows by (stock id, product id), zeros included."""
        rows = self._connection.execute(
            select(
                reservation.c.stock_id,
                reservation.c.product_id,
                func.sum(reservation.c.quantity),
            )
            .where(reservation.c.order_id == order_id)
            .group_by(reservation.c.stock_id, reservation.c.product_id)
        )
        return {
            (stock_id, product_id): Quantity(int(sum_)) for stock_id, product_id, sum_ in rows
        }


def _rows() -> Select[Any]:
    return (
        select(
            reservation.c.id,
            func.coalesce(sales_order.c.number, "").label("number"),
            reservation.c.product_id,
            product.c.sku,
            reservation.c.stock_id,
            stock.c.name.label("stock"),
            reservation.c.quantity,
            reservation.c.event,
            operation.c.at,
        )
        .join(product, product.c.id == reservation.c.product_id)
        .join(stock, stock.c.id == reservation.c.stock_id)
        .join(operation, operation.c.id == reservation.c.operation_id)
        .outerjoin(sales_order, sales_order.c.id == reservation.c.order_id)
    )


def _reservation(row: Row[Any]) -> Reservation:
    return Reservation(
        row.id,
        row.number,
        row.product_id,
        row.sku,
        row.stock_id,
        row.stock,
        Quantity(row.quantity),
        Event(row.event),
        row.at,
    )
