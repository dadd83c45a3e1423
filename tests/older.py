"""Databases as programs of older schemas left them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

import inventory_tui
from inventory_tui.services.keeping import keeping
from inventory_tui.store import migrations, refusals
from inventory_tui.store.database import Database
from inventory_tui.store.upkeep import upgrading

Contents = dict[str, tuple[tuple[str, ...], list[tuple[object, ...]]]]
"""Table → its columns and its rows, in the order of their first columns."""


def make_older(url: str, schema: int, content: str, scratch: Path) -> Contents:
    """Make a database with the first ``schema`` steps, fill it, and return all it holds.

    Args:
        content: SQL statements, each ended by a semicolon.
        scratch: A folder of the test's own.
    """
    steps = scratch / "steps"
    shutil.copytree(Path(migrations.__file__).parent, steps)
    for step in (steps / "versions").glob("*.py"):
        if int(step.name[:4]) > schema:
            step.unlink()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inventory_tui, "SCHEMA", schema)
        patch.setattr(refusals, "SCHEMA", schema)
        patch.setattr(upgrading, "STEPS", str(steps))
        database = keeping.open_database(url)
        with database.as_program().write() as transaction:
            for statement in content.split(";")[:-1]:
                transaction.connection.execute(text(statement))
        held = contents(database)
        database.close()
    return held


def contents(database: Database, like: Contents | None = None) -> Contents:
    """Return what every table holds.

    Args:
        like: Only these tables and columns.
    """
    with database.as_program().read() as transaction:
        connection = transaction.connection
        if like is None:
            inspector = inspect(connection)
            like = {
                table: (tuple(column["name"] for column in inspector.get_columns(table)), [])
                for table in inspector.get_table_names()
                if not table.startswith(("product_text", "product_trigram", "alembic"))
            }
        return {
            table: (
                columns,
                sorted(
                    (
                        tuple(row)
                        for row in connection.execute(
                            text(f"select {', '.join(columns)} from {table}")
                        )
                    ),
                    key=repr,
                ),
            )
            for table, (columns, _) in like.items()
        }
