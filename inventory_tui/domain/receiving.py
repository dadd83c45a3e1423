"""What was scanned of goods that came, before it is posted.

A draft holds the lines of one document (a delivery, a transfer) or of none, what of each was
scanned, and the scans themselves, so that the last can be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from inventory_tui.domain.incoming import Came
from inventory_tui.domain.quantity import ZERO, Quantity, total
from inventory_tui.wording import tr

_AMOUNTS = ("quantity", "damaged", "short", "lost")
_SAID = {"short": tr("short"), "lost": tr("lost"), "damaged": tr("damaged")}


class Paper(StrEnum):
    """What goods can be received by."""

    DELIVERY = "delivery"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class Document:
    """What is being received, and where it is for."""

    paper: Paper
    label: str
    """The number of the delivery; the transfer's ``T12``."""
    source_id: int
    source: str


@dataclass(frozen=True, slots=True)
class Expected:
    """A line of a document: how much of what is still to come."""

    product_id: int
    sku: str
    name: str
    left: Quantity
    incoming_id: int = 0
    """The expected line it is, of a delivery."""


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One line, and what was scanned of it."""

    id: int
    product_id: int
    sku: str
    name: str
    expected: Quantity | None = None
    """How much is to come; None: nobody expected it."""
    incoming_id: int = 0
    came: Came = field(default_factory=Came)

    @property
    def left(self) -> Quantity:
        """What is still to be scanned, or said to be missing."""
        return max((self.expected or ZERO) - self.came.settled, ZERO)

    @property
    def over(self) -> Quantity:
        """What came beyond what was expected; of what nobody expected nothing is."""
        return ZERO if self.expected is None else max(self.came.settled - self.expected, ZERO)

    @property
    def is_touched(self) -> bool:
        """Whether anything is said of it."""
        return bool(self.came.settled)


@dataclass(frozen=True, slots=True)
class Taken:
    """One scan: what it added to which lines (below 0: took away)."""

    sku: str
    parts: tuple[tuple[int, Quantity], ...]

    @property
    def quantity(self) -> Quantity:
        """All it added."""
        return total(by for _, by in self.parts)


class ReceiveDraft:
    """What was scanned so far."""

    def __init__(self) -> None:
        self.document: Document | None = None
        self.lines: dict[int, DraftLine] = {}
        self.scans: list[Taken] = []

    # -- what it says ---------------------------------------------------------------------

    @property
    def touched(self) -> list[DraftLine]:
        """The lines something is said of."""
        return [line for line in self.lines.values() if line.is_touched]

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be posted."""
        return not self.touched

    @property
    def received(self) -> Quantity:
        """All that came."""
        return total(line.came.quantity for line in self.lines.values())

    @property
    def extra(self) -> Quantity:
        """What of it nobody expected, where something was."""
        if self.document is None:
            return ZERO
        lines = self.lines.values()
        return total(line.came.quantity for line in lines if line.expected is None)

    @property
    def expected(self) -> Quantity | None:
        """All that is to come by the document; None without one."""
        if self.document is None:
            return None
        return total(line.expected or ZERO for line in self.lines.values())

    def sentence(self) -> str:
        """What posting it does, with numbers: ``28 units, 2 short, 1 damaged``."""
        said = [self.received.in_units()]
        for name, words in _SAID.items():
            amount = total(getattr(line.came, name) for line in self.lines.values())
            if amount:
                said.append(f"{amount.grouped()} {words}")
        return ", ".join(said)

    def lines_of(self, product_id: int) -> list[DraftLine]:
        """The lines of a product, in their order."""
        return [one for one in self.lines.values() if one.product_id == product_id]

    # -- what changes it ------------------------------------------------------------------

    def begin(self, document: Document | None, lines: Iterable[Expected] = ()) -> None:
        """Begin anew, with what a document says is to come."""
        self.document, self.scans = document, []
        self.lines = {
            id: DraftLine(id, one.product_id, one.sku, one.name, one.left, one.incoming_id)
            for id, one in enumerate(lines, start=1)
        }

    def renew(self, lines: Iterable[Expected]) -> None:
        """Take what is to come now; what was scanned stays."""
        now = {(one.product_id, one.incoming_id): one for one in lines}
        for line in list(self.lines.values()):
            if line.expected is None:
                continue
            one = now.pop((line.product_id, line.incoming_id), None)
            if one is None and not line.is_touched:
                del self.lines[line.id]
            else:
                self.lines[line.id] = replace(line, expected=one.left if one else ZERO)
        for one in now.values():
            self._add(one.product_id, one.sku, one.name, one.left, one.incoming_id)

    def take(self, product_id: int, sku: str, name: str, by: Quantity) -> DraftLine:
        """Add what was scanned to the first line with room for it; the rest to the last.

        Raises:
            ValueError: It is not on the transfer, or more than is on the road, or more is
                taken away than was scanned; a sentence.
        """
        if not by:
            raise ValueError(tr("{sku}: say how many, more than 0", sku=sku))
        lines = self.lines_of(product_id)
        fixed = self.document is not None and self.document.paper is Paper.TRANSFER
        if not lines and by > ZERO and not fixed:
            lines = [self._add(product_id, sku, name, None)]
        if not lines:
            if self.document and fixed:
                label = self.document.label
                raise ValueError(tr("{sku} is not on {label}", sku=sku, label=label))
            raise ValueError(tr("{sku} is not scanned yet", sku=sku))
        parts = _less(lines, by, sku) if by < ZERO else _more(lines, by, sku, fixed=fixed)
        for id, part in parts:
            self._put_by(id, part)
        self.scans.append(Taken(sku, tuple(parts)))
        return self.lines.get(parts[-1][0], lines[-1])

    def take_back(self) -> Taken | None:
        """Take the last scan back; None where there is none."""
        if not self.scans:
            return None
        last = self.scans.pop()
        for id, by in last.parts:
            if id in self.lines:
                self._put_by(id, -by)
        return last

    def fill(self, ids: Iterable[int]) -> int:
        """Say that all that is left of these lines came; return how many changed."""
        changed = 0
        for id in ids:
            line = self.lines.get(id)
            if line is not None and line.left:
                came = replace(line.came, quantity=line.came.quantity + line.left)
                self.lines[id] = replace(line, came=came)
                changed += 1
        return changed

    def say(self, id: int, came: Came) -> None:
        """Say what became of a line, whatever was scanned.

        Raises:
            ValueError: More is damaged than came.
        """
        if came.damaged > came.quantity:
            raise ValueError(
                tr(
                    "{damaged} damaged are more than the {quantity} there",
                    damaged=came.damaged,
                    quantity=came.quantity,
                )
            )
        self.lines[id] = replace(self.lines[id], came=came)
        self._forget_if_idle(id)

    def _add(
        self,
        product_id: int,
        sku: str,
        name: str,
        expected: Quantity | None,
        incoming_id: int = 0,
    ) -> DraftLine:
        id = max(self.lines, default=0) + 1
        self.lines[id] = DraftLine(id, product_id, sku, name, expected, incoming_id)
        return self.lines[id]

    def _put_by(self, id: int, by: Quantity) -> None:
        line = self.lines[id]
        quantity = max(line.came.quantity + by, ZERO)
        damaged = min(line.came.damaged, quantity)
        came = replace(line.came, quantity=quantity, damaged=damaged)
        self.lines[id] = replace(line, came=came)
        self._forget_if_idle(id)

    def _forget_if_idle(self, id: int) -> None:
        """A line nobody expected is there only while something is said of it."""
        line = self.lines[id]
        if line.expected is None and not line.is_touched:
            del self.lines[id]

    # -- kept over a lost connection --------------------------------------------------------

    def kept(self) -> dict[str, Any] | None:
        """It as JSON can hold it; None where nothing would be lost."""
        if self.is_empty:
            return None
        document = self.document
        return {
            "document": document
            and [document.paper.value, document.label, document.source_id, document.source],
            "lines": [
                [
                    line.id,
                    line.product_id,
                    line.sku,
                    line.name,
                    None if line.expected is None else line.expected.parts,
                    line.incoming_id,
                    [getattr(line.came, name).parts for name in _AMOUNTS],
                    line.came.reason,
                ]
                for line in self.lines.values()
            ],
            "scans": [
                [scan.sku, [[id, by.parts] for id, by in scan.parts]] for scan in self.scans
            ],
        }

    def take_up(self, kept: Mapping[str, Any]) -> bool:
        """Go on where it was kept; False when it cannot be read."""
        try:
            document = kept["document"] and Document(
                Paper(kept["document"][0]), *kept["document"][1:]
            )
            lines = {
                id: DraftLine(
                    id,
                    product,
                    sku,
                    name,
                    None if expected is None else Quantity(expected),
                    incoming,
                    _came(amounts, reason),
                )
                for id, product, sku, name, expected, incoming, amounts, reason in kept["lines"]
            }
            scans = [
                Taken(sku, tuple((id, Quantity(by)) for id, by in parts))
                for sku, parts in kept["scans"]
            ]
        except (KeyError, TypeError, ValueError, IndexError):
            return False
        self.document, self.lines, self.scans = document, lines, scans
        return True


def _came(amounts: Iterable[int], reason: str) -> Came:
    quantity, damaged, short, lost = (Quantity(parts) for parts in amounts)
    return Came(quantity, damaged, short, lost, reason)


def _more(
    lines: list[DraftLine], by: Quantity, sku: str, *, fixed: bool
) -> list[tuple[int, Quantity]]:
    room = total(line.left for line in lines)
    if fixed and by > room:
        raise ValueError(tr("{sku}: {room} more can come, not {by}", sku=sku, room=room, by=by))
    parts: list[tuple[int, Quantity]] = []
    for line in lines:
        part = min(line.left, by)
        if part:
            parts.append((line.id, part))
            by -= part
    if by:
        parts.append((lines[-1].id, by))
    return parts


def _less(lines: list[DraftLine], by: Quantity, sku: str) -> list[tuple[int, Quantity]]:
    there = total(line.came.quantity for line in lines)
    if there < -by:
        raise ValueError(tr("{sku}: {there} is all there is", sku=sku, there=there))
    parts: list[tuple[int, Quantity]] = []
    for line in reversed(lines):
        part = min(line.came.quantity, -by)
        if part:
            parts.append((line.id, -part))
            by += part
    return parts
