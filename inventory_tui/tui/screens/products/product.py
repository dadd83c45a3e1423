"""The product page: what lies where, its settings, what is reserved, what happened."""

from __future__ import annotations

from array import array
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

from textual import on
from textual.binding import BindingType

from inventory_tui.domain.bulk import Unassign
from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.filters import quoted
from inventory_tui.domain.history import Deed, Receipt
from inventory_tui.services.desk.finding import Found, FoundKind
from inventory_tui.services.products.catalog import PartShown, ProductShown
from inventory_tui.services.quantities import explaining
from inventory_tui.services.sourcing import sourcing
from inventory_tui.tui.commands import Command, Hint, bindings
from inventory_tui.tui.dialogs.pick import Option, Picker
from inventory_tui.tui.dialogs.why import WhyDialog, terms_of
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.tui.screens.products import product_deeds
from inventory_tui.tui.screens.products.product_page import (
    RESERVATIONS,
    SETTINGS,
    SOURCES,
    ProductPage,
)
from inventory_tui.tui.screens.setup.options_pane import OptionsPane
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.query_grid import QueryGrid

PartDeed = Callable[[Page, ProductShown, PartShown], Awaitable[Receipt | None]]


class ProductScreen(ProductPage):
    """One product: edited, assigned, transferred, explained."""

    PLACE = 1
    TOPIC = "Product page"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("edit", "delete", "why", "history")]

    async def opened(self) -> None:
        """Take up what was unsaved."""
        kept = self.inventory.drafts.get(self._draft_name())
        if isinstance(kept, dict):
            await self._take_up(kept)

    # -- editing --------------------------------------------------------------------------

    @story
    async def action_edit(self) -> None:
        """e: edit the cell, or make a setting the product's own."""
        if self.tab == SETTINGS:
            await self.settings.edit(self)
        elif self.tab == SOURCES and self.is_composite:
            await self._on_part(product_deeds.edit_part)
        elif self.tab == SOURCES:
            refusal = self.items.edit()
            if refusal is not None:
                self.say(refusal)

    def action_delete(self) -> None:
        """D: a draft back, an own value back to the inherited one."""
        if self.tab == SETTINGS:
            self.settings.inherit(self, "inherited")
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
        sources = [one for one in await self.read(sourcing.list_sources) if one.id not in have]
        if not sources:
            self.say("It has a row at every source already")
            return
        options = [Option(one.code, one.name, "" if one.enabled else "off") for one in sources]
        codes = await self.ask(Picker(f"Assign {self.sku} to", options, several=True))
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
            self.say("There is no part under the cursor")
        elif await deed(self, self.shown, row) is not None:
            self.inventory.data_written()

    @on(QueryGrid.DraftsChanged, "#items")
    @on(OptionsPane.Wished)
    def _changed(self) -> None:
        self.items.touched()
        kept = {"items": self.items.kept(), "settings": self.settings.kept()}
        drafts = kept if any(kept.values()) else None
        self.inventory.drafts.keep(self._draft_name(), drafts)
        self.draw()
        count = len(self.unsaved())
        self.say(f"{count} unsaved · {self.key_of_save()} saves" if count else "As it is saved")

    def _draft_name(self) -> str:
        return f"product {self.product_id}"

    def unsaved(self) -> list[str]:
        """A line for each thing."""
        rows = [f"{self.sku} at {line}" for line in self.items.lines()]
        return [*rows, *(f"{self.sku}: {row.line()}" for row in self.settings.wished)]

    def discard_unsaved(self) -> None:
        """Throw it away; ``z`` brings it back."""
        self.inventory.drafts.discard(self._draft_name())
        self.items.forget()
        self.settings.forget()
        self.draw()

    def bring_back_draft(self) -> bool:
        """z: what was thrown away last."""
        kept = self.inventory.drafts.discarded.pop(self._draft_name(), None)
        if not isinstance(kept, dict):
            return False
        self._bring_back(kept)
        return True

    @story
    async def _bring_back(self, kept: dict[str, Any]) -> None:
        await self._take_up(kept)

    async def _take_up(self, kept: dict[str, Any]) -> None:
        items = kept.get("items")
        if isinstance(items, dict) and items:
            self.items.take_up(items, await self.read(sourcing.list_sources))
        self.settings.take_up(kept.get("settings"))
        self._changed()

    @story
    async def action_reload(self) -> None:
        """F5: as it is saved."""
        self.discard_unsaved()
        await self.load()
        self.items.seen()

    @story
    async def action_save(self) -> None:
        """F10: save the rows as one deed, then the settings as another."""
        if not self.items.end_edit():
            return
        if not self.items.is_changed and not self.settings.wished:
            self.say("Nothing unsaved; e edits")
            return
        await self.save_unsaved()

    async def save_unsaved(self) -> bool:
        """Save; False when anything was refused or left open."""
        if not self.items.end_edit():
            return False
        saved = not self.items.is_changed or await self.items.save(self)
        if saved and self.settings.wished:
            saved = await self.load() and await self.settings.save(self)
        kept = {"items": self.items.kept(), "settings": self.settings.kept()}
        drafts = kept if any(kept.values()) else None
        self.inventory.drafts.keep(self._draft_name(), drafts)
        await self.load()
        self.inventory.data_written()
        return saved

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
            return f"{label}: the parts of {self.sku}"
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
    async def action_why(self) -> None:
        """i: why the stock can promise what it says."""
        try:
            why = await self.read(explaining.explain, self.sku, str(self.context.stock_id))
        except InventoryError as refusal:
            await self.refuse(refusal)
            return
        title, terms, result = terms_of(why)
        opens = await self.ask(WhyDialog(title, terms, result))
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
        if self.tab == SETTINGS:
            return (
                ("edit", "Edit makes it own"),
                ("delete", "Back to inherited"),
                ("help", "What it does"),
                "save",
            )
        if self.tab == SOURCES and self.is_composite:
            return (
                ("open", "Open"),
                "edit",
                ("assign", "Add a part"),
                ("unassign", "Take out"),
                "why",
                "actions",
            )
        if self.tab == SOURCES:
            return ("edit", "assign", "unassign", "transfer", "why", "save")
        if self.tab == RESERVATIONS:
            return (("focus.next", "Next tab"), "why", "back")
        return (("focus.next", "Next tab"), "history", "back")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Editing only where something can be edited."""
        if action in ("edit", "delete") and self.tab not in (SOURCES, SETTINGS):
            return False
        if action in ("transfer", "adjust") and self.is_composite:
            return self.tab == SOURCES and bool(self.shown and self.shown.parts)
        return super().check_action(action, parameters)
