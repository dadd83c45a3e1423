"""What a person may read from psql: tables and columns by the right to see them.

On PostgreSQL each role is a group of the server's roles too.  Its members read what the role
may see, row by row as the program shows it; nobody in any of them writes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from inventory_tui.domain.permissions import Permission, with_applications

_P = Permission

_ALL = ()
Columns = tuple[str, ...]
"""Which columns; none: every one."""

SEEN: Mapping[Permission, Mapping[str, Columns]] = {
    _P.PRODUCT_VIEW: dict.fromkeys(
        (
            "product",
            "product_part",
            "bundle_option",
            "product_option",
            "unit",
            "estimate",
            "translation",
        ),
        _ALL,
    ),
    _P.WAREHOUSE_VIEW: dict.fromkeys(
        (
            "source",
            "source_channel",
            "source_audience",
            "stock",
            "stock_source",
            "channel",
            "place",
        ),
        _ALL,
    ),
    _P.STOCK_VIEW: {
        **dict.fromkeys(
            (
                "source_item",
                "set_aside",
                "item_reference",
                "stock_level",
                "reservation",
                "movement",
                "aside_movement",
                "order_line",
                "order_bundle",
                "low_watch",
                "low_crossing",
                "notice",
            ),
            _ALL,
        ),
        "operation": (
            "id",
            "at",
            "actor",
            "deed",
            "reason",
            "units",
            "counts",
            "order_id",
            "undoes",
            "undone_by",
        ),
        "sales_order": (
            "id",
            "number",
            "channel_id",
            "stock_id",
            "status",
            "placed_at",
            "operation_id",
            "pickup_source_id",
            "ready_at",
            "expires_at",
            "version",
        ),
    },
    _P.REPLENISHMENT_VIEW: dict.fromkeys(("incoming", "transfer", "transfer_line"), _ALL),
    _P.SHIPMENT_VIEW: {
        **dict.fromkeys(("shipment_line", "consignment_line"), _ALL),
        "shipment": (
            "id",
            "order_id",
            "source_id",
            "operation_id",
            "shipped_at",
            "cancelled_by",
            "consignment_id",
        ),
        "consignment": ("id", "erc", "status", "carrier", "ship_on", "deliver_on", "version"),
    },
    _P.ORDER_VIEW: dict.fromkeys(
        (
            "operation",
            "change",
            "sales_order",
            "order_event",
            "invoice",
            "invoice_line",
            "invoice_taken",
            "refund",
            "refund_line",
            "refund_moved",
            "shipment",
            "consignment",
            "tracking",
            "alert",
            "alert_delivery",
        ),
        _ALL,
    ),
    _P.CONFIG_VIEW: dict.fromkeys(("setting", "saved_view"), _ALL),
    _P.USERS: dict.fromkeys(("person", "person_source", "role", "role_permission"), _ALL),
}
"""Right → the tables it lets a person read, and which of their columns.

What customers are called, where they live and what they wrote is seen with `order.view` only.
"""

AT_SOURCES = (
    "source_item",
    "set_aside",
    "item_reference",
    "movement",
    "aside_movement",
    "incoming",
    "shipment",
)
"""Tables whose rows lie at one source (``source_id``), or left it."""
OF_SHIPMENTS = ("shipment_line", "tracking")
"""Tables whose rows are of a shipment."""
BY_DEED = {"operation": "id", "change": "operation_id"}
"""Tables whose rows tell of a deed → the column that names it."""


def group_of(role: str) -> str:
    """The name of the server's group for a role."""
    return f"inventory_{role}"


def columns_of(held: Collection[Permission]) -> dict[str, Columns]:
    """Return the tables, and of each the columns, that these rights let a person read."""
    found: dict[str, Columns] = {}
    for permission, seen in SEEN.items():
        if not set(with_applications([permission])) <= set(held):
            continue
        for table, columns in seen.items():
            before = found.get(table)
            if before is None or not columns:
                found[table] = columns
            elif before:
                found[table] = tuple(dict.fromkeys([*before, *columns]))
    return found


def rights_to(table: str) -> list[tuple[Permission, ...]]:
    """Return the sets of rights of which one is enough to read rows of a table."""
    return [
        with_applications([permission]) for permission, seen in SEEN.items() if table in seen
    ]


TABLES = tuple(dict.fromkeys(table for seen in SEEN.values() for table in seen))
