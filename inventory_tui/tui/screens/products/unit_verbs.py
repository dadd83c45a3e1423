"""What can be done with the units of a product on its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inventory_tui.domain.history import Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.permissions import Permission
from inventory_tui.tui.commands import Command
from inventory_tui.tui.screens.products.product_page import SOURCES, UNITS, ProductPage
from inventory_tui.tui.stories import story
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.tui.dialogs.palette import Entry


class UnitVerbs(ProductPage):
    """The tab Units: ``n`` adds, ``e`` edits, ``D`` deletes; ``b`` converts."""

    def more_actions(self) -> list[Entry]:
        """The deeds on units beside those on the product itself."""
        from inventory_tui.tui.dialogs.palette import Entry

        entries = super().more_actions()
        if self.shown is None or self.is_composite:
            return entries
        sku = visible(self.units.sku)
        if self.units.counted:
            words, needs = "convert|break|case|unit", (Permission.STOCK_ADJUST,)
            label = tr("Convert units of {sku}", sku=sku)
            entries.insert(0, Entry(label, "", lambda: self.convert(), words, needs=needs))
        words, needs = "unit|measure|box|piece", (Permission.PRODUCT_UPDATE,)
        label = tr("Add a unit to {sku}", sku=sku)
        entries.append(Entry(label, "", lambda: self.add_unit(), words, needs=needs))
        return entries

    def label_of(self, command: Command) -> str:
        """``n`` adds a unit here."""
        if command.id == "new" and self.tab == UNITS:
            return tr("Add a unit to {sku}", sku=visible(self.units.sku))
        return super().label_of(command)

    @story
    async def action_new(self) -> None:
        """n: another unit in the tab Units, elsewhere another product."""
        from inventory_tui.tui.screens.products import product_deeds, unit_deeds

        if self.tab != UNITS or self.shown is None:
            receipt = await product_deeds.add_product(self)
        else:
            receipt = await unit_deeds.add_unit(self, self.shown)
        await self._counted_anew(receipt)

    @story
    async def add_unit(self) -> None:
        """Count the product in a unit, or in one more, and show the tab."""
        from inventory_tui.tui.screens.products import unit_deeds

        if self.shown is None:
            return
        receipt = await unit_deeds.add_unit(self, self.shown)
        await self._counted_anew(receipt)
        if receipt is not None:
            self.go_to(UNITS)

    async def edit_unit(self) -> None:
        """Edit the unit under the cursor."""
        from inventory_tui.tui.screens.products import unit_deeds

        if (row := self.units.cursor_row) is not None:
            await self._counted_anew(await unit_deeds.edit_unit(self, self.units.sku, row))

    @story
    async def delete_unit(self) -> None:
        """Delete the unit under the cursor."""
        from inventory_tui.tui.screens.products import unit_deeds

        row, sku = self.units.cursor_row, self.units.sku
        if row is None:
            return
        others = len(self.units.counted) - 1
        gone = await unit_deeds.delete_unit(self, sku, row, others)
        if gone is not None and others and row.unit.product_id == self.product_id:
            self.inventory.data_written()
            self.dismiss()
            return
        await self._counted_anew(gone)

    @story
    async def convert(self) -> None:
        """Make some of one unit into another: a case broken into bottles."""
        from inventory_tui.tui.dialogs.convert import convert_units

        here = self.items.cursor_row if self.tab == SOURCES else None
        chosen = self.units.cursor_row if self.tab == UNITS else None
        if chosen is None:
            chosen = next(
                (one for one in self.units.counted if one.unit.product_id == self.product_id),
                None,
            )
        source = here.source if here is not None else self.context.source
        receipt = await convert_units(self, self.units.sku, self.units.counted, chosen, source)
        await self._counted_anew(receipt)

    async def _counted_anew(self, receipt: Receipt | None) -> None:
        if receipt is not None:
            await self.load()
            self.product_written(receipt)
