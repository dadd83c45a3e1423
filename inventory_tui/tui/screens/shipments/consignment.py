"""One consignment: its rows, how it goes, and the step that moves it on."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from inventory_tui.domain.consignment import Consignment, ConsignmentRow, Step
from inventory_tui.domain.errors import InventoryError, Kind
from inventory_tui.domain.permissions import Permission
from inventory_tui.services.desk.finding import Found, FoundKind
from inventory_tui.services.shipping import consignments, shipping
from inventory_tui.tui.commands import Command, bindings, shown
from inventory_tui.tui.dialogs.palette import Entry
from inventory_tui.tui.screens.frame.page import Hint, Page, story
from inventory_tui.tui.screens.shipments import consignment_deeds
from inventory_tui.tui.screens.shipments.consignment_words import (
    NEXT,
    ROWS,
    about,
    heading,
    next_line,
    whose,
)
from inventory_tui.tui.screens.shipments.slips import print_slips
from inventory_tui.tui.widgets.lines import Line
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.wording import inside, tr


class ConsignmentScreen(Page):
    """Opened by its number."""

    PLACE = 5
    TOPIC = "Consignment page"
    AUTO_FOCUS = "#lines"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            "open",
            "edit",
            "new",
            "delete",
            "tracking",
            "cancel",
            "print",
            "history",
            "mark.all",
        )
    ]

    def __init__(self, id: int) -> None:
        super().__init__()
        self._number = id
        self._one: Consignment | None = None
        self._deleted_here = False

    def compose_top(self) -> ComposeResult:
        """Row 2: which one, where it stands."""
        yield Line(id="heading", classes="title")

    def compose_body(self) -> ComposeResult:
        """Whom it goes to, its rows, how it goes, what is next."""
        yield Line(id="customer", classes="summary")
        yield QueryGrid[ConsignmentRow](ROWS, id="lines")
        yield Static(id="about", classes="about", markup=False)
        yield Line(id="next", classes="summary")

    @property
    def lines(self) -> QueryGrid[ConsignmentRow]:
        """Its rows."""
        return self.query_one("#lines", QueryGrid)

    # -- reading --------------------------------------------------------------------------

    def begin(self) -> None:
        """Read it; keys wait for it."""
        self._read()

    def data_changed(self) -> None:
        """Read it again."""
        self._read()

    @story
    async def _read(self) -> None:
        try:
            self._show(await self.read(consignments.show, self._number))
        except InventoryError as refusal:
            if refusal.kind is not Kind.UNKNOWN_CONSIGNMENT:
                await self.refuse(refusal)
                return
            if not self._deleted_here:
                self.say(tr("Consignment {number} was deleted", number=self._number))
            self.dismiss()

    def _show(self, one: Consignment) -> None:
        self._one = one
        self.query_one("#heading", Line).show(heading(one))
        self.query_one("#customer", Line).show(whose(one))
        self.lines.empty = tr("No rows; c cancels it")
        self.lines.show_all({row.id: row for row in one.rows})
        said = about(one, self.inventory.clock().date())
        self.query_one("#about", Static).update("\n".join(["", *said]))
        room = self.query_one("#body").size.height - len(said) - 3
        self.lines.styles.height = max(min(len(one.rows) + 1, room), 3)
        self.query_one("#next", Line).show(next_line(one, self.key))
        self.show_keys()

    def key(self, id: str) -> str:
        """The key of a command, as people know it."""
        return shown(self.keys_of(id).split(",")[0])

    # -- what is here now -----------------------------------------------------------------

    def subject(self) -> str:
        """The marked rows, or the consignment."""
        marked = len(self.lines.marks)
        if marked:
            return tr("{count} marked rows", count=marked)
        return tr("consignment {number}", number=self._number)

    def hints(self) -> tuple[Hint, ...]:
        """Row 24: what its state admits."""
        one = self._one
        step = None if one is None else one.next_step
        first: tuple[Hint, ...] = () if step is None else (("save", NEXT[step]),)
        return (
            *first,
            "edit",
            ("new", tr("Split")),
            ("delete", tr("Remove")),
            "tracking",
            "cancel",
            "print",
            "keys",
        )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What its state does not admit is not here."""
        one = self._one
        if one is not None:
            if action == "new":
                return one.is_building
            if action in ("delete", "cancel"):
                return one.may(Step.CANCEL)
            if action == "print":
                return any(row.shipment_id is not None for row in one.rows)
        return super().check_action(action, parameters)

    def label_of(self, command: Command) -> str:
        """Verbs name what they act on."""
        if command.id == "new":
            return tr("Another row of this line")
        if command.id == "delete":
            marked = len(self.lines.marks)
            return (
                tr("Remove {count} marked rows", count=marked)
                if marked
                else tr("Remove the row")
            )
        if command.id == "tracking":
            return tr("Carrier, tracking, days")
        if command.id in ("cancel", "print", "history"):
            verb = command.label
            return tr("{verb} consignment {number}", verb=verb, number=self._number)
        return command.label

    def more_actions(self) -> list[Entry]:
        """Deeds without a key of their own."""
        one = self._one
        if one is None or not one.may(Step.DELETE):
            return []
        label, needs = (
            tr("Delete consignment {number}", number=self._number),
            (Permission.SHIPMENT_CANCEL,),
        )
        return [Entry(label, "", self._delete, "delete|remove", needs=needs)]

    @on(QueryGrid.MarksChanged, "#lines")
    def _marks_changed(self) -> None:
        self.show_keys()

    def go_top(self) -> bool:
        """``gg``: the first row."""
        self.lines.action_top()
        return True

    def action_mark_all(self) -> None:
        """``*``: mark every row."""
        self.lines.action_mark_all()

    # -- verbs ----------------------------------------------------------------------------

    @story
    async def action_save(self) -> None:
        """F10: the next step, which the last line names."""
        one = self._one
        if one is None:
            return
        if one.next_step is None:
            self.say(
                tr(
                    "Consignment {number} is {state}; nothing is left",
                    number=one.id,
                    state=inside(one.status.label),
                )
            )
        else:
            await consignment_deeds.take_step(self, one, one.next_step)

    @story
    async def action_edit(self) -> None:
        """e: where the row leaves, and how much of it."""
        if self._one is not None and (row := self.lines.cursor_row) is not None:
            await consignment_deeds.edit_row(self, self._one, row)

    @story
    async def action_new(self) -> None:
        """n: another row of the line, from another source."""
        one, row = self._one, self.lines.cursor_row
        if one is None or row is None:
            return
        if not row.outstanding:
            self.say(
                tr(
                    "Nothing more of {sku} is outstanding; lower its quantity first",
                    sku=row.sku,
                )
            )
            return
        await consignment_deeds.edit_row(self, one, row, another=True)

    @story
    async def action_delete(self) -> None:
        """D: take the marked rows out, or the row."""
        if self._one is not None:
            ids = self.lines.chosen_ids()
            rows = [row for row in self._one.rows if row.id in ids]
            if await consignment_deeds.remove_rows(self, self._one, rows):
                self.lines.action_mark_none()

    @story
    async def action_tracking(self) -> None:
        """T: carrier, tracking, dates and reference."""
        if self._one is not None:
            await consignment_deeds.edit_about(self, self._one)

    @story
    async def action_cancel(self) -> None:
        """c: cancel it; what was taken comes back."""
        if self._one is not None:
            await consignment_deeds.take_step(self, self._one, Step.CANCEL)

    @story
    async def _delete(self) -> None:
        if self._one is not None:
            self._deleted_here = True
            done = await consignment_deeds.take_step(self, self._one, Step.DELETE)
            self._deleted_here = done

    @story
    async def action_open(self) -> None:
        """Enter: the order of the row."""
        row = self.lines.cursor_row
        if row is not None:
            self.open_found(Found(FoundKind.ORDER, row.order_id, row.order))

    @story
    async def action_print(self) -> None:
        """p: the packing slips of its shipments."""
        if self._one is not None:
            ids = dict.fromkeys(row.shipment_id for row in self._one.rows)
            await print_slips(self, "shipment", shipping.slip, [id for id in ids if id])

    def history_filter(self) -> str:
        """What happened to it."""
        return f"consignment:{self._number}"
