"""Rulings about orders, what moves for them, and the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from inventory_tui.domain.inconsistency import parse_asked
from inventory_tui.services.orders import order_page
from inventory_tui.services.sourcing import mapping
from tests.conformance import items, orders
from tests.conformance.playing import Played
from tests.conformance.ruling import accepted, does, op, ruling, words, world_rows

# R5 a colon inside an SKU


@ruling(
    "R5",
    lambda played: (
        op(played) == "parse_compensation_argument"
        and played.case.when["argument"].count(":") > 3
    ),
)
def _from_both_ends(played: Played) -> list[str]:
    """The SKU is what remains between the order and the amount."""
    order, *sku, quantity, stock = played.case.when["argument"].split(":")
    asked = parse_asked(played.case.when["argument"])
    said = (asked.order, asked.sku, asked.amount, asked.stock)
    return [] if said == (order, ":".join(sku), quantity, stock) else [str(said)]


# R6 exit statuses


@ruling("R6", lambda played: op(played).endswith("_command"))
def _exit_status(played: Played) -> list[str]:
    """0 when it went well and nothing was found, else 1 or 2."""
    status = played.seen.answer.get("exit_code")
    if status not in (0, 1, 2):
        return [f"ended with {status}"]
    refused = played.seen.answer.get("error") is not None
    return [f"refused, but ended with {status}"] if refused and not status else []


# R7 zero-sum groups


@ruling("R7", does("cleanup_reservations"))
def _by_order_stock_and_product(played: Played) -> list[str]:
    """What is left is every row of an order, a stock and a product that do not sum to 0."""
    sums: dict[Any, Decimal] = {}
    groups = {}
    for row in world_rows(played, "reservations"):
        about = row.get("metadata") or {}
        group = (
            about.get("object_type"),
            about.get("object_increment_id") or about.get("object_id"),
            row["stock_id"],
            row["sku"],
        )
        groups[row["reservation_id"]] = group
        sums[group] = sums.get(group, Decimal(0)) + Decimal(str(row["quantity"]))
    expected = [id for id, group in groups.items() if sums[group]]
    there = {row.id for row in orders.ledger_rows(played.shop)}
    left = [id for id in groups if played.shop.memory.rows[str(id)] in there]
    return [] if left == expected else [f"left {left}, not {expected}"]


# R9 the status of a row after a deduction


_DEDUCTS = ("deduct_from_source", "ship_order", "decrement_source_items")


def _status_before(played: Played) -> dict[tuple[str, str], int]:
    return {
        (row["sku"], row["source_code"]): int(row["status"])
        for row in world_rows(played, "source_items", "source_item_overrides")
        if "status" in row
    }


@ruling(
    "R9",
    lambda played: (
        op(played) in _DEDUCTS
        and any("status" in row for row in played.case.then.get("source_items") or ())
    ),
)
def _status_follows(played: Played) -> list[str]:
    """The quantities are the reference's; nothing that leaves sets a row In Stock.

    A row at or below its threshold is Out of Stock, unless backorders are on.
    """
    wrong = accepted(played)
    before = _status_before(played)
    returned = {
        row["sku"]
        for row in played.case.when.get("items") or ()
        if not isinstance(row, str) and float(row["qty"]) < 0
    }
    for row in played.case.then["source_items"]:
        item = items.row_of(played.shop, row["sku"], row["source_code"])
        if item is None:
            wrong.append(f"{row['sku']} has no row at {row['source_code']}")
            continue
        said = items.said(item)
        if said["quantity"] != Decimal(str(row.get("quantity", said["quantity"]))):
            wrong.append(f"{row['sku']}: {said['quantity']}, not {row['quantity']}")
        was_out = not before.get((row["sku"], row["source_code"]), 1)
        if row["sku"] not in returned and was_out and item.in_stock:
            wrong.append(f"{row['sku']} came In Stock by a deduction")
    return wrong


# R11, R12 refunds


_REFUNDS = ("create_creditmemo", "save_creditmemo_again")


def _refunds(played: Played) -> list[Mapping[str, Any]]:
    return [deed for deed in words(played) if deed["op"] in _REFUNDS]


def _shipped(played: Played) -> Counter[tuple[str, str]]:
    """(SKU, source) → what left it by shipments of the case's orders."""
    left: Counter[tuple[str, str]] = Counter()
    for number in played.shop.memory.orders:
        for shipment in order_page.show(played.shop.database, number).shipments:
            for line in shipment.lines:
                left[line.sku, shipment.source] += line.quantity.parts
    return left


@ruling(
    "R12",
    lambda played: bool(_refunds(played)) and len(_shipped(played)) > 1,
)
def _each_gets_back_its_own(played: Played) -> list[str]:
    """No source gets back more than left it."""
    wrong = accepted(played)
    began = {
        (row["sku"], row["source_code"]): Decimal(str(row.get("quantity", 0)))
        for row in world_rows(played, "source_items", "source_item_overrides")
    }
    for sku, source in _shipped(played):
        item = items.row_of(played.shop, sku, source)
        now = items.said(item)["quantity"] if item else Decimal(0)
        if now > began.get((sku, source), Decimal(0)):
            wrong.append(f"{source} holds {now} of {sku}, more than it had")
    return wrong


@ruling(
    "R11",
    lambda played: any(one.get("return_to_stock") is None for one in _refunds(played)),
)
def _nothing_leaves(played: Played) -> list[str]:
    """Without a word nothing is taken out of a source, and nothing stays held."""
    wrong = accepted(played)
    left = _shipped(played)
    for row in world_rows(played, "source_items", "source_item_overrides"):
        item = items.row_of(played.shop, row["sku"], row["source_code"])
        gone = Decimal(left[row["sku"], row["source_code"]]) / 10_000
        least = Decimal(str(row.get("quantity", 0))) - gone
        if item is not None and items.said(item)["quantity"] < least:
            wrong.append(f"{row['source_code']} lost {row['sku']}")
    return wrong


# R13 held by open pickup orders


@ruling(
    "R13",
    lambda played: (
        op(played) == "source_item_qty_available"
        and any(deed["op"] == "ship_order" for deed in words(played))
    ),
)
def _held_is_what_is_left(played: Played) -> list[str]:
    """An open pickup order withholds what it has not shipped."""
    sku, wrong = played.case.when["sku"], accepted(played)
    for code, available in played.seen.answer["qty_available"].items():
        item = items.row_of(played.shop, sku, code)
        there = items.said(item)["quantity"] if item else Decimal(0)
        held = sum(
            line.to_ship.parts
            for number in played.shop.memory.orders
            for order in [order_page.show(played.shop.database, number).order]
            if order.status.is_open and order.pickup_source == code
            for line in order.lines
            if line.sku == sku
        )
        if available != there - Decimal(held) / 10_000:
            wrong.append(f"{code}: {available}")
    return wrong


# R15 one transaction a deed


@ruling(
    "R15",
    lambda played: (
        op(played) == "sales_event_reservation"
        and played.case.when["event_type"] == "order_place_failed"
    ),
)
def _nothing_to_take_back(played: Played) -> list[str]:
    """An order that is refused wrote nothing."""
    rows = orders.ledger_rows(played.shop)
    return [f"{len(rows)} rows were written"] if rows else []


# R18 no source named


@ruling(
    "R18",
    lambda played: op(played) == "ship_order" and not played.case.when.get("source_code"),
)
def _lists_the_sources(played: Played) -> list[str]:
    """Refused, with the sources it could leave from."""
    refusal = played.seen.refusal
    if refusal is None:
        return ["it was shipped from somewhere"]
    order = order_page.show(
        played.shop.database, orders.of(played.shop, played.case.when)
    ).order
    stock = mapping.get_stock(played.shop.database, str(order.stock_id))
    return [
        f"{link.code} is not listed: {refusal}"
        for link in stock.sources
        if link.enabled and link.code not in str(refusal)
    ]
