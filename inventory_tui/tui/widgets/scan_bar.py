"""The scan bar: takes row 2, finds what a code names, locks on an error.

It opens by ``]``, F7 or any digit, so a reader's code lands where it belongs whether or not
it was aimed.  After a rejected code it shows ``E``, the bell rings twice, and scans are
dropped until Esc, F5 or ``*OK*``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.labels import visible
from inventory_tui.domain.scans import OK
from inventory_tui.tui.commands import bindings
from inventory_tui.tui.widgets.filter_bar import TopBox
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.services.desk.finding import Finding, Found, FoundKind
    from inventory_tui.tui.screens.frame.page import Page


SHORTEST_BARCODE = 8
"""Fewer digits are a number somebody typed, not a code a reader sent."""


class ScanBar(TopBox):
    """A box for codes over row 2 of any page."""

    SIGN = ">"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("reload", "focus.next")]

    def __init__(self) -> None:
        super().__init__(id="scan", help_text=tr("A code: product, order, shipment or source."))
        self.locked = False
        self.by_bracket = False
        """Whether ``]`` opened it: by hand, or as the first character of an AIM identifier."""
        self._back_to: object | None = None
        self._hidden: list[TopBox] = []

    def compose(self) -> ComposeResult:
        """The box, and what was wrong with the last code."""
        yield from super().compose()
        yield Line(id="scan-note")

    @property
    def page(self) -> Page:
        """The page it belongs to."""
        from inventory_tui.tui.screens.frame.page import Page

        assert isinstance(self.screen, Page)
        return self.screen

    def open(self, text: str = "") -> None:
        """Open it with the digit that opened it."""
        self.by_bracket = self.page.inventory.last_key == "]"
        self._back_to = self.screen.focused
        self.screen.add_class("-scanning")
        self._hidden = [box for box in self.screen.query(TopBox) if box is not self]
        self._hidden = [box for box in self._hidden if box.styles.display != "none"]
        for box in self._hidden:
            box.show(False)
        super().open(text)

    def close(self) -> None:
        """Close it; what had the focus has it again."""
        from textual.widget import Widget

        self.unlock()
        self.set_text("")
        self.show(False)
        self.screen.remove_class("-scanning")
        for box in self._hidden:
            box.show(True)
        if isinstance(self._back_to, Widget) and self._back_to.is_mounted:
            self.screen.set_focus(self._back_to)

    def hint(self, sentence: str) -> None:
        """Say why what was typed by hand opens nothing; the bar stays open."""
        self.page.say(sentence)

    def refuse(self, sentence: str) -> None:
        """Refuse a code: ``E``, the bell twice, nothing taken until it is acknowledged."""
        self.locked = True
        self.query_one(".sign", Line).show(" E")
        self.query_one("#scan-note", Line).show(
            tr("{sentence}  Esc goes on", sentence=visible(sentence))
        )
        self.page.say(sentence)
        self.set_text("")
        self.app.bell()
        self.app.bell()

    def unlock(self) -> None:
        """Acknowledge the error."""
        self.locked = False
        self.query_one(".sign", Line).show(f" {self.SIGN}")
        self.query_one("#scan-note", Line).show("")

    @on(Input.Changed)
    def typed(self, event: Input.Changed) -> None:
        """Nothing happens before Enter."""
        event.stop()

    def action_open(self) -> None:
        """Enter ends a code."""
        text = self.text.strip()
        self.set_text("")
        if self.locked:
            if text == OK:
                self.unlock()
            return
        if not text:
            self.close()
            return
        self.page.take_scan(text)

    def action_focus_next(self) -> None:
        """A Tab after text ends a code too; readers may be set to send it."""
        if self.text:
            self.action_open()
        else:
            self.screen.focus_next()

    def action_cursor_down(self) -> None:
        """↓ goes to the list, where letters are commands again."""
        self.close()

    def action_reload(self) -> None:
        """F5 acknowledges an error."""
        self.unlock()

    def action_back(self) -> None:
        """Esc acknowledges an error, else empties the bar, else closes it."""
        if self.locked:
            self.unlock()
        elif self.text:
            self.set_text("")
        else:
            self.close()


async def as_sent(page: Page, text: str, kinds: tuple[FoundKind, ...]) -> str:
    """Return a code with the ``]`` that opened the bar, where it names something only so.

    It was the first character of an identifier then, and not somebody's key.

    Raises:
        ValueError: The quantity before a ``*`` is no number.
    """
    from inventory_tui.services.desk import finding

    if page.query_one("#scan", ScanBar).by_bracket:
        for one in (text, f"]{text}"):
            if (await page.read(finding.find, one, kinds)).things:
                return one
    return text


async def look_up(
    page: Page, text: str, kinds: tuple[FoundKind, ...] | None = None
) -> Finding | None:
    """Find what a code names, as it was sent; None where that was refused already."""
    from inventory_tui.services.desk import finding

    bar = page.query_one("#scan", ScanBar)
    wanted = finding.EVERY_KIND if kinds is None else kinds
    try:
        found = await page.read(finding.find, await as_sent(page, text, wanted), wanted)
    except ValueError as problem:
        bar.refuse(f"{text}: {problem}")
        return None
    except InventoryError as refusal:
        await page.refuse(refusal)
        return None
    return found


async def the_one(page: Page, found: Finding) -> Found | None:
    """The one thing a code names; where it names several, the one that is picked."""
    from inventory_tui.tui.dialogs.pick import Option, Picker
    from inventory_tui.tui.found_words import KINDS

    if found.only is not None:
        return found.only
    options = [Option(f"{KINDS[one.kind]} {one.label}", one.name) for one in found.things]
    chosen = await page.ask(Picker(tr("{code} is", code=found.scan.named), options))
    if chosen is None:
        return None
    return found.things[[option.code for option in options].index(chosen[0])]


async def find_and_open(page: Page, text: str) -> None:
    """Find what a code names and open it; ask when it names two things."""
    bar = page.query_one("#scan", ScanBar)
    found = await look_up(page, text)
    if found is None:
        return
    if not found.things:
        code = found.scan.code
        if code.isdigit() and len(code) < SHORTEST_BARCODE and not found.scan.from_reader:
            bar.hint(
                tr("{code} is no code here. e edits the quantity, g goes to a place", code=code)
            )
        else:
            bar.refuse(tr("{code} unknown", code=found.scan.named))
        return
    thing = await the_one(page, found)
    if thing is not None and await page.may_leave():
        bar.close()
        page.open_found(thing)
