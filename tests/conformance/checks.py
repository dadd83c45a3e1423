"""Whether amounts may be had: asked one by one, and in carts that grow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.order_request import OrderRequest
from inventory_tui.services.orders import order_checking
from inventory_tui.services.orders.order_checking import CheckedLine
from inventory_tui.services.products import salability
from inventory_tui.services.quantities import promises
from tests.conformance import answers, orders
from tests.conformance.registry import Answer, Seen, Words, look, operation
from tests.conformance.shop import Shop, amount, number


def _checked(shop: Shop, words: Words, quantity: Any) -> CheckedLine:
    (line,) = order_checking.check_quantities(
        shop.database,
        [(words["sku"], amount(quantity))],
        stock=answers.stock_of(shop, words),
    )
    return line


@operation("is_product_salable_for_requested_qty")
def _salable_for(shop: Shop, words: Words) -> Answer:
    line = _checked(shop, words, words["requested_qty"])
    return {
        "is_salable": not line.problems,
        "errors": [{"kind": problem.kind.value} for problem in line.problems],
    }


@operation("salability")
def _salability(shop: Shop, words: Words) -> Answer:
    return {
        "salable_qty": number(
            promises.salable_quantity(
                shop.database, words["sku"], answers.stock_of(shop, words)
            )
        )
    }


@look("salable_for")
def _salable_amounts(shop: Shop, expected: Any, seen: Seen) -> Any:
    return {quantity: not _checked(shop, seen.when, quantity).problems for quantity in expected}


@operation("backorder_qty")
def _backordered(shop: Shop, words: Words) -> Answer:
    return {"backorder_qty": number(_checked(shop, words, words["requested_qty"]).backordered)}


@operation("backorder_notice")
def _notice(shop: Shop, words: Words) -> Answer:
    line = _checked(shop, words, words["requested_qty"])
    told = {"kind": "backordered", "backordered_qty": number(line.backordered)}
    return {"errors": [told] if line.notice else []}


@operation("suggest_qty")
def _suggest(shop: Shop, words: Words) -> Answer:
    suggested = order_checking.suggest_quantity(
        shop.database,
        words["sku"],
        amount(words["requested_qty"]),
        stock=answers.stock_of(shop, words),
    )
    return {"suggested_qty": number(suggested)}


@operation("check_quote_item_qty")
def _check_item(shop: Shop, words: Words) -> Answer:
    line = _checked(shop, words, words["item_qty"])
    kind = line.problems[0].kind.value if line.problems else None
    return {
        "has_error": bool(line.problems),
        "error": kind,
        "quote_message_kind": kind,
        "item_backorders": number(line.backordered),
    }


# carts


@operation("add_to_quote")
def _add_to_quote(shop: Shop, words: Words) -> Answer:
    cart: dict[str, Any] = {}
    seen = []
    for step in words["steps"]:
        wanted = {**cart, step["sku"]: cart.get(step["sku"], 0) + step["qty"]}
        lines = order_checking.check_quantities(
            shop.database,
            [(sku, amount(quantity)) for sku, quantity in wanted.items()],
            stock=answers.stock_of(shop, words),
        )
        refused = any(line.problems for line in lines)
        if not refused:
            cart = wanted
        seen.append({"error": refused, "qty_in_quote": cart.get(step["sku"], 0)})
    return {"steps": seen}


@operation("add_to_cart")
def _add_to_cart(shop: Shop, words: Words) -> Answer:
    """Put something into the cart, if the whole of it could be ordered then."""
    cart: list[Mapping[str, Any]] = shop.memory.cart.setdefault("items", [])
    wanted = [*cart, *_bought(shop, words)]
    request = OrderRequest(shop.website(words), orders.requested(wanted))
    checked = order_checking.check(shop.database, request)
    if not checked.accepted:
        problems = [
            *checked.problems,
            *(one for line in checked.lines for one in line.problems),
        ]
        shop.memory.cart["refused"] = True
        raise Refused.because(problems)
    cart[:] = wanted
    return {"error": None}


def _bought(shop: Shop, words: Words) -> list[Mapping[str, Any]]:
    """What a case puts in: a group as its members, each chosen under it."""
    if "qty" in words:
        return [{key: value for key, value in words.items() if key != "op"}]
    found = salability.statuses(shop.database, [words["sku"]], answers.stock_of(shop, words))
    if not all(status.is_salable for status in found.values()):
        raise Refused(Kind.PRODUCT_NOT_AVAILABLE, "The group is not on sale.", field="sku")
    return [
        {"sku": sku, "grouped_sku": words["sku"], "qty": quantity}
        for sku, quantity in words["children"].items()
    ]


def _by_sku(shop: Shop) -> dict[str, Any]:
    held: dict[str, Any] = {}
    for item in shop.memory.cart.get("items", ()):
        held[item["sku"]] = held.get(item["sku"], 0) + item["qty"]
    return held


@look("cart_qty")
def _cart_qty(shop: Shop, expected: Any, seen: Seen) -> Any:
    return sum(_by_sku(shop).values())


@look("cart_item_count")
def _cart_count(shop: Shop, expected: Any, seen: Seen) -> Any:
    return len(_by_sku(shop))


@look("cart_skus")
def _cart_skus(shop: Shop, expected: Any, seen: Seen) -> Any:
    return list(_by_sku(shop))


@look("cart_qty_by_sku")
def _cart_by_sku(shop: Shop, expected: Any, seen: Seen) -> Any:
    held = _by_sku(shop)
    return {sku: held.get(sku, 0) for sku in expected}
