"""Goods taken out of a source, or given back to it, for something that is no order.

How a till or another warehouse program moves goods: by the rules a shipment goes by.
"""

from __future__ import annotations

from collections.abc import Iterable

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import OrderLine
from inventory_tui.domain.product import Product
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.source import Source
from inventory_tui.services.shipping.goods import Goods
from inventory_tui.store.database import Database, Transaction
from inventory_tui.wording import tr


def deduct(
    database: Database, source: str, items: Iterable[tuple[str, Quantity]], *, cause: Cause
) -> Receipt:
    """Take goods out of a source, all of them or none; below 0 they come back.

    A row that is used up goes Out of Stock, one that gets goods back may come In Stock.
    Products whose stock is not managed are passed over.

    Args:
        items: SKU and quantity; those of one SKU are summed.

    Raises:
        Refused: ``unknown_source``, ``unknown_product``; ``unknown_source_item``: a product
            has no row there; ``not_enough_in_source``.  Nothing was changed.

    Source: spec 2.2, *Source deduction*; C15.
    """
    asked: dict[str, Quantity] = {}
    for sku, quantity in items:
        asked[sku] = asked.get(sku, ZERO) + quantity
    with database.write() as transaction:
        place = transaction.sources.known(source)
        found = {sku: transaction.products.known(sku) for sku in asked}
        wanted: dict[int, Quantity] = {}
        for sku, product in found.items():
            wanted[product.id] = wanted.get(product.id, ZERO) + asked[sku]
        products = {product.id: product for product in found.values()}
        goods = Goods(transaction, [_as_line(one, wanted[id]) for id, one in products.items()])
        moves = {
            (id, place.id): -wanted[id]
            for id, product in products.items()
            if goods.counts(_as_line(product, wanted[id]))
        }
        _refuse_unassigned(transaction, products, place, moves)
        if not any(moves.values()):
            message = tr("Nothing is counted there; nothing was changed.")
            return Receipt(None, Deed.QUANTITIES_ADJUSTED, {"changed": 0}, message)
        operation = transaction.journal.begin(
            Deed.QUANTITIES_ADJUSTED, cause, reason="deducted"
        )
        units = goods.move(operation, moves)
        named = ", ".join(visible(product.sku) for product in products.values())
        summary = tr(
            "Took {units} of {skus} out of {source}",
            units=-units,
            skus=named,
            source=place.code,
        )
        counts: dict[str, int | str] = {"changed": len(moves), "units": str(units)}
        transaction.journal.finish(operation, summary=summary, units=units, counts=counts)
    return Receipt(operation, Deed.QUANTITIES_ADJUSTED, counts, f"{summary}.")


def _as_line(product: Product, quantity: Quantity) -> OrderLine:
    return OrderLine(0, product.id, product.sku, product.name, product.type, quantity)


def _refuse_unassigned(
    transaction: Transaction,
    products: dict[int, Product],
    place: Source,
    moves: dict[tuple[int, int], Quantity],
) -> None:
    there = transaction.source_items.of_products([id for id, _ in moves], [place.id])
    problems = [
        Problem(
            Kind.UNKNOWN_SOURCE_ITEM,
            tr(
                "{sku} is not assigned to {source}.",
                sku=visible(products[id].sku),
                source=place.code,
            ),
            "sku",
            products[id].sku,
            source=place.code,
        )
        for id, source_id in moves
        if (id, source_id) not in there
    ]
    if problems:
        raise Refused.because(problems)
