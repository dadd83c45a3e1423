"""The filter language as SQL, for orders and for shipments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Connection,
    String,
    and_,
    cast,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
)

from inventory_tui.domain.filters import Compared, Filter, Flag, Keyed, Term, Value, Words
from inventory_tui.domain.moments import parse_moment
from inventory_tui.domain.order_numbers import numbers_meant
from inventory_tui.store.filtering import compared, inside, source_ids, whole
from inventory_tui.store.options import Options
from inventory_tui.store.orders.order_amounts import OPEN
from inventory_tui.store.products.chosen import Scope, within
from inventory_tui.store.sourcing.open_orders import OPEN_ORDER
from inventory_tui.store.tables import (
    channel,
    order_line,
    product,
    sales_order,
    shipment,
    shipment_line,
    source,
    tracking,
)


def order_conditions(
    connection: Connection, options: Options, filter: Filter, *, now: datetime, marked: Scope
) -> list[ColumnElement[bool]]:
    """Return what must hold of a row of ``sales_order``.

    Args:
        now: The moment ``today`` is told from.
        marked: The orders the flag ``marked`` stands for.

    Raises:
        BadFilter: It names something that does not exist.
    """
    zone = ZoneInfo(options.value("time_zone"))

    def keyed(test: Keyed) -> ColumnElement[bool]:
        values = test.values
        match test.key:
            case "number":
                return numbered(values)
            case "channel":
                return sales_order.c.channel_id.in_(
                    select(channel.c.id).where(whole(channel.c.code_key, values))
                )
            case "status":
                return sales_order.c.status.in_(test.choices)
            case "customer":
                return or_(*(inside([sales_order.c.customer_key], value) for value in values))
            case "sku":
                return exists(
                    select(literal(1))
                    .select_from(order_line)
                    .join(product, product.c.id == order_line.c.product_id)
                    .where(
                        order_line.c.order_id == sales_order.c.id,
                        whole(product.c.sku_key, values),
                    )
                )
            case "source":
                return exists(
                    select(literal(1)).where(
                        shipment.c.order_id == sales_order.c.id,
                        shipment.c.cancelled_by.is_(None),
                        shipment.c.source_id.in_(source_ids(connection, values)),
                    )
                )
            case _:
                return dated(sales_order.c.placed_at, test, now, zone)

    def numbers(test: Compared) -> ColumnElement[bool]:
        amount = OPEN if test.key == "left" else order_line.c.ordered
        total = (
            select(func.coalesce(func.sum(amount), 0))
            .where(order_line.c.order_id == sales_order.c.id)
            .scalar_subquery()
        )
        return compared(total, test.operator, test.number)

    def flagged(test: Flag) -> ColumnElement[bool]:
        if test.name == "open":
            return OPEN_ORDER
        return and_(*within(sales_order.c.id, marked))

    def words(values: Sequence[Value]) -> ColumnElement[bool]:
        columns = [sales_order.c.number_key, sales_order.c.customer_key]
        return or_(*(inside(columns, value) for value in values))

    return conditions(filter, keyed, numbers, flagged, words)


def shipment_conditions(
    connection: Connection,
    options: Options,
    filter: Filter,
    *,
    now: datetime,
    marked: Scope,
    by_customer: bool,
) -> list[ColumnElement[bool]]:
    """Return what must hold of a row of ``shipment`` joined with its ``sales_order``.

    Args:
        now: The moment ``today`` is told from.
        marked: The shipments the flag ``marked`` stands for.
        by_customer: Whether words find customers too.

    Raises:
        BadFilter: It names something that does not exist.
    """
    zone = ZoneInfo(options.value("time_zone"))
    number: ColumnElement[str] = cast(shipment.c.id, String)

    def keyed(test: Keyed) -> ColumnElement[bool]:
        values = test.values
        match test.key:
            case "number":
                return whole(number, values)
            case "order":
                return numbered(values)
            case "source":
                return shipment.c.source_id.in_(source_ids(connection, values))
            case "sku":
                return exists(
                    select(literal(1))
                    .select_from(shipment_line)
                    .join(product, product.c.id == shipment_line.c.product_id)
                    .where(
                        shipment_line.c.shipment_id == shipment.c.id,
                        whole(product.c.sku_key, values),
                    )
                )
            case "carrier":
                return exists(
                    select(literal(1)).where(
                        tracking.c.shipment_id == shipment.c.id,
                        or_(
                            whole(tracking.c.carrier, values),
                            whole(func.lower(tracking.c.title), values),
                        ),
                    )
                )
            case _:
                return dated(shipment.c.shipped_at, test, now, zone)

    def numbers(test: Compared) -> ColumnElement[bool]:
        raise ValueError("shipments have no numbers to compare")

    def flagged(test: Flag) -> ColumnElement[bool]:
        return and_(*within(shipment.c.id, marked))

    def words(values: Sequence[Value]) -> ColumnElement[bool]:
        columns = [sales_order.c.number_key]
        if by_customer:
            columns.append(sales_order.c.customer_key)
        parcel = exists(
            select(literal(1)).where(
                tracking.c.shipment_id == shipment.c.id,
                or_(*(inside([func.lower(tracking.c.number)], value) for value in values)),
            )
        )
        place = shipment.c.source_id.in_(
            select(source.c.id).where(
                or_(
                    *(inside([source.c.code_key, source.c.name_key], value) for value in values)
                )
            )
        )
        return or_(whole(number, values), parcel, place, *(inside(columns, v) for v in values))

    return conditions(filter, keyed, numbers, flagged, words)


def conditions(
    filter: Filter,
    keyed: Callable[[Keyed], ColumnElement[bool]],
    numbers: Callable[[Compared], ColumnElement[bool]],
    flagged: Callable[[Flag], ColumnElement[bool]],
    words: Callable[[Sequence[Value]], ColumnElement[bool]],
) -> list[ColumnElement[bool]]:
    """Return a filter's rules as SQL, each kind of rule as a list understands it."""

    def condition(term: Term) -> ColumnElement[bool]:
        test = term.test
        if isinstance(test, Keyed):
            found = keyed(test)
        elif isinstance(test, Compared):
            found = numbers(test)
        elif isinstance(test, Flag):
            found = flagged(test)
        else:
            assert isinstance(test, Words)
            found = words(test.values)
        return not_(found) if term.negated else found

    return [condition(term) for term in filter.terms]


def numbered(values: Sequence[Value]) -> ColumnElement[bool]:
    """SQL: an order has this number, zeros it begins with left out or not."""
    column = sales_order.c.number_key
    padded = [
        key
        for value in values
        if not value.quoted and not value.has_wildcard
        for key in numbers_meant(value.text)
    ]
    return or_(whole(column, values), column.in_(padded) if padded else false())


def dated(
    column: ColumnElement[datetime], test: Keyed, now: datetime, zone: ZoneInfo
) -> ColumnElement[bool]:
    """SQL: a moment lies ``since`` or ``until`` a day or a minute."""
    end = test.key == "until"
    moment = parse_moment(
        test.values[0].text, today=now.astimezone(zone).date(), zone=zone, end=end
    )
    return column < moment if end else column >= moment
