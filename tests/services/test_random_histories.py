"""Whatever people do, in whatever order: the database agrees with the rules every time."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from inventory_tui.store.database import Database
from tests.playing import LONG, Extent, play_part
from tests.services.histories.agreement import Histories

SHORT = Extent(1, 3, 40)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    extent = LONG if metafunc.config.getoption("--long") else SHORT
    metafunc.parametrize("part", range(1, extent.parts + 1))


def test_random_histories_agree_with_the_rules(
    new_database: Callable[[], Database], part: int, long: bool
) -> None:
    play_part(Histories, new_database, part, LONG if long else SHORT)
