"""Whole SQLite files: copied while others write, checked, and put in another's place.

A copy is made by SQLite's own backup: one moment's truth, whoever writes meanwhile.  The
other way round a database is replaced *inside* its file, under the lock of a writer, so
programs that have it open see the new contents at their next look, and never half of them.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from inventory_tui.domain.errors import Kind, Refused, StoreBusy, StoreError
from inventory_tui.store.upkeep.settling import bring_back, log_of
from inventory_tui.wording import tr

_PAGES = 4_000
_SLEEP_S = 0.05


def copy_sqlite(
    origin: Path, target: Path, *, replace: bool = False, mode: int = 0o600
) -> None:
    """Copy a database as it is now; ``target`` is whole or not there at all.

    Args:
        replace: Overwrite what is there.
        mode: The rights of the copy.

    Raises:
        Refused: ``would_overwrite``: there is such a file already.
        StoreError: It cannot be written there, or what is to be copied is damaged.
    """
    with new_file(target, replace=replace, mode=mode) as unfinished:
        with (
            closing(opened(origin)) as source,
            closing(sqlite3.connect(unfinished, isolation_level=None)) as copy,
        ):
            source.backup(copy)
        with closing(sqlite3.connect(unfinished, isolation_level=None)) as copy:
            copy.execute("pragma journal_mode = delete")  # one file, readable anywhere


@contextmanager
def new_file(target: Path, *, replace: bool = False, mode: int = 0o600) -> Iterator[Path]:
    """Yield a place to write to; it becomes ``target`` when all went well.

    Raises:
        Refused: ``would_overwrite``: there is such a file already.
        StoreError: It cannot be written there.
    """
    if not replace and target.exists():
        raise Refused(
            Kind.WOULD_OVERWRITE,
            tr("{target} is there already; choose another name.", target=target),
        )
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        os.close(os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, mode))
        unfinished.chmod(mode)
        yield unfinished
        _sync(unfinished)
        unfinished.replace(target)
        _sync(target.parent)
    except (OSError, sqlite3.Error) as error:
        raise _explained(target, error) from error
    finally:
        for leftover in (unfinished, unfinished.with_name(f"{unfinished.name}-journal")):
            with suppress(OSError):
                leftover.unlink(missing_ok=True)


def opened(path: Path, *, timeout_s: float = 5.0) -> sqlite3.Connection:
    """Open a file for reading only; it is not created."""
    return sqlite3.connect(
        f"file:{quote(str(path))}?mode=ro", uri=True, timeout=timeout_s, isolation_level=None
    )


def replace_sqlite(
    database: Path, backup: Path, kept: Path | None, *, patience_s: float
) -> None:
    """Put the contents of ``backup`` in the place of those of ``database``.

    Args:
        kept: Where what is replaced is copied to, while nobody can write; None: nowhere.

    Raises:
        StoreBusy: Another program is writing for longer than ``patience_s``.
        StoreError: There is no room; the database is as it was.
    """
    deadline = time.monotonic() + patience_s
    is_kept = kept is None

    def locked(status: int, _remaining: int, _total: int) -> None:
        nonlocal is_kept
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            if time.monotonic() > deadline:
                raise StoreBusy
        elif kept is not None and not is_kept:
            # the first step took the lock: what is read now is the last truth
            copy_sqlite(database, kept, mode=rights_of(database))
            is_kept = True

    with closing(opened(backup)) as source, closing(_writable(database, patience_s)) as target:
        (count,) = source.execute("pragma page_count").fetchone()
        pages = max(1, min(_PAGES, count - 1))  # the last step commits, so it is not the first
        try:
            source.backup(target, pages=pages, progress=locked, sleep=_SLEEP_S)
        except sqlite3.Error as error:
            raise _explained(database, error) from error
        bring_back(target)


def put_aside(database: Path, kept: Path) -> None:
    """Move a file that can no longer be read, with its side files."""
    try:
        database.rename(kept)
        for side in (log_of(database), database.with_name(f"{database.name}-shm")):
            if side.exists():
                side.rename(side.with_name(side.name.replace(database.name, kept.name, 1)))
    except OSError as error:
        raise _explained(kept, error) from error


def check_sqlite(path: Path) -> int:
    """Check every page and reference of a backup; return its schema number.

    Raises:
        Refused: ``not_a_backup``: it is missing, damaged, or no inventory database.
    """
    if not path.is_file():
        raise Refused(Kind.NOT_A_BACKUP, tr("There is no file {path}.", path=path))
    try:
        with closing(opened(path)) as backup:
            for pragma in ("integrity_check(1)", "foreign_key_check"):
                found = backup.execute(f"pragma {pragma}").fetchone()
                if found is not None and found[0] != "ok":
                    raise Refused(
                        Kind.NOT_A_BACKUP,
                        tr(
                            "{path} is damaged ({pragma}: {found}); restore another backup.",
                            path=path,
                            pragma=pragma,
                            found=found[0],
                        ),
                    )
            return int(backup.execute("select version_num from alembic_version").fetchone()[0])
    except (sqlite3.Error, TypeError, ValueError) as error:
        raise Refused(
            Kind.NOT_A_BACKUP,
            tr(
                "{path} is no backup of an inventory database ({error}).",
                path=path,
                error=error,
            ),
        ) from error


def unused(path: Path, suffix: str) -> Path:
    """Return ``path.suffix`` where no file is yet."""
    wanted = path.with_name(f"{path.name}.{suffix}")
    attempt = 1
    while wanted.exists():
        attempt += 1
        wanted = path.with_name(f"{path.name}.{suffix}-{attempt}")
    return wanted


def rights_of(path: Path) -> int:
    """The rights a file has: 0600, and what its owner gave to a group."""
    return 0o600 | (path.stat().st_mode & 0o060)


def _writable(database: Path, patience_s: float) -> sqlite3.Connection:
    target = sqlite3.connect(database, timeout=patience_s, isolation_level=None)
    target.execute("pragma journal_mode = wal")
    target.execute("pragma synchronous = full")
    return target


def _sync(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _explained(target: Path, error: OSError | sqlite3.Error) -> StoreError:
    full = getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    if full or "disk is full" in str(error) or "disk I/O" in str(error):
        return StoreError(
            Kind.STORE_FULL,
            tr("There is no room left where {target} lies; it was not written.", target=target),
        )
    if "malformed" in str(error) or "not a database" in str(error):
        return StoreError(
            Kind.STORE_CORRUPT,
            tr("{target} was not written: what it comes from is damaged.", target=target),
        )
    why = getattr(error, "strerror", None) or str(error)
    return StoreError(
        Kind.STORE_UNREACHABLE,
        tr("{target} cannot be written: {why}.", target=target, why=why.lower()),
    )
