"""Algorithms of source selection: the built-in ones, and what another must be.

An algorithm is handed a `SelectionRequest` and answers a `Proposal`.  Most only rank the
sources and let `SelectionRequest.walk` do the rest::

    def fullest_first(request: SelectionRequest) -> Proposal:
        held = {source.id: request.held_by(source.id) for source in request.sources}
        ranked = sorted(request.sources, key=lambda source: held[source.id], reverse=True)
        return request.walk("fullest", [source.id for source in ranked])

    FULLEST = Algorithm("fullest", "Fullest source", "Empties no shelf …", fullest_first)

A package offers it through the entry point group ``inventory_tui.source_selection``.

Source: spec 2.5; F-138.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from inventory_tui.domain.distance import NOT_MEASURED, Distances
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Address
from inventory_tui.domain.quantity import ZERO, Quantity, total
from inventory_tui.domain.selection import Need, Offer, Proposal, allocate, listed_for
from inventory_tui.domain.source import Source
from inventory_tui.wording import tr

PRIORITY = "priority"
DISTANCE = "distance"


@dataclass(frozen=True, slots=True)
class SelectionRequest:
    """What is needed, and who could send it."""

    needs: tuple[Need, ...]
    offers: tuple[Offer, ...]
    """What the sources hold of it, In Stock; a source without an offer has none."""
    sources: tuple[Source, ...]
    """The enabled sources of the stock, in its own order."""
    destination: Address | None = None
    distances: Distances = NOT_MEASURED
    """Measured for algorithms that ask for a destination; empty for the others."""

    def held_by(self, source_id: int) -> Quantity:
        """Return the units a source holds of all that is needed."""
        return total(one.available for one in self.offers if one.source_id == source_id)

    def walk(self, code: str, ranking: Sequence[int]) -> Proposal:
        """Ask sources in this order (ids) for all they can give, until nothing is needed.

        Sources that are not in ``ranking`` are not asked.
        """
        order = tuple(dict.fromkeys(ranking))
        proposal = allocate(code, self.needs, self.offers, order)
        known = {source.id for source in self.sources}
        return replace(
            proposal,
            ranking=tuple(id for id in order if id in known),
            distances=self.distances,
            notes=self.distances.notes,
        )


@dataclass(frozen=True, slots=True)
class Algorithm:
    """A way to choose sources."""

    code: str
    title: str
    description: str
    propose: Callable[[SelectionRequest], Proposal]
    needs_destination: bool = False
    """Whether it asks how far the sources are; it is then refused without an address."""


def _by_priority(request: SelectionRequest) -> Proposal:
    return request.walk(PRIORITY, [source.id for source in request.sources])


def _by_distance(request: SelectionRequest) -> Proposal:
    """Nearest first; who is not known to be anywhere comes last, in the stock's order."""
    far = request.distances.values
    ranked = sorted(
        enumerate(request.sources),
        key=lambda one: (one[1].id not in far, far.get(one[1].id, 0.0), one[0]),
    )
    return request.walk(DISTANCE, [source.id for _, source in ranked])


BUILT_IN = (
    Algorithm(
        PRIORITY,
        tr("Source Priority"),
        tr("The stock's own order, top to bottom."),
        _by_priority,
    ),
    Algorithm(
        DISTANCE,
        tr("Distance Priority"),
        tr("The nearest source to the shipping address first."),
        _by_distance,
        needs_destination=True,
    ),
)


def checked(request: SelectionRequest, proposal: Proposal) -> Proposal:
    """Return a proposal as it stands up to a recount: every listed source, what is missing.

    Raises:
        ValueError: It takes what is not there, or more than is needed.
    """
    amounts: dict[tuple[int, int], Quantity] = {}
    for one in proposal.taken:
        pair = one.line, one.source_id
        amounts[pair] = amounts.get(pair, ZERO) + one.quantity
    if problem := next(_impossible(request, amounts), None):
        raise ValueError(problem)
    sources = {one.source_id for one in request.offers}
    listed = Proposal(
        proposal.algorithm,
        (),
        {},
        proposal.ranking,
        needs=request.needs,
        listed=listed_for(request.needs, request.offers, sources),
    )
    # whoever proposed it, its rows say the same of the same things
    taken = tuple(
        replace(row, quantity=amount)
        for row in listed.allocations
        if (amount := amounts.get((row.line, row.source_id)))
    )
    return replace(
        proposal,
        taken=taken,
        missing=_missing(request.needs, amounts),
        needs=listed.needs,
        listed=listed.listed,
    )


def _missing(
    needs: Sequence[Need], taken: Mapping[tuple[int, int], Quantity]
) -> dict[int, Quantity]:
    got: dict[int, Quantity] = {}
    for (line, _), quantity in taken.items():
        got[line] = got.get(line, ZERO) + quantity
    return {
        need.line: need.quantity - got.get(need.line, ZERO)
        for need in needs
        if need.quantity > got.get(need.line, ZERO)
    }


def _impossible(
    request: SelectionRequest, taken: Mapping[tuple[int, int], Quantity]
) -> Iterator[str]:
    needs = {need.line: need for need in request.needs}
    shelf = {(one.product_id, one.source_id): one.available for one in request.offers}
    codes = {source.id: source.code for source in request.sources}
    sums: dict[int, Quantity] = {}
    for (line, source), quantity in taken.items():
        need = needs.get(line)
        if need is None:
            yield tr("it proposes a line that was not asked for")
            continue
        pair, sku = (need.product_id, source), visible(need.sku)
        if pair not in shelf:
            yield tr(
                "it takes {sku} from {code}, which has none In Stock",
                sku=sku,
                code=codes.get(source, source),
            )
            continue
        sums[line] = sums.get(line, ZERO) + quantity
        if quantity < ZERO or sums[line] > need.quantity:
            yield tr(
                "it takes {taken} of {sku}, of which {quantity} are needed",
                taken=sums[line],
                sku=sku,
                quantity=need.quantity,
            )
        if need.managed:
            shelf[pair] -= quantity
            if quantity and shelf[pair] < ZERO:
                yield tr(
                    "it takes more of {sku} than {code} has",
                    sku=sku,
                    code=codes.get(source, source),
                )
    yield from _torn_apart(request, taken)


def _torn_apart(
    request: SelectionRequest, taken: Mapping[tuple[int, int], Quantity]
) -> Iterator[str]:
    """Bundles that ship together, of which a source would send only some parts (C7)."""
    together = [need for need in request.needs if need.together and need.bundle is not None]
    for bundle in dict.fromkeys(need.bundle for need in together):
        parts = [need for need in together if need.bundle == bundle and need.quantity]
        if len({need.quantity.parts / need.per_bundle.parts for need in parts}) > 1:
            continue  # its parts left unevenly before: the rest cannot stay together
        for source in request.sources:
            sent = [bool(taken.get((need.line, source.id))) for need in parts]
            if any(sent) and not all(sent):
                sku = visible(parts[sent.index(True)].sku)
                yield tr(
                    "it takes {sku} from {code} without the rest of its bundle",
                    sku=sku,
                    code=source.code,
                )
