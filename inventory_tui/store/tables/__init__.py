"""Every table, with the rules that must hold whoever writes.

Quantities are whole ten-thousandths of a unit (`domain.quantity`).  Rows are named by
integer ids; SKUs and codes are labels beside them, unique by their ``…_key``
(`domain.labels.key_of`).  Wide-key tables are ``WITHOUT ROWID`` on SQLite: half the bytes.

``stock_level`` keeps what the salable formula says, per stock and product, written by the
transaction that changed what it follows from (see `salable`).  A pair has a row while the
product has a row at a source of the stock, or units of it are reserved there.

A deleted product, stock or channel keeps its row with ``deleted_by``, for orders, the ledger
and the history point to it, and its id never names anything else.

A table is declared when it is first imported from here, for to declare all of them takes
longer than most commands; who needs them all imports `whole`.

``movement`` names products and sources without foreign keys on purpose: neither is ever
deleted (a product leaves a tombstone), and two look-ups a row would slow every bulk deed.
"""

from __future__ import annotations

from importlib import import_module

from sqlalchemy import Table

_TABLES = {
    "alerts": ("alert", "alert_delivery"),
    "deeds": ("aside_movement", "change", "movement", "operation"),
    "documents": (
        "invoice",
        "invoice_line",
        "invoice_taken",
        "refund",
        "refund_line",
        "refund_moved",
    ),
    "goods": ("incoming", "transfer", "transfer_line"),
    "low_stock": ("low_crossing", "low_watch", "notice"),
    "orders": ("order_bundle", "order_event", "order_line", "sales_order"),
    "people": ("person", "person_source", "role", "role_permission"),
    "places": (
        "channel",
        "place",
        "source",
        "source_audience",
        "source_channel",
        "stock",
        "stock_source",
    ),
    "products": (
        "bundle_option",
        "estimate",
        "product",
        "product_option",
        "product_part",
        "unit",
    ),
    "quantities": (
        "item_reference",
        "reservation",
        "set_aside",
        "source_item",
        "stock_level",
    ),
    "settings": ("saved_view", "setting", "translation"),
    "shipments": (
        "consignment",
        "consignment_line",
        "shipment",
        "shipment_line",
        "tracking",
    ),
}
"""Module → the tables it declares."""


def __getattr__(name: str) -> Table:
    for module, names in _TABLES.items():
        if name in names:
            table: Table = getattr(import_module(f"{__name__}.{module}"), name)
            globals()[name] = table
            return table
    raise AttributeError(f"There is no table {name!r}.")
