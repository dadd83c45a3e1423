"""Rows of a file that cannot be taken: how many may be left out, and when nothing is done."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from inventory_tui.domain.errors import ChangedElsewhere, Kind, Problem, Refused
from inventory_tui.wording import tr

ALLOWED_ERRORS = 10
"""Rows that may be wrong before an import stops, unless told otherwise."""


class OnError(StrEnum):
    """What an import does about wrong rows."""

    STOP = "stop"
    """Leave out a few; with one more than allowed nothing is written."""
    SKIP = "skip"
    """Leave them out, however many, unless a number is allowed."""


class Rejections:
    """The wrong rows of one file."""

    def __init__(self, on_error: OnError, allowed: int | None) -> None:
        self.limit = ALLOWED_ERRORS if on_error is OnError.STOP and allowed is None else allowed
        """How many may be wrong; None: any number."""
        self.problems: list[Problem] = []

    def add(self, problem: Problem) -> None:
        """Leave out one row."""
        self.problems.append(problem)

    @property
    def too_many(self) -> bool:
        """Whether more rows are wrong than may be."""
        return self.limit is not None and len(self.problems) > self.limit

    def sorted(self) -> tuple[Problem, ...]:
        """The wrong rows in the order of the file."""
        return tuple(sorted(self.problems, key=lambda problem: problem.row or 0))

    def refusal(self) -> Refused | None:
        """Why nothing may be written: the rows up to the first beyond what is allowed."""
        if self.limit is None or not self.too_many:
            return None
        first = self.sorted()[: self.limit + 1]
        allowed = tr("{limit} may be", limit=self.limit) if self.limit else tr("none may be")
        sentence = tr(
            "Row {row} is one wrong row too many ({allowed}: --allowed-errors); "
            "nothing was written.",
            row=first[-1].row,
            allowed=allowed,
        )
        return Refused.because(
            (Problem(Kind.TOO_MANY_REJECTED, sentence, row=first[-1].row), *first)
        )


def as_expected(
    counts: Mapping[str, int | str], expected: Mapping[str, int | str] | None
) -> None:
    """Refuse an import that comes to something else than its check said.

    Raises:
        ChangedElsewhere: It does.
    """
    if expected is not None and dict(counts) != dict(expected):
        raise ChangedElsewhere(
            tr(
                "The file or what it changes is another since it was checked. Nothing "
                "was changed; look at the new verdicts."
            )
        )
