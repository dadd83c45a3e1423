"""Deleting stocks: who loses what, before it is done; undo does not bring a stock back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from inventory_tui.services.sourcing.stock_deletion import Deletion
from inventory_tui.tui.commands import bindings
from inventory_tui.tui.dialogs.counted import stocks
from inventory_tui.tui.dialogs.dialog import Dialog
from inventory_tui.tui.dialogs.question import visible_lines
from inventory_tui.tui.screens.frame.page import Hint
from inventory_tui.tui.widgets.field_row import Switch
from inventory_tui.wording import tr, trn


class DeleteStocksDialog(Dialog[bool]):
    """Answers whether *also these* was ticked; None when the user backs out."""

    AUTO_FOCUS = "Switch"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("save")]

    def __init__(self, deletions: Sequence[Deletion]) -> None:
        count = len(deletions)
        what = deletions[0].stock if count == 1 else stocks(count)
        super().__init__(tr("Delete {what}?", what=what))
        self._deletions = deletions
        self._what = what

    @property
    def _held(self) -> list[Deletion]:
        return [one for one in self._deletions if one.needs_force]

    def compose_body(self) -> ComposeResult:
        """What becomes of channels, orders and what they hold."""
        lines = []
        for one in self._deletions:
            if len(self._deletions) > 1:
                lines.append(f"{one.stock}:")
            lines += _consequences(one)
        lines += [tr("Sources and quantities stay. A stock cannot come back.")]
        yield Static(visible_lines(lines), markup=False)
        if self._held:
            with Horizontal(classes="field"):
                yield Switch(
                    "no", help_text=tr("Yes: what orders hold moves to the Default Stock.")
                )
                yield Static(
                    tr("also these: {held}", held=_names(self._held)),
                    classes="beside",
                    markup=False,
                )

    @property
    def _also_these(self) -> bool:
        return bool(self._held) and self.query_one(Switch).value == "yes"

    def hints(self) -> tuple[Hint, ...]:
        """F10 names what goes."""
        tick: tuple[Hint, ...] = (("mark", tr("Also these")),) if self._held else ()
        return (("save", tr("Delete {what}", what=self._what)), *tick, ("back", tr("Keep")))

    def action_save(self) -> None:
        """F10: delete, once what is held is meant too."""
        if self._held and not self._also_these:
            self.say(tr("Open orders hold units there: Space ticks “also these”"))
            return
        self.dismiss(self._also_these)


def _consequences(one: Deletion) -> list[str]:
    lines = []
    if one.channels:
        codes = ", ".join(one.channels)
        lines.append(
            trn(
                "→ {codes} then sells from the Default Stock",
                "→ {codes} then sell from the Default Stock",
                len(one.channels),
                codes=codes,
            )
        )
    if one.open_orders:
        more = one.open_orders - len(one.numbers)
        named = ", ".join(one.numbers) + (tr(" and {more:,} more", more=more) if more else "")
        lines.append(
            tr(
                "→ {open_orders:,} open orders then ship from it: {named}",
                open_orders=one.open_orders,
                named=named,
            )
        )
    if one.held:
        lines.append(tr("! they hold {held} units, which move to it", held=one.held.grouped()))
    return lines or [tr("No channel sells from it and no open order ships from it.")]


def _names(deletions: Sequence[Deletion]) -> str:
    return ", ".join(one.stock for one in deletions)
