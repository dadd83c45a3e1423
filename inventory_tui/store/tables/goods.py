"""Goods that are coming: from suppliers, and on the road between sources."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from inventory_tui.store.tables.schema import Id, Key, metadata, numbered
from inventory_tui.store.types import UtcDateTime

incoming = Table(
    "incoming",
    metadata,
    numbered(),
    Column("erc", String(75), nullable=False),
    Column("erc_key", Key, nullable=False, unique=True),
    # the number on the supplier's papers; what has the same one arrives together
    Column("delivery", String(64), nullable=False, server_default=""),
    Column("delivery_key", Key, nullable=False, server_default=""),
    Column("product_id", Id, ForeignKey("product.id"), nullable=False),
    Column("source_id", Id, ForeignKey("source.id"), nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("received", BigInteger, nullable=False, server_default=text("0")),
    # of what was received, and of what never came
    Column("damaged", BigInteger, nullable=False, server_default=text("0")),
    Column("short", BigInteger, nullable=False, server_default=text("0")),
    Column("expected_on", String(10), nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    # proposed by the program, until somebody orders it
    Column("draft", Boolean, nullable=False, server_default=text("false")),
    Column("closed_by", Id, ForeignKey("operation.id")),
    Column("version", Integer, nullable=False, server_default=text("1")),
    CheckConstraint(
        "quantity > 0 and received >= 0 and short >= 0 and damaged between 0 and received",
        name="amounts",
    ),
    Index("incoming_delivery_key", "delivery_key"),
)

transfer = Table(
    "transfer",
    metadata,
    numbered(),
    Column("origin_id", Id, ForeignKey("source.id"), nullable=False),
    Column("destination_id", Id, ForeignKey("source.id"), nullable=False),
    Column("status", String(16), nullable=False),
    Column("operation_id", Id, ForeignKey("operation.id"), nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("sent_by", String, nullable=False),
    Column("expected_on", String(10), nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
    Column("version", Integer, nullable=False, server_default=text("1")),
    CheckConstraint("status in ('sent', 'received', 'cancelled')", name="status"),
    CheckConstraint("origin_id <> destination_id", name="ends"),
    Index("transfer_status_id", "status", "id"),
)

transfer_line = Table(
    "transfer_line",
    metadata,
    Column("transfer_id", Id, ForeignKey("transfer.id"), primary_key=True),
    Column("product_id", Id, ForeignKey("product.id"), primary_key=True),
    Column("sent", BigInteger, nullable=False),
    Column("received", BigInteger, nullable=False, server_default=text("0")),
    # of what was received; the rest of what does not arrive, by its reason
    Column("damaged", BigInteger, nullable=False, server_default=text("0")),
    Column("short", BigInteger, nullable=False, server_default=text("0")),
    Column("lost", BigInteger, nullable=False, server_default=text("0")),
    Column("returned", BigInteger, nullable=False, server_default=text("0")),
    CheckConstraint(
        "sent > 0 and received >= 0 and short >= 0 and lost >= 0 and returned >= 0"
        " and damaged between 0 and received"
        " and received + short + lost + returned <= sent",
        name="amounts",
    ),
    Index("transfer_line_product_id", "product_id"),
    sqlite_with_rowid=False,
)
