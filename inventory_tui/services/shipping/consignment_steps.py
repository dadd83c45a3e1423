"""What moves consignments on: finished, shipped, delivered, or cancelled and deleted.

Finishing takes the goods: a shipment for each order and source, all of them or none, by the
rules every shipment goes by.  Cancelling before it is shipped brings them back; its orders
stay open either way.

Source: the warehouse half 1.2, *Bookings and the shipment life cycle*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from inventory_tui.domain.consignment import (
    Consignment,
    ConsignmentRow,
    ConsignmentStatus,
    Step,
)
from inventory_tui.domain.errors import Problem, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Order, OrderStatus
from inventory_tui.domain.quantity import ZERO, Quantity, total
from inventory_tui.domain.shipment import ShipmentRequest
from inventory_tui.services.shipping.coming_back import Back, bring_back
from inventory_tui.services.shipping.consignment_deeds import (
    KIND,
    begin,
    held,
    held_orders,
    refuse_orders,
    row_products,
    row_texts,
    tell_orders,
    texts,
)
from inventory_tui.services.shipping.consignments import Consigned
from inventory_tui.services.shipping.dispatch import Dispatch
from inventory_tui.services.shipping.goods import Goods
from inventory_tui.store.database import Database, Transaction
from inventory_tui.wording import tr, trn

_Jobs = list[tuple[Order, Dispatch, list[ShipmentRequest]]]


def finish(
    database: Database, name: str | int, *, cause: Cause, seen_version: int | None = None
) -> Consigned:
    """Take the goods of every row, all of them or none; the consignment is ready to ship.

    Raises:
        Refused: ``unknown_consignment``, ``consignment_status``; a problem for each row:
            ``row_without_source``, ``row_without_quantity``, and what refuses a shipment
            (`shipping.ship`); nothing was changed.
        ChangedElsewhere: Someone wrote to it after ``seen_version``.
    """
    deed = Deed.CONSIGNMENT_FINISHED
    with database.write() as transaction:
        one = held(transaction, name, seen_version)
        status = one.after(Step.FINISH)
        if problems := one.problems():
            raise Refused.because(problems)
        orders = held_orders(transaction, {row.order_id for row in one.rows})
        refuse_orders(orders)
        lines = [line for order in orders for line in order.lines if line.to_ship]
        goods = Goods(transaction, lines)
        jobs, taken = _jobs(transaction, one, orders, goods)
        operation = begin(transaction, deed, cause, "consigned", orders)
        units = -goods.move(operation, {pair: -amount for pair, amount in taken.items()})
        statuses: list[tuple[str, OrderStatus]] = []
        for order, dispatch, wanted in jobs:
            now, parcels = dispatch.keep(operation, wanted, cause, consignment_id=one.id)
            statuses.append((order.number, now))
            at = {parcel.source_id: parcel.id for parcel in parcels}
            transaction.consignments.put_shipments(
                {row.id: at[row.source_id or 0] for row in one.rows if row.order_id == order.id}
            )
        after = _moved_on(transaction, operation, one, status, orders)
        summary = tr("Consignment {id} finished: {units}", id=one.id, units=_from_where(one))
        counts: dict[str, int | str] = {
            "consignment": one.id,
            "shipments": sum(len(wanted) for _, _, wanted in jobs),
            "units": str(one.units),
        }
        transaction.journal.finish(operation, summary=summary, units=-units, counts=counts)
    return Consigned(after, Receipt(operation, deed, counts, f"{summary}."), tuple(statuses))


def ship(
    database: Database, name: str | int, *, cause: Cause, seen_version: int | None = None
) -> Consigned:
    """Say that a consignment that is ready left the house; it cannot be cancelled any more.

    Raises:
        Refused: ``unknown_consignment``, ``consignment_status``; ``nothing_given``: all its
            rows were removed.
        ChangedElsewhere: Someone wrote to it after ``seen_version``.
    """
    return _mark(database, name, Step.SHIP, Deed.CONSIGNMENT_SHIPPED, cause, seen_version)


def deliver(
    database: Database, name: str | int, *, cause: Cause, seen_version: int | None = None
) -> Consigned:
    """Say that a consignment that was shipped arrived.

    Raises:
        Refused: ``unknown_consignment``, ``consignment_status``.
        ChangedElsewhere: Someone wrote to it after ``seen_version``.
    """
    return _mark(database, name, Step.DELIVER, Deed.CONSIGNMENT_DELIVERED, cause, seen_version)


def cancel(
    database: Database, name: str | int, *, cause: Cause, seen_version: int | None = None
) -> Consigned:
    """Cancel a consignment that was not shipped; what was taken comes back to its sources.

    Its orders stay open: what was in it is outstanding again.

    Raises:
        Refused: ``unknown_consignment``, ``consignment_status``; ``order_status``: units
            were refunded since.
        ChangedElsewhere: Someone wrote to it after ``seen_version``.
    """
    return _end(database, name, Step.CANCEL, Deed.CONSIGNMENT_CANCELLED, cause, seen_version)


def delete(
    database: Database, name: str | int, *, cause: Cause, seen_version: int | None = None
) -> Consigned:
    """Delete a consignment that was not shipped; what was taken comes back to its sources.

    Its orders stay open, and keep the shipments that were cancelled with it.

    Raises:
        Refused: As `cancel`.
        ChangedElsewhere: Someone wrote to it after ``seen_version``.
    """
    return _end(database, name, Step.DELETE, Deed.CONSIGNMENT_DELETED, cause, seen_version)


def _mark(
    database: Database,
    name: str | int,
    step: Step,
    deed: Deed,
    cause: Cause,
    seen_version: int | None,
) -> Consigned:
    with database.write() as transaction:
        one = held(transaction, name, seen_version)
        status = one.after(step)
        if problems := one.problems():
            raise Refused.because(problems)
        orders = held_orders(transaction, {row.order_id for row in one.rows})
        operation = begin(transaction, deed, cause, status.value, orders)
        after = _moved_on(transaction, operation, one, status, orders)
        summary = tr(
            "Consignment {id} {status}: {units}",
            id=one.id,
            status=status.label.lower(),
            units=_what(one),
        )
        counts: dict[str, int | str] = {
            "consignment": one.id,
            "orders": len(orders),
            "units": str(one.units),
        }
        transaction.journal.finish(operation, summary=summary, counts=counts)
    statuses = tuple((order.number, order.status) for order in orders)
    return Consigned(after, Receipt(operation, deed, counts, f"{summary}."), statuses)


def _end(
    database: Database,
    name: str | int,
    step: Step,
    deed: Deed,
    cause: Cause,
    seen_version: int | None,
) -> Consigned:
    with database.write() as transaction:
        one = held(transaction, name, seen_version)
        one.refuse_step(step)
        orders = held_orders(transaction, {row.order_id for row in one.rows})
        operation = begin(transaction, deed, cause, "cancelled", orders)
        back = Back(statuses=tuple((order.number, order.status) for order in orders))
        if one.status is ConsignmentStatus.READY:
            parcels = {
                order.id: [
                    parcel
                    for parcel in transaction.shipments.of_order(order.id)
                    if parcel.consignment_id == one.id and not parcel.cancelled
                ]
                for order in orders
            }
            back = bring_back(transaction, operation, orders, parcels)
        cancelled = ConsignmentStatus.CANCELLED
        if step is Step.DELETE:
            transaction.consignments.remove(one.id)
            before = {"*": str(one.id), "status": one.status.value, **texts(one)}
            transaction.journal.changed(
                operation,
                KIND,
                one.id,
                str(one.id),
                before | row_texts(one.rows),
                {},
                of=row_products(one.rows),
            )
            tell_orders(transaction, operation, orders, one, None)
            after = replace(one, status=cancelled)
        else:
            after = _moved_on(transaction, operation, one, cancelled, orders)
        done = tr("deleted") if step is Step.DELETE else tr("cancelled")
        came = tr("nothing had to come back")
        if back.units:
            came = tr("{units} came back", units=back.units.in_units())
        summary = tr("Consignment {id} {done}: {came}", id=one.id, done=done, came=came)
        counts: dict[str, int | str] = {"consignment": one.id, "units": str(one.units)}
        transaction.journal.finish(operation, summary=summary, units=back.units, counts=counts)
    return Consigned(
        after, Receipt(operation, deed, counts, f"{summary}.", back.lost), back.statuses
    )


def _jobs(
    transaction: Transaction, one: Consignment, orders: Sequence[Order], goods: Goods
) -> tuple[_Jobs, dict[tuple[int, int], Quantity]]:
    """What each order ships, and what all of them take where.

    Raises:
        Refused: A problem for each thing that cannot go.
    """
    taken: dict[tuple[int, int], Quantity] = {}
    jobs: _Jobs = []
    problems: list[Problem] = []
    for order in orders:
        dispatch = Dispatch(transaction, order, goods, taken)
        rows = [row for row in one.rows if row.order_id == order.id]
        try:
            wanted = dispatch.checked(_requests(rows))
        except Refused as refusal:
            problems += (_named(problem, order) for problem in refusal.problems)
            continue
        for pair, amount in dispatch.taken(wanted).items():
            taken[pair] = taken.get(pair, ZERO) - amount
        jobs.append((order, dispatch, wanted))
    if problems:
        raise Refused.because(problems)
    return jobs, taken


def _requests(rows: Sequence[ConsignmentRow]) -> list[ShipmentRequest]:
    """One for each source; a line leaves a source in one row at most."""
    by_source: dict[int, dict[int, Quantity]] = {}
    for row in rows:
        if row.source_id is not None:
            by_source.setdefault(row.source_id, {})[row.line_id] = row.quantity
    return [ShipmentRequest(id, amounts) for id, amounts in by_source.items()]


def _named(problem: Problem, order: Order) -> Problem:
    """A problem that says which of several orders it is about."""
    number = visible(order.number)
    if tr("order {number}", number=number).lower() in problem.message.lower():
        return problem
    message = tr("Order {number}, {problem}", number=number, problem=problem.message)
    return replace(problem, message=message, order=order.number)


def _moved_on(
    transaction: Transaction,
    operation: int,
    one: Consignment,
    status: ConsignmentStatus,
    orders: Sequence[Order],
) -> Consignment:
    transaction.consignments.put(one.id, status=status.value)
    before, now = {"status": one.status.value}, {"status": status.value}
    transaction.journal.changed(operation, KIND, one.id, str(one.id), before, now)
    after = transaction.consignments.known(one.id)
    tell_orders(transaction, operation, orders, one, after)
    return after


def _from_where(one: Consignment) -> str:
    amounts: dict[str, Quantity] = {}
    for row in one.rows:
        amounts[row.source] = amounts.get(row.source, ZERO) + row.quantity
    return ", ".join(
        tr("{units} from {source}", units=amount.in_units(), source=code)
        for code, amount in amounts.items()
    )


def _what(one: Consignment) -> str:
    units = total(row.quantity for row in one.rows).in_units()
    return trn(
        "{units} of {count} order", "{units} of {count} orders", len(one.orders), units=units
    )
