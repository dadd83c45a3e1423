"""What a channel's shop says about the stock of products (spec 2.13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inventory_tui.domain.labels import key_of
from inventory_tui.domain.product import Product
from inventory_tui.domain.shop_messages import ShopMessages, ShopRules, messages
from inventory_tui.domain.stock import SalesChannel
from inventory_tui.services.products.salability import statuses_of
from inventory_tui.store.database import Database, Transaction


@dataclass(frozen=True, slots=True)
class SaidOf:
    """What one channel says of one product, and from where it knows."""

    sku: str
    channel: str
    stock: str
    said: ShopMessages


def said_in(database: Database, channel: str, skus: Sequence[str]) -> list[SaidOf]:
    """Return what a channel says of these products, in their order.

    Raises:
        Refused: There is no such channel or product.
    """
    with database.read() as transaction:
        found = transaction.channels.known(channel, "channel")
        known = transaction.products.by_skus(skus)
        products = [
            known.get(key_of(sku)) or transaction.products.known(sku, "sku") for sku in skus
        ]
        return _said(transaction, found, products)


def said_of(database: Database, product: str | int) -> list[SaidOf]:
    """Return what every channel says of one product, by channel code.

    Args:
        product: Its SKU, or its id.

    Raises:
        Refused: There is no such product.
    """
    with database.read() as transaction:
        found = transaction.products.named(product)
        channels = sorted(transaction.channels.all(), key=lambda one: key_of(one.code))
        return [said for one in channels for said in _said(transaction, one, [found])]


def _said(
    transaction: Transaction, channel: SalesChannel, products: Sequence[Product]
) -> list[SaidOf]:
    shop = ShopRules(
        bool(transaction.options.value("show_out_of_stock", channel.id)),
        bool(transaction.options.value("show_availability", channel.id)),
        transaction.options.value("only_x_left", channel.id),
    )
    stock = transaction.stocks.get(channel.stock_id)
    ids = [product.id for product in products]
    rules = transaction.products.rules(ids)
    statuses = statuses_of(transaction, ids, stock.id)
    said = []
    for product in products:
        status = statuses[product.id]
        counted = status.salable if product.type.has_source_items else None
        words = messages(
            rules[product.id],
            shop,
            is_salable=status.is_salable,
            salable=counted,
            enabled=product.enabled,
        )
        said.append(SaidOf(product.sku, channel.code, stock.name, words))
    return said
