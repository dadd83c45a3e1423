"""Many orders at once for a generated world, with all that follows from them.

Each product is ordered once and each shipped line leaves one source, so nothing is promised
twice and every change has exactly one movement.  The kept sums are the caller's to compute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, func, select, text, update

from inventory_tui.domain.history import Deed
from inventory_tui.domain.order import Address, Event, OrderStatus
from inventory_tui.domain.order_numbers import number_of
from inventory_tui.domain.quantity import SCALE
from inventory_tui.store.database import Transaction
from inventory_tui.store.inserting import insert_rows
from inventory_tui.store.tables import (
    change,
    movement,
    operation,
    order_line,
    product,
    reservation,
    sales_order,
    shipment,
    shipment_line,
    source_item,
)

PLENTY = 10 * SCALE
"""What lies at the source of a candidate, at least."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that may be ordered from a stock, and a source that holds plenty of it."""

    product_id: int
    source_id: int
    quantity: int
    sku: str
    name: str
    source: str
    price: str
    notify_below: int | None


@dataclass(frozen=True, slots=True)
class SampleOrder:
    """An order that happened: its lines with the units of each, and what became of it."""

    channel_id: int
    stock_id: int
    ship_to: Address
    placed_at: datetime
    finished_at: datetime
    status: OrderStatus
    lines: Sequence[tuple[Candidate, int]]
    """With ten-thousandths."""


def candidates(transaction: Transaction, stock_id: int, wanted: int) -> Iterator[Candidate]:
    """Products of a stock without settings of their own, spread over all of them.

    Those at the source a stock ships from first come first.
    """
    last = transaction.connection.scalar(select(func.max(product.c.id))) or 0
    step = max(1, last // (3 * wanted))
    rows = transaction.connection.execute(
        text(_CANDIDATES),
        {"stock": stock_id, "plenty": PLENTY, "last": last, "step": step},
    )
    seen: set[int] = set()
    for row in rows:
        if row.product_id not in seen:
            seen.add(row.product_id)
            yield Candidate(*row)


_CANDIDATES = """
    with recursive spread(id) as (
        select 1 union all select id + :step from spread where id + :step <= :last
    )
    select p.id as product_id, item.source_id, item.quantity, p.sku, p.name, source.code,
        p.price, item.notify_below
    from spread
    cross join product as p
    cross join source_item as item
    join stock_source as link on link.source_id = item.source_id
    join source on source.id = item.source_id
    where p.id = spread.id and p.type = 'simple' and p.enabled and not p.decimals
        and p.backorders is null and p.threshold is null and p.min_cart_qty is null
        and p.increments_enabled is null and p.deleted_by is null
        and item.product_id = p.id and item.in_stock and item.quantity >= :plenty
        and link.stock_id = :stock and source.enabled
    order by p.id, link.priority
"""


def add_orders(
    transaction: Transaction, orders: Sequence[SampleOrder], actors: Sequence[str]
) -> None:
    """Write orders, oldest first, with their lines, reservations, shipments and history.

    Quantities at the sources are brought along; the kept sums are not.
    """
    rows = _Rows(transaction, actors)
    for order in orders:
        rows.order(order)
    rows.write()


@dataclass
class _Rows:
    """Rows of every table, collected before they are written."""

    transaction: Transaction
    actors: Sequence[str]
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    taken: list[dict[str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        connection = self.transaction.connection
        self._next = {
            table.name: (connection.scalar(select(func.max(table.c.id))) or 0) + 1
            for table in (operation, sales_order, order_line, shipment)
        }
        is_sqlite = connection.dialect.name == "sqlite"
        self._moment: Callable[[datetime], Any] = (
            (lambda at: at.strftime("%Y-%m-%d %H:%M:%S.%f"))
            if is_sqlite
            else (lambda at: at.replace(tzinfo=None))
        )

    def order(self, order: SampleOrder) -> None:
        """Collect one order with all that happened to it."""
        number = self._id(sales_order)
        actor = self.actors[number % len(self.actors)]
        units = sum(parts for _, parts in order.lines)
        placed = self._operation(
            order.placed_at, actor, Deed.ORDER_PLACED, "ordered", number, -units
        )
        to = order.ship_to
        self._add(
            sales_order,
            number, number_of(number), number_of(number), order.channel_id, order.stock_id,
            order.status.value, self._moment(order.placed_at), actor, placed,
            to.name, to.email, to.customer_key(), to.street, to.city, to.region, to.postcode,
            to.country,
        )  # fmt: skip
        done = None
        if order.status is OrderStatus.CANCELED:
            done = self._operation(
                order.finished_at, actor, Deed.ORDER_CANCELLED, "cancelled", number, units
            )
        elif order.status is OrderStatus.HOLDED:
            held = self._operation(order.finished_at, actor, Deed.ORDER_HELD, "held", number, 0)
            states = (OrderStatus.PENDING.value, OrderStatus.HOLDED.value)
            self._add(change, held, "order", number, number_of(number), "status", *states)
        for position, (one, parts) in enumerate(order.lines, start=1):
            shipped = order.status is OrderStatus.COMPLETE or (
                order.status is OrderStatus.PROCESSING and position == 1
            )
            line = self._id(order_line)
            gone, cancelled = parts if shipped else 0, parts if done is not None else 0
            self._add(
                order_line,
                line, number, position, one.product_id, one.name, one.price, True, parts,
                gone, cancelled, parts - gone - cancelled,
            )  # fmt: skip
            self._reserve(order, one, -parts, Event.ORDER_PLACED, number, placed)
            if done is not None:
                self._reserve(order, one, parts, Event.ORDER_CANCELED, number, done)
            if shipped:
                self._ship(order, one, parts, number, line, actor)

    def write(self) -> None:
        """Insert what was collected, referred to before referring."""
        connection = self.transaction.connection
        for table, columns in _COLUMNS.items():
            insert_rows(connection, table, columns, self.rows.get(table.name, []))
        if self.taken:
            connection.execute(
                update(source_item)
                .where(
                    source_item.c.product_id == bindparam("of_product"),
                    source_item.c.source_id == bindparam("at_source"),
                )
                .values(quantity=bindparam("left"), version=source_item.c.version + 1),
                self.taken,
            )
        if connection.dialect.name == "postgresql":
            for name, number in self._next.items():
                connection.exec_driver_sql(
                    f"select setval(pg_get_serial_sequence('{name}', 'id'), {number}, false)"
                )

    def _ship(
        self,
        order: SampleOrder,
        one: Candidate,
        parts: int,
        number: int,
        line: int,
        actor: str,
    ) -> None:
        done = self._operation(
            order.finished_at, actor, Deed.SHIPPED, "shipped", number, -parts
        )
        parcel = self._id(shipment)
        self._add(
            shipment,
            parcel,
            number,
            one.source_id,
            done,
            self._moment(order.finished_at),
            actor,
        )
        self._add(shipment_line, parcel, line, one.product_id, parts, parts, parts)
        self._reserve(order, one, parts, Event.SHIPMENT_CREATED, number, done)
        left = one.quantity - parts
        self._add(
            movement,
            done, one.product_id, one.source_id, one.quantity, left, True, True,
            one.notify_below, one.notify_below,
        )  # fmt: skip
        self.taken.append(
            {"of_product": one.product_id, "at_source": one.source_id, "left": left}
        )

    def _reserve(
        self,
        order: SampleOrder,
        one: Candidate,
        parts: int,
        event: Event,
        number: int,
        done: int,
    ) -> None:
        self._add(reservation, order.stock_id, one.product_id, parts, event.value, number, done)

    def _operation(
        self, at: datetime, actor: str, deed: Deed, reason: str, order: int, units: int
    ) -> int:
        number = self._id(operation)
        verb = {
            Deed.ORDER_PLACED: "placed",
            Deed.ORDER_CANCELLED: "cancelled",
            Deed.ORDER_HELD: "on hold",
            Deed.SHIPPED: "shipped",
        }[deed]
        summary = f"Order {number_of(order)} {verb}"
        self._add(
            operation,
            number,
            self._moment(at),
            actor,
            deed.value,
            reason,
            summary,
            units,
            order,
        )
        return number

    def _id(self, table: Table) -> int:
        number = self._next[table.name]
        self._next[table.name] = number + 1
        return number

    def _add(self, table: Table, *values: Any) -> None:
        self.rows.setdefault(table.name, []).append(values)


_COLUMNS: dict[Table, tuple[str, ...]] = {
    operation: ("id", "at", "actor", "deed", "reason", "summary", "units", "order_id"),
    sales_order: (
        "id", "number", "number_key", "channel_id", "stock_id", "status", "placed_at",
        "placed_by", "operation_id", "customer_name", "customer_email", "customer_key",
        "street", "city", "region", "postcode", "country",
    ),
    order_line: (
        "id", "order_id", "position", "product_id", "name", "price", "managed", "ordered",
        "shipped", "cancelled", "held",
    ),
    reservation: ("stock_id", "product_id", "quantity", "event", "order_id", "operation_id"),
    shipment: ("id", "order_id", "source_id", "operation_id", "shipped_at", "shipped_by"),
    shipment_line: (
        "shipment_id", "order_line_id", "product_id", "quantity", "taken", "let_go",
    ),
    movement: (
        "operation_id", "product_id", "source_id", "quantity_before", "quantity_after",
        "in_stock_before", "in_stock_after", "notify_before", "notify_after",
    ),
    change: ("operation_id", "kind", "subject_id", "subject", "field", "before", "after"),
}  # fmt: skip
