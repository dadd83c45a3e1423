"""Orders and their documents as they are printed: the keys of their lines and rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from inventory_tui.domain.document import Invoice, Refund, RefundLine, Taken
from inventory_tui.domain.order import Order, OrderBundle, OrderLine
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.shipment import Shipment
from inventory_tui.wording import tr

Row = dict[str, Any]


def bundle(one: OrderBundle) -> Row:
    """Return a bundle of an order."""
    return {
        "sku": one.sku,
        "name": one.name,
        "quantity": one.quantity,
        "price": one.price,
        "together": one.together,
    }


def line(one: OrderLine, order: Order) -> Row:
    """Return a line of an order."""
    bundles = {bundle.id: bundle.sku for bundle in order.bundles}
    return {
        "sku": one.sku,
        "name": one.name,
        "ordered": one.ordered,
        "invoiced": one.invoiced,
        "shipped": one.shipped,
        "cancelled": one.cancelled,
        "refunded": one.refunded,
        "open": one.open,
        "held": one.held,
        "price": one.price,
        "bundle": bundles.get(one.bundle or 0, ""),
        "chosen_as": one.chosen_as or "",
    }


def amounts(lines: Iterable[tuple[str, Quantity]]) -> list[Row]:
    """Return how much of which SKU."""
    return [{"sku": sku, "quantity": quantity} for sku, quantity in lines]


def shipment(one: Shipment) -> Row:
    """Return a shipment."""
    row: Row = {
        "id": one.id,
        "order": one.order,
        "source": one.source,
        "at": one.shipped_at,
        "by": one.shipped_by,
        "cancelled": one.cancelled,
        "lines": amounts((line.sku, line.quantity) for line in one.lines),
        "tracking": [
            {
                "carrier": parcel.carrier,
                "title": parcel.title,
                "number": parcel.number,
                **({"url": parcel.url} if parcel.url else {}),
            }
            for parcel in one.tracking
        ],
        "comment": one.comment,
    }
    return row if one.consignment_id is None else row | {"consignment": one.consignment_id}


def invoice(one: Invoice) -> Row:
    """Return an invoice."""
    return {
        "id": one.id,
        "at": one.invoiced_at,
        "by": one.invoiced_by,
        "lines": amounts((line.sku, line.quantity) for line in one.lines),
        "comment": one.comment,
    }


def refund(one: Refund, order: Order) -> Row:
    """Return a refund of an order."""
    skus = {line.id: line.sku for line in order.lines}
    return {
        "id": one.id,
        "at": one.refunded_at,
        "by": one.refunded_by,
        "lines": refunded(one.lines, one.moved),
        "moved": moved(one.moved, skus),
        "shipping": one.amounts.shipping,
        "adjustment": one.amounts.adjustment,
        "fee": one.amounts.fee,
        "comment": one.comment,
    }


def refunded(lines: Iterable[RefundLine], moves: Iterable[Taken]) -> list[Row]:
    """Return the lines of a refund, each with the sources it moved goods at, if any."""
    places: dict[tuple[int, bool], list[str]] = {}
    for one in moves:
        places.setdefault((one.line_id, one.quantity.parts > 0), []).append(one.source)
    rows = []
    for line in lines:
        row: Row = {"sku": line.sku, "quantity": line.quantity, "outcome": line.outcome}
        coming_in = line.outcome.brings_back
        if coming_in is not None and (codes := places.get((line.line_id, coming_in))):
            row["source"] = ", ".join(codes)
        rows.append(row)
    return rows


def moved(moves: Iterable[Taken], skus: Mapping[int, str]) -> list[Row]:
    """Return what came to which source, below 0 what was taken out there."""
    return [
        {"sku": skus[one.line_id], "source": one.source, "quantity": one.quantity}
        for one in moves
    ]


def for_people(document: Row) -> Row:
    """Return the row of a document with its lines in words: ``2 MUG return at berlin``."""
    return document | {
        key: ", ".join(_in_words(one) for one in document[key])
        for key in ("lines", "moved")
        if key in document
    }


def _in_words(line: Row) -> str:
    words = f"{line['quantity']} {line['sku']}"
    if "outcome" in line:
        words += f" {line['outcome'].value}"
    if "source" in line:
        return tr("{goods} at {source}", goods=words, source=line["source"])
    return words
