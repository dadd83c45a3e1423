"""What left which source for which order."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
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

# what goes to one account together, of one order or several
consignment = Table(
    "consignment",
    metadata,
    numbered(),
    Column("erc", String(75), nullable=False),
    Column("erc_key", Key, nullable=False, unique=True),
    Column("account", String, nullable=False, server_default=""),
    Column("account_key", Key, nullable=False, server_default=""),
    Column("status", String(16), nullable=False),
    Column("carrier", String, nullable=False, server_default=""),
    Column("tracking_number", String, nullable=False, server_default=""),
    Column("tracking_url", String, nullable=False, server_default=""),
    Column("shipping_method", String, nullable=False, server_default=""),
    Column("ship_on", String(10), nullable=False, server_default=""),
    Column("deliver_on", String(10), nullable=False, server_default=""),
    Column("comment", Text, nullable=False, server_default=""),
    Column("operation_id", Id, ForeignKey("operation.id"), nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    CheckConstraint(
        "status in ('processing', 'ready', 'shipped', 'delivered', 'cancelled')", name="status"
    ),
    Index("consignment_status_id", "status", "id"),
    # a number that was deleted is never given again
    sqlite_autoincrement=True,
)

consignment_line = Table(
    "consignment_line",
    metadata,
    numbered(),
    Column("consignment_id", Id, ForeignKey("consignment.id"), nullable=False),
    Column("order_line_id", Id, ForeignKey("order_line.id"), nullable=False),
    Column("erc", String(75), nullable=False),
    Column("erc_key", Key, nullable=False, unique=True),
    # none chosen yet
    Column("source_id", Id, ForeignKey("source.id")),
    Column("quantity", BigInteger, nullable=False, server_default=text("0")),
    # what took it from its source, once it is ready
    Column("shipment_id", Id, ForeignKey("shipment.id")),
    CheckConstraint("quantity >= 0", name="quantity"),
    Index("consignment_line_consignment_id", "consignment_id"),
    Index("consignment_line_order_line_id", "order_line_id"),
    sqlite_autoincrement=True,
)

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
    Column("consignment_id", Id, ForeignKey("consignment.id")),
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
    Column("url", String, nullable=False, server_default=""),
    Index("tracking_shipment_id", "shipment_id"),
)
