"""Marks: which rows a verb acts on, kept as a rule and its exceptions.

``*`` marks a million rows by remembering the snapshot they are in (which is there anyway),
not by copying a million ids; single marks and unmarks are kept beside it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence


class Marks:
    """A set of ids: some one by one, some as "all of this snapshot but these"."""

    def __init__(self) -> None:
        self._single: dict[int, None] = {}
        self._all_of: Sequence[int] = ()
        self._but: set[int] = set()
        self._ordered: array[int] | None = None

    def __len__(self) -> int:
        return len(self._single) + len(self._all_of) - len(self._but)

    def __contains__(self, id: int) -> bool:
        return id in self._single or (id not in self._but and self._is_in_rule(id))

    def toggle(self, id: int) -> bool:
        """Mark or unmark one; return whether it is marked now."""
        if id in self:
            self._remove(id)
            return False
        self.add([id])
        return True

    def add(self, ids: Iterable[int]) -> None:
        """Mark these too."""
        for id in ids:
            if id in self._but:
                self._but.discard(id)
            elif not self._is_in_rule(id):
                self._single[id] = None

    def all_of(self, snapshot: Sequence[int]) -> None:
        """Mark every row of a snapshot; what was marked before stays marked."""
        before = self.ids()
        self._all_of, self._but, self._ordered = snapshot, set(), None
        self._single = {}
        if before:
            self._single = {id: None for id in before if not self._is_in_rule(id)}

    def clear(self) -> None:
        """Unmark all."""
        self._single, self._all_of, self._but, self._ordered = {}, (), set(), None

    def keep(self, ids: Iterable[int]) -> None:
        """Mark exactly these."""
        self.clear()
        self._single = dict.fromkeys(ids)

    def ids(self) -> array[int]:
        """Return every marked id: the rule's in its order, then the single ones."""
        if not self._all_of:
            return array("q", self._single)
        if not self._but:
            ids = array("q", self._all_of)
        else:
            ids = array("q", (id for id in self._all_of if id not in self._but))
        ids.extend(self._single)
        return ids

    def hidden(self, shown: Sequence[int]) -> int:
        """Return how many marked rows are not in the snapshot shown."""
        if not len(self):
            return 0
        if shown is self._all_of:
            return len(self._single)
        return len(self) - sum(1 for id in shown if id in self)

    def _remove(self, id: int) -> None:
        if id in self._single:
            del self._single[id]
        else:
            self._but.add(id)

    def _is_in_rule(self, id: int) -> bool:
        if not self._all_of:
            return False
        if self._ordered is None:
            self._ordered = array("q", sorted(self._all_of))
        at = bisect_left(self._ordered, id)
        return at < len(self._ordered) and self._ordered[at] == id
