"""Creating a database and bringing an older one to this program's schema.

A database of this schema is opened without loading Alembic.  An older SQLite file is copied
to ``NAME.before-N`` first (N: its schema number); then, on both databases, all steps run in
one transaction under the lock every writer needs.  So of two programs that start at once
one upgrades while the other waits and finds it done, and one that is killed half-way leaves
the old schema whole.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, inspect, select

import inventory_tui
from inventory_tui.domain.errors import Kind, StoreBusy, StoreError
from inventory_tui.domain.history import Deed
from inventory_tui.store import tables
from inventory_tui.store.database import WRITES, Database, schema_number
from inventory_tui.store.upkeep.copying import copy_sqlite, rights_of
from inventory_tui.store.upkeep.settling import bring_back
from inventory_tui.wording import tr

STEPS = "inventory_tui.store:migrations"
"""Where Alembic finds the steps."""

PATIENCE_S = 600.0
"""How long to wait for another program that is upgrading."""


@dataclass(frozen=True, slots=True)
class Upgraded:
    """What an upgrade came to; ``before`` equals ``after`` when there was nothing to do."""

    before: int | None
    """The stored schema number; None: the database was created."""
    after: int
    kept: Path | None = None
    """The copy made before."""


def stored_schema(database: Database) -> int | None:
    """Return the stored schema number, None where nothing is stored yet.

    Raises:
        StoreError: It is out of reach, damaged, or of another program.
    """
    if database.path is not None and _is_missing(database.path):
        return None
    with database.read(by_program=True) as transaction:
        number = schema_number(transaction.connection)
        if number is None:
            _refuse_strangers(database, transaction.connection)
        return number


def upgrade(database: Database) -> Upgraded:
    """Create the schema where there is none, or run the steps that are missing.

    Raises:
        StoreError: ``schema_newer``: a newer program wrote it; or it is out of reach,
            damaged, read-only, full, or of another program.  Nothing was changed.
        StoreBusy: Another program held it for longer than `PATIENCE_S`.
    """
    if database.path is not None:
        create_file(database.path)
    with _upgrading(database) as connection:
        before = schema_number(connection)
        if before is None:
            _refuse_strangers(database, connection)
        elif before > inventory_tui.SCHEMA:
            raise newer(database, before)
        elif before == inventory_tui.SCHEMA:
            return Upgraded(before, before)
        kept = None
        if database.path is not None and before is not None:
            kept = database.path.with_name(f"{database.path.name}.before-{before}")
            # nobody can write meanwhile: the copy is what the steps start from
            copy_sqlite(database.path, kept, replace=True, mode=rights_of(database.path))
        run_steps(connection)
    return Upgraded(before, inventory_tui.SCHEMA, kept)


def holds_data(database: Database) -> bool:
    """Whether anything was put into a database beyond what every new one has."""
    with database.read(by_program=True) as transaction:
        execute = transaction.connection.execute
        if execute(select(tables.source.c.id).offset(1).limit(1)).first() is not None:
            return True
        return any(
            execute(select(table.c.id).limit(1)).first() is not None
            for table in (tables.operation, tables.product)
        )


def was_made_by(database: Database, deed: Deed) -> bool:
    """Whether the history holds a deed of this kind."""
    with database.read() as transaction:
        of_kind = tables.operation.c.deed == deed.value
        query = select(tables.operation.c.id).where(of_kind).limit(1)
        return transaction.connection.execute(query).first() is not None


def newer(what: Database | Path, number: int) -> StoreError:
    """The refusal to touch what a newer program wrote."""
    return StoreError(
        Kind.SCHEMA_NEWER,
        tr(
            "{what} has schema {number}, this program knows up to {known}. "
            "Upgrade the program: pipx upgrade inventory-tui.",
            what=what,
            number=number,
            known=inventory_tui.SCHEMA,
        ),
    )


def run_steps(connection: Connection) -> None:
    """Bring the tables of an open transaction to this program's schema."""
    # imported here: loading Alembic takes longer than opening a database
    from alembic import command
    from alembic.config import Config

    steps = Config()
    steps.set_main_option("script_location", STEPS)
    steps.attributes["connection"] = connection
    command.upgrade(steps, "head")
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("pragma foreign_key_check").fetchone()
        if broken is not None:
            raise StoreError(
                Kind.STORE_CORRUPT,
                tr(
                    "The upgrade was taken back: a row of {table} points to none of "
                    "{points_to}. Restore a backup.",
                    table=broken[0],
                    points_to=broken[2],
                ),
            )


@contextmanager
def _upgrading(database: Database) -> Iterator[Connection]:
    """The one transaction of an upgrade, alone with the database."""
    with database.translated_errors():
        connection = _connected(database)
        try:
            sqlite = connection.connection.driver_connection
            if isinstance(sqlite, sqlite3.Connection):
                # steps that copy a table would otherwise trip over references to it
                sqlite.execute("pragma foreign_keys = off")
                sqlite.execute(f"pragma busy_timeout = {round(PATIENCE_S * 1000)}")
            with connection.begin():
                if not database.is_sqlite:
                    connection.exec_driver_sql(
                        f"set local lock_timeout = {round(PATIENCE_S * 1000)}"
                    )
                    connection.exec_driver_sql(f"select pg_advisory_xact_lock({WRITES})")
                yield connection
            if isinstance(sqlite, sqlite3.Connection):
                bring_back(sqlite)
        finally:
            connection.detach()  # never back into the pool with these pragmas
            connection.close()


def _connected(database: Database) -> Connection:
    """Connect for writing; a file that another program creates right now is waited for."""
    deadline = time.monotonic() + max(database.patience_s, 5.0)
    while True:
        try:
            with database.translated_errors():
                return database.engine.execution_options(inventory_writes=True).connect()
        except StoreBusy:
            # turning a new file to WAL asks for it alone, without SQLite's own patience
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def create_file(path: Path) -> None:
    """Make the file and its directory, for their owner alone, where they are missing."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        raise StoreError(
            Kind.STORE_UNREACHABLE,
            tr(
                "{path} cannot be created: {why}.",
                path=path,
                why=(error.strerror or str(error)).lower(),
            ),
        ) from error


def _is_missing(path: Path) -> bool:
    try:
        return path.stat().st_size == 0
    except FileNotFoundError:
        return True
    except OSError as error:
        raise StoreError(
            Kind.STORE_UNREACHABLE,
            tr(
                "{path} cannot be opened: {why}.",
                path=path,
                why=(error.strerror or str(error)).lower(),
            ),
        ) from error


def _refuse_strangers(database: Database, connection: Connection) -> None:
    """Tables of another program are no place to create ours among."""
    there = set(inspect(connection).get_table_names())
    from inventory_tui.store.tables.whole import metadata

    others = there if database.is_sqlite else there & metadata.tables.keys()
    if others:
        raise StoreError(
            Kind.STORE_CORRUPT,
            tr(
                "{database} is a database of another program (it has a table "
                "{table!r}); name another.",
                database=database,
                table=min(others),
            ),
        )
