"""Why a number is what it is, term by term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from inventory_tui.domain.labels import visible
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.why import Why
from inventory_tui.tui.commands import Hint, bindings
from inventory_tui.tui.dialogs.dialog import Dialog
from inventory_tui.tui.dialogs.question import visible_lines
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.tui.screens.frame.page import Page


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


@dataclass(frozen=True, slots=True)
class Number:
    """A number and its terms."""

    title: str
    terms: Sequence[Term]
    result: str
    """The last line: ``= 97  salable, and can be ordered: yes``."""
    whose: str = ""
    """What tells it from others: ``us_website 52``."""


_TERMS = {
    "on_hand": tr("on hand"),
    "threshold": tr("kept back"),
    "promised_elsewhere": tr("elsewhere"),
    "reserved": tr("reserved"),
    "held": tr("held"),
    "safety": tr("safety"),
    "damaged": tr("damaged"),
    "quality_check": tr("quality check"),
    "not_eligible": tr("not eligible"),
    "other_sources": tr("other sources"),
    "not_in_stock": tr("not in stock"),
    "not_managed": tr("not managed"),
    "disabled": tr("disabled"),
    "unit": tr("unit"),
    "composite": tr("composite"),
    "part": tr("part"),
    "on_the_road": tr("on the road"),
    "incoming": tr("incoming"),
}
_TERM_CELLS = max(map(len, _TERMS.values()))

_COLUMNS: tuple[Column[Term], ...] = (
    Column("sign", "", lambda term: term.sign, 1),
    Column("value", "", lambda term: term.value, 9, right=True),
    Column("term", "", lambda term: term.term, _TERM_CELLS, least=8),
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
                if one.source and (not one.counts or one.term == "not_eligible")
                else one.source or one.why,
                one.order or one.source or "",
            )
        )
    amount = (
        tr("any amount") if why.salable is None and why.is_salable else str(why.salable or 0)
    )
    can = tr("yes") if why.is_salable else tr("no")
    said = {"stock": why.stock, "amount": amount, "sku": why.sku, "channel": why.channel}
    heading = (
        tr("Why {stock} can promise {amount} of {sku} to {channel}", **said)
        if why.channel
        else tr("Why {stock} can promise {amount} of {sku}", **said)
    )
    return (
        heading,
        terms,
        tr("= {amount}  salable, and can be ordered: {can}", amount=amount, can=can),
    )


_WIDTH = 70
"""Characters that the line of several numbers has."""


async def ask_why(page: Page, sku: str, stock: str, *, channel: str = "") -> str | None:
    """Show why a stock can promise what it says of a product; answer what to open.

    Args:
        stock: What people call it, or its id.
        channel: The code of the one it is asked for, whose number comes first.

    Raises:
        InventoryError: There is no such product or stock.
    """
    from inventory_tui.services.quantities import explaining

    whys = await page.read(explaining.explain_each, sku, stock)
    numbers = [Number(*terms_of(why), _whose(why)) for why in whys]
    channels = [why.channel for why in whys]
    first = channels.index(channel) if channel in channels else 0
    answer = await page.ask(WhyDialog(*numbers, first=first))
    return None if answer is None else str(answer)


class WhyDialog(Dialog[str]):
    """Shows the terms and their result; answers what to open, or None.

    Where there are several numbers, a stock's and those of its channels, Tab goes through them.
    """

    WIDE = True
    AUTO_FOCUS = "QueryGrid"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("open")]

    def __init__(self, *numbers: Number, first: int = 0) -> None:
        """``first`` is the one to begin with."""
        super().__init__(numbers[first].title)
        self._numbers, self._at = numbers, first

    def compose_body(self) -> ComposeResult:
        """Whose number, the terms, then the result."""
        yield Line(id="whose", classes="summary")
        yield QueryGrid[Term](_COLUMNS, heading=False, marking=False)
        yield Static(id="result", markup=False)

    def on_mount(self) -> None:
        """Show them."""
        super().on_mount()
        self.query_one("#whose").display = len(self._numbers) > 1
        self._show()

    def _show(self) -> None:
        shown = self._numbers[self._at]
        self.show_title(shown.title)
        self.query_one("#whose", Line).show(f" {_among(self._numbers, self._at)}")
        self.query_one(QueryGrid).show_all(dict(enumerate(shown.terms)))
        self.query_one("#result", Static).update(visible_lines([f"   {shown.result}"]))

    def hints(self) -> tuple[Hint, ...]:
        """Tab where there are several numbers."""
        tab: tuple[Hint, ...] = (("focus.next", tr("Its channels")),)
        several = tab if len(self._numbers) > 1 else ()
        return (("open", tr("Open the term")), *several, ("back", tr("Back")))

    def action_focus_next(self) -> None:
        """Tab: the number of the next channel, at last the stock's."""
        self._step(1)

    def action_focus_previous(self) -> None:
        """Shift+Tab: the one before."""
        self._step(-1)

    def _step(self, by: int) -> None:
        self._at = (self._at + by) % len(self._numbers)
        self._show()

    def action_open(self) -> None:
        """Enter: open the order or source the term is about."""
        term = self.query_one(QueryGrid).cursor_row
        if term is not None and term.opens:
            self.dismiss(term.opens)
        else:
            self.say(tr("This term opens nothing"))


def _among(numbers: Sequence[Number], at: int) -> str:
    """``[EU stock 97]  us_website 52``; the first ones go where they are many."""
    said = [one.whose for one in numbers]
    said[at] = f"[{said[at]}]"
    while len("  ".join(said)) > _WIDTH and not said[0].startswith("["):
        del said[0]
    return "  ".join(said)


def _whose(why: Why) -> str:
    amount = tr("any") if why.is_salable else "0"
    if why.salable is not None:
        amount = why.salable.grouped()
    return f"{visible(why.channel or why.stock)} {amount}"
