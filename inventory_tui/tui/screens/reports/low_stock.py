"""Low stock: what runs out at the current source; edited, filled up, printed, exported."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from inventory_tui.domain import vocabularies
from inventory_tui.domain.bulk import Request, Transfer
from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.filters import BadFilter, parse_filter, quoted
from inventory_tui.domain.low_stock import LowQuery, LowRow, pair_of
from inventory_tui.services import Database
from inventory_tui.services.desk.finding import Found, FoundKind
from inventory_tui.services.reports import low_stock
from inventory_tui.services.reports.low_stock import Zero
from inventory_tui.services.sourcing import sourcing
from inventory_tui.tui.commands import Command, Hint, bindings
from inventory_tui.tui.dialogs.bulk_parameters import Parameters, TransferParameters
from inventory_tui.tui.dialogs.pick import Option
from inventory_tui.tui.dialogs.question import Question
from inventory_tui.tui.printing import print_text
from inventory_tui.tui.screens.products.bulk_verbs import BulkVerbs
from inventory_tui.tui.screens.products.products import ProductsScreen
from inventory_tui.tui.screens.products.quantity_editing import QuantityEditing
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.columns import Cell, Column, Editable
from inventory_tui.tui.widgets.filter_bar import FilterBar, JumpBar
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.zero_counts import ZeroCounts
from inventory_tui.wording import tr, trn

_ROOM_FOR_HINT = 76
_MANY = 1_000
"""More rows than these are asked about before they are printed."""


class LowStockScreen(BulkVerbs, QuantityEditing[LowRow, LowQuery]):
    """The report, over the list of reports."""

    PLACE = 6
    TOPIC = "Low stock"
    NOUN = tr("rows")
    LABEL = "sku"
    DEFAULT_SORT = ("quantity", False)
    DRAFTS = "low stock"
    VOCABULARY = vocabularies.QUANTITIES
    FILTER_HELP = tr(
        "Words and rules about the row, all of which must hold: hoodie  sku:MH*  "
        'qty<3  source:berlin,paris  source:*  stock:"EU stock"'
    )
    HINTS: ClassVar[tuple[Hint, ...]] = (
        "export",
        "print",
        "transfer",
        "history",
        "edit",
        "mark",
        "source",
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("history", "print")]

    def __init__(self) -> None:
        super().__init__()
        self._codes: dict[int, str] = {}
        """Source id → code."""
        self._zero = Zero(0, "")

    def compose_top(self) -> ComposeResult:
        """Row 2: where one looks, the list's boxes, the counts."""
        yield Line(id="heading", classes="title")
        yield FilterBar(self)
        yield JumpBar(self.jump, self._focus_list)
        yield ZeroCounts()

    # -- where the rows come from ---------------------------------------------------------

    def columns(self) -> Sequence[Column[LowRow]]:
        """As drawn; names of sources where there is room."""
        return (
            Column("sku", "SKU", lambda row: row.sku, 17, most=28, sort="sku"),
            Column(
                "name",
                tr("Name"),
                lambda row: row.name,
                22,
                least=12,
                most=44,
                drop=4,
                sort="name",
            ),
            Column(
                "source",
                tr("Source"),
                lambda row: row.source_name if self.size.width >= 100 else row.source,
                10,
                least=8,
                most=30,
                drop=2,
                sort="source",
            ),
            Column(
                "quantity",
                tr("Quantity"),
                lambda row: Cell(row.quantity.grouped(), "attention", "▲"),
                10,
                most=14,
                right=True,
                sort="quantity",
                edit=Editable(lambda row: row.quantity, lambda row: None),
            ),
            Column(
                "notify",
                tr("Notify below"),
                lambda row: Cell(
                    row.notify_below.grouped(),
                    "dim" if row.inherits else "",
                    "*" if row.inherits else "",
                ),
                14,
                right=True,
                drop=3,
                sort="notify",
            ),
        )

    def request(self) -> LowQuery:
        """What is asked for now."""
        return LowQuery(
            self.filter,
            current_source_id=self.context.source_id,
            sort=self.sort,
            descending=self.descending,
        )

    async def prepare(self) -> None:
        """Read what sources there are, and say which are looked at."""
        sources = await self.read(sourcing.list_sources)
        self._codes = {one.id: one.code for one in sources}
        self._show_heading()

    def find(self, database: Database, asked: LowQuery) -> Sequence[int]:
        """The snapshot; with it, what is at zero."""
        self._zero = low_stock.at_zero(database, asked)
        return low_stock.ids(database, asked)

    def rows(
        self, database: Database, asked: LowQuery, ids: Sequence[int]
    ) -> Mapping[int, LowRow]:
        """Rows by id."""
        return low_stock.rows(database, asked, ids)

    def _show_counts(self, *, found: int | None) -> None:
        counts = self.query_one(ZeroCounts)
        counts.smallest_first = (self.sort, self.descending) == self.DEFAULT_SORT
        counts.is_elsewhere = not self._is_here()
        super()._show_counts(found=found)
        counts.show_zero(self._zero if found is not None else Zero(0, ""))
        self.show_keys()

    def _show_heading(self) -> None:
        where = self._where()
        roomy = self.size.width >= _ROOM_FOR_HINT
        another = (
            tr(" ({key} another)", key=self.keys_of("source"))
            if roomy and self._is_here()
            else ""
        )
        several = self.context.several_sources
        heading = (
            tr(" Low stock {where}{another}", where=where, another=another)
            if several and where
            else tr(" Low stock")
        )
        self.query_one("#heading", Line).show(Text(heading, "bold"))

    def _is_here(self) -> bool:
        """Whether the current source is looked at, and not what the filter names."""
        try:
            filter = parse_filter(self.filter, vocabularies.QUANTITIES)
        except BadFilter:
            return True
        return not (filter.keyed("source") or filter.keyed("stock"))

    def _where(self) -> str:
        return tr("at {source}", source=self.context.source) if self._is_here() else ""

    def empty_sentence(self) -> str:
        """Nothing low is good news."""
        where = self._where()
        at_zero = ""
        if self._zero.rows:
            at_zero = trn(" {count:,} is at zero", " {count:,} are at zero", self._zero.rows)
            at_zero += tr("; Enter shows them.") if self._zero.filter else "."
        if self.filter:
            return tr(
                "Nothing that matches `{filter}` is low.{at_zero} Esc shows all",
                filter=self.filter,
                at_zero=at_zero,
            )
        return tr("Good: nothing runs low {where}", where=where).rstrip() + f".{at_zero}"

    @on(ZeroCounts.FocusChanged)
    def _heading_focused(self) -> None:
        self.show_keys()

    # -- editing in place -----------------------------------------------------------------

    def source_of(self, key: tuple[int, str]) -> str:
        """The source of the row."""
        return self._codes.get(pair_of(key[0])[1], "")

    # -- commands -------------------------------------------------------------------------

    @story
    async def action_open(self) -> None:
        """Enter: the product; on the heading what is at zero."""
        counts = self.query_one(ZeroCounts)
        if counts.has_focus or (not len(self.grid.ids) and self._zero.filter):
            await self._show_zero()
            return
        row = await self.row_under_cursor()
        if row is not None and await self.may_leave():
            self.open_found(Found(FoundKind.PRODUCT, row.product_id, row.sku, row.name))

    async def _show_zero(self) -> None:
        """Show what is at zero in the grid of products."""
        if not self._zero.rows or not await self.may_leave():
            return
        self._focus_list()
        self.inventory.go(ProductsScreen.PLACE)
        page = self.inventory.page
        while page is not None and not isinstance(page, ProductsScreen):
            if not await page.may_leave():
                return
            self.app.pop_screen()
            page = self.inventory.page
        if page is not None:
            page.set_filter(self._zero.filter)

    def step_back(self) -> bool:
        """Esc: from the heading to the list, then as in every list."""
        if self.query_one(ZeroCounts).has_focus:
            self._focus_list()
            return True
        return super().step_back()

    def history_filter(self) -> str:
        """What touched the row."""
        row = self.grid.cursor_row
        return "" if row is None else f"sku:{quoted(row.sku)} source:{quoted(row.source)}"

    def bulk_ids(self) -> array[int]:
        """The products of the marked rows, else of the one under the cursor, each once."""
        return array("q", dict.fromkeys(pair_of(id)[0] for id in self.chosen()))

    def bulk_source(self) -> str:
        """The source of the row under the cursor."""
        row = self.grid.cursor_row
        return "" if row is None else row.source

    def _boxes(
        self,
        deed: type[Request],
        sources: Sequence[Option],
        known: Sequence[str],
        again: Request | None,
    ) -> Parameters:
        """A transfer brings goods to where they are low."""
        if deed is Transfer and again is None:
            return TransferParameters(sources, known, origin="", destination=self.bulk_source())
        return super()._boxes(deed, sources, known, again)

    @story
    async def action_print(self) -> None:
        """p: the marked rows, or all of them, with room to count."""
        await self.until_complete()
        ids = self.grid.marks.ids() if len(self.grid.marks) else self.grid.ids
        if not len(ids):
            self.say(tr("Nothing is low; there is nothing to print"))
            return
        if len(ids) > _MANY:
            question = Question(
                tr("Print {count:,} rows?", count=len(ids)),
                [tr("About {count:,} sheets", count=len(ids) // 60 + 1)],
                [("save", tr("Print {count:,} rows", count=len(ids))), ("back", tr("Back"))],
            )
            if await self.ask(question) != "save":
                return
        where = self._where() or f"({self.filter})"
        try:
            text = await self.read(low_stock.sheet, self.request(), ids, where=where)
            went = await print_text(tr("low stock {where}", where=where), text)
        except InventoryError as refusal:
            await self.refuse(refusal)
            return
        except OSError as error:
            self.say(tr("Not printed: {why}", why=error.strerror or error))
            return
        self.say(
            trn(
                "{count:,} row of low stock {went}",
                "{count:,} rows of low stock {went}",
                len(ids),
                went=went,
            )
        )

    def label_of(self, command: Command) -> str:
        """Verbs name what they act on."""
        if command.id == "transfer" and self.bulk_source():
            return tr(
                "Transfer {what} to {source}",
                what=self.subject(),
                source=self.bulk_source(),
            )
        if command.id == "print":
            return tr("Print for a round")
        return super().label_of(command)

    def hints(self) -> tuple[Hint, ...]:
        """On the heading Enter shows what is at zero."""
        if self.is_drawn and self.query_one(ZeroCounts).has_focus:
            return (("open", tr("Show what is at zero")), ("back", tr("List")))
        return self.HINTS
