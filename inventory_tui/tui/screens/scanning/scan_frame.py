"""How a scan screen looks: its title, the bar that is always open, the scans and the lines.

It fits 40 columns and 12 rows, where the lines are shown instead of the scans while they have
the focus.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.widgets import Static

from inventory_tui.domain.quantity import Quantity
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.tui.widgets.columns import Column
from inventory_tui.tui.widgets.lines import KeyBar, Line, PlaceBar, StatusLine
from inventory_tui.tui.widgets.open_scan_bar import OpenScanBar, ScanLog
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.wording import tr

_ROOM_FOR_BOTH = 20
"""Rows a terminal has to show the scans and the lines."""
Row = TypeVar("Row")


class ScanFrame(Page, Generic[Row]):
    """The parts of a scan screen, and what stands in them."""

    AUTO_FOCUS = ""
    PROMPT: ClassVar[str] = tr("Scan item, 12* for many, or source")

    def __init__(self) -> None:
        super().__init__()
        self._many: Quantity | None = None
        """The quantity typed before the next code."""

    # -- what each screen says ------------------------------------------------------------

    @abstractmethod
    def heading(self) -> tuple[str, str]:
        """Row 1: what is done where, and how far it is."""

    @abstractmethod
    def line_columns(self) -> Sequence[Column[Row]]:
        """The columns of the lines."""

    @abstractmethod
    def line_rows(self) -> dict[int, Row]:
        """The lines, by id."""

    # -- layout ---------------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        """The title, the prompt and the bar; the scans and the lines."""
        yield PlaceBar(id="places")
        yield Line(id="scan-title", classes="scan-line")
        yield Line(id="scan-prompt", classes="scan-line")
        with Container(id="top"):
            yield OpenScanBar()
        with Container(id="body"):
            yield ScanLog(id="scan-log")
            yield QueryGrid[Row](self.line_columns(), id="lines")
        yield StatusLine(id="status")
        yield KeyBar(id="keys")
        yield Static(id="too-small", markup=False)

    @property
    def bar(self) -> OpenScanBar:
        """Where codes go."""
        return self.query_one(OpenScanBar)

    @property
    def lines(self) -> QueryGrid[Row]:
        """What was scanned, line by line."""
        return self.query_one("#lines", QueryGrid)

    @property
    def scans(self) -> ScanLog:
        """The last scans."""
        return self.query_one(ScanLog)

    @property
    def in_lines(self) -> bool:
        """Whether letters are commands now."""
        return self.is_drawn and self.focused is self.lines

    def begin(self) -> None:
        """Ready for the first scan."""
        self.query_one("#scan-prompt", Line).show(f" {self.PROMPT}")
        self.bar.open()
        self.draw()

    def draw(self) -> None:
        """Draw the title and the lines anew, and keep the draft."""
        self.lines.show_all(self.line_rows())
        self._draw_title()
        self.show_keys()

    def _draw_title(self) -> None:
        left, right = self.heading()
        if self._many is not None:
            right = f"{self._many}*  {right}"
        room = max(self.size.width - cell_len(right) - 3, 0)
        left = left if cell_len(left) <= room else f"{left[: max(room - 1, 0)]}…"
        gap = " " * max(room - cell_len(left), 0)
        self.query_one("#scan-title", Line).show(Text(f" {left}{gap} {right} ", "bold"))

    def on_descendant_focus(self) -> None:
        """Letters mean another thing in the bar and in the lines."""
        self._share_room(lines=self.in_lines)
        self.show_keys()

    def on_resize(self, event: events.Resize) -> None:
        """Fit the new size."""
        super().on_resize(event)
        self._share_room(lines=self.in_lines)
        self._draw_title()

    def _share_room(self, *, lines: bool) -> None:
        """Show scans and lines; where there is no room for both, what is worked in."""
        is_low = self.size.height < _ROOM_FOR_BOTH
        self.lines.display = lines or not is_low
        self.scans.display = not lines or not is_low
        self.query_one("#places").display = not is_low

    def context_changed(self) -> None:
        """Another source: what is posted is posted there."""
        super().context_changed()
        self._draw_title()
