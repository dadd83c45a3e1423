"""The numbers of orders: those given here, and what a typed one may mean."""

from __future__ import annotations

from inventory_tui.domain.labels import key_of

DIGITS = 9
"""Numbers given here have at least so many: ``000000042``; typed, zeros may be left out."""
_LONGEST = 21


def number_of(id: int) -> str:
    """Return the number an order gets by its id."""
    return f"{id:0{DIGITS}}"


def numbers_meant(typed: str) -> list[str]:
    """Return the keys of the numbers a typed one may mean, the likeliest first.

    Zeros a number begins with may be left out: ``42`` means ``42``, then ``000000042``.
    """
    key = key_of(typed.strip())
    if not (key.isascii() and key.isdigit()):
        return [key]
    return [key, *(key.zfill(width) for width in (DIGITS, *range(len(key) + 1, _LONGEST)))]
