"""The shipment builder: which source sends how much of an order, and sending it.

It opens with what the default algorithm proposes.  Every source is a column of boxes;
F10 creates a shipment for each source that sends something, all of them in one deed.  What
was typed is a draft until then: it survives another algorithm, another terminal's changes
and a lost connection.
"""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.binding import BindingType

from inventory_tui.domain.errors import InventoryError, Refused
from inventory_tui.domain.fields import Field
from inventory_tui.domain.labels import visible
from inventory_tui.domain.quantity import ZERO
from inventory_tui.services.desk import finding
from inventory_tui.services.desk.finding import FoundKind
from inventory_tui.services.shipping import shipping
from inventory_tui.tui.commands import bindings
from inventory_tui.tui.dialogs.algorithms import AlgorithmsDialog
from inventory_tui.tui.dialogs.form import FormDialog
from inventory_tui.tui.dialogs.parcel import ParcelDialog
from inventory_tui.tui.dialogs.question import Question
from inventory_tui.tui.dialogs.why import Number, WhyDialog
from inventory_tui.tui.screens.frame.page import story
from inventory_tui.tui.screens.shipments.builder_page import BuilderPage
from inventory_tui.tui.screens.shipments.shipment_draft import ShipmentDraft, draft_name, way_of
from inventory_tui.tui.widgets.box_grid import BoxGrid
from inventory_tui.tui.widgets.scan_bar import ScanBar, as_sent, find_and_open
from inventory_tui.wording import tr, trn

_COMMENT = (Field("comment", tr("Comment"), str, help=tr("It is printed on the slip.")),)


class ShipmentBuilder(BuilderPage):
    """Opened with the number of an order."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("fill", "delete", "algorithm", "tracking", "memo", "why", "history")
    ]

    async def save_unsaved(self) -> bool:
        """Create the shipments."""
        return await self._ship()

    # -- verbs ----------------------------------------------------------------------------

    def go_top(self) -> bool:
        """``gg``: the first line."""
        self.boxes.action_top()
        return True

    def action_fill(self) -> None:
        """f: what is left of the line, from this source first, then from the others."""
        line, place = self._line(), self.boxes.place
        if line is None or place is None or self._draft is None:
            return
        filled = self._draft.filled(line, place[1])
        if filled:
            self.boxes.set_values(filled)
        else:
            self.say(tr("Nothing is left of {sku}", sku=visible(line.sku)))

    def action_delete(self) -> None:
        """D: 0 in every box."""
        self.boxes.set_values(dict.fromkeys(self.boxes.values, ZERO))

    @story
    async def action_algorithm(self) -> None:
        """A: the algorithms side by side; asks first where numbers were typed."""
        if self._draft is None:
            return
        try:
            comparison = await self.read(shipping.compare, self._number)
        except InventoryError as refusal:
            await self.refuse(refusal)
            return
        draft = self._draft
        taken = await self.ask(AlgorithmsDialog(comparison, draft.plan.algorithm))
        if taken is None or taken.plan is None:
            return
        if draft.is_renumbered:
            question = Question(
                tr("Replace your numbers by the proposal?"),
                [draft.outcome()],
                [("save", tr("Replace them")), ("back", tr("Keep mine"))],
            )
            if await self.ask(question) != "save":
                return
        self._show(taken.plan, None)
        self._keep()
        self.say(tr("Proposed anew by {way}", way=taken.algorithm.title))

    @story
    async def action_tracking(self) -> None:
        """T: tracking numbers of the shipment from this source."""
        place, draft = self.boxes.place, self._draft
        if place is None or draft is None:
            return
        code = self._source_code()
        dialog = ParcelDialog(
            tr("Tracking, shipment from {source}", source=code),
            draft.tracking.get(place[1], []),
        )
        rows = await self.ask(dialog)
        if rows is None:
            return
        draft.tracking.pop(place[1], None)
        if rows:
            draft.tracking[place[1]] = list(rows)
            self.say(
                trn(
                    "{source}: {count} tracking number, saved by {key}",
                    "{source}: {count} tracking numbers, saved by {key}",
                    len(rows),
                    source=code,
                    key=self.key_of_save(),
                )
            )
        self._changed()

    @story
    async def action_memo(self) -> None:
        """m: a comment on the shipment from this source."""
        place, draft = self.boxes.place, self._draft
        if place is None or draft is None:
            return

        async def keep(typed: dict[str, str]) -> str:
            draft.comments.pop(place[1], None)
            if text := typed["comment"].strip():
                draft.comments[place[1]] = text
            return "kept"

        title = tr("Comment, shipment from {source}", source=self._source_code())
        typed = {"comment": draft.comments.get(place[1], "")}
        if await self.ask(FormDialog(title, _COMMENT, typed, save=keep, verb=tr("Keep"))):
            self._changed()

    @story
    async def action_why(self) -> None:
        """i: why this source, or why not."""
        line, draft = self._line(), self._draft
        if line is None or draft is None:
            return
        missing = draft.plan.proposal.missing.get(line.id, ZERO)
        wanted = draft.to_ship(line)
        result = tr("= {part}  of {whole} to ship", part=wanted - missing, whole=wanted)
        if missing:
            result += tr("; {missing} are at no source", missing=missing)
        title = tr(
            "Why {way} proposes this for {sku}",
            way=way_of(draft.plan.algorithm),
            sku=line.sku,
        )
        await self.ask(WhyDialog(Number(title, list(draft.reasons(line)), result)))

    @story
    async def take_scan(self, text: str) -> None:
        """A scan is one more in the focused source; what is no line of it opens as ever."""
        try:
            sent = await as_sent(self, text, (FoundKind.PRODUCT,))
            found = await self.read(finding.find, sent, (FoundKind.PRODUCT,))
        except (ValueError, InventoryError):
            await find_and_open(self, text)
            return
        thing = next((one for one in found.things if self._line_of(one.id) is not None), None)
        if thing is None:
            await find_and_open(self, text)
            return
        bar, place = self.query_one("#scan", ScanBar), self.boxes.place
        line = self._line_of(thing.id)
        at = (0 if line is None else line.id, 0 if place is None else place[1])
        if at not in self.boxes.values:
            code = self._source_code() or tr("no source")
            bar.refuse(
                tr("{sku}: {source} has none to send", sku=visible(thing.label), source=code)
            )
            return
        value = self.boxes.values[at]
        value += found.scan.quantity
        if value < ZERO:
            bar.refuse(
                tr(
                    "{sku}: {quantity} is all there is",
                    sku=visible(thing.label),
                    quantity=self.boxes.values[at],
                )
            )
            return
        bar.close()
        self.boxes.move_to(at)
        self.boxes.set_values({at: value})
        self.say(
            tr(
                "{sku}: {quantity} from {source}",
                sku=visible(thing.label),
                quantity=value,
                source=self._source_code(),
            )
        )

    @on(BoxGrid.Ended)
    def _ended(self) -> None:
        self.say(
            tr(
                "Enter does not write. {key} creates the shipments",
                key=self.key_of_save(),
            )
        )

    @story
    async def action_save(self) -> None:
        """F10: create a shipment for each source that sends something, in one deed."""
        if self._draft is None or self.inventory.last_key_at < self._shown_at:
            self.say(tr("counting… {key} again", key=self.key_of_save()))
        elif await self._ship():
            self.dismiss()

    async def _ship(self) -> bool:
        draft = self._draft
        assert draft is not None
        self.boxes.settle()
        if self.boxes.unreadable:
            self.say(self.boxes.unreadable)
            return False
        if problems := list(draft.problems()):
            await self.refuse(Refused.because(problems))
            return False
        if not draft.parcels():
            self.say(tr("Nothing leaves yet: type how many, or f fills the line"))
            return False
        version = draft.plan.order.version
        done = await self.deed(
            shipping.ship, self._number, draft.requests(), seen_version=version
        )
        if done is None:
            await self._after_refusal(draft)
            return False
        self.inventory.drafts.remove(draft_name(self._number))
        self._draft = None
        self.say_receipt(done.receipt)
        self.inventory.data_written()
        return True

    async def _after_refusal(self, draft: ShipmentDraft) -> None:
        """Show what is true now, with what was typed, so that F10 again may do."""
        typed = self.boxes.values
        plan = await self._read(draft.plan.algorithm)
        if plan is not None:
            self._show(plan, typed)
            self._keep()
