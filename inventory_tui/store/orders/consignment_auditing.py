"""Consignments compared with their shipments: what is ready was taken, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, and_, case, exists, func, literal, or_, select

from inventory_tui.domain.checkup import Finding, Flaw
from inventory_tui.domain.consignment import ConsignmentStatus
from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.database import Transaction
from inventory_tui.store.tables import (
    consignment,
    consignment_line,
    order_line,
    product,
    sales_order,
    shipment,
    shipment_line,
)
from inventory_tui.wording import tr

_TAKEN = tuple(
    one.value
    for one in (
        ConsignmentStatus.READY,
        ConsignmentStatus.SHIPPED,
        ConsignmentStatus.DELIVERED,
    )
)
"""States in which the goods of every row are in a shipment."""


def consignments(transaction: Transaction) -> Iterator[Finding]:
    """Return the rows that are not as their shipments say, and shipments without a row."""
    connection = transaction.connection
    if connection.scalar(select(exists(select(literal(1)).select_from(consignment)))):
        for row in connection.execute(_rows()):
            kept, found = Quantity(int(row.kept)), Quantity(int(row.found))
            yield Finding(
                Flaw.CONSIGNMENT,
                tr(
                    "Consignment {consignment}, {sku} of order {order}: its row says "
                    "{kept} taken, its shipment holds {found}.",
                    consignment=row.id,
                    sku=row.sku,
                    order=row.number,
                    kept=kept,
                    found=found,
                ),
                sku=row.sku,
                order=row.number,
                kept=str(kept),
                recomputed=str(found),
            )
        for row in connection.execute(_strays()):
            held = Quantity(int(row.quantity))
            yield Finding(
                Flaw.CONSIGNMENT,
                tr(
                    "Shipment {shipment} holds {held} {sku} for consignment "
                    "{consignment}, which has no row for it.",
                    shipment=row.shipment_id,
                    held=held,
                    sku=row.sku,
                    consignment=row.id,
                ),
                sku=row.sku,
                order=row.number,
                kept="0",
                recomputed=str(held),
            )


def _rows() -> Select[Any]:
    """Rows whose goods should be in a shipment that holds less or more, or the reverse."""
    held = (
        select(func.coalesce(func.sum(shipment_line.c.quantity), 0))
        .select_from(shipment_line)
        .join(shipment, shipment.c.id == shipment_line.c.shipment_id)
        .where(
            shipment.c.id == consignment_line.c.shipment_id,
            shipment.c.consignment_id == consignment_line.c.consignment_id,
            shipment.c.source_id == consignment_line.c.source_id,
            shipment.c.cancelled_by.is_(None),
            shipment_line.c.order_line_id == consignment_line.c.order_line_id,
        )
        .correlate(consignment_line)
        .scalar_subquery()
    )
    kept = case((consignment.c.status.in_(_TAKEN), consignment_line.c.quantity), else_=0)
    return (
        select(
            consignment.c.id,
            product.c.sku,
            sales_order.c.number,
            kept.label("kept"),
            held.label("found"),
        )
        .select_from(consignment_line)
        .join(consignment, consignment.c.id == consignment_line.c.consignment_id)
        .join(order_line, order_line.c.id == consignment_line.c.order_line_id)
        .join(sales_order, sales_order.c.id == order_line.c.order_id)
        .join(product, product.c.id == order_line.c.product_id)
        .where(kept != held)
        .order_by(consignment_line.c.id)
    )


def _strays() -> Select[Any]:
    """Lines of shipments of consignments that no row stands for."""
    row = and_(
        consignment_line.c.shipment_id == shipment.c.id,
        consignment_line.c.order_line_id == shipment_line.c.order_line_id,
    )
    return (
        select(
            consignment.c.id,
            shipment_line.c.shipment_id,
            shipment_line.c.quantity,
            product.c.sku,
            sales_order.c.number,
        )
        .select_from(shipment)
        .join(consignment, consignment.c.id == shipment.c.consignment_id)
        .join(shipment_line, shipment_line.c.shipment_id == shipment.c.id)
        .join(product, product.c.id == shipment_line.c.product_id)
        .join(sales_order, sales_order.c.id == shipment.c.order_id)
        .where(
            shipment.c.cancelled_by.is_(None),
            or_(
                consignment.c.status.not_in(_TAKEN),
                ~exists(select(literal(1)).select_from(consignment_line).where(row)),
            ),
        )
        .order_by(shipment_line.c.shipment_id)
    )
