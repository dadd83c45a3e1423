"""Invoices and refunds of orders, and the keys shops give their deeds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select

from inventory_tui.domain.document import (
    Invoice,
    InvoiceLine,
    Outcome,
    Refund,
    RefundAmounts,
    RefundLine,
    Taken,
)
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.quantity import Quantity
from inventory_tui.store.people.unhidden import everything
from inventory_tui.store.tables import (
    invoice,
    invoice_line,
    invoice_taken,
    order_event,
    order_line,
    product,
    refund,
    refund_line,
    refund_moved,
    sales_order,
    shipment,
    shipment_line,
    source,
)


class Documents:
    """Reads and writes what is written about orders beside shipments."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now

    def add_invoice(
        self,
        operation_id: int,
        order_id: int,
        invoiced_by: str,
        lines: Iterable[tuple[int, Quantity]],
        taken: Iterable[Taken],
        comment: str,
    ) -> int:
        """Write an invoice and return its number.

        Args:
            lines: Order line id and quantity (more than 0).
            taken: What of goods that are never shipped left which source.
        """
        id = self._connection.execute(
            insert(invoice)
            .values(
                order_id=order_id,
                operation_id=operation_id,
                invoiced_at=self._now,
                invoiced_by=invoiced_by,
                comment=comment,
            )
            .returning(invoice.c.id)
        ).scalar_one()
        self._insert(
            invoice_line,
            [
                {"invoice_id": id, "order_line_id": line, "quantity": quantity.parts}
                for line, quantity in lines
            ],
        )
        self._insert(
            invoice_taken,
            [
                {
                    "invoice_id": id,
                    "order_line_id": one.line_id,
                    "source_id": one.source_id,
                    "quantity": one.quantity.parts,
                }
                for one in taken
            ],
        )
        return int(id)

    def add_refund(
        self,
        operation_id: int,
        order_id: int,
        refunded_by: str,
        lines: Iterable[RefundLine],
        moved: Iterable[Taken],
        amounts: RefundAmounts,
        comment: str,
    ) -> int:
        """Write a refund and return its number.

        Args:
            moved: What came back to which source; below 0 what was written off there.
        """
        id = self._connection.execute(
            insert(refund)
            .values(
                order_id=order_id,
                operation_id=operation_id,
                refunded_at=self._now,
                refunded_by=refunded_by,
                shipping=amounts.shipping,
                adjustment=amounts.adjustment,
                fee=amounts.fee,
                comment=comment,
            )
            .returning(refund.c.id)
        ).scalar_one()
        self._insert(
            refund_line,
            [
                {
                    "refund_id": id,
                    "order_line_id": line.line_id,
                    "outcome": line.outcome.value,
                    "quantity": line.quantity.parts,
                    "unshipped": line.unshipped.parts,
                }
                for line in lines
            ],
        )
        self._insert(
            refund_moved,
            [
                {
                    "refund_id": id,
                    "order_line_id": one.line_id,
                    "source_id": one.source_id,
                    "quantity": one.quantity.parts,
                }
                for one in moved
            ],
        )
        return int(id)

    def _insert(self, table: Any, rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            self._connection.execute(insert(table), rows)

    def invoices(self, order_id: int) -> list[Invoice]:
        """Return the invoices of an order, the first one first."""
        lines: dict[int, list[InvoiceLine]] = {}
        for row in self._connection.execute(
            _with_sku(invoice_line, invoice, invoice_line.c.invoice_id, order_id)
        ):
            lines.setdefault(row.invoice_id, []).append(
                InvoiceLine(row.order_line_id, row.sku, Quantity(row.quantity))
            )
        taken = self._at_sources(invoice_taken, invoice, invoice_taken.c.invoice_id, order_id)
        return [
            Invoice(
                row.id,
                row.invoiced_at,
                row.invoiced_by,
                row.comment,
                tuple(lines.get(row.id, ())),
                row.operation_id,
                tuple(taken.get(row.id, ())),
            )
            for row in self._connection.execute(
                select(invoice).where(invoice.c.order_id == order_id).order_by(invoice.c.id)
            )
        ]

    def refunds(self, order_id: int) -> list[Refund]:
        """Return the refunds of an order, the first one first."""
        lines: dict[int, list[RefundLine]] = {}
        for row in self._connection.execute(
            _with_sku(refund_line, refund, refund_line.c.refund_id, order_id)
        ):
            lines.setdefault(row.refund_id, []).append(
                RefundLine(
                    row.order_line_id,
                    row.sku,
                    Quantity(row.quantity),
                    Quantity(row.unshipped),
                    Outcome(row.outcome),
                )
            )
        moved = self._at_sources(refund_moved, refund, refund_moved.c.refund_id, order_id)
        return [
            Refund(
                row.id,
                row.refunded_at,
                row.refunded_by,
                RefundAmounts(row.shipping, row.adjustment, row.fee),
                row.comment,
                tuple(lines.get(row.id, ())),
                tuple(moved.get(row.id, ())),
                row.operation_id,
            )
            for row in self._connection.execute(
                select(refund).where(refund.c.order_id == order_id).order_by(refund.c.id)
            )
        ]

    def _at_sources(
        self, line: Any, document: Any, of_it: ColumnElement[int], order_id: int
    ) -> dict[int, list[Taken]]:
        """What the documents of an order took from sources, or brought, by document."""
        found: dict[int, list[Taken]] = {}
        for row in self._connection.execute(
            select(line, of_it.label("document"), source.c.code)
            .join(document, document.c.id == of_it)
            .join(source, source.c.id == line.c.source_id)
            .where(document.c.order_id == order_id)
            .order_by(line.c.order_line_id, source.c.code_key)
        ):
            found.setdefault(row.document, []).append(
                Taken(row.order_line_id, row.source_id, Quantity(row.quantity), row.code)
            )
        return found

    def away(self, order_id: int) -> dict[tuple[int, int], Quantity]:
        """Return what left which source and has not come back, by (line, source) id.

        Shipped, or invoiced where goods are never shipped; what was written off had not left.
        Also from sources that are hidden from who asks: an order is refunded as a whole.
        """
        gone = (
            (shipment_line.c, shipment_line, shipment, shipment.c.cancelled_by.is_(None)),
            (invoice_taken.c, invoice_taken, invoice, invoice.c.id.is_not(None)),
        )
        sums: dict[tuple[int, int], int] = {}
        for columns, line, document, counts in gone:
            of_it = columns[f"{document.name}_id"] == document.c.id
            at = document.c.source_id if document is shipment else columns.source_id
            rows = self._connection.execute(
                select(columns.order_line_id, at, func.sum(columns.quantity))
                .select_from(line)
                .join(document, of_it)
                .where(document.c.order_id == order_id, counts)
                .group_by(columns.order_line_id, at),
                execution_options=everything(self._connection),
            )
            for line_id, source_id, quantity in rows:
                pair = (line_id, source_id)
                sums[pair] = sums.get(pair, 0) + int(quantity)
        for line_id, source_id, quantity in self._connection.execute(
            select(
                refund_moved.c.order_line_id,
                refund_moved.c.source_id,
                func.sum(refund_moved.c.quantity),
            )
            .join(refund, refund.c.id == refund_moved.c.refund_id)
            .where(refund.c.order_id == order_id, refund_moved.c.quantity > 0)
            .group_by(refund_moved.c.order_line_id, refund_moved.c.source_id)
        ):
            pair = (line_id, source_id)
            sums[pair] = sums.get(pair, 0) - int(quantity)
        return {pair: Quantity(left) for pair, left in sums.items() if left > 0}

    def event(self, order_id: int, key: str) -> tuple[str, int] | None:
        """Return the deed and the operation a key was given to, if it was."""
        row = self._connection.execute(
            select(order_event.c.deed, order_event.c.operation_id).where(
                order_event.c.order_id == order_id, order_event.c.key == key_of(key)
            )
        ).first()
        return None if row is None else (row.deed, row.operation_id)

    def put_event(self, order_id: int, key: str, deed: str, operation_id: int | None) -> None:
        """Keep the key of a deed, so that it is known when it is sent again.

        Args:
            operation_id: None where nothing had to be done; that of the order's own
                placement is kept in its stead.
        """
        placed = select(sales_order.c.operation_id).where(sales_order.c.id == order_id)
        self._connection.execute(
            insert(order_event).values(
                order_id=order_id,
                key=key_of(key),
                deed=deed,
                operation_id=placed.scalar_subquery() if operation_id is None else operation_id,
            )
        )


def _with_sku(line: Any, document: Any, of_it: ColumnElement[int], order_id: int) -> Any:
    return (
        select(line, product.c.sku)
        .join(document, document.c.id == of_it)
        .join(order_line, order_line.c.id == line.c.order_line_id)
        .join(product, product.c.id == order_line.c.product_id)
        .where(document.c.order_id == order_id)
        .order_by(of_it, order_line.c.position)
    )
