"""The draft of a mapping: kept over a hang-up, saved stock by stock, settled with others'."""

from __future__ import annotations

from typing import Any

from inventory_tui.domain.history import Receipt
from inventory_tui.services.sourcing import mapping
from inventory_tui.tui.dialogs.changed import ChangedDialog, Conflict
from inventory_tui.tui.latest import STOCK_DEEDS, who_set
from inventory_tui.tui.screens.sourcing.mapping import MappingPage
from inventory_tui.tui.stories import story
from inventory_tui.wording import tr

DRAFT = "mapping"


class MappingDrafts(MappingPage):
    """Keeps what is wished of the stocks until it is saved or thrown away."""

    def opened(self) -> None:
        """Take up the draft that was kept."""
        kept = self.inventory.drafts.get(DRAFT)
        if isinstance(kept, dict):
            self._take_up(kept)

    def changed(self) -> None:
        """Show what is wished now, and keep it over a hang-up."""
        self.inventory.drafts.keep(DRAFT, self.draft.kept())
        self.show()
        self.say_unsaved(len(self.draft))

    def unsaved(self) -> list[str]:
        """A line each."""
        return self.draft.lines()

    def discard_unsaved(self) -> None:
        """Throw it away; ``z`` brings it back while the program runs."""
        self.inventory.drafts.discard(DRAFT)
        self.draft.forget()
        self.show()

    def bring_back_draft(self) -> bool:
        """z: the draft that was thrown away last."""
        kept = self.inventory.drafts.discarded.pop(DRAFT, None)
        return isinstance(kept, dict) and self._take_up(kept)

    def _take_up(self, kept: dict[str, Any]) -> bool:
        dropped = self.draft.take_up(kept)
        if not len(self.draft):
            return False
        self.changed()
        for sentence in dropped:
            self.say(sentence)
        return True

    def action_reload(self) -> object:
        """F5: back to what is saved."""
        self.discard_unsaved()
        return super().action_reload()

    # -- saving ---------------------------------------------------------------------------

    @story
    async def action_save(self) -> None:
        """F10: save every stock that is changed, each as one deed."""
        if not self.panes.sources.end_edit():
            return
        if not len(self.draft):
            self.say(tr("Nothing unsaved; Space assigns, K and J order"))
            return
        await self.save_unsaved()

    async def save_unsaved(self) -> bool:
        """Save; False when that was refused."""
        stock = self.stock
        if stock is not None and self.draft.set_changed(stock.id) and self.preview.counting:
            self.say(tr("counting… {key} again", key=self.key_of_save()))
            return False
        done: list[Receipt] = []
        while await self.load() and await self._settle():
            change = next(iter(self.draft.changes()), None)
            if change is None:
                break
            receipt = await self.deed(
                mapping.map_stock,
                str(change.stock.id),
                sources=change.sources,
                channels=change.channels,
                seen_version=change.stock.version,
            )
            if receipt is None:
                break
            done.append(receipt)
            if receipt.operation is None:
                self.draft.forget(change.stock.id)
        if len(done) > 1:
            self.say(tr("{count} stocks saved · z undoes the last", count=len(done)))
        if done:
            self.inventory.data_written()
        self.inventory.drafts.keep(DRAFT, self.draft.kept())
        self.show()
        return not len(self.draft)

    async def _settle(self) -> bool:
        """Ask about stocks whose sources someone else changed; False when left open."""
        for clash in self.draft.clashes():
            who = await self.read(who_set, STOCK_DEEDS)
            answer = await self.ask(
                ChangedDialog(
                    Conflict(
                        clash.stock.name,
                        tr("Sources"),
                        ", ".join(clash.was) or "–",
                        ", ".join(clash.mine) or "–",
                        ", ".join(clash.theirs) or "–",
                        who,
                        mine_is=tr("yours"),
                        theirs_is=tr("theirs"),
                    )
                )
            )
            if answer is None:
                return False
            self.draft.settle(clash.stock.id, mine=answer == "mine")
        return True
