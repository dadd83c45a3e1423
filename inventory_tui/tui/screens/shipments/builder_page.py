"""What the shipment builder shows: a plan, the numbers made of it, and what F10 would do."""

from __future__ import annotations

from collections.abc import Mapping

from textual import on, work
from textual.app import ComposeResult
from textual.message import Message

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.filters import quoted
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import OrderLine, OrderStatus
from inventory_tui.domain.quantity import Quantity, total
from inventory_tui.services.shipping import shipping, suggesting
from inventory_tui.services.shipping.ship_planning import ShippingPlan
from inventory_tui.tui.commands import Command, shown
from inventory_tui.tui.screens.frame.page import Hint, Page, story
from inventory_tui.tui.screens.shipments.shipment_draft import ShipmentDraft, draft_name, way_of
from inventory_tui.tui.widgets.box_grid import BoxGrid
from inventory_tui.tui.widgets.boxes import Place
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.wording import inside, tr, trn

_NAMES_FROM = 100
"""Columns a terminal needs for the names of sources instead of their codes."""


class BuilderPage(Page):
    """Opened with the number of an order."""

    PLACE = 4
    TOPIC = "Shipment builder"
    AUTO_FOCUS = "BoxGrid"

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
        yield BoxGrid(tr("Line"), tr("To ship"), id="boxes")
        yield Line(id="suggestion", classes="summary")
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
            self.say(
                tr("Your numbers are back · {key} proposes anew", key=self._key("algorithm"))
            )

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
            return tr(
                "Order {number} is on hold; {key} releases it",
                number=number,
                key=self._key("hold"),
            )
        if plan.order.payment is not None and plan.order.status.is_open:
            state = plan.order.payment.label
            return tr(
                "Order {number} stands at {state}: nothing ships before that ends",
                number=number,
                state=state,
            )
        if not plan.lines and any(line.to_ship for line in plan.order.lines):
            how = tr("{key} on its page invoices it", key=self._key("invoice"))
            return tr(
                "Only what is invoiced ships; nothing of order {number} is left; {how}",
                number=number,
                how=how,
            )
        if not plan.lines:
            state = inside(plan.order.status.label)
            return tr(
                "Order {number} is {state}: nothing is left to ship", number=number, state=state
            )
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
        self.boxes.empty = tr(
            "No source of {stock} has any of it In Stock", stock=visible(plan.order.stock)
        )
        self.boxes.show(
            draft.lines(),
            draft.columns(names=self.size.width >= _NAMES_FROM),
            draft.boxes(),
            draft.proposed if values is None else values,
        )
        draft.sheet = self.boxes.sheet
        self._shown_at = Message().time
        self._draw()
        if len(draft.columns(names=False)) > 1:
            self._suggest()

    @work(exclusive=True, group="suggestion")
    async def _suggest(self) -> None:
        """Name the cheapest source, beside whatever stands in the boxes."""
        try:
            found = await self.read(suggesting.suggest, self._number)
        except InventoryError:
            return
        self.query_one("#suggestion", Line).show(f" {found.sentence}")

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
        units = total(plan.may_ship.values())
        channel = visible(plan.order.channel_name or plan.order.channel)
        left = tr(
            " Order {number} · {channel} · {units} to ship",
            number=visible(self._number),
            channel=channel,
            units=units.grouped(),
        )
        if waits := total(line.to_ship for line in plan.order.lines) - units:
            left += tr(", {waits} not invoiced", waits=waits.grouped())
        way, key = way_of(plan.algorithm), self._key("algorithm")
        right = (
            tr("Your numbers: {way} ({key} other) ", way=way, key=key)
            if draft.is_renumbered
            else tr("Proposal: {way} ({key} other) ", way=way, key=key)
        )
        gap = max(self.size.width - len(left) - len(right), 1)
        self.query_one("#heading", Line).show(left + " " * gap + right)
        wrong = self.boxes.unreadable
        self.query_one("#outcome", Line).show(f" ! {wrong}" if wrong else f" {draft.outcome()}")
        self.show_keys()

    def hints(self) -> tuple[Hint, ...]:
        """Row 24: what F10 creates."""
        count = len(self._draft.parcels()) if self._draft is not None else 0
        create = (
            trn("Create {count} shipment", "Create {count} shipments", count)
            if count
            else tr("Create shipments")
        )
        return (
            "fill",
            ("delete", tr("Empty all")),
            "algorithm",
            "tracking",
            "why",
            ("save", create),
        )

    def label_of(self, command: Command) -> str:
        """Menus name the source tracking numbers are for."""
        code = self._source_code()
        if command.id in ("tracking", "memo") and code:
            verb = command.label
            return tr("{verb} of the shipment from {source}", verb=verb, source=code)
        return tr("Empty all boxes") if command.id == "delete" else command.label

    def history_filter(self) -> str:
        """What happened to the order."""
        return f"order:{quoted(self._number)}"

    # -- drafts ---------------------------------------------------------------------------

    def unsaved(self) -> list[str]:
        """What was typed and not sent."""
        if self._draft is None or not self._draft.is_typed:
            return []
        parcels = [f"{code} {units.in_units()}" for _, code, units in self._draft.parcels()]
        return [
            tr(
                "Shipments of order {number}: {parcels}",
                number=self._number,
                parcels=", ".join(parcels) or tr("none yet"),
            )
        ]

    def discard_unsaved(self) -> None:
        """Throw the numbers away; ``z`` brings them back while the program runs."""
        self.inventory.drafts.discard(draft_name(self._number))

    # -- where the cursor is ----------------------------------------------------------------

    def _line(self) -> OrderLine | None:
        at = self.boxes.line
        if self._draft is None or at is None:
            return None
        return next((line for line in self._draft.plan.lines if line.id == at.id), None)

    def _line_of(self, product: int) -> OrderLine | None:
        """The line a scanned product is one more of: the first that is not full yet."""
        if self._draft is None:
            return None
        lines = [line for line in self._draft.plan.lines if line.product_id == product]
        left = (
            line
            for line in lines
            if self.boxes.sheet.sum_of_line(line.id) < self._draft.to_ship(line)
        )
        return next(left, lines[0] if lines else None)

    def _source_code(self) -> str:
        place = self.boxes.place
        return "" if self._draft is None or place is None else self._draft.code_of(place[1])
