"""The verbs on many products: assign, unassign, transfer, set, adjust, the last one again."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.history import Receipt
from inventory_tui.domain.permissions import Permission
from inventory_tui.tui.commands import Command, bindings
from inventory_tui.tui.rights import whom_to_ask
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.tui.stories import story
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.domain.bulk import Request
    from inventory_tui.tui.dialogs.bulk_parameters import Parameters
    from inventory_tui.tui.dialogs.dry_run import Scope
    from inventory_tui.tui.dialogs.pick import Option


class BulkVerbs(Page):
    """A page whose products the bulk deeds can act on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("assign", "unassign", "transfer", "adjust", "enable", "again")
    ]

    def bulk_ids(self) -> array[int]:
        """The products the verbs act on: on a thread, so no widget may be changed."""
        return array("q")

    def edited_ids(self) -> array[int]:
        """The products whose status, settings and attributes are changed."""
        return self.bulk_ids()

    def bulk_source(self) -> str:
        """The source under the cursor, for the first box; empty: none."""
        return ""

    def label_of(self, command: Command) -> str:
        """``E`` is for more than the status here."""
        return tr("Status, settings") if command.id == "enable" else super().label_of(command)

    @story
    async def action_assign(self) -> None:
        """``a``: assign sources."""
        from inventory_tui.domain.bulk import Assign

        await self._bulk(Assign)

    @story
    async def action_unassign(self) -> None:
        """``u``: unassign sources."""
        from inventory_tui.domain.bulk import Unassign

        await self._bulk(Unassign)

    @story
    async def action_transfer(self) -> None:
        """``t``: transfer from one source to another."""
        from inventory_tui.domain.bulk import Transfer

        await self._bulk(Transfer)

    @story
    async def action_adjust(self) -> None:
        """``+``: set or adjust the quantities of many."""
        from inventory_tui.domain.bulk import SetMany

        await self._bulk(SetMany)

    @story
    async def action_enable(self) -> None:
        """``E``: change status, settings and attributes of many."""
        from inventory_tui.tui.dialogs.change import ChangeDialog

        try:
            ids = await self.read(lambda _: self.edited_ids())
        except InventoryError as refusal:
            await self.refuse(refusal)
            return
        if not len(ids):
            self.say(tr("There is no product to act on"))
            return
        receipt = await self.ask(ChangeDialog(_scope(ids), {}))
        self._done(receipt)

    @story
    async def action_again(self) -> None:
        """``.``: the last deed again: its dialog, filled."""
        last = self.inventory.last_bulk
        if last is None:
            self.say(tr("Nothing was done to many yet; a u t + do"))
        else:
            await self._bulk(type(last), again=last)

    async def _bulk(self, deed: type[Request], *, again: Request | None = None) -> None:
        """Open the dialog of a deed on what is marked or under the cursor."""
        from inventory_tui.domain.bulk import Transfer, Unassign
        from inventory_tui.services.quantities import item_lists, reasons, setting_aside
        from inventory_tui.services.sourcing import sourcing
        from inventory_tui.tui.dialogs.bulk import BulkDialog
        from inventory_tui.tui.dialogs.bulk_parameters import TransferParameters
        from inventory_tui.tui.dialogs.pick import Option

        try:
            ids = await self.read(lambda _: self.bulk_ids())
            sources = await self.read(sourcing.offered_sources)
            known = await self.read(reasons.reasons)
            used = await self.read(item_lists.sources_of, ids)
        except InventoryError as refusal:
            await self.refuse(refusal)
            return
        if not len(ids):
            self.say(tr("There is no product to act on"))
            return
        if deed in (Unassign, Transfer) and not used:
            self.say(
                tr(
                    "{name}: at no source, so there is nothing to take away",
                    name=_scope(ids).name,
                )
            )
            return
        options = [
            Option(one.code, one.name, "" if one.enabled else tr("off")) for one in sources
        ]
        boxes = self._boxes(deed, options, known, again)
        boxes.origins = [option for option in options if option.code in used]
        if isinstance(boxes, TransferParameters):
            boxes.any_aside = boxes.any_aside or await self.read(setting_aside.any_aside)
            boxes.ask = whom_to_ask(
                self.inventory.standing, (Permission.STOCK_OVERRIDE_SAFETY,)
            )
        receipt = await self.ask(BulkDialog(deed, _scope(ids), boxes, sources))
        self._done(receipt)

    def _done(self, receipt: Receipt | None) -> None:
        if receipt is not None:
            self.say_receipt(receipt)
            self.inventory.data_written()

    def _boxes(
        self,
        deed: type[Request],
        sources: Sequence[Option],
        known: Sequence[str],
        again: Request | None,
    ) -> Parameters:
        """The boxes, filled with the current source or with the deed to do again."""
        from inventory_tui.domain.bulk import Assign, SetMany, Transfer, Unassign
        from inventory_tui.tui.dialogs.bulk_parameters import (
            QuantityParameters,
            SourcesParameters,
            TransferParameters,
        )

        here = self.bulk_source() or self.context.source
        if deed is Transfer:
            last = again or self.inventory.last_bulk
            if isinstance(last, Transfer) and (again is not None or last.origin == here):
                unassign = again is not None and last.unassign_origin
                override = again is not None and last.override_safety
                return TransferParameters(
                    sources,
                    known,
                    origin=last.origin,
                    destination=last.destination,
                    unassign=unassign,
                    override=override,
                )
            return TransferParameters(sources, known, origin=here)
        if deed is SetMany:
            if isinstance(again, SetMany):
                return QuantityParameters(sources, known, source=again.source, again=again)
            return QuantityParameters(sources, known, source=here)
        filled = self.bulk_source() if deed is Unassign else ""
        if isinstance(again, (Assign, Unassign)):
            filled = ",".join(again.sources)
        kind = Assign if deed is Assign else Unassign
        return SourcesParameters(kind, sources, known, filled=filled)


def _scope(ids: array[int]) -> Scope:
    from inventory_tui.tui.dialogs.counted import products
    from inventory_tui.tui.dialogs.dry_run import Scope

    return Scope(ids, products(len(ids)))
