"""Invoices and refunds: what was charged of an order, and what was given back.

Source: spec 1.10, 2.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from inventory_tui.domain.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Taken:
    """What of an order line left a source, or came back to it."""

    line_id: int
    source_id: int
    quantity: Quantity
    source: str = ""
    """Code of the source, where it was looked up."""


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """How much of a line an invoice charges."""

    line_id: int
    sku: str
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Invoice:
    """What was charged of an order at once."""

    id: int
    invoiced_at: datetime
    invoiced_by: str
    comment: str
    lines: tuple[InvoiceLine, ...]
    operation: int
    taken: tuple[Taken, ...] = ()
    """Virtual goods that left by it, by line and source."""


class Outcome(StrEnum):
    """What becomes of refunded goods (spec 2.2, *Refund outcomes*)."""

    RETURN = "return"
    """What had left comes back to the sources it left."""
    RELEASE = "release"
    """Nothing moves; what had not left is free to be sold again."""
    WRITE_OFF = "write-off"
    """What had not left is taken out of a source, as lost."""

    @property
    def brings_back(self) -> bool | None:
        """Whether goods come to a source by it, or leave one; None: neither."""
        return None if self is Outcome.RELEASE else self is Outcome.RETURN


@dataclass(frozen=True, slots=True)
class RefundLine:
    """How much of a line a refund gives back, and what becomes of the goods."""

    line_id: int
    sku: str
    quantity: Quantity
    unshipped: Quantity
    """What of it had not left a source yet."""
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class RefundAmounts:
    """Money beside the prices of the lines: exact decimal texts, empty for none."""

    shipping: str = ""
    """What of the shipping amount is given back."""
    adjustment: str = ""
    """Given back beyond that."""
    fee: str = ""
    """Kept."""


@dataclass(frozen=True, slots=True)
class Refund:
    """What was given back of an order at once."""

    id: int
    refunded_at: datetime
    refunded_by: str
    amounts: RefundAmounts
    comment: str
    lines: tuple[RefundLine, ...]
    moved: tuple[Taken, ...]
    """What came back to which source; below 0 what was written off there."""
    operation: int


@dataclass(frozen=True, slots=True)
class RefundWish:
    """What is to be refunded of one line: by the SKU of lines or a bundle, or a line's id."""

    line: str | int
    quantity: Quantity
    outcome: Outcome | None = None
    """None: *return* when the setting *Automatically Return …* is on, else *release*."""
    source: str | None = None
    """Code of the source it comes back to, or is written off at; None: as spec 2.2 says."""
