"""What can be done with a product itself, on the grid and on its page: ``n``, and in ``b``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.history import Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.permissions import Permission
from inventory_tui.tui.commands import bindings
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.tui.stories import story
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.services.products.catalog import ProductShown
    from inventory_tui.tui.dialogs.palette import Entry

    Asked = Callable[[Page, ProductShown], Awaitable[Receipt | None]]


class ProductVerbs(Page):
    """A page with one product under the cursor, or as its subject."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("new")]

    def product_here(self) -> tuple[int, str] | None:
        """(id, SKU) of the product the verbs act on."""
        return None

    def more_actions(self) -> list[Entry]:
        """The deeds on the product itself, for ``b`` and the palette."""
        from inventory_tui.tui.dialogs.palette import Entry
        from inventory_tui.tui.screens.products import product_deeds

        here = self.product_here()
        if here is None:
            return []
        id, sku = here[0], visible(here[1])

        def entry(label: str, asks: Asked, words: str, needs: Permission) -> Entry:
            return Entry(label, "", lambda: self._run_on(id, asks), words, needs=(needs,))

        change = Permission.PRODUCT_UPDATE
        copy, remove = Permission.PRODUCT_CREATE, Permission.PRODUCT_DELETE

        return [
            entry(
                tr("Edit fields of {sku}", sku=sku),
                product_deeds.edit_product,
                "edit|name|price",
                change,
            ),
            entry(tr("Rename {sku}", sku=sku), _rename, "rename|sku", change),
            entry(
                tr("Change type of {sku}", sku=sku), product_deeds.change_type, "type", change
            ),
            entry(
                tr("State of units of {sku}", sku=sku),
                _state,
                "state|damaged|quality check",
                Permission.STOCK_ADJUST,
            ),
            entry(tr("Duplicate {sku}", sku=sku), _duplicate, "duplicate|copy", copy),
            entry(
                tr("Delete {sku}", sku=sku),
                product_deeds.delete_product,
                "delete|remove",
                remove,
            ),
        ]

    @story
    async def action_new(self) -> None:
        """n: add a product."""
        from inventory_tui.tui.screens.products import product_deeds

        receipt = await product_deeds.add_product(self)
        if receipt is not None:
            self.product_written(receipt)

    @story
    async def _run_on(self, id: int, asks: Asked) -> None:
        await self.on_product(id, asks)

    async def on_product(self, id: int, asks: Asked) -> None:
        """Do a deed that asks about a product as it is now."""
        from inventory_tui.services.products import catalog

        try:
            shown = await self.read(catalog.show, id)
        except InventoryError as refusal:
            await self.refuse(refusal)
            return
        receipt = await asks(self, shown)
        if receipt is not None:
            self.product_written(receipt)

    def product_written(self, receipt: Receipt) -> None:
        """A deed was done."""
        self.inventory.data_written()


async def _rename(page: Page, shown: ProductShown) -> Receipt | None:
    from inventory_tui.tui.screens.products import product_deeds

    return await product_deeds.rename_product(page, shown.product.sku)


async def _state(page: Page, shown: ProductShown) -> Receipt | None:
    from inventory_tui.tui.screens.products import unit_states

    return await unit_states.change_state(page, shown)


async def _duplicate(page: Page, shown: ProductShown) -> Receipt | None:
    from inventory_tui.tui.screens.products import product_deeds

    return await product_deeds.duplicate_product(page, shown.product.sku)
