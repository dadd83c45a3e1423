"""Where goods lie, where they are sold, and where customers live."""

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

source = Table(
    "source",
    metadata,
    numbered(),
    Column("code", String(64), nullable=False),
    Column("code_key", Key, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("name_key", Key, nullable=False, unique=True),
    Column("enabled", Boolean, nullable=False),
    Column("description", Text, nullable=False, server_default=""),
    Column("latitude", String(16)),
    Column("longitude", String(16)),
    Column("pickup", Boolean, nullable=False, server_default=text("false")),
    Column("contact", String, nullable=False, server_default=""),
    Column("email", String, nullable=False, server_default=""),
    Column("phone", String, nullable=False, server_default=""),
    Column("fax", String, nullable=False, server_default=""),
    Column("country", String, nullable=False, server_default=""),
    Column("region", String, nullable=False, server_default=""),
    Column("city", String, nullable=False, server_default=""),
    Column("street", String, nullable=False, server_default=""),
    Column("postcode", String, nullable=False, server_default=""),
    Column("frontend_name", String, nullable=False, server_default=""),
    Column("frontend_description", Text, nullable=False, server_default=""),
    Column("own_carriers", Boolean, nullable=False, server_default=text("false")),
    Column("carriers", String, nullable=False, server_default=""),
    Column("erc", String(75), nullable=False, server_default=""),
    Column("erc_key", Key, nullable=False, server_default=""),
    Column("type", String(75), nullable=False, server_default=""),
    Column("street2", String, nullable=False, server_default=""),
    Column("street3", String, nullable=False, server_default=""),
    # all channels, or those of source_channel alone
    Column("eligibility", String(8), nullable=False, server_default="all"),
    Column("archived", Boolean, nullable=False, server_default=text("false")),
    Column("version", Integer, nullable=False, server_default=text("1")),
    CheckConstraint("id <> 1 or (enabled and not pickup)", name="default_source"),
)

stock = Table(
    "stock",
    metadata,
    numbered(),
    Column("name", String, nullable=False),
    Column("name_key", Key, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("deleted_by", Id, ForeignKey("operation.id")),
    CheckConstraint("id <> 1 or deleted_by is null", name="default_stock"),
)

stock_source = Table(
    "stock_source",
    metadata,
    Column("stock_id", Id, ForeignKey("stock.id"), primary_key=True),
    Column("source_id", Id, ForeignKey("source.id"), primary_key=True),
    Column("priority", Integer, nullable=False),
    # kept: the source is eligible for some channel of the stock
    Column("counts", Boolean, nullable=False, server_default=text("true")),
    CheckConstraint("priority > 0", name="priority"),
    CheckConstraint("(stock_id = 1) = (source_id = 1)", name="default_link"),
    Index("stock_source_source_id", "source_id"),
    sqlite_with_rowid=False,
)

channel = Table(
    "channel",
    metadata,
    numbered(),
    Column("type", String(16), nullable=False, server_default="website"),
    Column("code", String(64), nullable=False),
    Column("code_key", Key, nullable=False),
    Column("name", String, nullable=False),
    Column("stock_id", Id, ForeignKey("stock.id"), nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("deleted_by", Id, ForeignKey("operation.id")),
    Column("erc", String(75), nullable=False, server_default=""),
    Column("erc_key", Key, nullable=False, server_default=""),
    Column("currency", String(3), nullable=False, server_default=""),
    CheckConstraint("id <> 1 or deleted_by is null", name="default_channel"),
    Index("channel_stock_id", "stock_id"),
)

place = Table(
    "place",
    metadata,
    numbered(),
    Column("country", String(2), nullable=False),
    Column("postcode", String, nullable=False),
    Column("postcode_key", Key, nullable=False),
    Column("city", String, nullable=False),
    Column("city_key", Key, nullable=False),
    Column("region", String, nullable=False),
    Column("region_key", Key, nullable=False),
    Column("region_code", Key, nullable=False),
    Column("latitude", String(16), nullable=False),
    Column("longitude", String(16), nullable=False),
    Index("place_country_postcode_key", "country", "postcode_key"),
    Index("place_country_city_key", "country", "city_key"),
    Index("place_country_region_key", "country", "region_key"),
    Index("place_country_region_code", "country", "region_code"),
)

# the channels a source of eligibility ``specific`` serves
source_channel = Table(
    "source_channel",
    metadata,
    Column("source_id", Id, ForeignKey("source.id"), primary_key=True),
    Column("channel_id", Id, ForeignKey("channel.id"), primary_key=True),
    Index("source_channel_channel_id", "channel_id"),
    sqlite_with_rowid=False,
)

# for whom else a source is kept: accounts, groups of accounts, types of orders
source_audience = Table(
    "source_audience",
    metadata,
    Column("source_id", Id, ForeignKey("source.id"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("value_key", Key, primary_key=True),
    Column("value", String, nullable=False),
    Column("priority", Integer, nullable=False, server_default=text("0")),
    CheckConstraint("kind in ('account', 'group', 'order_type')", name="kind"),
    sqlite_with_rowid=False,
)
