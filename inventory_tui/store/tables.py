"""Every table, with the rules that must hold whoever writes.

Quantities are whole ten-thousandths of a unit (`domain.quantity`).  Rows are named by
integer ids; SKUs and codes are labels beside them, unique by their ``…_key``
(`domain.labels.key_of`).  Wide-key tables are ``WITHOUT ROWID`` on SQLite: half the bytes.

``stock_level`` keeps what the salable formula says, per stock and product, written by the
transaction that changed what it follows from (see `salable`).  A pair has a row while the
product has a row at a source of the stock, or units of it are reserved there.

A deleted product, stock or channel keeps its row with ``deleted_by``, for orders, the ledger
and the history point to it, and its id never names anything else.

``movement`` names products and sources without foreign keys on purpose: neither is ever
deleted (a product leaves a tombstone), and two look-ups a row would slow every bulk deed.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from inventory_tui.domain.quantity import LARGEST
from inventory_tui.store.types import UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s",
        "fk": "%(table_name)s_%(column_0_name)s_fkey",
        "pk": "%(table_name)s_pkey",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers only INTEGER keys itself

Key = String().with_variant(String(collation="C"), "postgresql")
"""A folded label, in one order on both databases, whatever the server's locale."""


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True)


product = Table(
    "product",
    metadata,
    _id(),
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
    CheckConstraint("backorders in ('no', 'yes', 'notify')", name="backorders"),
    CheckConstraint(
        "type in ('simple', 'virtual', 'downloadable', 'configurable', 'grouped', 'bundle')",
        name="type",
    ),
    CheckConstraint("increment > 0 and min_cart_qty > 0 and max_cart_qty > 0", name="amounts"),
    Index(
        "product_sku_key_alive",
        "sku_key",
        unique=True,
        sqlite_where=text("deleted_by is null"),
        postgresql_where=text("deleted_by is null"),
    ),
    Index(
        "product_name_key_alive",
        "name_key",
        "sku_key",
        sqlite_where=text("deleted_by is null"),
        postgresql_where=text("deleted_by is null"),
    ),
)

source = Table(
    "source",
    metadata,
    _id(),
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
    Column("version", Integer, nullable=False, server_default=text("1")),
    CheckConstraint("id <> 1 or (enabled and not pickup)", name="default_source"),
)

stock = Table(
    "stock",
    metadata,
    _id(),
    Column("name", String, nullable=False),
    Column("name_key", Key, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("deleted_by", Id, ForeignKey("operation.id")),
    CheckConstraint("id <> 1 or deleted_by is null", name="default_stock"),
    Index(
        "stock_name_key_alive",
        "name_key",
        unique=True,
        sqlite_where=text("deleted_by is null"),
        postgresql_where=text("deleted_by is null"),
    ),
)

stock_source = Table(
    "stock_source",
    metadata,
    Column("stock_id", Id, ForeignKey("stock.id"), primary_key=True),
    Column("source_id", Id, ForeignKey("source.id"), primary_key=True),
    Column("priority", Integer, nullable=False),
    CheckConstraint("priority > 0", name="priority"),
    CheckConstraint("(stock_id = 1) = (source_id = 1)", name="default_link"),
    Index("stock_source_source_id", "source_id"),
    sqlite_with_rowid=False,
)

channel = Table(
    "channel",
    metadata,
    _id(),
    Column("type", String(16), nullable=False, server_default="website"),
    Column("code", String(64), nullable=False),
    Column("code_key", Key, nullable=False),
    Column("name", String, nullable=False),
    Column("stock_id", Id, ForeignKey("stock.id"), nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("deleted_by", Id, ForeignKey("operation.id")),
    CheckConstraint("id <> 1 or deleted_by is null", name="default_channel"),
    Index("channel_stock_id", "stock_id"),
    Index(
        "channel_type_code_key_alive",
        "type",
        "code_key",
        unique=True,
        sqlite_where=text("deleted_by is null"),
        postgresql_where=text("deleted_by is null"),
    ),
)

source_item = Table(
    "source_item",
    metadata,
    Column("product_id", Id, ForeignKey("product.id"), primary_key=True),
    Column("source_id", Id, ForeignKey("source.id"), primary_key=True),
    Column("quantity", BigInteger, nullable=False),
    Column("in_stock", Boolean, nullable=False),
    Column("notify_below", BigInteger),
    Column("version", Integer, nullable=False, server_default=text("1")),
    CheckConstraint(f"quantity between 0 and {LARGEST}", name="quantity"),
    sqlite_with_rowid=False,
)

stock_level = Table(
    "stock_level",
    metadata,
    Column("stock_id", Id, ForeignKey("stock.id"), primary_key=True),
    Column("product_id", Id, ForeignKey("product.id"), primary_key=True),
    Column("on_hand", BigInteger, nullable=False),
    Column("reserved", BigInteger, nullable=False),
    Column("threshold", BigInteger, nullable=False),
    Column("salable", BigInteger),
    Column("coverage", SmallInteger, nullable=False),
    CheckConstraint("on_hand >= 0 and coverage between 0 and 2", name="on_hand"),
    CheckConstraint(
        "salable is null or (coverage = 2 and salable = on_hand + reserved - threshold)"
        " or (coverage < 2 and salable = 0)",
        name="salable",
    ),
    Index("stock_level_stock_id_salable_product_id", "stock_id", "salable", "product_id"),
    Index("stock_level_product_id", "product_id"),
    sqlite_with_rowid=False,
)

reservation = Table(
    "reservation",
    metadata,
    _id(),
    Column("stock_id", Id, ForeignKey("stock.id"), nullable=False),
    Column("product_id", Id, ForeignKey("product.id"), nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("event", String(32), nullable=False),
    Column("order_id", Id, ForeignKey("sales_order.id")),
    Column("operation_id", Id, ForeignKey("operation.id"), nullable=False),
    CheckConstraint("quantity <> 0", name="quantity"),
    Index("reservation_order_id", "order_id"),
    Index("reservation_product_id_operation_id", "product_id", "operation_id"),
)

sales_order = Table(
    "sales_order",
    metadata,
    _id(),
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
    Column("version", Integer, nullable=False, server_default=text("1")),
    Index("sales_order_status_id", "status", "id"),
    Index("sales_order_channel_id", "channel_id"),
)

order_line = Table(
    "order_line",
    metadata,
    _id(),
    Column("order_id", Id, ForeignKey("sales_order.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("product_id", Id, ForeignKey("product.id"), nullable=False),
    Column("name", String, nullable=False),
    Column("price", String, nullable=False, server_default=""),
    Column("managed", Boolean, nullable=False),
    Column("ordered", BigInteger, nullable=False),
    Column("invoiced", BigInteger, nullable=False, server_default=text("0")),
    Column("shipped", BigInteger, nullable=False, server_default=text("0")),
    Column("cancelled", BigInteger, nullable=False, server_default=text("0")),
    Column("refunded", BigInteger, nullable=False, server_default=text("0")),
    Column("held", BigInteger, nullable=False, server_default=text("0")),
    CheckConstraint(
        "ordered > 0 and shipped >= 0 and cancelled >= 0 and shipped + cancelled <= ordered",
        name="amounts",
    ),
    CheckConstraint("held between 0 and ordered - shipped - cancelled", name="held"),
    UniqueConstraint("order_id", "product_id"),
    Index(
        "order_line_product_id_held",
        "product_id",
        sqlite_where=text("held > 0"),
        postgresql_where=text("held > 0"),
    ),
)

shipment = Table(
    "shipment",
    metadata,
    _id(),
    Column("order_id", Id, ForeignKey("sales_order.id"), nullable=False),
    Column("source_id", Id, ForeignKey("source.id"), nullable=False),
    Column("operation_id", Id, ForeignKey("operation.id"), nullable=False),
    Column("shipped_at", UtcDateTime, nullable=False),
    Column("shipped_by", String, nullable=False),
    Column("comment", Text, nullable=False, server_default=""),
    Index("shipment_order_id", "order_id"),
)

shipment_line = Table(
    "shipment_line",
    metadata,
    Column("shipment_id", Id, ForeignKey("shipment.id"), primary_key=True),
    Column("order_line_id", Id, ForeignKey("order_line.id"), primary_key=True),
    Column("product_id", Id, ForeignKey("product.id"), nullable=False),
    Column("quantity", BigInteger, nullable=False),
    CheckConstraint("quantity > 0", name="quantity"),
    sqlite_with_rowid=False,
)

tracking = Table(
    "tracking",
    metadata,
    _id(),
    Column("shipment_id", Id, ForeignKey("shipment.id"), nullable=False),
    Column("carrier", String, nullable=False),
    Column("title", String, nullable=False),
    Column("number", String, nullable=False),
    Index("tracking_shipment_id", "shipment_id"),
)

setting = Table(
    "setting",
    metadata,
    _id(),
    Column("key", String(64), nullable=False),
    Column("channel_id", Id, ForeignKey("channel.id")),
    Column("value", Text, nullable=False),
    UniqueConstraint("key", "channel_id"),
    Index(
        "setting_key_global",
        "key",
        unique=True,
        sqlite_where=text("channel_id is null"),
        postgresql_where=text("channel_id is null"),
    ),
)

operation = Table(
    "operation",
    metadata,
    _id(),
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

change = Table(
    "change",
    metadata,
    _id(),
    Column("operation_id", Id, ForeignKey("operation.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("subject_id", Id, nullable=False),
    Column("subject", String, nullable=False),
    Column("field", String(64), nullable=False),
    Column("before", Text),
    Column("after", Text),
    Index("change_operation_id", "operation_id"),
    Index("change_kind_subject_id", "kind", "subject_id"),
)

saved_view = Table(
    "saved_view",
    metadata,
    _id(),
    Column("owner", String, nullable=False),
    Column("list", String(16), nullable=False),
    Column("name", String, nullable=False),
    Column("name_key", Key, nullable=False),
    Column("definition", Text, nullable=False),
    UniqueConstraint("owner", "list", "name_key"),
)
