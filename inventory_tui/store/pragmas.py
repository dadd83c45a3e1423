"""Settings of SQLite for a while, such as how much memory a big deed may take."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


@contextmanager
def pragmas(sqlite: sqlite3.Connection, values: Mapping[str, int | str]) -> Iterator[None]:
    """Set pragmas for what is done in here; afterwards they are what they were."""
    before = {name: sqlite.execute(f"pragma {name}").fetchone()[0] for name in values}
    _set(sqlite, values)
    try:
        yield
    finally:
        _set(sqlite, before)


def _set(sqlite: sqlite3.Connection, values: Mapping[str, int | str]) -> None:
    for name, value in values.items():
        sqlite.execute(f"pragma {name} = {value}")
