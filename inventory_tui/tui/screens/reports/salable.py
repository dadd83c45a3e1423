"""Salable by channel: what each sales channel may sell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from inventory_tui.domain import vocabularies
from inventory_tui.domain.row_filter import Described, matching, ordered
from inventory_tui.services import Database
from inventory_tui.services.reports import reporting
from inventory_tui.services.reports.reporting import ChannelSum
from inventory_tui.tui.commands import Hint
from inventory_tui.tui.screens.frame.list_page import ListPage
from inventory_tui.tui.screens.products.products import ProductsScreen
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.wording import tr


@dataclass(frozen=True, slots=True)
class SalableQuery:
    """What of the channels is asked for."""

    filter: str = ""
    sort: str = ""
    descending: bool = False


_SORTS: dict[str, Callable[[ChannelSum], object]] = {
    "channel": lambda row: row.channel,
    "name": lambda row: row.name,
    "stock": lambda row: row.stock.stock,
    "products": lambda row: row.stock.products,
    "on_hand": lambda row: row.stock.on_hand,
    "reserved": lambda row: row.stock.reserved,
    "salable": lambda row: row.stock.salable,
}


def _salable(row: ChannelSum) -> str | Cell:
    salable = row.stock.salable
    text = salable.grouped()
    return Cell(text, "wrong", "!") if salable.parts < 0 else text


_COLUMNS: tuple[Column[ChannelSum], ...] = (
    Column("channel", tr("Channel"), lambda row: row.channel, 12, most=30, sort="channel"),
    Column("name", tr("Name"), lambda row: row.name, 14, most=40, drop=5, sort="name"),
    Column(
        "stock", tr("Stock"), lambda row: row.stock.stock, 13, most=30, drop=1, sort="stock"
    ),
    Column(
        "products",
        tr("Products"),
        lambda row: f"{row.stock.products:,}",
        9,
        right=True,
        drop=4,
        sort="products",
        descending_first=True,
    ),
    Column(
        "on_hand",
        tr("On hand"),
        lambda row: row.stock.on_hand.grouped(),
        12,
        most=14,
        right=True,
        drop=2,
        sort="on_hand",
        descending_first=True,
    ),
    Column(
        "reserved",
        tr("Reserved"),
        lambda row: row.stock.reserved.grouped(),
        10,
        most=14,
        right=True,
        drop=3,
        sort="reserved",
    ),
    Column(
        "salable",
        tr("Salable"),
        _salable,
        12,
        most=14,
        right=True,
        sort="salable",
        descending_first=True,
    ),
)


class SalableScreen(ListPage[ChannelSum, SalableQuery]):
    """The report, over the list of reports."""

    PLACE = 6
    TOPIC = "Salable"
    NOUN = tr("channels")
    LABEL = "channel"
    VOCABULARY = vocabularies.CHANNELS
    FILTER_HELP = tr(
        'Words and rules, all of which must hold: web  stock:"EU stock"  salable<0'
    )
    HINTS: ClassVar[tuple[Hint, ...]] = (
        ("open", tr("Its products")),
        "filter",
        "order",
        "export",
        "back",
        "keys",
    )

    def columns(self) -> Sequence[Column[ChannelSum]]:
        """The channel, its stock, and the sums of that."""
        return _COLUMNS

    def request(self) -> SalableQuery:
        """What is asked for now."""
        return SalableQuery(self.filter, self.sort, self.descending)

    def find(self, database: Database, asked: SalableQuery) -> Sequence[int]:
        """The channels that match."""
        rows = matching(
            reporting.salable_by_channel(database),
            asked.filter,
            vocabularies.CHANNELS,
            _described,
        )
        by = _SORTS.get(asked.sort)
        return [row.channel_id for row in ordered(rows, by, descending=asked.descending)]

    def rows(
        self, database: Database, asked: SalableQuery, ids: Sequence[int]
    ) -> Mapping[int, ChannelSum]:
        """Their sums."""
        wanted = set(ids)
        return {
            row.channel_id: row
            for row in reporting.salable_by_channel(database)
            if row.channel_id in wanted
        }

    def count_all(self, database: Database, asked: SalableQuery) -> int | None:
        """How many there are."""
        return len(reporting.salable_by_channel(database))

    @story
    async def action_open(self) -> None:
        """Enter: the products, as the channel's stock can sell them."""
        row = await self.row_under_cursor()
        if row is not None:
            self.inventory.change_context(
                replace(self.context, stock_id=row.stock.stock_id, stock=row.stock.stock)
            )
            self.inventory.go(ProductsScreen.PLACE)
            self.say(
                tr(
                    "{stock}: what {channel} can sell",
                    stock=row.stock.stock,
                    channel=row.channel,
                )
            )


def _described(row: ChannelSum) -> Described:
    return Described(
        f"{row.channel} {row.name} {row.stock.stock}",
        {"channel": row.channel, "stock": row.stock.stock},
        {"salable": row.stock.salable},
    )
