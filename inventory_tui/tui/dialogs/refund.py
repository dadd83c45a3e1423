"""Refunding an order: how much of each line, and what becomes of the goods.

Of each line Space chooses the outcome, and where there are several the source; below stands
what comes back where, what is free again and what is written off, before F10 does it.

Source: spec 2.2, *Credit memo*, *Refund outcomes*; R11, R12; C6 for what is pre-ticked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from inventory_tui.domain.document import Outcome, RefundAmounts, RefundWish
from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.labels import visible
from inventory_tui.domain.order import OrderLine
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.orders import refund_planning, refunding
from inventory_tui.services.orders.refund_planning import Foreseen, Refundable
from inventory_tui.services.orders.refunding import Refunded
from inventory_tui.tui.commands import Hint
from inventory_tui.tui.dialogs.bulk_parameters import NumberBox
from inventory_tui.tui.dialogs.order_lines import (
    AMOUNT,
    OrderLinesDialog,
    box_lines,
    counted,
)
from inventory_tui.tui.dialogs.refund_words import OUTCOMES, told
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.boxes import Box, BoxColumn, Choice, Place
from inventory_tui.wording import tr, word

_OUTCOME, _SOURCE = 1, 2
_ANY = {Outcome.RETURN: tr("as it left"), Outcome.WRITE_OFF: tr("as proposed")}
_WIDEST = max(map(len, _ANY.values()))
_MONEY = (
    ("shipping", word(tr("money|Shipping"))),
    ("adjustment", tr("Adjustment")),
    ("fee", tr("Fee")),
)
_PAUSE_S = 0.05


class RefundDialog(OrderLinesDialog[Refunded]):
    """Opens with what can be refunded; answers the receipt, or None."""

    DONE = tr("refunds")
    WIDE: ClassVar[bool] = True

    def __init__(
        self,
        found: Refundable,
        lines: Sequence[OrderLine],
        at: int | None = None,
        *,
        filled: bool = False,
    ) -> None:
        """Offer these lines.

        Args:
            at: The line the cursor stands on first, by id.
            filled: Whether all there is stands in the boxes, not 0.
        """
        super().__init__(
            tr("Refund of order {number}", number=found.order.number),
            found.order,
            lines,
            lambda line: line.to_refund,
            (tr("Left"), word(tr("verb|Refund"))),
            None if filled else {},
        )
        self._found = found
        self._at = at
        second = Outcome.RETURN if found.outcome is Outcome.RELEASE else Outcome.RELEASE
        self._outcomes = (found.outcome, second, Outcome.WRITE_OFF)
        self._drawn: dict[int, Outcome] = {}
        self._asked: list[RefundWish] = []
        self._foreseen: Foreseen | None = None
        self._refused = ""

    def compose_body(self) -> ComposeResult:
        """The lines with their goods, what it comes to, money, and a comment."""
        yield from super().compose_body()
        if self._found.has_amounts:
            shipping = self.order.shipping_amount
            with Horizontal(classes="parameters", id="amounts"):
                for name, label in _MONEY:
                    yield Static(f"{label} ", classes="label", markup=False)
                    hint = (
                        tr("of {most}", most=shipping)
                        if name == "shipping" and shipping
                        else ""
                    )
                    yield NumberBox(id=name, placeholder=hint, help_text=_HELP[name])
            yield Static(id="amounts-problem", classes="problem", markup=False)
        yield from self.compose_comment()

    def on_mount(self) -> None:
        """Put the cursor on the line it was asked for."""
        super().on_mount()
        self.boxes.add_class("-with-fields")
        if self._at is not None:
            self.boxes.move_to((self._at, AMOUNT))

    # -- the boxes ------------------------------------------------------------------------

    def show_boxes(self, values: Mapping[Place, Quantity]) -> None:
        """Draw amounts, outcomes, and the sources there are for them."""
        chosen = dict(self.boxes.sheet.chosen)
        self._drawn = {line.id: self._outcome(line) for line in self.lines}
        boxes: dict[Place, Box | Choice | str] = {}
        for line in self.lines:
            boxes[line.id, AMOUNT] = Box(line.to_refund, "")
            boxes[line.id, _OUTCOME] = (
                Choice(tuple(OUTCOMES[one] for one in self._outcomes))
                if line.id in self._found.counted
                else tr("not counted")
            )
            boxes[line.id, _SOURCE] = self._sources(line, self._drawn[line.id])
            words = boxes[line.id, _SOURCE]
            at = chosen.get((line.id, _SOURCE), 0)
            if not isinstance(words, Choice) or at >= len(words.words):
                chosen.pop((line.id, _SOURCE), None)
        self.boxes.show(
            box_lines(self.order, self.lines, lambda line: line.to_refund),
            [
                BoxColumn(AMOUNT, word(tr("verb|Refund"))),
                BoxColumn(_OUTCOME, tr("Goods")),
                BoxColumn(_SOURCE, tr("Source").ljust(_WIDEST)),  # as wide whatever is chosen
            ],
            boxes,
            values,
            chosen,
        )

    def _sources(self, line: OrderLine, outcome: Outcome) -> Choice | str:
        """Where its goods come back to, or are written off; a choice of several."""
        if line.id not in self._found.counted or outcome is Outcome.RELEASE:
            return "–"
        codes = (
            [code for code, _ in self._found.away[line.id]]
            if outcome is Outcome.RETURN
            else list(self._found.at[line.id])
        )
        if len(codes) < 2:
            return visible(codes[0]) if codes else "–"
        return Choice((_ANY[outcome], *map(visible, codes)))

    def _outcome(self, line: OrderLine) -> Outcome:
        if line.id not in self._found.counted:
            return Outcome.RELEASE
        return self._outcomes[self.boxes.sheet.chosen.get((line.id, _OUTCOME), 0)]

    def _source(self, line: OrderLine, outcome: Outcome) -> str | None:
        """The code chosen; None: as the rules say."""
        at = self.boxes.sheet.chosen.get((line.id, _SOURCE), 0)
        if not at:
            return None
        if outcome is Outcome.RETURN:
            return self._found.away[line.id][at - 1][0]
        return self._found.at[line.id][at - 1]

    def wishes(self) -> list[RefundWish]:
        """What is chosen, line by line."""
        chosen = self.chosen()
        outcomes = {line.id: self._outcome(line) for line in self.lines}
        return [
            RefundWish(
                line.id,
                chosen[line.id],
                outcomes[line.id],
                self._source(line, outcomes[line.id]),
            )
            for line in self.lines
            if line.id in chosen
        ]

    # -- what it comes to -----------------------------------------------------------------

    @property
    def _counting(self) -> bool:
        return bool(self._asked) and self._foreseen is None and not self._refused

    def follow(self) -> None:
        """Say what comes back where, what is free again, what is written off."""
        if self._drawn != {line.id: self._outcome(line) for line in self.lines}:
            for line in self.lines:
                if self._drawn[line.id] is not self._outcome(line):
                    self.boxes.sheet.chosen.pop((line.id, _SOURCE), None)
            self.show_boxes(self.boxes.values)
        wishes = self.wishes()
        if wishes != self._asked:
            self._asked, self._foreseen, self._refused = wishes, None, ""
            if wishes:
                self._foresee(wishes)
        self._tell()

    @work(exclusive=True, group="rows")
    async def _foresee(self, wishes: list[RefundWish]) -> None:
        await asyncio.sleep(_PAUSE_S)
        try:
            found = await self.read(refund_planning.foresee, self.order.number, wishes)
        except InventoryError as refusal:
            self._refused = "\n".join(f"! {one.message}" for one in refusal.problems)
        else:
            self._foreseen = found
        self._tell()

    def _tell(self) -> None:
        said = tr("Type how many; f takes all of the line, Space changes what becomes of it.")
        if self._asked:
            said = self._refused or tr("counting…")
            if self._foreseen is not None:
                said = told(self.order, self._foreseen)
        lines = "\n".join(visible(line) for line in said.splitlines())
        self.query_one("#effects", Static).update(lines)
        self.show_keys()

    def hints(self) -> tuple[Hint, ...]:
        """The last line says with numbers what F10 does."""
        chosen = self.chosen()
        said = word(tr("verb|Refund"))
        if chosen:
            said = tr("Refund {counted}", counted=counted(chosen))
        return (
            ("save", tr("counting…") if self._counting else said),
            ("mark", tr("Goods")),
            "back",
            ("memo", tr("Comment")),
            ("fill", tr("All")),
        )

    def amounts(self) -> RefundAmounts:
        """The money, as typed."""
        return RefundAmounts(**{box.id or "": box.value for box in self.query(NumberBox)})

    def unsaved(self) -> list[str]:
        """What was typed and is not done, a line each."""
        money = [
            f"{label}: {box.value}"
            for name, label in _MONEY
            for box in self.query(f"#{name}").results(NumberBox)
            if box.value.strip()
        ]
        return [*super().unsaved(), *money]

    @story
    async def action_save(self) -> None:
        """F10: refund, once it is told what that does."""
        if self._counting:
            self.say(tr("counting… {key} again", key=self.save_key()))
        else:
            await self.checked()

    async def do(self) -> None:
        """Refund."""
        done = await self.deed(
            refunding.refund,
            self.order.number,
            self.wishes(),
            amounts=self.amounts(),
            comment=self.comment,
        )
        if done is not None:
            self.dismiss(done)


_HELP = {
    "shipping": tr(
        "Shipping: what of the shipping amount is given back; at most what is left."
    ),
    "adjustment": tr("Adjustment: given back beyond that; with it no more than was paid."),
    "fee": tr("Fee: kept of what is given back."),
}
