"""Shipments: which source sends how much of an order, and sending it.

A shipment leaves one source.  What several sources send at once is one deed: it takes the
goods, lets go of the reservations and moves the order on, all of it or nothing.

Source: spec 2.4, 2.5; 2.2, *Shipment*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from inventory_tui.domain.errors import InvalidInput, Kind, Problem, Refused
from inventory_tui.domain.fields import read_form
from inventory_tui.domain.forms import TRACKING
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Order, OrderStatus
from inventory_tui.domain.permissions import Permission
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.shipment import Shipment, ShipmentRequest, Tracking
from inventory_tui.domain.slip import order_slip, packing_slip
from inventory_tui.services.orders.order_events import keep_event, seen_before, unchanged
from inventory_tui.services.orders.order_rules import (
    LinesNamed,
    chosen_lines,
    comment_text,
    refuse_closed,
    refuse_stale,
    refuse_unpaid,
)
from inventory_tui.services.shipping import selecting
from inventory_tui.services.shipping.comparing import compare
from inventory_tui.services.shipping.dispatch import Dispatch
from inventory_tui.services.shipping.on_offer import to_ship
from inventory_tui.services.shipping.selecting import PRIORITY
from inventory_tui.services.shipping.ship_planning import ShippingPlan, drafted, plan
from inventory_tui.services.sourcing.naming import SourceNames
from inventory_tui.store.database import Database, Transaction
from inventory_tui.wording import tr

__all__ = [
    "PRIORITY",
    "Shipped",
    "ShippingPlan",
    "compare",
    "create",
    "create_by_algorithm",
    "plan",
    "read_tracking",
    "ship",
    "show",
    "slip",
    "slip_of_order",
    "tracking_of",
]


@dataclass(frozen=True, slots=True)
class Shipped:
    """Receipt of shipments."""

    order: str
    order_status: OrderStatus
    shipments: tuple[Shipment, ...]
    receipt: Receipt


def ship(
    database: Database,
    number: str,
    requests: Sequence[ShipmentRequest],
    *,
    cause: Cause,
    event: str | None = None,
    seen_version: int | None = None,
) -> Shipped:
    """Ship goods of an order, from one or several sources, all of it or nothing.

    Args:
        requests: One for each parcel; several may leave the same source.
        event: A key of the shop's own; sent again under it, nothing changes and the
            shipments it made are returned.
        seen_version: Refuse when the order changed since it was seen.

    Raises:
        Refused: ``unknown_order``; ``order_status``; and a problem for each thing that does
            not go: ``more_than_outstanding``, ``not_enough_in_source``,
            ``source_not_listed``, ``not_shippable``, ``nothing_given``.
        ChangedElsewhere: Someone wrote to the order after ``seen_version``.
    """
    with database.write() as transaction:
        order = transaction.orders.known(number, lock=True)
        if (done := _before(transaction, order, event)) is not None:
            return done
        _refuse_unshippable(order, seen_version)
        return _shipped(transaction, order, requests, cause, event)


def create(
    database: Database,
    number: str,
    source: str,
    lines: LinesNamed | None = None,
    *,
    cause: Cause,
    tracking: Sequence[Tracking] = (),
    comment: str = "",
    event: str | None = None,
    seen_version: int | None = None,
) -> Shipped:
    """Ship from one source, named by its code.

    Args:
        lines: SKU, or id of a line, → how much of it; None: all that may ship.
        event: As `ship`.

    Raises:
        Refused: As `ship`; ``unknown_source``; ``unknown_product``: no such line.
        ChangedElsewhere: Someone wrote to the order after ``seen_version``.
    """
    with database.write() as transaction:
        order = transaction.orders.known(number, lock=True)
        if (done := _before(transaction, order, event)) is not None:
            return done
        _refuse_unshippable(order, seen_version)
        place = transaction.sources.known(source)
        request = ShipmentRequest(
            place.id,
            _quantities(transaction, order, lines),
            tuple(tracking),
            comment_text(comment),
        )
        return _shipped(transaction, order, [request], cause, event)


def create_by_algorithm(
    database: Database,
    number: str,
    algorithm: str = PRIORITY,
    *,
    cause: Cause,
    tracking: Sequence[Tracking] = (),
    comment: str = "",
    event: str | None = None,
    seen_version: int | None = None,
) -> Shipped:
    """Ship all that is left of an order as an algorithm proposes: a shipment each source.

    Args:
        event: As `ship`.

    Raises:
        Refused: As `ship`; ``unknown_algorithm``; ``no_destination``; ``plugin_failed``;
            ``not_shippable``: the sources do not hold enough, naming what is missing.
        ChangedElsewhere: Someone wrote to the order after ``seen_version``.
    """
    chosen = selecting.named(algorithm)
    measured = None
    if chosen.needs_destination:
        # nobody waits for a provider of distances while the order is held
        with database.read() as transaction:
            order = transaction.orders.known(number)
            if (done := _before(transaction, order, event)) is not None:
                return done
            draft = drafted(transaction, order, chosen)
        measured = draft.asked.measure()
    with database.write() as transaction:
        order = transaction.orders.known(number, lock=True)
        if (done := _before(transaction, order, event)) is not None:
            return done
        _refuse_unshippable(order, seen_version)
        transaction.lock_products(sorted(line.product_id for line in order.lines))
        proposed = drafted(transaction, order, chosen).made(measured)
        if missing := proposed.proposal.missing:
            raise Refused.because(
                Problem(
                    Kind.NOT_SHIPPABLE,
                    tr(
                        "{sku}: {missing} of {to_ship} to ship are at no source of {stock}.",
                        sku=visible(line.sku),
                        missing=missing[line.id],
                        to_ship=line.to_ship,
                        stock=visible(order.stock),
                    ),
                    "line",
                    line.sku,
                    order.number,
                )
                for line in proposed.lines
                if line.id in missing
            )
        requests = [
            ShipmentRequest(
                one.source_id, one.quantities, tuple(tracking), comment_text(comment)
            )
            for one in proposed.requests()
        ]
        return _shipped(transaction, order, requests, cause, event)


def read_tracking(text: str) -> Tracking:
    """Read ``CARRIER:TITLE:NUMBER[:URL]``; without a title it takes the carrier's name.

    Raises:
        InvalidInput: What is missing, unknown or unreadable.
    """
    carrier, _, rest = text.partition(":")
    title, separator, number = rest.partition(":")
    if not separator:
        raise InvalidInput(
            {"tracking": tr("Tracking: write CARRIER:TITLE:NUMBER, such as dhl:Parcel:JD0123.")}
        )
    head, scheme, tail = number.partition(":http")
    return tracking_of(
        {"carrier": carrier, "title": title, "number": head, "url": (scheme + tail)[1:]}
    )


def tracking_of(typed: Mapping[str, str]) -> Tracking:
    """Read how a parcel is followed, as it was typed into a form.

    Raises:
        InvalidInput: What is missing, unknown or unreadable.
    """
    read = read_form(TRACKING, typed)
    names = dict(next(one.choices for one in TRACKING if one.name == "carrier"))
    carrier = read["carrier"]
    return Tracking(carrier, read["title"] or names[carrier], read["number"], read["url"] or "")


def show(database: Database, id: int) -> Shipment:
    """Return a shipment by its number.

    Raises:
        Refused: ``unknown_shipment``.
    """
    with database.read(Permission.SHIPMENT_VIEW) as transaction:
        return SourceNames(transaction).of_row(transaction.shipments.known(id))


def slip(database: Database, id: int) -> str:
    """Return the packing slip of a shipment: plain text of 80 columns.

    Raises:
        Refused: ``unknown_shipment``.
    """
    with database.read(Permission.SHIPMENT_VIEW, Permission.ORDER_VIEW) as transaction:
        shipment = SourceNames(transaction).of_row(transaction.shipments.known(id))
        order = transaction.orders.known(shipment.order)
        return packing_slip(shipment, order, _zone(transaction))


def slip_of_order(database: Database, number: str) -> str:
    """Return what an order still has to ship as a slip: plain text of 80 columns.

    Raises:
        Refused: ``unknown_order``.
    """
    with database.read(Permission.SHIPMENT_VIEW, Permission.ORDER_VIEW) as transaction:
        return order_slip(transaction.orders.known(number), _zone(transaction))


def _zone(transaction: Transaction) -> ZoneInfo:
    return ZoneInfo(transaction.options.value("time_zone"))


def _before(transaction: Transaction, order: Order, event: str | None) -> Shipped | None:
    """What an event that is known did when it came first; None where it is new."""
    operation = seen_before(transaction, order, Deed.SHIPPED, event)
    if operation is None:
        return None
    shipments = transaction.shipments.of_operation(order.id, operation)
    receipt = unchanged(order, Deed.SHIPPED)
    return Shipped(order.number, order.status, tuple(shipments), receipt)


def _refuse_unshippable(order: Order, seen_version: int | None) -> None:
    refuse_stale(order, seen_version)
    refuse_closed(order, tr("shipped"))
    refuse_unpaid(order, tr("shipped"))


def _shipped(
    transaction: Transaction,
    order: Order,
    requests: Sequence[ShipmentRequest],
    cause: Cause,
    event: str | None,
) -> Shipped:
    done = Dispatch(transaction, order).send(requests, cause)
    keep_event(transaction, order, Deed.SHIPPED, event, done.receipt.operation)
    return Shipped(order.number, done.status, done.shipments, done.receipt)


def _quantities(
    transaction: Transaction, order: Order, lines: LinesNamed | None
) -> dict[int, Quantity]:
    """How much of which line is to leave; what is too much is told by the dispatch."""
    may_ship = to_ship(transaction)
    if lines is None:
        return {line.id: amount for line in order.lines if (amount := may_ship(line))}
    given = {name: amount for name, amount in lines.items() if amount}
    if not given:
        return {}
    chosen = chosen_lines(
        transaction, order, given, lambda line: line.to_ship, tr("are to ship")
    )
    return {line.id: amount for line, amount in chosen}
