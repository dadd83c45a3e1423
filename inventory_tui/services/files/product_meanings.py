"""What the cells of a product file mean in this shop: its names, its time zone."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from inventory_tui.domain.errors import InvalidInput
from inventory_tui.domain.product import Product
from inventory_tui.domain.product_life import LIFE_NAMES, local_text
from inventory_tui.services.files.product_cells import WrongCell
from inventory_tui.services.files.product_reading import ProductFileRow
from inventory_tui.services.products import own_options
from inventory_tui.services.products.product_dates import in_zone
from inventory_tui.services.products.product_differences import same_number
from inventory_tui.store.database import Transaction

_NAMES = frozenset({"estimate", "low_stock_action", "inventory_engine"})


class Meanings:
    """Asked row by row; what was asked before is remembered."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._zone = ZoneInfo(str(transaction.options.value("time_zone")))
        self._names: dict[tuple[str, str], str] = {}
        """Key of a setting and a name in the file → the name as it is written."""

    def of_row(self, row: ProductFileRow, product: Product | None = None) -> dict[str, Any]:
        """Return what a row says but for quantity and status, by attribute or option key.

        Args:
            product: The one it changes; None: a new one.

        Raises:
            WrongCell: A name names nothing, or its dates contradict each other.
        """
        values = self._spelled(row.values())
        if LIFE_NAMES.isdisjoint(values):
            return values
        try:
            return in_zone(self._transaction, values, product)
        except InvalidInput as invalid:
            problem = invalid.problems[0]
            raise WrongCell(problem.field or "expires", problem.message) from None

    def same(self, key: str, value: Any, before: Any) -> bool:
        """Whether two values that differ are written alike.

        An hour comes twice when clocks go back; a price may have any number of zeros.
        """
        if isinstance(value, datetime) and before is not None:
            return local_text(value, self._zone) == local_text(before, self._zone)
        return same_number(key, value, before)

    def _spelled(self, values: dict[str, Any]) -> dict[str, Any]:
        """Names of estimates, actions and engines as they are; others are wrong."""
        for key in _NAMES & values.keys():
            name = values[key]
            if (key, name) not in self._names:
                try:
                    spelled = own_options.checked(self._transaction, {key: name})[key]
                except InvalidInput as invalid:
                    raise WrongCell(key, str(invalid)) from None
                self._names[key, name] = spelled
            values[key] = self._names[key, name]
        return values
