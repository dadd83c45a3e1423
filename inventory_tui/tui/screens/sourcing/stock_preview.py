"""What a stock sees, and would see with other sources: one line below the panes."""

from __future__ import annotations

from collections.abc import Sequence

from textual import work

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.stock import Stock
from inventory_tui.services.sourcing import mapping
from inventory_tui.services.sourcing.mapping import Preview
from inventory_tui.tui.screens.frame.serving import Serving
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.wording import tr

_PAUSE_S = 0.12


class StockPreview(Line):
    """Counts after a short pause; only the newest question is answered."""

    def __init__(self) -> None:
        super().__init__(id="preview", classes="summary")
        self._stock: Stock | None = None
        self._sources: tuple[str, ...] = ()
        self._channels: tuple[str, ...] = ()
        self._answered: tuple[int, frozenset[str], frozenset[str]] | None = None
        """The stock, the sources and the channels the numbers stand for."""
        self._numbers: Preview | None = None

    @property
    def _asked(self) -> tuple[int, frozenset[str], frozenset[str]] | None:
        if self._stock is None:
            return None
        return self._stock.id, frozenset(self._sources), frozenset(self._channels)

    @property
    def counting(self) -> bool:
        """Whether the numbers do not stand yet."""
        return self._answered != self._asked

    def forget(self) -> None:
        """Count again, for something else has changed."""
        self._answered = None

    def show_stock(self, stock: Stock, sources: Sequence[str], channels: Sequence[str]) -> None:
        """Show what a stock would see with these sources and channels, in any order."""
        self._stock, self._sources = stock, tuple(sources)
        self._channels = tuple(channels)
        self._draw()
        if self.counting:
            self._count()

    @work(exclusive=True, group="preview")
    async def _count(self) -> None:
        page = self.screen
        assert isinstance(page, Serving)
        await page.pause(_PAUSE_S)
        stock, asked = self._stock, self._asked
        if stock is None:
            return
        try:
            numbers = await page.read(
                mapping.preview_mapping,
                str(stock.id),
                self._sources,
                channels=self._channels,
            )
        except InventoryError as refusal:
            self.show(f" {refusal}")
            return
        if asked == self._asked:
            self._numbers, self._answered = numbers, asked
            self._draw()

    def _draw(self) -> None:
        stock, numbers = self._stock, self._numbers
        if stock is None:
            return
        if self.counting or numbers is None:
            self.show(tr(" {name}: counting…", name=stock.name))
            return
        sums = tr(
            "{products:,} SKUs, {salable} salable",
            products=numbers.products,
            salable=numbers.salable.grouped(),
        )
        same = {link.code for link in stock.sources} == set(self._sources)
        sold = {channel.code for channel in stock.channels} == set(self._channels)
        unchanged = (numbers.products, numbers.salable) == (
            numbers.products_before,
            numbers.salable_before,
        )
        if same and (sold or unchanged):
            self.show(tr(" {name} sees {sums}", name=stock.name, sums=sums))
            return
        before = tr(
            "now {products_before:,} and {salable_before}",
            products_before=numbers.products_before,
            salable_before=numbers.salable_before.grouped(),
        )
        self.show(
            tr(" {name} would see {sums} ({before})", name=stock.name, sums=sums, before=before)
        )
