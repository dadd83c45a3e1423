"""The flows start the program again and again, in a process that holds all of the suite."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="package", autouse=True)
def garbage_is_searched_less() -> Iterator[None]:
    """Leave out modules and collected tests, and search seldom: a quarter of the time."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    yield
    gc.set_threshold(*usual)
    gc.unfreeze()
