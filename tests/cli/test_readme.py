"""What the README tells a newcomer to type does what it says, on a database that is new."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from inventory_tui.cli.program import COMMANDS, program
from tests.cli.conftest import Answer

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


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


@pytest.mark.parametrize("text", ["README.md", "CHANGELOG.md"])
def test_every_command_it_names_is_there_with_its_options(
    type_in: Callable[..., Answer], text: str
) -> None:
    named = [span.removeprefix("inventory-tui ").split() for span in spans(text)]
    commands = [words for words in named if words[0] in COMMANDS]
    assert len(commands) > 5
    for noun, *words in commands:
        verb = [word for word in words[:1] if re.fullmatch("[a-z-]+", word)]
        answer = type_in(noun, *verb, "--help")
        assert answer.status == 0, (noun, *words)
        for option in re.findall(r"--[a-z-]+", " ".join(words)):
            assert option in answer.out, (noun, *words)


def test_every_option_it_names_alone_is_one_of_some_command() -> None:
    alone = {span.split()[0] for span in spans("README.md") if span.startswith("--")}
    of_tests = {"--conformance-dir", "--postgresql", "--quick"}
    assert alone >= {"--dry-run", "--source"}
    assert alone - of_tests <= {option for verb in verbs(program) for option in verb}


def spans(name: str) -> list[str]:
    """What a text sets as code within its lines."""
    text = re.sub("```.*?```", "", (ROOT / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    return [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", text)]


def verbs(command: click.Command) -> Iterator[set[str]]:
    """The options of every verb of every noun."""
    context = click.Context(command)
    yield {option for one in command.get_params(context) for option in one.opts}
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from verbs(found)
