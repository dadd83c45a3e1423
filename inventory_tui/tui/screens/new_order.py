"""A new order, placed by hand: lines one by one, checked as they are added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from inventory_tui.domain.errors import InvalidInput, InventoryError
from inventory_tui.domain.fields import Field
from inventory_tui.domain.forms import SHIP_TO
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.order_request import OrderRequest, parse_number, read_address
from inventory_tui.domain.quantity import Quantity, total
from inventory_tui.services import channels, finding, order_checking, order_lists, ordering
from inventory_tui.services.finding import FoundKind
from inventory_tui.services.order_checking import Checked
from inventory_tui.services.ordering import Placed
from inventory_tui.tui.commands import bindings
from inventory_tui.tui.dialogs.form import show_refusal
from inventory_tui.tui.dialogs.pick import Option
from inventory_tui.tui.screens.new_order_lines import NEW_LINE_COLUMNS, NewLine, read_line
from inventory_tui.tui.screens.order import OrderScreen
from inventory_tui.tui.screens.page import Hint, Page, story
from inventory_tui.tui.widgets.add_bar import AddBar
from inventory_tui.tui.widgets.form_body import FormBody
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.query_grid import QueryGrid

DRAFT = "new order"
_FIELDS = (
    Field("channel", "Sales channel", str, required=True, help="A code; F4 lists them."),
    Field("number", "Number", parse_number, help="Left empty, the next free one is given."),
    *SHIP_TO,
)


class NewOrderScreen(Page):
    """``n`` on the list of orders."""

    PLACE = 4
    TOPIC = "New order"
    AUTO_FOCUS = "AddBar TextBox"
    HINTS: ClassVar[tuple[Hint, ...]] = (
        ("save", "Place order"),
        ("focus.next", "Next field"),
        ("edit", "Quantity"),
        ("delete", "Remove line"),
        ("values", "Values"),
        "back",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("edit", "delete", "why", "values", "duplicate")
    ]

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[NewLine] = []
        self._checked: Checked | None = None
        self._ready = False

    def compose_top(self) -> ComposeResult:
        """Row 2: how much of what, from where."""
        yield Line(id="heading", classes="title")

    def compose_body(self) -> ComposeResult:
        """The box lines are typed into, the lines, then who and where."""
        yield AddBar(self.add, "Line", "SKU, SKU=3, 3*code or a scan; Enter adds it.")
        yield QueryGrid[NewLine](NEW_LINE_COLUMNS, id="lines", marking=False)
        yield Line(id="check", classes="summary")
        yield FormBody(_FIELDS, {}, lists={"channel": self._channels})

    @property
    def grid(self) -> QueryGrid[NewLine]:
        """The lines."""
        return self.query_one("#lines", QueryGrid)

    @property
    def form(self) -> FormBody:
        """Channel, number, and where it goes."""
        return self.query_one(FormBody)

    async def _channels(self) -> list[Option]:
        found = await self.read(channels.list_channels)
        return [Option(one.code, one.name) for one in found]

    # -- reading --------------------------------------------------------------------------

    def begin(self) -> None:
        """Offer a channel, and take up an order that was kept."""
        self._begin()

    @story
    async def _begin(self) -> None:
        self.grid.empty = "No line yet: type a SKU above, or scan"
        draft = self.inventory.drafts.get(DRAFT)
        try:
            every = await self.read(channels.list_channels)
            first = self.inventory.last_saved.get("channel") or every[0].code
            self.form.saved({"channel": first})
        except InventoryError as refusal:
            await self.refuse(refusal)
        if draft:
            self._take_up(draft)
            self.say("Your unsaved order is back · Esc, then D drops it")
        self._ready = True
        await self._check()

    def data_changed(self) -> None:
        """Somebody wrote: check the lines again."""
        self._check_again()

    @story
    async def _check_again(self) -> None:
        await self._check()

    async def _check(self) -> None:
        """Ask what would become of the order, and show it at its lines."""
        if self._lines:
            try:
                self._checked = await self.read(order_checking.check, self._request({}))
            except InventoryError as refusal:
                await self.refuse(refusal)
                return
            self._lines = [
                replace(line, checked=checked if self._checked.stock else None)
                for line, checked in zip(self._lines, self._checked.lines, strict=True)
            ]
        else:
            self._checked = None
        self.grid.show_all(dict(enumerate(self._lines)))
        self._draw()

    def _request(self, ship_to: Mapping[str, str]) -> OrderRequest:
        typed = self.form.typed()
        number = typed["number"].strip()
        return OrderRequest(
            typed["channel"].strip(),
            tuple((line.sku, line.quantity) for line in self._lines),
            number or None,
            read_address(ship_to),
        )

    # -- what is shown --------------------------------------------------------------------

    def _draw(self) -> None:
        units = total(line.quantity for line in self._lines)
        checked = self._checked
        stock = f"from {visible(checked.stock)} · " if checked and checked.stock else ""
        count = len(self._lines)
        left = " New order" + (" • unsaved" if self.unsaved() else "")
        right = f"{stock}{count} line{'s' * (count != 1)}, {units.in_units()} "
        gap = max(self.size.width - len(left) - len(right), 1)
        self.query_one("#heading", Line).show(left + " " * gap + right)
        self.query_one("#check", Line).show(f" {self._sentence()}")

    def _sentence(self) -> str:
        """What F10 would do; of a line that cannot be had, why."""
        line = self.grid.cursor_row if self.grid.has_focus else None
        if line is not None and line.problem:
            return f"✗ {visible(line.sku)}: {line.problem}"
        wrong = [one for one in self._lines if one.problem]
        if self._checked is not None and self._checked.problems:
            return f"✗ {self._checked.problems[0].message}"
        if wrong:
            count = f"{len(wrong)} line{'s' * (len(wrong) > 1)} cannot be had"
            return f"✗ {count}; {visible(wrong[0].sku)}: {wrong[0].problem}"
        if not self._lines:
            return ""
        units = total(one.quantity for one in self._lines).in_units()
        return f"✓ {self.key_of_save()} places the order of {units}"

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
        row = self.form.row_of("channel")
        if row is not None and row.control is self.focused:
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
        bar = self.query_one(AddBar)
        try:
            code, amount = read_line(text)
            found = await self.read(finding.find, code, (FoundKind.PRODUCT,))
        except ValueError as problem:
            bar.refuse(f"{text}: {problem}")
            return
        except InventoryError as refusal:
            await self.refuse(refusal)
            return
        if not found.things:
            near = await self.read(finding.suggest, code[:6], 3)
            hint = next((f"; {one.label}?" for one in near if one.kind == "product"), "")
            bar.refuse(f"{code}: no such product{hint}")
            return
        thing = found.things[0]
        bar.accept()
        self._put(thing.label, thing.name, amount)
        await self._check()
        at = next(n for n, one in enumerate(self._lines) if one.sku == thing.label)
        self.grid.move_to(at)
        self._keep()

    def _put(self, sku: str, name: str, amount: Quantity) -> None:
        for at, line in enumerate(self._lines):
            if key_of(line.sku) == key_of(sku):
                self._lines[at] = replace(line, quantity=line.quantity + amount)
                return
        self._lines.append(NewLine(sku, name, amount))

    @story
    async def take_scan(self, text: str) -> None:
        """A scan anywhere here adds a line."""
        from inventory_tui.tui.widgets.scan_bar import ScanBar

        self.query_one("#scan", ScanBar).close()
        self.add(text)

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
                self.say("To take the line away press D")
        self.grid.run.clear()
        await self._check()
        self._keep()

    @story
    async def action_delete(self) -> None:
        """D: take the line away."""
        at = self.grid.cursor_id
        if at is not None and at < len(self._lines):
            gone = self._lines.pop(at)
            self.say(f"{visible(gone.sku)} taken away")
            await self._check()
            self._keep()

    @story
    async def action_why(self) -> None:
        """i: why the stock can promise what the line says."""
        from inventory_tui.services import explaining
        from inventory_tui.tui.dialogs.why import WhyDialog, terms_of

        line = self.grid.cursor_row
        if line is None or self._checked is None or not self._checked.stock:
            return
        try:
            why = await self.read(explaining.explain, line.sku, self._checked.stock)
        except InventoryError as refusal:
            await self.refuse(refusal)
            return
        await self.ask(WhyDialog(*terms_of(why)))

    # -- drafts and saving ----------------------------------------------------------------

    def _typed_texts(self) -> dict[str, str]:
        return {name: text for name, text in self.form.changed().items() if text}

    def _keep(self) -> None:
        lines = [[line.sku, line.name, str(line.quantity)] for line in self._lines]
        texts = self._typed_texts()
        kept = {"lines": lines, "texts": texts} if lines or texts else None
        self.inventory.drafts.keep(DRAFT, kept)

    def _take_up(self, draft: Any) -> None:
        self._lines = [
            NewLine(sku, name, Quantity.parse(text)) for sku, name, text in draft["lines"]
        ]
        self.form.put(draft["texts"])

    def unsaved(self) -> list[str]:
        """The lines and the fields."""
        if not self._ready:
            return []
        lines = [f"{line.quantity} of {line.sku}" for line in self._lines]
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
            self.say("An order needs a line: type a SKU in the first box")
            return None
        typed = self.form.typed()
        address = {field.name: typed[field.name] for field in SHIP_TO}
        try:
            request = self._request(address)
            if not request.channel:
                raise InvalidInput({"channel": "Sales channel is required."})
        except InventoryError as refusal:
            await show_refusal(self, self.form, refusal)
            return None
        placed = await self.deed(ordering.place, request)
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
