"""The shipment builder: which source sends how much of an order, and sending it.

It opens with what the default algorithm proposes.  Every source is a column of boxes;
F10 creates a shipment for each source that sends something, all of them in one deed.  What
was typed is a draft until then: it survives another algorithm, another terminal's changes
and a lost connection.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message

from inventory_tui.domain.errors import InventoryError, Refused
from inventory_tui.domain.fields import Field
from inventory_tui.domain.filters import quoted
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import OrderLine, OrderStatus
from inventory_tui.domain.quantity import ONE, ZERO, Quantity, total
from inventory_tui.services import finding, shipping
from inventory_tui.services.finding import FoundKind
from inventory_tui.services.shipping import ShippingPlan
from inventory_tui.tui.commands import Command, bindings, shown
from inventory_tui.tui.dialogs.form import FormDialog
from inventory_tui.tui.dialogs.parcel import ParcelDialog
from inventory_tui.tui.dialogs.pick import Option, Picker
from inventory_tui.tui.dialogs.question import Question
from inventory_tui.tui.dialogs.why import WhyDialog
from inventory_tui.tui.screens.page import Hint, Page, story
from inventory_tui.tui.screens.shipment_draft import ShipmentDraft, draft_name
from inventory_tui.tui.widgets.box_grid import BoxGrid
from inventory_tui.tui.widgets.boxes import Place
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.scan_bar import ScanBar, find_and_open

_NAMES_FROM = 100
"""Columns a terminal needs for the names of sources instead of their codes."""
_COMMENT = (Field("comment", "Comment", str, help="It is printed on the slip."),)


class ShipmentBuilder(Page):
    """Opened with the number of an order."""

    PLACE = 4
    TOPIC = "Shipment builder"
    AUTO_FOCUS = "BoxGrid"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("fill", "delete", "algorithm", "tracking", "memo", "why", "history")
    ]

    def __init__(self, number: str) -> None:
        super().__init__()
        self._number = number
        self._draft: ShipmentDraft | None = None
        self._shown_at = 0.0

    def compose_top(self) -> ComposeResult:
        """Row 2: the order, and what proposed the numbers."""
        yield Line(id="heading", classes="title")

    def compose_body(self) -> ComposeResult:
        """The boxes, and in the last line what F10 does."""
        yield BoxGrid("Line", "To ship", id="boxes")
        yield Line(id="outcome", classes="summary")

    @property
    def boxes(self) -> BoxGrid:
        """The numbers."""
        return self.query_one(BoxGrid)

    # -- reading --------------------------------------------------------------------------

    def begin(self) -> None:
        """Read the proposal, and take up numbers that were kept."""
        self._begin()

    @story
    async def _begin(self) -> None:
        plan = await self._read(shipping.PRIORITY)
        if plan is None:
            self.dismiss()
            return
        if reason := self._nothing(plan):
            self.say(reason)
            self.dismiss()
            return
        self._draft = ShipmentDraft(plan)
        kept = self.inventory.drafts.get(draft_name(self._number))
        self._show(plan, self._draft.take_up(kept) if kept else None)
        if kept:
            self.say(f"Your numbers are back · {self._key('algorithm')} proposes anew")

    async def _read(self, algorithm: str) -> ShippingPlan | None:
        try:
            return await self.read(shipping.plan, self._number, algorithm)
        except InventoryError as refusal:
            await self.refuse(refusal)
            return None

    def _nothing(self, plan: ShippingPlan) -> str:
        """Why nothing can be built; empty where something can."""
        number = visible(self._number)
        if plan.order.status is OrderStatus.HOLDED:
            return f"Order {number} is on hold; {self._key('hold')} releases it"
        if not plan.lines:
            state = plan.order.status.label.lower()
            return f"Order {number} is {state}: nothing is left to ship"
        return ""

    def _key(self, id: str) -> str:
        return shown(self.keys_of(id).split(",")[0])

    def data_changed(self) -> None:
        """Somebody wrote: new limits and proposal; what was typed stays."""
        self._refresh()

    @story
    async def _refresh(self) -> None:
        if self._draft is None:
            return
        typed = self.boxes.values if self._draft.is_renumbered else None
        plan = await self._read(self._draft.plan.algorithm)
        if plan is not None and self._draft is not None:
            self._show(plan, typed)

    def _show(self, plan: ShippingPlan, values: Mapping[Place, Quantity] | None) -> None:
        """Show a proposal; ``values`` stand in the boxes instead where they are given."""
        draft = self._draft
        assert draft is not None
        draft.propose(plan)
        self.boxes.empty = f"No source of {visible(plan.order.stock)} has any of it In Stock"
        self.boxes.show(
            draft.lines(),
            draft.columns(names=self.size.width >= _NAMES_FROM),
            draft.boxes(),
            draft.proposed if values is None else values,
        )
        draft.sheet = self.boxes.sheet
        self._shown_at = Message().time
        self._draw()

    # -- what is shown about the numbers --------------------------------------------------

    @on(BoxGrid.Changed)
    def _changed(self) -> None:
        self._draw()
        self._keep()

    def _keep(self) -> None:
        if self._draft is not None:
            self.inventory.drafts.keep(draft_name(self._number), self._draft.kept())

    def _draw(self) -> None:
        draft = self._draft
        if draft is None:
            return
        plan = draft.plan
        units = total(line.to_ship for line in plan.lines).grouped()
        channel = visible(plan.order.channel_name or plan.order.channel)
        left = f" Order {visible(self._number)} · {channel} · {units} to ship"
        word = "Your numbers" if draft.is_renumbered else "Proposal"
        right = f"{word}: {plan.algorithm.capitalize()} ({self._key('algorithm')} other) "
        gap = max(self.size.width - len(left) - len(right), 1)
        self.query_one("#heading", Line).show(left + " " * gap + right)
        wrong = self.boxes.unreadable
        self.query_one("#outcome", Line).show(f" ! {wrong}" if wrong else f" {draft.outcome()}")
        self.show_keys()

    def hints(self) -> tuple[Hint, ...]:
        """Row 24: what F10 creates."""
        count = len(self._draft.parcels()) if self._draft is not None else 0
        create = f"Create {count} shipment{'s' * (count > 1)}" if count else "Create shipments"
        return (
            "fill",
            ("delete", "Empty all"),
            "algorithm",
            "tracking",
            "why",
            ("save", create),
        )

    def label_of(self, command: Command) -> str:
        """Menus name the source tracking numbers are for."""
        code = self._source_code()
        if command.id in ("tracking", "memo") and code:
            return f"{command.label} of the shipment from {code}"
        return "Empty all boxes" if command.id == "delete" else command.label

    def history_filter(self) -> str:
        """What happened to the order."""
        return f"order:{quoted(self._number)}"

    # -- drafts ---------------------------------------------------------------------------

    def unsaved(self) -> list[str]:
        """What was typed and not sent."""
        if self._draft is None or not self._draft.is_typed:
            return []
        parcels = [f"{code} {units.in_units()}" for _, code, units in self._draft.parcels()]
        return [f"Shipments of order {self._number}: {', '.join(parcels) or 'none yet'}"]

    async def save_unsaved(self) -> bool:
        """Create the shipments."""
        return await self._ship()

    def discard_unsaved(self) -> None:
        """Throw the numbers away; ``z`` brings them back while the program runs."""
        self.inventory.drafts.discard(draft_name(self._number))

    # -- verbs ----------------------------------------------------------------------------

    def _line(self) -> OrderLine | None:
        at = self.boxes.line
        if self._draft is None or at is None:
            return None
        return next(line for line in self._draft.plan.lines if line.product_id == at.id)

    def _source_code(self) -> str:
        place = self.boxes.place
        return "" if self._draft is None or place is None else self._draft.code_of(place[1])

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
            self.say(f"Nothing is left of {visible(line.sku)}")

    def action_delete(self) -> None:
        """D: 0 in every box."""
        self.boxes.set_values(dict.fromkeys(self.boxes.values, ZERO))

    @story
    async def action_algorithm(self) -> None:
        """A: propose anew; asks first where numbers were typed."""
        every = [Option(code, f"Source {code.capitalize()}") for code in shipping.ALGORITHMS]
        chosen = await self.ask(Picker("How sources are proposed", every))
        if not chosen or self._draft is None:
            return
        if self._draft.is_renumbered:
            question = Question(
                "Replace your numbers by the proposal?",
                [self._draft.outcome()],
                [("save", "Replace them"), ("back", "Keep mine")],
            )
            if await self.ask(question) != "save":
                return
        plan = await self._read(chosen[0])
        if plan is not None:
            self._show(plan, None)
            self._keep()
            self.say(f"Proposed anew by {chosen[0].capitalize()}")

    @story
    async def action_tracking(self) -> None:
        """T: tracking numbers of the shipment from this source."""
        place, draft = self.boxes.place, self._draft
        if place is None or draft is None:
            return
        code = self._source_code()
        dialog = ParcelDialog(
            f"Tracking, shipment from {code}", draft.tracking.get(place[1], [])
        )
        rows = await self.ask(dialog)
        if rows is None:
            return
        draft.tracking.pop(place[1], None)
        if rows:
            draft.tracking[place[1]] = list(rows)
            count = f"{len(rows)} tracking number{'s' * (len(rows) > 1)}"
            self.say(f"{code}: {count}, saved by {self.key_of_save()}")
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

        title = f"Comment, shipment from {self._source_code()}"
        typed = {"comment": draft.comments.get(place[1], "")}
        if await self.ask(FormDialog(title, _COMMENT, typed, save=keep, verb="Keep")):
            self._changed()

    @story
    async def action_why(self) -> None:
        """i: why this source, or why not."""
        line, draft = self._line(), self._draft
        if line is None or draft is None:
            return
        missing = draft.plan.proposal.missing.get(line.product_id, ZERO)
        result = f"= {line.to_ship - missing}  of {line.to_ship} to ship"
        if missing:
            result += f"; {missing} are at no source"
        title = f"Why {draft.plan.algorithm.capitalize()} proposes this for {line.sku}"
        await self.ask(WhyDialog(title, list(draft.reasons(line)), result))

    @story
    async def take_scan(self, text: str) -> None:
        """A scan is one more in the focused source; what is no line of it opens as ever."""
        try:
            found = await self.read(finding.find, text, (FoundKind.PRODUCT,))
        except (ValueError, InventoryError):
            await find_and_open(self, text)
            return
        mine = {line.id for line in self.boxes.sheet.lines}
        thing = next((one for one in found.things if one.id in mine), None)
        if thing is None:
            await find_and_open(self, text)
            return
        bar, place = self.query_one("#scan", ScanBar), self.boxes.place
        at = (thing.id, 0 if place is None else place[1])
        if at not in self.boxes.values:
            code = self._source_code() or "no source"
            bar.refuse(f"{visible(thing.label)}: {code} has none to send")
            return
        value = self.boxes.values[at]
        value += found.scan.quantity if found.scan.quantity_given else ONE
        if value < ZERO:
            bar.refuse(f"{visible(thing.label)}: {self.boxes.values[at]} is all there is")
            return
        bar.close()
        self.boxes.move_to(at)
        self.boxes.set_values({at: value})
        self.say(f"{visible(thing.label)}: {value} from {self._source_code()}")

    @on(BoxGrid.Ended)
    def _ended(self) -> None:
        self.say(f"Enter does not write. {self.key_of_save()} creates the shipments")

    @story
    async def action_save(self) -> None:
        """F10: create a shipment for each source that sends something, in one deed."""
        if self._draft is None or self.inventory.last_key_at < self._shown_at:
            self.say(f"counting… {self.key_of_save()} again")
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
            self.say("Nothing leaves yet: type how many, or f fills the line")
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
