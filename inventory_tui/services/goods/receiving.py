"""Goods that came, by a delivery, by a transfer, or without anybody knowing of them.

What nobody expected is received by the same deed as adjusting quantities with the reason
*received*, and undone like that.
"""

from __future__ import annotations

from collections.abc import Sequence

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.incoming import Came, Extra, IncomingLine
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.receiving import Document, Expected, Paper, ReceiveDraft
from inventory_tui.domain.transfer import id_of
from inventory_tui.services.goods import deliveries, transfer_arrivals
from inventory_tui.services.goods.arriving import (
    Arrival,
    bring_in,
    check,
    counts_of,
    in_words,
    unexpected,
)
from inventory_tui.services.quantities.reasons import reason_of
from inventory_tui.store.database import Database
from inventory_tui.wording import tr, trn


def receive(
    database: Database, source: str, goods: Sequence[Extra], *, cause: Cause
) -> Receipt:
    """Put goods that came where they came to, as one deed.

    Raises:
        Refused: Anything is unknown; an amount cannot be, or is said to be missing where
            nothing was expected; nothing is named.
    """
    with database.write() as transaction:
        place = transaction.sources.known(source, field="source")
        if not goods:
            raise Refused(Kind.NOTHING_GIVEN, tr("Say what came."), field="lines")
        arrivals = []
        for one in goods:
            arrivals.append(unexpected(transaction, one, place.id, cause))
        check(transaction, arrivals)
        reason = reason_of(transaction, cause, "received", by_hand=False)
        operation = transaction.journal.begin(Deed.QUANTITIES_ADJUSTED, cause, reason=reason)
        units = bring_in(transaction, operation, arrivals)
        counts = counts_of([one.came for one in arrivals])
        counts |= {"changed": len({one.product_id for one in arrivals}), "units": str(units)}
        said = in_words([one.came for one in arrivals])
        sku = visible(arrivals[0].sku)
        what = sku if len(arrivals) == 1 else trn("{count} SKU", "{count} SKUs", len(arrivals))
        summary = tr(
            "{received}: {what} at {source}", received=said, what=what, source=place.code
        )
        transaction.journal.finish(operation, summary=summary, units=units, counts=counts)
    return Receipt(operation, Deed.QUANTITIES_ADJUSTED, counts, summary)


def look_at(database: Database, sku: str, quantity: Quantity) -> None:
    """Refuse what cannot come in, as soon as it is scanned.

    Raises:
        Refused: ``unknown_product``, ``type_has_no_source_items``, ``qty_decimal``.
    """
    with database.read() as transaction:
        check(transaction, [Arrival(transaction.products.known(sku), 0, Came(quantity))])


def document(
    database: Database, paper: Paper, label: str, *, source: str
) -> tuple[Document, list[Expected]]:
    """Return what is to come by a document, at the source one stands at if it goes there.

    Args:
        source: Where one stands; a delivery for one other source only is received there.

    Raises:
        Refused: Nothing of it is to come; it goes to several other sources.
    """
    with database.read() as transaction:
        if paper is Paper.TRANSFER:
            found = transaction.transfers.known(id_of(label))
            road = [
                Expected(line.product_id, line.sku, line.name, line.on_the_road)
                for line in found.lines
                if line.on_the_road
            ]
            if not road:
                raise Refused(
                    Kind.NOT_EXPECTED,
                    tr(
                        "Nothing of {transfer} is on the road: it is {status}.",
                        transfer=found.label,
                        status=found.status.label,
                    ),
                )
            at = (found.destination_id, found.destination)
            return Document(paper, found.label, *at), road
        lines = transaction.incoming.of_delivery(label)
        if not lines:
            raise Refused(
                Kind.NOT_EXPECTED,
                tr("Nothing of delivery {delivery} is to come.", delivery=visible(label)),
            )
        places = {key_of(line.source): (line.source_id, line.source) for line in lines}
        if len(places) > 1 and key_of(source) not in places:
            raise Refused(
                Kind.NOT_EXPECTED,
                tr(
                    "Delivery {delivery} is for {sources}; go to one of them.",
                    delivery=visible(label),
                    sources=", ".join(sorted(code for _, code in places.values())),
                ),
            )
        at = places.get(key_of(source)) or next(iter(places.values()))
        return Document(paper, lines[0].delivery, *at), [
            Expected(line.product_id, line.sku, line.name, line.left, line.id)
            for line in lines
            if line.source_id == at[0]
        ]


def post(database: Database, draft: ReceiveDraft, *, source: str, cause: Cause) -> Receipt:
    """Receive what was scanned, as one deed at one source.

    Raises:
        Refused: As `receive`, `deliveries.receive` and `transfer_arrivals.receive`.
    """
    touched, paper = draft.touched, draft.document
    if paper is None:
        return receive(
            database, source, [Extra(one.sku, one.came) for one in touched], cause=cause
        )
    if paper.paper is Paper.TRANSFER:
        moved = [(one.sku, one.came) for one in touched]
        done = transfer_arrivals.receive(
            database, paper.label, moved, source=source, cause=cause
        )
        return done.receipt
    return deliveries.receive(
        database,
        [
            IncomingLine(one.incoming_id, one.came, rest=False)
            for one in touched
            if one.incoming_id
        ],
        [Extra(one.sku, one.came) for one in touched if not one.incoming_id],
        source=source,
        cause=cause,
    ).receipt
