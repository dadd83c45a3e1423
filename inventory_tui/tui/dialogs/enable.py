"""Enable or disable sources: how many would change, before they do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from inventory_tui.domain.source_list import SourceRow
from inventory_tui.tui.commands import bindings
from inventory_tui.tui.dialogs.dialog import Dialog
from inventory_tui.tui.dialogs.question import visible_lines
from inventory_tui.tui.screens.frame.page import Hint

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
        word = "Enable" if self._on else "Disable"
        self.show_title(f"{word} {count} source{'s' * (count != 1)}")
        kept = [row for row in self._rows if row.source.is_default and not self._on]
        already = count - len(changing) - len(kept)
        lines = [_named(changing) or f"Nothing to {word.lower()} here"]
        if already:
            lines.append(f"– {already} already {'on' if self._on else 'off'}")
        if kept:
            lines.append("– the Default Source stays on, always")
        stocks = list(dict.fromkeys(stock for row in changing for stock in row.stocks))
        if changing and self._on:
            lines += ["", "Their quantities count again."]
        elif changing:
            lines += ["", "Links, rows and quantities stay, but count for nothing."]
        if stocks:
            lines.append(f"Salable changes in {', '.join(stocks)}.")
        self.query_one("#what", Static).update(visible_lines(lines))
        self.show_keys()

    def hints(self) -> tuple[Hint, ...]:
        """F10 says how many; ``E`` turns the question round."""
        count = len(self.changing)
        word, other = ("Enable", "Disable") if self._on else ("Disable", "Enable")
        save: tuple[Hint, ...] = (("save", f"{word} {count}"),) if count else ()
        return (*save, ("enable", f"{other} instead"), ("back", "Back"))

    def action_enable(self) -> None:
        """E: the other way round."""
        self._on = not self._on
        self._draw()

    def action_save(self) -> None:
        """F10: do it."""
        if self.changing:
            self.dismiss(self._on)
        else:
            self.say(f"Nothing to {'enable' if self._on else 'disable'} here")


def _named(rows: Sequence[SourceRow]) -> str:
    names = [row.source.code for row in rows[:_NAMED]]
    if len(rows) > _NAMED:
        names.append(f"{len(rows) - _NAMED} more")
    return ", ".join(names)
