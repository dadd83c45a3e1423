"""The list of sources: its filter and its order."""

from __future__ import annotations

import pytest

from inventory_tui.domain.filters import BadFilter, parse_filter
from inventory_tui.domain.source import Source
from inventory_tui.domain.source_list import SourceRow, matching, ordered
from inventory_tui.domain.vocabularies import SOURCES

ROWS = [
    SourceRow(Source(1, "default", "Default Source", country="US"), ("Default Stock",)),
    SourceRow(
        Source(2, "berlin", "Berlin warehouse", country="DE", city="Berlin", latitude="52.5"),
        ("EU stock",),
    ),
    SourceRow(
        Source(3, "lyon", "Lyon outlet", enabled=False, country="FR", latitude="9", pickup=True)
    ),
]


def found(filter: str) -> list[str]:
    kept = matching(ROWS, parse_filter(filter, SOURCES), frozenset({3}))
    return [row.source.code for row in kept]


@pytest.mark.parametrize(
    ("filter", "codes"),
    [
        ("", ["default", "berlin", "lyon"]),
        ("warehouse", ["berlin"]),
        ("lyon*dallas", []),
        ("ly*outlet", ["lyon"]),
        ("code:b*", ["berlin"]),
        ("code:berl", []),
        ("country:de,fr", ["berlin", "lyon"]),
        ("enabled:no", ["lyon"]),
        ("-enabled:no", ["default", "berlin"]),
        ("pickup:yes", ["lyon"]),
        ('stock:"EU stock"', ["berlin"]),
        ("city:erl", ["berlin"]),
        ("marked", ["lyon"]),
    ],
)
def test_a_filter_keeps_what_it_says(filter: str, codes: list[str]) -> None:
    assert found(filter) == codes


def test_an_unknown_key_is_refused_with_its_place() -> None:
    with pytest.raises(BadFilter, match="place 1: Sources have no key 'sku'"):
        parse_filter("sku:MH*", SOURCES)


def test_numbers_are_ordered_as_numbers_and_what_is_missing_comes_last() -> None:
    codes = [row.source.code for row in ordered(ROWS, "latitude", descending=False)]
    assert codes == ["lyon", "berlin", "default"]
    codes = [row.source.code for row in ordered(ROWS, "latitude", descending=True)]
    assert codes == ["berlin", "lyon", "default"]


def test_without_an_order_the_default_source_stays_first() -> None:
    assert ordered(ROWS, "", descending=False) == ROWS
