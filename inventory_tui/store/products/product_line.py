"""One line of the list of products, put together from what the queries answer.

Apart from the queries, because the first page is also read without SQLAlchemy
(`first_page`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from inventory_tui.domain.low_stock import is_low
from inventory_tui.domain.product import Backorders, ProductType, StockRules
from inventory_tui.domain.product_list import ItemBrief, ProductRow
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.stock import Coverage

Item: TypeAlias = tuple[Any, ...]
"""Source id, quantity, In Stock, its own notify level, version, source code, source on."""

NO_LEVEL: tuple[int, int | None, int] = (0, None, Coverage.NONE)
"""Reserved, salable and coverage of a product that the stock does not have."""


class ProductLine:
    """Puts lines together as they are seen from one source."""

    def __init__(self, *, source_id: int, notify_below: int, inherited: StockRules) -> None:
        self._source_id = source_id
        self._notify = notify_below
        self._inherited = inherited

    def row(
        self, row: Any, items: Sequence[Item], level: tuple[int, int | None, int]
    ) -> ProductRow:
        notify = self._notify if row.notify_below is None else row.notify_below
        enabled = bool(row.enabled)
        rules = self._rules(row)
        counts = enabled and rules.manage_stock
        here: ItemBrief | None = None
        version: int | None = None
        elsewhere: list[ItemBrief] = []
        on_hand = 0
        for source_id, quantity, in_stock, own_notify, item_version, code, is_on in items:
            low = is_low(
                quantity,
                notify if own_notify is None else own_notify,
                counts=bool(counts and is_on and in_stock),
            )
            brief = ItemBrief(code, Quantity(quantity), low, in_stock, is_on)
            on_hand += quantity
            if source_id == self._source_id:
                here, version = brief, item_version
            else:
                elsewhere.append(brief)
        reserved, salable, coverage = level
        return ProductRow(
            id=row.id,
            sku=row.sku,
            name=row.name,
            type=ProductType(row.type),
            enabled=enabled,
            price=row.price,
            quantity=here.quantity if here else None,
            item_version=version,
            low=here is not None and here.low,
            status_in=here.in_stock if here else None,
            elsewhere=tuple(elsewhere),
            on_hand=Quantity(on_hand),
            reserved=Quantity(reserved),
            salable=None if salable is None or not coverage else Quantity(salable),
            managed=rules.manage_stock,
            coverage=Coverage(coverage),
            infinite=rules.infinite_backorders,
            parts=row.parts,
            attribute_set=row.attribute_set,
            visibility=row.visibility,
            websites=row.websites,
            weight=row.weight,
        )

    def _rules(self, row: Any) -> StockRules:
        """The settings that decide what can be promised, inheritance applied."""
        manage, backorders, threshold = row.manage_stock, row.backorders, row.threshold
        if manage is None and backorders is None and threshold is None:
            return self._inherited
        inherited = self._inherited
        return StockRules(
            manage_stock=inherited.manage_stock if manage is None else manage,
            backorders=Backorders(backorders or inherited.backorders),
            threshold=inherited.threshold if threshold is None else Quantity(threshold),
        )
