"""What every stock can promise of a product, in one cell."""

from __future__ import annotations

from collections.abc import Sequence

from inventory_tui.domain.quantity import Quantity
from inventory_tui.tui.screens.products.product_columns import NONE
from inventory_tui.tui.widgets.columns import Cell
from inventory_tui.wording import tr, trn

STOCKS_NAMED = 15
"""Over so many stocks, their number is shown instead of their names."""
_ANY = tr("any")


def everywhere(levels: Sequence[tuple[str, Quantity | None]] | None) -> str | Cell:
    """What every stock can promise: ``EU 97 · US 12``; over 15 stocks, their number."""
    if levels is None:
        return "…"
    if not levels:
        return NONE
    if len(levels) > STOCKS_NAMED:
        return trn("{count} stocks", "{count} stocks", len(levels))
    texts = [f"{name} {_ANY if one is None else one.grouped()}" for name, one in levels]
    negative = any(one is not None and one.parts < 0 for _, one in levels)
    return Cell(" · ".join(texts), "wrong", "!") if negative else " · ".join(texts)
