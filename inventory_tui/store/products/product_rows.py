"""The lines of the list of products, a page of ids at a time, in three grouped queries.

They go straight to the driver: putting them together took longer than finding a page.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from inventory_tui.domain.product import StockRules
from inventory_tui.domain.product_list import ProductRow
from inventory_tui.store.driver import Driver
from inventory_tui.store.options import Options
from inventory_tui.store.products.life_rows import ABOVE, Stand, all_approved, standing
from inventory_tui.store.products.lives import some_are_dated
from inventory_tui.store.products.product_line import ITEMS, LEVELS, PRODUCTS, ProductLine


def skus(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """Return the SKUs of these products."""
    # straight to the driver: a jump in a long list asks a score of times before its page stands
    driver = Driver(connection)
    these, values = driver.among(ids)
    return dict(driver.rows(f"select id, sku from product where id {these}", values))


class ProductRows:
    """Lines as they are seen from one source and one stock."""

    def __init__(
        self, connection: Connection, options: Options, *, source_id: int, stock_id: int
    ) -> None:
        self._driver = Driver(connection)
        self._stock_id = stock_id
        self._options = options
        self._line = ProductLine(
            source_id=source_id,
            notify_below=options.value("notify_below").parts,
            inherited=StockRules(
                manage_stock=options.value("manage_stock"),
                backorders=options.value("backorders"),
                threshold=options.value("threshold"),
            ),
        )

    def get(self, ids: Sequence[int]) -> dict[int, ProductRow]:
        """Return the lines of these products; those deleted meanwhile are missing."""
        these, values = self._driver.among(ids)
        queries = [
            (PRODUCTS.format(these=these), values),
            (ITEMS.format(these=these), values),
            (LEVELS.format(these=these), (self._stock_id, *values)),
        ]
        dated = some_are_dated(self._options)
        if dated:
            queries.append((ABOVE.format(these=these), (*values, *values)))
        products, items, levels, *above = self._driver.answers(*queries)
        stand: Stand = all_approved
        if dated:
            stand = standing(above[0], self._options.now, self._driver.read_moment)
        return self._line.rows(products, items, levels, stand)
