"""What is counted in a unit of measure: what lies there, what is open, what is too fine."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, bindparam, func, select, update

from inventory_tui.domain.order import OrderLine
from inventory_tui.domain.quantity import Quantity, step_of
from inventory_tui.store.goods.transfers import ON_THE_ROAD
from inventory_tui.store.orders.order_amounts import OPEN
from inventory_tui.store.sourcing.open_orders import OPEN_ORDER
from inventory_tui.store.tables import (
    incoming,
    order_line,
    product,
    product_part,
    sales_order,
    set_aside,
    source,
    source_item,
    transfer_line,
)
from inventory_tui.wording import tr


def finer(connection: Connection, product_id: int, places: int) -> str | None:
    """Name an amount of a product that has more decimals than ``places``, or None."""
    step = step_of(places)
    lying = connection.execute(
        select(source_item.c.quantity, source.c.code)
        .join(source, source.c.id == source_item.c.source_id)
        .where(source_item.c.product_id == product_id, source_item.c.quantity % step != 0)
        .order_by(source.c.code_key)
        .limit(1)
    ).first()
    if lying is not None:
        return tr("{quantity} lie at {source}", quantity=Quantity(lying[0]), source=lying[1])
    aside = connection.execute(
        select(set_aside.c.quantity, source.c.code)
        .join(source, source.c.id == set_aside.c.source_id)
        .where(set_aside.c.product_id == product_id, set_aside.c.quantity % step != 0)
        .limit(1)
    ).first()
    if aside is not None:
        return tr(
            "{quantity} are set aside at {source}", quantity=Quantity(aside[0]), source=aside[1]
        )
    asked = connection.execute(
        select(OPEN, sales_order.c.number)
        .select_from(order_line)
        .join(sales_order, sales_order.c.id == order_line.c.order_id)
        .where(
            order_line.c.product_id == product_id,
            OPEN % step != 0,
            OPEN_ORDER,
        )
        .order_by(sales_order.c.id)
        .limit(1)
    ).first()
    if asked is not None:
        return tr(
            "{quantity} are open in order {order}",
            quantity=Quantity(int(asked[0])),
            order=asked[1],
        )
    parent = connection.execute(
        select(product_part.c.quantity, product.c.sku)
        .join(product, product.c.id == product_part.c.product_id)
        .where(product_part.c.child_id == product_id, product_part.c.quantity % step != 0)
        .limit(1)
    ).first()
    return (
        None
        if parent is None
        else tr("{quantity} are a part of {sku}", quantity=Quantity(parent[0]), sku=parent[1])
    )


def orders_of(connection: Connection, product_id: int) -> list[int]:
    """Return the ids of the orders in which something of a product is open, oldest first."""
    return list(
        connection.scalars(
            select(sales_order.c.id)
            .join(order_line, order_line.c.order_id == sales_order.c.id)
            .where(
                order_line.c.product_id == product_id,
                OPEN > 0,
                OPEN_ORDER,
            )
            .distinct()
            .order_by(sales_order.c.id)
        )
    )


def coming(connection: Connection, product_ids: Collection[int]) -> bool:
    """Whether anything of these products is expected, or on the road."""
    expected = (
        select(incoming.c.id)
        .where(incoming.c.product_id.in_(product_ids), incoming.c.closed_by.is_(None))
        .limit(1)
    )
    moving = (
        select(transfer_line.c.transfer_id)
        .where(transfer_line.c.product_id.in_(product_ids), ON_THE_ROAD > 0)
        .limit(1)
    )
    return any(connection.execute(query).first() is not None for query in (expected, moving))


def put_asked(connection: Connection, lines: Iterable[OrderLine]) -> None:
    """Store what was ordered in lines, and what they hold of it."""
    rows = [
        {
            "line": one.id,
            "now_ordered": one.ordered.parts,
            "now_held": one.held.parts,
            "now_per": None if one.per_bundle is None else one.per_bundle.parts,
        }
        for one in lines
    ]
    if rows:
        connection.execute(
            update(order_line)
            .where(order_line.c.id == bindparam("line"))
            .values(
                ordered=bindparam("now_ordered"),
                held=bindparam("now_held"),
                per_bundle=bindparam("now_per"),
            ),
            rows,
        )


def lying(connection: Connection, product_id: int) -> tuple[Quantity, int]:
    """Return what lies of a product, and at how many sources."""
    units, sources = connection.execute(
        select(func.coalesce(func.sum(source_item.c.quantity), 0), func.count()).where(
            source_item.c.product_id == product_id, source_item.c.quantity > 0
        )
    ).one()
    return Quantity(int(units)), int(sources)
