"""Consignments and their rows: what goes to one account together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from inventory_tui.domain.consignment import (
    Consignment,
    ConsignmentOrder,
    ConsignmentRow,
    ConsignmentStatus,
)
from inventory_tui.domain.consignment_form import TEXTS, Account
from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.labels import LARGEST_ID, key_of, visible
from inventory_tui.domain.order import Address
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.store.orders.order_amounts import OPEN, SHIPS
from inventory_tui.store.people.unhidden import everything
from inventory_tui.store.tables import (
    channel,
    consignment,
    consignment_line,
    order_line,
    product,
    sales_order,
    shipment,
    source,
)
from inventory_tui.wording import tr

_OWN = tuple(name for name in TEXTS if name != "erc")
_BUILDING = ConsignmentStatus.PROCESSING.value


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row to be added."""

    line_id: int
    erc: str
    source_id: int | None
    quantity: Quantity


class Consignments:
    """Reads and writes consignments."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # -- what there is --------------------------------------------------------------------

    def known(self, name: str | int, *, lock: bool = False) -> Consignment:
        """Return a consignment by its number, or by a text: its reference, else its number.

        Args:
            lock: Hold it until the transaction ends (PostgreSQL; SQLite's write lock does).

        Raises:
            Refused: ``unknown_consignment``.
        """
        id = name if isinstance(name, int) else self.id_of(name)
        if id is not None and lock:
            self._connection.execute(
                select(consignment.c.id).where(consignment.c.id == id).with_for_update()
            )
        found = None if id is None else self._get(id)
        if found is None:
            raise Refused(
                Kind.UNKNOWN_CONSIGNMENT,
                tr("There is no consignment {name!r}.", name=visible(str(name))),
                field="consignment",
            )
        return found

    def id_of(self, name: str) -> int | None:
        """Return the id of what a reference or a number means; a reference goes first."""
        name = name.strip()
        id = self.taken(name)
        digits = name.isascii() and name.isdigit()
        if id is None and digits and int(name) <= LARGEST_ID:
            query = select(consignment.c.id).where(consignment.c.id == int(name))
            id = self._connection.scalar(query)
        return id

    def _get(self, id: int) -> Consignment | None:
        one = self._connection.execute(
            select(consignment).where(consignment.c.id == id)
        ).one_or_none()
        if one is None:
            return None
        rows = self._rows(id)
        return Consignment(
            id=one.id,
            erc=one.erc,
            account=one.account,
            account_key=one.account_key,
            status=ConsignmentStatus(one.status),
            **{name: getattr(one, name) for name in _OWN},
            version=one.version,
            rows=tuple(rows),
            orders=tuple(self._orders(sorted({row.order_id for row in rows}))),
        )

    def _rows(self, id: int) -> list[ConsignmentRow]:
        rows = self._connection.execute(
            select(
                consignment_line,
                order_line.c.order_id,
                order_line.c.product_id,
                order_line.c.name,
                OPEN.label("open"),
                SHIPS.label("ships"),
                sales_order.c.number,
                product.c.sku,
                source.c.code,
            )
            .join(order_line, order_line.c.id == consignment_line.c.order_line_id)
            .join(sales_order, sales_order.c.id == order_line.c.order_id)
            .join(product, product.c.id == order_line.c.product_id)
            .outerjoin(source, source.c.id == consignment_line.c.source_id)
            .where(consignment_line.c.consignment_id == id)
            .order_by(order_line.c.order_id, order_line.c.position, consignment_line.c.id)
        ).all()
        claimed = self.claimed({row.order_line_id for row in rows})
        return [_row(row, claimed.get(row.order_line_id, ZERO)) for row in rows]

    def _orders(self, ids: Sequence[int]) -> list[ConsignmentOrder]:
        rows = self._connection.execute(
            select(sales_order, channel.c.code, channel.c.name.label("channel_name"))
            .join(channel, channel.c.id == sales_order.c.channel_id)
            .where(sales_order.c.id.in_(ids))
            .order_by(sales_order.c.id)
        )
        return [
            ConsignmentOrder(
                row.id,
                row.number,
                row.code,
                row.channel_name,
                Address(
                    row.customer_name,
                    row.customer_email,
                    row.street,
                    row.city,
                    row.region,
                    row.postcode,
                    row.country,
                ),
            )
            for row in rows
        ]

    def claimed(self, line_ids: Iterable[int]) -> dict[int, Quantity]:
        """Return what of order lines is in consignments that are being built.

        Also in rows that are hidden from who asks: what is outstanding is the order's.
        """
        rows = self._connection.execute(
            _claims(consignment_line.c.order_line_id)
            .where(consignment_line.c.order_line_id.in_(sorted(line_ids)))
            .group_by(consignment_line.c.order_line_id),
            execution_options=everything(self._connection),
        )
        return {line_id: Quantity(int(parts)) for line_id, parts in rows}

    def claimed_at(self, product_ids: Iterable[int]) -> dict[tuple[int, int], Quantity]:
        """Return what consignments that are being built will take: product, source → it."""
        at = order_line.c.product_id, consignment_line.c.source_id
        rows = self._connection.execute(
            _claims(*at)
            .join(order_line, order_line.c.id == consignment_line.c.order_line_id)
            .where(
                order_line.c.product_id.in_(sorted(product_ids)),
                consignment_line.c.source_id.is_not(None),
            )
            .group_by(*at)
        )
        return {(product, place): Quantity(int(parts)) for product, place, parts in rows}

    def accounts(self, order_ids: Sequence[int]) -> list[Account]:
        """Return whom orders are billed to, in the order they are given."""
        rows = self._connection.execute(
            select(
                sales_order.c.id,
                sales_order.c.number,
                sales_order.c.account,
                sales_order.c.customer_email,
            ).where(sales_order.c.id.in_(order_ids))
        )
        found = {
            row.id: Account(row.number, (row.account or row.customer_email).strip())
            for row in rows
        }
        return [found[id] for id in order_ids]

    def of_order(self, order_id: int, *, building: bool = False) -> list[int]:
        """Return the numbers of the consignments that hold something of an order.

        Args:
            building: Only those that are being built.
        """
        query = (
            select(consignment_line.c.consignment_id)
            .join(order_line, order_line.c.id == consignment_line.c.order_line_id)
            .where(order_line.c.order_id == order_id)
            .distinct()
            .order_by(consignment_line.c.consignment_id)
        )
        if building:
            query = query.join(
                consignment, consignment.c.id == consignment_line.c.consignment_id
            ).where(consignment.c.status == _BUILDING)
        return list(self._connection.scalars(query))

    # -- what is written ------------------------------------------------------------------

    def add(self, operation: int, erc: str, account: Account) -> int:
        """Write a consignment without rows and return its number."""
        return int(
            self._connection.execute(
                insert(consignment)
                .values(
                    erc=erc,
                    erc_key=key_of(erc),
                    account=account.name,
                    account_key=account.key,
                    status=_BUILDING,
                    operation_id=operation,
                )
                .returning(consignment.c.id)
            ).scalar_one()
        )

    def add_rows(self, id: int, rows: Sequence[NewRow]) -> None:
        """Add rows to a consignment."""
        values = [
            {
                "consignment_id": id,
                "order_line_id": row.line_id,
                "erc": row.erc,
                "erc_key": key_of(row.erc),
                "source_id": row.source_id,
                "quantity": row.quantity.parts,
            }
            for row in rows
        ]
        if values:
            self._connection.execute(insert(consignment_line), values)

    def put(self, id: int, **columns: Any) -> None:
        """Write columns of a consignment; what anyone saw of it before is out of date."""
        if "erc" in columns:
            columns["erc_key"] = key_of(columns["erc"])
        self._connection.execute(
            update(consignment)
            .where(consignment.c.id == id)
            .values(**columns, version=consignment.c.version + 1)
        )

    def put_row(self, id: int, **columns: Any) -> None:
        """Write columns of a row."""
        if "erc" in columns:
            columns["erc_key"] = key_of(columns["erc"])
        self._connection.execute(
            update(consignment_line).where(consignment_line.c.id == id).values(**columns)
        )

    def put_shipments(self, of_rows: Mapping[int, int | None]) -> None:
        """Write which shipment took each row."""
        if of_rows:
            self._connection.execute(
                update(consignment_line)
                .where(consignment_line.c.id == bindparam("of_row"))
                .values(shipment_id=bindparam("taken_by")),
                [{"of_row": id, "taken_by": by} for id, by in of_rows.items()],
            )

    def remove_rows(self, ids: Iterable[int]) -> None:
        """Take rows away."""
        self._connection.execute(
            delete(consignment_line).where(consignment_line.c.id.in_(sorted(ids)))
        )

    def remove(self, id: int) -> None:
        """Take a consignment and its rows away; its shipments stay, and are on their own."""
        rows = consignment_line.c.consignment_id == id
        self._connection.execute(delete(consignment_line).where(rows))
        self._connection.execute(
            update(shipment).where(shipment.c.consignment_id == id).values(consignment_id=None)
        )
        self._connection.execute(delete(consignment).where(consignment.c.id == id))

    def taken(self, erc: str) -> int | None:
        """Return the consignment that has this reference, if one has."""
        id = self._connection.scalar(
            select(consignment.c.id).where(consignment.c.erc_key == key_of(erc))
        )
        return None if id is None else int(id)

    def row_taken(self, erc: str) -> int | None:
        """Return the row that has this reference, if one has."""
        id = self._connection.scalar(
            select(consignment_line.c.id).where(consignment_line.c.erc_key == key_of(erc))
        )
        return None if id is None else int(id)


def _claims(*columns: Any) -> Select[Any]:
    return (
        select(*columns, func.sum(consignment_line.c.quantity))
        .join(consignment, consignment.c.id == consignment_line.c.consignment_id)
        .where(consignment.c.status == _BUILDING)
    )


def _row(row: Row[Any], claimed: Quantity) -> ConsignmentRow:
    open = Quantity(int(row.open)) if row.ships else ZERO
    return ConsignmentRow(
        id=row.id,
        erc=row.erc,
        order_id=row.order_id,
        order=row.number,
        line_id=row.order_line_id,
        product_id=row.product_id,
        sku=row.sku,
        name=row.name,
        quantity=Quantity(row.quantity),
        outstanding=max(open - claimed, ZERO),
        source_id=row.source_id,
        source=row.code or "",
        shipment_id=row.shipment_id,
    )
