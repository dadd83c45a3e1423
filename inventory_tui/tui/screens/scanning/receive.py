"""Receive: goods that came are scanned, by a delivery, by a transfer, or by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from rich.cells import cell_len
from textual import work

from inventory_tui.domain.errors import InvalidInput, InventoryError
from inventory_tui.domain.fields import Field, read_form
from inventory_tui.domain.incoming import COMING, Came, came
from inventory_tui.domain.labels import visible
from inventory_tui.domain.quantity import Quantity
from inventory_tui.domain.receiving import DraftLine, Paper, ReceiveDraft
from inventory_tui.services.desk.finding import Found, FoundKind
from inventory_tui.services.goods import receiving
from inventory_tui.tui.dialogs.form import FormDialog
from inventory_tui.tui.screens.scanning.scan_screen import ScanScreen
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.tui.widgets.open_scan_bar import Scanned
from inventory_tui.wording import tr

_SHORT, _LOST, _DAMAGED = tr("short"), tr("lost"), tr("damaged")
_AMOUNTS = ("quantity", "damaged", "short", "lost")
_PAPER_NAMES = {Paper.DELIVERY: tr("delivery {}"), Paper.TRANSFER: tr("transfer {}")}
_PAPERS = {FoundKind.DELIVERY: Paper.DELIVERY, FoundKind.TRANSFER: Paper.TRANSFER}


def _came(line: DraftLine) -> Cell:
    amount = line.came.quantity.grouped()
    if line.over or line.expected is None:
        return Cell(amount, "attention", "+")
    return Cell(amount, "", "✓" if not line.left else "")


def _now(line: DraftLine) -> str:
    """``now 2 of 3``."""
    now = line.came.quantity.grouped()
    if line.expected is None:
        said = tr("now {quantity}", quantity=now)
    else:
        said = tr("now {part} of {whole}", part=now, whole=line.expected.grouped())
    return said + (tr(", more than expected") if line.over else "")


def _missing(line: DraftLine, cells: int = 0) -> Cell:
    """``2 short, 1 damaged``; with too few cells ``2s 1d``."""
    amounts = [
        (amount.grouped(), name)
        for name, amount in (
            (_SHORT, line.came.short),
            (_LOST, line.came.lost),
            (_DAMAGED, line.came.damaged),
        )
        if amount
    ]
    said = ", ".join(f"{amount} {name}" for amount, name in amounts)
    if cells and cell_len(said) > cells:
        said = " ".join(f"{amount}{name[0]}" for amount, name in amounts)
    return Cell(said, "attention" if said else "")


_COLUMNS: tuple[Column[DraftLine], ...] = (
    Column("sku", "SKU", lambda line: line.sku, 15, least=9, most=30),
    Column("name", tr("Name"), lambda line: line.name, 20, least=12, most=50, drop=5),
    Column("came", tr("Came"), _came, 7, most=12, right=True),
    Column(
        "expected",
        tr("Of"),
        lambda line: "–" if line.expected is None else line.expected.grouped(),
        6,
        most=12,
        right=True,
    ),
    Column("missing", tr("Missing, damaged"), _missing, 20, least=7, most=34, fitted=_missing),
)


class ReceiveScreen(ScanScreen[DraftLine]):
    """What is scanned is received at the current source when F10 posts it."""

    TOPIC = "Receive"
    PROMPT = tr("Scan item, 12* for many, or source")
    KINDS: ClassVar[tuple[FoundKind, ...]] = (
        FoundKind.SOURCE,
        FoundKind.DELIVERY,
        FoundKind.TRANSFER,
        FoundKind.PRODUCT,
    )
    DRAFT = "receive"

    def __init__(self, opens: Found | None = None) -> None:
        """``opens``: the delivery or the transfer to begin with."""
        super().__init__()
        self._draft = ReceiveDraft()
        self._opens = opens

    # -- what it shows --------------------------------------------------------------------

    def heading(self) -> tuple[str, str]:
        """Where, by which document, and how much of what is expected."""
        document, expected = self._draft.document, self._draft.expected
        where = tr("RECEIVE at {source}", source=self.context.source)
        if document is None:
            return where, tr("{quantity} received", quantity=self._draft.received.grouped())
        extra = self._draft.extra
        whole = "" if expected is None else expected.grouped()
        part = (self._draft.received - extra).grouped()
        counted = tr("{part} of {whole}", part=part, whole=whole)
        more = f" + {extra.grouped()}" if extra else ""
        return f"{where}  {visible(document.label)}", counted + more

    def line_columns(self) -> Sequence[Column[DraftLine]]:
        """SKU, how much of what, what is missing."""
        return _COLUMNS

    def line_rows(self) -> dict[int, DraftLine]:
        """The lines of the draft."""
        return dict(self._draft.lines)

    def line_of(self, thing: Found) -> int | None:
        """The last line with the product."""
        lines = self._draft.lines_of(thing.id) if thing.kind is FoundKind.PRODUCT else []
        return lines[-1].id if lines else None

    def word_of_save(self) -> str:
        """With numbers: what F10 posts."""
        if self._draft.is_empty or self.size.width < 60:
            return tr("Post")
        return tr("Post {what}", what=self._draft.sentence())

    # -- its life -------------------------------------------------------------------------

    def begin(self) -> None:
        """Take up what was not posted, or open what is to be received."""
        super().begin()
        self._begin()

    @story
    async def _begin(self) -> None:
        kept = self.inventory.drafts.get(self.DRAFT)
        if isinstance(kept, dict) and self._draft.take_up(kept):
            self.say(tr("Not posted yet: {sentence}", sentence=self._draft.sentence()))
            await self._renew()
            self.draw()
        if self._opens is not None:
            await self._take(self._opens, Quantity(0))

    def data_changed(self) -> None:
        """Another terminal wrote: what is to come may be less."""
        self._read_again()

    @work(exclusive=True, group="reload")
    async def _read_again(self) -> None:
        await self._renew()
        self.draw()

    async def _renew(self) -> None:
        document = self._draft.document
        if document is None:
            return
        try:
            _, lines = await self.read(
                receiving.document, document.paper, document.label, source=document.source
            )
        except InventoryError:
            lines = []
        self._draft.renew(lines)

    def kept(self) -> dict[str, Any] | None:
        """What was scanned and not posted."""
        return self._draft.kept()

    def unsaved(self) -> list[str]:
        """A line for each that was scanned."""
        return [
            tr(
                "{sku}: {quantity} received",
                sku=line.sku,
                quantity=line.came.quantity.grouped(),
            )
            + (f", {_missing(line).text}" if not line.came.is_whole else "")
            for line in self._draft.touched
        ]

    def discard_unsaved(self) -> None:
        """Throw it away; ``z`` brings it back."""
        super().discard_unsaved()
        self._draft.begin(None)
        self.draw()

    def bring_back_draft(self) -> bool:
        """z: what was thrown away last."""
        kept = self.inventory.drafts.discarded.pop(self.DRAFT, None)
        if not isinstance(kept, dict) or not self._draft.take_up(kept):
            return False
        self.changed()
        return True

    # -- scans ----------------------------------------------------------------------------

    async def take_thing(self, thing: Found, quantity: Quantity) -> Scanned:
        """A product is one more; a document loads its lines; a source becomes the current one.

        Raises:
            ValueError: It does not belong here, or not now.
            InventoryError: Nothing of the document is to come.
        """
        if thing.kind is FoundKind.PRODUCT:
            if not quantity.is_whole or not self._draft.lines_of(thing.id):
                await self.read(receiving.look_at, thing.label, max(quantity, -quantity))
            line = self._draft.take(thing.id, thing.label, thing.name, quantity)
            return Scanned(thing.label, quantity.grouped(), _now(line))
        document = self._draft.document
        if thing.kind is FoundKind.SOURCE:
            if document is not None and thing.id != document.source_id:
                raise ValueError(
                    tr(
                        "{document} is for {source}",
                        document=document.label,
                        source=document.source,
                    )
                )
            self.open_found(thing)
            return Scanned(thing.label, note=tr("the current source"))
        if not self._draft.is_empty:
            raise ValueError(
                tr(
                    "Post what was scanned first ({key})",
                    key=self.key_of_save(),
                )
            )
        found, lines = await self.read(
            receiving.document, _PAPERS[thing.kind], thing.label, source=self.context.source
        )
        self._draft.begin(found, lines)
        if found.source_id != self.context.source_id:
            at = replace(self.context, source_id=found.source_id, source=found.source)
            self.inventory.change_context(at)
        units = self._draft.expected
        note = tr(
            "{lines} lines, {units} to come",
            lines=len(lines),
            units="" if units is None else units.grouped(),
        )
        return Scanned(_PAPER_NAMES[found.paper].format(found.label), note=note)

    def take_back(self) -> Scanned | None:
        """The last scan."""
        taken = self._draft.take_back()
        if taken is None:
            return None
        return Scanned(taken.sku, (-taken.quantity).grouped(), tr("taken back"))

    # -- lines ----------------------------------------------------------------------------

    def fill(self, ids: Sequence[int]) -> int:
        """All that is left of these lines came."""
        return self._draft.fill(ids)

    def drop_line(self, id: int) -> None:
        """Nothing of it came."""
        if id in self._draft.lines:
            self._draft.say(id, Came())

    async def edit_line(self, id: int) -> bool:
        """Say what became of it: received, damaged, short, lost, and why."""
        line = self._draft.lines[id]
        fields = self._fields(line)

        async def keep(typed: dict[str, str]) -> bool:
            said = came(read_form(fields, typed))
            try:
                self._draft.say(id, said)
            except ValueError as problem:
                raise InvalidInput({"damaged": f"{problem}."}) from None
            return True

        title = tr("{sku}: what came", sku=line.sku)
        note = (
            ""
            if line.expected is None
            else tr("{quantity} are expected.", quantity=line.expected.grouped())
        )
        amounts = {name: getattr(line.came, name) for name in _AMOUNTS}
        typed = {name: str(amount) if amount else "" for name, amount in amounts.items()}
        typed["reason"] = line.came.reason
        dialog = FormDialog(title, fields, typed, save=keep, verb=tr("Keep"), note=note)
        return bool(await self.ask(dialog))

    def _fields(self, line: DraftLine) -> tuple[Field, ...]:
        """Only what was expected can be missing; only what is on the road can be lost."""
        document = self._draft.document
        on_the_road = document is not None and document.paper is Paper.TRANSFER
        left_out = set() if on_the_road else {"lost"}
        if line.expected is None:
            left_out.add("short")
        return tuple(one for one in COMING if one.name not in left_out)

    # -- posting --------------------------------------------------------------------------

    async def post(self) -> bool:
        """Receive it at the current source, as one deed."""
        receipt = await self.deed(receiving.post, self._draft, source=self.context.source)
        if receipt is None:
            return False
        self._draft.begin(None)
        return True
