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
from inventory_tui.domain.quantity import ONE, ZERO, Quantity


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Offer:
    """What one source can give of one product: In Stock, at an enabled source of the stock."""

    source_id: int
    source: str
    priority: int
    product_id: int
    available: Quantity


@dataclass(frozen=True, slots=True)
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
    return allocate("priority", needs, ranked)


def allocate(algorithm: str, needs: Sequence[Need], ranked: Sequence[Offer]) -> Proposal:
    """Walk the ranked offers for each need, taking what is there until it is met."""
    offers: dict[int, list[Offer]] = {}
    for offer in ranked:
        offers.setdefault(offer.product_id, []).append(offer)
    there = {
        (offer.product_id, offer.source_id): max(offer.available, ZERO) for offer in ranked
    }
    shelf = dict(there)
    order = tuple(dict.fromkeys(offer.source_id for offer in ranked))
    taken: dict[tuple[int, int], Quantity] = {}
    for parts in _taken_as_one(needs):
        taken |= _walk(parts, order, shelf)
    allocations = tuple(
        Allocation(
            offer.source_id,
            offer.source,
            need.line,
            need.product_id,
            need.sku,
            taken.get((need.line, offer.source_id), ZERO),
            there[offer.product_id, offer.source_id],
        )
        for need in needs
        for offer in offers.get(need.product_id, [])
    )
    got: dict[int, Quantity] = {}
    for (line, _), quantity in taken.items():
        got[line] = got.get(line, ZERO) + quantity
    missing = {
        need.line: need.quantity - got.get(need.line, ZERO)
        for need in needs
        if need.quantity > got.get(need.line, ZERO)
    }
    return Proposal(algorithm, allocations, missing, order)


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


def _walk(
    parts: Sequence[Need],
    order: Sequence[int],
    shelf: dict[tuple[int, int], Quantity],
) -> dict[tuple[int, int], Quantity]:
    """Take these parts from source after source, off the shelf; return it by (line, source)."""
    left = {need.line: need.quantity for need in parts}
    taken: dict[tuple[int, int], Quantity] = {}
    for source in order:
        if not any(left.values()):
            break
        if any((need.product_id, source) not in shelf for need in parts):
            continue
        here = _units_at(source, parts, left, shelf)
        for need in parts:
            amount = here[need.line]
            if not amount:
                continue
            taken[need.line, source] = amount
            left[need.line] -= amount
            if need.managed:
                shelf[need.product_id, source] -= amount
    return taken


def _units_at(
    source: int,
    parts: Sequence[Need],
    left: Mapping[int, Quantity],
    shelf: Mapping[tuple[int, int], Quantity],
) -> dict[int, Quantity]:
    """What one source can send of each part: of a bundle as many whole ones as it can."""
    need = parts[0]
    if not need.together or need.bundle is None:
        there = left[need.line] if not need.managed else shelf[need.product_id, source]
        return {need.line: min(there, left[need.line])}

    def of(count: int) -> dict[int, Quantity]:
        return {
            need.line: min(Quantity(count * need.per_bundle.parts), left[need.line])
            for need in parts
        }

    def fits(count: int) -> bool:
        wanted = of(count)
        sums: dict[int, Quantity] = {}
        for need in parts:
            if need.managed:
                so_far = sums.get(need.product_id, ZERO)
                sums[need.product_id] = so_far + wanted[need.line]
        return all(
            not amount or amount <= shelf[product, source] for product, amount in sums.items()
        )

    fewest, most = 0, max(-(-left[n.line].parts // n.per_bundle.parts) for n in parts)
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
