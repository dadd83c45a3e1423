"""All there is to one product: its settings and their origin, its rows, its stocks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from inventory_tui.domain.aside import NOTHING_ASIDE
from inventory_tui.domain.composite import NOTHING, Composition
from inventory_tui.domain.low_stock import is_low
from inventory_tui.domain.options import APART, PRODUCT_OPTIONS, Option
from inventory_tui.domain.permissions import Permission
from inventory_tui.domain.product import Origin, Product, StockRules
from inventory_tui.domain.product_status import ProductStatus
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.domain.sharing import Pools
from inventory_tui.domain.source import SourceItem
from inventory_tui.domain.stock import (
    DEFAULT_STOCK_ID,
    StockLevel,
    is_salable,
    salable_quantity,
)
from inventory_tui.services.products import succession
from inventory_tui.services.products.own_options import own_values
from inventory_tui.services.products.showing_parts import PartShown, PartsShown
from inventory_tui.services.sourcing.naming import SourceNames
from inventory_tui.store.database import Database, Transaction
from inventory_tui.store.products.fitness import not_for_sale
from inventory_tui.store.products.lives import states
from inventory_tui.store.products.product_parts import Parent
from inventory_tui.store.products.successions import NONE, Succession
from inventory_tui.store.quantities.incoming_sums import coming


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
    incoming: Quantity = ZERO
    """Expected there and not here yet; never available."""

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
    state: ProductStatus = ProductStatus.APPROVED
    """Where it stands by its dates, at the moment it was looked at."""
    succession: Succession = NONE
    """That it ends, and what replaces it."""
    offered: str = ""
    """SKU of what the stock asked for offers instead of it; empty where that is itself."""
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
                level.set_aside,
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
    with database.read(Permission.PRODUCT_VIEW) as transaction:
        found = transaction.products.named(product)
        settings = _settings(transaction, found)
        notify = next(one.value for one in settings if one.option.key == "notify_below")
        rules = transaction.products.rules([found.id])[found.id]
        names = {stock.id: stock.name for stock in transaction.stocks.all()}
        state = states(transaction, [found]).get(found.id, ProductStatus.APPROVED)
        for_sale = found.enabled and state is ProductStatus.APPROVED
        for_sale = for_sale and not not_for_sale(transaction, [found])
        counts = found.enabled and found.type.has_source_items and rules.manage_stock
        aside = transaction.levels.set_asides.of([found.id])
        expected = coming(transaction.connection, [found.id])
        called = SourceNames(transaction)
        items = tuple(
            replace(
                _item(
                    replace(
                        called.of_item(item),
                        aside=aside.get((found.id, item.source_id), NOTHING_ASIDE),
                    ),
                    notify,
                    counts=counts,
                ),
                incoming=expected.get((found.id, item.source_id), ZERO),
            )
            for item in transaction.source_items.of_product(found.id)
        )
        stocks = tuple(
            StockShown(
                names[level.stock_id],
                level,
                for_sale and is_salable(level.salable, rules, level.coverage),
            )
            for level in transaction.levels.of_product(found.id)
            if level.stock_id in names
        )
        parents = transaction.parts.parents([found.id]).get(found.id, ())
        if found.type.has_source_items:
            shared = transaction.levels.shared
            pools = shared.pools([found.id]).get(found.id) if shared.protected else None
            ends, offered = _ending(transaction, found, stock_id)
            return ProductShown(
                found,
                settings,
                items,
                stocks,
                parents=parents,
                state=state,
                succession=ends,
                offered=offered,
                shared=pools,
            )
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
            found, settings, items, stocks, made_of, parts.in_stock(stock_id), parents, state
        )


def _ending(
    transaction: Transaction, product: Product, stock_id: int
) -> tuple[Succession, str]:
    """What is said of the end of a product, and what is offered instead."""
    ends = succession.of(transaction, product.id)
    if not ends.discontinued or ends.replacement_id is None:
        return ends, ""
    found = succession.resolved(transaction, product, stock_id)
    return ends, found.sku if found.is_replaced else ""


def _item(item: SourceItem, notify: Quantity, *, counts: bool) -> ItemShown:
    below = notify if item.notify_below is None else item.notify_below
    counts = counts and item.source_enabled and item.in_stock
    return ItemShown(item, below, is_low(item.quantity.parts, below.parts, counts=counts))


def _settings(transaction: Transaction, product: Product) -> tuple[SettingShown, ...]:
    inherited = transaction.products.inherited()
    inherited |= {key: transaction.options.value(key) for key in APART}
    stored = transaction.options.stored()
    beside = transaction.product_options.of([product.id]).get(product.id, {})
    product = replace(product, own=product.own | own_values(beside))
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
