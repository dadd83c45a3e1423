"""Invoicing an order: how much of each line, and which sources virtual goods leave by it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.widgets import Static

from inventory_tui.domain.document import Taken
from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import Order, OrderLine
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.orders import invoicing
from inventory_tui.services.orders.invoicing import Invoiced
from inventory_tui.tui.commands import Hint
from inventory_tui.tui.dialogs.order_lines import OrderLinesDialog, counted
from inventory_tui.tui.stories import story
from inventory_tui.wording import tr, word

PAUSE_S = 0.05
"""A hand that is still typing goes on before it is counted."""


class InvoiceDialog(OrderLinesDialog[Invoiced]):
    """Opens with all that is to invoice; answers the receipt, or None."""

    DONE = tr("invoices")
    WIDE: ClassVar[bool] = True

    def __init__(self, order: Order, lines: Sequence[OrderLine]) -> None:
        super().__init__(
            tr("Invoice order {number}", number=order.number),
            order,
            lines,
            lambda line: line.to_invoice,
            (tr("Left"), word(tr("verb|Invoice"))),
        )
        self._asked: dict[int, Quantity] | None = None
        self._counting = False

    def compose_body(self) -> ComposeResult:
        """A box a line, what leaves by it, and a comment."""
        yield from super().compose_body()
        yield from self.compose_comment()

    def _virtual(self) -> dict[int, Quantity]:
        """What is chosen of goods that leave when they are invoiced."""
        chosen = self.chosen()
        never_shipped = {line.id for line in self.lines if not line.type.is_shipped}
        return {id: amount for id, amount in chosen.items() if id in never_shipped}

    def follow(self) -> None:
        """Say what leaves which source."""
        virtual = self._virtual()
        if not virtual:
            self._asked, self._counting = None, False
            self._tell(tr("Goods that ship stay where they are, and stay held."))
        elif virtual != self._asked:
            self._asked, self._counting = virtual, True
            self._tell(tr("counting…"))
            self._count(virtual)
        self.show_keys()

    @work(exclusive=True, group="rows")
    async def _count(self, virtual: dict[int, Quantity]) -> None:
        await asyncio.sleep(PAUSE_S)
        try:
            taken = await self.read(invoicing.leaving, self.order.number, virtual)
            said = self._leaving(taken)
        except InventoryError as refusal:
            said = "\n".join(f"! {visible(one.message)}" for one in refusal.problems)
        self._counting = False
        self._tell(said)
        self.show_keys()

    def _leaving(self, taken: Sequence[Taken]) -> str:
        skus = {line.id: visible(line.sku) for line in self.lines}
        by_source: dict[str, list[str]] = {}
        for one in taken:
            by_source.setdefault(one.source, []).append(
                f"{one.quantity.grouped()} {skus[one.line_id]}"
            )
        lines = [
            tr("Leaves {source}: {what}", source=source, what=", ".join(what))
            for source, what in by_source.items()
        ]
        return "\n".join(lines) or tr("Nothing leaves a source: none of it is counted.")

    def _tell(self, text: str) -> None:
        self.query_one("#effects", Static).update(text)

    def hints(self) -> tuple[Hint, ...]:
        """The last line says with numbers what F10 does."""
        said = tr("counting…")
        if not self._counting:
            said = tr("Invoice {counted}", counted=counted(self.chosen()))
        return (
            ("save", said),
            ("fill", tr("All")),
            ("delete", tr("Empty all")),
            "back",
            ("memo", tr("Comment")),
        )

    @story
    async def action_save(self) -> None:
        """F10: write the invoice, once it is told what leaves."""
        if self._counting:
            self.say(tr("counting… {key} again", key=self.save_key()))
        else:
            await self.checked()

    async def do(self) -> None:
        """Write the invoice."""
        done = await self.deed(
            invoicing.invoice, self.order.number, self.chosen(), comment=self.comment
        )
        if done is not None:
            self.dismiss(done)
