"""Source selection: which source ships how much of each line (spec 2.5).

An algorithm ranks the sources; walking them in that order, each line takes what is there
until its need is met.  What one line takes is gone for the next, so several lines of one
product never take the same unit (R3).  The parts of a bundle that ships together leave the
same sources, whole bundles at a time (C7).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from inventory_tui.domain.distance import NOT_MEASURED, Distances
from inventory_tui.domain.quantity import ONE, ZERO, Quantity


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
    """What a proposal takes for one line at one source."""

    source_id: int
    source: str
    line: int
    product_id: int
    sku: str
    quantity: Quantity
    available: Quantity
    """What is there before anything of the proposal is taken, 0 or more."""


Listed = dict[int, dict[int, Offer]]
"""Product id → source id → what is offered there."""


@dataclass(frozen=True)
class Proposal:
    """Which source ships how much; shippable only when every need is met."""

    algorithm: str
    taken: tuple[Allocation, ...]
    """What is taken where, line by line."""
    missing: Mapping[int, Quantity]
    """Line → how much no source can give (only where it is more than 0)."""
    ranking: tuple[int, ...] = ()
    """Ids of the enabled sources of the stock, in the order they were asked."""
    distances: Distances = NOT_MEASURED
    """How far the sources are from the destination, where that was looked at."""
    notes: tuple[str, ...] = ()
    """What a person should know about it: that a distance is not known, for one."""
    needs: Sequence[Need] = ()
    """What was asked for."""
    listed: Listed = field(default_factory=dict)
    """What could be taken."""

    @property
    def shippable(self) -> bool:
        """Whether every need is met."""
        return not self.missing

    @cached_property
    def allocations(self) -> tuple[Allocation, ...]:
        """Every need at every source that is listed for it, also where nothing is taken."""
        # made when somebody looks: of a big order that takes as long as the proposal itself
        offering = (source for there in self.listed.values() for source in there)
        order = tuple(dict.fromkeys((*self.ranking, *offering)))
        taken = {(one.line, one.source_id): one for one in self.taken}
        return tuple(
            taken.get((need.line, source)) or _allocation(need, offer, ZERO)
            for need in self.needs
            for source in order
            if (offer := self.listed[need.product_id].get(source)) is not None
        )


def _allocation(need: Need, offer: Offer, quantity: Quantity) -> Allocation:
    return Allocation(
        offer.source_id,
        offer.source,
        need.line,
        need.product_id,
        need.sku,
        quantity,
        offer.available if offer.available.parts > 0 else ZERO,
    )


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
    shelf = _Shelf(needs, offers, order)
    amounts: dict[int, dict[int, Quantity]] = {}
    missing: dict[int, Quantity] = {}
    for parts in _taken_as_one(needs):
        if parts[0].together and parts[0].bundle is not None:
            amounts |= _walk_together(parts, shelf, missing)
        else:
            amounts[parts[0].line] = _walk(parts[0], shelf, missing)
    taken = tuple(
        _allocation(need, shelf.listed[need.product_id][source], amount)
        for need in needs
        for source, amount in amounts[need.line].items()
    )
    return Proposal(algorithm, taken, missing, tuple(order), needs=needs, listed=shelf.listed)


class _Shelf:
    """What is there of each product at each source, less what was taken already."""

    __slots__ = ("_taken", "listed", "order")

    def __init__(
        self, needs: Iterable[Need], offers: Iterable[Offer], order: Sequence[int]
    ) -> None:
        self.order = order
        """The sources, as they are asked; the others are not."""
        self.listed = listed_for(needs, offers, set(order))
        self._taken: dict[tuple[int, int], int] = {}

    def left(self, product_id: int, source_id: int) -> int | None:
        """Ten-thousandths that are still there, 0 or more; None: it is not offered there."""
        offer = self.listed[product_id].get(source_id)
        if offer is None:
            return None
        left = offer.available.parts - self._taken.get((product_id, source_id), 0)
        return left if left > 0 else 0

    def take_up_to(self, most: int, product_id: int, source_id: int) -> int:
        """Take so much of what is offered there, or what is left of it; return how much."""
        pair = product_id, source_id
        taken = self._taken.get(pair, 0)
        left = self.listed[product_id][source_id].available.parts - taken
        amount = left if left < most else most
        if amount <= 0:
            return 0
        self._taken[pair] = taken + amount
        return amount


def listed_for(
    needs: Iterable[Need], offers: Iterable[Offer], sources: Collection[int]
) -> Listed:
    """Return what these sources (ids) offer of what is needed."""
    listed: Listed = {need.product_id: {} for need in needs}
    for offer in offers:
        there = listed.get(offer.product_id)
        if there is not None and offer.source_id in sources:
            there[offer.source_id] = offer
    return listed


def _taken_as_one(needs: Sequence[Need]) -> Iterator[list[Need]]:
    """Each need of its own; the parts of a bundle that ships together as one."""
    first = {
        need.bundle: place
        for place, need in reversed(list(enumerate(needs)))
        if need.bundle is not None and need.together
    }
    if not first:
        yield from ([need] for need in needs)
        return
    placed = [
        (first[need.bundle] if need.together and need.bundle is not None else place, need)
        for place, need in enumerate(needs)
    ]
    placed.sort(key=lambda one: one[0])
    for _, parts in groupby(placed, key=lambda one: one[0]):
        yield [need for _, need in parts]


def _walk(need: Need, shelf: _Shelf, missing: dict[int, Quantity]) -> dict[int, Quantity]:
    """Take a line from source after source, off the shelf; return it by source id.

    Args:
        missing: Gets what no source can give.
    """
    left, managed, product_id = need.quantity.parts, need.managed, need.product_id
    there = shelf.listed[product_id]
    taken: dict[int, Quantity] = {}
    for source in shelf.order:
        if not left:
            break
        if source not in there:
            continue
        amount = shelf.take_up_to(left, product_id, source) if managed else left
        if amount:
            taken[source] = Quantity(amount)
            left -= amount
    if left:
        missing[need.line] = Quantity(left)
    return taken


def _walk_together(
    parts: Sequence[Need], shelf: _Shelf, missing: dict[int, Quantity]
) -> dict[int, dict[int, Quantity]]:
    """`_walk` for the parts of a bundle that ships together; by line, then by source id."""
    left = {need.line: need.quantity.parts for need in parts}
    taken: dict[int, dict[int, Quantity]] = {need.line: {} for need in parts}
    for source in shelf.order:
        if not any(left.values()):
            break
        there = {need.product_id: shelf.left(need.product_id, source) for need in parts}
        here = _bundles_at(parts, left, there)
        for need in parts:
            amount = here[need.line]
            if not amount:
                continue
            taken[need.line][source] = Quantity(amount)
            left[need.line] -= amount
            if need.managed:
                shelf.take_up_to(amount, need.product_id, source)
    missing |= {line: Quantity(units) for line, units in left.items() if units}
    return taken


def _bundles_at(
    parts: Sequence[Need], left: Mapping[int, int], there: Mapping[int, int | None]
) -> dict[int, int]:
    """What one source can send of each part: as many whole bundles as it can.

    Args:
        left: What is still needed, by line.
        there: What it has, by product; None: it is not listed for it and sends no bundle.
    """
    has = {product: units for product, units in there.items() if units is not None}
    if len(has) < len(there):
        return dict.fromkeys(left, 0)

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
        return all(not amount or amount <= has[product] for product, amount in sums.items())

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
