"""Who wants to know of a product, and the messages to them."""

from __future__ import annotations

from sqlalchemy import (
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

alert = Table(
    "alert",
    metadata,
    numbered(),
    Column("product_id", Id, ForeignKey("product.id"), nullable=False),
    Column("channel_id", Id, ForeignKey("channel.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("customer", String, nullable=False),
    Column("email", String, nullable=False),
    Column("email_key", Key, nullable=False),
    Column("price", String, nullable=False, server_default=""),
    Column("subscribed_at", UtcDateTime, nullable=False),
    Column("last_sent_at", UtcDateTime),
    Column("sent", Integer, nullable=False, server_default=text("0")),
    # whether what it waits for was already so when last looked at
    Column("met", Boolean, nullable=False, server_default=text("false")),
    CheckConstraint("kind in ('stock', 'price', 'low')", name="kind"),
    Index("alert_product_id", "product_id"),
    Index("alert_subscription", "kind", "product_id", "channel_id", "email_key", unique=True),
)

alert_delivery = Table(
    "alert_delivery",
    metadata,
    numbered(),
    # the same on every attempt: a receiver that keeps keys sees each message once
    Column("key", String(64), nullable=False, unique=True),
    Column("alert_id", Id, ForeignKey("alert.id", ondelete="SET NULL")),
    Column("kind", String(16), nullable=False),
    Column("message", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("error", Text, nullable=False, server_default=""),
)
