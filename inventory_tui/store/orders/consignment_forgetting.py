"""What consignments, and the history of parcels, tell of customers: blanked for good."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    and_,
    or_,
    select,
    union,
    update,
)

from inventory_tui.domain.chunks import chunks
from inventory_tui.store.tables import (
    change,
    consignment,
    consignment_line,
    order_line,
    shipment,
)

_AT_ONCE = 500
_PERSONAL = ("account", "account_key", "tracking_number", "tracking_url", "comment")
_FIELDS = ("tracking", "tracking_number", "tracking_url", "comment")
"""Fields of the history that say what a carrier or a person wrote."""


def blank(connection: Connection, order_ids: Sequence[int]) -> set[int]:
    """Blank whom consignments of these orders go to, and how their parcels were followed.

    Returns:
        The orders where there was something.
    """
    changed: set[int] = set()
    for some in chunks(order_ids, _AT_ONCE):
        held = {(row[0], row[1]) for row in connection.execute(_holding(some))}
        ids = sorted({id for id, _ in held})
        if ids:
            told = or_(*(consignment.c[name] != "" for name in _PERSONAL))
            blanked = set(
                connection.scalars(
                    update(consignment)
                    .where(consignment.c.id.in_(ids), told)
                    .values(**dict.fromkeys(_PERSONAL, ""), version=consignment.c.version + 1)
                    .returning(consignment.c.id)
                )
            )
            changed |= {order_id for id, order_id in held if id in blanked}
            _unsaid(connection, change.c.kind == "consignment", change.c.subject_id.in_(ids))
        shipments = select(shipment.c.id).where(shipment.c.order_id.in_(some))
        _unsaid(connection, change.c.kind == "shipment", change.c.subject_id.in_(shipments))
    return changed


def _holding(order_ids: list[int]) -> CompoundSelect[int, int]:
    """SQL: consignments that hold something of orders, or held it once, with the order."""
    told = change.alias("told")
    return union(
        select(consignment_line.c.consignment_id, order_line.c.order_id)
        .join(order_line, order_line.c.id == consignment_line.c.order_line_id)
        .where(order_line.c.order_id.in_(order_ids)),
        select(change.c.subject_id, told.c.subject_id)
        .join(told, told.c.operation_id == change.c.operation_id)
        .where(
            change.c.kind == "consignment",
            told.c.kind == "order",
            told.c.field == "consignment",
            told.c.subject_id.in_(order_ids),
        ),
    )


def _unsaid(connection: Connection, *about: ColumnElement[bool]) -> None:
    connection.execute(
        update(change)
        .where(and_(*about), change.c.field.in_(_FIELDS))
        .values(before=None, after="forgotten")
    )
