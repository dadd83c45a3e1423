"""Invoices and refunds, and which goods they counted."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
)

from inventory_tui.store.tables.schema import Id, metadata, numbered
from inventory_tui.store.types import UtcDateTime

invoice = Table(
    "invoice",
    metadata,
    numbered(),
    Column("order_id", Id, ForeignKey("sales_order.id"), nullable=False),
    Column("operation_id", Id, ForeignKey("operation.id"), nullable=False),
    Column("invoiced_at", UtcDateTime, nullable=False),
    Column("invoiced_by", String, nullable=False),
    Column("comment", Text, nullable=False, server_default=""),
    Index("invoice_order_id", "order_id"),
)

invoice_line = Table(
    "invoice_line",
    metadata,
    Column("invoice_id", Id, ForeignKey("invoice.id"), primary_key=True),
    Column("order_line_id", Id, ForeignKey("order_line.id"), primary_key=True),
    Column("quantity", BigInteger, nullable=False),
    CheckConstraint("quantity > 0", name="quantity"),
    sqlite_with_rowid=False,
)

# virtual goods leave their sources when they are invoiced
invoice_taken = Table(
    "invoice_taken",
    metadata,
    Column("invoice_id", Id, ForeignKey("invoice.id"), primary_key=True),
    Column("order_line_id", Id, ForeignKey("order_line.id"), primary_key=True),
    Column("source_id", Id, ForeignKey("source.id"), primary_key=True),
    Column("quantity", BigInteger, nullable=False),
    CheckConstraint("quantity > 0", name="quantity"),
    Index("invoice_taken_order_line_id", "order_line_id"),
    sqlite_with_rowid=False,
)

refund = Table(
    "refund",
    metadata,
    numbered(),
    Column("order_id", Id, ForeignKey("sales_order.id"), nullable=False),
    Column("operation_id", Id, ForeignKey("operation.id"), nullable=False),
    Column("refunded_at", UtcDateTime, nullable=False),
    Column("refunded_by", String, nullable=False),
    # exact decimal texts; empty when none was given
    Column("shipping", String, nullable=False, server_default=""),
    Column("adjustment", String, nullable=False, server_default=""),
    Column("fee", String, nullable=False, server_default=""),
    Column("comment", Text, nullable=False, server_default=""),
    Index("refund_order_id", "order_id"),
)

refund_line = Table(
    "refund_line",
    metadata,
    Column("refund_id", Id, ForeignKey("refund.id"), primary_key=True),
    Column("order_line_id", Id, ForeignKey("order_line.id"), primary_key=True),
    Column("outcome", String(16), primary_key=True),
    Column("quantity", BigInteger, nullable=False),
    # what of it had not left a source yet
    Column("unshipped", BigInteger, nullable=False),
    CheckConstraint("quantity > 0 and unshipped between 0 and quantity", name="quantity"),
    CheckConstraint("outcome in ('return', 'release', 'write-off')", name="outcome"),
    Index("refund_line_order_line_id", "order_line_id"),
    sqlite_with_rowid=False,
)

# what a refund gave back to a source (above 0) or wrote off there (below 0)
refund_moved = Table(
    "refund_moved",
    metadata,
    Column("refund_id", Id, ForeignKey("refund.id"), primary_key=True),
    Column("order_line_id", Id, ForeignKey("order_line.id"), primary_key=True),
    Column("source_id", Id, ForeignKey("source.id"), primary_key=True),
    # in the key: one refund may bring units back to a source and write others off there
    Column("quantity", BigInteger, primary_key=True),
    Index("refund_moved_order_line_id", "order_line_id"),
    sqlite_with_rowid=False,
)
