"""The tab Settings of the product page: own values, inherited ones, and what they do."""

from __future__ import annotations

from dataclasses import replace

from inventory_tui.domain.product import StockRules
from inventory_tui.domain.product_form import INHERIT
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.products import catalog
from inventory_tui.services.products.catalog import ProductShown
from inventory_tui.tui.effects import effect
from inventory_tui.tui.latest import PRODUCT_DEEDS, who_set
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.tui.screens.setup.option_rows import PRODUCT, OptionRow, rows_of_product
from inventory_tui.tui.screens.setup.options_pane import OptionsPane
from inventory_tui.tui.screens.sourcing.stock_panes import short


class ProductSettings(OptionsPane):
    """Setting · Value · From · Global, as a draft until its page saves it."""

    def __init__(self, *, id: str) -> None:
        super().__init__(PRODUCT, id=id)
        self._product: ProductShown | None = None

    def show_product(self, shown: ProductShown) -> None:
        """Show a product's settings as they are stored; what is unsaved stays."""
        self._product = shown
        self.show_options(rows_of_product(shown.settings))

    # -- what it does ---------------------------------------------------------------------

    def sentence(self) -> str:
        """What the setting under the cursor does, and what all wishes change of salable."""
        row = self.cursor_row
        if row is None:
            return ""
        changes = ", ".join(self._changes())
        words = row.idle or effect(row.option, row.wished)
        if not changes:
            return words
        if row.wish is not None and row.option.affects_salable and not row.idle:
            return f"{words}: {changes}"
        return " · ".join(part for part in (changes, words) if part)

    def _changes(self) -> list[str]:
        """``EU salable 97 → 92`` for each stock whose promise changes."""
        if self._product is None or not any(row.option.affects_salable for row in self.wished):
            return []
        changes: list[str] = []
        now, then = (
            self._product.salable_under(self._rules(wished=wished)) for wished in (False, True)
        )
        for one in self._product.stocks:
            before, after = (salable[one.level.stock_id] for salable in (now, then))
            if before != after:
                word = "" if changes else " salable"
                changes.append(f"{short(one.stock)}{word} {_shown(before)} → {_shown(after)}")
        return changes

    def _rules(self, *, wished: bool) -> StockRules:
        """The product's rules as they are, or as they would be."""
        values = {
            row.option.key: row.option.parse(row.wished if wished else row.text)
            for row in self.option_rows
        }
        return replace(StockRules(), **values)

    # -- saving ---------------------------------------------------------------------------

    async def save(self, page: Page) -> bool:
        """Save all that is wished as one deed; False when it was refused or left open."""
        if self._product is None:
            return False
        product = self._product.product

        async def who(row: OptionRow) -> str:
            return await page.read(who_set, PRODUCT_DEEDS, f'sku:"{product.sku}"')

        if not await self.settle(page, who):
            return False
        typed = {
            row.option.key: INHERIT
            if row.wish is None or row.wish.text is None
            else row.wish.text
            for row in self.wished
        }
        if not typed:
            return True
        receipt = await page.deed(
            catalog.edit, product.sku, typed, seen_version=product.version
        )
        if receipt is None:
            return False
        self.forget()
        return True


def _shown(quantity: Quantity | None) -> str:
    return "any" if quantity is None else quantity.grouped()
