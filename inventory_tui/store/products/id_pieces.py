"""Long lists of ids, in pieces.

A loop inside C over a million of them, such as ``set(ids)``, keeps every other thread waiting
until it ends, the one that answers keys too.  Between two pieces the others have their turn.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import filterfalse
from typing import TypeAlias

Ids: TypeAlias = "array[int]"

_PIECE = 10_000
_LARGEST_IN_FOUR_BYTES = 2**31 - 1


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


def without(ids: Ids, unwanted: set[int]) -> Ids:
    """Return the ids but for those, in their order."""
    found = array("q")
    for piece in pieces(ids):
        found.extend(filterfalse(unwanted.__contains__, piece))
    return found


def packed(ids: Ids) -> Ids:
    """Return the same ids in half the bytes, unless one of them needs eight."""
    small = array("i", [0]) * len(ids)  # whole at once: grown, it would leave holes behind
    begin = 0
    for piece in pieces(ids):
        if max(piece) > _LARGEST_IN_FOUR_BYTES:
            return ids
        small[begin : begin + len(piece)] = array("i", piece)
        begin += len(piece)
    return small


def only(ids: Ids, wanted: set[int]) -> Ids:
    """Return those of the ids that are wanted, in their order."""
    found = array("q")
    for piece in pieces(ids):
        found.extend(filter(wanted.__contains__, piece))
    return found
