"""What names a source: rows, links, orders, shipments, and the history."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Column, Connection, Table, func, or_, select

from inventory_tui.domain.history import Deed
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.source import Source
from inventory_tui.store.tables import aside_movement, change, movement, operation, source

_ITS_OWN = ("source_channel", "source_audience")
"""Tables that say whom a source serves: they go with it."""
_WORDS = {
    "source_item": "source item",
    "stock_source": "stock that takes from it",
    "sales_order": "order fetched there",
    "shipment": "shipment",
    "consignment": "consignment",
    "consignment_line": "line of consignments",
    "refund_line": "refunded line",
    "incoming": "expected delivery",
    "transfer": "transfer",
    "person_source": "person kept to it",
}
_ITS_OWN_DEEDS = (
    Deed.SOURCE_ADDED,
    Deed.SOURCE_EDITED,
    Deed.SOURCES_ENABLED,
    Deed.SOURCES_DISABLED,
    Deed.SOURCES_ARCHIVED,
    Deed.SOURCES_LOCATED,
    Deed.SOURCE_ELIGIBLE,
    Deed.UNDONE,
    Deed.DEMO_MADE,
)
"""Deeds about nothing but the source: their entries do not keep it."""


def uses(connection: Connection, one: Source) -> list[tuple[str, int]]:
    """Return what names a source besides its own entries in the history, each with a count."""
    counts: dict[str, int] = {}
    for table, columns in _references():
        query = select(func.count()).select_from(table)
        found = connection.scalar(query.where(or_(*(column == one.id for column in columns))))
        if found:
            what = _WORDS.get(table.name, table.name.replace("_", " "))
            counts[what] = counts.get(what, 0) + int(found)
    if entries := _entries(connection, one):
        counts["history entry"] = entries
    return list(counts.items())


def _references() -> Sequence[tuple[Table, list[Column[object]]]]:
    """Every table with columns that point to sources."""
    from inventory_tui.store.tables.whole import metadata  # loads both dialects

    found = []
    for table in metadata.sorted_tables:
        columns = [
            column
            for column in table.columns
            if any(key.column.table is source for key in column.foreign_keys)
        ]
        if columns and table.name not in _ITS_OWN:
            found.append((table, columns))
    return found


def _entries(connection: Connection, one: Source) -> int:
    """How many entries of the history name it, besides its own."""
    operations: set[int] = set()
    for table in (movement, aside_movement):
        query = select(table.c.operation_id).where(table.c.source_id == one.id).distinct()
        operations.update(connection.scalars(query))
    own = [deed.value for deed in _ITS_OWN_DEEDS]
    about_it = (
        select(change.c.operation_id)
        .join(operation, operation.c.id == change.c.operation_id)
        .where(
            change.c.kind == "source",
            change.c.subject_id == one.id,
            operation.c.deed.not_in(own),
        )
    )
    operations.update(connection.scalars(about_it))
    mapped = select(change.c.operation_id, change.c.before, change.c.after).where(
        change.c.kind == "stock", change.c.field == "sources"
    )
    key = key_of(one.code)
    for id, *texts in connection.execute(mapped):
        if any(key in map(key_of, (text or "").split(",")) for text in texts):
            operations.add(id)
    return len(operations)
