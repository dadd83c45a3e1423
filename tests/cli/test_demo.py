"""``demo``: a sample world of its own, apart from anybody's inventory."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from inventory_tui import settings
from tests.cli.conftest import Answer
from tests.terminal import Terminal

TypeIn = Callable[..., Answer]


def test_a_demo_is_made_apart(
    type_in: TypeIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("INVENTORY_DATABASE", str(tmp_path / "mine.sqlite"))
    made = type_in("demo", "--products", "50", "--json")
    assert made.status == 0, made
    assert made.row["database"] == str(settings.data_directory() / "demo-50.sqlite")
    assert not (tmp_path / "mine.sqlite").exists()
    listed = type_in("products", "list", "--json", "--database", made.row["database"])
    assert len(listed.rows) == 50
    assert type_in("doctor", "--database", made.row["database"]).status == 0


def test_a_demo_that_is_there_stays_as_it_was_left(type_in: TypeIn) -> None:
    database = type_in("demo", "--products", "5", "--json").row["database"]
    sku = type_in("products", "list", "--json", "--database", database).rows[0]["sku"]
    type_in("products", "rename", sku, "MINE", "--database", database)
    again = type_in("demo", "--products", "5", "--json")
    assert (again.status, again.row["operation"]) == (0, None)
    kept = type_in("products", "show", "MINE", "--json", "--database", database)
    assert kept.status == 0


def test_a_demo_never_goes_into_an_inventory(type_in: TypeIn, database_url: str) -> None:
    type_in("sources", "set", "default", "city=Berlin", "--database", database_url)
    answer = type_in("demo", "--database", database_url, "--json")
    assert answer.status == 1
    assert answer.row["error"] == "would_overwrite"


def test_at_a_terminal_the_demo_is_opened() -> None:
    words = [sys.executable, "-m", "inventory_tui", "demo", "--products", "5"]
    with Terminal(words) as terminal:
        terminal.wait_for("demo", within_s=30)
        terminal.wait_for("Products", within_s=30)
