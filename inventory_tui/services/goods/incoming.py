"""Goods that are expected: written down, changed, expected no longer.

What is expected is no stock: it counts for nothing before it was received (`deliveries`).

Source: the warehouse half 1.2 (*incoming*).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from inventory_tui.domain.errors import ChangedElsewhere, Kind, Refused
from inventory_tui.domain.fields import read_form
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.incoming import (
    CHANGEABLE,
    INCOMING,
    Came,
    Incoming,
    IncomingQuery,
    texts,
)
from inventory_tui.domain.labels import visible
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.services.goods.arriving import (
    Arrival,
    check,
)
from inventory_tui.store.database import Database, Transaction
from inventory_tui.wording import tr

KIND = "incoming"
_NOTHING = (None, "0", "no")
"""What of a new line is not worth a word."""


def today_of(transaction: Transaction) -> date:
    """The day it is where dates are typed (the setting ``time_zone``)."""
    zone = ZoneInfo(str(transaction.options.value("time_zone")))
    return transaction.now.astimezone(zone).date()


def today(database: Database) -> date:
    """The day it is."""
    with database.read() as transaction:
        return today_of(transaction)


def find(database: Database, query: IncomingQuery) -> list[Incoming]:
    """Return what is expected, what should come first before the rest.

    Raises:
        Refused: There is no such product or source.
    """
    with database.read() as transaction:
        if query.sku is not None:
            query = replace(query, sku=transaction.products.known(query.sku).sku)
        if query.source is not None:
            query = replace(query, source=transaction.sources.known(query.source).code)
        return transaction.incoming.find(query, today_of(transaction))


def rows(database: Database, ids: Sequence[int]) -> dict[int, Incoming]:
    """Return those of these lines that are still to come, by id."""
    with database.read() as transaction:
        found = transaction.incoming.by_ids(ids)
        return {id: found[id] for id in ids if id in found and not found[id].closed}


def show(database: Database, id: int) -> Incoming:
    """Return one line.

    Raises:
        Refused: ``unknown_incoming``.
    """
    with database.read() as transaction:
        return transaction.incoming.known(id)


def add(
    database: Database,
    sku: str,
    source: str,
    quantity: Quantity,
    *,
    expected: date,
    delivery: str = "",
    note: str = "",
    erc: str = "",
    draft: bool = False,
    cause: Cause,
) -> Receipt:
    """Write down what is expected.  A day that is past is warned about.

    Args:
        erc: Another program's own key; made up where there is none.
        draft: Only proposed: nothing is expected before somebody says so.

    Raises:
        Refused: Anything is unknown; the product lies at no source; the quantity is not more
            than 0, or a fraction of a product that has none; the reference is taken.
    """
    with database.write() as transaction:
        product = transaction.products.known(sku, "sku")
        place = transaction.sources.known(source, field="source")
        check(transaction, [Arrival(product, place.id, Came(quantity))])
        line = Incoming(
            0,
            erc,
            delivery,
            product.id,
            product.sku,
            product.name,
            place.id,
            place.code,
            quantity,
            ZERO,
            ZERO,
            ZERO,
            expected,
            note,
            draft,
        )
        operation = transaction.journal.begin(Deed.INCOMING_ADDED, cause, reason="expected")
        line = write_down(transaction, operation, line)
        counts: dict[str, int | str] = {"id": line.id, "quantity": str(quantity)}
        said = {
            "quantity": quantity.grouped(),
            "sku": visible(product.sku),
            "source": place.code,
            "day": expected.isoformat(),
        }
        summary = (
            tr("Proposed {quantity} of {sku} at {source} on {day}", **said)
            if draft
            else tr("Expecting {quantity} of {sku} at {source} on {day}", **said)
        )
        transaction.journal.finish(operation, summary=summary, counts=counts)
        warnings = _late(transaction, line)
    return Receipt(operation, Deed.INCOMING_ADDED, counts, summary, warnings)


def write_down(transaction: Transaction, operation: int, line: Incoming) -> Incoming:
    """Write a new line within a deed, and what the history says of it.

    Raises:
        Refused: Its reference is taken.
    """
    line = transaction.incoming.add(line)
    said = {name: text for name, text in texts(line).items() if text not in _NOTHING}
    after = {"*": line.label, **said}
    tell(transaction, operation, line, {"*": None}, after)
    return line


def tell(
    transaction: Transaction,
    operation: int,
    line: Incoming,
    before: Mapping[str, str | None],
    after: Mapping[str, str | None],
) -> int:
    """Let the history of a line's product tell what became of it; return how many fields."""
    of = dict.fromkeys([*before, *after], line.product_id)
    return transaction.journal.changed(
        operation, KIND, line.id, line.label, before, after, of=of
    )


def add_typed(database: Database, typed: Mapping[str, str], *, cause: Cause) -> Receipt:
    """Write down what is expected, as it was typed into a form; see `add`.

    Raises:
        InvalidInput: A field is missing or breaks a rule.
        Refused: As `add`.
    """
    values = read_form(INCOMING, typed)
    return add(
        database,
        values["sku"],
        values["source"],
        values["quantity"],
        expected=values["expected"],
        delivery=values["delivery"] or "",
        note=values["note"] or "",
        erc=values["erc"] or "",
        draft=bool(values["draft"]),
        cause=cause,
    )


def edit(
    database: Database,
    id: int,
    typed: Mapping[str, str],
    *,
    seen_version: int | None = None,
    cause: Cause,
) -> Receipt:
    """Say something of a line otherwise: ``quantity`` is what is still to come of it.

    Raises:
        InvalidInput: A field breaks a rule, or there is none of that name.
        Refused: ``unknown_incoming``, ``unknown_source``; it came whole.
        ChangedElsewhere: Someone changed it after ``seen_version``.
    """
    values = read_form(CHANGEABLE, typed, partial=True)
    with database.write() as transaction:
        before = held(transaction, [id])[id]
        _refuse_changed(before, seen_version)
        _refuse_closed(before)
        after = _edited(transaction, before, values)
        if after == before:
            message = tr("{sku}: it is like that already", sku=visible(before.sku))
            return Receipt(None, Deed.INCOMING_EDITED, {"changed": 0}, message)
        operation = transaction.journal.begin(Deed.INCOMING_EDITED, cause, reason="expected")
        transaction.incoming.put(after)
        changed = tell(transaction, operation, after, texts(before), texts(after))
        counts: dict[str, int | str] = {"changed": changed}
        summary = tr(
            "Expecting {quantity} of {sku} at {source} on {day}",
            quantity=after.left.grouped(),
            sku=visible(after.sku),
            source=after.source,
            day=after.expected_on.isoformat(),
        )
        transaction.journal.finish(operation, summary=summary, counts=counts)
        late = after.expected_on != before.expected_on or (before.draft and not after.draft)
        warnings = _late(transaction, after) if late else ()
    return Receipt(operation, Deed.INCOMING_EDITED, counts, summary, warnings)


def _edited(transaction: Transaction, line: Incoming, values: Mapping[str, object]) -> Incoming:
    """Return a line as it will be, if it may be so."""
    after = line
    if "source" in values:
        place = transaction.sources.known(str(values["source"]), field="source")
        after = replace(after, source_id=place.id, source=place.code)
    quantity, day = values.get("quantity"), values.get("expected")
    if isinstance(quantity, Quantity):
        product = transaction.products.by_ids([line.product_id])[line.product_id]
        check(transaction, [Arrival(product, after.source_id, Came(quantity))])
        after = replace(after, ordered=line.received + line.short + quantity)
    if isinstance(day, date):
        after = replace(after, expected_on=day)
    if "delivery" in values:
        after = replace(after, delivery=str(values["delivery"] or ""))
    if "note" in values:
        after = replace(after, note=str(values["note"] or ""))
    if "draft" in values:
        after = replace(after, draft=bool(values["draft"]))
    return after


def delete(
    database: Database, id: int, *, seen_version: int | None = None, cause: Cause
) -> Receipt:
    """Expect a line no longer; what came of it stays where it is.

    Raises:
        Refused: ``unknown_incoming``; it came whole.
        ChangedElsewhere: Someone changed it after ``seen_version``.
    """
    with database.write() as transaction:
        line = held(transaction, [id])[id]
        _refuse_changed(line, seen_version)
        _refuse_closed(line)
        operation = transaction.journal.begin(Deed.INCOMING_DELETED, cause, reason="deleted")
        said = {name: text for name, text in texts(line).items() if text not in _NOTHING}
        before: dict[str, str | None] = {"*": line.label, **said}
        if line.received or line.short:
            gone = replace(line, ordered=line.received + line.short)
            transaction.incoming.put(gone, closed_by=operation)
            after: dict[str, str | None] = {**before, "quantity": "0"}
        else:
            transaction.incoming.remove(id)
            after = dict.fromkeys(before)
        tell(transaction, operation, line, before, after)
        counts: dict[str, int | str] = {"deleted": 1, "quantity": str(line.left)}
        summary = tr(
            "{quantity} of {sku} at {source} are no longer expected",
            quantity=line.left.grouped(),
            sku=visible(line.sku),
            source=line.source,
        )
        transaction.journal.finish(operation, summary=summary, counts=counts)
    return Receipt(operation, Deed.INCOMING_DELETED, counts, summary)


def held(transaction: Transaction, ids: Sequence[int]) -> dict[int, Incoming]:
    """Return lines by id, their products held until the transaction ends.

    Raises:
        Refused: ``unknown_incoming``; each line only once.
    """
    found = transaction.incoming.by_ids(ids)
    transaction.lock_products(sorted({line.product_id for line in found.values()}))
    found = transaction.incoming.by_ids(ids)
    for id in ids:
        if id not in found:
            transaction.incoming.known(id)
    if len(set(ids)) < len(ids):
        raise Refused(Kind.VALIDATION_FAILED, tr("Name each line once."), field="id")
    return found


def _refuse_changed(line: Incoming, seen_version: int | None) -> None:
    if seen_version not in (None, line.version):
        raise ChangedElsewhere(
            tr(
                "{sku} was changed on another terminal; nothing of yours was saved. Look "
                "at it again.",
                sku=visible(line.sku),
            )
        )


def _refuse_closed(line: Incoming) -> None:
    if line.closed:
        raise Refused(
            Kind.NOT_EXPECTED,
            tr(
                "{sku}: line {id} came already; it stays as it was.",
                sku=visible(line.sku),
                id=line.id,
            ),
            field="id",
        )


def _late(transaction: Transaction, line: Incoming) -> tuple[str, ...]:
    if line.expected_on >= today_of(transaction):
        return ()
    return (tr("{day} is past: it counts as overdue.", day=line.expected_on.isoformat()),)
