"""Which sources of a stock are listed for products, and how much lies there (spec 2.4; R13)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.selection import Offer
from inventory_tui.store.quantities.set_asides import units_aside
from inventory_tui.store.salability.salable import usable
from inventory_tui.store.tables import source, source_item, stock_source


def listed(product_ids: Sequence[int]) -> Select[Any]:
    """SQL: the linked, enabled sources where these products have a row that is In Stock.

    What is set aside there is left where it is: a person may ship safety stock, a proposal
    does not.
    """
    return (
        select(
            stock_source.c.stock_id,
            stock_source.c.priority,
            source.c.code,
            source_item.c.source_id,
            source_item.c.product_id,
            (source_item.c.quantity - units_aside(any_aside=True)).label("quantity"),
        )
        .select_from(source_item)
        .join(source, source.c.id == source_item.c.source_id)
        .join(stock_source, stock_source.c.source_id == source_item.c.source_id)
        .where(source_item.c.product_id.in_(product_ids), usable(), stock_source.c.counts)
    )


def offer(row: Any, *, withheld: Quantity = ZERO) -> Offer:
    """A row of `listed` as what the source can give.

    Args:
        withheld: What is spoken for there, and is not offered.
    """
    available = max(Quantity(row.quantity) - withheld, ZERO)
    return Offer(row.source_id, row.code, row.priority, row.product_id, available)
