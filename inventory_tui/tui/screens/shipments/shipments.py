"""Shipments: what left, when, for which order, from where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType

from inventory_tui.domain import vocabularies
from inventory_tui.domain.order_list import ShipmentQuery, ShipmentRow
from inventory_tui.services import Database
from inventory_tui.services.orders import order_lists
from inventory_tui.services.shipping import shipping
from inventory_tui.tui import dates
from inventory_tui.tui.commands import bindings
from inventory_tui.tui.screens.frame.list_page import ListPage
from inventory_tui.tui.screens.frame.page import Hint, story
from inventory_tui.tui.screens.shipments.consignments import ConsignmentsScreen
from inventory_tui.tui.screens.shipments.shipment import ShipmentScreen
from inventory_tui.tui.screens.shipments.slips import print_slips
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.wording import tr


class ShipmentsScreen(ListPage[ShipmentRow, ShipmentQuery]):
    """Place 5."""

    PLACE = 5
    TOPIC = "Shipments"
    NOUN = tr("shipments")
    LABEL = "number"
    DEFAULT_SORT = ("number", True)
    VOCABULARY = vocabularies.SHIPMENTS
    FILTER_HELP = tr(
        "Words and rules, all of which must hold: order:42  source:berlin  sku:MH01  "
        "carrier:dhl  since:7d  until:2026-11-20"
    )
    HINTS: ClassVar[tuple[Hint, ...]] = (
        "open",
        "print",
        ("focus.next", tr("Consignments")),
        "filter",
        "order",
        "mark",
        "export",
        "keys",
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("print")]

    def columns(self) -> Sequence[Column[ShipmentRow]]:
        """Those of spec 3.6, and where it left."""
        now = self.inventory.clock()
        return (
            Column("number", tr("Shipment"), _number, 13, most=18, sort="number"),
            Column("shipped", tr("Sent"), lambda row: dates.day(row.shipped_at, now), 9),
            Column(
                "order",
                tr("Order"),
                lambda row: row.order,
                11,
                most=20,
                sort="order",
            ),
            Column(
                "placed",
                tr("Placed"),
                lambda row: dates.day(row.placed_at, now),
                9,
                drop=6,
                sort="placed",
                descending_first=True,
            ),
            Column(
                "customer",
                tr("Ship to"),
                lambda row: row.customer or Cell("–", "dim"),
                16,
                least=8,
                most=40,
                drop=7,
                sort="customer",
            ),
            Column(
                "units",
                tr("Units"),
                lambda row: Cell(row.units.grouped(), "dim" if row.cancelled else ""),
                8,
                most=12,
                right=True,
                sort="units",
                descending_first=True,
            ),
            Column(
                "source",
                tr("From"),
                lambda row: row.source_name if self.size.width >= 100 else row.source,
                10,
                most=24,
                sort="source",
            ),
            Column(
                "tracking",
                tr("Tracking"),
                lambda row: ", ".join(row.tracking) or Cell("–", "dim"),
                18,
                most=40,
                drop=9,
                from_width=96,
                sort="carrier",
            ),
        )

    def request(self) -> ShipmentQuery:
        """What is asked for now."""
        marked = tuple(self.grid.marks.ids()) if "marked" in self.filter else ()
        return ShipmentQuery(self.filter, self.sort, self.descending, marked)

    def find(self, database: Database, asked: ShipmentQuery) -> Sequence[int]:
        """The snapshot."""
        return order_lists.shipment_ids(database, asked)

    def first(
        self, database: Database, asked: ShipmentQuery, limit: int
    ) -> Mapping[int, ShipmentRow]:
        """The first rows."""
        found = order_lists.shipment_window(database, asked, limit)
        return self._in_zone(database, {row.id: row for row in found})

    def rows(
        self, database: Database, asked: ShipmentQuery, ids: Sequence[int]
    ) -> Mapping[int, ShipmentRow]:
        """Rows by id."""
        return self._in_zone(database, order_lists.shipment_rows(database, ids))

    def _in_zone(
        self, database: Database, rows: Mapping[int, ShipmentRow]
    ) -> dict[int, ShipmentRow]:
        zone = dates.zone_of(database, self.inventory.settings.time_zone)
        return {
            id: replace(
                row,
                placed_at=row.placed_at.astimezone(zone),
                shipped_at=row.shipped_at.astimezone(zone),
            )
            for id, row in rows.items()
        }

    def count_all(self, database: Database, asked: ShipmentQuery) -> int:
        """How many there are without the filter."""
        return order_lists.count_shipments(database, ShipmentQuery())

    def empty_sentence(self) -> str:
        """How shipments come to be, or nothing found."""
        if self.filter:
            return super().empty_sentence()
        return tr("Nothing was shipped yet. d on an order builds its shipments")

    def subject(self) -> str:
        """The marked shipments, or the one of the row."""
        subject = super().subject()
        if not subject or len(self.grid.marks):
            return subject
        return tr("shipment {id}", id=subject)

    @story
    async def action_open(self) -> None:
        """Enter: the shipment's page."""
        row = await self.row_under_cursor()
        if row is not None:
            self.inventory.open(ShipmentScreen(row.id))

    def action_focus_next(self) -> None:
        """Tab: the other list of this place, the consignments."""
        if self.grid.has_focus:
            self.inventory.open(ConsignmentsScreen())
        else:
            super().action_focus_next()

    def action_focus_previous(self) -> None:
        """Shift+Tab: likewise."""
        self.action_focus_next()

    @story
    async def action_print(self) -> None:
        """p: the packing slips of the marked shipments, or of the row."""
        await print_slips(self, "shipment", shipping.slip, list(self.chosen()))


def _number(row: ShipmentRow) -> str | Cell:
    return Cell(tr("{id} cancelled", id=row.id), "dim") if row.cancelled else str(row.id)
