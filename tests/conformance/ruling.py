"""Where we answer otherwise on purpose: by operation and condition, each asserted.

A rule looks at what a case does and expects, never at which case it is; where its condition
holds, what we do instead is asserted in place of what differs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from inventory_tui.domain.errors import Kind
from tests.conformance import refusals
from tests.conformance.playing import Played


@dataclass(frozen=True, slots=True)
class Ruling:
    """One ruling: which cases it decides, and what is so instead."""

    code: str
    decides: Callable[[Played], bool]
    instead: Callable[[Played], list[str]]
    """Returns what is not as the ruling says."""


RULINGS: list[Ruling] = []


def ruling(
    code: str, decides: Callable[[Played], bool]
) -> Callable[[Callable[[Played], list[str]]], Callable[[Played], list[str]]]:
    """Say by which ruling, and in which cases, the function's claim holds instead."""

    def register(instead: Callable[[Played], list[str]]) -> Callable[[Played], list[str]]:
        RULINGS.append(Ruling(code, decides, instead))
        return instead

    return register


def ruling_for(played: Played) -> Ruling | None:
    """Return the ruling that decides a case; None where none does."""
    return next((one for one in RULINGS if one.decides(played)), None)


# what conditions look at


def op(played: Played) -> str:
    """What a case does."""
    return str(played.case.when["op"])


def does(*names: str) -> Callable[[Played], bool]:
    """Whether a case does one of these."""
    return lambda played: op(played) in names


def words(played: Played) -> Iterator[Mapping[str, Any]]:
    """Every deed of a case, those before and those of its steps too."""
    yield from played.case.given.get("prior_ops") or ()
    steps = played.case.when.get("steps") or ()
    yield from (step for step in steps if "op" in step)
    yield played.case.when


def world_rows(played: Played, *keys: str) -> Iterator[Mapping[str, Any]]:
    """Every row its world has under these keys."""
    for world in (*(world for _, world in played.case.worlds()), played.case.given):
        for key in keys:
            yield from world.get(key) or ()


def refused(played: Played, *kinds: Kind, field: str | None = None) -> list[str]:
    """What is not as it must be of a case that is refused."""
    refusal = played.seen.refusal
    if refusal is None:
        return [f"accepted, not refused as {kinds}"]
    found = set(refusals.kinds(refusal)) | {problem.kind for problem in refusal.problems}
    if not found & set(kinds):
        return [f"refused as {found}, not {kinds}: {refusal}"]
    fields = {problem.field for problem in refusal.problems}
    return [] if field is None or field in fields else [f"refused for {fields}, not {field}"]


def accepted(played: Played) -> list[str]:
    """What is not as it must be of a case that is not refused."""
    refusal = played.seen.refusal
    return [] if refusal is None else [f"refused: {refusal}"]
