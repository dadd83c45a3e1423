"""A run of edits: cells changed one after another, unsaved until F10, then one deed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inventory_tui.domain.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Draft:
    """One cell that was changed and not yet saved."""

    before: Quantity | None
    """What was there when it was typed; None where there was nothing."""
    after: Quantity
    change: Quantity | None = None
    """The difference that was typed (``+12``), if it was one."""
    version: int | None = None
    """The version of the record it was typed over."""
    label: str = ""
    """What it concerns, for questions: ``MH01-XS-Black``."""

    def __str__(self) -> str:
        before = "–" if self.before is None else str(self.before)
        return f"{before} → {self.after}"


class EditRun:
    """Drafts by (row id, column name)."""

    def __init__(self) -> None:
        self._drafts: dict[tuple[int, str], Draft] = {}

    def __len__(self) -> int:
        return len(self._drafts)

    def __iter__(self) -> Iterator[tuple[tuple[int, str], Draft]]:
        return iter(self._drafts.items())

    def get(self, id: int, column: str) -> Draft | None:
        """Return the draft of a cell."""
        return self._drafts.get((id, column))

    def put(self, id: int, column: str, draft: Draft) -> None:
        """Keep a draft; one that changes nothing is dropped."""
        if draft.before == draft.after:
            self._drafts.pop((id, column), None)
        else:
            self._drafts[id, column] = draft

    def drop(self, id: int, column: str) -> None:
        """Forget the draft of a cell."""
        self._drafts.pop((id, column), None)

    def clear(self) -> None:
        """Forget all."""
        self._drafts.clear()

    def lines(self) -> list[str]:
        """Return a line each, for the question on leaving."""
        return [f"{draft.label} {draft}".strip() for draft in self._drafts.values()]
