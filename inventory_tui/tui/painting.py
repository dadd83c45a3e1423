"""How screens reach the terminal: by the shortest way, and a key's answer at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import RenderableType
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.geometry import Region

from inventory_tui.tui.wire import Piece, Wire

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from textual.screen import Screen
    from textual.strip import Strip
    from textual.widget import Widget

_TORN_FROM = 200
"""Updates of more characters are shown at one moment, where the terminal can do that."""


class PaintingApp(App[int], inherit_bindings=False):
    """Sends what differs from what the terminal shows (see `wire`)."""

    _wire: Wire | None = None

    def send_everything(self) -> None:
        """Draw the whole screen anew: something else wrote to the terminal."""
        if self._wire is not None:
            self._wire.forget()
        self.refresh(repaint=True, layout=True)

    def paint(self, widgets: Iterable[Widget]) -> None:
        """Draw what changed in widgets of one screen now (see `paint_at_once`)."""
        if self._wire is None or not self._wire.knows(*self.size):
            return
        pieces: list[Piece] = []
        for widget in widgets:
            screen = widget.screen
            if self._draws_now(screen) and not screen._scroll_required:
                pieces += _changes(screen, widget)
        if pieces:
            self._send(pieces)

    def _draws_now(self, screen: Screen[object]) -> bool:
        ready = self._running and not self._closed and self._driver is not None
        drawn = not self._batch_count and not self.is_headless and not self.is_inline
        return ready and drawn and screen.is_current

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Send an update of Textual's compositor; anything else goes its usual way."""
        drawn = isinstance(renderable, (ChopsUpdate, LayoutUpdate))
        if not drawn or not self._draws_now(screen):
            super()._display(screen, renderable)
            return
        if self._wire is None:
            self._wire = Wire(self.console)
            self.app_resume_signal.subscribe(self, lambda _: self.send_everything())
        if not self._wire.knows(*self.size):
            renderable = screen._compositor.render_full_update()
        self._send(_pieces(renderable))
        self.post_display_hook()

    def _send(self, pieces: Iterable[Piece]) -> None:
        assert self._wire is not None
        assert self._driver is not None
        has_cursor = self.focused is not None and hasattr(self.focused, "cursor_screen_offset")
        cursor = self.cursor_position if has_cursor else None
        text = self._wire.send(pieces, self.size, cursor)
        if not text:
            return
        if len(text) > _TORN_FROM:
            self._begin_update()
        self._driver.write(text)
        if len(text) > _TORN_FROM:
            self._end_update()
        self._driver.flush()


def paint_at_once(*widgets: Widget) -> None:
    """Draw what a key changed in widgets before anything else is done about the key.

    Textual draws when every message the key caused was dealt with, and then draws all
    widgets under those that changed: five times what it takes to draw a few cells.
    """
    app = widgets[0].app
    if isinstance(app, PaintingApp):
        app.paint(widgets)


def as_displayed(widget: Widget, strips: list[Strip]) -> list[Strip]:
    """Strips that a widget drew itself, in the colours that the display has."""
    ground = widget.background_colors[1]
    for signs in widget.app.get_line_filters():
        strips = [strip.apply_filter(signs, ground) for strip in strips]
    return strips


def _changes(screen: Screen[object], widget: Widget) -> list[Piece]:
    """What changed in a widget that stands where it stood; Textual draws what is covered."""
    place = screen._compositor.visible_widgets.get(widget)
    if place is None:
        return []
    at, clip = place
    clip = clip.intersection(widget.scrollable_content_region)  # without the scrollbar
    pieces: list[Piece] = []
    covered: list[Region] = []
    for region in widget._repaint_regions:
        seen = region.translate(at.offset).intersection(clip)
        if not seen:
            return []
        lines = widget.render_lines(Region(region.x, region.y, *seen.size))
        for y, strip in enumerate(lines, seen.y):
            if screen.get_widget_at(seen.x, y)[0] is widget:
                pieces.append((y, seen.x, [strip]))
            else:
                covered.append(Region(region.x, y - at.y, seen.width, 1))
    widget._exchange_repaint_regions()
    if covered:
        widget.refresh(*covered)
    return pieces


def _pieces(update: RenderableType | None) -> Iterator[Piece]:
    """What an update draws."""
    if isinstance(update, LayoutUpdate):
        for y, strips in enumerate(update.strips, update.region.y):
            yield y, update.region.x, strips
    elif isinstance(update, ChopsUpdate):
        for y, first, end in update.spans:
            for cut, (x, strip) in zip(
                update.chop_ends[y], update.chops[y].items(), strict=False
            ):
                if strip is not None and x < end and cut > first:
                    yield y, x, [strip if cut <= end else strip.crop(0, end - x)]
