"""Statements straight through a driver, to stand beside what the program asks for."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

Ask = Callable[..., list[Any]]
"""Runs a statement with its values and fetches every row."""


@contextmanager
def sqlite(path: Path) -> Iterator[Ask]:
    """Ask a SQLite file, reading only."""
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        connection.execute("pragma temp_store = memory")
        yield lambda statement, values=(): connection.execute(statement, values).fetchall()


@contextmanager
def postgresql(url: str) -> Iterator[Ask]:
    """Ask a PostgreSQL database."""
    import psycopg

    with psycopg.connect(url) as connection:
        yield lambda statement, values=None: connection.execute(statement, values).fetchall()


def ms(do: Callable[[], object]) -> Callable[[], float]:
    """What measures the milliseconds something takes."""

    def measured() -> float:
        began = time.perf_counter()
        do()
        return (time.perf_counter() - began) * 1000

    return measured
