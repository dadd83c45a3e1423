"""One order: what can be done to it, from its invoice to its refund."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.binding import BindingType

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.filters import quoted
from inventory_tui.domain.history import Receipt
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Order, OrderStatus
from inventory_tui.domain.permissions import Permission
from inventory_tui.domain.shipment import Shipment
from inventory_tui.services.desk.finding import Found, FoundKind
from inventory_tui.services.shipping import shipping
from inventory_tui.services.shipping.pickup_orders import waits_there
from inventory_tui.tui.commands import Command, bindings
from inventory_tui.tui.dialogs.cancel_lines import CancelLines
from inventory_tui.tui.dialogs.palette import Entry
from inventory_tui.tui.dialogs.text import TextDialog
from inventory_tui.tui.dialogs.why import ask_why
from inventory_tui.tui.screens.frame.page import Hint, story
from inventory_tui.tui.screens.orders import order_pickup
from inventory_tui.tui.screens.orders.order_deeds import (
    hold_orders,
    invoice_order,
    refund_order,
)
from inventory_tui.tui.screens.orders.order_documents import DocumentRow, document_text
from inventory_tui.tui.screens.orders.order_expiry import expiry_entries
from inventory_tui.tui.screens.orders.order_payments import Asked, payment_entries
from inventory_tui.tui.screens.orders.order_view import OrderView
from inventory_tui.tui.screens.shipments.consignment import ConsignmentScreen
from inventory_tui.tui.screens.shipments.consignment_deeds import open_for
from inventory_tui.tui.screens.shipments.shipment import ShipmentScreen
from inventory_tui.tui.screens.shipments.shipment_builder import ShipmentBuilder
from inventory_tui.tui.screens.shipments.shipment_draft import draft_name
from inventory_tui.tui.screens.shipments.slips import print_slips
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.wording import tr


class OrderScreen(OrderView):
    """Opened by its id, from the list, by its number or by a scan."""

    HINTS: ClassVar[tuple[Hint, ...]] = (
        "dispatch",
        "invoice",
        ("cancel", tr("Cancel line")),
        "hold",
        "refund",
        "print",
        "keys",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            "open",
            "dispatch",
            "invoice",
            "cancel",
            "hold",
            "refund",
            "print",
            "why",
            "history",
            "position",
            "mark.all",
            "new",
        )
    ]

    # -- what is here now -----------------------------------------------------------------

    def label_of(self, command: Command) -> str:
        """Verbs name what they act on."""
        order = self.order
        if order is None:
            return command.label
        if command.id == "new":
            return tr("Order {number} again", number=order.number)
        if command.id == "cancel":
            return tr("Cancel {what}", what=self.subject())
        if command.id == "hold":
            if order.status is OrderStatus.HOLDED:
                return tr("Release order {number}", number=order.number)
            return tr("Hold order {number}", number=order.number)
        if command.id == "dispatch" and waits_there(order):
            return tr("Tell again that order {number} is ready", number=order.number)
        if command.id == "dispatch" and order.pickup_source is not None:
            return tr("Ready for pickup: order {number}", number=order.number)
        if command.id in ("dispatch", "invoice", "refund", "print", "history"):
            return tr("{verb} order {number}", verb=command.label, number=order.number)
        return command.label

    def hints(self) -> tuple[Hint, ...]:
        """Row 24: an order on hold can be released, one that is fetched is made ready."""
        order = self.order
        if order is None:
            return self.HINTS
        other: dict[Hint, Hint] = {}
        if order.status is OrderStatus.HOLDED:
            other["hold"] = ("hold", tr("Release"))
        if order.pickup_source is not None:
            word = tr("Tell again") if waits_there(order) else tr("Ready")
            other["dispatch"] = ("dispatch", word)
        return tuple(other.get(one, one) for one in self.HINTS)

    @on(QueryGrid.MarksChanged, "#lines")
    def _marks_changed(self) -> None:
        self.show_keys()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What the order does not admit any more is not here."""
        order = self.order
        if order is not None:
            if action == "dispatch" and waits_there(order):
                return super().check_action(action, parameters)
            if action in ("dispatch", "cancel", "hold") and not order.status.is_open:
                return False
            if action == "dispatch" and not any(line.to_ship for line in order.lines):
                return False
            if action == "invoice":
                left = any(line.to_invoice for line in order.lines)
                return left and (order.status.is_open or order.status is OrderStatus.COMPLETE)
            if action == "refund":
                return any(line.to_refund for line in order.lines)
        return super().check_action(action, parameters)

    def more_actions(self) -> list[Entry]:
        """What is said of its payment, and where it is fetched: for ``b`` and the palette."""
        order = self.order
        if order is None:
            return []
        entries = payment_entries(order, self._run_on)
        entries += expiry_entries(order, self._run_on)
        if order.pickup_source is not None and order.status.is_open:
            number = visible(order.number)
            entries += [
                Entry(
                    tr("Fetch order {number} elsewhere", number=number),
                    "",
                    self._move,
                    "pickup|move",
                ),
                Entry(
                    tr("Ship order {number} instead", number=number),
                    "",
                    self._open_builder,
                    "dispatch",
                ),
            ]
        changes = [replace(one, needs=(Permission.ORDER_UPDATE,)) for one in entries]
        if order.status.is_open and any(line.to_ship for line in order.lines):
            consign = tr("Consign order {number}", number=visible(order.number))
            needs = (Permission.SHIPMENT_CREATE,)
            changes.append(Entry(consign, "", self._consign, "consignment", needs=needs))
        return changes

    @story
    async def _consign(self) -> None:
        order: Order | None = self.order
        if order is not None and (one := await open_for(self, [order.number])) is not None:
            self.inventory.open(ConsignmentScreen(one.id))

    # -- opening --------------------------------------------------------------------------

    @story
    async def action_open(self) -> None:
        """Enter: the product of the line, or the document."""
        if self.papers.has_focus:
            if (document := self.papers.cursor_row) is not None:
                await self._open_document(document)
            return
        row = self.lines.cursor_row
        if row is None:
            return
        if row.bundle is not None:
            self.open_found(Found(FoundKind.PRODUCT, row.bundle.product_id, row.sku, row.name))
        elif row.line is None:
            self.take_scan(row.sku)
        elif row.line.product_deleted:
            self.say(tr("{sku} was deleted", sku=visible(row.sku)))
        else:
            self.open_found(Found(FoundKind.PRODUCT, row.line.product_id, row.sku, row.name))

    async def _open_document(self, row: DocumentRow) -> None:
        document, order = row.document, self.order
        if isinstance(document, Shipment):
            self.inventory.open(ShipmentScreen(document.id))
        elif order is not None:
            await self.ask(TextDialog(*document_text(order, document, self.inventory.clock())))

    def action_mark_all(self) -> None:
        """``*``: mark every line."""
        self.lines.action_mark_all()

    # -- verbs ----------------------------------------------------------------------------

    @story
    async def action_dispatch(self) -> None:
        """d: the shipment builder; an order that is fetched is made ready."""
        order = self.order
        if order is not None and order.pickup_source is not None:
            await order_pickup.make_ready(self, order)
        else:
            self._open_builder()

    def _open_builder(self) -> None:
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
        self._open_builder()
        return True

    def _is_held(self, sentence: str) -> bool:
        """Whether a hold is in the way; the sentence tells it, with ``{key}`` in it."""
        held = self.order is not None and self.order.status is OrderStatus.HOLDED
        if held:
            self.say(sentence.format(key=self.key("hold")))
        return held

    def _done(self, receipt: Receipt) -> None:
        self.say_receipt(receipt)
        self.lines.action_mark_none()
        self.inventory.data_written()

    @story
    async def action_cancel(self) -> None:
        """c: cancel the marked lines, or the line of the row, by how much one says."""
        order = self.order
        if order is None:
            return
        chosen = self.chosen_lines()
        lines = [line for line in chosen if line.to_cancel]
        if not lines:
            what = self.subject() or tr("it")
            if any(line.open for line in chosen):
                said = tr(
                    "{what} is invoiced; {key} refunds it instead",
                    what=what,
                    key=self.key("refund"),
                )
                self.say(said)
            else:
                self.say(tr("Nothing of {what} is open", what=what))
        elif not self._is_held(tr("On hold; {key} releases it before lines are cancelled")):
            done = await self.ask(CancelLines(order, lines))
            if done is not None:
                self._done(done.receipt)

    @story
    async def action_invoice(self) -> None:
        """I: invoice the marked lines, or all that is to invoice."""
        order = self.order
        if order is None or self._is_held(
            tr("On hold; {key} releases it before it is invoiced")
        ):
            return
        marked = self.chosen_lines() if len(self.lines.marks) else list(order.lines)
        receipt = await invoice_order(self, order, marked)
        if receipt is not None:
            self._done(receipt)

    @story
    async def action_refund(self) -> None:
        """R: refund the marked lines in full, or any by how much one says."""
        order = self.order
        if order is None or self._is_held(
            tr("On hold; {key} releases it before it is refunded")
        ):
            return
        marked = bool(len(self.lines.marks))
        receipt = await refund_order(self, order.number, self.chosen_lines(), marked=marked)
        if receipt is not None:
            self._done(receipt)

    @story
    async def action_hold(self) -> None:
        """H: put it on hold, or let it go on."""
        await hold_orders(self, [self._order_id])

    @story
    async def action_new(self) -> None:
        """n: a new order of the same lines."""
        from inventory_tui.tui.screens.orders.order_again import order_again

        if self.order is not None:
            await order_again(self, self.order.number)

    @story
    async def action_print(self) -> None:
        """p: its slip."""
        if self.order is not None:
            await print_slips(self, "order", shipping.slip_of_order, [self.order.number])

    @story
    async def _run_on(self, deed: Asked, /) -> None:
        await deed(self)

    @story
    async def _move(self) -> None:
        order: Order | None = self.order
        if order is not None:
            await order_pickup.move(self, order)

    def history_filter(self) -> str:
        """What happened to it."""
        return "" if self.order is None else f"order:{quoted(self.order.number)}"

    @story
    async def action_why(self) -> None:
        """i: why the order's stock can promise what the line says."""
        order, row = self.order, self.lines.cursor_row
        if order is None or row is None:
            return
        try:
            opens = await ask_why(self, row.sku, str(order.stock_id), channel=order.channel)
        except InventoryError as refusal:
            await self.refuse(refusal)
            return
        if opens:
            self.take_scan(opens)
