"""The product page as it is shown: its tabs, its rows, and two lines about them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.text import Text
from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Vertical

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.labels import visible
from inventory_tui.services.products import catalog
from inventory_tui.services.products.catalog import ProductShown, StockShown
from inventory_tui.services.reports import shop_messages
from inventory_tui.services.reports.shop_messages import SaidOf
from inventory_tui.tui.screens.products.bulk_verbs import BulkVerbs
from inventory_tui.tui.screens.products.product_history import ProductHistory, read_history
from inventory_tui.tui.screens.products.product_parts import ProductParts, about_parts, part_of
from inventory_tui.tui.screens.products.product_reservations import (
    ProductReservations,
    read_holds,
)
from inventory_tui.tui.screens.products.product_settings import ProductSettings
from inventory_tui.tui.screens.products.product_sources import ProductSources
from inventory_tui.tui.screens.products.product_verbs import ProductVerbs
from inventory_tui.tui.screens.sourcing.stock_panes import short
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.query_grid import QueryGrid

SOURCES, SETTINGS, RESERVATIONS, HISTORY = range(4)
_TABS = ("Sources", "Settings", "Reservations", "History")
_PANES = ("items", "settings", "reservations", "history")


class ProductPage(ProductVerbs, BulkVerbs):
    """Shows one product in four tabs; Tab walks them."""

    AUTO_FOCUS = ""

    def __init__(self, id: int) -> None:
        super().__init__()
        self.product_id = id
        self.shown: ProductShown | None = None
        self.tab = SOURCES
        self._holds = 0
        self._said: Sequence[SaidOf] = ()
        """What the channels' shops say of its stock."""
        self._others = False
        """Whether what is read next was changed on another terminal."""

    # -- layout ---------------------------------------------------------------------------

    def compose_top(self) -> ComposeResult:
        """Row 2: SKU, name, type."""
        yield Line(id="heading", classes="title")

    def compose_body(self) -> ComposeResult:
        """The tabs, the pane of one of them, and two lines about it."""
        yield Line(id="tabs", classes="tabs")
        with Vertical(id="panes"):
            yield ProductSources(id="items")
            yield ProductParts(id="parts")
            yield ProductSettings(id="settings")
            yield ProductReservations(id="reservations")
            yield ProductHistory(id="history")
        yield Line(id="shop", classes="summary")
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
    def reservations(self) -> ProductReservations:
        """The tab Reservations."""
        return self.query_one("#reservations", ProductReservations)

    @property
    def pane(self) -> QueryGrid[Any]:
        """The tab that is shown."""
        return self.query_one(f"#{self._pane_name(self.tab)}", QueryGrid)

    def _pane_name(self, tab: int) -> str:
        return "parts" if tab == SOURCES and self.is_composite else _PANES[tab]

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
        await self.load()

    async def load(self) -> bool:
        """Read everything; False when that was refused."""
        zone = self.inventory.settings.time_zone
        try:
            shown = await self.read(
                catalog.show, self.product_id, stock_id=self.context.stock_id
            )
            holds = await self.read(read_holds, shown.product.sku, zone)
            history = await self.read(read_history, shown.product.sku, zone)
            self._said = await self.read(shop_messages.said_of, self.product_id)
        except InventoryError as refusal:
            await self.refuse(refusal)
            return False
        self.shown, self._holds = shown, len(holds)
        now = self.inventory.clock()
        kind = shown.product.type
        self.items.empty = (
            "At no source. a assigns one"
            if kind.has_source_items
            else f"{kind.value}: quantities are those of its parts"
        )
        self.items.several = self.context.several_sources
        self.items.show_product(shown, by_others=self._others)
        self._others = False
        self.parts.show_product(shown)
        self._show_pane()
        self.settings.show_product(shown)
        self.reservations.show_holds(holds, now)
        self.query_one("#history", ProductHistory).show_history(history, now)
        self.draw()
        return True

    # -- showing --------------------------------------------------------------------------

    def draw(self) -> None:
        """Draw tabs, heading and the two lines below."""
        tabs = list(_TABS)
        if self._holds:
            tabs[RESERVATIONS] += f" {self._holds}"
        if self.is_composite and self.shown is not None:
            tabs[SOURCES] = f"Parts {len(self.shown.composition)}"
        elif not self.context.several_sources:
            tabs[SOURCES] = "Quantity"
        if self.items.is_changed:
            tabs[SOURCES] += " •"
        if self.settings.wished:
            tabs[SETTINGS] += " •"
        shown = [f"[{tab}]" if at == self.tab else f" {tab} " for at, tab in enumerate(tabs)]
        self.query_one("#tabs", Line).show(Text(" " + " ".join(shown), "bold"))
        self._draw_heading()
        shop = self.query_one("#shop", Line)
        shop.display = self.tab == SETTINGS and bool(self._said)
        telling: dict[str, list[str]] = {}
        for one in self._said:
            telling.setdefault(one.said.in_short, []).append(one.channel)
        said = " · ".join(f"{', '.join(by)} {words}" for words, by in telling.items())
        shop.show(Text(f" Shop: {said}", "dim"))
        note, effect = self._lines()
        self.query_one("#note", Line).show(Text(f" {note}", "dim" if self.tab else ""))
        self.query_one("#effect", Line).show(f" {effect}")
        self.show_keys()

    def _draw_heading(self) -> None:
        if self.shown is None:
            return
        product = self.shown.product
        managed = next(one for one in self.shown.settings if one.option.key == "manage_stock")
        mark = "" if managed.origin.value == "own" else "*"
        state = "" if product.enabled else " · off"
        right = f"{product.type.value}{state} · manage stock {managed.text}{mark} "
        left = f" {visible(product.sku)}  {visible(product.name)}"
        room = self.size.width - len(right) - 2
        left = left if len(left) <= room else f"{left[: room - 1]}…"
        self.query_one("#heading", Line).show(left.ljust(room + 2) + right)

    def _lines(self) -> tuple[str, str]:
        """The two lines below the pane."""
        if self.shown is None:
            return "", ""
        if self.tab == SETTINGS:
            row = self.settings.cursor_row
            return ("" if row is None else row.option.help), self.settings.sentence()
        if self.tab == RESERVATIONS:
            held = self.reservations.held.grouped()
            return "", f"{self._holds} open orders hold {held} units" if self._holds else ""
        if self.tab == HISTORY:
            return "", "h opens all of it in the place History"
        if self.is_composite:
            return about_parts(self.shown)
        stocks = self.shown.stocks
        if not stocks:
            return part_of(self.shown).removeprefix(" · "), "In no stock"
        waiting = [
            f"{short(one.stock)} {(-one.level.reserved).grouped()}"
            for one in stocks
            if one.level.reserved
        ]
        left = (
            f"Held for orders, at no source yet: {', '.join(waiting)}"
            if waiting
            else "Nothing is held for orders"
        )
        right = "* inherited "
        gap = max(self.size.width - len(left) - len(right) - 1, 1)
        promises = ", ".join(f"{short(one.stock)} {_salable(one)}" for one in stocks)
        return f"Salable: {promises}{part_of(self.shown)}", left + " " * gap + right

    # -- moving about ---------------------------------------------------------------------

    def go_to(self, tab: int) -> None:
        """Show a tab."""
        self.tab = tab % len(_TABS)
        self._show_pane()
        self.set_focus(self.pane)
        self.draw()

    def _show_pane(self) -> None:
        """Show the pane of the tab; a type changed elsewhere puts Parts for Sources."""
        here = self._pane_name(self.tab)
        for name in (*_PANES, "parts"):
            self.query_one(f"#{name}").display = name == here
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
            self.go_to(self.tab + 1)

    def action_focus_previous(self) -> None:
        """Shift+Tab: the previous one."""
        if self.items.end_edit():
            self.go_to(self.tab - 1)

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


def _salable(one: StockShown) -> str:
    salable = one.level.salable
    if salable is None:
        return "any"
    return f"{salable.grouped()}{'!' if salable.parts < 0 else ''}"
