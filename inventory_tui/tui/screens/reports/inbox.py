"""The inbox: what the program has to say, and whether anybody has read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import ClassVar

from textual.binding import BindingType

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.inbox import INBOX
from inventory_tui.domain.labels import visible
from inventory_tui.domain.row_filter import Described, matching, ordered
from inventory_tui.services import Database
from inventory_tui.services.desk.finding import Found, FoundKind
from inventory_tui.services.lowstock import inbox
from inventory_tui.services.lowstock.inbox import Notice
from inventory_tui.tui.commands import Command, Hint, bindings
from inventory_tui.tui.dates import minute, zone_of
from inventory_tui.tui.dialogs.text import TextDialog
from inventory_tui.tui.screens.frame.list_page import ListPage
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.wording import tr

_MOST = 10_000
"""So many of the newest are listed."""


@dataclass(frozen=True, slots=True)
class InboxQuery:
    """What of the inbox is asked for."""

    filter: str = ""
    sort: str = ""
    descending: bool = False
    marked: frozenset[int] = frozenset()


def _text(row: Notice) -> str | Cell:
    text = visible(row.text.removeprefix(f"{row.sku} "))
    return Cell(f"• {text}", "strong") if row.read_at is None else f"  {text}"


class InboxScreen(ListPage[Notice, InboxQuery]):
    """The report, over the list of reports."""

    PLACE = 6
    TOPIC = "Inbox"
    NOUN = tr("notices")
    LABEL = "sku"
    VOCABULARY = INBOX
    FILTER_HELP = tr(
        "Words and rules, all of which must hold: sku:MH*  unread  text:low  marked"
    )
    HINTS: ClassVar[tuple[Hint, ...]] = (
        ("save", tr("Mark read")),
        ("open", tr("Product")),
        ("why", tr("All of it")),
        "mark",
        "filter",
        "keys",
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("save", "why")]

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[int, Notice] = {}
        self._zone: tzinfo = UTC

    def columns(self) -> Sequence[Column[Notice]]:
        """When, of which product, what."""
        return (
            Column("at", tr("When"), self._when, 12, sort="at", descending_first=True),
            Column(
                "sku", "SKU", lambda row: visible(row.sku), 16, least=8, most=30, sort="sku"
            ),
            Column("text", tr("What"), _text, 48, least=20, most=200, sort="text"),
            Column(
                "read",
                tr("Read by"),
                lambda row: visible(row.read_by),
                9,
                most=20,
                drop=1,
                from_width=100,
            ),
        )

    def _when(self, row: Notice) -> str:
        return minute(row.at.astimezone(self._zone), self.inventory.clock())

    def request(self) -> InboxQuery:
        """What is asked for now."""
        marked = frozenset(self.grid.marks.ids()) if "marked" in self.filter else frozenset()
        return InboxQuery(self.filter, self.sort, self.descending, marked)

    def find(self, database: Database, asked: InboxQuery) -> Sequence[int]:
        """The newest first; keep what matches."""
        self._zone = zone_of(database, self.inventory.settings.time_zone)
        found = {one.id: one for one in inbox.listed(database, most=_MOST)}
        self._found = found

        def described(id: int) -> Described:
            return _described(found[id], marked=id in asked.marked)

        ids = matching(list(found), asked.filter, INBOX, described)
        key = {
            "at": lambda id: found[id].id,
            "sku": lambda id: found[id].sku,
            "text": lambda id: found[id].text,
        }.get(asked.sort)
        return ordered(ids, key, descending=asked.descending)

    def rows(
        self, database: Database, asked: InboxQuery, ids: Sequence[int]
    ) -> Mapping[int, Notice]:
        """Those found last."""
        found = self._found
        return {id: found[id] for id in ids if id in found}

    def count_all(self, database: Database, asked: InboxQuery) -> int | None:
        """How many were found last."""
        return len(self._found)

    def empty_sentence(self) -> str:
        """What would stand here."""
        if self.filter:
            return super().empty_sentence()
        return tr("Nothing. Products with the low-stock action notify tell it here.")

    def row_label(self, row: Notice) -> str:
        """The product."""
        return row.sku or row.text

    def label_of(self, command: Command) -> str:
        """F10 says what it does here."""
        return tr("Mark read") if command.id == "save" else super().label_of(command)

    @story
    async def action_open(self) -> None:
        """Enter: the product; what was opened is read."""
        row = await self.row_under_cursor()
        if row is None:
            return
        await self._read_them([row.id])
        if row.product_id is not None:
            self.open_found(Found(FoundKind.PRODUCT, row.product_id, row.sku))

    @story
    async def action_why(self) -> None:
        """i: all of it, where a line is short."""
        row = await self.row_under_cursor()
        if row is not None:
            await self.ask(TextDialog(row.sku or tr("Notice"), visible(row.text)))
            await self._read_them([row.id])

    @story
    async def action_save(self) -> None:
        """F10: the marked ones, or the one under the cursor, are read."""
        ids = [int(id) for id in self.chosen()]
        if not ids:
            self.say(tr("There is nothing to read"))
            return
        count = await self._read_them(ids)
        self.grid.action_mark_none()
        self.say(tr("{count:,} marked as read", count=count) if count else tr("Read already"))

    async def _read_them(self, ids: Sequence[int]) -> int:
        who = self.inventory.cause().actor
        try:
            count = await self.written(inbox.mark_read, ids, who)
        except InventoryError as refusal:
            await self.refuse(refusal)
            return 0
        if count:
            self.inventory.data_written()
        return count


def _described(one: Notice, *, marked: bool) -> Described:
    flags = {"marked": marked, "unread": one.read_at is None}
    return Described(
        f"{one.sku} {one.text}",
        {"sku": one.sku, "text": one.text},
        flags=frozenset(flag for flag, holds in flags.items() if holds),
    )
