"""Some of a product, or of several, moved between two sources (spec 2.8, *partial transfer*).

`inventory_tui.services.quantities.bulk` moves all there is of many products.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.product import Product
from inventory_tui.domain.quantity import LARGEST, ZERO, Quantity, total
from inventory_tui.domain.source import Source, SourceItem
from inventory_tui.services.products.composing import stray_rows
from inventory_tui.services.quantities.reasons import reason_of
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.history.journal import Movement


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
    """Move ``quantity`` of one product from one source to another; see `transfer_several`."""
    return transfer_several(
        database,
        [(sku, quantity)],
        origin=origin,
        destination=destination,
        force=force,
        cause=cause,
    )


def transfer_several(
    database: Database,
    items: Sequence[tuple[str, Quantity]],
    *,
    origin: str,
    destination: str,
    force: bool = False,
    cause: Cause,
) -> Receipt:
    """Move so much of each of these products from one source to another, all or nothing.

    A destination that had no row gets one with the status and the notify level of the
    origin; one that had a row keeps its own.  The origin keeps its status, unless nothing is
    left there: then it is Out of Stock, as after a whole transfer.

    Args:
        items: SKU and quantity; those of one product are summed.
        force: Also where a stock has promised the units that leave it.

    Raises:
        Refused: Anything is unknown or both ends are one; a quantity is 0 or a fraction of
            a product that has none; ``not_enough_in_source``; ``blocked``.
    """
    with database.write() as transaction:
        leaving, arriving = _ends(transaction, [sku for sku, _ in items], origin, destination)
        wanted: dict[int, Quantity] = {}
        products: dict[int, Product] = {}
        for sku, quantity in items:
            product = transaction.products.known(sku)
            products[product.id] = product
            wanted[product.id] = wanted.get(product.id, ZERO) + quantity
        reason = reason_of(transaction, cause, "transferred", by_hand=False)
        transaction.lock_products(sorted(wanted))
        there = transaction.source_items.of_products(list(wanted), [leaving.id, arriving.id])
        movements: list[Movement] = []
        problems: list[Problem] = []
        for id, quantity in wanted.items():
            try:
                item = _checked(
                    transaction, products[id], quantity, leaving, there.get((id, leaving.id))
                )
                movements += _movements(item, quantity, arriving, there.get((id, arriving.id)))
            except Refused as refusal:
                problems += (replace(one, sku=products[id].sku) for one in refusal.problems)
        if problems:
            raise Refused.because(problems)
        on_hand = {
            (level.product_id, level.stock_id): level.on_hand
            for id in wanted
            for level in transaction.levels.of_product(id)
        }
        operation = transaction.journal.begin(Deed.TRANSFERRED, cause, reason=reason)
        _write(transaction, movements)
        transaction.journal.moved(operation, movements)
        transaction.levels.refresh(sorted(wanted))
        new = [(id, arriving.id) for id in wanted if (id, arriving.id) not in there]
        if strays := stray_rows(transaction, new):
            raise Refused.because(strays)
        if not force:
            for product in products.values():
                _refuse_promised(transaction, product, on_hand)
        units = total(wanted.values())
        named = visible(products[next(iter(wanted))].sku)
        what = named if len(wanted) == 1 else f"{len(wanted)} SKUs"
        summary = f"Transfer {leaving.code} → {arriving.code}, {units.grouped()} of {what}"
        counts: dict[str, int | str] = {"transferred": len(wanted), "units": str(units)}
        transaction.journal.finish(operation, summary=summary, counts=counts)
    return Receipt(operation, Deed.TRANSFERRED, counts, summary)


def _ends(
    transaction: Transaction, skus: Sequence[str], origin: str, destination: str
) -> tuple[Source, Source]:
    """Both sources, or every one that is unknown, with the products that cannot lie there."""
    if not skus:
        raise Refused(Kind.NOTHING_GIVEN, "Name at least one product.", field="items")
    found: list[Source] = []
    problems: list[Problem] = []
    for code, kind, field in (
        (origin, Kind.UNKNOWN_ORIGIN_SOURCE, "origin"),
        (destination, Kind.UNKNOWN_DESTINATION_SOURCE, "destination"),
    ):
        try:
            found.append(transaction.sources.known(code, kind, field))
        except Refused as refusal:
            problems += refusal.problems
            problems += (
                Problem(
                    Kind.UNKNOWN_SOURCE_ITEM,
                    f"{visible(sku)} is not assigned to {visible(code)}.",
                    field,
                    sku,
                    source=code,
                )
                for sku in dict.fromkeys(skus)
            )
    if problems:
        raise Refused.because(problems)
    leaving, arriving = found
    if leaving.id == arriving.id:
        raise Refused(
            Kind.TRANSFER_SOURCE_TO_ITSELF,
            f"{leaving.code} is both ends; choose another destination.",
            field="destination",
        )
    return leaving, arriving


def _checked(
    transaction: Transaction,
    product: Product,
    quantity: Quantity,
    leaving: Source,
    there: SourceItem | None,
) -> SourceItem:
    """Return what lies at the origin, if so much of it may go."""
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
    transaction: Transaction, product: Product, before: Mapping[tuple[int, int], Quantity]
) -> None:
    """Refuse when a stock that lost units has promised more than it is left with (spec 2.8).

    With nothing left on hand a positive threshold keeps nothing back any more.
    """
    for level in transaction.levels.of_product(product.id):
        kept_back = level.threshold if level.on_hand else min(level.threshold, ZERO)
        left = level.on_hand + level.reserved - kept_back - level.promised_elsewhere
        lost = level.on_hand < before.get((product.id, level.stock_id), ZERO)
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
