"""Products: the grid of SKUs, their quantities at the current source edited in place."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static

from inventory_tui.domain import vocabularies
from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.filters import quoted
from inventory_tui.domain.product_list import ProductQuery, ProductRow
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services import Database
from inventory_tui.services.products import browsing
from inventory_tui.tui.commands import Command, bindings
from inventory_tui.tui.screens.frame.page import Hint, story
from inventory_tui.tui.screens.products.bulk_verbs import BulkVerbs
from inventory_tui.tui.screens.products.product_columns import (
    HINTS,
    MORE,
    product_columns,
    source_of,
    spanning,
)
from inventory_tui.tui.screens.products.product_exports import ProductExports
from inventory_tui.tui.screens.products.product_verbs import ProductVerbs
from inventory_tui.tui.screens.products.quantity_editing import QuantityEditing
from inventory_tui.tui.widgets.columns import Column
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.domain.inventory_list import InventoryRow

DETAIL_FROM = 120
"""Columns a terminal needs for the pane on the right."""


class ProductsScreen(
    ProductExports, ProductVerbs, BulkVerbs, QuantityEditing[ProductRow, ProductQuery]
):
    """Place 1."""

    PLACE = 1
    TOPIC = "Products"
    NOUN = tr("SKUs")
    LABEL = "sku"
    DEFAULT_SORT = ("sku", False)
    DRAFTS = "quantities"
    VOCABULARY = vocabularies.PRODUCTS
    HINTS: ClassVar[tuple[Hint, ...]] = HINTS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("why", "history", "delete")]

    def __init__(self) -> None:
        super().__init__()
        self._named: tuple[int, str] | None = None
        """The one source the filter names; its quantities are shown and edited."""
        self._salables: dict[int, list[tuple[str, Quantity | None]]] = {}
        self._more: dict[int, InventoryRow] = {}
        self._reads_more = False
        """Whether what is kept back or expected is shown."""

    @property
    def source(self) -> tuple[int, str]:
        """(id, code) of the source whose quantities are shown: the one the filter names,
        else the current one."""
        return self._named or (self.context.source_id, self.context.source)

    def compose_body(self) -> ComposeResult:
        """The grid, and from 120 columns on a pane about its row."""
        grid = QueryGrid[ProductRow](self.chosen_columns(), id="list")
        grid.spanning = spanning
        with Horizontal(classes="pane"):
            yield grid
            with VerticalScroll(classes="detail", can_focus=False):
                yield Static(id="about", markup=False)

    def history_filter(self) -> str:
        """Everything that touched the SKU."""
        row = self.grid.cursor_row
        return "" if row is None else f"sku:{quoted(row.sku)}"

    def bulk_ids(self) -> array[int]:
        """The marked products, else the one under the cursor."""
        return self.chosen()

    def product_here(self) -> tuple[int, str] | None:
        """The product under the cursor."""
        row = self.grid.cursor_row
        return None if row is None else (row.id, row.sku)

    @story
    async def action_delete(self) -> None:
        """D: delete the marked products, or the one under the cursor; says what goes along."""
        if len(self.grid.marks):
            from inventory_tui.tui.screens.products.delete_many import delete_many

            await delete_many(self, self.chosen())
            return
        row = await self.row_under_cursor()
        if row is not None:
            from inventory_tui.tui.screens.products.product_deeds import delete_product

            await self.on_product(row.id, delete_product)

    # -- where the rows come from ---------------------------------------------------------

    def columns(self) -> Sequence[Column[ProductRow]]:
        """They follow the current source and stock."""
        codes = self.inventory.filter_values.get("source", ())
        here = self.source[1]
        return product_columns(self.context, here, self._salables, codes, self._more)

    def choose_columns(self, names: Sequence[str]) -> None:
        """Columns that were not read before are read now."""
        super().choose_columns(names)
        self._reads_more = not MORE.isdisjoint(names)
        if self._reads_more and self.grid.loaded():
            self.refresh_rows()

    async def prepare(self) -> None:
        """Find out whether the filter names one source."""
        here = self.context.source_id
        asked = ProductQuery(self.filter)
        seen = await self.read(browsing.seen_from, asked, here) if self.filter else asked
        before = self.source
        self._named = None
        if self.filter and seen.source_id != here:
            from inventory_tui.services.sourcing import sourcing

            sources = await self.read(sourcing.list_sources)
            self._named = next(
                (one.id, one.code) for one in sources if one.id == seen.source_id
            )
        if self.source != before:
            self.grid.show_columns(self.chosen_columns())
            self.grid.forget()

    def request(self) -> ProductQuery:
        """What is asked for now."""
        return ProductQuery(
            self.filter,
            self.context.stock_id,
            self.source[0],
            self.sort,
            self.descending,
            marked=tuple(self.grid.marks.ids()) if "marked" in self.filter else (),
        )

    def find(self, database: Database, asked: ProductQuery) -> Sequence[int]:
        """The snapshot."""
        return browsing.product_ids(database, asked)

    def first(
        self, database: Database, asked: ProductQuery, limit: int
    ) -> Mapping[int, ProductRow]:
        """The first rows."""
        rows = {row.id: row for row in browsing.product_window(database, asked, limit)}
        self._read_more(database, list(rows))
        return rows

    def rows(
        self, database: Database, asked: ProductQuery, ids: Sequence[int]
    ) -> Mapping[int, ProductRow]:
        """Rows by id."""
        self._read_more(database, ids)
        return browsing.product_rows(database, ids, asked)

    def labels(
        self,
        database: Database,
        asked: ProductQuery,
        label: Column[ProductRow],
        ids: Sequence[int],
    ) -> Mapping[int, str]:
        """SKUs alone."""
        return browsing.skus(database, ids)

    def _read_more(self, database: Database, ids: Sequence[int]) -> None:
        """Look up what only some columns show, before the rows are shown: salable of all
        stocks, what is kept back and what is expected."""
        if self._reads_more:
            from inventory_tui.services.reports import inventory

            self._more.update(inventory.rows(database, ids))
        if self.context.all_stocks:
            from inventory_tui.services.quantities import everywhere

            self._salables.update(everywhere.salable_everywhere(database, ids))

    def count_all(self, database: Database, asked: ProductQuery) -> int:
        """How many there are without the filter."""
        return browsing.count(database, replace(asked, filter="", marked=()))

    def empty_sentence(self) -> str:
        """Nothing there yet, or nothing found."""
        if not self.filter:
            return tr(
                "No products yet. X imports · n adds one · `inventory-tui demo` shows more"
            )
        total = "" if self.total is None else tr(" Esc shows all {total:,}", total=self.total)
        return tr(
            "No SKU matches `{filter}` in {stock}.{total}",
            filter=self.filter,
            stock=self.context.stock,
            total=total,
        )

    def label_of(self, command: Command) -> str:
        """Verbs name what they act on."""
        subject = self.subject()
        if command.id == "enable":
            return (
                tr("Status, settings of {subject}", subject=subject)
                if subject
                else tr("Status, settings")
            )
        if command.id in ("assign", "unassign", "transfer", "adjust", "delete") and subject:
            return tr("{verb} {subject}", verb=command.label, subject=subject)
        return command.label

    # -- editing in place -----------------------------------------------------------------

    def changed_by_others(self, products: frozenset[int] | None) -> None:
        """Mark the rows others changed; their numbers follow at once."""
        loaded = self.grid.loaded().keys()
        self.grid.changed_elsewhere |= loaded if products is None else loaded & products
        if products is None or self.sort != "sku" or self.filter:
            self.freshen()
        elif self.is_current:
            self.refresh_rows()
            self.grid.refresh()
        else:
            self._stale = True

    def action_reload(self) -> object:
        """F5: read again; what others changed is seen now."""
        self.grid.changed_elsewhere.clear()
        return super().action_reload()

    def source_of(self, key: tuple[int, str]) -> str:
        """The source a draft is about."""
        return source_of(key)

    # -- other commands -------------------------------------------------------------------

    @story
    async def action_open(self) -> None:
        """Enter: the product's page."""
        from inventory_tui.services.desk.finding import Found, FoundKind

        row = await self.row_under_cursor()
        if row is not None and await self.may_leave():
            self.open_found(Found(FoundKind.PRODUCT, row.id, row.sku, row.name))

    @story
    async def action_why(self) -> None:
        """``i``: why the stock can promise what it says."""
        from inventory_tui.tui.dialogs.why import ask_why

        row = await self.row_under_cursor()
        if row is None:
            return
        try:
            opens = await ask_why(self, row.sku, str(self.context.stock_id))
        except InventoryError as refusal:
            await self.refuse(refusal)
            return
        if opens:
            self.take_scan(opens)

    # -- the pane on the right ------------------------------------------------------------

    @on(QueryGrid.CursorMoved, "#list")
    def _cursor_moved(self) -> None:
        if self.size.width >= DETAIL_FROM:
            self._show_detail()

    @work(exclusive=True, group="detail")
    async def _show_detail(self) -> None:
        from inventory_tui.services.quantities import explaining
        from inventory_tui.tui.screens.products.product_detail import describe

        row = self.grid.cursor_row
        if row is None:
            return
        try:
            why = await self.read(explaining.explain, row.sku, str(self.context.stock_id))
        except InventoryError:
            return  # the row went away meanwhile; the list says so
        self.query_one("#about", Static).update(describe(row, why))
