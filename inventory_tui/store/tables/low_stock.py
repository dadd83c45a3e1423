"""What is done when stock runs low."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from inventory_tui.store.tables.schema import Id, metadata, numbered
from inventory_tui.store.types import UtcDateTime

# the products that have an action, and whether their next crossing is waited for
low_watch = Table(
    "low_watch",
    metadata,
    Column("product_id", Id, ForeignKey("product.id"), primary_key=True),
    Column("action", String(64), nullable=False),
    Column("armed", Boolean, nullable=False, server_default=text("true")),
    sqlite_with_rowid=False,
)

# one crossing: written by the deed that caused it, answered after it
low_crossing = Table(
    "low_crossing",
    metadata,
    numbered(),
    Column("product_id", Id, ForeignKey("product.id"), nullable=False),
    Column("action", String(64), nullable=False),
    Column("operation_id", Id, ForeignKey("operation.id"), nullable=False),
    Column("available", BigInteger, nullable=False),
    Column("threshold", BigInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    # by the process that answers it; where that ended meanwhile another may, after a while
    Column("claimed_at", UtcDateTime),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("error", Text, nullable=False, server_default=""),
    Index("low_crossing_product_id", "product_id"),
)

# the inbox
notice = Table(
    "notice",
    metadata,
    numbered(),
    Column("at", UtcDateTime, nullable=False),
    Column("product_id", Id, ForeignKey("product.id")),
    Column("text", Text, nullable=False),
    Column("operation_id", Id, ForeignKey("operation.id")),
    Column("read_at", UtcDateTime),
    Column("read_by", String, nullable=False, server_default=""),
)
