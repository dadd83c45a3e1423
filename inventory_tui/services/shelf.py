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

_ANY = Quantity(1 << 62)
_AT_ONCE = 5_000


class Ware:
    """One product in one stock while orders are placed one after another."""

    __slots__ = (
        "_coverage",
        "_left",
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
        self._left = self._promisable()
        self.may_wait = rules.manage_stock and rules.backorders is not Backorders.NO

    def _promisable(self) -> int:
        """The most `check_stock` lets through; looked at first, for it is only a number."""
        if self._stock_refusal(_ANY) is None:
            return _ANY.parts
        if self.salable is None or self._stock_refusal(self.salable):
            return -1
        return self.salable.parts

    def _stock_refusal(self, amount: Quantity) -> tuple[Kind, str] | None:
        sku = visible(self.product.sku)
        return check_stock(sku, self._stock, amount, self.salable, self.rules, self._coverage)

    def refusal(self, parts: int) -> tuple[Kind, str] | None:
        """Why ``parts`` of it cannot be ordered, or None."""
        if parts in self._passes:
            if parts <= self._left:
                return None
            return self._stock_refusal(Quantity(parts))
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
        return self._stock_refusal(Quantity(parts))

    def backordered(self, parts: int) -> Quantity:
        """How much of ``parts`` would wait for goods that are not there yet."""
        return backordered(Quantity(parts), self.salable or ZERO, self.rules)

    def take(self, parts: int) -> None:
        """Promise so much of it."""
        if self.salable is not None:
            self.salable = Quantity(self.salable.parts - parts)
            self._left = self._promisable()


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
        self.stocks: dict[int, Stock] = {}
        self.wares: dict[int, dict[str, Ware]] = {}
        self._seen: set[str] = set()
        self._products: dict[str, Product] = {}
        self._rules: dict[int, StockRules] = {}
        self._passes: dict[tuple[StockRules, bool, bool], set[int]] = {}
        self._true_at: int | None = None

    def still_true(self, transaction: Transaction) -> bool:
        """Whether no other deed came between."""
        return not transaction.locks_rows and self._true_at == transaction.history.newest()

    def true_at(self, transaction: Transaction) -> None:
        """Say that it is true at the end of a transaction."""
        self._true_at = transaction.history.newest()

    def read_channels(self, transaction: Transaction, codes: set[str]) -> None:
        """Look up the channels of these codes, and their stocks."""
        for code in codes - self.channels.keys() - self.unknown_channels.keys():
            try:
                channel = transaction.channels.known(code)
            except Refused as refusal:
                self.unknown_channels[code] = str(refusal)
                continue
            self.channels[code] = channel
            if channel.stock_id not in self.stocks:
                self.stocks[channel.stock_id] = transaction.stocks.get(channel.stock_id)
                self.wares[channel.stock_id] = {}
                self._fill(transaction, channel.stock_id, self._products)

    def read_products(self, transaction: Transaction, keys: set[str], *, hold: bool) -> None:
        """Look up the products of these keys, with their rules and what stocks have."""
        wanted = keys - self._seen
        products = self._found(transaction, wanted, hold=hold)
        ids = [product.id for product in products.values()]
        self._rules |= transaction.products.rules(ids)
        self._products |= products
        self._seen |= wanted
        for stock_id in self.stocks:
            self._fill(transaction, stock_id, products)

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

    def _fill(
        self, transaction: Transaction, stock_id: int, products: Mapping[str, Product]
    ) -> None:
        ids = [product.id for product in products.values()]
        levels: dict[int, StockLevel] = {}
        for at in range(0, len(ids), _AT_ONCE):
            levels |= transaction.levels.get(stock_id, ids[at : at + _AT_ONCE])
        wares, stock = self.wares[stock_id], self.stocks[stock_id]
        for key, product in products.items():
            rules = self._rules[product.id]
            alike = (rules, product.enabled, product.type.has_source_items)
            passes = self._passes.setdefault(alike, set())
            wares[key] = Ware(product, rules, stock, levels.get(product.id), passes)
