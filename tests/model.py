"""The rules of spec 2.1–2.8 in plain Python: what a database has to agree with.

Amounts are whole numbers of units.  Nothing here is taken from the program.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests import brute_force


@dataclass
class Product:
    """What the settings say of a product."""

    managed: bool = True
    backorders: bool = False
    threshold: int = 0

    @classmethod
    def read(cls, texts: Mapping[str, str]) -> Product:
        """Make it from the settings in force, as people type them."""
        return cls(
            texts["manage_stock"] == "yes", texts["backorders"] != "no", int(texts["threshold"])
        )

    @property
    def kept_back(self) -> int:
        return min(self.threshold, 0) if self.backorders else max(self.threshold, 0)

    @property
    def infinite(self) -> bool:
        return self.backorders and self.kept_back == 0


@dataclass
class Line:
    ordered: int
    shipped: int = 0
    cancelled: int = 0
    held: int = 0

    @property
    def open(self) -> int:
        return self.ordered - self.shipped - self.cancelled


@dataclass
class Order:
    stock: str
    lines: dict[str, Line]
    on_hold: bool = False

    @property
    def status(self) -> str:
        if self.on_hold:
            return "holded"
        if all(line.cancelled == line.ordered for line in self.lines.values()):
            return "canceled"
        if all(line.open == 0 for line in self.lines.values()):
            return "complete"
        shipped = any(line.shipped for line in self.lines.values())
        return "processing" if shipped else "pending"


Item = tuple[int, bool]
"""Quantity, and whether it is In Stock."""

Rows = dict[tuple[str, str], Item | None]
"""(SKU, source) → its row; None where there is none."""

Setting = tuple[str, str]
"""The product's SKU (empty: for all) and the key."""

BUILT_IN = {
    "manage_stock": "yes",
    "backorders": "no",
    "threshold": "0",
    "reserve_on_placement": "yes",
    "protect_shared_sources": "no",
}


@dataclass
class Shop:
    """What lies where, what is promised, and which orders there are."""

    skus: list[str]
    settings: dict[Setting, str]
    """The values that are set, as people type them."""
    stocks: dict[str, list[str]]
    """Stock → its sources in priority order."""
    enabled: dict[str, bool]
    items: dict[tuple[str, str], Item] = field(default_factory=dict)
    reserved: dict[tuple[str, str], int] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    done: dict[int, tuple[dict[tuple[str, str], Item | None], ...]] = field(
        default_factory=dict
    )
    """Operation → the items it changed, before and after."""
    edited: dict[int, tuple[Setting, str | None, str | None]] = field(default_factory=dict)
    """Operation → the setting it changed, before and after."""

    # settings -----------------------------------------------------------------------

    def value(self, key: str, sku: str = "") -> str:
        """The value in force."""
        return self.settings.get((sku, key), self.settings.get(("", key), BUILT_IN[key]))

    def product(self, sku: str) -> Product:
        keys = ("manage_stock", "backorders", "threshold")
        return Product.read({key: self.value(key, sku) for key in keys})

    def change(self, operation: int | None, setting: Setting, text: str | None) -> None:
        """Set a setting, or take it away, and remember how to take that back."""
        before = self.settings.get(setting)
        if operation is not None:
            self.edited[operation] = (setting, before, text)
        if text is None:
            self.settings.pop(setting, None)
        else:
            self.settings[setting] = text

    # what can be promised -----------------------------------------------------------

    def usable(self, sku: str, source: str) -> int:
        quantity, in_stock = self.items.get((sku, source), (0, False))
        return quantity if in_stock and self.enabled[source] else 0

    def on_hand(self, stock: str, sku: str) -> int:
        return sum(self.usable(sku, source) for source in self.stocks[stock])

    def covered(self, stock: str, sku: str) -> bool:
        return any(
            self.items.get((sku, source), (0, False))[1] and self.enabled[source]
            for source in self.stocks[stock]
        )

    def assigned(self, stock: str, sku: str) -> bool:
        return any((sku, source) in self.items for source in self.stocks[stock])

    def held(self, stock: str, sku: str) -> int:
        return self.reserved.get((stock, sku), 0)

    def elsewhere(self, stock: str, sku: str, moved: Mapping[str, int] | None = None) -> int:
        """What other stocks must take from a stock's sources, if that is protected.

        Args:
            moved: Source → usable units, were they to change.
        """
        if self.value("protect_shared_sources") == "no" or not self.product(sku).managed:
            return 0
        there = {one: self.usable(sku, one) for one in self.enabled} | dict(moved or {})
        kept_back = self.product(sku).kept_back
        promised = {one: max(kept_back - self.held(one, sku), 0) for one in self.stocks}
        left = brute_force.left_by_cuts(stock, self.stocks, there, promised)
        return sum(there[one] for one in self.stocks[stock]) - left

    def salable(self, stock: str, sku: str) -> int | None:
        product = self.product(sku)
        if not product.managed:
            return None
        if not self.covered(stock, sku):
            return 0
        free = self.on_hand(stock, sku) - self.elsewhere(stock, sku)
        return free + self.held(stock, sku) - product.kept_back

    # deeds on quantities ------------------------------------------------------------

    def write(self, operation: int | None, after: Rows) -> None:
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

    def blocks(self, sku: str, losses: dict[str, int], moved: Mapping[str, int]) -> set[str]:
        """The stocks whose promises a loss (by stock) would break.

        Args:
            moved: Source → usable units as they would be.
        """
        product = self.product(sku)
        broken = set()
        for stock, loss in losses.items():
            left = self.on_hand(stock, sku) - loss
            kept = product.kept_back if left > 0 else min(product.kept_back, 0)
            free = left - self.elsewhere(stock, sku, moved)
            if product.managed and loss > 0 and free + self.held(stock, sku) - kept < 0:
                broken.add(stock)
        return broken

    def unassign(self, skus: list[str], sources: list[str], force: bool) -> Rows:
        """What unassigning changes: every row but those that hold promised units."""
        after: Rows = {}
        for sku in skus:
            losses = {
                stock: sum(self.usable(sku, one) for one in serving if one in sources)
                for stock, serving in self.stocks.items()
            }
            broken = self.blocks(sku, losses, dict.fromkeys(sources, 0))
            for source in sources:
                serves = {stock for stock in self.stocks if source in self.stocks[stock]}
                blocked = self.usable(sku, source) and serves & broken and not force
                if (sku, source) in self.items and not blocked:
                    after[sku, source] = None
        return after

    def transfer(
        self, skus: list[str], origin: str, destination: str, unassign: bool, force: bool
    ) -> Rows:
        """What moving everything changes (C5, C20)."""
        after: Rows = {}
        emptied = None if unassign else (0, False)
        for sku in skus:
            if (sku, origin) not in self.items:
                continue
            quantity, in_stock = self.items[sku, origin]
            there = self.items.get((sku, destination))
            if quantity == 0 and there is not None:
                if unassign:
                    after[sku, origin] = None
                continue
            out = self.usable(sku, origin)
            hidden = 0 if in_stock else self.usable(sku, destination)
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
            if self.blocks(sku, losses, moved) and not force:
                continue
            after[sku, origin] = emptied
            after[sku, destination] = (quantity + (there[0] if there else 0), in_stock)
        return after

    # orders -------------------------------------------------------------------------

    def why_not(self, stock: str, sku: str, amount: int) -> str | None:
        """Why an amount cannot be ordered, or None."""
        product = self.product(sku)
        if not self.assigned(stock, sku):
            return "sku_not_assigned_to_stock"
        if not product.managed:
            return None
        if not self.covered(stock, sku):
            return "no_source_items_in_stock"
        if product.infinite:
            return None
        salable = self.salable(stock, sku)
        assert salable is not None
        return None if salable >= amount else "not_enough_qty"

    def place(self, number: str, stock: str, lines: dict[str, int]) -> None:
        self.orders[number] = Order(stock, {})
        reserves = self.value("reserve_on_placement") == "yes"
        for sku, amount in lines.items():
            held = amount if reserves and self.product(sku).managed else 0
            self.orders[number].lines[sku] = Line(amount, held=held)
            self._hold(stock, sku, -held)

    def backordered(self, stock: str, lines: dict[str, int]) -> dict[str, int]:
        """How much of each product would wait for goods, where some of it would."""
        waiting = {}
        for sku, amount in lines.items():
            product, salable = self.product(sku), self.salable(stock, sku)
            if product.backorders and salable is not None:
                waiting[sku] = amount - max(salable + product.kept_back, 0)
        return {sku: units for sku, units in waiting.items() if units > 0}

    def _hold(self, stock: str, sku: str, change: int) -> None:
        self.reserved[stock, sku] = self.held(stock, sku) + change

    def cancel(self, number: str, lines: dict[str, int]) -> None:
        order = self.orders[number]
        for sku, amount in lines.items():
            line = order.lines[sku]
            freed = min(amount, line.held)
            line.cancelled += amount
            line.held -= freed
            self._hold(order.stock, sku, freed)

    def offers(self, stock: str, sku: str) -> list[str]:
        """The sources that may ship a product for a stock, in priority order."""
        return [
            source
            for source in self.stocks[stock]
            if self.enabled[source] and self.items.get((sku, source), (0, False))[1]
        ]

    def sends(self, stock: str, sku: str, source: str) -> bool:
        """Whether a source may be named: it offers the product, or holds some all the same."""
        linked = source in self.stocks[stock] and self.enabled[source]
        quantity, in_stock = self.items.get((sku, source), (0, False))
        return linked and (in_stock or quantity > 0)

    def why_not_ship(self, number: str, source: str, lines: dict[str, int]) -> bool:
        """Whether a shipment is refused."""
        order = self.orders[number]
        if order.status not in ("pending", "processing"):
            return True
        for sku, amount in lines.items():
            if amount > order.lines[sku].open or not self.sends(order.stock, sku, source):
                return True
            if self.product(sku).managed and amount > self.items[sku, source][0]:
                return True
        return False

    def ship(self, number: str, source: str, lines: dict[str, int]) -> None:
        order = self.orders[number]
        for sku, amount in lines.items():
            product, line = self.product(sku), order.lines[sku]
            freed = min(amount, line.held)
            line.shipped += amount
            line.held -= freed
            self._hold(order.stock, sku, freed)
            if not product.managed:
                continue
            quantity, in_stock = self.items[sku, source]
            quantity -= amount
            if not product.backorders and quantity <= product.kept_back:
                in_stock = False
            self.items[sku, source] = (quantity, in_stock)

    def proposal(self, number: str) -> dict[str, dict[str, int]] | None:
        """Source → SKU → amount by priority; None where something is missing."""
        order = self.orders[number]
        taken: dict[str, dict[str, int]] = {}
        for sku, line in order.lines.items():
            left = line.open
            for source in self.offers(order.stock, sku):
                there = self.items[sku, source][0]
                amount = min(there, left) if self.product(sku).managed else left
                left -= amount
                if amount:
                    taken.setdefault(source, {})[sku] = amount
            if left:
                return None
        return taken

    def copy(self) -> Shop:
        return copy.deepcopy(self)
