"""What could not be done, with every reason."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from inventory_tui.domain.errors import InventoryError
from inventory_tui.tui.commands import Hint
from inventory_tui.tui.dialogs.dialog import Dialog
from inventory_tui.tui.dialogs.question import visible_lines
from inventory_tui.wording import tr


class RefusalDialog(Dialog[None]):
    """Lists the problems of a refusal; nothing was changed."""

    AUTO_FOCUS = "VerticalScroll"
    HINTS: ClassVar[tuple[Hint, ...]] = (("back", tr("Close")),)
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(self, refusal: InventoryError) -> None:
        super().__init__(refusal.title)
        self._refusal = refusal

    def compose_body(self) -> ComposeResult:
        """One line a problem, naming what it concerns."""
        lines = [problem.message for problem in self._refusal.problems]
        with VerticalScroll():
            yield Static(visible_lines(["✗ " + line for line in lines]), markup=False)
