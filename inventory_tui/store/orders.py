"""Orders and their lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, Table, bindparam, func, select, update

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.order import Address, Order, OrderBundle, OrderLine, OrderStatus
from inventory_tui.domain.product import ProductType
from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.inserting import insert_rows
from inventory_tui.store.tables import (
    channel,
    order_bundle,
    order_line,
    product,
    sales_order,
    source,
    stock,
)
from inventory_tui.store.upserting import upsert

_AT_ONCE = 500
_LINE_COLUMNS = (
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
_COUNTS = ("invoiced", "shipped", "cancelled", "refunded", "released", "held")
_DIGITS = 9
"""Numbers given here have at least so many: ``000000042``."""
_LONGEST = 21


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


class KnownPart(NamedTuple):
    """What an order holds under a composite product."""

    product_id: int
    """The bundle; or what was chosen under a configurable or grouped product."""
    parent_id: int | None
    """The configurable or grouped product; None of a bundle."""
    parts: frozenset[tuple[int, int]]
    """Of a bundle: product id and ten-thousandths in one of it."""


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """As much of a stored order as tells whether another is the same."""

    id: int
    number: str
    channel_id: int
    ordered: dict[int, int]
    """Product id → ten-thousandths, of what is no part of a composite."""
    sku_keys: dict[str, int]
    """Product id by the key of the SKU it has, or had when it was deleted."""
    composed: dict[KnownPart, int] = field(default_factory=dict)
    """What is → ten-thousandths."""


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

    def _lines(self, order_ids: Sequence[int]) -> dict[int, tuple[OrderLine, ...]]:
        parent = product.alias("parent")
        rows = self._connection.execute(
            select(
                order_line,
                product.c.sku,
                product.c.decimals,
                product.c.type.label("product_type"),
                product.c.deleted_by.is_not(None).label("product_deleted"),
                parent.c.sku.label("chosen_as_sku"),
            )
            .join(product, product.c.id == order_line.c.product_id)
            .outerjoin(parent, parent.c.id == order_line.c.chosen_as)
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
                    func.coalesce(order_line.c.bundle_id, order_line.c.chosen_as),
                )
                .join(order_line, order_line.c.order_id == sales_order.c.id)
                .join(product, product.c.id == order_line.c.product_id)
                .where(sales_order.c.number_key.in_(some))
            )
            composed: dict[int, KnownOrder] = {}
            for id, number, key, channel_id, product_id, ordered, sku_key, above in rows:
                known = found.get(key)
                if known is None:
                    known = found[key] = KnownOrder(id, number, channel_id, {}, {})
                known.sku_keys[sku_key] = product_id
                if above is None:
                    known.ordered[product_id] = known.ordered.get(product_id, 0) + ordered
                else:
                    composed[id] = known
            self._add_composed(composed)
        return found

    def _add_composed(self, known: Mapping[int, KnownOrder]) -> None:
        """Say what orders hold under composite products."""
        if not known:
            return
        parent = func.coalesce(order_bundle.c.product_id, order_line.c.chosen_as)
        bundles: dict[tuple[int, int], tuple[int, int, set[tuple[int, int]]]] = {}
        rows = self._connection.execute(
            select(
                order_line.c.order_id,
                order_line.c.product_id,
                order_line.c.ordered,
                order_line.c.bundle_id,
                order_line.c.per_bundle,
                order_bundle.c.quantity,
                product.c.id,
                product.c.sku_key,
            )
            .outerjoin(order_bundle, order_bundle.c.id == order_line.c.bundle_id)
            .join(product, product.c.id == parent)
            .where(order_line.c.order_id.in_(known))
        )
        for order_id, product_id, ordered, bundle_id, per, quantity, above, sku_key in rows:
            order = known[order_id]
            order.sku_keys[sku_key] = above
            if bundle_id is None:
                part = KnownPart(product_id, above, frozenset())
                order.composed[part] = order.composed.get(part, 0) + ordered
            else:
                held = bundles.setdefault((order_id, bundle_id), (above, quantity, set()))
                held[2].add((product_id, per))
        for (order_id, _), (above, quantity, parts) in bundles.items():
            part = KnownPart(above, None, frozenset(parts))
            composed = known[order_id].composed
            composed[part] = composed.get(part, 0) + quantity

    def new_ids(self, count: int) -> list[int]:
        """Return ids for so many new orders, ascending."""
        return self._new_ids(sales_order, count)

    def _new_ids(self, table: Table, count: int) -> list[int]:
        if self._connection.dialect.name == "postgresql":
            rows = self._connection.exec_driver_sql(
                f"select nextval(pg_get_serial_sequence('{table.name}', 'id'))"
                " from generate_series(1, %s)",
                (count,),
            )
            return sorted(int(id) for id in rows.scalars())
        last = self._connection.execute(select(func.max(table.c.id))).scalar() or 0
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
                    "status": (order.payment or order.status).value,
                    "payment": order.payment.value if order.payment else "",
                    "placed_at": order.placed_at or self._now,
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
                    "customer_group": order.customer_group,
                    "shipping_method": order.shipping_method,
                    "payment_method": order.payment_method,
                    "shipping_amount": order.shipping_amount,
                    "pickup_source_id": order.pickup_source_id,
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
                row
                for order, bundle_ids in zip(orders, self._add_bundles(orders), strict=True)
                for row in _line_rows(order, bundle_ids)
            ],
        )

    def _add_bundles(self, orders: Sequence[NewOrder]) -> list[list[int]]:
        """Write the bundles of new orders; return their ids, order by order."""
        if not any(order.bundles for order in orders):
            return [[] for _ in orders]
        ids = iter(self._new_ids(order_bundle, sum(len(order.bundles) for order in orders)))
        numbered = [[next(ids) for _ in order.bundles] for order in orders]
        insert_rows(
            self._connection,
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
                for order, some in zip(orders, numbered, strict=True)
                for id, bundle in zip(some, order.bundles, strict=True)
            ],
        )
        return numbered

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
            source.c.code.label("pickup_source"),
        )
        .join(channel, channel.c.id == sales_order.c.channel_id)
        .outerjoin(source, source.c.id == sales_order.c.pickup_source_id)
        .join(stock, stock.c.id == sales_order.c.stock_id)
    )


def _line_rows(order: NewOrder, bundle_ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    for position, line in enumerate(order.lines, start=1):
        *values, bundle, per_bundle, chosen_as = line
        bundle_id = None if bundle is None else bundle_ids[bundle]
        reserves = line[6] > 0
        yield (order.id, position, *values, bundle_id, per_bundle, chosen_as, reserves)


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
        released=Quantity(row.released),
        held=Quantity(row.held),
        managed=row.managed,
        price=row.price,
        product_deleted=row.product_deleted,
        now_composite=not ProductType(row.product_type).has_source_items,
        bundle=row.bundle_id,
        per_bundle=None if row.per_bundle is None else Quantity(row.per_bundle),
        decimals=row.decimals,
        chosen_as=row.chosen_as_sku,
    )
