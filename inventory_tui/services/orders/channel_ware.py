"""A product that orders of one channel ask by other rules than its stock keeps.

The stock's promise stays one: what any channel takes lessens it for all.  Back orders of the
channel decide how far into it, or beyond it, its orders may go.

Source: warehouse 1.3, *Product inventory configuration*.
"""

from __future__ import annotations

from inventory_tui.domain.order_checks import Failure
from inventory_tui.domain.product import Backorders, StockRules
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.stock import Coverage
from inventory_tui.services.orders.ware import Ware


class ChannelWare(Ware):
    """The same ware by other rules."""

    __slots__ = ("_apart", "_ware")

    def __init__(self, ware: Ware, rules: StockRules) -> None:
        self._ware = ware
        self._apart = (
            ware.rules.effective_threshold.parts - rules.effective_threshold.parts
            if rules.manage_stock and ware._coverage is Coverage.IN_STOCK
            else 0
        )
        self.product = ware.product
        self.rules = rules
        self.composition = ware.composition
        self.stock = ware.stock
        self.unfit = ware.unfit
        self.status = ware.status
        self._coverage = ware._coverage
        self._passes = set()
        self._had = 0
        self.may_wait = rules.manage_stock and rules.backorders is not Backorders.NO

    @property
    def salable(self) -> Quantity | None:  # type: ignore[override]
        """What the channel may still promise of what the stock has."""
        of_stock = self._ware.salable
        return None if of_stock is None else Quantity(of_stock.parts + self._apart)

    def stock_refusal(self, parts: int) -> Failure | None:
        """Why the stock cannot promise ``parts`` of it, or None."""
        self._had = 0  # what was let through before may be another channel's now
        return super().stock_refusal(parts)

    def take(self, parts: int) -> None:
        """Promise so much of it, for every channel."""
        self._ware.take(parts)
