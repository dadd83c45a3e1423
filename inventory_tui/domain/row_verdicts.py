"""What an import says of one row of a file, and why a row cannot be taken."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from inventory_tui.domain.errors import Kind, Problem
from inventory_tui.domain.fields import meant
from inventory_tui.domain.labels import visible
from inventory_tui.wording import tr


class RowResult(StrEnum):
    """What becomes of one row."""

    WRONG = "wrong"
    NEW = "new"
    CHANGED = "changed"
    DELETED = "deleted"
    SAME = "same"
    LEFT_OUT = "left_out"

    @property
    def is_done(self) -> bool:
        """Whether the import writes something for it."""
        return self in (RowResult.NEW, RowResult.CHANGED, RowResult.DELETED)


@dataclass(frozen=True, slots=True)
class FileProblem(Problem):
    """A wrong row, with what it says."""

    source: str = ""
    given: str = ""
    """The text that cannot be taken."""


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """One row (of orders: one order) and what becomes of it."""

    line: int
    """In the file, the heading being line 1."""
    where: str
    """Its source; of an order its channel."""
    what: str
    """Its SKU; of an order its number."""
    change: str
    """``4 → 12``; of a product what changes."""
    result: RowResult
    said: str
    """A few words for a column."""
    sentence: str = ""
    """All there is to say, where that is more."""


_SHORT = {
    Kind.UNKNOWN_PRODUCT: tr("unknown SKU"),
    Kind.UNKNOWN_SOURCE: tr("unknown source"),
    Kind.UNKNOWN_WEBSITE: tr("unknown channel"),
    Kind.DUPLICATE_ROW: tr("twice in the file"),
    Kind.QTY_DECIMAL: tr("whole units only"),
    Kind.TYPE_HAS_NO_SOURCE_ITEMS: tr("has no quantities"),
    Kind.NOT_ENOUGH_IN_SOURCE: tr("not that many there"),
    Kind.LOCKED_FIELD: tr("stays as it is"),
    Kind.ORDER_EXISTS: tr("number is taken"),
    Kind.PRODUCT_DISABLED: tr("product is off"),
}
_SHORT_OF_FIELD = {
    "quantity": tr("not a quantity"),
    "qty": tr("not a quantity"),
    "status": tr("status is 1 or 0"),
    "is_in_stock": tr("is_in_stock is 1 or 0"),
}
_UNKNOWN = (Kind.UNKNOWN_PRODUCT, Kind.UNKNOWN_SOURCE, Kind.UNKNOWN_WEBSITE)
_ROW = re.compile(
    "^"
    + r"\d+".join(map(re.escape, tr("Row {line}").split("{line}")))
    + r"(?:: |, (?=\w+:)| (?=[a-z]+ ))"
)


def wrong_row(problem: Problem) -> RowVerdict:
    """The verdict on a row that cannot be taken."""
    sentence = _ROW.sub("", problem.message)
    short = _SHORT.get(problem.kind, "")
    if problem.kind is Kind.VALIDATION_FAILED and problem.field is not None:
        short = _SHORT_OF_FIELD.get(problem.field, "")
    if problem.kind in _UNKNOWN and (near := meant(sentence)):
        short = tr("unknown; {near}?", near=near)
    where = given = ""
    if isinstance(problem, FileProblem):
        where, given = problem.source, problem.given
    return RowVerdict(
        problem.row or 0,
        where,
        problem.order or problem.sku or "",
        f"→ {visible(given)}" if given else "",
        RowResult.WRONG,
        short or sentence,
        sentence,
    )
