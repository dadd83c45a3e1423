"""``sources``: every verb, what it prints, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from inventory_tui.domain import forms
from tests.cli.conftest import Answer

Inventory = Callable[..., Answer]
Deed = Callable[..., dict[str, Any]]
Listed = Callable[..., list[dict[str, Any]]]


@pytest.mark.both_databases
def test_a_source_is_added_shown_changed_and_switched(deed: Deed, listed: Listed) -> None:
    receipt = deed("sources add berlin name=Berlin country=de postcode=10115 enabled=no")
    assert receipt["deed"] == "sources add"
    assert isinstance(receipt["operation"], int)
    shown = deed("sources show BERLIN")
    assert shown.keys() >= {field.name for field in forms.SOURCE_EDITOR}
    assert (shown["code"], shown["enabled"], shown["country"]) == ("berlin", False, "DE")

    assert deed("sources set berlin", "city=Berlin", "description=")["changed"] == 1
    assert deed("sources enable berlin default")["changed"] == 1
    assert deed("sources show berlin")["enabled"] is True
    assert deed("sources disable berlin")["changed"] == 1
    assert [row["code"] for row in listed("sources list")] == ["default", "berlin"]


def test_what_is_so_already_writes_nothing(deed: Deed) -> None:
    receipt = deed("sources enable default")
    assert receipt["operation"] is None
    assert receipt["changed"] == 0


@pytest.mark.both_databases
def test_a_dry_run_writes_nothing(deed: Deed, listed: Listed) -> None:
    receipt = deed("--dry-run sources add berlin name=Berlin country=DE postcode=10115")
    assert receipt["operation"] is None
    assert receipt["created"] == 1
    assert len(listed("sources list")) == 1


@pytest.mark.parametrize(
    ("line", "kind", "field"),
    [
        ("sources show paris", "unknown_source", None),
        ("sources enable default paris", "unknown_source", None),
        ("sources add default name=x country=DE postcode=1", "not_unique", "code"),
        ("sources add be+rlin name=x country=DE postcode=1", "validation_failed", "code"),
        ("sources add berlin name=x postcode=1", "validation_failed", "country"),
        ("sources add berlin nme=x", "unknown_field", "nme"),
        ("sources set default enabled=no", "default_source_protected", "enabled"),
        ("sources set default enabled=perhaps", "validation_failed", "enabled"),
        ("sources set default latitude=91", "validation_failed", "latitude"),
        ("sources disable default", "default_source_protected", None),
    ],
)
def test_bad_input_is_a_sentence_and_changes_nothing(
    inventory: Inventory, line: str, kind: str, field: str | None
) -> None:
    before = inventory("sources list --json").out
    answer = inventory(f"{line} --json", status=1)
    assert answer.row["error"] == kind
    if field is not None:
        assert answer.row["field"] == field
    assert answer.err == "".join(f"error: {row['message']}\n" for row in answer.rows)
    assert inventory("sources list --json").out == before


def test_every_problem_is_told_at_once(inventory: Inventory) -> None:
    answer = inventory("sources add be+rlin latitude=north --json", status=1)
    assert {row["field"] for row in answer.rows} >= {"name", "code", "latitude", "country"}
