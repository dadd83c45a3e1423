"""What lies where, what stocks may promise of it, and what orders hold."""

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
    text,
)

from inventory_tui.domain.quantity import LARGEST
from inventory_tui.store.tables.schema import Id, Key, metadata, numbered

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

# what of a source item is not to be sold; rows only where there is any
set_aside = Table(
    "set_aside",
    metadata,
    Column("product_id", Id, ForeignKey("product.id"), primary_key=True),
    Column("source_id", Id, ForeignKey("source.id"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("quantity", BigInteger, nullable=False),
    CheckConstraint(f"quantity between 1 and {LARGEST}", name="quantity"),
    CheckConstraint("kind in ('safety', 'damaged', 'quality_check')", name="kind"),
    sqlite_with_rowid=False,
)

# names that other systems gave source items
item_reference = Table(
    "item_reference",
    metadata,
    Column("product_id", Id, ForeignKey("product.id"), primary_key=True),
    Column("source_id", Id, ForeignKey("source.id"), primary_key=True),
    Column("erc", String(75), nullable=False),
    Column("erc_key", Key, nullable=False, unique=True),
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
    # of what is on hand: safety stock, and what is not for sale as it is
    Column("set_aside", BigInteger, nullable=False, server_default=text("0")),
    Column("salable", BigInteger),
    Column("coverage", SmallInteger, nullable=False),
    CheckConstraint(
        "on_hand >= 0 and coverage between 0 and 2 and promised_elsewhere >= 0"
        " and set_aside >= 0",
        name="on_hand",
    ),
    CheckConstraint(
        "salable is null or (coverage < 2 and salable = 0) or (coverage = 2"
        " and salable = on_hand - set_aside + reserved - threshold - promised_elsewhere)",
        name="salable",
    ),
    Index("stock_level_stock_id_salable_product_id", "stock_id", "salable", "product_id"),
    Index("stock_level_product_id", "product_id"),
    sqlite_with_rowid=False,
)

reservation = Table(
    "reservation",
    metadata,
    numbered(),
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
