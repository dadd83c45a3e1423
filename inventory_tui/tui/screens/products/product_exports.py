"""``x`` on products: the view as it is shown, or quantities, products, salable behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inventory_tui.domain.product_list import ProductQuery, ProductRow
from inventory_tui.tui.screens.frame.list_page import ListPage
from inventory_tui.tui.stories import story
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.tui.dialogs.export import Wanted
    from inventory_tui.tui.dialogs.pick import Option


class ProductExports(ListPage[ProductRow, ProductQuery]):
    """A list of products that can be written out in more than one way."""

    @story
    async def action_export(self) -> None:
        """``x``: the marked products, else all that match, in the way that is chosen."""
        from inventory_tui.tui.dialogs.export import ExportDialog, wanted
        from inventory_tui.tui.dialogs.pick import Option

        await self.until_complete()

        async def save(typed: dict[str, str]) -> str:
            asked = wanted(typed)
            written = await self._write(asked)
            return tr("{written:,} rows written to {file}", written=written, file=asked.file)

        async def sources() -> list[Option]:
            return [Option(code) for code in self.inventory.filter_values.get("source", ())]

        dialog = ExportDialog(
            tr("Export {what}", what=self.what_to_export()),
            self.view_file(),
            self.inventory.clock().astimezone(),
            save=save,
            lists={"source": sources},
        )
        done = await self.ask(dialog)
        if done:
            self.say(done)

    async def _write(self, asked: Wanted) -> int:
        """Write it, on the side of the screen.

        Raises:
            InventoryError: There is no such row, or the file cannot be written.
        """
        from inventory_tui.services.files import exchange, product_export, salable_export
        from inventory_tui.tui.dialogs import export

        ids = self.exported_ids()
        match asked.what:
            case export.QUANTITIES:
                return await self.collect(
                    exchange.export_quantities,
                    asked.file,
                    source=asked.source,
                    product_ids=ids,
                    columns=asked.columns,
                    form=asked.form,
                )
            case export.PRODUCTS:
                return await self.collect(
                    product_export.export_products,
                    asked.file,
                    product_ids=ids,
                    columns=asked.columns,
                    form=asked.form,
                )
            case export.SALABLE:
                return await self.collect(
                    salable_export.export_salable,
                    asked.file,
                    ids,
                    stock=self.context.stock_id,
                    columns=asked.columns,
                    form=asked.form,
                )
            case _:
                return await self.write_view(asked.file)
