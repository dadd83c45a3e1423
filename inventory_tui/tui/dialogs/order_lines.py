"""What dialogs on the lines of an order have in common: a box a line, how much of each.

F10 says with numbers what it does; parts stand under their bundle.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.line_groups import grouped
from inventory_tui.domain.order import Order, OrderLine
from inventory_tui.domain.quantity import ZERO, Quantity, total
from inventory_tui.tui.commands import bindings
from inventory_tui.tui.dialogs.dialog import Dialog
from inventory_tui.tui.dialogs.question import leave_question
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.box_grid import BoxGrid
from inventory_tui.tui.widgets.boxes import Box, BoxColumn, BoxLine, Place
from inventory_tui.tui.widgets.text_box import TextBox
from inventory_tui.wording import tr, trn

T = TypeVar("T")

AMOUNT = 0
"""The column of the boxes."""


def box_lines(
    order: Order, lines: Sequence[OrderLine], most: Callable[[OrderLine], Quantity]
) -> list[BoxLine]:
    """The lines as rows of boxes, with the headings of their bundles."""
    return [
        BoxLine(one.id, one.label, ZERO if one.line is None else most(one.line), not one.line)
        for one in grouped(order, lines)
    ]


def counted(amounts: Mapping[int, Quantity]) -> str:
    """``7 units of 3 lines``."""
    return trn(
        "{units} of {count} line",
        "{units} of {count} lines",
        len(amounts),
        units=total(amounts.values()).in_units(),
    )


class OrderLinesDialog(Dialog[T]):
    """Opens with amounts of some lines; answers what the deed returned, or None."""

    AUTO_FOCUS = "BoxGrid"
    TOPIC = "Order page"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("save", "delete", "fill", "memo")]
    DONE = ""
    """What F10 does: ``cancels``."""

    def __init__(
        self,
        title: str,
        order: Order,
        lines: Sequence[OrderLine],
        most: Callable[[OrderLine], Quantity],
        titles: tuple[str, str],
        values: Mapping[int, Quantity] | None = None,
    ) -> None:
        """Offer these lines.

        Args:
            most: How much of a line there is for the deed.
            titles: Of the column of what there is, and of the boxes.
            values: Line id → what stands in its box first; None: all there is.
        """
        super().__init__(title)
        self.order = order
        self.lines = list(lines)
        self._most = most
        self._titles = titles
        given = {line.id: most(line) for line in lines} if values is None else values
        self._opened: dict[Place, Quantity] = {
            (line.id, AMOUNT): given.get(line.id, ZERO) for line in lines
        }

    def compose_body(self) -> ComposeResult:
        """A box a line, and what F10 comes to."""
        yield BoxGrid(tr("Line"), self._titles[0], wraps=False)
        yield Static(id="effects", classes="note", markup=False)

    def compose_comment(self) -> ComposeResult:
        """A line to write a comment on."""
        with Horizontal(classes="field remark"):
            yield Static(tr("Comment"), classes="name", markup=False)
            yield TextBox(id="comment", help_text=tr("Comment: kept with the document."))
        yield Static(id="comment-problem", classes="problem", markup=False)

    @property
    def boxes(self) -> BoxGrid:
        """The numbers."""
        return self.query_one(BoxGrid)

    def on_mount(self) -> None:
        """Show the boxes."""
        super().on_mount()
        self.show_boxes(self._opened)
        self.follow()

    def show_boxes(self, values: Mapping[Place, Quantity]) -> None:
        """Draw the boxes with these numbers in them."""
        self.boxes.show(
            box_lines(self.order, self.lines, self._most),
            [BoxColumn(AMOUNT, self._titles[1])],
            {
                (line.id, AMOUNT): Box(
                    self._most(line), tr("of {most}", most=self._most(line).grouped())
                )
                for line in self.lines
            },
            values,
        )

    def chosen(self) -> dict[int, Quantity]:
        """Line id → how much of it, where it is more than 0."""
        values = self.boxes.values
        amounts = {line.id: values.get((line.id, AMOUNT), ZERO) for line in self.lines}
        return {id: amount for id, amount in amounts.items() if amount}

    @property
    def comment(self) -> str:
        """What is written beside it."""
        return "".join(box.value for box in self.query("#comment").results(TextBox))

    @on(BoxGrid.Changed)
    def _changed(self) -> None:
        self.follow()

    def follow(self) -> None:
        """Say what F10 comes to now; override."""
        self.show_keys()

    # -- keys -----------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A comment is for documents that keep one."""
        if action == "memo":
            return bool(self.query("#comment"))
        return super().check_action(action, parameters)

    def action_delete(self) -> None:
        """D: 0 in every box."""
        self.boxes.set_values(dict.fromkeys(self.boxes.values, ZERO))

    def action_fill(self) -> None:
        """f: all of the line."""
        line = self.boxes.line
        if line is not None:
            self.boxes.set_values({(line.id, AMOUNT): line.limit})

    def action_memo(self) -> None:
        """m: to the comment."""
        self.set_focus(self.query_one("#comment", TextBox))

    @on(BoxGrid.Ended)
    def _ended(self) -> None:
        self.say(tr("Enter does not write. {key} {does}", key=self.save_key(), does=self.DONE))

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.focus_next()

    def save_key(self) -> str:
        page = self.inventory.page
        return "F10" if page is None else page.key_of_save()

    def unsaved(self) -> list[str]:
        """What was typed and is not done, a line each."""
        now = self.boxes.values
        typed = any(now.get(place, ZERO) != value for place, value in self._opened.items())
        lines = [f"{self._titles[1]} {counted(self.chosen())}"] if typed else []
        return [
            *lines,
            *([tr("Comment: {comment}", comment=self.comment)] if self.comment.strip() else []),
        ]

    @story
    async def action_back(self) -> None:
        """Esc: back out, asking about what was typed."""
        typed = self.unsaved()
        answer = await self.ask(leave_question(typed)) if typed else "discard"
        if answer == "save":
            self.action_save()
        elif answer == "discard":
            self.dismiss(None)

    @story
    async def action_save(self) -> None:
        """F10: do it."""
        await self.checked()

    async def checked(self) -> None:
        """Do it, or say what is missing."""
        if self.boxes.unreadable:
            self.say(self.boxes.unreadable)
        elif not self.chosen():
            self.say(tr("Nothing is chosen: type how many, or f for all of the line"))
        else:
            await self.do()

    async def do(self) -> None:
        """Do the deed with what is chosen; override."""

    async def deed(self, service: Callable[..., Any], *args: Any, **given: Any) -> Any:
        """Do a deed; what is wrong with a field is said there, the rest in a dialog."""
        page = self.inventory.page
        assert page is not None
        for problem in self.query(".problem"):
            problem.remove_class("-shown")
        try:
            return await page.written(
                service,
                *args,
                seen_version=self.order.version,
                cause=self.inventory.cause(),
                **given,
            )
        except InventoryError as refusal:
            if not self._shown_at_field(refusal):
                await page.refuse(refusal)
            return None

    def _shown_at_field(self, refusal: InventoryError) -> bool:
        """Whether what is wrong could be said below a field of this dialog."""
        for problem in refusal.problems:
            for box in self.query(f"#{problem.field}").results(TextBox):
                below = self.query_one(f"#{problem_of(problem.field or '')}", Static)
                below.update(f"! {problem.message}")
                below.add_class("-shown")
                self.set_focus(box)
                return True
        return False


def problem_of(field: str) -> str:
    """The id of the line below a field that says what is wrong with it."""
    return "comment-problem" if field == "comment" else "amounts-problem"
