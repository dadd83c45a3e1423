"""Channels: which stock each sells from."""

from __future__ import annotations

from typing import Any

from inventory_tui.domain.errors import Refused
from inventory_tui.services.sourcing import channels, mapping
from tests.conformance.pools import stock_said
from tests.conformance.registry import Seen, Words, look, operation
from tests.conformance.shop import Shop


@operation("create_website")
def _create_website(shop: Shop, words: Words) -> None:
    channels.add_channel(shop.database, words["code"], words["code"], cause=shop.cause)


@operation("rename_website")
def _rename_website(shop: Shop, words: Words) -> None:
    channels.rename_channel(shop.database, words["code"], words["new_code"], cause=shop.cause)


@operation("delete_website")
def _delete_website(shop: Shop, words: Words) -> None:
    channels.delete_channel(shop.database, words["code"], cause=shop.cause)


def _stock_of(shop: Shop, code: str) -> int | None:
    try:
        stock = mapping.stock_of_channel(shop.database, code)
    except Refused:
        return None
    return shop.stock_number(stock.id)


@look("stock_of_website")
def _stock_of_website(shop: Shop, expected: Any, seen: Seen) -> Any:
    return {code: _stock_of(shop, code) for code in expected}


@look("website_has_stock")
def _has_stock(shop: Shop, expected: Any, seen: Seen) -> Any:
    return [code for code in expected if _stock_of(shop, code) is not None]


@look("stock_sales_channels_include")
def _include(shop: Shop, expected: Any, seen: Seen) -> Any:
    found = {}
    for number, wanted in expected.items():
        stock = mapping.get_stock(shop.database, shop.stock(number))
        there = stock_said(shop, stock)["sales_channels"]
        found[number] = [one for one in wanted if there.count(one) == 1]
    return found


@look("stock_websites")
def _websites(shop: Shop, expected: Any, seen: Seen) -> Any:
    found = {}
    for number, codes in expected.items():
        stock = mapping.get_stock(shop.database, shop.stock(number))
        there = sorted(one.code for one in stock.channels)
        found[number] = codes if sorted(codes) == there else there
    return found
