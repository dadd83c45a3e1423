"""What a stock can promise to one of its channels, where some sources do not serve it.

Source: the warehouse half, 1.0, *Available (channel)*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.eligibility import NOBODY
from inventory_tui.domain.product import Product, StockRules
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.stock import Coverage, SalesChannel, StockLevel
from inventory_tui.store.database import Transaction

_AT_ONCE = 5_000
_OF_PROMISES = ("backorders", "inventory_engine")
"""Settings beside a product's columns that decide how much of it a channel can promise."""


def barred_from_channel(transaction: Transaction, channel: SalesChannel) -> frozenset[int]:
    """Return the sources of a channel's stock that do not serve it."""
    if not channel.some_limited:
        return frozenset()
    return transaction.eligibility.barred(channel.stock_id, channel.id, NOBODY)


def own_rules(
    transaction: Transaction, channel: SalesChannel | None, products: Sequence[Product]
) -> dict[int, StockRules]:
    """Return the rules of those products that a channel sells by others than their own."""
    if channel is None or not transaction.product_options.any:
        return {}
    # packages are looked for; most shops have nothing of it
    from inventory_tui.services.products.configurations import of_products

    return of_products(transaction, products, (channel.id, channel.code))


def by_rules(level: StockLevel | None, rules: StockRules, own: StockRules) -> StockLevel | None:
    """Return the sums of a product as a channel sees them that sells by rules of its own."""
    apart = rules.effective_threshold - own.effective_threshold
    if level is None or level.salable is None or level.coverage is not Coverage.IN_STOCK:
        return level
    return replace(level, salable=level.salable + apart) if own.manage_stock else level


def more_by_own_rules(transaction: Transaction, channel: SalesChannel) -> Quantity:
    """Return how much more a channel can promise, over all products, by rules of its own."""
    more = ZERO
    ids = transaction.product_options.holding(_OF_PROMISES, channel.id)
    for some in chunks(ids, _AT_ONCE):
        products = transaction.products.by_ids(some)
        rules = transaction.products.rules(some)
        others = own_rules(transaction, channel, list(products.values()))
        levels = levels_for(transaction, channel.stock_id, channel, some)
        for id in others.keys() & levels.keys():
            before = levels[id]
            after = by_rules(before, rules[id], others[id]) or before
            more += (after.salable or ZERO) - (before.salable or ZERO)
    return more


def levels_for(
    transaction: Transaction,
    stock_id: int,
    channel: SalesChannel | None,
    product_ids: Sequence[int],
) -> dict[int, StockLevel]:
    """Return the sums of products in a stock, as far as they are for one of its channels.

    Args:
        channel: None: for whoever sells from the stock.
    """
    levels = transaction.levels.get(stock_id, product_ids)
    barred = barred_from_channel(transaction, channel) if channel else frozenset()
    if not barred or not levels:
        return levels
    withheld = transaction.eligibility.withheld(stock_id, barred, list(levels))
    return {
        id: _less(level, *withheld[id]) if id in withheld else level
        for id, level in levels.items()
    }


def _less(level: StockLevel, parts: int, is_left: bool) -> StockLevel:
    units = Quantity(parts)
    salable, coverage = level.salable, level.coverage
    if not is_left:
        coverage = min(coverage, Coverage.ASSIGNED)
        salable = None if salable is None else ZERO
    elif salable is not None:
        salable = salable - units
    return replace(level, on_hand=level.on_hand - units, salable=salable, coverage=coverage)
