"""What placing orders asks of products: all at once, for a round trip each would take longer
than the answers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.product_status import Above
from inventory_tui.domain.stock import StockLevel
from inventory_tui.store.driver import Driver, Query
from inventory_tui.store.products.lives import asking_above, some_are_dated
from inventory_tui.store.products.product_options import Stored
from inventory_tui.store.transaction import Transaction

_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class WareRows:
    """What is stored of products, by their ids; of what is missing nothing is."""

    levels: dict[int, StockLevel] = field(default_factory=dict)
    """Their sums in one stock."""
    above: dict[int, Above] = field(default_factory=dict)
    """What they follow beside their own dates."""
    options: dict[int, Stored] = field(default_factory=dict)
    """Their settings that are rows of their own."""


def ware_rows(
    transaction: Transaction, stock_id: int, ids: Sequence[int], *, besides: Collection[str]
) -> WareRows:
    """Return what is stored of these products for orders of a stock.

    Args:
        besides: Keys of settings to leave out.
    """
    found = WareRows()
    driver = Driver(transaction.connection)
    for some in chunks(ids, _AT_ONCE):
        asked: list[tuple[dict[int, Any], Query[dict[int, Any]]]]
        asked = [(found.levels, transaction.levels.asking(stock_id, some))]
        if some_are_dated(transaction.options):
            asked.append((found.above, asking_above(driver, some)))
        if transaction.product_options.any:
            options = transaction.product_options.asking(some, besides)
            asked.append((found.options, options))
        answers = driver.answers(*((query.statement, query.values) for _, query in asked))
        for (into, query), rows in zip(asked, answers, strict=True):
            into |= query.read(rows)
    return found
