"""Whoever does what, in whatever order, while the clock goes on: the rules hold every time."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from inventory_tui.store.database import Database
from tests.playing import LONG, Extent, play_part
from tests.warehouse.histories.agreement import Warehouse

SHORT = Extent(1, 4, 30)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    extent = LONG if metafunc.config.getoption("--long") else SHORT
    metafunc.parametrize("part", range(1, extent.parts + 1))


def test_a_warehouse_agrees_with_the_rules_whoever_does_what(
    new_database: Callable[[], Database], part: int, long: bool
) -> None:
    play_part(Warehouse, new_database, part, LONG if long else SHORT)
