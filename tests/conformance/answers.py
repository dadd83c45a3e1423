"""What a stock can promise: asked by product, in lists and in grids."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.quantity import ZERO
from inventory_tui.services.products import catalog, salability
from inventory_tui.services.quantities import promises
from inventory_tui.services.reports import shop_messages
from inventory_tui.services.sourcing import mapping
from tests.conformance.registry import Answer, Seen, Words, look, operation
from tests.conformance.shop import Shop, number


def stock_of(shop: Shop, words: Words) -> str:
    """The stock a case asks: by its number, its website or its store."""
    if words.get("stock_id") is not None:
        return shop.stock(words["stock_id"])
    return str(mapping.stock_of_channel(shop.database, shop.website(words)).id)


def _where(shop: Shop, seen: Seen) -> str:
    return stock_of(shop, seen.then)


@operation("get_product_salable_qty")
def _salable_qty(shop: Shop, words: Words) -> Answer:
    quantity = promises.salable_quantity(shop.database, words["sku"], stock_of(shop, words))
    return {"salable_qty": number(quantity)}


@operation("is_product_salable", "stock_status")
def _is_salable(shop: Shop, words: Words) -> Answer:
    found = salability.statuses(shop.database, [words["sku"]], stock_of(shop, words))
    status = next(iter(found.values()))
    return {"is_salable": status.is_salable, "qty": number(status.salable)}


@operation("are_salable")
def _are_salable(shop: Shop, words: Words) -> Answer:
    return {"is_salable": _flags(shop, words["skus"], stock_of(shop, words))}


@operation("products_salable_flags")
def _salable_flags(shop: Shop, words: Words) -> Answer:
    return {"is_salable": _flags(shop, words.get("skus"), stock_of(shop, words))}


def _flags(shop: Shop, skus: Any, stock: str) -> dict[str, bool]:
    found = salability.statuses(shop.database, skus, stock)
    return {sku: status.is_salable for sku, status in found.items()}


@look("is_salable", "initially")
def _salable_now(shop: Shop, expected: Any, seen: Seen) -> Any:
    if not isinstance(expected, Mapping):
        return None  # the question itself was refused
    return _flags(shop, list(expected), _where(shop, seen))


@look("salable_qty")
def _salable_rows(shop: Shop, expected: Any, seen: Seen) -> Any:
    if not isinstance(expected, list):
        return None  # the question itself was refused
    return [
        {
            **row,
            "qty": number(
                promises.salable_quantity(
                    shop.database, row["sku"], shop.stock(row["stock_id"])
                )
            ),
        }
        for row in expected
    ]


@operation("get_stock_item_data")
def _stock_item_data(shop: Shop, words: Words) -> Answer:
    found = promises.holding(shop.database, words["sku"], stock_of(shop, words))
    if found is None:
        return {"stock_item_data": None}
    return {
        "stock_item_data": {
            "quantity": number(found.quantity),
            "is_salable": found.is_salable,
        }
    }


@operation("list_salable_qty_per_stock")
def _per_stock(shop: Shop, words: Words) -> Answer:
    rows = _stocks_of(shop, words["sku"])
    numbers = {row["qty"] for row in rows}
    return {"rows": rows, "every_row_qty": numbers.pop() if len(numbers) == 1 else numbers}


def _stocks_of(shop: Shop, sku: str) -> list[Answer]:
    shown = catalog.show(shop.database, sku)
    numbers = {stock.name: stock.id for stock in mapping.list_stocks(shop.database)}
    return [
        {
            "stock_id": shop.stock_number(numbers[one.stock]),
            "stock_name": one.stock,
            "qty": number(one.level.salable),
            "manage_stock": one.level.salable is not None,
        }
        for one in shown.stocks
        if one.level.coverage
    ]


@operation("salable_qty_grid_cell")
def _cell(shop: Shop, words: Words) -> Answer:
    rows = _stocks_of(shop, words["sku"])
    if len(rows) > words["max_stocks_shown"]:
        rows = [{"summary_stock_count": len(rows)}]
    return {"cell": rows}


@operation("stock_ids_for_sku")
def _stocks_for_sku(shop: Shop, words: Words) -> Answer:
    return {"stock_ids": [row["stock_id"] for row in _stocks_of(shop, words["sku"])]}


@operation("stock_ids_for_sources")
def _stocks_for_sources(shop: Shop, words: Words) -> Answer:
    codes = set(words["source_codes"])
    return {
        "stock_ids": [
            shop.stock_number(stock.id)
            for stock in mapping.list_stocks(shop.database)
            if codes & {link.code for link in stock.sources}
        ]
    }


@operation("stock_names")
def _stock_names(shop: Shop, words: Words) -> Answer:
    return {
        "names": {
            str(one): mapping.get_stock(shop.database, shop.stock(one)).name
            for one in words["stock_ids"]
        }
    }


@operation("count_salable")
def _count_salable(shop: Shop, words: Words) -> Answer:
    if "stock_id" not in words and not words.get("website_code"):
        raise Refused(Kind.EMPTY, "Name a channel.", field="channel")
    found = salability.statuses(shop.database, None, stock_of(shop, words)).values()
    salable = sum(status.is_salable for status in found)
    return {"salable": salable, "not_salable": len(found) - salable}


@operation("filter_products")
def _filter_products(shop: Shop, words: Words) -> Answer:
    found = salability.statuses(shop.database, None, stock_of(shop, words)).values()
    kept = [one for one in found if one.is_salable or not words.get("in_stock_only")]
    return {"count": len(kept)}


@operation("sort_products")
def _sort_products(shop: Shop, words: Words) -> Answer:
    found = salability.stock_quantities(shop.database, None, stock_of(shop, words))
    newest = [sku for sku in reversed(shop.memory.products) if sku in found]
    sign = -1 if words.get("direction") == "desc" else 1

    def rank(sku: str) -> Decimal:
        quantity = found[sku]
        return sign * (Decimal(-1) if quantity is None else number(quantity))

    ordered = sorted(newest, key=rank)
    return {"sku_order": ordered}


@operation("category_products_grid")
def _category_grid(shop: Shop, words: Words) -> Answer:
    found = salability.stock_quantities(shop.database, [words["sku"]], stock_of(shop, words))
    return {"stock_qty": number(next(iter(found.values())))}


@operation("salable_options")
def _salable_options(shop: Shop, words: Words) -> Answer:
    stock = stock_of(shop, words)
    return {
        "option_count": len(salability.salable_children(shop.database, words["sku"], stock))
    }


@operation("dump_stock_index")
def _dump(shop: Shop, words: Words) -> Answer:
    stock = stock_of(shop, words)
    rows = []
    for sku, status in salability.statuses(shop.database, None, stock).items():
        held = promises.holding(shop.database, sku, stock)
        rows.append(
            {
                "sku": sku,
                "qty": number(held.quantity if held else ZERO),
                "is_salable": status.is_salable,
            }
        )
    return {"rows_include": rows}


@operation("export_salable_qty")
def _export_salable(shop: Shop, words: Words) -> Answer:
    found = salability.statuses(shop.database, words["sku_in"], stock_of(shop, words))
    return {
        "rows": [
            {"sku": sku, "qty": number(status.salable), "is_salable": status.is_salable}
            for sku, status in found.items()
        ]
    }


@look("listed", "initially_listed")
def _listed(shop: Shop, expected: Any, seen: Seen) -> Any:
    stock = mapping.get_stock(shop.database, _where(shop, seen))
    said = shop_messages.said_in(shop.database, stock.channels[0].code, list(expected))
    return {one.sku: one.said.listed for one in said}
