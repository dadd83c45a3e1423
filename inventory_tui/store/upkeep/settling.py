"""What SQLite has to do around a deed so that it is durable and its log stays small.

In WAL mode a deed is appended to a log and copied into the database later.  A long deed
leaves a long log, which SQLite would keep until its next writer; we bring it back at once.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection

from inventory_tui.store.pragmas import pragmas

LONGEST_LOG = 64 * 2**20
"""Bytes the write-ahead log may have after a deed, unless a reader holds it."""

_IMPORTING: dict[str, int | str] = {
    "synchronous": "normal",
    "cache_size": -128 * 1024,  # it looks up every product, in the file's order
    "temp.cache_size": -24 * 1024,  # of what it reads before it writes
}
_WAIT_FOR_READERS_MS = 200


def log_of(path: Path) -> Path:
    """The write-ahead log beside a SQLite file."""
    return path.with_name(f"{path.name}-wal")


def log_size(path: Path) -> int:
    """Bytes of the write-ahead log, 0 where there is none."""
    try:
        return os.stat(f"{path}-wal").st_size
    except FileNotFoundError:
        return 0


@contextmanager
def settled(connection: Connection, path: Path | None, *, repeatable: bool) -> Iterator[None]:
    """Around a transaction that is not yet begun: sync it and bring its log back.

    Args:
        path: The SQLite file; None on PostgreSQL, which sees to this itself.
        repeatable: Do not sync at the commit but afterwards, once: a crash between the
            two may lose the deed whole, and nobody has its receipt yet.
    """
    if path is None:
        yield
        return
    sqlite = connection.connection.driver_connection
    if not isinstance(sqlite, sqlite3.Connection):
        yield
        return
    if not repeatable:
        yield
    else:
        with pragmas(sqlite, _IMPORTING):
            yield
        _sync(log_of(path))
    if repeatable or log_size(path) > LONGEST_LOG:
        bring_back(sqlite)


def bring_back(sqlite: sqlite3.Connection) -> None:
    """Copy the log into the database and empty it, unless a reader holds it."""
    with (
        pragmas(sqlite, {"busy_timeout": _WAIT_FOR_READERS_MS}),
        suppress(sqlite3.OperationalError),  # held; the next deed tries again
    ):
        sqlite.execute("pragma wal_checkpoint(truncate)").fetchall()


def _sync(log: Path) -> None:
    """Put the log on the disk itself.  (SQLite keeps no lock on it that closing would drop.)"""
    with suppress(FileNotFoundError):
        file = os.open(log, os.O_RDONLY)
        try:
            os.fsync(file)
        finally:
            os.close(file)
