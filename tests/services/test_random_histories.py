"""Whatever people do, in whatever order: the database agrees with the rules every time."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from inventory_tui.store.database import Database
from tests.playing import play
from tests.services.histories.agreement import Histories

LONG = (20, 25, 100)
"""Parts, shops in each, and deeds in each shop: 50,000 deeds."""
SHORT = (1, 5, 40)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    parts, *_ = LONG if metafunc.config.getoption("--long") else SHORT
    metafunc.parametrize("part", range(1, parts + 1))


def test_random_histories_agree_with_the_rules(
    new_database: Callable[[], Database], part: int, long: bool
) -> None:
    _, shops, deeds = LONG if long else SHORT
    first = random.SystemRandom().randrange(2**32) if long else 0
    for number in range(first, first + shops):
        print(f"part {part}, seed {number}")
        play(Histories, new_database, number, deeds, shrink=long)
