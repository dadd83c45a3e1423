"""How screens reach the terminal: by the shortest way, and a key's answer at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import RenderableType
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App

from inventory_tui.tui.wire import Piece, Wire

if TYPE_CHECKING:
    from collections.abc import Iterator

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

    def paint_at_once(self, widget: Widget) -> None:
        """Draw what a key changed in a widget before anything else is done about the key.

        Textual draws when every message the key caused was dealt with, which takes longer
        than to draw.
        """
        screen = widget.screen
        if screen.is_current and not self._batch_count and not screen._layout_required:
            screen._compositor.update_widgets({widget})
            screen._compositor_refresh()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Send an update of Textual's compositor; anything else goes its usual way."""
        drawn = isinstance(renderable, (ChopsUpdate, LayoutUpdate))
        ready = self._running and not self._closed and self._driver is not None
        if not drawn or self._batch_count or not ready or self.is_headless or self.is_inline:
            super()._display(screen, renderable)
            return
        assert self._driver is not None
        if self._wire is None:
            self._wire = Wire(self.console)
            self.app_resume_signal.subscribe(self, lambda _: self.send_everything())
        size = (self.size.width, self.size.height)
        if not self._wire.knows(*size):
            renderable = screen._compositor.render_full_update()
        has_cursor = self.focused is not None and hasattr(self.focused, "cursor_screen_offset")
        text = self._wire.send(
            _pieces(renderable), size, self.cursor_position if has_cursor else None
        )
        if len(text) > _TORN_FROM:
            self._begin_update()
        self._driver.write(text)
        if len(text) > _TORN_FROM:
            self._end_update()
        self._driver.flush()
        self.post_display_hook()


def _pieces(update: RenderableType | None) -> Iterator[Piece]:
    """What an update draws."""
    if isinstance(update, LayoutUpdate):
        for y, strips in enumerate(update.strips, update.region.y):
            yield y, update.region.x, strips
    elif isinstance(update, ChopsUpdate):
        for y, first, end in update.spans:
            for cut, (x, strip) in zip(update.chop_ends[y], update.chops[y].items()):
                if strip is not None and x < end and cut > first:
                    yield y, x, [strip if cut <= end else strip.crop(0, end - x)]
