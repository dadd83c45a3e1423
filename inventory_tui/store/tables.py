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

bundle_option = Table(
    "bundle_option",
    metadata,
    _id(),
    Column("product_id", Id, ForeignKey("product.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("title", String, nullable=False),
    Column("required", Boolean, nullable=False),
    Index("bundle_option_product_id", "product_id"),
)

product_part = Table(
    "product_part",
    metadata,
    _id(),
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
    Column("own_carriers", Boolean, nullable=False, server_default=text("false")),
    Column("carriers", String, nullable=False, server_default=""),
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
    # what other stocks' promises must take from the sources it shares (C17)
    Column("promised_elsewhere", BigInteger, nullable=False, server_default=text("0")),
    Column("salable", BigInteger),
    Column("coverage", SmallInteger, nullable=False),
    CheckConstraint(
        "on_hand >= 0 and coverage between 0 and 2 and promised_elsewhere >= 0",
        name="on_hand",
    ),
    CheckConstraint(
        "salable is null or (coverage < 2 and salable = 0) or (coverage = 2"
        " and salable = on_hand + reserved - threshold - promised_elsewhere)",
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
    Column("customer_group", String, nullable=False, server_default=""),
    Column("shipping_method", String, nullable=False, server_default=""),
    Column("payment_method", String, nullable=False, server_default=""),
    Column("shipping_amount", String, nullable=False, server_default=""),
    # pending_payment, payment_review or fraud while it waits for money; else empty
    Column("payment", String(16), nullable=False, server_default=""),
    Column("pickup_source_id", Id, ForeignKey("source.id")),
    Column("ready_at", UtcDateTime),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Index("sales_order_status_id", "status", "id"),
    Index("sales_order_channel_id", "channel_id"),
    Index(
        "sales_order_pickup_source_id",
        "pickup_source_id",
        sqlite_where=text("pickup_source_id is not null"),
        postgresql_where=text("pickup_source_id is not null"),
    ),
)

order_bundle = Table(
    "order_bundle",
    metadata,
    _id(),
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
    _id(),
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
    _id(),
    Column("shipment_id", Id, ForeignKey("shipment.id"), nullable=False),
    Column("carrier", String, nullable=False),
    Column("title", String, nullable=False),
    Column("number", String, nullable=False),
    Index("tracking_shipment_id", "shipment_id"),
)

invoice = Table(
    "invoice",
    metadata,
    _id(),
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
    _id(),
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

place = Table(
    "place",
    metadata,
    _id(),
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

alert = Table(
    "alert",
    metadata,
    _id(),
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
    _id(),
    # the same on every attempt: a receiver that keeps keys sees each message once
    Column("key", String(64), nullable=False, unique=True),
    Column("alert_id", Id, ForeignKey("alert.id", ondelete="SET NULL")),
    Column("kind", String(16), nullable=False),
    Column("message", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("error", Text, nullable=False, server_default=""),
    Index(
        "alert_delivery_waiting",
        "id",
        sqlite_where=text("sent_at is null"),
        postgresql_where=text("sent_at is null"),
    ),
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
