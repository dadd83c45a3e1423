"""Stored orders and their lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.order import Address, Order, OrderBundle, OrderLine, OrderStatus
from inventory_tui.domain.order_numbers import numbers_meant
from inventory_tui.domain.product import WITH_SOURCE_ITEMS, places_of
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.store.driver import Driver
from inventory_tui.store.products.product_columns import TYPES
from inventory_tui.store.tables import (
    order_line,
    sales_order,
)
from inventory_tui.wording import tr

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
            raise Refused(
                Kind.UNKNOWN_ORDER,
                tr("There is no order {number!r}.", number=number),
                field="order",
            )
        if lock:
            self._connection.execute(
                select(sales_order.c.id)
                .where(sales_order.c.id == id)
                .with_for_update(key_share=True)
            )
        return self.get(id)

    def id_of(self, number: str) -> int | None:
        """Return the id of the order a typed number means; None where there is none."""
        likeliest, *others = numbers_meant(number)
        for meant in ([likeliest], others):
            these, keys = self._driver.among(meant, "text")
            found: dict[str, int] = dict(
                self._driver.rows(
                    f"select number_key, id from sales_order where number_key {these}", keys
                )
            )
            if found:
                return next(found[key] for key in meant if key in found)
        return None

    def get(self, id: int) -> Order:
        """Return an order that exists, by its id."""
        (order,) = self.get_many([id])
        return order

    def get_many(self, ids: Sequence[int]) -> list[Order]:
        """Return the orders with these ids, in their order."""
        these, values = self._driver.among(ids)
        rows = self._driver.rows(f"{_ORDERS} where sales_order.id {these}", values)
        by_id = {row[0]: row for row in rows}
        lines = self._lines(ids)
        parts = any(line.bundle is not None for several in lines.values() for line in several)
        bundles = self._bundles(ids) if parts else {}
        return [
            self._order(by_id[id], lines.get(id, ()), bundles.get(id, ()))
            for id in ids
            if id in by_id
        ]

    def _bundles(self, order_ids: Sequence[int]) -> dict[int, tuple[OrderBundle, ...]]:
        these, values = self._driver.among(order_ids)
        bundles: dict[int, list[OrderBundle]] = {}
        for row in self._driver.rows(_BUNDLES.format(these=these), values):
            order_id, id, product_id, sku, name, quantity, together, price = row
            bundles.setdefault(order_id, []).append(
                OrderBundle(
                    id, product_id, sku, name, Quantity(quantity), bool(together), price
                )
            )
        return {order_id: tuple(found) for order_id, found in bundles.items()}

    def _order(
        self,
        row: tuple[Any, ...],
        lines: tuple[OrderLine, ...],
        bundles: tuple[OrderBundle, ...],
    ) -> Order:
        (
            id, number, channel, channel_name, stock_id, stock, status, placed_at, placed_by,
            *address, version, group, shipping, paying, amount, payment, pickup, ready_at,
            channel_id, account, order_type, expires,
        ) = row  # fmt: skip
        return Order(
            id=id,
            number=number,
            channel=channel,
            channel_name=channel_name,
            stock_id=stock_id,
            stock=stock,
            status=OrderStatus(status),
            placed_at=self._driver.read_moment(placed_at),
            placed_by=placed_by,
            ship_to=Address(*address),
            lines=lines,
            version=version,
            bundles=bundles,
            customer_group=group,
            shipping_method=shipping,
            payment_method=paying,
            shipping_amount=amount,
            payment=OrderStatus(payment) if payment else None,
            pickup_source=pickup,
            ready_at=None if ready_at is None else self._driver.read_moment(ready_at),
            channel_id=channel_id,
            account=account,
            order_type=order_type,
            expires_at=None if expires is None else self._driver.read_moment(expires),
        )

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

    def put_expiry(self, order_id: int, moment: datetime | None) -> None:
        """Store when what is open of an order is let go; None: never."""
        self._connection.execute(
            update(sales_order).where(sales_order.c.id == order_id).values(expires_at=moment)
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


_ORDERS = """
    select sales_order.id, number, channel.code, channel.name, sales_order.stock_id, stock.name,
        status, placed_at, placed_by, customer_name, customer_email, sales_order.street,
        sales_order.city, sales_order.region, sales_order.postcode, sales_order.country,
        sales_order.version, customer_group, shipping_method, payment_method, shipping_amount,
        payment, source.code, ready_at, channel_id, account, order_type,
        sales_order.expires_at
    from sales_order
    join channel on channel.id = sales_order.channel_id
    join stock on stock.id = sales_order.stock_id
    left join source on source.id = sales_order.pickup_source_id
"""
_BUNDLES = """
    select bundle.order_id, bundle.id, bundle.product_id, product.sku, bundle.name,
        bundle.quantity, bundle.together, bundle.price
    from order_bundle as bundle join product on product.id = bundle.product_id
    where bundle.order_id {these} order by bundle.id
"""
_LINES = """
    select line.order_id, line.id, line.product_id, product.sku, line.name, line.type,
        line.ordered, line.invoiced, line.shipped, line.cancelled, line.refunded,
        line.released, line.held, line.managed, line.price, product.deleted_by, product.type,
        line.bundle_id, line.per_bundle, product.decimals, product.precision,
        parent.sku
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
        precision, chosen_as,
    ) = row  # fmt: skip
    return OrderLine(
        id,
        product_id,
        sku,
        name,
        TYPES[type],
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
        places_of(decimals=bool(decimals), precision=precision),
        chosen_as,
    )
