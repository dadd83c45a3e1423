"""One answer in three forms: for people, for pipes, for programs."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from inventory_tui.cli.output import Output
from inventory_tui.domain.errors import Kind, Problem
from inventory_tui.domain.history import Deed, Receipt
from inventory_tui.domain.quantity import Quantity

ROW = {
    "sku": "A\tB",
    "quantity": Quantity.parse_signed("-2.50"),
    "enabled": True,
    "at": datetime(2026, 11, 20, 10, 12, tzinfo=UTC),
    "tags": ("x", "y"),
    "none": None,
}


def test_quantities_are_exact_texts_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    Output(as_json=True).rows([ROW], ("sku",))
    assert json.loads(capsys.readouterr().out) == {
        "sku": "A\tB",
        "quantity": "-2.5",
        "enabled": True,
        "at": "2026-11-20T10:12:00Z",
        "tags": ["x", "y"],
        "none": None,
    }


def test_pipes_get_one_line_a_row_and_one_tab_a_column(
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = Output(as_json=False, zone=lambda: ZoneInfo("Europe/Berlin"))
    assert out.rows([ROW, ROW], tuple(ROW)) == 2
    head, first, second = capsys.readouterr().out.splitlines()
    assert head.split("\t") == list(ROW)
    assert first == second
    assert first.split("\t") == ["A\\x09B", "-2.5", "yes", "2026-11-20 11:12", "x, y", ""]


def test_an_empty_list_has_its_heading(capsys: pytest.CaptureFixture[str]) -> None:
    assert Output(as_json=False).rows([], ("sku", "name")) == 0
    assert capsys.readouterr().out == "sku\tname\n"


def test_a_receipt_names_its_operation_unless_nothing_was_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    receipt = Receipt(7, Deed.ASSIGNED, {"assigned": 3}, "3 assigned", ("mind \x1b[1m this",))
    Output(as_json=True).receipt(receipt, more=1)
    printed = capsys.readouterr()
    assert json.loads(printed.out) == {
        "operation": 7,
        "deed": "quantities assign",
        "assigned": 3,
        "more": 1,
        "warnings": ["mind \x1b[1m this"],
    }
    assert printed.err == "warning: mind \\x1b[1m this\n"
    Output(as_json=True).receipt(receipt, rehearsed=True)
    assert json.loads(capsys.readouterr().out)["operation"] is None


def test_a_refusal_is_a_sentence_and_with_json_an_object(
    capsys: pytest.CaptureFixture[str],
) -> None:
    problem = Problem(Kind.UNKNOWN_PRODUCT, "There is no 'Z'.", "line", "Z", "1001", 4)
    Output(as_json=False).problems([problem])
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "error: There is no 'Z'.\n")
    Output(as_json=True).problems([problem])
    assert json.loads(capsys.readouterr().out) == {
        "error": "unknown_product",
        "message": "There is no 'Z'.",
        "field": "line",
        "sku": "Z",
        "order": "1001",
        "row": 4,
    }


def test_people_are_spared_more_than_a_hundred_rows_left_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    problems = [Problem(Kind.UNKNOWN_SOURCE, f"Row {row}: no.", row=row) for row in range(250)]
    Output(as_json=True).left_out(problems)
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == 250
    assert printed.err.splitlines()[0] == "left out: Row 0: no."
    assert printed.err.splitlines()[-1] == "left out: 150 more (--json shows all)"
    assert len(printed.err.splitlines()) == 101


def test_no_progress_where_nobody_looks() -> None:
    assert Output(as_json=False).progress("rows") is None
