"""A file of quantities: what its rows mean, and what becomes of each (spec 2.9)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from inventory_tui.domain.quantity import ZERO, Quantity


class Behaviour(StrEnum):
    """What becomes of the rows a file names; rows it does not name always stay."""

    APPEND = "append"
    """Create them or write what the file says."""
    REPLACE = "replace"
    """Delete and create them anew, without the notify quantity they had."""
    DELETE = "delete"
    """Delete them."""

    @classmethod
    def named(cls, word: str) -> Behaviour:
        """Return what another program means by a word; one nobody knows means append."""
        return cls(word) if word in {one.value for one in cls} else cls.APPEND


class Mode(StrEnum):
    """What the quantity of a row means."""

    SET = "set"
    """It is what lies there."""
    ADJUST = "adjust"
    """It is added to what lies there; a minus takes away."""
    AVAILABLE = "available"
    """It leaves out what open orders are going to take from that source."""


class Fault(StrEnum):
    """Why a row that reads well cannot be taken."""

    UNKNOWN = "unknown"
    COMPOSITE = "composite"
    REPEATED = "repeated"
    FRACTION = "fraction"
    BELOW_ZERO = "below_zero"
    TOO_MUCH = "too_much"
    UNSOUND = "unsound"
    SAFETY_FRACTION = "safety_fraction"
    REFERENCED_TWICE = "referenced_twice"
    SHIPS_TOGETHER = "ships_together"


@dataclass(frozen=True, slots=True)
class FaultyRow:
    """A row that cannot be taken, and why."""

    line: int
    sku: str
    source: str
    fault: Fault
    amount: Quantity
    before: Quantity | None = None
    first_line: int | None = None
    """Of a repeated row: the line of the first."""
    unsound: Quantity = ZERO
    """What of it is damaged or in quality check."""


@dataclass(frozen=True, slots=True)
class TakenRow:
    """A row that is taken, before and after; None where there is, or will be, no row."""

    line: int
    sku: str
    source: str
    before: Quantity | None
    after: Quantity | None
    in_stock_before: bool | None
    in_stock_after: bool | None
    changes: bool
    safety_before: Quantity | None = None
    safety_after: Quantity | None = None
    """None where the file can change no safety stock."""
