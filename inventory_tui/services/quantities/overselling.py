"""Promises that a change of quantities does not leave enough for."""

from __future__ import annotations

from collections.abc import Sequence

from inventory_tui.domain.aside import Aside
from inventory_tui.domain.product import Product
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.source import Source, SourceItem
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr


def promised(
    transaction: Transaction, source: Source, item: SourceItem, aside: Aside
) -> str | None:
    """Why taking a row away would take promised units, or None (spec 2.8).

    Args:
        aside: What is set aside of the row; it goes with it.
    """
    if not (item.in_stock and source.enabled and item.quantity):
        return None
    serving = {
        stock.id: stock.name
        for stock in transaction.stocks.all()
        if any(link.source_id == source.id for link in stock.sources)
    }
    elsewhere = transaction.levels.shared.without([(item.product_id, source.id)])
    for level in transaction.levels.of_product(item.product_id):
        left = level.for_sale - (item.quantity - aside.total)
        kept_back = level.threshold if left else min(level.threshold, ZERO)
        taken = Quantity(elsewhere.get((level.stock_id, item.product_id), 0))
        short = kept_back - left - level.reserved + taken
        if level.stock_id in serving and level.salable is not None and short > ZERO:
            return tr(
                "{sku}: {stock} has promised {short} more than would be left "
                "without {source}. Force it, or finish the orders.",
                sku=item.sku,
                stock=serving[level.stock_id],
                short=short,
                source=source.code,
            )
    return None


def oversold(transaction: Transaction, products: Sequence[Product]) -> tuple[str, ...]:
    """Name the stocks that have promised more than is there (allowed, spec 2.1)."""
    names = {stock.id: stock.name for stock in transaction.stocks.all()}
    return tuple(
        (
            tr(
                "{stock} has promised {short} more of {sku} than is there beside what other "
                "stocks promised."
            )
            if level.promised_elsewhere
            else tr("{stock} has promised {short} more of {sku} than is there.")
        ).format(stock=names[level.stock_id], short=short, sku=product.sku)
        for product in products
        for level in transaction.levels.of_product(product.id)
        if level.salable is not None
        and level.reserved < ZERO
        and (short := level.promised_elsewhere - level.for_sale - level.reserved) > ZERO
    )
