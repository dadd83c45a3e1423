"""All there is to one product: its settings and their origin, its rows, its stocks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from inventory_tui.domain.composite import NOTHING, Composition
from inventory_tui.domain.low_stock import is_low
from inventory_tui.domain.options import PRODUCT_OPTIONS, Option
from inventory_tui.domain.product import Origin, Product, StockRules
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.sharing import Pools
from inventory_tui.domain.source import SourceItem
from inventory_tui.domain.stock import (
    DEFAULT_STOCK_ID,
    StockLevel,
    is_salable,
    salable_quantity,
)
from inventory_tui.services.products.showing_parts import PartShown, PartsShown
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.products.product_parts import Parent


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
    low: bool = False
    """Whether it is in the low-stock report."""

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
    """Those it is in, or reserved in, by id; of a composite those that have its parts."""
    composition: Composition = NOTHING
    parts: tuple[PartShown, ...] = ()
    """Of a composite, as the stock asked for sees them."""
    parents: tuple[Parent, ...] = ()
    """The composites it is a part of, by SKU."""
    shared: Pools | None = None
    """Where it lies at sources that several stocks share, and these are protected (C17)."""

    def salable_under(self, rules: StockRules) -> dict[int, Quantity | None]:
        """Return what each stock could promise under other rules, by stock id."""
        elsewhere: dict[int, int] = {}
        if self.shared is not None:
            held = {one.level.stock_id: -one.level.reserved.parts for one in self.stocks}
            pools = self.shared.promising(held, rules.effective_threshold.parts)
            elsewhere = pools.all_promised_elsewhere()
        return {
            level.stock_id: salable_quantity(
                level.on_hand,
                level.reserved,
                rules,
                level.coverage,
                Quantity(elsewhere.get(level.stock_id, 0)),
            )
            for level in (one.level for one in self.stocks)
        }


def show(
    database: Database, product: str | int, *, stock_id: int = DEFAULT_STOCK_ID
) -> ProductShown:
    """Return a product with its settings, source items and what each stock can promise.

    Args:
        product: Its SKU, or its id.
        stock_id: The stock whose numbers the parts of a composite have.

    Raises:
        Refused: There is no such product.
    """
    with database.read() as transaction:
        found = transaction.products.named(product)
        settings = _settings(transaction, found)
        notify = next(one.value for one in settings if one.option.key == "notify_below")
        rules = transaction.products.rules([found.id])[found.id]
        names = {stock.id: stock.name for stock in transaction.stocks.all()}
        counts = found.enabled and found.type.has_source_items and rules.manage_stock
        items = tuple(
            _item(item, notify, counts=counts)
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
        parents = transaction.parts.parents([found.id]).get(found.id, ())
        if found.type.has_source_items:
            shared = transaction.levels.shared
            pools = shared.pools([found.id]).get(found.id) if shared.protected else None
            return ProductShown(found, settings, items, stocks, parents=parents, shared=pools)
        made_of = replace(
            transaction.parts.of([found.id]).get(found.id, NOTHING),
            ship_together=found.ship_together,
        )
        parts = PartsShown(transaction, found, made_of)
        stocks = tuple(
            StockShown(names[id], parts.level(id), parts.can_sell(id))
            for id in parts.stock_ids
            if id in names
        )
        return ProductShown(
            found, settings, items, stocks, made_of, parts.in_stock(stock_id), parents
        )


def _item(item: SourceItem, notify: Quantity, *, counts: bool) -> ItemShown:
    below = notify if item.notify_below is None else item.notify_below
    counts = counts and item.source_enabled and item.in_stock
    return ItemShown(item, below, is_low(item.quantity.parts, below.parts, counts=counts))


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
