"""The same fields of many products changed at once: which, and what that comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from inventory_tui.domain.bulk import StockEffect
from inventory_tui.domain.product_form import PRODUCT, SETTINGS
from inventory_tui.domain.product_life import COLUMN_OF as LIFE_COLUMNS

_ATTRIBUTES = (
    "set",
    "price",
    "visibility",
    "enabled",
    "websites",
    "weight",
    "draft",
    "display",
    "expires",
)
COLUMN_OF = {"set": "attribute_set", **LIFE_COLUMNS}
"""Field → column, where that is called otherwise."""
NAME_OF = {column: name for name, column in COLUMN_OF.items()}

_SINGLE = frozenset({"gtin"})
"""Settings no two products may agree in."""
EDITABLE = tuple(
    one
    for one in PRODUCT
    if one.name in _ATTRIBUTES or (one.name in SETTINGS and one.name not in _SINGLE)
)
"""The fields that may be changed for many; the others tell one product from another."""


class Outcome(StrEnum):
    """What a change for many does with one product."""

    CHANGE = "change"
    ALREADY = "already"
    """Every field is as asked."""
    REFUSED = "refused"
    """Its fewest to order would be above its most; it is left out."""
    IN_UNITS = "in_units"
    """Its unit of measure says what is to be changed; it is left out."""


@dataclass(frozen=True, slots=True)
class EditLine:
    """One field of one product in the dry run."""

    sku: str
    field: str
    before: str | None
    """None: inherited."""
    after: str | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class EditPlan:
    """The dry run of a change for many: what the deed does is exactly this, or it refuses."""

    typed: Mapping[str, str]
    """Field → text as typed."""
    products: int
    """How many were chosen and are still there."""
    outcomes: Mapping[Outcome, int] = field(default_factory=dict)
    fields: Mapping[str, int] = field(default_factory=dict)
    """Field → products in which it changes."""
    effects: tuple[StockEffect, ...] = ()
    sample: tuple[EditLine, ...] = ()
    """The first lines, those that are refused before others."""

    @property
    def changed(self) -> int:
        """Products the deed changes."""
        return self.outcomes.get(Outcome.CHANGE, 0)

    @property
    def unchanged(self) -> int:
        """Products that are as asked."""
        return self.outcomes.get(Outcome.ALREADY, 0)

    @property
    def refused(self) -> int:
        """Products left out because the change would contradict what is their own."""
        return self.outcomes.get(Outcome.REFUSED, 0)

    @property
    def in_units(self) -> int:
        """Products left out because their unit of measure says what is to be changed."""
        return self.outcomes.get(Outcome.IN_UNITS, 0)

    def same_outcome(self, other: EditPlan) -> bool:
        """Whether the deed would still do what this plan showed."""
        return (self.outcomes, self.fields, self.effects) == (
            other.outcomes,
            other.fields,
            other.effects,
        )
