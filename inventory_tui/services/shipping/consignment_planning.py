"""What goes into a consignment: rows as an algorithm proposes them, order by order.

What consignments that are being built hold already is not proposed again, neither of the
order lines nor of what lies at the sources.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from inventory_tui.domain.algorithms import Algorithm
from inventory_tui.domain.distance import Distances
from inventory_tui.domain.order import Order
from inventory_tui.domain.quantity import ZERO, Quantity, total
from inventory_tui.domain.selection import Need, Offer
from inventory_tui.services.shipping.selecting import Asked
from inventory_tui.services.shipping.ship_planning import drafted
from inventory_tui.store.database import Transaction

Places = dict[tuple[int, int], Quantity]
"""(Product id, source id) → what is taken there."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """How much of an order line may leave which source; None: no source has it."""

    line_id: int
    source_id: int | None
    quantity: Quantity


def outstanding(transaction: Transaction, orders: Sequence[Order]) -> dict[int, Quantity]:
    """Return what of each line is to ship and in no consignment that is being built.

    Only lines of which there is something.
    """
    to_ship = {line.id: line.to_ship for order in orders for line in order.lines}
    claimed = transaction.consignments.claimed(to_ship)
    left = {id: amount - claimed.get(id, ZERO) for id, amount in to_ship.items()}
    return {id: amount for id, amount in left.items() if amount > ZERO}


def unplaced(transaction: Transaction, orders: Sequence[Order]) -> list[Proposed]:
    """Return a row for each line with what is outstanding of it, and no source."""
    left = outstanding(transaction, orders)
    return [
        Proposed(line.id, None, left[line.id])
        for order in orders
        for line in order.lines
        if line.id in left
    ]


def proposed(
    transaction: Transaction,
    orders: Sequence[Order],
    algorithm: Algorithm,
    measured: Mapping[int, Distances],
) -> list[Proposed]:
    """Return what an algorithm proposes for what is outstanding of these orders.

    Args:
        measured: Order id → distances, where the algorithm measures.

    Raises:
        Refused: ``no_destination``; ``plugin_failed``.
    """
    left = outstanding(transaction, orders)
    products = {line.product_id for order in orders for line in order.lines if line.id in left}
    taken = transaction.consignments.claimed_at(products) if products else {}
    rows: list[Proposed] = []
    for order in orders:
        asked = _lessened(drafted(transaction, order, algorithm).asked, left, taken)
        answer = asked.propose(measured.get(order.id))
        found: dict[int, list[Proposed]] = {}
        for one in answer.taken:
            row = Proposed(one.line, one.source_id, one.quantity)
            found.setdefault(one.line, []).append(row)
            pair = (one.product_id, one.source_id)
            taken[pair] = taken.get(pair, ZERO) + one.quantity
        for line in order.lines:
            if line.id not in left:
                continue
            given = found.get(line.id, [])
            rows += given
            rest = left[line.id] - total(one.quantity for one in given)
            if rest:
                rows.append(Proposed(line.id, None, rest))
    return rows


def measurements(
    transaction: Transaction, orders: Sequence[Order], algorithm: Algorithm
) -> dict[int, Asked]:
    """Return the questions by which distances are measured, by order id.

    Measure them once no transaction is open (`Asked.measure`): a provider may be slow.

    Raises:
        Refused: ``no_destination``.
    """
    if not algorithm.needs_destination:
        return {}
    return {order.id: drafted(transaction, order, algorithm).asked for order in orders}


def _lessened(
    asked: Asked, left: Mapping[int, Quantity], taken: Mapping[tuple[int, int], Quantity]
) -> Asked:
    request = asked.request
    needs: list[Need] = []
    for need in request.needs:
        amount = min(need.quantity, left.get(need.line, ZERO))
        if amount > ZERO:
            needs.append(replace(need, quantity=amount))
    offers: list[Offer] = []
    for offer in request.offers:
        spoken_for = taken.get((offer.product_id, offer.source_id), ZERO)
        offers.append(replace(offer, available=max(offer.available - spoken_for, ZERO)))
    return replace(asked, request=replace(request, needs=tuple(needs), offers=tuple(offers)))
