"""One order: its lines and their counts, what left for it, and the one step that is next."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.filters import quoted
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Order, OrderLine, OrderStatus
from inventory_tui.domain.shipment import Shipment
from inventory_tui.services import Database, explaining, order_page, shipping
from inventory_tui.services.finding import Found, FoundKind
from inventory_tui.services.order_page import OrderShown
from inventory_tui.tui import dates
from inventory_tui.tui.commands import Command, bindings, shown
from inventory_tui.tui.dialogs.cancel_lines import CancelLines
from inventory_tui.tui.dialogs.why import WhyDialog, terms_of
from inventory_tui.tui.screens.order_columns import (
    LINES,
    customer,
    documents,
    heading,
    lines_with,
    shipment_columns,
)
from inventory_tui.tui.screens.order_deeds import hold_orders
from inventory_tui.tui.screens.page import Hint, Page, story
from inventory_tui.tui.screens.shipment import ShipmentScreen
from inventory_tui.tui.screens.shipment_builder import ShipmentBuilder
from inventory_tui.tui.screens.shipment_draft import draft_name
from inventory_tui.tui.screens.slips import print_slips
from inventory_tui.tui.widgets.filter_bar import JumpBar
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.query_grid import QueryGrid

_MOST_SHIPMENTS = 6
"""Rows the pane of shipments takes at most, its heading among them."""


class OrderScreen(Page):
    """Opened by its id, from the list, by its number or by a scan."""

    PLACE = 4
    TOPIC = "Order page"
    AUTO_FOCUS = "#lines"
    HINTS: ClassVar[tuple[Hint, ...]] = (
        "dispatch",
        ("cancel", "Cancel line"),
        "hold",
        "print",
        "why",
        "history",
        "keys",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            "open",
            "dispatch",
            "cancel",
            "hold",
            "print",
            "why",
            "history",
            "position",
            "mark.all",
        )
    ]

    def __init__(self, id: int) -> None:
        super().__init__()
        self._order_id = id
        self._shown: OrderShown | None = None

    def compose_top(self) -> ComposeResult:
        """Row 2: which order, where it stands."""
        yield Line(id="heading", classes="title")
        yield JumpBar(self.jump, self._focus_lines)

    def compose_body(self) -> ComposeResult:
        """Who, the lines, what left, what is held, what is next."""
        yield Line(id="customer", classes="summary")
        yield QueryGrid[OrderLine](LINES, id="lines")
        yield Line(id="documents", classes="summary")
        yield Line(id="next", classes="summary")
        columns = shipment_columns(self.inventory.clock)
        yield QueryGrid[Shipment](columns, id="shipments", marking=False)

    @property
    def lines(self) -> QueryGrid[OrderLine]:
        """The lines of the order."""
        return self.query_one("#lines", QueryGrid)

    @property
    def shipments(self) -> QueryGrid[Shipment]:
        """What left for it."""
        return self.query_one("#shipments", QueryGrid)

    @property
    def order(self) -> Order | None:
        """The order, once it is read."""
        return None if self._shown is None else self._shown.order

    # -- reading --------------------------------------------------------------------------

    def begin(self) -> None:
        """Read it; keys wait for it."""
        self._read()

    def data_changed(self) -> None:
        """Read it again."""
        self._read()

    @story
    async def _read(self) -> None:
        try:
            zone = self.inventory.settings.time_zone
            self._show(await self.read(_order_shown, self._order_id, zone))
        except InventoryError as refusal:
            await self.refuse(refusal)

    def _show(self, found: OrderShown) -> None:
        self._shown = found
        order = found.order
        self.query_one("#heading", Line).show(heading(order, self._placed(order)))
        self.query_one("#customer", Line).show(customer(order))
        self.lines.show_all({line.product_id: line for line in order.lines})
        self.lines.show_columns(lines_with(found))
        self.shipments.show_all({one.id: one for one in reversed(found.shipments)})
        self.shipments.display = bool(found.shipments)
        self.query_one("#documents", Line).show(f" {documents(found)}")
        self.query_one("#next", Line).show(f" Next: {self._next(found)}")
        self._fit()
        self.show_keys()

    def _placed(self, order: Order) -> str:
        return dates.minute(order.placed_at, self.inventory.clock())

    def _next(self, found: OrderShown) -> str:
        step = found.next_step.removesuffix(".")
        if found.order.status is OrderStatus.HOLDED:
            return f"{self._key('hold')} Release (on hold: nothing ships until then)"
        if step.startswith("Dispatch"):
            return f"{self._key('dispatch')} {step}"
        return f"{step[:1].lower()}{step[1:]}"

    def _key(self, id: str) -> str:
        return shown(self.keys_of(id).split(",")[0])

    def on_resize(self, event: events.Resize) -> None:
        """Give the lines what the other parts leave."""
        super().on_resize(event)
        self._fit()

    def _fit(self) -> None:
        """Let panes be as high as their rows, where the body has room for them."""
        shipments = len(self.shipments.ids)
        below = min(shipments + 1, _MOST_SHIPMENTS) if shipments else 0
        room = max(self.query_one("#body").size.height - 3 - below, 3)
        self.lines.styles.height = min(max(len(self.lines.ids), 1) + 1, room)
        self.shipments.styles.height = below or 1

    # -- moving ---------------------------------------------------------------------------

    def _focus_lines(self) -> None:
        if not self.shipments.has_focus:
            self.set_focus(self.lines)

    def action_position(self) -> None:
        """``'``: jump to a line, or to a shipment, while typing."""
        self.query_one("#jump", JumpBar).open()

    def jump(self, text: str) -> None:
        """Put the cursor on the first line whose SKU begins like this."""
        wanted = text.casefold()
        if not wanted:
            return
        for index, id in enumerate(self.lines.ids):
            line = self.lines.row(id)
            if line is not None and line.sku.casefold().startswith(wanted):
                self.lines.move_to(index)
                return
        self.say(f"No line begins with {text}")

    def go_top(self) -> bool:
        """``gg``: the first line."""
        self.lines.action_top()
        return True

    def step_back(self) -> bool:
        """Esc gives a range up."""
        if self.lines.in_range:
            self.lines.end_range()
            return True
        return False

    def subject(self) -> str:
        """The marked lines, or the line of the row."""
        if len(self.lines.marks):
            return f"{len(self.lines.marks)} marked lines"
        line = self.lines.cursor_row
        return "" if line is None else line.sku

    def label_of(self, command: Command) -> str:
        """Verbs name what they act on."""
        order = self.order
        if order is None:
            return command.label
        if command.id == "cancel":
            return f"Cancel {self.subject()}"
        if command.id == "hold":
            on = order.status is OrderStatus.HOLDED
            return f"{'Release' if on else 'Hold'} order {order.number}"
        if command.id in ("dispatch", "print", "history"):
            return f"{command.label} order {order.number}"
        return command.label

    def hints(self) -> tuple[Hint, ...]:
        """Row 24: an order on hold can be released."""
        order = self.order
        if order is not None and order.status is OrderStatus.HOLDED:
            return tuple(("hold", "Release") if one == "hold" else one for one in self.HINTS)
        return self.HINTS

    @on(QueryGrid.MarksChanged, "#lines")
    def _marks_changed(self) -> None:
        self.show_keys()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What a finished order does not admit is not here."""
        order = self.order
        finished = order is not None and not order.status.is_open
        if finished and action in ("dispatch", "cancel", "hold"):
            return False
        return super().check_action(action, parameters)

    # -- verbs ----------------------------------------------------------------------------

    def action_open(self) -> None:
        """Enter: the product of the line, or the shipment."""
        if self.shipments.has_focus:
            shipment = self.shipments.cursor_row
            if shipment is not None:
                self.inventory.open(ShipmentScreen(shipment.id))
            return
        line = self.lines.cursor_row
        if line is None:
            return
        if line.product_deleted:
            self.say(f"{visible(line.sku)} was deleted")
        else:
            self.open_found(Found(FoundKind.PRODUCT, line.product_id, line.sku, line.name))

    def action_mark_all(self) -> None:
        """``*``: mark every line."""
        self.lines.action_mark_all()

    def action_dispatch(self) -> None:
        """d: the shipment builder."""
        if self.order is not None:
            self.inventory.open(ShipmentBuilder(self.order.number))

    def bring_back_draft(self) -> bool:
        """z: the numbers of the shipment builder that were thrown away."""
        if self.order is None:
            return False
        drafts, name = self.inventory.drafts, draft_name(self.order.number)
        kept = drafts.discarded.pop(name, None)
        if kept is None:
            return False
        drafts.keep(name, kept)
        self.inventory.open(ShipmentBuilder(self.order.number))
        return True

    @story
    async def action_cancel(self) -> None:
        """c: cancel the marked lines, or the line of the row, by how much one says."""
        order = self.order
        if order is None:
            return
        chosen = set(self.lines.chosen_ids())
        lines = [line for line in order.lines if line.product_id in chosen and line.open]
        if not lines:
            self.say(f"Nothing of {self.subject() or 'it'} is open")
            return
        if order.status is OrderStatus.HOLDED:
            self.say(f"On hold; {self._key('hold')} releases it before lines are cancelled")
            return
        done = await self.ask(CancelLines(order, lines))
        if done is not None:
            self.say_receipt(done.receipt)
            self.lines.action_mark_none()
            self.inventory.data_written()

    @story
    async def action_hold(self) -> None:
        """H: put it on hold, or let it go on."""
        await hold_orders(self, [self._order_id])

    @story
    async def action_print(self) -> None:
        """p: its slip."""
        if self.order is not None:
            await print_slips(self, "order", shipping.slip_of_order, [self.order.number])

    def history_filter(self) -> str:
        """What happened to it."""
        return "" if self.order is None else f"order:{quoted(self.order.number)}"

    @story
    async def action_why(self) -> None:
        """i: why the order's stock can promise what the line says."""
        order, line = self.order, self.lines.cursor_row
        if order is None or line is None:
            return
        try:
            why = await self.read(explaining.explain, line.sku, str(order.stock_id))
        except InventoryError as refusal:
            await self.refuse(refusal)
            return
        opens = await self.ask(WhyDialog(*terms_of(why)))
        if opens:
            self.take_scan(opens)


def _order_shown(database: Database, id: int, zone: str) -> OrderShown:
    """Read an order, its times in the zone to show."""
    found = order_page.show_by_id(database, id)
    here = dates.zone_of(database, zone)
    return replace(
        found,
        order=replace(found.order, placed_at=found.order.placed_at.astimezone(here)),
        shipments=tuple(
            replace(one, shipped_at=one.shipped_at.astimezone(here)) for one in found.shipments
        ),
    )
