"""What a product file changes of a product, in a few words for a column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inventory_tui.domain.product import ProductType
from inventory_tui.domain.product_life import COLUMN_OF
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.source import DEFAULT_SOURCE_CODE
from inventory_tui.wording import tr

_FIELDS = {column: name for name, column in COLUMN_OF.items()}
"""Attribute → the field of a product's life it is."""


def new_words(values: Mapping[str, Any], quantity: Quantity | None) -> str:
    """What a new product begins with: ``simple, 100 at default``."""
    kind = values.get("type", ProductType.SIMPLE)
    if not kind.has_source_items:
        return str(kind)
    return tr(
        "{kind}, {quantity} at {source}",
        kind=kind,
        quantity=(quantity or ZERO).grouped(),
        source=DEFAULT_SOURCE_CODE,
    )


def changed_words(changed: Mapping[str, Any], moved: tuple[Any, ...] | None) -> str:
    """What changes of a product: ``name, price``, and what lies at the Default Source."""
    words = [_FIELDS.get(key, key).replace("_", " ") for key in changed]
    if moved is not None:
        _, _, before, after, was_in, is_in, *_ = moved
        if before != after:
            was = "–" if before is None else Quantity(before).grouped()
            words.insert(0, f"{was} → {Quantity(after).grouped()}")
        if before is not None and was_in != is_in:
            words.append(tr("in") if is_in else tr("out"))
    return ", ".join(words)
