"""What lies where and what is promised: settings, sources, stocks (spec 2.1, 2.7, 2.8).

Of the warehouse half: what is set aside (1.0), and whom sources serve (1.1).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

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


class Aside(NamedTuple):
    """What of a row is not for sale."""

    safety: int = 0
    damaged: int = 0
    quality_check: int = 0

    @property
    def unsound(self) -> int:
        """Certain units, which can leave for nobody."""
        return self.damaged + self.quality_check

    @property
    def total(self) -> int:
        return self.safety + self.unsound


NONE_ASIDE = Aside()

Item = tuple[int, bool]
"""Quantity, and whether it is In Stock."""

Place = tuple[str, str]
"""(Product, source)."""

Rows = dict[Place, Item | None]
"""Row by row what lies there; None where there is none."""

Asides = dict[Place, Aside]

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
    "booking_minutes": "0",
}
OF_PRODUCTS = ("manage_stock", "backorders", "threshold")


@dataclass
class Done:
    """What a deed did to rows, so that it can be taken back."""

    before: Rows
    after: Rows
    asides: dict[Place, dict[str, tuple[int, int]]]
    """Row → why units are set aside there → how many before, and after."""

    @property
    def names(self) -> set[str]:
        return {name for name, _ in (*self.after, *self.asides)}


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
    items: dict[Place, Item] = field(default_factory=dict)
    asides: Asides = field(default_factory=dict)
    """Only where there is any."""
    serves: dict[str, frozenset[str]] = field(default_factory=dict)
    """Source → the channels it serves; those not in it serve all."""
    channels: dict[str, list[str]] = field(default_factory=dict)
    """Stock → its channels; those not in it have one of their own name."""
    reserved: Counter[tuple[str, str]] = field(default_factory=Counter)
    entered: Counter[str] = field(default_factory=Counter)
    """Product → all units that came in from outside, less those that went there."""
    done: dict[int, Done] = field(default_factory=dict)
    """Operation → the rows it changed."""
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
        rows = [key for key in self.items if key[0] == name]
        self.write(None, dict.fromkeys(rows))
        self.done = {
            operation: deed for operation, deed in self.done.items() if name not in deed.names
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

    def aside(self, name: str, source: str) -> Aside:
        return self.asides.get((name, source), NONE_ASIDE)

    def usable(self, name: str, source: str) -> int:
        quantity, in_stock = self.items.get((name, source), (0, False))
        return quantity if in_stock and self.enabled[source] else 0

    def counting(self, stock: str) -> list[str]:
        """The sources of a stock that serve any of its channels, in priority order."""
        mine = set(self.channels.get(stock, [stock]))
        return [
            source
            for source in self.stocks[stock]
            if source not in self.serves or mine & self.serves[source]
        ]

    def barred(self, stock: str, channel: str) -> set[str]:
        """The sources of a stock that do not serve a channel."""
        return {
            source
            for source in self.stocks[stock]
            if source in self.serves and channel not in self.serves[source]
        }

    def on_hand(self, stock: str, name: str) -> int:
        return sum(self.usable(name, source) for source in self.counting(stock))

    def offers(self, stock: str, name: str) -> list[str]:
        """The sources that count for a product in a stock, in priority order."""
        return [
            source
            for source in self.counting(stock)
            if self.enabled[source] and self.items.get((name, source), (0, False))[1]
        ]

    def for_sale(self, name: str, source: str) -> int:
        """What counts of a row; below 0 where more is kept back than lies there."""
        quantity, in_stock = self.items.get((name, source), (0, False))
        counts = in_stock and self.enabled[source]
        return quantity - self.aside(name, source).total if counts else 0

    def set_aside(self, stock: str, name: str) -> int:
        return sum(self.aside(name, source).total for source in self.offers(stock, name))

    def available(self, name: str) -> int:
        """What is there of a product everywhere, less what is set aside and promised.

        Source: warehouse 1.0, *Available (SKU)*, at active sources.
        """
        there = sum(
            quantity - self.aside(name, source).total
            for (one, source), (quantity, _) in self.items.items()
            if one == name and self.enabled[source]
        )
        return there + sum(n for (_, one), n in self.reserved.items() if one == name)

    def assigned(self, stock: str, name: str) -> bool:
        return any((name, source) in self.items for source in self.stocks[stock])

    def elsewhere(self, stock: str, name: str, moved: Mapping[str, int] | None = None) -> int:
        """What other stocks must take from a stock's sources, if that is protected (C17).

        Args:
            moved: Source → units for sale, were they to change.
        """
        if not self.on("protect_shared_sources") or not self.product(name).managed:
            return 0
        now = {one: self.for_sale(name, one) for one in self.enabled} | dict(moved or {})
        there = {one: max(units, 0) for one, units in now.items()}
        links = {one: self.counting(one) for one in self.stocks}
        kept_back = self.product(name).kept_back
        promised = {one: max(kept_back - self.reserved[one, name], 0) for one in self.stocks}
        left = brute_force.left_by_cuts(stock, links, there, promised)
        return sum(there[one] for one in links[stock]) - left

    def salable(self, stock: str, name: str) -> int | None:
        product = self.product(name)
        if not product.managed:
            return None
        if not self.offers(stock, name):
            return 0
        free = self.on_hand(stock, name) - self.set_aside(stock, name)
        free -= self.elsewhere(stock, name)
        return free + self.reserved[stock, name] - product.kept_back

    # deeds --------------------------------------------------------------------------

    def write(
        self,
        operation: int | None,
        after: Mapping[Place, Item | None],
        asides: Mapping[Place, Aside] | None = None,
        *,
        entered: Iterable[str] | None = None,
    ) -> None:
        """Change rows and what is set aside of them, and remember how to take that back.

        Args:
            asides: What is set aside where it changes; nothing where a row goes.
            entered: The products whose units come from outside, or go there; None: all.
        """
        gone = {key: NONE_ASIDE for key, item in after.items() if item is None}
        kept = {
            key: _difference(self.asides.get(key, NONE_ASIDE), now)
            for key, now in {**(asides or {}), **gone}.items()
        }
        kept = {key: kinds for key, kinds in kept.items() if kinds}
        changed = {key: item for key, item in after.items() if self.items.get(key) != item}
        if operation is not None and (changed or kept):
            before = {key: self.items.get(key) for key in changed}
            self.done[operation] = Done(before, changed, kept)
        for key, item in changed.items():
            more = (item or (0,))[0] - self.items.get(key, (0,))[0]
            if entered is None or key[0] in entered:
                self.entered[key[0]] += more
            if item is None:
                self.items.pop(key, None)
            else:
                self.items[key] = item
        for key, kinds in kept.items():
            self.put_aside(key, kinds)

    def put_aside(self, key: Place, kinds: Mapping[str, tuple[int, int]]) -> None:
        now = self.aside(*key)._replace(**{kind: after for kind, (_, after) in kinds.items()})
        self.asides.pop(key, None)
        if now.total:
            self.asides[key] = now

    def put_back(self, operation: int) -> tuple[Rows, Asides, set[Place]]:
        """What taking a deed back makes of its rows, and those it has to leave."""
        deed = self.done[operation]
        rows: Rows = {}
        asides: Asides = {}
        left: set[Place] = set()
        for key in {**deed.after, **deed.asides}:
            now = self.items.get(key)
            was = deed.before[key] if key in deed.after else now
            kinds = deed.asides.get(key, {})
            aside = self.aside(*key)
            before = aside._replace(**{kind: units for kind, (units, _) in kinds.items()})
            touched = now != deed.after[key] if key in deed.after else now is None
            touched |= any(getattr(aside, kind) != units for kind, (_, units) in kinds.items())
            too_few = before.total > 0 if was is None else was[0] < before.unsound
            if touched or too_few:
                left.add(key)
            else:
                rows[key], asides[key] = was, before
        return rows, asides, left


def _difference(before: Aside, after: Aside) -> dict[str, tuple[int, int]]:
    return {
        kind: (getattr(before, kind), getattr(after, kind))
        for kind in Aside._fields
        if getattr(before, kind) != getattr(after, kind)
    }
