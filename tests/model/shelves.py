"""What lies where and what is promised: settings, sources, stocks (spec 2.1, 2.7, 2.8)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests import brute_force


@dataclass
class Product:
    """What the settings say of a product."""

    managed: bool = True
    backorders: bool = False
    threshold: int = 0

    @property
    def kept_back(self) -> int:
        return min(self.threshold, 0) if self.backorders else max(self.threshold, 0)

    @property
    def infinite(self) -> bool:
        return self.backorders and self.kept_back == 0


Item = tuple[int, bool]
"""Quantity, and whether it is In Stock."""

Rows = dict[tuple[str, str], Item | None]
"""(Product, source) → its row; None where there is none."""

Setting = tuple[str, str]
"""The product (empty: for all) and the key."""

BUILT_IN = {
    "manage_stock": "yes",
    "backorders": "no",
    "threshold": "0",
    "reserve_on_placement": "yes",
    "protect_shared_sources": "no",
    "in_stock_on_cancel": "yes",
    "return_to_stock": "no",
    "ship_only_invoiced": "no",
    "orders_need_invoice": "no",
    "synchronize_with_catalog": "no",
}
OF_PRODUCTS = ("manage_stock", "backorders", "threshold")


@dataclass
class Shelves:
    """What lies where, and what it is worth to whom.

    Products go by names of their own, which stay whatever their SKUs become; one that takes
    the SKU of a deleted one has another name.
    """

    settings: dict[Setting, str]
    """The values that are set, as people type them."""
    stocks: dict[str, list[str]]
    """Stock → its sources in priority order."""
    enabled: dict[str, bool]
    types: dict[str, str] = field(default_factory=dict)
    """Product → what it is; those that are deleted are not in it."""
    items: dict[tuple[str, str], Item] = field(default_factory=dict)
    reserved: Counter[tuple[str, str]] = field(default_factory=Counter)
    done: dict[int, tuple[Rows, Rows]] = field(default_factory=dict)
    """Operation → the items it changed, before and after."""
    edited: dict[int, tuple[Setting, str | None, str | None]] = field(default_factory=dict)
    """Operation → the setting it changed, before and after."""

    # settings -----------------------------------------------------------------------

    def value(self, key: str, product: str = "") -> str:
        """The value in force."""
        return self.settings.get((product, key), self.settings.get(("", key), BUILT_IN[key]))

    def on(self, key: str) -> bool:
        """Whether a switch is on."""
        return self.value(key) == "yes"

    def product(self, name: str) -> Product:
        managed, backorders, threshold = (self.value(key, name) for key in OF_PRODUCTS)
        return Product(managed == "yes", backorders != "no", int(threshold))

    def change(self, operation: int | None, setting: Setting, text: str | None) -> None:
        """Set a setting, or take it away, and remember how to take that back."""
        before = self.settings.get(setting)
        if operation is not None:
            self.edited[operation] = (setting, before, text)
        if text is None:
            self.settings.pop(setting, None)
        else:
            self.settings[setting] = text

    # products -----------------------------------------------------------------------

    def lies_nowhere(self, name: str) -> bool:
        """Whether nothing of it can lie anywhere: it is gone, or made of others (R8)."""
        return self.types.get(name) not in ("simple", "virtual", "downloadable")

    def counted(self, name: str) -> bool:
        """Whether what leaves and comes back of it is counted."""
        return not self.lies_nowhere(name) and self.product(name).managed

    def vanish(self, name: str) -> None:
        """Let a product's rows go, which nothing brings back."""
        for key in [key for key in self.items if key[0] == name]:
            del self.items[key]
        self.done = {
            operation: rows
            for operation, rows in self.done.items()
            if all(product != name for product, _ in rows[1])
        }

    def forget(self, name: str) -> None:
        """Delete a product; what is promised of it stays."""
        self.vanish(name)
        del self.types[name]
        self.edited = {
            operation: change
            for operation, change in self.edited.items()
            if change[0][0] != name
        }

    # what can be promised -----------------------------------------------------------

    def usable(self, name: str, source: str) -> int:
        quantity, in_stock = self.items.get((name, source), (0, False))
        return quantity if in_stock and self.enabled[source] else 0

    def on_hand(self, stock: str, name: str) -> int:
        return sum(self.usable(name, source) for source in self.stocks[stock])

    def offers(self, stock: str, name: str) -> list[str]:
        """The sources that count for a product in a stock, in priority order."""
        return [
            source
            for source in self.stocks[stock]
            if self.enabled[source] and self.items.get((name, source), (0, False))[1]
        ]

    def assigned(self, stock: str, name: str) -> bool:
        return any((name, source) in self.items for source in self.stocks[stock])

    def elsewhere(self, stock: str, name: str, moved: Mapping[str, int] | None = None) -> int:
        """What other stocks must take from a stock's sources, if that is protected (C17).

        Args:
            moved: Source → usable units, were they to change.
        """
        if not self.on("protect_shared_sources") or not self.product(name).managed:
            return 0
        there = {one: self.usable(name, one) for one in self.enabled} | dict(moved or {})
        kept_back = self.product(name).kept_back
        promised = {one: max(kept_back - self.reserved[one, name], 0) for one in self.stocks}
        left = brute_force.left_by_cuts(stock, self.stocks, there, promised)
        return sum(there[one] for one in self.stocks[stock]) - left

    def salable(self, stock: str, name: str) -> int | None:
        product = self.product(name)
        if not product.managed:
            return None
        if not self.offers(stock, name):
            return 0
        free = self.on_hand(stock, name) - self.elsewhere(stock, name)
        return free + self.reserved[stock, name] - product.kept_back

    # deeds --------------------------------------------------------------------------

    def write(
        self, operation: int | None, after: Mapping[tuple[str, str], Item | None]
    ) -> None:
        """Change rows and remember how to take that back."""
        changed = {key: item for key, item in after.items() if self.items.get(key) != item}
        if operation is not None and changed:
            before = {key: self.items.get(key) for key in changed}
            self.done[operation] = (before, changed)
        for key, item in changed.items():
            if item is None:
                self.items.pop(key, None)
            else:
                self.items[key] = item

    def blocks(self, name: str, losses: dict[str, int], moved: Mapping[str, int]) -> set[str]:
        """The stocks whose promises a loss (by stock) would break.

        Args:
            moved: Source → usable units as they would be.
        """
        product = self.product(name)
        broken = set()
        for stock, loss in losses.items():
            left = self.on_hand(stock, name) - loss
            kept = product.kept_back if left > 0 else min(product.kept_back, 0)
            free = left - self.elsewhere(stock, name, moved)
            short = free + self.reserved[stock, name] - kept < 0
            if product.managed and loss > 0 and short:
                broken.add(stock)
        return broken

    def unassign(self, names: list[str], sources: list[str], force: bool) -> Rows:
        """What unassigning changes: every row but those that hold promised units."""
        after: Rows = {}
        for name in names:
            losses = {
                stock: sum(self.usable(name, one) for one in serving if one in sources)
                for stock, serving in self.stocks.items()
            }
            broken = self.blocks(name, losses, dict.fromkeys(sources, 0))
            for source in sources:
                serves = {stock for stock in self.stocks if source in self.stocks[stock]}
                blocked = self.usable(name, source) and serves & broken and not force
                if (name, source) in self.items and not blocked:
                    after[name, source] = None
        return after

    def transfer(
        self, names: list[str], origin: str, destination: str, unassign: bool, force: bool
    ) -> Rows:
        """What moving everything changes (C5, C20)."""
        after: Rows = {}
        emptied = None if unassign else (0, False)
        for name in names:
            if (name, origin) not in self.items:
                continue
            quantity, in_stock = self.items[name, origin]
            there = self.items.get((name, destination))
            if quantity == 0 and there is not None:
                if unassign:
                    after[name, origin] = None
                continue
            out = self.usable(name, origin)
            hidden = 0 if in_stock else self.usable(name, destination)
            losses = {}
            for stock, serving in self.stocks.items():
                if origin in serving and destination not in serving:
                    losses[stock] = out
                elif destination in serving and origin not in serving:
                    losses[stock] = hidden
            arriving = quantity + (there[0] if there else 0) if in_stock else 0
            moved = {
                origin: 0,
                destination: arriving if self.enabled[destination] else 0,
            }
            if self.blocks(name, losses, moved) and not force:
                continue
            after[name, origin] = emptied
            after[name, destination] = (quantity + (there[0] if there else 0), in_stock)
        return after

    def move(self, moves: Mapping[tuple[str, str], int]) -> None:
        """Take goods out of rows and bring them back, with the status that follows (C15).

        Args:
            moves: (Product, source) → what comes in; below 0 what leaves.
        """
        for (name, source), change in moves.items():
            if change == 0:
                continue
            product = self.product(name)
            quantity, in_stock = self.items.get((name, source), (0, False))
            quantity += change
            assert quantity >= 0
            if change > 0:
                sets = self.on("in_stock_on_cancel")
                in_stock = in_stock or (sets and quantity > product.kept_back)
            elif not product.backorders and quantity <= product.kept_back:
                in_stock = False
            self.items[name, source] = (quantity, in_stock)
