"""What an import says about each row of a file before it writes: verdicts, to page and filter.

A file may have a million rows, so what becomes of them is kept in columns, and a row is put
together when it is looked at.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from array import array
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from operator import eq, ge, gt, le, lt
from typing import Any

from inventory_tui.domain.errors import Problem
from inventory_tui.domain.filters import Compared, Keyed, Operator, Term, Words, parse_filter
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.quantity import SCALE, Quantity
from inventory_tui.domain.row_verdicts import FileProblem, RowResult, RowVerdict, wrong_row
from inventory_tui.domain.vocabularies import FILE_ROWS, Vocabulary
from inventory_tui.wording import tr

__all__ = [
    "CODES",
    "FileKind",
    "FileProblem",
    "ListedVerdicts",
    "QuantityVerdicts",
    "RowResult",
    "RowVerdict",
    "Verdicts",
    "vocabulary_of",
    "wrong_row",
]


class FileKind(StrEnum):
    """What a file can be about."""

    QUANTITIES = "quantities"
    PRODUCTS = "products"
    ORDERS = "orders"


_RESULTS = tuple(RowResult)
_SAID = {
    RowResult.WRONG: tr("wrong"),
    RowResult.NEW: tr("new"),
    RowResult.CHANGED: tr("changed"),
    RowResult.DELETED: tr("deleted"),
    RowResult.SAME: tr("the same"),
    RowResult.LEFT_OUT: tr("left out"),
}
CODES = {result: code for code, result in enumerate(_RESULTS)}
"""Numbers of the results, the ones to look at first first."""


class Verdicts(ABC):
    """The verdicts on one file, wrong rows first, then those that change something."""

    kind: FileKind

    def __init__(self, wrong: Sequence[Problem]) -> None:
        self._wrong = wrong
        self.results = bytearray(len(wrong))
        """What becomes of each, as `CODES`."""

    def __len__(self) -> int:
        return len(self.results)

    @abstractmethod
    def taken(self, at: int) -> RowVerdict:
        """The row ``at`` places after the wrong ones."""

    def row(self, at: int) -> RowVerdict:
        """The row in this place."""
        if at < len(self._wrong):
            return wrong_row(self._wrong[at])
        return self.taken(at - len(self._wrong))

    def rows(self) -> Iterator[RowVerdict]:
        """Every row, in order."""
        return map(self.row, range(len(self)))

    def count(self, result: RowResult) -> int:
        """How many rows become that."""
        return self.results.count(CODES[result])

    def find(self, filter: str = "", sort: str = "", *, descending: bool = False) -> array[int]:
        """Return the places of the rows a filter keeps, in the order asked for.

        Args:
            filter: In the filter language, by `vocabularies.FILE_ROWS`.
            sort: ``line``, ``where``, ``what`` or ``result``; empty: as they come.

        Raises:
            BadFilter: It cannot be read; it says where and why.
        """
        terms = parse_filter(filter, vocabulary_of(self.kind)).terms
        found: Sequence[int] = range(len(self))
        for term in sorted(terms, key=lambda term: not _is_of_result(term)):
            if _is_of_result(term):
                assert isinstance(term.test, Keyed)
                codes = {CODES[RowResult(choice)] for choice in term.test.choices}
                results, negated = self.results, term.negated
                found = [at for at in found if (results[at] in codes) != negated]
            else:
                holds = _test_of(term)
                found = [at for at in found if holds(self.row(at)) != term.negated]
        if sort:
            found = sorted(found, key=self._order(sort), reverse=descending)
        return array("q", found)

    def _order(self, sort: str) -> Callable[[int], Any]:
        match sort:
            case "line":
                return lambda at: self.row(at).line
            case "where":
                return lambda at: key_of(self.row(at).where)
            case "what":
                return lambda at: key_of(self.row(at).what)
            case _:
                return lambda at: (self.results[at], at)


class ListedVerdicts(Verdicts):
    """Verdicts on rows that are few enough to be kept as they are."""

    def __init__(
        self, kind: FileKind, wrong: Sequence[Problem], taken: Sequence[RowVerdict]
    ) -> None:
        super().__init__(wrong)
        self.kind = kind
        self._taken = sorted(taken, key=lambda row: (CODES[_group(row.result)], row.line))
        self.results.extend(CODES[row.result] for row in self._taken)

    def taken(self, at: int) -> RowVerdict:
        """A row that is taken."""
        return self._taken[at]


class QuantityVerdicts(Verdicts):
    """Verdicts on rows of quantities: forty bytes each, and the SKU."""

    kind = FileKind.QUANTITIES

    def __init__(self, wrong: Sequence[Problem]) -> None:
        super().__init__(wrong)
        self._lines = array("q")
        self._before = array("q")
        self._after = array("q")
        self._flags = bytearray()
        self._sources: list[str] = []
        self._skus: list[str] = []
        self._safety: dict[int, tuple[int, int]] = {}
        """Of rows whose safety stock changes: before and after."""

    def add(
        self,
        line: int,
        sku: str,
        source: str,
        before: int | None,
        after: int | None,
        in_before: bool | None,
        in_after: bool | None,
        changes: bool,
        safety_before: int | None = None,
        safety_after: int | None = None,
    ) -> None:
        """Add a row that is taken: ten-thousandths and statuses; None where no row is.

        Args:
            safety_before: None where the file can change no safety stock.
        """
        self._lines.append(line)
        self._before.append(-1 if before is None else before)
        self._after.append(-1 if after is None else after)
        self._flags.append((in_before is not False) | (in_after is not False) << 1)
        self._sources.append(source)
        self._skus.append(sku)
        if safety_before != safety_after and changes and after is not None:
            self._safety[len(self._lines) - 1] = int(safety_before or 0), int(safety_after or 0)
        if not changes:
            result = RowResult.SAME
        elif before is None:
            result = RowResult.NEW
        else:
            result = RowResult.DELETED if after is None else RowResult.CHANGED
        self.results.append(CODES[result])

    def taken(self, at: int) -> RowVerdict:
        """A row that is taken."""
        result = _RESULTS[self.results[len(self._wrong) + at]]
        before, after = _shown(self._before[at]), _shown(self._after[at])
        flags = self._flags[at]
        change = f"{before} → {after}"
        if result is RowResult.SAME:
            change = before
        elif result is not RowResult.DELETED and flags in (1, 2):  # another status
            now = "in" if flags & 2 else "out"
            change = (
                tr("{before}, now {now}", before=before, now=now)
                if before == after
                else f"{change} {now}"
            )
        sentence = ""
        if (safety := self._safety.get(at)) is not None:
            moved = f"{_shown(safety[0])} → {_shown(safety[1])}"
            if change == f"{before} → {before}":
                sentence = tr(
                    "Safety stock {moved}; {before} stay on hand.", moved=moved, before=before
                )
                change = tr("safety {moved}", moved=moved)
            else:
                sentence = tr(
                    "On hand {change}; safety stock {moved}.", change=change, moved=moved
                )
                change = tr("{change}, safety {moved}", change=change, moved=moved)
        said = _SAID[result]
        if result is RowResult.SAME and before == "–":
            said = tr("not there")
        return RowVerdict(
            self._lines[at], self._sources[at], self._skus[at], change, result, said, sentence
        )


def vocabulary_of(kind: FileKind) -> Vocabulary:
    """What the rows of such a file can be filtered by."""
    return FILE_ROWS[kind.value]


def _group(result: RowResult) -> RowResult:
    """Rows that change something stand together, in the order of the file."""
    return RowResult.NEW if result.is_done else result


def _shown(parts: int) -> str:
    return "–" if parts < 0 else Quantity(parts).grouped()


def _is_of_result(term: Term) -> bool:
    return isinstance(term.test, Keyed) and term.test.key == "verdict"


def _test_of(term: Term) -> Callable[[RowVerdict], bool]:
    """What a row must be for the term to hold, ``-`` before it not being looked at."""
    match term.test:
        case Words(values):
            pieces = [value.pieces for value in values]

            def holds(row: RowVerdict) -> bool:
                said = f"{row.what} {row.where} {row.said} {row.sentence} {row.change}"
                where = said.lower() if said.isascii() else key_of(said)
                return any(_inside(several, where) for several in pieces)

            return holds
        case Keyed(key, values):
            if key in ("source", "channel"):
                return lambda row: any(value.matches(row.where) for value in values)
            return lambda row: any(value.matches(row.what) for value in values)
        case Compared(_, operator, number):
            compare = _COMPARE[operator]
            return lambda row: compare(row.line * SCALE, number.parts)
        case _:
            return lambda row: False


_COMPARE: dict[Operator, Callable[[int, int], bool]] = {
    Operator.LESS: lt,
    Operator.AT_MOST: le,
    Operator.EQUAL: eq,
    Operator.AT_LEAST: ge,
    Operator.MORE: gt,
}


def _inside(pieces: Sequence[str], where: str) -> bool:
    """Whether the pieces of a value follow each other somewhere in a key."""
    at = 0
    for piece in pieces:
        at = where.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True
