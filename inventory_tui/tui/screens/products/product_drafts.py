"""What is unsaved on the product page: kept, saved, thrown away and brought back."""

from __future__ import annotations

from typing import Any

from textual import on

from inventory_tui.services.sourcing import sourcing
from inventory_tui.tui.screens.products.product_page import ProductPage
from inventory_tui.tui.screens.setup.options_pane import OptionsPane
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.wording import tr


class ProductDrafts(ProductPage):
    """Rows at sources and settings are drafts until F10."""

    async def opened(self) -> None:
        """Take up what was unsaved."""
        kept = self.inventory.drafts.get(self._draft_name())
        if isinstance(kept, dict):
            await self._take_up(kept)

    @on(QueryGrid.DraftsChanged, "#items")
    @on(OptionsPane.Wished)
    def _changed(self) -> None:
        self.items.touched()
        self._keep()
        self.draw()
        self.say_unsaved(len(self.unsaved()))

    def _keep(self) -> None:
        kept = {"items": self.items.kept(), "settings": self.settings.kept()}
        drafts = kept if any(kept.values()) else None
        self.inventory.drafts.keep(self._draft_name(), drafts)

    def _draft_name(self) -> str:
        return f"product {self.product_id}"

    def unsaved(self) -> list[str]:
        """A line for each thing."""
        rows = [
            tr("{sku} at {source}", sku=self.sku, source=line) for line in self.items.lines()
        ]
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
            self.say(tr("Nothing unsaved; e edits"))
            return
        await self.save_unsaved()

    async def save_unsaved(self) -> bool:
        """Save; False when anything was refused or left open."""
        if not self.items.end_edit():
            return False
        saved = not self.items.is_changed or await self.items.save(self)
        if saved and self.settings.wished:
            saved = await self.load() and await self.settings.save(self)
        self._keep()
        await self.load()
        self.inventory.data_written()
        return saved
