"""Source selection: which algorithms there are, and what they propose for any goods.

Built in are *priority* and *distance*; other packages add theirs by entry point.  A broken
one is a sentence where algorithms are listed, and a refusal where it is asked for.

Source: spec 2.5; F-131 to F-138; rulings R3, R16.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from inventory_tui.domain.algorithms import (
    BUILT_IN,
    DISTANCE,
    PRIORITY,
    Algorithm,
    SelectionRequest,
    checked,
)
from inventory_tui.domain.distance import NOT_MEASURED, Distances
from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.order import Address
from inventory_tui.domain.product import Product
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.selection import Allocation, Need, Offer, Proposal
from inventory_tui.domain.source import SourceItem
from inventory_tui.domain.stock import SourceLink
from inventory_tui.services.shipping import distances
from inventory_tui.services.shipping.plugins import Foreign, found
from inventory_tui.store.database import Database, Transaction
from inventory_tui.wording import tr

__all__ = [
    "DISTANCE",
    "PRIORITY",
    "Algorithm",
    "Asked",
    "Selection",
    "algorithms",
    "asked",
    "broken",
    "in_stock_items",
    "named",
    "select",
    "select_from",
]

GROUP = "inventory_tui.source_selection"
"""The entry point group of algorithms (`inventory_tui.domain.algorithms.Algorithm`)."""

_ITS_OWN = {key_of(one.code): one for one in BUILT_IN}

Items = Iterable[tuple[str, Quantity]]
"""SKU and quantity; lines of one SKU are summed (R3)."""


def algorithms() -> tuple[Algorithm, ...]:
    """Return every algorithm that can be asked: the default first, the built-in ones next."""
    others = found(GROUP, Algorithm).things
    return (*BUILT_IN, *(one for key, one in others.items() if key not in _ITS_OWN))


def broken() -> tuple[str, ...]:
    """Return why an algorithm of another package cannot be asked, a sentence each."""
    return tuple(found(GROUP, Algorithm).broken.values())


def named(code: str) -> Algorithm:
    """Return the algorithm of this code, letter case ignored.

    Raises:
        Refused: ``unknown_algorithm``; ``plugin_failed``: its package cannot be loaded.
    """
    key = key_of(code.strip())
    if key in _ITS_OWN:
        return _ITS_OWN[key]
    others = found(GROUP, Algorithm)
    if key in others.things:
        return others.things[key]
    if key in others.broken:
        raise Refused(Kind.PLUGIN_FAILED, others.broken[key], field="algorithm")
    codes = [one.code for one in algorithms()]
    raise Refused(
        Kind.UNKNOWN_ALGORITHM,
        tr(
            "There is no source selection {code!r}; there are: {codes}.{hint}",
            code=visible(code),
            codes=", ".join(codes),
            hint=did_you_mean(code, codes),
        ),
        field="algorithm",
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to an algorithm, read from the database and not answered yet."""

    algorithm: Algorithm
    request: SelectionRequest
    measure: Callable[[], Distances]
    """Measures the distances; to be called while no transaction is open."""

    def propose(self, measured: Distances | None = None) -> Proposal:
        """Answer it.

        Args:
            measured: The distances, where they were measured before.

        Raises:
            Refused: ``plugin_failed``: an algorithm of another package raised something, or
                proposed what cannot be.
        """
        request = self.request
        if self.algorithm.needs_destination:
            request = replace(
                request, distances=self.measure() if measured is None else measured
            )
        if self.algorithm in BUILT_IN:
            return self.algorithm.propose(request)
        with Foreign(tr("The source selection {code}", code=visible(self.algorithm.code))):
            proposal = checked(request, self.algorithm.propose(request))
        known = {source.id for source in request.sources}
        return replace(
            proposal,
            algorithm=self.algorithm.code,
            ranking=tuple(id for id in proposal.ranking if id in known),
            distances=request.distances,
            notes=tuple(dict.fromkeys((*request.distances.notes, *proposal.notes))),
        )


def asked(
    transaction: Transaction,
    algorithm: Algorithm,
    links: Sequence[SourceLink],
    needs: Iterable[Need],
    offers: Iterable[Offer],
    destination: Address | None,
) -> Asked:
    """Read all an algorithm may want to know about these goods and sources.

    Args:
        links: The sources of the stock, in its order; disabled ones are left out.

    Raises:
        Refused: ``no_destination``: it needs one, and there is none.
    """
    enabled = [link.source_id for link in links if link.enabled]
    by_id = transaction.sources.by_ids(enabled)
    sources = tuple(by_id[id] for id in enabled)
    measure: Callable[[], Distances] = _not_measured
    if algorithm.needs_destination:
        if destination is None or not _is_somewhere(destination):
            raise Refused(
                Kind.NO_DESTINATION,
                tr(
                    "{selection} needs an address to measure to: a country, with a postcode, "
                    "a city or a region.",
                    selection=algorithm.title,
                ),
                field="destination",
            )
        measure = distances.prepared(transaction, sources, destination)
    request = SelectionRequest(tuple(needs), tuple(offers), sources, destination)
    return Asked(algorithm, request, measure)


@dataclass(frozen=True, slots=True)
class Selection:
    """What an algorithm proposes for goods that are in no order."""

    proposal: Proposal
    ranking: tuple[str, ...]
    """Codes of the sources, in the order they were asked."""
    unknown: tuple[str, ...] = ()
    """SKUs of no product; they have no rows."""

    @property
    def allocations(self) -> tuple[Allocation, ...]:
        """What is taken where, also where it is 0."""
        return self.proposal.allocations

    @property
    def shippable(self) -> bool:
        """Whether all of it can be sent."""
        return self.proposal.shippable and not self.unknown


def select(
    database: Database,
    stock: str,
    items: Items,
    algorithm: str = PRIORITY,
    destination: Address | None = None,
) -> Selection:
    """Propose which sources of a stock would send these goods; nothing is written.

    Raises:
        Refused: ``unknown_stock``; ``unknown_algorithm``; ``no_destination``: the algorithm
            measures distances and there is no address; ``plugin_failed``.
    """
    chosen = named(algorithm)
    with database.read() as transaction:
        known = transaction.stocks.known(stock, "stock")
        needs, unknown = _needs(transaction, items)
        offers = transaction.shipments.offers(
            known.sources, [need.product_id for need in needs]
        )
        question = asked(transaction, chosen, known.sources, needs, offers, destination)
    return _selection(question, question.propose(), unknown)


def select_from(
    database: Database, stock: str, items: Items, sources: Sequence[str]
) -> Selection:
    """Propose how these sources of a stock, and no others, would send goods, in this order.

    Raises:
        Refused: ``unknown_stock``; ``unknown_source``.
    """
    with database.read() as transaction:
        known = transaction.stocks.known(stock, "stock")
        ranking = [one.id for one in transaction.sources.all_known(sources)]
        needs, unknown = _needs(transaction, items)
        offers = transaction.shipments.offers(
            known.sources, [need.product_id for need in needs]
        )
        question = asked(transaction, BUILT_IN[0], known.sources, needs, offers, None)
    return _selection(question, question.request.walk("by hand", ranking), unknown)


def in_stock_items(
    database: Database, skus: Sequence[str], sources: Sequence[str]
) -> list[SourceItem]:
    """Return the In Stock rows of products at sources, source by source as they are named.

    Raises:
        Refused: ``unknown_source``.
    """
    with database.read() as transaction:
        places = [one.id for one in transaction.sources.all_known(sources)]
        ids = transaction.products.ids_by_keys(dict.fromkeys(key_of(sku) for sku in skus))
        products = [ids[key] for key in dict.fromkeys(map(key_of, skus)) if key in ids]
        rows = transaction.source_items.of_products(products, places)
    return [
        rows[product, source]
        for source in places
        for product in products
        if (product, source) in rows and rows[product, source].in_stock
    ]


def _not_measured() -> Distances:
    return NOT_MEASURED


def _is_somewhere(address: Address) -> bool:
    return any((address.country, address.postcode, address.city, address.region))


def _needs(transaction: Transaction, items: Items) -> tuple[list[Need], tuple[str, ...]]:
    """What is needed, each product once, and the SKUs nobody knows."""
    wanted: dict[str, Quantity] = {}
    typed: dict[str, str] = {}
    for sku, quantity in items:
        key = key_of(sku.strip())
        typed.setdefault(key, sku.strip())
        wanted[key] = wanted.get(key, ZERO) + quantity
    products: dict[str, Product] = transaction.products.by_skus(typed.values())
    rules = transaction.products.rules([one.id for one in products.values()])
    needed: dict[int, Need] = {}
    for number, key in enumerate(wanted):
        if (one := products.get(key)) is not None:  # a SKU may be named with its only unit
            none = Need(number, one.id, one.sku, ZERO, rules[one.id].manage_stock)
            before = needed.get(one.id, none)
            needed[one.id] = replace(before, quantity=before.quantity + wanted[key])
    needs = list(needed.values())
    return needs, tuple(typed[key] for key in wanted if wanted[key] and key not in products)


def _selection(question: Asked, proposal: Proposal, unknown: tuple[str, ...]) -> Selection:
    codes = {source.id: source.code for source in question.request.sources}
    return Selection(proposal, tuple(codes[id] for id in proposal.ranking), unknown)
