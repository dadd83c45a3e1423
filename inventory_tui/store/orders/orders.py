"""Stored orders and their lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select, update

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.order import Address, Order, OrderBundle, OrderLine, OrderStatus
from inventory_tui.domain.order_numbers import numbers_meant
from inventory_tui.domain.product import WITH_SOURCE_ITEMS, ProductType
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.store.driver import Driver
from inventory_tui.store.tables import (
    channel,
    order_bundle,
    order_line,
    product,
    sales_order,
    source,
    stock,
)

_AT_ONCE = 500
_AT_SOURCES = frozenset(map(str, WITH_SOURCE_ITEMS))
_COUNTS = ("invoiced", "shipped", "cancelled", "refunded", "released", "held")


class Orders:
    """Reads orders, and writes what happened to them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._driver = Driver(connection)

    def known(self, number: str, *, lock: bool = False) -> Order:
        """Return an order by its number; zeros it begins with may be left out.

        Args:
            lock: Hold the order until the transaction ends (PostgreSQL; SQLite's write
                lock does it).

        Raises:
            Refused: ``unknown_order``.
        """
        id = self.id_of(number)
        if id is None:
            raise Refused(Kind.UNKNOWN_ORDER, f"There is no order {number!r}.", field="order")
        if lock:
            self._connection.execute(
                select(sales_order.c.id)
                .where(sales_order.c.id == id)
                .with_for_update(key_share=True)
            )
        return self.get(id)

    def id_of(self, number: str) -> int | None:
        """Return the id of the order a typed number means; None where there is none."""
        meant = numbers_meant(number)
        found: dict[str, int] = {}
        for key, id in self._connection.execute(
            select(sales_order.c.number_key, sales_order.c.id).where(
                sales_order.c.number_key.in_(set(meant))
            )
        ):
            found[key] = id
        return next((found[key] for key in meant if key in found), None)

    def get(self, id: int) -> Order:
        """Return an order that exists, by its id."""
        row = self._connection.execute(_orders().where(sales_order.c.id == id)).one()
        return _order(row, self._lines([id]).get(id, ()), self._bundles([id]).get(id, ()))

    def get_many(self, ids: Sequence[int]) -> list[Order]:
        """Return the orders with these ids, in their order."""
        rows = self._connection.execute(_orders().where(sales_order.c.id.in_(ids)))
        by_id = {row.id: row for row in rows}
        lines, bundles = self._lines(ids), self._bundles(ids)
        return [
            _order(by_id[id], lines.get(id, ()), bundles.get(id, ()))
            for id in ids
            if id in by_id
        ]

    def _bundles(self, order_ids: Sequence[int]) -> dict[int, tuple[OrderBundle, ...]]:
        rows = self._connection.execute(
            select(order_bundle, product.c.sku)
            .join(product, product.c.id == order_bundle.c.product_id)
            .where(order_bundle.c.order_id.in_(order_ids))
            .order_by(order_bundle.c.id)
        )
        bundles: dict[int, list[OrderBundle]] = {}
        for row in rows:
            bundles.setdefault(row.order_id, []).append(
                OrderBundle(
                    row.id,
                    row.product_id,
                    row.sku,
                    row.name,
                    Quantity(row.quantity),
                    row.together,
                    row.price,
                )
            )
        return {order_id: tuple(found) for order_id, found in bundles.items()}

    def lines(self, order_id: int) -> tuple[OrderLine, ...]:
        """Return the lines of an order that exists."""
        return self._lines([order_id]).get(order_id, ())

    def _lines(self, order_ids: Sequence[int]) -> dict[int, tuple[OrderLine, ...]]:
        these, values = self._driver.among(order_ids)
        rows = self._driver.rows(_LINES.format(these=these), values)
        lines: dict[int, list[OrderLine]] = {}
        for row in rows:
            lines.setdefault(row[0], []).append(_line(row))
        return {order_id: tuple(found) for order_id, found in lines.items()}

    def put_counts(self, lines: Iterable[OrderLine]) -> None:
        """Store what happened to lines: all their counts, and what they hold."""
        rows = [
            {
                "line": line.id,
                **{f"now_{name}": getattr(line, name).parts for name in _COUNTS},
            }
            for line in lines
        ]
        if rows:
            self._connection.execute(
                update(order_line)
                .where(order_line.c.id == bindparam("line"))
                .values({name: bindparam(f"now_{name}") for name in _COUNTS}),
                rows,
            )

    def put_payment(self, order_id: int, payment: OrderStatus | None) -> None:
        """Store whether an order awaits money, and in which way."""
        self._connection.execute(
            update(sales_order)
            .where(sales_order.c.id == order_id)
            .values(payment="" if payment is None else payment.value)
        )

    def put_status(self, order_id: int, status: OrderStatus) -> None:
        """Set the status; what anyone saw of the order before is out of date."""
        self._connection.execute(
            update(sales_order)
            .where(sales_order.c.id == order_id)
            .values(status=status.value, version=sales_order.c.version + 1)
        )

    def put_statuses(self, statuses: Mapping[int, OrderStatus]) -> None:
        """Set the status of many orders, as `put_status` does of one."""
        rows = [{"order": id, "now": status.value} for id, status in statuses.items()]
        if rows:
            self._connection.execute(
                update(sales_order)
                .where(sales_order.c.id == bindparam("order"))
                .values(status=bindparam("now"), version=sales_order.c.version + 1),
                rows,
            )

    def lock(self, ids: Sequence[int]) -> None:
        """Hold many orders until the transaction ends, as `known` holds one."""
        if self._connection.dialect.name != "postgresql":
            return
        for some in chunks(sorted(ids), _AT_ONCE):
            self._connection.execute(
                select(sales_order.c.id)
                .where(sales_order.c.id.in_(some))
                .order_by(sales_order.c.id)
                .with_for_update(key_share=True)
            )

    def product_ids(self, ids: Sequence[int]) -> list[int]:
        """Return the products these orders have lines of, ascending."""
        found: set[int] = set()
        for some in chunks(ids, _AT_ONCE):
            found.update(
                self._connection.scalars(
                    select(order_line.c.product_id)
                    .where(order_line.c.order_id.in_(some))
                    .distinct()
                )
            )
        return sorted(found)


def _orders() -> Select[Any]:
    return (
        select(
            sales_order,
            channel.c.code.label("channel"),
            channel.c.name.label("channel_name"),
            stock.c.name.label("stock"),
            source.c.code.label("pickup_source"),
        )
        .join(channel, channel.c.id == sales_order.c.channel_id)
        .outerjoin(source, source.c.id == sales_order.c.pickup_source_id)
        .join(stock, stock.c.id == sales_order.c.stock_id)
    )


def _order(
    row: Row[Any], lines: tuple[OrderLine, ...], bundles: tuple[OrderBundle, ...]
) -> Order:
    return Order(
        id=row.id,
        number=row.number,
        channel=row.channel,
        channel_name=row.channel_name,
        stock_id=row.stock_id,
        stock=row.stock,
        status=OrderStatus(row.status),
        placed_at=row.placed_at,
        placed_by=row.placed_by,
        ship_to=Address(
            row.customer_name,
            row.customer_email,
            row.street,
            row.city,
            row.region,
            row.postcode,
            row.country,
        ),
        lines=lines,
        version=row.version,
        bundles=bundles,
        customer_group=row.customer_group,
        shipping_method=row.shipping_method,
        payment_method=row.payment_method,
        shipping_amount=row.shipping_amount,
        payment=OrderStatus(row.payment) if row.payment else None,
        pickup_source=row.pickup_source,
        ready_at=row.ready_at,
    )


_LINES = """
    select line.order_id, line.id, line.product_id, product.sku, line.name, line.type,
        line.ordered, line.invoiced, line.shipped, line.cancelled, line.refunded,
        line.released, line.held, line.managed, line.price, product.deleted_by, product.type,
        line.bundle_id, line.per_bundle, product.decimals, parent.sku
    from order_line as line
    join product on product.id = line.product_id
    left join product as parent on parent.id = line.chosen_as
    where line.order_id {these}
    order by line.order_id, line.position
"""


def _line(row: tuple[Any, ...]) -> OrderLine:
    (
        _, id, product_id, sku, name, type, ordered, invoiced, shipped, cancelled, refunded,
        released, held, managed, price, deleted_by, type_now, bundle, per_bundle, decimals,
        chosen_as,
    ) = row  # fmt: skip
    return OrderLine(
        id,
        product_id,
        sku,
        name,
        ProductType(type),
        Quantity(ordered),
        Quantity(invoiced) if invoiced else ZERO,
        Quantity(shipped) if shipped else ZERO,
        Quantity(cancelled) if cancelled else ZERO,
        Quantity(refunded) if refunded else ZERO,
        Quantity(released) if released else ZERO,
        Quantity(held) if held else ZERO,
        bool(managed),
        price,
        deleted_by is not None,
        type_now not in _AT_SOURCES,
        bundle,
        None if per_bundle is None else Quantity(per_bundle),
        bool(decimals),
        chosen_as,
    )
