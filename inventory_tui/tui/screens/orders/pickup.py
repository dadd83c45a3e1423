"""Pickup: what orders that are fetched withhold, and where; made ready from here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType

from inventory_tui.domain import vocabularies
from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.filters import quoted
from inventory_tui.domain.pickup import PickupLine
from inventory_tui.domain.row_filter import Described, matching, ordered
from inventory_tui.services import Database
from inventory_tui.services.desk.finding import Found, FoundKind
from inventory_tui.services.orders import order_page
from inventory_tui.services.shipping import pickup_orders
from inventory_tui.tui.commands import Command, Hint, bindings
from inventory_tui.tui.screens.frame.list_page import ListPage
from inventory_tui.tui.screens.orders.order_pickup import make_ready
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.columns import Column
from inventory_tui.wording import tr

_PRODUCT_BITS = 32


@dataclass(frozen=True, slots=True)
class PickupQuery:
    """What of the orders that are fetched is asked for."""

    filter: str = ""
    sort: str = ""
    descending: bool = False


_SORTS: dict[str, Callable[[PickupLine], object]] = {
    "order": lambda row: row.order,
    "source": lambda row: row.source,
    "sku": lambda row: row.sku,
    "held": lambda row: row.held,
}
_COLUMNS: tuple[Column[PickupLine], ...] = (
    Column("order", tr("Order"), lambda row: row.order, 14, most=30, sort="order"),
    Column("source", tr("Fetched at"), lambda row: row.source, 16, most=30, sort="source"),
    Column("sku", "SKU", lambda row: row.sku, 24, most=40, sort="sku"),
    Column(
        "held",
        tr("Withheld"),
        lambda row: row.held.grouped(),
        10,
        most=14,
        right=True,
        sort="held",
        descending_first=True,
    ),
)


class PickupScreen(ListPage[PickupLine, PickupQuery]):
    """The report, over the list of reports."""

    PLACE = 6
    TOPIC = "Pickup"
    NOUN = tr("rows")
    LABEL = "order"
    VOCABULARY = vocabularies.PICKUPS
    FILTER_HELP = tr(
        "Words and rules, all of which must hold: order:42  source:munich  sku:MH*"
    )
    HINTS: ClassVar[tuple[Hint, ...]] = (
        ("open", tr("Order")),
        ("dispatch", tr("Ready")),
        "history",
        "filter",
        "export",
        "keys",
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("dispatch", "history")]

    def __init__(self) -> None:
        super().__init__()
        self._count = 0

    def columns(self) -> Sequence[Column[PickupLine]]:
        """Which order, where, how much of what."""
        return _COLUMNS

    def request(self) -> PickupQuery:
        """What is asked for now."""
        return PickupQuery(self.filter, self.sort, self.descending)

    def find(self, database: Database, asked: PickupQuery) -> Sequence[int]:
        """The rows that match, the oldest order first."""
        every = pickup_orders.waiting(database)
        self._count = len(every)
        rows = matching(every, asked.filter, vocabularies.PICKUPS, _described)
        by = _SORTS.get(asked.sort)
        return [_id(row) for row in ordered(rows, by, descending=asked.descending)]

    def rows(
        self, database: Database, asked: PickupQuery, ids: Sequence[int]
    ) -> Mapping[int, PickupLine]:
        """What they withhold now."""
        wanted = set(ids)
        return {
            id: row for row in pickup_orders.waiting(database) if (id := _id(row)) in wanted
        }

    def count_all(self, database: Database, asked: PickupQuery) -> int | None:
        """How many there are."""
        return self._count

    def empty_sentence(self) -> str:
        """Nobody waits."""
        if self.filter:
            return super().empty_sentence()
        return tr("No open order is fetched anywhere; nothing is withheld")

    def label_of(self, command: Command) -> str:
        """Making ready ships all that is left of the order."""
        row = self.grid.cursor_row
        if command.id == "dispatch" and row is not None:
            return tr("Ready for pickup: order {order}", order=row.order)
        return super().label_of(command)

    def history_filter(self) -> str:
        """What happened to the order."""
        row = self.grid.cursor_row
        return "" if row is None else f"order:{quoted(row.order)}"

    @story
    async def action_open(self) -> None:
        """Enter: the order."""
        row = await self.row_under_cursor()
        if row is not None:
            self.open_found(Found(FoundKind.ORDER, row.order_id, row.order))

    @story
    async def action_dispatch(self) -> None:
        """d: the order is ready for its customer."""
        row = await self.row_under_cursor()
        if row is None:
            return
        try:
            shown = await self.read(order_page.show_by_id, row.order_id)
        except InventoryError as refusal:
            await self.refuse(refusal)
            return
        await make_ready(self, shown.order)


def _id(row: PickupLine) -> int:
    return row.order_id << _PRODUCT_BITS | row.product_id


def _described(row: PickupLine) -> Described:
    return Described(
        f"{row.order} {row.source} {row.sku}",
        {"order": row.order, "source": row.source, "sku": row.sku},
        {"held": row.held},
    )
