"""Some of one product, moved from one source to another (spec 2.8, *partial transfer*).

`inventory_tui.services.bulk` moves all there is of many products.
"""

from __future__ import annotations

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.product import Product
from inventory_tui.domain.quantity import LARGEST, ZERO, Quantity
from inventory_tui.domain.source import Source, SourceItem
from inventory_tui.services.reasons import reason_of
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.journal import Movement


def transfer_some(
    database: Database,
    sku: str,
    quantity: Quantity,
    *,
    origin: str,
    destination: str,
    force: bool = False,
    cause: Cause,
) -> Receipt:
    """Move ``quantity`` of a product from one source to another.

    A destination that had no row gets one with the status and the notify level of the
    origin; one that had a row keeps its own.  The origin keeps its status, unless nothing is
    left there: then it is Out of Stock, as after a whole transfer.

    Args:
        force: Also where a stock has promised the units that leave it.

    Raises:
        Refused: Anything is unknown or both ends are one; ``quantity`` is 0 or a fraction of
            a product that has none; ``not_enough_in_source``; ``blocked``.
    """
    with database.write() as transaction:
        product = transaction.products.known(sku)
        known = transaction.sources.known
        leaving = known(origin, Kind.UNKNOWN_ORIGIN_SOURCE, "origin")
        arriving = known(destination, Kind.UNKNOWN_DESTINATION_SOURCE, "destination")
        reason = reason_of(transaction, cause, "transferred", by_hand=False)
        transaction.lock_products([product.id])
        items = transaction.source_items.of_products([product.id], [leaving.id, arriving.id])
        there = items.get((product.id, leaving.id))
        movements = _movements(
            _checked(transaction, product, quantity, leaving, arriving, there),
            quantity,
            arriving,
            items.get((product.id, arriving.id)),
        )
        on_hand = {
            level.stock_id: level.on_hand for level in transaction.levels.of_product(product.id)
        }
        operation = transaction.journal.begin(Deed.TRANSFERRED, cause, reason=reason)
        _write(transaction, movements)
        transaction.journal.moved(operation, movements)
        transaction.levels.refresh([product.id])
        if not force:
            _refuse_promised(transaction, product, on_hand)
        summary = (
            f"Transfer {leaving.code} → {arriving.code}, "
            f"{quantity.grouped()} of {visible(product.sku)}"
        )
        counts: dict[str, int | str] = {"transferred": 1, "units": str(quantity)}
        transaction.journal.finish(operation, summary=summary, counts=counts)
    return Receipt(operation, Deed.TRANSFERRED, counts, summary)


def _checked(
    transaction: Transaction,
    product: Product,
    quantity: Quantity,
    leaving: Source,
    arriving: Source,
    there: SourceItem | None,
) -> SourceItem:
    """Return what lies at the origin, if so much of it may go."""
    if leaving.id == arriving.id:
        raise Refused(
            Kind.TRANSFER_SOURCE_TO_ITSELF,
            f"{leaving.code} is both ends; choose another destination.",
            field="destination",
        )
    shown = visible(product.sku)
    if not product.type.has_source_items:
        raise Refused(
            Kind.TYPE_HAS_NO_SOURCE_ITEMS,
            f"{shown} is {product.type}: its quantities are those of its parts.",
            field="sku",
        )
    if quantity <= ZERO:
        raise Refused(Kind.VALIDATION_FAILED, "Move more than 0.", field="quantity")
    if (
        not quantity.is_whole
        and not transaction.products.rules([product.id])[product.id].decimals
    ):
        raise Refused(
            Kind.QTY_DECIMAL,
            f"{shown} is counted in whole units; {quantity} is a fraction.",
            field="quantity",
        )
    if there is None:
        raise Refused(
            Kind.UNKNOWN_SOURCE_ITEM,
            f"{shown} is not assigned to {leaving.code}.",
            field="origin",
        )
    if quantity > there.quantity:
        raise Refused(
            Kind.NOT_ENOUGH_IN_SOURCE,
            f"{leaving.code} holds {there.quantity} of {shown}; {quantity} cannot be moved.",
            field="quantity",
        )
    return there


def _movements(
    there: SourceItem, quantity: Quantity, arriving: Source, other: SourceItem | None
) -> list[Movement]:
    left = there.quantity - quantity
    sum_there = quantity if other is None else other.quantity + quantity
    if sum_there.parts > LARGEST:
        raise Refused(
            Kind.VALIDATION_FAILED,
            f"{arriving.code} can hold at most {Quantity(LARGEST)}.",
            field="quantity",
        )
    notify = _parts(there.notify_below)
    kept = notify if other is None else _parts(other.notify_below)
    return [
        Movement(
            there.product_id,
            there.source_id,
            there.quantity.parts,
            left.parts,
            there.in_stock,
            there.in_stock and bool(left),
            notify,
            notify,
        ),
        Movement(
            there.product_id,
            arriving.id,
            None if other is None else other.quantity.parts,
            sum_there.parts,
            None if other is None else other.in_stock,
            there.in_stock if other is None else other.in_stock,
            None if other is None else kept,
            kept,
        ),
    ]


def _write(transaction: Transaction, movements: list[Movement]) -> None:
    for one in movements:
        row = (
            one.product_id,
            one.source_id,
            Quantity(one.quantity_after or 0),
            bool(one.in_stock_after),
            None if one.notify_after is None else Quantity(one.notify_after),
        )
        if one.quantity_before is None:
            transaction.source_items.add([row])
        else:
            transaction.source_items.put([row])


def _refuse_promised(
    transaction: Transaction, product: Product, before: dict[int, Quantity]
) -> None:
    """Refuse when a stock that lost units has promised more than it is left with (spec 2.8).

    With nothing left on hand a positive threshold keeps nothing back any more.
    """
    for level in transaction.levels.of_product(product.id):
        kept_back = level.threshold if level.on_hand else min(level.threshold, ZERO)
        left = level.on_hand + level.reserved - kept_back
        lost = level.on_hand < before.get(level.stock_id, ZERO)
        if lost and level.salable is not None and left < ZERO:
            stock = transaction.stocks.known(str(level.stock_id))
            raise Refused(
                Kind.BLOCKED,
                f"{visible(product.sku)}: {stock.name} has promised {-left} more than would "
                "be left. Force it, or finish the orders.",
                field="quantity",
            )


def _parts(quantity: Quantity | None) -> int | None:
    return None if quantity is None else quantity.parts
