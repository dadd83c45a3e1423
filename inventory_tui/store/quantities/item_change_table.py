"""The temporary table of what a deed on many source items is about to do."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    MetaData,
    String,
    Table,
    text,
)

item_change = Table(
    "item_change",
    MetaData(),
    Column("product_id", BigInteger, primary_key=True, autoincrement=False),
    Column("source_id", BigInteger, primary_key=True, autoincrement=False),
    Column("quantity_before", BigInteger),
    Column("quantity_after", BigInteger),
    Column("in_stock_before", Boolean),
    Column("in_stock_after", Boolean),
    Column("notify_before", BigInteger),
    Column("notify_after", BigInteger),
    Column("verdict", String(16), nullable=False),
    Column("counts", Boolean, nullable=False, server_default=text("true")),
    prefixes=["TEMPORARY"],
    sqlite_with_rowid=False,
)
"""``counts`` is false for the second row of a pair (the destination of a transfer)."""

COLUMNS = (
    "product_id",
    "source_id",
    "quantity_before",
    "quantity_after",
    "in_stock_before",
    "in_stock_after",
    "notify_before",
    "notify_after",
    "verdict",
    "counts",
)
