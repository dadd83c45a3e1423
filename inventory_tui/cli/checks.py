"""What ``--check`` of an import prints: every wrong row, then what the others would come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from inventory_tui.cli.headings import heading
from inventory_tui.cli.running import Run
from inventory_tui.domain.errors import Problem, Refused
from inventory_tui.domain.history import Deed
from inventory_tui.wording import tr


class Checked(Protocol):
    """What the checks of services answer."""

    @property
    def counts(self) -> Mapping[str, int | str]:
        """What it would come to."""

    @property
    def rejected(self) -> Sequence[Problem]:
        """The wrong rows."""

    @property
    def refusal(self) -> Refused | None:
        """Why nothing would be written."""

    @property
    def ignored(self) -> tuple[str, ...]:
        """Columns that are not read."""


def report_check(run: Run, deed: Deed, checked: Checked) -> int:
    """Print the verdicts of a check; return the exit status: 1 when a row is wrong."""
    run.out.left_out(checked.rejected)
    run.ignored(checked.ignored)
    if checked.refusal is not None:
        run.out.note(checked.refusal.problems[0].message)
    said = ", ".join(
        f"{value:,} {heading(name).replace('_', ' ')}" for name, value in counted(checked)
    )
    refused = checked.refusal is not None
    row = {"operation": None, "deed": deed.value, **checked.counts, "refused": refused}
    run.out.answer(row, tr("{said} (nothing was written)", said=said))
    return 1 if checked.rejected else 0


def counted(checked: Checked) -> list[tuple[str, int]]:
    """The numbers among the counts."""
    return [(name, count) for name, count in checked.counts.items() if isinstance(count, int)]
