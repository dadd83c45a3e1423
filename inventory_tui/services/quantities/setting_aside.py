"""Safety stock, and units that change their state: damaged, in quality check, for sale again.

What is set aside lies at its source and is part of what is on hand there; it lessens what
may be promised.  Both deeds are recorded and undone like any other on quantities.

Source: the warehouse half 1.0 and 1.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inventory_tui.domain.aside import NOTHING_ASIDE, Aside, Kept, State, moved
from inventory_tui.domain.errors import ChangedElsewhere, Kind, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.quantity import ONE, ZERO, Quantity
from inventory_tui.domain.source import SourceItem
from inventory_tui.services.quantities.overselling import oversold
from inventory_tui.services.quantities.reasons import reason_of
from inventory_tui.services.quantities.stock_changes import QuantityEdit, set_quantities
from inventory_tui.store.database import Database, Transaction
from inventory_tui.wording import tr


@dataclass(frozen=True, slots=True)
class SafetyEdit:
    """What is to be kept back of one product at one source."""

    sku: str
    source: str
    safety: Quantity
    seen_version: int | None = None
    """The version of the row the person saw; None does not check."""


def any_aside(database: Database) -> bool:
    """Return whether anything is kept back or not for sale anywhere."""
    with database.read() as transaction:
        return transaction.levels.set_asides.any


def set_safety(database: Database, edits: Sequence[SafetyEdit], *, cause: Cause) -> Receipt:
    """Set the safety stock of rows, all or none of them; 0 takes it away.

    It may be more than lies there: what comes in is kept back first.

    Raises:
        Refused: Anything is unknown or no amount; a product has no row at the source.
        ChangedElsewhere: A row was changed after the person saw it; nothing was written.
    """
    return set_quantities(
        database,
        [
            QuantityEdit(one.sku, one.source, safety=one.safety, seen_version=one.seen_version)
            for one in edits
        ],
        cause=cause,
    )


def change_state(
    database: Database,
    sku: str,
    source: str,
    quantity: Quantity,
    *,
    before: State,
    after: State,
    cause: Cause,
    seen_version: int | None = None,
) -> Receipt:
    """Say that units at a source are in another state; nothing moves.

    Units that are damaged or in quality check stay on hand, and are not for sale: no stock
    promises them, no transfer takes them along, and they are not shipped.

    Args:
        seen_version: The version of the row the person saw; None does not check.

    Raises:
        Refused: Anything is unknown; so many units are not in that state there; a reason is
            required and none was given.
        ChangedElsewhere: The row was changed after the person saw it.
    """
    with database.write() as transaction:
        product = transaction.products.known(sku)
        place = transaction.sources.known(source)
        transaction.lock_products([product.id])
        key = (product.id, place.id)
        item = transaction.source_items.of_products([product.id], [place.id]).get(key)
        aside = transaction.levels.set_asides.of([product.id], [place.id])
        is_now = aside.get(key, NOTHING_ASIDE)
        shown = visible(product.sku)
        if item is None:
            raise Refused(
                Kind.UNKNOWN_SOURCE_ITEM,
                tr("{sku} is not assigned to {source}.", sku=shown, source=place.code),
                field="source",
            )
        _check(transaction, item, quantity, before, after, is_now)
        if seen_version is not None and item.version != seen_version:
            raise ChangedElsewhere(
                tr(
                    "{sku} at {source} was changed on another terminal (now {quantity}).",
                    sku=shown,
                    source=place.code,
                    quantity=item.quantity,
                )
            )
        reason = reason_of(transaction, cause, after.value, by_hand=True)
        operation = transaction.journal.begin(Deed.STATE_CHANGED, cause, reason=reason)
        will_be = moved(is_now, quantity, before, after)
        transaction.levels.set_asides.put(operation, {key: will_be})
        transaction.levels.refresh([product.id])
        summary = tr(
            "{quantity} of {sku} at {source}: {before} → {after}",
            quantity=quantity,
            sku=shown,
            source=place.code,
            before=before.label,
            after=after.label,
        )
        counts: dict[str, int | str] = {"changed": 1, "units": str(quantity)}
        transaction.journal.finish(operation, summary=summary, counts=counts)
        warnings = oversold(transaction, [product])
    return Receipt(operation, Deed.STATE_CHANGED, counts, summary, warnings)


def _check(
    transaction: Transaction,
    item: SourceItem,
    quantity: Quantity,
    before: State,
    after: State,
    aside: Aside,
) -> None:
    shown = visible(item.sku)
    if before is after:
        raise Refused(
            Kind.VALIDATION_FAILED,
            tr("They are {state} already.", state=before.label),
            field="to",
        )
    if quantity <= ZERO:
        raise Refused(Kind.VALIDATION_FAILED, tr("Say more than 0."), field="quantity")
    rules = transaction.products.rules([item.product_id])[item.product_id]
    if fraction := rules.fraction(shown, quantity):
        raise Refused(Kind.QTY_DECIMAL, fraction, field="quantity")
    there = (
        aside.sound(item.quantity) if before is State.FOR_SALE else aside.of(Kept(before.value))
    )
    if quantity > there:
        state = tr("sound") if before is State.FOR_SALE else before.label
        raise Refused(
            Kind.NOT_ENOUGH_IN_SOURCE,
            (
                tr("{there} of {sku} at {source} is {state}, not {quantity}.")
                if there == ONE
                else tr("{there} of {sku} at {source} are {state}, not {quantity}.")
            ).format(
                there=there,
                sku=shown,
                source=item.source_code,
                state=state,
                quantity=quantity,
            ),
            field="quantity",
        )
