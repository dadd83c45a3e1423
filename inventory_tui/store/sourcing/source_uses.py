"""What names a source: rows, links, orders, shipments, and the history."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Column, Connection, Table, func, or_, select

from inventory_tui.domain.history import Deed
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.source import Source
from inventory_tui.store.tables import aside_movement, change, movement, operation, source
from inventory_tui.wording import trn

_ITS_OWN = ("source_channel", "source_audience")
"""Tables that say whom a source serves: they go with it."""
_HISTORY = "history"
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
    """Return what names a source besides its own entries in the history, each with a count.

    What is named is a table; `counted` says it for people.
    """
    counts: dict[str, int] = {}
    for table, columns in _references():
        query = select(func.count()).select_from(table)
        found = connection.scalar(query.where(or_(*(column == one.id for column in columns))))
        if found:
            counts[table.name] = int(found)
    if entries := _entries(connection, one):
        counts[_HISTORY] = entries
    return list(counts.items())


def counted(what: str, n: int) -> str:
    """What names a source, for people: ``3 source items``."""
    match what:
        case "source_item":
            return trn("{count:,} source item", "{count:,} source items", n)
        case "stock_source":
            return trn(
                "{count:,} stock that takes from it", "{count:,} stocks that take from it", n
            )
        case "sales_order":
            return trn("{count:,} order fetched there", "{count:,} orders fetched there", n)
        case "shipment":
            return trn("{count:,} shipment", "{count:,} shipments", n)
        case "consignment":
            return trn("{count:,} consignment", "{count:,} consignments", n)
        case "consignment_line":
            return trn("{count:,} line of consignments", "{count:,} lines of consignments", n)
        case "item_reference":
            return trn("{count:,} item reference", "{count:,} item references", n)
        case "set_aside":
            return trn("{count:,} set aside", "{count:,} set asides", n)
        case "invoice_taken":
            return trn("{count:,} invoice taken", "{count:,} invoice takens", n)
        case "refund_moved":
            return trn("{count:,} refund moved", "{count:,} refund moveds", n)
        case "incoming":
            return trn("{count:,} expected delivery", "{count:,} expected deliveries", n)
        case "transfer":
            return trn("{count:,} transfer", "{count:,} transfers", n)
        case "person_source":
            return trn("{count:,} person kept to it", "{count:,} people kept to it", n)
        case "history":
            return trn("{count:,} history entry", "{count:,} history entries", n)
    return f"{n:,} {what.replace('_', ' ')}{'s' * (n != 1)}"


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
