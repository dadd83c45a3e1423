"""Row 2 of low stock: how many rows, and how many more are at zero."""

from __future__ import annotations

from rich.text import Text
from textual import events
from textual.message import Message

from inventory_tui.services.reports.low_stock import Zero
from inventory_tui.tui.widgets.filter_bar import Counts
from inventory_tui.wording import tr, trn


class ZeroCounts(Counts):
    """Row 2, right: how many rows, how many more at zero; Tab goes there, Enter shows them."""

    class FocusChanged(Message):
        """One went there, or left: Enter means something else."""

    def __init__(self) -> None:
        super().__init__(id="counts")
        self._zero = 0
        self._whole = True
        self.smallest_first = True
        self.is_elsewhere = False
        """Whether the filter names where to look."""

    def show_counts(
        self,
        *,
        marked: int,
        hidden: int,
        found: int | None,
        total: int | None,
        noun: str,
    ) -> None:
        """Show ``23 rows, smallest first``."""
        if self.is_elsewhere:
            total = None  # that of another source says nothing
        self._whole = not marked and total in (None, found)
        super().show_counts(marked=marked, hidden=hidden, found=found, total=total, noun=noun)

    def show_zero(self, zero: Zero) -> None:
        """Show how many are at zero; only then is there anything to go to."""
        self._zero = zero.rows
        self.can_focus = bool(zero.rows and zero.filter)
        self.fit()

    def watch_has_focus(self, value: bool) -> None:
        """Show that Enter would show them."""
        super().watch_has_focus(value)
        self.fit()
        self.post_message(self.FocusChanged())

    def on_key(self, event: events.Key) -> None:
        """↓ goes back to the list, as from any box above one."""
        if event.key == "down":
            event.stop()
            self.screen.focus_next()

    def fit(self) -> None:
        """Say as much as there is room for; there is none for where the cursor is."""
        if not self._counted:
            return
        counted = " · ".join(self._counted)
        more = trn("{count:,} more is at zero", "{count:,} more are at zero", self._zero)
        order = tr(", smallest first") if self.smallest_first and self._whole else ""
        for rows, zero in (
            (counted + order, more),
            (counted, more),
            (counted, tr("{zero:,} at zero", zero=self._zero)),
        ):
            if len(rows) + (len(f" · {zero} ") if self._zero else 1) <= self.size.width:
                break
        text = Text(rows, justify="right")
        if self._zero:
            text.append(" · ")
            text.append(f"▸{zero}" if self.has_focus else zero, "reverse" * self.has_focus)
        text.append(" ")
        self.show(text)
