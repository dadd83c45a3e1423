"""Transfers on the road: goods that left one source and have not arrived at another.

What is on the road lies at no source.  Of every line, what was sent is what was received, or
is known to be missing, or came back, or is still on the road.

Source: the warehouse half 1.2 (*transfers*, in transit).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from inventory_tui.domain.fields import Field
from inventory_tui.domain.incoming import parse_day
from inventory_tui.domain.quantity import Quantity, total
from inventory_tui.wording import tr

LONGEST_NOTE = 2_000


class TransferStatus(StrEnum):
    """Where a transfer stands."""

    SENT = "sent"
    """Some of it is on the road."""
    RECEIVED = "received"
    """Nothing is, and what was left arrived or is known to be missing."""
    CANCELLED = "cancelled"
    """Nothing is: what was left went back to where it came from."""

    @property
    def label(self) -> str:
        """What people read."""
        return _LABELS[self]


_LABELS = {
    TransferStatus.SENT: tr("on the road"),
    TransferStatus.RECEIVED: tr("received"),
    TransferStatus.CANCELLED: tr("cancelled"),
}


@dataclass(frozen=True, slots=True)
class TransferLine:
    """What became of one product of a transfer."""

    product_id: int
    sku: str
    name: str
    sent: Quantity
    received: Quantity
    """What arrived, damaged units included."""
    damaged: Quantity
    short: Quantity
    """What was not in the parcel."""
    lost: Quantity
    """What went astray on the road."""
    returned: Quantity
    """What went back to the origin."""

    @property
    def on_the_road(self) -> Quantity:
        """What lies at no source now."""
        return self.sent - self.received - self.short - self.lost - self.returned


@dataclass(frozen=True, slots=True)
class Transfer:
    """Goods that were sent from one source to another."""

    id: int
    origin_id: int
    origin: str
    destination_id: int
    destination: str
    status: TransferStatus
    operation: int
    """The deed that sent it."""
    sent_at: datetime
    sent_by: str
    expected_on: date | None
    note: str
    version: int
    lines: tuple[TransferLine, ...]

    @property
    def label(self) -> str:
        """What people call it and scan: ``T12``."""
        return label_of(self.id)

    @property
    def units(self) -> Quantity:
        """All that was sent."""
        return total(line.sent for line in self.lines)

    @property
    def on_the_road(self) -> Quantity:
        """What lies at no source now."""
        return total(line.on_the_road for line in self.lines)

    def is_overdue(self, today: date) -> bool:
        """Whether it should have arrived before ``today``."""
        return (
            self.status is TransferStatus.SENT
            and self.expected_on is not None
            and self.expected_on < today
        )


@dataclass(frozen=True, slots=True)
class OnTheRoad:
    """Units of one product between two sources."""

    transfer_id: int
    product_id: int
    origin: str
    destination_id: int
    destination: str
    quantity: Quantity
    expected_on: date | None


def label_of(id: int) -> str:
    """What people call a transfer."""
    return f"T{id}"


def id_of(label: str) -> int | None:
    """Return the id of what people call a transfer: ``T12``, ``t12`` or ``12``."""
    digits = label.strip().removeprefix("T").removeprefix("t")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 19 else None


def parse_lines(text: str) -> list[tuple[str, Quantity]]:
    """Read ``MH01=12 WS03=4``; the last equal sign of each word counts."""
    lines = []
    for word in text.split():
        sku, equals, amount = word.rpartition("=")
        if not equals or not sku:
            raise ValueError(tr("{word}: write SKU=QTY.", word=word))
        lines.append((sku, Quantity.parse(amount)))
    return lines


SENDING = (
    Field(
        "origin", tr("From"), str.strip, required=True, help=tr("The source the goods leave.")
    ),
    Field("destination", tr("To"), str.strip, required=True, help=tr("The source they go to.")),
    Field(
        "lines",
        tr("Goods"),
        parse_lines,
        required=True,
        help=tr("SKU=QTY, with a blank between two: MH01=12 WS03=4."),
    ),
    Field("expected", tr("Expected on"), parse_day, help=tr("The day they should be there.")),
    Field("note", tr("Note"), str.strip, help=tr("Anything worth knowing on arrival.")),
    Field(
        "reason",
        tr("Also safety stock"),
        str.strip,
        help=tr("Empty: safety stock stays. A reason, such as sample, lets it go too."),
    ),
)
"""What a person says of goods that are sent."""
