"""The three panes beside each other: which one has the focus, and jumping between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message

from inventory_tui.domain.labels import key_of
from inventory_tui.tui.screens.sourcing.stock_panes import (
    CHANNELS,
    SOURCES,
    STOCKS,
    ChannelRow,
    Pane,
    SourcePlace,
    SourcesPane,
    StockRow,
    between,
)
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.wording import tr

AT_STOCKS, AT_SOURCES, AT_CHANNELS = range(3)


class MappingPanes(Horizontal):
    """Stocks, sources by priority, sales channels; one of them has the focus."""

    class Entered(Message):
        """Another pane has the focus."""

    def __init__(self) -> None:
        super().__init__(classes="panes")
        self.here = AT_STOCKS
        """The pane that has the focus, or had it last."""
        self._titles: Sequence[str] = (
            tr("Stocks"),
            tr("Sources"),
            tr("Sales channels"),
        )

    def compose(self) -> ComposeResult:
        """A heading and a list each."""
        with Vertical(classes="part -here", id="stocks-part"):
            yield Line(classes="head")
            yield Pane[StockRow](STOCKS, id="stocks-list", heading=False)
        with Vertical(classes="part", id="sources-part"):
            yield Line(classes="head")
            pane = SourcesPane(SOURCES, id="sources-list", heading=False, marking=False)
            pane.spanning = between
            yield pane
        with Vertical(classes="part", id="channels-part"):
            yield Line(classes="head")
            yield Pane[ChannelRow](CHANNELS, id="channels-list", heading=False, marking=False)

    @property
    def stocks(self) -> Pane[StockRow]:
        """On the left."""
        return self.query_one("#stocks-list", Pane)

    @property
    def sources(self) -> SourcesPane:
        """In the middle."""
        return self.query_one("#sources-list", SourcesPane)

    @property
    def channels(self) -> Pane[ChannelRow]:
        """On the right."""
        return self.query_one("#channels-list", Pane)

    @property
    def every(self) -> list[Pane[Any]]:
        """All three, from left to right."""
        return [self.stocks, self.sources, self.channels]

    @property
    def focused(self) -> Pane[Any]:
        """The one that has the focus, or had it last."""
        return self.every[self.here]

    def show_titles(self, titles: Sequence[str]) -> None:
        """Name the panes; the one with the focus is read without colours too: ``[Stocks]``."""
        self._titles = titles
        for number, head in enumerate(self.query(".head").results(Line)):
            title = titles[number]
            shown = f" [{title}]" if number == self.here else f"  {title}"
            head.show(Text(shown, "bold"))

    def go_to(self, number: int) -> None:
        """Give a pane the focus."""
        self.here = number
        for other, part in enumerate(self.query(".part")):
            part.set_class(other == number, "-here")
        if self.screen.focused is not self.focused:
            self.screen.set_focus(self.focused)
        self.show_titles(self._titles)
        self.post_message(self.Entered())

    def step(self, step: int) -> None:
        """Go to the next pane; after the last comes the first."""
        self.go_to((self.here + step) % len(self.every))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Follow the focus, wherever it came from."""
        for number, pane in enumerate(self.every):
            if pane is event.widget and number != self.here:
                self.go_to(number)

    @on(Pane.Stepped)
    def _stepped(self, event: Pane.Stepped) -> None:
        self.go_to(max(0, min(self.here + event.step, len(self.every) - 1)))

    def find(self, text: str, start: int) -> tuple[int, int] | None:
        """Return (pane, row id) of what begins like this: in pane ``start`` or the next."""
        count = len(self.every)
        for number in (*range(start, count), *range(start)):
            for id, row in self.every[number].loaded().items():
                if _begins(row, text):
                    return number, id
        return None


def _begins(row: StockRow | SourcePlace | ChannelRow, text: str) -> bool:
    wanted = key_of(text)
    if isinstance(row, StockRow):
        names = [row.stock.name]
    elif isinstance(row, SourcePlace):
        names = [row.code, row.name]
    else:
        names = [row.channel.code, row.channel.name]
    return any(key_of(name).startswith(wanted) for name in names)
