"""The schema the steps make is the schema the program's tables describe."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from inventory_tui import SCHEMA
from inventory_tui.store import tables
from inventory_tui.store.database import Database, schema_number


def test_the_steps_make_the_tables_of_this_program(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []
        assert schema_number(connection) == SCHEMA


def test_checks_are_made_as_well(database: Database) -> None:
    named = {
        constraint.name
        for table in tables.metadata.sorted_tables
        for constraint in table.constraints
        if constraint.name and type(constraint).__name__ == "CheckConstraint"
    }
    with database.engine.connect() as connection:
        stored = {
            check["name"]
            for table in tables.metadata.sorted_tables
            for check in connection.dialect.get_check_constraints(connection, table.name)
        }
    assert named <= stored
