"""Transfers on the road that arrive, in as many parts as they do, or are taken back.

Source: the warehouse half 1.2 (*transfers*, in transit); C20 for rows that are made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.incoming import Came
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.product import Product
from inventory_tui.domain.quantity import Quantity, total
from inventory_tui.domain.transfer import Transfer, TransferLine, TransferStatus, id_of
from inventory_tui.services.goods.arriving import (
    Arrival,
    bring_in,
    check,
    counts_of,
    in_words,
    with_reason,
)
from inventory_tui.services.goods.transfers import Moved, tell
from inventory_tui.services.quantities.reasons import reason_of
from inventory_tui.store.database import Database, Transaction
from inventory_tui.wording import tr


def receive(
    database: Database,
    transfer: str,
    lines: Sequence[tuple[str, Came]] = (),
    *,
    source: str | None = None,
    cause: Cause,
) -> Moved:
    """Receive what arrived of a transfer; the rest stays on the road.

    A product that had no row at the destination gets one, In Stock, with the notify level of
    the origin.  Short and lost units are on the road no longer and lie nowhere; damaged
    ones are on hand, and not for sale.

    Args:
        lines: SKU and what became of it; those of one product are summed.  Without any: all
            that is on the road arrived.
        source: Where it arrived, if that is to be looked at: it must be the destination.

    Raises:
        Refused: ``unknown_transfer``; nothing of it is on the road; a product is not on it;
            more arrived or is missing than was on the road.
    """
    with database.write() as transaction:
        before, products = _held(transaction, id_of(transfer))
        if source is not None:
            _refuse_elsewhere(transaction, before, source)
        wanted = _wanted(transaction, before, lines)
        wanted = {id: with_reason(one, cause) for id, one in wanted.items()}
        arrivals = [
            Arrival(products[id], before.destination_id, one) for id, one in wanted.items()
        ]
        check(transaction, arrivals)
        _refuse_more(before, wanted)
        reason = reason_of(transaction, cause, "received", by_hand=False)
        operation = transaction.journal.begin(Deed.TRANSFER_RECEIVED, cause, reason=reason)
        notify = _notify_levels(transaction, before, sorted(wanted))
        units = bring_in(transaction, operation, arrivals, notify=notify)
        now = _write(
            transaction,
            operation,
            before,
            [_after(line, wanted.get(line.product_id)) for line in before.lines],
            TransferStatus.RECEIVED,
            {id: one.reason for id, one in wanted.items() if one.reason},
        )
        counts = counts_of([one.came for one in arrivals])
        counts["lost"] = str(total(one.came.lost for one in arrivals))
        counts["left"] = str(now.on_the_road)
        said = in_words([one.came for one in arrivals])
        summary = f"{now.label} {now.origin} → {now.destination}: {said}"
        if now.on_the_road:
            summary += tr(", {quantity} still on the road", quantity=now.on_the_road.grouped())
        transaction.journal.finish(operation, summary=summary, units=units, counts=counts)
    return Moved(Receipt(operation, Deed.TRANSFER_RECEIVED, counts, summary), now)


def cancel(database: Database, transfer: str, *, cause: Cause) -> Moved:
    """Take back what is still on the road: it is at the origin again.

    Raises:
        Refused: ``unknown_transfer``; nothing of it is on the road; a product is gone.
    """
    with database.write() as transaction:
        before, products = _held(transaction, id_of(transfer))
        back = [
            Arrival(products[line.product_id], before.origin_id, Came(line.on_the_road))
            for line in before.lines
            if line.on_the_road
        ]
        check(transaction, back)
        reason = reason_of(transaction, cause, "returned", by_hand=False)
        operation = transaction.journal.begin(Deed.TRANSFER_CANCELLED, cause, reason=reason)
        units = bring_in(transaction, operation, back)
        now = _write(
            transaction,
            operation,
            before,
            [replace(line, returned=line.returned + line.on_the_road) for line in before.lines],
            TransferStatus.CANCELLED,
            {},
        )
        counts: dict[str, int | str] = {"returned": str(units)}
        summary = tr(
            "{transfer} cancelled: {units} back at {origin}",
            transfer=now.label,
            units=units.in_units(),
            origin=now.origin,
        )
        transaction.journal.finish(operation, summary=summary, units=units, counts=counts)
    return Moved(Receipt(operation, Deed.TRANSFER_CANCELLED, counts, summary), now)


def _held(transaction: Transaction, id: int | None) -> tuple[Transfer, Mapping[int, Product]]:
    """Return a transfer on the road, its products held until the transaction ends.

    Raises:
        Refused: ``unknown_transfer``, ``not_expected``.
    """
    ids = [line.product_id for line in transaction.transfers.known(id).lines]
    transaction.lock_products(sorted(ids))
    found = transaction.transfers.known(id)
    if not found.on_the_road:
        raise Refused(
            Kind.NOT_EXPECTED,
            tr(
                "Nothing of {transfer} is on the road: it is {status}.",
                transfer=found.label,
                status=found.status.label,
            ),
            field="transfer",
        )
    return found, transaction.products.by_ids(ids)


def _refuse_elsewhere(transaction: Transaction, transfer: Transfer, source: str) -> None:
    if transaction.sources.known(source, field="source").id != transfer.destination_id:
        raise Refused(
            Kind.NOT_EXPECTED,
            tr(
                "{transfer} is for {destination}.",
                transfer=transfer.label,
                destination=transfer.destination,
            ),
            field="source",
        )


def _wanted(
    transaction: Transaction, transfer: Transfer, lines: Sequence[tuple[str, Came]]
) -> dict[int, Came]:
    """Return what became of each product, by id; without a word all that is on the road."""
    if not lines:
        return {
            line.product_id: Came(line.on_the_road)
            for line in transfer.lines
            if line.on_the_road
        }
    known = {key_of(line.sku): line.product_id for line in transfer.lines}
    wanted: dict[int, Came] = {}
    for sku, came in lines:
        id = known.get(key_of(sku)) or transaction.products.known(sku).id
        if id not in known.values():
            raise Refused(
                Kind.NOT_EXPECTED,
                tr("{sku} is not on {transfer}.", sku=visible(sku), transfer=transfer.label),
                field="lines",
            )
        wanted[id] = wanted[id] + came if id in wanted else came
    return wanted


def _refuse_more(transfer: Transfer, wanted: Mapping[int, Came]) -> None:
    """Refuse that more arrived or is missing than was sent.

    Raises:
        Refused: ``more_than_on_the_road``; each line has its sentence.
    """
    problems = [
        Problem(
            Kind.MORE_THAN_ON_THE_ROAD,
            tr(
                "{sku}: {on_the_road} are on the road, not {settled}. Receive what is "
                "more by itself.",
                sku=visible(line.sku),
                on_the_road=line.on_the_road,
                settled=came.settled,
            ),
            "quantity",
            line.sku,
        )
        for line in transfer.lines
        if (came := wanted.get(line.product_id)) and came.settled > line.on_the_road
    ]
    if problems:
        raise Refused.because(problems)


def _after(line: TransferLine, came: Came | None) -> TransferLine:
    if came is None:
        return line
    return replace(
        line,
        received=line.received + came.quantity,
        damaged=line.damaged + came.damaged,
        short=line.short + came.short,
        lost=line.lost + came.lost,
    )


def _notify_levels(
    transaction: Transaction, transfer: Transfer, ids: Sequence[int]
) -> Mapping[int, Quantity | None]:
    """The notify levels of the origin, for rows that are made at the destination (C20)."""
    items = transaction.source_items.of_products(ids, [transfer.origin_id])
    return {item.product_id: item.notify_below for item in items.values()}


def _write(
    transaction: Transaction,
    operation: int,
    before: Transfer,
    lines: Sequence[TransferLine],
    ended: TransferStatus,
    reasons: Mapping[int, str],
) -> Transfer:
    """Write what became of the lines, and where the transfer stands then."""
    arriving = ended is TransferStatus.RECEIVED
    transaction.guard.touches(before.destination_id if arriving else before.origin_id)
    changed = [new for new, old in zip(lines, before.lines, strict=True) if new != old]
    is_over = not total(line.on_the_road for line in lines)
    transaction.transfers.put(before.id, ended if is_over else TransferStatus.SENT, changed)
    now = transaction.transfers.known(before.id)
    tell(transaction, operation, before, now, reasons)
    return now
