"""The filter language as SQL: the keys of the history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from sqlalchemy import (
    ColumnElement,
    Connection,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    union_all,
)

from inventory_tui.domain.filters import Flag, Keyed, Term, Value, Words
from inventory_tui.domain.moments import parse_moment
from inventory_tui.store.filtering import inside, whole
from inventory_tui.store.tables import (
    aside_movement,
    change,
    movement,
    operation,
    product,
    reservation,
    sales_order,
    shipment,
    source,
)

OF_PRODUCTS = ("product", "reference")
"""What changes of which the subject is a product."""


class HistoryTerms:
    """Makes a condition of each term of a filter of deeds."""

    def __init__(self, connection: Connection, now: datetime, zone: tzinfo) -> None:
        self._connection = connection
        self._now = now
        self._zone = zone

    def condition(self, term: Term) -> ColumnElement[bool]:
        """SQL: whether a deed is one that a term means."""
        test = term.test
        if isinstance(test, Keyed):
            found = self._keyed(test)
        elif isinstance(test, Flag):
            found = operation.c.undone_by.is_not(None)
        elif isinstance(test, Words):
            texts = [func.lower(operation.c.summary), func.lower(operation.c.note)]
            found = or_(*(inside(texts, value) for value in test.values))
        else:
            raise ValueError("the history has no numbers to compare")
        return not_(found) if term.negated else found

    def _keyed(self, test: Keyed) -> ColumnElement[bool]:
        values = test.values
        match test.key:
            case "actor":
                return or_(whole(func.lower(operation.c.actor), values))
            case "reason":
                return whole(operation.c.reason, values)
            case "deed":
                return operation.c.deed.in_(test.choices)
            case "since" | "until":
                end = test.key == "until"
                today = self._now.astimezone(self._zone).date()
                moment = parse_moment(values[0].text, today=today, zone=self._zone, end=end)
                return operation.c.at < moment if end else operation.c.at >= moment
            case "order":
                return _about_order(values)
            case "consignment":
                return _about_consignments(values)
            case "sku":
                return _about_products(product_ids(self._connection, values))
            case _:
                return _about_sources(_source_ids(self._connection, values))


def product_ids(connection: Connection, values: Sequence[Value]) -> list[int]:
    """Return the products that ever had these SKUs, deleted ones too."""
    query = select(product.c.id).where(whole(product.c.sku_key, values))
    return list(connection.scalars(query))


def _source_ids(connection: Connection, values: Sequence[Value]) -> list[int]:
    """The sources with these codes or references."""
    query = select(source.c.id).where(
        or_(whole(source.c.code_key, values), whole(source.c.erc_key, values))
    )
    return list(connection.scalars(query))


def _about_products(ids: list[int]) -> ColumnElement[bool]:
    touching = union_all(
        select(movement.c.operation_id).where(movement.c.product_id.in_(ids)),
        select(aside_movement.c.operation_id).where(aside_movement.c.product_id.in_(ids)),
        select(reservation.c.operation_id).where(reservation.c.product_id.in_(ids)),
        select(change.c.operation_id).where(
            change.c.kind.in_(OF_PRODUCTS), change.c.subject_id.in_(ids)
        ),
        select(change.c.operation_id).where(change.c.product_id.in_(ids)),
    )
    return operation.c.id.in_(touching)


def _about_sources(ids: list[int]) -> ColumnElement[bool]:
    return or_(
        exists(
            select(literal(1)).where(
                movement.c.operation_id == operation.c.id, movement.c.source_id.in_(ids)
            )
        ),
        operation.c.id.in_(
            select(aside_movement.c.operation_id).where(aside_movement.c.source_id.in_(ids))
        ),
        operation.c.id.in_(
            select(shipment.c.operation_id).where(shipment.c.source_id.in_(ids))
        ),
        operation.c.id.in_(
            select(change.c.operation_id).where(
                change.c.kind == "source", change.c.subject_id.in_(ids)
            )
        ),
    )


def _about_consignments(values: Sequence[Value]) -> ColumnElement[bool]:
    return operation.c.id.in_(
        select(change.c.operation_id).where(
            change.c.kind == "consignment", whole(change.c.subject, values)
        )
    )


def _about_order(values: Sequence[Value]) -> ColumnElement[bool]:
    orders = (
        select(sales_order.c.id, sales_order.c.operation_id)
        .where(whole(sales_order.c.number_key, values))
        .subquery()
    )
    return or_(
        operation.c.order_id.in_(select(orders.c.id)),
        operation.c.id.in_(select(orders.c.operation_id)),
        operation.c.id.in_(
            select(change.c.operation_id).where(
                change.c.kind == "order", change.c.subject_id.in_(select(orders.c.id))
            )
        ),
    )
