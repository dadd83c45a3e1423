"""One transfer: what became of each line; received and taken back here."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.filters import quoted
from inventory_tui.domain.labels import visible
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.transfer import Transfer, TransferLine
from inventory_tui.services.desk.finding import Found, FoundKind
from inventory_tui.tui import dates
from inventory_tui.tui.commands import Command, Hint, bindings
from inventory_tui.tui.screens.frame.page import Page, story
from inventory_tui.tui.screens.reports import transfer_deeds
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.wording import tr


def _amount(amount: Quantity) -> Cell:
    return Cell(amount.grouped() if amount else "–", "" if amount else "dim")


_COLUMNS: tuple[Column[TransferLine], ...] = (
    Column("sku", "SKU", lambda line: line.sku, 20, least=10, most=40),
    Column("name", tr("Name"), lambda line: line.name, 20, least=8, most=60, from_width=96),
    Column("sent", tr("Sent"), lambda line: _amount(line.sent), 8, right=True),
    Column("road", tr("On the road"), lambda line: _amount(line.on_the_road), 12, right=True),
    Column("received", tr("Received"), lambda line: _amount(line.received), 9, right=True),
    Column("damaged", tr("Damaged"), lambda line: _amount(line.damaged), 8, right=True, drop=3),
    Column("short", tr("Short"), lambda line: _amount(line.short), 7, right=True),
    Column("lost", tr("Lost"), lambda line: _amount(line.lost), 6, right=True),
    Column("returned", tr("Back"), lambda line: _amount(line.returned), 6, right=True, drop=2),
)


class TransferScreen(Page):
    """Opened by its id."""

    PLACE = 6
    TOPIC = "Transfers on the road"
    AUTO_FOCUS = "#lines"
    HINTS: ClassVar[tuple[Hint, ...]] = (
        ("open", tr("What came")),
        ("receive", tr("Scan it")),
        ("cancel", tr("Take it back")),
        "history",
        "back",
        "keys",
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("open", "cancel", "history")]

    def __init__(self, id: int) -> None:
        super().__init__()
        self._transfer_id = id
        self._transfer: Transfer | None = None

    def compose_top(self) -> ComposeResult:
        """Row 2: which, from where to where."""
        yield Line(id="heading", classes="title")

    def compose_body(self) -> ComposeResult:
        """Its lines, and a line about it."""
        yield QueryGrid[TransferLine](_COLUMNS, id="lines", marking=False)
        yield Static(id="about", classes="note", markup=False)

    @property
    def lines(self) -> QueryGrid[TransferLine]:
        """What became of each product."""
        return self.query_one("#lines", QueryGrid)

    def begin(self) -> None:
        """Read it; keys wait for it."""
        self._read()

    def data_changed(self) -> None:
        """Read it again."""
        self._read()

    @story
    async def _read(self) -> None:
        zone = self.inventory.settings.time_zone
        try:
            found = await self.read(transfer_deeds.read_one, self._transfer_id, zone)
        except InventoryError as refusal:
            await self.refuse(refusal)
            return
        self._transfer = found
        self.lines.show_all(transfer_deeds.by_product(found))
        heading = f" {found.label}  {found.origin} → {found.destination}: {found.status.label}"
        self.query_one("#heading", Line).show(heading)
        sent = dates.minute(found.sent_at, self.inventory.clock())
        said = [tr("Sent {when} by {who}", when=sent, who=visible(found.sent_by))]
        if found.expected_on is not None:
            said.append(tr("expected on {day}", day=found.expected_on.isoformat()))
        said.append(
            tr(
                "{part} of {whole} on the road",
                part=found.on_the_road.grouped(),
                whole=found.units.grouped(),
            )
        )
        if found.note:
            said.append(visible(found.note))
        self.query_one("#about", Static).update(f" {' · '.join(said)}")
        self.show_keys()

    def subject(self) -> str:
        """What menus name."""
        return "" if self._transfer is None else self._transfer.label

    def label_of(self, command: Command) -> str:
        """Verbs name it."""
        if command.id in ("receive", "cancel") and self._transfer is not None:
            label = self._transfer.label
            if command.id == "receive":
                return tr("Receive {what}", what=label)
            return tr("Take back {what}", what=label)
        return super().label_of(command)

    def history_filter(self) -> str:
        """What touched the SKU of the line."""
        line = self.lines.cursor_row
        return "" if line is None else f"sku:{quoted(line.sku)}"

    def to_receive(self) -> Found | None:
        """It, while something of it is on the road."""
        one = self._transfer
        if one is None or not one.on_the_road:
            return None
        return Found(FoundKind.TRANSFER, one.id, one.label)

    def go_top(self) -> bool:
        """``gg``."""
        self.lines.action_top()
        return True

    @story
    async def action_open(self) -> None:
        """Enter: say what became of the line."""
        line = self.lines.cursor_row
        if (
            line is not None
            and self._transfer is not None
            and await transfer_deeds.receive_line(self, self._transfer, line)
        ):
            self.inventory.data_written()

    @story
    async def action_cancel(self) -> None:
        """c: what is on the road goes back."""
        if self._transfer is not None and await transfer_deeds.cancel(self, self._transfer):
            self.inventory.data_written()
