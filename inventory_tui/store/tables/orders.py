"""Orders, their lines and bundles, and what other systems told of them."""

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
    text,
)

from inventory_tui.store.tables.schema import Id, Key, metadata, numbered
from inventory_tui.store.types import UtcDateTime

sales_order = Table(
    "sales_order",
    metadata,
    numbered(),
    Column("number", String(64), nullable=False),
    Column("number_key", Key, nullable=False, unique=True),
    Column("channel_id", Id, ForeignKey("channel.id"), nullable=False),
    Column("stock_id", Id, ForeignKey("stock.id"), nullable=False),
    Column("status", String(16), nullable=False),
    Column("placed_at", UtcDateTime, nullable=False),
    Column("placed_by", String, nullable=False),
    Column("operation_id", Id, ForeignKey("operation.id"), nullable=False),
    Column("customer_name", String, nullable=False, server_default=""),
    Column("customer_email", String, nullable=False, server_default=""),
    Column("customer_key", Key, nullable=False, server_default=""),
    Column("street", String, nullable=False, server_default=""),
    Column("city", String, nullable=False, server_default=""),
    Column("region", String, nullable=False, server_default=""),
    Column("postcode", String, nullable=False, server_default=""),
    Column("country", String, nullable=False, server_default=""),
    Column("customer_group", String, nullable=False, server_default=""),
    Column("shipping_method", String, nullable=False, server_default=""),
    Column("payment_method", String, nullable=False, server_default=""),
    Column("shipping_amount", String, nullable=False, server_default=""),
    # pending_payment, payment_review or fraud while it waits for money; else empty
    Column("payment", String(16), nullable=False, server_default=""),
    Column("pickup_source_id", Id, ForeignKey("source.id")),
    Column("ready_at", UtcDateTime),
    Column("account", String, nullable=False, server_default=""),
    Column("account_key", Key, nullable=False, server_default=""),
    Column("order_type", String, nullable=False, server_default=""),
    # what is still open of it is let go then
    Column("expires_at", UtcDateTime),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Index("sales_order_status_id", "status", "id"),
    Index("sales_order_channel_id", "channel_id"),
)

order_bundle = Table(
    "order_bundle",
    metadata,
    numbered(),
    Column("order_id", Id, ForeignKey("sales_order.id"), nullable=False),
    Column("product_id", Id, ForeignKey("product.id"), nullable=False),
    Column("name", String, nullable=False),
    Column("price", String, nullable=False, server_default=""),
    Column("quantity", BigInteger, nullable=False),
    Column("together", Boolean, nullable=False),
    CheckConstraint("quantity > 0", name="quantity"),
    Index("order_bundle_order_id", "order_id"),
)

order_line = Table(
    "order_line",
    metadata,
    numbered(),
    Column("order_id", Id, ForeignKey("sales_order.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("product_id", Id, ForeignKey("product.id"), nullable=False),
    # the bundle it is a part of, with its units in one of them
    Column("bundle_id", Id, ForeignKey("order_bundle.id")),
    Column("per_bundle", BigInteger),
    # the configurable or grouped product it was chosen under
    Column("chosen_as", Id, ForeignKey("product.id")),
    # as it was when placed, whatever became of the product
    Column("type", String(16), nullable=False, server_default="simple"),
    Column("name", String, nullable=False),
    Column("price", String, nullable=False, server_default=""),
    Column("managed", Boolean, nullable=False),
    # placing it held its units, so its reservations sum to what is open of it
    Column("reserves", Boolean, nullable=False, server_default=text("true")),
    Column("ordered", BigInteger, nullable=False),
    Column("invoiced", BigInteger, nullable=False, server_default=text("0")),
    Column("shipped", BigInteger, nullable=False, server_default=text("0")),
    Column("cancelled", BigInteger, nullable=False, server_default=text("0")),
    Column("refunded", BigInteger, nullable=False, server_default=text("0")),
    # what of ``refunded`` had not left a source yet
    Column("released", BigInteger, nullable=False, server_default=text("0")),
    Column("held", BigInteger, nullable=False, server_default=text("0")),
    CheckConstraint(
        "ordered > 0 and shipped >= 0 and cancelled >= 0 and invoiced >= 0"
        " and released >= 0 and refunded >= released"
        " and shipped + cancelled + released <= ordered and invoiced <= ordered",
        name="amounts",
    ),
    CheckConstraint(
        "held >= 0 and held <= ordered - shipped - cancelled - released", name="held"
    ),
    CheckConstraint(
        "(per_bundle is null) = (bundle_id is null) and coalesce(per_bundle, 1) > 0",
        name="bundle",
    ),
    Index("order_line_order_id_product_id", "order_id", "product_id"),
)

# the key a shop gave a deed on an order: sent again, it changes nothing
order_event = Table(
    "order_event",
    metadata,
    Column("order_id", Id, ForeignKey("sales_order.id"), primary_key=True),
    Column("key", Key, primary_key=True),
    Column("deed", String(32), nullable=False),
    Column("operation_id", Id, ForeignKey("operation.id"), nullable=False),
    sqlite_with_rowid=False,
)
