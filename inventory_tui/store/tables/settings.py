"""Settings, and the views that people keep."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from inventory_tui.store.tables.schema import Id, Key, metadata, numbered

setting = Table(
    "setting",
    metadata,
    numbered(),
    Column("key", String(64), nullable=False),
    Column("channel_id", Id, ForeignKey("channel.id")),
    Column("value", Text, nullable=False),
    UniqueConstraint("key", "channel_id"),
)

saved_view = Table(
    "saved_view",
    metadata,
    numbered(),
    Column("owner", String, nullable=False),
    Column("list", String(16), nullable=False),
    Column("name", String, nullable=False),
    Column("name_key", Key, nullable=False),
    Column("definition", Text, nullable=False),
    UniqueConstraint("owner", "list", "name_key"),
)

# names and descriptions in other languages than the one they were first written in
translation = Table(
    "translation",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("subject_id", Id, primary_key=True),
    Column("field", String(32), primary_key=True),
    Column("language", String(16), primary_key=True),
    Column("text", Text, nullable=False),
    sqlite_with_rowid=False,
)
