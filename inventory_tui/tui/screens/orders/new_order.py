"""A new order, placed by hand: lines one by one, or those of an earlier order again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.labels import visible
from inventory_tui.services.orders import order_checking, order_lists, ordering, reordering
from inventory_tui.services.orders.order_checking import Checked
from inventory_tui.services.orders.ordering import Placed
from inventory_tui.services.sourcing import channels
from inventory_tui.tui.commands import bindings
from inventory_tui.tui.dialogs.form import show_refusal
from inventory_tui.tui.screens.frame.page import Hint, Page, story
from inventory_tui.tui.screens.orders.new_order_adding import as_typed, typed_lines
from inventory_tui.tui.screens.orders.new_order_form import NewOrderForm
from inventory_tui.tui.screens.orders.new_order_lines import (
    NEW_LINE_COLUMNS,
    NewLine,
    count_of,
    lines_of,
    read_kept,
    summed,
    verdict_of,
)
from inventory_tui.tui.screens.orders.order import OrderScreen
from inventory_tui.tui.widgets.add_bar import AddBar
from inventory_tui.tui.widgets.form_body import FormBody
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.tui.widgets.scan_bar import ScanBar
from inventory_tui.wording import tr, word

DRAFT = "new order"


class NewOrderScreen(Page):
    """``n`` on the list of orders; on an order, filled with what that one asked for."""

    PLACE = 4
    TOPIC = "New order"
    AUTO_FOCUS = "AddBar TextBox"
    HINTS: ClassVar[tuple[Hint, ...]] = (
        ("save", tr("Place order")),
        ("focus.next", tr("Next field")),
        ("edit", tr("Quantity")),
        ("delete", tr("Remove line")),
        ("values", tr("Values")),
        "back",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("edit", "delete", "why", "values", "duplicate")
    ]

    def __init__(self, again: str | None = None) -> None:
        """Begin an empty order.

        Args:
            again: Number of an order to begin with the lines and the address of.
        """
        super().__init__()
        self._again = again
        self._lines: list[NewLine] = []
        self._checked: Checked | None = None
        self._ready = False

    def compose_top(self) -> ComposeResult:
        """Row 2: how much of what, from where."""
        yield Line(id="heading", classes="title")

    def compose_body(self) -> ComposeResult:
        """The box lines are typed into, the lines, then who and where."""
        yield AddBar(
            self.add, word(tr("box|Line")), tr("SKU, SKU=3, 3*code or a scan; Enter adds it.")
        )
        yield QueryGrid[NewLine](NEW_LINE_COLUMNS, id="lines", marking=False)
        yield Line(id="check", classes="summary")
        yield NewOrderForm(self)

    @property
    def grid(self) -> QueryGrid[NewLine]:
        """The lines."""
        return self.query_one("#lines", QueryGrid)

    @property
    def form(self) -> NewOrderForm:
        """Channel, number, and where it goes."""
        return self.query_one(NewOrderForm)

    # -- reading --------------------------------------------------------------------------

    def begin(self) -> None:
        """Offer a channel, and take up an order that was kept."""
        self._begin()

    @story
    async def _begin(self) -> None:
        self.grid.empty = tr("No line yet: type a SKU above, or scan")
        draft = self.inventory.drafts.get(DRAFT)
        try:
            every = await self.read(channels.list_channels)
            first = self.inventory.last_saved.get("channel") or every[0].code
            self.form.saved({"channel": first})
        except InventoryError as refusal:
            await self.refuse(refusal)
        if self._again is not None:
            await self._repeat(self._again)
        elif draft:
            self._take_up(draft)
            self.say(tr("Your unsaved order is back · Esc, then D drops it"))
        self._ready = True
        await self._check()

    async def _repeat(self, number: str) -> None:
        """Begin with what an earlier order asked for."""
        try:
            asked = await self.read(reordering.request_again, number)
            names = await self.read(order_checking.check, asked)
        except InventoryError as refusal:
            await self.refuse(refusal)
            return
        self._lines = lines_of(asked, names)
        self.form.repeat(asked)
        self._keep()
        self.say(
            tr(
                "The lines of order {number} again; nothing is placed yet",
                number=visible(number),
            )
        )

    def data_changed(self) -> None:
        """Somebody wrote: check the lines again."""
        self._check_again()

    @story
    async def _check_again(self) -> None:
        await self._check()

    async def _check(self) -> None:
        """Ask what would become of the order, and show it at its lines."""
        if self._lines:
            lines = self._lines
            try:
                checked = await self.read(order_checking.check, self.form.asks(lines))
            except InventoryError as refusal:
                await self.refuse(refusal)
                return
            if self._lines is not lines:
                return  # others came meanwhile, and are checked on their own
            self._checked, pairs = checked, zip(lines, checked.lines, strict=True)
            known = bool(checked.stock)
            self._lines = [replace(line, checked=one if known else None) for line, one in pairs]
        else:
            self._checked = None
        self.grid.show_all(dict(enumerate(self._lines)))
        self._draw()

    # -- what is shown --------------------------------------------------------------------

    def _draw(self) -> None:
        left = tr(" New order") + (tr(" • unsaved") if self.unsaved() else "")
        right = f"{count_of(self._lines, self._checked)} "
        gap = max(self.size.width - len(left) - len(right), 1)
        self.query_one("#heading", Line).show(left + " " * gap + right)
        self.query_one("#check", Line).show(f" {self._sentence()}")

    def _sentence(self) -> str:
        """What F10 would do; of a line that cannot be had, why."""
        line = self.grid.cursor_row if self.grid.has_focus else None
        return verdict_of(self._lines, self._checked, line, self.key_of_save())

    @on(QueryGrid.CursorMoved, "#lines")
    def _moved(self) -> None:
        self._draw()

    def on_descendant_focus(self) -> None:
        """The sentence follows what has the focus."""
        if self._ready:
            self._draw()

    @on(FormBody.Changed)
    def _typed(self) -> None:
        self._draw()
        self._keep()
        if self.form.decides(self.focused):
            self._check_soon()

    @on(FormBody.ProblemAt)
    def _problem_at(self, event: FormBody.ProblemAt) -> None:
        self.set_focus(event.row.control)

    def _check_soon(self) -> None:
        self.run_worker(self._check(), group="reload", exclusive=True)

    # -- lines ----------------------------------------------------------------------------

    @story
    async def add(self, text: str) -> None:
        """A line was typed or scanned: ``MH01``, ``MH01=3``, ``3*4006381333931``."""
        try:
            new = await typed_lines(self, self.query_one(AddBar), text, self.form.channel)
        except InventoryError as refusal:
            await self.refuse(refusal)
            return
        if new is None:
            return
        self._lines, at = summed(self._lines, new)
        await self._check()
        self.grid.move_to(at)
        self._keep()

    @story
    async def take_scan(self, text: str) -> None:
        """A scan anywhere here adds a line."""
        self.query_one("#scan", ScanBar).close()
        self.add(await as_typed(self, text))

    def action_edit(self) -> None:
        """e: the quantity of the line."""
        self.set_focus(self.grid)
        refusal = self.grid.begin_edit("quantity")
        if refusal is not None:
            self.say(refusal)

    @on(QueryGrid.DraftsChanged, "#lines")
    @story
    async def _edited(self) -> None:
        for (at, _), draft in list(self.grid.run):
            if draft.after:
                self._lines[at] = replace(self._lines[at], quantity=draft.after)
            else:
                self.say(tr("To take the line away press D"))
        self.grid.run.clear()
        await self._check()
        self._keep()

    @story
    async def action_delete(self) -> None:
        """D: take the line away."""
        at = self.grid.cursor_id
        if at is not None and at < len(self._lines):
            gone = self._lines.pop(at)
            self.say(tr("{sku} taken away", sku=visible(gone.sku)))
            await self._check()
            self._keep()

    @story
    async def action_why(self) -> None:
        """i: why the stock can promise what the line says."""
        from inventory_tui.tui.dialogs.why import ask_why

        line = self.grid.cursor_row
        if line is None or self._checked is None or not self._checked.stock:
            return
        try:
            stock, channel = self._checked.stock, self.form.channel
            await ask_why(self, line.sku, stock, channel=channel)
        except InventoryError as refusal:
            await self.refuse(refusal)

    # -- drafts and saving ----------------------------------------------------------------

    def _typed_texts(self) -> dict[str, str]:
        return {name: text for name, text in self.form.changed().items() if text}

    def _keep(self) -> None:
        lines = [line.kept() for line in self._lines]
        texts = self._typed_texts()
        kept = {"lines": lines, "texts": texts} if lines or texts else None
        self.inventory.drafts.keep(DRAFT, kept)

    def _take_up(self, draft: Any) -> None:
        self._lines = [read_kept(line) for line in draft["lines"]]
        self.form.put(draft["texts"])

    def unsaved(self) -> list[str]:
        """The lines and the fields."""
        if not self._ready:
            return []
        lines = [line.words for line in self._lines]
        return lines + [f"{name}: {text}" for name, text in self._typed_texts().items()]

    def discard_unsaved(self) -> None:
        """Throw the order away."""
        self.inventory.drafts.discard(DRAFT)

    async def save_unsaved(self) -> bool:
        """Place it."""
        return await self._place() is not None

    async def _place(self) -> Placed | None:
        self.form.complete()
        if not self._lines:
            self.say(tr("An order needs a line: type a SKU in the first box"))
            return None
        try:
            request = self.form.asks_whole(self._lines)
        except InventoryError as refusal:
            await show_refusal(self, self.form, refusal)
            return None
        typed, placed = self.form.typed(), await self.deed(ordering.place, request)
        if placed is None:
            await self._check()
            problems = self._checked.problems if self._checked else ()
            self.form.show_problems({one.field or "": one.message for one in problems})
            wrong = next((at for at, line in enumerate(self._lines) if line.problem), None)
            if wrong is not None:
                self.grid.move_to(wrong)
            return None
        self.inventory.last_saved.update(
            {name: text for name, text in typed.items() if name != "number"}
        )
        self.inventory.drafts.remove(DRAFT)
        self._lines = []
        self.form.saved(self.form.typed())
        self.say_receipt(placed.receipt)
        self.inventory.data_written()
        return placed

    @story
    async def action_save(self) -> None:
        """F10: place the order and show it."""
        placed = await self._place()
        if placed is None:
            return
        id = await self.read(order_lists.order_id, placed.order)
        if id is not None:
            self.inventory.typing.hold(page := OrderScreen(id))
            self.app.switch_screen(page)
