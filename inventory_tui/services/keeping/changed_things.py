"""What a deed changed besides quantities, gathered by the thing it concerns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from inventory_tui.store.database import Transaction
from inventory_tui.store.history.history import ChangeRow
from inventory_tui.store.quantities.item_references import REFERENCE

EXISTS = "*"
"""The field of a thing that came to be, or went away."""

Texts = dict[str, str | None]


@dataclass(slots=True)
class Thing:
    """One thing a deed changed: its texts before and after."""

    kind: str
    id: int
    label: str
    before: Texts = field(default_factory=dict)
    after: Texts = field(default_factory=dict)

    @property
    def was_created(self) -> bool:
        """Whether the deed made it, so that taking the deed back removes it."""
        return EXISTS in self.after and self.before[EXISTS] is None

    @property
    def was_removed(self) -> bool:
        """Whether the deed removed it."""
        return EXISTS in self.after and self.after[EXISTS] is None


def things_of(rows: Sequence[ChangeRow]) -> list[Thing]:
    """Gather the rows of one operation by the thing they concern."""
    things: dict[tuple[str, int, str], Thing] = {}
    for row in rows:
        # a setting is one thing a key, a reference one a row; all the others are one a row id
        named = row.kind in ("setting", REFERENCE)
        key = (row.kind, row.subject_id, row.subject if named else "")
        thing = things.setdefault(key, Thing(row.kind, row.subject_id, row.subject))
        thing.before[row.field] = row.before
        thing.after[row.field] = row.after
    return list(things.values())


def record(transaction: Transaction, operation: int, things: Sequence[Thing]) -> None:
    """Record under ``operation`` that these things look as before again."""
    transaction.journal.changed_many(
        operation,
        [
            {
                "kind": thing.kind,
                "subject_id": thing.id,
                "subject": thing.label,
                "field": name,
                "before": after,
                "after": thing.before[name],
            }
            for thing in things
            for name, after in thing.after.items()
        ],
    )
