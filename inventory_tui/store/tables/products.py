"""What products are, and what they are made of."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from inventory_tui.store.tables.schema import Id, Key, metadata, numbered
from inventory_tui.store.types import UtcDateTime

product = Table(
    "product",
    metadata,
    numbered(),
    Column("sku", String, nullable=False),
    Column("sku_key", Key, nullable=False),
    Column("name", String, nullable=False),
    Column("name_key", Key, nullable=False),
    Column("type", String(16), nullable=False),
    Column("attribute_set", String, nullable=False, server_default=""),
    Column("price", String, nullable=False, server_default=""),
    Column("visibility", String, nullable=False, server_default=""),
    Column("websites", String, nullable=False, server_default=""),
    Column("weight", String, nullable=False, server_default=""),
    Column("enabled", Boolean, nullable=False, server_default=text("true")),
    Column("parent_in_stock", Boolean, nullable=False, server_default=text("true")),
    Column("ship_together", Boolean, nullable=False, server_default=text("true")),
    # own settings; null inherits
    Column("manage_stock", Boolean),
    Column("backorders", String(8)),
    Column("threshold", BigInteger),
    Column("min_cart_qty", BigInteger),
    Column("max_cart_qty", BigInteger),
    Column("notify_below", BigInteger),
    Column("increments_enabled", Boolean),
    Column("increment", BigInteger),
    Column("decimals", Boolean, nullable=False, server_default=text("false")),
    Column("multiple_boxes", Boolean, nullable=False, server_default=text("false")),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("deleted_by", Id, ForeignKey("operation.id")),
    # decimal places its quantities may have; null: 4 or none, as ``decimals`` says
    Column("precision", SmallInteger),
    # of a row that counts a product in another of its units: that product
    Column("unit_of", Id, ForeignKey("product.id")),
    Column("display_at", UtcDateTime),
    Column("expires_at", UtcDateTime),
    # draft, or what was last said of its dates: whoever looks goes by the dates themselves
    Column("status", String(16), nullable=False, server_default="approved"),
    CheckConstraint("backorders in ('no', 'yes', 'notify')", name="backorders"),
    CheckConstraint(
        "type in ('simple', 'virtual', 'downloadable', 'configurable', 'grouped', 'bundle')",
        name="type",
    ),
    CheckConstraint("increment > 0 and min_cart_qty > 0 and max_cart_qty > 0", name="amounts"),
)

bundle_option = Table(
    "bundle_option",
    metadata,
    numbered(),
    Column("product_id", Id, ForeignKey("product.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("title", String, nullable=False),
    Column("required", Boolean, nullable=False),
    Index("bundle_option_product_id", "product_id"),
)

product_part = Table(
    "product_part",
    metadata,
    numbered(),
    Column("product_id", Id, ForeignKey("product.id"), nullable=False),
    # null for variations of a configurable product and members of a group
    Column("option_id", Id, ForeignKey("bundle_option.id")),
    Column("child_id", Id, ForeignKey("product.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("changeable", Boolean, nullable=False, server_default=text("false")),
    # what tells a variation from its siblings: ``color=Red,size=M``
    Column("label", String, nullable=False, server_default=""),
    CheckConstraint("quantity > 0 and product_id <> child_id", name="quantity"),
    UniqueConstraint("option_id", "child_id"),
    Index("product_part_product_id_child_id", "product_id", "child_id"),
    Index("product_part_child_id", "child_id"),
)

# a unit in which a product is counted; its first one is counted on the product's own row
unit = Table(
    "unit",
    metadata,
    numbered(),
    Column("base_id", Id, ForeignKey("product.id"), nullable=False),
    # whose source items, levels and lines are in this unit
    Column("product_id", Id, ForeignKey("product.id"), nullable=False, unique=True),
    Column("key", String(75), nullable=False),
    Column("key_key", Key, nullable=False),
    Column("name", String, nullable=False),
    Column("precision", SmallInteger, nullable=False, server_default=text("0")),
    Column("increment", BigInteger, nullable=False),
    # exact decimal texts
    Column("rate", String, nullable=False, server_default="1"),
    Column("priority", String, nullable=False, server_default="0"),
    Column("is_primary", Boolean, nullable=False, server_default=text("false")),
    Column("purchasable", Boolean, nullable=False, server_default=text("true")),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("pricing_quantity", BigInteger),
    Column("version", Integer, nullable=False, server_default=text("1")),
    CheckConstraint("precision between 0 and 4 and increment > 0", name="amounts"),
    UniqueConstraint("base_id", "key_key"),
)

# options beyond the columns of a product, also of one channel alone
product_option = Table(
    "product_option",
    metadata,
    numbered(),
    Column("product_id", Id, ForeignKey("product.id"), nullable=False),
    Column("channel_id", Id, ForeignKey("channel.id")),
    Column("key", String(64), nullable=False),
    Column("value", Text, nullable=False),
    UniqueConstraint("product_id", "key", "channel_id"),
    Index("product_option_key_value", "key", "value"),
)

estimate = Table(
    "estimate",
    metadata,
    numbered(),
    Column("title", String, nullable=False),
    Column("title_key", Key, nullable=False, unique=True),
    Column("priority", String, nullable=False, server_default="0"),
    Column("version", Integer, nullable=False, server_default=text("1")),
)
