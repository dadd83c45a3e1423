"""What deeds on many products cost: statements by the deed, look-ups by the row, no scans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from inventory_tui.domain.bulk import Assign, Request, SetMany, Transfer, Unassign
from inventory_tui.domain.history import Cause
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.keeping import undoing
from inventory_tui.services.quantities import bulk
from inventory_tui.store.database import Database
from tests.plans import asked
from tests.world import World

PLANNED = re.compile(r"\s*(select|update|delete|insert into (?!operation\b))", re.IGNORECASE)
"""A new operation is named by nothing yet; its plan lists the look-up all the same."""
WHOLE_TABLE = re.compile(
    r"SCAN (product|source_item|leaving|arriving|stock_level|movement|reservation)\b"
)
DEEDS: tuple[Request, ...] = (
    Assign(("dallas",)),
    SetMany("berlin", quantity=Quantity.parse("9")),
    Transfer("berlin", "dallas"),
    Transfer("berlin", "dallas", unassign_origin=True),
    Unassign(("berlin",)),
)


@pytest.fixture
def ids(world: World) -> list[int]:
    """Sixty products at two sources of two stocks."""
    world.sources("berlin", "paris", "dallas")
    world.stock("EU", "berlin", "paris", channels=["eu"])
    world.stock("US", "dallas", channels=["us"])
    return world.products(*(f"MH{number:02}" for number in range(60)), berlin=4, paris=1)


@contextmanager
def walked(database: Database) -> Iterator[list[str]]:
    """The steps of SQLite's plans that go through a whole large table meanwhile."""
    steps: list[str] = []

    def explain(_: object, cursor: Any, statement: str, parameters: Any, *__: object) -> None:
        if PLANNED.match(statement) and not isinstance(parameters, list):
            plan = cursor.connection.execute(f"explain query plan {statement}", parameters)
            steps.extend(
                f"{step} in {statement}" for *_, step in plan if WHOLE_TABLE.match(step)
            )

    event.listen(database.engine, "before_cursor_execute", explain)
    yield steps
    event.remove(database.engine, "before_cursor_execute", explain)


def do_and_undo(database: Database, ids: list[int], request: Request, cause: Cause) -> None:
    """Look at what a deed would do, do it, and take it back."""
    bulk.plan(database, ids, request)
    receipt = bulk.perform(database, ids, request, cause=cause)
    assert receipt.operation is not None
    undoing.undo(database, receipt.operation, cause=cause)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_more_products_take_no_more_statements(
    database: Database, ids: list[int], cause: Cause, deed: Request
) -> None:
    with asked(database) as for_a_few:
        do_and_undo(database, ids[:5], deed, cause)
    with asked(database) as for_many:
        do_and_undo(database, ids, deed, cause)
    assert len(for_many.sent) == len(for_a_few.sent)


@pytest.mark.parametrize("deed", DEEDS, ids=str)
def test_a_deed_on_some_products_walks_through_no_large_table(
    database: Database, ids: list[int], cause: Cause, deed: Request
) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL walks through what it knows to be small")
    with walked(database) as steps:
        do_and_undo(database, ids[:5], deed, cause)
    assert not steps
