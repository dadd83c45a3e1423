"""``INSERT … ON CONFLICT``, which SQLite and PostgreSQL write alike but SQLAlchemy apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import Connection, Table

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

Upsert: TypeAlias = "sqlite.Insert | postgresql.Insert"


def upsert(connection: Connection, table: Table) -> Upsert:
    """Return an insert for this database that knows ``on_conflict_do_update``."""
    # imported here: a program speaks to one of them, and the other takes long to import
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table)
