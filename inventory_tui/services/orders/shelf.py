"""What can still be promised of each product, kept in memory while orders are placed.

Source: spec 2.1, *Can this quantity be ordered?*
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from inventory_tui.domain.composite import NOTHING, Composition
from inventory_tui.domain.eligibility import Audience
from inventory_tui.domain.errors import Refused
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.options import PARTICULARS
from inventory_tui.domain.product import Product, ProductType, StockRules
from inventory_tui.domain.product_status import (
    ALWAYS,
    NOTHING_ABOVE,
    Above,
    ProductStatus,
    Unfit,
    next_change,
    status_at,
)
from inventory_tui.domain.stock import Coverage, SalesChannel, Stock
from inventory_tui.services.orders.channel_ware import ChannelWare
from inventory_tui.services.orders.entitled import Entitled
from inventory_tui.services.orders.shared_wares import Fellows, SharedWare
from inventory_tui.services.orders.ware import Ware
from inventory_tui.store.database import Transaction
from inventory_tui.store.orders.ware_rows import ware_rows
from inventory_tui.store.products.fitness import not_for_sale
from inventory_tui.store.products.product_options import Stored


class _Ahead(Mapping[str, Ware]):
    """Wares of which some are asked for by other rules."""

    __slots__ = ("_others", "_wares")

    def __init__(self, others: Mapping[str, Ware], wares: Mapping[str, Ware]) -> None:
        self._others = others
        self._wares = wares

    def __getitem__(self, key: str) -> Ware:
        return self._others[key] if key in self._others else self._wares[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._wares)

    def __len__(self) -> int:
        return len(self._wares)


class Shelf:
    """What is known of products and stocks, handed on from one batch to the next.

    A batch of thousands of lines concerns most products of a shop, and reading them costs
    more than placing the orders.  On SQLite, where deeds follow one another, it all still
    holds in the next transaction if no deed came between (each writes an operation, a later
    batch of an import reservations); on PostgreSQL, where one may be half-way, every batch
    reads anew.
    """

    def __init__(self) -> None:
        self.channels: dict[str, SalesChannel] = {}
        self.unknown_channels: dict[str, str] = {}
        """Code → the sentence that refuses it."""
        self.products: dict[str, Product] = {}
        self.wares: dict[int, dict[str, Ware]] = {}
        """By stock id, then by key of the SKU."""
        self.stocks: dict[int, Stock] = {}
        """As placing needs them: their sources and channels may be missing."""
        self.bundles: set[str] = set()
        """Keys of the bundles that consist of something."""
        self._apart: dict[tuple[str, int], tuple[dict[str, Ware], set[str]]] = {}
        """Channel code (empty: whoever sells) and stock id → the wares its orders ask for by
        other rules than the stock's, and the keys of all that were looked at."""
        self._compositions: dict[int, Composition] = {}
        self._fellows: dict[int, Fellows] = {}
        self._looked_up: set[str] = set()
        self._options: dict[int, Stored] = {}
        self._rules: dict[int, StockRules] = {}
        self._unfit: dict[int, Unfit] = {}
        """Why products cannot be ordered although they are published."""
        self._passes: dict[tuple[int, bool, bool, str], set[int]] = {}
        self._true_at: tuple[int, int] | None = None
        self._until: datetime | None = None
        """When a date of these products comes true."""
        self._entitled = Entitled()

    def still_true(self, transaction: Transaction) -> bool:
        """Whether no other deed came between, and no date."""
        if self._until is not None and transaction.now >= self._until:
            return False
        return not transaction.locks_rows and self._true_at == transaction.history.newest()

    def true_at(self, transaction: Transaction) -> None:
        """Say that it is true at the end of a transaction."""
        self._true_at = transaction.history.newest()

    def know(self, channel: SalesChannel, stock: Stock) -> None:
        """Take in a channel, and the stock it sells from, that were read already."""
        self.channels[channel.code] = channel
        self.stocks[stock.id] = stock
        self.wares.setdefault(stock.id, {})

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
        self._look_up(transaction, set[str]().union(*wanted.values()), hold=hold)
        for stock_id, keys in by_stock.items():
            self._fill(transaction, stock_id, keys)
        for code in wanted:
            if code in self.channels:
                channel = self.channels[code]
                self._tell_apart(transaction, channel.stock_id, code, channel)

    def of_channel(self, code: str) -> Mapping[str, Ware]:
        """The wares as orders of a channel ask for them, by key of the SKU."""
        return self._ahead(code, self.channels[code].stock_id)

    def of_stock(self, stock_id: int) -> Mapping[str, Ware]:
        """The wares of one stock, whoever sells them."""
        return self._ahead("", stock_id)

    def _ahead(self, code: str, stock_id: int) -> Mapping[str, Ware]:
        wares, others = self.wares[stock_id], self._apart.get((code, stock_id))
        if others is None or not others[0]:
            return wares
        return _Ahead(others[0], wares)

    def _tell_apart(
        self,
        transaction: Transaction,
        stock_id: int,
        code: str = "",
        channel: SalesChannel | None = None,
    ) -> None:
        """Find which wares orders of a channel ask for by other rules than the stock's."""
        if not transaction.product_options.any:
            return
        # packages are looked for; most shops have nothing of it
        from inventory_tui.services.products.configurations import of_products

        wares = self.wares[stock_id]
        others, told = self._apart.setdefault((code, stock_id), ({}, set()))
        new = wares.keys() - told
        rules = of_products(
            transaction,
            [wares[key].product for key in new],
            (channel.id, channel.code) if channel else None,
            self._options,
        )
        for key in new:
            ware = wares[key]
            own = rules.get(ware.product.id)
            if own is not None and own != ware.rules:
                others[key] = ChannelWare(ware, own)
        told |= new

    def read_stock(self, transaction: Transaction, stock: Stock, keys: set[str]) -> None:
        """Look up what one stock has of these SKUs, whoever sells from it."""
        self.stocks.setdefault(stock.id, stock)
        self.wares.setdefault(stock.id, {})
        self._look_up(transaction, keys, hold=False)
        self._fill(transaction, stock.id, keys)
        self._tell_apart(transaction, stock.id)

    def for_order(
        self, transaction: Transaction, code: str, audience: Audience
    ) -> Mapping[str, Ware]:
        """Return the wares of a channel as an order of it may have them.

        The channel's own rules come first, then what is kept from such orders.
        """
        channel = self.channels[code]
        return self._entitled.wares(transaction, channel, audience, self.of_channel(code))

    def barred(
        self, transaction: Transaction, channel: SalesChannel, audience: Audience
    ) -> frozenset[int]:
        """Return the sources of a channel's stock that do not serve such an order."""
        return self._entitled.barred(transaction, channel, audience)

    def _look_up(self, transaction: Transaction, keys: set[str], *, hold: bool) -> None:
        new = keys - self._looked_up
        if not new:
            return
        found = self._found(transaction, new, hold=hold)
        self._looked_up |= new | found.keys()
        self.products |= found
        self._rules |= transaction.products.rules_of(found.values())
        self._unfit |= not_for_sale(transaction, found.values())

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
            self.stocks[channel.stock_id] = Stock(channel.stock_id, channel.stock_name)
            self.wares[channel.stock_id] = {}

    def _found(
        self, transaction: Transaction, keys: set[str], *, hold: bool
    ) -> dict[str, Product]:
        """The products of these keys and all they are made of.

        No other deed changes them once they are held.  Composites are rare: only where there
        are some do their parts take a look of their own.
        """
        wanted = keys
        while True:
            held: set[int] | None = None
            if hold and transaction.locks_rows:
                locked = transaction.lock_skus(wanted)
                wanted, held = wanted | locked.keys(), set(locked.values())
            products = transaction.products.by_skus_alone(wanted)
            made = [one for one in products.values() if not one.type.has_source_items]
            if made:
                self._compose(transaction, made)
                children = {
                    key_of(part.sku)
                    for product in made
                    for part in self._compositions[product.id].every_part
                }
                missing = children - wanted
                if held is None:
                    products |= transaction.products.by_skus_alone(missing) if missing else {}
                elif missing:
                    wanted = wanted | missing
                    continue
            # one may have come to its SKU after we held the others
            if held is None or all(product.id in held for product in products.values()):
                return products

    def _compose(self, transaction: Transaction, made: Iterable[Product]) -> None:
        compositions = transaction.parts.of([product.id for product in made])
        for product in made:
            composition = compositions.get(product.id, NOTHING)
            self._compositions[product.id] = composition
            if product.type is ProductType.BUNDLE and len(composition):
                self.bundles.add(key_of(product.sku))

    def _fill(self, transaction: Transaction, stock_id: int, keys: set[str]) -> None:
        wares, stock = self.wares[stock_id], self.stocks[stock_id]
        new = {key: self.products[key] for key in keys & self.products.keys() - wares.keys()}
        if self._compositions:
            for product in list(new.values()):
                composition = self._compositions.get(product.id, NOTHING)
                children = {key_of(part.sku) for part in composition.every_part}
                new |= {key: self.products[key] for key in children - wares.keys()}
        ids = [product.id for product in new.values()]
        rows = ware_rows(transaction, stock_id, ids, besides=PARTICULARS)
        self._options |= rows.options
        shared = self._shared(transaction, ids)
        stand = self._stand(transaction, new.values(), rows.above)
        for key, product in new.items():
            rules = self._rules[product.id]
            # most products share one object of rules: comparing them would take longer
            status = stand.get(product.id, ProductStatus.APPROVED)
            unfit = self._unfit.get(product.id)
            for_sale = product.enabled and unfit is None
            alike = (id(rules), for_sale, product.type.has_source_items, status)
            passes = self._passes.setdefault(alike, set())
            composition = self._compositions.get(product.id, NOTHING)
            level, fellows = rows.levels.get(product.id), shared.get(product.id)
            there = level is not None and level.coverage is Coverage.IN_STOCK
            if level is not None and there and fellows and rules.manage_stock:
                wares[key] = SharedWare(product, rules, stock, level, passes, fellows, status)
            else:
                wares[key] = Ware(product, rules, stock, level, passes, composition, status)
            if unfit is not None:
                wares[key].unfit = unfit

    def _stand(
        self,
        transaction: Transaction,
        products: Iterable[Product],
        follows: Mapping[int, Above],
    ) -> Mapping[int, ProductStatus]:
        """Where those of these products stand that are not for sale by their dates."""
        changing = {
            one.id: (one.life, follows.get(one.id, NOTHING_ABOVE))
            for one in products
            if one.life is not ALWAYS or one.id in follows
        }
        lives = [life for own, upper in changing.values() for life in (own, *upper.lives)]
        upcoming = (self._until, next_change(lives, transaction.now))
        self._until = min((one for one in upcoming if one is not None), default=None)
        return {
            id: status_at(own, transaction.now, upper) for id, (own, upper) in changing.items()
        }

    def _shared(self, transaction: Transaction, ids: Sequence[int]) -> Mapping[int, Fellows]:
        """Those of these products that lie at protected sources of several stocks."""
        if not transaction.levels.shared.protected:
            return {}
        pools = transaction.levels.shared.pools([id for id in ids if id not in self._fellows])
        self._fellows |= {id: Fellows(one) for id, one in pools.items()}
        return self._fellows
