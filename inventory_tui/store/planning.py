"""What open orders are going to take from each source: the proposal of each, oldest first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, select

from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.selection import Need, Offer, by_priority
from inventory_tui.store.tables import (
    order_line,
    sales_order,
    source,
    source_item,
    stock_source,
)


def planned(
    connection: Connection, wanted: Select[tuple[int]]
) -> dict[tuple[int, int], Quantity]:
    """Return how much of the ``wanted`` products is spoken for, by (product, source) id.

    Each order is planned with what the older ones leave; what no source can give is in no
    entry.

    Source: spec 2.5, *priority*; the mode ``available`` of the command line's manual.
    """
    lines = connection.execute(
        select(sales_order.c.stock_id, order_line.c.product_id, order_line.c.held)
        .select_from(order_line)
        .join(sales_order, sales_order.c.id == order_line.c.order_id)
        .where(order_line.c.held > 0, order_line.c.product_id.in_(wanted))
        .order_by(order_line.c.order_id)
    ).all()
    offers = _offers(connection, wanted)
    left = {
        (offer.product_id, offer.source_id): offer.available
        for several in offers.values()
        for offer in several
    }
    taken: dict[tuple[int, int], Quantity] = {}
    for stock_id, product_id, held in lines:
        there = [
            Offer(
                offer.source_id,
                offer.source,
                offer.priority,
                product_id,
                left[product_id, offer.source_id],
            )
            for offer in offers.get((stock_id, product_id), ())
        ]
        proposal = by_priority([Need(product_id, "", Quantity(held))], there)
        for part in proposal.allocations:
            if part.quantity:
                at = (product_id, part.source_id)
                left[at] -= part.quantity
                taken[at] = taken.get(at, ZERO) + part.quantity
    return taken


def _offers(
    connection: Connection, wanted: Select[tuple[int]]
) -> dict[tuple[int, int], list[Offer]]:
    """What each stock's sources can give of the wanted products that are promised."""
    promised: Any = select(order_line.c.product_id).where(
        order_line.c.held > 0, order_line.c.product_id.in_(wanted)
    )
    rows = connection.execute(
        select(
            stock_source.c.stock_id,
            stock_source.c.priority,
            source.c.code,
            source_item.c.source_id,
            source_item.c.product_id,
            source_item.c.quantity,
        )
        .select_from(source_item)
        .join(stock_source, stock_source.c.source_id == source_item.c.source_id)
        .join(source, source.c.id == source_item.c.source_id)
        .where(source_item.c.product_id.in_(promised), source_item.c.in_stock, source.c.enabled)
    )
    offers: dict[tuple[int, int], list[Offer]] = {}
    for row in rows:
        offers.setdefault((row.stock_id, row.product_id), []).append(
            Offer(row.source_id, row.code, row.priority, row.product_id, Quantity(row.quantity))
        )
    return offers
