"""What the adapter can do, by the words of the cases: deeds and questions, and looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from inventory_tui.domain.errors import InventoryError
from tests.conformance.shop import Shop

Words = Mapping[str, Any]
Answer = dict[str, Any]
Does = Callable[[Shop, Words], "Answer | None"]


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of a deed, and how the case asks to look at it."""

    answer: Answer
    """What the deed or question itself answered, by the keys of ``then``."""
    refusal: InventoryError | None
    then: Words
    """All keys of ``then``: some say where to look."""
    when: Words = field(default_factory=dict)
    """What was done."""


Looks = Callable[[Shop, Any, Seen], Any]
"""Returns what is there, in the shape of what the case expects."""

Builds = Callable[[Shop, Any], None]

BUILDERS: dict[str, list[Builds]] = {}
OPERATIONS: dict[str, Does] = {}
LOOKS: dict[str, Looks] = {}


def operation(*names: str) -> Callable[[Does], Does]:
    """Name what a function does, or answers, by the operations of the cases."""

    def register(does: Does) -> Does:
        for name in names:
            OPERATIONS[name] = does
        return does

    return register


def look(*names: str) -> Callable[[Looks], Looks]:
    """Name what a function looks at, by the keys of ``then``."""

    def register(looks: Looks) -> Looks:
        for name in names:
            LOOKS[name] = looks
        return looks

    return register


def builder(key: str) -> Callable[[Builds], Builds]:
    """Name what a function builds, by a key of the world."""

    def register(builds: Builds) -> Builds:
        BUILDERS.setdefault(key, []).append(builds)
        return builds

    return register


def perform(shop: Shop, words: Words) -> Answer:
    """Do what ``words`` say.

    Raises:
        LookupError: No public service does it.
        InventoryError: It is refused.
    """
    try:
        does = OPERATIONS[words["op"]]
    except KeyError:
        raise LookupError(f"no service for {words['op']}") from None
    return does(shop, words) or {}
