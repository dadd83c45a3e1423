"""The product page: what lies where, its settings, what is reserved, what happened."""

from __future__ import annotations

from array import array
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

from textual.binding import BindingType

from inventory_tui.domain.bulk import Unassign
from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.filters import quoted
from inventory_tui.domain.history import Deed, Receipt
from inventory_tui.domain.permissions import Permission
from inventory_tui.services.desk.finding import Found, FoundKind
from inventory_tui.services.products.catalog import PartShown, ProductShown
from inventory_tui.services.sourcing import sourcing
from inventory_tui.tui.commands import Command, Hint, bindings
from inventory_tui.tui.dialogs.pick import Option, Picker
from inventory_tui.tui.dialogs.why import ask_why
from inventory_tui.tui.rights import Needed
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.tui.screens.products import product_deeds
from inventory_tui.tui.screens.products.product_drafts import ProductDrafts
from inventory_tui.tui.screens.products.product_history import ask_rules
from inventory_tui.tui.screens.products.product_page import (
    HISTORY,
    INCOMING,
    SETTINGS,
    SOURCES,
    UNITS,
)
from inventory_tui.tui.screens.products.unit_verbs import UnitVerbs
from inventory_tui.tui.stories import story
from inventory_tui.wording import tr

_EDITED = (SOURCES, SETTINGS, UNITS, INCOMING)
"""The tabs in which something can be edited."""

_EXPECTING = {
    "new": Permission.REPLENISHMENT_CREATE,
    "edit": Permission.REPLENISHMENT_UPDATE,
    "delete": Permission.REPLENISHMENT_DELETE,
}
PartDeed = Callable[[Page, ProductShown, PartShown], Awaitable[Receipt | None]]


class ProductScreen(UnitVerbs, ProductDrafts):
    """One product: edited, assigned, transferred, explained."""

    PLACE = 1
    TOPIC = "Product page"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("edit", "delete", "filter", "why", "history")
    ]

    # -- editing --------------------------------------------------------------------------

    @story
    async def action_edit(self) -> None:
        """e: edit the cell, or make a setting the product's own."""
        if self.tab == SETTINGS:
            await self.settings.edit(self)
        elif self.tab == UNITS:
            await self.edit_unit()
        elif self.tab == SOURCES and self.is_composite:
            await self._on_part(product_deeds.edit_part)
        elif self.tab == SOURCES:
            refusal = self.items.edit()
            if refusal is not None:
                self.say(refusal)

    def action_new(self) -> Any:
        """n: on Settings a value for one channel; elsewhere as everywhere."""
        return self._for_channel() if self.tab == SETTINGS else super().action_new()

    @story
    async def _for_channel(self) -> None:
        await self.settings.add_for_channel(self)

    def action_delete(self) -> None:
        """D: a draft back, an own value back to the inherited one."""
        if self.tab == SETTINGS:
            self.settings.inherit(self, tr("inherited"))
        elif self.tab == UNITS:
            self.delete_unit()
        elif (
            self.tab == SOURCES
            and not self.is_composite
            and (refusal := self.items.inherit()) is not None
        ):
            self.say(refusal)

    @story
    async def action_assign(self) -> None:
        """a: rows at more sources, In Stock with nothing there, until F10."""
        if self.shown is None:
            return
        if self.is_composite:
            if await product_deeds.add_part(self, self.shown) is not None:
                self.inventory.data_written()
            return
        have = {row.id for row in self.items.all_rows}
        offered = await self.read(sourcing.offered_sources)
        sources = [one for one in offered if one.id not in have]
        if not sources:
            self.say(tr("It has a row at every source already"))
            return
        options = [
            Option(one.code, one.name, "" if one.enabled else tr("off")) for one in sources
        ]
        codes = await self.ask(
            Picker(tr("Assign {sku} to", sku=self.sku), options, several=True)
        )
        if codes:
            chosen = [one for one in sources if one.code in codes]
            self.items.assign(chosen, self.shown)

    @story
    async def action_unassign(self) -> None:
        """u: unassign sources; of a composite, take the part under the cursor out."""
        if self.is_composite:
            await self._on_part(product_deeds.remove_part)
        else:
            await self._bulk(Unassign)

    async def _on_part(self, deed: PartDeed) -> None:
        row = self.parts.cursor_row
        if self.tab != SOURCES or row is None or self.shown is None:
            self.say(tr("There is no part under the cursor"))
        elif await deed(self, self.shown, row) is not None:
            self.inventory.data_written()

    # -- the product itself ---------------------------------------------------------------

    def product_here(self) -> tuple[int, str] | None:
        """This one."""
        return None if self.shown is None else (self.product_id, self.sku)

    def product_written(self, receipt: Receipt) -> None:
        """A deleted product has no page, which would find nothing to read again."""
        if receipt.deed is Deed.PRODUCT_DELETED:
            self.dismiss()
        super().product_written(receipt)

    # -- other verbs ----------------------------------------------------------------------

    def bulk_ids(self) -> array[int]:
        """This product; of a composite its parts, which are what lies at sources."""
        if self.shown is not None and self.is_composite:
            return array("q", dict.fromkeys(one.part.child_id for one in self.shown.parts))
        return array("q", [self.product_id])

    def edited_ids(self) -> array[int]:
        """This product."""
        return array("q", [self.product_id])

    def label_of(self, command: Command) -> str:
        """What is done to quantities of a composite is done to those of its parts."""
        label = super().label_of(command)
        if self.is_composite and command.id in ("transfer", "adjust"):
            return tr("{label}: the parts of {sku}", label=label, sku=self.sku)
        return label

    def bulk_source(self) -> str:
        """The source under the cursor."""
        row = self.items.cursor_row
        return "" if row is None or self.tab != SOURCES else row.source

    def history_filter(self) -> str:
        """Everything that touched the SKU."""
        return f"sku:{quoted(self.sku)}"

    def subject(self) -> str:
        """What menus name."""
        return self.sku

    @story
    async def action_filter(self) -> None:
        """/: what of the history is shown, by kind, user and date."""
        rules = await ask_rules(self, self.sku, self.history.rules)
        if rules is not None:
            self.history.rules = rules
            await self.load()

    @story
    async def action_why(self) -> None:
        """i: why the stock can promise what it says."""
        try:
            opens = await ask_why(self, self.sku, str(self.context.stock_id))
        except InventoryError as refusal:
            await self.refuse(refusal)
            return
        if opens:
            await self._open_term(opens)

    async def _open_term(self, opens: str) -> None:
        """A term about a source goes to its row; one about an order opens it."""
        row = next((one for one in self.items.all_rows if one.source == opens), None)
        if row is not None:
            self.go_to(SOURCES)
            self.items.move_to_id(row.id)
            return
        hold = next(
            (one for one in self.reservations.loaded().values() if one.order == opens), None
        )
        if hold is not None:
            self.open_found(Found(FoundKind.ORDER, hold.order_id, hold.order))

    @story
    async def action_help(self) -> None:
        """F1: what the setting does; elsewhere the help of the screen."""
        if self.tab == SETTINGS and self.settings.cursor_row is not None:
            await self.settings.explain(self)
            return
        from inventory_tui.tui.dialogs.text import help_on

        await self.ask(help_on(self.TOPIC, self))

    def hints(self) -> tuple[Hint, ...]:
        """They follow the tab."""
        return self.pane.hints

    def needed(self, command: str) -> Needed:
        """Settings and units are the product's, quantities the stock's."""
        if command in ("edit", "new", "delete") and self.tab in (SETTINGS, UNITS):
            return (Permission.PRODUCT_UPDATE,)
        if command in _EXPECTING and self.tab == INCOMING:
            return (_EXPECTING[command],)
        return super().needed(command)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Editing only where something can be edited."""
        if action == "filter" and self.tab != HISTORY:
            return False
        if action in ("edit", "delete") and self.tab not in _EDITED:
            return False
        if action in ("transfer", "adjust") and self.is_composite:
            return self.tab == SOURCES and bool(self.shown and self.shown.parts)
        return super().check_action(action, parameters)
