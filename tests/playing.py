"""State machines played one shop after another, each in a database of its own."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from inventory_tui.store.database import Database


@dataclass(frozen=True)
class Extent:
    """How much is played: parts, shops in each, and deeds in each shop."""

    parts: int
    shops: int
    deeds: int


LONG = Extent(20, 25, 100)
"""50,000 deeds, from seeds nobody knows beforehand."""


def play_part(
    machine: type[Any],
    new_database: Callable[[], Database],
    part: int,
    extent: Extent,
) -> None:
    """Play one part: the shops of seeds 0, 1 … or, where it is `LONG`, of any."""
    first = random.SystemRandom().randrange(2**32) if extent is LONG else 0
    for number in range(first, first + extent.shops):
        print(f"part {part}, seed {number}")
        play(machine, new_database, number, extent.deeds, shrink=extent is LONG)


def play(
    machine: type[Any],
    new_database: Callable[[], Database],
    number: int,
    deeds: int,
    *,
    shrink: bool,
) -> None:
    """Play one shop of a machine.

    Args:
        number: The seed it is made from.
        deeds: How many there are in it.
        shrink: Find the shortest way to what fails.
    """

    class Machine(machine):  # type: ignore[misc]
        pass

    Machine.new_database = staticmethod(new_database)
    run_state_machine_as_test(
        # one shop a run: variations of a shop that was played before find less
        seed(number)(Machine),
        settings=settings(
            max_examples=1,
            stateful_step_count=deeds,
            deadline=None,
            derandomize=False,
            database=None,
            phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
