"""One shipment: what lies in it, how to follow it, and the order it belongs to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from inventory_tui.domain.errors import InventoryError, Kind, Refused
from inventory_tui.domain.filters import quoted
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Order
from inventory_tui.domain.quantity import total
from inventory_tui.domain.shipment import Shipment, ShipmentLine
from inventory_tui.services import Database
from inventory_tui.services.desk.finding import Found, FoundKind
from inventory_tui.services.orders import ordering
from inventory_tui.services.shipping import shipping
from inventory_tui.tui import dates
from inventory_tui.tui.commands import Command, bindings
from inventory_tui.tui.dialogs.palette import Entry
from inventory_tui.tui.screens.frame.page import Hint, Page, story
from inventory_tui.tui.screens.shipments.consignment import ConsignmentScreen
from inventory_tui.tui.screens.shipments.shipment_deeds import cancel_shipment, say_tracking
from inventory_tui.tui.screens.shipments.slips import print_slips
from inventory_tui.tui.widgets.columns import Column
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.wording import tr, trn

_COLUMNS: tuple[Column[ShipmentLine], ...] = (
    Column("sku", "SKU", lambda line: line.sku, 24, most=40),
    Column("name", tr("Name"), lambda line: line.name, 36, least=10, most=60),
    Column("quantity", tr("Quantity"), lambda line: line.quantity.grouped(), 10, right=True),
)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A shipment with its order, times in the zone to show."""

    shipment: Shipment
    order: Order | None
    """None: not for who looks."""


class ShipmentScreen(Page):
    """Opened by its id, which is its number."""

    PLACE = 5
    TOPIC = "Shipment page"
    AUTO_FOCUS = "#lines"
    HINTS: ClassVar[tuple[Hint, ...]] = (
        ("open", tr("Open the order")),
        ("print", tr("Print the slip")),
        "tracking",
        ("cancel", tr("Cancel it")),
        "history",
        "back",
        "keys",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("open", "print", "tracking", "cancel", "history")
    ]

    def __init__(self, id: int) -> None:
        super().__init__()
        self._shipment_id = id
        self._shown: _Shown | None = None

    def compose_top(self) -> ComposeResult:
        """Row 2: which shipment, when it left."""
        yield Line(id="heading", classes="title")

    def compose_body(self) -> ComposeResult:
        """Whom it went to, what lies in it, how to follow it."""
        yield Line(id="customer", classes="summary")
        yield QueryGrid[ShipmentLine](_COLUMNS, id="lines", marking=False)
        yield Static(id="about", classes="about", markup=False)

    @property
    def lines(self) -> QueryGrid[ShipmentLine]:
        """What lies in it."""
        return self.query_one("#lines", QueryGrid)

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
            found = await self.read(_shipment_shown, self._shipment_id, zone)
        except InventoryError as refusal:
            await self.refuse(refusal)
            return
        self._shown = found
        one, now = found.shipment, self.inventory.clock()
        self.query_one("#heading", Line).show(_heading(one, now))
        parts = [tr("Order {number}", number=one.order)]
        if found.order is not None:
            to = found.order.ship_to
            parts += [to.name, to.email, to.one_line()]
        text = " · ".join(part for part in parts if part)
        self.query_one("#customer", Line).show(f" {visible(text)}")
        self.lines.show_all({line.line_id: line for line in one.lines})
        rows = len(one.lines) + 1
        self.lines.styles.height = max(min(rows, self.query_one("#body").size.height - 7), 2)
        self.query_one("#about", Static).update("\n".join(_about(one)))
        self.show_keys()

    def subject(self) -> str:
        """The shipment."""
        return tr("shipment {id}", id=self._shipment_id)

    def go_top(self) -> bool:
        """``gg``: the first line."""
        self.lines.action_top()
        return True

    def action_open(self) -> None:
        """Enter: its order."""
        order = None if self._shown is None else self._shown.order
        if order is not None:
            self.open_found(Found(FoundKind.ORDER, order.id, order.number))

    @story
    async def action_print(self) -> None:
        """p: its packing slip."""
        await print_slips(self, "shipment", shipping.slip, [self._shipment_id])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is cancelled is not cancelled again, nor what goes with others alone."""
        if action == "cancel" and self._shown is not None:
            one = self._shown.shipment
            return not one.cancelled and one.consignment_id is None
        return super().check_action(action, parameters)

    def label_of(self, command: Command) -> str:
        """Verbs name what they act on."""
        if command.id in ("cancel", "print"):
            return tr("{verb} {what}", verb=command.label, what=self.subject())
        return command.label

    @story
    async def action_tracking(self) -> None:
        """T: how its parcels are followed, also once it left."""
        if self._shown is not None:
            await say_tracking(self, self._shown.shipment)

    def more_actions(self) -> list[Entry]:
        """The consignment it is part of."""
        id = None if self._shown is None else self._shown.shipment.consignment_id
        return (
            []
            if id is None
            else [Entry(tr("Open consignment {number}", number=id), "", self._consignment)]
        )

    def _consignment(self) -> None:
        if self._shown is not None and self._shown.shipment.consignment_id is not None:
            self.inventory.open(ConsignmentScreen(self._shown.shipment.consignment_id))

    @story
    async def action_cancel(self) -> None:
        """c: cancel the shipment; its goods come back."""
        if self._shown is not None:
            await cancel_shipment(self, self._shown.shipment)

    def history_filter(self) -> str:
        """What happened to its order."""
        return "" if self._shown is None else f"order:{quoted(self._shown.shipment.order)}"


def _shipment_shown(database: Database, id: int, zone: str) -> _Shown:
    shipment = shipping.show(database, id)
    here = dates.zone_of(database, zone)
    order: Order | None = None
    try:
        order = ordering.show(database, shipment.order).order
    except Refused as refusal:
        if refusal.kind is not Kind.NOT_ALLOWED:
            raise
    return _Shown(replace(shipment, shipped_at=shipment.shipped_at.astimezone(here)), order)


_INDENT = " " * 11


def _heading(one: Shipment, now: datetime) -> str:
    state = tr(" · cancelled") if one.cancelled else ""
    return tr(
        " Shipment {id}{state} · from {source} {name} · {when} by {who}",
        id=one.id,
        state=state,
        source=visible(one.source),
        name=visible(one.source_name),
        when=dates.minute(one.shipped_at, now),
        who=visible(one.shipped_by),
    )


def _about(one: Shipment) -> list[str]:
    count = len({line.product_id for line in one.lines})
    units = total(line.quantity for line in one.lines).in_units()
    texts = [
        trn(" {units} of {count} SKU", " {units} of {count} SKUs", count, units=units),
        "",
    ]
    if one.cancelled:
        texts += [
            tr(" Cancelled: what was in it came back to {source}", source=visible(one.source)),
            "",
        ]
    if one.consignment_id is not None:
        texts += [
            tr(" Part of consignment {number}", number=one.consignment_id),
            "",
        ]
    for way in one.tracking:
        sent = f"{visible(way.title)} {visible(way.number)}"
        texts.append(tr(" Tracking  {parcel}", parcel=sent))
        if way.url:
            texts.append(f"{_INDENT}{visible(way.url)}")
    if not one.tracking:
        texts.append(tr(" No tracking number"))
    for number, line in enumerate(one.comment.splitlines()):
        text = visible(line)
        texts.append(f"{_INDENT}{text}" if number else tr(" Comment   {text}", text=text))
    return texts
