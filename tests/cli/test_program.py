"""What holds for every command: places of options, exit statuses, what goes where."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from inventory_tui.cli import program
from inventory_tui.cli.verbs import EVERYWHERE
from tests.cli.conftest import Answer

TypeIn = Callable[..., Answer]


def test_the_version_is_one_line(type_in: TypeIn) -> None:
    answer = type_in("--version")
    assert answer.status == 0
    assert answer.out.count("\n") == 1
    for part in ("inventory-tui 0.", "schema ", "Python 3.", sqlite3.sqlite_version):
        assert part in answer.out


@pytest.mark.parametrize(
    "words",
    [
        ["--version", "--json"],
        ["--json", "--version"],
        ["sources", "--version", "--json"],
        ["--json", "sources", "list", "--version"],
        ["sources", "show", "--version", "--json"],
    ],
)
def test_the_version_as_json_says_what_a_report_needs(
    type_in: TypeIn, words: list[str]
) -> None:
    answer = type_in(*words)
    assert answer.status == 0
    assert {"program", "schema", "python", "sqlite", "textual", "sqlalchemy", "driver"} <= set(
        answer.row
    )


def test_help_names_every_noun_and_every_noun_its_verbs(type_in: TypeIn) -> None:
    answer = type_in("--help")
    assert answer.status == 0
    for name in program.COMMANDS:
        assert f"\n  {name} " in answer.out
        own = type_in(name, "--help")
        assert own.status == 0
        assert "--database" in own.out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["produts"], "There is no command 'produts'. Did you mean 'products'?"),
        (["sources", "lst"], "sources has no verb 'lst'. Did you mean 'list'?"),
        (["sources"], "Say what to do with sources: list, show"),
        (["sources", "show"], "Missing argument 'CODE'."),
        (["sources", "list", "--jsn"], "No such option '--jsn'. Did you mean '--json'?"),
        (["sources", "list", "more"], "unexpected extra argument"),
        (["sources", "--jsn", "list"], "No such option '--jsn'."),
        (["sources", "set", "berlin", "name"], "'name' is not FIELD=VALUE."),
        (["sources", "set", "berlin", "name=a", "name=b"], "name is given twice."),
        (["sources", "list", "--database"], "Option '--database' requires an argument."),
    ],
)
def test_wrong_usage_is_status_2_and_a_sentence(
    type_in: TypeIn, words: list[str], sentence: str
) -> None:
    answer = type_in(*words)
    assert answer.status == 2
    assert answer.out == ""
    assert answer.err.startswith("error: ")
    assert sentence in answer.err


def test_wrong_usage_is_an_object_too(type_in: TypeIn) -> None:
    answer = type_in("sources", "lst", "--json")
    assert answer.status == 2
    assert answer.row["error"] == "wrong_usage"
    assert answer.row["message"].startswith("sources has no verb")


@pytest.mark.parametrize("place", range(4))
def test_options_are_accepted_anywhere_on_the_line(
    type_in: TypeIn, database_url: str, place: int
) -> None:
    words = ["sources", "show", "default"]
    words[place:place] = ["--json", "--database", database_url, "--actor=maria"]
    answer = type_in(*words)
    assert (answer.status, answer.row["code"]) == (0, "default")


def test_the_last_of_two_options_wins(type_in: TypeIn, database_url: str) -> None:
    words = ["--database", "/nowhere/at/all", "sources", "list", "--database", database_url]
    assert type_in(*words).status == 0


def test_options_after_two_dashes_are_arguments(inventory: TypeIn, type_in: TypeIn) -> None:
    assert type_in("sources", "show", "--", "--json").status == 1


def test_each_level_takes_every_option() -> None:
    levels = [program.program, program.program.get_command(None, "sources")]  # type: ignore[arg-type]
    for level in levels:
        assert level is not None
        assert {name for one in level.params for name in one.opts} >= EVERYWHERE


def test_a_refusal_is_status_1_a_sentence_and_an_object(inventory: TypeIn) -> None:
    answer = inventory("sources show berln --json", status=1)
    assert answer.row["error"] == "unknown_source"
    assert answer.err == f"error: {answer.row['message']}\n"
    assert inventory("sources show berln", status=1).out == ""


def test_people_see_a_table_pipes_get_tabs(
    inventory: TypeIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    piped = inventory("sources list").out.splitlines()
    assert piped[0].split("\t")[:3] == ["code", "name", "enabled"]
    assert piped[1].split("\t")[:3] == ["default", "Default Source", "yes"]


def test_without_a_terminal_the_program_names_the_commands(type_in: TypeIn) -> None:
    answer = type_in()
    assert answer.status == 1
    assert answer.err == (
        "error: The program needs a terminal. "
        "Everything it does is also a command: inventory-tui --help.\n"
    )


def test_a_defect_is_status_70_and_names_the_log(
    type_in: TypeIn, database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("sold to Maria Muster")

    monkeypatch.setattr("inventory_tui.services.sourcing.sourcing.list_sources", fail)
    answer = type_in("sources", "list", "--database", database_url)
    assert answer.status == 70
    assert "This is a defect of the program" in answer.err
    assert str(tmp_path) in answer.err
    assert "defects.log" in answer.err
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_interrupted_is_status_130(
    type_in: TypeIn, database_url: str, monkeypatch: pytest.MonkeyPatch, stop: type
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("inventory_tui.services.sourcing.sourcing.list_sources", interrupt)
    answer = type_in("sources", "list", "--database", database_url)
    assert answer.status == 130
    assert "error: Interrupted" in answer.err


def test_wrong_settings_are_refused_before_anything_is_opened(
    type_in: TypeIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INVENTORY_TUI_PAGE_SIZ", "9")
    answer = type_in("sources", "list")
    assert answer.status == 1
    assert "Did you mean 'INVENTORY_TUI_PAGE_SIZE'" in answer.err


def test_the_database_may_be_named_by_the_environment(
    type_in: TypeIn, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INVENTORY_DATABASE", database_url)
    assert type_in("sources", "list").status == 0


def test_a_database_that_cannot_be_opened_is_status_3(type_in: TypeIn, tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"this is no database" * 1000)
    answer = type_in("sources", "list", "--database", str(broken), "--json")
    assert answer.status == 3
    assert answer.row["error"] == "store_corrupt"


def test_a_password_is_never_shown(type_in: TypeIn) -> None:
    url = "postgresql://shop:s3cret@127.0.0.1:1/inventory"
    answer = type_in("sources", "list", "--database", url, "--json")
    assert answer.status == 3
    assert answer.row["error"] == "store_unreachable"
    assert "s3cret" not in answer.out + answer.err
    assert "shop:***@" in answer.err


def test_hostile_text_does_not_reach_the_terminal(inventory: TypeIn) -> None:
    inventory(
        "sources add evil country=DE postcode=1",
        "name=a\x1b[2Jb\u202ec",
        "description=two\nlines\tand tab",
    )
    shown = inventory("sources list").out
    assert "a\\x1b[2Jb\\u202ec" in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert inventory("sources list --json").rows[1]["name"] == "a\x1b[2Jb\u202ec"


def test_python_dash_m_is_the_same_program() -> None:
    import subprocess

    answer = subprocess.run(
        [sys.executable, "-m", "inventory_tui", "--version"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.startswith("inventory-tui ")
