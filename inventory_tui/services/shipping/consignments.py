"""Consignments: opened from orders of one account, looked at, and described.

Their rows are changed in `consignment_rows`, what moves them on is in `consignment_steps`.
Every deed may be given a consignment's number or its reference, and the ``version`` it was
seen in.

Source: the warehouse half 1.2, *Bookings and the shipment life cycle*.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from inventory_tui.domain.consignment import Consignment, ConsignmentRow
from inventory_tui.domain.consignment_form import CONSIGNMENT, dates_problem, one_account
from inventory_tui.domain.distance import Distances
from inventory_tui.domain.errors import InvalidInput, Kind, Problem, Refused
from inventory_tui.domain.fields import read_form
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Order, OrderStatus
from inventory_tui.domain.permissions import Permission
from inventory_tui.domain.quantity import ZERO, Quantity, total
from inventory_tui.services.orders import customers
from inventory_tui.services.shipping import consignment_planning, selecting
from inventory_tui.services.shipping.consignment_deeds import (
    KIND,
    begin,
    held,
    meant,
    parsed,
    refuse_built,
    refuse_orders,
    refuse_taken,
    row_products,
    row_texts,
    tell_orders,
    texts,
)
from inventory_tui.services.shipping.consignment_planning import Proposed
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.orders.consignments import NewRow
from inventory_tui.wording import tr, trn


@dataclass(frozen=True, slots=True)
class Consigned:
    """A consignment after a deed."""

    consignment: Consignment
    receipt: Receipt
    statuses: tuple[tuple[str, OrderStatus], ...] = ()
    """Where the deed left which orders."""


def show(database: Database, name: str | int) -> Consignment:
    """Return a consignment by its number or its reference, as who asks may see it.

    Raises:
        Refused: ``unknown_consignment``.
    """
    with database.read(Permission.SHIPMENT_VIEW) as transaction:
        one = transaction.consignments.known(name)
        return one if customers.are_seen(transaction) else one.without_customers()


@dataclass(frozen=True, slots=True)
class Place:
    """A source a row may leave, and what lies there of it."""

    source: str
    name: str
    there: Quantity


def places(database: Database, row: ConsignmentRow) -> list[Place]:
    """Return the enabled sources of the stock of a row's order, in its order."""
    with database.read() as transaction:
        (order,) = transaction.orders.get_many([row.order_id])
        links = [link for link in transaction.stocks.links(order.stock_id) if link.enabled]
        items = transaction.source_items.of_products(
            [row.product_id], [link.source_id for link in links]
        )
    there = {source: item.quantity for (_, source), item in items.items()}
    return [Place(link.code, link.name, there.get(link.source_id, ZERO)) for link in links]


def add(
    database: Database,
    numbers: Sequence[str],
    *,
    to: str | int | None = None,
    algorithm: str | None = selecting.PRIORITY,
    erc: str = "",
    cause: Cause,
    seen_version: int | None = None,
) -> Consigned:
    """Open a consignment of all that is outstanding of orders, or add orders to one.

    Args:
        numbers: Of orders of one account.
        to: The consignment to add them to, which is being built; None: another one.
        algorithm: What proposes where rows leave; None: they have no source yet.
        erc: The reference of a new one; empty: it gets one.

    Raises:
        Refused: ``unknown_order``; ``mixed_accounts``; ``order_status``: an order is closed,
            on hold or not paid; ``not_shippable``: nothing is outstanding of an order;
            ``unknown_algorithm``, ``no_destination``, ``plugin_failed``;
            ``unknown_consignment``, ``consignment_status``; ``not_unique``.
        ChangedElsewhere: Someone wrote to the consignment after ``seen_version``.
    """
    chosen = None if algorithm is None else selecting.named(algorithm)
    measured: Mapping[int, Distances] = {}
    if chosen is not None and chosen.needs_destination:
        # nobody waits for a provider of distances while orders are held
        with database.read() as transaction:
            orders = meant(transaction, numbers)
            asked = consignment_planning.measurements(transaction, orders, chosen)
        measured = {id: question.measure() for id, question in asked.items()}
    with database.write() as transaction:
        one = None if to is None else held(transaction, to, seen_version)
        if one is not None:
            refuse_built(one)
        orders = meant(transaction, numbers, lock=True)
        refuse_orders(orders)
        whose = transaction.consignments.accounts([order.id for order in orders])
        if one is not None:
            there = [order.id for order in one.orders]
            whose = [*transaction.consignments.accounts(there), *whose]
        account = one_account(list(dict.fromkeys(whose)))
        if chosen is None:
            rows = consignment_planning.unplaced(transaction, orders)
        else:
            rows = consignment_planning.proposed(transaction, orders, chosen, measured)
        _refuse_nothing(orders, rows)
        erc = _reference(transaction, erc)
        deed = Deed.CONSIGNMENT_ADDED
        operation = begin(transaction, deed, cause, "consigned", orders)
        id = one.id if one else transaction.consignments.add(operation, erc, account)
        transaction.consignments.add_rows(
            id, [NewRow(row.line_id, str(uuid4()), row.source_id, row.quantity) for row in rows]
        )
        if one is not None:
            transaction.consignments.put(id)
        after = transaction.consignments.known(id)
        before = None if one is None else one.rows
        _record(transaction, operation, after, before)
        tell_orders(transaction, operation, orders, None, after)
        what = trn("{count:,} order", "{count:,} orders", len(orders))
        units = total(row.quantity for row in rows)
        summary = (
            tr("Consignment {id} opened: {orders}, {units}")
            if one is None
            else tr("Consignment {id} continued: {orders}, {units}")
        ).format(id=id, orders=what, units=units.in_units())
        counts: dict[str, int | str] = {
            "consignment": id,
            "orders": len(orders),
            "rows": len(rows),
            "units": str(units),
        }
        transaction.journal.finish(operation, summary=summary, counts=counts)
        warnings = tuple(_warnings(after, by_hand=chosen is None))
    return Consigned(after, Receipt(operation, deed, counts, f"{summary}.", warnings))


def edit(
    database: Database,
    name: str | int,
    typed: Mapping[str, str],
    *,
    cause: Cause,
    seen_version: int | None = None,
) -> Consigned:
    """Change who carries it, how it is followed, when it goes; in every state.

    Args:
        typed: Fields of `domain.consignment_form.CONSIGNMENT`; those left out stay.

    Raises:
        InvalidInput: A field is unknown, or breaks a rule.
        Refused: ``unknown_consignment``; ``not_unique``: another has that reference.
        ChangedElsewhere: Someone wrote to it after ``seen_version``.
    """
    values = read_form(CONSIGNMENT, typed, partial=True)
    deed = Deed.CONSIGNMENT_EDITED
    with database.write() as transaction:
        one = held(transaction, name, seen_version)
        before = texts(one)
        after = before | {field: value or "" for field, value in values.items()}
        if problem := dates_problem(after["ship_on"], after["deliver_on"]):
            raise InvalidInput.because([problem])
        refuse_taken(transaction, after["erc"], besides=one.id)
        changed = {field: after[field] for field in after if after[field] != before[field]}
        if not changed:
            said = tr("Consignment {id} stays as it is.", id=one.id)
            return Consigned(one, Receipt(None, deed, {"changed": 0}, said))
        operation = begin(transaction, deed, cause, "edited", ())
        transaction.consignments.put(one.id, **changed)
        transaction.journal.changed(operation, KIND, one.id, str(one.id), before, after)
        labels = {field.name: field.label.lower() for field in CONSIGNMENT}
        summary = tr(
            "Consignment {id}: {fields}",
            id=one.id,
            fields=", ".join(labels[field] for field in changed),
        )
        counts: dict[str, int | str] = {"consignment": one.id, "changed": len(changed)}
        transaction.journal.finish(operation, summary=summary, counts=counts)
        done = transaction.consignments.known(one.id)
    return Consigned(done, Receipt(operation, deed, counts, f"{summary}."))


def _reference(transaction: Transaction, erc: str) -> str:
    if not erc.strip():
        return str(uuid4())
    erc = parsed(erc)
    refuse_taken(transaction, erc)
    return erc


def _refuse_nothing(orders: Sequence[Order], rows: Sequence[Proposed]) -> None:
    placed = {row.line_id for row in rows}
    empty = [order for order in orders if not any(line.id in placed for line in order.lines)]
    if empty:
        raise Refused.because(
            Problem(
                Kind.NOT_SHIPPABLE,
                tr(
                    "Order {number} has nothing outstanding: all of it left, or is in "
                    "consignments.",
                    number=visible(order.number),
                ),
                "order",
                order=order.number,
            )
            for order in empty
        )


def _record(
    transaction: Transaction,
    operation: int,
    after: Consignment,
    before: tuple[ConsignmentRow, ...] | None,
) -> None:
    known = {row.id for row in before or ()}
    new = [row for row in after.rows if row.id not in known]
    rows = row_texts(new)
    now: dict[str, str | None] = dict(rows)
    if before is None:
        now |= {"*": str(after.id), "status": after.status.value, "erc": after.erc}
    transaction.journal.changed(
        operation, KIND, after.id, str(after.id), dict.fromkeys(now), now, of=row_products(new)
    )


def _warnings(one: Consignment, *, by_hand: bool) -> Iterable[str]:
    if len(one.addresses) > 1:
        where = "; ".join(
            tr(
                "{number} to {address}",
                number=visible(order.number),
                address=visible(order.ship_to.one_line()) or tr("nowhere"),
            )
            for order in one.orders
        )
        yield tr("Its orders go to several addresses: {where}.", where=where)
    for row in one.rows:
        if row.source_id is None and not by_hand:
            yield tr("{row} is at no source that could send it.", row=row.label)
