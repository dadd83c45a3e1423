"""The first page a person sees, read before anything slow is imported."""

from __future__ import annotations

from inventory_tui.store.products.first_page import FirstPage, read_first_page

__all__ = ["FirstPage", "read_first_page"]
