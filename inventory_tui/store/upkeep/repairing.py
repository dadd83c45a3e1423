"""Kept sums written anew from what they follow from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import (
    BigInteger,
    delete,
    func,
    insert,
    literal,
    select,
)

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.quantity import ZERO
from inventory_tui.domain.stock import Coverage
from inventory_tui.store.database import Transaction
from inventory_tui.store.products.chosen import Scope, choose, within
from inventory_tui.store.tables import (
    product,
    reservation,
    stock_level,
)


def repair_levels(transaction: Transaction, skus: Iterable[str]) -> None:
    """Compute the sums of these products anew, in every stock."""
    connection = transaction.connection
    ids: set[int] = set()
    for some in chunks(sorted(set(skus)), 10_000):
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
    """Write what the lines of these orders hold from their reservations.

    Where several lines have one product they hold it in their order; a sum that the lines
    cannot hold between them is left for the report of inconsistencies.
    """
    for number in sorted(set(orders)):
        order = transaction.orders.known(number)
        left = {
            product_id: -quantity
            for (_, product_id), quantity in transaction.reservations.of_order(order.id).items()
        }
        changed = []
        for line in order.lines:
            holds = max(min(left.get(line.product_id, ZERO), line.open), ZERO)
            left[line.product_id] = left.get(line.product_id, ZERO) - holds
            if holds != line.held:
                changed.append(replace(line, held=holds))
        if not any(left.values()):
            transaction.orders.put_counts(changed)
