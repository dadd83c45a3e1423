"""Orders what is low from ACME: a line in the file that their system reads."""

from __future__ import annotations

import os
from pathlib import Path

from inventory_tui.domain.low_stock_action import LowStock


class Reorder:
    """The low-stock action *Order it from ACME*."""

    key = "acme-reorder"
    priority = 35

    def label(self, language: str) -> str:
        """What people call it."""
        return "Bei ACME bestellen" if language.startswith("de") else "Order it from ACME"

    def execute(self, low: LowStock) -> str:
        """Order what is missing, once: ACME knows an order by its reference."""
        orders = Path(os.environ["ACME_ORDERS"])
        wanted = low.threshold - low.available
        line = f"{low.key} {low.sku} {wanted}\n"
        if line not in (orders.read_text() if orders.exists() else ""):
            with orders.open("a") as file:
                file.write(line)
        return f"{wanted} ordered from ACME"
