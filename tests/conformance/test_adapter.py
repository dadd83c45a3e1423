"""The adapter itself: what it counts, which folders it reads, and what it must not know."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.conformance.casefiles import HERE, Case, cases
from tests.conformance.comparison import agrees
from tests.conformance.playing import Played, Plays
from tests.conformance.registry import LOOKS, OPERATIONS
from tests.conformance.tally import FAILED, NOT_APPLICABLE, PASSED, Tally

ADAPTER = Path(__file__).parent


def test_the_closing_line_sums_up_every_file() -> None:
    tally = Tally()
    for file, outcome in (
        ("core/a", PASSED),
        ("core/a", "R10"),
        ("core/a", "R2"),
        ("ops/b", NOT_APPLICABLE),
        ("ops/b", FAILED),
    ):
        tally.add(file, outcome)
    assert list(tally.lines()) == [
        "core/a: 1 passed, 1 by R2, 1 by R10 of 3",
        "ops/b: 0 passed, 1 not applicable, 1 failed of 2",
    ]
    assert tally.closing() == (
        "conformance: 1 passed, 2 ruled otherwise, 1 not applicable, 1 failed of 5"
    )


def _write(folder: Path, *ids: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    worlds = {"sets": {"default": {}, "shops": {"includes": ["sources"]}, "sources": {}}}
    (folder / "fixtures.json").write_text(json.dumps(worlds), encoding="utf-8")
    found = [{"id": id, "when": {"op": "list_algorithms"}, "then": {}} for id in ids]
    (folder / "some.json").write_text(json.dumps(found), encoding="utf-8")


def test_a_folder_holds_two_parts_or_its_cases_flat(tmp_path: Path) -> None:
    _write(tmp_path / "both" / "core", "one")
    _write(tmp_path / "both" / "ops", "two", "three")
    _write(tmp_path / "flat", "four")
    assert [(case.file, case.id) for case in cases(tmp_path / "both")] == [
        ("core/some", "one"),
        ("ops/some", "two"),
        ("ops/some", "three"),
    ]
    assert [(case.file, case.id) for case in cases(tmp_path / "flat")] == [("some", "four")]
    with pytest.raises(FileNotFoundError):
        cases(tmp_path)


def test_worlds_come_with_those_they_include_each_once(tmp_path: Path) -> None:
    _write(tmp_path)
    given = {"fixtures": ["shops", "sources"]}
    case = Case(tmp_path, "some", {"id": "x", "given": given, "when": {}, "then": {}})
    assert [name for name, _ in case.worlds()] == ["default", "sources", "shops"]


def test_what_no_service_does_is_a_failure(stage: Plays) -> None:
    for when, then in (({"op": "fly"}, {}), ({"op": "list_algorithms"}, {"wings": 2})):
        data = {"id": "x", "when": when, "then": then}
        with pytest.raises(LookupError):
            Played(stage, Case(HERE / "core", "some", data)).differences()


def test_numbers_are_compared_at_four_decimals_and_rows_by_their_columns() -> None:
    assert agrees(5, 5.0)
    assert agrees(0.12345, 0.1235)
    assert not agrees(5, 5.001)
    assert not agrees(1, True)
    assert agrees([{"sku": "A"}], [{"sku": "A", "qty": 1}])
    assert not agrees([{"sku": "A"}], [{"sku": "A"}, {"sku": "B"}])
    assert agrees([1, 2], [2, 1], any_order=True)


def test_the_adapter_names_no_case_and_reaches_for_no_store() -> None:
    known = {case.id for case in cases(HERE)}
    for path in ADAPTER.glob("*.py"):
        if path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8")
        named = {name for name in known if name in text}
        assert not named, f"{path.name} names {named}"
        assert "inventory_tui.store" not in text, path.name
        assert not re.search(r"\b(SKU-\d|eu-\d|us-\d)", text), path.name


def test_every_operation_and_look_is_named_once() -> None:
    assert len(OPERATIONS) > 100
    assert len(LOOKS) > 40
