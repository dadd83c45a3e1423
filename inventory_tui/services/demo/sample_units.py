"""Rope of the sample shop, counted by the metre."""

from __future__ import annotations

from inventory_tui.domain.history import Cause
from inventory_tui.services.products import units
from inventory_tui.store.database import Database

_METRE = {"name": "Metre", "name@de": "Meter", "precision": "2", "increment": "0.25"}


def count_in_units(database: Database, sku: str, cause: Cause) -> None:
    """Count a product in metres; a second unit is for whoever tries it.

    Raises:
        Refused: There is no such product.
    """
    units.add(database, sku, "m", _METRE, cause=cause)
