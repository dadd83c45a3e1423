"""All there is to one product: its settings and their origin, its rows, its stocks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from inventory_tui.domain.options import PRODUCT_OPTIONS, Option
from inventory_tui.domain.product import Origin, Product
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.source import SourceItem
from inventory_tui.domain.stock import StockLevel, is_salable
from inventory_tui.store.database import Database, Transaction


@dataclass(frozen=True, slots=True)
class SettingShown:
    """One setting of a product: the value in force and where it comes from."""

    option: Option
    value: Any
    origin: Origin
    inherited: Any
    """What it would be without an own value."""

    @property
    def text(self) -> str:
        """The value in force as people type it."""
        return self.option.show(self.value)


@dataclass(frozen=True, slots=True)
class ItemShown:
    """One row of a product at a source, with the notify level in force."""

    item: SourceItem
    notify_below: Quantity

    @property
    def inherits_notify(self) -> bool:
        """Whether the level is the product's or the global one."""
        return self.item.notify_below is None


@dataclass(frozen=True, slots=True)
class StockShown:
    """What one stock can promise of a product."""

    stock: str
    level: StockLevel
    is_salable: bool


@dataclass(frozen=True, slots=True)
class ProductShown:
    """All there is to one product."""

    product: Product
    settings: tuple[SettingShown, ...]
    items: tuple[ItemShown, ...]
    """The Default Source first, then by source code."""
    stocks: tuple[StockShown, ...]
    """Those it is in, or reserved in, by id."""


def show(database: Database, product: str | int) -> ProductShown:
    """Return a product with its settings, source items and what each stock can promise.

    Args:
        product: Its SKU, or its id.

    Raises:
        Refused: There is no such product.
    """
    with database.read() as transaction:
        found = transaction.products.named(product)
        settings = _settings(transaction, found)
        notify = next(one.value for one in settings if one.option.key == "notify_below")
        rules = transaction.products.rules([found.id])[found.id]
        names = {stock.id: stock.name for stock in transaction.stocks.all()}
        items = tuple(
            ItemShown(item, notify if item.notify_below is None else item.notify_below)
            for item in transaction.source_items.of_product(found.id)
        )
        stocks = tuple(
            StockShown(
                names[level.stock_id],
                level,
                found.enabled and is_salable(level.salable, rules, level.coverage),
            )
            for level in transaction.levels.of_product(found.id)
            if level.stock_id in names
        )
    return ProductShown(found, settings, items, stocks)


def _settings(transaction: Transaction, product: Product) -> tuple[SettingShown, ...]:
    inherited = transaction.products.inherited()
    stored = transaction.options.stored()
    return tuple(
        SettingShown(
            option,
            product.own.get(option.key, inherited[option.key]),
            Origin.OWN
            if option.key in product.own
            else Origin.GLOBAL
            if (option.key, None) in stored
            else Origin.DEFAULT,
            inherited[option.key],
        )
        for option in PRODUCT_OPTIONS
    )
