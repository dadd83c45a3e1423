"""What is expected of one product, where and when: a pane of the product page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from textual.binding import BindingType

from inventory_tui.domain.incoming import Incoming, IncomingQuery
from inventory_tui.domain.quantity import Quantity, total
from inventory_tui.domain.transfer import OnTheRoad, label_of
from inventory_tui.services import Database
from inventory_tui.services.goods import incoming, transfers
from inventory_tui.tui.commands import Hint, bindings
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.tui.screens.products.product_tab import ProductTab
from inventory_tui.tui.screens.reports import incoming_deeds
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.wording import tr


@dataclass(frozen=True, slots=True)
class ComingOf:
    """What is expected of a product, and what of it is on the road."""

    sku: str
    lines: tuple[Incoming, ...]
    on_the_road: tuple[OnTheRoad, ...]
    today: date

    def sentence(self) -> str:
        """What is on the road, for people; empty where nothing is."""
        road = ", ".join(
            f"{one.quantity.grouped()} {one.origin} → {one.destination} "
            f"({label_of(one.transfer_id)})"
            for one in self.on_the_road
        )
        return tr("On the road: {road}", road=road) if road else ""


class ProductIncoming(ProductTab[Incoming]):
    """Quantity, destination, day; ``n`` adds, ``e`` edits, ``D`` deletes, Enter receives."""

    HINTS: ClassVar[tuple[Hint, ...]] = (
        ("open", tr("What came")),
        ("new", tr("Expect goods")),
        "edit",
        "delete",
        ("receive", tr("Scan")),
        ("focus.next", tr("Next tab")),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("open", "new", "edit", "delete")]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, marking=False)
        self._coming = ComingOf("", (), (), date.min)
        self.empty = tr("Nothing of it is expected. n writes down what will come")
        self.show_columns(self._columns_now())

    def _columns_now(self) -> Sequence[Column[Incoming]]:
        return (
            Column("left", tr("Quantity"), lambda row: row.left.grouped(), 10, right=True),
            Column("source", tr("Destination"), lambda row: row.source, 14, most=30),
            Column("expected", tr("Expected"), self._day, 14),
            Column("delivery", tr("Delivery"), lambda row: row.delivery, 12, most=24),
            Column(
                "received", tr("Received"), lambda row: row.received.grouped(), 9, right=True
            ),
            Column("note", tr("Note"), lambda row: row.note, 14, most=60, drop=1),
        )

    def _day(self, row: Incoming) -> Cell:
        day = row.expected_on.isoformat()
        if row.draft:
            return Cell(f"{day} ?", "dim")
        overdue = row.is_overdue(self._coming.today)
        return Cell(f"{day} !", "attention") if overdue else Cell(day)

    def show_coming(self, coming: ComingOf) -> None:
        """Show what is expected."""
        self._coming = coming
        self.show_all({row.id: row for row in coming.lines})

    @property
    def label(self) -> str:
        """With how many rows are expected."""
        return tr("Incoming {count}", count=len(self.ids)) if len(self.ids) else tr("Incoming")

    @property
    def expected(self) -> Quantity:
        """All that is expected, without what is only proposed."""
        return total(row.left for row in self._coming.lines if not row.draft)

    def sentences(self) -> tuple[str, str]:
        """What is on the road, and how much is expected."""
        units = self.expected
        said = (
            tr("{units} expected; they count once received", units=units.in_units())
            if units
            else ""
        )
        return self._coming.sentence(), said

    @property
    def _host(self) -> Page:
        assert isinstance(self.screen, Page)
        return self.screen

    @story
    async def action_new(self) -> None:
        """n: write down what will come."""
        if await incoming_deeds.add(self._host, self._coming.sku):
            self._host.inventory.data_written()

    @story
    async def action_open(self) -> None:
        """Enter: say what came of the row."""
        row = self.cursor_row
        if row is not None and await incoming_deeds.receive(self._host, row):
            self._host.inventory.data_written()

    @story
    async def action_edit(self) -> None:
        """e: say something of it otherwise."""
        row = self.cursor_row
        if row is not None and await incoming_deeds.edit(self._host, row):
            self._host.inventory.data_written()

    @story
    async def action_delete(self) -> None:
        """D: expect it no longer."""
        row = self.cursor_row
        if row is not None and await incoming_deeds.delete(self._host, row):
            self._host.inventory.data_written()


def read_coming(database: Database, sku: str) -> ComingOf:
    """Return what is expected of a product, and what of it is on the road.

    Raises:
        Refused: There is no such product.
    """
    return ComingOf(
        sku,
        tuple(incoming.find(database, IncomingQuery(sku=sku))),
        tuple(transfers.on_the_road(database, sku)),
        incoming.today(database),
    )
