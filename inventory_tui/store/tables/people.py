"""Who may do what, and at which sources."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    text,
)

from inventory_tui.store.tables.schema import Id, Key, metadata, numbered

role = Table(
    "role",
    metadata,
    numbered(),
    Column("name", String(64), nullable=False),
    Column("name_key", Key, nullable=False, unique=True),
    Column("built_in", Boolean, nullable=False, server_default=text("false")),
    Column("version", Integer, nullable=False, server_default=text("1")),
)

role_permission = Table(
    "role_permission",
    metadata,
    Column("role_id", Id, ForeignKey("role.id"), primary_key=True),
    Column("permission", String(64), primary_key=True),
    sqlite_with_rowid=False,
)

person = Table(
    "person",
    metadata,
    numbered(),
    Column("login", String(64), nullable=False),
    Column("login_key", Key, nullable=False, unique=True),
    Column("name", String, nullable=False, server_default=""),
    Column("role_id", Id, ForeignKey("role.id"), nullable=False),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Index("person_role_id", "role_id"),
)

# the sources a person is confined to; none: all of them
person_source = Table(
    "person_source",
    metadata,
    Column("person_id", Id, ForeignKey("person.id"), primary_key=True),
    Column("source_id", Id, ForeignKey("source.id"), primary_key=True),
    sqlite_with_rowid=False,
)
