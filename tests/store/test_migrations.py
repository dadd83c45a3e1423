"""The schema the steps make is the schema the program's tables describe."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from inventory_tui import SCHEMA
from inventory_tui.store import tables
from inventory_tui.store.database import Database, schema_number
from inventory_tui.store.tables.whole import metadata


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based")
def test_the_steps_make_the_tables_of_this_program(database: Database) -> None:
    with database.engine.connect() as connection:
        opts = {"compare_type": True, "include_name": _is_no_search}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, metadata) == []
        assert schema_number(connection) == SCHEMA


def _is_no_search(name: str | None, kind: str, _parents: object) -> bool:
    """The index of labels is no table of ours; what it finds is tested with the filter."""
    return not (name or "").startswith(("product_text", "product_trigram"))


def test_checks_are_made_as_well(database: Database) -> None:
    named = {
        constraint.name
        for table in metadata.sorted_tables
        for constraint in table.constraints
        if constraint.name and type(constraint).__name__ == "CheckConstraint"
    }
    with database.engine.connect() as connection:
        stored = {
            check["name"]
            for table in metadata.sorted_tables
            for check in connection.dialect.get_check_constraints(connection, table.name)
        }
    assert named <= stored


def test_every_table_is_found_by_its_name() -> None:
    for table in metadata.sorted_tables:
        assert getattr(tables, table.name) is table
    with pytest.raises(AttributeError, match="no table"):
        tables.nothing  # noqa: B018
