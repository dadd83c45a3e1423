"""Paths while they are typed: what may stand there, and the longest that is common to it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from inventory_tui.services import Database

_TABLES = (".csv", ".tsv", ".txt")
_MOST = 2_000
"""Entries of one directory that are offered; a larger one is narrowed by typing."""


@dataclass(frozen=True, slots=True)
class PathOffer:
    """How a path may go on."""

    typed: str
    names: tuple[str, ...] = ()
    """Files and directories (with a ``/``) that begin as typed, likely ones first."""
    is_file: bool = False
    """Whether what is typed is a file already."""
    is_directory: bool = False

    @property
    def head(self) -> str:
        """What is typed up to its last ``/``."""
        return self.typed[: self.typed.rfind("/") + 1]

    def longer(self) -> str:
        """What Tab makes of it: the longest common beginning, else the first; else the same."""
        if not self.names:
            return self.typed
        common = _common(min(self.names), max(self.names))
        if len(self.head + common) > len(self.typed):
            return self.head + common
        return self.head + self.names[0]


def _common(first: str, last: str) -> str:
    """The longest beginning of two texts, and so of all that stand between them."""
    length = next(
        (at for at, (a, b) in enumerate(zip(first, last, strict=False)) if a != b),
        min(len(first), len(last)),
    )
    return first[:length]


def offer(database: Database, text: str) -> PathOffer:
    """Look up how a path may go on (on a thread: a directory may be far away).

    Args:
        database: Not read; every question takes it first.
    """
    typed = text.lstrip()
    at = typed.rfind("/") + 1
    head, begun = typed[:at], typed[at:]
    if typed == "~":
        return PathOffer(typed, ("~/",), is_directory=True)
    try:
        path = Path(typed).expanduser() if typed else Path()
        is_file, is_directory = bool(typed) and path.is_file(), path.is_dir()
        names = _names(Path(head).expanduser() if head else Path(), begun)
    except (OSError, ValueError, RuntimeError):
        return PathOffer(typed)
    return PathOffer(typed, tuple(names), is_file, is_directory)


def _names(directory: Path, begun: str) -> Sequence[str]:
    found: list[tuple[int, str]] = []
    with os.scandir(directory) as entries:
        for entry in entries:
            if len(found) == _MOST:
                break
            if not entry.name.casefold().startswith(begun.casefold()) or (
                entry.name.startswith(".") and not begun
            ):
                continue
            if entry.is_dir():
                found.append((1, f"{entry.name}/"))
            elif entry.is_file():
                found.append((0 if entry.name.lower().endswith(_TABLES) else 2, entry.name))
    exact = [one for one in found if one[1].startswith(begun)]
    return [name for _, name in sorted(exact or found)]
