"""Some of a product, or of several, moved between two sources (spec 2.8, *partial transfer*).

`inventory_tui.services.quantities.bulk` moves all there is of many products.
"""

from __future__ import annotations

from collections.abc import Sequence

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.quantity import LARGEST, Quantity
from inventory_tui.services.products.composing import stray_rows
from inventory_tui.services.quantities.leaving import Leaving, leaving
from inventory_tui.services.quantities.reasons import overriding, reason_of
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.history.journal import Movement
from inventory_tui.wording import tr


def transfer_some(
    database: Database,
    sku: str,
    quantity: Quantity,
    *,
    origin: str,
    destination: str,
    force: bool = False,
    override_safety: bool = False,
    cause: Cause,
) -> Receipt:
    """Move ``quantity`` of one product from one source to another; see `transfer_several`."""
    return transfer_several(
        database,
        [(sku, quantity)],
        origin=origin,
        destination=destination,
        force=force,
        override_safety=override_safety,
        cause=cause,
    )


def transfer_several(
    database: Database,
    items: Sequence[tuple[str, Quantity]],
    *,
    origin: str,
    destination: str,
    force: bool = False,
    override_safety: bool = False,
    cause: Cause,
) -> Receipt:
    """Move so much of each of these products from one source to another, all or nothing.

    A destination that had no row gets one with the status and the notify level of the
    origin; one that had a row keeps its own.  The origin keeps its status, unless nothing is
    left there: then it is Out of Stock, as after a whole transfer.  What is damaged or in
    quality check stays, and so does safety stock, unless overridden.

    Args:
        items: SKU and quantity; those of one product are summed.
        force: Also where a stock has promised the units that leave it.
        override_safety: Also safety stock; takes a reason and the right.

    Raises:
        Refused: Anything is unknown or both ends are one; a quantity is 0 or a fraction of
            a product that has none; ``not_enough_in_source``; ``not_for_sale``;
            ``safety_stock``; ``blocked``; ``reason_required``.
    """
    with database.write() as transaction:
        reason = reason_of(transaction, cause, "transferred", by_hand=False)
        goods = leaving(
            transaction,
            items,
            origin=origin,
            destination=destination,
            override_safety=override_safety,
        )
        if goods.takes_safety:
            overriding(transaction, cause)
        movements = _movements(goods)
        operation = transaction.journal.begin(Deed.TRANSFERRED, cause, reason=reason)
        write_rows(transaction, movements)
        transaction.journal.moved(operation, movements)
        transaction.levels.refresh(goods.ids)
        pairs = [(id, goods.destination.id) for id in goods.wanted]
        if strays := stray_rows(transaction, [one for one in pairs if one not in goods.there]):
            raise Refused.because(strays)
        if not force:
            goods.refuse_promised(transaction, cause)
        ends = f"{goods.origin.code} → {goods.destination.code}"
        summary = tr(
            "Transfer {ends}, {units} of {skus}",
            ends=ends,
            units=goods.units.grouped(),
            skus=goods.named,
        )
        counts: dict[str, int | str] = {
            "transferred": len(goods.wanted),
            "units": str(goods.units),
        }
        transaction.journal.finish(operation, summary=summary, counts=counts)
    return Receipt(operation, Deed.TRANSFERRED, counts, summary)


def _movements(goods: Leaving) -> list[Movement]:
    """What changes at both ends.

    Raises:
        Refused: The destination cannot hold so much; each product has its sentence.
    """
    arriving = goods.destination
    movements: list[Movement] = []
    problems: list[Problem] = []
    for id, quantity in goods.wanted.items():
        there, other = goods.item(id), goods.there.get((id, arriving.id))
        sum_there = quantity if other is None else other.quantity + quantity
        if sum_there.parts > LARGEST:
            problems.append(
                Problem(
                    Kind.VALIDATION_FAILED,
                    tr(
                        "{source} can hold at most {most}.",
                        source=arriving.code,
                        most=Quantity(LARGEST),
                    ),
                    "quantity",
                    there.sku,
                )
            )
        notify = _parts(there.notify_below)
        kept = notify if other is None else _parts(other.notify_below)
        movements += [
            goods.out(id),
            Movement(
                id,
                arriving.id,
                None if other is None else other.quantity.parts,
                sum_there.parts,
                None if other is None else other.in_stock,
                there.in_stock if other is None else other.in_stock,
                None if other is None else kept,
                kept,
            ),
        ]
    if problems:
        raise Refused.because(problems)
    return movements


def write_rows(transaction: Transaction, movements: list[Movement]) -> None:
    """Write the rows of source items after a deed on each."""
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


def _parts(quantity: Quantity | None) -> int | None:
    return None if quantity is None else quantity.parts
