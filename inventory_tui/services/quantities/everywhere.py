"""What every stock can promise of products, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.database import Database
from inventory_tui.store.salability.everywhere import salable_in_every_stock


def salable_everywhere(
    database: Database, product_ids: Sequence[int]
) -> dict[int, list[tuple[str, Quantity | None]]]:
    """Return (stock, salable) of each product, in the order of the stocks.

    Stocks that do not have the product are missing; None: its stock is not managed.
    """
    with database.read() as transaction:
        return salable_in_every_stock(transaction.connection, product_ids)
