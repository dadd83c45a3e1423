"""Rows of consignments: where each leaves, how much of it, and rows taken out again.

While a consignment is being built its rows change freely.  Once it is ready its goods are
taken: a row that is removed then brings them back, like a shipment that is cancelled.

Source: the warehouse half 1.2, *Bookings and the shipment life cycle*.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from uuid import uuid4

from inventory_tui.domain.consignment import Consignment, ConsignmentRow, ConsignmentStatus
from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Order, OrderLine
from inventory_tui.domain.quantity import ZERO, Quantity, total
from inventory_tui.domain.shipment import Shipment
from inventory_tui.domain.source import Source
from inventory_tui.services.orders.order_rules import amount_problem
from inventory_tui.services.shipping.coming_back import Back, bring_back
from inventory_tui.services.shipping.consignment_deeds import (
    KIND,
    begin,
    held,
    held_orders,
    new_reference,
    refuse_built,
    row_products,
    row_texts,
    tell_orders,
)
from inventory_tui.services.shipping.consignments import Consigned
from inventory_tui.services.shipping.together import torn_bundles
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.orders.consignments import NewRow
from inventory_tui.wording import tr, trn


def set_row(
    database: Database,
    name: str | int,
    row: str | int,
    *,
    source: str | None = None,
    quantity: Quantity | None = None,
    erc: str | None = None,
    another: bool = False,
    cause: Cause,
    seen_version: int | None = None,
) -> Consigned:
    """Change where a row leaves and how much of it, or its reference.

    What is not given stays.  Its reference may change in every state, the rest only while
    the consignment is being built.

    Args:
        row: Its number or its reference.
        source: The code of a source; empty: none.
        quantity: At most what it holds and what is outstanding; 0 as long as it is built.
        another: Add a row of the same order line instead, of what is outstanding unless
            ``quantity`` says.

    Raises:
        Refused: ``unknown_consignment``, ``unknown_consignment_row``;
            ``consignment_status``; ``unknown_source``; ``source_not_listed``: it does not
            serve the order; ``more_than_outstanding``, ``qty_decimal``; ``not_unique``: the
            line leaves that source in another row already, or the reference is taken.
        ChangedElsewhere: Someone wrote to it after ``seen_version``.
    """
    deed = Deed.CONSIGNMENT_ROW_SET
    with database.write() as transaction:
        one = held(transaction, name, seen_version)
        of = one.row(row)
        if another or source is not None or quantity is not None:
            refuse_built(one)
        (order,) = held_orders(transaction, [of.order_id])
        of = transaction.consignments.known(one.id).row(of.id)  # now its order is held
        place = _place(transaction, order, source)
        chosen = place.id if place else None
        source_id = chosen if another or source is not None else of.source_id
        _refuse_twice(one, of, source_id, another=another)
        amount = of.outstanding if another else of.quantity
        if quantity is not None:
            amount = quantity
            _refuse_amount(transaction, order, of, amount, mine=not another)
        columns: dict[str, object] = {}
        if erc is not None:
            reference = new_reference(transaction, erc, row=0 if another else of.id)
            if another or reference != of.erc:
                columns["erc"] = reference
        if not another:
            if source_id != of.source_id:
                columns["source_id"] = source_id
            if amount != of.quantity:
                columns["quantity"] = amount.parts
            if not columns:
                said = tr("{row} stays as it is.", row=of.label)
                return Consigned(one, Receipt(None, deed, {"changed": 0}, said))
        operation = begin(transaction, deed, cause, "edited", [order])
        if another:
            new = NewRow(of.line_id, str(columns.get("erc", uuid4())), source_id, amount)
            transaction.consignments.add_rows(one.id, [new])
        else:
            transaction.consignments.put_row(of.id, **columns)
        transaction.consignments.put(one.id)
        after = transaction.consignments.known(one.id)
        newest = max(each.id for each in after.rows)
        now = after.row(newest if another else of.id)
        transaction.journal.changed(
            operation,
            KIND,
            one.id,
            str(one.id),
            {} if another else _told(of),
            _told(now),
            of=row_products([now]),
        )
        tell_orders(transaction, operation, [order], one, after)
        there = (
            tr("from {source}", source=now.source) if now.source else tr("from no source yet")
        )
        summary = tr(
            "Consignment {id}: {quantity} {sku} {there}",
            id=one.id,
            quantity=now.quantity,
            sku=visible(now.sku),
            there=there,
        )
        counts: dict[str, int | str] = {
            "consignment": one.id,
            "row": now.id,
            "units": str(now.quantity),
            "outstanding": str(now.outstanding),
        }
        transaction.journal.finish(operation, summary=summary, counts=counts)
        warnings = tuple(_short(transaction, order, now))
    return Consigned(after, Receipt(operation, deed, counts, f"{summary}.", warnings))


def remove(
    database: Database,
    name: str | int,
    rows: Sequence[str | int],
    *,
    cause: Cause,
    seen_version: int | None = None,
) -> Consigned:
    """Take rows out while a consignment is being built or ready; what was taken comes back.

    Args:
        rows: Their numbers or references.

    Raises:
        Refused: ``unknown_consignment``, ``unknown_consignment_row``; ``nothing_given``;
            ``consignment_status``: it was shipped, or is cancelled; ``order_status``: units
            of a row were refunded since; ``validation_failed``: parts of a bundle that ship
            together would be torn apart.
        ChangedElsewhere: Someone wrote to it after ``seen_version``.
    """
    if not rows:
        raise Refused(Kind.NOTHING_GIVEN, tr("Name at least one row."), field="row")
    deed = Deed.CONSIGNMENT_ROWS_REMOVED
    with database.write() as transaction:
        one = held(transaction, name, seen_version)
        gone = {of.id: of for of in map(one.row, rows)}
        _refuse_removing(one)
        orders = held_orders(transaction, {of.order_id for of in gone.values()})
        operation = begin(transaction, deed, cause, "removed", orders)
        ready = one.status is ConsignmentStatus.READY
        back = Back()
        transaction.consignments.remove_rows(gone)
        if ready:
            parcels = {
                order.id: _parcels_out(transaction, order, list(gone.values()))
                for order in orders
            }
            back = bring_back(transaction, operation, orders, parcels)
        transaction.consignments.put(one.id)
        after = transaction.consignments.known(one.id)
        transaction.journal.changed(
            operation,
            KIND,
            one.id,
            str(one.id),
            row_texts(gone.values()),
            {},
            of=row_products(gone.values()),
        )
        tell_orders(transaction, operation, orders, one, after)
        amount = total(of.quantity for of in gone.values())
        summary = trn(
            "Consignment {id}: {count} row removed, {units}",
            "Consignment {id}: {count} rows removed, {units}",
            len(gone),
            id=one.id,
            units=amount.in_units(),
        )
        if ready:
            summary += tr(" ({units} came back)", units=back.units.grouped())
        counts: dict[str, int | str] = {
            "consignment": one.id,
            "rows": len(gone),
            "units": str(amount),
        }
        transaction.journal.finish(operation, summary=summary, units=back.units, counts=counts)
    return Consigned(
        after, Receipt(operation, deed, counts, f"{summary}.", back.lost), back.statuses
    )


def _told(row: ConsignmentRow) -> dict[str, str | None]:
    return {**row.texts(), f"row {row.id} erc": row.erc}


def _place(transaction: Transaction, order: Order, code: str | None) -> Source | None:
    """The source a row is to leave, which must serve the order."""
    if code is None or not code.strip():
        return None
    place = transaction.sources.known(code.strip(), field="source")
    links = transaction.stocks.links(order.stock_id)
    serving = {link.source_id: link for link in links if link.enabled}
    if place.id not in serving:
        mine = ", ".join(link.code for link in serving.values()) or tr("none")
        off = any(link.source_id == place.id for link in links)
        why = (
            tr("is disabled")
            if off
            else tr("is no source of {stock}", stock=visible(order.stock))
        )
        raise Refused(
            Kind.SOURCE_NOT_LISTED,
            tr(
                "{source} {why}; its enabled sources: {mine}.",
                source=place.code,
                why=why,
                mine=mine,
            ),
            field="source",
        )
    return place


def _refuse_amount(
    transaction: Transaction, order: Order, row: ConsignmentRow, amount: Quantity, *, mine: bool
) -> None:
    """Refuse more than there is; nothing at all is fine as long as it is being built.

    Args:
        mine: Whether what the row holds now may be in the amount.
    """
    line = order.by_id()[row.line_id]
    claimed = transaction.consignments.claimed([line.id]).get(line.id, ZERO)
    most = max(line.to_ship - claimed + (row.quantity if mine else ZERO), ZERO)
    if amount and (problem := amount_problem(line, amount, most, tr("are outstanding"))):
        raise Refused.because([replace(problem, field="quantity", order=order.number)])


def _refuse_twice(
    one: Consignment, row: ConsignmentRow, source_id: int | None, *, another: bool
) -> None:
    for other in one.rows:
        if other.id == row.id and not another:
            continue
        if source_id is not None and (other.line_id, other.source_id) == (
            row.line_id,
            source_id,
        ):
            raise Refused(
                Kind.NOT_UNIQUE,
                tr(
                    "{sku} leaves {source} in row {id} already; raise its quantity instead.",
                    sku=visible(row.sku),
                    source=other.source,
                    id=other.id,
                ),
                field="source",
            )


def _short(transaction: Transaction, order: Order, row: ConsignmentRow) -> list[str]:
    """What is said of a row whose source holds less than it asks for."""
    if row.source_id is None:
        return []
    line: OrderLine = order.by_id()[row.line_id]
    rules = transaction.products.rules([line.product_id])[line.product_id]
    items = transaction.source_items.of_products([line.product_id], [row.source_id])
    there = items.get((line.product_id, row.source_id))
    holds = there.quantity if there else ZERO
    if line.lies_nowhere or not rules.manage_stock or holds >= row.quantity:
        return []
    return [
        tr(
            "{sku}: {source} has {holds} now, not {quantity}.",
            sku=visible(row.sku),
            source=row.source,
            holds=holds,
            quantity=row.quantity,
        )
    ]


def _refuse_removing(one: Consignment) -> None:
    if one.status not in (ConsignmentStatus.PROCESSING, ConsignmentStatus.READY):
        said = (
            tr("Consignment {id} is {status}; there is nothing to take out.")
            if one.status is ConsignmentStatus.CANCELLED
            else tr("Consignment {id} is {status}; what comes back is refunded: orders refund.")
        ).format(id=one.id, status=one.status.label.lower())
        raise Refused(Kind.CONSIGNMENT_STATUS, said, field="consignment")


def _parcels_out(
    transaction: Transaction, order: Order, gone: Sequence[ConsignmentRow]
) -> list[Shipment]:
    """What rows of an order took: whole shipments, or parts that are split off as such."""
    by_shipment: dict[int, set[int]] = {}
    for row in gone:
        if row.order_id == order.id and row.shipment_id is not None:
            by_shipment.setdefault(row.shipment_id, set()).add(row.line_id)
    before = {one.id: one for one in transaction.shipments.of_order(order.id)}
    torn: list[Problem] = []
    out: list[int] = []
    for id, lines in by_shipment.items():
        held_in = {line.line_id: line.quantity for line in before[id].lines}
        if set(held_in) <= lines:
            out.append(id)
            continue
        torn += torn_bundles(order, *_staying(held_in, lines))
        out.append(transaction.shipments.split(id, lines))
    if torn:
        raise Refused.because(torn)
    after = {one.id: one for one in transaction.shipments.of_order(order.id)}
    return [after[id] for id in out]


def _staying(
    held_in: Mapping[int, Quantity], lines: Collection[int]
) -> tuple[dict[int, Quantity], Mapping[int, Quantity]]:
    return {id: amount for id, amount in held_in.items() if id not in lines}, held_in
