"""Shipments: which source sends how much of an order, and sending it.

A shipment leaves one source.  What several sources send at once is one deed: it takes the
goods, lets go of the reservations and moves the order on, all of it or nothing.

Source: spec 2.4, 2.5; 2.2, *Shipment*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from inventory_tui.domain.errors import InvalidInput, Kind, Problem, Refused
from inventory_tui.domain.fields import did_you_mean, read_form
from inventory_tui.domain.forms import TRACKING
from inventory_tui.domain.history import Cause, Receipt
from inventory_tui.domain.labels import key_of, storable, visible
from inventory_tui.domain.order import Order, OrderLine, OrderStatus
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.selection import Allocation, Need, Proposal, by_priority
from inventory_tui.domain.shipment import Shipment, ShipmentRequest, Tracking
from inventory_tui.domain.slip import order_slip, packing_slip
from inventory_tui.domain.stock import SourceLink
from inventory_tui.services.dispatch import Dispatch, is_counted, listed
from inventory_tui.services.order_rules import no_such_line, refuse_closed, refuse_stale
from inventory_tui.store.database import Database, Transaction

_LONGEST_COMMENT = 10_000

PRIORITY = "priority"
ALGORITHMS = {PRIORITY: by_priority}
"""Source selection algorithms by code; the first one is the default."""


@dataclass(frozen=True, slots=True)
class ShippingPlan:
    """A proposal for what an order still needs, and what a person may choose instead."""

    order: Order
    proposal: Proposal
    sources: tuple[SourceLink, ...]
    """The sources of the order's stock, in its order; the disabled ones too."""
    offers: Mapping[tuple[int, int], Quantity] = field(default_factory=dict)
    """(product id, source id) → what is there; only where the source is listed for it."""
    unmanaged: frozenset[int] = frozenset()
    """Products any listed source sends in any amount."""
    out: frozenset[tuple[int, int]] = frozenset()
    """(product id, source id) of rows that are Out of Stock, or at a disabled source."""

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
        """The lines of the order that are still to ship."""
        return tuple(line for line in self.order.lines if line.to_ship)

    def requests(self) -> list[ShipmentRequest]:
        """What would have to be asked for to ship as proposed: one for each source."""
        taken: dict[int, dict[int, Quantity]] = {}
        for one in self.allocations:
            if one.quantity:
                taken.setdefault(one.source_id, {})[one.product_id] = one.quantity
        ranks = {link.source_id: rank for rank, link in enumerate(self.sources)}
        return [
            ShipmentRequest(source_id, taken[source_id])
            for source_id in sorted(taken, key=lambda id: ranks.get(id, len(ranks)))
        ]


@dataclass(frozen=True, slots=True)
class Shipped:
    """Receipt of shipments."""

    order: str
    order_status: OrderStatus
    shipments: tuple[Shipment, ...]
    receipt: Receipt


def plan(database: Database, number: str, algorithm: str = PRIORITY) -> ShippingPlan:
    """Propose which sources ship what is left of an order.

    Raises:
        Refused: ``unknown_order``; ``unknown_algorithm``.
    """
    with database.read() as transaction:
        return _planned(transaction, transaction.orders.known(number), algorithm)


def ship(
    database: Database,
    number: str,
    requests: Sequence[ShipmentRequest],
    *,
    cause: Cause,
    seen_version: int | None = None,
) -> Shipped:
    """Ship goods of an order, from one or several sources, all of it or nothing.

    Args:
        requests: One for each parcel; several may leave the same source.
        seen_version: Refuse when the order changed since it was seen.

    Raises:
        Refused: ``unknown_order``; ``order_status``; and a problem for each thing that does
            not go: ``more_than_outstanding``, ``not_enough_in_source``,
            ``source_not_listed``, ``not_shippable``, ``nothing_given``.
        ChangedElsewhere: Someone wrote to the order after ``seen_version``.
    """
    with database.write() as transaction:
        order = _open_order(transaction, number, seen_version)
        return _shipped(transaction, order, requests, cause)


def create(
    database: Database,
    number: str,
    source: str,
    lines: Mapping[str, Quantity] | None = None,
    *,
    cause: Cause,
    tracking: Sequence[Tracking] = (),
    comment: str = "",
    seen_version: int | None = None,
) -> Shipped:
    """Ship from one source, named by its code.

    Args:
        lines: SKU → how much of it; None: everything that is still to ship.

    Raises:
        Refused: As `ship`; ``unknown_source``; ``unknown_product``: no such line.
        ChangedElsewhere: Someone wrote to the order after ``seen_version``.
    """
    with database.write() as transaction:
        order = _open_order(transaction, number, seen_version)
        place = transaction.sources.known(source)
        request = ShipmentRequest(
            place.id, _quantities(order, lines), tuple(tracking), _text(comment)
        )
        return _shipped(transaction, order, [request], cause)


def create_by_algorithm(
    database: Database,
    number: str,
    algorithm: str = PRIORITY,
    *,
    cause: Cause,
    tracking: Sequence[Tracking] = (),
    comment: str = "",
    seen_version: int | None = None,
) -> Shipped:
    """Ship all that is left of an order as an algorithm proposes: a shipment each source.

    Raises:
        Refused: As `ship`; ``unknown_algorithm``; ``not_shippable``: the sources do not
            hold enough, naming what is missing.
        ChangedElsewhere: Someone wrote to the order after ``seen_version``.
    """
    with database.write() as transaction:
        order = _open_order(transaction, number, seen_version)
        transaction.lock_products(sorted(line.product_id for line in order.lines))
        proposed = _planned(transaction, order, algorithm)
        if missing := proposed.proposal.missing:
            raise Refused.because(
                Problem(
                    Kind.NOT_SHIPPABLE,
                    f"{visible(line.sku)}: {missing[line.product_id]} of {line.to_ship}"
                    f" to ship are at no source of {visible(order.stock)}.",
                    "line",
                    line.sku,
                    order.number,
                )
                for line in proposed.lines
                if line.product_id in missing
            )
        requests = [
            ShipmentRequest(one.source_id, one.quantities, tuple(tracking), _text(comment))
            for one in proposed.requests()
        ]
        return _shipped(transaction, order, requests, cause)


def read_tracking(text: str) -> Tracking:
    """Read ``CARRIER:TITLE:NUMBER``; without a title it takes the carrier's name.

    Raises:
        InvalidInput: What is missing, unknown or unreadable.
    """
    carrier, _, rest = text.partition(":")
    title, separator, number = rest.partition(":")
    if not separator:
        raise InvalidInput(
            {"tracking": "Tracking: write CARRIER:TITLE:NUMBER, such as dhl:Parcel:JD0123."}
        )
    read = read_form(TRACKING, {"carrier": carrier, "title": title, "number": number})
    names = dict(next(one.choices for one in TRACKING if one.name == "carrier"))
    return Tracking(read["carrier"], read["title"] or names[read["carrier"]], read["number"])


def show(database: Database, id: int) -> Shipment:
    """Return a shipment by its number.

    Raises:
        Refused: ``unknown_shipment``.
    """
    with database.read() as transaction:
        return transaction.shipments.known(id)


def slip(database: Database, id: int) -> str:
    """Return the packing slip of a shipment: plain text of 80 columns.

    Raises:
        Refused: ``unknown_shipment``.
    """
    with database.read() as transaction:
        shipment = transaction.shipments.known(id)
        order = transaction.orders.known(shipment.order)
        return packing_slip(shipment, order, _zone(transaction))


def slip_of_order(database: Database, number: str) -> str:
    """Return what an order still has to ship as a slip: plain text of 80 columns.

    Raises:
        Refused: ``unknown_order``.
    """
    with database.read() as transaction:
        return order_slip(transaction.orders.known(number), _zone(transaction))


def _zone(transaction: Transaction) -> ZoneInfo:
    return ZoneInfo(transaction.options.value("time_zone"))


def _open_order(transaction: Transaction, number: str, seen_version: int | None) -> Order:
    order = transaction.orders.known(number, lock=True)
    refuse_stale(order, seen_version)
    refuse_closed(order, "shipped")
    return order


def _planned(transaction: Transaction, order: Order, algorithm: str) -> ShippingPlan:
    code = key_of(algorithm.strip())
    if code not in ALGORITHMS:
        raise Refused(
            Kind.UNKNOWN_ALGORITHM,
            f"There is no source selection {algorithm!r}; "
            f"there are: {', '.join(ALGORITHMS)}.{did_you_mean(algorithm, ALGORITHMS)}",
            field="algorithm",
        )
    lines = [line for line in order.lines if line.to_ship]
    ids = sorted(line.product_id for line in lines)
    rules = transaction.products.rules(ids)
    links = transaction.stocks.get(order.stock_id).sources if lines else ()
    offers = listed(transaction, order, lines, links)
    rows = transaction.source_items.of_products(ids, sorted(link.source_id for link in links))
    needs = [
        Need(line.product_id, line.sku, line.to_ship, is_counted(line, rules)) for line in lines
    ]
    return ShippingPlan(
        order,
        ALGORITHMS[code](needs, offers),
        links,
        {(offer.product_id, offer.source_id): offer.available for offer in offers},
        frozenset(need.product_id for need in needs if not need.managed),
        frozenset(rows) - {(offer.product_id, offer.source_id) for offer in offers},
    )


def _shipped(
    transaction: Transaction, order: Order, requests: Sequence[ShipmentRequest], cause: Cause
) -> Shipped:
    done = Dispatch(transaction, order).send(requests, cause)
    return Shipped(order.number, done.status, done.shipments, done.receipt)


def _quantities(order: Order, lines: Mapping[str, Quantity] | None) -> dict[int, Quantity]:
    if lines is None:
        return {line.product_id: line.to_ship for line in order.lines if line.to_ship}
    problems = []
    found: dict[int, Quantity] = {}
    for sku, quantity in lines.items():
        line = order.line(key_of(sku.strip()))
        if line is None:
            problems.append(no_such_line(order, sku.strip()))
        else:
            found[line.product_id] = found.get(line.product_id, ZERO) + quantity
    if problems:
        raise Refused.because(problems)
    return found


def _text(comment: str) -> str:
    try:
        return storable(comment.strip(), _LONGEST_COMMENT)
    except ValueError as problem:
        raise InvalidInput({"comment": f"Comment: {problem}"}) from None
