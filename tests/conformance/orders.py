"""Orders: placed, invoiced, shipped, refunded and cancelled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from inventory_tui.domain.document import Outcome, RefundWish
from inventory_tui.domain.errors import Refused
from inventory_tui.domain.order import Address
from inventory_tui.domain.order_request import OrderRequest, RequestedLine
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.services.orders import (
    invoicing,
    ledger,
    order_page,
    ordering,
    refunding,
    returning,
)
from inventory_tui.services.quantities import promises
from inventory_tui.services.shipping import ship_planning, shipping
from tests.conformance import catalogue, worlds
from tests.conformance.registry import Answer, Seen, Words, builder, look, operation
from tests.conformance.shop import Shop, amount, number

_BUYER = Address(name="A Customer", email="customer@example.com")
"""Who buys where a case does not say."""

Lines = Mapping[str | int, Quantity]


def requested(items: Sequence[Mapping[str, Any]]) -> tuple[RequestedLine, ...]:
    """Say what is bought in our words: of a composite, what was chosen of it."""
    lines = []
    for item in items:
        children = item.get("children")
        parts = {sku: amount(qty) for sku, qty in children.items()} if children else None
        lines.append(
            RequestedLine(
                item.get("child_sku") or item["sku"],
                amount(item["qty"]),
                chosen_as=item["sku"] if item.get("child_sku") else item.get("grouped_sku", ""),
                parts=parts,
            )
        )
    return tuple(lines)


def place(shop: Shop, words: Words, **more: Any) -> ordering.Placed:
    """Place an order as a case says it, and remember its number."""
    more.setdefault("ship_to", _BUYER)
    request = OrderRequest(
        shop.website(words),
        requested(words["items"]),
        number=words.get("order_increment_id") or words.get("increment_id") or _given(shop),
        **more,
    )
    _remember_salable(shop, words)
    placed = ordering.place(shop.database, request, cause=shop.cause)
    shop.memory.orders.append(placed.order)
    return placed


def _given(shop: Shop) -> str | None:
    number, shop.memory.order_number = shop.memory.order_number, None
    return number


@builder("orders")
def build(shop: Shop, rows: Sequence[Mapping[str, Any]]) -> None:
    """Place the orders of a world, with their shipments."""
    for row in rows:
        skus = [item.get("child_sku") or item["sku"] for item in row["items"]]
        catalogue.need_products(shop, skus)
        pickup = row.get("pickup_location_code")
        more = {"pickup_location": pickup} if pickup else {}
        if row.get("delivery"):
            more["shipping_method"] = row["delivery"]
        place(shop, row, **more)
        for shipment in row.get("shipments") or ():
            _ship(shop, row["increment_id"], shipment)


def of(shop: Shop, words: Words) -> str:
    """The number of the order a case means."""
    named = words.get("order", "last")
    return shop.memory.orders[-1] if named == "last" else str(named)


def lines_of(shop: Shop, order: str, items: Any) -> Lines | None:
    """Say which lines are meant; None: everything open.

    A part of a bundle is named by the id of its line, a configurable by what was chosen.
    """
    if items == "all":
        return None
    stored = order_page.show(shop.database, order).order
    bundles = {bundle.id: bundle.sku for bundle in stored.bundles}
    meant: dict[str | int, Quantity] = {}
    for item in items:
        key: str | int = item.get("child_sku") or item["sku"]
        if parent := item.get("parent_sku"):
            key = next(
                line.id
                for line in stored.lines
                if line.sku == item["sku"] and bundles.get(line.bundle or 0) == parent
            )
        meant[key] = meant.get(key, ZERO) + amount(item["qty"])
    return meant


# deeds


@operation("place_order")
def _place(shop: Shop, words: Words) -> Answer:
    placed = place(shop, words)
    waiting = {sku: number(quantity) for sku, quantity in placed.backordered.items()}
    return {"placed": True, "qty_backordered": next(iter(waiting.values()), None)}


@operation("place_same_cart_twice")
def _place_twice(shop: Shop, words: Words) -> Answer:
    placed = place(shop, words)
    before = ledger_rows(shop)
    again = OrderRequest(shop.website(words), requested(words["items"]), number=placed.order)
    try:
        second = not ordering.place(shop.database, again, cause=shop.cause).unchanged
    except Refused:
        second = False
    return {
        "first_placed": True,
        "second_placed": second,
        "reservations_unchanged_by_second": ledger_rows(shop) == before,
    }


@operation("cancel_order")
def _cancel(shop: Shop, words: Words) -> None:
    ordering.cancel(shop.database, of(shop, words), cause=shop.cause)


@operation("invoice_order")
def _invoice(shop: Shop, words: Words) -> None:
    order = of(shop, words)
    lines = lines_of(shop, order, words.get("items", "all"))
    invoicing.invoice(shop.database, order, lines, cause=shop.cause)


@operation("ship_order")
def _ship_order(shop: Shop, words: Words) -> Answer:
    order = of(shop, words)
    before = order_page.show(shop.database, order).order.status
    shipped = _ship(shop, order, words)
    return {
        "shipment": shipment_said(shipped),
        "order_status_changed": shipped.order_status is not before,
    }


def _ship(shop: Shop, order: str, words: Words) -> shipping.Shipped:
    lines = lines_of(shop, order, words.get("items", "all"))
    return shipping.create(shop.database, order, words["source_code"], lines, cause=shop.cause)


def shipment_said(shipped: shipping.Shipped) -> Answer:
    """Say the one shipment of a deed as the cases do."""
    (shipment,) = shipped.shipments
    return {
        "source_code": shipment.source,
        "total_qty": sum(number(line.quantity) or 0 for line in shipment.lines),
        "items_include": [
            {"sku": line.sku, "qty": number(line.quantity)} for line in shipment.lines
        ],
    }


@operation("create_creditmemo")
def _refund(shop: Shop, words: Words) -> Answer:
    order = of(shop, words)
    shop.memory.notes["refund"] = dict(words)
    return {"creditmemo_item_count_min": len(_refunded(shop, order, words).lines)}


@operation("save_creditmemo_again")
def _refund_again(shop: Shop, words: Words) -> None:
    _refunded(shop, of(shop, words), shop.memory.notes["refund"])


def _refunded(shop: Shop, order: str, words: Words) -> refunding.Refunded:
    """Refund under a key of its own: the same once more changes nothing."""
    stored = order_page.show(shop.database, order).order
    lines = lines_of(shop, order, words.get("items", "all"))
    returns = words.get("return_to_stock")
    outcome = None if returns is None else Outcome.RETURN if returns else Outcome.WRITE_OFF
    wishes = [
        RefundWish(line, quantity, outcome)
        for line, quantity in (
            lines.items()
            if lines is not None
            else {line.id: line.invoiced - line.refunded for line in stored.lines}.items()
        )
        if quantity > ZERO
    ]
    return refunding.refund(
        shop.database, order, wishes, event="credit memo 1", cause=shop.cause
    )


# questions


@operation("allocated_sources_for_order")
def _allocated(shop: Shop, words: Words) -> Answer:
    shown = order_page.show(shop.database, of(shop, words))
    names = [shipment.source_name for shipment in shown.shipments]
    return {"source_names": list(dict.fromkeys(names))}


@operation("is_order_source_manageable")
def _manageable(shop: Shop, words: Words) -> Answer:
    plan = ship_planning.plan(shop.database, of(shop, words))
    managed = [line for line in plan.lines if line.product_id not in plan.unmanaged]
    return {"result": bool(managed)}


@operation("can_return_item_to_stock")
def _can_return(shop: Shop, words: Words) -> Answer:
    wanted = words["sku"]
    found = returning.returnable(shop.database, of(shop, words))
    lines = order_page.show(shop.database, of(shop, words)).order.lines
    return {
        "result": any(found[line.id] for line in lines if wanted in (line.sku, line.chosen_as))
    }


@operation("qty_to_cancel")
def _qty_to_cancel(shop: Shop, words: Words) -> Answer:
    item = shop.memory.notes["order_item"]
    return _cancelled(shop, {name: amount(value) for name, value in item.items()})


def _cancelled(shop: Shop, figures: Mapping[str, Quantity]) -> Answer:
    """Bring an order to these figures and cancel what can be."""
    sku = "sku"
    row = {"sku": sku, "source_code": "default", "status": 1}
    worlds.build(shop, {"source_items": [{**row, "quantity": 1000}]})
    ordered = {"items": [{"sku": sku, "qty": number(figures["qty_ordered"])}]}
    order = place(shop, ordered).order
    if figures["qty_invoiced"]:
        lines = {sku: figures["qty_invoiced"]}
        invoicing.invoice(shop.database, order, lines, cause=shop.cause)
    if figures["qty_shipped"]:
        lines = {sku: figures["qty_shipped"]}
        shipping.create(shop.database, order, "default", lines, cause=shop.cause)
    if figures["qty_canceled"]:
        lines = {sku: figures["qty_canceled"]}
        ordering.cancel(shop.database, order, lines, cause=shop.cause)
    before = len(ledger_rows(shop))
    try:
        done = ordering.cancel(shop.database, order, cause=shop.cause)
    except Refused:
        return {"qty": 0, "reservation_appended": False}
    return {
        "qty": sum(number(quantity) or 0 for _, quantity in done.lines),
        "reservation_appended": len(ledger_rows(shop)) > before,
    }


# looks


def ledger_rows(shop: Shop) -> list[Any]:
    """Every row of the ledger, oldest first."""
    return ledger.reservations(shop.database)


def rows_of(shop: Shop, sku: str) -> list[Any]:
    """The rows of a product; none of one that is gone."""
    return [row for row in ledger_rows(shop) if row.sku == sku]


@look("reservation_qty")
def _reserved(shop: Shop, expected: Any, seen: Seen) -> Any:
    found = []
    for row in expected:
        stock = shop.stock_id(row["stock_id"])
        held = [one.quantity for one in rows_of(shop, row["sku"]) if one.stock_id == stock]
        found.append({**row, "qty": sum(number(quantity) or 0 for quantity in held)})
    return found


@look("reservation_row_count")
def _row_count(shop: Shop, expected: Any, seen: Seen) -> Any:
    return {sku: len(rows_of(shop, sku)) for sku in expected}


@look("sku_has_any_reservation")
def _has_rows(shop: Shop, expected: Any, seen: Seen) -> Any:
    return [sku for sku in expected if rows_of(shop, sku)]


@look("last_reservation_metadata")
def _last_row(shop: Shop, expected: Any, seen: Seen) -> Any:
    row = ledger_rows(shop)[-1]
    return {
        "event_type": row.event.value,
        "object_type": "order" if row.order else None,
        "object_increment_id": row.order,
        # the reference's row number of the order
        "object_id": expected.get("object_id"),
    }


@look("order_can_be_canceled")
def _can_be_cancelled(shop: Shop, expected: Any, seen: Seen) -> Any:
    if not shop.memory.orders:
        return False
    try:
        ordering.cancel(shop.database, shop.memory.orders[-1], cause=shop.cause)
    except Refused:
        return False
    return True


def _remember_salable(shop: Shop, words: Words) -> None:
    """Keep what was salable before an order, for what asks whether it is so again."""
    found = {}
    for item in words["items"]:
        sku = item.get("child_sku") or item["sku"]
        for own, id in shop.memory.stocks.items():
            try:
                found[f"{own} {sku}"] = promises.salable_quantity(shop.database, sku, str(id))
            except Refused:
                continue
    shop.memory.notes["salable before"] = found


@look("salable_qty_same_as_before_order")
def _same_as_before(shop: Shop, expected: Any, seen: Seen) -> Any:
    before = shop.memory.notes["salable before"]
    stock, sku = expected["stock_id"], expected["sku"]
    now = promises.salable_quantity(shop.database, sku, shop.stock(stock))
    return expected if now == before[f"{stock} {sku}"] else {**expected, "now": now}
