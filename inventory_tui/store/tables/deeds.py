"""The history: deeds, the goods each moved, the fields each changed."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    text,
)

from inventory_tui.store.tables.schema import Id, metadata, numbered
from inventory_tui.store.types import UtcDateTime

operation = Table(
    "operation",
    metadata,
    numbered(),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", String, nullable=False),
    Column("login", String, nullable=False, server_default=""),
    Column("deed", String(32), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("summary", Text, nullable=False, server_default=""),
    Column("units", BigInteger, nullable=False, server_default=text("0")),
    Column("counts", Text, nullable=False, server_default="{}"),
    Column("order_id", Id),
    Column("undoes", Id, ForeignKey("operation.id")),
    Column("undone_by", Id, ForeignKey("operation.id")),
    Index("operation_at", "at"),
    Index("operation_actor_id", "actor", "id"),
    Index("operation_deed_id", "deed", "id"),
    Index("operation_order_id", "order_id"),
    sqlite_autoincrement=True,
)

movement = Table(
    "movement",
    metadata,
    Column("operation_id", Id, ForeignKey("operation.id"), primary_key=True),
    Column("product_id", Id, primary_key=True),
    Column("source_id", Id, primary_key=True),
    # null: there was, or is, no row
    Column("quantity_before", BigInteger),
    Column("quantity_after", BigInteger),
    Column("in_stock_before", Boolean),
    Column("in_stock_after", Boolean),
    Column("notify_before", BigInteger),
    Column("notify_after", BigInteger),
    Index("movement_product_id_operation_id", "product_id", "operation_id"),
    sqlite_with_rowid=False,
)

# safety stock and states of source items, as ``movement`` has their quantities
aside_movement = Table(
    "aside_movement",
    metadata,
    Column("operation_id", Id, ForeignKey("operation.id"), primary_key=True),
    Column("product_id", Id, primary_key=True),
    Column("source_id", Id, primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("before", BigInteger, nullable=False),
    Column("after", BigInteger, nullable=False),
    Index("aside_movement_product_id_operation_id", "product_id", "operation_id"),
    sqlite_with_rowid=False,
)

change = Table(
    "change",
    metadata,
    numbered(),
    Column("operation_id", Id, ForeignKey("operation.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("subject_id", Id, nullable=False),
    Column("subject", String, nullable=False),
    Column("field", String(64), nullable=False),
    Column("before", Text),
    Column("after", Text),
    # the product it is about, where its subject is something else: what comes, or is sent
    Column("product_id", Id),
    Index("change_operation_id", "operation_id"),
    Index("change_kind_subject_id", "kind", "subject_id"),
)
