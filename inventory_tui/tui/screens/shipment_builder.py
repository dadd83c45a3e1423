"""The shipment builder: which source sends how much of an order, and sending it.

It opens with what the default algorithm proposes.  Every source is a column of boxes;
F10 creates a shipment for each source that sends something, all of them in one deed.  What
was typed is a draft until then: it survives another algorithm, another terminal's changes
and a lost connection.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message

from inventory_tui.domain.errors import InventoryError, Kind, Problem, Refused
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import OrderLine, OrderStatus
from inventory_tui.domain.quantity import ONE, ZERO, Quantity, total
from inventory_tui.domain.shipment import ShipmentRequest, Tracking
from inventory_tui.services import finding, shipping
from inventory_tui.services.finding import FoundKind
from inventory_tui.services.shipping import ShippingPlan
from inventory_tui.tui.commands import Command, bindings, shown
from inventory_tui.tui.dialogs.parcel import ParcelDialog
from inventory_tui.tui.dialogs.pick import Option, Picker
from inventory_tui.tui.dialogs.question import Question
from inventory_tui.tui.dialogs.why import Term, WhyDialog
from inventory_tui.tui.screens.page import Hint, Page, story
from inventory_tui.tui.widgets.box_grid import Box, BoxColumn, BoxGrid, BoxLine, Place
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.scan_bar import ScanBar

_NAMES_FROM = 100
"""Columns a terminal needs for the names of sources instead of their codes."""


def draft_name(number: str) -> str:
    """The name the unsent numbers of an order are kept under."""
    return f"shipments of {number}"


class ShipmentBuilder(Page):
    """Opened with the number of an order."""

    PLACE = 4
    TOPIC = "Shipment builder"
    AUTO_FOCUS = "BoxGrid"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("fill", "delete", "algorithm", "tracking", "memo", "why")
    ]

    def __init__(self, number: str) -> None:
        super().__init__()
        self._number = number
        self._plan: ShippingPlan | None = None
        self._proposed: dict[Place, Quantity] = {}
        self._tracking: dict[int, list[Tracking]] = {}
        self._comments: dict[int, str] = {}
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
        draft = self.inventory.drafts.get(draft_name(self._number))
        self._show(plan, self._taken_up(draft) if draft else None)
        if draft:
            self.say("Your numbers are back · A proposes anew")

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
            key = shown(self.keys_of("hold").split(",")[0])
            return f"Order {number} is on hold; {key} releases it"
        if not plan.lines:
            state = plan.order.status.label.lower()
            return f"Order {number} is {state}: nothing is left to ship"
        return ""

    def data_changed(self) -> None:
        """Somebody wrote: new limits and proposal; what was typed stays."""
        self._refresh()

    @story
    async def _refresh(self) -> None:
        if self._plan is None:
            return
        typed = self.boxes.values if self._is_typed() else None
        plan = await self._read(self._plan.algorithm)
        if plan is not None and self.is_current:
            self._show(plan, typed)

    def _show(self, plan: ShippingPlan, values: Mapping[Place, Quantity] | None) -> None:
        """Show a proposal; ``values`` stand in the boxes instead where they are given."""
        self._plan = plan
        self._proposed = {
            (one.product_id, one.source_id): one.quantity for one in plan.allocations
        }
        boxes = _boxes(plan)
        columns = [
            BoxColumn(link.source_id, self._title(link.code, link.name))
            for link in plan.sources
            if any((line.product_id, link.source_id) in boxes for line in plan.lines)
        ]
        self.boxes.empty = f"No source of {plan.order.stock} has anything of it In Stock."
        self.boxes.show(
            [BoxLine(line.product_id, line.sku, line.to_ship) for line in plan.lines],
            columns,
            boxes,
            self._proposed if values is None else values,
        )
        self._shown_at = Message().time
        self._draw()

    def _title(self, code: str, name: str) -> str:
        return visible(name if self.size.width >= _NAMES_FROM else code)

    # -- what is shown about the numbers --------------------------------------------------

    def _is_typed(self) -> bool:
        """Whether anything differs from the proposal."""
        values = self.boxes.values
        typed = any(value != self._proposed.get(at, ZERO) for at, value in values.items())
        return typed or bool(self._tracking) or bool(self._comments)

    def _parcels(self) -> list[tuple[int, str, Quantity]]:
        """(source id, code, units) of every source that sends something."""
        assert self._plan is not None
        sums = [
            (link.source_id, link.code, self.boxes.sum_of_column(link.source_id))
            for link in self._plan.sources
        ]
        return [one for one in sums if one[2]]

    @on(BoxGrid.Changed)
    def _changed(self) -> None:
        self._draw()
        self._keep()

    def _draw(self) -> None:
        plan = self._plan
        if plan is None:
            return
        units = total(line.to_ship for line in plan.lines).grouped()
        channel = visible(plan.order.channel_name or plan.order.channel)
        left = f" Order {visible(self._number)} · {channel} · {units} to ship"
        word = "Your numbers" if self._is_typed() else "Proposal"
        key = shown(self.keys_of("algorithm").split(",")[0])
        right = f"{word}: {plan.algorithm.capitalize()} ({key} other) "
        gap = max(self.size.width - len(left) - len(right), 1)
        self.query_one("#heading", Line).show(left + " " * gap + right)
        self.query_one("#outcome", Line).show(f" {self._outcome()}")
        self.show_keys()

    def _outcome(self) -> str:
        if self.boxes.unreadable:
            return f"! {self.boxes.unreadable}"
        problem = next(self._problems(), None)
        if problem is not None:
            return f"! {problem.message}"
        parcels = self._parcels()
        if not parcels:
            return "→ Nothing leaves yet: type how many, f fills the line"
        count = f"{len(parcels)} shipment{'s' * (len(parcels) > 1)}"
        told = ", ".join(
            f"{code} {_units(units)}{' (tracked)' if id in self._tracking else ''}"
            for id, code, units in parcels
        )
        assert self._plan is not None
        left = total(line.to_ship for line in self._plan.lines) - total(
            units for _, _, units in parcels
        )
        rest = f"{left.grouped()} left to ship." if left else "Nothing left to ship."
        return f"→ {count}: {told}. {rest}"

    def _problems(self) -> Iterator[Problem]:
        """What F10 would refuse, before it asks the database."""
        assert self._plan is not None
        values = self.boxes.values
        codes = {link.source_id: link.code for link in self._plan.sources}
        for source in self._tracking.keys() | self._comments.keys():
            if not self.boxes.sum_of_column(source):
                message = f"{codes[source]}: tracking or a comment, but nothing leaves it"
                yield Problem(Kind.NOTHING_GIVEN, message, "line")
        for line in self._plan.lines:
            sku = visible(line.sku)
            taken = self.boxes.sum_of_line(line.product_id)
            if taken > line.to_ship:
                message = f"{sku}: {line.to_ship} to ship, not {taken}"
                yield Problem(Kind.MORE_THAN_OUTSTANDING, message, "line", line.sku)
            for (product, source), value in values.items():
                if product != line.product_id:
                    continue
                there = self._plan.offers.get((product, source), ZERO)
                counted = product not in self._plan.unmanaged
                if counted and value > there:
                    message = f"{sku}: {codes[source]} has {there}, not {value}"
                    yield Problem(Kind.NOT_ENOUGH_IN_SOURCE, message, "line", line.sku)
                if line.ordered.is_whole and not value.is_whole:
                    message = f"{sku}: whole units only; {value} is a fraction"
                    yield Problem(Kind.QTY_DECIMAL, message, "line", line.sku)

    def hints(self) -> tuple[Hint, ...]:
        """Row 24: what F10 creates."""
        count = len(self._parcels()) if self._plan is not None else 0
        create = f"Create {count} shipment{'s' * (count != 1)}"
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
        if command.id == "delete":
            return "Empty all boxes"
        return command.label

    # -- drafts ---------------------------------------------------------------------------

    def _keep(self) -> None:
        """Keep what was typed, or forget a draft that says what is proposed."""
        name = draft_name(self._number)
        if not self._is_typed():
            self.inventory.drafts.remove(name)
            return
        self.inventory.drafts.keep(
            name,
            {
                "numbers": [
                    [product, source, str(value)]
                    for (product, source), value in self.boxes.values.items()
                ],
                "tracking": [
                    [source, one.carrier, one.title, one.number]
                    for source, every in self._tracking.items()
                    for one in every
                ],
                "comments": [list(one) for one in self._comments.items()],
            },
        )

    def _taken_up(self, draft: Any) -> dict[Place, Quantity]:
        for source, *texts in draft["tracking"]:
            self._tracking.setdefault(source, []).append(Tracking(*texts))
        self._comments = dict(draft["comments"])
        return {
            (product, source): Quantity.parse(text)
            for product, source, text in draft["numbers"]
        }

    def unsaved(self) -> list[str]:
        """What was typed and not sent."""
        if self._plan is None or not self._is_typed():
            return []
        parcels = ", ".join(f"{code} {_units(units)}" for _, code, units in self._parcels())
        return [f"Shipments of order {self._number}: {parcels or 'none yet'}"]

    async def save_unsaved(self) -> bool:
        """Create the shipments."""
        return await self._ship()

    def discard_unsaved(self) -> None:
        """Throw the numbers away; ``z`` brings them back while the program runs."""
        self.inventory.drafts.discard(draft_name(self._number))

    # -- verbs ----------------------------------------------------------------------------

    def _line(self) -> OrderLine | None:
        at = self.boxes.line
        if self._plan is None or at is None:
            return None
        return next(line for line in self._plan.lines if line.product_id == at.id)

    def _source_code(self) -> str:
        place = self.boxes.place
        if self._plan is None or place is None:
            return ""
        return next(link.code for link in self._plan.sources if link.source_id == place[1])

    def action_fill(self) -> None:
        """f: what is left of the line, from this source first, then from the others."""
        line, place, plan = self._line(), self.boxes.place, self._plan
        if line is None or place is None or plan is None:
            return
        values = self.boxes.values
        left = line.to_ship - self.boxes.sum_of_line(line.product_id)
        if left.parts <= 0:
            self.say(f"Nothing is left of {visible(line.sku)}")
            return
        ranked = [place[1], *(link.source_id for link in plan.sources)]
        filled: dict[Place, Quantity] = {}
        for source in dict.fromkeys(ranked):
            at = (line.product_id, source)
            if at not in values:
                continue
            free = left
            if line.product_id not in plan.unmanaged:
                free = max(plan.offers.get(at, ZERO) - values[at], ZERO)
            taken = min(free, left)
            filled[at] = values[at] + taken
            left -= taken
        self.boxes.set_values(filled)

    def action_delete(self) -> None:
        """D: 0 in every box."""
        self.boxes.set_values(dict.fromkeys(self.boxes.values, ZERO))

    @story
    async def action_algorithm(self) -> None:
        """A: propose anew; asks first where numbers were typed."""
        options = [Option(code, f"Source {code.capitalize()}") for code in shipping.ALGORITHMS]
        chosen = await self.ask(Picker("How sources are proposed", options))
        if not chosen:
            return
        if self.boxes.values != self._proposed_now() and not await self._replaces():
            return
        plan = await self._read(chosen[0])
        if plan is not None:
            self._show(plan, None)
            self._keep()
            self.say(f"Proposed anew by {chosen[0].capitalize()}")

    def _proposed_now(self) -> dict[Place, Quantity]:
        return {place: self._proposed.get(place, ZERO) for place in self.boxes.values}

    async def _replaces(self) -> bool:
        question = Question(
            "Replace your numbers by the proposal?",
            [self._outcome()],
            [("save", "Replace them"), ("back", "Keep mine")],
        )
        return await self.ask(question) == "save"

    @story
    async def action_tracking(self) -> None:
        """T: tracking numbers of the shipment from this source."""
        place = self.boxes.place
        if place is None:
            return
        source = place[1]
        title = f"Tracking, shipment from {self._source_code()}"
        rows = await self.ask(ParcelDialog(title, self._tracking.get(source, [])))
        if rows is None:
            return
        self._tracking.pop(source, None)
        if rows:
            self._tracking[source] = list(rows)
            count = f"{len(rows)} tracking number{'s' * (len(rows) > 1)}"
            self.say(f"{self._source_code()}: {count}, kept until {self.key_of_save()}")
        self._changed()

    @story
    async def action_memo(self) -> None:
        """m: a comment on the shipment from this source."""
        from inventory_tui.domain.fields import Field
        from inventory_tui.tui.dialogs.form import FormDialog

        place = self.boxes.place
        if place is None:
            return
        source = place[1]

        async def keep(typed: dict[str, str]) -> str:
            self._comments.pop(source, None)
            if text := typed["comment"].strip():
                self._comments[source] = text
            return "kept"

        done = await self.ask(
            FormDialog(
                f"Comment, shipment from {self._source_code()}",
                (Field("comment", "Comment", str, help="Printed on the slip."),),
                {"comment": self._comments.get(source, "")},
                save=keep,
                verb="Keep",
            )
        )
        if done:
            self._changed()

    @story
    async def action_why(self) -> None:
        """i: why this source, or why not."""
        line, plan = self._line(), self._plan
        if line is None or plan is None:
            return
        terms = list(_reasons(plan, line))
        missing = plan.proposal.missing.get(line.product_id, ZERO)
        result = f"= {line.to_ship - missing}  of {line.to_ship} to ship"
        if missing:
            result += f"; {missing} are at no source"
        title = f"Why {plan.algorithm.capitalize()} proposes this for {line.sku}"
        opens = await self.ask(WhyDialog(title, terms, result))
        if opens:
            self.take_scan(opens)

    @story
    async def take_scan(self, text: str) -> None:
        """A scan is one more in the focused source; what is no line of it opens as ever."""
        try:
            found = await self.read(finding.find, text, (FoundKind.PRODUCT,))
        except (ValueError, InventoryError):
            Page.take_scan(self, text)
            return
        lines = {} if self._plan is None else {one.product_id: one for one in self._plan.lines}
        thing = next((one for one in found.things if one.id in lines), None)
        if thing is None:
            Page.take_scan(self, text)
            return
        bar = self.query_one("#scan", ScanBar)
        place = self.boxes.place
        at = None if place is None else (thing.id, place[1])
        if at is None or at not in self.boxes.values:
            bar.refuse(f"{visible(thing.label)}: {self._source_code() or 'no source'} has none")
            return
        amount = found.scan.quantity if found.scan.quantity_given else ONE
        value = self.boxes.values[at] + amount
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
        if self._plan is None or self.inventory.last_key_at < self._shown_at:
            self.say(f"counting… {self.key_of_save()} again")
            return
        if await self._ship():
            self.dismiss()

    async def _ship(self) -> bool:
        assert self._plan is not None
        if self.boxes.unreadable:
            self.say(self.boxes.unreadable)
            return False
        problems = list(self._problems())
        if problems:
            await self.refuse(Refused.because(problems))
            return False
        if not self._parcels():
            self.say("Nothing leaves yet: type how many, or f fills the line")
            return False
        done = await self.deed(
            shipping.ship,
            self._number,
            self._requests(),
            seen_version=self._plan.order.version,
        )
        if done is None:
            await self._after_refusal()
            return False
        self.inventory.drafts.remove(draft_name(self._number))
        self._plan = None
        self.say_receipt(done.receipt)
        self.inventory.data_written()
        return True

    async def _after_refusal(self) -> None:
        """Show what is true now, with what was typed, so that F10 again may do."""
        assert self._plan is not None
        typed = self.boxes.values
        plan = await self._read(self._plan.algorithm)
        if plan is not None:
            self._show(plan, typed)
            self._keep()

    def _requests(self) -> list[ShipmentRequest]:
        values = self.boxes.values
        return [
            ShipmentRequest(
                source,
                {product: n for (product, at), n in values.items() if at == source and n},
                tuple(self._tracking.get(source, ())),
                self._comments.get(source, ""),
            )
            for source, _, _ in self._parcels()
        ]


def _units(units: Quantity) -> str:
    return f"{units.grouped()} unit{'s' * (units != ONE)}"


def _boxes(plan: ShippingPlan) -> dict[Place, Box | str]:
    """A box where a source is listed; else why there is none, where it has the product."""
    boxes: dict[Place, Box | str] = {}
    off = {link.source_id for link in plan.sources if not link.enabled}
    for product, source in plan.out:
        boxes[product, source] = "–  off" if source in off else "–  out"
    for at, there in plan.offers.items():
        counted = at[0] not in plan.unmanaged
        boxes[at] = Box(
            there if counted else None, f"of {there.grouped()}" if counted else "any"
        )
    return boxes


def _reasons(plan: ShippingPlan, line: OrderLine) -> Iterator[Term]:
    """Source by source, in the order of the stock: what it has and what is taken."""
    taken = {
        one.source_id: one.quantity
        for one in plan.allocations
        if one.product_id == line.product_id
    }
    for rank, link in enumerate(plan.sources, start=1):
        at = (line.product_id, link.source_id)
        if at in plan.offers:
            there = plan.offers[at].grouped()
            has = "any amount" if line.product_id in plan.unmanaged else f"has {there}"
            why = has if taken.get(link.source_id) else f"{has}; nothing is left to take"
            value = taken.get(link.source_id, ZERO).grouped()
        else:
            value = "–"
            why = "not at this source"
            if at in plan.out:
                why = "Out of Stock there" if link.enabled else "the source is off"
        yield Term("", value, f"{rank}. {link.code}", why)
