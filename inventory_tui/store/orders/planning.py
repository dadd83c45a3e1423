"""What open orders are going to take from each source: the proposal of each, oldest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache, partial
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Select, or_, select

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.eligibility import Audience
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.quantity import ONE, ZERO, Quantity
from inventory_tui.domain.selection import Need, Offer, by_priority
from inventory_tui.store.orders.offers import listed, offer
from inventory_tui.store.sourcing.eligibility import Eligibilities
from inventory_tui.store.tables import (
    order_bundle,
    order_line,
    sales_order,
)

_AT_ONCE = 10_000


def planned(
    connection: Connection, wanted: Select[tuple[int]]
) -> dict[tuple[int, int], Quantity]:
    """Return how much of the ``wanted`` products is spoken for, by (product, source) id.

    Each order is planned with what the older ones leave; what no source can give is in no
    entry.  The other parts of a bundle that ships together are planned with it (C7) and are
    in the answer too.

    Source: spec 2.5, *priority*; the mode ``available`` of the command line's manual.
    """
    lines = connection.execute(_held(wanted)).all()
    eligibility = Eligibilities(connection)
    limited = bool(lines) and eligibility.any
    serving = cache(partial(_serving, eligibility))  # most orders are for the same customers
    offers = _offers(connection, {line.product_id for line in lines})
    left = {
        (offer.product_id, offer.source_id): offer.available
        for several in offers.values()
        for offer in several
    }
    taken: dict[tuple[int, int], Quantity] = {}
    for (_, stock_id), several in groupby(lines, key=lambda one: (one.order_id, one.stock_id)):
        of_order = list(several)
        needs = [_need(line) for line in of_order]
        there = [
            replace(offer, available=left[offer.product_id, offer.source_id])
            for product_id in dict.fromkeys(need.product_id for need in needs)
            for offer in offers.get((stock_id, product_id), ())
        ]
        if limited:
            one = of_order[0]
            audience = Audience(
                one.account_key, key_of(one.customer_group), key_of(one.order_type)
            )
            there = _served(there, *serving(one.stock_id, one.channel_id, audience))
        for part in by_priority(needs, there).taken:
            at = (part.product_id, part.source_id)
            left[at] -= part.quantity
            taken[at] = taken.get(at, ZERO) + part.quantity
    return taken


def _serving(
    eligibility: Eligibilities, stock_id: int, channel_id: int, audience: Audience
) -> tuple[frozenset[int], dict[int, int]]:
    """The sources of a stock that do not serve an order, and the ranks of those that do."""
    return eligibility.barred(stock_id, channel_id, audience), eligibility.ranks(audience)


def _served(
    there: Iterable[Offer], barred: frozenset[int], ranks: Mapping[int, int]
) -> list[Offer]:
    """The offers of the sources that serve an order, those that list its type first."""
    ahead = max(ranks.values(), default=0) + 1
    return [
        replace(one, priority=ranks[one.source_id] - ahead) if one.source_id in ranks else one
        for one in there
        if one.source_id not in barred
    ]


def _held(wanted: Select[tuple[int]]) -> Select[Any]:
    """The lines that hold any of the products, order by order, oldest first."""
    torn = (
        select(order_line.c.bundle_id)
        .join(order_bundle, order_bundle.c.id == order_line.c.bundle_id)
        .where(
            order_line.c.held > 0, order_bundle.c.together, order_line.c.product_id.in_(wanted)
        )
    )
    return (
        select(
            sales_order.c.stock_id,
            sales_order.c.channel_id,
            sales_order.c.account_key,
            sales_order.c.customer_group,
            sales_order.c.order_type,
            order_line.c.id,
            order_line.c.order_id,
            order_line.c.product_id,
            order_line.c.held,
            order_line.c.bundle_id,
            order_line.c.per_bundle,
            order_bundle.c.together,
        )
        .select_from(order_line)
        .join(sales_order, sales_order.c.id == order_line.c.order_id)
        .outerjoin(order_bundle, order_bundle.c.id == order_line.c.bundle_id)
        .where(
            order_line.c.held > 0,
            or_(order_line.c.product_id.in_(wanted), order_line.c.bundle_id.in_(torn)),
        )
        .order_by(order_line.c.order_id, order_line.c.position, order_line.c.id)
    )


def _need(line: Row[Any]) -> Need:
    return Need(
        line.id,
        line.product_id,
        "",
        Quantity(line.held),
        bundle=line.bundle_id,
        per_bundle=ONE if line.per_bundle is None else Quantity(line.per_bundle),
        together=bool(line.together),
    )


def _offers(
    connection: Connection, product_ids: Iterable[int]
) -> dict[tuple[int, int], list[Offer]]:
    """What each stock's sources can give of these products."""
    offers: dict[tuple[int, int], list[Offer]] = {}
    ids = sorted(product_ids)
    for some in chunks(ids, _AT_ONCE):
        for row in connection.execute(listed(some)):
            offers.setdefault((row.stock_id, row.product_id), []).append(offer(row))
    return offers
