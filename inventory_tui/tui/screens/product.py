"""The product page: what lies where, its settings, what is reserved, what happened."""

from __future__ import annotations

from inventory_tui.tui.screens.page import Page


class ProductScreen(Page):
    """One product, in four tabs."""

    PLACE = 1
    TOPIC = "Product page"

    def __init__(self, id: int) -> None:
        super().__init__()
        self._product_id = id
