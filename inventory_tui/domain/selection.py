"""Source selection: which source ships how much of each line (spec 2.5).

An algorithm ranks the sources; walking them in that order, each line takes what is there
until its need is met.  What one line takes is gone for the next, so several lines of one
product never take the same unit (R3).  The parts of a bundle that ships together leave the
same sources, whole bundles at a time (C7).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from inventory_tui.domain.distance import NOT_MEASURED, Distances
from inventory_tui.domain.quantity import ONE, ZERO, Quantity, total


@dataclass(slots=True, unsafe_hash=True)  # as `Offer`
class Need:
    """What one line still needs."""

    line: int
    """The id of an order line; a running number where there is no order."""
    product_id: int
    sku: str
    quantity: Quantity
    managed: bool = True
    """Unmanaged goods are taken from any listed source, whatever lies there."""
    bundle: int | None = None
    """The bundle of the order it is a part of."""
    per_bundle: Quantity = ONE
    """Its units in one bundle."""
    together: bool = False
    """Whether all parts of that bundle must leave the same source."""


@dataclass(
    slots=True, unsafe_hash=True
)  # a plan holds thousands; frozen takes four times as long
class Offer:
    """What one source can give of one product: In Stock, at an enabled source of the stock."""

    source_id: int
    source: str
    priority: int
    product_id: int
    available: Quantity


@dataclass(slots=True, unsafe_hash=True)  # as `Offer`
class Allocation:
    """What a proposal takes for one line at one source; listed even when 0."""

    source_id: int
    source: str
    line: int
    product_id: int
    sku: str
    quantity: Quantity
    available: Quantity
    """What is there before anything of the proposal is taken, 0 or more."""


Shelf = dict[int, dict[int, int]]
"""Product id → source id, in the order they are asked → ten-thousandths still there."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Which source ships how much; shippable only when every need is met."""

    algorithm: str
    allocations: tuple[Allocation, ...]
    missing: Mapping[int, Quantity]
    """Line → how much no source can give (only where it is more than 0)."""
    ranking: tuple[int, ...] = ()
    """Ids of the enabled sources of the stock, in the order they were asked."""
    distances: Distances = NOT_MEASURED
    """How far the sources are from the destination, where that was looked at."""
    notes: tuple[str, ...] = ()
    """What a person should know about it: that a distance is not known, for one."""

    @property
    def shippable(self) -> bool:
        """Whether every need is met."""
        return not self.missing


def by_priority(needs: Sequence[Need], offers: Iterable[Offer]) -> Proposal:
    """Propose sources in the stock's own order, then by code (R16)."""
    ranked = sorted(offers, key=lambda offer: (offer.priority, offer.source.casefold()))
    order = tuple(dict.fromkeys(offer.source_id for offer in ranked))
    return allocate("priority", needs, ranked, order)


def allocate(
    algorithm: str, needs: Sequence[Need], offers: Iterable[Offer], order: Sequence[int]
) -> Proposal:
    """Ask the sources in this order (ids) for each need, taking what is there until it is met.

    What other sources offer is not listed.
    """
    listed: dict[int, dict[int, Offer]] = {need.product_id: {} for need in needs}
    for offer in offers:
        if offer.product_id in listed:
            listed[offer.product_id][offer.source_id] = offer
    shelf: Shelf = {
        product_id: {
            source: units if (units := at[source].available.parts) > 0 else 0
            for source in order
            if source in at
        }
        for product_id, at in listed.items()
    }
    taken: dict[int, dict[int, Quantity]] = {}
    for parts in _taken_as_one(needs):
        if parts[0].together and parts[0].bundle is not None:
            taken |= _walk_together(parts, order, shelf)
        else:
            taken[parts[0].line] = _walk(parts[0], shelf[parts[0].product_id])
    allocations: list[Allocation] = []
    for need in needs:
        line, product_id, sku, took = need.line, need.product_id, need.sku, taken[need.line]
        at = listed[product_id]
        allocations += [
            Allocation(
                source,
                (offer := at[source]).source,
                line,
                product_id,
                sku,
                took.get(source, ZERO),
                there if (there := offer.available).parts > 0 else ZERO,
            )
            for source in shelf[product_id]
        ]
    missing = {
        need.line: Quantity(left)
        for need in needs
        if (left := need.quantity.parts - total(taken[need.line].values()).parts) > 0
    }
    return Proposal(algorithm, tuple(allocations), missing, tuple(order))


def _taken_as_one(needs: Sequence[Need]) -> Iterator[list[Need]]:
    """Each need of its own; the parts of a bundle that ships together as one."""
    first = {
        need.bundle: place
        for place, need in reversed(list(enumerate(needs)))
        if need.bundle is not None and need.together
    }
    placed = [
        (first[need.bundle] if need.together and need.bundle is not None else place, need)
        for place, need in enumerate(needs)
    ]
    placed.sort(key=lambda one: one[0])
    for _, parts in groupby(placed, key=lambda one: one[0]):
        yield [need for _, need in parts]


def _walk(need: Need, there: dict[int, int]) -> dict[int, Quantity]:
    """Take a line from source after source, off the shelf; return it by source id."""
    left, managed = need.quantity.parts, need.managed
    taken: dict[int, Quantity] = {}
    for source, units in there.items():
        if not left:
            break
        amount = min(units, left) if managed else left
        if amount:
            taken[source] = Quantity(amount)
            left -= amount
            if managed:
                there[source] = units - amount
    return taken


def _walk_together(
    parts: Sequence[Need], order: Sequence[int], shelf: Shelf
) -> dict[int, dict[int, Quantity]]:
    """`_walk` for the parts of a bundle that ships together; by line, then by source id."""
    left = {need.line: need.quantity.parts for need in parts}
    taken: dict[int, dict[int, Quantity]] = {need.line: {} for need in parts}
    for source in order:
        if not any(left.values()):
            break
        if any(source not in shelf.get(need.product_id, ()) for need in parts):
            continue
        here = _bundles_at(source, parts, left, shelf)
        for need in parts:
            amount = here[need.line]
            if not amount:
                continue
            taken[need.line][source] = Quantity(amount)
            left[need.line] -= amount
            if need.managed:
                shelf[need.product_id][source] -= amount
    return taken


def _bundles_at(
    source: int, parts: Sequence[Need], left: Mapping[int, int], shelf: Shelf
) -> dict[int, int]:
    """What one source can send of each part: as many whole bundles as it can."""

    def of(count: int) -> dict[int, int]:
        return {
            need.line: min(count * need.per_bundle.parts, left[need.line]) for need in parts
        }

    def fits(count: int) -> bool:
        wanted = of(count)
        sums: dict[int, int] = {}
        for need in parts:
            if need.managed:
                sums[need.product_id] = sums.get(need.product_id, 0) + wanted[need.line]
        return all(
            not amount or amount <= shelf[product][source] for product, amount in sums.items()
        )

    fewest, most = 0, max(-(-left[n.line] // n.per_bundle.parts) for n in parts)
    while fewest < most:
        middle = (fewest + most + 1) // 2
        if fits(middle):
            fewest = middle
        else:
            most = middle - 1
    return of(fewest)


def whole_bundles(parts: Iterable[tuple[Quantity, Quantity | None, Quantity]]) -> bool:
    """Return whether amounts of a bundle's parts are so many whole bundles of what is left.

    Args:
        parts: Of each part the amount, its units in one bundle, and what is left of it; a
            part of which less is left than of the others may run out.
    """
    rows = [(amount.parts, (per or ONE).parts, left.parts) for amount, per, left in parts]
    if not rows:
        return True
    count = max(-(-amount // per) for amount, per, _ in rows)
    return all(amount == min(count * per, left) for amount, per, left in rows)
