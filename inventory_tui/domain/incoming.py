"""Goods that are expected: from suppliers, to a source, by a day.

They are no stock yet: nothing that is expected is on hand or available before it was received.

Source: the warehouse half 1.0 (*incoming*), 1.2 (*incoming*).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from inventory_tui.domain.fields import Field, show_yes_no, yes_no
from inventory_tui.domain.labels import parse_sku, storable
from inventory_tui.domain.quantity import ZERO, Quantity
from inventory_tui.wording import tr

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
LONGEST_DELIVERY = 64
_LONGEST_CODE = 75
_LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class Incoming:
    """One line that is expected."""

    id: int
    erc: str
    """A reference of another program's, unique; made up where none was given."""
    delivery: str
    """The number on the supplier's papers; what has the same one arrives together."""
    product_id: int
    sku: str
    name: str
    source_id: int
    source: str
    """The code of where it is to arrive."""
    ordered: Quantity
    """All that was expected, before anything came."""
    received: Quantity
    """What came so far, damaged units included."""
    damaged: Quantity
    short: Quantity
    """What will never come."""
    expected_on: date
    note: str = ""
    draft: bool = False
    """Proposed by the program; nothing is expected of it until somebody confirms it."""
    closed: bool = False
    version: int = 1

    @property
    def left(self) -> Quantity:
        """What is still to come."""
        if self.closed:
            return ZERO
        return max(self.ordered - self.received - self.short, ZERO)

    def is_overdue(self, today: date) -> bool:
        """Whether some of it should have come before ``today``."""
        return bool(self.left) and not self.draft and self.expected_on < today

    @property
    def label(self) -> str:
        """What the history calls it."""
        return f"{self.id}: {self.sku} → {self.source}"


@dataclass(frozen=True, slots=True)
class IncomingQuery:
    """What is asked for; what came whole is left out unless ``closed``."""

    sku: str | None = None
    source: str | None = None
    delivery: str | None = None
    overdue: bool = False
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Came:
    """What became of some expected units of one line."""

    quantity: Quantity = ZERO
    """Units that came, damaged ones included."""
    damaged: Quantity = ZERO
    """Of these, not fit for sale."""
    short: Quantity = ZERO
    """Units that were never sent, and will not come."""
    lost: Quantity = ZERO
    """Units that went astray on the road; of transfers only."""
    reason: str = ""
    """A reason code for what is damaged or missing."""

    @property
    def settled(self) -> Quantity:
        """The units that are expected no longer."""
        return self.quantity + self.short + self.lost

    @property
    def is_whole(self) -> bool:
        """Whether all of it came as it should."""
        return not (self.damaged or self.short or self.lost)

    def __add__(self, other: Came) -> Came:
        return Came(
            self.quantity + other.quantity,
            self.damaged + other.damaged,
            self.short + other.short,
            self.lost + other.lost,
            self.reason or other.reason,
        )


def parse_day(text: str) -> date:
    """Read a day: ``2026-12-24``."""
    try:
        if _DAY.fullmatch(text.strip()):
            return date.fromisoformat(text.strip())
    except ValueError:
        pass  # there is no such day
    raise ValueError(tr("write a day as 2026-12-24."))


def _more_than_nothing(text: str) -> Quantity:
    quantity = Quantity.parse(text)
    if quantity <= ZERO:
        raise ValueError(tr("enter more than 0."))
    return quantity


def _delivery(text: str) -> str:
    return storable(text.strip(), LONGEST_DELIVERY)


def _code(text: str) -> str:
    return storable(text.strip(), _LONGEST_CODE)


def _note(text: str) -> str:
    return storable(text, _LONGEST_NOTE)


INCOMING = (
    Field("sku", "SKU", parse_sku, required=True, verbatim=True, help=tr("What is expected.")),
    Field(
        "source", tr("Destination"), str.strip, required=True, help=tr("Where it is to arrive.")
    ),
    Field(
        "quantity",
        tr("Quantity"),
        _more_than_nothing,
        required=True,
        help=tr("How much is still to come."),
    ),
    Field(
        "expected",
        tr("Expected on"),
        parse_day,
        required=True,
        help=tr("The day it should be here, such as 2026-12-24."),
        show=date.isoformat,
    ),
    Field(
        "delivery",
        tr("Delivery"),
        _delivery,
        help=tr("The number on the supplier's papers; lines of one number arrive together."),
    ),
    Field("note", tr("Note"), _note, help=tr("Anything worth knowing when it comes.")),
    Field(
        "draft",
        tr("Draft"),
        yes_no,
        default="no",
        help=tr("Yes: only proposed; nothing is expected before it says no."),
        choices=(("yes", tr("Yes")), ("no", tr("No"))),
        show=show_yes_no,
    ),
    Field(
        "erc",
        tr("Reference"),
        _code,
        help=tr("Another program's own key for the line; unique."),
    ),
)
"""What a person says of goods that are expected."""

CHANGEABLE = tuple(one for one in INCOMING if one.name not in ("sku", "erc"))
"""What of it can be said otherwise later."""

COMING = (
    Field(
        "quantity",
        tr("Received"),
        Quantity.parse,
        help=tr("Units that came, damaged ones included."),
    ),
    Field(
        "damaged", tr("Of these damaged"), Quantity.parse, help=tr("Of these, not for sale.")
    ),
    Field(
        "short",
        tr("Short"),
        Quantity.parse,
        help=tr("Units that are missing and will not come any more."),
    ),
    Field(
        "lost",
        tr("Lost"),
        Quantity.parse,
        help=tr("Units that went astray on the road."),
    ),
    Field(
        "reason",
        tr("Reason"),
        str.strip,
        help=tr("Why units are damaged or missing: damaged, lost, or a code of your own."),
    ),
)
"""What a person says of units that arrive."""


def came(values: Mapping[str, object]) -> Came:
    """Return what a form of `COMING` says."""

    def amount(name: str) -> Quantity:
        value = values.get(name)
        return value if isinstance(value, Quantity) else ZERO

    return Came(
        amount("quantity"),
        amount("damaged"),
        amount("short"),
        amount("lost"),
        str(values.get("reason") or ""),
    )


def texts(one: Incoming) -> dict[str, str | None]:
    """What the history keeps of a line."""
    return {
        "source": one.source,
        "quantity": str(one.left),
        "received": str(one.received),
        "damaged": str(one.damaged),
        "short": str(one.short),
        "expected": one.expected_on.isoformat(),
        "delivery": one.delivery or None,
        "note": one.note or None,
        "draft": show_yes_no(one.draft),
    }


@dataclass(frozen=True, slots=True)
class IncomingLine:
    """What came of one expected line."""

    id: int
    came: Came = field(default_factory=Came)
    rest: bool = True
    """What is left besides the short units came; else the quantity of ``came``."""

    def of(self, left: Quantity) -> Came:
        """What came, with ``left`` still expected."""
        if not self.rest:
            return self.came
        return replace(self.came, quantity=max(left - self.came.short, ZERO))


@dataclass(frozen=True, slots=True)
class Extra:
    """Goods that came and were not expected."""

    sku: str
    came: Came = field(default_factory=Came)
