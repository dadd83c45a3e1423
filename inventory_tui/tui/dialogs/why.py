"""Why a number is what it is, term by term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.quantities.explaining import Why
from inventory_tui.tui.commands import Hint, bindings
from inventory_tui.tui.dialogs.dialog import Dialog
from inventory_tui.tui.dialogs.question import visible_lines
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.tui.widgets.query_grid import QueryGrid


@dataclass(frozen=True, slots=True)
class Term:
    """One line: ``- 3  held  order 000000042``."""

    sign: str
    """``+`` ``-`` or blank for the first."""
    value: str
    """``–`` where it does not count."""
    term: str
    why: str
    opens: str = ""
    """What Enter opens: an order number, a source code; empty: nothing."""


_COLUMNS: tuple[Column[Term], ...] = (
    Column("sign", "", lambda term: term.sign, 1),
    Column("value", "", lambda term: term.value, 9, right=True),
    Column("term", "", lambda term: term.term, 11, least=8),
    Column(
        "why",
        "",
        lambda term: Cell(term.why, "dim" if term.value == "–" else ""),
        26,
        least=10,
        most=60,
    ),
)


def terms_of(why: Why) -> tuple[str, list[Term], str]:
    """Return heading, terms and result of a salable number that was explained."""
    terms = []
    for number, one in enumerate(why.terms):
        value = abs(one.value.parts)
        sign = "-" if one.value.parts < 0 or one.term == "threshold" else "+" if number else " "
        shown = Quantity(value).grouped() if one.counts else "–"
        terms.append(
            Term(
                sign if one.counts else " ",
                shown,
                _TERMS.get(one.term, one.term.replace("_", " ")),
                f"{one.source}  {one.why}"
                if one.source and not one.counts
                else one.source or one.why,
                one.order or one.source or "",
            )
        )
    amount = "any amount" if why.salable is None and why.is_salable else str(why.salable or 0)
    can = "yes" if why.is_salable else "no"
    heading = f"Why {why.stock} can promise {amount} of {why.sku}"
    return heading, terms, f"= {amount}  salable, and can be ordered: {can}"


_TERMS = {
    "on_hand": "on hand",
    "threshold": "kept back",
    "promised_elsewhere": "elsewhere",
}


class WhyDialog(Dialog[str]):
    """Shows the terms and their result; answers what to open, or None."""

    WIDE = True
    AUTO_FOCUS = "QueryGrid"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("open")]
    HINTS: ClassVar[tuple[Hint, ...]] = (("open", "Open the term"), ("back", "Back"))

    def __init__(self, title: str, terms: Sequence[Term], result: str) -> None:
        """``result`` is the last line: ``= 97  salable, and can be ordered: yes``."""
        super().__init__(title)
        self._terms = terms
        self._result = result

    def compose_body(self) -> ComposeResult:
        """The terms, then the result."""
        yield QueryGrid[Term](_COLUMNS, heading=False, marking=False)
        yield Static(visible_lines([f"   {self._result}"]), markup=False)

    def on_mount(self) -> None:
        """Show them."""
        super().on_mount()
        self.query_one(QueryGrid).show_all(dict(enumerate(self._terms)))

    def action_open(self) -> None:
        """Enter: open the order or source the term is about."""
        term = self.query_one(QueryGrid).cursor_row
        if term is not None and term.opens:
            self.dismiss(term.opens)
        else:
            self.say("This term opens nothing")
