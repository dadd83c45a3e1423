"""Writing what a list shows to a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from inventory_tui.services.files.table_writing import guarded, write_table
from inventory_tui.store.database import Database


def write_list(
    database: Database, file: str, columns: Sequence[str], rows: Iterable[Sequence[str]]
) -> int:
    """Write a list as CSV and return how many rows.

    Args:
        database: Not read; every deed and question takes it first.
        file: A path; ``~`` is the home directory.

    Raises:
        Refused: ``bad_file``: it cannot be written there.
    """
    guarded_rows = ([guarded(cell) for cell in row] for row in rows)
    return write_table(file, columns, guarded_rows)
