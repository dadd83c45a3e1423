"""What the README tells a newcomer to type does what it says, on a database that is new."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Answer

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def test_its_script_runs_line_by_line(
    type_in: Callable[..., Answer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    block = README.split("The same deeds as a script:\n\n")[1].split("\n\n")[0]
    lines = [command for line in block.splitlines() for command in line.split(" && ")]
    assert len(lines) > 8
    for line in lines:
        program, *words = shlex.split(line)
        assert program == "inventory-tui"
        answer = type_in(*words)
        assert answer.status == 0, (line, answer)
    explained = type_in("products", "explain", "24-MB01", "--stock", "EU", "--json")
    assert explained.row["salable"] == "98"  # of a hundred 3 left, and 1 came back


def test_no_line_is_wider_than_a_page() -> None:
    assert [line for line in README.splitlines() if len(line) > 125] == []


def test_every_command_it_names_is_there(type_in: Callable[..., Answer]) -> None:
    for command in re.findall(r"`inventory-tui ([a-z]+(?: [a-z-]+)?)[^`]*`", README):
        words = command.split()
        answer = type_in(*words[:2], "--help")
        if answer.status and len(words) == 2:
            answer = type_in(words[0], "--help")
        assert answer.status == 0, command
