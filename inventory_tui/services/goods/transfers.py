"""Transfers on the road: what there is, and goods that are sent.

What is sent leaves its source at once and lies nowhere until it was received
(`transfer_arrivals`).  Of every line
what was sent is what was received, or is missing, or came back, or is still on the road.

Source: the warehouse half 1.2 (*transfers*, in transit); spec 2.8 for what may leave.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.fields import read_form
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import storable
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.transfer import (
    LONGEST_NOTE,
    SENDING,
    OnTheRoad,
    Transfer,
    TransferLine,
    id_of,
)
from inventory_tui.services.goods.incoming import today_of
from inventory_tui.services.quantities.leaving import leaving
from inventory_tui.services.quantities.reasons import overriding, reason_of
from inventory_tui.store.database import Database, Transaction
from inventory_tui.wording import tr

KIND = "transfer"


@dataclass(frozen=True, slots=True)
class Moved:
    """A transfer after a deed."""

    receipt: Receipt
    transfer: Transfer


def find(
    database: Database,
    *,
    ids: Sequence[int] | None = None,
    source: str | None = None,
    sku: str | None = None,
    on_the_road: bool = False,
) -> list[Transfer]:
    """Return transfers, the newest first.

    Args:
        ids: Only these.
        source: Only those that left it or go to it.
        on_the_road: Only those of which something is on the road.

    Raises:
        Refused: There is no such source or product.
    """
    with database.read() as transaction:
        at = None if source is None else transaction.sources.known(source).id
        of = None if sku is None else transaction.products.known(sku).id
        return transaction.transfers.find(
            ids=ids, source_id=at, product_id=of, on_the_road=on_the_road
        )


def show(database: Database, transfer: str) -> Transfer:
    """Return one transfer: ``T12`` or ``12``.

    Raises:
        Refused: ``unknown_transfer``.
    """
    with database.read() as transaction:
        return transaction.transfers.known(id_of(transfer))


def on_the_road(database: Database, sku: str | None = None) -> list[OnTheRoad]:
    """Return what lies at no source, oldest first.

    Raises:
        Refused: There is no such product.
    """
    with database.read() as transaction:
        of = None if sku is None else [transaction.products.known(sku).id]
        return transaction.transfers.on_the_road(of)


def send(
    database: Database,
    lines: Sequence[tuple[str, Quantity]],
    *,
    origin: str,
    destination: str,
    expected: date | None = None,
    note: str = "",
    override_safety: bool = False,
    force: bool = False,
    cause: Cause,
) -> Moved:
    """Take goods out of a source and put them on the road to another, all or nothing.

    Only what is sound and above safety stock may leave.

    Args:
        lines: SKU and quantity; those of one product are summed.
        expected: The day they should arrive; one that is past is warned about.
        override_safety: Also safety stock; takes a reason and the right.
        force: Also where a stock has promised the units.

    Raises:
        Refused: As `moving.transfer_several`.
    """
    said = _note(note)
    with database.write() as transaction:
        reason = reason_of(transaction, cause, "transferred", by_hand=False)
        goods = leaving(
            transaction,
            lines,
            origin=origin,
            destination=destination,
            override_safety=override_safety,
        )
        if goods.takes_safety:
            overriding(transaction, cause)
        operation = transaction.journal.begin(Deed.TRANSFER_SENT, cause, reason=reason)
        movements = [goods.out(id) for id in goods.ids]
        transaction.source_items.put(
            [
                (
                    one.product_id,
                    one.source_id,
                    Quantity(one.quantity_after or 0),
                    bool(one.in_stock_after),
                    goods.item(one.product_id).notify_below,
                )
                for one in movements
            ]
        )
        transaction.journal.moved(operation, movements)
        transaction.levels.refresh(goods.ids)
        if not force:
            goods.refuse_promised(transaction, cause)
        id = transaction.transfers.add(
            goods.origin.id,
            goods.destination.id,
            [(id, goods.wanted[id]) for id in goods.ids],
            operation=operation,
            sent_by=cause.actor,
            expected_on=expected,
            note=said,
        )
        sent = transaction.transfers.known(id)
        tell(transaction, operation, None, sent)
        ends = f"{sent.origin} → {sent.destination}"
        summary = tr(
            "{transfer} sent: {ends}, {units} of {products}",
            transfer=sent.label,
            ends=ends,
            units=goods.units.grouped(),
            products=goods.named,
        )
        counts: dict[str, int | str] = {
            "id": id,
            "sent": len(goods.wanted),
            "units": str(goods.units),
        }
        transaction.journal.finish(
            operation, summary=summary, units=-goods.units, counts=counts
        )
        late = expected is not None and expected < today_of(transaction)
        warnings = (tr("{day} is past: it counts as overdue.", day=expected),) if late else ()
    return Moved(Receipt(operation, Deed.TRANSFER_SENT, counts, summary, warnings), sent)


def send_typed(
    database: Database, typed: Mapping[str, str], *, force: bool = False, cause: Cause
) -> Moved:
    """Send goods, as it was typed into a form; see `send`.  A reason lets safety stock go.

    Raises:
        InvalidInput: A field is missing or breaks a rule.
        Refused: As `send`.
    """
    values = read_form(SENDING, typed)
    if reason := values["reason"]:
        cause = Cause(cause.actor, cause.login, reason, cause.note)
    return send(
        database,
        values["lines"],
        origin=values["origin"],
        destination=values["destination"],
        expected=values["expected"],
        note=values["note"] or "",
        override_safety=bool(reason),
        force=force,
        cause=cause,
    )


def tell(
    transaction: Transaction,
    operation: int,
    before: Transfer | None,
    now: Transfer,
    reasons: Mapping[int, str] | None = None,
) -> None:
    """Let the history tell where a transfer stands, and of each product what became of it.

    Args:
        before: None: it was sent just now.
        reasons: Why units of products are missing or damaged, by product id.
    """
    was = {"status": None, "*": None} if before is None else {"status": before.status.value}
    is_now = {"status": now.status.value} | ({"*": now.label} if before is None else {})
    transaction.journal.changed(operation, KIND, now.id, now.label, was, is_now)
    earlier = {line.product_id: _said(line) for line in before.lines} if before else {}
    told = [
        ("line", line.product_id, earlier.get(line.product_id), _said(line))
        for line in now.lines
    ]
    told += [("reason", id, None, reason) for id, reason in (reasons or {}).items()]
    transaction.journal.changed_many(
        operation,
        [
            {
                "kind": KIND,
                "subject_id": now.id,
                "subject": now.label,
                "field": field,
                "before": said,
                "after": says,
                "product_id": id,
            }
            for field, id, said, says in told
            if said != says
        ],
    )


def _said(line: TransferLine) -> str:
    amounts = {
        "sent": line.sent,
        "received": line.received,
        "damaged": line.damaged,
        "short": line.short,
        "lost": line.lost,
        "returned": line.returned,
    }
    return ", ".join(f"{name} {amount}" for name, amount in amounts.items() if amount)


def _note(text: str) -> str:
    try:
        return storable(text, LONGEST_NOTE)
    except ValueError as problem:
        raise Refused(
            Kind.VALIDATION_FAILED, tr("The note {problem}", problem=problem), field="note"
        ) from None
