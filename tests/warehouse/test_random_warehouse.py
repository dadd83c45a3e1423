"""Whoever does what, in whatever order, while the clock goes on: the rules hold every time."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from inventory_tui.store.database import Database
from tests.playing import play
from tests.warehouse.histories.agreement import Warehouse

LONG = (20, 25, 100)
"""Parts, shops in each, and deeds in each shop: 50,000 deeds."""
SHORT = (1, 6, 30)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    parts, *_ = LONG if metafunc.config.getoption("--long") else SHORT
    metafunc.parametrize("part", range(1, parts + 1))


def test_a_warehouse_agrees_with_the_rules_whoever_does_what(
    new_database: Callable[[], Database], part: int, long: bool
) -> None:
    _, shops, deeds = LONG if long else SHORT
    first = random.SystemRandom().randrange(2**32) if long else 0
    for number in range(first, first + shops):
        print(f"part {part}, seed {number}")
        play(Warehouse, new_database, number, deeds, shrink=long)
