"""The product page as it is shown: its tabs, and the lines around them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, tzinfo
from typing import Any

from rich.text import Text
from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Vertical

from inventory_tui.domain.errors import InventoryError
from inventory_tui.services.products.catalog import ProductShown
from inventory_tui.services.reports.shop_messages import SaidOf
from inventory_tui.tui.screens.products import product_lines
from inventory_tui.tui.screens.products.bulk_verbs import BulkVerbs
from inventory_tui.tui.screens.products.product_history import ProductHistory
from inventory_tui.tui.screens.products.product_incoming import ProductIncoming
from inventory_tui.tui.screens.products.product_parts import ProductParts
from inventory_tui.tui.screens.products.product_reading import read_product
from inventory_tui.tui.screens.products.product_reservations import ProductReservations
from inventory_tui.tui.screens.products.product_settings import ProductSettings
from inventory_tui.tui.screens.products.product_sources import ProductSources
from inventory_tui.tui.screens.products.product_tab import ProductTab
from inventory_tui.tui.screens.products.product_units import ProductUnits
from inventory_tui.tui.screens.products.product_verbs import ProductVerbs
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.wording import tr

SOURCES, SETTINGS, UNITS, RESERVATIONS, INCOMING, HISTORY = range(6)
_PANES = ("items", "settings", "units", "reservations", "incoming", "history")


class ProductPage(ProductVerbs, BulkVerbs):
    """Shows one product in its tabs; Tab walks them."""

    AUTO_FOCUS = ""

    def __init__(self, id: int) -> None:
        super().__init__()
        self.product_id = id
        self.shown: ProductShown | None = None
        self.tab = SOURCES
        self._said: Sequence[SaidOf] = ()
        """What the channels' shops say of its stock."""
        self._zone: tzinfo = UTC
        """What its dates are shown in."""
        self._others = False
        """Whether what is read next was changed on another terminal."""

    # -- layout ---------------------------------------------------------------------------

    def compose_top(self) -> ComposeResult:
        """Row 2: SKU, name, type."""
        yield Line(id="heading", classes="title")

    def compose_body(self) -> ComposeResult:
        """The tabs, the pane of one of them, and the lines about it."""
        yield Line(id="tabs", classes="tabs")
        with Vertical(id="panes"):
            yield ProductSources(id="items")
            yield ProductParts(id="parts")
            yield ProductSettings(id="settings")
            yield ProductUnits(id="units")
            yield ProductReservations(id="reservations")
            yield ProductIncoming(id="incoming")
            yield ProductHistory(id="history")
        yield Line(id="shop", classes="summary")
        yield Line(id="preview", classes="summary")
        yield Line(id="note", classes="summary")
        yield Line(id="effect", classes="summary")

    @property
    def items(self) -> ProductSources:
        """The tab Sources."""
        return self.query_one("#items", ProductSources)

    @property
    def parts(self) -> ProductParts:
        """The tab Parts, of a composite."""
        return self.query_one("#parts", ProductParts)

    @property
    def is_composite(self) -> bool:
        """Whether it is made of other products, so that Parts are shown for Sources."""
        return self.shown is not None and not self.shown.product.type.has_source_items

    @property
    def settings(self) -> ProductSettings:
        """The tab Settings."""
        return self.query_one("#settings", ProductSettings)

    @property
    def units(self) -> ProductUnits:
        """The tab Units, of what is counted in units of measure."""
        return self.query_one("#units", ProductUnits)

    @property
    def reservations(self) -> ProductReservations:
        """The tab Reservations."""
        return self.query_one("#reservations", ProductReservations)

    @property
    def incoming(self) -> ProductIncoming:
        """The tab Incoming."""
        return self.query_one("#incoming", ProductIncoming)

    @property
    def history(self) -> ProductHistory:
        """The tab History."""
        return self.query_one("#history", ProductHistory)

    @property
    def pane(self) -> ProductTab[Any]:
        """The tab that is shown."""
        return self._pane_of(self.tab)

    def _pane_of(self, tab: int) -> ProductTab[Any]:
        name = "parts" if tab == SOURCES and self.is_composite else _PANES[tab]
        return self.query_one(f"#{name}", ProductTab)

    @property
    def sku(self) -> str:
        """The product's SKU, empty until it is read."""
        return "" if self.shown is None else self.shown.product.sku

    # -- reading --------------------------------------------------------------------------

    def begin(self) -> None:
        """Read, and take up what was unsaved."""
        self.go_to(SOURCES)
        self._begin()

    @story
    async def _begin(self) -> None:
        if not await self.load():
            self.dismiss()
            return
        self.items.move_to_id(self.context.source_id)
        self.items.select_column("quantity")
        await self.opened()

    async def opened(self) -> None:
        """It was read for the first time."""

    def changed_by_others(self, products: frozenset[int] | None) -> None:
        """Another terminal wrote: mark the rows it changed."""
        if products is None or self.product_id in products:
            self._others = True
            self.freshen()

    def data_changed(self) -> None:
        """Read again; what is unsaved stays."""
        self._reload()

    @work(exclusive=True, group="reload")
    async def _reload(self) -> None:
        if self.query(ProductHistory):  # a program that ends takes its pages apart
            await self.load()

    async def load(self) -> bool:
        """Read everything; False when that was refused."""
        try:
            found = await self.read(
                read_product,
                self.product_id,
                self.context.stock_id,
                zone=self.inventory.settings.time_zone,
                history=self.history.rules.text,
            )
        except InventoryError as refusal:
            await self.refuse(refusal)
            return False
        now = self.inventory.clock()
        self.shown, self._said, self._zone = found.shown, found.said, found.zone
        self.items.several = self.context.several_sources
        self.items.show_product(found.shown, by_others=self._others)
        self._others = False
        self.parts.show_product(found.shown)
        self.settings.show_product(found.shown, found.in_channels)
        self.units.show_units(found.units)
        self.reservations.show_holds(found.holds, now)
        self.incoming.show_coming(found.coming)
        self.history.show_history(found.history, now)
        if self.tab not in self.tabs:
            self.go_to(SOURCES)
        self._show_pane()
        self.draw()
        return True

    # -- showing --------------------------------------------------------------------------

    def draw(self) -> None:
        """Draw the heading, the tabs, and the lines below the pane."""
        labels = [
            f"[{pane.label}]" if at == self.tab else f" {pane.label} "
            for at in self.tabs
            for pane in [self._pane_of(at)]
        ]
        self.query_one("#tabs", Line).show(Text(" " + " ".join(labels), "bold"))
        self._draw_heading()
        shops = product_lines.shops(self._said)
        self._draw_on_settings("#shop", Text(tr(" Shop: {shops}", shops=shops), "dim"), shops)
        preview = product_lines.preview(self._said)
        self._draw_on_settings(
            "#preview", Text(tr(" Shoppers see: {preview}", preview=preview)), preview
        )
        note, effect = self.pane.sentences()
        self.query_one("#note", Line).show(Text(f" {note}", "dim" if self.tab else ""))
        self.query_one("#effect", Line).show(f" {effect}")
        self.show_keys()

    def _draw_on_settings(self, id: str, text: Text, said: str) -> None:
        """A line that is there in the tab Settings, where there is something to say."""
        line = self.query_one(id, Line)
        line.display = self.tab == SETTINGS and bool(said)
        line.show(text)

    def _draw_heading(self) -> None:
        if self.shown is not None:
            now, width = self.inventory.clock(), self.size.width
            text = product_lines.heading(self.shown, width, self._zone, now)
            self.query_one("#heading", Line).show(text)

    # -- moving about ---------------------------------------------------------------------

    @property
    def tabs(self) -> list[int]:
        """The tabs that are there: Units only of what is counted in units of measure."""
        return [at for at in range(len(_PANES)) if at != UNITS or self.units.counted]

    def go_to(self, tab: int) -> None:
        """Show a tab."""
        self.tab = tab if tab in self.tabs else SOURCES
        self._show_pane()
        self.set_focus(self.pane)
        self.draw()

    def _show_pane(self) -> None:
        """Show the pane of the tab; a type changed elsewhere puts Parts for Sources."""
        here = self.pane
        for pane in self.query_one("#panes").children:
            pane.display = pane is here
        if self.focused in (self.items, self.parts):
            self.set_focus(self.pane)

    def context_changed(self) -> None:
        """Another stock: the parts have other numbers; one source or several."""
        super().context_changed()
        if self.is_composite or self.items.several != self.context.several_sources:
            self.data_changed()

    def action_focus_next(self) -> None:
        """Tab: the next tab."""
        if self.items.end_edit():
            self._step(1)

    def action_focus_previous(self) -> None:
        """Shift+Tab: the previous one."""
        if self.items.end_edit():
            self._step(-1)

    def _step(self, by: int) -> None:
        tabs = self.tabs
        self.go_to(tabs[(tabs.index(self.tab) + by) % len(tabs)])

    @on(QueryGrid.CursorMoved)
    def _moved(self) -> None:
        self.draw()

    def on_resize(self, event: events.Resize) -> None:
        """Fit the new width."""
        super().on_resize(event)
        self._draw_heading()

    def go_top(self) -> bool:
        """``gg``."""
        self.pane.action_top()
        return True
