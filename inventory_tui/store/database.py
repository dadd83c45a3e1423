"""Connections and transactions: the only place that knows which database it is.

Python's sqlite3 would begin transactions late and silently lose updates, so SQLite gets its
own ``BEGIN``: deferred for a question, ``IMMEDIATE`` for a deed, which queues writers up
front instead of failing them half-way.

On PostgreSQL a deed locks the rows of the products it concerns, in id order
(`Transaction.lock_products`): the product row is the lock for everything kept of a product,
so opposite transfers queue up instead of deadlocking.  A deed that rewrites rows of *all*
products (a global setting, a stock's sources) takes the advisory lock exclusively, every
other deed shares it.  On SQLite the one write lock does both.
"""

from __future__ import annotations

import copy
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from inventory_tui.domain.errors import Kind, StoreError
from inventory_tui.login import login_name
from inventory_tui.store.driver import Driver
from inventory_tui.store.people.guard import Guard
from inventory_tui.store.refusals import explained, no_text, refuse_other_schema
from inventory_tui.store.transaction import Transaction
from inventory_tui.store.upkeep.addresses import (
    parse_url,
    refuse_network_file_system,
    without_password,
)
from inventory_tui.store.upkeep.connecting import keep_few_pages, leave_syncing, watch
from inventory_tui.store.upkeep.queueing import turn
from inventory_tui.store.upkeep.settling import settled
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.domain.permissions import Permission

__all__ = ["WRITES", "Database", "Transaction", "schema_number"]

_VERSION = "select version_num, false from alembic_version"
_SCHEMA = "select version_num, exists (select 1 from person) from alembic_version"
"""What every deed asks first: the schema, and whether anybody is known."""

WRITES = 0x1_57_0C  # the advisory lock every deed shares, PostgreSQL only


class Database:
    """Hands out transactions.  Safe to share between threads."""

    def __init__(
        self,
        url: str | Path,
        *,
        patience_s: float = 5.0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        login: str | None = None,
    ) -> None:
        """Prepare connections to ``url``: a SQLAlchemy URL, or the path of a SQLite file.

        Nothing is opened yet; see `inventory_tui.store.upkeep.upgrading` for creating and
        upgrading what is there.

        Args:
            login: Whose eyes it is read with, and who does deeds whose cause has no login;
                None: the account of this process.

        Raises:
            StoreError: The URL is none we can open, or names a network file system.
        """
        self.url = parse_url(url)
        self._path = self.path
        self.patience_s = patience_s
        self.clock = clock
        self.login = login_name() if login is None else login
        self._by_program = False
        self.rehearses = False
        """Whether deeds are only tried: each runs whole and is rolled back at its end."""
        self.language = ""
        """Of whoever looks, such as ``de``: what has a name in it is shown by that; empty: by
        the name that was first written."""
        self.crossed = threading.Event()
        """Set when a deed brought watched products low: what is to be done then waits."""
        # errors end in logs, and values may be names of customers
        options: dict[str, Any] = {"hide_parameters": True}
        if self.is_sqlite:
            refuse_network_file_system(self.path)
            options["connect_args"] = {"timeout": patience_s}
        else:
            options["connect_args"] = {
                "connect_timeout": max(1, round(patience_s)),
                "keepalives_idle": 10,
                "keepalives_interval": 5,
                "keepalives_count": 3,
                "options": (
                    f"-c lock_timeout={round(patience_s * 1000)}"
                    " -c idle_in_transaction_session_timeout=30000"
                    " -c synchronous_commit=on"
                ),
            }
        try:
            self.engine: Engine = create_engine(self.url, **options)
        except (ArgumentError, ImportError) as error:
            raise StoreError(
                Kind.STORE_UNREACHABLE,
                tr("{database} cannot be opened: {error}.", database=self, error=error)
                + (
                    tr(" Install it with: pip install 'inventory-tui[postgres]'")
                    if isinstance(error, ImportError)
                    else ""
                ),
            ) from error
        self._writing = self.engine.execution_options(inventory_writes=True)
        watch(self.engine)

    def __str__(self) -> str:
        """Where it is, without its password."""
        return str(self.path) if self.path else without_password(self.url)

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a local file."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def path(self) -> Path | None:
        """The SQLite file; None on PostgreSQL."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    def at(self, clock: Callable[[], datetime]) -> Database:
        """Open it once more with another clock, for deeds that are made up.

        On SQLite they are not synced one by one; a ``write(repeatable=True)`` syncs them.
        """
        url = self.url.render_as_string(hide_password=False)
        database = Database(url, patience_s=self.patience_s, clock=clock, login=self.login)
        if self.is_sqlite:
            leave_syncing(database.engine)
        return database

    def seen_by(self, login: str) -> Database:
        """The same database, with the same connections, as another person sees it."""
        other = copy.copy(self)
        other.login = login
        return other

    def as_program(self) -> Database:
        """The same database, for what the program does by itself: expiry, dates, messages,
        answers to low stock.  Nobody's rights are asked and nothing is hidden, whoever's
        terminal it is that gets round to it."""
        other = copy.copy(self)
        other._by_program = True
        return other

    def keep_few_pages(self) -> None:
        """Hold little of a SQLite file in memory while nothing is written: a list shows a
        screen of rows, and the next screen's lie elsewhere."""
        if self.is_sqlite:
            keep_few_pages(self.engine)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def read(
        self, *needed: Permission, whole: bool = False, by_program: bool = False
    ) -> Iterator[Transaction]:
        """A consistent view of the data, as far as who asks may see it; writes made in it
        are never kept.

        Args:
            needed: What who asks has to hold.
            whole: It is worked out from what lies at all sources, so nothing is hidden.
            by_program: It is nobody's question but the program's own, such as whether the
                database is one at all: nobody's rights are asked, nothing is hidden.

        Raises:
            Refused: ``not_allowed``: who asks is not known here, was switched off, or does
                not hold what is needed.
        """
        with self.translated_errors(), self.engine.connect() as connection:
            if not self.is_sqlite:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            connection.begin()  # also for what goes straight through the driver
            guard = Guard(
                connection,
                self.login,
                anybody=False if by_program or self._by_program else None,
            )
            guard.admit(needed, whole=whole)
            yield Transaction(connection, self.clock(), guard, self.language)

    @contextmanager
    def write(self, *, whole: bool = False, repeatable: bool = False) -> Iterator[Transaction]:
        """All or nothing: commits on leaving, rolls back on any exception.

        Args:
            whole: The deed rewrites rows of all products; no other deed runs beside it.
            repeatable: A big import that could be sent again: synced once, at its end,
                instead of at its commit (SQLite).

        Raises:
            StoreBusy: Another writer held the database longer than the patience.
            StoreError: The database is read-only, full, corrupt, gone, or its schema was
                upgraded by a newer program meanwhile.
        """
        crossed = 0
        with (
            self.translated_errors(),
            self._writing.connect() as connection,  # before our turn, which others wait for
            turn(self._path, self.patience_s),
            settled(connection, self._path, repeatable=repeatable),
            connection.begin(),
        ):
            found, settings = self._asked_first(Driver(connection), whole=whole)
            refuse_other_schema(found)
            guard = Guard(connection, self.login, anybody=bool(found[0][1]))
            transaction = Transaction(connection, self.clock(), guard, self.language)
            if settings is not None:
                transaction.options.take(settings)
            yield transaction
            guard.settle()
            crossed = transaction.note_crossings()
            if self.rehearses:
                connection.rollback()
        if crossed and not self.rehearses:
            self.crossed.set()

    def _asked_first(
        self, driver: Driver, *, whole: bool
    ) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]] | None]:
        """What `_SCHEMA` finds once it is our turn, and the settings where they come along."""
        asked = _VERSION if self._by_program else _SCHEMA
        if self.is_sqlite:
            return driver.rows(asked), None
        lock = f"select pg_advisory_xact_lock{'' if whole else '_shared'}({WRITES})"
        if self._by_program:
            return driver.answers((lock, ()), (asked, ()))[1], None
        # a terminal that only reads does without
        from inventory_tui.store.options import STORED

        _, found, settings = driver.answers((lock, ()), (asked, ()), (STORED, ()))
        return found, settings

    @contextmanager
    def translated_errors(self) -> Iterator[None]:
        """Turn what drivers raise into sentences."""
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:
            raise explained(error, str(self)) from error
        except UnicodeEncodeError as error:
            if error.reason != "surrogates not allowed":
                raise
            raise no_text() from error


def schema_number(connection: Connection) -> int | None:
    """Return the number of the stored schema; None where there is none yet."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    number = connection.execute(text("select version_num from alembic_version")).scalar()
    if number is not None and not str(number).isdecimal():
        raise StoreError(
            Kind.STORE_CORRUPT,
            tr(
                "This is a database of another program (its schema is {number!r}); name "
                "another.",
                number=str(number),
            ),
        )
    return None if number is None else int(number)
