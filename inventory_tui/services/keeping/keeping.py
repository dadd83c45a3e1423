"""Opening, upgrading, backing up and restoring a whole database.

A backup is one SQLite file, whatever database it was made from (`store.postgres_copying`
says why).  Restoring replaces the contents of a database, not its file, so programs that
have it open go on with what was restored.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import inventory_tui
from inventory_tui.domain.errors import Kind, Refused, StoreError
from inventory_tui.domain.permissions import Permission
from inventory_tui.store.database import Database
from inventory_tui.store.upkeep import copying
from inventory_tui.store.upkeep.upgrading import (
    Upgraded,
    create_file,
    holds_data,
    newer,
    stored_schema,
)
from inventory_tui.store.upkeep.upgrading import upgrade as _upgrade
from inventory_tui.wording import tr

__all__ = [
    "Backup",
    "Restored",
    "Upgraded",
    "backup",
    "identify",
    "open_database",
    "restore",
    "upgrade",
]


@dataclass(frozen=True, slots=True)
class Backup:
    """What `backup` wrote."""

    file: Path
    size: int
    """In bytes."""
    schema: int

    @property
    def message(self) -> str:
        """One line for people."""
        return tr(
            "Backup written: {file} ({size:,.1f} MiB)", file=self.file, size=self.size / 2**20
        )


@dataclass(frozen=True, slots=True)
class Restored:
    """What `restore` did."""

    database: str
    schema: int
    """The number the backup had."""
    kept: str | None
    """Where what was there before lies now; None: there was nothing."""

    @property
    def message(self) -> str:
        """One line for people."""
        if self.kept is None:
            return tr("Restored {database}", database=self.database)
        return tr(
            "Restored {database}; what was there is kept in {kept}",
            database=self.database,
            kept=self.kept,
        )


def open_database(
    url: str | Path,
    *,
    patience_s: float = 5.0,
    create: bool = True,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Database:
    """Open a database; create or upgrade it when needed.

    Args:
        create: Create it where there is none.

    Raises:
        StoreError: It is newer than this program, of another program, damaged, or out of
            reach; or there is none and ``create`` is off.
    """
    database = Database(url, patience_s=patience_s, clock=clock)
    try:
        number = stored_schema(database)
        if number is None and not create:
            raise StoreError(
                Kind.STORE_UNREACHABLE,
                tr("There is no database at {database}.", database=database),
            )
        if number is not None and number > inventory_tui.SCHEMA:
            raise newer(database, number)
        if number != inventory_tui.SCHEMA:
            _upgrade(database)
    except BaseException:
        database.close()
        raise
    return database


def identify(url: str | Path, *, patience_s: float = 5.0) -> dict[str, object]:
    """Say what a database is, without creating or upgrading it: its kind and schema number."""
    with closing(Database(url, patience_s=patience_s)) as database:
        kind = "sqlite" if database.is_sqlite else "postgresql"
        return {"kind": kind, "schema": stored_schema(database)}


def upgrade(url: str | Path, *, patience_s: float = 5.0) -> Upgraded:
    """Bring a database to this program's schema, or create it.

    Raises:
        StoreError: As `open_database`; nothing was changed.
    """
    with closing(Database(url, patience_s=patience_s)) as database:
        return _upgrade(database)


def backup(database: Database, file: str | Path) -> Backup:
    """Write the database as it is now into a new file, while others go on writing.

    Raises:
        Refused: ``would_overwrite``: there is such a file already; ``not_allowed``.
        StoreError: It cannot be written there.
    """
    target = Path(file).expanduser()
    with database.read(Permission.UPKEEP):
        pass
    if database.path is not None:
        copying.copy_sqlite(database.path, target)
    else:
        # imported here: only PostgreSQL needs it
        from inventory_tui.store.upkeep import postgres_copying

        whole = database.read(Permission.UPKEEP, whole=True)
        with whole as transaction, copying.new_file(target) as unfinished:
            postgres_copying.write_rows(transaction.connection, unfinished)
    return Backup(target, target.stat().st_size, inventory_tui.SCHEMA)


def restore(
    url: str | Path,
    file: str | Path,
    *,
    force: bool = False,
    patience_s: float = 5.0,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Restored:
    """Put a backup in the place of what a database holds.

    The backup is checked first, page by page; an older one is upgraded on its way.  What
    was there is kept: beside a SQLite file as ``NAME.replaced-YYYYMMDD-HHMMSS``, on
    PostgreSQL in a schema of that name.

    Args:
        force: Also over a database that holds data.

    Raises:
        Refused: ``not_a_backup``; ``would_overwrite``: the database holds data;
            ``not_allowed``.
        StoreError: The backup is newer than this program, or there is no room.  Nothing
            was changed.
    """
    origin = Path(file).expanduser()
    number = copying.check_sqlite(origin)
    with closing(Database(url, patience_s=patience_s, clock=clock)) as database:
        if number > inventory_tui.SCHEMA:
            raise newer(origin, number)
        if database.path is not None:
            kept = _restore_sqlite(database, database.path, origin, number, force)
        else:
            kept = _restore_postgres(database, origin, number, force)
        return Restored(str(database), number, kept)


def _restore_sqlite(
    database: Database, path: Path, origin: Path, number: int, force: bool
) -> str | None:
    is_damaged = False
    try:
        there = stored_schema(database)
        _refuse_stranger(database, there)
        holds = there is not None and holds_data(database)
    except StoreError as error:
        if error.kind is not Kind.STORE_CORRUPT:
            raise
        is_damaged, there, holds = True, None, True
    if there is not None and there > inventory_tui.SCHEMA:
        raise newer(database, there)
    if holds and not force:
        raise _would_overwrite(database)
    database.close()
    create_file(path)
    kept = copying.unused(path, f"replaced-{database.clock():%Y%m%d-%H%M%S}")
    with _of_this_schema(origin, number, path.parent) as prepared:
        if is_damaged:
            copying.put_aside(path, kept)
            create_file(path)
        copying.replace_sqlite(
            path,
            prepared,
            kept if holds and not is_damaged else None,
            patience_s=database.patience_s,
        )
    return str(kept) if holds else None


def _restore_postgres(database: Database, origin: Path, number: int, force: bool) -> str | None:
    # imported here: only PostgreSQL needs it
    from inventory_tui.store.upkeep import postgres_copying

    there = stored_schema(database)
    if there is not None and there > inventory_tui.SCHEMA:
        raise newer(database, there)
    _refuse_stranger(database, there)
    holds = there is not None and holds_data(database)
    if holds and not force:
        raise _would_overwrite(database)
    with _of_this_schema(origin, number, None) as prepared:
        return postgres_copying.replace(database, prepared, keep=holds)


@contextmanager
def _of_this_schema(origin: Path, number: int, beside: Path | None) -> Iterator[Path]:
    """Yield the backup, or an upgraded copy of an older one."""
    if number == inventory_tui.SCHEMA:
        yield origin
        return
    with tempfile.TemporaryDirectory(dir=beside, prefix=".restoring-") as directory:
        prepared = Path(directory) / origin.name
        copying.copy_sqlite(origin, prepared)
        with closing(Database(prepared)) as older:
            _upgrade(older)
        yield prepared


def _refuse_stranger(database: Database, schema: int | None) -> None:
    """Refuse who may not replace what is there (an older schema knows no people).

    Raises:
        Refused: ``not_allowed``.
    """
    if schema == inventory_tui.SCHEMA:
        with database.read(Permission.UPKEEP):
            pass


def _would_overwrite(database: Database) -> Refused:
    return Refused(
        Kind.WOULD_OVERWRITE,
        tr(
            "{database} holds data. With --force the backup takes its place, and what is "
            "there is kept.",
            database=database,
        ),
    )
