"""Goods that are expected, line by line."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    delete,
    insert,
    select,
    update,
)

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.incoming import Incoming, IncomingQuery
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.quantities.incoming_sums import is_coming
from inventory_tui.store.tables import incoming, product, source, source_item
from inventory_tui.wording import tr

_IS_OPEN = incoming.c.closed_by.is_(None)


class Incomings:
    """Reads and writes them, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, line: Incoming) -> Incoming:
        """Write a new line; one without a reference gets one.

        Raises:
            Refused: ``not_unique``: another line has the reference.
        """
        new = replace(line, erc=line.erc or str(uuid.uuid4()))
        taken = select(incoming.c.id).where(incoming.c.erc_key == key_of(new.erc))
        if self._connection.execute(taken).first() is not None:
            raise Refused(
                Kind.NOT_UNIQUE,
                tr("Another line has the reference {erc}.", erc=new.erc),
                field="erc",
            )
        id = self._connection.execute(
            insert(incoming)
            .values(
                erc=new.erc,
                erc_key=key_of(new.erc),
                product_id=new.product_id,
                **_changeable(new),
            )
            .returning(incoming.c.id)
        ).scalar_one()
        return replace(new, id=id)

    def put(self, line: Incoming, *, closed_by: int | None = None) -> None:
        """Overwrite a line.

        Args:
            closed_by: The deed after which nothing more of it is expected.
        """
        self._connection.execute(
            update(incoming)
            .where(incoming.c.id == line.id)
            .values(**_changeable(line), closed_by=closed_by, version=incoming.c.version + 1)
        )

    def remove(self, id: int) -> None:
        """Delete a line of which nothing came."""
        self._connection.execute(delete(incoming).where(incoming.c.id == id))

    def known(self, id: int) -> Incoming:
        """Return the line with this id.

        Raises:
            Refused: ``unknown_incoming``.
        """
        found = self.by_ids([id])
        if not found:
            raise Refused(
                Kind.UNKNOWN_INCOMING, tr("Nothing with the number {id} is expected.", id=id)
            )
        return found[id]

    def by_ids(self, ids: Collection[int]) -> dict[int, Incoming]:
        """Return those of these lines that are there, by id."""
        return {one.id: one for one in self._lines(incoming.c.id.in_(ids))}

    def find(self, query: IncomingQuery, today: date) -> list[Incoming]:
        """Return lines, what is expected first before the rest."""
        conditions: list[ColumnElement[bool]] = []
        if not query.closed or query.overdue:
            conditions.append(_IS_OPEN)
        if query.sku is not None:
            conditions.append(product.c.sku_key == key_of(query.sku))
        if query.source is not None:
            conditions.append(source.c.code_key == key_of(query.source))
        if query.delivery is not None:
            conditions.append(incoming.c.delivery_key == key_of(query.delivery))
        if query.overdue:
            conditions += [incoming.c.expected_on < today.isoformat(), ~incoming.c.draft]
        return self._lines(*conditions)

    def of_product(self, product_id: int) -> list[Incoming]:
        """Return what is expected of a product, drafts as well."""
        return self._lines(incoming.c.product_id == product_id, _IS_OPEN)

    def of_delivery(self, number: str) -> list[Incoming]:
        """Return what is still expected of a delivery, in the order it was written down."""
        lines = self._lines(incoming.c.delivery_key == key_of(number), is_coming())
        return sorted(lines, key=lambda one: one.id)

    def is_proposed(self, product_id: int) -> bool:
        """Whether a draft of a product waits already."""
        query = select(incoming.c.id).where(
            incoming.c.product_id == product_id, incoming.c.draft, _IS_OPEN
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def source_with_least(self, product_id: int) -> tuple[int, str] | None:
        """Return id and code of the enabled source where least of a product lies."""
        row = self._connection.execute(
            select(source.c.id, source.c.code)
            .join(source_item, source_item.c.source_id == source.c.id)
            .where(source_item.c.product_id == product_id, source.c.enabled)
            .order_by(source_item.c.quantity, source.c.code_key)
            .limit(1)
        ).first()
        return None if row is None else (row.id, row.code)

    def _lines(self, *conditions: ColumnElement[bool]) -> list[Incoming]:
        rows = self._connection.execute(_query().where(*conditions))
        return [_line_of(row) for row in rows]


def _query() -> Select[Any]:
    return (
        select(incoming, product.c.sku, product.c.name.label("product_name"), source.c.code)
        .join(product, product.c.id == incoming.c.product_id)
        .join(source, source.c.id == incoming.c.source_id)
        .order_by(incoming.c.expected_on, incoming.c.id)
    )


def _line_of(row: Row[Any]) -> Incoming:
    return Incoming(
        row.id,
        row.erc,
        row.delivery,
        row.product_id,
        row.sku,
        row.product_name,
        row.source_id,
        row.code,
        Quantity(row.quantity),
        Quantity(row.received),
        Quantity(row.damaged),
        Quantity(row.short),
        date.fromisoformat(row.expected_on),
        row.note,
        row.draft,
        row.closed_by is not None,
        row.version,
    )


def _changeable(line: Incoming) -> dict[str, Any]:
    return {
        "delivery": line.delivery,
        "delivery_key": key_of(line.delivery),
        "source_id": line.source_id,
        "quantity": line.ordered.parts,
        "received": line.received.parts,
        "damaged": line.damaged.parts,
        "short": line.short.parts,
        "expected_on": line.expected_on.isoformat(),
        "note": line.note,
        "draft": line.draft,
    }
