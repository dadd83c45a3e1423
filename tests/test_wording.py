"""The program in other languages: every text is there, and says what it is given."""

from __future__ import annotations

import ast
import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo

from inventory_tui import cli, wording
from inventory_tui.cli import headings
from tests import catalogues

_VALUE = re.compile(r"\{([a-z_]\w*)(?:![rs])?(?::[^{}]*)?\}", re.ASCII | re.IGNORECASE)
OTHERS = [language for language in wording.languages() if language != wording.ENGLISH]


@pytest.fixture(scope="module")
def said() -> Catalog:
    return catalogues.said()


def values_of(text: str) -> dict[str, str]:
    """The names in braces, with how each is shown; other braces are no values."""
    return {found[1]: found[0] for found in _VALUE.finditer(text)}


def forms(message: Message) -> tuple[list[str], list[str]]:
    """What a message says in English, and in the language."""
    if message.pluralizable:
        return list(message.id), list(message.string)
    return [str(message.id)], [str(message.string)]


def test_braces_that_are_no_values_are_text() -> None:
    assert values_of('{n:,} of {what!r}: {"a": 1}, {} and {a b') == {
        "n": "{n:,}",
        "what": "{what!r}",
    }


def test_there_is_german() -> None:
    assert "de" in OTHERS


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_says_everything(language: str, said: Catalog) -> None:
    kept = catalogues.kept(language)
    there = {one.id for one in kept if one.id and catalogues.is_translated(one)}
    ours = {one.id for one in said if one.id and not catalogues.is_of_click(one)}
    assert not ours - there, "python -m tests.catalogues tells what is to be translated"
    known = {one.id for one in kept if one.id and not catalogues.is_of_click(one)}
    assert not known - ours, "texts nobody says any more"


def test_no_text_is_asked_for_where_catalogues_do_not_find_it() -> None:
    lost = []
    for path in catalogues.PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
                lost += [f"{path}:{node.lineno}"] if names & {"tr", "trn"} else []
    assert not lost, "inside an f-string"


@pytest.mark.parametrize("language", OTHERS)
def test_every_command_has_its_help_in_the_language(language: str) -> None:
    kept = catalogues.kept(language)
    helps = list(catalogues.helps())
    assert len(helps) > 100
    for help in helps:
        message = kept.get(help)
        assert message, help
        assert catalogues.is_translated(message), help
        assert message.string != help


@pytest.mark.parametrize("language", OTHERS)
def test_translations_name_the_same_values(language: str) -> None:
    wrong = []
    for message in catalogues.kept(language):
        if not message.id or not catalogues.is_translated(message):
            continue
        english, other = forms(message)
        known = [values_of(text) for text in english]
        if message.pluralizable:  # one line may be said without its number
            known += [{name: one[name] for name in one if name != "count"} for one in known]
        wrong += [(message.id, text) for text in other if values_of(text) not in known]
    assert not wrong


def test_every_column_people_see_has_a_name_of_its_own() -> None:
    shown = set[str]()
    for path in Path(cli.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(attr="rows"), args=[_, ast.Tuple() as columns]
                ):
                    pass
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Tuple() as columns):
                    if not name.endswith("COLUMNS"):
                        continue
                case _:
                    continue
            shown |= {str(one.value) for one in columns.elts if isinstance(one, ast.Constant)}
    assert len(shown) > 80
    assert shown <= set(headings.KEYS)
    assert {headings.heading(key) for key in shown} == shown


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_read_is_what_was_written(language: str) -> None:
    with catalogues.path_of(language).with_suffix(".mo").open("rb") as file:
        read = list(read_mo(file))
    written = list(read_mo(io.BytesIO(catalogues.compiled(catalogues.kept(language)))))
    assert [(one.id, one.string) for one in read if one.id] == [
        (one.id, one.string) for one in written if one.id
    ]


def answer(
    *words: str, home: Path, at_terminal: bool = False, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the program as somebody does who has no other settings."""
    kept = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith(("LANG", "LC_", "INVENTORY_"))
    }
    command = [sys.executable, "-m", "inventory_tui", *words]
    terminal, line = pty.openpty()
    done = subprocess.run(
        command,
        env={**kept, "XDG_CONFIG_HOME": str(home), "HOME": str(home), **environment},
        stdout=line if at_terminal else subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
    )
    os.close(line)
    if at_terminal:
        done.stdout = os.read(terminal, 10_000).decode()
    os.close(terminal)
    return done


@pytest.mark.parametrize(
    ("environment", "setting", "is_german"),
    [
        ({"LANG": "de_AT.UTF-8"}, "", True),
        ({"LANG": "de_AT.UTF-8", "LC_ALL": "C"}, "", False),
        ({"LANG": "en_GB.UTF-8"}, "de", True),
        ({"INVENTORY_TUI_LANGUAGE": "en", "LANG": "de_DE"}, "de", False),
        ({"INVENTORY_TUI_LANGUAGE": "fr"}, "", False),
        ({}, "", False),
    ],
)
def test_it_speaks_the_language_that_is_set_else_that_of_the_locale(
    tmp_path: Path, environment: dict[str, str], setting: str, is_german: bool
) -> None:
    if setting:
        file = tmp_path / "inventory-tui" / "config.toml"
        file.parent.mkdir()
        file.write_text(f'language = "{setting}"\n')
    done = answer("products", "--help", home=tmp_path, **environment)
    assert done.returncode == 0
    assert ("Katalog" in done.stdout) is is_german
    assert ("The catalogue" in done.stdout) is not is_german


@pytest.mark.parametrize(
    ("wanted", "spoken"),
    [
        ("de", "de"),
        ("DE_at", "de"),
        ("pt-BR", "pt-BR"),
        ("pt_br", "pt-BR"),
        ("pt", "en"),
        ("zh-Hant-TW", "zh"),
        ("fil", "en"),
        ("", "en"),
    ],
)
def test_the_nearest_language_that_is_there_is_spoken(wanted: str, spoken: str) -> None:
    assert wording.nearest(wanted, ("en", "de", "fi", "pt-BR", "zh")) == spoken


GERMAN = {"INVENTORY_TUI_LANGUAGE": "de"}


def test_click_says_its_sentences_in_the_language_too(tmp_path: Path) -> None:
    done = answer("sources", "show", home=tmp_path, **GERMAN)
    assert done.returncode == 2
    assert "CODE" in done.stderr
    assert "Missing argument" not in done.stderr
    assert "Usage" not in done.stderr
    assert "Show this message" not in answer("--help", home=tmp_path, **GERMAN).stdout


def test_tables_have_german_headings_at_a_terminal_and_their_keys_in_a_pipe(
    tmp_path: Path,
) -> None:
    given = {**GERMAN, "INVENTORY_DATABASE": str(tmp_path / "shop.db")}
    piped = answer("sources", "list", home=tmp_path, **given)
    assert piped.stdout.startswith("code\tname\tenabled"), piped.stderr
    assert "\tyes\t" in piped.stdout
    seen = answer("sources", "list", home=tmp_path, at_terminal=True, **given)
    assert not seen.stdout.startswith("code  "), seen.stderr
    assert "Default Source" in seen.stdout
    assert " ja " in seen.stdout


def test_words_that_programs_read_stay_as_they_are(tmp_path: Path) -> None:
    given = {**GERMAN, "INVENTORY_DATABASE": str(tmp_path / "shop.db")}
    words = ("sources", "add", "berlin", "name=Berlin", "country=DE", "postcode=10115")
    added = answer(*words, "--json", home=tmp_path, **given)
    assert '"deed": "sources add"' in added.stdout, added.stderr
    refused = answer("products", "show", "NONE", "--json", home=tmp_path, **given)
    assert '"error": "unknown_product"' in refused.stdout
    assert "There is no product" not in refused.stdout + refused.stderr
    assert "NONE" in refused.stdout
