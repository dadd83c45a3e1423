"""What every algorithm proposes for an order, and why each source is asked or is not.

Source: spec 2.4, 2.5; F-131 to F-138.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from inventory_tui.domain.algorithms import Algorithm
from inventory_tui.domain.distance import NOT_MEASURED, Distances
from inventory_tui.domain.errors import Refused
from inventory_tui.domain.order import Order, OrderLine
from inventory_tui.domain.quantity import ZERO, Quantity, total
from inventory_tui.services.shipping import selecting
from inventory_tui.services.shipping.ship_planning import Draft, ShippingPlan, drafted
from inventory_tui.store.database import Database
from inventory_tui.wording import tr


class Why(StrEnum):
    """Why a source is asked for something, or is not."""

    TAKEN = "taken"
    NOT_NEEDED = "not_needed"
    OTHER_LINES = "taken_by_other_lines"
    INCOMPLETE = "bundle_incomplete"
    EMPTY = "nothing_left"
    OUT = "out_of_stock"
    BARRED = "not_eligible"
    OFF = "disabled"
    NOT_THERE = "not_assigned"

    @property
    def sentence(self) -> str:
        """As screens say it."""
        return _SENTENCES[self]


_SENTENCES = {
    Why.TAKEN: tr("taken"),
    Why.NOT_NEEDED: tr("not needed any more"),
    Why.OTHER_LINES: tr("other lines take it"),
    Why.INCOMPLETE: tr("lacks a part of the bundle"),
    Why.EMPTY: tr("nothing is left there"),
    Why.OUT: tr("Out of Stock there"),
    Why.BARRED: tr("for other channels or customers"),
    Why.OFF: tr("the source is off"),
    Why.NOT_THERE: tr("not at this source"),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an algorithm decided about one line at one source, or about a whole source."""

    source_id: int
    source: str
    rank: int | None
    """Its place among the sources asked, 1 first; None: it was not asked."""
    quantity: Quantity
    why: Why
    available: Quantity | None = None
    """What lies there of the line; None where it is not listed for it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One algorithm's answer beside the others'."""

    algorithm: Algorithm
    plan: ShippingPlan | None
    """None where it could not answer."""
    refusal: str = ""
    """Why it could not."""
    sources: tuple[Verdict, ...] = ()
    """Every source of the stock, in the stock's order."""

    @property
    def shipments(self) -> int:
        """How many parcels it comes to."""
        return sum(one.why is Why.TAKEN for one in self.sources)

    @property
    def units(self) -> Quantity:
        """How much would leave."""
        return total(one.quantity for one in self.sources)

    @property
    def missing(self) -> Quantity:
        """How much is at no source."""
        return total(self.plan.proposal.missing.values()) if self.plan else ZERO

    def way(self, distances: Distances) -> float | None:
        """How far all parcels go together; None where a part of it is not known."""
        ways = [distances.values.get(one.source_id) for one in self.sources if one.quantity]
        known = [way for way in ways if way is not None]
        return sum(known) if known and len(known) == len(ways) else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every algorithm's answer for one order."""

    order: Order
    compared: tuple[Compared, ...]
    distances: Distances = NOT_MEASURED
    broken: tuple[str, ...] = ()
    """Algorithms of other packages that cannot be asked, a sentence each."""


def compare(database: Database, number: str) -> Comparison:
    """Return what every algorithm proposes for what is left of an order, and why.

    One that refuses is told as such; the others answer.  Distances are measured once.

    Raises:
        Refused: ``unknown_order``.
    """
    drafts: list[tuple[Algorithm, Draft | Refused]] = []
    with database.read() as transaction:
        order = transaction.orders.known(number)
        for algorithm in selecting.algorithms():
            try:
                drafts.append((algorithm, drafted(transaction, order, algorithm)))
            except Refused as refusal:
                drafts.append((algorithm, refusal))
    measured = NOT_MEASURED
    for algorithm, draft in drafts:
        if algorithm.needs_destination and isinstance(draft, Draft):
            measured = draft.asked.measure()
            break
    compared = tuple(_compared(algorithm, draft, measured) for algorithm, draft in drafts)
    return Comparison(order, compared, measured, selecting.broken())


def verdicts(plan: ShippingPlan, line: OrderLine) -> list[Verdict]:
    """Return why each source of the stock is asked for a line or not, in the stock's order."""
    ranks = {id: rank for rank, id in enumerate(plan.proposal.ranking, start=1)}
    taken = {one.source_id: one.quantity for one in plan.allocations if one.line == line.id}
    last = len(ranks) + 1
    left = {
        source: plan.may_ship[line.id]
        - total(
            quantity
            for other, quantity in taken.items()
            if ranks.get(other, last) < ranks.get(source, last)
        )
        for source in taken
    }
    found = []
    for link in plan.sources:
        id = link.source_id
        there = plan.offers.get((line.product_id, id))
        quantity = taken.get(id, ZERO)
        if quantity:
            why = Why.TAKEN
        elif there is None:
            out = (line.product_id, id) in plan.out
            why = Why.OFF if not link.enabled else Why.OUT if out else Why.NOT_THERE
            why = Why.BARRED if id in plan.barred and link.enabled else why
        elif there <= ZERO and line.product_id not in plan.unmanaged:
            why = Why.EMPTY
        elif left.get(id, ZERO) <= ZERO:
            why = Why.NOT_NEEDED
        else:
            why = Why.INCOMPLETE if line.id in plan.together else Why.OTHER_LINES
        found.append(Verdict(id, link.code, ranks.get(id), quantity, why, there))
    return found


def _compared(algorithm: Algorithm, draft: Draft | Refused, measured: Distances) -> Compared:
    if isinstance(draft, Refused):
        return Compared(algorithm, None, str(draft))
    try:
        plan = draft.made(measured)
    except Refused as refusal:
        return Compared(algorithm, None, str(refusal))
    return Compared(algorithm, plan, sources=tuple(_of_sources(plan)))


def _of_sources(plan: ShippingPlan) -> Sequence[Verdict]:
    """The verdicts of all lines, source by source: what speaks most for it."""
    by_source: dict[int, list[Verdict]] = {}
    for line in plan.lines:
        for one in verdicts(plan, line):
            by_source.setdefault(one.source_id, []).append(one)
    order = list(Why)
    return [
        Verdict(
            id,
            several[0].source,
            several[0].rank,
            total(one.quantity for one in several),
            min((one.why for one in several), key=order.index),
        )
        for id, several in by_source.items()
    ]
