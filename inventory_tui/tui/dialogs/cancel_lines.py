"""Cancelling lines of an order: how much of each, and what that frees, before F10 does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Order, OrderLine
from inventory_tui.domain.quantity import ZERO, Quantity, total
from inventory_tui.services import ordering
from inventory_tui.services.ordering import Cancelled
from inventory_tui.tui.commands import Hint, bindings
from inventory_tui.tui.dialogs.dialog import Dialog
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.box_grid import BoxGrid
from inventory_tui.tui.widgets.boxes import Box, BoxColumn, BoxLine

_CANCEL = 0


class CancelLines(Dialog[Cancelled]):
    """Opens with all that is open of the lines; answers the receipt, or None."""

    AUTO_FOCUS = "BoxGrid"
    TOPIC = "Order page"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("save", "delete", "fill")]

    def __init__(self, order: Order, lines: Sequence[OrderLine]) -> None:
        super().__init__(f"Cancel of order {order.number}")
        self._order = order
        self._lines = list(lines)

    def compose_body(self) -> ComposeResult:
        """A box a line, and what F10 frees."""
        yield BoxGrid("Line", "Open")
        yield Static(id="frees", classes="note", markup=False)

    @property
    def boxes(self) -> BoxGrid:
        """The numbers."""
        return self.query_one(BoxGrid)

    def on_mount(self) -> None:
        """Offer all that is open."""
        super().on_mount()
        self.boxes.show(
            [BoxLine(line.product_id, line.sku, line.open) for line in self._lines],
            [BoxColumn(_CANCEL, "Cancel")],
            {
                (line.product_id, _CANCEL): Box(line.open, f"of {line.open.grouped()}")
                for line in self._lines
            },
            {(line.product_id, _CANCEL): line.open for line in self._lines},
        )
        self._draw()

    def _chosen(self) -> dict[str, Quantity]:
        values = self.boxes.values
        amounts = {
            line.sku: values.get((line.product_id, _CANCEL), ZERO) for line in self._lines
        }
        return {sku: amount for sku, amount in amounts.items() if amount}

    @on(BoxGrid.Changed)
    def _draw(self) -> None:
        chosen = self._chosen()
        freed = total(
            min(chosen.get(line.sku, ZERO), line.held)
            for line in self._lines
            if line.sku in chosen
        )
        stock = visible(self._order.stock)
        self.query_one("#frees", Static).update(
            f"{freed.in_units()} free again in {stock}. What is cancelled cannot come back."
        )
        self.show_keys()

    def hints(self) -> tuple[Hint, ...]:
        """The last line says with numbers what F10 does."""
        chosen = self._chosen()
        units = total(chosen.values()).in_units()
        lines = f"{len(chosen)} line{'s' * (len(chosen) != 1)}"
        return (
            ("save", f"Cancel {units} of {lines}"),
            ("delete", "Empty all"),
            ("back", "Keep"),
        )

    def action_delete(self) -> None:
        """D: 0 in every box."""
        self.boxes.set_values(dict.fromkeys(self.boxes.values, ZERO))

    def action_fill(self) -> None:
        """f: all of the line."""
        line, place = self.boxes.line, self.boxes.place
        if line is not None and place is not None:
            self.boxes.set_values({place: line.limit})

    @on(BoxGrid.Ended)
    def _ended(self) -> None:
        self.say(f"Enter does not write. {self._save_key()} cancels")

    def _save_key(self) -> str:
        page = self.inventory.page
        return "F10" if page is None else page.key_of_save()

    @story
    async def action_save(self) -> None:
        """F10: cancel them."""
        chosen = self._chosen()
        if self.boxes.unreadable:
            self.say(self.boxes.unreadable)
            return
        if not chosen:
            self.say("Nothing is chosen: type how many, or f for all of the line")
            return
        page = self.inventory.page
        assert page is not None
        done = await page.deed(
            ordering.cancel,
            self._order.number,
            chosen,
            seen_version=self._order.version,
        )
        if done is not None:
            self.dismiss(done)
