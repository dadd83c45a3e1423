"""Orders and their lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, select, update

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.order import Address, Order, OrderLine, OrderStatus
from inventory_tui.domain.product import ProductType
from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.inserting import insert_rows
from inventory_tui.store.tables import channel, order_line, product, sales_order, stock
from inventory_tui.store.upserting import upsert

_AT_ONCE = 500
_LINE_COLUMNS = (
    "order_id",
    "position",
    "product_id",
    "name",
    "price",
    "managed",
    "ordered",
    "held",
)
_DIGITS = 9
"""Numbers given here have at least so many: ``000000042``."""
_LONGEST = 21


class NumberTaken(Exception):
    """Another terminal took an order number between our look and our write; look again."""


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order to be written, everything resolved."""

    id: int
    number: str
    channel_id: int
    stock_id: int
    ship_to: Address
    lines: Sequence[tuple[int, str, str, bool, int, int]]
    """Product id, name, price, managed, ordered and held (ten-thousandths)."""


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """As much of a stored order as tells whether another is the same."""

    id: int
    number: str
    channel_id: int
    ordered: dict[int, int]
    """Product id → ten-thousandths."""
    sku_keys: dict[str, int]
    """Product id by the key of the SKU it has, or had when it was deleted."""


class Orders:
    """Reads and writes orders."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

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
        return _order(row, self._lines([id]).get(id, ()))

    def get_many(self, ids: Sequence[int]) -> list[Order]:
        """Return the orders with these ids, in their order."""
        rows = self._connection.execute(_orders().where(sales_order.c.id.in_(ids)))
        by_id = {row.id: row for row in rows}
        lines = self._lines(ids)
        return [_order(by_id[id], lines.get(id, ())) for id in ids if id in by_id]

    def _lines(self, order_ids: Sequence[int]) -> dict[int, tuple[OrderLine, ...]]:
        rows = self._connection.execute(
            select(
                order_line,
                product.c.sku,
                product.c.type,
                product.c.deleted_by.is_not(None).label("product_deleted"),
            )
            .join(product, product.c.id == order_line.c.product_id)
            .where(order_line.c.order_id.in_(order_ids))
            .order_by(order_line.c.order_id, order_line.c.position)
        )
        lines: dict[int, list[OrderLine]] = {}
        for row in rows:
            lines.setdefault(row.order_id, []).append(_line(row))
        return {order_id: tuple(found) for order_id, found in lines.items()}

    def by_numbers(self, keys: Iterable[str]) -> dict[str, KnownOrder]:
        """Return the orders that already have these numbers (their `key_of`), by key."""
        wanted = list(keys)
        found: dict[str, KnownOrder] = {}
        for at in range(0, len(wanted), _AT_ONCE):
            some = wanted[at : at + _AT_ONCE]
            rows = self._connection.execute(
                select(
                    sales_order.c.id,
                    sales_order.c.number,
                    sales_order.c.number_key,
                    sales_order.c.channel_id,
                    order_line.c.product_id,
                    order_line.c.ordered,
                    product.c.sku_key,
                )
                .join(order_line, order_line.c.order_id == sales_order.c.id)
                .join(product, product.c.id == order_line.c.product_id)
                .where(sales_order.c.number_key.in_(some))
            )
            for id, number, key, channel_id, product_id, ordered, sku_key in rows:
                known = found.get(key)
                if known is None:
                    known = found[key] = KnownOrder(id, number, channel_id, {}, {})
                known.ordered[product_id] = ordered
                known.sku_keys[sku_key] = product_id
        return found

    def new_ids(self, count: int) -> list[int]:
        """Return ids for so many new orders, ascending."""
        if self._connection.dialect.name == "postgresql":
            rows = self._connection.exec_driver_sql(
                "select nextval(pg_get_serial_sequence('sales_order', 'id'))"
                " from generate_series(1, %s)",
                (count,),
            )
            return sorted(int(id) for id in rows.scalars())
        last = self._connection.execute(select(func.max(sales_order.c.id))).scalar() or 0
        return list(range(int(last) + 1, int(last) + 1 + count))

    def free_numbers(self, ids: Sequence[int], taken: Iterable[str] = ()) -> list[str]:
        """Return a number for each of these new orders, none of which any order has.

        A number is the order's id in nine digits; where someone gave that number to another
        order before, ``-2`` follows, ``-3`` …

        Args:
            taken: Keys of numbers that are being given in the same breath.
        """
        numbers = [f"{id:0{_DIGITS}}" for id in ids]
        used = set(taken)
        for at in range(0, len(numbers), _AT_ONCE):
            rows = self._connection.execute(
                select(sales_order.c.number_key).where(
                    sales_order.c.number_key.in_(numbers[at : at + _AT_ONCE])
                )
            )
            used.update(rows.scalars())
        return [self._beside(number, used) if number in used else number for number in numbers]

    def _beside(self, number: str, used: set[str]) -> str:
        attempt = 2
        while True:
            other = f"{number}-{attempt}"
            if other not in used and self.id_of(other) is None:
                return other
            attempt += 1

    def add(self, operation_id: int, placed_by: str, orders: Sequence[NewOrder]) -> None:
        """Write new orders, pending, with their lines.

        Raises:
            NumberTaken: Another terminal wrote an order of one of these numbers meanwhile.
        """
        if not orders:
            return
        statement = upsert(self._connection, sales_order).on_conflict_do_nothing(
            index_elements=["number_key"]
        )
        written = self._connection.execute(
            statement,
            [
                {
                    "id": order.id,
                    "number": order.number,
                    "number_key": key_of(order.number),
                    "channel_id": order.channel_id,
                    "stock_id": order.stock_id,
                    "status": OrderStatus.PENDING.value,
                    "placed_at": self._now,
                    "placed_by": placed_by,
                    "operation_id": operation_id,
                    "customer_name": order.ship_to.name,
                    "customer_email": order.ship_to.email,
                    "customer_key": order.ship_to.customer_key(),
                    "street": order.ship_to.street,
                    "city": order.ship_to.city,
                    "region": order.ship_to.region,
                    "postcode": order.ship_to.postcode,
                    "country": order.ship_to.country,
                }
                for order in orders
            ],
            execution_options={"preserve_rowcount": True},
        ).rowcount
        if written != len(orders):
            raise NumberTaken
        insert_rows(
            self._connection,
            order_line,
            _LINE_COLUMNS,
            [
                (order.id, position, *line)
                for order in orders
                for position, line in enumerate(order.lines, start=1)
            ],
        )

    def count_up(self, changes: Iterable[tuple[int, Quantity, Quantity, Quantity]]) -> None:
        """Add to lines: (line id, shipped, cancelled, let go of what is held)."""
        rows = [
            {
                "line": line,
                "now_shipped": shipped.parts,
                "now_cancelled": cancelled.parts,
                "let_go": let_go.parts,
            }
            for line, shipped, cancelled, let_go in changes
        ]
        if rows:
            self._connection.execute(
                update(order_line)
                .where(order_line.c.id == bindparam("line"))
                .values(
                    shipped=order_line.c.shipped + bindparam("now_shipped"),
                    cancelled=order_line.c.cancelled + bindparam("now_cancelled"),
                    held=order_line.c.held - bindparam("let_go"),
                ),
                rows,
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
        ordered = sorted(ids)
        for at in range(0, len(ordered), _AT_ONCE):
            self._connection.execute(
                select(sales_order.c.id)
                .where(sales_order.c.id.in_(ordered[at : at + _AT_ONCE]))
                .order_by(sales_order.c.id)
                .with_for_update(key_share=True)
            )

    def product_ids(self, ids: Sequence[int]) -> list[int]:
        """Return the products these orders have lines of, ascending."""
        found: set[int] = set()
        for at in range(0, len(ids), _AT_ONCE):
            found.update(
                self._connection.scalars(
                    select(order_line.c.product_id)
                    .where(order_line.c.order_id.in_(list(ids[at : at + _AT_ONCE])))
                    .distinct()
                )
            )
        return sorted(found)


def numbers_meant(typed: str) -> list[str]:
    """Return the keys of the numbers a typed one may mean, the likeliest first.

    Zeros a number begins with may be left out: ``42`` means ``42``, then ``000000042``.
    """
    key = key_of(typed.strip())
    if not (key.isascii() and key.isdigit()):
        return [key]
    return [key, *(key.zfill(width) for width in (_DIGITS, *range(len(key) + 1, _LONGEST)))]


def _orders() -> Select[Any]:
    return (
        select(
            sales_order,
            channel.c.code.label("channel"),
            channel.c.name.label("channel_name"),
            stock.c.name.label("stock"),
        )
        .join(channel, channel.c.id == sales_order.c.channel_id)
        .join(stock, stock.c.id == sales_order.c.stock_id)
    )


def _order(row: Row[Any], lines: tuple[OrderLine, ...]) -> Order:
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
    )


def _line(row: Row[Any]) -> OrderLine:
    return OrderLine(
        id=row.id,
        product_id=row.product_id,
        sku=row.sku,
        name=row.name,
        type=ProductType(row.type),
        ordered=Quantity(row.ordered),
        invoiced=Quantity(row.invoiced),
        shipped=Quantity(row.shipped),
        cancelled=Quantity(row.cancelled),
        refunded=Quantity(row.refunded),
        held=Quantity(row.held),
        managed=row.managed,
        price=row.price,
        product_deleted=row.product_deleted,
    )
