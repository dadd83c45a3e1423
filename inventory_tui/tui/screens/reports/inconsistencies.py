"""Reservation inconsistencies: what orders hold and should not, or should and do not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType

from inventory_tui.domain import order_vocabularies
from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.filters import quoted
from inventory_tui.domain.permissions import Permission
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.row_filter import Described, matching, ordered
from inventory_tui.services import Database
from inventory_tui.services.desk.finding import Found, FoundKind
from inventory_tui.services.orders import inconsistencies, ledger
from inventory_tui.services.orders.inconsistencies import Inconsistency
from inventory_tui.tui.commands import Command, Hint, bindings
from inventory_tui.tui.dialogs.palette import Entry
from inventory_tui.tui.dialogs.question import Question
from inventory_tui.tui.dialogs.why import Number, Term, WhyDialog
from inventory_tui.tui.screens.frame.list_page import ListPage
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.wording import tr, trn

_NAMED = 8
"""So many compensations are shown before they are written; the rest is counted."""

_SORTS: dict[str, Callable[[Inconsistency], object]] = {
    "order": lambda row: row.order,
    "sku": lambda row: row.sku,
    "stock": lambda row: row.stock,
    "status": lambda row: row.status.label,
    "reserved": lambda row: row.reserved,
    "expected": lambda row: row.expected,
    "compensation": lambda row: row.compensation,
}


@dataclass(frozen=True, slots=True)
class InconsistencyQuery:
    """What of the inconsistencies is asked for."""

    filter: str = ""
    sort: str = ""
    descending: bool = False
    marked: frozenset[int] = frozenset()


_COLUMNS: tuple[Column[Inconsistency], ...] = (
    Column("order", tr("Order"), lambda row: row.order, 11, most=24, sort="order"),
    Column("status", tr("Status"), lambda row: row.status.label, 10, drop=5, sort="status"),
    Column("sku", "SKU", lambda row: row.sku, 16, least=10, most=40, sort="sku"),
    Column(
        "stock", tr("Stock"), lambda row: row.stock, 13, least=8, most=30, drop=4, sort="stock"
    ),
    Column(
        "reserved",
        tr("Reserved"),
        lambda row: Cell(row.reserved.grouped(), "wrong", "!"),
        9,
        most=14,
        right=True,
        sort="reserved",
    ),
    Column(
        "expected",
        tr("Should be"),
        lambda row: row.expected.grouped(),
        10,
        most=14,
        right=True,
        drop=3,
        sort="expected",
    ),
    Column(
        "compensation",
        tr("Add"),
        lambda row: row.compensation.signed(),
        8,
        most=14,
        right=True,
        sort="compensation",
    ),
)


class InconsistenciesScreen(ListPage[Inconsistency, InconsistencyQuery]):
    """The report, over the list of reports."""

    PLACE = 6
    TOPIC = "Inconsistencies"
    NOUN = tr("inconsistencies")
    LABEL = "order"
    VOCABULARY = order_vocabularies.INCONSISTENCIES
    FILTER_HELP = tr(
        'Words and rules, all of which must hold: order:42  sku:MH*  stock:"EU '
        'stock"  status:canceled  missing<0  marked'
    )
    HINTS: ClassVar[tuple[Hint, ...]] = (
        ("save", tr("Compensate")),
        ("open", tr("Order")),
        "why",
        "mark",
        "filter",
        "export",
        "keys",
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("save", "why", "history")]

    def __init__(self) -> None:
        super().__init__()
        self._numbers: dict[tuple[int, int, int], int] = {}
        """(order, product, stock) → the row's number in the list, as long as it is open."""
        self._found: dict[int, Inconsistency] = {}
        self._count = 0

    def columns(self) -> Sequence[Column[Inconsistency]]:
        """What is reserved, what should be, and what would put it right."""
        return _COLUMNS

    def request(self) -> InconsistencyQuery:
        """What is asked for now."""
        marked = frozenset(self.grid.marks.ids()) if "marked" in self.filter else frozenset()
        return InconsistencyQuery(self.filter, self.sort, self.descending, marked)

    def find(self, database: Database, asked: InconsistencyQuery) -> Sequence[int]:
        """Walk over all orders; keep what matches."""
        found = {self._number(one): one for one in inconsistencies.find(database)}
        self._found, self._count = found, len(found)

        def described(id: int) -> Described:
            return _described(found[id], marked=id in asked.marked)

        ids = matching(list(found), asked.filter, order_vocabularies.INCONSISTENCIES, described)
        by = _SORTS.get(asked.sort)
        return ordered(
            ids, None if by is None else lambda id: by(found[id]), descending=asked.descending
        )

    def _number(self, one: Inconsistency) -> int:
        key = (one.order_id, one.product_id, one.stock_id)
        return self._numbers.setdefault(key, len(self._numbers) + 1)

    def rows(
        self, database: Database, asked: InconsistencyQuery, ids: Sequence[int]
    ) -> Mapping[int, Inconsistency]:
        """Those of the last walk."""
        found = self._found
        return {id: found[id] for id in ids if id in found}

    def count_all(self, database: Database, asked: InconsistencyQuery) -> int | None:
        """How many the last walk found."""
        return self._count

    def empty_sentence(self) -> str:
        """None is good news."""
        if self.filter:
            return super().empty_sentence()
        return tr("Good: every order holds what is open of it.")

    def row_label(self, row: Inconsistency) -> str:
        """The order and the SKU."""
        return f"{row.order} {row.sku}"

    def history_filter(self) -> str:
        """What was done to the order."""
        row = self.grid.cursor_row
        return "" if row is None else f"order:{quoted(row.order)}"

    def label_of(self, command: Command) -> str:
        """F10 says what it is about."""
        if command.id == "save":
            return tr("Compensate {what}", what=self.subject()).rstrip()
        return super().label_of(command)

    def palette_entries(self) -> list[Entry]:
        """The clean-up, which is about no row."""
        words, needs = "clean|fold|zero|reservations clean", (Permission.UPKEEP,)
        label = tr("Fold away reservations that sum to 0")
        return [Entry(label, "", self.clean, words, needs=needs)]

    # -- commands -------------------------------------------------------------------------

    @story
    async def action_open(self) -> None:
        """Enter: the order."""
        row = await self.row_under_cursor()
        if row is not None:
            self.open_found(Found(FoundKind.ORDER, row.order_id, row.order))

    @story
    async def action_why(self) -> None:
        """i: every reservation of the order and product in that stock."""
        row = await self.row_under_cursor()
        if row is None:
            return
        try:
            rows = await self.read(ledger.reservations, order=row.order)
        except InventoryError as refusal:
            await self.refuse(refusal)
            return
        terms = [
            Term(
                "-" if one.quantity.parts < 0 else "+",
                Quantity(abs(one.quantity.parts)).grouped(),
                f"{one.at:%Y-%m-%d}",
                one.event.value.replace("_", " "),
            )
            for one in rows
            if (one.product_id, one.stock_id) == (row.product_id, row.stock_id)
        ]
        result = tr(
            "= {reserved}  reserved; what is open asks for {expected}",
            reserved=row.reserved,
            expected=row.expected,
        )
        await self.ask(
            WhyDialog(
                Number(
                    tr(
                        "{sku} of order {order} in {stock}",
                        sku=row.sku,
                        order=row.order,
                        stock=row.stock,
                    ),
                    terms,
                    result,
                )
            )
        )

    @story
    async def action_save(self) -> None:
        """F10: write what puts the marked rows right, or the row, asked with numbers."""
        rows = [self._found[id] for id in self.chosen() if id in self._found]
        if not rows:
            self.say(tr("Nothing is to be compensated"))
            return
        lines = [
            tr(
                "{order}  {sku}: {change} in {stock}",
                order=one.order,
                sku=one.sku,
                change=one.compensation.signed(),
                stock=one.stock,
            )
            for one in rows[:_NAMED]
        ]
        if len(rows) > _NAMED:
            lines.append(tr("and {more:,} more", more=len(rows) - _NAMED))
        what = trn("{count:,} reservation", "{count:,} reservations", len(rows))
        question = Question(
            tr("Compensate {what}?", what=what),
            lines,
            [("save", tr("Write {what}", what=what)), ("back", tr("Back"))],
        )
        if await self.ask(question) != "save":
            return
        receipt = await self.deed(inconsistencies.compensate, [one.argument() for one in rows])
        if receipt is not None:
            self.grid.action_mark_none()
            self.inventory.data_written()

    @story
    async def clean(self) -> None:
        """Fold away what sums to 0 for an order, a stock and a product."""
        question = Question(
            tr("Fold away reservations that sum to 0?"),
            [
                tr("Rows of an order, a stock and a product that sum to 0 are deleted."),
                tr("What is reserved, held and salable stays what it is."),
            ],
            [("save", tr("Fold away")), ("back", tr("Back"))],
        )
        if await self.ask(question) != "save":
            return
        receipt = await self.long_deed(tr("Folding away reservations"), inconsistencies.clean)
        if receipt is not None:
            self.inventory.data_written()


def _described(row: Inconsistency, *, marked: bool) -> Described:
    return Described(
        f"{row.order} {row.sku} {row.stock}",
        {
            "order": row.order,
            "sku": row.sku,
            "stock": row.stock,
            "status": row.status.value,
        },
        {"missing": row.missing},
        frozenset({"marked"} if marked else ()),
    )
