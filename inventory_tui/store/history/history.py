"""Reading the history: which deeds, and what each did, row by row.

Order is the order of ids, given inside the transactions that wrote them; times are shown
and filtered by, never sorted by (a clock that goes back reorders nothing).
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    func,
    or_,
    select,
    union,
)

from inventory_tui.domain.filters import Filter, Value
from inventory_tui.domain.history import UNDOABLE, Deed, Operation
from inventory_tui.domain.history import Row as HistoryRow
from inventory_tui.domain.labels import LARGEST_ID
from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.driver import Driver
from inventory_tui.store.history.history_filter import OF_PRODUCTS, HistoryTerms, product_ids
from inventory_tui.store.products.chosen import Chosen, choose_query
from inventory_tui.store.tables import (
    aside_movement,
    change,
    movement,
    operation,
    product,
    reservation,
    sales_order,
    source,
)

_NEWEST = """
    select (select coalesce(max(id), 0) from operation),
        (select coalesce(max(id), 0) from reservation)
"""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One field of one thing a deed changed, in the texts of the history."""

    kind: str
    subject_id: int
    subject: str
    field: str
    before: str | None
    after: str | None


class History:
    """The operations and their rows."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, id: int) -> Operation | None:
        """Return one operation."""
        return self.page([id]).get(id) if id <= LARGEST_ID else None

    def ids(self, filter: Filter, *, now: datetime, zone: tzinfo) -> array[int]:
        """Return the ids of the operations a filter keeps, the newest first.

        Args:
            now: The moment ``today`` is told from.
            zone: The zone dates are typed in.
        """
        terms = HistoryTerms(self._connection, now, zone)
        conditions = [terms.condition(term) for term in filter.terms]
        query = select(operation.c.id).where(*conditions).order_by(operation.c.id.desc())
        return array("q", self._connection.scalars(query))

    def page(self, ids: Sequence[int]) -> dict[int, Operation]:
        """Return the operations with these ids."""
        rows = self._connection.execute(select(operation).where(operation.c.id.in_(ids)))
        return {row.id: _operation(row) for row in rows}

    def product_ids(self, sku: str) -> list[int]:
        """Return the products that ever had this SKU, deleted ones too."""
        return product_ids(self._connection, [Value(sku, 0, quoted=True)])

    def newest(self) -> tuple[int, int]:
        """Return the ids of the newest operation and reservation, 0 where there is none.

        Both, for an import of orders writes its operation with the first of many batches.
        """
        ((operation_id, reservation_id),) = Driver(self._connection).rows(_NEWEST)
        return operation_id, reservation_id

    def archived_up_to(self) -> int:
        """Return the last operation whose rows were moved to a file, 0 where none was."""
        counts = self._connection.scalar(
            select(operation.c.counts)
            .where(operation.c.deed == Deed.ARCHIVED.value)
            .order_by(operation.c.id.desc())
            .limit(1)
        )
        return 0 if counts is None else int(json.loads(counts)["up_to"])

    def newest_undoable(self, actor: str) -> Operation | None:
        """Return the actor's newest deed that can be taken back and is not an undo itself."""
        row = self._connection.execute(
            select(operation)
            .where(
                operation.c.actor == actor,
                operation.c.undone_by.is_(None),
                operation.c.deed.in_(
                    [deed.value for deed in UNDOABLE if deed is not Deed.UNDONE]
                ),
            )
            .order_by(operation.c.id.desc())
            .limit(1)
        ).first()
        return None if row is None else _operation(row)

    def newest_undo(self, actor: str) -> int | None:
        """Return the actor's newest undo that was not undone itself."""
        newest: int | None = self._connection.scalar(
            select(func.max(operation.c.id)).where(
                operation.c.actor == actor,
                operation.c.deed == Deed.UNDONE.value,
                operation.c.undone_by.is_(None),
            )
        )
        return newest

    def rows(
        self,
        ids: Sequence[int],
        *,
        product_ids: Sequence[int] | None = None,
        source_ids: Sequence[int] | None = None,
    ) -> Iterator[HistoryRow]:
        """Yield what these operations did, in the order of ``ids``, field by field.

        Args:
            product_ids: Only rows about these products.
            source_ids: Only rows about these sources.
        """
        operations = self.page(ids)
        for id in ids:
            if id in operations:
                yield from self._rows_of(operations[id], product_ids, source_ids)

    def changes(self, id: int) -> list[ChangeRow]:
        """Return what an operation changed besides quantities."""
        return [
            ChangeRow(row.kind, row.subject_id, row.subject, row.field, row.before, row.after)
            for row in self._connection.execute(_changes(id, None, None))
        ]

    def products_of(self, id: int, first: int, last: int) -> Chosen:
        """Return the products an operation moved, of those numbered ``first`` to ``last``."""
        moved, aside = movement.c, aside_movement.c
        query = union(
            *(
                select(row.product_id).where(
                    row.operation_id == id, row.product_id.between(first, last)
                )
                for row in (moved, aside)
            )
        ).subquery("rows")
        return choose_query(self._connection, select(query.c.product_id), name="moved")

    def after(self, id: int, product_id: int, source_id: int) -> Operation | None:
        """Return the first later operation that changed a source item."""
        later = [
            found
            for row in (movement.c, aside_movement.c)
            if (
                found := self._connection.execute(
                    select(func.min(row.operation_id)).where(
                        row.product_id == product_id,
                        row.source_id == source_id,
                        row.operation_id > id,
                    )
                ).scalar()
            )
        ]
        return self.get(min(later)) if later else None

    def _rows_of(
        self,
        one: Operation,
        product_ids: Sequence[int] | None,
        source_ids: Sequence[int] | None,
    ) -> Iterator[HistoryRow]:
        def row(field: str, before: str | None, after: str | None, **about: Any) -> HistoryRow:
            return HistoryRow(
                one.id, one.at, one.actor, one.deed, one.reason, field, before, after, **about
            )

        for found in self._connection.execute(_movements(one.id, product_ids, source_ids)):
            about = {"sku": found.sku, "source": found.code}
            pairs = (
                ("quantity", _amount(found.quantity_before), _amount(found.quantity_after)),
                ("status", _status(found.in_stock_before), _status(found.in_stock_after)),
                ("notify_below", _amount(found.notify_before), _amount(found.notify_after)),
            )
            for field, before, after in pairs:
                if before != after:
                    yield row(field, before, after, **about)
        for found in self._connection.execute(_asides(one.id, product_ids, source_ids)):
            before, after = _amount(found.before), _amount(found.after)
            yield row(found.kind, before, after, sku=found.sku, source=found.code)
        for found in self._connection.execute(_changes(one.id, product_ids, source_ids)):
            label = {"product": "sku", "source": "source"}.get(found.kind)
            about = {label: found.subject} if label else {}
            if found.sku is not None:
                about["sku"] = found.sku
            about["about"] = f"{found.kind} {found.subject}"
            yield row(found.field, found.before, found.after, **about)
        if source_ids is None:
            for found in self._connection.execute(_reservations(one, product_ids)):
                yield row(
                    "reserved",
                    None,
                    str(Quantity(found.quantity)),
                    sku=found.sku,
                    about=f"order {found.number}" if found.number else None,
                )


def _movements(
    id: int, product_ids: Sequence[int] | None, source_ids: Sequence[int] | None
) -> Any:
    return (
        select(movement, product.c.sku, source.c.code)
        .join(product, product.c.id == movement.c.product_id)
        .join(source, source.c.id == movement.c.source_id)
        .where(
            movement.c.operation_id == id,
            *_only(movement.c.product_id, product_ids),
            *_only(movement.c.source_id, source_ids),
        )
        .order_by(movement.c.product_id, movement.c.source_id)
    )


def _asides(
    id: int, product_ids: Sequence[int] | None, source_ids: Sequence[int] | None
) -> Any:
    row = aside_movement.c
    return (
        select(aside_movement, product.c.sku, source.c.code)
        .join(product, product.c.id == row.product_id)
        .join(source, source.c.id == row.source_id)
        .where(
            row.operation_id == id,
            *_only(row.product_id, product_ids),
            *_only(row.source_id, source_ids),
        )
        .order_by(row.product_id, row.source_id, row.kind.desc())
    )


def _changes(
    id: int, product_ids: Sequence[int] | None, source_ids: Sequence[int] | None
) -> Any:
    query = (
        select(change, product.c.sku)
        .outerjoin(product, product.c.id == change.c.product_id)
        .where(change.c.operation_id == id)
        .order_by(change.c.id)
    )
    if product_ids is not None:
        own = and_(change.c.kind.in_(OF_PRODUCTS), change.c.subject_id.in_(product_ids))
        query = query.where(or_(own, change.c.product_id.in_(product_ids)))
    if source_ids is not None:
        query = query.where(change.c.kind == "source", change.c.subject_id.in_(source_ids))
    return query


def _reservations(one: Operation, product_ids: Sequence[int] | None) -> Any:
    """The reservations of a deed, found through its orders: they have no index by deed."""
    concerned = [sales_order.c.operation_id == one.id]
    if one.order_id is not None:
        concerned.append(sales_order.c.id == one.order_id)
    elif one.deed is Deed.ORDER_CANCELLED:  # of many at once
        changed = select(change.c.subject_id).where(
            change.c.operation_id == one.id, change.c.kind == "order"
        )
        concerned.append(sales_order.c.id.in_(changed))
    orders = select(sales_order.c.id).where(or_(*concerned))
    through = [reservation.c.order_id.in_(orders)] if one.deed is not Deed.STOCK_DELETED else []
    return (
        select(reservation.c.quantity, product.c.sku, sales_order.c.number)
        .join(product, product.c.id == reservation.c.product_id)
        .outerjoin(sales_order, sales_order.c.id == reservation.c.order_id)
        .where(
            reservation.c.operation_id == one.id,
            *through,
            *_only(reservation.c.product_id, product_ids),
        )
        .order_by(reservation.c.id)
    )


def _only(column: ColumnElement[int], ids: Sequence[int] | None) -> list[ColumnElement[bool]]:
    return [] if ids is None else [column.in_(ids)]


def _amount(parts: int | None) -> str | None:
    return None if parts is None else str(Quantity(parts))


def _status(in_stock: bool | None) -> str | None:
    return None if in_stock is None else "in" if in_stock else "out"


def _operation(row: Row[Any]) -> Operation:
    return Operation(
        id=row.id,
        at=row.at,
        actor=row.actor,
        login=row.login,
        deed=Deed(row.deed),
        reason=row.reason,
        note=row.note,
        summary=row.summary,
        units=Quantity(row.units),
        counts=json.loads(row.counts),
        order_id=row.order_id,
        undoes=row.undoes,
        undone_by=row.undone_by,
    )
