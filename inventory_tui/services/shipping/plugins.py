"""What other packages add: found by entry point, and kept from doing harm.

A package that cannot be loaded, or fails when it is asked, is a sentence for a person; the
program and every other package go on.  Loading is remembered while the program runs.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points
from types import TracebackType
from typing import Generic, TypeVar

from inventory_tui.domain.errors import InventoryError, Kind, Refused
from inventory_tui.domain.labels import key_of, visible
from inventory_tui.wording import tr

_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class Found(Generic[_Thing]):
    """What an entry point group holds."""

    things: Mapping[str, _Thing]
    """By the key of their name."""
    broken: Mapping[str, str]
    """Key of the name of an entry point → why it cannot be used, as a sentence."""


class Foreign:
    """Code of another package runs in here: whatever it raises becomes a refusal.

    ::

        with Foreign("The algorithm nearest (package acme-sources)"):
            proposal = algorithm.propose(request)
    """

    def __init__(self, who: str) -> None:
        self._who = who

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, Exception) and not isinstance(error, InventoryError):
            said = " ".join(str(error).split())
            why = f"{type(error).__name__}: {said}" if said else type(error).__name__
            raise Refused(
                Kind.PLUGIN_FAILED,
                tr("{who} failed: {why}.", who=self._who, why=visible(why)[:300]),
            ) from error


def found(group: str, of: type[_Thing], *, called: str = "code") -> Found[_Thing]:
    """Return the things installed packages offer in a group.

    Args:
        called: The attribute in which each has the name of its entry point.
    """
    things: dict[str, _Thing] = {}
    broken: dict[str, str] = {}
    for name, who, thing in _loaded(group, tuple(sys.path)):
        if isinstance(thing, Refused):
            broken[key_of(name)] = str(thing)
        elif not isinstance(thing, of):
            broken[key_of(name)] = tr("{who} is no {thing}.", who=who, thing=of.__name__)
        elif getattr(thing, called) != name:
            broken[key_of(name)] = tr("{who} calls itself something else.", who=who)
        elif key_of(name) in things:
            broken[key_of(name)] = tr("{who}: another package offers it as well.", who=who)
        else:
            things[key_of(name)] = thing
    return Found(things, broken)


@lru_cache(maxsize=16)
def _loaded(group: str, path: tuple[str, ...]) -> tuple[tuple[str, str, object], ...]:
    """Name, package and thing (or the refusal it ended in) of every entry point."""
    loaded: list[tuple[str, str, object]] = []
    for point in sorted(entry_points(group=group), key=lambda point: point.name):
        who = tr("{name} of {package}", name=point.name, package=_package(point))
        try:
            with Foreign(who):
                thing = point.load()
                loaded.append((point.name, who, thing() if isinstance(thing, type) else thing))
        except Refused as refusal:
            loaded.append((point.name, who, refusal))
    return tuple(loaded)


def _package(point: EntryPoint) -> str:
    """Who brought it, as a person would remove it."""
    return (
        tr("package {name}", name=point.dist.name)
        if point.dist is not None
        else tr("a package")
    )
