"""The three panes of the mapping screen: stocks, sources by priority, sales channels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from textual.message import Message

from inventory_tui.domain.labels import key_of
from inventory_tui.domain.quantity import ONE, Quantity
from inventory_tui.domain.source import Source
from inventory_tui.domain.stock import DEFAULT_STOCK_ID, SalesChannel, Stock
from inventory_tui.tui.mapping_draft import MappingDraft
from inventory_tui.tui.widgets.columns import Cell, Column, Editable
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.wording import tr

Row = TypeVar("Row")

SEPARATOR = -1
"""The id of the line between the sources that are assigned and those that are not."""
RANK = "rank"


class Pane(QueryGrid[Row]):
    """A grid beside others: ← and → go to the next one."""

    class Stepped(Message):
        """Another pane is wanted: -1 the one on the left, 1 on the right."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    def action_column_left(self) -> None:
        """The pane on the left."""
        self.post_message(self.Stepped(-1))

    def action_column_right(self) -> None:
        """The pane on the right."""
        self.post_message(self.Stepped(1))


class SourcesPane(Pane["SourcePlace"]):
    """Sources by priority: the line between the two halves is stepped over, a rank is typed."""

    rank_typed: Callable[[str, int], None] | None = None
    """Told that the source of this code shall have this rank, from 1."""

    def move_to(self, index: int) -> None:
        """Put the cursor on a row, never on the line between."""
        if 0 <= index < len(self.ids) and self.ids[index] == SEPARATOR:
            down = index > self.cursor or index == 0
            index += 1 if down else -1
        super().move_to(index)

    def put_at(self, index: int) -> None:
        """Put the cursor where it was after rows have moved, or below the line between."""
        if 0 <= index < len(self.ids) - 1 and self.ids[index] == SEPARATOR:
            index += 1
        self.move_to(index)

    def _edit_row(self, step: int) -> None:
        """Enter ends the rank; there is no run over several rows."""
        row = self.cursor_row
        draft = None if row is None else self.run.get(row.id, RANK)
        self.run.clear()
        if row is not None and draft is not None and self.rank_typed is not None:
            self.rank_typed(row.code, draft.after.parts // ONE.parts)

    def end_edit(self, *, keep: bool = True) -> bool:
        """Close the editor; what was typed becomes the rank at once."""
        if not super().end_edit(keep=keep):
            return False
        self._edit_row(0)
        return True


@dataclass(frozen=True, slots=True)
class StockRow:
    """A stock in the left pane."""

    stock: Stock
    is_changed: bool

    @property
    def label(self) -> str:
        """Its name."""
        return self.stock.name


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """A source in the middle pane: where it stands in the stock."""

    id: int
    code: str
    name: str = ""
    rank: int | None = None
    """From 1; None where it is not assigned."""
    enabled: bool = True
    also_in: tuple[str, ...] = ()
    """Other stocks it serves."""
    is_changed: bool = False
    counts: bool = True
    """False of one that is assigned and serves none of the stock's channels."""

    @property
    def label(self) -> str:
        """Its code."""
        return self.code


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A channel in the right pane, seen from one stock."""

    channel: SalesChannel
    is_here: bool
    note: str
    """The stock it sells from, or goes to."""
    is_changed: bool

    @property
    def label(self) -> str:
        """Its code."""
        return self.channel.code


def stock_rows(
    stocks: Sequence[Stock], draft: MappingDraft, filter: str = ""
) -> dict[int, StockRow]:
    """The left pane: the stocks whose name or one of whose codes has each of these words."""
    words = [key_of(word) for word in filter.split()]
    return {
        stock.id: StockRow(stock, draft.is_changed(stock.id))
        for stock in stocks
        if all(any(word in label for label in _labels(stock)) for word in words)
    }


def _labels(stock: Stock) -> list[str]:
    """What a stock is found by."""
    codes = [*(one.code for one in stock.sources), *(one.code for one in stock.channels)]
    return [key_of(label) for label in (stock.name, *codes)]


def source_places(
    stock: Stock, stocks: Sequence[Stock], sources: Sequence[Source], draft: MappingDraft
) -> dict[int, SourcePlace]:
    """The middle pane: the sources of a stock by priority, then those it could have."""
    by_key = {key_of(source.code): source for source in sources}
    wished = [
        by_key[key_of(code)] for code in draft.sources(stock.id) if key_of(code) in by_key
    ]
    counts = {link.source_id: link.counts for link in stock.sources}
    offered = [
        source
        for source in sources
        if source not in wished
        and not (source.is_default or source.archived or stock.is_default)
    ]

    def place(source: Source, rank: int | None) -> SourcePlace:
        others = tuple(
            other.name
            for other in stocks
            if other.id != stock.id and source.code in draft.sources(other.id)
        )
        return SourcePlace(
            source.id,
            source.code,
            source.name,
            rank,
            source.enabled,
            others,
            draft.place_changed(stock.id, source.code),
            counts.get(source.id, True),
        )

    places = {source.id: place(source, rank) for rank, source in enumerate(wished, start=1)}
    if offered:
        places[SEPARATOR] = SourcePlace(SEPARATOR, "")
        places |= {source.id: place(source, None) for source in offered}
    return places


def channel_rows(
    stock: Stock,
    stocks: Sequence[Stock],
    channels: Sequence[SalesChannel],
    draft: MappingDraft,
) -> dict[int, ChannelRow]:
    """The right pane: every channel, ticked where it sells from this stock."""
    names = {one.id: short(one.name) for one in stocks}
    rows = {}
    for channel in channels:
        owner = draft.owner(channel.code)
        moved = draft.is_moved(channel.code)
        if owner == stock.id:
            note = tr("from {stock}", stock=names.get(channel.stock_id, "")) if moved else ""
        else:
            note = names.get(owner or DEFAULT_STOCK_ID, "")
            if moved and channel.stock_id == stock.id:
                note = tr("to {stock}", stock=note)
        rows[channel.id] = ChannelRow(channel, owner == stock.id, note, moved)
    return rows


def short(name: str) -> str:
    """A stock's name without the word stock at its end: ``EU``."""
    return name[: -len(" stock")] if name.casefold().endswith(" stock") else name


def _id(row: StockRow) -> str | Cell:
    return Cell(f"•{row.stock.id}", "strong") if row.is_changed else str(row.stock.id)


def _rank(row: SourcePlace) -> str | Cell:
    rank = "" if row.rank is None else str(row.rank)
    return Cell(f"•{rank}", "strong") if row.is_changed else rank


def _note(row: SourcePlace) -> Cell:
    words = [] if row.enabled else [tr("off")]
    words += [] if row.counts else [tr("other channels")]
    if row.also_in:
        more = f" +{len(row.also_in) - 1}" if len(row.also_in) > 1 else ""
        words.append(tr("also in {stock}{more}", stock=short(row.also_in[0]), more=more))
    return Cell(", ".join(words), "dim")


def _tick(row: ChannelRow) -> str | Cell:
    tick = "[x]" if row.is_here else "[ ]"
    return Cell(f"•{tick}", "strong") if row.is_changed else f" {tick}"


STOCKS: tuple[Column[StockRow], ...] = (
    Column("id", "", _id, 3, right=True),
    Column("name", "", lambda row: row.stock.name, 13, most=28),
)
SOURCES: tuple[Column[SourcePlace], ...] = (
    Column(
        RANK,
        "",
        _rank,
        4,
        right=True,
        edit=Editable(
            lambda row: None if row.rank is None else Quantity(row.rank * ONE.parts),
            lambda row: None if row.rank else tr("Space assigns it first"),
            relative=False,
        ),
    ),
    Column("code", "", lambda row: row.code, 8, most=20),
    Column("name", "", lambda row: row.name, 8, least=4, most=32),
    Column("note", "", _note, 10, least=8, most=24),
)
CHANNELS: tuple[Column[ChannelRow], ...] = (
    Column("tick", "", _tick, 4),
    Column("code", "", lambda row: row.channel.code, 10, most=24),
    Column("note", "", lambda row: Cell(row.note, "dim"), 7, least=4, most=14),
)


def between(row: SourcePlace) -> tuple[str, str] | None:
    """The line between the assigned and the others."""
    return (RANK, tr("── not assigned ──")) if row.id == SEPARATOR else None


def note_of_channel(stock: Stock, row: ChannelRow, owner: str) -> str:
    """What Space would do with a channel."""
    what = f"{row.channel.name} ({row.channel.code})"
    if row.is_here and stock.is_default:
        return tr("{what}: no other stock claims it, so it stays here", what=what)
    if row.is_here:
        return tr("{what}: Space lets it go to the Default Stock", what=what)
    return tr("{what} sells from {owner}: Space takes it from there", what=what, owner=owner)


def note_of_source(place: SourcePlace) -> str:
    """What there is to know of a source, and what Space would do with it."""
    if not place.code:
        return ""
    words = [place.name + ("" if place.enabled else tr(" is off and counts for nothing"))]
    if not place.counts:
        words.append(tr("serves other channels, counts for nothing here"))
    if place.also_in:
        words.append(tr("also serves {stocks}", stocks=", ".join(map(short, place.also_in))))
    words.append(
        tr("Space assigns it") if place.rank is None else tr("Space unassigns it, K J move it")
    )
    return " · ".join(words)
