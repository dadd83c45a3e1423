"""Enable or disable sources: how many would change, before they do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from inventory_tui.domain.source_list import SourceRow
from inventory_tui.tui.commands import bindings
from inventory_tui.tui.dialogs.counted import sources
from inventory_tui.tui.dialogs.dialog import Dialog
from inventory_tui.tui.dialogs.question import visible_lines
from inventory_tui.tui.screens.frame.page import Hint
from inventory_tui.wording import tr

_NAMED = 6


class EnableDialog(Dialog[bool]):
    """Answers whether the sources are to be on; None when the user backs out.

    It opens on what changes anything: if one of them is on, on switching them off.
    """

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("save", "enable")]

    def __init__(self, rows: Sequence[SourceRow]) -> None:
        super().__init__("")
        self._rows = rows
        self._on = not any(row.source.enabled for row in rows if not row.source.is_default)

    @property
    def changing(self) -> list[SourceRow]:
        """The sources that would change."""
        return [
            row
            for row in self._rows
            if row.source.enabled != self._on and not (row.source.is_default and not self._on)
        ]

    def compose_body(self) -> ComposeResult:
        """What changes, what does not, and what follows."""
        yield Static(id="what", markup=False)

    def on_mount(self) -> None:
        """Say it."""
        super().on_mount()
        self._draw()

    def _draw(self) -> None:
        count, changing = len(self._rows), self.changing
        self.show_title(
            tr("Enable {sources}", sources=sources(count))
            if self._on
            else tr("Disable {sources}", sources=sources(count))
        )
        kept = [row for row in self._rows if row.source.is_default and not self._on]
        already = count - len(changing) - len(kept)
        lines = [_named(changing) or self._nothing()]
        if already:
            lines.append(
                tr("– {already} already on", already=already)
                if self._on
                else tr("– {already} already off", already=already)
            )
        if kept:
            lines.append(tr("– the Default Source stays on, always"))
        stocks = list(dict.fromkeys(stock for row in changing for stock in row.stocks))
        if changing and self._on:
            lines += ["", tr("Their quantities count again.")]
        elif changing:
            lines += ["", tr("Links, rows and quantities stay, but count for nothing.")]
        if stocks:
            lines.append(tr("Salable changes in {stocks}.", stocks=", ".join(stocks)))
        self.query_one("#what", Static).update(visible_lines(lines))
        self.show_keys()

    def hints(self) -> tuple[Hint, ...]:
        """F10 says how many; ``E`` turns the question round."""
        count = len(self.changing)
        if self._on:
            does, other = tr("Enable {count}", count=count), tr("Disable instead")
        else:
            does, other = tr("Disable {count}", count=count), tr("Enable instead")
        save: tuple[Hint, ...] = (("save", does),) if count else ()
        return (*save, ("enable", other), ("back", tr("Back")))

    def _nothing(self) -> str:
        return tr("Nothing to enable here") if self._on else tr("Nothing to disable here")

    def action_enable(self) -> None:
        """E: the other way round."""
        self._on = not self._on
        self._draw()

    def action_save(self) -> None:
        """F10: do it."""
        if self.changing:
            self.dismiss(self._on)
        else:
            self.say(self._nothing())


def _named(rows: Sequence[SourceRow]) -> str:
    names = [row.source.code for row in rows[:_NAMED]]
    if len(rows) > _NAMED:
        names.append(tr("{count} more", count=len(rows) - _NAMED))
    return ", ".join(names)
