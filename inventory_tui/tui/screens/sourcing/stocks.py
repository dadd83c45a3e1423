"""Stocks: which sources each takes from, in which order, and which channels sell from it.

Three panes; everything is a draft until F10, and below them stands what the stock would see.
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType

from inventory_tui.domain.filters import quoted
from inventory_tui.domain.history import Receipt
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.stock import DEFAULT_STOCK_ID
from inventory_tui.tui.commands import Command, Hint, bindings
from inventory_tui.tui.screens.sourcing import stock_deeds
from inventory_tui.tui.screens.sourcing.mapping_drafts import MappingDrafts
from inventory_tui.tui.screens.sourcing.mapping_panes import (
    AT_CHANNELS,
    AT_SOURCES,
    AT_STOCKS,
)
from inventory_tui.tui.screens.sourcing.source import SourceScreen
from inventory_tui.tui.screens.sourcing.stock_panes import (
    RANK,
)
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.filter_bar import WordsBar
from inventory_tui.wording import tr, word


class StocksScreen(MappingDrafts):
    """Place 3."""

    PLACE = 3
    TOPIC = "Stocks"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("open", "mark", "edit", "new", "delete", "history"),
        *bindings("move.up", "move.down", "rank"),
    ]

    def opened(self) -> None:
        """Take up the draft that was kept, and ranks as they are typed."""
        self.panes.sources.rank_typed = self._put_at
        super().opened()

    def action_mark(self) -> None:
        """Space: assign or unassign the source, tick the channel."""
        if self.panes.here == AT_SOURCES:
            self._toggle_source()
        elif self.panes.here == AT_CHANNELS:
            self._toggle_channel()

    def _toggle_source(self) -> None:
        stock, pane = self.stock, self.panes.sources
        place, at = pane.cursor_row, pane.cursor
        if stock is None or place is None or not place.code:
            return
        if stock.is_default:
            self.say(
                tr("The Default Stock always takes from the Default Source, from it alone")
            )
            return
        wished = list(self.draft.sources(stock.id))
        if place.rank is None:
            wished.append(place.code)
            at += 1
        else:
            wished.remove(place.code)
        self.draft.wish_sources(stock.id, wished)
        self.changed()
        pane.put_at(at)

    def _toggle_channel(self) -> None:
        stock, row = self.stock, self.panes.channels.cursor_row
        if stock is None or row is None:
            return
        code = row.channel.code
        if not row.is_here:
            self.draft.wish_owner(code, stock.id)
        elif row.is_changed:
            self.draft.wish_owner(code, row.channel.stock_id)
        elif stock.is_default:
            self.say(
                tr(
                    "{code} stays in {name}: no other stock claims it",
                    code=code,
                    name=stock.name,
                )
            )
            return
        else:
            self.draft.wish_owner(code, DEFAULT_STOCK_ID)
        self.changed()
        self.panes.channels.action_cursor_down()

    def action_move_up(self) -> None:
        """K: one rank up."""
        self._move(-1)

    def action_move_down(self) -> None:
        """J: one rank down."""
        self._move(1)

    def _move(self, step: int) -> None:
        place = self.panes.sources.cursor_row
        if place is None or place.rank is None:
            self.say(tr("Only assigned sources have a priority; Space assigns"))
            return
        self._put_at(place.code, place.rank + step)

    def _put_at(self, code: str, rank: int) -> None:
        stock = self.stock
        if stock is None:
            return
        wished = list(self.draft.sources(stock.id))
        at = [key_of(one) for one in wished].index(key_of(code))
        to = max(0, min(rank - 1, len(wished) - 1))
        if to == at:
            self.say(
                tr("{code} is first already", code=code)
                if to == 0
                else tr("{code} is last already", code=code)
            )
            return
        wished.insert(to, wished.pop(at))
        self.draft.wish_sources(stock.id, wished)
        self.changed()

    def action_rank(self) -> None:
        """#: type the rank."""
        refusal = self.panes.sources.begin_edit(RANK)
        if refusal is not None:
            self.say(refusal)

    # -- stocks and channels themselves ---------------------------------------------------

    @story
    async def action_open(self) -> None:
        """Enter: from a stock to its sources; a source's editor; a channel's fields."""
        if self.panes.here == AT_STOCKS:
            self.panes.go_to(AT_SOURCES)
        else:
            await self._edit()

    @story
    async def action_edit(self) -> None:
        """e: rename the stock, edit the channel or the source."""
        await self._edit()

    async def _edit(self) -> None:
        stock, place = self.stock, self.panes.sources.cursor_row
        channel = self.panes.channels.cursor_row
        if self.panes.here == AT_CHANNELS and channel is not None:
            await self._after(await stock_deeds.edit_channel(self, channel.channel))
        elif self.panes.here == AT_SOURCES and place is not None and place.code:
            source = next(one for one in self.stored.sources if one.id == place.id)
            self.inventory.open(SourceScreen(source))
        elif self.panes.here == AT_STOCKS and stock is not None:
            await self._after(await stock_deeds.rename_stock(self, stock))

    @story
    async def action_new(self) -> None:
        """n: a new stock; in the right pane a new channel."""
        if self.panes.here == AT_CHANNELS:
            receipt = await stock_deeds.add_channel(self)
            if await self._after(receipt) and receipt is not None:
                self.panes.channels.move_to_id(int(receipt.counts["id"]))
            return
        receipt = await stock_deeds.add_stock(self)
        if receipt is not None and self.filter:
            self.query_one(WordsBar).clear()
        if await self._after(receipt) and receipt is not None:
            self.panes.stocks.move_to_id(int(receipt.counts["id"]))

    @story
    async def action_delete(self) -> None:
        """D: delete the stocks or the channel, after saying what follows."""
        channel = self.panes.channels.cursor_row
        if self.panes.here == AT_CHANNELS:
            if channel is not None:
                owner = channel.channel.stock_id
                name = next(one.name for one in self.stored.stocks if one.id == owner)
                receipt = await stock_deeds.delete_channel(self, channel.channel, name)
                await self._after(receipt)
            return
        rows = self.panes.stocks.loaded()
        chosen = [rows[id].stock for id in self.panes.stocks.chosen_ids() if id in rows]
        receipt = await stock_deeds.delete_stocks(self, chosen)
        if receipt is not None:
            for stock in chosen:
                self.draft.forget(stock.id)
            self.panes.stocks.action_mark_none()
        await self._after(receipt)

    async def _after(self, receipt: Receipt | None) -> bool:
        """Read again after a deed; row 23 names the current stock as it is called now."""
        if receipt is None or not await self.load():
            return False
        stocks = {stock.id: stock for stock in self.stored.stocks}
        now = stocks.get(self.context.stock_id, stocks[DEFAULT_STOCK_ID])
        self.inventory.change_context(replace(self.context, stock_id=now.id, stock=now.name))
        self.inventory.data_written()
        return True

    # -- menus ----------------------------------------------------------------------------

    def hints(self) -> tuple[Hint, ...]:
        """They follow the pane."""
        if self.panes.here == AT_STOCKS:
            return (
                ("open", tr("Sources")),
                ("new", word(tr("hint|New stock"))),
                ("edit", tr("Rename")),
                "delete",
                ("focus.next", tr("Pane")),
                "save",
            )
        if self.panes.here == AT_SOURCES:
            return (
                ("mark", tr("Assign")),
                ("move.up", tr("Up")),
                ("move.down", tr("Down")),
                "rank",
                ("focus.next", tr("Pane")),
                ("new", tr("New")),
                "save",
            )
        return (
            ("mark", tr("Tick")),
            ("new", tr("New channel")),
            "edit",
            "delete",
            ("focus.next", tr("Pane")),
            "save",
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Priorities only among sources; deleting only stocks and channels."""
        if action in ("move_up", "move_down", "rank") and self.panes.here != AT_SOURCES:
            return False
        if action == "delete" and self.panes.here == AT_SOURCES:
            return False
        return super().check_action(action, parameters)

    def history_filter(self) -> str:
        """What changed the mapping, or the source under the cursor."""
        place = self.panes.sources.cursor_row
        if self.panes.here == AT_SOURCES and place is not None and place.code:
            return f"source:{quoted(place.code)}"
        kind = "channels" if self.panes.here == AT_CHANNELS else "stocks"
        return f"deed:{kind}*"

    def subject(self) -> str:
        """What menus name."""
        row = self.panes.focused.cursor_row
        marked = len(self.panes.stocks.marks)
        if self.panes.here == AT_STOCKS and marked:
            return tr("{marked} marked stocks", marked=marked)
        return "" if row is None else str(row.label)

    def label_of(self, command: Command) -> str:
        """Verbs name what they act on."""
        if command.id in ("delete", "edit") and self.subject():
            return tr("{verb} {subject}", verb=command.label, subject=self.subject())
        if command.id == "new":
            return tr("New channel") if self.panes.here == AT_CHANNELS else tr("New stock")
        return command.label
