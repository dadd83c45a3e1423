"""How a product differs from what a file says of it, as deeds and the history keep it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from inventory_tui.domain.bulk import Verdict
from inventory_tui.domain.options import OPTIONS, PRODUCT_OPTIONS
from inventory_tui.domain.options.goods import NUMBERS
from inventory_tui.domain.product import Product
from inventory_tui.domain.product_form import unset
from inventory_tui.domain.source import DEFAULT_SOURCE_ID

_NUMBERS = NUMBERS | {"price", "weight"}
_UNSET = {option.key: unset(option.key) for option in PRODUCT_OPTIONS}


def item_change(
    product_id: int,
    before: tuple[int | None, bool | None, int | None],
    after: tuple[int, bool, int | None],
) -> tuple[Any, ...]:
    pairs = (value for pair in zip(before, after, strict=True) for value in pair)
    return (product_id, DEFAULT_SOURCE_ID, *pairs, Verdict.CHANGE.value, True)


def field_change(
    id: int, sku: str, field: str, before: str | None, after: str | None
) -> dict[str, Any]:
    return {
        "kind": "product",
        "subject_id": id,
        "subject": sku,
        "field": field,
        "before": before,
        "after": after,
    }


def before_of(product: Product, key: str) -> Any:
    return product.own.get(key, _UNSET[key]) if key in _UNSET else getattr(product, key)


def same_number(key: str, value: Any, before: Any) -> bool:
    """Whether a price is the same, however many zeros it is written with."""
    if key not in _NUMBERS or not value or not before:
        return False
    return Decimal(value) == Decimal(before)


def affects_salable(key: str) -> bool:
    return key in OPTIONS and OPTIONS[key].affects_salable
