"""All tables, for who compares or copies a whole database, with their partial indexes.

Those are apart from their tables because SQLAlchemy loads the dialects of both databases to
accept one.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index, text

from inventory_tui.store.tables import deeds, documents, quantities, shipments
from inventory_tui.store.tables.alerts import alert_delivery
from inventory_tui.store.tables.orders import order_line, sales_order
from inventory_tui.store.tables.places import channel, stock
from inventory_tui.store.tables.products import product
from inventory_tui.store.tables.schema import metadata
from inventory_tui.store.tables.settings import setting

__all__ = ["deeds", "documents", "metadata", "quantities", "shipments"]


def _partial(name: str, *columns: Column[Any], where: str, unique: bool = False) -> None:
    Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


_partial("alert_delivery_waiting", alert_delivery.c.id, where="sent_at is null")
_partial(
    "sales_order_pickup_source_id",
    sales_order.c.pickup_source_id,
    where="pickup_source_id is not null",
)
_partial("order_line_product_id_held", order_line.c.product_id, where="held > 0")
_partial("stock_name_key_alive", stock.c.name_key, where="deleted_by is null", unique=True)
_partial(
    "channel_type_code_key_alive",
    channel.c.type,
    channel.c.code_key,
    where="deleted_by is null",
    unique=True,
)
_partial("product_sku_key_alive", product.c.sku_key, where="deleted_by is null", unique=True)
_partial(
    "product_name_key_alive", product.c.name_key, product.c.sku_key, where="deleted_by is null"
)
_partial("setting_key_global", setting.c.key, where="channel_id is null", unique=True)
