"""Finding a row in a list that is ordered by its labels."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence

_AT_ONCE = 32


def first_from(
    ids: Sequence[int], wanted: str, labels: Callable[[Sequence[int]], Mapping[int, str]]
) -> int:
    """Return the index of the first row whose label is ``wanted`` or comes after it.

    Some labels are looked up at once: four or five questions find one among a million.

    Args:
        ids: In the order of their labels.
        wanted: Folded, as labels are compared.
        labels: Looks up labels by id; those of deleted rows may be missing.
    """
    low, high = 0, len(ids)
    while low < high:
        step = max((high - low) // _AT_ONCE, 1)
        looked_at = range(low, high, step)
        found = labels([ids[index] for index in looked_at])
        before = bisect_left(
            looked_at, wanted, key=lambda index: found.get(ids[index], "").casefold()
        )
        if before == 0:
            return low
        last = looked_at[before - 1]
        low, high = last + 1, min(last + step, high)
    return low
