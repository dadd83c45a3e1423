"""Cancelling lines of an order: how much of each, and what that frees, before F10 does it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.widgets import Static

from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Order, OrderLine
from inventory_tui.domain.quantity import ZERO, total
from inventory_tui.services.orders import ordering
from inventory_tui.services.orders.ordering import Cancelled
from inventory_tui.tui.commands import Hint
from inventory_tui.tui.dialogs.order_lines import OrderLinesDialog, counted
from inventory_tui.wording import tr, word


class CancelLines(OrderLinesDialog[Cancelled]):
    """Opens with all that can be cancelled of the lines; answers the receipt, or None."""

    DONE = tr("cancels")

    def __init__(self, order: Order, lines: Sequence[OrderLine]) -> None:
        super().__init__(
            tr("Cancel of order {number}", number=order.number),
            order,
            lines,
            lambda line: line.to_cancel,
            (word(tr("amount|Open")), word(tr("order|Cancel"))),
        )

    def follow(self) -> None:
        """Say what is free again."""
        chosen = self.chosen()
        freed = total(min(chosen.get(line.id, ZERO), line.held) for line in self.lines)
        stock = visible(self.order.stock)
        self.query_one("#effects", Static).update(
            tr(
                "{units} free again in {stock}. What is cancelled cannot come back.",
                units=freed.in_units(),
                stock=stock,
            )
        )
        self.show_keys()

    def hints(self) -> tuple[Hint, ...]:
        """The last line says with numbers what F10 does."""
        return (
            ("save", tr("Cancel {counted}", counted=counted(self.chosen()))),
            ("delete", tr("Empty all")),
            ("back", tr("Keep")),
        )

    async def do(self) -> None:
        """Cancel them."""
        done = await self.deed(ordering.cancel, self.order.number, self.chosen())
        if done is not None:
            self.dismiss(done)
