"""All tables, for who compares or copies a whole database, with their partial indexes.

Those are apart from their tables because SQLAlchemy loads the dialects of both databases to
accept one.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Index, func, literal_column, text

from inventory_tui.store.tables import deeds, documents, people, quantities
from inventory_tui.store.tables.alerts import alert_delivery
from inventory_tui.store.tables.goods import incoming, transfer
from inventory_tui.store.tables.low_stock import low_crossing, notice
from inventory_tui.store.tables.orders import order_line, sales_order
from inventory_tui.store.tables.places import channel, source, stock
from inventory_tui.store.tables.products import product, product_option
from inventory_tui.store.tables.schema import metadata
from inventory_tui.store.tables.settings import setting
from inventory_tui.store.tables.shipments import shipment

__all__ = ["deeds", "documents", "metadata", "people", "quantities", "transfer"]


def _partial(name: str, *columns: ColumnElement[Any], where: str, unique: bool = False) -> None:
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
_partial(
    "product_option_product_id_key_everywhere",
    product_option.c.product_id,
    product_option.c.key,
    where="channel_id is null",
    unique=True,
)
_partial(
    "product_option_gtin",
    # one code names one product, however many zeros stand before it
    func.ltrim(product_option.c.value, literal_column("'0'")),
    where="key = 'gtin'",
    unique=True,
)
_partial("source_erc_key", source.c.erc_key, where="erc_key <> ''", unique=True)
_partial("source_specific", source.c.id, where="eligibility <> 'all'")
_partial("channel_erc_key", channel.c.erc_key, where="erc_key <> ''", unique=True)
_partial("product_unit_of", product.c.unit_of, where="unit_of is not null")
_partial("product_display_at", product.c.display_at, where="display_at is not null")
_partial("product_expires_at", product.c.expires_at, where="expires_at is not null")
_partial("product_status", product.c.status, where="status <> 'approved'")
_partial("sales_order_expires_at", sales_order.c.expires_at, where="expires_at is not null")
_partial(
    "shipment_consignment_id", shipment.c.consignment_id, where="consignment_id is not null"
)
_partial("incoming_product_id_open", incoming.c.product_id, where="closed_by is null")
_partial("change_product_id", deeds.change.c.product_id, where="product_id is not null")
_partial("low_crossing_waiting", low_crossing.c.id, where="done_at is null")
_partial("notice_unread", notice.c.id, where="read_at is null")
