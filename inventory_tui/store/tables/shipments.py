"""What left which source for which order."""

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
    text,
)

from inventory_tui.store.tables.schema import Id, metadata, numbered
from inventory_tui.store.types import UtcDateTime

shipment = Table(
    "shipment",
    metadata,
    numbered(),
    Column("order_id", Id, ForeignKey("sales_order.id"), nullable=False),
    Column("source_id", Id, ForeignKey("source.id"), nullable=False),
    Column("operation_id", Id, ForeignKey("operation.id"), nullable=False),
    Column("shipped_at", UtcDateTime, nullable=False),
    Column("shipped_by", String, nullable=False),
    Column("comment", Text, nullable=False, server_default=""),
    Column("cancelled_by", Id, ForeignKey("operation.id")),
    Index("shipment_order_id", "order_id"),
)

shipment_line = Table(
    "shipment_line",
    metadata,
    Column("shipment_id", Id, ForeignKey("shipment.id"), primary_key=True),
    Column("order_line_id", Id, ForeignKey("order_line.id"), primary_key=True),
    Column("product_id", Id, ForeignKey("product.id"), nullable=False),
    Column("quantity", BigInteger, nullable=False),
    # what of it was taken from the source, and what of it was held till then
    Column("taken", BigInteger, nullable=False, server_default=text("0")),
    Column("let_go", BigInteger, nullable=False, server_default=text("0")),
    CheckConstraint("quantity > 0", name="quantity"),
    sqlite_with_rowid=False,
)

tracking = Table(
    "tracking",
    metadata,
    numbered(),
    Column("shipment_id", Id, ForeignKey("shipment.id"), nullable=False),
    Column("carrier", String, nullable=False),
    Column("title", String, nullable=False),
    Column("number", String, nullable=False),
    Index("tracking_shipment_id", "shipment_id"),
)
