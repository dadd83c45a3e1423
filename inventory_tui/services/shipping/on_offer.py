"""Which sources are listed for the lines of an order, and what of a line may ship now.

Source: spec 2.4, *Listed sources*; C18.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from inventory_tui.domain.order import Order, OrderLine
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.selection import Offer
from inventory_tui.domain.stock import SourceLink
from inventory_tui.services.orders.entitled import serving
from inventory_tui.store.database import Transaction


def listed(
    transaction: Transaction,
    order: Order,
    lines: Sequence[OrderLine],
    links: Sequence[SourceLink],
) -> list[Offer]:
    """Return which sources are listed for these lines, with what is there.

    Sources that do not serve the order are not; those that list its type come first.

    What is left of a deleted product, or of one made a composite since, may leave any
    enabled source of the stock: nothing of it lies anywhere any more, and its reservation
    must still be cleared.
    """
    offers, _ = listed_or_not(transaction, order, lines, links)
    asked, barred = serving(transaction, order, links)
    if not barred and asked == list(links):
        return offers
    ranks = {link.source_id: rank for rank, link in enumerate(asked)}
    return [
        replace(offer, priority=ranks[offer.source_id])
        for offer in offers
        if offer.source_id in ranks
    ]


def listed_or_not(
    transaction: Transaction,
    order: Order,
    lines: Sequence[OrderLine],
    links: Sequence[SourceLink],
    *,
    set_aside: bool = False,
) -> tuple[list[Offer], set[tuple[int, int]]]:
    """Return `listed`, and (product id, source id) of the rows that are not.

    They are Out of Stock, or at a disabled source.

    Args:
        set_aside: With what is set aside there, which a proposal leaves.
    """
    alive = {line.product_id for line in lines if not line.lies_nowhere}
    nowhere = {line.product_id for line in lines if line.lies_nowhere}
    offers, others = transaction.shipments.listed(
        links, sorted(alive), order_id=order.id, set_aside=set_aside
    )
    offers += [
        Offer(link.source_id, link.code, link.priority, product_id, ZERO)
        for product_id in sorted(nowhere)
        for link in links
        if link.enabled
    ]
    return offers, others


def out_of_reach(transaction: Transaction, links: Sequence[SourceLink]) -> set[int]:
    """Return the sources that somebody who is confined to others may not send from."""
    person = transaction.guard.person()
    if person is None:
        return set()
    return {link.source_id for link in links if not person.reaches(link.source_id)}


def to_ship(transaction: Transaction) -> Callable[[OrderLine], Quantity]:
    """What of a line may ship now: what is open, or only what is invoiced (C18)."""
    if transaction.options.value("ship_only_invoiced"):
        return lambda line: line.to_ship_if_invoiced
    return lambda line: line.to_ship
