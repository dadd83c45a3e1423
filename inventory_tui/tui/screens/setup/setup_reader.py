"""Setup · Reader: how to set a barcode reader up, and a box that shows what it really sends."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from inventory_tui.domain.code128 import QUIET, modules
from inventory_tui.domain.reader import TEST_CODE, examine
from inventory_tui.tui.commands import bindings
from inventory_tui.tui.widgets.text_box import TextBox
from inventory_tui.wording import tr

_SET_UP = tr(
    """\
With the codes of its own manual, set the reader to
 1 send AIM identifiers before each code
   (Zebra: Transmit Code ID; others: AIM ID prefix)
 2 send Enter (CR) after each code
 3 type as this keyboard does: the same country
Then scans land where they belong, from anywhere.
Without 1, type ] before a code that is no number.\
"""
)
_NOTHING = tr("Scan into the box: the code below, or any other.")
_HEIGHT = 3
_HALVES = {
    (False, False): " ",
    (True, False): "▌",
    (False, True): "▐",
    (True, True): "█",
}


class ReaderTest(Vertical):
    """Explains, and takes a reader's own word for what it sends."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("open", "focus.next")]

    def compose(self) -> ComposeResult:
        """What to set, the test box, what came, and a code to scan."""
        yield Static(_SET_UP, markup=False)
        with Horizontal(classes="field", id="reader-box"):
            yield Static(tr("Test"), classes="beside", markup=False)
            yield TextBox(help_text=tr("Scan here; nothing is looked for or changed."))
        yield Static(_NOTHING, id="reader-said", markup=False)
        yield Static(id="barcode")

    def on_mount(self) -> None:
        """Draw the test code, where signs for it can be shown."""
        profile = getattr(self.app, "display_profile", None)
        code = self.query_one("#barcode", Static)
        if profile is not None and profile.ascii:
            code.update(Text(tr("The test code is Code 128 of {code}", code=TEST_CODE)))
        else:
            code.update(barcode(TEST_CODE))

    @property
    def box(self) -> TextBox:
        """Where a reader types."""
        return self.query_one(TextBox)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()

    def action_open(self) -> None:
        """Enter ends a code."""
        self._examine("Enter")

    def action_focus_next(self) -> None:
        """A Tab after text ends a code too; else it goes on."""
        if self.box.value:
            self._examine("Tab")
        else:
            raise SkipAction

    def _examine(self, ended_by: str) -> None:
        result = examine(self.box.value, ended_by)
        self.box.value = ""
        lines = [result.raw, *result.findings]
        self.query_one("#reader-said", Static).update(Text("\n".join(lines)))


def barcode(text: str) -> Text:
    """Draw a Code 128: two modules a cell, dark on light, quiet on both sides."""
    drawn = [False] * QUIET + list(modules(text)) + [False] * QUIET
    if len(drawn) % 2:
        drawn.append(False)
    row = "".join(
        _HALVES[left, right] for left, right in zip(drawn[::2], drawn[1::2], strict=True)
    )
    ink = Style(color="black", bgcolor="white")
    shown = Text("\n".join([row] * _HEIGHT), style=ink, no_wrap=True)
    return Text.assemble(shown, f"\n     {text}")
