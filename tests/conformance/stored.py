"""Orders that were stored with the figures given: taken over, nothing is held for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from inventory_tui.domain.errors import Refused
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.order import OrderStatus
from inventory_tui.domain.product import ProductType
from inventory_tui.domain.quantity import ONE
from inventory_tui.domain.stored_order import StoredLine, StoredOrder
from inventory_tui.services.orders import adopting, order_lists, order_page
from tests.conformance import catalogue
from tests.conformance.registry import Answer, Words, builder, operation
from tests.conformance.shop import BASE, Shop, amount, number

_STATES = {"new": OrderStatus.PENDING}
"""State of an order in the reference → ours, where they differ."""


def number_of(shop: Shop, entity: str) -> str:
    """The number of the order that has this number of its own in the reference."""
    numbers: dict[str, str] = shop.memory.notes.get("entities", {})
    return numbers.get(entity, f"#{entity}" if entity else "")


@builder("stored_orders")
def store(shop: Shop, rows: Sequence[Mapping[str, Any]]) -> None:
    """Take over orders; one whose shop is gone cannot be, and is not here."""
    entities = shop.memory.notes.setdefault("entities", {})
    for row in rows:
        if row.get("entity_id") is not None:
            entities[str(row["entity_id"])] = row["increment_id"]
        catalogue.need_products(shop, (sku for item in row["items"] for sku in _skus(item)))
        if row.get("website_code") is None and "store_code" not in row:
            row = {**row, "website_code": BASE}
        if row.get("website_code") is None and row.get("store_code") is None:
            continue
        taken = adopting.adopt(
            shop.database,
            [
                StoredOrder(
                    row["increment_id"],
                    shop.website(row),
                    tuple(_line(item) for item in row["items"]),
                    status=_STATES.get(row["state"]) or OrderStatus(row["state"]),
                )
            ],
            cause=shop.cause,
        )
        if taken.refused:
            raise Refused.because(taken.refused[0].problems)
        shop.memory.orders.append(row["increment_id"])


def _skus(item: Mapping[str, Any]) -> Iterable[str]:
    yield item["sku"]
    for child in item.get("children") or ():
        yield child["sku"]


def _line(item: Mapping[str, Any]) -> StoredLine:
    kind = item.get("product_type", "simple")
    if item.get("is_virtual") and kind == "simple":
        kind = "virtual"
    return StoredLine(
        item["sku"],
        amount(item["qty_ordered"]),
        invoiced=amount(item.get("qty_invoiced", 0)),
        shipped=amount(item.get("qty_shipped", 0)),
        cancelled=amount(item.get("qty_canceled", 0)),
        refunded=amount(item.get("qty_refunded", 0)),
        type=ProductType(kind),
        parts=tuple(_line(child) for child in item.get("children") or ()),
    )


def need_orders(shop: Shop, rows: Iterable[tuple[str, str]]) -> None:
    """Take over the orders that rows of the ledger are about and no world defines.

    Nothing of them is open: what their rows hold is all there is to them.
    """
    skus: dict[str, list[str]] = {}
    for order, sku in rows:
        if order and order_lists.order_id(shop.database, order) is None:
            skus.setdefault(order, []).append(sku)
    for order, named in skus.items():
        unique = {key_of(sku): sku for sku in named}.values()
        lines = tuple(StoredLine(sku, ONE, cancelled=ONE) for sku in unique)
        wanted = StoredOrder(order, BASE, lines, status=OrderStatus.CANCELED)
        taken = adopting.adopt(shop.database, [wanted], cause=shop.cause)
        if taken.refused:
            raise Refused.because(taken.refused[0].problems)


@operation("load_orders_in_final_state")
def _final(shop: Shop, words: Words) -> Answer:
    return {"rows": _rows(shop, words["order_increment_ids"], final=True)}


@operation("load_order_items_not_final")
def _not_final(shop: Shop, words: Words) -> Answer:
    return {"rows": _rows(shop, words["order_increment_ids"], final=False)}


def _rows(shop: Shop, numbers: Sequence[str], *, final: bool) -> list[Answer]:
    found = []
    for one in numbers:
        if order_lists.order_id(shop.database, one) is None:
            continue
        order = order_page.show(shop.database, one).order
        if order.status.is_open is not final:
            found += [
                {
                    "increment_id": order.number,
                    "status": order.status.value,
                    "sku": line.sku,
                    "qty_ordered": number(line.ordered),
                    "qty_shipped": number(line.shipped),
                    "qty_invoiced": number(line.invoiced),
                    "qty_canceled": number(line.cancelled),
                    "qty_refunded": number(line.refunded),
                }
                for line in order.lines
            ]
    return found
