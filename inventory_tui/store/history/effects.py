"""What one deed did, line by line, a page at a time: a deed may have changed a million rows.

A line is named by one number, so that a list can hold all of them: of a movement its
product and source, of a change or a reservation its id, and in the lowest bits which.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, or_, select

from inventory_tui.domain.aside import Kept
from inventory_tui.domain.history import Deed, Effect, Operation
from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.tables import (
    aside_movement,
    change,
    movement,
    product,
    reservation,
    sales_order,
    source,
)
from inventory_tui.wording import tr

_KIND_BITS = 2
_SOURCE_BITS = 20
_MOVEMENT, _CHANGE, _RESERVATION, _ASIDE = range(4)
_KINDS = tuple(Kept)
_ASIDE_BITS = 2


class Effects:
    """The lines of one operation."""

    def __init__(self, connection: Connection, operation: Operation) -> None:
        self._connection = connection
        self._operation = operation

    def ids(self) -> array[int]:
        """Return every line: source items by SKU, what is set aside, other changes, then
        units held.
        """
        row = movement.c
        movements = self._connection.execute(
            select(row.product_id, row.source_id)
            .join(product, product.c.id == row.product_id)
            .where(
                row.operation_id == self._operation.id,
                # where only something else was set aside the row itself is as it was
                or_(
                    row.quantity_before.is_distinct_from(row.quantity_after),
                    row.in_stock_before.is_distinct_from(row.in_stock_after),
                    row.notify_before.is_distinct_from(row.notify_after),
                ),
            )
            .order_by(product.c.sku_key, row.source_id)
        )
        ids = array(
            "q",
            (
                ((product_id << _SOURCE_BITS | source_id) << _KIND_BITS) | _MOVEMENT
                for product_id, source_id in movements
            ),
        )
        aside = aside_movement.c
        asides = self._connection.execute(
            select(aside.product_id, aside.source_id, aside.kind)
            .join(product, product.c.id == aside.product_id)
            .where(aside.operation_id == self._operation.id)
            .order_by(product.c.sku_key, aside.source_id, aside.kind.desc())
        )
        ids.extend(_aside_line(*one) for one in asides)
        changes = self._connection.scalars(
            select(change.c.id)
            .where(change.c.operation_id == self._operation.id)
            .order_by(change.c.id)
        )
        ids.extend(id << _KIND_BITS | _CHANGE for id in changes)
        held = self._connection.scalars(
            self._reservations(select(reservation.c.id)).order_by(reservation.c.id)
        )
        ids.extend(id << _KIND_BITS | _RESERVATION for id in held)
        return ids

    def rows(self, ids: Sequence[int]) -> dict[int, Effect]:
        """Return these lines."""
        by_kind: dict[int, list[int]] = {
            _MOVEMENT: [],
            _CHANGE: [],
            _RESERVATION: [],
            _ASIDE: [],
        }
        for id in ids:
            by_kind[id & ((1 << _KIND_BITS) - 1)].append(id >> _KIND_BITS)
        found = self._movements(by_kind[_MOVEMENT])
        found |= self._asides(by_kind[_ASIDE])
        found |= self._changes(by_kind[_CHANGE])
        found |= self._held(by_kind[_RESERVATION])
        return {id: found[id] for id in ids if id in found}

    def _movements(self, pairs: Iterable[int]) -> dict[int, Effect]:
        products = sorted({pair >> _SOURCE_BITS for pair in pairs})
        if not products:
            return {}
        rows = self._connection.execute(
            select(movement, product.c.sku, source.c.code)
            .join(product, product.c.id == movement.c.product_id)
            .join(source, source.c.id == movement.c.source_id)
            .where(
                movement.c.operation_id == self._operation.id,
                movement.c.product_id.in_(products),
            )
        )
        return {
            ((row.product_id << _SOURCE_BITS | row.source_id) << _KIND_BITS)
            | _MOVEMENT: _movement(row)
            for row in rows
        }

    def _asides(self, rows: Iterable[int]) -> dict[int, Effect]:
        products = sorted({row >> (_ASIDE_BITS + _SOURCE_BITS) for row in rows})
        if not products:
            return {}
        found = self._connection.execute(
            select(aside_movement, product.c.sku, source.c.code)
            .join(product, product.c.id == aside_movement.c.product_id)
            .join(source, source.c.id == aside_movement.c.source_id)
            .where(
                aside_movement.c.operation_id == self._operation.id,
                aside_movement.c.product_id.in_(products),
            )
        )
        return {
            _aside_line(row.product_id, row.source_id, row.kind): Effect(
                row.sku,
                row.code,
                Kept(row.kind).label,
                _amount(row.before),
                _amount(row.after),
            )
            for row in found
        }

    def _changes(self, ids: list[int]) -> dict[int, Effect]:
        if not ids:
            return {}
        rows = self._connection.execute(
            select(change, product.c.sku)
            .outerjoin(product, product.c.id == change.c.product_id)
            .where(change.c.id.in_(ids))
        )
        return {
            row.id << _KIND_BITS | _CHANGE: Effect(
                *_named(row), row.field, row.before, row.after
            )
            for row in rows
        }

    def _held(self, ids: list[int]) -> dict[int, Effect]:
        if not ids:
            return {}
        rows = self._connection.execute(
            select(
                reservation.c.id, reservation.c.quantity, product.c.sku, sales_order.c.number
            )
            .join(product, product.c.id == reservation.c.product_id)
            .outerjoin(sales_order, sales_order.c.id == reservation.c.order_id)
            .where(reservation.c.id.in_(ids))
        )
        return {
            row.id << _KIND_BITS | _RESERVATION: Effect(
                row.sku,
                f"order {row.number}" if row.number else "",
                "reserved",
                None,
                str(Quantity(row.quantity)),
            )
            for row in rows
        }

    def _reservations(self, query: Select[Any]) -> Select[Any]:
        """The reservations of a deed, found through its orders: they have no index by deed."""
        one = self._operation
        query = query.where(reservation.c.operation_id == one.id)
        if one.deed is Deed.STOCK_DELETED:
            return query
        told = select(change.c.subject_id).where(
            change.c.operation_id == one.id, change.c.kind == "order"
        )
        concerned = [sales_order.c.operation_id == one.id, sales_order.c.id.in_(told)]
        if one.order_id is not None:
            concerned.append(sales_order.c.id == one.order_id)
        orders = select(sales_order.c.id).where(or_(*concerned))
        return query.where(reservation.c.order_id.in_(orders))


def _named(row: Row[Any]) -> tuple[str, str]:
    """What a change is about, and of which other thing."""
    if row.sku is not None:
        return row.sku, f"{row.kind} {row.subject_id}"
    return row.subject if row.kind == "product" else f"{row.kind} {row.subject}", ""


def _aside_line(product_id: int, source_id: int, kind: str) -> int:
    """The number of a line about something that is set aside."""
    row = (product_id << _SOURCE_BITS | source_id) << _ASIDE_BITS
    return (row | _KINDS.index(Kept(kind))) << _KIND_BITS | _ASIDE


def _movement(row: Row[Any]) -> Effect:
    also = []
    if row.in_stock_before != row.in_stock_after and None not in (
        row.in_stock_before,
        row.in_stock_after,
    ):
        also.append(tr("out → in") if row.in_stock_after else tr("in → out"))
    elif row.in_stock_after is False and row.in_stock_before is None:
        also.append(tr("out"))
    if row.notify_before != row.notify_after and row.quantity_after is not None:
        before, after = (
            tr("inherited") if parts is None else str(Quantity(parts))
            for parts in (row.notify_before, row.notify_after)
        )
        also.append(tr("notify {before} → {after}", before=before, after=after))
    return Effect(
        row.sku,
        row.code,
        "quantity",
        _amount(row.quantity_before),
        _amount(row.quantity_after),
        ", ".join(also),
    )


def _amount(parts: int | None) -> str | None:
    return None if parts is None else str(Quantity(parts))
