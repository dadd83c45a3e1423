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
from inventory_tui.tui.dialogs.refund_words import OUTCOMES, places, stays_away
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.wording import tr

Document = Invoice | Shipment | Refund

_LABEL = 24


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document of an order."""

    document: Document
    label: str
    """``Shipment 12``."""
    at: datetime
    where: str
    units: Quantity
    note: str
    cancelled: bool = False


def document_rows(found: OrderShown) -> list[DocumentRow]:
    """Every document of an order, the newest first."""
    rows = [
        DocumentRow(
            one,
            tr("Invoice {id}", id=one.id),
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
            tr("Shipment {id}", id=one.id),
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
            tr("Refund {id}", id=one.id),
            one.refunded_at,
            ", ".join(
                dict.fromkeys(moved.source for moved in one.moved if moved.quantity > ZERO)
            ),
            total(line.quantity for line in one.lines),
            _kept(one),
        )
        for one in found.refunds
    ]
    rank = {kind: rank for rank, kind in enumerate((Invoice, Shipment, Refund))}
    rows.sort(key=lambda row: (row.at, rank[type(row.document)], row.document.id), reverse=True)
    return rows


def _ways(shipment: Shipment) -> Iterator[str]:
    """With what it goes, and how it is followed."""
    if shipment.consignment_id is not None:
        yield tr("in consignment {id}", id=shipment.consignment_id)
    yield from (f"{way.title} {way.number}" for way in shipment.tracking)


def _kept(refund: Refund) -> str:
    outcomes = ", ".join(dict.fromkeys(OUTCOMES[line.outcome] for line in refund.lines))
    return f"{outcomes} · {refund.comment}" if refund.comment else outcomes


def document_columns(clock: Callable[[], datetime]) -> Sequence[Column[DocumentRow]]:
    """The columns of the documents of an order."""
    return (
        Column(
            "label",
            tr("Document"),
            lambda row: Cell(row.label, "dim") if row.cancelled else row.label,
            14,
            most=20,
        ),
        Column("sent", tr("Done"), lambda row: dates.minute(row.at, clock()), 16),
        Column("from", tr("Source"), lambda row: row.where or Cell("–", "dim"), 14, most=24),
        Column("units", tr("Units"), lambda row: row.units.grouped(), 8, right=True),
        Column("note", tr("Note"), _note, 22, least=8, most=60, drop=5),
    )


def _note(row: DocumentRow) -> str | Cell:
    if row.cancelled:
        return Cell(tr("cancelled"), "attention")
    return row.note or Cell("–", "dim")


def documents(found: OrderShown) -> str:
    """What there is of each kind, and what the order holds."""
    gone = [one for one in found.shipments if not one.cancelled]
    return "   ".join(
        (
            _invoices([one.id for one in found.invoices]),
            _shipments([one.id for one in gone]),
            _refunds([one.id for one in found.refunds]),
            _held(found),
        )
    )


def _invoices(ids: Sequence[int]) -> str:
    if len(ids) == 1:
        return tr("Invoice {id}", id=ids[0])
    return tr("{count} invoices", count=len(ids)) if ids else tr("no invoice")


def _shipments(ids: Sequence[int]) -> str:
    if len(ids) == 1:
        return tr("Shipment {id}", id=ids[0])
    return tr("{count} shipments", count=len(ids)) if ids else tr("no shipment")


def _refunds(ids: Sequence[int]) -> str:
    if len(ids) == 1:
        return tr("Refund {id}", id=ids[0])
    return tr("{count} refunds", count=len(ids)) if ids else tr("no refund")


def _held(found: OrderShown) -> str:
    if not found.held:
        return tr("nothing held")
    return tr(
        "held in {stock}: {units}",
        stock=visible(found.order.stock),
        units=found.held.in_units(),
    )


def document_text(order: Order, document: Invoice | Refund, now: datetime) -> tuple[str, str]:
    """The heading and the text of an invoice or a refund."""
    if isinstance(document, Invoice):
        title = tr("Invoice {id} of order {number}", id=document.id, number=order.number)
        done, by = document.invoiced_at, document.invoiced_by
        lines = list(_invoice_text(order, document))
    else:
        title = tr("Refund {id} of order {number}", id=document.id, number=order.number)
        done, by = document.refunded_at, document.refunded_by
        lines = list(_refund_text(order, document))
    about = tr("{when} by {who}", when=dates.minute(done, now), who=by)
    if document.comment:
        comment = tr("Comment")
        lines += ["", *(f"{comment}  {line}" for line in document.comment.splitlines())]
    return title, "\n".join([about, "", *lines])


def _invoice_text(order: Order, invoice: Invoice) -> Iterator[str]:
    names = {line.id: line.name for line in order.lines}
    for line in invoice.lines:
        yield f"{line.quantity.grouped():>8}  {line.sku:<{_LABEL}}  {names[line.line_id]}"
    if invoice.taken:
        yield ""
    skus = {line.id: line.sku for line in order.lines}
    for one in invoice.taken:
        yield tr(
            "Left {source}: {quantity} {sku}",
            source=one.source,
            quantity=one.quantity.grouped(),
            sku=skus[one.line_id],
        )


def _refund_text(order: Order, refund: Refund) -> Iterator[str]:
    for line in refund.lines:
        unshipped = (
            tr(", {unshipped} of them had not left", unshipped=line.unshipped.grouped())
            if line.unshipped
            else ""
        )
        yield (
            f"{line.quantity.grouped():>8}  {line.sku:<{_LABEL}}"
            f"  {OUTCOMES[line.outcome]}{unshipped}"
        )
    yield ""
    yield from places(order, refund.moved)
    if away := stays_away(refund.lines, refund.moved):
        told = ", ".join(f"{amount.grouped()} {sku}" for sku, amount in away)
        yield tr("Did not come back: {told}", told=told)
    yield from _money(refund.amounts)


def _money(amounts: RefundAmounts) -> Iterator[str]:
    for label, text in (
        (tr("Shipping given back"), amounts.shipping),
        (tr("Given back beyond that"), amounts.adjustment),
        (tr("Fee kept"), amounts.fee),
    ):
        if text:
            yield f"{label}: {text}"
