"""One product at shared sources: what was promised, and what would be promised elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from inventory_tui.domain.sharing import Network, Pools, promise_of


@dataclass(slots=True)
class Shared:
    """One product: what its stocks have promised, and what is kept of it."""

    product_id: int
    threshold: int
    """The effective one."""
    held: dict[int, int] = field(default_factory=dict)
    """What the reservations of each stock come to, with the sign turned."""
    kept: dict[int, int] = field(default_factory=dict)
    """``promised_elsewhere`` by stock, where it is not 0."""
    managed: bool = True

    @property
    def binds(self) -> bool:
        """Whether any stock has promised any of it."""
        return self.managed and (self.threshold > 0 or any(self._promises().values()))

    def pools(self, network: Network, on_hand: Mapping[int, int]) -> Pools:
        """Put its promises to its sources."""
        return Pools(network, on_hand, self._promises(network.linked))

    def _promises(self, stocks: Iterable[int] = ()) -> dict[int, int]:
        held = self.held
        if self.threshold > 0:  # kept back also where nothing is reserved yet
            held = {**dict.fromkeys(stocks, 0), **held}
        return {stock: promise_of(units, self.threshold) for stock, units in held.items()}


@dataclass(slots=True)
class WhatIf:
    """The figures as they would be, of the products that have or would have one."""

    units: dict[tuple[int, int], int] = field(default_factory=dict)
    """(Stock, product) → what would be promised elsewhere, where it is not 0."""
    change: dict[int, int] = field(default_factory=dict)
    """Stock → by how much more than what is kept, over all products."""

    def add(self, one: Shared, units: Mapping[int, int]) -> None:
        """Count one product."""
        if not one.managed:
            units = {}
        for stock, there in units.items():
            self.units[stock, one.product_id] = there
        for stock in units.keys() | one.kept.keys():
            more = units.get(stock, 0) - one.kept.get(stock, 0)
            self.change[stock] = self.change.get(stock, 0) + more

    def sum(self, stock_id: int) -> int:
        """What would be promised elsewhere of one stock's sources, over all products."""
        return sum(there for (stock, _), there in self.units.items() if stock == stock_id)
