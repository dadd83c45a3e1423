"""What can still be promised of each product, kept in memory while orders are placed.

Source: spec 2.1, *Can this quantity be ordered?*
"""

from __future__ import annotations

from collections.abc import Mapping

from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import backordered, check_amount, check_stock
from inventory_tui.domain.product import Backorders, Product, StockRules
from inventory_tui.domain.quantity import LARGEST, ZERO, Quantity
from inventory_tui.domain.stock import Coverage, SalesChannel, Stock, StockLevel
from inventory_tui.store.database import Transaction

_AT_ONCE = 5_000


class Ware:
    """One product in one stock while orders are placed one after another."""

    __slots__ = (
        "_coverage",
        "_had",
        "_passes",
        "_stock",
        "may_wait",
        "product",
        "rules",
        "salable",
    )

    def __init__(
        self,
        product: Product,
        rules: StockRules,
        stock: Stock,
        level: StockLevel | None,
        passes: set[int],
    ) -> None:
        self.product = product
        self.rules = rules
        self.salable = level.salable if level else ZERO
        self._stock = visible(stock.name)
        self._coverage = level.coverage if level else Coverage.NONE
        self._passes = passes
        """Amounts that are known to keep tests 1 to 4; shared by all of the same rules."""
        self._had = 0
        """An amount `check_stock` is known to let through: then so is any smaller one."""
        self.may_wait = rules.manage_stock and rules.backorders is not Backorders.NO

    def _stock_refusal(self, parts: int) -> tuple[Kind, str] | None:
        if parts <= self._had:
            return None
        sku, amount = visible(self.product.sku), Quantity(parts)
        failure = check_stock(
            sku, self._stock, amount, self.salable, self.rules, self._coverage
        )
        if failure is None:
            self._had = max(parts, self.salable.parts if self.salable else 0)
        return failure

    def refusal(self, parts: int) -> tuple[Kind, str] | None:
        """Why ``parts`` of it cannot be ordered, or None."""
        if parts in self._passes:
            return self._stock_refusal(parts)
        sku = visible(self.product.sku)
        if not self.product.type.has_source_items:
            return (
                Kind.PRODUCT_IS_PARENT,
                f"{sku}: a {self.product.type} product is not ordered itself; "
                "order the SKU of what it consists of.",
            )
        if not self.product.enabled:
            return Kind.PRODUCT_DISABLED, f"{sku}: it is disabled and not for sale."
        if parts > LARGEST:
            return Kind.MAX_SALE_QTY, f"{sku}: enter at most {Quantity(LARGEST)}."
        if failure := check_amount(sku, Quantity(parts), self.rules):
            return failure
        self._passes.add(parts)
        return self._stock_refusal(parts)

    def backordered(self, parts: int) -> Quantity:
        """How much of ``parts`` would wait for goods that are not there yet."""
        return backordered(Quantity(parts), self.salable or ZERO, self.rules)

    def take(self, parts: int) -> None:
        """Promise so much of it."""
        self._had -= parts
        if self.salable is not None:
            self.salable = Quantity(self.salable.parts - parts)


class Shelf:
    """What is known of products and stocks, handed on from one batch to the next.

    A batch of thousands of lines concerns most products of a shop, and reading them costs
    more than placing the orders.  On SQLite, where deeds follow one another, it all still
    holds in the next transaction if no deed came between (each writes an operation); on
    PostgreSQL, where one may be half-way, every batch reads anew.
    """

    def __init__(self) -> None:
        self.channels: dict[str, SalesChannel] = {}
        self.unknown_channels: dict[str, str] = {}
        """Code → the sentence that refuses it."""
        self.products: dict[str, Product] = {}
        self.wares: dict[int, dict[str, Ware]] = {}
        """By stock id, then by key of the SKU."""
        self.stocks: dict[int, Stock] = {}
        self._looked_up: set[str] = set()
        self._rules: dict[int, StockRules] = {}
        self._passes: dict[tuple[StockRules, bool, bool], set[int]] = {}
        self._true_at: int | None = None

    def still_true(self, transaction: Transaction) -> bool:
        """Whether no other deed came between."""
        return not transaction.locks_rows and self._true_at == transaction.history.newest()

    def true_at(self, transaction: Transaction) -> None:
        """Say that it is true at the end of a transaction."""
        self._true_at = transaction.history.newest()

    def read(
        self, transaction: Transaction, wanted: Mapping[str, set[str]], *, hold: bool
    ) -> None:
        """Look up what is not known yet.

        Args:
            wanted: Channel code → keys of the SKUs asked for there.
            hold: Let no other deed change these products until the transaction ends.
        """
        by_stock: dict[int, set[str]] = {}
        for code, keys in wanted.items():
            self._read_channel(transaction, code)
            if code in self.channels:
                by_stock.setdefault(self.channels[code].stock_id, set()).update(keys)
        new = set[str]().union(*wanted.values()) - self._looked_up
        found = self._found(transaction, new, hold=hold)
        self._looked_up |= new
        self.products |= found
        self._rules |= transaction.products.rules([one.id for one in found.values()])
        for stock_id, keys in by_stock.items():
            self._fill(transaction, stock_id, keys)

    def _read_channel(self, transaction: Transaction, code: str) -> None:
        if code in self.channels or code in self.unknown_channels:
            return
        try:
            channel = transaction.channels.known(code)
        except Refused as refusal:
            self.unknown_channels[code] = str(refusal)
            return
        self.channels[code] = channel
        if channel.stock_id not in self.stocks:
            self.stocks[channel.stock_id] = transaction.stocks.get(channel.stock_id)
            self.wares[channel.stock_id] = {}

    @staticmethod
    def _found(transaction: Transaction, keys: set[str], *, hold: bool) -> dict[str, Product]:
        """The products of these keys; no other deed changes them once they are held."""
        if not hold:
            return transaction.products.by_skus(keys)
        while True:
            held = transaction.lock_skus(keys)
            products = transaction.products.by_skus(keys)
            # one may have come to its SKU after we held the others
            if held is None or all(product.id in held for product in products.values()):
                return products

    def _fill(self, transaction: Transaction, stock_id: int, keys: set[str]) -> None:
        wares, stock = self.wares[stock_id], self.stocks[stock_id]
        new = {key: self.products[key] for key in keys & self.products.keys() - wares.keys()}
        ids = [product.id for product in new.values()]
        levels: dict[int, StockLevel] = {}
        for at in range(0, len(ids), _AT_ONCE):
            levels |= transaction.levels.get(stock_id, ids[at : at + _AT_ONCE])
        for key, product in new.items():
            rules = self._rules[product.id]
            alike = (rules, product.enabled, product.type.has_source_items)
            passes = self._passes.setdefault(alike, set())
            wares[key] = Ware(product, rules, stock, levels.get(product.id), passes)
