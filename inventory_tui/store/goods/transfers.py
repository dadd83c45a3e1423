"""Transfers on the road, and what became of their lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    bindparam,
    exists,
    insert,
    literal,
    or_,
    select,
    update,
)

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.transfer import (
    OnTheRoad,
    Transfer,
    TransferLine,
    TransferStatus,
)
from inventory_tui.store.tables import product, source, transfer, transfer_line
from inventory_tui.wording import tr

_LINE = transfer_line.c
ON_THE_ROAD = _LINE.sent - _LINE.received - _LINE.short - _LINE.lost - _LINE.returned
"""SQL: what of a line lies at no source."""
_ORIGIN, _DESTINATION = source.alias("origin"), source.alias("destination")
_AMOUNTS = ("sent", "received", "damaged", "short", "lost", "returned")


class Transfers:
    """Reads and writes them, inside one transaction."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add(
        self,
        origin_id: int,
        destination_id: int,
        lines: Iterable[tuple[int, Quantity]],
        *,
        operation: int,
        sent_by: str,
        expected_on: date | None,
        note: str,
    ) -> int:
        """Write a new transfer and return its id.

        Args:
            lines: Product id and quantity of each.
        """
        id = self._connection.execute(
            insert(transfer)
            .values(
                origin_id=origin_id,
                destination_id=destination_id,
                status=TransferStatus.SENT.value,
                operation_id=operation,
                sent_at=self._now,
                sent_by=sent_by,
                expected_on="" if expected_on is None else expected_on.isoformat(),
                note=note,
            )
            .returning(transfer.c.id)
        ).scalar_one()
        self._connection.execute(
            insert(transfer_line),
            [
                {"transfer_id": id, "product_id": product_id, "sent": units.parts}
                for product_id, units in lines
            ],
        )
        return int(id)

    def put(self, id: int, status: TransferStatus, lines: Sequence[TransferLine]) -> None:
        """Write where a transfer stands, and those of its lines that changed."""
        self._connection.execute(
            update(transfer)
            .where(transfer.c.id == id)
            .values(status=status.value, version=transfer.c.version + 1)
        )
        if lines:
            self._connection.execute(
                update(transfer_line)
                .where(_LINE.transfer_id == id, _LINE.product_id == bindparam("of_product"))
                .values({name: bindparam(f"to_{name}") for name in _AMOUNTS[1:]}),
                [
                    {
                        "of_product": line.product_id,
                        **{f"to_{name}": getattr(line, name).parts for name in _AMOUNTS[1:]},
                    }
                    for line in lines
                ],
            )

    def known(self, id: int | None) -> Transfer:
        """Return the transfer with this id.

        Raises:
            Refused: ``unknown_transfer``.
        """
        found = [] if id is None else self._found(transfer.c.id == id)
        if not found:
            raise Refused(
                Kind.UNKNOWN_TRANSFER, tr("There is no such transfer."), field="transfer"
            )
        return found[0]

    def find(
        self,
        *,
        ids: Collection[int] | None = None,
        source_id: int | None = None,
        product_id: int | None = None,
        on_the_road: bool = False,
    ) -> list[Transfer]:
        """Return transfers, the newest first.

        Args:
            ids: Only these.
            source_id: Only those that left it or go to it.
            product_id: Only those with this product.
            on_the_road: Only those of which something is on the road.
        """
        conditions: list[ColumnElement[bool]] = []
        if ids is not None:
            conditions.append(transfer.c.id.in_(ids))
        if on_the_road:
            conditions.append(transfer.c.status == TransferStatus.SENT.value)
        if source_id is not None:
            conditions.append(
                or_(transfer.c.origin_id == source_id, transfer.c.destination_id == source_id)
            )
        if product_id is not None:
            conditions.append(
                exists(
                    select(literal(1)).where(
                        _LINE.transfer_id == transfer.c.id, _LINE.product_id == product_id
                    )
                )
            )
        return self._found(*conditions)

    def on_the_road(self, product_ids: Collection[int] | None = None) -> list[OnTheRoad]:
        """Return what lies at no source, oldest first.

        Args:
            product_ids: Only of these.
        """
        query = (
            select(
                transfer.c.id,
                _LINE.product_id,
                _ORIGIN.c.code.label("origin"),
                transfer.c.destination_id,
                _DESTINATION.c.code.label("destination"),
                ON_THE_ROAD.label("units"),
                transfer.c.expected_on,
            )
            .join(transfer_line, _LINE.transfer_id == transfer.c.id)
            .join(_ORIGIN, _ORIGIN.c.id == transfer.c.origin_id)
            .join(_DESTINATION, _DESTINATION.c.id == transfer.c.destination_id)
            .where(transfer.c.status == TransferStatus.SENT.value, ON_THE_ROAD > 0)
            .order_by(transfer.c.id, _LINE.product_id)
        )
        if product_ids is not None:
            query = query.where(_LINE.product_id.in_(product_ids))
        return [
            OnTheRoad(
                row.id,
                row.product_id,
                row.origin,
                row.destination_id,
                row.destination,
                Quantity(row.units),
                _day(row.expected_on),
            )
            for row in self._connection.execute(query)
        ]

    def _found(self, *conditions: ColumnElement[bool]) -> list[Transfer]:
        chosen = select(transfer.c.id).where(*conditions)
        rows = self._connection.execute(
            select(
                transfer,
                _ORIGIN.c.code.label("origin"),
                _DESTINATION.c.code.label("destination"),
            )
            .join(_ORIGIN, _ORIGIN.c.id == transfer.c.origin_id)
            .join(_DESTINATION, _DESTINATION.c.id == transfer.c.destination_id)
            .where(*conditions)
            .order_by(transfer.c.id.desc())
        ).all()
        lines: dict[int, list[TransferLine]] = defaultdict(list)
        for row in self._connection.execute(
            select(transfer_line, product.c.sku, product.c.name)
            .join(product, product.c.id == _LINE.product_id)
            .where(_LINE.transfer_id.in_(chosen))
            .order_by(product.c.sku_key)
        ):
            lines[row.transfer_id].append(_line_of(row))
        return [_transfer_of(row, lines[row.id]) for row in rows]


def _line_of(row: Row[Any]) -> TransferLine:
    amounts = [Quantity(getattr(row, name)) for name in _AMOUNTS]
    return TransferLine(row.product_id, row.sku, row.name, *amounts)


def _transfer_of(row: Row[Any], lines: Sequence[TransferLine]) -> Transfer:
    return Transfer(
        row.id,
        row.origin_id,
        row.origin,
        row.destination_id,
        row.destination,
        TransferStatus(row.status),
        row.operation_id,
        row.sent_at,
        row.sent_by,
        _day(row.expected_on),
        row.note,
        row.version,
        tuple(lines),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
