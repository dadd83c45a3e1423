"""One product in one stock, while orders are placed one after another.

Source: spec 2.1, *Can this quantity be ordered?*
"""

from __future__ import annotations

from dataclasses import replace

from inventory_tui.domain.composite import NOTHING, WORDS, Composition, Offer, named
from inventory_tui.domain.errors import Kind
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order_checks import (
    Failure,
    backordered,
    check_amount,
    check_stock,
    every_failure,
)
from inventory_tui.domain.product import Backorders, Product, StockRules
from inventory_tui.domain.product_status import ProductStatus, Unfit, not_for_sale
from inventory_tui.domain.quantity import LARGEST, ZERO, Quantity
from inventory_tui.domain.stock import Coverage, Stock, StockLevel, is_salable
from inventory_tui.wording import tr


class Ware:
    """One product in one stock while orders are placed one after another."""

    __slots__ = (
        "_coverage",
        "_had",
        "_passes",
        "composition",
        "may_wait",
        "product",
        "rules",
        "salable",
        "status",
        "stock",
        "unfit",
    )

    def __init__(
        self,
        product: Product,
        rules: StockRules,
        stock: Stock,
        level: StockLevel | None,
        passes: set[int],
        composition: Composition = NOTHING,
        status: ProductStatus = ProductStatus.APPROVED,
    ) -> None:
        self.product = product
        self.status = status
        self.rules = rules
        self.composition = composition
        """Of a composite, what it is made of."""
        self.salable = level.salable if level else ZERO
        self.stock = visible(stock.name)
        """As sentences call it."""
        self._coverage = level.coverage if level else Coverage.NONE
        if stock.is_default and not rules.manage_stock:
            # it takes any product nobody counts, at a source or not
            self._coverage = max(self._coverage, Coverage.ASSIGNED)
        self._passes = passes
        """Amounts that are known to keep tests 1 to 4; shared by all of the same rules."""
        self._had = 0
        """An amount `check_stock` is known to let through: then so is any smaller one."""
        self.unfit: Unfit | None = None
        """Why it cannot be ordered although it is published, where it cannot."""
        self.may_wait = rules.manage_stock and rules.backorders is not Backorders.NO

    @property
    def closed(self) -> Failure | None:
        """Why nothing of it is sold whatever is there, or None."""
        product, status = self.product, self.status
        if product.enabled and status is ProductStatus.APPROVED:
            if self.unfit is not None:
                return self.unfit.kind, f"{visible(product.sku)}: {self.unfit.why}"
            return None
        return not_for_sale(visible(product.sku), enabled=product.enabled, status=status)

    def stock_refusal(self, parts: int) -> Failure | None:
        """Why the stock cannot promise ``parts`` of it, or None."""
        if parts <= self._had:
            return None
        sku, amount = visible(self.product.sku), Quantity(parts)
        failure = check_stock(sku, self.stock, amount, self.salable, self.rules, self._coverage)
        if failure is None:
            self._had = max(parts, self.salable.parts if self.salable else 0)
        return failure

    def refusal(self, parts: int, least: Quantity | None = None) -> Failure | None:
        """Why ``parts`` of it cannot be ordered, or None.

        Args:
            least: The fewest that may be ordered, where that is not what its rules say.
        """
        if least is None and parts in self._passes:
            return self.stock_refusal(parts)
        if not self.product.type.has_source_items:
            return self._as_parent()
        if failure := self.amount_refusal(parts, least):
            return failure
        if least is None:
            self._passes.add(parts)
        return self.stock_refusal(parts)

    def amount_refusal(self, parts: int, least: Quantity | None = None) -> Failure | None:
        """Why ``parts`` of it are not for sale whatever is there, or None."""
        sku = visible(self.product.sku)
        if closed := self.closed:
            return closed
        if parts > LARGEST:
            return Kind.MAX_SALE_QTY, tr(
                "{sku}: enter at most {most}.", sku=sku, most=Quantity(LARGEST)
            )
        return check_amount(
            sku, Quantity(parts), self._rules(least), self.salable if self._tracked else None
        )

    def every_refusal(self, parts: int, least: Quantity | None = None) -> list[Failure]:
        """Every test that ``parts`` of it fail, in their order."""
        if not self.product.type.has_source_items:
            return [self._as_parent()]
        first = self.amount_refusal(parts, least)
        if first is not None and (self.closed or parts > LARGEST):
            return [first]
        sku = visible(self.product.sku)
        return every_failure(
            sku, self.stock, Quantity(parts), self.salable, self._rules(least), self._coverage
        )

    @property
    def _tracked(self) -> bool:
        return self.product.type.has_source_items and self.rules.manage_stock

    def _rules(self, least: Quantity | None) -> StockRules:
        return self.rules if least is None else replace(self.rules, min_cart_qty=least)

    def _as_parent(self) -> Failure:
        """A composite is ordered by what it consists of."""
        kind, sku = self.product.type, visible(self.product.sku)
        one, several = WORDS[kind]
        if not len(self.composition):
            what = tr(
                "it has no {several} yet, so nothing of it can be ordered.", several=several
            )
        else:
            parts = named(visible(part.sku) for part in self.composition.every_part)
            what = tr("order the SKU of a {one}: {parts}.", one=one, parts=parts)
        return Kind.PRODUCT_IS_PARENT, tr(
            "{sku}: a {type} product is not ordered itself; {what}",
            sku=sku,
            type=kind,
            what=what,
        )

    def offer(self) -> Offer:
        """What the stock can do of it now."""
        return Offer(
            self.closed is None,
            is_salable(self.salable, self.rules, self._coverage),
            self.salable if self.rules.manage_stock else None,
            self.rules.infinite_backorders,
        )

    def backordered(self, parts: int) -> Quantity:
        """How much of ``parts`` would wait for goods that are not there yet."""
        return backordered(Quantity(parts), self.salable or ZERO, self.rules)

    def take(self, parts: int) -> None:
        """Promise so much of it."""
        self._had -= parts
        if self.salable is not None:
            self.salable = Quantity(self.salable.parts - parts)
