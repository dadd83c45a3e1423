"""The units of a SKU, and what there is of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inventory_tui.domain.languages import text_in
from inventory_tui.domain.product import Product
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.unit import Unit, available_in, bare_sku, preselected
from inventory_tui.services.products.unit_rows import KIND
from inventory_tui.store.database import Database


@dataclass(frozen=True, slots=True)
class UnitShown:
    """One unit of a SKU, and what there is of it."""

    unit: Unit
    on_hand: Quantity
    """At all sources."""
    available: Quantity
    """Of it on hand, less what is set aside and what orders hold, in all stocks."""
    available_from_primary: Quantity | None
    """What is available of the primary unit comes to so much of it, rounded down; None
    where no unit is primary."""
    words: Mapping[tuple[str, str], str]
    """(``name``, language) → its name there."""
    name: str
    """As whoever looks calls it."""


@dataclass(frozen=True, slots=True)
class SkuUnits:
    """A SKU and the units it is counted in."""

    sku: str
    """Without a unit."""
    product: Product
    units: tuple[UnitShown, ...] = ()
    """The primary one first, then by priority."""

    @property
    def preselected(self) -> Unit | None:
        """The unit that is offered first where goods are ordered."""
        return preselected(one.unit for one in self.units)


def units_of(database: Database, sku: str | int, *, language: str = "") -> SkuUnits:
    """Return the units of a SKU, named with or without one, or of a product's id.

    Args:
        language: Names in this language, where they have one; empty: in that of whoever
            looks.

    Raises:
        Refused: There is no such product.
    """
    language = language or database.language
    with database.read() as transaction:
        named_so = sku if isinstance(sku, str) else transaction.products.named(sku).sku
        whole = transaction.products.whole(named_so)
        units = transaction.units.of_base(whole.id)
        ids = [unit.product_id for unit in units]
        words = transaction.translations.of(KIND, [unit.id for unit in units]) if units else {}
        there = dict.fromkeys(ids, ZERO)
        free = dict.fromkeys(ids, ZERO)
        if units:
            aside = transaction.levels.set_asides.of(ids)
            for (id, source), item in transaction.source_items.of_products(ids).items():
                there[id] += item.quantity
                free[id] += item.quantity
                if (id, source) in aside:
                    free[id] -= aside[id, source].total
            for level in transaction.levels.of_products(ids):
                free[level.product_id] += level.reserved
        first = next((free[unit.product_id] for unit in units if unit.primary), None)
        return SkuUnits(
            bare_sku(units, whole.sku),
            whole,
            tuple(
                UnitShown(
                    unit,
                    there[unit.product_id],
                    free[unit.product_id],
                    None if first is None else available_in(first, unit),
                    words[unit.id],
                    text_in(unit.name, _names(words[unit.id]), language),
                )
                for unit in units
            ),
        )


def _names(words: Mapping[tuple[str, str], str]) -> dict[str, str]:
    return {language: text for (_, language), text in words.items()}
