"""Goods that were expected, received whole or in part.

They come in like any goods (`arriving`), in one deed with the lines they were expected by.

Source: the warehouse half 1.2 (*incoming*).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.incoming import Came, Extra, Incoming, IncomingLine, texts
from inventory_tui.domain.labels import visible
from inventory_tui.domain.quantity import ZERO, total
from inventory_tui.services.goods.arriving import (
    Arrival,
    bring_in,
    check,
    counts_of,
    in_words,
    unexpected,
    with_reason,
)
from inventory_tui.services.goods.incoming import held, tell
from inventory_tui.services.quantities.reasons import reason_of
from inventory_tui.store.database import Database, Transaction
from inventory_tui.wording import tr, trn


@dataclass(frozen=True, slots=True)
class Received:
    """What came of each line, and what is left of it."""

    receipt: Receipt
    lines: tuple[Incoming, ...]
    """As they are now."""


def receive(
    database: Database,
    lines: Sequence[IncomingLine],
    extras: Sequence[Extra] = (),
    *,
    source: str | None = None,
    cause: Cause,
) -> Received:
    """Receive lines of a delivery, whole or in part, as one deed.

    More than was expected may come and is warned about.  Short units will not come any more;
    what is damaged is on hand, and not for sale.

    Args:
        extras: What came as well and was not expected.
        source: Where the extras came to, and the only source lines may be for; None: each
            line's own.

    Raises:
        Refused: Anything is unknown; a line came whole or is a draft; an amount cannot be;
            nothing is named.
    """
    with database.write() as transaction:
        place = None if source is None else transaction.sources.known(source, field="source")
        before = held(transaction, [line.id for line in lines])
        arrivals: dict[int, Arrival] = {}
        products = transaction.products.by_ids(
            sorted({before[line.id].product_id for line in lines})
        )
        problems: list[Problem] = []
        for line in lines:
            row = before[line.id]
            at = row.source_id if place is None else place.id
            came = with_reason(line.of(row.left), cause)
            problems += _problems(row, at, came)
            arrivals[row.id] = Arrival(products[row.product_id], at, came, row.label)
        if problems:
            raise Refused.because(problems)
        others = [
            unexpected(transaction, one, place.id, cause) for one in extras if place is not None
        ]
        every = [*arrivals.values(), *others]
        if not every:
            raise Refused(Kind.NOTHING_GIVEN, tr("Say what came."), field="lines")
        check(transaction, every)
        reason = reason_of(transaction, cause, "received", by_hand=False)
        operation = transaction.journal.begin(Deed.INCOMING_RECEIVED, cause, reason=reason)
        now = [
            _settle(transaction, operation, before[id], one.came)
            for id, one in arrivals.items()
        ]
        units = bring_in(transaction, operation, every)
        counts = counts_of([one.came for one in every])
        counts["left"] = str(total(line.left for line in now))
        summary = _summary(transaction, every, now)
        transaction.journal.finish(operation, summary=summary, units=units, counts=counts)
        warnings = tuple(
            tr(
                "{quantity} more of {sku} came than expected.",
                quantity=over,
                sku=visible(one.sku),
            )
            for id, one in arrivals.items()
            if (over := one.came.quantity - before[id].left) > ZERO
        )
    receipt = Receipt(operation, Deed.INCOMING_RECEIVED, counts, summary, warnings)
    return Received(receipt, tuple(now))


def _summary(
    transaction: Transaction, arrivals: Sequence[Arrival], now: Sequence[Incoming]
) -> str:
    sources = transaction.sources.by_ids(sorted({one.source_id for one in arrivals}))
    where = ", ".join(sorted(one.code for one in sources.values()))
    sku = visible(arrivals[0].sku)
    what = sku if len(arrivals) == 1 else trn("{count} line", "{count} lines", len(arrivals))
    numbers = {line.delivery for line in now}
    number = visible(numbers.pop()) if len(numbers) == 1 else ""
    delivery = tr(" of delivery {number}", number=number) if number else ""
    said = in_words([one.came for one in arrivals])
    return tr(
        "{received}: {what}{delivery} at {source}",
        received=said,
        what=what,
        delivery=delivery,
        source=where,
    )


def _problems(line: Incoming, at: int, came: Came) -> list[Problem]:
    """Why units of a line cannot be received so."""

    def because(kind: Kind, message: str, field: str) -> list[Problem]:
        return [Problem(kind, f"{visible(line.sku)}: {message}", field, line.sku)]

    if line.draft:
        return because(
            Kind.NOT_EXPECTED,
            tr(
                "line {id} is a draft; confirm it first: incoming set {id} draft=no.",
                id=line.id,
            ),
            "id",
        )
    if not line.left:
        return because(Kind.NOT_EXPECTED, tr("nothing is left of line {id}.", id=line.id), "id")
    if line.source_id != at:
        return because(
            Kind.NOT_EXPECTED,
            tr("line {id} is for {source}.", id=line.id, source=line.source),
            "source",
        )
    if came.short and came.settled > line.left:
        return because(
            Kind.NOT_EXPECTED,
            tr(
                "{left} are expected; {quantity} received and {short} short are more.",
                left=line.left,
                quantity=came.quantity,
                short=came.short,
            ),
            "short",
        )
    if came.lost:
        return because(
            Kind.VALIDATION_FAILED, tr("only what is on the road can be lost."), "lost"
        )
    return []


def _settle(transaction: Transaction, operation: int, line: Incoming, came: Came) -> Incoming:
    """Reduce a line by what came of it; close it when nothing is left."""
    after = replace(
        line,
        received=line.received + came.quantity,
        damaged=line.damaged + came.damaged,
        short=line.short + came.short,
    )
    after = replace(after, closed=not after.left)
    transaction.incoming.put(after, closed_by=operation if after.closed else None)
    why = {"reason": came.reason} if came.reason else {}
    said: dict[str, str | None] = {**texts(after), **why}
    tell(transaction, operation, line, {**texts(line), **dict.fromkeys(why)}, said)
    return after
