"""Long lists of ids, in pieces.

A loop inside C over a million of them, such as ``set(ids)``, keeps every other thread waiting
until it ends, the one that answers keys too.  Between two pieces the others have their turn.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import TypeAlias

Ids: TypeAlias = "array[int]"

_PIECE = 10_000


def pieces(ids: Ids) -> Iterator[Ids]:
    """Return the ids, some at a time."""
    for start in range(0, len(ids), _PIECE):
        yield ids[start : start + _PIECE]


def set_of(ids: Ids) -> set[int]:
    """Return the same as ``set(ids)``."""
    found: set[int] = set()
    for piece in pieces(ids):
        found.update(piece)
    return found


def only(ids: Ids, wanted: set[int]) -> Ids:
    """Return those of the ids that are wanted, in their order."""
    found = array("q")
    for piece in pieces(ids):
        found.extend(filter(wanted.__contains__, piece))
    return found
