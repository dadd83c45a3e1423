"""Who ordered what: found by an e-mail address, and blanked for good.

What is erased is all that tells who a customer is or where they live: name, e-mail and
address of their orders, what people wrote beside the documents, the numbers a carrier
follows parcels by.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, bindparam, delete, or_, select, update

from inventory_tui.domain.alerts import as_text
from inventory_tui.domain.chunks import chunks
from inventory_tui.domain.labels import key_of
from inventory_tui.store.tables import (
    alert,
    alert_delivery,
    invoice,
    refund,
    sales_order,
    shipment,
    tracking,
)

_AT_ONCE = 500
_PERSONAL = (
    "customer_name",
    "customer_email",
    "customer_key",
    "street",
    "city",
    "region",
    "postcode",
    "country",
    "account",
    "account_key",
)
_WHO = ("customer", "email", "text")
"""Keys of a message that say who somebody is."""
_Id = TypeVar("_Id", int, str)


def orders_of(connection: Connection, email: str) -> list[int]:
    """Return the ids of all orders of a customer, by their e-mail address (case aside)."""
    key = key_of(email)
    rows = connection.execute(
        select(sales_order.c.id, sales_order.c.customer_email)
        .where(sales_order.c.customer_key.endswith(f"\n{key}", autoescape=True))
        .order_by(sales_order.c.id)
    )
    return [id for id, known in rows if key_of(known) == key]


def blank(connection: Connection, order_ids: Sequence[int]) -> set[int]:
    """Blank what these orders tell of their customers; return those where there was something.

    What anyone saw of them before is out of date.
    """
    changed: set[int] = set()
    for some in chunks(order_ids, _AT_ONCE):
        told = or_(*(sales_order.c[name] != "" for name in _PERSONAL))
        changed.update(
            connection.scalars(
                update(sales_order)
                .where(sales_order.c.id.in_(some), told)
                .values(dict.fromkeys(_PERSONAL, ""))
                .returning(sales_order.c.id)
            )
        )
        for document in (invoice, refund, shipment):
            changed.update(_blanked(connection, document, some))
        changed.update(_untracked(connection, some))
    for some in chunks(sorted(changed), _AT_ONCE):
        connection.execute(
            update(sales_order)
            .where(sales_order.c.id.in_(some))
            .values(version=sales_order.c.version + 1)
        )
    return changed


def blank_messages(
    connection: Connection,
    alert_ids: Collection[int],
    email_keys: Collection[str],
    orders: Collection[str],
) -> int:
    """Blank whom messages went to; those about an order that wait are not sent any more.

    Returns how many there were.

    Args:
        alert_ids: Subscriptions, all of whose messages are meant.
        email_keys: The `key_of` addresses, of what no subscription is kept for any more.
        orders: Numbers of orders, whoever was told of them.
    """
    blanked: list[dict[str, Any]] = []
    dropped: list[int] = []
    for row in _messages(connection, sorted(alert_ids)):
        message = json.loads(row.message)
        number = message.get("order")
        if number is not None and number not in orders:
            continue
        of_no_alert = number is None and row.alert_id is None
        if of_no_alert and key_of(str(message.get("email", ""))) not in email_keys:
            continue
        if number is not None and row.sent_at is None:
            dropped.append(row.id)
        elif any(message.get(key) for key in _WHO):
            kept = {**message, **dict.fromkeys(_WHO, "")}
            blanked.append({"delivery": row.id, "now": as_text(kept)})
    if blanked:
        connection.execute(
            update(alert_delivery)
            .where(alert_delivery.c.id == bindparam("delivery"))
            .values(message=bindparam("now")),
            blanked,
        )
    for some in chunks(dropped, _AT_ONCE):
        connection.execute(delete(alert_delivery).where(alert_delivery.c.id.in_(some)))
    return len(blanked) + len(dropped)


def _messages(connection: Connection, alert_ids: Sequence[int]) -> Iterator[Any]:
    """What was recorded for these subscriptions, and for none that is kept."""
    columns = (
        alert_delivery.c.id,
        alert_delivery.c.alert_id,
        alert_delivery.c.message,
        alert_delivery.c.sent_at,
    )
    yield from connection.execute(select(*columns).where(alert_delivery.c.alert_id.is_(None)))
    for some in chunks(alert_ids, _AT_ONCE):
        yield from connection.execute(
            select(*columns).where(alert_delivery.c.alert_id.in_(some))
        )


def alerts_of(connection: Connection, email_keys: Collection[str]) -> list[int]:
    """Return the ids of all subscriptions of customers, by the `key_of` their addresses."""
    found: list[int] = []
    for some in chunks(sorted(email_keys), _AT_ONCE):
        found += connection.scalars(select(alert.c.id).where(alert.c.email_key.in_(some)))
    return found


def _blanked(connection: Connection, document: Table, order_ids: list[int]) -> Any:
    return connection.scalars(
        update(document)
        .where(document.c.order_id.in_(order_ids), document.c.comment != "")
        .values(comment="")
        .returning(document.c.order_id)
    )


def _untracked(connection: Connection, order_ids: list[int]) -> list[int]:
    """Blank the numbers of parcels; return the orders that had some."""
    theirs = select(shipment.c.id).where(shipment.c.order_id.in_(order_ids))
    parcels = connection.scalars(
        update(tracking)
        .where(
            tracking.c.shipment_id.in_(theirs),
            or_(tracking.c.number != "", tracking.c.url != ""),
        )
        .values(number="", url="")
        .returning(tracking.c.shipment_id)
    ).all()
    found: list[int] = []
    for some in chunks(sorted(set(parcels)), _AT_ONCE):
        found += connection.scalars(select(shipment.c.order_id).where(shipment.c.id.in_(some)))
    return found
