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

LONGEST_LOG = 64 * 2**20
"""Bytes the write-ahead log may have after a deed, unless a reader holds it."""

_CACHE_KIB = 128 * 1024  # of a big import: it looks up every product, in the file's order
_TEMPORARY_KIB = 24 * 1024  # of what it reads before it writes
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
        importing: dict[str, int | str] = {
            "synchronous": "normal",
            "cache_size": -_CACHE_KIB,
            "temp.cache_size": -_TEMPORARY_KIB,
        }
        before: dict[str, int | str] = {
            name: sqlite.execute(f"pragma {name}").fetchone()[0] for name in importing
        }
        _set(sqlite, importing)
        try:
            yield
        finally:
            _set(sqlite, before)
        _sync(log_of(path))
    if repeatable or log_size(path) > LONGEST_LOG:
        bring_back(sqlite)


def _set(sqlite: sqlite3.Connection, pragmas: dict[str, int | str]) -> None:
    for name, value in pragmas.items():
        sqlite.execute(f"pragma {name} = {value}")


def bring_back(sqlite: sqlite3.Connection) -> None:
    """Copy the log into the database and empty it, unless a reader holds it."""
    (patience,) = sqlite.execute("pragma busy_timeout").fetchone()
    sqlite.execute(f"pragma busy_timeout = {min(patience, _WAIT_FOR_READERS_MS)}")
    try:
        with suppress(sqlite3.OperationalError):  # held; the next deed tries again
            sqlite.execute("pragma wal_checkpoint(truncate)").fetchall()
    finally:
        sqlite.execute(f"pragma busy_timeout = {patience}")


def _sync(log: Path) -> None:
    """Put the log on the disk itself.  (SQLite keeps no lock on it that closing would drop.)"""
    with suppress(FileNotFoundError):
        file = os.open(log, os.O_RDONLY)
        try:
            os.fsync(file)
        finally:
            os.close(file)
