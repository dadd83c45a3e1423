"""The command line, run in this process: what it printed, and how it ended."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from inventory_tui import settings
from inventory_tui.cli import main


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The JSON objects on standard output."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def row(self) -> dict[str, Any]:
        """The last JSON object: the receipt of a deed."""
        return self.rows[-1]


@pytest.fixture
def type_in(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Answer]:
    """Run a command line: ``type_in("sources", "list", input=b"")``."""

    def run(*words: str, input: bytes = b"") -> Answer:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(input)))
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main(list(words))
        printed = capsys.readouterr()
        assert isinstance(end.value.code, int)
        log = settings.log_directory() / "defects.log"
        if end.value.code == 70 and log.exists():
            print(log.read_text(encoding="utf-8"))  # pytest shows it when the test fails
        return Answer(end.value.code, printed.out, printed.err)

    return run


@pytest.fixture
def inventory(type_in: Callable[..., Answer], database_url: str) -> Callable[..., Answer]:
    """Run a command on the test's database and insist on its exit status.

    ``inventory("sources add berlin name=Berlin", status=1)``: a text is cut at its blanks,
    further arguments are taken as they are.
    """

    def run(line: str, *words: str, status: int = 0, input: bytes = b"") -> Answer:
        answer = type_in(*line.split(), *words, "--database", database_url, input=input)
        assert answer.status == status, answer
        return answer

    return run


@pytest.fixture
def deed(inventory: Callable[..., Answer]) -> Callable[..., dict[str, Any]]:
    """Run a command with ``--json`` and return its last object."""

    def run(line: str, *words: str, status: int = 0, input: bytes = b"") -> dict[str, Any]:
        return inventory(line, *words, "--json", status=status, input=input).row

    return run


@pytest.fixture
def listed(inventory: Callable[..., Answer]) -> Callable[..., list[dict[str, Any]]]:
    """Run a command with ``--json`` and return all its objects."""

    def run(line: str, *words: str, status: int = 0) -> list[dict[str, Any]]:
        return inventory(line, *words, "--json", status=status).rows

    return run
