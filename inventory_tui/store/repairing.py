"""Kept sums written anew from what they follow from."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import (
    BigInteger,
    and_,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)

from inventory_tui.domain.stock import Coverage
from inventory_tui.store.chosen import Scope, choose, within
from inventory_tui.store.database import Transaction
from inventory_tui.store.tables import (
    order_line,
    product,
    reservation,
    sales_order,
    stock_level,
)


def repair_levels(transaction: Transaction, skus: Iterable[str]) -> None:
    """Compute the sums of these products anew, in every stock."""
    connection = transaction.connection
    ids: set[int] = set()
    wanted = sorted(set(skus))
    for start in range(0, len(wanted), 10_000):
        some = wanted[start : start + 10_000]
        # by SKU as shown: a deleted product and its successor are both repaired
        ids.update(connection.scalars(select(product.c.id).where(product.c.sku.in_(some))))
    rebuild_levels(transaction, choose(connection, sorted(ids), name="repaired"))


def rebuild_levels(transaction: Transaction, scope: Scope) -> None:
    """Compute the sums of some products, or all (None), from nothing but the rows."""
    connection = transaction.connection
    connection.execute(delete(stock_level).where(*within(stock_level.c.product_id, scope)))
    reserved = func.sum(reservation.c.quantity)
    nothing = literal(0, BigInteger)
    connection.execute(
        insert(stock_level).from_select(
            (
                "stock_id",
                "product_id",
                "on_hand",
                "reserved",
                "threshold",
                "salable",
                "coverage",
            ),
            select(
                reservation.c.stock_id,
                reservation.c.product_id,
                nothing,
                reserved,
                nothing,
                nothing,
                literal(int(Coverage.NONE)),
            )
            .where(*within(reservation.c.product_id, scope))
            .group_by(reservation.c.stock_id, reservation.c.product_id)
            .having(reserved != 0),
        )
    )
    transaction.levels.refresh(scope)


def repair_held(transaction: Transaction, orders: Iterable[str]) -> None:
    """Write what the lines of these orders hold from their reservations."""
    connection = transaction.connection
    reserved = (
        select(func.coalesce(-func.sum(reservation.c.quantity), 0))
        .where(
            reservation.c.order_id == order_line.c.order_id,
            reservation.c.product_id == order_line.c.product_id,
        )
        .scalar_subquery()
    )
    in_bounds = reserved.between(
        0, order_line.c.ordered - order_line.c.shipped - order_line.c.cancelled
    )
    numbers = sorted(set(orders))
    for start in range(0, len(numbers), 10_000):
        some = select(sales_order.c.id).where(
            sales_order.c.number.in_(numbers[start : start + 10_000])
        )
        connection.execute(
            update(order_line)
            .where(and_(order_line.c.order_id.in_(some), in_bounds))
            .values(held=reserved)
        )
