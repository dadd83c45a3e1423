"""The inventory page: on hand, available, on order and incoming of every SKU."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.binding import BindingType

from inventory_tui.domain import vocabularies
from inventory_tui.domain.filters import quoted
from inventory_tui.domain.inventory_list import InventoryQuery, InventoryRow
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services import Database
from inventory_tui.services.desk.finding import Found, FoundKind
from inventory_tui.services.reports import inventory
from inventory_tui.tui.commands import Hint, bindings
from inventory_tui.tui.screens.frame.list_page import ListPage
from inventory_tui.tui.screens.products.bulk_verbs import BulkVerbs
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.wording import tr


def _unit(row: InventoryRow) -> str | Cell:
    return row.unit or Cell("–", "dim")


def _amount(quantity: Quantity) -> str | Cell:
    return quantity.grouped() if quantity else Cell("–", "dim")


def _available(row: InventoryRow) -> str | Cell:
    text = row.available.grouped()
    return Cell(text, "wrong", "!") if row.available.parts < 0 else text


_COLUMNS: tuple[Column[InventoryRow], ...] = (
    Column("sku", "SKU", lambda row: row.sku, 18, least=14, most=36, sort="sku"),
    Column(
        "name", tr("Name"), lambda row: row.name, 20, least=12, most=44, drop=9, from_width=100
    ),
    Column("unit", tr("Unit"), _unit, 9, most=20, drop=2),
    Column("on_hand", tr("On hand"), lambda row: row.on_hand.grouped(), 11, right=True),
    Column("available", tr("Available"), _available, 11, right=True),
    Column(
        "on_order", tr("On order"), lambda row: _amount(row.on_order), 10, right=True, drop=3
    ),
    Column(
        "incoming", tr("Incoming"), lambda row: _amount(row.incoming), 10, right=True, drop=4
    ),
    Column(
        "safety",
        tr("Safety"),
        lambda row: _amount(row.safety),
        9,
        right=True,
        drop=8,
        from_width=100,
    ),
    Column(
        "unsound",
        tr("Not for sale"),
        lambda row: _amount(row.unsound),
        13,
        right=True,
        drop=10,
        from_width=120,
    ),
)


class InventoryScreen(BulkVerbs, ListPage[InventoryRow, InventoryQuery]):
    """The report, over the list of reports."""

    PLACE = 6
    TOPIC = "Inventory"
    NOUN = tr("SKUs")
    LABEL = "sku"
    DEFAULT_SORT = ("sku", False)
    VOCABULARY = vocabularies.PRODUCTS
    FILTER_HELP = tr(
        "Part of the SKU, or rules about the product, all of which must hold: mb01  "
        "sku:MH*  name:bag  qty<3  source:berlin"
    )
    HINTS: ClassVar[tuple[Hint, ...]] = (
        "open",
        "filter",
        "transfer",
        "adjust",
        "history",
        "export",
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("history")]

    def columns(self) -> Sequence[Column[InventoryRow]]:
        """As drawn; names, and what is kept back, where there is room."""
        return _COLUMNS

    def request(self) -> InventoryQuery:
        """What is asked for now."""
        marked = tuple(self.grid.marks.ids()) if "marked" in self.filter else ()
        return InventoryQuery(self.filter, self.descending, marked)

    def find(self, database: Database, asked: InventoryQuery) -> Sequence[int]:
        """The snapshot."""
        return inventory.ids(database, asked)

    def first(
        self, database: Database, asked: InventoryQuery, limit: int
    ) -> Mapping[int, InventoryRow]:
        """The first rows."""
        return {row.product_id: row for row in inventory.window(database, asked, limit)}

    def rows(
        self, database: Database, asked: InventoryQuery, ids: Sequence[int]
    ) -> Mapping[int, InventoryRow]:
        """Rows by the ids of their products."""
        return inventory.rows(database, ids)

    def count_all(self, database: Database, asked: InventoryQuery) -> int | None:
        """How many there are without a filter."""
        return inventory.count(database, InventoryQuery())

    def empty_sentence(self) -> str:
        """No SKU at all, or none that matches."""
        if self.filter:
            return tr("No SKU matches `{filter}`. Esc shows all", filter=self.filter)
        return tr("No products yet. X imports a CSV")

    @story
    async def action_open(self) -> None:
        """Enter: the product, warehouse by warehouse."""
        row = await self.row_under_cursor()
        if row is not None and await self.may_leave():
            self.open_found(Found(FoundKind.PRODUCT, row.product_id, row.label, row.name))

    def history_filter(self) -> str:
        """What touched the product."""
        row = self.grid.cursor_row
        return "" if row is None else f"sku:{quoted(row.label)}"

    def bulk_ids(self) -> array[int]:
        """The products of the marked rows, else of the one under the cursor."""
        return array("q", self.chosen())
