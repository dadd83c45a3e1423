"""What people want of one product, read but not yet looked at in the shop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from inventory_tui.domain.composition_text import COMPOSITION
from inventory_tui.domain.fields import read_form
from inventory_tui.domain.product_form import read_product
from inventory_tui.domain.product_life import SUCCESSION, SUCCESSION_NAMES

_COMPOSITION_NAMES = frozenset(field.name for field in COMPOSITION)
_BESIDE = _COMPOSITION_NAMES | SUCCESSION_NAMES


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was typed of a product, each kind of field by itself."""

    fields: Mapping[str, Any]
    """Its own, by attribute of `Product` or option key (`domain.product_form.PRODUCT`)."""
    parts: Mapping[str, Any] = field(default_factory=dict)
    """What it is to be made of (`domain.composition_text.COMPOSITION`)."""
    end: Mapping[str, Any] = field(default_factory=dict)
    """That it ends, and what comes after it (`domain.product_life.SUCCESSION`)."""

    def __bool__(self) -> bool:
        return bool(self.fields or self.parts or self.end)


def read_wishes(typed: Mapping[str, str], *, partial: bool) -> Wishes:
    """Read ``FIELD=VALUE`` pairs about one product.

    Args:
        partial: Read only the own fields that are in ``typed`` (an edit) instead of all.

    Raises:
        InvalidInput: Some are unknown or wrong; each has its sentence.
    """

    def among(names: frozenset[str]) -> dict[str, str]:
        return {name: text for name, text in typed.items() if name in names}

    own = {name: text for name, text in typed.items() if name not in _BESIDE}
    return Wishes(
        read_product(own, partial=partial),
        read_form(COMPOSITION, among(_COMPOSITION_NAMES), partial=True),
        read_form(SUCCESSION, among(SUCCESSION_NAMES), partial=True),
    )
