"""The tab Settings of the product page: own values, inherited ones, and what they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

from inventory_tui.domain.fields import Field
from inventory_tui.domain.options import OVERRIDABLE, Option
from inventory_tui.domain.product import StockRules
from inventory_tui.domain.product_form import INHERIT
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.products import catalog
from inventory_tui.services.products.catalog import ProductShown
from inventory_tui.services.products.channel_settings import ChannelSetting
from inventory_tui.tui.commands import Hint
from inventory_tui.tui.dialogs.listed_values import with_choices
from inventory_tui.tui.effects import effect
from inventory_tui.tui.latest import PRODUCT_DEEDS, who_set
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.tui.screens.products.product_tab import ProductTab
from inventory_tui.tui.screens.setup.option_rows import PRODUCT, OptionRow, rows_of_product
from inventory_tui.tui.screens.setup.options_pane import OptionsPane
from inventory_tui.tui.screens.sourcing.stock_panes import short
from inventory_tui.wording import tr

_RULES = frozenset(field.name for field in fields(StockRules))


class ProductSettings(OptionsPane, ProductTab[OptionRow]):
    """Setting · Value · From · Global, as a draft until its page saves it."""

    def __init__(self, *, id: str) -> None:
        super().__init__(PRODUCT, id=id)
        self._product: ProductShown | None = None

    def show_product(
        self, shown: ProductShown, in_channels: Sequence[ChannelSetting] = ()
    ) -> None:
        """Show a product's settings as they are stored; what is unsaved stays.

        Args:
            in_channels: What it has, or may have, otherwise in every channel.
        """
        self._product = shown
        self.show_options(rows_of_product(shown.settings, in_channels))

    async def field_of(self, page: Page, option: Option) -> Field:
        """A setting as a field: names are picked from what there is."""
        return await with_choices(page, option.field)

    # -- what it does ---------------------------------------------------------------------

    @property
    def label(self) -> str:
        """With whether anything is wished."""
        return tr("Settings •") if self.wished else tr("Settings")

    @property
    def hints(self) -> tuple[Hint, ...]:
        """A value for one channel, where the setting may have one."""
        row = self.cursor_row
        several = row is not None and row.option.key in OVERRIDABLE
        return (
            ("edit", tr("Edit makes it own")),
            ("delete", tr("Back to inherited")),
            *((("new", tr("For a channel")),) if several else ()),
            ("help", tr("What it does")),
            "save",
        )

    def sentences(self) -> tuple[str, str]:
        """What the setting under the cursor is, and what it and all wishes change."""
        row = self.cursor_row
        return ("", "") if row is None else (row.option.help, self._effects(row))

    def _effects(self, row: OptionRow) -> str:
        """What the setting does, and what all wishes change of salable."""
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
                word = "" if changes else tr(" salable")
                changes.append(f"{short(one.stock)}{word} {_shown(before)} → {_shown(after)}")
        return changes

    def _rules(self, *, wished: bool) -> StockRules:
        """The product's rules as they are, or as they would be."""
        values = {
            row.option.key: row.option.parse(row.wished if wished else row.text)
            for row in self.option_rows
            if row.option.key in _RULES and not row.channel
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
            row.option.key: "" if row.wish is None or row.wish.text is None else row.wish.text
            for row in self.wished
            if not row.channel
        }
        in_channels: dict[str, dict[str, str]] = {}
        for row in self.wished:
            if row.channel and row.wish is not None:
                text = INHERIT if row.wish.text is None else row.wish.text
                in_channels.setdefault(row.channel, {})[row.option.key] = text
        if not typed and not in_channels:
            return True
        receipt = await page.deed(
            catalog.edit,
            product.sku,
            typed,
            in_channels=in_channels,
            seen_version=product.version,
        )
        if receipt is None:
            return False
        self.forget()
        return True


def _shown(quantity: Quantity | None) -> str:
    return tr("any") if quantity is None else quantity.grouped()
