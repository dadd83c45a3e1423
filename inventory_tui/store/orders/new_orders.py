"""Orders that come to be: their ids and numbers, their lines and bundles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, select
from sqlalchemy.exc import IntegrityError

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.order import Address, OrderStatus
from inventory_tui.domain.order_numbers import number_of
from inventory_tui.store.driver import Driver
from inventory_tui.store.inserting import write_rows
from inventory_tui.store.tables import (
    order_bundle,
    order_line,
    sales_order,
)

_AT_ONCE = 500
_ORDER_COLUMNS = (
    "id",
    "number",
    "number_key",
    "channel_id",
    "stock_id",
    "status",
    "payment",
    "placed_at",
    "placed_by",
    "operation_id",
    "customer_name",
    "customer_email",
    "customer_key",
    "street",
    "city",
    "region",
    "postcode",
    "country",
    "customer_group",
    "shipping_method",
    "payment_method",
    "shipping_amount",
    "pickup_source_id",
    "account",
    "account_key",
    "order_type",
    "expires_at",
)
_LINE_COLUMNS = (
    "id",
    "order_id",
    "position",
    "product_id",
    "type",
    "name",
    "price",
    "managed",
    "ordered",
    "held",
    "bundle_id",
    "per_bundle",
    "chosen_as",
    "reserves",
)

_NEXT = """
    select nextval(pg_get_serial_sequence('{table}', 'id')) from generate_series(1, ?)
"""

NewLine = tuple[int, str, str, str, bool, int, int, int | None, int | None, int | None]
"""Product id, type, name, price, managed, ordered and held (ten-thousandths); of a part of a
bundle which of the order's it belongs to and how much of it is in one; the id of the
configurable or grouped product it was chosen under."""


class NumberTaken(Exception):
    """Another terminal took an order number between our look and our write; look again."""


@dataclass(frozen=True, slots=True)
class NewBundle:
    """A bundle of an order to be written."""

    product_id: int
    name: str
    price: str
    quantity: int
    """Ten-thousandths."""
    together: bool


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order to be written, everything resolved."""

    id: int
    number: str
    channel_id: int
    stock_id: int
    ship_to: Address
    lines: Sequence[NewLine]
    line_ids: Sequence[int]
    bundles: Sequence[NewBundle] = ()
    customer_group: str = ""
    shipping_method: str = ""
    payment_method: str = ""
    shipping_amount: str = ""
    pickup_source_id: int | None = None
    payment: OrderStatus | None = None
    """The state of a payment it begins in, which is its status then."""
    status: OrderStatus = OrderStatus.PENDING
    """Of an order that waits for no payment."""
    placed_at: datetime | None = None
    """None: now."""
    account: str = ""
    order_type: str = ""
    expires_at: datetime | None = None


class NewOrders:
    """Writes orders that were accepted."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._driver = Driver(connection)
        self._now = now

    def new_ids(self, orders: int, lines: int) -> tuple[list[int], list[int]]:
        """Return ids for so many new orders and for all their lines, ascending."""
        of_orders, of_lines = self._new_ids((sales_order, orders), (order_line, lines))
        return of_orders, of_lines

    def _new_ids(self, *wanted: tuple[Table, int]) -> list[list[int]]:
        if self._driver.is_sqlite:
            newest = (f"(select coalesce(max(id), 0) from {table.name})" for table, _ in wanted)
            (last,) = self._driver.rows(f"select {', '.join(newest)}")
            return [
                list(range(id + 1, id + 1 + count))
                for id, (_, count) in zip(last, wanted, strict=True)
            ]
        answers = self._driver.answers(
            *((_NEXT.format(table=table.name), (count,)) for table, count in wanted)
        )
        return [sorted(id for (id,) in rows) for rows in answers]

    def free_numbers(self, ids: Sequence[int], taken: Iterable[str] = ()) -> list[str]:
        """Return a number for each of these new orders, none of which any order has.

        A number is the order's id in nine digits; where someone gave that number to another
        order before, ``-2`` follows, ``-3`` …

        Args:
            taken: Keys of numbers that are being given in the same breath.
        """
        numbers = [number_of(id) for id in ids]
        used = set(taken)
        for some in chunks(numbers, _AT_ONCE):
            these, keys = self._driver.among(some, "text")
            rows = self._driver.rows(
                f"select number_key from sales_order where number_key {these}", keys
            )
            used.update(key for (key,) in rows)
        return [self._beside(number, used) if number in used else number for number in numbers]

    def _beside(self, number: str, used: set[str]) -> str:
        attempt = 2
        while True:
            other = f"{number}-{attempt}"
            if other not in used and not self._is_taken(other):
                return other
            attempt += 1

    def _is_taken(self, number: str) -> bool:
        query = select(sales_order.c.id).where(sales_order.c.number_key == key_of(number))
        return self._connection.execute(query).first() is not None

    def add(self, operation_id: int, placed_by: str, orders: Sequence[NewOrder]) -> None:
        """Write new orders, pending, with their lines.

        Raises:
            NumberTaken: Another terminal wrote an order of one of these numbers meanwhile.
        """
        if not orders:
            return
        bundle_ids = self._new_bundle_ids(orders)
        with self.together():
            self._write(operation_id, placed_by, orders, bundle_ids)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Send new orders, and what else is written in here, at once (`Driver.together`).

        Raises:
            NumberTaken: As `add`.
        """
        try:
            with self._driver.together():
                yield
        except IntegrityError as error:
            if "number_key" in str(error.orig):
                raise NumberTaken from error
            raise

    def _write(
        self,
        operation_id: int,
        placed_by: str,
        orders: Sequence[NewOrder],
        bundle_ids: Sequence[Sequence[int]],
    ) -> None:
        now = self._driver.moment(self._now)
        write_rows(
            self._driver,
            sales_order,
            _ORDER_COLUMNS,
            [
                (
                    order.id,
                    order.number,
                    key_of(order.number),
                    order.channel_id,
                    order.stock_id,
                    (order.payment or order.status).value,
                    order.payment.value if order.payment else "",
                    self._driver.moment(order.placed_at) if order.placed_at else now,
                    placed_by,
                    operation_id,
                    order.ship_to.name,
                    order.ship_to.email,
                    order.ship_to.customer_key(),
                    order.ship_to.street,
                    order.ship_to.city,
                    order.ship_to.region,
                    order.ship_to.postcode,
                    order.ship_to.country,
                    order.customer_group,
                    order.shipping_method,
                    order.payment_method,
                    order.shipping_amount,
                    order.pickup_source_id,
                    order.account,
                    key_of(order.account) if order.account else "",
                    order.order_type,
                    self._driver.moment(order.expires_at) if order.expires_at else None,
                )
                for order in orders
            ],
        )
        self._write_bundles(orders, bundle_ids)
        write_rows(
            self._driver,
            order_line,
            _LINE_COLUMNS,
            [
                row
                for order, of_bundles in zip(orders, bundle_ids, strict=True)
                for row in _line_rows(order, of_bundles)
            ],
        )

    def _new_bundle_ids(self, orders: Sequence[NewOrder]) -> list[list[int]]:
        """Ids for the bundles of new orders, order by order."""
        if not any(order.bundles for order in orders):
            return [[] for _ in orders]
        count = sum(len(order.bundles) for order in orders)
        ids = iter(*self._new_ids((order_bundle, count)))
        return [[next(ids) for _ in order.bundles] for order in orders]

    def _write_bundles(
        self, orders: Sequence[NewOrder], bundle_ids: Sequence[Sequence[int]]
    ) -> None:
        write_rows(
            self._driver,
            order_bundle,
            ("id", "order_id", "product_id", "name", "price", "quantity", "together"),
            [
                (
                    id,
                    order.id,
                    bundle.product_id,
                    bundle.name,
                    bundle.price,
                    bundle.quantity,
                    bundle.together,
                )
                for order, some in zip(orders, bundle_ids, strict=True)
                for id, bundle in zip(some, order.bundles, strict=True)
            ],
        )


def _line_rows(order: NewOrder, bundle_ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    numbered = zip(order.line_ids, order.lines, strict=True)
    for position, (id, line) in enumerate(numbered, start=1):
        *values, bundle, per_bundle, chosen_as = line
        bundle_id = None if bundle is None else bundle_ids[bundle]
        reserves = line[6] > 0
        yield (id, order.id, position, *values, bundle_id, per_bundle, chosen_as, reserves)
