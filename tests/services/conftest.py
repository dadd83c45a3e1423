"""What tests of services share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import event

from inventory_tui.store.database import Database
from inventory_tui.store.driver import Driver, Values


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, database: Database) -> list[str]:
    """Every statement that is sent."""
    sent: list[str] = []
    run, run_each = Driver._run, Driver.write_each

    def note(driver: Driver, statement: str, values: Values) -> Any:
        sent.append(statement)
        return run(driver, statement, values)

    def note_each(driver: Driver, statement: str, several: Sequence[Values]) -> int:
        sent.append(statement)
        return run_each(driver, statement, several)

    monkeypatch.setattr(Driver, "_run", note)
    monkeypatch.setattr(Driver, "write_each", note_each)
    event.listen(
        database.engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_: sent.append(statement),
    )
    return sent
