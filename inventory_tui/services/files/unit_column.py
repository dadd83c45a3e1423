"""The column ``unit`` of a file: the key of the unit a row's quantity is counted in.

A shop without units of measure does not read it, as any column it does not know.
"""

from __future__ import annotations

from dataclasses import replace

from inventory_tui.domain.file_form import Headings
from inventory_tui.domain.unit import with_unit
from inventory_tui.services.files.row_reading import Chunk
from inventory_tui.store.database import Database

UNIT = "unit"


def headings_for(database: Database, headings: Headings) -> Headings:
    """Return the columns of a file, the unit among them where the shop has any."""
    with database.read() as transaction:
        any_units = transaction.units.any
    return replace(headings, known=(*headings.known, UNIT)) if any_units else headings


def joined(chunk: Chunk) -> Chunk:
    """Put the keys of units behind the SKUs of their rows."""
    cells = {name: list(column) for name, column in chunk.cells.items()}
    if UNIT in cells:
        cells["sku"] = list(map(with_unit, cells["sku"], cells[UNIT]))
    return Chunk(chunk.lines, cells)
