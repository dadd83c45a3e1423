"""The scan bar of a scan screen: always open, with what was scanned last under it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical

from inventory_tui.domain.labels import visible
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.scan_bar import ScanBar

SHOWN = 5
"""So many scans stay in sight."""
_LABEL_CELLS = 20


class OpenScanBar(ScanBar):
    """The box of a scan screen; it never closes, and ↓ goes to the lines."""

    def on_mount(self) -> None:
        """Show it at once."""
        self.show(True)

    def open(self, text: str = "") -> None:
        """Type into it, with the digit that brought one here."""
        self.by_bracket = self.page.inventory.last_key == "]"
        if text:
            self.set_text(text)
        self.screen.set_focus(self.box)

    def close(self) -> None:
        """Empty it; it stays open."""
        self.unlock()
        self.set_text("")

    def action_open(self) -> None:
        """Enter ends a code; without one nothing happens."""
        text = self.text.strip()
        if text or self.locked:
            super().action_open()

    def action_cursor_down(self) -> None:
        """↓ goes to the lines, where letters are commands again."""
        from inventory_tui.tui.screens.scanning.scan_screen import ScanScreen

        if isinstance(self.screen, ScanScreen):
            self.screen.go_to_lines()

    def action_back(self) -> None:
        """Esc acknowledges an error, else empties the bar, else leaves the screen."""
        if self.locked or self.text:
            super().action_back()
        else:
            self.page.action_back()


@dataclass(frozen=True, slots=True)
class Scanned:
    """One scan, and what came of it."""

    label: str
    quantity: str = ""
    note: str = ""
    refused: bool = False


class ScanLog(Vertical):
    """The last scans with their results, the newest at the bottom."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._scans: deque[Scanned] = deque(maxlen=SHOWN)

    def compose(self) -> ComposeResult:
        """A line each."""
        for number in range(SHOWN):
            yield Line(id=f"scanned-{number}")

    def add(self, scan: Scanned) -> None:
        """Show one more."""
        self._scans.append(scan)
        self._draw()

    def clear(self) -> None:
        """Show none."""
        self._scans.clear()
        self._draw()

    def _draw(self) -> None:
        for number in range(SHOWN):
            line = self.query_one(f"#scanned-{number}", Line)
            if number >= len(self._scans):
                line.show("")
                continue
            scan = self._scans[number]
            sign = "E" if scan.refused else "✓"
            label = visible(scan.label)
            if not scan.refused:
                label = label.ljust(_LABEL_CELLS)
            parts = [f" {sign} {label}", scan.quantity.rjust(4), visible(scan.note)]
            text = "  ".join(part for part in parts if part.strip())
            line.show(Text(text, "bold" if scan.refused else ""))
