"""What the sample shop keeps back at its sources, and what there is not for sale."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from inventory_tui.domain.aside import State
from inventory_tui.domain.history import Cause
from inventory_tui.domain.quantity import SCALE, Quantity
from inventory_tui.domain.source import SourceItem
from inventory_tui.services.demo.sample_days import Event
from inventory_tui.services.quantities import item_lists, setting_aside
from inventory_tui.services.quantities.setting_aside import SafetyEdit
from inventory_tui.store.database import Database
from inventory_tui.store.generating.generating_orders import Candidate

_LENA, _JONAS = (Cause(name, name) for name in ("lena", "jonas"))
_ENOUGH = 10
"""Of fewer units nothing is kept back."""


def events(database: Database, until: datetime, there: Sequence[Candidate]) -> list[Event]:
    """Return what happens in the last hours.

    Args:
        there: Products that lie somewhere; the last ones, which nobody orders, are taken.
    """
    skus = [one.sku for one in there[-4:]]
    return [
        (until - timedelta(hours=3), 0, partial(_keep_back, database, skus[:3])),
        (until - timedelta(hours=2), 0, partial(_look_at, database, skus[3:])),
    ]


def _most(database: Database, sku: str) -> SourceItem | None:
    """Where most of a product lies, if that is enough."""
    rows = [row for row in item_lists.source_items(database, sku=sku) if row.in_stock]
    most = max(rows, key=lambda row: row.quantity, default=None)
    return most if most is not None and most.quantity.parts >= _ENOUGH * SCALE else None


def _keep_back(database: Database, skus: Sequence[str]) -> None:
    rows = [row for sku in skus if (row := _most(database, sku))]
    edits = [SafetyEdit(row.sku, row.source_code, Quantity(5 * SCALE)) for row in rows]
    if edits:
        setting_aside.set_safety(database, edits, cause=_LENA)


def _look_at(database: Database, skus: Sequence[str]) -> None:
    for row in (row for sku in skus if (row := _most(database, sku))):
        for units, state in ((2, State.DAMAGED), (1, State.QUALITY_CHECK)):
            setting_aside.change_state(
                database,
                row.sku,
                row.source_code,
                Quantity(units * SCALE),
                before=State.FOR_SALE,
                after=state,
                cause=_JONAS,
            )
