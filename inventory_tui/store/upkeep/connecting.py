"""What becomes of a connection when it is made, begun on, and taken from the pool."""

from __future__ import annotations

from time import monotonic
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from inventory_tui.store.driver import Driver

_SURE_S = 1.0  # how long we trust a connection without asking
_PAGES_OF_DEEDS_KIB = 2_000  # as SQLite has it
_PAGES_OF_QUESTIONS_KIB = 400  # the system keeps the rest of the file at hand
_STRANGE = (
    "select 1 from sqlite_schema where not exists"
    " (select 1 from sqlite_schema where name = 'alembic_version') limit 1"
)


def watch(engine: Engine) -> None:
    """Make the connections of a database what `inventory_tui.store.database` says."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite_connection)
        event.listen(engine, "begin", _begin_sqlite_transaction)
    else:
        event.listen(engine, "checkin", _remember_use)
        event.listen(engine, "checkout", _refuse_dead_connection)


def leave_syncing(engine: Engine) -> None:
    """Let the deeds of a SQLite file not be synced one by one."""
    event.listen(engine, "connect", _leave_syncing)


def keep_few_pages(engine: Engine) -> None:
    """Let questions keep little of a SQLite file in memory; deeds as much as ever."""
    event.listen(engine, "begin", _bound_pages)


def _prepare_sqlite_connection(dbapi_connection: Any, _record: object) -> None:
    dbapi_connection.isolation_level = None  # we say BEGIN ourselves, below
    if dbapi_connection.execute(_STRANGE).fetchone():
        return  # a database of another program is refused, and stays as it is
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "temp_store = FILE",  # sorts a million rows in a third of the time, in little memory
        "journal_size_limit = 67108864",
        "wal_autocheckpoint = 2000",  # a log that has not to grow is synced sooner
    ):
        dbapi_connection.execute(f"PRAGMA {pragma}")


def _remember_use(_dbapi_connection: object, record: ConnectionPoolEntry) -> None:
    record.info["used"] = monotonic()


def _refuse_dead_connection(
    dbapi_connection: Any, record: ConnectionPoolEntry, _proxy: object
) -> None:
    """Ask whether the server is still there, unless it answered a moment ago."""
    if monotonic() - record.info.get("used", monotonic()) > _SURE_S:
        try:
            dbapi_connection.execute("select 1")
            dbapi_connection.rollback()
        except dbapi_connection.Error as error:
            raise DisconnectionError from error


def _leave_syncing(dbapi_connection: Any, _record: object) -> None:
    dbapi_connection.execute("PRAGMA synchronous = NORMAL")


def _begin_sqlite_transaction(connection: Connection) -> None:
    """Take the write lock up front: a late upgrade fails at once instead of waiting."""
    writes = connection.get_execution_options().get("inventory_writes", False)
    Driver(connection).write("BEGIN IMMEDIATE" if writes else "BEGIN")


def _bound_pages(connection: Connection) -> None:
    writes = connection.get_execution_options().get("inventory_writes", False)
    kib = _PAGES_OF_DEEDS_KIB if writes else _PAGES_OF_QUESTIONS_KIB
    Driver(connection).write(f"PRAGMA cache_size = -{kib}")
