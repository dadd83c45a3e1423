"""One line of the list of products: what is asked for it, and how the answers make it up.

Text, because the first page is also read without SQLAlchemy (`first_page`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from inventory_tui.domain.low_stock import is_low
from inventory_tui.domain.product import Backorders, ProductType, StockRules
from inventory_tui.domain.product_list import ItemBrief, ProductRow
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.stock import Coverage
from inventory_tui.store.products.life_rows import Stand, all_approved

PRODUCTS = """
    select id, sku, name, type, enabled, price, attribute_set, visibility, websites, weight,
        manage_stock, backorders, threshold, notify_below, status, display_at, expires_at,
        (select count(distinct child_id) from product_part where product_id = product.id),
        (select "key" from unit where product_id = product.id)
    from product where id {these} and deleted_by is null
"""
ITEMS = """
    select product_id, source_id, quantity, in_stock, source_item.notify_below,
        source_item.version, code, enabled
    from source_item join source on source.id = source_id
    where product_id {these} order by quantity desc, code_key
"""
LEVELS = """
    select product_id, reserved, salable, coverage from stock_level
    where stock_id = ? and product_id {these}
"""

Found: TypeAlias = Sequence[tuple[Any, ...]]
"""What a query found."""

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

    def rows(
        self, products: Found, items: Found, levels: Found, stand: Stand = all_approved
    ) -> dict[int, ProductRow]:
        """The lines of what `PRODUCTS`, `ITEMS` and `LEVELS` found, by product id.

        Args:
            stand: What tells where a product stands by its dates.
        """
        at: dict[int, list[Item]] = {}
        for product_id, *item in items:
            at.setdefault(product_id, []).append(tuple(item))
        level_of = {id: (reserved, salable, on) for id, reserved, salable, on in levels}
        return {
            row[0]: self._row(row, at.get(row[0], ()), level_of.get(row[0], NO_LEVEL), stand)
            for row in products
        }

    def _row(
        self,
        row: tuple[Any, ...],
        items: Sequence[Item],
        level: tuple[int, int | None, int],
        stand: Stand,
    ) -> ProductRow:
        (
            id, sku, name, type, enabled, price, attribute_set, visibility, websites, weight,
            manage, backorders, threshold, own_notify_below, status, display_at, expires_at,
            parts, unit,
        ) = row  # fmt: skip
        notify = self._notify if own_notify_below is None else own_notify_below
        enabled = bool(enabled)
        rules = self._rules(manage, backorders, threshold)
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
            brief = ItemBrief(code, Quantity(quantity), low, bool(in_stock), bool(is_on))
            on_hand += quantity
            if source_id == self._source_id:
                here, version = brief, item_version
            else:
                elsewhere.append(brief)
        reserved, salable, coverage = level
        return ProductRow(
            id=id,
            sku=sku,
            name=name,
            type=ProductType(type),
            enabled=enabled,
            price=price,
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
            parts=parts,
            attribute_set=attribute_set,
            visibility=visibility,
            websites=websites,
            weight=weight,
            unit=unit or "",
            state=stand(id, status, display_at, expires_at),
        )

    def _rules(
        self, manage: bool | None, backorders: str | None, threshold: int | None
    ) -> StockRules:
        """The settings that decide what can be promised, inheritance applied."""
        if manage is None and backorders is None and threshold is None:
            return self._inherited
        inherited = self._inherited
        return StockRules(
            manage_stock=inherited.manage_stock if manage is None else bool(manage),
            backorders=Backorders(backorders or inherited.backorders),
            threshold=inherited.threshold if threshold is None else Quantity(threshold),
        )
