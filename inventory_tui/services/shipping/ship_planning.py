"""Which source could send what of an order: a proposal.

A plan is drafted inside a transaction and made outside it, for an algorithm may have to ask
how far the sources are (`services.distances`).

Source: spec 2.4, 2.5; F-131 to F-138.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from inventory_tui.domain.algorithms import Algorithm
from inventory_tui.domain.distance import Distances
from inventory_tui.domain.order import Order, OrderLine
from inventory_tui.domain.quantity import ONE, Quantity
from inventory_tui.domain.selection import Allocation, Need, Offer, Proposal
from inventory_tui.domain.shipment import ShipmentRequest
from inventory_tui.domain.stock import SourceLink
from inventory_tui.services.orders.entitled import serving
from inventory_tui.services.shipping import selecting
from inventory_tui.services.shipping.goods import is_counted
from inventory_tui.services.shipping.on_offer import listed_or_not, out_of_reach, to_ship
from inventory_tui.services.shipping.selecting import Asked
from inventory_tui.store.database import Database, Transaction


@dataclass(frozen=True)
class ShippingPlan:
    """A proposal for what an order still needs, and what a person may choose instead."""

    order: Order
    proposal: Proposal
    sources: tuple[SourceLink, ...]
    """The sources of the order's stock, in its order; the disabled ones too."""
    listed: Sequence[Offer] = ()
    """What each source holds of each product; only where it is listed for it."""
    unmanaged: frozenset[int] = frozenset()
    """Products any listed source sends in any amount."""
    may_ship: Mapping[int, Quantity] = field(default_factory=dict)
    """Line id → what of it may ship now (spec C18); only where it is more than 0."""
    out: frozenset[tuple[int, int]] = frozenset()
    """(product id, source id) of rows that are Out of Stock, or at a disabled source."""
    barred: frozenset[int] = frozenset()
    """Sources that do not serve the order: they are for other channels or customers."""

    @cached_property
    def offers(self) -> Mapping[tuple[int, int], Quantity]:
        """(product id, source id) → what is `listed` there."""
        return {(one.product_id, one.source_id): one.available for one in self.listed}

    @property
    def algorithm(self) -> str:
        """What proposed it."""
        return self.proposal.algorithm

    @property
    def shippable(self) -> bool:
        """Whether all that is to ship can."""
        return self.proposal.shippable

    @property
    def allocations(self) -> tuple[Allocation, ...]:
        """What is taken where, also where it is 0."""
        return self.proposal.allocations

    @property
    def lines(self) -> tuple[OrderLine, ...]:
        """The lines of the order that may ship now."""
        return tuple(line for line in self.order.lines if line.id in self.may_ship)

    @property
    def together(self) -> frozenset[int]:
        """Lines that are parts of a bundle that ships together."""
        bundles = {bundle.id for bundle in self.order.bundles if bundle.together}
        return frozenset(line.id for line in self.lines if line.bundle in bundles)

    def requests(self) -> list[ShipmentRequest]:
        """What would have to be asked for to ship as proposed: one for each source."""
        taken: dict[int, dict[int, Quantity]] = {}
        for one in self.proposal.taken:
            taken.setdefault(one.source_id, {})[one.line] = one.quantity
        ranks = {link.source_id: rank for rank, link in enumerate(self.sources)}
        return [
            ShipmentRequest(source_id, taken[source_id])
            for source_id in sorted(taken, key=lambda id: ranks.get(id, len(ranks)))
        ]


@dataclass(frozen=True, slots=True)
class Draft:
    """All a plan is made of but the proposal."""

    plan: ShippingPlan
    """With an empty proposal."""
    asked: Asked

    def made(self, measured: Distances | None = None) -> ShippingPlan:
        """Ask the algorithm (see `selecting.Asked.propose`)."""
        return replace(self.plan, proposal=self.asked.propose(measured))


def drafted(transaction: Transaction, order: Order, algorithm: Algorithm) -> Draft:
    """Read what planning an order takes.

    Raises:
        Refused: ``no_destination``: the algorithm measures, and the order has no address.
    """
    ships = to_ship(transaction)
    may_ship = {line.id: amount for line in order.lines if (amount := ships(line))}
    lines = [line for line in order.lines if line.id in may_ship]
    managed = transaction.products.managed({line.product_id for line in lines})
    links = transaction.stocks.links(order.stock_id) if lines else ()
    asked, barred = serving(transaction, order, links)
    offers, out = listed_or_not(transaction, order, lines, links)
    if left := barred | out_of_reach(transaction, links):
        offers = [one for one in offers if one.source_id not in left]
    together = {bundle.id for bundle in order.bundles if bundle.together}
    needs = [
        Need(
            line.id,
            line.product_id,
            line.sku,
            may_ship[line.id],
            is_counted(line, managed),
            line.bundle,
            line.per_bundle or ONE,
            line.bundle in together,
        )
        for line in lines
    ]
    plan = ShippingPlan(
        order,
        Proposal(algorithm.code, (), {}),
        links,
        offers,
        frozenset(need.product_id for need in needs if not need.managed),
        may_ship,
        frozenset(out),
        barred,
    )
    question = selecting.asked(transaction, algorithm, asked, needs, offers, order.ship_to)
    return Draft(plan, question)


def plan(database: Database, number: str, algorithm: str = selecting.PRIORITY) -> ShippingPlan:
    """Propose which sources ship what is left of an order.

    Raises:
        Refused: ``unknown_order``; ``unknown_algorithm``; ``no_destination``: it measures
            distances and the order has no address; ``plugin_failed``.
    """
    chosen = selecting.named(algorithm)
    with database.read() as transaction:
        draft = drafted(transaction, transaction.orders.known(number), chosen)
    return draft.made()
