"""Statements as text, straight through the driver: what a till runs with every order.

SQLAlchemy takes ten times as long to send such a statement as SQLite to answer it.  So the
few that every order runs are written out; values go in and come back as the driver has them
(SQLite has numbers for truths, and text for moments).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

Values = Sequence[Any]
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Query(Generic[T_co]):
    """What is asked, and how what is found is read."""

    statement: str
    values: Values
    read: Callable[[list[tuple[Any, ...]]], T_co]


class Driver:
    """Runs text with ``?`` for values, in the transaction that is open."""

    __slots__ = ("_driven", "dialect", "is_sqlite")

    def __init__(self, connection: Connection) -> None:
        self.dialect: Any = connection.dialect
        self._driven: Any = connection.connection.dbapi_connection
        self.is_sqlite = connection.dialect.name == "sqlite"

    def rows(self, statement: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        found: list[tuple[Any, ...]] = self._run(statement, values).fetchall()
        return found

    def ask(self, query: Query[T]) -> T:
        """Return what a query finds, as it is read."""
        return query.read(self.rows(query.statement, query.values))

    def answers(self, *queries: tuple[str, Values]) -> list[list[tuple[Any, ...]]]:
        """Return what several queries find, one after another but asked all at once."""
        with self.together():
            asked = [self._run(*query) for query in queries]
        return [one.fetchall() for one in asked]

    @contextmanager
    def together(self) -> Iterator[None]:
        """Send what is written in here at once: on PostgreSQL it costs one round trip.

        Nothing else may be asked meanwhile, and how many rows were written is not known.  What
        is written together inside of it goes with it.
        """
        if self.is_sqlite or self._driven.pgconn.pipeline_status:
            yield
            return
        try:
            with self._driven.pipeline():
                yield
        except self.dialect.loaded_dbapi.Error as error:
            raise self._known(error, "several statements") from error

    def number(self, statement: str, values: Values = ()) -> int:
        """Return the one number that a statement answers with."""
        return int(self.rows(statement, values)[0][0])

    def write(self, statement: str, values: Values = ()) -> int:
        """Run a statement without an answer; return how many rows it wrote."""
        return int(self._run(statement, values).rowcount)

    def write_each(self, statement: str, several: Sequence[Values]) -> int:
        """Run a statement for each of these, in one go; return how many rows they wrote."""
        try:
            cursor = self._driven.cursor()
            cursor.executemany(self.spelled(statement), several)
        except self.dialect.loaded_dbapi.Error as error:
            raise self._known(error, statement) from error
        return int(cursor.rowcount)

    def among(self, values: Collection[Any], kind: str = "bigint") -> tuple[str, Values]:
        """Return the condition that a column is one of these, and the values it takes.

        Args:
            kind: What they are on PostgreSQL.
        """
        if self.is_sqlite:
            return f"in ({', '.join('?' * len(values))})", tuple(values)
        if len(values) == 1:  # one array after another would be planned anew each time
            return f"= ?::{kind}", tuple(values)
        return f"= any(?::{kind}[])", (list(values),)

    def moment(self, moment: datetime) -> Any:
        """A moment as `inventory_tui.store.types.UtcDateTime` stores it."""
        stored = moment.astimezone(UTC).replace(tzinfo=None)
        return stored.isoformat(" ", "microseconds") if self.is_sqlite else stored

    def read_moment(self, stored: Any) -> datetime:
        """A moment that `moment` stored."""
        moment = datetime.fromisoformat(stored) if self.is_sqlite else stored
        return moment.replace(tzinfo=UTC)

    def spelled(self, statement: str) -> str:
        """A statement with the marks for values that the driver knows."""
        return statement if self.is_sqlite else _marked(statement)

    def _run(self, statement: str, values: Values) -> Any:
        try:
            return self._driven.execute(self.spelled(statement), values)
        except self.dialect.loaded_dbapi.Error as error:
            raise self._known(error, statement) from error

    def _known(self, error: Exception, statement: str) -> BaseException:
        """An error as everybody else's statements raise it."""
        base = self.dialect.loaded_dbapi.Error
        return DBAPIError.instance(
            statement, None, error, base, hide_parameters=True, dialect=self.dialect
        )


@lru_cache(maxsize=512)
def _marked(statement: str) -> str:
    return statement.replace("%", "%%").replace("?", "%s")
