"""Jumping in a list of any length takes a few questions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

import pytest

from inventory_tui.tui.screens.frame.halving import first_from


def test_one_row_among_a_million_is_found_by_a_few_questions() -> None:
    questions = []

    def labels(ids: Sequence[int]) -> Mapping[int, str]:
        questions.append(len(ids))
        return {id: f"SKU-{id:07}" for id in ids}

    assert first_from(range(1_000_000), "sku-0654321", labels) == 654_321
    assert len(questions) <= 6
    assert max(questions) < 100


@pytest.mark.parametrize("length", [0, 1, 2, 99, 100, 101, 199, 250, 10_001])
def test_what_is_found_is_the_first_at_or_after_what_is_wanted(length: int) -> None:
    ids = range(1, length + 1)
    names = [f"{id:06}" for id in ids]
    for wanted in ("", "000001", "000050x", "000100", "0001", "009999", "x"):
        found = first_from(ids, wanted, lambda some: {id: f"{id:06}" for id in some})
        assert found == bisect_left(names, wanted)
