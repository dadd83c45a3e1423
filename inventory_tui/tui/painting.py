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

    def paint(self, widget: Widget) -> None:
        """Draw what changed in a widget now (see `paint_at_once`)."""
        screen = widget.screen
        wire = self._wire
        if wire is None or not wire.knows(*self.size) or not self._draws_now(screen):
            return
        place = screen._compositor.visible_widgets.get(widget)
        if place is None or screen._scroll_required:
            return  # what is to be laid out anew still stands where it is drawn here
        at, clip = place
        clip = clip.intersection(widget.scrollable_content_region)  # without the scrollbar
        pieces: list[Piece] = []
        covered: list[Region] = []
        for region in widget._repaint_regions:
            seen = region.translate(at.offset).intersection(clip)
            if not seen:
                return
            lines = widget.render_lines(Region(region.x, region.y, *seen.size))
            for y, strip in enumerate(lines, seen.y):
                if screen.get_widget_at(seen.x, y)[0] is widget:
                    pieces.append((y, seen.x, [strip]))
                else:
                    covered.append(Region(region.x, y - at.y, seen.width, 1))
        widget._exchange_repaint_regions()
        if covered:
            widget.refresh(*covered)
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


def paint_at_once(widget: Widget) -> None:
    """Draw what a key changed in a widget before anything else is done about the key.

    Textual draws when every message the key caused was dealt with, and then draws all
    widgets under those that changed: five times what it takes to draw a few cells.
    """
    if isinstance(widget.app, PaintingApp):
        widget.app.paint(widget)


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
