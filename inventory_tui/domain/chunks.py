"""Long deeds in chunks: between two of them progress is told and stopping heard."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from inventory_tui.domain.errors import Stopped

Item = TypeVar("Item")

Progress = Callable[[int, int], None]
"""Is told how much of how much is done."""
Stop = Callable[[], bool]
"""Is asked whether the deed shall stop."""


def chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Return the items in lists of ``size``, the last one shorter; none of none."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


def go_on(stop: Stop | None) -> None:
    """Stop the deed where that was asked for.

    Raises:
        Stopped: It was.
    """
    if stop is not None and stop():
        raise Stopped
