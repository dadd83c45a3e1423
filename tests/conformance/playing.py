"""Playing a case: its world, what it does, and how it is looked at."""

from __future__ import annotations

import json
from typing import Any, Protocol

from inventory_tui.domain.errors import InventoryError
from tests.conformance import (  # noqa: F401 - each registers what it can do
    alerts,
    answers,
    catalogue,
    checks,
    files,
    items,
    ledgers,
    limits,
    orders,
    parts,
    pickup,
    places,
    pools,
    products,
    selection,
    steps,
    websites,
    worlds,
)
from tests.conformance.casefiles import Case, has_fractions
from tests.conformance.comparison import differences
from tests.conformance.registry import Answer, Seen, perform
from tests.conformance.shop import Shop

_AFTER = {"config", "prior_ops", "checks_before", "fixtures", "note"}
"""Keys of ``given`` that are no part of the world, or come after it."""


class Plays(Protocol):
    """A place to play scenes in."""

    def play(self, *scenes: Any) -> Shop:
        """Return a shop in which these scenes were played."""
        ...


class Played:
    """A case that was played."""

    def __init__(self, stage: Plays, case: Case) -> None:
        self.case = case
        self.shop = stage.play(*_scenes(case))
        for words in case.given.get("prior_ops") or ():
            perform(self.shop, words)
        self.before: list[str] = []
        if wanted := case.given.get("checks_before"):
            self.before = differences(self.shop, Seen({}, None, wanted))
        self.seen = _done(self.shop, case)

    def differences(self) -> list[str]:
        """Say everything in which what came differs from what must come."""
        return [f"before: {one}" for one in self.before] + differences(self.shop, self.seen)


def _scenes(case: Case) -> list[tuple[str, Any]]:
    fractions = has_fractions(case.given) or has_fractions(case.when)
    worlds_of_case = case.worlds()
    fractions = fractions or any(has_fractions(world) for _, world in worlds_of_case)

    def begin(shop: Shop) -> None:
        shop.memory.decimals = fractions
        worlds.prepare(shop)

    scenes: list[tuple[str, Any]] = [(f"{case.folder} {fractions}", begin)]
    for name, world in worlds_of_case:
        scenes.append((name, _builder(dict(world))))
    given = {key: value for key, value in case.given.items() if key not in _AFTER}
    if given:
        scenes.append((json.dumps(given, sort_keys=True), _builder(given)))
    if config := case.given.get("config"):
        scenes.append((json.dumps(config, sort_keys=True), _builder({"config": config})))
    return scenes


def _builder(world: dict[str, Any]) -> Any:
    return lambda shop: worlds.build(shop, world)


def _done(shop: Shop, case: Case) -> Seen:
    answer: Answer = {}
    refusal: InventoryError | None = None
    looked = steps.before(shop, case.then)
    try:
        answer = perform(shop, steps.with_looks(case.when, case.then))
    except InventoryError as refused:
        refusal = refused
    return Seen({**looked, **answer}, refusal, case.then, case.when)
