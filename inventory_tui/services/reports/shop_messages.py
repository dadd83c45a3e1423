"""What a channel's shop says about the stock of products (spec 2.13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inventory_tui.domain.labels import key_of
from inventory_tui.domain.product import Product
from inventory_tui.domain.shop_messages import (
    NOTHING_SAID,
    Preview,
    ShopMessages,
    ShopRules,
    messages,
    preview,
)
from inventory_tui.domain.stock import SalesChannel
from inventory_tui.services.products.salability import statuses_of
from inventory_tui.store.database import Database, Transaction

if TYPE_CHECKING:
    from inventory_tui.services.products.configurations import Answer


@dataclass(frozen=True, slots=True)
class SaidOf:
    """What one channel says of one product, and from where it knows."""

    sku: str
    channel: str
    stock: str
    said: ShopMessages
    preview: Preview = NOTHING_SAID
    """The line the product itself asks for: availability, quantity, estimate."""
    failed: str = ""
    """Why its inventory engine could not be asked; the settings stand for it then."""


def said_in(
    database: Database, channel: str, skus: Sequence[str], *, language: str = ""
) -> list[SaidOf]:
    """Return what a channel says of these products, in their order.

    Args:
        language: Of estimates; empty: that of whoever looks.

    Raises:
        Refused: There is no such channel or product.
    """
    with database.read(whole=True) as transaction:
        found = transaction.channels.known(channel, "channel")
        known = transaction.products.by_skus(skus)
        products = [
            known.get(key_of(sku)) or transaction.products.known(sku, "sku") for sku in skus
        ]
        return _said(transaction, found, products, language or database.language)


def said_of(database: Database, product: str | int, *, language: str = "") -> list[SaidOf]:
    """Return what every channel says of one product, by channel code.

    Args:
        product: Its SKU, or its id.
        language: Of estimates; empty: that of whoever looks.

    Raises:
        Refused: There is no such product.
    """
    language = language or database.language
    with database.read(whole=True) as transaction:
        found = transaction.products.named(product)
        channels = sorted(transaction.channels.all(), key=lambda one: key_of(one.code))
        return [said for one in channels for said in _said(transaction, one, [found], language)]


def previews_of(database: Database, product: str | int, *, language: str = "") -> list[SaidOf]:
    """Return what the channels say that display anything of a product by its own settings.

    Args:
        product: Its SKU, or its id.
        language: Of estimates; empty: that of whoever looks.

    Raises:
        Refused: There is no such product.
    """
    with database.read() as transaction:
        options = transaction.options
        shown = any(key.startswith("display_") for key, _ in options.stored())
        if not shown and not options.any_of_products:
            return []
    said = said_of(database, product, language=language)
    return [one for one in said if one.preview.line or one.failed]


def _said(
    transaction: Transaction,
    channel: SalesChannel,
    products: Sequence[Product],
    language: str,
) -> list[SaidOf]:
    shop = ShopRules(
        bool(transaction.options.value("show_out_of_stock", channel.id)),
        bool(transaction.options.value("show_availability", channel.id)),
        transaction.options.value("only_x_left", channel.id),
    )
    stock = transaction.stocks.get(channel.stock_id)
    ids = [product.id for product in products]
    rules = transaction.products.rules(ids)
    statuses = statuses_of(transaction, ids, stock.id, channel)
    answered = _settings(transaction, channel, products)
    said = []
    for product in products:
        status = statuses[product.id]
        counted = status.salable if product.type.has_source_items else None
        answer = answered.get(product.id)
        # what the channel can promise follows from its own back orders
        own = answer.configuration.rules if answer is not None else rules[product.id]
        words = messages(
            own,
            shop,
            is_salable=status.is_salable,
            salable=counted,
            enabled=status.for_sale,
        )
        line = NOTHING_SAID
        if answer is not None:
            line = preview(
                answer.configuration,
                is_salable=status.is_salable,
                salable=counted,
                rules=own,
                enabled=status.for_sale,
            )
            if line.estimate and language:
                title = transaction.estimates.title_in(line.estimate, language)
                line = replace(line, estimate=title)
        failed = answer.failed if answer is not None else ""
        said.append(SaidOf(product.sku, channel.code, stock.name, words, line, failed))
    return said


def _settings(
    transaction: Transaction, channel: SalesChannel, products: Sequence[Product]
) -> Mapping[int, Answer]:
    """What holds in a channel, where anything is to be displayed there."""
    displayed = any(
        transaction.options.value(key, channel.id)
        for key in ("display_availability", "display_quantity")
    )
    if not displayed and not transaction.product_options.any:
        return {}
    from inventory_tui.services.products.configurations import answers

    return answers(transaction, products, (channel.id, channel.code))
