"""What was written about an order: its invoices, shipments and refunds, and each to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from inventory_tui.domain.document import Invoice, Refund, RefundAmounts
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Order
from inventory_tui.domain.quantity import ZERO, Quantity, total
from inventory_tui.domain.shipment import Shipment
from inventory_tui.services.orders.order_page import OrderShown
from inventory_tui.tui import dates
from inventory_tui.tui.dialogs.refund_words import places, stays_away
from inventory_tui.tui.widgets.columns import Cell, Column

Document = Invoice | Shipment | Refund

_LABEL = 24


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document of an order."""

    document: Document
    kind: str
    at: datetime
    where: str
    units: Quantity
    note: str
    cancelled: bool = False

    @property
    def label(self) -> str:
        """``Shipment 12``."""
        return f"{self.kind} {self.document.id}"


def document_rows(found: OrderShown) -> list[DocumentRow]:
    """Every document of an order, the newest first."""
    rows = [
        DocumentRow(
            one,
            "Invoice",
            one.invoiced_at,
            ", ".join(dict.fromkeys(taken.source for taken in one.taken)),
            total(line.quantity for line in one.lines),
            one.comment,
        )
        for one in found.invoices
    ]
    rows += [
        DocumentRow(
            one,
            "Shipment",
            one.shipped_at,
            one.source,
            total(line.quantity for line in one.lines),
            ", ".join(_ways(one)),
            one.cancelled,
        )
        for one in found.shipments
    ]
    rows += [
        DocumentRow(
            one,
            "Refund",
            one.refunded_at,
            ", ".join(
                dict.fromkeys(moved.source for moved in one.moved if moved.quantity > ZERO)
            ),
            total(line.quantity for line in one.lines),
            _kept(one),
        )
        for one in found.refunds
    ]
    newest = {kind: rank for rank, kind in enumerate(("Invoice", "Shipment", "Refund"))}
    rows.sort(key=lambda row: (row.at, newest[row.kind], row.document.id), reverse=True)
    return rows


def _ways(shipment: Shipment) -> Iterator[str]:
    """With what it goes, and how it is followed."""
    if shipment.consignment_id is not None:
        yield f"in consignment {shipment.consignment_id}"
    yield from (f"{way.title} {way.number}" for way in shipment.tracking)


def _kept(refund: Refund) -> str:
    outcomes = ", ".join(dict.fromkeys(line.outcome.value for line in refund.lines))
    return f"{outcomes} · {refund.comment}" if refund.comment else outcomes


def document_columns(clock: Callable[[], datetime]) -> Sequence[Column[DocumentRow]]:
    """The columns of the documents of an order."""
    return (
        Column(
            "label",
            "Document",
            lambda row: Cell(row.label, "dim") if row.cancelled else row.label,
            14,
            most=20,
        ),
        Column("sent", "Done", lambda row: dates.minute(row.at, clock()), 16),
        Column("from", "Source", lambda row: row.where or Cell("–", "dim"), 14, most=24),
        Column("units", "Units", lambda row: row.units.grouped(), 8, right=True),
        Column("note", "Note", _note, 22, least=8, most=60, drop=5),
    )


def _note(row: DocumentRow) -> str | Cell:
    if row.cancelled:
        return Cell("cancelled", "attention")
    return row.note or Cell("–", "dim")


def documents(found: OrderShown) -> str:
    """What there is of each kind, and what the order holds."""
    gone = [one for one in found.shipments if not one.cancelled]
    words = [
        _counted("invoice", [one.id for one in found.invoices]),
        _counted("shipment", [one.id for one in gone]),
        _counted("refund", [one.id for one in found.refunds]),
    ]
    text = "   ".join(words)
    held = f"held in {visible(found.order.stock)}: {found.held.in_units()}"
    return f"{text}   {held if found.held else 'nothing held'}"


def _counted(kind: str, ids: Sequence[int]) -> str:
    if not ids:
        return f"no {kind}"
    return f"{kind.capitalize()} {ids[0]}" if len(ids) == 1 else f"{len(ids)} {kind}s"


def document_text(order: Order, document: Invoice | Refund, now: datetime) -> tuple[str, str]:
    """The heading and the text of an invoice or a refund."""
    if isinstance(document, Invoice):
        kind, done, by = "Invoice", document.invoiced_at, document.invoiced_by
        lines = list(_invoice_text(order, document))
    else:
        kind, done, by = "Refund", document.refunded_at, document.refunded_by
        lines = list(_refund_text(order, document))
    about = f"{dates.minute(done, now)} by {by}"
    if document.comment:
        lines += ["", *(f"Comment  {line}" for line in document.comment.splitlines())]
    return f"{kind} {document.id} of order {order.number}", "\n".join([about, "", *lines])


def _invoice_text(order: Order, invoice: Invoice) -> Iterator[str]:
    names = {line.id: line.name for line in order.lines}
    for line in invoice.lines:
        yield f"{line.quantity.grouped():>8}  {line.sku:<{_LABEL}}  {names[line.line_id]}"
    if invoice.taken:
        yield ""
    skus = {line.id: line.sku for line in order.lines}
    for one in invoice.taken:
        yield f"Left {one.source}: {one.quantity.grouped()} {skus[one.line_id]}"


def _refund_text(order: Order, refund: Refund) -> Iterator[str]:
    for line in refund.lines:
        unshipped = (
            f", {line.unshipped.grouped()} of them had not left" if line.unshipped else ""
        )
        yield (
            f"{line.quantity.grouped():>8}  {line.sku:<{_LABEL}}"
            f"  {line.outcome.value}{unshipped}"
        )
    yield ""
    yield from places(order, refund.moved)
    if away := stays_away(refund.lines, refund.moved):
        told = ", ".join(f"{amount.grouped()} {sku}" for sku, amount in away)
        yield f"Did not come back: {told}"
    yield from _money(refund.amounts)


def _money(amounts: RefundAmounts) -> Iterator[str]:
    for label, text in (
        ("Shipping given back", amounts.shipping),
        ("Given back beyond that", amounts.adjustment),
        ("Fee kept", amounts.fee),
    ):
        if text:
            yield f"{label}: {text}"
