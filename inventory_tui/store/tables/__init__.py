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

from inventory_tui.store.tables.alerts import alert, alert_delivery
from inventory_tui.store.tables.deeds import change, movement, operation
from inventory_tui.store.tables.documents import (
    invoice,
    invoice_line,
    invoice_taken,
    refund,
    refund_line,
    refund_moved,
)
from inventory_tui.store.tables.orders import order_bundle, order_event, order_line, sales_order
from inventory_tui.store.tables.places import channel, place, source, stock, stock_source
from inventory_tui.store.tables.products import bundle_option, product, product_part
from inventory_tui.store.tables.quantities import reservation, source_item, stock_level
from inventory_tui.store.tables.schema import metadata
from inventory_tui.store.tables.settings import saved_view, setting
from inventory_tui.store.tables.shipments import shipment, shipment_line, tracking

__all__ = [
    "alert",
    "alert_delivery",
    "bundle_option",
    "change",
    "channel",
    "invoice",
    "invoice_line",
    "invoice_taken",
    "metadata",
    "movement",
    "operation",
    "order_bundle",
    "order_event",
    "order_line",
    "place",
    "product",
    "product_part",
    "refund",
    "refund_line",
    "refund_moved",
    "reservation",
    "sales_order",
    "saved_view",
    "setting",
    "shipment",
    "shipment_line",
    "source",
    "source_item",
    "stock",
    "stock_level",
    "stock_source",
    "tracking",
]
