"""How SQLite would answer what the program asks: which index, and whether it sorts.

::

    with asked(database) as statements:
        browsing.count(database, query)
    assert "SCAN product" not in statements.plan("FROM product")
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from inventory_tui.store.database import Database
from inventory_tui.store.driver import Driver, Values


class Statements:
    """What was asked, in its order."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.sent: list[tuple[str, Any]] = []

    def remember(self, sql: str, values: Any) -> None:
        """Take in one statement."""
        self.sent.append((sql, values))

    def with_text(self, *texts: str) -> list[tuple[str, Any]]:
        """Those that hold all of these texts, whatever their letter case."""
        wanted = [text.lower() for text in texts]
        return [(sql, values) for sql, values in self.sent if _holds(sql.lower(), wanted)]

    def plans(self, *texts: str) -> list[list[str]]:
        """The plan of each of these, a step a line."""
        wanted = self.with_text(*texts)
        with self._database.read() as transaction:
            explain = transaction.connection.exec_driver_sql
            return [
                [row.detail for row in explain(f"explain query plan {sql}", values)]
                for sql, values in wanted
            ]


def _holds(sql: str, wanted: list[str]) -> bool:
    return all(text in sql for text in wanted)


@contextmanager
def asked(database: Database) -> Iterator[Statements]:
    """Collect what is asked of a database: through SQLAlchemy, and straight of its driver."""
    statements = Statements(database)
    run, write_each = Driver._run, Driver.write_each

    def heard(_c: object, _cursor: object, sql: str, values: Any, *_: object) -> None:
        statements.remember(sql, values)

    def running(driver: Driver, sql: str, values: Values) -> Any:
        statements.remember(driver.spelled(sql), values)
        return run(driver, sql, values)

    def writing_each(driver: Driver, sql: str, several: Sequence[Values]) -> int:
        statements.remember(driver.spelled(sql), several[0] if several else ())
        return write_each(driver, sql, several)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Driver, "_run", running)
        patch.setattr(Driver, "write_each", writing_each)
        event.listen(database.engine, "before_cursor_execute", heard)
        try:
            yield statements
        finally:
            event.remove(database.engine, "before_cursor_execute", heard)
