"""What the page of one order shows: its lines, its documents, and the step that is next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.line_groups import LineShown, grouped
from inventory_tui.domain.order import Order, OrderLine, OrderStatus
from inventory_tui.services import Database
from inventory_tui.services.orders import order_page
from inventory_tui.services.orders.order_page import OrderShown
from inventory_tui.tui import dates
from inventory_tui.tui.commands import shown
from inventory_tui.tui.screens.frame.page import Page, story
from inventory_tui.tui.screens.orders.order_columns import LINES, customer, heading, lines_with
from inventory_tui.tui.screens.orders.order_documents import (
    DocumentRow,
    document_columns,
    document_rows,
    documents,
)
from inventory_tui.tui.widgets.filter_bar import JumpBar
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.wording import inside, tr, trn

if TYPE_CHECKING:
    from datetime import tzinfo

_MOST_DOCUMENTS = 6
"""Rows the pane of documents takes at most, its heading among them."""


class OrderView(Page):
    """Reads an order and shows it."""

    PLACE = 4
    TOPIC = "Order page"
    AUTO_FOCUS = "#lines"

    def __init__(self, id: int) -> None:
        super().__init__()
        self._order_id = id
        self._shown: OrderShown | None = None

    def compose_top(self) -> ComposeResult:
        """Row 2: which order, where it stands."""
        yield Line(id="heading", classes="title")
        yield JumpBar(self.jump, self._focus_lines)

    def compose_body(self) -> ComposeResult:
        """Who, the lines, what was written, what is held, what is next."""
        yield Line(id="customer", classes="summary")
        yield QueryGrid[LineShown](LINES, id="lines")
        yield Line(id="documents", classes="summary")
        yield Line(id="next", classes="summary")
        columns = document_columns(self.inventory.clock)
        yield QueryGrid[DocumentRow](columns, id="papers", marking=False)

    @property
    def lines(self) -> QueryGrid[LineShown]:
        """The lines of the order, parts under their bundle."""
        return self.query_one("#lines", QueryGrid)

    @property
    def papers(self) -> QueryGrid[DocumentRow]:
        """Its invoices, shipments and refunds."""
        return self.query_one("#papers", QueryGrid)

    @property
    def order(self) -> Order | None:
        """The order, once it is read."""
        return None if self._shown is None else self._shown.order

    def chosen_lines(self) -> list[OrderLine]:
        """The marked lines, or those of the row; a heading stands for all below it."""
        order = self.order
        if order is None:
            return []
        rows = [self.lines.row(id) for id in self.lines.chosen_ids()]
        ids = {id for row in rows if row is not None for id in row.below}
        return [line for line in order.lines if line.id in ids]

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
        order, now = found.order, self.inventory.clock()
        placed = dates.minute(order.placed_at, now)
        self.query_one("#heading", Line).show(heading(order, placed))
        self.query_one("#customer", Line).show(customer(order, now))
        self.lines.show_all({row.id: row for row in grouped(order)})
        self.lines.show_columns(lines_with(found))
        self.papers.show_all(dict(enumerate(document_rows(found))))
        self.papers.display = bool(self.papers.ids)
        self.query_one("#documents", Line).show(f" {documents(found)}")
        self.query_one("#next", Line).show(tr(" Next: {step}", step=self._next(found)))
        self._fit()
        self.show_keys()

    def _next(self, found: OrderShown) -> str:
        step = found.next_step.removesuffix(".")
        if found.order.status is OrderStatus.HOLDED:
            return tr("{key} Release (on hold: nothing ships until then)", key=self.key("hold"))
        if found.next_command:
            return f"{self.key(found.next_command)} {step}"
        if found.order.status.awaits_money:
            return f"{self.key('actions')} {step}"
        return f"{inside(step[:1])}{step[1:]}"

    def key(self, id: str) -> str:
        """The key of a command, as people know it."""
        return shown(self.keys_of(id).split(",")[0])

    def on_resize(self, event: events.Resize) -> None:
        """Give the lines what the other parts leave."""
        super().on_resize(event)
        self._fit()

    def _fit(self) -> None:
        """Let panes be as high as their rows, where the body has room for them."""
        written = len(self.papers.ids)
        below = min(written + 1, _MOST_DOCUMENTS) if written else 0
        room = max(self.query_one("#body").size.height - 3 - below, 3)
        self.lines.styles.height = min(max(len(self.lines.ids), 1) + 1, room)
        self.papers.styles.height = below or 1

    # -- moving ---------------------------------------------------------------------------

    def _focus_lines(self) -> None:
        if not self.papers.has_focus:
            self.set_focus(self.lines)

    def action_position(self) -> None:
        """``'``: jump to a line while typing."""
        self.query_one("#jump", JumpBar).open()

    def jump(self, text: str) -> None:
        """Put the cursor on the first line whose SKU begins like this."""
        wanted = text.casefold()
        if not wanted:
            return
        for index, id in enumerate(self.lines.ids):
            row = self.lines.row(id)
            if row is not None and row.sku.casefold().startswith(wanted):
                self.lines.move_to(index)
                return
        self.say(tr("No line begins with {text}", text=text))

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
            count = len(self.lines.marks)
            return trn("{count} marked line", "{count} marked lines", count)
        row = self.lines.cursor_row
        return "" if row is None else row.sku


def _order_shown(database: Database, id: int, zone: str) -> OrderShown:
    """Read an order, its times in the zone to show."""
    found = order_page.show_by_id(database, id)
    order, here = found.order, dates.zone_of(database, zone)
    ready = None if order.ready_at is None else order.ready_at.astimezone(here)
    expires = None if order.expires_at is None else order.expires_at.astimezone(here)
    return replace(
        _documents_in(found, here),
        order=replace(
            order,
            placed_at=order.placed_at.astimezone(here),
            ready_at=ready,
            expires_at=expires,
        ),
    )


def _documents_in(found: OrderShown, zone: tzinfo) -> OrderShown:
    return replace(
        found,
        invoices=tuple(
            replace(one, invoiced_at=one.invoiced_at.astimezone(zone)) for one in found.invoices
        ),
        shipments=tuple(
            replace(one, shipped_at=one.shipped_at.astimezone(zone)) for one in found.shipments
        ),
        refunds=tuple(
            replace(one, refunded_at=one.refunded_at.astimezone(zone)) for one in found.refunds
        ),
    )
