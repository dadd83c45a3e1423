"""Products at sources that several stocks take from, while orders are placed (C17).

What one stock promises lessens at once what the others can still promise, also within a
batch that is not written yet.
"""

from __future__ import annotations

from inventory_tui.domain.order_checks import Failure
from inventory_tui.domain.product import Product, StockRules
from inventory_tui.domain.product_status import ProductStatus
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.sharing import Pools, promise_of
from inventory_tui.domain.stock import Stock, StockLevel
from inventory_tui.services.orders.ware import Ware


class Fellows:
    """The stocks that share one product."""

    __slots__ = ("changes", "pools")

    def __init__(self, pools: Pools) -> None:
        self.pools = pools
        self.changes = 0
        """How often any of them promised more."""


class SharedWare(Ware):
    """A product in one of these stocks."""

    __slots__ = (
        "_elsewhere",
        "_fellows",
        "_held",
        "_seen",
        "_stock_id",
        "_threshold",
        "_whole",
    )

    def __init__(
        self,
        product: Product,
        rules: StockRules,
        stock: Stock,
        level: StockLevel,
        passes: set[int],
        fellows: Fellows,
        status: ProductStatus = ProductStatus.APPROVED,
    ) -> None:
        self._fellows = fellows
        self._stock_id = stock.id
        self._held, self._threshold = -level.reserved.parts, level.threshold.parts
        self._elsewhere, self._seen = 0, -1
        super().__init__(product, rules, stock, level, passes, status=status)
        self._whole = (level.for_sale + level.reserved - level.threshold).parts

    @property
    def salable(self) -> Quantity | None:
        """What is left of it beside what the other stocks have promised."""
        if self._seen != self._fellows.changes:
            self._seen, self._had = self._fellows.changes, 0
            self._elsewhere = self._fellows.pools.promised_elsewhere(self._stock_id)
        return Quantity(self._whole - self._elsewhere)

    @salable.setter
    def salable(self, whole: Quantity | None) -> None:
        self._whole = whole.parts if whole else 0

    def stock_refusal(self, parts: int) -> Failure | None:
        """Why the stock cannot promise ``parts`` of it, or None."""
        if self._seen != self._fellows.changes:
            self._had = 0  # what was let through before may be the others' now
        return super().stock_refusal(parts)

    def take(self, parts: int) -> None:
        """Promise so much of it; the others cannot promise what it must have."""
        self._had -= parts
        self._whole -= parts
        self._held += parts
        fellows, current = self._fellows, self._seen == self._fellows.changes
        fellows.pools.promise(self._stock_id, promise_of(self._held, self._threshold))
        fellows.changes += 1
        if current:  # what the others need does not follow from what it promised itself
            self._seen = fellows.changes
