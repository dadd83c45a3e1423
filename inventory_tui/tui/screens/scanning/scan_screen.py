"""What screens for a reader do alike: codes, quantities, commands, and keys in the lines.

A screen says what a thing that was scanned means to it (`take_thing`), what its lines are,
and what F10 posts; how it looks is in `scan_frame`.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar

from textual import on
from textual.binding import BindingType

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.scans import COMMAND_CODES, DONE, OK, QUANTITY, UNDO, read_scan
from inventory_tui.services.desk.finding import Found, FoundKind
from inventory_tui.tui.commands import Command, Hint, bindings
from inventory_tui.tui.screens.scanning.scan_frame import ScanFrame
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.open_scan_bar import Scanned
from inventory_tui.tui.widgets.query_grid import QueryGrid
from inventory_tui.tui.widgets.scan_bar import look_up, the_one
from inventory_tui.wording import tr, trn

Row = TypeVar("Row")


class ScanScreen(ScanFrame[Row], Generic[Row]):
    """Goods that are scanned, until F10 posts them."""

    KINDS: ClassVar[tuple[FoundKind, ...]] = (FoundKind.SOURCE, FoundKind.PRODUCT)
    """What a code may name here; nothing else is looked for."""
    DRAFT: ClassVar[str] = ""
    """What its draft is kept under."""
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("edit", "fill", "delete", "open", "mark.all")
    ]

    # -- what each screen does ------------------------------------------------------------

    @abstractmethod
    async def take_thing(self, thing: Found, quantity: Quantity) -> Scanned:
        """Take what was scanned.

        Raises:
            ValueError: It cannot be taken; a sentence.
            InventoryError: A service refuses it.
        """

    @abstractmethod
    def take_back(self) -> Scanned | None:
        """Take the last scan back; None where there is none."""

    @abstractmethod
    def fill(self, ids: Sequence[int]) -> int:
        """Fill these lines with what is expected or left; return how many changed."""

    @abstractmethod
    async def edit_line(self, id: int) -> bool:
        """Edit a line in a form; True when it was changed."""

    @abstractmethod
    def drop_line(self, id: int) -> None:
        """Take back all that is said of a line."""

    @abstractmethod
    async def post(self) -> bool:
        """Post what was scanned; False when that was refused."""

    @abstractmethod
    def kept(self) -> dict[str, Any] | None:
        """The draft as JSON can hold it; None where nothing would be lost."""

    def changed(self) -> None:
        """Something was scanned or said: keep it, and draw."""
        self.inventory.drafts.keep(self.DRAFT, self.kept())
        self.draw()

    # -- scans ----------------------------------------------------------------------------

    @story
    async def take_scan(self, text: str) -> None:
        """A code: a command, a quantity for the next one, or a thing."""
        try:
            scan = read_scan(text)
        except ValueError as problem:
            self._refuse_scan(text, str(problem))
            return
        if scan.code in COMMAND_CODES:
            await self._command(scan.code)
            return
        if not scan.code:
            self._many = scan.quantity
            self._draw_title()
            return
        quantity = scan.quantity if scan.quantity_given else self._many or scan.quantity
        found = await look_up(self, text, self.KINDS)
        if found is None:
            return
        if not found.things:
            self._refuse_scan(scan.named, tr("unknown"))
            return
        thing = await the_one(self, found)
        if thing is not None:
            await self._take(thing, quantity)

    async def _take(self, thing: Found, quantity: Quantity) -> None:
        try:
            done = await self.take_thing(thing, quantity)
        except (ValueError, InventoryError) as problem:
            self._refuse_scan(thing.label, str(problem))
            return
        self._many = None
        self.scans.add(done)
        self.changed()
        self.lines.move_to_id(self.line_of(thing) or 0)

    def line_of(self, thing: Found) -> int | None:
        """The line a thing is shown in, if it is."""
        return None

    def _refuse_scan(self, label: str, why: str) -> None:
        """Lock: ``E``, the bell twice, until it is acknowledged."""
        self._many = None
        why = why.removeprefix(label).lstrip(" :")
        self.scans.add(Scanned(label, note=why, refused=True))
        self.bar.refuse(f"{label} {why}")
        self._draw_title()

    async def _command(self, code: str) -> None:
        if code == DONE:
            await self._post()
        elif code == UNDO:
            self._take_back()
        elif code == QUANTITY:
            self.say(tr("Type a number and *, then the code: 12*"))
        else:
            assert code == OK
            self.bar.unlock()

    def _take_back(self) -> bool:
        taken = self.take_back()
        if taken is not None:
            self.scans.add(taken)
            self.changed()
            self.say(
                tr("{sku}: {quantity} taken back", sku=taken.label, quantity=taken.quantity)
            )
        return taken is not None

    # -- keys -----------------------------------------------------------------------------

    def action_scan(self) -> None:
        """A digit or ] returns to the bar."""
        key = self.inventory.last_key
        self.bar.open(key if key.isdigit() else "")

    def go_to_lines(self) -> None:
        """↓: to the lines, where letters are commands again."""
        if self.line_rows():
            self._share_room(lines=True)
            self.set_focus(self.lines)
        else:
            self.say(tr("Nothing is scanned yet"))

    def step_back(self) -> bool:
        """Esc in the lines: to the bar."""
        if self.focused is not self.lines:
            return False
        if self.lines.in_range:
            self.lines.end_range()
        else:
            self.bar.open()
        return True

    def go_top(self) -> bool:
        """``gg``: the first line."""
        self.lines.action_top()
        return True

    def action_focus_next(self) -> None:
        """Tab: between the bar and the lines."""
        if self.in_lines:
            self.bar.open()
        else:
            self.go_to_lines()

    action_focus_previous = action_focus_next

    def action_mark_all(self) -> None:
        """``*``: every line."""
        self.lines.action_mark_all()

    def action_fill(self) -> None:
        """f: what is left of the line, or of the marked lines."""
        changed = self.fill(self.lines.chosen_ids())
        if changed:
            self.changed()
            self.say(trn("{count:,} line filled", "{count:,} lines filled", changed))
        else:
            self.say(tr("Nothing is left to fill"))

    @story
    async def action_edit(self) -> None:
        """e: say what became of the line."""
        id = self.lines.cursor_id
        if id is not None and await self.edit_line(id):
            self.changed()

    def action_open(self) -> object:
        """Enter on a line: the same."""
        return self.action_edit()

    def action_delete(self) -> None:
        """D: nothing of the line, or of the marked lines."""
        ids = list(self.lines.chosen_ids())
        for id in ids:
            self.drop_line(id)
        if ids:
            self.changed()

    @story
    async def action_undo(self) -> None:
        """z: the last scan back; with none, what was thrown away, else the last deed."""
        from inventory_tui.tui.dialogs.undo import undo_last

        if not self._take_back() and not self.bring_back_draft():
            await undo_last(self)

    @story
    async def action_save(self) -> None:
        """F10: post it."""
        await self._post()

    async def _post(self) -> None:
        if self.kept() is None:
            self.say(tr("Nothing is scanned yet"))
        elif await self.save_unsaved():
            self.scans.clear()
            self.bar.open()
            self.changed()

    async def save_unsaved(self) -> bool:
        """Post it; the draft is over then."""
        if not await self.post():
            return False
        self.inventory.drafts.remove(self.DRAFT)
        self.inventory.data_written()
        return True

    def discard_unsaved(self) -> None:
        """Throw it away; ``z`` brings it back."""
        self.inventory.drafts.discard(self.DRAFT)

    @on(QueryGrid.CursorMoved)
    def _moved(self) -> None:
        self.show_keys()

    def hints(self) -> tuple[Hint, ...]:
        """They follow the focus."""
        if not self.in_lines:
            lines: Hint = ("cursor.down", tr("Lines"))
            return (lines, ("save", self.word_of_save()), ("back", tr("Back")))
        return (
            "fill",
            ("save", self.word_of_save()),
            "edit",
            ("undo", tr("Last back")),
            "mark.all",
            ("scan", tr("Scan")),
        )

    def word_of_save(self) -> str:
        """What F10 does, in a word or two."""
        return tr("Post")

    def label_of(self, command: Command) -> str:
        """Undo is of the last scan first."""
        if command.id == "undo" and self.kept() is not None:
            return tr("Take the last scan back")
        if command.id == "save":
            return self.word_of_save()
        return super().label_of(command)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """One is here already; lines are changed where they are."""
        if action == "receive":
            return False
        if action in ("edit", "fill", "delete", "open", "mark_all") and not self.in_lines:
            return False
        return super().check_action(action, parameters)
