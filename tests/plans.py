"""How SQLite would answer what the program asks: which index, and whether it sorts.

::

    with asked(database) as statements:
        browsing.count(database, query)
    assert "SCAN product" not in statements.plan("FROM product")
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from inventory_tui.store.database import Database


class Statements:
    """What was asked, in its order."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.sent: list[tuple[str, Any]] = []

    def remember(self, _c: object, _cursor: object, sql: str, values: Any, *_: object) -> None:
        """Take in one statement, as the driver gets it."""
        self.sent.append((sql, values))

    def with_text(self, *texts: str) -> list[tuple[str, Any]]:
        """Those that hold all of these texts."""
        return [(sql, values) for sql, values in self.sent if all(one in sql for one in texts)]

    def plans(self, *texts: str) -> list[list[str]]:
        """The plan of each of these, a step a line."""
        wanted = self.with_text(*texts)
        with self._database.read() as transaction:
            explain = transaction.connection.exec_driver_sql
            return [
                [row.detail for row in explain(f"explain query plan {sql}", values)]
                for sql, values in wanted
            ]


@contextmanager
def asked(database: Database) -> Iterator[Statements]:
    """Collect what is asked of a database."""
    statements = Statements(database)
    event.listen(database.engine, "before_cursor_execute", statements.remember)
    try:
        yield statements
    finally:
        event.remove(database.engine, "before_cursor_execute", statements.remember)
