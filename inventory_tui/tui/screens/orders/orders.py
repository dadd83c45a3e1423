"""Orders: the list by status, held and cancelled in numbers, dispatched one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType

from inventory_tui.domain import order_vocabularies
from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.filters import quoted
from inventory_tui.domain.order import Order, OrderStatus
from inventory_tui.domain.order_list import OrderQuery, OrderRow
from inventory_tui.domain.permissions import Permission
from inventory_tui.services import Database
from inventory_tui.services.orders import order_lists, order_page
from inventory_tui.services.shipping import shipping
from inventory_tui.tui import dates
from inventory_tui.tui.commands import Command, bindings
from inventory_tui.tui.dialogs.palette import Entry
from inventory_tui.tui.screens.frame.list_page import ListPage
from inventory_tui.tui.screens.frame.page import Hint, story
from inventory_tui.tui.screens.orders.new_order import DRAFT, NewOrderScreen
from inventory_tui.tui.screens.orders.order import OrderScreen
from inventory_tui.tui.screens.orders.order_deeds import (
    cancel_orders,
    hold_orders,
    invoice_order,
)
from inventory_tui.tui.screens.orders.order_pickup import make_ready
from inventory_tui.tui.screens.shipments.consignment import ConsignmentScreen
from inventory_tui.tui.screens.shipments.consignment_deeds import open_for
from inventory_tui.tui.screens.shipments.shipment_builder import ShipmentBuilder
from inventory_tui.tui.screens.shipments.slips import print_slips
from inventory_tui.tui.widgets.columns import Cell, Column, Role
from inventory_tui.wording import tr


class OrdersScreen(ListPage[OrderRow, OrderQuery]):
    """Place 4."""

    PLACE = 4
    TOPIC = "Orders"
    NOUN = tr("orders")
    LABEL = "number"
    DEFAULT_SORT = ("number", True)
    VOCABULARY = order_vocabularies.ORDERS
    FILTER_HELP = tr(
        "Words and rules, all of which must hold: 42  status:pending,processing  "
        "open  customer:smith  channel:eu  sku:MH01  since:7d  until:2026-11-20  "
        "left>0  source:berlin"
    )
    HINTS: ClassVar[tuple[Hint, ...]] = (
        "open",
        "dispatch",
        "invoice",
        "hold",
        "cancel",
        "new",
        "print",
        "keys",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("new", "dispatch", "invoice", "hold", "cancel", "print", "history")
    ]

    # -- where the rows come from ---------------------------------------------------------

    def columns(self) -> Sequence[Column[OrderRow]]:
        """As drawn; more where there is room."""
        now = self.inventory.clock()
        return (
            Column("number", tr("Number"), lambda row: row.number, 11, most=20, sort="number"),
            Column(
                "placed",
                tr("Placed"),
                lambda row: dates.day(row.placed_at, now),
                9,
                sort="placed",
                descending_first=True,
            ),
            Column(
                "channel", tr("Channel"), _channel, 11, least=8, most=24, drop=9, sort="channel"
            ),
            Column(
                "customer",
                tr("Customer"),
                lambda row: row.customer or Cell("–", "dim"),
                18,
                least=8,
                most=40,
                drop=8,
                sort="customer",
            ),
            Column("status", tr("Status"), _status, 15, sort="status"),
            Column(
                "left",
                tr("Left"),
                lambda row: row.left.grouped(),
                7,
                most=12,
                right=True,
                sort="left",
                descending_first=True,
            ),
            Column(
                "total",
                tr("Units"),
                lambda row: row.total.grouped(),
                7,
                right=True,
                drop=12,
                from_width=96,
                sort="total",
                descending_first=True,
            ),
            Column(
                "lines",
                tr("Lines"),
                lambda row: str(row.lines),
                6,
                right=True,
                drop=13,
                from_width=96,
            ),
            Column("from", tr("From"), _from, 8, most=30, drop=7, sort="from"),
        )

    def request(self) -> OrderQuery:
        """What is asked for now."""
        marked = tuple(self.grid.marks.ids()) if "marked" in self.filter else ()
        return OrderQuery(self.filter, self.sort, self.descending, marked)

    def find(self, database: Database, asked: OrderQuery) -> Sequence[int]:
        """The snapshot."""
        return order_lists.order_ids(database, asked)

    def first(
        self, database: Database, asked: OrderQuery, limit: int
    ) -> Mapping[int, OrderRow]:
        """The first rows."""
        rows = {row.id: row for row in order_lists.order_window(database, asked, limit)}
        return self._in_zone(database, rows)

    def rows(
        self, database: Database, asked: OrderQuery, ids: Sequence[int]
    ) -> Mapping[int, OrderRow]:
        """Rows by id."""
        return self._in_zone(database, order_lists.order_rows(database, ids))

    def _in_zone(self, database: Database, rows: Mapping[int, OrderRow]) -> dict[int, OrderRow]:
        zone = dates.zone_of(database, self.inventory.settings.time_zone)
        return {
            id: replace(row, placed_at=row.placed_at.astimezone(zone))
            for id, row in rows.items()
        }

    def count_all(self, database: Database, asked: OrderQuery) -> int:
        """How many there are without the filter."""
        return order_lists.count_orders(database, OrderQuery())

    def empty_sentence(self) -> str:
        """How orders come in, or nothing found."""
        if self.filter:
            return super().empty_sentence()
        return tr("No orders yet. n places one · `inventory-tui orders import` takes a file")

    def label_of(self, command: Command) -> str:
        """Verbs name what they act on."""
        if command.id in ("hold", "cancel", "print") and (subject := self.subject()):
            return tr("{verb} {what}", verb=command.label, what=subject)
        return command.label

    def subject(self) -> str:
        """The marked orders, or the one of the row."""
        subject = super().subject()
        if not subject or len(self.grid.marks):
            return subject
        return tr("order {number}", number=subject)

    # -- verbs ----------------------------------------------------------------------------

    @story
    async def action_open(self) -> None:
        """Enter: the order's page."""
        row = await self.row_under_cursor()
        if row is not None:
            self.inventory.open(OrderScreen(row.id))

    def action_new(self) -> None:
        """n: place an order by hand."""
        self.inventory.open(NewOrderScreen())

    def bring_back_draft(self) -> bool:
        """z: the new order that was thrown away."""
        drafts = self.inventory.drafts
        kept = drafts.discarded.pop(DRAFT, None)
        if kept is None:
            return False
        drafts.keep(DRAFT, kept)
        self.inventory.open(NewOrderScreen())
        return True

    @story
    async def action_dispatch(self) -> None:
        """d: the shipment builder of the row; an order that is fetched is made ready.

        Several marked orders go together, in a consignment.
        """
        if len(self.grid.marks) > 1:
            await self._consign(list(self.chosen()))
            return
        order = await self._order_here()
        if order is not None and order.pickup_source is not None:
            await make_ready(self, order)
        elif order is not None:
            self.inventory.open(ShipmentBuilder(order.number))

    async def _consign(self, ids: Sequence[int]) -> None:
        """Open a consignment of orders, and its page."""
        rows = await self.read(order_lists.order_rows, ids)
        numbers = [rows[id].number for id in ids if id in rows]
        if not numbers:
            return
        one = await open_for(self, numbers)
        if one is not None:
            self.grid.action_mark_none()
            self.inventory.open(ConsignmentScreen(one.id))

    def more_actions(self) -> list[Entry]:
        """What goes together with others, also of a single order."""
        if not self.subject():
            return []
        label = tr("Consign {what}", what=self.subject())
        needs = (Permission.SHIPMENT_CREATE,)
        return [Entry(label, "", self._consign_chosen, "consignment", needs=needs)]

    @story
    async def _consign_chosen(self) -> None:
        await self._consign(list(self.chosen()))

    async def _order_here(self) -> Order | None:
        """The order of the row as it is now."""
        row = await self.row_under_cursor()
        if row is None:
            return None
        try:
            return (await self.read(order_page.show_by_id, row.id)).order
        except InventoryError as refusal:
            await self.refuse(refusal)
            return None

    @story
    async def action_invoice(self) -> None:
        """I: invoice the order of the row."""
        order = await self._order_here()
        if order is not None:
            receipt = await invoice_order(self, order, order.lines)
            if receipt is not None:
                self.say_receipt(receipt)
                self.inventory.data_written()

    @story
    async def action_cancel(self) -> None:
        """c: cancel what is open of the marked orders, or of the row."""
        await cancel_orders(self, list(self.chosen()))

    @story
    async def action_hold(self) -> None:
        """H: put the marked orders on hold; those that are all on hold come off it."""
        await hold_orders(self, list(self.chosen()))

    @story
    async def action_print(self) -> None:
        """p: the slips of the marked orders, or of the row."""
        rows = await self.read(order_lists.order_rows, list(self.chosen()))
        numbers = [rows[id].number for id in self.chosen() if id in rows]
        await print_slips(self, "order", shipping.slip_of_order, numbers)

    def history_filter(self) -> str:
        """What happened to the order of the row."""
        row = self.grid.cursor_row
        return "" if row is None else f"order:{quoted(row.number)}"


def _channel(row: OrderRow) -> str:
    return row.channel_name or row.channel


def _status(row: OrderRow) -> str | Cell:
    waits = row.status is OrderStatus.HOLDED or row.status.awaits_money
    role: Role = "attention" if waits else ""
    return Cell(row.status.label, role if row.status.is_open else "dim")


def _from(row: OrderRow) -> str | Cell:
    return ", ".join(row.sources) if row.sources else Cell("–", "dim")
